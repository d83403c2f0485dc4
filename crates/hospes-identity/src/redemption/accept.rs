//! Review permissions, and the answer: accept, cancel or decline.

use hospes_protocol::address::Address;
use hospes_protocol::text::plain_text;

use super::load::{Loaded, load, refused};
use super::open::no_way;
use super::store::{self, Step};
use super::{About, Flow, RedeemError, Refusal};
use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry, Target};
use crate::cross_tenant_access::{self, Meeting};
use crate::db::Tx;
use crate::error::Result;
use crate::identity_provider::{self, Way};
use crate::invitation;
use crate::outbox::{self, Mail};
use crate::session::{self, Session};
use crate::user::{self, InvitationState, Issuer};
use crate::{Error, tenant};

/// The longest reason for declining, in characters.
const LONGEST_REASON: usize = 500;

/// What the guest reviews.
#[derive(Debug, Clone)]
pub struct Review {
    /// The invitation.
    pub about: About,
    /// The account that will be bound.
    pub account: String,
    /// Its name.
    pub display_name: String,
    /// Whether both organisations let the account in without asking it to review anything.
    pub is_automatic: bool,
    /// Who vouches for it: an organisation on this server, or a provider; nobody for a passcode.
    pub vouched_by: Option<String>,
}

impl Identity {
    /// What the person of a session would accept. Changes nothing.
    pub async fn review(&self, flow: &Flow, session: &Session) -> Result<Review, RedeemError> {
        let mut tx = self.read().await?;
        let loaded = load(&mut tx, flow).await?;
        prove(&mut tx, &loaded, session).await?;
        let vouched_by = match session.issuer {
            Issuer::Mail => None,
            Issuer::Tenant(home) => Some(tenant::find(&mut tx, home).await?.display_name),
            Issuer::Provider(_) => identity_provider::vouching(&mut tx, session.issuer)
                .await?
                .map(|provider| provider.name),
        };
        Ok(Review {
            is_automatic: is_automatic(&mut tx, flow, session).await?,
            about: loaded.about,
            account: session.address.clone(),
            display_name: session.display_name.clone(),
            vouched_by,
        })
    }

    /// Accepts: binds the identity to the guest. Accepting twice is refused as already accepted.
    pub async fn accept(
        &self,
        flow: &Flow,
        session: &Session,
        circumstances: &Circumstances,
    ) -> Result<About, RedeemError> {
        self.traced(flow, circumstances, |mut tx| async move {
            let mut loaded = load(&mut tx, flow).await?;
            prove(&mut tx, &loaded, session).await?;
            let tenant = flow.tenant;
            let identity = (session.issuer, session.subject.as_str());
            if !user::bind_identity(&mut tx, tenant, loaded.user.id, identity).await? {
                let account = session.address.clone();
                return Err(refused(Refusal::Conflict { account }, &loaded.about));
            }
            let to = InvitationState::Completed;
            invitation::set_state(&mut tx, tenant, &loaded.invitation, to, None).await?;
            loaded.user.invitation_state = Some(to);
            loaded.user.invitation_state_changed_at = Some(tx.now());
            loaded.user.last_sign_in_at = Some(tx.now());
            // Whoever signed in at home before they were invited need not do so again: the session they
            // accept with counts here.
            let since = loaded.user.sessions_valid_from;
            loaded.user.sessions_valid_from = since.min(session.authenticated_at);
            user::save_redemption(&mut tx, tenant, &mut loaded.user).await?;
            session::set_current(&mut tx, session, tenant).await?;
            let detail = session.issuer.to_text();
            let step = Step {
                name: "accepted",
                rule: if is_automatic(&mut tx, flow, session).await? {
                    "automatic"
                } else {
                    session.method.as_str()
                },
                detail: &session.address,
            };
            store::record(&mut tx, flow, loaded.user.id, &step, circumstances).await?;
            let how = step.rule;
            Entry::new(Activity::RedeemInvitation)
                .target(
                    Target::user(&loaded.user)
                        .change("UserState", "PendingAcceptance", "Accepted")
                        .change("Identity", "", &format!("{detail} {}", session.subject)),
                )
                .detail("InvitationId", &flow.invitation)
                .detail("Method", how)
                .record(
                    &mut tx,
                    &Actor::person(tenant, &session.address, circumstances),
                )
                .await?;
            Ok((tx, loaded.about))
        })
        .await
    }

    /// Stops before the answer. The invitation stays as it is; the trace says that somebody was there.
    pub async fn cancel_redemption(
        &self,
        flow: &Flow,
        circumstances: &Circumstances,
    ) -> Result<About, RedeemError> {
        self.traced(flow, circumstances, |mut tx| async move {
            let loaded = load(&mut tx, flow).await?;
            let step = Step {
                name: "cancelled",
                rule: "by-the-guest",
                detail: "",
            };
            store::record(&mut tx, flow, loaded.user.id, &step, circumstances).await?;
            Ok((tx, loaded.about))
        })
        .await
    }

