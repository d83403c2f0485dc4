//! SQL of authenticators, recovery codes and ceremonies.

use super::{Authenticator, Kind};
use crate::db::{DbError, FromRow, Row, Tx, sql};
use crate::env::{Span, Timestamp};
use crate::identity::SWEEP_ROWS;
use crate::ids::{AuthenticatorId, ChallengeId, TenantId, UserId};

/// Whose they are.
pub(super) type Owner = (TenantId, UserId);

impl FromRow for Authenticator {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.next()?,
            kind: row.next::<Kind>()?,
            name: row.next()?,
            created_at: row.next()?,
            last_used_at: row.next()?,
        })
    }
}

/// An authenticator to keep.
#[derive(Debug)]
pub(super) struct New<'a> {
    pub(super) id: AuthenticatorId,
    pub(super) kind: Kind,
    pub(super) name: &'a str,
    /// Of a TOTP.
    pub(super) secret_sealed: Option<Vec<u8>>,
    /// Of a passkey: the id of its credential and the credential.
    pub(super) credential: Option<(String, String)>,
    pub(super) counter: i64,
}

pub(super) async fn insert(
    tx: &mut Tx,
    (tenant, user): Owner,
    new: &New<'_>,
) -> Result<(), DbError> {
    let now = tx.now();
    let (credential_id, credential) = new.credential.clone().unzip();
    sql(
        "INSERT INTO authenticators (tenant_id, user_id, id, kind, name, secret_sealed,
            credential_id, credential, counter, created_at, last_used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
    )
    .bind(tenant)
    .bind(user)
    .bind(new.id)
    .bind(new.kind)
    .bind(new.name)
    .bind(new.secret_sealed.clone())
    .bind(credential_id)
    .bind(credential)
    .bind(new.counter)
    .bind(now)
    .run(tx)
    .await
}

pub(super) async fn list(
    tx: &mut Tx,
    (tenant, user): Owner,
) -> Result<Vec<Authenticator>, DbError> {
    sql(
        "SELECT id, kind, name, created_at, last_used_at FROM authenticators
         WHERE tenant_id = $1 AND user_id = $2 ORDER BY created_at, id",
    )
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await
}

