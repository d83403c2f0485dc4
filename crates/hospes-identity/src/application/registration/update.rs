//! Reading and changing what an application registered.

use serde::Serialize;
use uuid::Uuid;

use super::{
    AppRole, ExposedScope, GRAPH_APP_ID, GroupClaims, OptionalClaims, Registered, Registration,
    RequiredAccess, SigningAlgorithm, TokenVersion, check, names, owners, store,
};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::application::{self, Application, GraphPermission};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::grant::{TokenNames, graph_scopes};
use crate::ids::{AppId, ApplicationId, TenantId};
use crate::patch::Patch;
use crate::tenant;

/// Something of a list that is known by a key.
pub trait Keyed {
    /// The key.
    type Key: PartialEq;
    /// What it is called in errors.
    const WHAT: &'static str;
    /// Its key.
    fn key(&self) -> Self::Key;
}

/// A change of a list: two administrators who change different entries do not undo each other's work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Change<T: Keyed> {
    /// It stays as it is.
    #[default]
    Keep,
    /// The entry with this key is replaced; a new one goes to the end.
    Put(T),
    /// The entry with this key goes.
    Remove(T::Key),
    /// All of it is replaced.
    All(Vec<T>),
}

impl<T: Keyed + Clone> Change<T> {
    fn apply(&self, list: &mut Vec<T>) -> Result<()> {
        match self {
            Self::Keep => {}
            Self::All(new) => new.clone_into(list),
            Self::Put(new) => match list.iter_mut().find(|old| old.key() == new.key()) {
                Some(old) => *old = new.clone(),
                None => list.push(new.clone()),
            },
            Self::Remove(key) => {
                let place = list.iter().position(|old| old.key() == *key);
                let place = place.ok_or(Error::NotFound { what: T::WHAT })?;
                list.remove(place);
            }
        }
        Ok(())
    }
}

macro_rules! keyed {
    ($($type:ty, $what:literal, $key:ty = |$one:ident| $get:expr;)*) => {$(
        impl Keyed for $type {
            type Key = $key;
            const WHAT: &'static str = $what;
            fn key(&self) -> $key {
                let $one = self;
                $get
            }
        }
    )*};
}

keyed! {
    ExposedScope, "scope", Uuid = |scope| scope.id;
    AppRole, "role", Uuid = |role| role.id;
    RequiredAccess, "permission", Uuid = |access| access.resource_app_id;
    String, "identifier URI", String = |uri| uri.clone();
}

/// A change of a registration. What is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct RegistrationPatch {
    /// The version of access tokens for it.
    pub requested_access_token_version: Option<TokenVersion>,
    /// How ID tokens for it are signed.
    pub id_token_signing_alg: Option<SigningAlgorithm>,
    /// Whether the authorization endpoint answers with an ID token.
    pub enable_id_token_issuance: Option<bool>,
    /// Whether it answers with an access token.
    pub enable_access_token_issuance: Option<bool>,
    /// Whether it may use flows without a redirect URI.
    pub is_fallback_public_client: Option<bool>,
    /// Where it is told that a session ended.
    pub logout_url: Patch<String>,
    /// Which groups are named in tokens.
    pub group_membership_claims: Option<GroupClaims>,
    /// Claims on request.
    pub optional_claims: Option<OptionalClaims>,
    /// Whether an administrator vouches for it. Owners cannot.
    pub is_verified: Option<bool>,
    /// The scopes it offers.
    pub oauth2_permission_scopes: Change<ExposedScope>,
    /// The roles it offers.
    pub app_roles: Change<AppRole>,
    /// What it wants of other resources.
    pub required_resource_access: Change<RequiredAccess>,
    /// Its names as a resource.
    pub identifier_uris: Change<String>,
}

impl RegistrationPatch {
    fn applied(&self, before: &Registered) -> Result<Registered> {
        let mut after = before.clone();
        let registration = &mut after.registration;
        set(
            &mut registration.requested_access_token_version,
            self.requested_access_token_version.as_ref(),
        );
        set(
            &mut registration.id_token_signing_alg,
            self.id_token_signing_alg.as_ref(),
        );
        set(
            &mut registration.enable_id_token_issuance,
            self.enable_id_token_issuance.as_ref(),
        );
        set(
            &mut registration.enable_access_token_issuance,
            self.enable_access_token_issuance.as_ref(),
        );
        set(
            &mut registration.is_fallback_public_client,
            self.is_fallback_public_client.as_ref(),
        );
        set(
            &mut registration.group_membership_claims,
            self.group_membership_claims.as_ref(),
        );
        set(
            &mut registration.optional_claims,
            self.optional_claims.as_ref(),
        );
        set(&mut registration.is_verified, self.is_verified.as_ref());
        match &self.logout_url {
            Patch::Keep => {}
            Patch::Clear => registration.logout_url = None,
            Patch::Set(url) => registration.logout_url = Some(url.trim().to_owned()),
        }
        let scopes = &mut registration.oauth2_permission_scopes;
        self.oauth2_permission_scopes.apply(scopes)?;
        self.app_roles.apply(&mut registration.app_roles)?;
        let wanted = &mut registration.required_resource_access;
        self.required_resource_access.apply(wanted)?;
        self.identifier_uris.apply(&mut after.identifier_uris)?;
        Ok(after)
    }
}

