//! Inviting: one call, one transaction, whoever the address belongs to.

use hospes_protocol::address::Address;

use super::allowed::{count_mail, may_invite};
use super::check::{self, Checked};
use super::{Invitation, InviteError, Invited, Mailed, Outcome, store};
use crate::actor::{Actor, Permission};
use crate::application::{self, Principal};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, GroupId, TenantId, UserId};
use crate::limit::Limit;
use crate::outbox::{self, About, AccessGrantedMail, Mail, Organization};
use crate::role::{self, Role};
use crate::secret::Ticket;
use crate::tenant::{self, Settings};
use crate::user::{
    self, GuestOutcome, InvitationState, NewGuest, ProfilePatch, Sponsor, User, UserType,
};
use crate::{Identity, cross_tenant_access, group};

/// How long an invitation can be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lifetime {
    /// As the organisation's settings say.
    #[default]
    Default,
    /// That many days, 1 to 3,650.
    Days(u32),
    /// For ever.
    Never,
}

/// An invitation to make.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// Whom to invite.
    pub address: Address,
    /// The guest's name; made of first and last name, or of the address, when empty.
    pub display_name: Option<String>,
    /// Where the browser goes after acceptance.
    pub redirect_url: String,
    /// Whether to send a mail.
    pub send_message: bool,
    /// What to add to it: plain text, at most 1,000 characters.
    pub message: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Who gets a copy.
    pub cc: Option<Address>,
    /// Guest, or member by an administrator.
    pub user_type: UserType,
    /// The user who is to redeem anew; without it a new or known guest is found by the address.
    pub reset: Option<UserId>,
    /// The user whom an inviter named, as Graph lets them: an internal one is asked to become an external one, as by
    /// `reset`. Of others the address decides.
    pub invited_user: Option<UserId>,
    /// Who answers for the guest; the inviter when nobody is named.
    pub sponsors: Option<Vec<Sponsor>>,
    /// Whom the guest reports to.
    pub manager: Option<UserId>,
    /// Further addresses of a new guest. Whoever gives them must be allowed to change users: an address
    /// decides who is found when somebody invites it.
    pub other_mails: Vec<Address>,
    /// The mail nickname of a new guest; made of the address when empty.
    pub mail_nickname: Option<String>,
    /// Everything else there is to say of them.
    pub profile: ProfilePatch,
    /// Groups to join.
    pub groups: Vec<GroupId>,
    /// Roles to get.
    pub roles: Vec<Role>,
    /// Applications to get.
    pub applications: Vec<ApplicationId>,
    /// When the access ends.
    pub access_ends_at: Option<Timestamp>,
    /// How long the invitation can be accepted.
    pub lifetime: Lifetime,
}

impl NewInvitation {
    /// An invitation of an address, with everything else at its default.
    pub fn of(address: Address, redirect_url: &str) -> Self {
        Self {
            address,
            display_name: None,
            redirect_url: redirect_url.to_owned(),
            send_message: false,
            message: None,
            language: None,
            cc: None,
            user_type: UserType::Guest,
            reset: None,
            invited_user: None,
            sponsors: None,
            manager: None,
            other_mails: Vec::new(),
            mail_nickname: None,
            profile: ProfilePatch::default(),
            groups: Vec::new(),
            roles: Vec::new(),
            applications: Vec::new(),
            access_ends_at: None,
            lifetime: Lifetime::Default,
        }
    }
}

/// What all steps of one invitation need.
struct Making<'a> {
    actor: &'a Actor,
    new: &'a NewInvitation,
    checked: &'a Checked,
    organization: Organization,
    settings: Settings,
    /// In what the guest is written to when neither the inviter nor the guest says: that of their home
    /// organisation, if it is on this server, then that of this one.
    language: Option<String>,
}

