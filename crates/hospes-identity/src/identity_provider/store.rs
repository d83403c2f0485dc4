//! SQL of identity providers, of their domains, and of the order in which they are asked.

use std::collections::BTreeMap;

use super::keys::KeyRow;
use super::order::RedemptionOrder;
use super::proof::{DomainProof, ProviderDomain};
use super::protocol::Protocol;
use super::provider::{IdentityProvider, Kind};
use crate::db::{DbError, FromRow, Row, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::{ProviderId, TenantId, UserId};
use crate::user::{Issuer, ProviderKey};

row! {
    struct ProviderRow {
        id: ProviderId,
        tenant: TenantId,
        kind: Kind,
        display_name: String,
        issuer: String,
        has_secret: bool,
        settings: String,
        is_for_everybody: Option<bool>,
        is_enabled: bool,
        created_at: Timestamp,
        changed_at: Timestamp,
        deleted_at: Option<Timestamp>,
    }
}

impl ProviderRow {
    fn read(self) -> Result<IdentityProvider> {
        let mut protocol: Protocol = serde_json::from_str(&self.settings)
            .map_err(|e| Error::corrupt("an identity provider", e))?;
        protocol.set_has_secret(self.has_secret);
        Ok(IdentityProvider {
            id: self.id,
            tenant: self.tenant,
            kind: self.kind,
            display_name: self.display_name,
            issuer: self.issuer,
            protocol,
            is_for_everybody: self.is_for_everybody == Some(true),
            is_enabled: self.is_enabled,
            created_at: self.created_at,
            changed_at: self.changed_at,
            deleted_at: self.deleted_at,
        })
    }
}

fn settings(provider: &IdentityProvider) -> Result<String> {
    serde_json::to_string(&provider.protocol).map_err(|e| Error::corrupt("an identity provider", e))
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, tenant_id, kind, display_name, issuer, sealed_secret IS NOT NULL, settings,
                is_for_everybody, is_enabled, created_at, changed_at, deleted_at FROM identity_providers",
            $tail
        )
    };
}

/// A provider, also one that is deleted.
pub(crate) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    id: ProviderId,
) -> Result<IdentityProvider> {
    let row: Option<ProviderRow> = sql(select!(" WHERE tenant_id = $1 AND id = $2"))
        .bind(tenant)
        .bind(id)
        .fetch_optional(tx)
        .await?;
    let missing = Error::NotFound {
        what: "identity provider",
    };
    row.ok_or(missing)?.read()
}

/// Whether there is a provider with this id, deleted or not.
pub(super) async fn exists(tx: &mut Tx, tenant: TenantId, id: ProviderId) -> Result<bool, DbError> {
    let row: Option<(ProviderId,)> =
        sql("SELECT id FROM identity_providers WHERE tenant_id = $1 AND id = $2")
            .bind(tenant)
            .bind(id)
            .fetch_optional(tx)
            .await?;
    Ok(row.is_some())
}

/// All providers of a tenant, without those that are deleted.
pub(super) async fn list(tx: &mut Tx, tenant: TenantId) -> Result<Vec<IdentityProvider>> {
    let rows: Vec<ProviderRow> = sql(select!(
        " WHERE tenant_id = $1 AND deleted_at IS NULL ORDER BY id"
    ))
    .bind(tenant)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(ProviderRow::read).collect()
}