pub(super) async fn has_any(tx: &mut Tx, (tenant, user): Owner) -> Result<bool, DbError> {
    let found: Option<(i64,)> = sql("SELECT COUNT(*) FROM authenticators
         WHERE tenant_id = $1 AND user_id = $2")
    .bind(tenant)
    .bind(user)
    .fetch_optional(tx)
    .await?;
    Ok(found.is_some_and(|(count,)| count > 0))
}

/// The sealed secrets of somebody's apps.
pub(super) async fn totp_secrets(
    tx: &mut Tx,
    (tenant, user): Owner,
) -> Result<Vec<(AuthenticatorId, Vec<u8>)>, DbError> {
    sql("SELECT id, secret_sealed FROM authenticators
         WHERE tenant_id = $1 AND user_id = $2 AND kind = 'totp' ORDER BY created_at, id")
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await
}

/// Uses up a time step, and with it all before it; `false` when it was used up.
pub(super) async fn use_step(
    tx: &mut Tx,
    (tenant, user): Owner,
    id: AuthenticatorId,
    step: i64,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql("UPDATE authenticators SET counter = $4, last_used_at = $5
         WHERE tenant_id = $1 AND user_id = $2 AND id = $3 AND counter < $4")
    .bind(tenant)
    .bind(user)
    .bind(id)
    .bind(step)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// The credentials of somebody's passkeys.
pub(super) async fn credentials(
    tx: &mut Tx,
    (tenant, user): Owner,
) -> Result<Vec<(AuthenticatorId, String)>, DbError> {
    sql("SELECT id, credential FROM authenticators
         WHERE tenant_id = $1 AND user_id = $2 AND kind = 'passkey' ORDER BY created_at, id")
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await
}

/// Whether anybody in the tenant has this credential.
pub(super) async fn is_known(
    tx: &mut Tx,
    tenant: TenantId,
    credential_id: &str,
) -> Result<bool, DbError> {
    let found: Option<(AuthenticatorId,)> =
        sql("SELECT id FROM authenticators WHERE tenant_id = $1 AND credential_id = $2")
            .bind(tenant)
            .bind(credential_id)
            .fetch_optional(tx)
            .await?;
    Ok(found.is_some())
}

/// Notes that a passkey was used; `false` when its signature counter does not go on from the one before. Those
/// that count nothing say zero for ever (WebAuthn, section 6.1.1).
pub(super) async fn use_passkey(
    tx: &mut Tx,
    (tenant, user): Owner,
    (id, credential): (AuthenticatorId, &str),
    counter: u32,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "UPDATE authenticators SET counter = $4, credential = $5, last_used_at = $6
         WHERE tenant_id = $1 AND user_id = $2 AND id = $3
            AND (counter < $4 OR (counter = 0 AND $4 = 0))",
    )
    .bind(tenant)
    .bind(user)
    .bind(id)
    .bind(counter)
    .bind(credential)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn rename(
    tx: &mut Tx,
    (tenant, user): Owner,
    id: AuthenticatorId,
    name: &str,
) -> Result<bool, DbError> {
    let changed = sql("UPDATE authenticators SET name = $4
         WHERE tenant_id = $1 AND user_id = $2 AND id = $3")
    .bind(tenant)
    .bind(user)
    .bind(id)
    .bind(name)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn delete(
    tx: &mut Tx,
    (tenant, user): Owner,
    id: AuthenticatorId,
) -> Result<bool, DbError> {
    let changed =
        sql("DELETE FROM authenticators WHERE tenant_id = $1 AND user_id = $2 AND id = $3")
            .bind(tenant)
            .bind(user)
            .bind(id)
            .execute(tx)
            .await?;
    Ok(changed == 1)
}

/// Removes everything that proves a user; says how many authenticators there were.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<u64, DbError> {
    delete_codes(tx, (tenant, user)).await?;
    sql("DELETE FROM authenticator_challenges WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    sql("DELETE FROM authenticators WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .execute(tx)
        .await
}

pub(super) async fn delete_codes(tx: &mut Tx, (tenant, user): Owner) -> Result<(), DbError> {
    sql("DELETE FROM recovery_codes WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await
}

pub(super) async fn insert_code(
    tx: &mut Tx,
    (tenant, user): Owner,
    hash: [u8; 32],
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO recovery_codes (tenant_id, user_id, hash, created_at, used_at)
         VALUES ($1, $2, $3, $4, NULL)",
    )
    .bind(tenant)
    .bind(user)
    .bind(hash)
    .bind(now)
    .run(tx)
    .await
}

/// The hashes of codes that were not used.
pub(super) async fn codes(tx: &mut Tx, (tenant, user): Owner) -> Result<Vec<([u8; 32],)>, DbError> {
    sql("SELECT hash FROM recovery_codes
         WHERE tenant_id = $1 AND user_id = $2 AND used_at IS NULL ORDER BY hash")
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await
}

/// Uses a code up; `false` when it was.
pub(super) async fn use_code(
    tx: &mut Tx,
    (tenant, user): Owner,
    hash: [u8; 32],
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql("UPDATE recovery_codes SET used_at = $4
         WHERE tenant_id = $1 AND user_id = $2 AND hash = $3 AND used_at IS NULL")
    .bind(tenant)
    .bind(user)
    .bind(hash)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// A ceremony under way.
#[derive(Debug)]
pub(super) struct Challenge<'a> {
    pub(super) tenant: TenantId,
    pub(super) id: ChallengeId,
    /// Hash of what only this browser has.
    pub(super) browser: [u8; 32],
    pub(super) purpose: &'static str,
    pub(super) user: Option<UserId>,
    pub(super) state: &'a str,
}

pub(super) async fn insert_challenge(
    tx: &mut Tx,
    new: &Challenge<'_>,
    life: Span,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO authenticator_challenges (tenant_id, id, browser, purpose, user_id, state,
            expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.tenant)
    .bind(new.id)
    .bind(new.browser)
    .bind(new.purpose)
    .bind(new.user)
    .bind(new.state)
    .bind(now.plus(life))
    .run(tx)
    .await
}

/// Ends a ceremony, and gives its state if it was still under way. Another browser, another purpose and another
/// person find nothing.
pub(super) async fn take_challenge(
    tx: &mut Tx,
    wanted: &Challenge<'_>,
) -> Result<Option<String>, DbError> {
    let now = tx.now();
    let found: Option<(String, Timestamp, Option<UserId>)> = sql(
        "SELECT state, expires_at, user_id FROM authenticator_challenges
             WHERE tenant_id = $1 AND id = $2 AND browser = $3 AND purpose = $4",
    )
    .bind(wanted.tenant)
    .bind(wanted.id)
    .bind(wanted.browser)
    .bind(wanted.purpose)
    .fetch_optional(tx)
    .await?;
    let Some((state, expires_at, user)) = found.filter(|(_, _, user)| *user == wanted.user) else {
        return Ok(None);
    };
    let taken = sql("DELETE FROM authenticator_challenges WHERE tenant_id = $1 AND id = $2")
        .bind(wanted.tenant)
        .bind(wanted.id)
        .execute(tx)
        .await?;
    Ok((taken == 1 && now < expires_at && user == wanted.user).then_some(state))
}

pub(super) async fn delete_ended_challenges(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    sql(
        "DELETE FROM authenticator_challenges WHERE tenant_id = $1 AND id IN
            (SELECT id FROM authenticator_challenges WHERE tenant_id = $1 AND expires_at <= $2
                ORDER BY expires_at LIMIT $3)",
    )
    .bind(tenant)
    .bind(now)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}
