//! SQL of requests for access.

use uuid::Uuid;

use super::list::AccessRequestQuery;
use super::{AccessRequest, State};
use crate::db::{DbError, Query, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::{AccessRequestId, ApplicationId, InvitationId, TenantId, UserFlowId, UserId};
use crate::page::{Cursor, From, Page};

/// The page of a user shows so many.
const MOST_OF_USER: i64 = 20;

row! {
    struct RequestRow {
        id: AccessRequestId,
        flow: UserFlowId,
        flow_name: String,
        application: ApplicationId,
        application_name: Option<String>,
        address: String,
        address_typed: String,
        account: String,
        vouched_by: Option<String>,
        answers: String,
        redirect_url: String,
        language: Option<String>,
        state: State,
        created_at: Timestamp,
        expires_at: Timestamp,
        decided_at: Option<Timestamp>,
        decided_by: Option<Uuid>,
        decider: Option<String>,
        reason: Option<String>,
        user: Option<UserId>,
        invitation: Option<InvitationId>,
    }
}

impl RequestRow {
    fn read(self) -> Result<AccessRequest> {
        let answers = serde_json::from_str(&self.answers)
            .map_err(|e| Error::corrupt("the answers of a request", e))?;
        Ok(AccessRequest {
            id: self.id,
            flow: self.flow,
            flow_name: self.flow_name,
            application: self.application,
            application_name: self.application_name.unwrap_or_default(),
            address: self.address,
            address_typed: self.address_typed,
            account: self.account,
            vouched_by: self.vouched_by,
            answers,
            redirect_url: self.redirect_url,
            language: self.language,
            state: self.state,
            created_at: self.created_at,
            expires_at: self.expires_at,
            decided_at: self.decided_at,
            decided_by: self.decided_by,
            decider: self.decider,
            reason: self.reason,
            user: self.user,
            invitation: self.invitation,
        })
    }
}

/// The columns of a request, from a statement that goes on after this. The join over applications is for their names.
fn select(tenant: TenantId) -> Query {
    sql(
        "SELECT r.id, r.user_flow_id, r.flow_name, r.application_id, a.display_name, r.address,
            r.address_typed, r.account, r.vouched_by, r.answers, r.redirect_url, r.language, r.state, r.created_at,
            r.expires_at, r.decided_at, r.decided_by, r.decider, r.reason, r.user_id, r.invitation_id
         FROM access_requests r
         LEFT JOIN applications a ON a.tenant_id = r.tenant_id AND a.id = r.application_id
         WHERE r.tenant_id = $1",
    )
    .bind(tenant)
}

async fn all(query: Query, tx: &mut Tx) -> Result<Vec<AccessRequest>> {
    let rows: Vec<RequestRow> = query.fetch_all(tx).await?;
    rows.into_iter().map(RequestRow::read).collect()
}

pub(super) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    id: AccessRequestId,
) -> Result<AccessRequest> {
    let query = select(tenant).push(" AND r.id = ").push_bind(id);
    let row: Option<RequestRow> = query.fetch_optional(tx).await?;
    row.ok_or(Error::NotFound { what: "request" })?.read()
}

/// The newest request of an address for an application.
pub(super) async fn newest(
    tx: &mut Tx,
    tenant: TenantId,
    (application, address): (ApplicationId, &str),
) -> Result<Option<AccessRequest>> {
    let query = select(tenant)
        .push(" AND r.application_id = ")
        .push_bind(application)
        .push(" AND r.address = ")
        .push_bind(address)
        .push(" ORDER BY r.created_at DESC, r.id DESC LIMIT 1");
    Ok(all(query, tx).await?.into_iter().next())
}

pub(super) async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    wanted: &AccessRequestQuery,
) -> Result<Page<AccessRequest>> {
    let mut query = select(tenant);
    if let Some(state) = wanted.state {
        query = query.push(" AND r.state = ").push_bind(state);
    }
    query = match &wanted.page.from {
        From::Start | From::End => query,
        From::After(cursor) => query.push(" AND r.id < ").push_bind(cursor.id),
        From::Before(cursor) => query.push(" AND r.id > ").push_bind(cursor.id),
    };
    let order = if wanted.page.backwards() {
        " ORDER BY r.id ASC LIMIT "
    } else {
        " ORDER BY r.id DESC LIMIT "
    };
    let query = query.push(order).push_bind(wanted.page.limit());
    let rows = all(query, tx).await?;
    Ok(wanted.page.page(rows, |row| Cursor {
        key: String::new(),
        id: row.id.0,
    }))
}

