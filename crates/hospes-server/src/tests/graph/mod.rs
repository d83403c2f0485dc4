//! Microsoft Graph: bodies, errors and query options.

mod conversions;
mod cross_tenant_access;
mod deleted_items;
mod errors;
mod federations;
mod identity_providers;
mod invitations;
mod users;
