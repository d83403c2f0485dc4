//! OpenID Connect as the identity platform speaks it: metadata and the claims of an `id_token`.
//!
//! Authorization requests are read in [`oauth`](crate::oauth), tokens are signed in
//! [`jose`](crate::jose). Which claims somebody gets is not decided here.
//!
//! And OpenID Connect as a client of other servers, where guests sign in: [`ProviderMetadata`] says where, [`Departure`]
//! leads there, [`Answer`] comes back, [`verify_id_token`] says who it is,
//! [`verify_logout_token`] whose sign-in there is over, and [`SignOut`] leads to where it ends. Every part is given what it compares with;
//! which trip an answer belongs to, and whom an address proves, is not decided here.

mod answer;
mod claims;
mod departure;
mod discovery;
mod id_token;
mod logout_token;
mod provider;
mod provider_address;
mod sign_out;
mod upstream_claims;
mod userinfo;

pub use answer::{Answer, AnswerError, AnswerKind};
pub use claims::{IdTokenClaims, half_hash, pairwise_sub};
pub use departure::Departure;
pub use discovery::Endpoints;
pub use id_token::{ExpectedIdToken, IdTokenError, verify_id_token};
pub use logout_token::{ExpectedLogoutToken, LogoutToken, LogoutTokenError, verify_logout_token};
pub use provider::{MetadataError, ProviderMetadata};
pub use provider_address::{
    MAX_UPSTREAM_URL_BYTES, ProviderAddress, UpstreamUrl, UpstreamUrlError, discovery_url,
    is_issuer_of,
};
pub use sign_out::SignOut;
pub use upstream_claims::{EmailVerified, UpstreamClaims};
pub use userinfo::UserInfoError;

#[cfg(test)]
mod answer_tests;
#[cfg(test)]
mod id_token_tests;
#[cfg(test)]
mod logout_token_tests;
#[cfg(test)]
mod provider_tests;
#[cfg(test)]
mod userinfo_tests;
