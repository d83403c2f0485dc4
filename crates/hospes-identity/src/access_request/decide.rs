//! Deciding: who may, and what comes of it.

use hospes_protocol::address::Address;
use hospes_protocol::text::plain_text;

use super::ask::target;
use super::load::{check_domain, offer};
use super::store;
use super::{AccessRequest, AskError, Asked, Refusal, State};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::AccessRequestId;
use crate::invitation::{self, Invited};
use crate::outbox::{self, AccessRequestMail, AccessRequestNews, Mail};
use crate::passcode;
use crate::user_flow;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// What somebody decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// They get access.
    Approve,
    /// They do not, and are told why: plain text, at most 500 characters, or nothing.
    Deny {
        /// Why.
        reason: String,
    },
}

/// Why it is not decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// It does not wait for a decision any more.
    #[error("the request does not wait any more")]
    Over(State),
    /// Access can't be given, whoever decides.
    #[error("access can't be given: {0:?}")]
    Impossible(Refusal),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<crate::db::DbError> for DecideError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Other(error.into())
    }
}

impl From<AskError> for DecideError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Refused(refusal) => Self::Impossible(refusal),
            // Nobody answers anything here.
            AskError::Wrong { .. } => Self::Impossible(Refusal::Trouble),
            AskError::Other(error) => Self::Other(error),
        }
    }
}

impl Identity {
    /// Decides about a request: owners of the application or sponsors, as the flow says, and who manages external
    /// collaboration. Everybody else is told that there is none.
    pub async fn decide_request(
        &self,
        actor: &Actor,
        id: AccessRequestId,
        decision: &Decision,
    ) -> Result<AccessRequest, DecideError> {
        let decided = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                match self.decide_in(&mut tx, actor, (id, decision)).await {
                    Ok(request) => {
                        tx.commit().await?;
                        Ok(Ok(request))
                    }
                    Err(DecideError::Other(error)) => Err(error),
                    Err(refusal) => Ok(Err(refusal)),
                }
            })
            .await??;
        self.wake_worker();
        Ok(decided)
    }

    async fn decide_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (id, decision): (AccessRequestId, &Decision),
    ) -> Result<AccessRequest, DecideError> {
        let mut request = store::find(tx, actor.tenant, id).await?;
        require_decider(tx, actor, &request).await?;
        let state = request.state_at(tx.now());
        if state != State::PendingApproval {
            return Err(DecideError::Over(state));
        }
        request.decided_at = Some(tx.now());
        request.decided_by = actor.user().map(|id| id.0);
        request.decider = Some(actor.display_name().to_owned());
        let (activity, news) = match decision {
            Decision::Approve => {
                request.state = State::Approved;
                let invited = self.give(tx, actor, &request).await?;
                request.user = Some(invited.user.id);
                request.invitation = Some(invited.invitation.id);
                let ticket = invited.ticket.map(|ticket| ticket.reveal());
                let link = ticket.map(|ticket| (invited.invitation.id, ticket));
                (
                    Activity::ApproveAccessRequest,
                    AccessRequestNews::Approved { link },
                )
            }
            Decision::Deny { reason } => {
                request.state = State::Denied;
                request.reason =
                    Some(plain_text(reason, LONGEST_REASON)).filter(|text| !text.is_empty());
                (Activity::DenyAccessRequest, AccessRequestNews::Denied)
            }
        };
        let has_link = matches!(&news, AccessRequestNews::Approved { link: Some(_) });
        store::decide(tx, actor.tenant, &request).await?;
        let mail = Mail::AccessRequest(Box::new(AccessRequestMail {
            organization: passcode::organization(tx, actor.tenant).await?,
            to: request.address_typed.clone(),
            request: request.id,
            news,
            application: request.application_name.clone(),
            person: request.address_typed.clone(),
            reason: request.reason.clone(),
            language: request.language.clone(),
        }));
        let about = outbox::About {
            user: request.user,
            invitation: request.invitation,
        };
        let (mail, _) = outbox::enqueue(tx, &self.env, actor, &mail, about).await?;
        // The mail with the decision is the one with the link.
        if let Some(invitation) = request.invitation.filter(|_| has_link) {
            invitation::set_mail(tx, actor.tenant, (invitation, mail)).await?;
        }
        Entry::new(activity)
            .target(target(&request).change("State", state.as_str(), request.state.as_str()))
            .detail("UserFlow", &request.flow_name)
            .detail("Application", &request.application_name)
            .record(tx, actor)
            .await?;
        Ok(request)
    }

    /// Makes the invitation, if what was asked for is still offered and the person may still have it.
    async fn give(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        request: &AccessRequest,
    ) -> Result<Invited, DecideError> {
        let address = Address::parse(&request.address_typed)
            .map_err(|e| Error::corrupt("the address of a request", e))?;
        let asked = Asked {
            tenant: actor.tenant,
            application: request.application,
            address: &address,
        };
        let (offer, settings) = offer(tx, (actor.tenant, request.application)).await?;
        if offer.flow.id != request.flow {
            return Err(DecideError::Impossible(Refusal::NotOffered));
        }
        check_domain(tx, &asked, &settings).await?;
        let invited = self.invite_asked(tx, &asked, request, &actor.circumstances);
        Ok(invited.await?)
    }
}

/// Whether the actor decides about a request: also what the list of those to decide says.
async fn decides(tx: &mut Tx, actor: &Actor, request: &AccessRequest) -> Result<bool> {
    if actor.may(Permission::ManageCollaboration) {
        return Ok(true);
    }
    let Some(user) = actor.user() else {
        return Ok(false);
    };
    let of = (request.flow, request.application);
    user_flow::approves(tx, actor.tenant, user, of).await
}

/// Tells whoever does not decide that there is no such request.
pub(super) async fn require_decider(
    tx: &mut Tx,
    actor: &Actor,
    request: &AccessRequest,
) -> Result<()> {
    if decides(tx, actor, request).await? {
        Ok(())
    } else {
        Err(Error::NotFound { what: "request" })
    }
}
