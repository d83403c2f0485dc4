//! The identity platform: tokens for applications, and the keys that verify them.

pub(crate) mod error;
pub(crate) mod keys;
pub(crate) mod token;
