//! Inviting an internal user, who becomes an external one when they accept.
//!
//! Until then they sign in here as before; what accepting ends is in `user::end_internal`. Nobody is made external by
//! an invitation that just names an address of theirs: whoever does it names the user, and may change users.

use hospes_protocol::address::Address;

use super::{InviteError, NewInvitation, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserId};
use crate::outbox;
use crate::role;
use crate::user::{self, InvitationState, User};

impl Identity {
    /// Who is to redeem anew by an invitation: an internal user whom it names is asked to become an external one. Of
    /// anybody else the address says who they are.
    pub(super) async fn resets(
        &self,
        actor: &Actor,
        new: &NewInvitation,
    ) -> Result<Option<UserId>> {
        if let (None, Some(id)) = (new.reset, new.invited_user)
            && actor.may(Permission::UpdateUsers)
        {
            let mut tx = self.read().await?;
            let found = match user::find_present(&mut tx, actor.tenant, id).await {
                Ok(found) => Some(found),
                Err(Error::NotFound { .. }) => None,
                Err(error) => return Err(error),
            };
            return Ok(found.filter(User::has_password).map(|found| found.id));
        }
        Ok(new.reset)
    }
}

/// Prepares an internal user to redeem with an address of another organisation. Their password, groups, applications
/// and user type stay.
pub(super) async fn begin(
    tx: &mut Tx,
    actor: &Actor,
    user: &mut User,
    address: &Address,
) -> Result<(), InviteError> {
    actor.require(Permission::UpdateUsers)?;
    if actor.user() == Some(user.id) {
        let reason = "nobody can make themselves an external user";
        return Err(Error::invalid("user", reason).into());
    }
    role::may_manage(tx, actor, user.id).await?;
    if user::converted_at(tx, actor.tenant, user.id)
        .await?
        .is_some()
    {
        return Err(InviteError::ConvertedToInternal { id: user.id });
    }
    if !user.is_active(tx.now()) {
        return Err(InviteError::Blocked { id: user.id });
    }
    role::keep_an_administrator(tx, actor, user).await?;
    if !user::add_address(tx, actor.tenant, user, address).await? {
        return Err(InviteError::AddressMismatch);
    }
    withdraw(
        tx,
        actor.tenant,
        user.id,
        "a newer invitation took its place",
    )
    .await?;
    user.invitation_state = Some(InvitationState::PendingAcceptance);
    user.invitation_state_changed_at = Some(tx.now());
    Ok(user::save(tx, actor.tenant, user).await?)
}

/// Ends a conversion to an external user that nobody has accepted: whoever began it may not do so any more once the
/// user holds a role, and the address may be theirs.
pub(crate) async fn stop_conversion(tx: &mut Tx, actor: &Actor, user: &mut User) -> Result<()> {
    let waits = matches!(
        user.invitation_state,
        Some(InvitationState::PendingAcceptance | InvitationState::Expired)
    );
    if !(waits && user.has_password()) {
        return Ok(());
    }
    withdraw(tx, actor.tenant, user.id, "the user was given a role").await?;
    user.invitation_state = None;
    user.invitation_state_changed_at = Some(tx.now());
    user::save(tx, actor.tenant, user).await?;
    Ok(())
}

/// Withdraws the invitation of a user that could still be accepted, or sent again; the caller says what became of the
/// user.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    why: &'static str,
) -> Result<()> {
    let Some(old) = store::newest(tx, tenant, user).await? else {
        return Ok(());
    };
    if matches!(
        old.state,
        InvitationState::PendingAcceptance | InvitationState::Expired
    ) {
        store::set_state(tx, tenant, &old, InvitationState::Revoked, None).await?;
        if let Some(mail) = old.mail {
            outbox::cancel(tx, tenant, mail, why).await?;
        }
    }
    Ok(())
}
