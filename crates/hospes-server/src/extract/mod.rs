//! Extractors: what a handler takes from a request, checked before it gets it.

pub(crate) mod admin;
pub(crate) mod caller;
pub(crate) mod circumstances;
pub(crate) mod cookies;
pub(crate) mod form;
pub(crate) mod registrar;
pub(crate) mod signed_in;
pub(crate) mod visitor;