impl Identity {
    /// Invites somebody. Whoever is known is found again: the answer says how it went. Of a known guest
    /// nothing changes but groups, roles, applications, sponsors and the end of their access, and the
    /// last two, like bringing a deleted guest back, need the rights of whoever manages users.
    pub async fn invite(&self, actor: &Actor, new: &NewInvitation) -> Result<Invited, InviteError> {
        let reset = self.resets(actor, new).await?;
        let new = &*Box::new(NewInvitation {
            reset,
            ..new.clone()
        });
        if new.reset.is_some() {
            actor.require(Permission::ResetRedemption)?;
        }
        let checked = check::input(actor, new)?;
        self.count_invitation(actor).await?;
        let invited = self
            .retrying(|| async {
                match self.invite_once(actor, new, &checked).await {
                    Ok(invited) => Ok(Ok(invited)),
                    Err(InviteError::Other(error)) => Err(error),
                    Err(refusal) => Ok(Err(refusal)),
                }
            })
            .await??;
        if invited.mailed == Mailed::Queued {
            self.wake_worker();
        }
        Ok(invited)
    }

    /// Checks an invitation without making it: all that needs no database. For forms, which say what is
    /// wrong before anybody presses the last button.
    pub fn check_invitation(&self, actor: &Actor, new: &NewInvitation) -> Result<(), InviteError> {
        check::input(actor, new).map(drop)
    }

    async fn invite_once(
        &self,
        actor: &Actor,
        new: &NewInvitation,
        checked: &Checked,
    ) -> Result<Invited, InviteError> {
        let mut tx = self.write().await?;
        let invited = self.invite_checked(&mut tx, actor, new, checked).await?;
        tx.commit().await?;
        Ok(invited)
    }

    /// Invites in the caller's transaction, whose own limits count: for people who asked for it themselves.
    pub(crate) async fn invite_in(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        new: &NewInvitation,
    ) -> Result<Invited, InviteError> {
        let checked = check::input(actor, new)?;
        self.invite_checked(tx, actor, new, &checked).await
    }

    async fn invite_checked(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        new: &NewInvitation,
        checked: &Checked,
    ) -> Result<Invited, InviteError> {
        let making = prepare(tx, actor, new, checked).await?;
        let (mut user, outcome) = guest(tx, &making).await?;
        if new.send_message {
            let cap = self.env.limits.mails_per_recipient;
            count_mail(tx, actor, &new.address, cap).await?;
        }
        let (invitation, ticket, mailed) = if outcome == Outcome::AlreadyAccepted {
            let (invitation, mailed) = self.greet_again(tx, &making, &user).await?;
            (invitation, None, mailed)
        } else {
            let (invitation, ticket, mailed) = self.issue(tx, &making, &mut user).await?;
            (invitation, Some(ticket), mailed)
        };
        grant(tx, &making, &user, outcome).await?;
        record(tx, &making, &user, (&invitation, outcome)).await?;
        Ok(Invited {
            invitation,
            user,
            ticket,
            outcome,
            mailed,
        })
    }

    /// Counts against the limits of the inviter and of the tenant.
    pub(super) async fn count_invitation(&self, actor: &Actor) -> Result<()> {
        let limits = &self.env.limits;
        let inviter = match &actor.who {
            crate::Who::User { id, .. } => id.to_string(),
            crate::Who::Application { app_id, .. } => app_id.to_string(),
            crate::Who::Person { .. } | crate::Who::System { .. } => "system".to_owned(),
        };
        let (hour, tenant) = (Span::hours(1), actor.tenant);
        let by_inviter = Limit::new("invite", &inviter, limits.invitations_per_inviter, hour);
        let by_tenant = Limit::new("invite", "tenant", limits.invitations_per_tenant, hour);
        self.take_leased(tenant, &by_inviter).await?;
        self.take_leased(tenant, &by_tenant).await
    }