fn set<T: Clone>(place: &mut T, new: Option<&T>) {
    if let Some(new) = new {
        place.clone_from(new);
    }
}

impl Identity {
    /// What an application registered.
    pub async fn registration(&self, actor: &Actor, id: ApplicationId) -> Result<Registered> {
        let mut tx = self.read().await?;
        owners::require_read(&mut tx, actor, id).await?;
        application::find(&mut tx, actor.tenant, id).await?;
        load(&mut tx, actor.tenant, id).await
    }

    /// Changes it. Fails with [`Error::Invalid`] under the name that the manifest has for what breaks a rule,
    /// and with [`Error::Conflict`] when another application has one of the identifier URIs.
    pub async fn update_registration(
        &self,
        actor: &Actor,
        id: ApplicationId,
        patch: &RegistrationPatch,
        names: &TokenNames,
    ) -> Result<Registered> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            owners::require_change(&mut tx, actor, id).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let before = load(&mut tx, actor.tenant, id).await?;
            let after = patch.applied(&before)?;
            let after = replace(&mut tx, actor, &application, (&before, after), names).await?;
            tx.commit().await?;
            Ok(after)
        })
        .await
    }
}

pub(super) async fn load(tx: &mut Tx, tenant: TenantId, id: ApplicationId) -> Result<Registered> {
    Ok(Registered {
        registration: store::find(tx, tenant, id).await?,
        identifier_uris: store::identifier_uris(tx, tenant, id).await?,
    })
}

/// Puts a registration in place of another in the caller's transaction, with its audit event; gives what is
/// stored now.
pub(super) async fn replace(
    tx: &mut Tx,
    actor: &Actor,
    application: &Application,
    (before, after): (&Registered, Registered),
    names: &TokenNames,
) -> Result<Registered> {
    let mut after = Registered {
        registration: check::cleaned(after.registration)?,
        identifier_uris: after.identifier_uris,
    };
    after.identifier_uris.sort();
    if after == *before {
        return Ok(after);
    }
    if after.registration.is_verified != before.registration.is_verified {
        // Whoever vouches for an application lets people agree to it.
        actor.require(Permission::ManageApplications)?;
    }
    if is_wider(&before.registration, &after.registration) {
        // As with redirect URIs: tokens for what people agreed to then come by other ways, too.
        owners::require_agreed(tx, actor, application.id).await?;
    }
    check::removals(before, &after)?;
    names::check_all(&after.identifier_uris)?;
    let organization = tenant::find(tx, actor.tenant).await?;
    for uri in &after.identifier_uris {
        // One that it has stays its own when the organisation loses the domain.
        if !before.identifier_uris.contains(uri) {
            names::check(uri, (&organization, application), names)?;
        }
    }
    for access in &after.registration.required_resource_access {
        if !before
            .registration
            .required_resource_access
            .contains(access)
        {
            require_offered(tx, actor.tenant, access).await?;
        }
    }
    store_all(tx, actor, application, (before, &after)).await?;
    Ok(after)
}

/// Whether tokens can be had in ways in which they could not be had before.
fn is_wider(before: &Registration, after: &Registration) -> bool {
    let ways = |registration: &Registration| {
        [
            registration.enable_id_token_issuance,
            registration.enable_access_token_issuance,
            registration.is_fallback_public_client,
        ]
    };
    let mut both = ways(before).into_iter().zip(ways(after));
    both.any(|(was, is)| is && !was)
}

