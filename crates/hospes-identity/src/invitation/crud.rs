//! Sending again, withdrawing, making somebody redeem anew, and looking.

use hospes_protocol::address::Address;

use super::allowed::{count_mail, may_invite};
use super::invite::{inviter_id, renew};
use super::{
    InvitationDetail, InviteError, Invited, Mailed, NewInvitation, Outcome, check, convert, store,
};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::invitation::Lifetime;
use crate::outbox;
use crate::secret::Ticket;
use crate::tenant::{self, Settings};
use crate::user::{self, InvitationState, User};
use crate::{Identity, authenticator, cross_tenant_access, grant, passcode, role};

impl Identity {
    /// Sends a guest's open or expired invitation again, with a new ticket and a new expiry. The link
    /// before is dead.
    pub async fn resend_invitation(&self, actor: &Actor, user: UserId) -> Result<Invited> {
        actor.require(Permission::InviteGuests)?;
        self.count_invitation(actor).await?;
        let invited = self.retrying(|| self.resend_once(actor, user)).await?;
        if invited.mailed == Mailed::Queued {
            self.wake_worker();
        }
        Ok(invited)
    }

    async fn resend_once(&self, actor: &Actor, user: UserId) -> Result<Invited> {
        let mut tx = self.write().await?;
        let (mut found, mut invitation) = open(&mut tx, actor, user).await?;
        if found.has_password() {
            // That they become an external user is not for every inviter to ask.
            actor.require(Permission::UpdateUsers)?;
            role::may_manage(&mut tx, actor, user).await?;
        }
        let settings = tenant::settings_of(&mut tx, actor.tenant).await?;
        if !may_invite(&mut tx, actor, &settings).await? {
            let permission = Permission::InviteGuests;
            return Err(Error::Forbidden { permission });
        }
        let address = may_resend(&mut tx, (actor, &settings), &found, &invitation).await?;
        let cap = self.env.limits.mails_per_recipient;
        count_mail(&mut tx, actor, &address, cap).await?;
        let before = invitation.generation;
        let ticket = Ticket::generate(tx.entropy());
        renew(&mut tx, actor.tenant, &mut invitation, &ticket).await?;
        invitation.expires_at = check::expiry(Lifetime::Default, &settings, tx.now());
        let organization = passcode::organization(&mut tx, actor.tenant).await?;
        let mailed = self
            .mail(&mut tx, actor, &organization, (&mut invitation, &ticket))
            .await?;
        store::renew(&mut tx, actor.tenant, &invitation, before).await?;
        let pending = InvitationState::PendingAcceptance;
        set_user_state(&mut tx, actor, &mut found, pending).await?;
        Entry::new(Activity::ResendInvitation)
            .target(Target::user(&found))
            .detail("InvitationId", &invitation.id)
            .detail("Generation", &invitation.generation)
            .record(&mut tx, actor)
            .await?;
        tx.commit().await?;
        Ok(Invited {
            invitation,
            user: found,
            ticket: Some(ticket),
            outcome: Outcome::Renewed,
            mailed,
        })
    }

    /// Withdraws a guest's open or expired invitation. The guest object stays. Whoever invited may, and
    /// whoever manages users.
    pub async fn revoke_invitation(&self, actor: &Actor, user: UserId) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let (mut found, invitation) = open(&mut tx, actor, user).await?;
            let is_inviter = inviter_id(actor).is_some_and(|id| invitation.inviter_id == Some(id));
            if !is_inviter {
                actor.require(Permission::UpdateUsers)?;
                role::may_manage(&mut tx, actor, user).await?;
            }
            let to = InvitationState::Revoked;
            store::set_state(&mut tx, actor.tenant, &invitation, to, None).await?;
            if let Some(mail) = invitation.mail {
                outbox::cancel(&mut tx, actor.tenant, mail, "the invitation was withdrawn").await?;
            }
            set_user_state(&mut tx, actor, &mut found, to).await?;
            Entry::new(Activity::RevokeInvitation)
                .target(Target::user(&found).change(
                    "InvitationState",
                    invitation.state.as_str(),
                    to.as_str(),
                ))
                .detail("InvitationId", &invitation.id)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Makes a guest redeem anew, perhaps with another address. They keep everything they were given.
    pub async fn reset_redemption(
        &self,
        actor: &Actor,
        user: UserId,
        address: &Address,
        redirect_url: &str,
    ) -> Result<Invited, InviteError> {
        let mut new = NewInvitation::of(address.clone(), redirect_url);
        new.reset = Some(user);
        new.send_message = true;
        self.invite(actor, &new).await
    }

