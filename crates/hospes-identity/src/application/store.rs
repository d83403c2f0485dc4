//! SQL of applications, their secrets, permissions and assignments.

use hospes_protocol::oauth::{Platform, RedirectUri};
use hospes_protocol::text::fold;
use uuid::Uuid;

use super::{Application, ApplicationQuery, Assignment, Principal, Secret};
use crate::db::{DbError, FromRow, Row, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, GroupId, KeyId, TenantId, UserId};
use crate::page::{self, Cursor, Page};

macro_rules! select_applications {
    ($tail:literal) => {
        concat!(
            "SELECT id, app_id, display_name, description, home_page_url, assignment_required,
                visible, created_at FROM applications ",
            $tail
        )
    };
}

impl FromRow for Application {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.next()?,
            app_id: row.next()?,
            display_name: row.next()?,
            description: row.next()?,
            home_page_url: row.next()?,
            assignment_required: row.next()?,
            visible: row.next()?,
            created_at: row.next()?,
        })
    }
}

impl FromRow for Secret {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            key_id: row.next()?,
            display_name: row.next()?,
            hint: row.next()?,
            starts_at: row.next()?,
            ends_at: row.next()?,
            hash: row.next()?,
        })
    }
}

row! {
    struct AssignmentRow {
        principal_id: Uuid,
        principal_kind: String,
        name: String,
        detail: String,
        assigned_at: Timestamp,
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    application: &Application,
) -> Result<bool, DbError> {
    let changed = sql(
        "INSERT INTO applications (tenant_id, id, app_id, display_name,
            display_name_folded, description, home_page_url, assignment_required, visible,
            created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (tenant_id, app_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(application.id)
    .bind(application.app_id)
    .bind(&application.display_name)
    .bind(fold(&application.display_name))
    .bind(&application.description)
    .bind(&application.home_page_url)
    .bind(application.assignment_required)
    .bind(application.visible)
    .bind(application.created_at)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn update(
    tx: &mut Tx,
    tenant: TenantId,
    application: &Application,
) -> Result<(), DbError> {
    sql(
        "UPDATE applications SET display_name = $3, display_name_folded = $4, description = $5,
            home_page_url = $6, assignment_required = $7, visible = $8
         WHERE tenant_id = $1 AND id = $2",
    )
    .bind(tenant)
    .bind(application.id)
    .bind(&application.display_name)
    .bind(fold(&application.display_name))
    .bind(&application.description)
    .bind(&application.home_page_url)
    .bind(application.assignment_required)
    .bind(application.visible)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(
    tx: &mut Tx,
    tenant: TenantId,
    id: ApplicationId,
) -> Result<(), DbError> {
    let statements = [
        "DELETE FROM application_secrets WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM application_permissions WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM app_assignments WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM application_redirect_uris WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM applications WHERE tenant_id = $1 AND id = $2",
    ];
    for statement in statements {
        sql(statement).bind(tenant).bind(id).run(tx).await?;
    }
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, tenant: TenantId, id: ApplicationId) -> Result<Application> {
    let found: Option<Application> = sql(select_applications!("WHERE tenant_id = $1 AND id = $2"))
        .bind(tenant)
        .bind(id)
        .fetch_optional(tx)
        .await?;
    found.ok_or(Error::NotFound {
        what: "application",
    })
}

pub(crate) async fn find_by_app_id(
    tx: &mut Tx,
    tenant: TenantId,
    app_id: AppId,
) -> Result<Option<Application>, DbError> {
    sql(select_applications!("WHERE tenant_id = $1 AND app_id = $2"))
        .bind(tenant)
        .bind(app_id)
        .fetch_optional(tx)
        .await
}

pub(super) async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    query: &ApplicationQuery,
) -> Result<Page<Application>, DbError> {
    let statement = sql(select_applications!("WHERE tenant_id = ")).push_bind(tenant);
    let rows: Vec<Application> = page::by_name(statement, query.search.as_deref(), &query.page)
        .fetch_all(tx)
        .await?;
    Ok(query.page.page(rows, |row| Cursor {
        key: fold(&row.display_name),
        id: row.id.0,
    }))
}

/// Visible applications assigned to a user directly or through a group they are in themselves. The
/// join over groups lives here, with the list it makes.
pub(super) async fn tiles(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<Application>, DbError> {
    sql(select_applications!(
        "WHERE tenant_id = $1 AND visible AND id IN (
            SELECT application_id FROM app_assignments WHERE tenant_id = $1 AND principal_id = $2
            UNION SELECT a.application_id FROM app_assignments a JOIN group_members m
                ON m.tenant_id = a.tenant_id AND m.group_id = a.principal_id
                WHERE a.tenant_id = $1 AND m.tenant_id = $1 AND m.user_id = $2)
         ORDER BY display_name_folded, id"
    ))
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await
}

/// The applications assigned to one user or group itself.
pub(super) async fn of_principal(
    tx: &mut Tx,
    tenant: TenantId,
    principal: Uuid,
) -> Result<Vec<Application>, DbError> {
    sql(select_applications!(
        "WHERE tenant_id = $1 AND id IN (SELECT application_id FROM app_assignments
            WHERE tenant_id = $1 AND principal_id = $2)
         ORDER BY display_name_folded, id"
    ))
    .bind(tenant)
    .bind(principal)
    .fetch_all(tx)
    .await
}

pub(super) async fn count_assignments(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<u64, DbError> {
    let (count,): (u64,) = sql("SELECT COUNT(*) FROM app_assignments a
         LEFT JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.principal_id
         WHERE a.tenant_id = $1 AND a.application_id = $2
            AND (a.principal_kind = 'group' OR u.deleted_at IS NULL)")
    .bind(tenant)
    .bind(application)
    .fetch_one(tx)
    .await?;
    Ok(count)
}

pub(super) async fn insert_secret(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    secret: &Secret,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO application_secrets (tenant_id, application_id, key_id, display_name, hash,
            hint, starts_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(tenant)
    .bind(application)
    .bind(secret.key_id)
    .bind(&secret.display_name)
    .bind(secret.hash)
    .bind(&secret.hint)
    .bind(secret.starts_at)
    .bind(secret.ends_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn secrets(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<Secret>, DbError> {
    sql(
        "SELECT key_id, display_name, hint, starts_at, ends_at, hash FROM application_secrets
         WHERE tenant_id = $1 AND application_id = $2 ORDER BY ends_at, key_id",
    )
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await
}

pub(super) async fn delete_secret(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    key: KeyId,
) -> Result<(), DbError> {
    sql("DELETE FROM application_secrets
         WHERE tenant_id = $1 AND application_id = $2 AND key_id = $3")
    .bind(tenant)
    .bind(application)
    .bind(key)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_permission(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    permission: &str,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO application_permissions (tenant_id, application_id, permission,
            granted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, application_id, permission) DO NOTHING",
    )
    .bind(tenant)
    .bind(application)
    .bind(permission)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// `false` when it has none such.
pub(super) async fn delete_permission(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    permission: &str,
) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM application_permissions
         WHERE tenant_id = $1 AND application_id = $2 AND permission = $3")
    .bind(tenant)
    .bind(application)
    .bind(permission)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn permissions(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = sql("SELECT permission FROM application_permissions
         WHERE tenant_id = $1 AND application_id = $2 ORDER BY permission")
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(permission,)| permission).collect())
}

/// `false` when it is assigned already.
pub(super) async fn insert_assignment(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    principal: Principal,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO app_assignments (tenant_id, application_id, principal_id,
            principal_kind, assigned_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, application_id, principal_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(application)
    .bind(principal.id())
    .bind(kind(principal))
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

fn kind(principal: Principal) -> &'static str {
    match principal {
        Principal::User(_) => "user",
        Principal::Group(_) => "group",
    }
}

pub(super) async fn delete_assignment(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    principal: Principal,
) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM app_assignments
         WHERE tenant_id = $1 AND application_id = $2 AND principal_id = $3")
    .bind(tenant)
    .bind(application)
    .bind(principal.id())
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// The first assignments of an application, newest first. The join over users and groups lives here,
/// with the list it makes.
pub(super) async fn assignments(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    limit: i64,
) -> Result<Vec<Assignment>, DbError> {
    let rows: Vec<AssignmentRow> = sql(
        "SELECT a.principal_id, a.principal_kind, COALESCE(u.display_name, g.display_name),
            COALESCE(u.mail, u.user_principal_name, g.description, ''), a.assigned_at
         FROM app_assignments a
         LEFT JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.principal_id
            AND u.deleted_at IS NULL
         LEFT JOIN groups g ON g.tenant_id = a.tenant_id AND g.id = a.principal_id
         WHERE a.tenant_id = $1 AND a.application_id = $2
            AND (u.id IS NOT NULL OR g.id IS NOT NULL)
         ORDER BY a.assigned_at DESC, a.principal_id LIMIT $3",
    )
    .bind(tenant)
    .bind(application)
    .bind(limit)
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Assignment {
            principal: match row.principal_kind.as_str() {
                "group" => Principal::Group(GroupId(row.principal_id)),
                _ => Principal::User(UserId(row.principal_id)),
            },
            name: row.name,
            detail: row.detail,
            assigned_at: row.assigned_at,
        })
        .collect())
}

/// Takes a user or group that is gone from all applications.
pub(crate) async fn delete_for_principal(
    tx: &mut Tx,
    tenant: TenantId,
    principal: Uuid,
) -> Result<(), DbError> {
    sql("DELETE FROM app_assignments WHERE tenant_id = $1 AND principal_id = $2")
        .bind(tenant)
        .bind(principal)
        .run(tx)
        .await?;
    Ok(())
}

/// Whether an application is assigned to a user directly or through a group they are in themselves.
pub(crate) async fn is_assigned(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    user: UserId,
) -> Result<bool, DbError> {
    let (count,): (i64,) = sql("SELECT COUNT(*) FROM app_assignments a
         WHERE a.tenant_id = $1 AND a.application_id = $2 AND (a.principal_id = $3
            OR a.principal_id IN (SELECT group_id FROM group_members
                WHERE tenant_id = $1 AND user_id = $3))")
    .bind(tenant)
    .bind(application)
    .bind(user)
    .fetch_one(tx)
    .await?;
    Ok(count > 0)
}

/// Where an application's answers may go, by platform and URI.
pub(super) async fn redirect_uris(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<RedirectUri>> {
    let rows: Vec<(String, String)> = sql("SELECT platform, uri FROM application_redirect_uris
         WHERE tenant_id = $1 AND application_id = $2 ORDER BY platform, uri")
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await?;
    let read = |(platform, uri): (String, String)| {
        let platform = Platform::parse(&platform)
            .ok_or_else(|| Error::corrupt("a redirect URI", "its platform is none"))?;
        RedirectUri::parse(platform, &uri).map_err(|e| Error::corrupt("a redirect URI", e))
    };
    rows.into_iter().map(read).collect()
}

pub(super) async fn set_redirect_uris(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    uris: &[RedirectUri],
) -> Result<(), DbError> {
    sql("DELETE FROM application_redirect_uris WHERE tenant_id = $1 AND application_id = $2")
        .bind(tenant)
        .bind(application)
        .run(tx)
        .await?;
    for uri in uris {
        sql(
            "INSERT INTO application_redirect_uris (tenant_id, application_id, uri, platform)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(tenant)
        .bind(application)
        .bind(uri.as_str())
        .bind(uri.platform().as_str())
        .run(tx)
        .await?;
    }
    Ok(())
}
