//! SQL of the outbox, of what became of mails, and of who wants none.

use hospes_protocol::text::fold;

use super::{About, Delivery, Leased, Mail, MailQuery, MailRecord};
use crate::db::{DbError, FromRow, Row, Tx, row, sql};
use crate::env::{Span, Timestamp};
use crate::identity::SWEEP_ROWS;
use crate::ids::{MailId, TenantId, UserId};
use crate::page::{Cursor, From, Page};

/// A mail that failed waits here until somebody sends it again.
const NEVER: i64 = i64::MAX;

macro_rules! select_mails {
    ($tail:literal) => {
        concat!(
            "SELECT id, kind, recipient, user_id, invitation_id, state, attempts, last_error,
                next_attempt_at, created_at, state_changed_at FROM mails ",
            $tail
        )
    };
}

impl FromRow for MailRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            id: row.next()?,
            kind: row.next()?,
            recipient: row.next()?,
            user: row.next()?,
            invitation: row.next()?,
            state: row.next()?,
            attempts: row.next()?,
            last_error: row.next()?,
            next_attempt_at: row.next()?,
            created_at: row.next()?,
            state_changed_at: row.next()?,
        })
    }
}

row! {
    pub(super) struct LeasedRow {
        pub(super) id: MailId,
        pub(super) tenant_id: TenantId,
        pub(super) payload: Vec<u8>,
        pub(super) attempts: u32,
    }
}

pub(super) async fn insert_record(
    tx: &mut Tx,
    tenant: TenantId,
    (id, state): (MailId, Delivery),
    mail: &Mail,
    about: About,
) -> Result<(), DbError> {
    let now = tx.now();
    let due = (state == Delivery::Queued).then_some(now);
    sql(
        "INSERT INTO mails (tenant_id, id, kind, recipient, recipient_folded, user_id, invitation_id, state,
            attempts, last_error, next_attempt_at, created_at, state_changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, NULL, $9, $10, $10)",
    )
    .bind(tenant)
    .bind(id)
    .bind(mail.kind())
    .bind(mail.to())
    .bind(fold(mail.to()))
    .bind(about.user)
    .bind(about.invitation)
    .bind(state)
    .bind(due)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_queued(
    tx: &mut Tx,
    tenant: TenantId,
    id: MailId,
    payload: &[u8],
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO outbox (id, tenant_id, payload, due_at, leased_until, attempts)
         VALUES ($1, $2, $3, $4, 0, 0)",
    )
    .bind(id)
    .bind(tenant)
    .bind(payload)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}

/// `false` when it was not in the queue.
pub(super) async fn delete_queued(tx: &mut Tx, id: MailId) -> Result<bool, DbError> {
    Ok(sql("DELETE FROM outbox WHERE id = $1")
        .bind(id)
        .execute(tx)
        .await?
        == 1)
}

pub(super) async fn any_due(tx: &mut Tx) -> Result<bool, DbError> {
    let now = tx.now();
    let row: Option<(MailId,)> =
        sql("SELECT id FROM outbox WHERE due_at <= $1 AND leased_until <= $1 LIMIT 1")
            .bind(now)
            .fetch_optional(tx)
            .await?;
    Ok(row.is_some())
}

pub(super) async fn lease(tx: &mut Tx, lease: Span, limit: i64) -> Result<Vec<LeasedRow>, DbError> {
    let now = tx.now();
    // The condition stands twice: PostgreSQL re-checks the outer one after waiting for a row.
    sql(
        "UPDATE outbox SET leased_until = $2, attempts = attempts + 1
         WHERE leased_until <= $1 AND id IN (
            SELECT id FROM outbox WHERE due_at <= $1 AND leased_until <= $1
            ORDER BY due_at, id LIMIT $3)
         RETURNING id, tenant_id, payload, attempts",
    )
    .bind(now)
    .bind(now.plus(lease))
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// Sets what became of a mail, with what the mail server said and when it is tried next.
pub(super) async fn set_state(
    tx: &mut Tx,
    (tenant, id): (TenantId, MailId),
    state: Delivery,
    (error, next): (Option<&str>, Option<Timestamp>),
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "UPDATE mails SET state = $3, last_error = $4, state_changed_at = $5, next_attempt_at = $6
         WHERE tenant_id = $1 AND id = $2",
    )
    .bind(tenant)
    .bind(id)
    .bind(state)
    .bind(error)
    .bind(now)
    .bind(next)
    .run(tx)
    .await?;
    Ok(())
}

/// Sets what became of an attempt to send a mail.
pub(super) async fn set_outcome(
    tx: &mut Tx,
    leased: &Leased,
    state: Delivery,
    (error, next): (Option<&str>, Option<Timestamp>),
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "UPDATE mails SET state = $3, last_error = $4, state_changed_at = $5, next_attempt_at = $6,
            attempts = $7
         WHERE tenant_id = $1 AND id = $2",
    )
    .bind(leased.tenant)
    .bind(leased.id)
    .bind(state)
    .bind(error)
    .bind(now)
    .bind(next)
    .bind(leased.attempt)
    .run(tx)
    .await?;
    Ok(())
}

/// Ends a lease and says when the mail is tried next; `None`: only when somebody sends it again. `false`
/// when the mail is not in the queue any more, or leased anew.
pub(super) async fn set_due(
    tx: &mut Tx,
    leased: &Leased,
    due: Option<Timestamp>,
) -> Result<bool, DbError> {
    let changed =
        sql("UPDATE outbox SET due_at = $3, leased_until = 0 WHERE id = $1 AND attempts = $2")
            .bind(leased.id)
            .bind(leased.attempt)
            .bind(due.map_or(NEVER, Timestamp::as_millis))
            .execute(tx)
            .await?;
    Ok(changed == 1)
}

