//! SQL of user flows, their applications and sponsors.

use super::attribute::Stored;
use super::{Approval, Approver, Attached, UserFlow, UserFlowSummary};
use crate::db::{DbError, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, TenantId, UserFlowId, UserId};

row! {
    struct FlowRow {
        id: UserFlowId,
        tenant: TenantId,
        name: String,
        approval: Approval,
        attributes: String,
        created_at: Timestamp,
        changed_at: Timestamp,
    }
}

impl FlowRow {
    fn read(self) -> Result<UserFlow> {
        let stored: Vec<Stored> = serde_json::from_str(&self.attributes)
            .map_err(|e| Error::corrupt("the attributes of a user flow", e))?;
        let attributes: Option<Vec<_>> = stored.into_iter().map(Stored::read).collect();
        Ok(UserFlow {
            id: self.id,
            tenant: self.tenant,
            name: self.name,
            approval: self.approval,
            attributes: attributes.ok_or_else(|| {
                Error::corrupt("the attributes of a user flow", "an unknown word")
            })?,
            created_at: self.created_at,
            changed_at: self.changed_at,
        })
    }
}

fn attributes(flow: &UserFlow) -> Result<String> {
    let stored: Vec<Stored> = flow.attributes.iter().map(Stored::of).collect();
    serde_json::to_string(&stored).map_err(|e| Error::corrupt("the attributes of a user flow", e))
}

pub(super) async fn find(tx: &mut Tx, tenant: TenantId, id: UserFlowId) -> Result<UserFlow> {
    let row: Option<FlowRow> = sql(
        "SELECT id, tenant_id, name, approval, attributes, created_at, changed_at
         FROM user_flows WHERE tenant_id = $1 AND id = $2",
    )
    .bind(tenant)
    .bind(id)
    .fetch_optional(tx)
    .await?;
    row.ok_or(Error::NotFound { what: "user flow" })?.read()
}

