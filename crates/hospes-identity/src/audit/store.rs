//! SQL of the audit log.

use uuid::Uuid;

use super::{AuditEvent, AuditQuery};
use crate::db::{DbError, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{AuditEventId, CorrelationId, TenantId};
use crate::page::{Cursor, From, Page};

row! {
    /// An event as it is stored. Every column but the last two is covered by the hash.
    #[derive(serde::Serialize)]
    pub(super) struct EventRow {
        pub(super) id: AuditEventId,
        at: Timestamp,
        activity: String,
        category: String,
        service: String,
        operation_type: String,
        result: String,
        result_reason: String,
        actor_kind: String,
        actor_id: Option<Uuid>,
        actor: String,
        target_id: Option<Uuid>,
        targets: String,
        details: String,
        correlation_id: CorrelationId,
        #[serde(skip)]
        pub(super) sequence: Option<u64>,
        #[serde(skip)]
        pub(super) hash: Option<[u8; 32]>,
    }
}

macro_rules! select_events {
    ($tail:literal) => {
        concat!(
            "SELECT id, at, activity, category, service, operation_type, result, result_reason,
                actor_kind, actor_id, actor, target_id, targets, details, correlation_id,
                sequence, hash
             FROM audit_events ",
            $tail
        )
    };
}

impl EventRow {
    fn into_event(self) -> Result<AuditEvent> {
        let corrupt = |e| Error::corrupt("an audit event", e);
        Ok(AuditEvent {
            id: self.id,
            at: self.at,
            activity: self.activity,
            category: self.category,
            service: self.service,
            operation_type: self.operation_type,
            succeeded: self.result == "success",
            reason: self.result_reason,
            initiator: serde_json::from_str(&self.actor).map_err(corrupt)?,
            targets: serde_json::from_str(&self.targets).map_err(corrupt)?,
            details: serde_json::from_str(&self.details).map_err(corrupt)?,
            correlation: self.correlation_id,
            sequence: self.sequence,
            seal: self.hash.map(|hash| super::seal::hexadecimal(&hash)),
        })
    }
}

pub(super) async fn insert(tx: &mut Tx, tenant: TenantId, event: &AuditEvent) -> Result<()> {
    let json = |e| Error::corrupt("an audit event", e);
    let target: Option<Uuid> = event.targets.first().and_then(|target| target.id);
    sql(
        "INSERT INTO audit_events (tenant_id, id, at, activity, category, service,
            operation_type, result, result_reason, actor_kind, actor_id, actor, target_id,
            targets, details, correlation_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(tenant)
    .bind(event.id)
    .bind(event.at)
    .bind(&event.activity)
    .bind(&event.category)
    .bind(&event.service)
    .bind(&event.operation_type)
    .bind(if event.succeeded {
        "success"
    } else {
        "failure"
    })
    .bind(&event.reason)
    .bind(&event.initiator.kind)
    .bind(event.initiator.id)
    .bind(serde_json::to_string(&event.initiator).map_err(json)?)
    .bind(target)
    .bind(serde_json::to_string(&event.targets).map_err(json)?)
    .bind(serde_json::to_string(&event.details).map_err(json)?)
    .bind(event.correlation)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    id: AuditEventId,
) -> Result<Option<AuditEvent>> {
    let row: Option<EventRow> = sql(select_events!("WHERE tenant_id = $1 AND id = $2"))
        .bind(tenant)
        .bind(id)
        .fetch_optional(tx)
        .await?;
    row.map(EventRow::into_event).transpose()
}

/// Newest first.
pub(super) async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    query: &AuditQuery,
) -> Result<Page<AuditEvent>> {
    let mut statement = sql(select_events!("WHERE tenant_id = ")).push_bind(tenant);
    if let Some(activity) = query.activity {
        statement = statement
            .push(" AND activity = ")
            .push_bind(activity.name());
    }
    if let Some(actor) = query.actor {
        statement = statement.push(" AND actor_id = ").push_bind(actor);
    }
    if let Some(target) = query.target {
        statement = statement.push(" AND target_id = ").push_bind(target);
    }
    if let Some(reference) = query.reference {
        statement = statement
            .push(" AND correlation_id = ")
            .push_bind(reference);
    }
    if let Some(since) = query.since {
        statement = statement.push(" AND at >= ").push_bind(since);
    }
    if let Some(until) = query.until {
        statement = statement.push(" AND at < ").push_bind(until);
    }
    statement = match &query.page.from {
        From::Start | From::End => statement,
        From::After(cursor) => statement.push(" AND id < ").push_bind(cursor.id),
        From::Before(cursor) => statement.push(" AND id > ").push_bind(cursor.id),
    };
    let order = if query.page.backwards() {
        " ORDER BY id ASC"
    } else {
        " ORDER BY id DESC"
    };
    let rows: Vec<EventRow> = statement
        .push(order)
        .push(" LIMIT ")
        .push_bind(query.page.limit())
        .fetch_all(tx)
        .await?;
    let events = rows
        .into_iter()
        .map(EventRow::into_event)
        .collect::<Result<Vec<_>>>()?;
    Ok(query.page.page(events, |event| Cursor {
        key: String::new(),
        id: event.id.0,
    }))
}

/// The oldest events that are not in the chain yet.
pub(super) async fn unsealed(
    tx: &mut Tx,
    tenant: TenantId,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    sql(select_events!(
        "WHERE tenant_id = $1 AND sequence IS NULL ORDER BY id LIMIT $2"
    ))
    .bind(tenant)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// The next events of the chain after a number.
pub(super) async fn chain(
    tx: &mut Tx,
    tenant: TenantId,
    after: u64,
    limit: i64,
) -> Result<Vec<EventRow>, DbError> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    sql(select_events!(
        "WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"
    ))
    .bind(tenant)
    .bind(after)
    .bind(limit)
    .fetch_all(tx)
    .await
}

pub(super) async fn count_unsealed(tx: &mut Tx, tenant: TenantId) -> Result<i64, DbError> {
    let (count,): (i64,) =
        sql("SELECT COUNT(*) FROM audit_events WHERE tenant_id = $1 AND sequence IS NULL")
            .bind(tenant)
            .fetch_one(tx)
            .await?;
    Ok(count)
}

/// Whether an event of the chain has this hash. Reads the whole chain: for the command line.
pub(super) async fn has_hash(
    tx: &mut Tx,
    tenant: TenantId,
    hash: [u8; 32],
) -> Result<bool, DbError> {
    let row: Option<(u64,)> =
        sql("SELECT sequence FROM audit_events WHERE tenant_id = $1 AND hash = $2")
            .bind(tenant)
            .bind(hash)
            .fetch_optional(tx)
            .await?;
    Ok(row.is_some())
}

/// The end of the chain; of an empty one zero and zeros.
pub(super) async fn head(tx: &mut Tx, tenant: TenantId) -> Result<(u64, [u8; 32]), DbError> {
    let row: Option<(u64, [u8; 32])> =
        sql("SELECT sequence, hash FROM audit_heads WHERE tenant_id = $1")
            .bind(tenant)
            .fetch_optional(tx)
            .await?;
    Ok(row.unwrap_or((0, [0; 32])))
}

/// Moves the end of the chain; `false` when another worker moved it meanwhile.
pub(super) async fn move_head(
    tx: &mut Tx,
    tenant: TenantId,
    from: u64,
    to: (u64, [u8; 32]),
) -> Result<bool, DbError> {
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let changed = sql(
        "INSERT INTO audit_heads (tenant_id, sequence, hash) VALUES ($1, $2, $3)
         ON CONFLICT (tenant_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
         WHERE audit_heads.sequence = $4",
    )
    .bind(tenant)
    .bind(number(to.0))
    .bind(to.1)
    .bind(number(from))
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn seal(
    tx: &mut Tx,
    tenant: TenantId,
    id: AuditEventId,
    (sequence, hash): (u64, [u8; 32]),
) -> Result<(), DbError> {
    sql("UPDATE audit_events SET sequence = $3, hash = $4 WHERE tenant_id = $1 AND id = $2")
        .bind(tenant)
        .bind(id)
        .bind(i64::try_from(sequence).unwrap_or(i64::MAX))
        .bind(hash)
        .run(tx)
        .await?;
    Ok(())
}
