//! Access tokens: for Graph, and for applications of the tenant that are resources.

use hospes_protocol::jose::Algorithm;
use hospes_protocol::oauth::RequestedScopes;
use hospes_protocol::oidc::pairwise_sub;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::about::{About, At, Groups};
use super::resource::{Resource, role_values};
use super::{SignedInAs, TOKEN_LIFE, TokenNames};
use crate::Identity;
use crate::application::Proof;
use crate::application::registration::{self, OptionalClaim, TokenVersion};
use crate::application::{Application, Caller};
use crate::error::{Error, Result};
use crate::ids::{AppId, GrantId, TenantId, UserId};
use crate::user::{Issuer, User};

/// Claims of an access token, of either version. An application that acts for itself has `idtyp` and `roles`,
/// one that acts for a person `scp` and the person's names.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Claims {
    pub(super) aud: String,
    pub(super) iss: String,
    pub(super) iat: i64,
    pub(super) nbf: i64,
    pub(super) exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) acct: Option<u8>,
    /// Which identity signed in, as it is bound here: its issuer and its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) altsecid: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) amr: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) appid: Option<AppId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) appidacr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) app_displayname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) azp: Option<AppId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) azpacr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) given_name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) groups: Vec<String>,
    #[serde(
        rename = "_claim_names",
        skip_serializing_if = "serde_json::Value::is_null"
    )]
    pub(super) claim_names: serde_json::Value,
    #[serde(
        rename = "_claim_sources",
        skip_serializing_if = "serde_json::Value::is_null"
    )]
    pub(super) claim_sources: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) idp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) idtyp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) login_hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) oid: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) preferred_username: Option<String>,
    /// The grant that the token is of: what ends the grant ends the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rh: Option<GrantId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scp: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) signin_state: Vec<String>,
    pub(super) sub: String,
    pub(super) tid: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unique_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) upn: Option<String>,
    pub(super) uti: String,
    pub(super) ver: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) wids: Vec<String>,
}

impl Claims {
    pub(super) fn tenant(&self) -> TenantId {
        TenantId(self.tid)
    }
}

impl Identity {
    /// An access token for an application that proved to be itself.
    pub async fn issue_app_token(
        &self,
        tenant: TenantId,
        caller: &Caller,
        names: &TokenNames,
        resource: &Resource,
    ) -> Result<String> {
        let client = &caller.application;
        let mut claims = self.claims(tenant, (names, resource), (client, caller.proof));
        claims.oid = client.id.0;
        claims.idtyp = Some("app".to_owned());
        claims.sub = client.id.to_string();
        claims.idp = Some(names.issuer(tenant));
        claims.roles = match resource {
            Resource::Graph { .. } => caller.roles.clone(),
            Resource::Manager { .. } => Vec::new(),
            Resource::Application(found) => {
                let mut tx = self.read().await?;
                let of = (client.id, found.application.id);
                let ids = registration::granted_roles(&mut tx, tenant, of.0, of.1).await?;
                role_values(&found.registration, &ids, |role| role.is_for_applications)
            }
        };
        self.sign_claims(&claims).await
    }

    /// An access token for an application that acts for a person.
    pub(super) async fn issue_user_token(
        &self,
        about: &About,
        proof: Proof,
        names: &TokenNames,
    ) -> Result<String> {
        let (as_whom, user) = (&about.as_whom, &about.user);
        let resource = &about.wanted.resource;
        let mut claims = self.claims(as_whom.tenant, (names, resource), (&about.client, proof));
        claims.oid = as_whom.user.0;
        claims.acct = Some(u8::from(user.is_guest()));
        claims.rh = about.grant;
        claims.sub = subject(as_whom.tenant, as_whom.app_id, as_whom.user);
        claims.scp = Some(granted(about.scopes()));
        claims.wids.clone_from(&about.wids);
        claims.name = Some(user.display_name.clone());
        match resource {
            Resource::Graph { .. } | Resource::Manager { .. } => {
                about_person(&mut claims, about, names);
            }
            Resource::Application(found) => {
                match found.registration.requested_access_token_version {
                    TokenVersion::V1 => {
                        about_person(&mut claims, about, names);
                        claims.altsecid = None;
                        claims.upn = claims.upn.filter(|_| !user.is_guest());
                    }
                    TokenVersion::V2 => {
                        claims.preferred_username = Some(account_name(user));
                        claims.idp = user.is_guest().then(|| idp(names, about));
                        claims.email = user.mail.clone().filter(|_| user.is_guest());
                    }
                }
            }
        }
        if let Some(at) = &about.at_resource {
            about_resource(&mut claims, at, about, names);
        }
        self.sign_claims(&claims).await
    }

