//! SQL of sessions.

use super::{Method, Session};
use crate::actor::Circumstances;
use crate::db::{DbError, FromRow, Row, Tx, sql};
use crate::ids::{TenantId, UserId};

impl FromRow for Session {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.next()?,
            tenant: row.next()?,
            issuer: row.next()?,
            subject: row.next()?,
            home_user: row.next()?,
            address: row.next()?,
            display_name: row.next()?,
            method: row.next::<Method>()?,
            current_tenant: row.next()?,
            authenticated_at: row.next()?,
            expires_at: row.next()?,
            hash: row.next()?,
        })
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    session: &Session,
    circumstances: &Circumstances,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO sessions (tenant_id, hash, id, issuer, subject, user_id, address,
            display_name, method, current_tenant_id, network, user_agent, authenticated_at,
            expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(session.tenant)
    .bind(session.hash)
    .bind(session.id)
    .bind(session.issuer)
    .bind(&session.subject)
    .bind(session.home_user)
    .bind(&session.address)
    .bind(&session.display_name)
    .bind(session.method)
    .bind(session.current_tenant)
    .bind(circumstances.network())
    .bind(&circumstances.user_agent)
    .bind(session.authenticated_at)
    .bind(session.expires_at)
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    hash: [u8; 32],
) -> Result<Option<Session>, DbError> {
    sql(
        "SELECT id, tenant_id, issuer, subject, user_id, address, display_name, method,
            current_tenant_id, authenticated_at, expires_at, hash
         FROM sessions WHERE tenant_id = $1 AND hash = $2",
    )
    .bind(tenant)
    .bind(hash)
    .fetch_optional(tx)
    .await
}

pub(super) async fn delete(tx: &mut Tx, tenant: TenantId, hash: [u8; 32]) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM sessions WHERE tenant_id = $1 AND hash = $2")
        .bind(tenant)
        .bind(hash)
        .execute(tx)
        .await?;
    Ok(changed == 1)
}

pub(super) async fn delete_others(tx: &mut Tx, session: &Session) -> Result<u64, DbError> {
    sql("DELETE FROM sessions
         WHERE tenant_id = $1 AND issuer = $2 AND subject = $3 AND hash <> $4")
    .bind(session.tenant)
    .bind(session.issuer)
    .bind(&session.subject)
    .bind(session.hash)
    .execute(tx)
    .await
}

pub(crate) async fn set_current(
    tx: &mut Tx,
    session: &Session,
    tenant: TenantId,
) -> Result<(), DbError> {
    sql("UPDATE sessions SET current_tenant_id = $3 WHERE tenant_id = $1 AND hash = $2")
        .bind(session.tenant)
        .bind(session.hash)
        .bind(tenant)
        .execute(tx)
        .await?;
    Ok(())
}

pub(super) async fn delete_ended(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    sql("DELETE FROM sessions WHERE tenant_id = $1 AND expires_at <= $2")
        .bind(tenant)
        .bind(now)
        .execute(tx)
        .await
}

/// Ends the sessions of a user who is deleted permanently.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM sessions WHERE tenant_id = $1 AND issuer = $2 AND subject = $3")
        .bind(tenant)
        .bind(crate::user::Issuer::Tenant(tenant))
        .bind(user.to_string())
        .execute(tx)
        .await?;
    Ok(())
}
