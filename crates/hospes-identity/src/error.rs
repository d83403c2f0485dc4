//! The error of operations. It knows nothing of HTTP: the edges of the server translate it.

use crate::actor::Permission;
use crate::db::DbError;

/// An error of any kind, as a cause.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The error of every operation whose caller need not tell causes apart.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value from outside breaks a rule.
    #[error("the value of `{field}` is not valid: {reason}")]
    Invalid {
        /// The field, as the domain names it.
        field: &'static str,
        /// What is wrong with it, as part of a sentence.
        reason: &'static str,
    },
    /// Nobody is signed in, or the credentials are wrong.
    #[error("nobody is signed in")]
    Unauthenticated,
    /// The caller is known and may not do this.
    #[error("the permission {permission:?} is missing")]
    Forbidden {
        /// What would have allowed it.
        permission: Permission,
    },
    /// It does not exist, or not for this caller.
    #[error("no such {what}")]
    NotFound {
        /// The kind of thing.
        what: &'static str,
    },
    /// It exists already, or changed in the meantime.
    #[error("the {what} exists already")]
    Conflict {
        /// The kind of thing.
        what: &'static str,
    },
    /// A limit is reached.
    #[error("too many attempts")]
    TooMany {
        /// When to come back.
        retry_after_seconds: u32,
    },
    /// Something outside does not answer.
    #[error("{what} does not answer")]
    Unavailable {
        /// What it is.
        what: &'static str,
        /// Why.
        #[source]
        source: BoxError,
    },
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbError),
    /// A stored value cannot be read.
    #[error("a stored value cannot be read: {what}")]
    Corrupt {
        /// Which value.
        what: &'static str,
        /// Why.
        #[source]
        source: BoxError,
    },
}

impl Error {
    /// A value that breaks a rule.
    pub fn invalid(field: &'static str, reason: &'static str) -> Self {
        Self::Invalid { field, reason }
    }

    /// Another error in place of "no such …"; whatever else went wrong stays what it is.
    #[must_use]
    pub(crate) fn if_missing(self, other: Self) -> Self {
        if matches!(self, Self::NotFound { .. }) {
            other
        } else {
            self
        }
    }

    /// A stored value that makes no sense.
    pub fn corrupt(what: &'static str, source: impl Into<BoxError>) -> Self {
        Self::Corrupt {
            what,
            source: source.into(),
        }
    }

    /// Whether the operation may be run again from its start and then succeed.
    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            Self::Database(error) => error.is_retryable(),
            Self::Invalid { .. }
            | Self::Unauthenticated
            | Self::Forbidden { .. }
            | Self::NotFound { .. }
            | Self::Conflict { .. }
            | Self::TooMany { .. }
            | Self::Unavailable { .. }
            | Self::Corrupt { .. } => false,
        }
    }
}

/// What operations return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
