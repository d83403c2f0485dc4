//! Cross-tenant access settings: what the pages do.

pub(crate) mod add;
pub(crate) mod edit;
mod form;
mod keep_out;
pub(crate) mod list;
pub(crate) mod remove;
mod words;

use hospes_identity::ids::TenantId;

use crate::pages::error::PageError;

/// The list.
const PATH: &str = "/admin/cross-tenant-access";

fn id_of(text: &str) -> Result<TenantId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn url(id: &str) -> String {
    format!("{PATH}/{id}")
}
