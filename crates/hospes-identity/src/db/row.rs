//! Reading rows of either driver into private structs, column by column.

use uuid::Uuid;

use super::DbError;
use crate::env::Timestamp;
use crate::ids;

/// One value of a row, as the driver has it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'r> {
    Null,
    Integer(i64),
    Boolean(bool),
    Text(&'r str),
    Bytes(&'r [u8]),
    Uuid(Uuid),
}

/// A row that is read from left to right.
pub(crate) struct Row<'r> {
    source: Source<'r>,
    next: usize,
}

enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    pub(super) fn sqlite(row: &'r rusqlite::Row<'r>) -> Self {
        Self {
            source: Source::Sqlite(row),
            next: 0,
        }
    }

    pub(super) fn postgres(row: &'r tokio_postgres::Row) -> Self {
        Self {
            source: Source::Postgres(row),
            next: 0,
        }
    }

    /// The next column.
    pub(crate) fn next<T: Column>(&mut self) -> Result<T, DbError> {
        let index = self.next;
        self.next += 1;
        let cell = match &self.source {
            Source::Sqlite(row) => sqlite_cell(row, index)?,
            Source::Postgres(row) => postgres_cell(row, index)?,
        };
        T::read(cell).ok_or_else(|| {
            DbError::new(
                "a column has another type than expected",
                format!("column {index}: {cell:?}"),
            )
        })
    }
}

/// A row of any table, each column as text: for tests that compare whole databases.
#[cfg(any(test, feature = "testing"))]
pub(crate) struct AnyRow(pub(crate) Vec<String>);

#[cfg(any(test, feature = "testing"))]
impl FromRow for AnyRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        let columns = match &row.source {
            Source::Sqlite(row) => row.as_ref().column_count(),
            Source::Postgres(row) => row.len(),
        };
        let cell = |index| match &row.source {
            Source::Sqlite(row) => sqlite_cell(row, index),
            Source::Postgres(row) => postgres_cell(row, index),
        };
        let texts = (0..columns).map(|index| Ok(describe(cell(index)?)));
        texts.collect::<Result<_, DbError>>().map(Self)
    }
}

/// Texts as they are, the rest as each engine shows it.
#[cfg(any(test, feature = "testing"))]
fn describe(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => text.to_owned(),
        Cell::Bytes(bytes) => {
            Uuid::from_slice(bytes).map_or_else(|_| format!("{bytes:?}"), |uuid| uuid.to_string())
        }
        Cell::Uuid(uuid) => uuid.to_string(),
        Cell::Null | Cell::Integer(_) | Cell::Boolean(_) => format!("{cell:?}"),
    }
}

fn sqlite_cell<'r>(row: &'r rusqlite::Row<'r>, index: usize) -> Result<Cell<'r>, DbError> {
    use rusqlite::types::ValueRef;
    let value = row
        .get_ref(index)
        .map_err(|e| DbError::new("a column is missing", e))?;
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(_) => return Err(DbError::plain("a column holds a fraction")),
        ValueRef::Text(bytes) => Cell::Text(
            std::str::from_utf8(bytes).map_err(|e| DbError::new("a text is not UTF-8", e))?,
        ),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes),
    })
}

fn postgres_cell(row: &tokio_postgres::Row, index: usize) -> Result<Cell<'_>, DbError> {
    use tokio_postgres::types::Type;
    let ty = row
        .columns()
        .get(index)
        .map(|column| column.type_().clone());
    let failed = |e| DbError::new("a column cannot be read", e);
    let cell = match ty {
        Some(Type::UUID) => row
            .try_get::<_, Option<Uuid>>(index)
            .map_err(failed)?
            .map(Cell::Uuid),
        Some(Type::INT8) => row
            .try_get::<_, Option<i64>>(index)
            .map_err(failed)?
            .map(Cell::Integer),
        Some(Type::INT4) => row
            .try_get::<_, Option<i32>>(index)
            .map_err(failed)?
            .map(|number| Cell::Integer(i64::from(number))),
        Some(Type::BOOL) => row
            .try_get::<_, Option<bool>>(index)
            .map_err(failed)?
            .map(Cell::Boolean),
        Some(Type::BYTEA) => row
            .try_get::<_, Option<&[u8]>>(index)
            .map_err(failed)?
            .map(Cell::Bytes),
        Some(_) => row
            .try_get::<_, Option<&str>>(index)
            .map_err(failed)?
            .map(Cell::Text),
        None => return Err(DbError::plain("a column is missing")),
    };
    Ok(cell.unwrap_or(Cell::Null))
}

