//! Deciding whether somebody who is signed in is let into an application.

use hospes_protocol::oauth::{Challenge, RedirectUri};

use super::code::Code;
use super::{SignedInAs, consent, store};
use crate::Identity;
use crate::actor::Circumstances;
use crate::application::{self, Application};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TenantId;
use crate::session::{self, Membership, Session};

/// What an application asks for when it sends somebody to be signed in.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The application.
    pub application: &'a Application,
    /// The registered URI that the answer goes to.
    pub registered: &'a RedirectUri,
    /// The URI as it was sent, which may differ in a port.
    pub redirect_uri: &'a str,
    /// Whether the request named it.
    pub redirect_uri_was_sent: bool,
    /// The scopes, one by one: OpenID Connect's words, and values of the resource.
    pub scopes: &'a [String],
    /// The scopes as they were sent.
    pub scope: &'a str,
    /// What binds the code to who began.
    pub challenge: Option<&'a Challenge>,
    /// What binds the ID token to who began.
    pub nonce: Option<&'a str>,
    /// Whether the person is to agree again.
    pub asks_consent_again: bool,
}

/// What comes of it.
#[derive(Debug)]
pub enum Decision {
    /// The account is nobody in this organisation, or blocked there.
    NotHere,
    /// Only those it is assigned to may use the application.
    NotAssigned,
    /// The person has to agree first, if they may.
    NeedsConsent {
        /// What to.
        scopes: Vec<String>,
        /// Those of them that only an administrator may agree to, when the person is none.
        needs_administrator: bool,
    },
    /// They are let in.
    Code(String),
}

impl Identity {
    /// Decides whether the person of a session is let into an application. Changes nothing.
    pub async fn authorize(
        &self,
        session: &Session,
        tenant: TenantId,
        asked: &Asked<'_>,
        circumstances: &Circumstances,
    ) -> Result<Decision> {
        let mut tx = self.read().await?;
        let wanted = (asked.application, asked.scopes, asked.asks_consent_again);
        let who = (session, tenant);
        let member = match admitted(&mut tx, who, wanted, circumstances).await? {
            Ok(member) => member,
            Err(decision) => return Ok(decision),
        };
        let code = Code {
            id: tx.new_id(),
            as_whom: SignedInAs {
                tenant,
                user: member.user.id,
                application: asked.application.id,
                app_id: asked.application.app_id,
                issuer: session.issuer.to_text(),
                subject: session.subject.clone(),
                method: session.method.as_str().to_owned(),
                authenticated_at: session.authenticated_at,
                scope: asked.scope.to_owned(),
                platform: asked.registered.platform().as_str().to_owned(),
                nonce: asked.nonce.map(str::to_owned),
            },
            redirect_uri: asked.redirect_uri.to_owned(),
            redirect_uri_was_sent: asked.redirect_uri_was_sent,
            challenge: asked.challenge.map(Challenge::to_text),
            made_at: tx.now(),
        };
        Ok(Decision::Code(self.seal_code(&code)))
    }
}

/// Whether the person of a session is let into an application of a tenant with these scopes; otherwise what is
/// in the way. The last of what is `wanted`: whether they are to agree again.
pub(crate) async fn admitted(
    tx: &mut Tx,
    (session, tenant): (&Session, TenantId),
    (application, scopes, asks_consent_again): (&Application, &[String], bool),
    circumstances: &Circumstances,
) -> Result<Result<Membership, Decision>> {
    let Some(member) = session::member(tx, session, tenant, circumstances).await? else {
        return Ok(Err(Decision::NotHere));
    };
    let id = application.id;
    if application.assignment_required
        && !application::is_assigned(tx, tenant, id, member.user.id).await?
    {
        return Ok(Err(Decision::NotAssigned));
    }
    let agreed = store::consented(tx, tenant, member.user.id, id).await?;
    let missing = consent::missing(scopes, &agreed);
    if asks_consent_again || !missing.is_empty() {
        return Ok(Err(Decision::NeedsConsent {
            scopes: scopes.to_vec(),
            needs_administrator: !consent::may_agree(&member.actor, &missing),
        }));
    }
    Ok(Ok(member))
}