/// The issuers of a tenant that vouch for nobody: their providers are switched off or deleted.
pub(crate) async fn off(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Issuer>> {
    let rows: Vec<(ProviderId,)> = sql("SELECT id FROM identity_providers
         WHERE tenant_id = $1 AND (is_enabled = $2 OR deleted_at IS NOT NULL) ORDER BY id")
    .bind(tenant)
    .bind(false)
    .fetch_all(tx)
    .await?;
    let issuer = |(id,)| Issuer::Provider(ProviderKey { tenant, id });
    Ok(rows.into_iter().map(issuer).collect())
}

/// The provider with this issuer, also one that is deleted.
pub(super) async fn by_issuer(
    tx: &mut Tx,
    tenant: TenantId,
    issuer: &str,
) -> Result<Option<(ProviderId, bool)>, DbError> {
    let row: Option<(ProviderId, Option<Timestamp>)> =
        sql("SELECT id, deleted_at FROM identity_providers WHERE tenant_id = $1 AND issuer = $2")
            .bind(tenant)
            .bind(issuer)
            .fetch_optional(tx)
            .await?;
    Ok(row.map(|(id, deleted_at)| (id, deleted_at.is_some())))
}

/// The provider with this issuer, if there is one that is not deleted.
pub(crate) async fn of_issuer(
    tx: &mut Tx,
    tenant: TenantId,
    issuer: &str,
) -> Result<Option<IdentityProvider>> {
    match by_issuer(tx, tenant, issuer).await? {
        Some((id, false)) => find(tx, tenant, id).await.map(Some),
        Some((_, true)) | None => Ok(None),
    }
}

pub(super) async fn insert(tx: &mut Tx, provider: &IdentityProvider) -> Result<()> {
    sql(
        "INSERT INTO identity_providers (tenant_id, id, kind, display_name, issuer, settings,
            is_enabled, created_at, changed_at, is_for_everybody)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(provider.tenant)
    .bind(provider.id)
    .bind(provider.kind)
    .bind(&provider.display_name)
    .bind(&provider.issuer)
    .bind(settings(provider)?)
    .bind(provider.is_enabled)
    .bind(provider.created_at)
    .bind(provider.changed_at)
    .bind(provider.is_for_everybody)
    .run(tx)
    .await?;
    Ok(())
}

/// Saves everything but the issuer and the secret.
pub(super) async fn save(tx: &mut Tx, provider: &IdentityProvider) -> Result<()> {
    sql(
        "UPDATE identity_providers SET kind = $3, display_name = $4, settings = $5,
            is_enabled = $6, changed_at = $7, deleted_at = $8, is_for_everybody = $9
         WHERE tenant_id = $1 AND id = $2",
    )
    .bind(provider.tenant)
    .bind(provider.id)
    .bind(provider.kind)
    .bind(&provider.display_name)
    .bind(settings(provider)?)
    .bind(provider.is_enabled)
    .bind(provider.changed_at)
    .bind(provider.deleted_at)
    .bind(provider.is_for_everybody)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn set_secret(
    tx: &mut Tx,
    tenant: TenantId,
    id: ProviderId,
    sealed: Option<Vec<u8>>,
) -> Result<(), DbError> {
    sql("UPDATE identity_providers SET sealed_secret = $3 WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(id)
        .bind(sealed)
        .run(tx)
        .await
}

pub(super) async fn secret(
    tx: &mut Tx,
    tenant: TenantId,
    id: ProviderId,
) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Option<Vec<u8>>,)> =
        sql("SELECT sealed_secret FROM identity_providers WHERE tenant_id = $1 AND id = $2")
            .bind(tenant)
            .bind(id)
            .fetch_optional(tx)
            .await?;
    Ok(row.and_then(|(sealed,)| sealed))
}

/// Notes that an assertion was taken, until it can't come again; `false` when it was before.
pub(super) async fn take_assertion(
    tx: &mut Tx,
    (tenant, id): (TenantId, ProviderId),
    hash: [u8; 32],
    expires_at: Timestamp,
) -> Result<bool, DbError> {
    let changed = sql(
        "INSERT INTO taken_assertions (tenant_id, provider_id, hash, expires_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, provider_id, hash) DO NOTHING",
    )
    .bind(tenant)
    .bind(id)
    .bind(hash)
    .bind(expires_at)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn forget_assertions(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let now = tx.now();
    sql(
        "DELETE FROM taken_assertions WHERE tenant_id = $1 AND (provider_id, hash) IN
            (SELECT provider_id, hash FROM taken_assertions
                WHERE tenant_id = $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3)",
    )
    .bind(tenant)
    .bind(now)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}

impl FromRow for KeyRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            kid: row.next()?,
            public_jwk: row.next()?,
            sealed_private: row.next()?,
            created_at: row.next()?,
            retired_at: row.next()?,
        })
    }
}

/// The keys of this server for a provider.
pub(super) async fn keys(
    tx: &mut Tx,
    tenant: TenantId,
    id: ProviderId,
) -> Result<Vec<KeyRow>, DbError> {
    sql(
        "SELECT kid, public_jwk, sealed_private, created_at, retired_at FROM provider_keys
         WHERE tenant_id = $1 AND provider_id = $2 ORDER BY kid",
    )
    .bind(tenant)
    .bind(id)
    .fetch_all(tx)
    .await
}

