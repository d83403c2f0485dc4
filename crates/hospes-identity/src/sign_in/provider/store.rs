//! SQL of round trips to identity providers.

use crate::db::{DbError, Tx, sql};
use crate::env::Timestamp;
use crate::identity::SWEEP_ROWS;
use crate::ids::{ProviderId, TenantId, TripId};

/// A trip that begins.
pub(super) struct NewTrip<'a> {
    pub(super) tenant: TenantId,
    pub(super) id: TripId,
    pub(super) provider: ProviderId,
    /// Hash of what only this browser has.
    pub(super) browser: [u8; 32],
    pub(super) sealed: &'a [u8],
    pub(super) expires_at: Timestamp,
}

pub(super) async fn insert(tx: &mut Tx, new: &NewTrip<'_>) -> Result<(), DbError> {
    sql(
        "INSERT INTO provider_trips (tenant_id, id, provider_id, browser, sealed_state, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new.tenant)
    .bind(new.id)
    .bind(new.provider)
    .bind(new.browser)
    .bind(new.sealed.to_vec())
    .bind(new.expires_at)
    .run(tx)
    .await
}

/// Ends a trip, and gives its provider and what was remembered if it was still under way. Another browser finds nothing,
/// and who comes from a provider nothing of another one.
pub(super) async fn take(
    tx: &mut Tx,
    (tenant, id): (TenantId, TripId),
    (from, browser): (Option<ProviderId>, [u8; 32]),
) -> Result<Option<(ProviderId, Vec<u8>)>, DbError> {
    let now = tx.now();
    let found: Option<(ProviderId, Vec<u8>, Timestamp)> = sql(
        "SELECT provider_id, sealed_state, expires_at FROM provider_trips
         WHERE tenant_id = $1 AND id = $2 AND browser = $3",
    )
    .bind(tenant)
    .bind(id)
    .bind(browser)
    .fetch_optional(tx)
    .await?;
    let found = found.filter(|(provider, ..)| from.is_none_or(|from| from == *provider));
    let Some((provider, sealed, expires_at)) = found else {
        return Ok(None);
    };
    let taken = sql("DELETE FROM provider_trips WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(id)
        .execute(tx)
        .await?;
    Ok((taken == 1 && now < expires_at).then_some((provider, sealed)))
}

pub(super) async fn delete_ended(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    sql("DELETE FROM provider_trips WHERE tenant_id = $1 AND id IN
            (SELECT id FROM provider_trips WHERE tenant_id = $1 AND expires_at <= $2
                ORDER BY expires_at LIMIT $3)")
    .bind(tenant)
    .bind(now)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}
