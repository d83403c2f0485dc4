//! The product: who is a guest of whom, how they came, what they may do, and what was done.
//!
//! Every change goes through a method of [`Identity`], which is one operation, one transaction and one
//! audit event. There is no HTTP here and no mail transport, no configuration and no clock of its own:
//! what the product takes from the world is in [`env::Env`].

pub mod access_request;
pub mod actor;
pub mod application;
pub mod audit;
pub mod authenticator;
pub mod certificate;
pub mod cross_tenant_access;
pub mod db;
#[cfg(test)]
mod declared;
pub mod device_code;
pub mod env;
pub mod error;
pub mod grant;
pub mod group;
mod identity;
pub mod identity_provider;
pub mod ids;
pub mod invitation;
pub mod limit;
pub mod my_apps;
mod name;
#[cfg(test)]
mod other_tenant;
pub mod outbox;
pub mod page;
pub mod passcode;
pub mod password;
pub mod patch;
pub mod redemption;
pub mod role;
pub mod saml;
pub mod secret;
pub mod service_provider;
pub mod session;
pub mod sign_in;
pub mod sign_in_log;
pub mod signing_key;
pub mod tenant;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod user;
pub mod user_flow;

pub use actor::{Actor, Circumstances, Permission, Permissions, Who};
pub use env::{
    ClientCertificate, Clock, Entropy, Env, Fetch, FetchError, FetchReply, FetchRequest, Fetching,
    Looking, Payload, Span, Timestamp,
};
pub use error::{BoxError, Error, Result};
pub use identity::{Identity, SweepReport};
pub use patch::Patch;
