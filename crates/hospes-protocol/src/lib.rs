//! Other people's specifications as pure functions.
//!
//! Everything that reads hostile text lives here: mail addresses, names for display, JOSE tokens,
//! OAuth requests, SAML messages, OData query options. Nothing here does I/O or reads a clock; what a rule needs
//! to know (the time, the keys, the audiences) comes in as an argument. So each parser can be
//! fuzzed alone, and none of them can reach anything.
//!
//! What a value *means* for Hospes is decided one crate up, in `hospes-identity`.

pub mod address;
pub mod apple;
pub mod jose;
mod json;
pub mod oauth;
pub mod odata;
pub mod oidc;
pub mod saml;
pub mod social;
pub mod text;
