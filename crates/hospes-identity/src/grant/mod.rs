//! Tokens: what an application gets for its credentials, and what a token is worth when it comes back.

#[cfg(test)]
mod tests;

use hospes_protocol::jose::{self, Expected, VerifyError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Identity;
use crate::actor::{Actor, Circumstances, Who};
use crate::application::{self, Caller};
use crate::env::Span;
use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, TenantId};

/// So long an access token counts.
pub const TOKEN_LIFE: Span = Span::seconds(3_599);
/// Clocks of nodes may differ by so much.
const LEEWAY_SECONDS: i64 = 60;

/// The names of this server in tokens; they come from the configuration, never from a request.
#[derive(Debug, Clone)]
pub struct TokenNames {
    /// The root of the identity platform, without a slash at its end.
    pub root: String,
    /// Every audience that means Graph; the first is put into tokens.
    pub graph_audiences: Vec<String>,
}

impl TokenNames {
    /// The issuer of v1 tokens of a tenant.
    pub fn issuer(&self, tenant: TenantId) -> String {
        format!("{}/{tenant}/", self.root)
    }
}

/// Claims of an app-only access token for Graph, which is a v1.0 resource.
#[derive(Debug, Serialize, Deserialize)]
struct AppClaims {
    aud: String,
    iss: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    appid: AppId,
    appidacr: String,
    app_displayname: String,
    idp: String,
    idtyp: String,
    oid: ApplicationId,
    sub: ApplicationId,
    tid: TenantId,
    uti: String,
    ver: String,
    #[serde(default)]
    roles: Vec<String>,
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
        let keys = self.signing_keys().await?;
        let now = self.env.clock.now();
        let issuer = names.issuer(tenant);
        let claims = AppClaims {
            aud: audience.to_owned(),
            idp: issuer.clone(),
            iss: issuer,
            iat: now.as_seconds(),
            nbf: now.as_seconds(),
            exp: now.plus(TOKEN_LIFE).as_seconds(),
            appid: caller.application.app_id,
            appidacr: "1".to_owned(),
            app_displayname: caller.application.display_name.clone(),
            idtyp: "app".to_owned(),
            oid: caller.application.id,
            sub: caller.application.id,
            tid: tenant,
            uti: self.env.new_id::<Uuid>().simple().to_string(),
            ver: "1.0".to_owned(),
            roles: caller.roles.clone(),
        };
        keys.current
            .sign(&claims)
            .map_err(|e| Error::corrupt("a signing key", e))
    }

    /// Who comes with a token.
    pub async fn authenticate_token(
        &self,
        token: &str,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Actor, TokenError> {
        let keys = self.signing_keys().await?;
        let audiences: Vec<&str> = names.graph_audiences.iter().map(String::as_str).collect();
        // The issuer names the tenant of the `tid` claim, for which the signature vouches.
        let issuer = format!("{}/{{tenantid}}/", names.root);
        let expected = Expected {
            issuers: &[&issuer],
            audiences: &audiences,
            now_seconds: self.env.clock.now().as_seconds(),
            leeway_seconds: LEEWAY_SECONDS,
        };
        let claims: AppClaims =
            jose::verify(token, &keys.verifying, &expected).map_err(|error| match error {
                VerifyError::Expired | VerifyError::NotYetValid => TokenError::Expired,
                VerifyError::Audience => TokenError::Audience,
                VerifyError::Malformed
                | VerifyError::UnknownKey
                | VerifyError::Signature
                | VerifyError::Issuer => TokenError::Invalid,
            })?;
        Ok(Actor {
            tenant: claims.tid,
            who: Who::Application {
                id: claims.oid,
                app_id: claims.appid,
                name: claims.app_displayname,
            },
            permissions: application::permissions_of(&claims.roles),
            circumstances: circumstances.clone(),
        })
    }
}