    /// Declines for good; the inviter is told.
    pub async fn decline(
        &self,
        flow: &Flow,
        reason: Option<&str>,
        circumstances: &Circumstances,
    ) -> Result<About, RedeemError> {
        let reason = reason
            .map(|text| plain_text(text, LONGEST_REASON))
            .filter(|text| !text.is_empty());
        let text = reason.as_deref();
        let about = self
            .traced(flow, circumstances, |mut tx| async move {
                let mut loaded = load(&mut tx, flow).await?;
                let to = InvitationState::Declined;
                invitation::set_state(&mut tx, flow.tenant, &loaded.invitation, to, text).await?;
                loaded.user.invitation_state = Some(to);
                loaded.user.invitation_state_changed_at = Some(tx.now());
                user::save_redemption(&mut tx, flow.tenant, &mut loaded.user).await?;
                self.tell_inviter(&mut tx, &loaded, text, circumstances)
                    .await?;
                let step = Step {
                    name: "declined",
                    rule: "by-the-guest",
                    detail: "",
                };
                store::record(&mut tx, flow, loaded.user.id, &step, circumstances).await?;
                let actor = Actor::person(flow.tenant, &loaded.about.address, circumstances);
                Entry::new(Activity::DeclineInvitation)
                    .target(Target::user(&loaded.user).change(
                        "InvitationState",
                        InvitationState::PendingAcceptance.as_str(),
                        to.as_str(),
                    ))
                    .detail("InvitationId", &flow.invitation)
                    .record(&mut tx, &actor)
                    .await?;
                Ok((tx, loaded.about))
            })
            .await?;
        self.wake_worker();
        Ok(about)
    }

    async fn tell_inviter(
        &self,
        tx: &mut Tx,
        loaded: &Loaded,
        reason: Option<&str>,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let tenant = loaded.about.organization.tenant;
        if let Some(mail) = loaded.invitation.mail {
            outbox::cancel(tx, tenant, mail, "the invitation was declined").await?;
        }
        let Some(inviter) = &loaded.invitation.inviter_mail else {
            return Ok(());
        };
        let mail = Mail::Declined {
            organization: loaded.about.organization.clone(),
            to: inviter.clone(),
            guest: loaded.about.address.clone(),
            user: loaded.user.id,
            reason: reason.map(str::to_owned),
            language: tenant::settings_of(tx, tenant).await?.notification_language,
        };
        let about = outbox::About {
            user: Some(loaded.user.id),
            invitation: Some(loaded.invitation.id),
        };
        let actor = Actor::person(tenant, &loaded.about.address, circumstances);
        outbox::enqueue(tx, &self.env, &actor, &mail, about).await?;
        Ok(())
    }
}

/// Whether nobody is asked: both organisations said so.
async fn is_automatic(tx: &mut Tx, flow: &Flow, session: &Session) -> Result<bool> {
    let Issuer::Tenant(home) = session.issuer else {
        return Ok(false);
    };
    let host = flow.tenant;
    cross_tenant_access::automatic(tx, Meeting { home, host }).await
}

/// Refuses unless the session's identity proved the invited address, now.
async fn prove(tx: &mut Tx, loaded: &Loaded, session: &Session) -> Result<(), RedeemError> {
    let host = loaded.about.organization.tenant;
    let decision = identity_provider::discover(tx, host, &loaded.address).await?;
    if decision.ways.is_empty() {
        return Err(refused(no_way(decision.rule), &loaded.about));
    }
    let address = loaded.address.canonical();
    let is_right = match session.issuer {
        // The account with the invited address, or one that has it as a verified alias; but not where a provider is to
        // vouch.
        Issuer::Tenant(home) => {
            let is_way = |way: &Way| !matches!(way, Way::Provider { .. });
            decision.ways.iter().any(is_way)
                && proved_addresses(tx, home, session).await?.contains(address)
        }
        // A mailbox is not enough where an organisation here vouches for its people, or a provider.
        Issuer::Mail => decision.ways.contains(&Way::Passcode) && session.subject == address,
        Issuer::Provider(provider) => {
            let is_way = |way: &Way| matches!(way, Way::Provider { id, .. } if *id == provider.id);
            let is_way = provider.tenant == host && decision.ways.iter().any(is_way);
            if is_way && !session.proved_addresses.iter().any(|one| one == address) {
                let account = session.address.clone();
                return Err(refused(Refusal::Unproved { account }, &loaded.about));
            }
            is_way
        }
    };
    if is_right {
        // The account may be another one than that of the invited address: by an alias.
        let who = (session.issuer, session.subject.as_str());
        let block = cross_tenant_access::blocked_identity(tx, host, who, None).await?;
        return match block {
            Some(block) => Err(refused(Refusal::AccessBlocked(block), &loaded.about)),
            None => Ok(()),
        };
    }
    let account = session.address.clone();
    Err(refused(Refusal::WrongAccount { account }, &loaded.about))
}

/// The addresses a home account has in domains its organisation has verified.
async fn proved_addresses(
    tx: &mut Tx,
    home: crate::ids::TenantId,
    session: &Session,
) -> Result<std::collections::BTreeSet<String>> {
    let mut proved = std::collections::BTreeSet::new();
    let Some(id) = session.home_user else {
        return Ok(proved);
    };
    let account = user::find(tx, home, id).await?;
    if !account.is_active(tx.now()) {
        return Err(Error::Unauthenticated);
    }
    for text in user::addresses_of(tx, home, id).await? {
        let Ok(address) = Address::parse(&text) else {
            continue;
        };
        if tenant::tenant_of_domain(tx, address.domain()).await? == Some(home) {
            proved.insert(address.canonical().to_owned());
        }
    }
    Ok(proved)
}
