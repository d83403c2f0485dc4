//! What Graph accepts in a query string: a part of OData 4.01, and `$search`.
//!
//! Text becomes trees here, and trees become text again. Which properties exist, which of them can
//! be filtered, and what needs `ConsistencyLevel: eventual`, is for whoever compiles the tree.
//! Not supported, because Graph's directory objects do not have them: `$skip`, `contains`, `all`,
//! `has`, arithmetic, comparisons of two properties.

mod error;
mod filter;
mod grammar;
mod options;
mod order;
mod search;
mod select;

pub use error::QueryError;
pub use filter::{CompareOp, Filter, Literal, Path};
pub use options::QueryOptions;
pub use order::OrderBy;
pub use search::Search;

#[cfg(test)]
mod tests;
