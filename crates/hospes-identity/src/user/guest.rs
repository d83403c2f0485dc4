//! The guest object: made by an invitation, bound to an identity by its redemption.

use std::collections::BTreeSet;

use hospes_protocol::address::Address;
use hospes_protocol::text::{fold, single_line};
use uuid::Uuid;

use super::{
    BoundIdentity, CreationType, InvitationState, Issuer, Profile, User, UserType, addresses, store,
};
use crate::db::{DbError, Tx};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserId};

/// A guest to make.
#[derive(Debug)]
pub(crate) struct NewGuest<'a> {
    pub(crate) address: &'a Address,
    /// The host's initial domain, at the end of the user principal name.
    pub(crate) initial_domain: &'a str,
    pub(crate) display_name: Option<&'a str>,
    pub(crate) user_type: UserType,
    pub(crate) other_mails: &'a [Address],
    pub(crate) mail_nickname: Option<&'a str>,
    pub(crate) profile: Profile,
    pub(crate) manager: Option<UserId>,
    pub(crate) invited_by: Option<Uuid>,
    pub(crate) access_ends_at: Option<Timestamp>,
}

/// What became of making a guest. That the address is known is an answer, not an error.
#[derive(Debug)]
pub(crate) enum GuestOutcome {
    /// A new object.
    Created(User),
    /// Somebody has the address already, perhaps deleted.
    Exists(User),
}

/// Makes a guest, unless somebody of the tenant has the address.
pub(crate) async fn insert_guest(
    tx: &mut Tx,
    tenant: TenantId,
    new: NewGuest<'_>,
) -> Result<GuestOutcome> {
    if let Some(user) = store::find_by_address(tx, tenant, new.address.canonical()).await? {
        return Ok(GuestOutcome::Exists(user));
    }
    let now = tx.now();
    let user = User {
        id: tx.new_id(),
        version: 1,
        user_principal_name: principal_name(tx, tenant, &new).await?,
        display_name: display_name(&new),
        mail: Some(new.address.as_typed().to_owned()),
        mail_nickname: mail_nickname(&new),
        other_mails: other_mails(&new),
        user_type: new.user_type,
        creation_type: Some(CreationType::Invitation),
        account_enabled: true,
        invitation_state: Some(InvitationState::PendingAcceptance),
        invitation_state_changed_at: Some(now),
        password_hash: None,
        must_change_password: false,
        manager: new.manager,
        invited_by: new.invited_by,
        access_ends_at: new.access_ends_at,
        sessions_valid_from: now,
        last_sign_in_at: None,
        created_at: now,
        deleted_at: None,
        profile: new.profile,
    };
    if !addresses::claim(tx, tenant, &user, &BTreeSet::new()).await? {
        let what = if new.other_mails.is_empty() {
            "address"
        } else {
            "otherMails"
        };
        return Err(Error::Conflict { what });
    }
    store::insert(tx, tenant, &user).await?;
    Ok(GuestOutcome::Created(user))
}

fn display_name(new: &NewGuest<'_>) -> String {
    let given = new
        .display_name
        .map(|name| single_line(name, 256))
        .filter(|name| !name.is_empty());
    let parts = [&new.profile.given_name, &new.profile.surname];
    let named: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let from_parts = Some(named.join(" ")).filter(|name| !name.is_empty());
    given
        .or(from_parts)
        .unwrap_or_else(|| new.address.local().to_owned())
}

fn mail_nickname(new: &NewGuest<'_>) -> String {
    new.mail_nickname
        .map(|name| single_line(name, 64))
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| new.address.local().to_owned())
}

/// The invited address comes first, and none comes twice.
fn other_mails(new: &NewGuest<'_>) -> Vec<String> {
    let mut known = BTreeSet::new();
    std::iter::once(new.address)
        .chain(new.other_mails)
        .filter(|address| known.insert(address.canonical()))
        .map(|address| address.as_typed().to_owned())
        .collect()
}

/// `pat_partner.example#EXT#@contoso.example`; with a number when two addresses make the same name.
async fn principal_name(tx: &mut Tx, tenant: TenantId, new: &NewGuest<'_>) -> Result<String> {
    let (local, domain) = (new.address.local(), new.address.domain().as_str());
    for number in 0..100 {
        let suffix = if number == 0 {
            String::new()
        } else {
            number.to_string()
        };
        let name = format!("{local}_{domain}{suffix}#EXT#@{}", new.initial_domain);
        if store::find_by_address(tx, tenant, &fold(&name))
            .await?
            .is_none()
        {
            return Ok(name);
        }
    }
    Err(Error::Conflict {
        what: "userPrincipalName",
    })
}

/// Whether an identity can be bound to a user: it is nobody else's of the tenant.
pub(crate) async fn is_free_for(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    (issuer, subject): (Issuer, &str),
) -> Result<bool> {
    let is_own = is_own(tx, tenant, user, (issuer, subject)).await?;
    Ok(is_own != Some(false))
}

/// Whether an identity is bound to a user; `None` when it is nobody's of the tenant.
async fn is_own(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    (issuer, subject): (Issuer, &str),
) -> Result<Option<bool>> {
    let holder = store::find_by_identity(tx, tenant, issuer, subject).await?;
    Ok(holder.map(|holder| holder.id == user))
}

/// Binds an identity to a user. `false` when it signs in as somebody else of the tenant; the user's
/// own identity bound again is no change.
pub(crate) async fn bind_identity(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    (issuer, subject): (Issuer, &str),
) -> Result<bool> {
    if let Some(is_own) = is_own(tx, tenant, user, (issuer, subject)).await? {
        return Ok(is_own);
    }
    Ok(store::insert_identity(tx, tenant, user, (issuer, subject)).await?)
}

/// Takes the identities of other organisations and mailboxes from a user; the next redemption binds anew.
pub(crate) async fn unbind_identities(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<BoundIdentity>> {
    let bound = store::identities_of(tx, tenant, user).await?;
    for identity in &bound {
        store::delete_identity(tx, tenant, (identity.issuer, &identity.subject)).await?;
    }
    Ok(bound)
}

/// Makes an address the mail address of a user, who keeps those before. `false` when somebody else has it.
pub(crate) async fn add_address(
    tx: &mut Tx,
    tenant: TenantId,
    user: &mut User,
    address: &Address,
) -> Result<bool, DbError> {
    let before = addresses::of(user);
    let mail = user.mail.replace(address.as_typed().to_owned());
    for kept in mail.into_iter().chain([address.as_typed().to_owned()]) {
        let canonical = addresses::canonical(&kept);
        let is_known = |known: &String| addresses::canonical(known) == canonical;
        if canonical != addresses::canonical(&user.user_principal_name)
            && !user.other_mails.iter().any(is_known)
        {
            user.other_mails.push(kept);
        }
    }
    addresses::claim(tx, tenant, user, &before).await
}

/// Gives a guest another address in place of those before: the mail address from now on, and the one
/// they redeem with. `false` when somebody else has it.
pub(crate) async fn replace_address(
    tx: &mut Tx,
    tenant: TenantId,
    user: &mut User,
    address: &Address,
) -> Result<bool, DbError> {
    let before = addresses::of(user);
    user.mail = Some(address.as_typed().to_owned());
    user.other_mails = vec![address.as_typed().to_owned()];
    addresses::claim(tx, tenant, user, &before).await
}
