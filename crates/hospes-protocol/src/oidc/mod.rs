//! OpenID Connect as the identity platform speaks it: metadata and the claims of an `id_token`.
//!
//! Authorization requests are read in [`oauth`](crate::oauth), tokens are signed in
//! [`jose`](crate::jose). Which claims somebody gets is not decided here.

mod claims;
mod discovery;

pub use claims::{IdTokenClaims, half_hash, pairwise_sub};
pub use discovery::Endpoints;
