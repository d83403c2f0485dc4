//! What people let applications have, each for themselves or an administrator for everybody.

use hospes_protocol::oauth::RequestedScopes;

use super::store::{self, EVERYBODY};
use super::{ScopeError, TokenNames, USER_IMPERSONATION, Wanted, resource};
use crate::actor::{Actor, Permission};
use crate::application::{
    self, Application, GraphPermission, WantedPermission, permissions_of, registration,
};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, TenantId, UserId};
use crate::tenant::{self, UserConsent};
use crate::{Identity, user};

/// A scope as people agree to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentScope {
    /// What is kept: a scope of OpenID Connect or Graph by itself, one of an application behind its client id
    /// and a slash.
    pub name: String,
    /// What it lets an application do, in a sentence.
    pub text: String,
    /// Whether only an administrator may agree.
    pub needs_administrator: bool,
}

/// What somebody let an application have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The application.
    pub application: ApplicationId,
    /// Its name.
    pub application_name: String,
    /// The scopes.
    pub scopes: Vec<ConsentScope>,
    /// Since when.
    pub granted_at: Timestamp,
}

/// Scopes of OpenID Connect, which concern nobody but the person who agrees.
const OPENID: [(&str, &str); 4] = [
    ("openid", "Sign you in"),
    ("profile", "See your name and account name"),
    ("email", "See your email address"),
    (
        "offline_access",
        "Stay signed in for you, until you or your organization end it",
    ),
];

/// A scope of Graph; `None` for one that is not known here.
pub(super) fn graph_scope(value: &str) -> Option<ConsentScope> {
    if value == "User.Read" {
        return Some(own(value, "Read your profile"));
    }
    let permission = GraphPermission::parse(value)?;
    Some(ConsentScope {
        name: value.to_owned(),
        text: permission.display_name().to_owned(),
        needs_administrator: true,
    })
}

/// Every scope that goes by the name of Graph, as those of OpenID Connect do, too.
pub fn graph_scopes() -> Vec<ConsentScope> {
    let openid = OPENID.iter().map(|(name, text)| own(name, text));
    let known = GraphPermission::ALL.iter();
    let names = std::iter::once("User.Read").chain(known.map(|one| one.value()));
    openid.chain(names.filter_map(graph_scope)).collect()
}

/// A scope of the resource manager; `None` for one that is not known here.
pub(super) fn manager_scope(value: &str) -> Option<ConsentScope> {
    let text = "See which organizations you belong to";
    (value == USER_IMPERSONATION).then(|| own(value, text))
}

fn own(name: &str, text: &str) -> ConsentScope {
    ConsentScope {
        name: name.to_owned(),
        text: text.to_owned(),
        needs_administrator: false,
    }
}

/// The scopes of OpenID Connect among those that were asked for.
pub(super) fn openid_words(scopes: &RequestedScopes) -> Vec<ConsentScope> {
    let asked = [
        scopes.openid,
        scopes.profile,
        scopes.email,
        scopes.offline_access,
    ];
    let all = OPENID.iter().zip(asked);
    all.filter(|(_, is_asked)| *is_asked)
        .map(|((name, text), _)| own(name, text))
        .collect()
}

/// What the name of a scope means now; `None` for one that is not there (any more).
async fn describe(tx: &mut Tx, tenant: TenantId, name: &str) -> Result<Option<ConsentScope>> {
    if let Some((name, text)) = OPENID.iter().find(|(openid, _)| *openid == name) {
        return Ok(Some(own(name, text)));
    }
    let Some((app_id, value)) = name.split_once('/') else {
        return Ok(graph_scope(name).or_else(|| manager_scope(name)));
    };
    let Ok(app_id) = app_id.parse::<AppId>() else {
        return Ok(None);
    };
    let Some(application) = application::find_by_app_id(tx, tenant, app_id).await? else {
        return Ok(None);
    };
    let registration = registration::find(tx, tenant, application.id).await?;
    let mut scopes = registration.oauth2_permission_scopes.iter();
    let found = scopes.find(|scope| scope.is_enabled && scope.value == value);
    Ok(found.map(|scope| resource::consent_scope(&application, scope)))
}

/// The same for many; those that are not there are told by their names.
pub(crate) async fn describe_all(
    tx: &mut Tx,
    tenant: TenantId,
    names: &[String],
) -> Result<Vec<ConsentScope>> {
    let mut all = Vec::new();
    for name in names {
        let found = describe(tx, tenant, name).await?;
        all.push(found.unwrap_or_else(|| own(name, name)));
    }
    Ok(all)
}

/// Those that were not agreed to.
pub(super) fn missing(asked: &[ConsentScope], agreed: &[String]) -> Vec<ConsentScope> {
    let is_new = |scope: &&ConsentScope| !agreed.contains(&scope.name);
    asked.iter().filter(is_new).cloned().collect()
}

/// Whether somebody may agree by themselves. What concerns others is for those who manage applications, and
/// the organisation may want that for everything.
pub(super) async fn may_agree(
    tx: &mut Tx,
    actor: &Actor,
    application: &Application,
    scopes: &[ConsentScope],
) -> Result<bool> {
    if actor.may(Permission::ManageApplications) {
        return Ok(true);
    }
    let settings = tenant::sign_in_settings_of(tx, actor.tenant).await?;
    let is_allowed = match settings.user_consent {
        UserConsent::Allowed => true,
        UserConsent::VerifiedOnly => {
            let found = registration::find(tx, actor.tenant, application.id).await?;
            found.is_verified
        }
        UserConsent::Never => false,
    };
    Ok(is_allowed && !scopes.iter().any(|scope| scope.needs_administrator))
}

