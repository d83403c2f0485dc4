//! Review permissions, and the answer: accept, cancel or decline.

use hospes_protocol::address::Address;
use hospes_protocol::text::plain_text;

use super::load::{Loaded, load, refused};
use super::open::no_way;
use super::provider::check_free;
use super::store::{self, Step};
use super::tried::Tried;
use super::{About, Flow, RedeemError, Refusal};
use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry, Target};
use crate::cross_tenant_access::{self, Block, Meeting};
use crate::db::Tx;
use crate::error::Result;
use crate::identity_provider::{self, Decision, Rule, Way, discover_for};
use crate::ids::TenantId;
use crate::invitation;
use crate::outbox::{self, Mail};
use crate::session::{self, Session};
use crate::sign_in_log::first_factor;
use crate::user::{self, InvitationState, Issuer, User};
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
    /// The same as [`Identity::review`] for whoever is about to review. If their identity belongs to another account, they
    /// never come to accept: the trace and the sign-in log say so here, once for each try.
    pub async fn arrive_at_review(
        &self,
        flow: &Flow,
        session: &Session,
        circumstances: &Circumstances,
    ) -> Result<Review, RedeemError> {
        let found = self.review(flow, session).await;
        let Err(RedeemError::Refused { refusal, .. }) = &found else {
            return found;
        };
        if matches!(refusal, Refusal::Conflict { .. }) {
            let mut tx = self.read().await?;
            let is_known = store::was_refused(&mut tx, flow, refusal.key()).await?;
            drop(tx);
            if !is_known {
                let tried = Tried::of(session);
                self.trace_refusal(flow, Some(tried), &found, circumstances)
                    .await?;
            }
        }
        found
    }

    /// What the person of a session would accept. Changes nothing. Whatever accepting would refuse is refused here, so that
    /// nobody reviews for nothing.
    pub async fn review(&self, flow: &Flow, session: &Session) -> Result<Review, RedeemError> {
        let mut tx = self.read().await?;
        let loaded = load(&mut tx, flow).await?;
        prove(&mut tx, &loaded, session).await?;
        check_free(&mut tx, flow, (&loaded, Tried::of(session))).await?;
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
        let tried = Tried::of(session);
        self.tried(flow, tried, circumstances, |mut tx| async move {
            let mut loaded = load(&mut tx, flow).await?;
            prove(&mut tx, &loaded, session).await?;
            let tenant = flow.tenant;
            bind(&mut tx, flow, &loaded, tried).await?;
            let to = InvitationState::Completed;
            invitation::set_state(&mut tx, tenant, &loaded.invitation, to, None).await?;
            loaded.user.invitation_state = Some(to);
            loaded.user.invitation_state_changed_at = Some(tx.now());
            loaded.user.last_sign_in_at = Some(tx.now());
            // Whoever signed in at home before they were invited need not do so again: the session they
            // accept with counts here.
            let since = loaded.user.sessions_valid_from;
            loaded.user.sessions_valid_from = since.min(session.authenticated_at);
            let actor = Actor::person(tenant, &session.address, circumstances);
            save(&mut tx, &actor, &mut loaded.user).await?;
            session::choose(&mut tx, session, tenant).await?;
            let said = session::claimed_names(&mut tx, session).await?;
            let guest = (&mut loaded.user, &loaded.address);
            let names = user::take_names(&mut tx, tenant, guest, said).await?;
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
            let mut target = Target::user(&loaded.user)
                .change("UserState", "PendingAcceptance", "Accepted")
                .change("Identity", "", &format!("{detail} {}", session.subject));
            for (name, old, new) in names {
                target = target.change(name, &old, &new);
            }
            let how = step.rule;
            Entry::new(Activity::RedeemInvitation)
                .target(target)
                .detail("InvitationId", &flow.invitation)
                .detail("Method", how)
                .record(&mut tx, &actor)
                .await?;
            let came_to = first_factor(&mut tx, session, tenant, circumstances).await?;
            let who = (tenant, loaded.user.id);
            tried.record(&mut tx, who, came_to, circumstances).await?;
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
                // An internal user stays what they were.
                loaded.user.invitation_state = Some(to).filter(|_| !loaded.user.has_password());
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

/// Binds an identity to whoever was invited; refuses one that is somebody else's.
async fn bind(
    tx: &mut Tx,
    flow: &Flow,
    loaded: &Loaded,
    tried: Tried<'_>,
) -> Result<(), RedeemError> {
    if user::bind_identity(tx, flow.tenant, loaded.user.id, tried.identity).await? {
        return Ok(());
    }
    let account = tried.name.to_owned();
    Err(refused(Refusal::Conflict { account }, &loaded.about))
}

/// Writes who accepted. With an internal user's acceptance their password ends, and what it began.
async fn save(tx: &mut Tx, actor: &Actor, user: &mut User) -> Result<()> {
    if user.has_password() {
        user::end_internal(tx, actor, user).await?;
        return user::save(tx, actor.tenant, user).await;
    }
    user::save_redemption(tx, actor.tenant, user).await
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
    let decision = discover_for(tx, (host, loaded.user.id), &loaded.address).await?;
    let account = session.address.clone();
    let refusal = match proved_by(tx, (host, &decision), &loaded.address, session).await? {
        Proved::Yes => return Ok(()),
        Proved::NoWay(rule) => no_way(rule),
        Proved::Blocked(block) => Refusal::AccessBlocked(block),
        Proved::NotVouchedFor => Refusal::Unproved { account },
        Proved::No => Refusal::WrongAccount { account },
    };
    Err(refused(refusal, &loaded.about))
}

/// Whether a session's identity proves an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proved {
    /// It does.
    Yes,
    /// It is somebody else's.
    No,
    /// It is of a provider that is a way for the address, and did not vouch for it.
    NotVouchedFor,
    /// It does, and the two organisations don't both let their person in.
    Blocked(Block),
    /// Nothing does.
    NoWay(Rule),
}

/// Whether a session's identity proves an address at a host, by the ways that there are now.
pub(crate) async fn proves(
    tx: &mut Tx,
    host: TenantId,
    address: &Address,
    session: &Session,
) -> Result<Proved> {
    let decision = identity_provider::discover(tx, host, address).await?;
    proved_by(tx, (host, &decision), address, session).await
}

async fn proved_by(
    tx: &mut Tx,
    (host, decision): (TenantId, &Decision),
    address: &Address,
    session: &Session,
) -> Result<Proved> {
    if decision.ways.is_empty() {
        return Ok(Proved::NoWay(decision.rule));
    }
    let address = address.canonical();
    let is_right = match session.issuer {
        // The account with the invited address, or one that has it as a verified alias; but not where a provider is to
        // vouch, or where somebody chose another way for this guest.
        // What an internal user has here is what they give up by accepting.
        Issuer::Tenant(home) if home == host => false,
        Issuer::Tenant(home) => {
            let is_way = |way: &Way| !matches!(way, Way::Provider { .. });
            decision.rule != Rule::ChosenByAdministrator
                && decision.ways.iter().any(is_way)
                && proved_addresses(tx, home, session).await?.contains(address)
        }
        // A mailbox is not enough where an organisation here vouches for its people, or a provider.
        Issuer::Mail => decision.ways.contains(&Way::Passcode) && session.subject == address,
        Issuer::Provider(provider) => {
            let is_way = |way: &Way| matches!(way, Way::Provider { id, .. } if *id == provider.id);
            let is_way = provider.tenant == host && decision.ways.iter().any(is_way);
            if is_way && !session.proved_addresses.iter().any(|one| one == address) {
                return Ok(Proved::NotVouchedFor);
            }
            is_way
        }
    };
    if !is_right {
        return Ok(Proved::No);
    }
    // The account may be another one than that of the invited address: by an alias.
    let who = (session.issuer, session.subject.as_str());
    let block = cross_tenant_access::blocked_identity(tx, host, who, None).await?;
    Ok(block.map_or(Proved::Yes, Proved::Blocked))
}

/// The addresses a home account has in domains its organisation has verified.
async fn proved_addresses(
    tx: &mut Tx,
    home: TenantId,
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
