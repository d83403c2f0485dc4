//! Who and what there is in the demo. Ids, passwords and secrets are the same at every start.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hospes_identity::application::registration::RegistrationPatch;
use hospes_identity::application::{GraphPermission, NewApplication};
use hospes_identity::env::Lifetimes;
use hospes_identity::grant::{TokenNames, USER_IMPERSONATION};
use hospes_identity::ids::{AppId, CorrelationId};
use hospes_identity::limit::Limits;
use hospes_identity::password::Passwords;
use hospes_identity::role::Role;
use hospes_identity::secret::{Keyring, sha256};
use hospes_identity::tenant::{NewTenant, SignInSettings};
use hospes_identity::user::{NewUser, ProfilePatch};
use hospes_identity::{Actor, Entropy, Env, Fetch, Identity, Patch, Timestamp};
use hospes_protocol::address::{Address, Domain};
use hospes_protocol::oauth::{Platform, RedirectUri};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::serve::SystemClock;

/// An organization of the demo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Tenant {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) domain: String,
    pub(super) users: Vec<User>,
    pub(super) applications: Vec<Application>,
}

/// A person of the demo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) upn: String,
    pub(super) password: String,
    pub(super) roles: Vec<String>,
}

/// An application of the demo.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Application {
    pub(super) name: String,
    pub(super) app_id: String,
    pub(super) secret: Option<String>,
    pub(super) permissions: Vec<String>,
}

/// Somebody to create: name before the @, display name, password, job title, role.
struct Person(
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<Role>,
);

const CONTOSO: &[Person] = &[
    Person(
        "admin",
        "Adele Vance",
        "contoso-admin",
        "IT administrator",
        Some(Role::GlobalAdministrator),
    ),
    Person(
        "inviter",
        "Isaiah Langer",
        "contoso-inviter",
        "Partner manager",
        Some(Role::GuestInviter),
    ),
    Person(
        "megan",
        "Megan Bowen",
        "contoso-megan",
        "Marketing manager",
        None,
    ),
];

const FABRIKAM: &[Person] = &[
    Person(
        "admin",
        "Frida Admin",
        "fabrikam-admin",
        "IT administrator",
        Some(Role::GlobalAdministrator),
    ),
    Person("sam", "Sam Rivera", "fabrikam-sam", "Architect", None),
];

const PERMISSIONS: &[GraphPermission] = &[
    GraphPermission::UserInviteAll,
    GraphPermission::UserReadWriteAll,
    GraphPermission::GroupReadWriteAll,
    GraphPermission::ApplicationReadWriteAll,
    GraphPermission::AuditLogReadAll,
    GraphPermission::PolicyReadWriteCrossTenantAccess,
    GraphPermission::IdentityProviderReadWriteAll,
    GraphPermission::DomainReadWriteAll,
];

/// Ids count from the beginning of 2026, in milliseconds.
const BEGINNING: u64 = 1_767_225_600_000;

/// Chance that is the same at every start. Only for what everybody may know.
struct DemoEntropy {
    ids: AtomicU64,
    bytes: AtomicU64,
}

impl Entropy for DemoEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let count = self.bytes.fetch_add(1, Ordering::Relaxed);
            let block = sha256(format!("hospes demo bytes {count}").as_bytes());
            chunk
                .iter_mut()
                .zip(block)
                .for_each(|(to, from)| *to = from);
        }
    }

    // Lists are in the order of ids: these come before all that people make, in the order of making.
    fn uuid(&self, _: Timestamp) -> Uuid {
        let count = self.ids.fetch_add(1, Ordering::Relaxed);
        let block = sha256(format!("hospes demo id {count}").as_bytes());
        let mut bytes = [0; 10];
        bytes
            .iter_mut()
            .zip(block)
            .for_each(|(to, from)| *to = from);
        uuid::Builder::from_unix_timestamp_millis(BEGINNING + count, &bytes).into_uuid()
    }
}

/// What filling the demo takes from the world: the real time, and no chance at all.
pub(super) fn env(keyring: Keyring, fetch: Arc<dyn Fetch>) -> Env {
    Env {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(DemoEntropy {
            ids: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        }),
        fetch,
        keyring,
        passwords: Passwords::for_everybody_to_know(),
        limits: Limits::default(),
        lifetimes: Lifetimes::default(),
    }
}

/// Fills an empty database.
pub(super) async fn fill(identity: &Identity) -> anyhow::Result<Vec<Tenant>> {
    let mut contoso = tenant(identity, "Contoso", "contoso.example", CONTOSO).await?;
    let actor = actor(identity, &contoso.id)?;
    contoso
        .applications
        .push(automation(identity, &actor).await?);
    let fabrikam = tenant(identity, "Fabrikam", "fabrikam.example", FABRIKAM).await?;
    // After all others, whose ids stay the same with and without it.
    #[cfg(feature = "demo-application")]
    contoso
        .applications
        .push(super::sample::seed(identity, &actor, &contoso.users).await?);
    let mut all = vec![contoso, fabrikam];
    for tenant in &mut all {
        let actor = self::actor(identity, &tenant.id)?;
        tenant.applications.push(azure_cli(identity, &actor).await?);
        allow_passwords(identity, &actor).await?;
    }
    Ok(all)
}

/// The demo itself, acting in one of its tenants.
pub(super) fn actor(identity: &Identity, tenant: &str) -> anyhow::Result<Actor> {
    let correlation: CorrelationId = identity.env().new_id();
    Ok(Actor::system(tenant.parse()?, "hospes demo", correlation))
}

