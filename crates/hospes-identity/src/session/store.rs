//! SQL of sessions.

use super::{Method, Place, Session};
use crate::actor::Circumstances;
use crate::authenticator::Proved;
use crate::db::{DbError, FromRow, Row, Tx, row, sql};
use crate::env::Timestamp;
use crate::identity::SWEEP_ROWS;
use crate::ids::{ProviderId, SessionId, TenantId};
use crate::user::{BoundIdentity, Issuer, ProviderKey};

impl FromRow for Session {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        let mut session = Self {
            id: row.next()?,
            tenant: row.next()?,
            issuer: row.next()?,
            subject: row.next()?,
            home_user: row.next()?,
            address: row.next()?,
            display_name: row.next()?,
            method: row.next()?,
            current_tenant: row.next()?,
            authenticated_at: row.next()?,
            last_used_at: row.next()?,
            expires_at: row.next()?,
            hash: row.next()?,
            second_factors: Proved::parse_all(&row.next::<Option<String>>()?.unwrap_or_default()),
            proved_addresses: words(&row.next::<Option<String>>()?.unwrap_or_default()),
        };
        session.method = method((session.method, row.next()?), session.issuer);
        Ok(session)
    }
}

/// The column knows neither passkeys nor providers.
fn method((stored, is_by_passkey): (Method, Option<bool>), issuer: Issuer) -> Method {
    match issuer {
        Issuer::Provider(_) => Method::Provider,
        Issuer::Tenant(_) if is_by_passkey == Some(true) => Method::Passkey,
        Issuer::Tenant(_) | Issuer::Mail => stored,
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

pub(super) async fn insert(
    tx: &mut Tx,
    session: &Session,
    circumstances: &Circumstances,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO sessions (tenant_id, hash, id, issuer, subject, user_id, address,
            display_name, method, current_tenant_id, network, user_agent, authenticated_at,
            last_used_at, expires_at, second_factors, is_by_passkey, proved_addresses)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18)",
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
        Method::Provider => Method::Passcode,
        other @ (Method::Password | Method::Passcode) => other,
    })
    .bind(session.current_tenant)
    .bind(circumstances.network())
    .bind(&circumstances.user_agent)
    .bind(session.authenticated_at)
    .bind(session.last_used_at)
    .bind(session.expires_at)
    .bind(Proved::to_text(&session.second_factors))
    .bind(session.method == Method::Passkey)
    .bind(session.proved_addresses.join(" "))
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
            current_tenant_id, authenticated_at, COALESCE(last_used_at, authenticated_at),
            expires_at, hash, second_factors, proved_addresses, is_by_passkey
         FROM sessions WHERE tenant_id = $1 AND hash = $2",
    )
    .bind(tenant)
    .bind(hash)
    .fetch_optional(tx)
    .await
}

/// Notes an address that a session proved besides.
pub(super) async fn set_proved_addresses(tx: &mut Tx, session: &Session) -> Result<(), DbError> {
    sql("UPDATE sessions SET proved_addresses = $3 WHERE tenant_id = $1 AND hash = $2")
        .bind(session.tenant)
        .bind(session.hash)
        .bind(session.proved_addresses.join(" "))
        .run(tx)
        .await
}

pub(super) async fn set_claimed_names(
    tx: &mut Tx,
    session: &Session,
    names: &str,
) -> Result<(), DbError> {
    sql("UPDATE sessions SET claimed_names = $3 WHERE tenant_id = $1 AND hash = $2")
        .bind(session.tenant)
        .bind(session.hash)
        .bind(names)
        .run(tx)
        .await
}

pub(super) async fn claimed_names(
    tx: &mut Tx,
    session: &Session,
) -> Result<Option<String>, DbError> {
    let row: Option<(Option<String>,)> =
        sql("SELECT claimed_names FROM sessions WHERE tenant_id = $1 AND hash = $2")
            .bind(session.tenant)
            .bind(session.hash)
            .fetch_optional(tx)
            .await?;
    Ok(row.and_then(|(names,)| names))
}

