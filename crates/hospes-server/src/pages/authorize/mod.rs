//! Sending people to applications: the authorization endpoint, consent, and signing out (OpenID Connect Core,
//! section 3.1.2; RP-Initiated Logout).

pub(crate) mod admin_consent;
mod answer;
pub(crate) mod consent;
pub(crate) mod flow;
pub(crate) mod logout;
mod request;
pub(crate) mod trouble;

pub(crate) use flow::{prove_more, sign_in_url};
pub(crate) use request::{form_policy, is_shared};
