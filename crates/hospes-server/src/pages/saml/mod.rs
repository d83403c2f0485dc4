//! Sending people to applications that speak SAML 2.0: signing in, signing out, and what the applications have
//! to know.
//!
//! A request is checked where it comes in, and from then on is a sealed *ask* in the address of a page. Nothing
//! is written on a GET: the page that is shown to whoever is signed in posts itself, and the answer to that is
//! a page that posts itself to the application.

pub(crate) mod flow;
pub(crate) mod logout;
mod message;
pub(crate) mod metadata;