/// Notes what a session proved besides.
pub(super) async fn set_second_factors(tx: &mut Tx, session: &Session) -> Result<(), DbError> {
    sql("UPDATE sessions SET second_factors = $3 WHERE tenant_id = $1 AND hash = $2")
        .bind(session.tenant)
        .bind(session.hash)
        .bind(Proved::to_text(&session.second_factors))
        .run(tx)
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

row! {
    struct PlaceRow {
        id: SessionId,
        user_agent: String,
        network: String,
        method: Method,
        is_by_passkey: Option<bool>,
        authenticated_at: Timestamp,
        last_used_at: Timestamp,
        hash: [u8; 32],
    }
}

/// Where an identity is signed in at a tenant, the newest first. `current` is the hash of the session that asks.
pub(super) async fn places(
    tx: &mut Tx,
    tenant: TenantId,
    (issuer, subject): (Issuer, &str),
    current: [u8; 32],
) -> Result<Vec<Place>, DbError> {
    let (now, used_after) = (tx.now(), idle_since(tx));
    let rows: Vec<PlaceRow> = sql(
        "SELECT id, user_agent, network, method, is_by_passkey, authenticated_at,
            COALESCE(last_used_at, authenticated_at), hash
         FROM sessions
         WHERE tenant_id = $1 AND issuer = $2 AND subject = $3 AND expires_at > $4
            AND COALESCE(last_used_at, authenticated_at) > $5
         ORDER BY authenticated_at DESC, id DESC",
    )
    .bind(tenant)
    .bind(issuer)
    .bind(subject)
    .bind(now)
    .bind(used_after)
    .fetch_all(tx)
    .await?;
    let place = |row: PlaceRow| Place {
        id: row.id,
        user_agent: row.user_agent,
        network: row.network,
        method: method((row.method, row.is_by_passkey), issuer),
        authenticated_at: row.authenticated_at,
        last_used_at: row.last_used_at,
        is_current: row.hash == current,
    };
    Ok(rows.into_iter().map(place).collect())
}

/// A session that was not used after this instant is over.
fn idle_since(tx: &Tx) -> Timestamp {
    tx.now().minus(tx.lifetimes().session_idle)
}

/// Ends one session of an identity; `false` when it has none of this id at the tenant.
pub(super) async fn delete_one(
    tx: &mut Tx,
    tenant: TenantId,
    (issuer, subject): (Issuer, &str),
    id: SessionId,
) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM sessions
         WHERE tenant_id = $1 AND id = $2 AND issuer = $3 AND subject = $4")
    .bind(tenant)
    .bind(id)
    .bind(issuer)
    .bind(subject)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Gives a session another secret; `false` when it is gone.
pub(super) async fn set_hash(
    tx: &mut Tx,
    tenant: TenantId,
    (old, new): ([u8; 32], [u8; 32]),
) -> Result<bool, DbError> {
    let changed = sql("UPDATE sessions SET hash = $3 WHERE tenant_id = $1 AND hash = $2")
        .bind(tenant)
        .bind(old)
        .bind(new)
        .execute(tx)
        .await?;
    Ok(changed == 1)
}

/// Writes down that a session is used now, unless another request has just done so.
pub(super) async fn touch(tx: &mut Tx, session: &Session) -> Result<(), DbError> {
    let now = tx.now();
    sql("UPDATE sessions SET last_used_at = $3
         WHERE tenant_id = $1 AND hash = $2 AND COALESCE(last_used_at, authenticated_at) <= $4")
    .bind(session.tenant)
    .bind(session.hash)
    .bind(now)
    .bind(session.last_used_at)
    .run(tx)
    .await
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
    let (now, used_after) = (tx.now(), idle_since(tx));
    sql("DELETE FROM sessions WHERE tenant_id = $1 AND hash IN
            (SELECT hash FROM sessions WHERE tenant_id = $1
                AND (expires_at <= $2 OR COALESCE(last_used_at, authenticated_at) <= $3)
                ORDER BY expires_at LIMIT $4)")
    .bind(tenant)
    .bind(now)
    .bind(used_after)
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

/// Ends the sessions that an identity provider vouched for.
pub(crate) async fn delete_for_provider(
    tx: &mut Tx,
    tenant: TenantId,
    id: ProviderId,
) -> Result<(), DbError> {
    let issuer = Issuer::Provider(ProviderKey { tenant, id });
    sql("DELETE FROM sessions WHERE tenant_id = $1 AND issuer = $2")
        .bind(tenant)
        .bind(issuer)
        .run(tx)
        .await
}
