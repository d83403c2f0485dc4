//! SQL of tenants, domains and collaboration settings.

use hospes_protocol::address::Domain;

use super::{
    AllowInvitesFrom, GuestAccess, Restriction, Settings, SignInSettings, Tenant, UserConsent,
};
use crate::db::{DbError, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::TenantId;

row! {
    /// A tenant, once for each of its domains.
    struct TenantRow {
        id: TenantId,
        display_name: String,
        created_at: Timestamp,
        domain: String,
        is_initial: bool,
    }
}

row! {
    struct SettingsRow {
        allow_invites_from: AllowInvitesFrom,
        guest_access: GuestAccess,
        restriction: Restriction,
        restricted_domains: String,
        invitation_days: Option<u32>,
        guests_may_leave: bool,
        self_service_sign_up: Option<bool>,
        privacy_statement_url: Option<String>,
        privacy_contact: Option<String>,
        notification_language: Option<String>,
    }
}

pub(super) async fn insert(tx: &mut Tx, id: TenantId, display_name: &str) -> Result<(), DbError> {
    let now = tx.now();
    sql("INSERT INTO tenants (id, display_name, created_at) VALUES ($1, $2, $3)")
        .bind(id)
        .bind(display_name)
        .bind(now)
        .run(tx)
        .await?;
    Ok(())
}

/// `false` when a tenant of this server has it already.
pub(super) async fn insert_domain(
    tx: &mut Tx,
    tenant: TenantId,
    domain: &Domain,
    is_initial: bool,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO domains (name, tenant_id, is_initial, verified_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING",
    )
    .bind(domain.as_str())
    .bind(tenant)
    .bind(is_initial)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// The tenant that has verified a domain.
pub(crate) async fn tenant_of_domain(
    tx: &mut Tx,
    domain: &Domain,
) -> Result<Option<TenantId>, DbError> {
    let row: Option<(TenantId,)> = sql("SELECT tenant_id FROM domains WHERE name = $1")
        .bind(domain.as_str())
        .fetch_optional(tx)
        .await?;
    Ok(row.map(|(tenant,)| tenant))
}

/// A tenant with its domains.
pub(crate) async fn find(tx: &mut Tx, id: TenantId) -> Result<Tenant> {
    let rows: Vec<TenantRow> = sql(
        "SELECT t.id, t.display_name, t.created_at, d.name, d.is_initial
         FROM tenants t JOIN domains d ON d.tenant_id = t.id
         WHERE t.id = $1 ORDER BY d.name",
    )
    .bind(id)
    .fetch_all(tx)
    .await?;
    let first = rows.first().ok_or(Error::NotFound {
        what: "organization",
    })?;
    let initial = rows.iter().find(|row| row.is_initial);
    Ok(Tenant {
        id: first.id,
        display_name: first.display_name.clone(),
        initial_domain: initial
            .ok_or_else(|| Error::corrupt("a tenant", "it has no initial domain"))?
            .domain
            .clone(),
        created_at: first.created_at,
        domains: rows.into_iter().map(|row| row.domain).collect(),
    })
}

/// The tenant, where there is but one.
pub(super) async fn only(tx: &mut Tx) -> Result<Option<TenantId>, DbError> {
    let rows: Vec<(TenantId,)> = sql("SELECT id FROM tenants ORDER BY id LIMIT 2")
        .fetch_all(tx)
        .await?;
    Ok(match rows.as_slice() {
        [(only,)] => Some(*only),
        _ => None,
    })
}

pub(super) async fn ids(tx: &mut Tx) -> Result<Vec<TenantId>, DbError> {
    let rows: Vec<(TenantId,)> = sql("SELECT id FROM tenants ORDER BY id")
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A tenant's external-collaboration settings.
pub(crate) async fn settings_of(tx: &mut Tx, tenant: TenantId) -> Result<Settings> {
    let row: SettingsRow = sql("SELECT allow_invites_from, guest_access, restriction,
            restricted_domains, invitation_days, guests_may_leave, self_service_sign_up,
            privacy_statement_url, privacy_contact, notification_language
         FROM collaboration_settings WHERE tenant_id = $1")
    .bind(tenant)
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound {
        what: "organization",
    })?;
    let domains = serde_json::from_str(&row.restricted_domains)
        .map_err(|e| Error::corrupt("the list of domains", e))?;
    Ok(Settings {
        allow_invites_from: row.allow_invites_from,
        guest_access: row.guest_access,
        restriction: row.restriction,
        restricted_domains: domains,
        invitation_days: row.invitation_days,
        guests_may_leave: row.guests_may_leave,
        self_service_sign_up: row.self_service_sign_up == Some(true),
        privacy_statement_url: row.privacy_statement_url,
        privacy_contact: row.privacy_contact,
        notification_language: row.notification_language,
    })
}

pub(super) async fn save_settings(
    tx: &mut Tx,
    tenant: TenantId,
    settings: &Settings,
) -> Result<()> {
    let domains = serde_json::to_string(&settings.restricted_domains)
        .map_err(|e| Error::corrupt("the list of domains", e))?;
    sql(
        "INSERT INTO collaboration_settings (tenant_id, allow_invites_from, guest_access,
            restriction, restricted_domains, invitation_days, guests_may_leave,
            privacy_statement_url, privacy_contact, notification_language, self_service_sign_up)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (tenant_id) DO UPDATE SET allow_invites_from = excluded.allow_invites_from,
            guest_access = excluded.guest_access, restriction = excluded.restriction,
            restricted_domains = excluded.restricted_domains,
            invitation_days = excluded.invitation_days,
            guests_may_leave = excluded.guests_may_leave,
            privacy_statement_url = excluded.privacy_statement_url,
            privacy_contact = excluded.privacy_contact,
            notification_language = excluded.notification_language,
            self_service_sign_up = excluded.self_service_sign_up",
    )
    .bind(tenant)
    .bind(settings.allow_invites_from)
    .bind(settings.guest_access)
    .bind(settings.restriction)
    .bind(domains)
    .bind(settings.invitation_days)
    .bind(settings.guests_may_leave)
    .bind(&settings.privacy_statement_url)
    .bind(&settings.privacy_contact)
    .bind(&settings.notification_language)
    .bind(settings.self_service_sign_up)
    .run(tx)
    .await?;
    Ok(())
}

row! {
    struct SignInSettingsRow {
        user_consent: UserConsent,
        password_grant: bool,
        second_factor_members: bool,
        second_factor_guests: bool,
        second_factor_administrators: bool,
    }
}

/// How people of a tenant sign in.
pub(crate) async fn sign_in_settings_of(
    tx: &mut Tx,
    tenant: TenantId,
) -> Result<SignInSettings, DbError> {
    let found: Option<SignInSettingsRow> = sql("SELECT user_consent, password_grant,
            second_factor_members, second_factor_guests, second_factor_administrators
         FROM sign_in_settings WHERE tenant_id = $1")
    .bind(tenant)
    .fetch_optional(tx)
    .await?;
    Ok(
        found.map_or_else(SignInSettings::default, |row| SignInSettings {
            user_consent: row.user_consent,
            password_grant: row.password_grant,
            second_factor_members: row.second_factor_members,
            second_factor_guests: row.second_factor_guests,
            second_factor_administrators: row.second_factor_administrators,
        }),
    )
}

pub(super) async fn save_sign_in_settings(
    tx: &mut Tx,
    tenant: TenantId,
    settings: &SignInSettings,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO sign_in_settings (tenant_id, user_consent, password_grant,
            second_factor_members, second_factor_guests, second_factor_administrators)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant_id) DO UPDATE SET user_consent = excluded.user_consent,
            password_grant = excluded.password_grant,
            second_factor_members = excluded.second_factor_members,
            second_factor_guests = excluded.second_factor_guests,
            second_factor_administrators = excluded.second_factor_administrators",
    )
    .bind(tenant)
    .bind(settings.user_consent)
    .bind(settings.password_grant)
    .bind(settings.second_factor_members)
    .bind(settings.second_factor_guests)
    .bind(settings.second_factor_administrators)
    .run(tx)
    .await
}
