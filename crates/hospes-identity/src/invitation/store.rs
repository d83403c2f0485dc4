//! SQL of invitations.

use hospes_protocol::address::Address;

use super::Invitation;
use crate::db::{DbError, FromRow, Row, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{InvitationId, MailId, TenantId, UserId};
use crate::session::WaitingInvitation;
use crate::user::InvitationState;

/// A page shows so many of an address.
const MOST_WAITING: i64 = 100;

macro_rules! select_invitations {
    ($tail:literal) => {
        concat!(
            "SELECT id, user_id, address, redirect_url, message, language, cc, state,
                state_changed_at, decline_reason, generation, expires_at, inviter_id,
                inviter_name, inviter_mail, mail_id, asked_again_at, created_at, ticket_hash,
                old_ticket_hashes FROM invitations ",
            $tail
        )
    };
}

impl FromRow for Invitation {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.next()?,
            user: row.next()?,
            address: row.next()?,
            redirect_url: row.next()?,
            message: row.next()?,
            language: row.next()?,
            cc: row.next()?,
            state: row.next()?,
            state_changed_at: row.next()?,
            decline_reason: row.next()?,
            generation: row.next()?,
            expires_at: row.next()?,
            inviter_id: row.next()?,
            inviter_name: row.next()?,
            inviter_mail: row.next()?,
            mail: row.next()?,
            asked_again_at: row.next()?,
            created_at: row.next()?,
            ticket_hash: row.next()?,
            old_ticket_hashes: row.next()?,
        })
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    invitation: &Invitation,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO invitations (tenant_id, id, user_id, address, redirect_url, message, language,
            cc, state, state_changed_at, decline_reason, generation, ticket_hash,
            old_ticket_hashes, expires_at, inviter_id, inviter_name, inviter_mail, mail_id,
            asked_again_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21)",
    )
    .bind(tenant)
    .bind(invitation.id)
    .bind(invitation.user)
    .bind(&invitation.address)
    .bind(&invitation.redirect_url)
    .bind(&invitation.message)
    .bind(&invitation.language)
    .bind(&invitation.cc)
    .bind(invitation.state)
    .bind(invitation.state_changed_at)
    .bind(&invitation.decline_reason)
    .bind(invitation.generation)
    .bind(invitation.ticket_hash)
    .bind(invitation.old_ticket_hashes.as_slice())
    .bind(invitation.expires_at)
    .bind(invitation.inviter_id)
    .bind(&invitation.inviter_name)
    .bind(&invitation.inviter_mail)
    .bind(invitation.mail)
    .bind(invitation.asked_again_at)
    .bind(invitation.created_at)
    .run(tx)
    .await?;
    wait(tx, tenant, invitation).await
}

/// Notes for which address an invitation waits.
async fn wait(tx: &mut Tx, tenant: TenantId, invitation: &Invitation) -> Result<(), DbError> {
    wait_no_more(tx, tenant, invitation.id).await?;
    if let Ok(address) = Address::parse(&invitation.address) {
        sql(
            "INSERT INTO waiting_invitations (address, tenant_id, invitation_id)
             VALUES ($1, $2, $3)",
        )
        .bind(address.canonical())
        .bind(tenant)
        .bind(invitation.id)
        .run(tx)
        .await?;
    }
    Ok(())
}

async fn wait_no_more(tx: &mut Tx, tenant: TenantId, id: InvitationId) -> Result<(), DbError> {
    sql("DELETE FROM waiting_invitations WHERE tenant_id = $1 AND invitation_id = $2")
        .bind(tenant)
        .bind(id)
        .run(tx)
        .await
}

row! {
    struct WaitingRow {
        tenant: TenantId,
        display_name: String,
        domain: String,
        invitation: InvitationId,
        address: String,
        inviter: String,
        inviter_mail: Option<String>,
        expires_at: Option<Timestamp>,
        generation: u32,
    }
}

