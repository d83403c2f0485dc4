//! SQL of certificates of applications, and of the assertions that were made with them.

use super::Certificate;
use crate::db::{DbError, FromRow, Row, Tx, sql};
use crate::env::Timestamp;
use crate::identity::SWEEP_ROWS;
use crate::ids::{ApplicationId, KeyId, TenantId};

impl FromRow for Certificate {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            key_id: row.next()?,
            display_name: row.next()?,
            starts_at: row.next()?,
            ends_at: row.next()?,
            sha1: row.next()?,
            sha256: row.next()?,
            der: row.next()?,
        })
    }
}

/// `false` when the application has it already.
pub(super) async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    one: &Certificate,
) -> Result<bool, DbError> {
    let changed = sql(
        "INSERT INTO application_certificates (tenant_id, application_id,
            key_id, display_name, starts_at, ends_at, sha1, sha256, der)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (tenant_id, application_id, sha256) DO NOTHING",
    )
    .bind(tenant)
    .bind(application)
    .bind(one.key_id)
    .bind(&one.display_name)
    .bind(one.starts_at)
    .bind(one.ends_at)
    .bind(one.sha1.as_slice())
    .bind(one.sha256)
    .bind(one.der.as_slice())
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn all(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<Certificate>, DbError> {
    sql(
        "SELECT key_id, display_name, starts_at, ends_at, sha1, sha256, der
         FROM application_certificates WHERE tenant_id = $1 AND application_id = $2
         ORDER BY ends_at, key_id",
    )
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await
}

pub(super) async fn delete(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    key: KeyId,
) -> Result<(), DbError> {
    sql("DELETE FROM application_certificates
         WHERE tenant_id = $1 AND application_id = $2 AND key_id = $3")
    .bind(tenant)
    .bind(application)
    .bind(key)
    .run(tx)
    .await
}

/// `false` when an assertion of that name was used before.
pub(super) async fn insert_assertion(
    tx: &mut Tx,
    tenant: TenantId,
    (application, jti_hash): (ApplicationId, [u8; 32]),
    expires_at: Timestamp,
) -> Result<bool, DbError> {
    let changed = sql(
        "INSERT INTO client_assertions (tenant_id, application_id, jti_hash, expires_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, application_id, jti_hash) DO NOTHING",
    )
    .bind(tenant)
    .bind(application)
    .bind(jti_hash)
    .bind(expires_at)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn delete_ended_assertions(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    sql(
        "DELETE FROM client_assertions WHERE tenant_id = $1 AND jti_hash IN
            (SELECT jti_hash FROM client_assertions
             WHERE tenant_id = $1 AND expires_at <= $2 LIMIT $3) AND expires_at <= $2",
    )
    .bind(tenant)
    .bind(now)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}

/// Takes all that an application has, when it is deleted.
pub(crate) async fn delete_for_application(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<(), DbError> {
    let statements = [
        "DELETE FROM application_certificates WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM client_assertions WHERE tenant_id = $1 AND application_id = $2",
    ];
    for statement in statements {
        sql(statement)
            .bind(tenant)
            .bind(application)
            .run(tx)
            .await?;
    }
    Ok(())
}