/// Makes a failed mail due, with its attempts forgotten; `false` when it is gone.
pub(super) async fn revive(tx: &mut Tx, tenant: TenantId, id: MailId) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "UPDATE outbox SET due_at = $3, leased_until = 0, attempts = 0
         WHERE id = $1 AND tenant_id = $2",
    )
    .bind(id)
    .bind(tenant)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    id: MailId,
) -> Result<Option<MailRecord>, DbError> {
    sql(select_mails!("WHERE tenant_id = $1 AND id = $2"))
        .bind(tenant)
        .bind(id)
        .fetch_optional(tx)
        .await
}

/// What became of a mail.
pub(crate) async fn state_of(
    tx: &mut Tx,
    tenant: TenantId,
    id: MailId,
) -> Result<Option<MailRecord>, DbError> {
    find(tx, tenant, id).await
}

pub(super) async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    query: &MailQuery,
) -> Result<Page<MailRecord>, DbError> {
    let mut statement = sql(select_mails!("WHERE tenant_id = ")).push_bind(tenant);
    if !query.states.is_empty() {
        statement = statement
            .push(" AND state IN (")
            .push_list(query.states.iter().copied())
            .push(")");
    }
    if let Some(recipient) = &query.recipient {
        let low = fold(recipient);
        let high = format!("{low}\u{10FFFF}");
        statement = statement
            .push(" AND recipient_folded >= ")
            .push_bind(low)
            .push(" AND recipient_folded < ")
            .push_bind(high);
    }
    if let Some(user) = query.user {
        statement = statement
            .push(" AND user_id IS NOT NULL AND user_id = ")
            .push_bind(user);
    }
    statement = match &query.page.from {
        From::Start | From::End => statement,
        From::After(cursor) => statement.push(" AND id < ").push_bind(cursor.id),
        From::Before(cursor) => statement.push(" AND id > ").push_bind(cursor.id),
    };
    let order = if query.page.backwards() {
        " ORDER BY id"
    } else {
        " ORDER BY id DESC"
    };
    let rows: Vec<MailRecord> = statement
        .push(order)
        .push(" LIMIT ")
        .push_bind(query.page.limit())
        .fetch_all(tx)
        .await?;
    Ok(query.page.page(rows, |row| Cursor {
        key: String::new(),
        id: row.id.0,
    }))
}

pub(super) async fn count_undelivered(tx: &mut Tx, tenant: TenantId) -> Result<u64, DbError> {
    let (count,): (u64,) = sql("SELECT COUNT(*) FROM mails
         WHERE tenant_id = $1 AND state IN ('deferred', 'bounced', 'failed')")
    .bind(tenant)
    .fetch_one(tx)
    .await?;
    Ok(count)
}

/// Waiting mails, and those among them that were tried before.
pub(super) async fn depth(tx: &mut Tx) -> Result<(u64, u64), DbError> {
    // What is under way has its attempt counted already.
    let now = tx.now();
    let row: (u64, u64) = sql(
        "SELECT COUNT(*), COUNT(CASE WHEN attempts > 0 AND leased_until <= $2 THEN 1 END)
         FROM outbox WHERE due_at < $1",
    )
    .bind(NEVER)
    .bind(now)
    .fetch_one(tx)
    .await?;
    Ok(row)
}

pub(super) async fn delete_old(
    tx: &mut Tx,
    tenant: TenantId,
    before: Timestamp,
) -> Result<u64, DbError> {
    sql(
        "DELETE FROM outbox WHERE tenant_id = $1 AND id IN (SELECT id FROM mails
            WHERE tenant_id = $1 AND state IN ('bounced', 'failed') AND state_changed_at <= $2)",
    )
    .bind(tenant)
    .bind(before)
    .run(tx)
    .await?;
    sql(
        "DELETE FROM mails WHERE tenant_id = $1 AND id IN (SELECT id FROM mails
            WHERE tenant_id = $1 AND state IN ('sent', 'bounced', 'failed', 'suppressed')
                AND state_changed_at <= $2 ORDER BY id LIMIT $3)",
    )
    .bind(tenant)
    .bind(before)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}

/// Forgets the mails about a user who is deleted permanently.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
) -> Result<(), DbError> {
    let statements = [
        "DELETE FROM outbox WHERE tenant_id = $1 AND id IN
            (SELECT id FROM mails WHERE tenant_id = $1 AND user_id = $2)",
        "DELETE FROM mails WHERE tenant_id = $1 AND user_id = $2",
    ];
    for statement in statements {
        sql(statement).bind(tenant).bind(user).run(tx).await?;
    }
    Ok(())
}

pub(super) async fn is_blocked(
    tx: &mut Tx,
    tenant: TenantId,
    address: &str,
) -> Result<bool, DbError> {
    let row: Option<(Timestamp,)> =
        sql("SELECT blocked_at FROM blocked_recipients WHERE tenant_id = $1 AND address = $2")
            .bind(tenant)
            .bind(address)
            .fetch_optional(tx)
            .await?;
    Ok(row.is_some())
}

pub(super) async fn block(tx: &mut Tx, tenant: TenantId, address: &str) -> Result<bool, DbError> {
    let now = tx.now();
    let changed = sql(
        "INSERT INTO blocked_recipients (tenant_id, address, blocked_at)
         VALUES ($1, $2, $3) ON CONFLICT (tenant_id, address) DO NOTHING",
    )
    .bind(tenant)
    .bind(address)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

pub(super) async fn unblock(tx: &mut Tx, tenant: TenantId, address: &str) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM blocked_recipients WHERE tenant_id = $1 AND address = $2")
        .bind(tenant)
        .bind(address)
        .execute(tx)
        .await?;
    Ok(changed == 1)
}