    /// What all access tokens have.
    fn claims(
        &self,
        tenant: TenantId,
        (names, resource): (&TokenNames, &Resource),
        (client, proof): (&Application, Proof),
    ) -> Claims {
        let now = self.env.clock.now();
        let mut claims = Claims {
            iat: now.as_seconds(),
            nbf: now.as_seconds(),
            exp: now.plus(TOKEN_LIFE).as_seconds(),
            tid: tenant.0,
            uti: self.env.new_id::<Uuid>().simple().to_string(),
            ..Claims::default()
        };
        let (version, audience) = match resource {
            Resource::Graph { audience } | Resource::Manager { audience } => {
                (TokenVersion::V1, audience.clone())
            }
            Resource::Application(found) => {
                let version = found.registration.requested_access_token_version;
                let audience = match version {
                    TokenVersion::V1 => found.audience.clone(),
                    TokenVersion::V2 => found.application.app_id.to_string(),
                };
                (version, audience)
            }
        };
        claims.aud = audience;
        match version {
            TokenVersion::V1 => {
                "1.0".clone_into(&mut claims.ver);
                claims.iss = names.issuer(tenant);
                claims.appid = Some(client.app_id);
                claims.appidacr = Some(proof.appidacr().to_owned());
                claims.app_displayname = Some(client.display_name.clone());
            }
            TokenVersion::V2 => {
                "2.0".clone_into(&mut claims.ver);
                claims.iss = names.issuer_v2(tenant);
                claims.azp = Some(client.app_id);
                claims.azpacr = Some(proof.appidacr().to_owned());
            }
        }
        claims
    }

    async fn sign_claims(&self, claims: &Claims) -> Result<String> {
        let keys = self.signing_keys().await?;
        keys.current(Algorithm::Rs256)
            .sign(claims)
            .map_err(|e| Error::corrupt("a signing key", e))
    }
}

/// What tokens of the first version say of a person.
fn about_person(claims: &mut Claims, about: &About, names: &TokenNames) {
    let (as_whom, user) = (&about.as_whom, &about.user);
    claims.altsecid = Some(format!("{} {}", as_whom.issuer, as_whom.subject));
    claims.amr = amr(as_whom);
    claims.auth_time = Some(as_whom.authenticated_at.as_seconds());
    claims.idp = Some(idp(names, about));
    claims.given_name.clone_from(&user.profile.given_name);
    claims.family_name.clone_from(&user.profile.surname);
    claims.email.clone_from(&user.mail);
    claims.unique_name = Some(account_name(user));
    claims.upn = Some(user.user_principal_name.clone());
}

/// What tokens say besides because the resource registered that it wants it.
fn about_resource(claims: &mut Claims, at: &At, about: &About, names: &TokenNames) {
    claims.roles.clone_from(&at.roles);
    match &at.groups {
        Groups::Listed(groups) => claims.groups.clone_from(groups),
        Groups::TooMany => {
            let (claim_names, sources) = overage(names, &about.as_whom);
            claims.claim_names = claim_names;
            claims.claim_sources = sources;
        }
    }
    let (user, as_whom) = (&about.user, &about.as_whom);
    for claim in &at.registration.optional_claims.access_token {
        match claim.name.as_str() {
            "auth_time" => claims.auth_time = Some(as_whom.authenticated_at.as_seconds()),
            "email" => claims.email.clone_from(&user.mail),
            "family_name" => claims.family_name.clone_from(&user.profile.surname),
            "given_name" => claims.given_name.clone_from(&user.profile.given_name),
            "login_hint" => claims.login_hint = Some(account_name(user)),
            "preferred_username" => claims.preferred_username = Some(account_name(user)),
            "signin_state" => claims.signin_state = signin_state(as_whom),
            "upn" => claims.upn = Some(optional_upn(user, claim)),
            _ => {}
        }
    }
}

