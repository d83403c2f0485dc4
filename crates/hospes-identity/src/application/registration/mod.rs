//! What an application registers: how it asks for tokens, what is in them, and what it offers as a resource.

mod check;
mod manifest;
mod names;
mod owners;
mod roles;
mod store;
#[cfg(test)]
mod tests;
mod update;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use manifest::{Manifest, ManifestFault};
pub use owners::Owner;
pub(crate) use owners::{
    owners_of, require_agreed, require_change, require_credentials, require_read,
};
pub use roles::{GrantedRole, Resource};
pub(crate) use store::{
    assigned_roles, delete_for_application, delete_for_principal, find, find_by_identifier_uri,
    granted_roles, identifier_uris, insert_role_grant, is_owner,
};
pub use update::{Change, Keyed, RegistrationPatch};

/// The client id of Graph: the same in every organisation, as in the original.
pub const GRAPH_APP_ID: Uuid = uuid::uuid!("00000003-0000-0000-c000-000000000000");

/// All that an application registered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Registered {
    /// Its settings.
    pub registration: Registration,
    /// The names by which it is asked for as a resource, sorted.
    pub identifier_uris: Vec<String>,
}

/// What an application registers beside its redirect URIs and credentials. The names of its JSON are those of
/// the original's manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the manifest"
)]
pub struct Registration {
    /// The version of access tokens for it as a resource (`api.requestedAccessTokenVersion`).
    pub requested_access_token_version: TokenVersion,
    /// How ID tokens for it are signed.
    pub id_token_signing_alg: SigningAlgorithm,
    /// Whether the authorization endpoint itself answers with an ID token
    /// (`web.implicitGrantSettings.enableIdTokenIssuance`).
    pub enable_id_token_issuance: bool,
    /// Whether it answers with an access token (`web.implicitGrantSettings.enableAccessTokenIssuance`).
    pub enable_access_token_issuance: bool,
    /// Whether it may use flows without a redirect URI: device code and passwords (`isFallbackPublicClient`).
    pub is_fallback_public_client: bool,
    /// Where it is told that a session ended (OpenID Connect Front-Channel Logout 1.0).
    pub logout_url: Option<String>,
    /// Which groups are named in tokens.
    pub group_membership_claims: GroupClaims,
    /// Claims that tokens have on request.
    pub optional_claims: OptionalClaims,
    /// Whether an administrator vouches for it: what `verifiedOnly` asks for.
    pub is_verified: bool,
    /// The scopes that it offers to other applications (`api.oauth2PermissionScopes`).
    pub oauth2_permission_scopes: Vec<ExposedScope>,
    /// The roles that it offers to people and applications.
    pub app_roles: Vec<AppRole>,
    /// What it wants to have of other resources; `.default` asks for it.
    pub required_resource_access: Vec<RequiredAccess>,
}

/// The version of access tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TokenVersion {
    /// The audience is the resource as it was asked for; `appid` names the client.
    #[default]
    #[serde(rename = "1")]
    V1,
    /// The audience is the resource's client id; `azp` names the client.
    #[serde(rename = "2")]
    V2,
}

/// How a token is signed (RFC 7518, section 3.1; RFC 8037).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SigningAlgorithm {
    /// What every client can verify.
    #[default]
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// Which groups tokens name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum GroupClaims {
    /// None.
    #[default]
    None,
    /// All that the person is a member of.
    SecurityGroup,
    /// Those that are assigned to the application.
    ApplicationGroup,
}

/// Optional claims, by token.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct OptionalClaims {
    /// Of ID tokens for the application.
    pub id_token: Vec<OptionalClaim>,
    /// Of access tokens for the application as a resource.
    pub access_token: Vec<OptionalClaim>,
}

/// A claim that is in tokens on request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct OptionalClaim {
    /// Its name, one of [`OptionalClaim::KNOWN`].
    pub name: String,
    /// Variants of its value, such as `include_externally_authenticated_upn`.
    pub additional_properties: Vec<String>,
}

impl OptionalClaim {
    /// The claims that can be asked for.
    pub const KNOWN: &[&str] = &[
        "acct",
        "auth_time",
        "email",
        "family_name",
        "given_name",
        "login_hint",
        "preferred_username",
        "sid",
        "signin_state",
        "upn",
    ];
}

/// A scope that an application offers to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExposedScope {
    /// Its id.
    pub id: Uuid,
    /// Its value in `scp`.
    pub value: String,
    /// What people read who are asked to agree.
    pub user_consent_display_name: String,
    /// What administrators read.
    pub admin_consent_display_name: String,
    /// What it lets do, in a sentence or two.
    pub admin_consent_description: String,
    /// Whether only administrators may agree to it.
    pub is_admin_only: bool,
    /// Whether it can be asked for.
    pub is_enabled: bool,
}

/// A role that an application offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppRole {
    /// Its id.
    pub id: Uuid,
    /// Its value in `roles`.
    pub value: String,
    /// Its name, for people.
    pub display_name: String,
    /// What it lets do.
    pub description: String,
    /// Whether people and groups can have it.
    pub is_for_users: bool,
    /// Whether applications can have it.
    pub is_for_applications: bool,
    /// Whether it can be assigned, and is in tokens.
    pub is_enabled: bool,
}

/// What an application wants of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequiredAccess {
    /// The resource's client id; Graph's is `00000003-0000-0000-c000-000000000000`.
    pub resource_app_id: Uuid,
    /// Values of its scopes.
    pub scopes: Vec<String>,
    /// Values of its app roles.
    pub roles: Vec<String>,
}
