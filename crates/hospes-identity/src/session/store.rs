//! SQL of sessions.

use super::{Method, Place, Session};
use crate::actor::Circumstances;
use crate::authenticator::Proved;
use crate::db::{DbError, FromRow, Row, Tx, sql};
use crate::env::Timestamp;
use crate::identity::SWEEP_ROWS;
use crate::ids::TenantId;
use crate::user::BoundIdentity;

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
            method: method(row.next::<Method>()?, row.next::<Option<bool>>()?),
            current_tenant: row.next()?,
            authenticated_at: row.next()?,
            expires_at: row.next()?,
            hash: row.next()?,
            second_factors: Proved::parse_all(&row.next::<Option<String>>()?.unwrap_or_default()),
        })
    }
}

/// The release before knows no passkeys; it reads a password.
fn method(stored: Method, is_by_passkey: Option<bool>) -> Method {
    if is_by_passkey == Some(true) {
        Method::Passkey
    } else {
        stored
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
            expires_at, second_factors, is_by_passkey)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(session.tenant)
    .bind(session.hash)
    .bind(session.id)
    .bind(session.issuer)
    .bind(&session.subject)
    .bind(session.home_user)
    .bind(&session.address)
    .bind(&session.display_name)
    .bind(match session.method {
        Method::Passkey => Method::Password,
        other @ (Method::Password | Method::Passcode) => other,
    })
    .bind(session.current_tenant)
    .bind(circumstances.network())
    .bind(&circumstances.user_agent)
    .bind(session.authenticated_at)
    .bind(session.expires_at)
    .bind(Proved::to_text(&session.second_factors))
    .bind(session.method == Method::Passkey)
    .run(tx)
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
            is_by_passkey, current_tenant_id, authenticated_at, expires_at, hash, second_factors
         FROM sessions WHERE tenant_id = $1 AND hash = $2",
    )
    .bind(tenant)
    .bind(hash)
    .fetch_optional(tx)
    .await
}

/// Gives a session another secret, and notes what it proved; `false` when it has ended.
pub(super) async fn replace(
    tx: &mut Tx,
    session: &Session,
    hash: [u8; 32],
    proved: &[Proved],
) -> Result<bool, DbError> {
    let changed = sql(
        "UPDATE sessions SET hash = $3, second_factors = $4 WHERE tenant_id = $1 AND hash = $2",
    )
    .bind(session.tenant)
    .bind(session.hash)
    .bind(hash)
    .bind(Proved::to_text(proved))
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn delete(tx: &mut Tx, tenant: TenantId, hash: [u8; 32]) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM sessions WHERE tenant_id = $1 AND hash = $2")
        .bind(tenant)
        .bind(hash)
        .execute(tx)
        .await?;
    Ok(changed == 1)
}

/// Where the person of a session is signed in at a tenant.
pub(super) async fn places(
    tx: &mut Tx,
    tenant: TenantId,
    session: &Session,
) -> Result<Vec<Place>, DbError> {
    let now = tx.now();
    let rows: Vec<(String, String, Timestamp, [u8; 32])> = sql(
        "SELECT user_agent, network, authenticated_at, hash FROM sessions
         WHERE tenant_id = $1 AND issuer = $2 AND subject = $3 AND expires_at > $4
         ORDER BY authenticated_at DESC, id DESC",
    )
    .bind(tenant)
    .bind(session.issuer)
    .bind(&session.subject)
    .bind(now)
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(user_agent, network, authenticated_at, hash)| Place {
            user_agent,
            network,
            authenticated_at,
            is_current: hash == session.hash,
        })
        .collect())
}

pub(super) async fn delete_others(
    tx: &mut Tx,
    tenant: TenantId,
    session: &Session,
) -> Result<u64, DbError> {
    sql("DELETE FROM sessions
         WHERE tenant_id = $1 AND issuer = $2 AND subject = $3 AND hash <> $4")
    .bind(tenant)
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
        .run(tx)
        .await?;
    Ok(())
}

pub(super) async fn delete_ended(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    sql("DELETE FROM sessions WHERE tenant_id = $1 AND hash IN
            (SELECT hash FROM sessions WHERE tenant_id = $1 AND expires_at <= $2
                ORDER BY expires_at LIMIT $3)")
    .bind(tenant)
    .bind(now)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}

/// Ends the sessions that an identity opened at a tenant.
pub(crate) async fn delete_for_identity(
    tx: &mut Tx,
    tenant: TenantId,
    identity: &BoundIdentity,
) -> Result<(), DbError> {
    sql("DELETE FROM sessions WHERE tenant_id = $1 AND issuer = $2 AND subject = $3")
        .bind(tenant)
        .bind(identity.issuer)
        .bind(&identity.subject)
        .run(tx)
        .await?;
    Ok(())
}