/// Those that wait, the oldest first: all, or those about which a user decides, as `user_flow::approves` says of one. What
/// decides is asked here, with the list it makes: not once for each row.
pub(super) async fn waiting(
    tx: &mut Tx,
    tenant: TenantId,
    (decider, most): (Option<UserId>, i64),
) -> Result<Vec<AccessRequest>> {
    let now = tx.now();
    let mut query = select(tenant)
        .push(" AND r.state = 'pendingApproval' AND r.expires_at > ")
        .push_bind(now);
    if let Some(user) = decider {
        query = query
            .push(
                " AND EXISTS (SELECT 1 FROM user_flows f
                    WHERE f.tenant_id = r.tenant_id AND f.id = r.user_flow_id AND (
                        f.approval = 'owners' AND EXISTS (SELECT 1 FROM application_owners o
                            WHERE o.tenant_id = r.tenant_id AND o.application_id = r.application_id
                                AND o.user_id = ",
            )
            .push_bind(user)
            .push(
                ") OR f.approval = 'sponsors' AND EXISTS (SELECT 1 FROM user_flow_approvers s
                            WHERE s.tenant_id = r.tenant_id AND s.user_flow_id = r.user_flow_id
                                AND s.user_id = ",
            )
            .push_bind(user)
            .push(")))");
    }
    let query = query
        .push(" ORDER BY r.expires_at, r.id LIMIT ")
        .push_bind(most);
    all(query, tx).await
}

/// Those that nobody decided in time.
pub(super) async fn overdue(
    tx: &mut Tx,
    tenant: TenantId,
    most: i64,
) -> Result<Vec<AccessRequest>> {
    let now = tx.now();
    let query = select(tenant)
        .push(" AND r.state = 'pendingApproval' AND r.expires_at <= ")
        .push_bind(now)
        .push(" ORDER BY r.expires_at, r.id LIMIT ")
        .push_bind(most);
    all(query, tx).await
}

pub(super) async fn of_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<AccessRequest>> {
    let query = select(tenant)
        .push(" AND r.user_id = ")
        .push_bind(user)
        .push(" ORDER BY r.id DESC LIMIT ")
        .push_bind(MOST_OF_USER);
    all(query, tx).await
}

/// `false` when the address has one that waits.
pub(super) async fn insert(tx: &mut Tx, tenant: TenantId, request: &AccessRequest) -> Result<bool> {
    let answers = serde_json::to_string(&request.answers)
        .map_err(|e| Error::corrupt("the answers of a request", e))?;
    let changed = sql(
        "INSERT INTO access_requests (tenant_id, id, user_flow_id, flow_name, application_id, address,
            address_typed, account, answers, redirect_url, language, state, created_at, expires_at,
            decided_at, user_id, invitation_id, vouched_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         ON CONFLICT DO NOTHING",
    )
    .bind(tenant)
    .bind(request.id)
    .bind(request.flow)
    .bind(&request.flow_name)
    .bind(request.application)
    .bind(&request.address)
    .bind(&request.address_typed)
    .bind(&request.account)
    .bind(answers)
    .bind(&request.redirect_url)
    .bind(&request.language)
    .bind(request.state)
    .bind(request.created_at)
    .bind(request.expires_at)
    .bind(request.decided_at)
    .bind(request.user)
    .bind(request.invitation)
    .bind(&request.vouched_by)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Writes down what became of one that waited. Two who decide at once write the same row: the second finds that it does
/// not wait any more.
pub(super) async fn decide(tx: &mut Tx, tenant: TenantId, request: &AccessRequest) -> Result<()> {
    let changed = sql(
        "UPDATE access_requests SET state = $3, decided_at = $4, decided_by = $5, decider = $6,
            reason = $7, user_id = $8, invitation_id = $9
         WHERE tenant_id = $1 AND id = $2 AND state = 'pendingApproval'",
    )
    .bind(tenant)
    .bind(request.id)
    .bind(request.state)
    .bind(request.decided_at)
    .bind(request.decided_by)
    .bind(&request.decider)
    .bind(&request.reason)
    .bind(request.user)
    .bind(request.invitation)
    .execute(tx)
    .await?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::Conflict { what: "decision" })
    }
}

/// Forgets those that came to nothing and ended before an instant.
pub(super) async fn delete_over(
    tx: &mut Tx,
    tenant: TenantId,
    before: Timestamp,
) -> Result<u64, DbError> {
    sql(
        "DELETE FROM access_requests WHERE tenant_id = $1 AND id IN (SELECT id FROM access_requests
            WHERE tenant_id = $1 AND state IN ('denied', 'withdrawn', 'expired') AND decided_at <= $2
            ORDER BY id LIMIT $3)",
    )
    .bind(tenant)
    .bind(before)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}

/// Ends what waits of a flow that is deleted.
pub(crate) async fn end_of_flow(
    tx: &mut Tx,
    tenant: TenantId,
    flow: UserFlowId,
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "UPDATE access_requests SET state = 'expired', decided_at = $3
         WHERE tenant_id = $1 AND user_flow_id = $2 AND state = 'pendingApproval'",
    )
    .bind(tenant)
    .bind(flow)
    .bind(now)
    .run(tx)
    .await
}

/// Forgets requests for an application that is deleted.
pub(crate) async fn delete_for_application(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<(), DbError> {
    sql("DELETE FROM access_requests WHERE tenant_id = $1 AND application_id = $2")
        .bind(tenant)
        .bind(application)
        .run(tx)
        .await
}

/// The name of the application for which somebody asked who was invited because of that.
pub(crate) async fn application_of(
    tx: &mut Tx,
    tenant: TenantId,
    (user, invitation): (UserId, InvitationId),
) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = sql("SELECT a.display_name FROM access_requests r
         JOIN applications a ON a.tenant_id = r.tenant_id AND a.id = r.application_id
         WHERE r.tenant_id = $1 AND r.user_id = $2 AND r.invitation_id = $3
         ORDER BY r.created_at DESC LIMIT 1")
    .bind(tenant)
    .bind(user)
    .bind(invitation)
    .fetch_optional(tx)
    .await?;
    Ok(found.map(|(name,)| name))
}

/// Forgets what a user who is deleted permanently asked for, also before they were one, and who they were where they
/// decided.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    addresses: impl IntoIterator<Item = &String>,
) -> Result<(), DbError> {
    sql("DELETE FROM access_requests WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    for address in addresses {
        sql("DELETE FROM access_requests WHERE tenant_id = $1 AND address = $2")
            .bind(tenant)
            .bind(address)
            .run(tx)
            .await?;
    }
    sql("UPDATE access_requests SET decider = NULL WHERE tenant_id = $1 AND decided_by = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await
}