    /// A new ticket: in the invitation that is open already, or in a new one.
    async fn issue(
        &self,
        tx: &mut Tx,
        making: &Making<'_>,
        user: &mut User,
    ) -> Result<(Invitation, Ticket, Mailed), InviteError> {
        let (new, tenant) = (making.new, making.actor.tenant);
        let ticket = Ticket::generate(tx.entropy());
        let open = store::newest(tx, tenant, user.id).await?.filter(|found| {
            new.reset.is_none()
                && matches!(
                    found.state,
                    InvitationState::PendingAcceptance | InvitationState::Expired
                )
        });
        let mut invitation = match &open {
            Some(found) => found.clone(),
            None => blank(tx, user),
        };
        renew(tx, tenant, &mut invitation, &ticket).await?;
        fill(&mut invitation, making, user);
        invitation.expires_at = check::expiry(new.lifetime, &making.settings, tx.now());
        let mailed = if new.send_message {
            self.mail(
                tx,
                making.actor,
                &making.organization,
                (&mut invitation, &ticket),
            )
            .await?
        } else {
            Mailed::No
        };
        if let Some(found) = &open {
            store::renew(tx, tenant, &invitation, found.generation).await?;
        } else {
            store::insert(tx, tenant, &invitation).await?;
        }
        let pending = Some(InvitationState::PendingAcceptance);
        if user.invitation_state != pending {
            user.invitation_state = pending;
            user.invitation_state_changed_at = Some(tx.now());
            user::save(tx, tenant, user).await?;
        }
        Ok((invitation, ticket, mailed))
    }

    /// Somebody who accepted before is told that they have access.
    async fn greet_again(
        &self,
        tx: &mut Tx,
        making: &Making<'_>,
        user: &User,
    ) -> Result<(Invitation, Mailed), InviteError> {
        let (new, tenant) = (making.new, making.actor.tenant);
        let found = store::newest(tx, tenant, user.id).await?;
        let invitation = found.ok_or(Error::NotFound { what: "invitation" })?;
        if !new.send_message {
            return Ok((invitation, Mailed::No));
        }
        let mail = Mail::AccessGranted(AccessGrantedMail {
            organization: making.organization.clone(),
            to: new.address.as_typed().to_owned(),
            inviter: making.actor.display_name().to_owned(),
            reply_to: making.actor.mail().map(str::to_owned),
            message: making.checked.message.clone(),
            language: language(making, user),
            link: None,
        });
        let about = About {
            user: Some(user.id),
            invitation: Some(invitation.id),
        };
        let (_, state) = outbox::enqueue(tx, &self.env, making.actor, &mail, about).await?;
        Ok((invitation, Mailed::of(state)))
    }
}

/// Asks the organisation's settings.
async fn prepare<'a>(
    tx: &mut Tx,
    actor: &'a Actor,
    new: &'a NewInvitation,
    checked: &'a Checked,
) -> Result<Making<'a>, InviteError> {
    let settings = tenant::settings_of(tx, actor.tenant).await?;
    // Making somebody redeem anew is no invitation of somebody new.
    if new.reset.is_none() && !may_invite(tx, actor, &settings).await? {
        // What an application lacks is a permission, whatever the settings say of people.
        if actor.is_application() {
            let permission = Permission::InviteGuests;
            return Err(Error::Forbidden { permission }.into());
        }
        return Err(InviteError::NotAllowed);
    }
    let home = tenant::tenant_of_domain(tx, new.address.domain()).await?;
    if home == Some(actor.tenant) {
        return Err(InviteError::OwnDomain);
    }
    if !tenant::domain_allowed(&settings, new.address.domain()) {
        return Err(InviteError::DomainBlocked);
    }
    if let Some(block) =
        cross_tenant_access::blocked_address(tx, actor.tenant, &new.address).await?
    {
        return Err(InviteError::AccessBlocked(block));
    }
    if let Some(end) = new.access_ends_at
        && end <= tx.now()
    {
        return Err(Error::invalid("accessEndsAt", "it is in the past").into());
    }
    if let Some(sponsors) = &new.sponsors {
        user::check_sponsors(tx, actor.tenant, sponsors).await?;
    }
    let host = tenant::find(tx, actor.tenant).await?;
    let organization = Organization {
        tenant: host.id,
        name: host.display_name,
        domain: host.initial_domain,
        privacy_statement_url: settings.privacy_statement_url.clone(),
    };
    let at_home = match home {
        Some(home) => tenant::settings_of(tx, home).await?.notification_language,
        None => None,
    };
    let language = at_home.or_else(|| settings.notification_language.clone());
    Ok(Making {
        actor,
        new,
        checked,
        organization,
        settings,
        language,
    })
}

