//! The identity platform as programs see it: metadata, keys, tokens, userinfo. What people see of it is in
//! `pages/authorize`.

pub(crate) mod device;
pub(crate) mod discovery;
pub(crate) mod error;
pub(crate) mod instance;
pub(crate) mod keys;
pub(crate) mod path;
pub(crate) mod resource_manager;
pub(crate) mod token;
pub(crate) mod userinfo;

use hospes_identity::ids::TenantId;
use hospes_protocol::address::Domain;
use hospes_protocol::oauth::OAuthError;

/// Why what stands for the tenant in a path means none.
pub(crate) fn no_tenant(name: &str) -> OAuthError {
    if name.parse::<TenantId>().is_ok() || Domain::parse(name).is_ok() {
        OAuthError::unknown_tenant(name)
    } else {
        OAuthError::malformed_tenant(name)
    }
}
