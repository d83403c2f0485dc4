//! Telling applications that somebody signed out here: OpenID Connect Front-Channel Logout 1.0. And reading the
//! hint by which an application says who is to be signed out, or in.

use hospes_protocol::jose::{Expected, VerifyError, unverified_audience};
use hospes_protocol::oauth::RedirectUri;
use hospes_protocol::oidc::pairwise_sub;
use serde::Deserialize;

use super::{TokenNames, store};
use crate::Identity;
use crate::application::{self, registration};
use crate::env::Span;
use crate::error::Result;
use crate::ids::{AppId, SessionId};
use crate::session::{self, Session};

/// An ID token hints long after it ended. Its key is forgotten much earlier.
const HINT_LIFE: Span = Span::days(365);

/// Who is meant, as an ID token of ours says.
#[derive(Debug, Clone)]
pub struct IdTokenHint {
    /// The application it was issued to.
    pub app_id: AppId,
    /// What it names the person.
    pub sub: String,
    sid: Option<String>,
}

impl IdTokenHint {
    /// Whether this session is the one that the token came of.
    pub fn is_of(&self, session: &Session) -> bool {
        self.sid == Some(sid(session.id, self.app_id))
    }
}

/// How an application knows a session: another name for each application, so that two of them do not learn from
/// it that their user is the same.
pub(super) fn sid(session: SessionId, app_id: AppId) -> String {
    pairwise_sub(session.0.as_bytes(), &app_id.to_string(), "session")
}

#[derive(Deserialize)]
struct HintClaims {
    aud: String,
    sub: String,
    sid: Option<String>,
}

impl Identity {
    /// The URLs that, opened in frames, tell the applications of a session that it ends: of those that it
    /// signed its person in to and that registered one. To be read before it is ended.
    pub async fn front_channel_logouts(
        &self,
        session: &Session,
        names: &TokenNames,
    ) -> Result<Vec<String>> {
        let mut tx = self.read().await?;
        let mut all = Vec::new();
        for tenant in session::tenants(&mut tx, session).await? {
            let issuer = names.issuer_v2(tenant);
            for id in store::applications_of_session(&mut tx, tenant, session.id).await? {
                let registered = registration::find(&mut tx, tenant, id).await?;
                let Some(url) = registered.logout_url else {
                    continue;
                };
                let app_id = application::find(&mut tx, tenant, id).await?.app_id;
                let sid = sid(session.id, app_id);
                let said = [("iss", issuer.as_str()), ("sid", sid.as_str())];
                all.push(RedirectUri::with_query(&url, &said));
            }
        }
        Ok(all)
    }

    /// Reads an `id_token_hint` (OpenID Connect Core, section 3.1.2.1; RP-Initiated Logout 1.0, section 2); `None`
    /// when it is no ID token of this server. It may have ended.
    pub async fn id_token_hint(
        &self,
        token: &str,
        names: &TokenNames,
    ) -> Result<Option<IdTokenHint>> {
        let Some(audience) = unverified_audience(token) else {
            return Ok(None);
        };
        let issuer = format!("{}/{{tenantid}}/v2.0", names.root);
        let expected = Expected {
            issuers: &[&issuer],
            audiences: &[&audience],
            now_seconds: self.env.clock.now().as_seconds(),
            leeway_seconds: HINT_LIFE.as_seconds_up().into(),
        };
        let verified: Result<HintClaims, VerifyError> = self.verify_own(token, &expected).await?;
        let Ok(claims) = verified else {
            return Ok(None);
        };
        let HintClaims { aud, sub, sid } = claims;
        let app_id = aud.parse().ok();
        Ok(app_id.map(|app_id| IdTokenHint { app_id, sub, sid }))
    }
}
