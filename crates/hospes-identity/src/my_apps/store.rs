//! SQL of pinned applications and of collections.

use hospes_protocol::text::fold;

use super::{AppCollection, AppCollectionSummary};
use crate::db::{DbError, FromRow, Row, Tx, sql};
use crate::error::{Error, Result};
use crate::ids::{AppCollectionId, ApplicationId, TenantId, UserId};

impl FromRow for AppCollection {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.next()?,
            display_name: row.next()?,
            position: place(row.next()?),
            created_at: row.next()?,
        })
    }
}

impl FromRow for AppCollectionSummary {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            collection: AppCollection::from_row(row)?,
            applications: row.next()?,
        })
    }
}

/// Places are small and not negative when they are written.
fn place(position: i64) -> u32 {
    u32::try_from(position).unwrap_or_default()
}

pub(super) async fn pinned(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<ApplicationId>, DbError> {
    let rows: Vec<(ApplicationId,)> = sql("SELECT application_id FROM pinned_applications
         WHERE tenant_id = $1 AND user_id = $2")
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// `false` when it is pinned already.
pub(super) async fn insert_pin(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    application: ApplicationId,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO pinned_applications (tenant_id, user_id, application_id, pinned_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, user_id, application_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(user)
    .bind(application)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// `false` when it is not pinned.
pub(super) async fn delete_pin(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    application: ApplicationId,
) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM pinned_applications
         WHERE tenant_id = $1 AND user_id = $2 AND application_id = $3")
    .bind(tenant)
    .bind(user)
    .bind(application)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppCollectionId,
) -> Result<AppCollection> {
    let found: Option<AppCollection> = sql(
        "SELECT id, display_name, position, created_at FROM app_collections
         WHERE tenant_id = $1 AND id = $2",
    )
    .bind(tenant)
    .bind(id)
    .fetch_optional(tx)
    .await?;
    found.ok_or(Error::NotFound { what: "collection" })
}

pub(super) async fn list(
    tx: &mut Tx,
    tenant: TenantId,
) -> Result<Vec<AppCollectionSummary>, DbError> {
    sql("SELECT id, display_name, position, created_at,
            (SELECT COUNT(*) FROM app_collection_items i
                WHERE i.tenant_id = app_collections.tenant_id
                    AND i.collection_id = app_collections.id)
         FROM app_collections WHERE tenant_id = $1
         ORDER BY position, display_name_folded, id")
    .bind(tenant)
    .fetch_all(tx)
    .await
}

/// The last place that is taken; 0 when none is.
pub(super) async fn last(tx: &mut Tx, tenant: TenantId) -> Result<u32, DbError> {
    let (last,): (i64,) =
        sql("SELECT COALESCE(MAX(position), 0) FROM app_collections WHERE tenant_id = $1")
            .bind(tenant)
            .fetch_one(tx)
            .await?;
    Ok(place(last))
}

pub(super) async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    collection: &AppCollection,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO app_collections (tenant_id, id, display_name, display_name_folded, position,
            created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(tenant)
    .bind(collection.id)
    .bind(&collection.display_name)
    .bind(fold(&collection.display_name))
    .bind(i64::from(collection.position))
    .bind(collection.created_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(
    tx: &mut Tx,
    tenant: TenantId,
    collection: &AppCollection,
) -> Result<(), DbError> {
    sql(
        "UPDATE app_collections SET display_name = $3, display_name_folded = $4, position = $5
         WHERE tenant_id = $1 AND id = $2",
    )
    .bind(tenant)
    .bind(collection.id)
    .bind(&collection.display_name)
    .bind(fold(&collection.display_name))
    .bind(i64::from(collection.position))
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppCollectionId,
) -> Result<(), DbError> {
    let statements = [
        "DELETE FROM app_collection_items WHERE tenant_id = $1 AND collection_id = $2",
        "DELETE FROM app_collections WHERE tenant_id = $1 AND id = $2",
    ];
    for statement in statements {
        sql(statement).bind(tenant).bind(id).run(tx).await?;
    }
    Ok(())
}

pub(super) async fn items(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppCollectionId,
) -> Result<Vec<ApplicationId>, DbError> {
    let rows: Vec<(ApplicationId,)> = sql("SELECT application_id FROM app_collection_items
         WHERE tenant_id = $1 AND collection_id = $2")
    .bind(tenant)
    .bind(id)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What is in which collection.
pub(super) async fn all_items(
    tx: &mut Tx,
    tenant: TenantId,
) -> Result<Vec<(AppCollectionId, ApplicationId)>, DbError> {
    sql("SELECT collection_id, application_id FROM app_collection_items WHERE tenant_id = $1")
        .bind(tenant)
        .fetch_all(tx)
        .await
}

/// `false` when it is in it already.
pub(super) async fn insert_item(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppCollectionId,
    application: ApplicationId,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO app_collection_items (tenant_id, collection_id, application_id, added_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, collection_id, application_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(id)
    .bind(application)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// `false` when it is not in it.
pub(super) async fn delete_item(
    tx: &mut Tx,
    tenant: TenantId,
    id: AppCollectionId,
    application: ApplicationId,
) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM app_collection_items
         WHERE tenant_id = $1 AND collection_id = $2 AND application_id = $3")
    .bind(tenant)
    .bind(id)
    .bind(application)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Forgets an application that is deleted.
pub(crate) async fn delete_for_application(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<(), DbError> {
    let statements = [
        "DELETE FROM pinned_applications WHERE tenant_id = $1 AND application_id = $2",
        "DELETE FROM app_collection_items WHERE tenant_id = $1 AND application_id = $2",
    ];
    for statement in statements {
        sql(statement)
            .bind(tenant)
            .bind(application)
            .run(tx)
            .await?;
    }
    Ok(())
}

/// Forgets what a user who is deleted permanently had pinned.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM pinned_applications WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    Ok(())
}
