//! The manifest: a registration as one JSON document, with the names of Microsoft Graph's resource
//! `application`.
//!
//! It is strict both ways: an import names every member, knows no others, and changes all or nothing.

use hospes_protocol::oauth::{Platform, RedirectUri};
use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    AppRole, ExposedScope, GroupClaims, OptionalClaims, Registered, Registration, RequiredAccess,
    SigningAlgorithm, TokenVersion, owners, update,
};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::application::{self, Application, Secret, redirect_uri};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::grant::TokenNames;
use crate::ids::{AppId, ApplicationId};
use crate::name::display_name;

/// Who may sign in: people of the organisation, its guests among them.
const AUDIENCE: &str = "AzureADMyOrg";

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The object's id; read-only.
    id: ApplicationId,
    /// The client id; read-only.
    app_id: AppId,
    display_name: String,
    /// Read-only.
    sign_in_audience: String,
    identifier_uris: Vec<String>,
    api: Api,
    app_roles: Vec<Role>,
    web: Web,
    spa: Uris,
    public_client: Uris,
    is_fallback_public_client: bool,
    group_membership_claims: GroupClaims,
    optional_claims: OptionalClaims,
    id_token_signing_alg: SigningAlgorithm,
    required_resource_access: Vec<Wanted>,
    /// Read-only, without what is secret.
    password_credentials: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Api {
    requested_access_token_version: u8,
    oauth2_permission_scopes: Vec<Scope>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Scope {
    id: Uuid,
    value: String,
    #[serde(rename = "type")]
    kind: WhoAgrees,
    user_consent_display_name: String,
    admin_consent_display_name: String,
    admin_consent_description: String,
    is_enabled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum WhoAgrees {
    User,
    Admin,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Role {
    id: Uuid,
    value: String,
    display_name: String,
    description: String,
    allowed_member_types: Vec<MemberType>,
    is_enabled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum MemberType {
    User,
    Application,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Web {
    redirect_uris: Vec<String>,
    logout_url: Option<String>,
    implicit_grant_settings: Implicit,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Implicit {
    enable_id_token_issuance: bool,
    enable_access_token_issuance: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Uris {
    redirect_uris: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    resource_app_id: Uuid,
    resource_access: Vec<Access>,
}

/// What is wanted, by its value: values are what applications ask for, and stay when a role is made anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Access {
    value: String,
    #[serde(rename = "type")]
    kind: AccessKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum AccessKind {
    Scope,
    Role,
}

/// Why a text is no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", prefix(.path.as_deref()))]
pub struct ManifestFault {
    /// Where, such as `web.redirectUris[0]`; `None` when it is the whole.
    pub path: Option<String>,
    /// What is wrong there, as part of a sentence.
    pub reason: String,
}

fn prefix(path: Option<&str>) -> String {
    path.map(|path| format!("{path}: ")).unwrap_or_default()
}

impl ManifestFault {
    fn at(path: &str, reason: &str) -> Self {
        Self {
            path: Some(path.to_owned()),
            reason: reason.to_owned(),
        }
    }

    fn whole(reason: &str) -> Self {
        Self {
            path: None,
            reason: reason.to_owned(),
        }
    }

    /// What the reader found, in words for people: its own tell of Rust.
    fn of(path: &str, error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        match error.classify() {
            Category::Syntax | Category::Eof | Category::Io => {
                return Self::whole(&format!("Line {line}, column {column}: this is not JSON"));
            }
            Category::Data => {}
        }
        let text = error.to_string();
        let text = text
            .split_once(" at line ")
            .map_or(text.as_str(), |(what, _)| what);
        let named = text.split('`').nth(1).unwrap_or_default();
        let member = match path {
            "." => named.to_owned(),
            path => format!("{path}.{named}"),
        };
        if text.starts_with("missing field") {
            Self::at(&member, "it is missing")
        } else if text.starts_with("duplicate field") {
            Self::at(&member, "it is there twice")
        } else if text.starts_with("unknown field") {
            Self::at(path, "there is no such member")
        } else if text.starts_with("UUID parsing failed") {
            Self::at(path, "it is not an id in the form of a UUID")
        } else if path == "." {
            Self::whole("The manifest has to be one JSON object")
        } else {
            Self::at(path, text)
        }
    }
}

impl Manifest {
    /// Reads a manifest. Every member has to be there, and no other.
    pub fn parse(text: &str) -> Result<Self, ManifestFault> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let read: Result<Self, _> = serde_path_to_error::deserialize(&mut reader);
        let manifest =
            read.map_err(|error| ManifestFault::of(&error.path().to_string(), error.inner()))?;
        reader
            .end()
            .map_err(|error| ManifestFault::of(".", &error))?;
        manifest.redirect_uris()?;
        if !matches!(manifest.api.requested_access_token_version, 1 | 2) {
            let path = "api.requestedAccessTokenVersion";
            return Err(ManifestFault::at(path, "it is neither 1 nor 2"));
        }
        Ok(manifest)
    }

    /// The manifest as text, for people: indented.
    pub fn to_text(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map_err(|e| Error::corrupt("a registration", e))
    }

    fn new(
        application: &Application,
        registered: Registered,
        (uris, secrets): (&[RedirectUri], &[Secret]),
    ) -> Self {
        let registration = registered.registration;
        let of = |platform| {
            let found = uris.iter().filter(|uri| uri.platform() == platform);
            found.map(|uri| uri.as_str().to_owned()).collect()
        };
        Self {
            id: application.id,
            app_id: application.app_id,
            display_name: application.display_name.clone(),
            sign_in_audience: AUDIENCE.to_owned(),
            identifier_uris: registered.identifier_uris,
            api: Api {
                requested_access_token_version: match registration.requested_access_token_version {
                    TokenVersion::V1 => 1,
                    TokenVersion::V2 => 2,
                },
                oauth2_permission_scopes: registration
                    .oauth2_permission_scopes
                    .into_iter()
                    .map(scope)
                    .collect(),
            },
            app_roles: registration.app_roles.into_iter().map(role).collect(),
            web: Web {
                redirect_uris: of(Platform::Web),
                logout_url: registration.logout_url,
                implicit_grant_settings: Implicit {
                    enable_id_token_issuance: registration.enable_id_token_issuance,
                    enable_access_token_issuance: registration.enable_access_token_issuance,
                },
            },
            spa: Uris {
                redirect_uris: of(Platform::Spa),
            },
            public_client: Uris {
                redirect_uris: of(Platform::Public),
            },
            is_fallback_public_client: registration.is_fallback_public_client,
            group_membership_claims: registration.group_membership_claims,
            optional_claims: registration.optional_claims,
            id_token_signing_alg: registration.id_token_signing_alg,
            required_resource_access: registration
                .required_resource_access
                .into_iter()
                .map(wanted)
                .collect(),
            password_credentials: secrets.iter().map(credential).collect(),
        }
    }

    /// What is to be registered; what the manifest does not speak of stays.
    fn registered(&self, before: &Registration) -> Registered {
        let scopes = self.api.oauth2_permission_scopes.iter().map(to_scope);
        let registration = Registration {
            requested_access_token_version: if self.api.requested_access_token_version == 2 {
                TokenVersion::V2
            } else {
                TokenVersion::V1
            },
            id_token_signing_alg: self.id_token_signing_alg,
            enable_id_token_issuance: self.web.implicit_grant_settings.enable_id_token_issuance,
            enable_access_token_issuance: self
                .web
                .implicit_grant_settings
                .enable_access_token_issuance,
            is_fallback_public_client: self.is_fallback_public_client,
            logout_url: self.web.logout_url.clone(),
            group_membership_claims: self.group_membership_claims,
            optional_claims: self.optional_claims.clone(),
            is_verified: before.is_verified,
            oauth2_permission_scopes: scopes.collect(),
            app_roles: self.app_roles.iter().map(to_role).collect(),
            required_resource_access: self
                .required_resource_access
                .iter()
                .map(to_required)
                .collect(),
        };
        Registered {
            registration,
            identifier_uris: self.identifier_uris.clone(),
        }
    }

    fn redirect_uris(&self) -> Result<Vec<RedirectUri>, ManifestFault> {
        let platforms = [
            ("web", Platform::Web, &self.web.redirect_uris),
            ("spa", Platform::Spa, &self.spa.redirect_uris),
            (
                "publicClient",
                Platform::Public,
                &self.public_client.redirect_uris,
            ),
        ];
        let mut all = Vec::new();
        for (name, platform, uris) in platforms {
            for (place, uri) in uris.iter().enumerate() {
                let parsed = RedirectUri::parse(platform, uri);
                let path = format!("{name}.redirectUris[{place}]");
                all.push(parsed.map_err(|error| ManifestFault::at(&path, &error.to_string()))?);
            }
        }
        Ok(all)
    }
}

fn scope(scope: ExposedScope) -> Scope {
    Scope {
        id: scope.id,
        value: scope.value,
        kind: if scope.is_admin_only {
            WhoAgrees::Admin
        } else {
            WhoAgrees::User
        },
        user_consent_display_name: scope.user_consent_display_name,
        admin_consent_display_name: scope.admin_consent_display_name,
        admin_consent_description: scope.admin_consent_description,
        is_enabled: scope.is_enabled,
    }
}

fn to_scope(scope: &Scope) -> ExposedScope {
    ExposedScope {
        id: scope.id,
        value: scope.value.clone(),
        user_consent_display_name: scope.user_consent_display_name.clone(),
        admin_consent_display_name: scope.admin_consent_display_name.clone(),
        admin_consent_description: scope.admin_consent_description.clone(),
        is_admin_only: scope.kind == WhoAgrees::Admin,
        is_enabled: scope.is_enabled,
    }
}

fn role(role: AppRole) -> Role {
    let types = [
        (role.is_for_users, MemberType::User),
        (role.is_for_applications, MemberType::Application),
    ];
    let types = types.into_iter().filter(|(is_one, _)| *is_one);
    Role {
        id: role.id,
        value: role.value,
        display_name: role.display_name,
        description: role.description,
        allowed_member_types: types.map(|(_, kind)| kind).collect(),
        is_enabled: role.is_enabled,
    }
}

fn to_role(role: &Role) -> AppRole {
    AppRole {
        id: role.id,
        value: role.value.clone(),
        display_name: role.display_name.clone(),
        description: role.description.clone(),
        is_for_users: role.allowed_member_types.contains(&MemberType::User),
        is_for_applications: role.allowed_member_types.contains(&MemberType::Application),
        is_enabled: role.is_enabled,
    }
}

fn wanted(access: RequiredAccess) -> Wanted {
    let of = |kind| move |value| Access { value, kind };
    let scopes = access.scopes.into_iter().map(of(AccessKind::Scope));
    let roles = access.roles.into_iter().map(of(AccessKind::Role));
    Wanted {
        resource_app_id: access.resource_app_id,
        resource_access: scopes.chain(roles).collect(),
    }
}

fn to_required(wanted: &Wanted) -> RequiredAccess {
    let of = |kind| {
        let found = wanted.resource_access.iter();
        let found = found.filter(move |access| access.kind == kind);
        found.map(|access| access.value.clone()).collect()
    };
    RequiredAccess {
        resource_app_id: wanted.resource_app_id,
        scopes: of(AccessKind::Scope),
        roles: of(AccessKind::Role),
    }
}

/// A secret as Graph shows it: never the secret.
fn credential(secret: &Secret) -> Value {
    json!({
        "keyId": secret.key_id,
        "displayName": secret.display_name,
        "hint": secret.hint,
        "startDateTime": secret.starts_at.format("%Y-%m-%dT%H:%M:%SZ"),
        "endDateTime": secret.ends_at.format("%Y-%m-%dT%H:%M:%SZ"),
    })
}

impl Identity {
    /// The manifest of an application.
    pub async fn manifest(&self, actor: &Actor, id: ApplicationId) -> Result<Manifest> {
        let mut tx = self.read().await?;
        owners::require_read(&mut tx, actor, id).await?;
        let application = application::find(&mut tx, actor.tenant, id).await?;
        current(&mut tx, &application, actor).await
    }

    /// Makes an application what a manifest says, all or nothing. Members that are read-only have to be as
    /// they are; the name is for who manages applications.
    pub async fn import_manifest(
        &self,
        actor: &Actor,
        id: ApplicationId,
        manifest: &Manifest,
        names: &TokenNames,
    ) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            owners::require_change(&mut tx, actor, id).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let before = current(&mut tx, &application, actor).await?;
            if *manifest == before {
                return Ok(tx.commit().await?);
            }
            unchanged(&before, manifest)?;
            if manifest.display_name != application.display_name {
                rename(&mut tx, actor, &application, &manifest.display_name).await?;
            }
            let uris = manifest.redirect_uris();
            let uris = uris.map_err(|_| Error::invalid("redirectUris", "one is not valid"))?;
            let is_same = before.web.redirect_uris == manifest.web.redirect_uris
                && before.spa == manifest.spa
                && before.public_client == manifest.public_client;
            if !is_same {
                redirect_uri::replace(&mut tx, actor, &application, &uris).await?;
            }
            let old = update::load(&mut tx, actor.tenant, id).await?;
            let new = manifest.registered(&old.registration);
            update::replace(&mut tx, actor, &application, (&old, new), names).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

async fn current(tx: &mut Tx, application: &Application, actor: &Actor) -> Result<Manifest> {
    let (tenant, id) = (actor.tenant, application.id);
    let registered = update::load(tx, tenant, id).await?;
    let uris = application::store::redirect_uris(tx, tenant, id).await?;
    let secrets = application::store::secrets(tx, tenant, id).await?;
    Ok(Manifest::new(application, registered, (&uris, &secrets)))
}

fn unchanged(before: &Manifest, after: &Manifest) -> Result<()> {
    let read_only = [
        ("id", before.id == after.id),
        ("appId", before.app_id == after.app_id),
        (
            "signInAudience",
            before.sign_in_audience == after.sign_in_audience,
        ),
        (
            "passwordCredentials",
            before.password_credentials == after.password_credentials,
        ),
    ];
    match read_only.into_iter().find(|(_, is_same)| !is_same) {
        Some((name, _)) => Err(Error::invalid(name, "it can't be changed in the manifest")),
        None => Ok(()),
    }
}

async fn rename(tx: &mut Tx, actor: &Actor, before: &Application, name: &str) -> Result<()> {
    actor.require(Permission::ManageApplications)?;
    let after = Application {
        display_name: display_name(name, 120)?,
        ..before.clone()
    };
    application::store::update(tx, actor.tenant, &after).await?;
    let target = application::target(&after);
    Entry::new(Activity::UpdateApplication)
        .target(target.change("DisplayName", &before.display_name, &after.display_name))
        .record(tx, actor)
        .await
}
