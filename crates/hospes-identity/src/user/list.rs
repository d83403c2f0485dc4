//! Lists of users: search, filter, paging, and how many there are.

use hospes_protocol::odata::Filter;
use hospes_protocol::text::fold;

use super::lockout::{Lockout, LockoutIssuers, listed, locked_out};
use super::profile::profile_columns;
use super::store::select_users;
use super::{Deleted, InvitationState, Issuer, User, UserType, filter};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::db::{Query, Tx, sql};
use crate::error::Result;
use crate::ids::{ProviderId, TenantId, UserId};
use crate::page::{Cursor, From, Page, PageRequest};

/// A search looks at so many matches of each kind; who has more narrows it down.
const MOST_MATCHES: i64 = 1_000;
/// Counting stops here: nobody reads further, and a large directory must not be counted whole.
const MOST_COUNTED: i64 = 10_000;

/// Who isn't deleted.
const PRESENT: &str = " AND deleted_at IS NULL";

/// In which order users are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By display name.
    #[default]
    Name,
    /// By id, which is by time of creation.
    Id,
}

/// Which users.
#[derive(Debug, Clone)]
pub struct UserQuery {
    /// The beginning of a name, a later word of it, or of an address.
    pub search: Option<String>,
    /// Members or guests.
    pub user_type: Option<UserType>,
    /// What became of their newest invitation.
    pub invitation_state: Option<InvitationState>,
    /// Whether they may sign in.
    pub account_enabled: Option<bool>,
    /// Only those who are locked out.
    pub lockout: Option<Lockout>,
    /// Only these.
    pub among: Option<Vec<UserId>>,
    /// `$filter` of Graph.
    pub filter: Option<Filter>,
    /// Only deleted users, instead of only the others.
    pub deleted: bool,
    /// In which order.
    pub order: Order,
    /// Which page.
    pub page: PageRequest,
}

impl UserQuery {
    /// All users.
    pub fn all(page: PageRequest) -> Self {
        Self {
            search: None,
            user_type: None,
            invitation_state: None,
            account_enabled: None,
            lockout: None,
            among: None,
            filter: None,
            deleted: false,
            order: Order::Name,
            page,
        }
    }
}

/// A number of rows, exact up to a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The number, or the point at which counting stopped.
    pub number: u64,
    /// Whether there are more.
    pub more: bool,
}

impl Identity {
    /// A page of users.
    pub async fn users(&self, actor: &Actor, query: &UserQuery) -> Result<Page<User>> {
        actor.require(Permission::ReadDirectory)?;
        page_of(&mut self.read().await?, actor.tenant, query).await
    }

    /// How many users the query finds, whatever its page.
    pub async fn count_users(&self, actor: &Actor, query: &UserQuery) -> Result<Count> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        count(&mut tx, actor.tenant, query).await
    }

    /// A page of deleted users, by name.
    pub async fn deleted_users(&self, actor: &Actor, page: PageRequest) -> Result<Page<Deleted>> {
        let query = UserQuery {
            deleted: true,
            ..UserQuery::all(page)
        };
        Ok(self.users(actor, &query).await?.map(Deleted::new))
    }
}

/// A page of users, for operations that say by themselves who may read it.
pub(crate) async fn page_of(
    tx: &mut Tx,
    tenant: TenantId,
    query: &UserQuery,
) -> Result<Page<User>> {
    let issuers = issuers(tx, tenant, query).await?;
    let statement = sql(select_users!("WHERE tenant_id = ")).push_bind(tenant);
    let statement = conditions(statement, tenant, (query, issuers.as_ref()))?;
    let rows: Vec<User> = ordered(statement, query).fetch_all(tx).await?;
    Ok(query.page.page(rows, |user| cursor(user, query.order)))
}

