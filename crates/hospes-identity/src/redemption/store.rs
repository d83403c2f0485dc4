//! SQL of the decision trace.

use super::{Flow, TraceEvent};
use crate::actor::Circumstances;
use crate::db::{DbError, FromRow, Row, Tx, sql};
use crate::ids::{AuditEventId, TenantId, UserId};

/// A page about a user shows so many lines.
const MOST_SHOWN: i64 = 100;

impl FromRow for TraceEvent {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            at: row.next()?,
            attempt: row.next()?,
            step: row.next()?,
            rule: row.next()?,
            detail: row.next()?,
            reference: row.next()?,
        })
    }
}

/// A line to write.
pub(super) struct Step<'a> {
    pub(super) name: &'static str,
    pub(super) rule: &'static str,
    pub(super) detail: &'a str,
}

pub(super) async fn record(
    tx: &mut Tx,
    flow: &Flow,
    user: UserId,
    step: &Step<'_>,
    circumstances: &Circumstances,
) -> Result<(), DbError> {
    let now = tx.now();
    let id: AuditEventId = tx.new_id();
    sql(
        "INSERT INTO redemption_events (tenant_id, id, invitation_id, user_id, attempt, at, step,
            rule, detail, reference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(flow.tenant)
    .bind(id)
    .bind(flow.invitation)
    .bind(user)
    .bind(flow.attempt)
    .bind(now)
    .bind(step.name)
    .bind(step.rule)
    .bind(step.detail)
    .bind(circumstances.correlation.to_string())
    .run(tx)
    .await?;
    Ok(())
}

/// Whether the trace says already that a rule refused in this try.
pub(super) async fn was_refused(
    tx: &mut Tx,
    flow: &Flow,
    rule: &'static str,
) -> Result<bool, DbError> {
    let (count,): (i64,) = sql("SELECT COUNT(*) FROM redemption_events
         WHERE tenant_id = $1 AND invitation_id = $2 AND attempt = $3 AND step = 'refused' AND rule = $4")
    .bind(flow.tenant)
    .bind(flow.invitation)
    .bind(flow.attempt)
    .bind(rule)
    .fetch_one(tx)
    .await?;
    Ok(count > 0)
}

pub(super) async fn trace(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<Vec<TraceEvent>, DbError> {
    sql(
        "SELECT at, attempt, step, rule, detail, reference FROM redemption_events
         WHERE tenant_id = $1 AND user_id = $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(tenant)
    .bind(user)
    .bind(MOST_SHOWN)
    .fetch_all(tx)
    .await
}

/// Forgets how a user who is deleted permanently redeemed.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    sql("DELETE FROM redemption_events WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    Ok(())
}