/// A type that a column can hold.
pub(crate) trait Column: Sized {
    /// `None` when the column holds something else.
    fn read(cell: Cell<'_>) -> Option<Self>;
}

impl<T: Column> Column for Option<T> {
    fn read(cell: Cell<'_>) -> Option<Self> {
        match cell {
            Cell::Null => Some(None),
            Cell::Integer(_)
            | Cell::Boolean(_)
            | Cell::Text(_)
            | Cell::Bytes(_)
            | Cell::Uuid(_) => T::read(cell).map(Some),
        }
    }
}

macro_rules! column {
    ($($ty:ty : $($pattern:pat => $value:expr),+;)*) => {$(
        impl Column for $ty {
            fn read(cell: Cell<'_>) -> Option<Self> {
                match cell {
                    $($pattern => $value,)+
                    _ => None,
                }
            }
        }
    )*};
}

column! {
    i64: Cell::Integer(number) => Some(number);
    // SQLite has no booleans: they are 0 and 1.
    bool: Cell::Boolean(yes) => Some(yes), Cell::Integer(number) => Some(number != 0);
    String: Cell::Text(text) => Some(text.to_owned());
    Vec<u8>: Cell::Bytes(bytes) => Some(bytes.to_vec());
    [u8; 20]: Cell::Bytes(bytes) => bytes.try_into().ok();
    [u8; 32]: Cell::Bytes(bytes) => bytes.try_into().ok();
    Uuid: Cell::Uuid(uuid) => Some(uuid), Cell::Bytes(bytes) => Self::from_slice(bytes).ok();
    Timestamp: Cell::Integer(millis) => Some(Self::from_millis(millis));
    u32: Cell::Integer(number) => Self::try_from(number).ok();
    u64: Cell::Integer(number) => Self::try_from(number).ok();
}

macro_rules! id_column {
    ($($ty:ty),*) => {$(
        impl Column for $ty {
            fn read(cell: Cell<'_>) -> Option<Self> {
                Uuid::read(cell).map(Self)
            }
        }
    )*};
}

id_column!(
    ids::TenantId,
    ids::UserId,
    ids::GroupId,
    ids::ApplicationId,
    ids::AppCollectionId,
    ids::AppId,
    ids::KeyId,
    ids::InvitationId,
    ids::SessionId,
    ids::MailId,
    ids::AuditEventId,
    ids::AuthenticatorId,
    ids::UserFlowId,
    ids::AccessRequestId,
    ids::ChallengeId,
    ids::ProviderId,
    ids::TripId,
    ids::AttemptId,
    ids::GrantId,
    ids::SignInId,
    ids::CorrelationId
);

/// What a whole row becomes.
pub(crate) trait FromRow: Sized {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError>;
}

macro_rules! tuple {
    ($($name:ident),+) => {
        impl<$($name: Column),+> FromRow for ($($name,)+) {
            fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
                Ok(($(row.next::<$name>()?,)+))
            }
        }
    };
}
tuple!(A);
tuple!(A, B);
tuple!(A, B, C);
tuple!(A, B, C, D);
tuple!(A, B, C, D, F);

/// Declares a row: a struct whose fields are read in the order in which they stand.
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $ty),* }

        impl $crate::db::FromRow for $name {
            fn from_row(row: &mut $crate::db::Row<'_>) -> Result<Self, $crate::db::DbError> {
                Ok(Self { $($field: row.next::<$ty>()?),* })
            }
        }
    };
}
pub(crate) use row;
