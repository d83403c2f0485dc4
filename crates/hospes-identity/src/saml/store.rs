//! SQL of SAML.

use hospes_protocol::saml::NameId;

use super::logout::SignIn;
use super::{Settings, USED_LIFE};
use crate::certificate::signing::SigningCertificateRow;
use crate::db::{DbError, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::{ApplicationId, KeyId, SessionId, TenantId, UserId};

row! {
    struct SessionRow {
        id: SessionId,
        application_id: ApplicationId,
        name_id: String,
        name_id_format: String,
    }
}

fn parse(text: &str) -> Result<Settings> {
    serde_json::from_str(text).map_err(|e| Error::corrupt("SAML settings", e))
}

pub(super) async fn settings(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Option<Settings>> {
    let found: Option<(String,)> = sql("SELECT settings FROM saml_applications
         WHERE tenant_id = $1 AND application_id = $2")
    .bind(tenant)
    .bind(application)
    .fetch_optional(tx)
    .await?;
    found.map(|(text,)| parse(&text)).transpose()
}

pub(super) async fn by_entity_id(
    tx: &mut Tx,
    tenant: TenantId,
    entity_id: &str,
) -> Result<Option<ApplicationId>, DbError> {
    let found: Option<(ApplicationId,)> = sql("SELECT application_id FROM saml_applications
         WHERE tenant_id = $1 AND entity_id = $2")
    .bind(tenant)
    .bind(entity_id)
    .fetch_optional(tx)
    .await?;
    Ok(found.map(|(id,)| id))
}

/// Every application of a tenant that has settings.
pub(crate) async fn applications(
    tx: &mut Tx,
    tenant: TenantId,
) -> Result<Vec<ApplicationId>, DbError> {
    let rows: Vec<(ApplicationId,)> =
        sql("SELECT application_id FROM saml_applications WHERE tenant_id = $1")
            .bind(tenant)
            .fetch_all(tx)
            .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn set(
    tx: &mut Tx,
    (tenant, application): (TenantId, ApplicationId),
    settings: &Settings,
) -> Result<()> {
    let text = serde_json::to_string(settings).map_err(|e| Error::corrupt("SAML settings", e))?;
    let now = tx.now();
    sql(
        "INSERT INTO saml_applications (tenant_id, application_id, entity_id, settings, changed_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, application_id)
         DO UPDATE SET entity_id = excluded.entity_id, settings = excluded.settings,
            changed_at = excluded.changed_at",
    )
    .bind(tenant)
    .bind(application)
    .bind(&settings.entity_id)
    .bind(text)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// The certificates of an application, the newest last.
pub(super) async fn certificates(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<SigningCertificateRow>, DbError> {
    sql(
        "SELECT id, certificate, sealed_key, is_active, created_at, ends_at FROM saml_certificates
         WHERE tenant_id = $1 AND application_id = $2 ORDER BY created_at, id",
    )
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await
}

pub(super) async fn insert_certificate(
    tx: &mut Tx,
    (tenant, application): (TenantId, ApplicationId),
    (id, is_active): (KeyId, bool),
    (certificate, sealed_key): (&[u8], &[u8]),
    ends_at: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO saml_certificates (tenant_id, application_id, id, certificate, sealed_key,
            is_active, created_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(tenant)
    .bind(application)
    .bind(id)
    .bind(certificate)
    .bind(sealed_key)
    .bind(is_active)
    .bind(now)
    .bind(ends_at)
    .run(tx)
    .await
}

/// Makes one the one that signs.
pub(super) async fn activate_certificate(
    tx: &mut Tx,
    (tenant, application): (TenantId, ApplicationId),
    id: KeyId,
) -> Result<(), DbError> {
    sql("UPDATE saml_certificates SET is_active = (id = $3)
         WHERE tenant_id = $1 AND application_id = $2")
    .bind(tenant)
    .bind(application)
    .bind(id)
    .run(tx)
    .await
}

pub(super) async fn delete_certificate(
    tx: &mut Tx,
    (tenant, application): (TenantId, ApplicationId),
    id: KeyId,
) -> Result<(), DbError> {
    sql("DELETE FROM saml_certificates
         WHERE tenant_id = $1 AND application_id = $2 AND id = $3")
    .bind(tenant)
    .bind(application)
    .bind(id)
    .run(tx)
    .await
}

/// Remembers that a request was answered; `false` when it was before.
pub(super) async fn use_request(
    tx: &mut Tx,
    (tenant, application): (TenantId, ApplicationId),
    hash: [u8; 32],
) -> Result<bool, DbError> {
    let until = tx.now().plus(USED_LIFE);
    let changed = sql(
        "INSERT INTO saml_requests (tenant_id, application_id, hash, expires_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, application_id, hash) DO NOTHING",
    )
    .bind(tenant)
    .bind(application)
    .bind(hash)
    .bind(until)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn insert_session(
    tx: &mut Tx,
    (tenant, application, user): (TenantId, ApplicationId, UserId),
    (id, session): (SessionId, SessionId),
    name_id: &NameId,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO saml_sessions (tenant_id, id, session_id, application_id, user_id, name_id,
            name_id_format, started_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(tenant)
    .bind(id)
    .bind(session)
    .bind(application)
    .bind(user)
    .bind(&name_id.value)
    .bind(&name_id.format)
    .bind(now)
    .bind(expires_at)
    .run(tx)
    .await
}

/// Where a session let somebody in, the first sign-in first.
pub(super) async fn sessions(
    tx: &mut Tx,
    tenant: TenantId,
    session: SessionId,
) -> Result<Vec<SignIn>, DbError> {
    let rows: Vec<SessionRow> = sql(
        "SELECT id, application_id, name_id, name_id_format FROM saml_sessions
         WHERE tenant_id = $1 AND session_id = $2 ORDER BY started_at, id",
    )
    .bind(tenant)
    .bind(session)
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SignIn {
            application: row.application_id,
            session_index: row.id,
            name_id: NameId::new(&row.name_id_format, &row.name_id),
        })
        .collect())
}

/// Forgets everything of an application.
pub(crate) async fn delete_for_application(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<(), DbError> {
    for statement in [
        "DELETE FROM saml_sessions WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM saml_requests WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM saml_certificates WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM saml_applications WHERE tenant_id = $1 AND application_id = $2",
    ] {
        sql(statement)
            .bind(tenant)
            .bind(application)
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Forgets where a user is signed in.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM saml_sessions WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await
}

/// Forgets what is over.
pub(super) async fn delete_ended(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    let mut gone = 0;
    for statement in [
        "DELETE FROM saml_sessions WHERE tenant_id = $1 AND id IN
            (SELECT id FROM saml_sessions WHERE tenant_id = $1 AND expires_at <= $2 LIMIT $3)",
        "DELETE FROM saml_requests WHERE tenant_id = $1 AND expires_at <= $2 AND hash IN
            (SELECT hash FROM saml_requests WHERE tenant_id = $1 AND expires_at <= $2 LIMIT $3)",
    ] {
        gone += sql(statement)
            .bind(tenant)
            .bind(now)
            .bind(SWEEP_ROWS)
            .execute(tx)
            .await?;
    }
    Ok(gone)
}