/// The newest invitations of an address, of whichever tenant, that can be accepted now. The caller has made sure that
/// whoever asks proved the address.
pub(crate) async fn waiting_for(
    tx: &mut Tx,
    address: &str,
) -> Result<Vec<WaitingInvitation>, DbError> {
    let now = tx.now();
    let rows: Vec<WaitingRow> = sql(
        "SELECT t.id, t.display_name, d.name, i.id, i.address, i.inviter_name, i.inviter_mail,
            i.expires_at, i.generation
         FROM waiting_invitations w
         JOIN invitations i ON i.tenant_id = w.tenant_id AND i.id = w.invitation_id
         JOIN users u ON u.tenant_id = w.tenant_id AND u.id = i.user_id
         JOIN tenants t ON t.id = w.tenant_id
         JOIN domains d ON d.tenant_id = w.tenant_id AND d.is_initial
         WHERE w.address = $1 AND i.state = 'PendingAcceptance'
            AND (i.expires_at IS NULL OR i.expires_at > $2)
            AND u.account_enabled AND u.deleted_at IS NULL
            AND (u.access_ends_at IS NULL OR u.access_ends_at > $2)
         ORDER BY i.created_at DESC, i.id DESC LIMIT $3",
    )
    .bind(address)
    .bind(now)
    .bind(MOST_WAITING)
    .fetch_all(tx)
    .await?;
    let waiting = |row: WaitingRow| WaitingInvitation {
        tenant: row.tenant,
        display_name: row.display_name,
        domain: row.domain,
        invitation: row.invitation,
        address: row.address,
        inviter: row.inviter,
        inviter_mail: row.inviter_mail,
        expires_at: row.expires_at,
        generation: row.generation,
    };
    Ok(rows.into_iter().map(waiting).collect())
}

/// Writes an invitation that was sent again. When it changed since it was read, the operation runs again.
pub(super) async fn renew(
    tx: &mut Tx,
    tenant: TenantId,
    invitation: &Invitation,
    before: u32,
) -> Result<()> {
    let changed = sql(
        "UPDATE invitations SET redirect_url = $3, message = $4, language = $5,
            cc = $6, state = $7, state_changed_at = $8, decline_reason = NULL, generation = $9,
            ticket_hash = $10, old_ticket_hashes = $11, expires_at = $12, mail_id = $13,
            asked_again_at = NULL, inviter_id = $14, inviter_name = $15, inviter_mail = $16,
            address = $17
         WHERE tenant_id = $1 AND id = $2 AND generation = $18
            AND state IN ('PendingAcceptance', 'Expired')",
    )
    .bind(tenant)
    .bind(invitation.id)
    .bind(&invitation.redirect_url)
    .bind(&invitation.message)
    .bind(&invitation.language)
    .bind(&invitation.cc)
    .bind(invitation.state)
    .bind(invitation.state_changed_at)
    .bind(invitation.generation)
    .bind(invitation.ticket_hash)
    .bind(invitation.old_ticket_hashes.as_slice())
    .bind(invitation.expires_at)
    .bind(invitation.mail)
    .bind(invitation.inviter_id)
    .bind(&invitation.inviter_name)
    .bind(&invitation.inviter_mail)
    .bind(&invitation.address)
    .bind(before)
    .execute(tx)
    .await?;
    changed_once(changed)?;
    Ok(wait(tx, tenant, invitation).await?)
}

