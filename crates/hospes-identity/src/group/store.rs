//! SQL of groups and their members.

use hospes_protocol::text::fold;

use super::{Group, GroupQuery, GroupSummary};
use crate::db::{DbError, FromRow, Row, Tx, sql};
use crate::error::{Error, Result};
use crate::ids::{GroupId, TenantId, UserId};
use crate::page::{self, Cursor, From, Page, PageRequest};

impl FromRow for Group {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.next()?,
            display_name: row.next()?,
            description: row.next()?,
            mail_nickname: row.next()?,
            created_at: row.next()?,
        })
    }
}

impl FromRow for GroupSummary {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            group: Group::from_row(row)?,
            members: row.next()?,
        })
    }
}

/// A group.
pub(crate) async fn find(tx: &mut Tx, tenant: TenantId, id: GroupId) -> Result<Group> {
    let found: Option<Group> = sql(
        "SELECT id, display_name, description, mail_nickname, created_at
         FROM groups WHERE tenant_id = $1 AND id = $2",
    )
    .bind(tenant)
    .bind(id)
    .fetch_optional(tx)
    .await?;
    found.ok_or(Error::NotFound { what: "group" })
}

pub(super) async fn insert(tx: &mut Tx, tenant: TenantId, group: &Group) -> Result<(), DbError> {
    sql(
        "INSERT INTO groups (tenant_id, id, display_name, display_name_folded, description,
            mail_nickname, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(tenant)
    .bind(group.id)
    .bind(&group.display_name)
    .bind(fold(&group.display_name))
    .bind(&group.description)
    .bind(&group.mail_nickname)
    .bind(group.created_at)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, tenant: TenantId, group: &Group) -> Result<(), DbError> {
    sql(
        "UPDATE groups SET display_name = $3, display_name_folded = $4, description = $5
         WHERE tenant_id = $1 AND id = $2",
    )
    .bind(tenant)
    .bind(group.id)
    .bind(&group.display_name)
    .bind(fold(&group.display_name))
    .bind(&group.description)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, tenant: TenantId, id: GroupId) -> Result<(), DbError> {
    let statements = [
        "DELETE FROM group_members WHERE tenant_id = $1 AND group_id = $2",
        "DELETE FROM groups WHERE tenant_id = $1 AND id = $2",
    ];
    for statement in statements {
        sql(statement).bind(tenant).bind(id).run(tx).await?;
    }
    Ok(())
}

pub(super) async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    query: &GroupQuery,
) -> Result<Page<GroupSummary>, DbError> {
    let statement = sql(
        "SELECT id, display_name, description, mail_nickname, created_at,
            (SELECT COUNT(*) FROM group_members m JOIN users u
                ON u.tenant_id = m.tenant_id AND u.id = m.user_id AND u.deleted_at IS NULL
                WHERE m.tenant_id = groups.tenant_id AND m.group_id = groups.id)
         FROM groups WHERE tenant_id = ",
    )
    .push_bind(tenant);
    let rows: Vec<GroupSummary> = page::by_name(statement, query.search.as_deref(), &query.page)
        .fetch_all(tx)
        .await?;
    Ok(query.page.page(rows, |row| Cursor {
        key: fold(&row.group.display_name),
        id: row.group.id.0,
    }))
}

/// `false` when the user is a member already.
pub(super) async fn insert_member(
    tx: &mut Tx,
    tenant: TenantId,
    group: GroupId,
    user: UserId,
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO group_members (tenant_id, group_id, user_id, added_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, group_id, user_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(group)
    .bind(user)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn delete_member(
    tx: &mut Tx,
    tenant: TenantId,
    group: GroupId,
    user: UserId,
) -> Result<bool, DbError> {
    let changed =
        sql("DELETE FROM group_members WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3")
            .bind(tenant)
            .bind(group)
            .bind(user)
            .execute(tx)
            .await?;
    Ok(changed == 1)
}

/// Ids of a group's members who are not deleted, by id. The join with users lives here, with the list it
/// makes.
pub(super) async fn members(
    tx: &mut Tx,
    tenant: TenantId,
    group: GroupId,
    page: &PageRequest,
) -> Result<Page<UserId>, DbError> {
    let mut statement = sql("SELECT m.user_id FROM group_members m JOIN users u
            ON u.tenant_id = m.tenant_id AND u.id = m.user_id AND u.deleted_at IS NULL
         WHERE m.tenant_id = ")
    .push_bind(tenant)
    .push(" AND m.group_id = ")
    .push_bind(group);
    statement = match &page.from {
        From::Start | From::End => statement,
        From::After(cursor) => statement.push(" AND m.user_id > ").push_bind(cursor.id),
        From::Before(cursor) => statement.push(" AND m.user_id < ").push_bind(cursor.id),
    };
    let order = if page.backwards() {
        " ORDER BY m.user_id DESC"
    } else {
        " ORDER BY m.user_id"
    };
    let rows: Vec<(UserId,)> = statement
        .push(order)
        .push(" LIMIT ")
        .push_bind(page.limit())
        .fetch_all(tx)
        .await?;
    let cursor = |(id,): &(UserId,)| Cursor {
        key: String::new(),
        id: id.0,
    };
    Ok(page.page(rows, cursor).map(|(id,)| id))
}

/// The groups of a user.
pub(crate) async fn of_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<Group>, DbError> {
    sql(
        "SELECT id, display_name, description, mail_nickname, created_at FROM groups
         WHERE tenant_id = $1 AND id IN
            (SELECT group_id FROM group_members WHERE tenant_id = $1 AND user_id = $2)
         ORDER BY display_name_folded, id",
    )
    .bind(tenant)
    .bind(user)
    .fetch_all(tx)
    .await
}

/// Takes a user who is deleted permanently out of all groups.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM group_members WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    Ok(())
}
