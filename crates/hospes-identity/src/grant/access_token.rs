//! Access tokens for Graph: what is in them, and what one is worth when it comes back.

use hospes_protocol::jose::{self, Expected, VerifyError};
use hospes_protocol::oauth::RequestedScopes;
use hospes_protocol::oidc::pairwise_sub;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::exchange::is_still_theirs;
use super::{Client, SignedInAs, TOKEN_LIFE, TokenNames};
use crate::Identity;
use crate::actor::{Actor, Circumstances, Who};
use crate::application::{self, Caller};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, TenantId, UserId};
use crate::session;
use crate::user::{Issuer, User};

/// Clocks of nodes may differ by so much.
const LEEWAY_SECONDS: i64 = 60;
/// Scopes that give an application the person's name and nothing of Graph.
const SCOPES_OF_OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// Claims of an access token for Graph, which is a v1.0 resource. An application that acts for itself
/// has `idtyp` and `roles`, one that acts for a person `scp` and the person's names.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    aud: String,
    iss: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acct: Option<u8>,
    /// Which identity signed in, as it is bound here: its issuer and its subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    altsecid: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    amr: Vec<String>,
    appid: AppId,
    appidacr: String,
    app_displayname: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) family_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) given_name: Option<String>,
    idp: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    idtyp: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    oid: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scp: Option<String>,
    pub(super) sub: String,
    tid: TenantId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unique_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    upn: Option<String>,
    uti: String,
    ver: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    wids: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
}

impl Claims {
    /// The identity of the person, if the token is of one.
    pub(super) fn identity(&self) -> Option<(Issuer, &str)> {
        let (issuer, subject) = self.altsecid.as_deref()?.split_once(' ')?;
        Some((Issuer::parse(issuer)?, subject))
    }

    /// Whether the person agreed to a scope.
    pub(super) fn has_scope(&self, wanted: &str) -> bool {
        let scopes = self.scp.as_deref().unwrap_or_default();
        scopes.split(' ').any(|scope| scope == wanted)
    }
}

