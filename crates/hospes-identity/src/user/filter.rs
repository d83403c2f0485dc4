//! `$filter` of Graph, compiled to SQL. Columns are static, values are bound: nothing of the text from
//! outside becomes part of a statement.

use hospes_protocol::odata::{CompareOp, Filter, Literal, Path};
use hospes_protocol::text::fold;
use uuid::Uuid;

use super::{CreationType, InvitationState, UserType, addresses};
use crate::db::{Query, Value};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::TenantId;

/// A property that can be filtered by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Property {
    Id,
    UserPrincipalName,
    Mail,
    DisplayName,
    UserType,
    CreationType,
    AccountEnabled,
    ExternalUserState,
    ExternalUserStateChanged,
    Created,
    Deleted,
}

impl Property {
    fn find(path: &Path) -> Result<Self> {
        let name = match path.0.as_slice() {
            [name] => name.to_ascii_lowercase(),
            _ => String::new(),
        };
        Ok(match name.as_str() {
            "id" => Self::Id,
            "userprincipalname" => Self::UserPrincipalName,
            "mail" => Self::Mail,
            "displayname" => Self::DisplayName,
            "usertype" => Self::UserType,
            "creationtype" => Self::CreationType,
            "accountenabled" => Self::AccountEnabled,
            "externaluserstate" => Self::ExternalUserState,
            "externaluserstatechangedatetime" => Self::ExternalUserStateChanged,
            "createddatetime" => Self::Created,
            "deleteddatetime" => Self::Deleted,
            _ => {
                return Err(unsupported(
                    "a property in it is not known or cannot be filtered by",
                ));
            }
        })
    }

    fn column(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::UserPrincipalName => "upn_folded",
            Self::Mail => "mail_folded",
            Self::DisplayName => "display_name_folded",
            Self::UserType => "user_type",
            Self::CreationType => "creation_type",
            Self::AccountEnabled => "account_enabled",
            Self::ExternalUserState => "invitation_state",
            Self::ExternalUserStateChanged => "invitation_state_changed_at",
            Self::Created => "created_at",
            Self::Deleted => "deleted_at",
        }
    }

    fn is_address(self) -> bool {
        matches!(self, Self::UserPrincipalName | Self::Mail)
    }

    fn is_text(self) -> bool {
        self.is_address() || self == Self::DisplayName
    }

    fn value(self, literal: &Literal) -> Result<Value> {
        let wrong = || unsupported("a value in it has another type than its property");
        Ok(match (self, literal) {
            (Self::UserPrincipalName | Self::Mail, Literal::Text(text)) => {
                addresses::canonical(text).into()
            }
            (Self::DisplayName, Literal::Text(text)) => fold(text).into(),
            (Self::Id, Literal::Guid(bytes)) => Uuid::from_bytes(*bytes).into(),
            (Self::Id, Literal::Text(text)) => Uuid::try_parse(text).map_err(|_| wrong())?.into(),
            (Self::UserType, Literal::Text(text)) => {
                let known = UserType::ALL
                    .iter()
                    .find(|t| t.as_str().eq_ignore_ascii_case(text));
                (*known.ok_or_else(wrong)?).into()
            }
            (Self::CreationType, Literal::Text(text)) => {
                // Other ways to come to be exist in the original; here nobody has them.
                CreationType::parse(text).map_or(Value::Text(String::new()), Into::into)
            }
            (Self::AccountEnabled, Literal::Bool(enabled)) => (*enabled).into(),
            (
                Self::ExternalUserStateChanged | Self::Created | Self::Deleted,
                Literal::DateTime { text } | Literal::Text(text),
            ) => Timestamp::parse(text).ok_or_else(wrong)?.into(),
            _ => return Err(wrong()),
        })
    }
}

fn unsupported(reason: &'static str) -> Error {
    Error::invalid("$filter", reason)
}

