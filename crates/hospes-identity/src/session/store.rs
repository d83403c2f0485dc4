//! SQL of sessions.

use super::{DeviceClaims, How, Method, OrganizationOfPerson, Place, Session, Upstream};
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
            upstream: Upstream {
                session: row.next()?,
                how: How::parse(row.next::<Option<String>>()?.as_deref()),
                devices: DeviceClaims::from(row.next::<Option<String>>()?.unwrap_or_default()),
            },
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

/// What the provider said of the device; nothing of most.
fn device_claims(session: &Session) -> Option<String> {
    let said = &session.upstream.devices;
    (!said.is_empty()).then(|| said.clone().into())
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
            last_used_at, expires_at, second_factors, is_by_passkey, proved_addresses,
            provider_session, upstream, device_claims)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19, $20, $21)",
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
    .bind(session.upstream.session.as_deref())
    .bind(session.upstream.how.to_text())
    .bind(device_claims(session))
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
            expires_at, hash, second_factors, proved_addresses, provider_session, upstream,
            device_claims, is_by_passkey
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

/// Notes what the provider of a session is told when it ends, sealed.
pub(crate) async fn set_sign_out_hint(
    tx: &mut Tx,
    session: &Session,
    sealed: &[u8],
) -> Result<(), DbError> {
    sql("UPDATE sessions SET sign_out_hint = $3 WHERE tenant_id = $1 AND hash = $2")
        .bind(session.tenant)
        .bind(session.hash)
        .bind(sealed.to_vec())
        .run(tx)
        .await
}

/// What the provider of a session is told when it ends, sealed.
pub(crate) async fn sign_out_hint(
    tx: &mut Tx,
    session: &Session,
) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Option<Vec<u8>>,)> =
        sql("SELECT sign_out_hint FROM sessions WHERE tenant_id = $1 AND hash = $2")
            .bind(session.tenant)
            .bind(session.hash)
            .fetch_optional(tx)
            .await?;
    Ok(row.and_then(|(sealed,)| sealed))
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

