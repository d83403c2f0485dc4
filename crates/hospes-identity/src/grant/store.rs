//! SQL of consents, grants and refresh tokens.

use super::SignedInAs;
use crate::db::{DbError, Tx, sql};
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::{ApplicationId, GrantId, SessionId, TenantId, UserId};
use crate::secret::RefreshHash;

/// Whose consent counts for everybody: an administrator gave it.
pub(crate) const EVERYBODY: UserId = UserId(uuid::Uuid::nil());

/// The scopes an application may have of somebody: what they agreed to, and what was agreed to for everybody.
pub(super) async fn consented(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    application: ApplicationId,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = sql("SELECT scopes FROM consents
         WHERE tenant_id = $1 AND application_id = $2 AND user_id IN ($3, $4)")
    .bind(tenant)
    .bind(application)
    .bind(user)
    .bind(EVERYBODY)
    .fetch_all(tx)
    .await?;
    let words = rows.iter().flat_map(|(text,)| text.split_whitespace());
    Ok(words.map(str::to_owned).collect())
}

/// What was agreed to for everybody.
pub(super) async fn consented_by_everybody(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<String>, DbError> {
    consent_of(tx, tenant, EVERYBODY, application).await
}

/// The scopes somebody lets an application have.
pub(super) async fn consent_of(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    application: ApplicationId,
) -> Result<Vec<String>, DbError> {
    let found: Option<(String,)> = sql("SELECT scopes FROM consents
         WHERE tenant_id = $1 AND user_id = $2 AND application_id = $3")
    .bind(tenant)
    .bind(user)
    .bind(application)
    .fetch_optional(tx)
    .await?;
    let text = found.map(|(text,)| text).unwrap_or_default();
    Ok(text.split_whitespace().map(str::to_owned).collect())
}

/// Every scope that anybody lets an application have.
pub(crate) async fn consented_by_anybody(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = sql("SELECT DISTINCT scopes FROM consents
         WHERE tenant_id = $1 AND application_id = $2")
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await?;
    let words = rows.iter().flat_map(|(text,)| text.split_whitespace());
    Ok(words.map(str::to_owned).collect())
}

/// What somebody lets applications have, the newest first.
pub(super) async fn consents(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<(ApplicationId, String, Timestamp)>, DbError> {
    sql("SELECT application_id, scopes, granted_at FROM consents
         WHERE tenant_id = $1 AND user_id = $2 ORDER BY granted_at DESC, application_id")
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await
}

pub(super) async fn set_consent(
    tx: &mut Tx,
    (tenant, user, application): (TenantId, UserId, ApplicationId),
    scopes: &[String],
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO consents (tenant_id, user_id, application_id, scopes, granted_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, user_id, application_id)
         DO UPDATE SET scopes = excluded.scopes, granted_at = excluded.granted_at",
    )
    .bind(tenant)
    .bind(user)
    .bind(application)
    .bind(scopes.join(" "))
    .bind(now)
    .run(tx)
    .await
}

pub(super) async fn delete_consent(
    tx: &mut Tx,
    (tenant, user, application): (TenantId, UserId, ApplicationId),
) -> Result<(), DbError> {
    sql("DELETE FROM consents WHERE tenant_id = $1 AND user_id = $2 AND application_id = $3")
        .bind(tenant)
        .bind(user)
        .bind(application)
        .run(tx)
        .await
}

/// Begins a grant with its code; `false` when the code was used before.
pub(super) async fn insert(
    tx: &mut Tx,
    id: GrantId,
    as_whom: &SignedInAs,
    life: Span,
) -> Result<bool> {
    let now = tx.now();
    // The application is told of the end of a session that has not ended.
    let life = match as_whom.session {
        Some(_) => life.max(tx.lifetimes().session),
        None => life,
    };
    let payload = serde_json::to_string(as_whom).map_err(|e| Error::corrupt("a grant", e))?;
    let changed = sql(
        "INSERT INTO sign_in_grants (tenant_id, id, user_id, application_id, payload, created_at,
            expires_at, revoked_at, session_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8) ON CONFLICT (tenant_id, id) DO NOTHING",
    )
    .bind(as_whom.tenant)
    .bind(id)
    .bind(as_whom.user)
    .bind(as_whom.application)
    .bind(payload)
    .bind(now)
    .bind(now.plus(life))
    .bind(as_whom.session)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// The applications that a session signed its person in to.
pub(super) async fn applications_of_session(
    tx: &mut Tx,
    tenant: TenantId,
    session: SessionId,
) -> Result<Vec<ApplicationId>, DbError> {
    let rows: Vec<(ApplicationId,)> = sql("SELECT DISTINCT application_id FROM sign_in_grants
         WHERE tenant_id = $1 AND session_id = $2 ORDER BY application_id")
    .bind(tenant)
    .bind(session)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A grant that was not ended.
pub(crate) async fn find(tx: &mut Tx, tenant: TenantId, id: GrantId) -> Result<Option<SignedInAs>> {
    let found: Option<(String,)> = sql("SELECT payload FROM sign_in_grants
         WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL")
    .bind(tenant)
    .bind(id)
    .fetch_optional(tx)
    .await?;
    found
        .map(|(text,)| serde_json::from_str(&text).map_err(|e| Error::corrupt("a grant", e)))
        .transpose()
}

/// Ends a grant with all its tokens. It stays known, so that its code is known to be used.
pub(super) async fn revoke(tx: &mut Tx, tenant: TenantId, id: GrantId) -> Result<(), DbError> {
    let now = tx.now();
    sql("UPDATE sign_in_grants SET revoked_at = $3
         WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL")
    .bind(tenant)
    .bind(id)
    .bind(now)
    .run(tx)
    .await?;
    sql("DELETE FROM refresh_tokens WHERE tenant_id = $1 AND grant_id = $2")
        .bind(tenant)
        .bind(id)
        .run(tx)
        .await
}

/// Ends all grants that a person gave an application.
pub(super) async fn revoke_of_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    application: ApplicationId,
) -> Result<(), DbError> {
    let ids: Vec<(GrantId,)> = sql("SELECT id FROM sign_in_grants
         WHERE tenant_id = $1 AND user_id = $2 AND application_id = $3 AND revoked_at IS NULL")
    .bind(tenant)
    .bind(user)
    .bind(application)
    .fetch_all(tx)
    .await?;
    for (id,) in ids {
        revoke(tx, tenant, id).await?;
    }
    Ok(())
}

/// Adds a refresh token; one that is there already stays as it is.
pub(super) async fn insert_refresh_token(
    tx: &mut Tx,
    tenant: TenantId,
    (hash, grant): (RefreshHash, GrantId),
    expires_at: Timestamp,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO refresh_tokens (tenant_id, hash, grant_id, expires_at, used_at)
         VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (tenant_id, hash) DO NOTHING",
    )
    .bind(tenant)
    .bind(hash.0)
    .bind(grant)
    .bind(expires_at)
    .run(tx)
    .await
}

/// Whether a refresh token is known.
pub(super) async fn has_refresh_token(
    tx: &mut Tx,
    tenant: TenantId,
    hash: RefreshHash,
) -> Result<bool, DbError> {
    let found: Option<(GrantId,)> =
        sql("SELECT grant_id FROM refresh_tokens WHERE tenant_id = $1 AND hash = $2")
            .bind(tenant)
            .bind(hash.0)
            .fetch_optional(tx)
            .await?;
    Ok(found.is_some())
}

/// Marks a refresh token as used at this instant, unless it was before; gives its grant, its end, and
/// when it was used first.
pub(super) async fn use_refresh_token(
    tx: &mut Tx,
    tenant: TenantId,
    hash: RefreshHash,
) -> Result<Option<(GrantId, Timestamp, Timestamp)>, DbError> {
    let now = tx.now();
    sql("UPDATE refresh_tokens SET used_at = COALESCE(used_at, $3)
         WHERE tenant_id = $1 AND hash = $2 RETURNING grant_id, expires_at, used_at")
    .bind(tenant)
    .bind(hash.0)
    .bind(now)
    .fetch_optional(tx)
    .await
}

/// Makes a grant last as long as its newest token.
pub(super) async fn prolong(
    tx: &mut Tx,
    tenant: TenantId,
    id: GrantId,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    sql("UPDATE sign_in_grants SET expires_at = $3 WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(id)
        .bind(expires_at)
        .run(tx)
        .await
}

/// Forgets what a user let applications have.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    for statement in [
        "DELETE FROM refresh_tokens WHERE tenant_id = $1 AND grant_id IN
            (SELECT id FROM sign_in_grants WHERE tenant_id = $1 AND user_id = $2)",
        "DELETE FROM sign_in_grants WHERE tenant_id = $1 AND user_id = $2",
        "DELETE FROM consents WHERE tenant_id = $1 AND user_id = $2",
    ] {
        sql(statement).bind(tenant).bind(user).run(tx).await?;
    }
    Ok(())
}

/// Forgets what people let an application have.
pub(crate) async fn delete_for_application(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<(), DbError> {
    for statement in [
        "DELETE FROM refresh_tokens WHERE tenant_id = $1 AND grant_id IN
            (SELECT id FROM sign_in_grants WHERE tenant_id = $1 AND application_id = $2)",
        "DELETE FROM sign_in_grants WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM consents WHERE tenant_id = $1 AND application_id = $2",
    ] {
        sql(statement)
            .bind(tenant)
            .bind(application)
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Forgets refresh tokens and grants whose time is over.
pub(super) async fn delete_ended(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    let mut gone = 0;
    for statement in [
        "DELETE FROM refresh_tokens WHERE tenant_id = $1 AND hash IN
            (SELECT hash FROM refresh_tokens WHERE tenant_id = $1 AND expires_at <= $2 LIMIT $3)",
        "DELETE FROM sign_in_grants WHERE tenant_id = $1 AND id IN
            (SELECT id FROM sign_in_grants WHERE tenant_id = $1 AND expires_at <= $2 LIMIT $3)",
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

/// A consent to an application.
pub(super) struct ConsentRow {
    pub(super) user: UserId,
    pub(super) name: String,
    pub(super) detail: String,
    pub(super) scopes: Vec<String>,
    pub(super) granted_at: Timestamp,
}

/// Who let an application have what, everybody first. The join over users lives here, with the list it makes.
pub(super) async fn consents_of(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    limit: i64,
) -> Result<Vec<ConsentRow>, DbError> {
    let rows: Vec<(UserId, String, String, String, Timestamp)> =
        sql("SELECT c.user_id, COALESCE(u.display_name, ''),
            COALESCE(u.mail, u.user_principal_name, ''), c.scopes, c.granted_at
         FROM consents c
         LEFT JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
            AND u.deleted_at IS NULL
         WHERE c.tenant_id = $1 AND c.application_id = $2
            AND (u.id IS NOT NULL OR c.user_id = $3)
         ORDER BY CASE WHEN c.user_id = $3 THEN 0 ELSE 1 END, c.granted_at DESC, c.user_id
         LIMIT $4")
        .bind(tenant)
        .bind(application)
        .bind(EVERYBODY)
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let read = |(user, name, detail, scopes, granted_at): (UserId, _, _, String, _)| ConsentRow {
        user,
        name,
        detail,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        granted_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Ends all grants that anybody gave an application.
pub(super) async fn revoke_of_application(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "DELETE FROM refresh_tokens WHERE tenant_id = $1 AND grant_id IN
            (SELECT id FROM sign_in_grants WHERE tenant_id = $1 AND application_id = $2)",
    )
    .bind(tenant)
    .bind(application)
    .run(tx)
    .await?;
    sql("UPDATE sign_in_grants SET revoked_at = $3
         WHERE tenant_id = $1 AND application_id = $2 AND revoked_at IS NULL")
    .bind(tenant)
    .bind(application)
    .bind(now)
    .run(tx)
    .await
}
