//! Microsoft Graph: bodies, errors and query options.

mod conversions;
mod deleted_items;
mod errors;
mod invitations;
mod users;