impl PlaceRow {
    fn place(self, issuer: Issuer, current: [u8; 32]) -> Place {
        Place {
            id: self.id,
            user_agent: self.user_agent,
            network: self.network,
            method: method((self.method, self.is_by_passkey), issuer),
            authenticated_at: self.authenticated_at,
            last_used_at: self.last_used_at,
            is_current: self.hash == current,
        }
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
    let place = |row: PlaceRow| row.place(issuer, current);
    Ok(rows.into_iter().map(place).collect())
}

/// Where the person of a session is signed in, at whichever tenant they proved who they are, the newest first.
pub(super) async fn own_places(tx: &mut Tx, session: &Session) -> Result<Vec<Place>, DbError> {
    let (now, used_after) = (tx.now(), idle_since(tx));
    // The end is wrapped so that no engine takes the index by it, which has everybody's sessions.
    let rows: Vec<PlaceRow> = sql(
        "SELECT id, user_agent, network, method, is_by_passkey, authenticated_at,
            COALESCE(last_used_at, authenticated_at), hash
         FROM sessions
         WHERE tenant_id IN (SELECT tenant_id FROM identity_tenants
                WHERE issuer = $2 AND subject = $3 UNION SELECT $1)
            AND issuer = $2 AND subject = $3 AND COALESCE(expires_at, 0) > $4
            AND COALESCE(last_used_at, authenticated_at) > $5
         ORDER BY authenticated_at DESC, id DESC",
    )
    .bind(session.tenant)
    .bind(session.issuer)
    .bind(&session.subject)
    .bind(now)
    .bind(used_after)
    .fetch_all(tx)
    .await?;
    let place = |row: PlaceRow| row.place(session.issuer, session.hash);
    Ok(rows.into_iter().map(place).collect())
}

/// Ends sessions of the person of a session, at whichever tenant: one of them, or all, this one included.
pub(super) async fn delete_own(
    tx: &mut Tx,
    session: &Session,
    one: Option<SessionId>,
) -> Result<u64, DbError> {
    sql("DELETE FROM sessions
         WHERE tenant_id IN (SELECT tenant_id FROM identity_tenants
                WHERE issuer = $2 AND subject = $3 UNION SELECT $1)
            AND issuer = $2 AND subject = $3 AND id = COALESCE($4, id)")
    .bind(session.tenant)
    .bind(session.issuer)
    .bind(&session.subject)
    .bind(one)
    .execute(tx)
    .await
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

/// Ends all sessions of the person of a session but this one.
pub(super) async fn delete_others(tx: &mut Tx, session: &Session) -> Result<u64, DbError> {
    sql("DELETE FROM sessions
         WHERE tenant_id IN (SELECT tenant_id FROM identity_tenants
                WHERE issuer = $2 AND subject = $3 UNION SELECT $1)
            AND issuer = $2 AND subject = $3 AND hash <> $4")
    .bind(session.tenant)
    .bind(session.issuer)
    .bind(&session.subject)
    .bind(session.hash)
    .execute(tx)
    .await
}

/// Makes an organisation the one that a person acts in: with this session, and with those that they begin after it.
pub(crate) async fn choose(
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
    let now = tx.now();
    sql("UPDATE identity_tenants SET chosen_at = $4
         WHERE issuer = $1 AND subject = $2 AND tenant_id = $3")
    .bind(session.issuer)
    .bind(&session.subject)
    .bind(tenant)
    .bind(now)
    .run(tx)
    .await
}

/// The organisation that an identity chose last, of those it belongs to.
pub(super) async fn last_chosen(
    tx: &mut Tx,
    (issuer, subject): (Issuer, &str),
) -> Result<Option<TenantId>, DbError> {
    let row: Option<(TenantId,)> = sql("SELECT tenant_id FROM identity_tenants
         WHERE issuer = $1 AND subject = $2 AND chosen_at IS NOT NULL
         ORDER BY chosen_at DESC, tenant_id LIMIT 1")
    .bind(issuer)
    .bind(subject)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(tenant,)| tenant))
}

row! {
    struct OrganizationRow {
        tenant: TenantId,
        display_name: String,
        domain: String,
        guests_may_leave: bool,
        privacy_contact: Option<String>,
        state_changed_at: Option<Timestamp>,
        created_at: Timestamp,
        chosen_at: Option<Timestamp>,
    }
}

/// The organisations in which the user of an identity is active, and its session counts: in one statement.
pub(super) async fn organizations(
    tx: &mut Tx,
    session: &Session,
) -> Result<Vec<OrganizationOfPerson>, DbError> {
    let now = tx.now();
    let rows: Vec<OrganizationRow> = sql(
        "SELECT t.id, t.display_name, d.name, s.guests_may_leave, s.privacy_contact,
            u.invitation_state_changed_at, u.created_at, i.chosen_at
         FROM identity_tenants i
         JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.user_id
         JOIN tenants t ON t.id = i.tenant_id
         JOIN domains d ON d.tenant_id = i.tenant_id AND d.is_initial
         JOIN collaboration_settings s ON s.tenant_id = i.tenant_id
         WHERE i.issuer = $1 AND i.subject = $2 AND u.account_enabled AND u.deleted_at IS NULL
            AND (u.access_ends_at IS NULL OR u.access_ends_at > $3) AND u.sessions_valid_from <= $4",
    )
    .bind(session.issuer)
    .bind(&session.subject)
    .bind(now)
    .bind(session.authenticated_at)
    .fetch_all(tx)
    .await?;
    let organization = |row: OrganizationRow| {
        let is_home = session.issuer == Issuer::Tenant(row.tenant);
        OrganizationOfPerson {
            tenant: row.tenant,
            display_name: row.display_name,
            domain: row.domain,
            is_home,
            may_leave: !is_home && row.guests_may_leave,
            privacy_contact: row.privacy_contact,
            since: row.state_changed_at.unwrap_or(row.created_at),
            chosen_at: row.chosen_at,
        }
    };
    Ok(rows.into_iter().map(organization).collect())
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

/// Ends the sessions that an identity provider says are over: of a person there, of a session there, or of both; none
/// that began after `until`. How many there were.
pub(crate) async fn delete_of_provider_session(
    tx: &mut Tx,
    key: ProviderKey,
    (subject, session): (Option<&str>, Option<&str>),
    until: Timestamp,
) -> Result<u64, DbError> {
    // Nobody named is nobody, and not everybody.
    if subject.is_none() && session.is_none() {
        return Ok(0);
    }
    let mut query = sql("DELETE FROM sessions WHERE tenant_id = ")
        .push_bind(key.tenant)
        .push(" AND issuer = ")
        .push_bind(Issuer::Provider(key))
        .push(" AND authenticated_at <= ")
        .push_bind(until);
    if let Some(subject) = subject {
        query = query.push(" AND subject = ").push_bind(subject);
    }
    if let Some(session) = session {
        query = query.push(" AND provider_session = ").push_bind(session);
    }
    query.execute(tx).await
}