/// The flow of an application.
pub(crate) async fn of_application(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Option<UserFlow>> {
    let row: Option<(UserFlowId,)> = sql("SELECT user_flow_id FROM user_flow_applications
         WHERE tenant_id = $1 AND application_id = $2")
    .bind(tenant)
    .bind(application)
    .fetch_optional(tx)
    .await?;
    match row {
        Some((id,)) => find(tx, tenant, id).await.map(Some),
        None => Ok(None),
    }
}

pub(super) async fn list(tx: &mut Tx, tenant: TenantId) -> Result<Vec<UserFlowSummary>> {
    let rows: Vec<FlowRow> = sql(
        "SELECT id, tenant_id, name, approval, attributes, created_at, changed_at
         FROM user_flows WHERE tenant_id = $1 ORDER BY name, id",
    )
    .bind(tenant)
    .fetch_all(tx)
    .await?;
    let counts: Vec<(UserFlowId, i64)> = sql("SELECT user_flow_id, COUNT(*)
         FROM user_flow_applications WHERE tenant_id = $1 GROUP BY user_flow_id")
    .bind(tenant)
    .fetch_all(tx)
    .await?;
    let mut all = Vec::new();
    for row in rows {
        let flow = row.read()?;
        let count = counts.iter().find(|(id, _)| *id == flow.id);
        let applications = count.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or_default());
        all.push(UserFlowSummary { flow, applications });
    }
    Ok(all)
}

/// `false` when there is one of that name.
pub(super) async fn insert(tx: &mut Tx, flow: &UserFlow) -> Result<bool> {
    let changed = sql(
        "INSERT INTO user_flows (tenant_id, id, name, approval, attributes, created_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(flow.tenant)
    .bind(flow.id)
    .bind(&flow.name)
    .bind(flow.approval)
    .bind(attributes(flow)?)
    .bind(flow.created_at)
    .bind(flow.changed_at)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn save(tx: &mut Tx, flow: &UserFlow) -> Result<()> {
    sql(
        "UPDATE user_flows SET approval = $3, attributes = $4, changed_at = $5
         WHERE tenant_id = $1 AND id = $2",
    )
    .bind(flow.tenant)
    .bind(flow.id)
    .bind(flow.approval)
    .bind(attributes(flow)?)
    .bind(flow.changed_at)
    .run(tx)
    .await?;
    Ok(())
}

/// Forgets a flow with all that belongs to it.
pub(super) async fn delete(tx: &mut Tx, tenant: TenantId, id: UserFlowId) -> Result<(), DbError> {
    let statements = [
        "DELETE FROM user_flow_applications WHERE tenant_id = $1 AND user_flow_id = $2",
        "DELETE FROM user_flow_approvers WHERE tenant_id = $1 AND user_flow_id = $2",
        "DELETE FROM api_connectors WHERE tenant_id = $1 AND user_flow_id = $2",
        "DELETE FROM attribute_labels WHERE tenant_id = $1 AND user_flow_id = $2",
        "DELETE FROM user_flows WHERE tenant_id = $1 AND id = $2",
    ];
    for statement in statements {
        sql(statement).bind(tenant).bind(id).run(tx).await?;
    }
    Ok(())
}

/// The applications of a flow by name, with how many people own each. The join over applications and their owners lives
/// here, with the list it makes.
pub(super) async fn applications(
    tx: &mut Tx,
    tenant: TenantId,
    id: UserFlowId,
) -> Result<Vec<Attached>, DbError> {
    let rows: Vec<(ApplicationId, String, i64)> = sql(
        "SELECT a.id, a.display_name, (SELECT COUNT(*) FROM application_owners o
            JOIN users u ON u.tenant_id = o.tenant_id AND u.id = o.user_id
            WHERE o.tenant_id = $1 AND o.application_id = a.id AND u.deleted_at IS NULL)
         FROM user_flow_applications f
         JOIN applications a ON a.tenant_id = f.tenant_id AND a.id = f.application_id
         WHERE f.tenant_id = $1 AND f.user_flow_id = $2 ORDER BY a.display_name, a.id",
    )
    .bind(tenant)
    .bind(id)
    .fetch_all(tx)
    .await?;
    let read = |(application, name, owners): (_, _, i64)| Attached {
        application,
        name,
        owners: u64::try_from(owners).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// `false` when the application has a flow.
pub(super) async fn attach(
    tx: &mut Tx,
    tenant: TenantId,
    (id, application): (UserFlowId, ApplicationId),
) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO user_flow_applications (tenant_id, application_id, user_flow_id, added_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, application_id) DO NOTHING",
    )
    .bind(tenant)
    .bind(application)
    .bind(id)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// `false` when it is not attached.
pub(super) async fn detach(
    tx: &mut Tx,
    tenant: TenantId,
    (id, application): (UserFlowId, ApplicationId),
) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM user_flow_applications
         WHERE tenant_id = $1 AND application_id = $2 AND user_flow_id = $3")
    .bind(tenant)
    .bind(application)
    .bind(id)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// The sponsors of a flow by name, without deleted users.
pub(crate) async fn approvers(
    tx: &mut Tx,
    tenant: TenantId,
    id: UserFlowId,
) -> Result<Vec<Approver>, DbError> {
    let rows: Vec<(UserId, String, String)> = sql(
        "SELECT u.id, u.display_name, COALESCE(u.mail, u.user_principal_name)
         FROM user_flow_approvers a
         JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.user_id
         WHERE a.tenant_id = $1 AND a.user_flow_id = $2 AND u.deleted_at IS NULL
         ORDER BY u.display_name, u.id",
    )
    .bind(tenant)
    .bind(id)
    .fetch_all(tx)
    .await?;
    let read = |(user, name, mail)| Approver { user, name, mail };
    Ok(rows.into_iter().map(read).collect())
}

pub(super) async fn set_approvers(
    tx: &mut Tx,
    tenant: TenantId,
    (id, users): (UserFlowId, &[UserId]),
) -> Result<(), DbError> {
    let now = tx.now();
    sql("DELETE FROM user_flow_approvers WHERE tenant_id = $1 AND user_flow_id = $2")
        .bind(tenant)
        .bind(id)
        .run(tx)
        .await?;
    for user in users {
        sql(
            "INSERT INTO user_flow_approvers (tenant_id, user_flow_id, user_id, added_at)
             VALUES ($1, $2, $3, $4) ON CONFLICT (tenant_id, user_flow_id, user_id) DO NOTHING",
        )
        .bind(tenant)
        .bind(id)
        .bind(*user)
        .bind(now)
        .run(tx)
        .await?;
    }
    Ok(())
}

/// Who decides about requests through a flow, as it is at the moment; `None`: it is gone.
pub(super) async fn approval(
    tx: &mut Tx,
    tenant: TenantId,
    id: UserFlowId,
) -> Result<Option<Approval>, DbError> {
    let row: Option<(Approval,)> =
        sql("SELECT approval FROM user_flows WHERE tenant_id = $1 AND id = $2")
            .bind(tenant)
            .bind(id)
            .fetch_optional(tx)
            .await?;
    Ok(row.map(|(approval,)| approval))
}

/// Whether a user is a sponsor of a flow.
pub(super) async fn is_approver(
    tx: &mut Tx,
    tenant: TenantId,
    (id, user): (UserFlowId, UserId),
) -> Result<bool, DbError> {
    let (count,): (i64,) = sql("SELECT COUNT(*) FROM user_flow_approvers
         WHERE tenant_id = $1 AND user_flow_id = $2 AND user_id = $3")
    .bind(tenant)
    .bind(id)
    .bind(user)
    .fetch_one(tx)
    .await?;
    Ok(count > 0)
}

/// Forgets that an application which is deleted had a flow.
pub(crate) async fn delete_for_application(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<(), DbError> {
    sql("DELETE FROM user_flow_applications WHERE tenant_id = $1 AND application_id = $2")
        .bind(tenant)
        .bind(application)
        .run(tx)
        .await
}

/// Forgets a sponsor who is deleted permanently.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM user_flow_approvers WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await
}
