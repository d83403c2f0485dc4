//! SQL of registrations, names of resources, and app roles.

use uuid::Uuid;

use super::{Owner, Registration};
use crate::application::Principal;
use crate::db::{DbError, Tx, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, TenantId, UserId};

/// What an application registered; the defaults, if it registered nothing.
pub(crate) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Registration> {
    let found: Option<(String,)> = sql("SELECT settings FROM application_registrations
         WHERE tenant_id = $1 AND application_id = $2")
    .bind(tenant)
    .bind(application)
    .fetch_optional(tx)
    .await?;
    match found {
        Some((text,)) => {
            serde_json::from_str(&text).map_err(|e| Error::corrupt("a registration", e))
        }
        None => Ok(Registration::default()),
    }
}

/// The names by which an application is asked for as a resource.
pub(crate) async fn identifier_uris(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = sql("SELECT uri FROM application_identifier_uris
         WHERE tenant_id = $1 AND application_id = $2 ORDER BY uri")
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(uri,)| uri).collect())
}

/// The application that has a name as a resource.
pub(crate) async fn find_by_identifier_uri(
    tx: &mut Tx,
    tenant: TenantId,
    uri: &str,
) -> Result<Option<ApplicationId>, DbError> {
    let found: Option<(ApplicationId,)> = sql("SELECT application_id
         FROM application_identifier_uris WHERE tenant_id = $1 AND uri = $2")
    .bind(tenant)
    .bind(uri)
    .fetch_optional(tx)
    .await?;
    Ok(found.map(|(id,)| id))
}

/// The app roles a user has at an application, by themselves or through a group they are in.
pub(crate) async fn assigned_roles(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    user: UserId,
) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = sql("SELECT DISTINCT r.role_id FROM app_assignment_roles r
         WHERE r.tenant_id = $1 AND r.application_id = $2 AND (r.principal_id = $3
            OR r.principal_id IN (SELECT group_id FROM group_members
                WHERE tenant_id = $1 AND user_id = $3))
         ORDER BY r.role_id")
    .bind(tenant)
    .bind(application)
    .bind(user)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The app roles of a resource that an application has when it acts for itself.
pub(crate) async fn granted_roles(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    resource: ApplicationId,
) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = sql("SELECT role_id FROM application_role_grants
         WHERE tenant_id = $1 AND application_id = $2 AND resource_id = $3 ORDER BY role_id")
    .bind(tenant)
    .bind(application)
    .bind(resource)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Gives an application an app role of a resource; `false` when it has it already.
pub(crate) async fn insert_role_grant(
    tx: &mut Tx,
    tenant: TenantId,
    (application, resource, role): (ApplicationId, ApplicationId, Uuid),
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO application_role_grants (tenant_id, application_id, resource_id, role_id,
            granted_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, application_id, resource_id, role_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(application)
    .bind(resource)
    .bind(role)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Forgets what a deleted application registered, and what others had of it.
pub(crate) async fn delete_for_application(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<(), DbError> {
    for statement in [
        "DELETE FROM application_registrations WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM application_identifier_uris WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM application_owners WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM app_assignment_roles WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM application_role_grants
            WHERE tenant_id = $1 AND (application_id = $2 OR resource_id = $2)",
    ] {
        sql(statement)
            .bind(tenant)
            .bind(application)
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Takes the app roles of a user or group that is gone, and what a user owned.
pub(crate) async fn delete_for_principal(
    tx: &mut Tx,
    tenant: TenantId,
    principal: Uuid,
) -> Result<(), DbError> {
    for statement in [
        "DELETE FROM app_assignment_roles WHERE tenant_id = $1 AND principal_id = $2",
        "DELETE FROM application_owners WHERE tenant_id = $1 AND user_id = $2",
    ] {
        sql(statement).bind(tenant).bind(principal).run(tx).await?;
    }
    Ok(())
}

/// Stores what an application registered, in place of what it registered before.
pub(super) async fn save(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    registration: &Registration,
) -> Result<()> {
    let settings =
        serde_json::to_string(registration).map_err(|e| Error::corrupt("a registration", e))?;
    sql(
        "INSERT INTO application_registrations (tenant_id, application_id, settings)
         VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id, application_id) DO UPDATE SET settings = excluded.settings",
    )
    .bind(tenant)
    .bind(application)
    .bind(settings)
    .run(tx)
    .await?;
    Ok(())
}

/// `false` when another application of the tenant has one of these names.
pub(super) async fn set_identifier_uris(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    uris: &[String],
) -> Result<bool, DbError> {
    sql("DELETE FROM application_identifier_uris WHERE tenant_id = $1 AND application_id = $2")
        .bind(tenant)
        .bind(application)
        .run(tx)
        .await?;
    for uri in uris {
        let changed = sql(
            "INSERT INTO application_identifier_uris (tenant_id, uri, application_id)
             VALUES ($1, $2, $3) ON CONFLICT (tenant_id, uri) DO NOTHING",
        )
        .bind(tenant)
        .bind(uri)
        .bind(application)
        .execute(tx)
        .await?;
        if changed == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What the first `limit` applications of a tenant registered that registered anything.
pub(super) async fn all(
    tx: &mut Tx,
    tenant: TenantId,
    limit: i64,
) -> Result<Vec<(ApplicationId, Registration)>> {
    let rows: Vec<(ApplicationId, String)> = sql(
        "SELECT application_id, settings FROM application_registrations
         WHERE tenant_id = $1 ORDER BY application_id LIMIT $2",
    )
    .bind(tenant)
    .bind(limit)
    .fetch_all(tx)
    .await?;
    let read = |(id, text): (ApplicationId, String)| {
        let found = serde_json::from_str(&text);
        Ok((id, found.map_err(|e| Error::corrupt("a registration", e))?))
    };
    rows.into_iter().map(read).collect()
}

/// Whether a user owns an application.
pub(crate) async fn is_owner(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    user: UserId,
) -> Result<bool, DbError> {
    let (count,): (i64,) = sql("SELECT COUNT(*) FROM application_owners
         WHERE tenant_id = $1 AND application_id = $2 AND user_id = $3")
    .bind(tenant)
    .bind(application)
    .bind(user)
    .fetch_one(tx)
    .await?;
    Ok(count > 0)
}

pub(super) async fn count_owners(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<u64, DbError> {
    let (count,): (u64,) = sql("SELECT COUNT(*) FROM application_owners
         WHERE tenant_id = $1 AND application_id = $2")
    .bind(tenant)
    .bind(application)
    .fetch_one(tx)
    .await?;
    Ok(count)
}

/// `false` when they are one already.
pub(super) async fn insert_owner(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    user: UserId,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO application_owners (tenant_id, application_id, user_id, added_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, application_id, user_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(application)
    .bind(user)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// `false` when they are none.
pub(super) async fn delete_owner(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    user: UserId,
) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM application_owners
         WHERE tenant_id = $1 AND application_id = $2 AND user_id = $3")
    .bind(tenant)
    .bind(application)
    .bind(user)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// The owners of an application by name, without deleted users. The join over users lives here, with the
/// list it makes.
pub(super) async fn owners(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<Owner>, DbError> {
    let rows: Vec<(UserId, String, String, Timestamp)> = sql(
        "SELECT u.id, u.display_name, COALESCE(u.mail, u.user_principal_name), o.added_at
         FROM application_owners o
         JOIN users u ON u.tenant_id = o.tenant_id AND u.id = o.user_id
         WHERE o.tenant_id = $1 AND o.application_id = $2 AND u.deleted_at IS NULL
         ORDER BY u.display_name, u.id",
    )
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await?;
    let read = |(user, name, detail, added_at)| Owner {
        user,
        name,
        detail,
        added_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The app roles of all assignments of an application: principal and role.
pub(super) async fn roles_of_assignments(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<(Uuid, Uuid)>, DbError> {
    sql("SELECT principal_id, role_id FROM app_assignment_roles
         WHERE tenant_id = $1 AND application_id = $2 ORDER BY principal_id, role_id")
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await
}

pub(super) async fn roles_of_assignment(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    principal: Principal,
) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = sql("SELECT role_id FROM app_assignment_roles
         WHERE tenant_id = $1 AND application_id = $2 AND principal_id = $3 ORDER BY role_id")
    .bind(tenant)
    .bind(application)
    .bind(principal.id())
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn insert_assigned_role(
    tx: &mut Tx,
    tenant: TenantId,
    (application, principal): (ApplicationId, Principal),
    role: Uuid,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO app_assignment_roles (tenant_id, application_id, principal_id, role_id)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, application_id, principal_id, role_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(application)
    .bind(principal.id())
    .bind(role)
    .run(tx)
    .await
}

pub(super) async fn delete_assigned_role(
    tx: &mut Tx,
    tenant: TenantId,
    (application, principal): (ApplicationId, Principal),
    role: Uuid,
) -> Result<(), DbError> {
    sql("DELETE FROM app_assignment_roles
         WHERE tenant_id = $1 AND application_id = $2 AND principal_id = $3 AND role_id = $4")
    .bind(tenant)
    .bind(application)
    .bind(principal.id())
    .bind(role)
    .run(tx)
    .await
}

/// Takes a role that an application offers no more from everybody who had it.
pub(super) async fn delete_role(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
    role: Uuid,
) -> Result<(), DbError> {
    for statement in [
        "DELETE FROM app_assignment_roles
            WHERE tenant_id = $1 AND application_id = $2 AND role_id = $3",
        "DELETE FROM application_role_grants
            WHERE tenant_id = $1 AND resource_id = $2 AND role_id = $3",
    ] {
        sql(statement)
            .bind(tenant)
            .bind(application)
            .bind(role)
            .run(tx)
            .await?;
    }
    Ok(())
}

/// `false` when it has none such.
pub(super) async fn delete_role_grant(
    tx: &mut Tx,
    tenant: TenantId,
    (application, resource): (ApplicationId, ApplicationId),
    role: Uuid,
) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM application_role_grants
         WHERE tenant_id = $1 AND application_id = $2 AND resource_id = $3 AND role_id = $4")
    .bind(tenant)
    .bind(application)
    .bind(resource)
    .bind(role)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Every app role that an application has when it acts for itself: resource and role.
pub(super) async fn role_grants(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<(ApplicationId, Uuid)>, DbError> {
    sql("SELECT resource_id, role_id FROM application_role_grants
         WHERE tenant_id = $1 AND application_id = $2 ORDER BY resource_id, role_id")
    .bind(tenant)
    .bind(application)
    .fetch_all(tx)
    .await
}