/// Moves an invitation from one state to another; refuses when it is not in the first any more, or
/// when it was sent again meanwhile. The operation then runs again.
pub(crate) async fn set_state(
    tx: &mut Tx,
    tenant: TenantId,
    invitation: &Invitation,
    to: InvitationState,
    reason: Option<&str>,
) -> Result<()> {
    let now = tx.now();
    let changed = sql("UPDATE invitations
         SET state = $3, state_changed_at = $4, decline_reason = $5
         WHERE tenant_id = $1 AND id = $2 AND state = $6 AND generation = $7")
    .bind(tenant)
    .bind(invitation.id)
    .bind(to)
    .bind(now)
    .bind(reason)
    .bind(invitation.state)
    .bind(invitation.generation)
    .execute(tx)
    .await?;
    changed_once(changed)?;
    Ok(wait_no_more(tx, tenant, invitation.id).await?)
}

fn changed_once(changed: u64) -> Result<()> {
    if changed == 1 {
        Ok(())
    } else {
        Err(DbError::retryable("an invitation changed meanwhile", "another state").into())
    }
}

/// Remembers that the guest asked for a new link.
pub(crate) async fn set_asked_again(
    tx: &mut Tx,
    tenant: TenantId,
    id: InvitationId,
) -> Result<(), DbError> {
    let now = tx.now();
    sql("UPDATE invitations SET asked_again_at = $3 WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(id)
        .bind(now)
        .run(tx)
        .await?;
    Ok(())
}

/// Notes which mail took the link of an invitation along.
pub(crate) async fn set_mail(
    tx: &mut Tx,
    tenant: TenantId,
    (id, mail): (InvitationId, MailId),
) -> Result<(), DbError> {
    sql("UPDATE invitations SET mail_id = $3 WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(id)
        .bind(mail)
        .run(tx)
        .await
}

/// An invitation.
pub(crate) async fn find(tx: &mut Tx, tenant: TenantId, id: InvitationId) -> Result<Invitation> {
    let found: Option<Invitation> = sql(select_invitations!("WHERE tenant_id = $1 AND id = $2"))
        .bind(tenant)
        .bind(id)
        .fetch_optional(tx)
        .await?;
    found.ok_or(Error::NotFound { what: "invitation" })
}

/// The newest invitation of a user: the one that counts.
pub(crate) async fn newest(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Option<Invitation>, DbError> {
    sql(select_invitations!(
        "WHERE tenant_id = $1 AND user_id = $2 ORDER BY created_at DESC, id DESC LIMIT 1"
    ))
    .bind(tenant)
    .bind(user)
    .fetch_optional(tx)
    .await
}

/// The id of a user's newest invitation.
pub(crate) async fn newest_id(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Option<InvitationId>, DbError> {
    let found: Option<(InvitationId,)> = sql("SELECT id FROM invitations
         WHERE tenant_id = $1 AND user_id = $2 ORDER BY created_at DESC, id DESC LIMIT 1")
    .bind(tenant)
    .bind(user)
    .fetch_optional(tx)
    .await?;
    Ok(found.map(|(id,)| id))
}

/// Whether a user accepted one of their invitations, this one or an older.
pub(super) async fn has_accepted(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<bool, DbError> {
    let found: Option<(InvitationId,)> = sql("SELECT id FROM invitations
         WHERE tenant_id = $1 AND user_id = $2 AND state = 'Completed' LIMIT 1")
    .bind(tenant)
    .bind(user)
    .fetch_optional(tx)
    .await?;
    Ok(found.is_some())
}

/// Open invitations whose time is over.
pub(super) async fn overdue(
    tx: &mut Tx,
    tenant: TenantId,
    limit: i64,
) -> Result<Vec<Invitation>, DbError> {
    let now = tx.now();
    sql(select_invitations!(
        "WHERE tenant_id = $1 AND state = 'PendingAcceptance' AND expires_at <= $2
         ORDER BY expires_at LIMIT $3"
    ))
    .bind(tenant)
    .bind(now)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Forgets the invitations of a user who is deleted permanently, and how they were redeemed. In what the
/// user sent to others, the organisation takes their place.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    organization: &str,
) -> Result<()> {
    crate::redemption::delete_for_user(tx, tenant, user).await?;
    sql(
        "DELETE FROM waiting_invitations WHERE tenant_id = $1 AND invitation_id IN
            (SELECT id FROM invitations WHERE tenant_id = $1 AND user_id = $2)",
    )
    .bind(tenant)
    .bind(user)
    .run(tx)
    .await?;
    sql("DELETE FROM invitations WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    sql(
        "UPDATE invitations SET inviter_id = NULL, inviter_mail = NULL, inviter_name = $3
         WHERE tenant_id = $1 AND inviter_id = $2",
    )
    .bind(tenant)
    .bind(user)
    .bind(organization)
    .run(tx)
    .await?;
    Ok(())
}
