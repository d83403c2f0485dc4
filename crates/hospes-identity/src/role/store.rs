//! SQL of role assignments.

use super::Role;
use crate::db::{DbError, Tx, sql};
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserId};

/// The roles a user holds.
pub(crate) async fn of_user(tx: &mut Tx, tenant: TenantId, user: UserId) -> Result<Vec<Role>> {
    let rows: Vec<(String,)> = sql(
        "SELECT role FROM role_assignments WHERE tenant_id = $1 AND user_id = $2 ORDER BY role",
    )
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|(key,)| Role::from_key(&key).ok_or_else(|| Error::corrupt("a role", key)))
        .collect()
}

pub(super) async fn holders(
    tx: &mut Tx,
    tenant: TenantId,
    role: Role,
) -> Result<Vec<UserId>, DbError> {
    let rows: Vec<(UserId,)> = sql(
        "SELECT user_id FROM role_assignments WHERE tenant_id = $1 AND role = $2 ORDER BY user_id",
    )
    .bind(tenant)
    .bind(role.key())
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// `false` when the user holds it already.
pub(super) async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    role: Role,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO role_assignments (tenant_id, user_id, role, assigned_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, user_id, role) DO NOTHING",
    )
    .bind(tenant)
    .bind(user)
    .bind(role.key())
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn delete(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    role: Role,
) -> Result<bool, DbError> {
    let changed =
        sql("DELETE FROM role_assignments WHERE tenant_id = $1 AND user_id = $2 AND role = $3")
            .bind(tenant)
            .bind(user)
            .bind(role.key())
            .execute(tx)
            .await?;
    Ok(changed == 1)
}

/// Takes all roles from a user who is deleted permanently.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM role_assignments WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    Ok(())
}