/// Whether the condition names ids or addresses, so that few users satisfy it and their index finds them.
pub(super) fn finds_few(filter: &Filter) -> bool {
    let is_key = |path: &Path| {
        let property = Property::find(path);
        property.is_ok_and(|property| property == Property::Id || property.is_address())
    };
    match filter {
        Filter::And(left, right) => finds_few(left) || finds_few(right),
        Filter::Or(left, right) => finds_few(left) && finds_few(right),
        Filter::Compare {
            property,
            op: CompareOp::Eq,
            value,
        } => is_key(property) && !matches!(value, Literal::Null),
        Filter::In { property, values } => {
            is_key(property) && !values.iter().any(|value| matches!(value, Literal::Null))
        }
        Filter::StartsWith { property, .. } => is_key(property),
        Filter::Any { .. } => true,
        Filter::Not(_)
        | Filter::Compare { .. }
        | Filter::EndsWith { .. }
        | Filter::CountCompare { .. } => false,
    }
}

/// Adds the condition, in parentheses.
pub(super) fn push(query: Query, tenant: TenantId, filter: &Filter) -> Result<Query> {
    let query = query.push("(");
    let query = match filter {
        Filter::And(left, right) => push(push(query, tenant, left)?.push(" AND "), tenant, right)?,
        Filter::Or(left, right) => push(push(query, tenant, left)?.push(" OR "), tenant, right)?,
        // OData's "not" is true of what is null; SQL's is not.
        Filter::Not(inner) => push(query, tenant, inner)?.push(" IS NOT TRUE"),
        Filter::Compare {
            property,
            op,
            value,
        } => compare(query, tenant, Property::find(property)?, (*op, value))?,
        Filter::In { property, values } => {
            let property = Property::find(property)?;
            let mut query = query.push("1 = 0");
            for value in values {
                query = query.push(" OR (");
                query = compare(query, tenant, property, (CompareOp::Eq, value))?.push(")");
            }
            query
        }
        Filter::StartsWith { property, value } => {
            let property = Property::find(property)?;
            if !property.is_text() {
                return Err(unsupported("startsWith needs a text property"));
            }
            range(query, tenant, property, value)
        }
        Filter::Any {
            collection,
            variable,
            predicate,
        } => any(query, tenant, collection, (variable, predicate))?,
        Filter::EndsWith { .. } => return Err(unsupported("endsWith is not supported")),
        Filter::CountCompare { .. } => return Err(unsupported("$count is not supported in it")),
    };
    Ok(query.push(")"))
}

fn compare(
    query: Query,
    tenant: TenantId,
    property: Property,
    (op, literal): (CompareOp, &Literal),
) -> Result<Query> {
    if property == Property::ExternalUserState {
        return state(query, op, literal);
    }
    if matches!(literal, Literal::Null) {
        let query = query.push(property.column());
        return match op {
            CompareOp::Eq => Ok(query.push(" IS NULL")),
            CompareOp::Ne => Ok(query.push(" IS NOT NULL")),
            CompareOp::Gt | CompareOp::Ge | CompareOp::Lt | CompareOp::Le => {
                Err(unsupported("null can only be compared with eq and ne"))
            }
        };
    }
    let value = property.value(literal)?;
    let ordered = property.is_text()
        || matches!(
            property,
            Property::Created | Property::Deleted | Property::ExternalUserStateChanged
        );
    let sign = match op {
        CompareOp::Eq | CompareOp::Ne => " = ",
        CompareOp::Gt if ordered => " > ",
        CompareOp::Ge if ordered => " >= ",
        CompareOp::Lt if ordered => " < ",
        CompareOp::Le if ordered => " <= ",
        CompareOp::Gt | CompareOp::Ge | CompareOp::Lt | CompareOp::Le => {
            return Err(unsupported("a property in it has no order"));
        }
    };
    let query = if op == CompareOp::Eq && property.is_address() {
        // The addresses have an index; the column then says which kind of address it is.
        let Literal::Text(text) = literal else {
            return Err(unsupported("an address is a text"));
        };
        by_address(query, tenant, &addresses::canonical(text)).push(" AND ")
    } else {
        query
    };
    if op == CompareOp::Ne {
        // What is null differs from every value.
        let query = query
            .push("(")
            .push(property.column())
            .push(sign)
            .push_bind(value);
        return Ok(query.push(") IS NOT TRUE"));
    }
    Ok(query.push(property.column()).push(sign).push_bind(value))
}