/// Finds or makes the guest, and says how that went.
async fn guest(tx: &mut Tx, making: &Making<'_>) -> Result<(User, Outcome), InviteError> {
    let (actor, new) = (making.actor, making.new);
    if let Some(id) = new.reset {
        let mut found = user::find_present(tx, actor.tenant, id).await?;
        super::crud::reset(tx, actor, &mut found, &new.address).await?;
        amend(tx, making, &mut found).await?;
        return Ok((found, Outcome::Reset));
    }
    if let Some(manager) = new.manager {
        user::check_manager(tx, actor.tenant, manager).await?;
    }
    let wanted = NewGuest {
        address: &new.address,
        initial_domain: &making.organization.domain,
        display_name: new.display_name.as_deref(),
        user_type: new.user_type,
        other_mails: &new.other_mails,
        mail_nickname: new.mail_nickname.as_deref(),
        profile: making.checked.profile.clone(),
        manager: new.manager,
        invited_by: inviter_id(actor),
        access_ends_at: new.access_ends_at,
    };
    let mut found = match user::insert_guest(tx, actor.tenant, wanted).await? {
        GuestOutcome::Created(created) => return Ok((created, Outcome::Created)),
        GuestOutcome::Exists(found) => found,
    };
    if found.invitation_state.is_none() || found.has_password() {
        return Err(already_user(tx, actor, &found).await?);
    }
    let was_deleted = found.deleted_at.is_some();
    if was_deleted {
        // What deleting took away, only those may give back who could restore.
        actor.require(Permission::DeleteUsers)?;
        role::may_manage(tx, actor, found.id).await?;
        user::bring_back(tx, actor.tenant, &mut found).await?;
    }
    amend(tx, making, &mut found).await?;
    if !found.is_active(tx.now()) {
        return Err(InviteError::Blocked { id: found.id });
    }
    let accepted = found.invitation_state == Some(InvitationState::Completed);
    Ok(match (was_deleted, accepted) {
        (_, true) => (found, Outcome::AlreadyAccepted),
        (true, false) => (found, Outcome::Restored),
        (false, false) => (found, Outcome::Renewed),
    })
}

/// Why an internal user is not invited by their address.
async fn already_user(tx: &mut Tx, actor: &Actor, user: &User) -> Result<InviteError> {
    let id = user.id;
    let converted = user::converted_at(tx, actor.tenant, id).await?;
    Ok(match converted {
        Some(_) => InviteError::ConvertedToInternal { id },
        None => InviteError::AlreadyUser { id },
    })
}

/// What an invitation says of somebody who is here already. An invitation is no way round the rights that
/// changing them needs.
async fn amend(tx: &mut Tx, making: &Making<'_>, user: &mut User) -> Result<()> {
    let (actor, new) = (making.actor, making.new);
    if new.access_ends_at.is_none() && new.sponsors.is_none() {
        return Ok(());
    }
    actor.require(Permission::UpdateUsers)?;
    role::may_manage(tx, actor, user.id).await?;
    if let Some(end) = new.access_ends_at {
        user::set_end(tx, actor, user, end).await?;
        user::save(tx, actor.tenant, user).await?;
    }
    Ok(())
}

/// Gives what comes with the invitation.
async fn grant(
    tx: &mut Tx,
    making: &Making<'_>,
    user: &User,
    outcome: Outcome,
) -> Result<(), InviteError> {
    let (actor, new) = (making.actor, making.new);
    let sponsors = match (&new.sponsors, outcome) {
        (Some(named), _) => Some(named.clone()),
        (None, Outcome::Created) => actor.user().map(|id| vec![Sponsor::User(id)]),
        (None, _) => None,
    };
    user::save_sponsors(tx, actor.tenant, user.id, sponsors.as_deref()).await?;
    for id in &new.groups {
        group::add(tx, actor, *id, user.id).await?;
    }
    for role in &new.roles {
        role::assign(tx, actor, user.id, *role).await?;
    }
    for id in &new.applications {
        application::assign(tx, actor, *id, Principal::User(user.id)).await?;
    }
    Ok(())
}

