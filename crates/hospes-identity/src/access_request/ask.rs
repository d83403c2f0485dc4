//! Asking: the answers are checked, a connector is asked, and the request is written down. If nobody decides, it becomes
//! an invitation in the same transaction.

use super::load::{may_be_given, offer_to, prove, stand};
use super::store;
use super::{AccessRequest, AskError, Asked, LIFE, Offer, Refusal, Stand, State};
use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::application::registration;
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::identity_provider;
use crate::ids::ApplicationId;
use crate::invitation::{InviteError, Invited, Link, NewInvitation};
use crate::outbox::{self, AccessRequestMail, AccessRequestNews, Mail};
use crate::session::{Method, Session};
use crate::tenant;
use crate::user::{Issuer, Sponsor};
use crate::user_flow::{self, Answer, Approval, Approver, Asking, Reply, Step, UserFlow};

/// So many of those who decide are written to.
const MOST_TOLD: usize = 20;

/// What somebody says who asks.
#[derive(Debug, Clone)]
pub struct Submission<'a> {
    /// The names of attributes, and what was answered. What the flow does not ask for is left out.
    pub given: &'a [(String, Vec<String>)],
    /// Where the browser goes in the end.
    pub redirect_url: &'a str,
    /// The language of the person.
    pub language: Option<&'a str>,
}

/// What came of asking.
#[derive(Debug, Clone)]
pub enum Done {
    /// Somebody decides.
    Waiting(Box<AccessRequest>),
    /// The answer was no, not long ago.
    Denied(Box<AccessRequest>),
    /// They go on to review and accept.
    Invited(Link),
    /// There is nothing to accept: they are a user already.
    HasAccount,
}

impl Identity {
    /// What a connector fills in for somebody who proved their address, before they answer anything.
    pub async fn prefill(
        &self,
        asked: &Asked<'_>,
        (session, language): (&Session, Option<&str>),
        circumstances: &Circumstances,
    ) -> Result<Vec<Answer>, AskError> {
        self.count_asking(circumstances).await?;
        let (offer, _) = self.stand(asked, session).await?;
        let mut tx = self.read().await?;
        let (issuer, _) = vouching(&mut tx, session).await?;
        drop(tx);
        let asking = Asking {
            step: Step::AfterFederation,
            email: asked.address.as_typed(),
            identity: (&issuer, &session.subject),
            display_name: (session.display_name != session.address)
                .then_some(session.display_name.as_str()),
            answers: &[],
            language,
        };
        match self.ask_connector(&offer.flow, &asking).await? {
            None => Ok(Vec::new()),
            Some(reply) => continued(reply),
        }
    }

