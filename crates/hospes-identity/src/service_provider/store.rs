//! SQL of the certificates of organisations as service providers.

use crate::certificate::signing::SigningCertificateRow;
use crate::db::{DbError, Tx, sql};
use crate::env::Timestamp;
use crate::ids::{KeyId, TenantId};

/// The certificates of a tenant, the newest last.
pub(super) async fn all(
    tx: &mut Tx,
    tenant: TenantId,
) -> Result<Vec<SigningCertificateRow>, DbError> {
    sql(
        "SELECT id, certificate, sealed_key, is_active, created_at, ends_at FROM service_certificates
         WHERE tenant_id = $1 ORDER BY created_at, id",
    )
    .bind(tenant)
    .fetch_all(tx)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    (tenant, id): (TenantId, KeyId),
    (certificate, sealed_key): (&[u8], &[u8]),
    (is_active, ends_at): (bool, Timestamp),
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO service_certificates (tenant_id, id, certificate, sealed_key, is_active,
            created_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(tenant)
    .bind(id)
    .bind(certificate)
    .bind(sealed_key)
    .bind(is_active)
    .bind(now)
    .bind(ends_at)
    .run(tx)
    .await
}

/// Makes one certificate the one that signs.
pub(super) async fn activate(tx: &mut Tx, (tenant, id): (TenantId, KeyId)) -> Result<(), DbError> {
    sql("UPDATE service_certificates SET is_active = (id = $2) WHERE tenant_id = $1")
        .bind(tenant)
        .bind(id)
        .run(tx)
        .await
}

pub(super) async fn delete(tx: &mut Tx, (tenant, id): (TenantId, KeyId)) -> Result<(), DbError> {
    sql("DELETE FROM service_certificates WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(id)
        .run(tx)
        .await
}
