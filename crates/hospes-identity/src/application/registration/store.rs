//! SQL of registrations, names of resources, and app roles.

use uuid::Uuid;

use super::Registration;
use crate::db::{DbError, Tx, sql};
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
