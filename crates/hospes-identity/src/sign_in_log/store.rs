//! SQL of the sign-in log.

use uuid::Uuid;

use super::{Outcome, Reason, SignIn, SignInQuery};
use crate::db::{DbError, Query, Tx, row, sql};
use crate::env::Timestamp;
use crate::identity::SWEEP_ROWS;
use crate::ids::{ApplicationId, CorrelationId, ProviderId, SignInId, TenantId, UserId};
use crate::page::{Cursor, From, Page};

row! {
    struct EntryRow {
        id: SignInId,
        at: Timestamp,
        user_id: Option<UserId>,
        name: String,
        application_id: Option<ApplicationId>,
        app_name: String,
        method: String,
        provider_id: Option<ProviderId>,
        provider_name: Option<String>,
        second_factor: Option<String>,
        outcome: Outcome,
        reason_code: u32,
        reason: String,
        network: String,
        user_agent: String,
        correlation_id: CorrelationId,
    }
}

macro_rules! select_sign_ins {
    ($tail:literal) => {
        concat!(
            "SELECT id, at, user_id, name, application_id, app_name, method, provider_id,
                provider_name, second_factor, outcome, reason_code, reason, network, user_agent,
                correlation_id
             FROM sign_ins ",
            $tail
        )
    };
}

impl EntryRow {
    fn into_entry(self) -> SignIn {
        SignIn {
            id: self.id,
            at: self.at,
            user: self.user_id,
            name: self.name,
            application: self.application_id,
            app_name: self.app_name,
            method: self.method,
            provider: self.provider_id,
            provider_name: self.provider_name,
            second_factor: self.second_factor,
            outcome: self.outcome,
            code: self.reason_code,
            reason: Reason::parse(&self.reason),
            network: self.network,
            user_agent: self.user_agent,
            correlation: self.correlation_id,
        }
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    entry: &SignIn,
    name_folded: &str,
) -> Result<(), DbError> {
    sql(
        "INSERT INTO sign_ins (tenant_id, id, at, user_id, name, name_folded, application_id,
            app_name, method, provider_id, provider_name, second_factor, outcome, reason_code,
            reason, network, user_agent, correlation_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(tenant)
    .bind(entry.id)
    .bind(entry.at)
    .bind(entry.user)
    .bind(&entry.name)
    .bind(name_folded)
    .bind(entry.application)
    .bind(&entry.app_name)
    .bind(&entry.method)
    .bind(entry.provider)
    .bind(entry.provider_name.as_deref())
    .bind(entry.second_factor.as_deref())
    .bind(entry.outcome)
    .bind(entry.code)
    .bind(entry.reason.map_or("", Reason::key))
    .bind(&entry.network)
    .bind(&entry.user_agent)
    .bind(entry.correlation)
    .run(tx)
    .await
}

pub(super) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    id: SignInId,
) -> Result<Option<SignIn>, DbError> {
    let row: Option<EntryRow> = sql(select_sign_ins!("WHERE tenant_id = $1 AND id = $2"))
        .bind(tenant)
        .bind(id)
        .fetch_optional(tx)
        .await?;
    Ok(row.map(EntryRow::into_entry))
}

/// Newest first.
pub(super) async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    query: &SignInQuery,
) -> Result<Page<SignIn>, DbError> {
    let statement = sql(select_sign_ins!("WHERE tenant_id = ")).push_bind(tenant);
    let mut statement = narrowed(statement, query);
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
    let rows: Vec<EntryRow> = statement
        .push(order)
        .push(" LIMIT ")
        .push_bind(query.page.limit())
        .fetch_all(tx)
        .await?;
    let entries = rows.into_iter().map(EntryRow::into_entry).collect();
    Ok(query.page.page(entries, |entry: &SignIn| Cursor {
        key: String::new(),
        id: Uuid::from(entry.id),
    }))
}

fn narrowed(mut statement: Query, query: &SignInQuery) -> Query {
    statement = match (query.user, &query.name) {
        (Some(user), Some(name)) => statement
            .push(" AND (user_id = ")
            .push_bind(user)
            .push(" OR name_folded = ")
            .push_bind(hospes_protocol::text::fold(name))
            .push(")"),
        (Some(user), None) => statement.push(" AND user_id = ").push_bind(user),
        (None, Some(name)) => statement
            .push(" AND name_folded = ")
            .push_bind(hospes_protocol::text::fold(name)),
        (None, None) => statement,
    };
    if let Some(application) = query.application {
        statement = statement
            .push(" AND application_id = ")
            .push_bind(application);
    }
    if let Some(name) = &query.app_name {
        statement = statement.push(" AND app_name = ").push_bind(name);
    }
    if let Some(outcome) = query.outcome {
        statement = statement.push(" AND outcome = ").push_bind(outcome);
    }
    if let Some(reason) = query.reason {
        statement = statement.push(" AND reason = ").push_bind(reason.key());
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
    statement
}

/// Whether a user signed in from a network before, as far as the log goes back.
pub(crate) async fn is_known_network(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    network: &str,
) -> Result<bool, DbError> {
    let found: Option<(SignInId,)> = sql("SELECT id FROM sign_ins
         WHERE tenant_id = $1 AND user_id = $2 AND network = $3 AND outcome = 'success' LIMIT 1")
    .bind(tenant)
    .bind(user)
    .bind(network)
    .fetch_optional(tx)
    .await?;
    Ok(found.is_some())
}

/// Forgets a user who is deleted for good, also where their name was typed before it was theirs.
pub(crate) async fn delete_for_user(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    names: impl IntoIterator<Item = &String>,
) -> Result<(), DbError> {
    sql("DELETE FROM sign_ins WHERE tenant_id = $1 AND user_id = $2")
        .bind(tenant)
        .bind(user)
        .run(tx)
        .await?;
    for name in names {
        sql("DELETE FROM sign_ins WHERE tenant_id = $1 AND name_folded = $2")
            .bind(tenant)
            .bind(name)
            .run(tx)
            .await?;
    }
    Ok(())
}

pub(super) async fn delete_before(
    tx: &mut Tx,
    tenant: TenantId,
    before: Timestamp,
) -> Result<u64, DbError> {
    sql("DELETE FROM sign_ins WHERE tenant_id = $1 AND id IN
            (SELECT id FROM sign_ins WHERE tenant_id = $1 AND at <= $2 ORDER BY at LIMIT $3)")
    .bind(tenant)
    .bind(before)
    .bind(SWEEP_ROWS)
    .execute(tx)
    .await
}