/// Why a token is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It is no token of this server.
    #[error("the token cannot be validated")]
    Invalid,
    /// Its time is over, or has not come.
    #[error("the token has expired or is not yet valid")]
    Expired,
    /// It is for somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// It gives nothing of what is asked here.
    #[error("the token has none of the scopes that are needed")]
    Scope,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl Identity {
    /// An access token for Graph for an application that proved to be itself.
    pub async fn issue_app_token(
        &self,
        tenant: TenantId,
        caller: &Caller,
        names: &TokenNames,
        audience: &str,
    ) -> Result<String> {
        let mut claims = self.claims(tenant, (names, audience), caller.application.id.0);
        claims.appid = caller.application.app_id;
        claims
            .app_displayname
            .clone_from(&caller.application.display_name);
        claims.idtyp = Some("app".to_owned());
        claims.sub = caller.application.id.to_string();
        claims.roles.clone_from(&caller.roles);
        self.sign_claims(&claims).await
    }

    /// An access token for Graph for an application that acts for a person.
    pub(super) async fn issue_user_token(
        &self,
        as_whom: &SignedInAs,
        (user, wids): (&User, &[String]),
        client: &Client,
        (names, scopes): (&TokenNames, &RequestedScopes),
    ) -> Result<String> {
        let audience = names
            .audience(scopes.resource.as_deref())
            .ok_or(Error::NotFound { what: "resource" })?;
        let mut claims = self.claims(as_whom.tenant, (names, audience), as_whom.user.0);
        claims.appid = as_whom.app_id;
        claims
            .app_displayname
            .clone_from(&client.application.display_name);
        let proof = if client.has_proved { "1" } else { "0" };
        proof.clone_into(&mut claims.appidacr);
        claims.acct = Some(u8::from(user.is_guest()));
        claims.altsecid = Some(format!("{} {}", as_whom.issuer, as_whom.subject));
        claims.amr = vec![amr(&as_whom.method).to_owned()];
        claims.auth_time = Some(as_whom.authenticated_at.as_seconds());
        claims.idp = idp(names, as_whom);
        claims.sub = subject(as_whom);
        claims.name = Some(user.display_name.clone());
        claims.given_name.clone_from(&user.profile.given_name);
        claims.family_name.clone_from(&user.profile.surname);
        claims.email.clone_from(&user.mail);
        claims.unique_name = Some(account_name(user));
        claims.upn = Some(user.user_principal_name.clone());
        claims.scp = Some(granted(scopes));
        claims.wids = wids.to_vec();
        self.sign_claims(&claims).await
    }

    fn claims(
        &self,
        tenant: TenantId,
        (names, audience): (&TokenNames, &str),
        oid: Uuid,
    ) -> Claims {
        let now = self.env.clock.now();
        let issuer = names.issuer(tenant);
        Claims {
            aud: audience.to_owned(),
            idp: issuer.clone(),
            iss: issuer,
            iat: now.as_seconds(),
            nbf: now.as_seconds(),
            exp: now.plus(TOKEN_LIFE).as_seconds(),
            acct: None,
            altsecid: None,
            amr: Vec::new(),
            appid: AppId(Uuid::nil()),
            appidacr: "1".to_owned(),
            app_displayname: String::new(),
            auth_time: None,
            email: None,
            family_name: None,
            given_name: None,
            idtyp: None,
            name: None,
            oid,
            scp: None,
            sub: String::new(),
            tid: tenant,
            unique_name: None,
            upn: None,
            uti: self.env.new_id::<Uuid>().simple().to_string(),
            ver: "1.0".to_owned(),
            wids: Vec::new(),
            roles: Vec::new(),
        }
    }

    async fn sign_claims(&self, claims: &Claims) -> Result<String> {
        let keys = self.signing_keys().await?;
        keys.current
            .sign(claims)
            .map_err(|e| Error::corrupt("a signing key", e))
    }

    /// Reads a token for Graph, whoever it is of.
    pub(super) async fn read_token(
        &self,
        token: &str,
        names: &TokenNames,
    ) -> Result<Claims, TokenError> {
        let audiences: Vec<&str> = names.graph_audiences.iter().map(String::as_str).collect();
        self.read_claims(token, &names.root, &audiences).await
    }

    /// Reads a token of this server for one of these audiences.
    pub(super) async fn read_claims(
        &self,
        token: &str,
        root: &str,
        audiences: &[&str],
    ) -> Result<Claims, TokenError> {
        let keys = self.signing_keys().await?;
        // The issuer names the tenant of the `tid` claim, for which the signature vouches.
        let issuer = format!("{root}/{{tenantid}}/");
        let expected = Expected {
            issuers: &[&issuer],
            audiences,
            now_seconds: self.env.clock.now().as_seconds(),
            leeway_seconds: LEEWAY_SECONDS,
        };
        jose::verify(token, &keys.verifying, &expected).map_err(|error| match error {
            VerifyError::Expired | VerifyError::NotYetValid => TokenError::Expired,
            VerifyError::Audience => TokenError::Audience,
            VerifyError::Malformed
            | VerifyError::UnknownKey
            | VerifyError::Signature
            | VerifyError::Issuer => TokenError::Invalid,
        })
    }

    /// Who comes with a token: an application, or a person with what they let an application do for them.
    pub async fn authenticate_token(
        &self,
        token: &str,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Actor, TokenError> {
        let claims = self.read_token(token, names).await?;
        let Some(scopes) = &claims.scp else {
            return Ok(Actor {
                tenant: claims.tid,
                who: Who::Application {
                    id: ApplicationId(claims.oid),
                    app_id: claims.appid,
                    name: claims.app_displayname,
                },
                permissions: application::permissions_of(&claims.roles),
                circumstances: circumstances.clone(),
            });
        };
        let scopes: Vec<String> = scopes.split_whitespace().map(str::to_owned).collect();
        let is_of_graph = |scope: &String| !SCOPES_OF_OPENID.contains(&scope.as_str());
        if !scopes.iter().any(is_of_graph) {
            return Err(TokenError::Scope);
        }
        let mut actor = self.person_of(&claims, circumstances).await?;
        // Never more than the person may, and of that only what they let the application do.
        actor.permissions = actor.permissions.both(application::permissions_of(&scopes));
        Ok(actor)
    }

    /// The person of a token, unless they were blocked, deleted or revoked since.
    pub(super) async fn person_of(
        &self,
        claims: &Claims,
        circumstances: &Circumstances,
    ) -> Result<Actor, TokenError> {
        let mut tx = self.read().await.map_err(TokenError::Other)?;
        let who = (claims.tid, UserId(claims.oid));
        let identity = claims.identity().ok_or(TokenError::Invalid)?;
        let signed_in_at = claims.auth_time.unwrap_or_default();
        // The claim has whole seconds.
        let at = Timestamp::from_millis(signed_in_at.saturating_mul(1_000).saturating_add(999));
        if !is_still_theirs(&mut tx, who, identity, at).await? {
            return Err(TokenError::Invalid);
        }
        let member = session::member_by_id(&mut tx, who, circumstances).await?;
        member
            .filter(|member| member.user.sessions_valid_from.as_seconds() <= signed_in_at)
            .map(|member| member.actor)
            .ok_or(TokenError::Invalid)
    }

    /// Who a token with `openid` is of: the claims of the userinfo endpoint (OIDC Core, section 5.3).
    pub async fn user_info(
        &self,
        token: &str,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<serde_json::Value, TokenError> {
        let claims = self.read_token(token, names).await?;
        let scopes = claims.scp.as_deref().unwrap_or_default();
        let has = |wanted: &str| scopes.split(' ').any(|scope| scope == wanted);
        if !has("openid") {
            return Err(TokenError::Scope);
        }
        self.person_of(&claims, circumstances).await?;
        let mut info = serde_json::Map::new();
        info.insert("sub".to_owned(), claims.sub.into());
        let profile = [
            ("name", claims.name),
            ("given_name", claims.given_name),
            ("family_name", claims.family_name),
        ];
        let email = [("email", claims.email)];
        let shown = profile.into_iter().filter(|_| has("profile"));
        for (name, value) in shown.chain(email.into_iter().filter(|_| has("email"))) {
            if let Some(value) = value {
                info.insert(name.to_owned(), value.into());
            }
        }
        Ok(info.into())
    }
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
pub(super) fn subject(as_whom: &SignedInAs) -> String {
    pairwise_sub(
        as_whom.tenant.0.as_bytes(),
        &as_whom.app_id.to_string(),
        &as_whom.user.to_string(),
    )
}

/// Who authenticated the person.
pub(super) fn idp(names: &TokenNames, as_whom: &SignedInAs) -> String {
    match Issuer::parse(&as_whom.issuer) {
        Some(Issuer::Tenant(home)) => names.issuer(home),
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

/// RFC 8176.
fn amr(method: &str) -> &'static str {
    if method == "password" { "pwd" } else { "otp" }
}