/// How many users are locked out, by each provider.
pub(crate) async fn count_locked_out(
    tx: &mut Tx,
    tenant: TenantId,
    lockout: Lockout,
) -> Result<Vec<(ProviderId, u64)>> {
    let issuers = lockout.issuers(tx, tenant).await?;
    if issuers.bound.is_empty() {
        return Ok(Vec::new());
    }
    let statement = sql(
        "SELECT bound.issuer, COUNT(DISTINCT bound.user_id) FROM user_identities bound
         WHERE bound.tenant_id = ",
    )
    .push_bind(tenant)
    .push(" AND bound.issuer IN (");
    let statement = listed(statement, &issuers.bound)
        .push(") AND bound.user_id IN (SELECT id FROM users WHERE tenant_id = ")
        .push_bind(tenant)
        .push(PRESENT);
    let rows: Vec<(Issuer, i64)> = locked_out(statement, tenant, &issuers)
        .push(") GROUP BY bound.issuer ORDER BY bound.issuer")
        .fetch_all(tx)
        .await?;
    let counted = |(issuer, count): (Issuer, i64)| match issuer {
        Issuer::Provider(key) => Some((key.id, count.unsigned_abs())),
        Issuer::Mail | Issuer::Tenant(_) => None,
    };
    Ok(rows.into_iter().filter_map(counted).collect())
}

/// The issuers that a query is about, if it is about who is locked out.
async fn issuers(
    tx: &mut Tx,
    tenant: TenantId,
    query: &UserQuery,
) -> Result<Option<LockoutIssuers>> {
    match query.lockout {
        Some(lockout) => Ok(Some(lockout.issuers(tx, tenant).await?)),
        None => Ok(None),
    }
}

async fn count(tx: &mut Tx, tenant: TenantId, query: &UserQuery) -> Result<Count> {
    let issuers = issuers(tx, tenant, query).await?;
    let statement =
        sql("SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE tenant_id = ").push_bind(tenant);
    let (number,): (i64,) = conditions(statement, tenant, (query, issuers.as_ref()))?
        .push(" LIMIT ")
        .push_bind(MOST_COUNTED + 1)
        .push(") AS counted")
        .fetch_one(tx)
        .await?;
    Ok(Count {
        number: number.min(MOST_COUNTED).unsigned_abs(),
        more: number > MOST_COUNTED,
    })
}

fn conditions(
    mut statement: Query,
    tenant: TenantId,
    (query, issuers): (&UserQuery, Option<&LockoutIssuers>),
) -> Result<Query> {
    let few = finds_few(query);
    statement = statement.push(presence(query));
    if let Some(user_type) = query.user_type {
        statement = statement
            .push(few.choose(" AND user_type = ", " AND user_type || '' = "))
            .push_bind(user_type);
    }
    if let Some(state) = query.invitation_state {
        // The second half lets the partial index serve.
        let (indexed, hidden) = (
            " AND invitation_state IS NOT NULL AND invitation_state = ",
            " AND invitation_state || '' = ",
        );
        statement = statement.push(few.choose(indexed, hidden)).push_bind(state);
    }
    if let Some(enabled) = query.account_enabled {
        statement = statement.push(" AND account_enabled = ").push_bind(enabled);
    }
    if let Some(issuers) = issuers {
        statement = locked_out(statement, tenant, issuers);
    }
    if let Some(ids) = &query.among {
        statement = one_of(statement, ids);
    }
    if let Some(search) = searched(query) {
        statement = matches(statement, tenant, query, search);
    }
    if let Some(filter) = &query.filter {
        statement = filter::push(statement.push(" AND "), tenant, filter)?;
    }
    Ok(statement)
}

/// Narrows to these.
fn one_of(mut statement: Query, ids: &[UserId]) -> Query {
    let Some((first, others)) = ids.split_first() else {
        return statement.push(" AND 1 = 0");
    };
    statement = statement.push(" AND id IN (").push_bind(*first);
    for id in others {
        statement = statement.push(", ").push_bind(*id);
    }
    statement.push(")")
}

/// What is searched for. Blanks are no search: everything begins with nothing.
fn searched(query: &UserQuery) -> Option<String> {
    let search = query.search.as_deref().map(fold);
    search.filter(|text| !text.is_empty())
}

/// Whether a search or a filter by address has found a few users already, by their ids.
#[derive(Clone, Copy)]
struct Few(bool);