pub(super) async fn insert_key(
    tx: &mut Tx,
    (tenant, id): (TenantId, ProviderId),
    key: &KeyRow,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO provider_keys (tenant_id, provider_id, kid, public_jwk, sealed_private,
            created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(tenant)
    .bind(id)
    .bind(&key.kid)
    .bind(&key.public_jwk)
    .bind(key.sealed_private.clone())
    .bind(key.created_at)
    .run(tx)
    .await
}

/// From now on another key signs.
pub(super) async fn retire_key(
    tx: &mut Tx,
    (tenant, id): (TenantId, ProviderId),
    kid: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sql("UPDATE provider_keys SET retired_at = $4
         WHERE tenant_id = $1 AND provider_id = $2 AND kid = $3")
    .bind(tenant)
    .bind(id)
    .bind(kid)
    .bind(now)
    .run(tx)
    .await
}

pub(super) async fn delete_key(
    tx: &mut Tx,
    (tenant, id): (TenantId, ProviderId),
    kid: &str,
) -> Result<(), DbError> {
    sql("DELETE FROM provider_keys WHERE tenant_id = $1 AND provider_id = $2 AND kid = $3")
        .bind(tenant)
        .bind(id)
        .bind(kid)
        .run(tx)
        .await
}

/// Forgets what proves this server to a provider: the secret and the keys.
pub(super) async fn delete_credentials(
    tx: &mut Tx,
    tenant: TenantId,
    id: ProviderId,
) -> Result<(), DbError> {
    sql("DELETE FROM provider_keys WHERE tenant_id = $1 AND provider_id = $2")
        .bind(tenant)
        .bind(id)
        .run(tx)
        .await?;
    set_secret(tx, tenant, id, None).await
}

/// Forgets a provider. Only one that nobody is bound to.
pub(super) async fn delete(tx: &mut Tx, tenant: TenantId, id: ProviderId) -> Result<(), DbError> {
    sql("DELETE FROM identity_providers WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(id)
        .run(tx)
        .await
}

/// The domains of a provider, in their order.
pub(super) async fn domains(
    tx: &mut Tx,
    tenant: TenantId,
    id: ProviderId,
) -> Result<Vec<ProviderDomain>, DbError> {
    let rows: Vec<(String, Option<DomainProof>)> = sql("SELECT domain, proof FROM home_realm_rules
         WHERE tenant_id = $1 AND provider_id = $2 ORDER BY domain")
    .bind(tenant)
    .bind(id)
    .fetch_all(tx)
    .await?;
    let domain = |(name, proof)| ProviderDomain { name, proof };
    Ok(rows.into_iter().map(domain).collect())
}

/// The domains of all providers of a tenant, each provider's in their order.
pub(super) async fn all_domains(
    tx: &mut Tx,
    tenant: TenantId,
) -> Result<BTreeMap<ProviderId, Vec<ProviderDomain>>, DbError> {
    let rows: Vec<(ProviderId, String, Option<DomainProof>)> =
        sql("SELECT provider_id, domain, proof FROM home_realm_rules
         WHERE tenant_id = $1 ORDER BY provider_id, domain")
        .bind(tenant)
        .fetch_all(tx)
        .await?;
    let mut all: BTreeMap<ProviderId, Vec<ProviderDomain>> = BTreeMap::new();
    for (id, name, proof) in rows {
        let domain = ProviderDomain { name, proof };
        all.entry(id).or_default().push(domain);
    }
    Ok(all)
}

/// The providers that may speak for a domain, the oldest first.
pub(super) async fn of_domain(
    tx: &mut Tx,
    tenant: TenantId,
    domain: &str,
) -> Result<Vec<ProviderId>, DbError> {
    let rows: Vec<(ProviderId,)> = sql("SELECT provider_id FROM home_realm_rules
         WHERE tenant_id = $1 AND domain = $2 AND proof IS NOT NULL ORDER BY provider_id")
    .bind(tenant)
    .bind(domain)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn insert_domain(
    tx: &mut Tx,
    tenant: TenantId,
    (domain, id): (&str, ProviderId),
    proof: Option<DomainProof>,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO home_realm_rules (tenant_id, domain, provider_id, created_at, proof)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, domain, provider_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(domain)
    .bind(id)
    .bind(now)
    .bind(proof)
    .run(tx)
    .await
}

/// Lets a domain count from now on; whether it waited for that.
pub(super) async fn prove_domain(
    tx: &mut Tx,
    tenant: TenantId,
    (domain, id): (&str, ProviderId),
    proof: DomainProof,
) -> Result<bool, DbError> {
    let changed = sql("UPDATE home_realm_rules SET proof = $4
         WHERE tenant_id = $1 AND domain = $2 AND provider_id = $3 AND proof IS NULL")
    .bind(tenant)
    .bind(domain)
    .bind(id)
    .bind(proof)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// The providers that wait for the proof that they may speak for a domain.
pub(super) async fn waiting_for(
    tx: &mut Tx,
    tenant: TenantId,
    domain: &str,
) -> Result<Vec<ProviderId>, DbError> {
    let rows: Vec<(ProviderId,)> = sql("SELECT provider_id FROM home_realm_rules
         WHERE tenant_id = $1 AND domain = $2 AND proof IS NULL ORDER BY provider_id")
    .bind(tenant)
    .bind(domain)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn delete_domain(
    tx: &mut Tx,
    tenant: TenantId,
    (domain, id): (&str, ProviderId),
) -> Result<(), DbError> {
    sql("DELETE FROM home_realm_rules
         WHERE tenant_id = $1 AND domain = $2 AND provider_id = $3")
    .bind(tenant)
    .bind(domain)
    .bind(id)
    .run(tx)
    .await
}

/// How many invitations wait for an answer that went to addresses in the domains of a provider that are used.
pub(super) async fn pending(tx: &mut Tx, tenant: TenantId, id: ProviderId) -> Result<u64, DbError> {
    let count: Option<(i64,)> = sql("SELECT COUNT(*) FROM waiting_invitations w
         JOIN home_realm_rules d ON d.tenant_id = w.tenant_id
            AND w.address LIKE '%@' || d.domain
         WHERE w.tenant_id = $1 AND d.provider_id = $2 AND d.proof IS NOT NULL")
    .bind(tenant)
    .bind(id)
    .fetch_optional(tx)
    .await?;
    Ok(count.map_or(0, |(count,)| u64::try_from(count).unwrap_or_default()))
}

/// How many identities are bound to a provider: also those of users who are deleted, and of such as have another one.
/// As long as there is one, the provider is remembered, so that nobody else gets its id.
pub(super) async fn bound(tx: &mut Tx, tenant: TenantId, id: ProviderId) -> Result<u64, DbError> {
    let issuer = Issuer::Provider(ProviderKey { tenant, id });
    let count: Option<(i64,)> =
        sql("SELECT COUNT(*) FROM user_identities WHERE tenant_id = $1 AND issuer = $2")
            .bind(tenant)
            .bind(issuer)
            .fetch_optional(tx)
            .await?;
    Ok(count.map_or(0, |(count,)| u64::try_from(count).unwrap_or_default()))
}

row! {
    struct OrderRow {
        primaries: String,
        allows_passcode: bool,
    }
}

/// In which order ways to sign in are asked at a tenant.
pub(crate) async fn order_of(tx: &mut Tx, tenant: TenantId) -> Result<RedemptionOrder> {
    let row: Option<OrderRow> =
        sql("SELECT primaries, allows_passcode FROM redemption_orders WHERE tenant_id = $1")
            .bind(tenant)
            .fetch_optional(tx)
            .await?;
    let Some(row) = row else {
        return Ok(RedemptionOrder::default());
    };
    Ok(RedemptionOrder {
        primaries: RedemptionOrder::parse(&row.primaries)
            .ok_or_else(|| Error::corrupt("the redemption order", row.primaries))?,
        allows_passcode: row.allows_passcode,
    })
}

pub(super) async fn save_order(
    tx: &mut Tx,
    tenant: TenantId,
    order: &RedemptionOrder,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO redemption_orders (tenant_id, primaries, allows_passcode, changed_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id) DO UPDATE SET primaries = excluded.primaries,
            allows_passcode = excluded.allows_passcode, changed_at = excluded.changed_at",
    )
    .bind(tenant)
    .bind(order.to_text())
    .bind(order.allows_passcode)
    .bind(now)
    .run(tx)
    .await
}

/// What was chosen for a user; the inner `None` is the passcode.
pub(super) async fn choice_of(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Option<Option<ProviderId>>, DbError> {
    let row: Option<(Option<ProviderId>,)> =
        sql("SELECT provider_id FROM sign_in_choices WHERE tenant_id = $1 AND user_id = $2")
            .bind(tenant)
            .bind(user)
            .fetch_optional(tx)
            .await?;
    Ok(row.map(|(provider,)| provider))
}

pub(super) async fn put_choice(
    tx: &mut Tx,
    (tenant, user): (TenantId, UserId),
    provider: Option<ProviderId>,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO sign_in_choices (tenant_id, user_id, provider_id, chosen_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, user_id)
         DO UPDATE SET provider_id = excluded.provider_id, chosen_at = excluded.chosen_at",
    )
    .bind(tenant)
    .bind(user)
    .bind(provider)
    .bind(now)
    .run(tx)
    .await
}

/// Forgets what was chosen for a user.
pub(crate) async fn delete_choice(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM sign_in_choices WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await
}
