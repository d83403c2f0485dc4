//! SQL of passcodes.

use crate::db::{DbError, Tx, sql};
use crate::env::Span;
use crate::identity::SWEEP_ROWS;
use crate::ids::TenantId;

/// The newest code takes the place of an older one.
pub(super) async fn replace(
    tx: &mut Tx,
    tenant: TenantId,
    address: &str,
    code_hash: [u8; 32],
    life: Span,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO passcodes (tenant_id, address, code_hash, tries, created_at, expires_at)
         VALUES ($1, $2, $3, 0, $4, $5)
         ON CONFLICT (tenant_id, address) DO UPDATE SET code_hash = excluded.code_hash, tries = 0,
            created_at = excluded.created_at, expires_at = excluded.expires_at",
    )
    .bind(tenant)
    .bind(address)
    .bind(code_hash)
    .bind(now)
    .bind(now.plus(life))
    .run(tx)
    .await?;
    Ok(())
}

/// Counts a try of a code that still counts; gives its hash and the tries so far.
pub(super) async fn count_try(
    tx: &mut Tx,
    tenant: TenantId,
    address: &str,
    most: i64,
) -> Result<Option<([u8; 32], i64)>, DbError> {
    let now = tx.now();
    sql("UPDATE passcodes SET tries = tries + 1
         WHERE tenant_id = $1 AND address = $2 AND tries < $3 AND expires_at > $4
         RETURNING code_hash, tries")
    .bind(tenant)
    .bind(address)
    .bind(most)
    .bind(now)
    .fetch_optional(tx)
    .await
}

/// Forgets the code of an address.
pub(crate) async fn delete(tx: &mut Tx, tenant: TenantId, address: &str) -> Result<(), DbError> {
    sql("DELETE FROM passcodes WHERE tenant_id = $1 AND address = $2")
        .bind(tenant)
        .bind(address)
        .run(tx)
        .await?;
    Ok(())
}

pub(super) async fn delete_ended(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    sql("DELETE FROM passcodes WHERE tenant_id = $1 AND address IN
            (SELECT address FROM passcodes WHERE tenant_id = $1 AND expires_at <= $2 LIMIT $3)")
    .bind(tenant)
    .bind(now)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}
