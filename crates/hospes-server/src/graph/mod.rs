//! Microsoft Graph v1.0, as far as guests need it. A handler translates; the product decides.

mod body;
pub(crate) mod conversions;
pub(crate) mod cross_tenant_access;
pub(crate) mod deleted_items;
pub(crate) mod error;
pub(crate) mod federations;
pub(crate) mod identity_providers;
mod input;
pub(crate) mod invitations;
pub(crate) mod member_objects;
pub(crate) mod path;
mod provider;
mod query;
pub(crate) mod users;
mod whole;

use axum::http::Uri;

/// What is on no line of the table.
pub(crate) async fn unknown(uri: Uri) -> error::GraphError {
    let path = uri.path().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    error::GraphError::Segment(last.to_owned())
}
