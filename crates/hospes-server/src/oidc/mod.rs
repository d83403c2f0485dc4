//! The identity platform as programs see it: metadata, keys, tokens, userinfo. What people see of it is in
//! `pages/authorize`.

pub(crate) mod discovery;
pub(crate) mod error;
pub(crate) mod keys;
pub(crate) mod path;
pub(crate) mod token;
pub(crate) mod userinfo;
