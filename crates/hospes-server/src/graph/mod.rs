//! Microsoft Graph v1.0, as far as guests need it. A handler translates; the product decides.

mod body;
pub(crate) mod deleted_items;
pub(crate) mod error;
mod input;
pub(crate) mod invitations;
pub(crate) mod path;
mod query;
pub(crate) mod users;