/// Where an application asks for groups that do not fit into a token.
pub(super) fn overage(
    names: &TokenNames,
    as_whom: &SignedInAs,
) -> (serde_json::Value, serde_json::Value) {
    let endpoint = format!(
        "{}/v1.0/users/{}/getMemberObjects",
        names.graph_root().trim_end_matches('/'),
        as_whom.user
    );
    (
        serde_json::json!({ "groups": "src1" }),
        serde_json::json!({ "src1": { "endpoint": endpoint } }),
    )
}

/// The optional claim `upn`: of a guest the address at home, or on demand the name here.
pub(super) fn optional_upn(user: &User, claim: &OptionalClaim) -> String {
    let has = |wanted: &str| claim.additional_properties.iter().any(|it| it == wanted);
    if !user.is_guest() || has("include_externally_authenticated_upn") {
        user.user_principal_name.clone()
    } else if has("include_externally_authenticated_upn_without_hash") {
        user.user_principal_name.replace('#', "_")
    } else {
        account_name(user)
    }
}

/// The optional claim `signin_state`: what the provider said of the device.
pub(super) fn signin_state(as_whom: &SignedInAs) -> Vec<String> {
    let words = as_whom.devices.words().into_iter();
    words.map(str::to_owned).collect()
}

/// The scopes of a token, as `scp` names them.
fn granted(scopes: &RequestedScopes) -> String {
    let openid = [
        (scopes.openid, "openid"),
        (scopes.profile, "profile"),
        (scopes.email, "email"),
    ];
    let openid = openid.into_iter().filter(|(there, _)| *there);
    let words = openid.map(|(_, word)| word);
    let all: Vec<&str> = words
        .chain(scopes.values.iter().map(String::as_str))
        .collect();
    all.join(" ")
}

/// The subject of an application's tokens: another for each application (OIDC Core, section 8.1). It must
/// stay what it is whatever becomes of keys, so its key is the tenant.
pub(super) fn subject(tenant: TenantId, app_id: AppId, user: UserId) -> String {
    pairwise_sub(tenant.0.as_bytes(), &app_id.to_string(), &user.to_string())
}

/// Who authenticated the person.
pub(super) fn idp(names: &TokenNames, about: &About) -> String {
    match Issuer::parse(&about.as_whom.issuer) {
        Some(Issuer::Tenant(home)) => names.issuer(home),
        Some(Issuer::Provider(_)) => about.provider.clone().unwrap_or_default(),
        Some(Issuer::Mail) | None => "mail".to_owned(),
    }
}

/// The name that people know the account by: of a guest, the one at home.
pub(super) fn account_name(user: &User) -> String {
    match &user.mail {
        Some(mail) if user.is_guest() => mail.clone(),
        Some(_) | None => user.user_principal_name.clone(),
    }
}

/// How somebody signed in: RFC 8176, section 2, and `fido` as the original says. With `mfa` come the others.
pub(super) fn amr(as_whom: &SignedInAs) -> Vec<String> {
    let first = match as_whom.method.as_str() {
        "password" => "pwd",
        "passkey" => "fido",
        "provider" => "fed",
        _ => "otp",
    };
    let second = match as_whom.second_factor.as_deref() {
        Some("totp") => Some("otp"),
        Some("passkey") => Some("fido"),
        Some(_) | None => None,
    };
    let is_multiple = as_whom.second_factor.is_some() || first == "fido";
    let mut all = vec![first];
    all.extend(second.filter(|second| *second != first));
    all.extend(is_multiple.then_some("mfa"));
    all.into_iter().map(str::to_owned).collect()
}
