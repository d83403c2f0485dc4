//! The SAML service provider that an organisation is for its partners: the keys with which it signs requests and opens
//! what is encrypted for it.
//!
//! Each organisation has its own, so that a partner that trusts one does not trust all. Which identity providers there
//! are, and what they say of guests, is told in `identity_provider`.

mod certificates;
mod keys;
mod store;
#[cfg(test)]
mod tests;

use crate::ids::TenantId;

/// The path of the metadata of an organisation, which with the root of this server is its entity id.
pub fn entity_path(tenant: TenantId) -> String {
    format!("/{tenant}/saml/sp/metadata")
}

/// The path that responses are posted to.
pub fn acs_path(tenant: TenantId) -> String {
    format!("/{tenant}/saml/sp/acs")
}

/// The path where partners say that somebody signed out.
pub fn logout_path(tenant: TenantId) -> String {
    format!("/{tenant}/saml/sp/logout")
}
