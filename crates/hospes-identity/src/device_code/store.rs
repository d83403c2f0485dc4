//! SQL of device codes. All of them belong to nobody.

use super::State;
use crate::db::{DbError, Tx, row, sql};
use crate::env::{Span, Timestamp};
use crate::identity::SWEEP_ROWS;
use crate::ids::{AppId, GrantId, TenantId, UserId};
use crate::secret::DeviceHash;
use crate::session::NOBODY;

/// So long a request stays known after its time is over, so that what comes late is told so.
const KEPT: Span = Span::hours(1);

row! {
    /// A device's request.
    pub(super) struct Request {
        pub(super) id: GrantId,
        pub(super) asked_tenant: Option<TenantId>,
        pub(super) app_id: AppId,
        pub(super) scope: String,
        pub(super) platform: String,
        pub(super) network: String,
        pub(super) user_agent: String,
        pub(super) state: State,
        pub(super) approved_tenant: Option<TenantId>,
        pub(super) payload: Option<String>,
        pub(super) interval_seconds: i64,
        pub(super) polled_at: Option<Timestamp>,
        pub(super) created_at: Timestamp,
        pub(super) expires_at: Timestamp,
    }
}

/// Keeps a request under the hashes of its two codes; `false` when one of them is taken.
pub(super) async fn insert(
    tx: &mut Tx,
    request: &Request,
    (hash, user_code_mac): (DeviceHash, [u8; 32]),
) -> Result<bool, DbError> {
    let changed = sql(
        "INSERT INTO device_codes (tenant_id, id, hash, user_code_mac, asked_tenant_id, app_id,
            scope, platform, network, user_agent, state, interval_seconds, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         ON CONFLICT DO NOTHING",
    )
    .bind(NOBODY)
    .bind(request.id)
    .bind(hash.0)
    .bind(user_code_mac)
    .bind(request.asked_tenant)
    .bind(request.app_id)
    .bind(&request.scope)
    .bind(&request.platform)
    .bind(&request.network)
    .bind(&request.user_agent)
    .bind(request.state)
    .bind(request.interval_seconds)
    .bind(request.created_at)
    .bind(request.expires_at)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn find(tx: &mut Tx, id: GrantId) -> Result<Option<Request>, DbError> {
    sql(
        "SELECT id, asked_tenant_id, app_id, scope, platform, network, user_agent, state,
            approved_tenant_id, payload, interval_seconds, polled_at, created_at, expires_at
         FROM device_codes WHERE tenant_id = $1 AND id = $2",
    )
    .bind(NOBODY)
    .bind(id)
    .fetch_optional(tx)
    .await
}

/// The request that has this device code.
pub(super) async fn find_by_hash(
    tx: &mut Tx,
    hash: DeviceHash,
) -> Result<Option<Request>, DbError> {
    let found: Option<(GrantId,)> =
        sql("SELECT id FROM device_codes WHERE tenant_id = $1 AND hash = $2")
            .bind(NOBODY)
            .bind(hash.0)
            .fetch_optional(tx)
            .await?;
    match found {
        Some((id,)) => find(tx, id).await,
        None => Ok(None),
    }
}

/// The request whose code somebody typed, if nobody decided about it and its time is not over.
pub(super) async fn find_by_user_code(
    tx: &mut Tx,
    mac: [u8; 32],
) -> Result<Option<GrantId>, DbError> {
    let now = tx.now();
    let found: Option<(GrantId,)> = sql("SELECT id FROM device_codes
         WHERE tenant_id = $1 AND user_code_mac = $2 AND state = $3 AND expires_at > $4")
    .bind(NOBODY)
    .bind(mac)
    .bind(State::Pending)
    .bind(now)
    .fetch_optional(tx)
    .await?;
    Ok(found.map(|(id,)| id))
}

/// Notes that the device asked, and how long it has to wait from now on.
pub(super) async fn set_polled(
    tx: &mut Tx,
    id: GrantId,
    interval_seconds: i64,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "UPDATE device_codes SET polled_at = $3, interval_seconds = $4
         WHERE tenant_id = $1 AND id = $2",
    )
    .bind(NOBODY)
    .bind(id)
    .bind(now)
    .bind(interval_seconds)
    .run(tx)
    .await
}

/// Approves a request that nobody decided about; `false` when somebody did.
pub(super) async fn approve(
    tx: &mut Tx,
    id: GrantId,
    (tenant, user): (TenantId, UserId),
    payload: &str,
) -> Result<bool, DbError> {
    let changed = sql(
        "UPDATE device_codes SET state = $3, approved_tenant_id = $4,
            approved_user_id = $5, payload = $6
         WHERE tenant_id = $1 AND id = $2 AND state = $7",
    )
    .bind(NOBODY)
    .bind(id)
    .bind(State::Approved)
    .bind(tenant)
    .bind(user)
    .bind(payload)
    .bind(State::Pending)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Declines a request that nobody decided about; `false` when somebody did.
pub(super) async fn decline(tx: &mut Tx, id: GrantId) -> Result<bool, DbError> {
    let changed = sql("UPDATE device_codes SET state = $3
         WHERE tenant_id = $1 AND id = $2 AND state = $4")
    .bind(NOBODY)
    .bind(id)
    .bind(State::Declined)
    .bind(State::Pending)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Forgets what a user approved.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM device_codes
         WHERE tenant_id = $1 AND approved_tenant_id = $2 AND approved_user_id = $3")
    .bind(NOBODY)
    .bind(tenant)
    .bind(user)
    .run(tx)
    .await
}

/// Forgets requests whose time has been over for an hour.
pub(super) async fn delete_ended(tx: &mut Tx) -> Result<u64, DbError> {
    let before = tx.now().minus(KEPT);
    sql("DELETE FROM device_codes WHERE tenant_id = $1 AND id IN
            (SELECT id FROM device_codes WHERE tenant_id = $1 AND expires_at <= $2
                ORDER BY expires_at LIMIT $3)")
    .bind(NOBODY)
    .bind(before)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}