async fn store_all(
    tx: &mut Tx,
    actor: &Actor,
    application: &Application,
    (before, after): (&Registered, &Registered),
) -> Result<()> {
    let (tenant, id) = (actor.tenant, application.id);
    store::save(tx, tenant, id, &after.registration).await?;
    if !store::set_identifier_uris(tx, tenant, id, &after.identifier_uris).await? {
        return Err(Error::Conflict {
            what: "identifier URI",
        });
    }
    for role in check::roles_gone(&before.registration, &after.registration) {
        store::delete_role(tx, tenant, id, role.id).await?;
    }
    let mut target = application::target(application);
    for (name, old, new) in changes(before, after)? {
        if old != new {
            target = target.change(name, &old, &new);
        }
    }
    Entry::new(Activity::UpdateApplication)
        .target(target)
        .record(tx, actor)
        .await
}

/// Refuses what the resource does not offer. Whether it may be had is another question, of consent.
async fn require_offered(tx: &mut Tx, tenant: TenantId, access: &RequiredAccess) -> Result<()> {
    let invalid = |reason| Err(Error::invalid("requiredResourceAccess", reason));
    if access.resource_app_id == GRAPH_APP_ID {
        let is_role = |value: &String| GraphPermission::parse(value).is_some();
        let known = graph_scopes();
        let is_scope = |value: &String| known.iter().any(|scope| scope.name == *value);
        if access.roles.iter().all(is_role) && access.scopes.iter().all(is_scope) {
            return Ok(());
        }
        return invalid("Microsoft Graph has no such permission here");
    }
    let app_id = AppId(access.resource_app_id);
    let Some(found) = application::store::find_by_app_id(tx, tenant, app_id).await? else {
        return invalid("there is no such resource");
    };
    let offered = store::find(tx, tenant, found.id).await?;
    let scopes = &offered.oauth2_permission_scopes;
    let is_scope = |value: &String| scopes.iter().any(|scope| scope.value == *value);
    let is_role = |value: &String| offered.app_roles.iter().any(|role| role.value == *value);
    if access.scopes.iter().all(is_scope) && access.roles.iter().all(is_role) {
        Ok(())
    } else {
        invalid("the resource has no such scope or role")
    }
}

type Described = (&'static str, String, String);

/// What the audit log says: single values, and of lists what is different.
fn changes(before: &Registered, after: &Registered) -> Result<Vec<Described>> {
    let (old, new) = (&before.registration, &after.registration);
    let mut all: Vec<Described> = singles(old)?
        .into_iter()
        .zip(singles(new)?)
        .map(|((name, old), (_, new))| (name, old, new))
        .collect();
    let (is, was) = (&new.oauth2_permission_scopes, &old.oauth2_permission_scopes);
    all.push(difference("OAuth2PermissionScopes", was, is)?);
    all.push(difference("AppRoles", &old.app_roles, &new.app_roles)?);
    let (was, is) = (&old.required_resource_access, &new.required_resource_access);
    all.push(difference("RequiredResourceAccess", was, is)?);
    let (was, is) = (&before.identifier_uris, &after.identifier_uris);
    all.push(("IdentifierUris", was.join(" "), is.join(" ")));
    Ok(all)
}

fn singles(registration: &Registration) -> Result<Vec<(&'static str, String)>> {
    let yes = |is: bool| is.to_string();
    Ok(vec![
        (
            "RequestedAccessTokenVersion",
            word(&registration.requested_access_token_version)?,
        ),
        (
            "IdTokenSigningAlg",
            word(&registration.id_token_signing_alg)?,
        ),
        (
            "EnableIdTokenIssuance",
            yes(registration.enable_id_token_issuance),
        ),
        (
            "EnableAccessTokenIssuance",
            yes(registration.enable_access_token_issuance),
        ),
        (
            "IsFallbackPublicClient",
            yes(registration.is_fallback_public_client),
        ),
        (
            "LogoutUrl",
            registration.logout_url.clone().unwrap_or_default(),
        ),
        (
            "GroupMembershipClaims",
            word(&registration.group_membership_claims)?,
        ),
        ("OptionalClaims", json(&registration.optional_claims)?),
        ("IsVerified", yes(registration.is_verified)),
    ])
}

/// What is in one list and not, or not so, in the other.
fn difference<T: Serialize + PartialEq>(
    name: &'static str,
    old: &[T],
    new: &[T],
) -> Result<Described> {
    let gone: Vec<&T> = old.iter().filter(|one| !new.contains(one)).collect();
    let come: Vec<&T> = new.iter().filter(|one| !old.contains(one)).collect();
    let text = |list: &[&T]| {
        if list.is_empty() {
            Ok(String::new())
        } else {
            json(&list)
        }
    };
    Ok((name, text(&gone)?, text(&come)?))
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::corrupt("a registration", e))
}

fn word(value: &impl Serialize) -> Result<String> {
    Ok(json(value)?.trim_matches('"').to_owned())
}