/// The wire knows two states and null; ours are more.
fn state(query: Query, op: CompareOp, literal: &Literal) -> Result<Query> {
    let wrong = || unsupported("externalUserState is PendingAcceptance, Accepted or null");
    let (column, completed) = ("invitation_state", InvitationState::Completed);
    let query = match literal {
        Literal::Null => query.push(column).push(" IS NULL"),
        Literal::Text(text) if text.eq_ignore_ascii_case("Accepted") => query
            .push(column)
            .push(" IS NOT NULL AND ")
            .push(column)
            .push(" = ")
            .push_bind(completed),
        Literal::Text(text) if text.eq_ignore_ascii_case("PendingAcceptance") => {
            let open = InvitationState::ALL
                .iter()
                .copied()
                .filter(|state| *state != completed);
            let query = query
                .push(column)
                .push(" IS NOT NULL AND ")
                .push(column)
                .push(" IN (");
            query.push_list(open).push(")")
        }
        Literal::Text(_)
        | Literal::Bool(_)
        | Literal::Number(_)
        | Literal::Guid(_)
        | Literal::DateTime { .. } => return Err(wrong()),
    };
    match op {
        CompareOp::Eq => Ok(query),
        CompareOp::Ne | CompareOp::Gt | CompareOp::Ge | CompareOp::Lt | CompareOp::Le => Err(
            unsupported("externalUserState can only be compared with eq; use not(…)"),
        ),
    }
}

fn by_address(query: Query, tenant: TenantId, address: &str) -> Query {
    query
        .push("id IN (SELECT user_id FROM user_addresses WHERE tenant_id = ")
        .push_bind(tenant)
        .push(" AND address = ")
        .push_bind(address)
        .push(")")
}

fn range(query: Query, tenant: TenantId, property: Property, prefix: &str) -> Query {
    let low = fold(prefix);
    let high = format!("{low}\u{10FFFF}");
    let query = if property.is_address() {
        query
            .push("id IN (SELECT user_id FROM user_addresses WHERE tenant_id = ")
            .push_bind(tenant)
            .push(" AND address >= ")
            .push_bind(&low)
            .push(" AND address < ")
            .push_bind(&high)
            .push(") AND ")
    } else {
        query
    };
    query
        .push(property.column())
        .push(" >= ")
        .push_bind(low)
        .push(" AND ")
        .push(property.column())
        .push(" < ")
        .push_bind(high)
}

/// `otherMails/any(x:x eq '…')` and `proxyAddresses/any(x:x eq 'SMTP:…')`: both ask who answers to an
/// address.
fn any(
    query: Query,
    tenant: TenantId,
    collection: &Path,
    (variable, predicate): (&str, &Filter),
) -> Result<Query> {
    let name = collection
        .0
        .first()
        .map(|name| name.to_ascii_lowercase())
        .unwrap_or_default();
    let Filter::Compare {
        property,
        op: CompareOp::Eq,
        value: Literal::Text(text),
    } = predicate
    else {
        return Err(unsupported("any() supports one comparison with eq"));
    };
    if !matches!(property.0.as_slice(), [only] if only == variable) {
        return Err(unsupported("any() compares its own variable"));
    }
    let address = match name.as_str() {
        "othermails" => text.as_str(),
        "proxyaddresses" => match text.split_once(':') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("smtp") => rest,
            Some(_) | None => return Err(unsupported("proxy addresses begin with SMTP:")),
        },
        _ => {
            return Err(unsupported(
                "a collection in it is not known or cannot be filtered by",
            ));
        }
    };
    Ok(by_address(query, tenant, &addresses::canonical(address)))
}