    /// Asks for access. Whoever asked before, in another tab for instance, is where they were.
    pub async fn ask_for_access(
        &self,
        asked: &Asked<'_>,
        (session, said): (&Session, &Submission<'_>),
        circumstances: &Circumstances,
    ) -> Result<Done, AskError> {
        self.count_asking(circumstances).await?;
        let (offer, before) = self.stand(asked, session).await?;
        let answers = match before {
            Stand::MayAsk => {
                let answers = read(&offer.flow, said.given)?;
                self.corrected(asked, (&offer.flow, session, said), answers)
                    .await?
            }
            // There is nothing to answer.
            Stand::HasAccount | Stand::Waiting(_) | Stand::Denied(_) | Stand::Approved(_) => {
                Vec::new()
            }
        };
        let done = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let step = (session, said, answers.as_slice());
                match self
                    .ask_in(&mut tx, (asked, &offer), step, circumstances)
                    .await
                {
                    Ok(done) => {
                        tx.commit().await?;
                        Ok(Ok(done))
                    }
                    Err(AskError::Other(error)) => Err(error),
                    Err(refusal) => Ok(Err(refusal)),
                }
            })
            .await??;
        if matches!(done, Done::Waiting(_)) {
            self.wake_worker();
        }
        Ok(done)
    }

    /// Takes back a request that waits. Who proves the address may.
    pub async fn withdraw_request(
        &self,
        asked: &Asked<'_>,
        session: &Session,
        circumstances: &Circumstances,
    ) -> Result<(), AskError> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            match prove(&mut tx, asked, session).await {
                Ok(()) => {}
                Err(AskError::Other(error)) => return Err(error),
                Err(refusal) => return Ok(Err(refusal)),
            }
            let of = (asked.application, asked.address.canonical());
            let found = store::newest(&mut tx, asked.tenant, of).await?;
            let now = tx.now();
            let waits = |found: &AccessRequest| found.state_at(now) == State::PendingApproval;
            let Some(mut request) = found.filter(waits) else {
                tx.commit().await?;
                return Ok(Ok(()));
            };
            request.state = State::Withdrawn;
            request.decided_at = Some(now);
            store::decide(&mut tx, asked.tenant, &request).await?;
            Entry::new(Activity::WithdrawAccessRequest)
                .target(target(&request))
                .record(
                    &mut tx,
                    &Actor::person(asked.tenant, asked.address.as_typed(), circumstances),
                )
                .await?;
            tx.commit().await?;
            Ok(Ok(()))
        })
        .await?
    }

    /// Asks the connector before anything is written, and takes what it says.
    async fn corrected(
        &self,
        asked: &Asked<'_>,
        (flow, session, said): (&UserFlow, &Session, &Submission<'_>),
        mut answers: Vec<Answer>,
    ) -> Result<Vec<Answer>, AskError> {
        let mut tx = self.read().await?;
        let (issuer, _) = vouching(&mut tx, session).await?;
        drop(tx);
        let asking = Asking {
            step: Step::BeforeCreation,
            email: asked.address.as_typed(),
            identity: (&issuer, &session.subject),
            display_name: None,
            answers: &answers,
            language: said.language,
        };
        let Some(reply) = self.ask_connector(flow, &asking).await? else {
            return Ok(answers);
        };
        for said in continued(reply)? {
            match answers.iter_mut().find(|one| one.name == said.name) {
                Some(answer) => answer.values = said.values,
                None => answers.push(said),
            }
        }
        // What it says has to fit, too.
        if user_flow::check_profile(&answers).is_err() {
            return Err(Refusal::Trouble.into());
        }
        Ok(answers)
    }

    /// The step in its transaction. Everything is checked as if nothing had been checked before.
    async fn ask_in(
        &self,
        tx: &mut Tx,
        (asked, before): (&Asked<'_>, &Offer),
        (session, said, answers): (&Session, &Submission<'_>, &[Answer]),
        circumstances: &Circumstances,
    ) -> Result<Done, AskError> {
        let offer = offer_to(tx, asked).await?;
        prove(tx, asked, session).await?;
        match stand(tx, asked, session).await? {
            Stand::HasAccount => return Ok(Done::HasAccount),
            Stand::Waiting(request) => return Ok(Done::Waiting(request)),
            Stand::Denied(request) => return Ok(Done::Denied(request)),
            Stand::Approved(request) => {
                let invited = self
                    .invite_asked(tx, asked, &request, circumstances)
                    .await?;
                return Ok(gone_on(asked, invited));
            }
            Stand::MayAsk => {}
        }
        // The questions may be other ones by now, or somebody decides who did not before.
        if offer.flow.changed_at != before.flow.changed_at || offer.flow.id != before.flow.id {
            return Err(AskError::Wrong {
                faults: Vec::new(),
                message: None,
            });
        }
        let mut request = self
            .request(tx, (asked, &offer), (session, said, answers))
            .await?;
        let actor = Actor::person(asked.tenant, asked.address.as_typed(), circumstances);
        if offer.flow.approval == Approval::None {
            let invited = self
                .invite_asked(tx, asked, &request, circumstances)
                .await?;
            request.state = State::Approved;
            request.decided_at = Some(tx.now());
            request.user = Some(invited.user.id);
            request.invitation = Some(invited.invitation.id);
            store::insert(tx, asked.tenant, &request).await?;
            record(tx, &actor, &request).await?;
            return Ok(gone_on(asked, invited));
        }
        if !store::insert(tx, asked.tenant, &request).await? {
            let of = (asked.application, asked.address.canonical());
            let other = store::newest(tx, asked.tenant, of).await?;
            let other = other.ok_or(Error::Conflict { what: "request" })?;
            return Ok(Done::Waiting(Box::new(other)));
        }
        record(tx, &actor, &request).await?;
        self.tell_approvers(tx, (&offer, &request), &actor).await?;
        Ok(Done::Waiting(Box::new(request)))
    }

    async fn request(
        &self,
        tx: &mut Tx,
        (asked, offer): (&Asked<'_>, &Offer),
        (session, said, answers): (&Session, &Submission<'_>, &[Answer]),
    ) -> Result<AccessRequest> {
        let now = tx.now();
        let (_, name) = vouching(tx, session).await?;
        Ok(AccessRequest {
            id: tx.new_id(),
            flow: offer.flow.id,
            flow_name: offer.flow.name.clone(),
            application: asked.application,
            application_name: offer.application.display_name.clone(),
            address: asked.address.canonical().to_owned(),
            address_typed: asked.address.as_typed().to_owned(),
            account: session.address.clone(),
            vouched_by: name,
            answers: answers.to_vec(),
            redirect_url: said.redirect_url.to_owned(),
            language: said.language.map(str::to_owned),
            state: State::PendingApproval,
            created_at: now,
            expires_at: now.plus(LIFE),
            decided_at: None,
            decided_by: None,
            decider: None,
            reason: None,
            user: None,
            invitation: None,
        })
    }

    /// Makes an invitation of a request: of nobody, because the person asked for it themselves.
    pub(super) async fn invite_asked(
        &self,
        tx: &mut Tx,
        asked: &Asked<'_>,
        request: &AccessRequest,
        circumstances: &Circumstances,
    ) -> Result<Invited, AskError> {
        let is_new = may_be_given(tx, asked).await?;
        let (display_name, profile) = user_flow::profile(&request.answers);
        let decider = request.decided_by.map(|id| Sponsor::User(id.into()));
        let new = NewInvitation {
            display_name,
            profile,
            language: request.language.clone(),
            applications: vec![asked.application],
            // Whoever let them in answers for them; who was here before has sponsors.
            sponsors: decider.filter(|_| is_new).map(|sponsor| vec![sponsor]),
            ..NewInvitation::of(asked.address.clone(), &request.redirect_url)
        };
        let actor = Actor {
            circumstances: circumstances.clone(),
            ..Actor::system(
                asked.tenant,
                "self-service sign-up",
                circumstances.correlation,
            )
        };
        self.invite_in(tx, &actor, &new)
            .await
            .map_err(|error| match error {
                InviteError::OwnDomain => Refusal::OwnDomain.into(),
                InviteError::DomainBlocked => Refusal::DomainBlocked.into(),
                InviteError::NotAllowed
                | InviteError::AlreadyUser { .. }
                | InviteError::Blocked { .. }
                | InviteError::ConvertedToInternal { .. }
                | InviteError::AccessBlocked(_)
                | InviteError::AddressMismatch => Refusal::NotPossible.into(),
                InviteError::Other(error) => AskError::Other(error),
            })
    }

    async fn tell_approvers(
        &self,
        tx: &mut Tx,
        (offer, request): (&Offer, &AccessRequest),
        actor: &Actor,
    ) -> Result<()> {
        let language = tenant::settings_of(tx, actor.tenant)
            .await?
            .notification_language;
        for approver in approvers(tx, &offer.flow, request.application)
            .await?
            .into_iter()
            .take(MOST_TOLD)
        {
            let mail = Mail::AccessRequest(Box::new(AccessRequestMail {
                organization: offer.organization.clone(),
                to: approver.mail,
                request: request.id,
                news: AccessRequestNews::Asked,
                application: request.application_name.clone(),
                person: request.address_typed.clone(),
                reason: None,
                language: language.clone(),
            }));
            let about = outbox::About {
                user: None,
                invitation: None,
            };
            outbox::enqueue(tx, &self.env, actor, &mail, about).await?;
        }
        Ok(())
    }
}

/// Who decides about requests for an application through a flow.
pub(super) async fn approvers(
    tx: &mut Tx,
    flow: &UserFlow,
    application: ApplicationId,
) -> Result<Vec<Approver>> {
    Ok(match flow.approval {
        Approval::None => Vec::new(),
        Approval::Sponsors => user_flow::approvers_of(tx, flow.tenant, flow.id).await?,
        Approval::Owners => {
            let owners = registration::owners_of(tx, flow.tenant, application).await?;
            let approver = |owner: registration::Owner| Approver {
                user: owner.user,
                name: owner.name,
                mail: owner.detail,
            };
            owners.into_iter().map(approver).collect()
        }
    })
}

fn gone_on(asked: &Asked<'_>, invited: Invited) -> Done {
    match invited.ticket {
        Some(ticket) => Done::Invited(Link {
            tenant: asked.tenant,
            invitation: invited.invitation.id,
            ticket,
        }),
        None => Done::HasAccount,
    }
}

async fn record(tx: &mut Tx, actor: &Actor, request: &AccessRequest) -> Result<()> {
    Entry::new(Activity::RequestAccess)
        .target(target(request).change("State", "", request.state.as_str()))
        .detail("UserFlow", &request.flow_name)
        .detail("Application", &request.application_name)
        .record(tx, actor)
        .await
}

pub(super) fn target(request: &AccessRequest) -> Target {
    Target::other("AccessRequest", request.id.0, &request.address_typed)
}

/// What a connector said, or why it does not go on.
fn continued(reply: Reply) -> Result<Vec<Answer>, AskError> {
    match reply {
        Reply::Continue(answers) => Ok(answers),
        Reply::Block(message) => Err(Refusal::Blocked { message }.into()),
        Reply::Invalid(message) => Err(AskError::Wrong {
            faults: Vec::new(),
            message: Some(message),
        }),
        Reply::Trouble(_) => Err(Refusal::Trouble.into()),
    }
}

/// The answers to what a flow asks; all that is wrong with them, if anything is.
fn read(flow: &UserFlow, given: &[(String, Vec<String>)]) -> Result<Vec<Answer>, AskError> {
    let (mut answers, mut faults) = (Vec::new(), Vec::new());
    for attribute in &flow.attributes {
        let values = given.iter().find(|(name, _)| *name == attribute.name);
        let values = values
            .map(|(_, values)| values.as_slice())
            .unwrap_or_default();
        match attribute.read(values) {
            Ok(values) if values.is_empty() => {}
            Ok(values) => answers.push(attribute.answer(values)),
            Err(reason) => faults.push((attribute.name.clone(), reason)),
        }
    }
    if let Err(fault) = user_flow::check_profile(&answers) {
        faults.push(fault);
    }
    if faults.is_empty() {
        Ok(answers)
    } else {
        Err(AskError::Wrong {
            faults,
            message: None,
        })
    }
}

/// Who vouches for the identity of a session: as a connector is told, and as people are, if it is anybody's name.
async fn vouching(tx: &mut Tx, session: &Session) -> Result<(String, Option<String>)> {
    Ok(match session.issuer {
        Issuer::Mail => ("mail".to_owned(), None),
        Issuer::Tenant(home) => {
            let home = tenant::find(tx, home).await?;
            (home.initial_domain, Some(home.display_name))
        }
        Issuer::Provider(_) => match identity_provider::vouching(tx, session.issuer).await? {
            Some(provider) => (provider.issuer, Some(provider.name)),
            None => (Method::Provider.as_str().to_owned(), None),
        },
    })
}