/// Lets programs send passwords, for tools without a browser. An organisation of one's own decides about that itself.
async fn allow_passwords(identity: &Identity, actor: &Actor) -> anyhow::Result<()> {
    let settings = SignInSettings {
        password_grant: true,
        ..SignInSettings::default()
    };
    Ok(identity.update_sign_in_settings(actor, &settings).await?)
}

async fn tenant(
    identity: &Identity,
    name: &str,
    domain: &str,
    people: &[Person],
) -> anyhow::Result<Tenant> {
    let parsed = Domain::parse(domain).map_err(|error| anyhow::anyhow!("{error}"))?;
    let new = NewTenant {
        display_name: name.to_owned(),
        domain: parsed,
    };
    let tenant = identity.create_tenant(&new).await?;
    let actor = actor(identity, &tenant.id.to_string())?;
    let mut users = Vec::new();
    for person in people {
        users.push(user(identity, &actor, (person, domain)).await?);
    }
    Ok(Tenant {
        name: name.to_owned(),
        id: tenant.id.to_string(),
        domain: domain.to_owned(),
        users,
        applications: Vec::new(),
    })
}

async fn user(
    identity: &Identity,
    actor: &Actor,
    (person, domain): (&Person, &str),
) -> anyhow::Result<User> {
    let Person(local, display_name, password, job_title, role) = person;
    let upn = format!("{local}@{domain}");
    let parsed = Address::parse(&upn).map_err(|error| anyhow::anyhow!("{error}"))?;
    let (given_name, surname) = display_name.split_once(' ').unwrap_or((display_name, ""));
    let profile = ProfilePatch {
        given_name: Patch::Set(given_name.to_owned()),
        surname: Patch::Set(surname.to_owned()),
        job_title: Patch::Set((*job_title).to_owned()),
        ..ProfilePatch::default()
    };
    let new = NewUser {
        user_principal_name: parsed,
        display_name: (*display_name).to_owned(),
        mail_nickname: None,
        password: Some((*password).to_owned()),
        must_change_password: false,
        account_enabled: true,
        profile,
    };
    let created = identity.create_user(actor, &new).await?;
    if let Some(role) = role {
        identity.assign_role(actor, created.user.id, *role).await?;
    }
    Ok(User {
        id: created.user.id.to_string(),
        upn,
        password: (*password).to_owned(),
        roles: role
            .iter()
            .map(|role| role.display_name().to_owned())
            .collect(),
    })
}

/// The client id with which the Azure CLI comes.
const AZURE_CLI: Uuid = uuid::uuid!("04b07795-8ddb-461a-bbee-02f9e1bf7b46");

/// The Azure CLI, in which people sign in as themselves.
async fn azure_cli(identity: &Identity, actor: &Actor) -> anyhow::Result<Application> {
    let new = NewApplication {
        display_name: "Azure CLI".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: false,
        visible: false,
    };
    let made = identity.create_known_application(actor, AppId(AZURE_CLI), &new);
    let application = made.await?;
    let uri = RedirectUri::parse(Platform::Public, "http://localhost")?;
    identity
        .set_redirect_uris(actor, application.id, &[uri])
        .await?;
    // So that `az login -u` has nothing to ask.
    let flows = RegistrationPatch {
        is_fallback_public_client: Some(true),
        ..RegistrationPatch::default()
    };
    // Names matter to what names it as a resource, and it is none.
    let names = TokenNames {
        root: String::new(),
        graph_audiences: Vec::new(),
    };
    let opened = identity.update_registration(actor, application.id, &flows, &names);
    opened.await?;
    let scopes = ["openid", "profile", "offline_access", USER_IMPERSONATION];
    let scopes = scopes.map(str::to_owned);
    let agreed = identity.consent_for_everybody(actor, application.id, &scopes, &[]);
    agreed.await?;
    Ok(Application {
        name: new.display_name,
        app_id: application.app_id.to_string(),
        secret: None,
        permissions: Vec::new(),
    })
}

/// The application that scripts use.
async fn automation(identity: &Identity, actor: &Actor) -> anyhow::Result<Application> {
    let new = NewApplication {
        display_name: "Automation".to_owned(),
        description: Some("For scripts that call Microsoft Graph".to_owned()),
        home_page_url: None,
        assignment_required: true,
        visible: false,
    };
    let application = identity.create_application(actor, &new).await?;
    for permission in PERMISSIONS {
        identity
            .grant_permission(actor, application.id, *permission)
            .await?;
    }
    let secret = identity
        .add_secret(actor, application.id, Some("demo"), None)
        .await?;
    Ok(Application {
        name: new.display_name,
        app_id: application.app_id.to_string(),
        secret: Some(secret.text),
        permissions: PERMISSIONS
            .iter()
            .map(|permission| permission.value().to_owned())
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use hospes_identity::secret::Keyring;
    use hospes_identity::testing::{Fixture, address};

    use super::*;

    #[tokio::test]
    async fn the_people_of_the_demo_sign_in_with_the_passwords_that_it_prints() {
        let fixture = Fixture::new().await;
        let keyring = Keyring::from_key(&[42; 32]);
        let env = env(keyring, fixture.fetch.clone());
        let identity = Identity::new(fixture.identity.db().clone(), env);
        let tenants = fill(&identity).await.unwrap();
        let user = &tenants[0].users[0];
        let here = fixture.circumstances();
        identity
            .sign_in_with_password(&address(&user.upn), &user.password, &here)
            .await
            .unwrap();
    }
}