async fn record(
    tx: &mut Tx,
    making: &Making<'_>,
    user: &User,
    (invitation, outcome): (&Invitation, Outcome),
) -> Result<()> {
    let activity = match outcome {
        Outcome::Reset if user.has_password() => Activity::InviteInternalUser,
        Outcome::Reset => Activity::InviteWithReset,
        Outcome::Created | Outcome::Renewed | Outcome::AlreadyAccepted | Outcome::Restored => {
            Activity::InviteExternalUser
        }
    };
    let mut target = Target::user(user);
    if outcome == Outcome::Created {
        target = target
            .change("UserType", "", user.user_type.as_str())
            .change("CreationType", "", "Invitation")
            .change("UserPrincipalName", "", &user.user_principal_name);
    }
    Entry::new(activity)
        .target(target)
        .detail("InvitationId", &invitation.id)
        .detail("invitedUserEmailAddress", making.new.address.as_typed())
        .detail("Generation", &invitation.generation)
        .detail("Outcome", &format!("{outcome:?}"))
        .record(tx, making.actor)
        .await
}

pub(super) fn inviter_id(actor: &Actor) -> Option<uuid::Uuid> {
    match &actor.who {
        crate::Who::User { id, .. } => Some(id.0),
        crate::Who::Application { id, .. } => Some(id.0),
        crate::Who::Person { .. } | crate::Who::System { .. } => None,
    }
}

fn blank(tx: &Tx, user: &User) -> Invitation {
    let now = tx.now();
    Invitation {
        id: tx.new_id(),
        user: user.id,
        address: String::new(),
        redirect_url: String::new(),
        message: None,
        language: None,
        cc: None,
        state: InvitationState::PendingAcceptance,
        state_changed_at: now,
        decline_reason: None,
        generation: 0,
        expires_at: None,
        inviter_id: None,
        inviter_name: String::new(),
        inviter_mail: None,
        mail: None,
        asked_again_at: None,
        created_at: now,
        ticket_hash: [0; 32],
        old_ticket_hashes: Vec::new(),
    }
}

/// What an inviter says, in their own name: also when somebody else invited before.
fn fill(invitation: &mut Invitation, making: &Making<'_>, user: &User) {
    let (actor, new, checked) = (making.actor, making.new, making.checked);
    new.address.as_typed().clone_into(&mut invitation.address);
    invitation.redirect_url.clone_from(&checked.redirect_url);
    invitation.message.clone_from(&checked.message);
    invitation.language = language(making, user);
    invitation.cc = new.cc.as_ref().map(|address| address.as_typed().to_owned());
    invitation.inviter_id = inviter_id(actor);
    actor
        .display_name()
        .clone_into(&mut invitation.inviter_name);
    invitation.inviter_mail = actor.mail().map(str::to_owned);
}

/// Gives an invitation a new ticket: the one before is remembered as old, and a mail with it that was not
/// sent yet is not sent any more.
pub(super) async fn renew(
    tx: &mut Tx,
    tenant: TenantId,
    invitation: &mut Invitation,
    ticket: &Ticket,
) -> Result<()> {
    /// So many old tickets are remembered; a link older than that is just unknown.
    const MOST_OLD: usize = 32 * 32;
    if invitation.generation > 0 {
        invitation
            .old_ticket_hashes
            .extend_from_slice(&invitation.ticket_hash);
        let excess = invitation.old_ticket_hashes.len().saturating_sub(MOST_OLD);
        invitation.old_ticket_hashes.drain(..excess);
    }
    if invitation.state != InvitationState::PendingAcceptance {
        invitation.state = InvitationState::PendingAcceptance;
        invitation.state_changed_at = tx.now();
    }
    invitation.generation += 1;
    invitation.ticket_hash = ticket.hash().0;
    invitation.asked_again_at = None;
    if let Some(old) = invitation.mail {
        outbox::cancel(tx, tenant, old, "a newer invitation took its place").await?;
    }
    Ok(())
}

/// The first of these that says one: the invitation, the guest, the organisations.
fn language(making: &Making<'_>, user: &User) -> Option<String> {
    making
        .checked
        .language
        .clone()
        .or_else(|| user.profile.preferred_language.clone())
        .or_else(|| making.language.clone())
}