    /// Whom a guest can ask about what they were given: the address of who invited them.
    pub async fn invitation_contact(&self, actor: &Actor) -> Result<Option<String>> {
        let user = actor.user().ok_or(Error::Unauthenticated)?;
        let newest = store::newest(&mut self.read().await?, actor.tenant, user).await?;
        Ok(newest.and_then(|invitation| invitation.inviter_mail))
    }

    /// The newest invitation of a guest, with what became of its mail.
    pub async fn invitation_of(
        &self,
        actor: &Actor,
        user: UserId,
    ) -> Result<Option<InvitationDetail>> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, user).await?;
        let Some(invitation) = store::newest(&mut tx, actor.tenant, user).await? else {
            return Ok(None);
        };
        let mail = match invitation.mail {
            Some(id) => outbox::state_of(&mut tx, actor.tenant, id).await?,
            None => None,
        };
        let state = invitation.state_at(tx.now());
        Ok(Some(InvitationDetail {
            invitation,
            mail,
            state,
        }))
    }
}

/// The guest and their invitation that can still be accepted, or could until its time was over.
async fn open(tx: &mut Tx, actor: &Actor, id: UserId) -> Result<(User, super::Invitation)> {
    let found = user::find_present(tx, actor.tenant, id).await?;
    let invitation = store::newest(tx, actor.tenant, id).await?;
    let invitation = invitation.ok_or(Error::NotFound { what: "invitation" })?;
    match invitation.state {
        InvitationState::PendingAcceptance | InvitationState::Expired => Ok((found, invitation)),
        InvitationState::Completed | InvitationState::Revoked | InvitationState::Declined => {
            Err(Error::Conflict {
                what: "answer to the invitation",
            })
        }
    }
}

/// Refuses to send again to whom nothing would be sent anew; gives the address.
async fn may_resend(
    tx: &mut Tx,
    (actor, settings): (&Actor, &Settings),
    user: &User,
    invitation: &super::Invitation,
) -> Result<Address> {
    if !user.is_active(tx.now()) {
        return Err(Error::invalid("user", "the guest is blocked"));
    }
    let address =
        Address::parse(&invitation.address).map_err(|e| Error::corrupt("an invited address", e))?;
    if !tenant::domain_allowed(settings, address.domain()) {
        return Err(Error::invalid(
            "address",
            "its domain may not be invited any more",
        ));
    }
    if cross_tenant_access::blocked_address(tx, actor.tenant, &address)
        .await?
        .is_some()
    {
        return Err(Error::invalid(
            "address",
            "cross-tenant access settings block it",
        ));
    }
    Ok(address)
}

pub(super) async fn set_user_state(
    tx: &mut Tx,
    actor: &Actor,
    user: &mut User,
    state: InvitationState,
) -> Result<()> {
    // An internal user who does not accept is what they were before.
    let stays = user.has_password() && state != InvitationState::PendingAcceptance;
    let state = Some(state).filter(|_| !stays);
    if user.invitation_state == state {
        return Ok(());
    }
    user.invitation_state = state;
    user.invitation_state_changed_at = Some(tx.now());
    user::save(tx, actor.tenant, user).await
}

/// Unbinds the identities of a guest and gives them the address with which they redeem anew.
pub(super) async fn reset(
    tx: &mut Tx,
    actor: &Actor,
    user: &mut User,
    address: &Address,
) -> Result<(), InviteError> {
    if user.has_password() {
        return convert::begin(tx, actor, user, address).await;
    }
    if user.invitation_state.is_none() {
        return Err(Error::invalid("user", "this user was never invited").into());
    }
    role::may_manage(tx, actor, user.id).await?;
    let known = user::addresses_of(tx, actor.tenant, user.id).await?;
    if !known.iter().any(|known| known == address.canonical()) {
        // Another address is a change of the user, which the right to reset does not cover. It must
        // belong to nobody else, and becomes the guest's.
        let may = actor.may(Permission::UpdateUsers);
        if !may || !user::replace_address(tx, actor.tenant, user, address).await? {
            return Err(InviteError::AddressMismatch);
        }
    }
    user::unbind_identities(tx, actor.tenant, user.id).await?;
    // Whoever accepts has authenticators of their own.
    authenticator::delete_for_user(tx, actor.tenant, user.id).await?;
    // What the person before let applications have was theirs to give.
    grant::delete_for_user(tx, actor.tenant, user.id).await?;
    let why = "a newer invitation took its place";
    convert::withdraw(tx, actor.tenant, user.id, why).await?;
    user.sessions_valid_from = tx.now();
    user.invitation_state = Some(InvitationState::PendingAcceptance);
    user.invitation_state_changed_at = Some(tx.now());
    Ok(user::save(tx, actor.tenant, user).await?)
}