/// Everybody decides about their own; who manages applications about everybody's.
fn is_theirs(actor: &Actor, user: UserId) -> Result<()> {
    if actor.may_own(user, Permission::ManageApplications) {
        return Ok(());
    }
    actor.require(Permission::ManageApplications)
}

impl Identity {
    /// Lets an application have these scopes of a person, besides what it has already.
    pub async fn consent(
        &self,
        actor: &Actor,
        user: UserId,
        id: ApplicationId,
        scopes: &[String],
    ) -> Result<()> {
        is_theirs(actor, user)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            user::find_present(&mut tx, actor.tenant, user).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let asked = known(&mut tx, actor.tenant, scopes).await?;
            if !may_agree(&mut tx, actor, &application, &asked).await? {
                let permission = Permission::ManageApplications;
                return Err(Error::Forbidden { permission });
            }
            agree(&mut tx, actor, (user, &application), &asked).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Lets an application have what it asks for of everybody in the tenant, without asking them: these scopes,
    /// and those of the application permissions that it registered to want that were shown to whoever agrees, by
    /// their names. Nobody gives others what they have not.
    pub async fn consent_for_everybody(
        &self,
        actor: &Actor,
        id: ApplicationId,
        scopes: &[String],
        permissions: &[String],
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        actor.require_all(permissions_of(scopes))?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let asked = known(&mut tx, actor.tenant, scopes).await?;
            agree(&mut tx, actor, (EVERYBODY, &application), &asked).await?;
            application::grant_required(&mut tx, actor, &application, permissions).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// What an administrator is asked to agree to for everybody: scopes, and the application
    /// permissions that come with `.default`.
    pub async fn wanted_for_everybody(
        &self,
        actor: &Actor,
        id: ApplicationId,
        names: &TokenNames,
        scopes: RequestedScopes,
    ) -> Result<Result<(Wanted, Vec<WantedPermission>), ScopeError>> {
        actor.require(Permission::ManageApplications)?;
        let mut tx = self.read().await?;
        let application = application::find(&mut tx, actor.tenant, id).await?;
        let with_permissions = scopes.is_default();
        let client = (actor.tenant, &application);
        let found = resource::wanted(&mut tx, client, names, scopes).await?;
        let wanted = match found {
            Ok(wanted) => wanted,
            Err(error) => return Ok(Err(error)),
        };
        let permissions = if with_permissions {
            application::wanted_permissions(&mut tx, actor.tenant, application.id).await?
        } else {
            Vec::new()
        };
        Ok(Ok((wanted, permissions)))
    }

    /// What a person let applications have.
    pub async fn consents(&self, actor: &Actor, user: UserId) -> Result<Vec<Consent>> {
        is_theirs(actor, user)?;
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, user).await?;
        let mut all = Vec::new();
        for (id, scopes, granted_at) in store::consents(&mut tx, actor.tenant, user).await? {
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let names: Vec<String> = scopes.split(' ').map(str::to_owned).collect();
            all.push(Consent {
                application: id,
                application_name: application.display_name,
                scopes: describe_all(&mut tx, actor.tenant, &names).await?,
                granted_at,
            });
        }
        Ok(all)
    }

    /// Takes back what a person let an application have, and ends its sign-ins of them with all tokens.
    pub async fn withdraw_consent(
        &self,
        actor: &Actor,
        user: UserId,
        id: ApplicationId,
    ) -> Result<()> {
        is_theirs(actor, user)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            user::find_present(&mut tx, actor.tenant, user).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let before = store::consent_of(&mut tx, actor.tenant, user, id).await?;
            // What was not given is no error, and nothing changed.
            if before.is_empty() {
                return Ok(tx.commit().await?);
            }
            store::delete_consent(&mut tx, (actor.tenant, user, id)).await?;
            store::revoke_of_user(&mut tx, actor.tenant, user, id).await?;
            Entry::new(Activity::WithdrawConsent)
                .target(application::target(&application).change(
                    "ConsentContext.Scopes",
                    &before.join(" "),
                    "",
                ))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// What is asked for; an error if any of it is not there.
async fn known(tx: &mut Tx, tenant: TenantId, names: &[String]) -> Result<Vec<ConsentScope>> {
    let mut all = Vec::new();
    for name in names {
        let found = describe(tx, tenant, name).await?;
        all.push(found.ok_or_else(|| Error::invalid("scope", "it is not known here"))?);
    }
    Ok(all)
}

async fn agree(
    tx: &mut Tx,
    actor: &Actor,
    (user, application): (UserId, &Application),
    asked: &[ConsentScope],
) -> Result<()> {
    let before = store::consent_of(tx, actor.tenant, user, application.id).await?;
    let mut after = before.clone();
    after.extend(missing(asked, &before).into_iter().map(|scope| scope.name));
    store::set_consent(tx, (actor.tenant, user, application.id), &after).await?;
    let kind = if user == EVERYBODY {
        "AllPrincipals"
    } else {
        "Principal"
    };
    Entry::new(Activity::ConsentToApplication)
        .target(application::target(application).change(
            "ConsentContext.Scopes",
            &before.join(" "),
            &after.join(" "),
        ))
        .detail("ConsentType", &kind)
        .record(tx, actor)
        .await
}
