//! Why a query is refused.

/// Why a query is refused, as the sentence that Graph gives for its message.
///
/// Positions are bytes from the beginning of the option's decoded value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// `$filter` cannot be read.
    #[error("Invalid filter clause: {reason} at position {position}.")]
    Filter {
        /// Where.
        position: usize,
        /// What is wrong there.
        reason: &'static str,
    },
    /// `$search` cannot be read.
    #[error("Invalid search clause: {reason} at position {position}.")]
    Search {
        /// Where.
        position: usize,
        /// What is wrong there.
        reason: &'static str,
    },
    /// `$orderby` cannot be read.
    #[error("Invalid orderby clause: {reason} at position {position}.")]
    OrderBy {
        /// Where.
        position: usize,
        /// What is wrong there.
        reason: &'static str,
    },
    /// `$select` cannot be read.
    #[error("Invalid select clause: {reason} at position {position}.")]
    Select {
        /// Where.
        position: usize,
        /// What is wrong there.
        reason: &'static str,
    },
    /// `$expand` cannot be read.
    #[error("Invalid expand clause: {reason} at position {position}.")]
    Expand {
        /// Where.
        position: usize,
        /// What is wrong there.
        reason: &'static str,
    },
    /// The value of a simple option is not one of those that it can have.
    #[error("Invalid value for ${option}.")]
    Value {
        /// The option, without `$`.
        option: &'static str,
    },
    /// An option is there twice.
    #[error("The query parameter '${option}' is specified more than once.")]
    Repeated {
        /// The option, without `$`.
        option: &'static str,
    },
    /// An option that Graph's directory objects do not have.
    #[error("The query parameter '{option}' is not supported.")]
    Unsupported {
        /// The option as sent, cut to one clean line of 40 characters.
        option: String,
    },
}
