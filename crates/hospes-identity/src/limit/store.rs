//! SQL of limits.

use super::Limit;
use crate::db::{DbError, Tx, sql};
use crate::identity::SWEEP_ROWS;
use crate::ids::TenantId;

/// Raises the counter unless it would pass its cap; says whether it was raised.
pub(super) async fn raise(
    tx: &mut Tx,
    tenant: TenantId,
    limit: &Limit,
    by: u32,
) -> Result<bool, DbError> {
    let start = limit.window_start(tx.now());
    let changed = sql(
        "INSERT INTO limit_counters (tenant_id, key, window_start, used, ends_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, key, window_start)
         DO UPDATE SET used = limit_counters.used + excluded.used
         WHERE limit_counters.used + excluded.used <= $6",
    )
    .bind(tenant)
    .bind(&limit.key)
    .bind(start)
    .bind(by)
    .bind(start.plus(limit.window))
    .bind(limit.cap)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn used(tx: &mut Tx, tenant: TenantId, limit: &Limit) -> Result<i64, DbError> {
    let start = limit.window_start(tx.now());
    let row: Option<(i64,)> = sql("SELECT used FROM limit_counters
         WHERE tenant_id = $1 AND key = $2 AND window_start = $3")
    .bind(tenant)
    .bind(&limit.key)
    .bind(start)
    .fetch_optional(tx)
    .await?;
    Ok(row.map_or(0, |(used,)| used))
}

pub(super) async fn clear(tx: &mut Tx, tenant: TenantId, limit: &Limit) -> Result<(), DbError> {
    let start = limit.window_start(tx.now());
    sql("DELETE FROM limit_counters WHERE tenant_id = $1 AND key = $2 AND window_start = $3")
        .bind(tenant)
        .bind(&limit.key)
        .bind(start)
        .run(tx)
        .await?;
    Ok(())
}

pub(super) async fn delete_ended(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    sql(
        "DELETE FROM limit_counters WHERE tenant_id = $1 AND (key, window_start) IN
            (SELECT key, window_start FROM limit_counters WHERE tenant_id = $1 AND ends_at <= $2
                ORDER BY ends_at LIMIT $3)",
    )
    .bind(tenant)
    .bind(now)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}
