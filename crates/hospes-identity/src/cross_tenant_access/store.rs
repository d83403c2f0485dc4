//! SQL of cross-tenant access settings.

use uuid::Uuid;

use super::settings::{Defaults, Partner, Stored, StoredOrder};
use crate::db::{DbError, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::identity_provider::RedemptionOrder;
use crate::ids::{TenantId, UserId};
use crate::tenant;
use crate::user::{InvitationState, Issuer};

fn unreadable(source: impl Into<crate::error::BoxError>) -> Error {
    Error::corrupt("cross-tenant access settings", source)
}

/// A tenant's default settings; those of the beginning when it changed none.
pub(super) async fn defaults(tx: &mut Tx, tenant: TenantId) -> Result<Defaults> {
    let row: Option<(String,)> =
        sql("SELECT settings FROM cross_tenant_access_defaults WHERE tenant_id = $1")
            .bind(tenant)
            .fetch_optional(tx)
            .await?;
    row.map_or_else(
        || Ok(Defaults::default()),
        |(text,)| serde_json::from_str(&text).map_err(unreadable),
    )
}

pub(super) async fn save_defaults(
    tx: &mut Tx,
    tenant: TenantId,
    defaults: &Defaults,
) -> Result<()> {
    let now = tx.now();
    sql(
        "INSERT INTO cross_tenant_access_defaults (tenant_id, settings, changed_at)
         VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id) DO UPDATE SET settings = excluded.settings,
            changed_at = excluded.changed_at",
    )
    .bind(tenant)
    .bind(serde_json::to_string(defaults).map_err(unreadable)?)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn delete_defaults(tx: &mut Tx, tenant: TenantId) -> Result<(), DbError> {
    sql("DELETE FROM cross_tenant_access_defaults WHERE tenant_id = $1")
        .bind(tenant)
        .run(tx)
        .await
}

row! {
    struct PartnerRow {
        partner: TenantId,
        settings: String,
        created_at: Timestamp,
        changed_at: Timestamp,
    }
}

impl PartnerRow {
    fn stored(&self) -> Result<Stored> {
        serde_json::from_str(&self.settings).map_err(unreadable)
    }

    async fn read(self, tx: &mut Tx) -> Result<Partner> {
        let stored = self.stored()?;
        let found = tenant::find(tx, self.partner).await?;
        Ok(Partner {
            tenant: self.partner,
            display_name: found.display_name,
            domain: found.initial_domain,
            inbound: stored.inbound,
            outbound: stored.outbound,
            trust: stored.trust,
            consent: stored.consent,
            order: stored.order.map(order).transpose()?,
            created_at: self.created_at,
            changed_at: self.changed_at,
        })
    }
}

/// The order of a partner.
pub(super) fn order(stored: StoredOrder) -> Result<RedemptionOrder> {
    Ok(RedemptionOrder {
        primaries: RedemptionOrder::parse(&stored.primaries)
            .ok_or_else(|| unreadable(stored.primaries))?,
        allows_passcode: stored.allows_passcode,
    })
}

async fn row(tx: &mut Tx, tenant: TenantId, partner: TenantId) -> Result<Option<PartnerRow>> {
    let row = sql("SELECT partner_id, settings, created_at, changed_at
         FROM cross_tenant_access_partners WHERE tenant_id = $1 AND partner_id = $2")
    .bind(tenant)
    .bind(partner)
    .fetch_optional(tx)
    .await?;
    Ok(row)
}

/// What a tenant set for an organisation, without its name: what decisions hang on.
pub(super) async fn stored(
    tx: &mut Tx,
    tenant: TenantId,
    partner: TenantId,
) -> Result<Option<Stored>> {
    row(tx, tenant, partner)
        .await?
        .map(|row| row.stored())
        .transpose()
}

/// The settings of a tenant for an organisation.
pub(super) async fn find(tx: &mut Tx, tenant: TenantId, partner: TenantId) -> Result<Partner> {
    match row(tx, tenant, partner).await? {
        Some(row) => row.read(tx).await,
        None => Err(Error::NotFound {
            what: "organization",
        }),
    }
}

/// All settings of a tenant for single organisations, the oldest first.
pub(super) async fn list(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Partner>> {
    let rows: Vec<PartnerRow> = sql("SELECT partner_id, settings, created_at, changed_at
         FROM cross_tenant_access_partners WHERE tenant_id = $1 ORDER BY created_at, partner_id")
    .bind(tenant)
    .fetch_all(tx)
    .await?;
    let mut partners = Vec::new();
    for row in rows {
        partners.push(row.read(tx).await?);
    }
    Ok(partners)
}

pub(super) async fn save(tx: &mut Tx, tenant: TenantId, partner: &Partner) -> Result<()> {
    sql(
        "INSERT INTO cross_tenant_access_partners (tenant_id, partner_id, settings, created_at,
            changed_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, partner_id) DO UPDATE SET settings = excluded.settings,
            changed_at = excluded.changed_at",
    )
    .bind(tenant)
    .bind(partner.tenant)
    .bind(serde_json::to_string(&Stored::of(partner)).map_err(unreadable)?)
    .bind(partner.created_at)
    .bind(partner.changed_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Forgets them.
pub(super) async fn delete(
    tx: &mut Tx,
    tenant: TenantId,
    partner: TenantId,
) -> Result<(), DbError> {
    sql("DELETE FROM cross_tenant_access_partners WHERE tenant_id = $1 AND partner_id = $2")
        .bind(tenant)
        .bind(partner)
        .run(tx)
        .await
}

row! {
    /// A guest who may come in if no setting forbids it, with one of the identities that they are bound to, if any.
    pub(super) struct Present {
        pub(super) id: UserId,
        pub(super) mail: Option<String>,
        pub(super) invitation_state: InvitationState,
        pub(super) issuer: Option<Issuer>,
        pub(super) subject: Option<String>,
    }
}

/// So many guests of a tenant after one, by id; nobody's identities are divided.
pub(super) async fn present(
    tx: &mut Tx,
    tenant: TenantId,
    after: Option<UserId>,
    most: i64,
) -> Result<Vec<Present>, DbError> {
    let now = tx.now();
    sql(
        "SELECT u.id, u.mail, u.invitation_state, i.issuer, i.subject
         FROM (SELECT id, mail, invitation_state FROM users
            WHERE tenant_id = $1 AND id > $2 AND account_enabled AND deleted_at IS NULL
                AND invitation_state IS NOT NULL AND (access_ends_at IS NULL OR access_ends_at > $3)
            ORDER BY id LIMIT $4) AS u
         LEFT JOIN user_identities i ON i.tenant_id = $1 AND i.user_id = u.id
         ORDER BY u.id, i.issuer, i.subject",
    )
    .bind(tenant)
    .bind(after.unwrap_or(UserId(Uuid::nil())))
    .bind(now)
    .bind(most)
    .fetch_all(tx)
    .await
}
