//! A value bound to a statement: one of five types, or none.

use uuid::Uuid;

use crate::env::Timestamp;
use crate::ids;

/// A bound value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Uuid(Uuid),
    Text(String),
    BigInt(i64),
    Boolean(bool),
    Bytes(Vec<u8>),
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Uuid(uuid) => ValueRef::Blob(uuid.as_bytes()),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::BigInt(number) => ValueRef::Integer(*number),
            Self::Boolean(yes) => ValueRef::Integer(i64::from(*yes)),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl tokio_postgres::types::ToSql for Value {
    fn to_sql(
        &self,
        ty: &tokio_postgres::types::Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(tokio_postgres::types::IsNull::Yes),
            Self::Uuid(uuid) => uuid.to_sql_checked(ty, out),
            Self::Text(text) => text.to_sql_checked(ty, out),
            Self::BigInt(number) => number.to_sql_checked(ty, out),
            Self::Boolean(yes) => yes.to_sql_checked(ty, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(ty, out),
        }
    }

    // Each variant checks its own type in `to_sql`, where the variant is known.
    fn accepts(_: &tokio_postgres::types::Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

macro_rules! into_value {
    ($($from:ty => |$value:ident| $to:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $to
            }
        }
    )*};
}

into_value! {
    Uuid => |v| Self::Uuid(v);
    String => |v| Self::Text(v);
    &str => |v| Self::Text(v.to_owned());
    &String => |v| Self::Text(v.clone());
    i64 => |v| Self::BigInt(v);
    u32 => |v| Self::BigInt(i64::from(v));
    bool => |v| Self::Boolean(v);
    Vec<u8> => |v| Self::Bytes(v);
    &[u8] => |v| Self::Bytes(v.to_vec());
    [u8; 32] => |v| Self::Bytes(v.to_vec());
    Timestamp => |v| Self::BigInt(v.as_millis());
    ids::TenantId => |v| Self::Uuid(v.0);
    ids::UserId => |v| Self::Uuid(v.0);
    ids::GroupId => |v| Self::Uuid(v.0);
    ids::ApplicationId => |v| Self::Uuid(v.0);
    ids::AppCollectionId => |v| Self::Uuid(v.0);
    ids::AppId => |v| Self::Uuid(v.0);
    ids::KeyId => |v| Self::Uuid(v.0);
    ids::InvitationId => |v| Self::Uuid(v.0);
    ids::SessionId => |v| Self::Uuid(v.0);
    ids::MailId => |v| Self::Uuid(v.0);
    ids::AuditEventId => |v| Self::Uuid(v.0);
    ids::AuthenticatorId => |v| Self::Uuid(v.0);
    ids::UserFlowId => |v| Self::Uuid(v.0);
    ids::AccessRequestId => |v| Self::Uuid(v.0);
    ids::ChallengeId => |v| Self::Uuid(v.0);
    ids::ProviderId => |v| Self::Uuid(v.0);
    ids::TripId => |v| Self::Uuid(v.0);
    ids::AttemptId => |v| Self::Uuid(v.0);
    ids::GrantId => |v| Self::Uuid(v.0);
    ids::SignInId => |v| Self::Uuid(v.0);
    ids::CorrelationId => |v| Self::Uuid(v.0);
}

impl From<&Option<String>> for Value {
    fn from(value: &Option<String>) -> Self {
        value.as_ref().map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