impl Few {
    /// Gives a text with columns as indexes know them, or hidden from them. Where a few users are found,
    /// SQLite must look at these, and not walk through the directory in its order, or through all guests,
    /// to ask of each whether they are among the few.
    fn choose(self, indexed: &'static str, hidden: &'static str) -> &'static str {
        if self.0 { hidden } else { indexed }
    }
}

fn finds_few(query: &UserQuery) -> Few {
    let by_filter = query.filter.as_ref().is_some_and(filter::finds_few);
    Few(by_filter || searched(query).is_some())
}

fn presence(query: &UserQuery) -> &'static str {
    if query.deleted {
        " AND deleted_at IS NOT NULL"
    } else {
        PRESENT
    }
}

/// Three short ranges of three indexes, instead of a walk through the directory.
fn matches(statement: Query, tenant: TenantId, query: &UserQuery, low: String) -> Query {
    let high = format!("{low}\u{10FFFF}");
    statement
        .push(" AND id IN (SELECT id FROM (SELECT id FROM users WHERE tenant_id = ")
        .push_bind(tenant)
        // Named here too, or the index by name, which is of these users only, does not serve.
        .push(presence(query))
        .push(" AND display_name_folded >= ")
        .push_bind(&low)
        .push(" AND display_name_folded < ")
        .push_bind(&high)
        .push(" ORDER BY display_name_folded LIMIT ")
        .push_bind(MOST_MATCHES)
        .push(") AS by_name UNION SELECT user_id FROM (SELECT user_id FROM user_terms WHERE tenant_id = ")
        .push_bind(tenant)
        .push(" AND term >= ")
        .push_bind(&low)
        .push(" AND term < ")
        .push_bind(&high)
        .push(" ORDER BY term LIMIT ")
        .push_bind(MOST_MATCHES)
        .push(") AS by_term UNION SELECT user_id FROM (SELECT user_id FROM user_addresses WHERE tenant_id = ")
        .push_bind(tenant)
        .push(" AND address >= ")
        .push_bind(low)
        .push(" AND address < ")
        .push_bind(high)
        .push(" ORDER BY address LIMIT ")
        .push_bind(MOST_MATCHES)
        .push(") AS by_address)")
}

fn ordered(mut statement: Query, query: &UserQuery) -> Query {
    let few = finds_few(query);
    let by_name = query.order == Order::Name;
    let columns = if by_name {
        few.choose(
            " AND (display_name_folded, id) ",
            " AND (display_name_folded || '', id) ",
        )
    } else {
        " AND id "
    };
    let compare = match &query.page.from {
        From::Start | From::End => None,
        From::After(cursor) => Some(("> ", cursor)),
        From::Before(cursor) => Some(("< ", cursor)),
    };
    if let Some((sign, cursor)) = compare {
        statement = statement.push(columns).push(sign);
        statement = if by_name {
            statement
                .push("(")
                .push_bind(&cursor.key)
                .push(", ")
                .push_bind(cursor.id)
                .push(")")
        } else {
            statement.push_bind(cursor.id)
        };
    }
    let order = match (by_name, query.page.backwards()) {
        (true, false) => few.choose(
            " ORDER BY display_name_folded, id",
            " ORDER BY display_name_folded || '', id",
        ),
        (true, true) => few.choose(
            " ORDER BY display_name_folded DESC, id DESC",
            " ORDER BY display_name_folded || '' DESC, id DESC",
        ),
        (false, false) => " ORDER BY id",
        (false, true) => " ORDER BY id DESC",
    };
    statement
        .push(order)
        .push(" LIMIT ")
        .push_bind(query.page.limit())
}

/// What SQLite says about how it would make a list.
#[cfg(test)]
pub(super) fn plan(actor: &Actor, query: &UserQuery) -> Result<Query> {
    let select = select_users!("WHERE tenant_id = ");
    let statement = sql("EXPLAIN QUERY PLAN ")
        .push(select)
        .push_bind(actor.tenant);
    Ok(ordered(
        conditions(statement, actor.tenant, (query, None))?,
        query,
    ))
}

fn cursor(user: &User, order: Order) -> Cursor {
    let key = match order {
        Order::Name => fold(&user.display_name),
        Order::Id => String::new(),
    };
    Cursor { key, id: user.id.0 }
}
