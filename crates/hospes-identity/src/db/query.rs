//! Statements: static text and bound values, never one in the other.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{DbError, FromRow, Tx, Value};

/// Begins a statement. The text is static, so what came from outside cannot be in it.
pub(crate) fn sql(text: &'static str) -> Query {
    Query {
        text: Cow::Borrowed(text),
        values: Vec::new(),
    }
}

/// A statement with its values.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

impl Query {
    /// Binds the value of the next placeholder: `$1`, then `$2`, …
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Adds static text.
    pub(crate) fn push(mut self, text: &'static str) -> Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Adds the name of a table of a migration.
    #[cfg(any(test, feature = "testing"))]
    pub(super) fn push_table(mut self, name: &str) -> Self {
        self.text.to_mut().push_str(name);
        self
    }

    /// Adds a placeholder and its value.
    pub(crate) fn push_bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        let number = self.values.len();
        // Writing to a String cannot fail.
        let _ = write!(self.text.to_mut(), "${number}");
        self
    }

    /// Adds a list of placeholders: `$3, $4, $5`. The list must not be empty.
    pub(crate) fn push_list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        for (position, value) in values.into_iter().enumerate() {
            if position > 0 {
                self = self.push(", ");
            }
            self = self.push_bind(value);
        }
        self
    }

    /// Runs it; gives the number of rows it changed.
    pub(crate) async fn execute(self, tx: &mut Tx) -> Result<u64, DbError> {
        tx.execute(&self.text, &self.values).await
    }

    /// Runs it when nobody asks how many rows it changes. On PostgreSQL it goes out with what follows, so
    /// its error may show only there: at the commit at the latest.
    pub(crate) async fn run(self, tx: &mut Tx) -> Result<(), DbError> {
        tx.execute_later(&self.text, self.values).await
    }

    /// All rows.
    pub(crate) async fn fetch_all<T: FromRow>(self, tx: &mut Tx) -> Result<Vec<T>, DbError> {
        tx.query(&self.text, &self.values).await
    }

    /// The first row, if there is one.
    pub(crate) async fn fetch_optional<T: FromRow>(
        self,
        tx: &mut Tx,
    ) -> Result<Option<T>, DbError> {
        Ok(tx.query(&self.text, &self.values).await?.into_iter().next())
    }

    /// The first row; an error when there is none.
    pub(crate) async fn fetch_one<T: FromRow>(self, tx: &mut Tx) -> Result<T, DbError> {
        self.fetch_optional(tx)
            .await?
            .ok_or_else(|| DbError::plain("a row that must exist is missing"))
    }
}
