//! What a token is worth when it comes back.

use hospes_protocol::jose::{Expected, VerifyError};

use super::access_token::Claims;
use super::exchange::{is_still_theirs, person};
use super::{TokenNames, store};
use crate::Identity;
use crate::actor::{Actor, Circumstances, Who};
use crate::application;
use crate::cross_tenant_access;
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, UserId};
use crate::session::{self, Membership};
use crate::user::{self, Issuer};

/// Clocks of nodes may differ by so much.
const LEEWAY_SECONDS: i64 = 60;
/// Scopes that give an application the person's name and nothing of Graph.
const SCOPES_OF_OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

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
    /// Reads a token for Graph, whoever it is of.
    async fn read_token(&self, token: &str, names: &TokenNames) -> Result<Claims, TokenError> {
        let audiences: Vec<&str> = names.graph_audiences.iter().map(String::as_str).collect();
        // The issuer names the tenant of the `tid` claim, for which the signature vouches.
        let issuer = format!("{}/{{tenantid}}/", names.root);
        self.read_token_for(token, &[&issuer], &audiences).await
    }

    /// Reads an access token that is for one of these audiences.
    pub(super) async fn read_token_for(
        &self,
        token: &str,
        issuers: &[&str],
        audiences: &[&str],
    ) -> Result<Claims, TokenError> {
        let expected = Expected {
            issuers,
            audiences,
            now_seconds: self.env.clock.now().as_seconds(),
            leeway_seconds: LEEWAY_SECONDS,
        };
        let verified = self.verify_own(token, &expected).await?;
        verified.map_err(|error| match error {
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
            return self.application_of(claims, circumstances).await;
        };
        let scopes: Vec<String> = scopes.split_whitespace().map(str::to_owned).collect();
        let is_of_graph = |scope: &String| !SCOPES_OF_OPENID.contains(&scope.as_str());
        if !scopes.iter().any(is_of_graph) {
            return Err(TokenError::Scope);
        }
        let mut actor = self.person_of(&claims, &scopes, circumstances).await?;
        // Never more than the person may, and of that only what they let the application do.
        let delegated = application::permissions_of(&scopes);
        actor.permissions = actor.permissions.both(delegated);
        actor.delegated = Some(delegated);
        Ok(actor)
    }

    /// The application of a token, with what of the token's permissions it still has.
    async fn application_of(
        &self,
        claims: Claims,
        circumstances: &Circumstances,
    ) -> Result<Actor, TokenError> {
        if claims.idtyp.as_deref() != Some("app") {
            return Err(TokenError::Invalid);
        }
        let id = ApplicationId(claims.oid);
        let mut tx = self.read().await?;
        let granted = application::permissions(&mut tx, claims.tenant(), id).await;
        let granted = granted.map_err(Error::from)?;
        let tenant = claims.tenant();
        let mut roles = claims.roles;
        roles.retain(|role| granted.contains(role));
        Ok(Actor {
            tenant,
            who: Who::Application {
                id,
                app_id: claims.appid.ok_or(TokenError::Invalid)?,
                name: claims.app_displayname.unwrap_or_default(),
            },
            permissions: application::permissions_of(&roles),
            delegated: None,
            circumstances: circumstances.clone(),
        })
    }

    /// The person of a token, unless they were blocked, deleted or revoked since, or the application lost
    /// what it had of them.
    pub(super) async fn person_of(
        &self,
        claims: &Claims,
        scopes: &[String],
        circumstances: &Circumstances,
    ) -> Result<Actor, TokenError> {
        let mut tx = self.read().await?;
        let who = (claims.tenant(), UserId(claims.oid));
        let is_theirs = match claims.rh {
            Some(grant) => match store::find(&mut tx, claims.tenant(), grant).await? {
                Some(as_whom) if as_whom.user == who.1 => {
                    person(&mut tx, &as_whom).await?.is_some()
                }
                Some(_) | None => false,
            },
            None => is_theirs_by_claims(&mut tx, claims).await?,
        };
        if !is_theirs {
            return Err(TokenError::Invalid);
        }
        let member = session::member_by_id(&mut tx, who, circumstances).await?;
        let member = member.ok_or(TokenError::Invalid)?;
        let app_id = claims.appid.ok_or(TokenError::Invalid)?;
        if !may_still(&mut tx, &member, app_id, scopes).await? {
            return Err(TokenError::Invalid);
        }
        Ok(member.actor)
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
        let words: Vec<String> = scopes.split_whitespace().map(str::to_owned).collect();
        self.person_of(&claims, &words, circumstances).await?;
        let mut info = serde_json::Map::new();
        info.insert("sub".to_owned(), claims.sub.into());
        let profile = [
            ("name", claims.name),
            ("given_name", claims.given_name),
            ("family_name", claims.family_name),
            ("preferred_username", claims.unique_name),
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

/// The identity of a token's person, if it says it.
pub(super) fn identity(claims: &Claims) -> Option<(Issuer, &str)> {
    let (issuer, subject) = claims.altsecid.as_deref()?.split_once(' ')?;
    Some((Issuer::parse(issuer)?, subject))
}

/// Whether a token without a grant still is of who it says: one that came straight from the authorization
/// endpoint.
async fn is_theirs_by_claims(tx: &mut Tx, claims: &Claims) -> Result<bool, TokenError> {
    let who = (claims.tenant(), UserId(claims.oid));
    let identity = identity(claims).ok_or(TokenError::Invalid)?;
    let signed_in_at = claims.auth_time.unwrap_or_default();
    // The claim has whole seconds; a session that ended within the second counts as ended.
    let at = Timestamp::from_millis(signed_in_at.saturating_mul(1_000));
    let here = match user::find(tx, who.0, who.1).await {
        Ok(user) => user.sessions_valid_from <= at,
        Err(Error::NotFound { .. }) => false,
        Err(error) => return Err(error.into()),
    };
    let (issuer, subject) = identity;
    let to = claims.appid;
    let block = cross_tenant_access::blocked_identity(tx, who.0, (issuer, subject), to).await?;
    Ok(here && block.is_none() && is_still_theirs(tx, who, identity, at).await?)
}

/// Whether the application is still there, for this person, with what they agreed to.
async fn may_still(
    tx: &mut Tx,
    member: &Membership,
    app_id: AppId,
    scopes: &[String],
) -> Result<bool, TokenError> {
    let (tenant, user) = (member.tenant.id, member.user.id);
    let found = application::find_by_app_id(tx, tenant, app_id).await;
    let Some(application) = found.map_err(Error::from)? else {
        return Ok(false);
    };
    let agreed = store::consented(tx, tenant, user, application.id).await;
    let agreed = agreed.map_err(Error::from)?;
    if !scopes.iter().all(|scope| agreed.contains(scope)) {
        return Ok(false);
    }
    if !application.assignment_required {
        return Ok(true);
    }
    let is_assigned = application::is_assigned(tx, tenant, application.id, user).await;
    Ok(is_assigned.map_err(Error::from)?)
}
