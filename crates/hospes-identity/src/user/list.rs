//! Lists of users: search, filter, paging, and how many there are.

use hospes_protocol::odata::Filter;
use hospes_protocol::text::fold;

use super::profile::profile_columns;
use super::store::select_users;
use super::{Deleted, InvitationState, Issuer, User, UserType, filter};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::db::{Query, Tx, sql};
use crate::error::Result;
use crate::identity_provider;
use crate::ids::UserId;
use crate::page::{Cursor, From, Page, PageRequest};

/// A search looks at so many matches of each kind; who has more narrows it down.
const MOST_MATCHES: i64 = 1_000;
/// Counting stops here: nobody reads further, and a large directory must not be counted whole.
const MOST_COUNTED: i64 = 10_000;

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
    /// Only those whom nothing signs in any more: they are bound to identity providers alone, which are switched off or
    /// removed.
    pub has_no_way: bool,
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
            has_no_way: false,
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
        let mut tx = self.read().await?;
        let off = off(&mut tx, actor, query).await?;
        let statement = sql(select_users!("WHERE tenant_id = ")).push_bind(actor.tenant);
        let statement = ordered(conditions(statement, actor, (query, &off))?, query);
        let rows: Vec<User> = statement.fetch_all(&mut tx).await?;
        Ok(query.page.page(rows, |user| cursor(user, query.order)))
    }

    /// How many users the query finds, whatever its page.
    pub async fn count_users(&self, actor: &Actor, query: &UserQuery) -> Result<Count> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        count(&mut tx, actor, query).await
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

/// The issuers that sign nobody in any more, if the query is about them.
async fn off(tx: &mut Tx, actor: &Actor, query: &UserQuery) -> Result<Vec<Issuer>> {
    if query.has_no_way {
        identity_provider::off(tx, actor.tenant).await
    } else {
        Ok(Vec::new())
    }
}

async fn count(tx: &mut Tx, actor: &Actor, query: &UserQuery) -> Result<Count> {
    let off = off(tx, actor, query).await?;
    let statement =
        sql("SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE tenant_id = ").push_bind(actor.tenant);
    let (number,): (i64,) = conditions(statement, actor, (query, &off))?
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
    actor: &Actor,
    (query, off): (&UserQuery, &[Issuer]),
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
    if query.has_no_way {
        statement = bound_only_to(statement, actor, off);
    }
    if let Some(ids) = &query.among {
        statement = one_of(statement, ids);
    }
    if let Some(search) = searched(query) {
        statement = matches(statement, actor, query, search);
    }
    if let Some(filter) = &query.filter {
        statement = filter::push(statement.push(" AND "), actor.tenant, filter)?;
    }
    Ok(statement)
}

/// Narrows to those who are bound to something, and to nothing but these issuers.
fn bound_only_to(statement: Query, actor: &Actor, off: &[Issuer]) -> Query {
    let Some((first, others)) = off.split_first() else {
        return statement.push(" AND 1 = 0");
    };
    let among = |mut statement: Query| {
        statement = statement.push_bind(*first);
        for issuer in others {
            statement = statement.push(", ").push_bind(*issuer);
        }
        statement.push(")")
    };
    let statement = statement
        .push(" AND id IN (SELECT user_id FROM user_identities WHERE tenant_id = ")
        .push_bind(actor.tenant)
        .push(" AND issuer IN (");
    let statement = among(statement)
        .push(") AND id NOT IN (SELECT user_id FROM user_identities WHERE tenant_id = ")
        .push_bind(actor.tenant)
        .push(" AND issuer NOT IN (");
    among(statement).push(")")
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
        " AND deleted_at IS NULL"
    }
}

/// Three short ranges of three indexes, instead of a walk through the directory.
fn matches(statement: Query, actor: &Actor, query: &UserQuery, low: String) -> Query {
    let high = format!("{low}\u{10FFFF}");
    statement
        .push(" AND id IN (SELECT id FROM (SELECT id FROM users WHERE tenant_id = ")
        .push_bind(actor.tenant)
        // Named here too, or the index by name, which is of these users only, does not serve.
        .push(presence(query))
        .push(" AND display_name_folded >= ")
        .push_bind(&low)
        .push(" AND display_name_folded < ")
        .push_bind(&high)
        .push(" ORDER BY display_name_folded LIMIT ")
        .push_bind(MOST_MATCHES)
        .push(") AS by_name UNION SELECT user_id FROM (SELECT user_id FROM user_terms WHERE tenant_id = ")
        .push_bind(actor.tenant)
        .push(" AND term >= ")
        .push_bind(&low)
        .push(" AND term < ")
        .push_bind(&high)
        .push(" ORDER BY term LIMIT ")
        .push_bind(MOST_MATCHES)
        .push(") AS by_term UNION SELECT user_id FROM (SELECT user_id FROM user_addresses WHERE tenant_id = ")
        .push_bind(actor.tenant)
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
    Ok(ordered(conditions(statement, actor, (query, &[]))?, query))
}

fn cursor(user: &User, order: Order) -> Cursor {
    let key = match order {
        Order::Name => fold(&user.display_name),
        Order::Id => String::new(),
    };
    Cursor { key, id: user.id.0 }
}
