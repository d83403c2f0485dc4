//! Claims that another server does not put into the ID token: OpenID Connect Core, section 5.3.

use serde_json::{Map, Value};

use super::UpstreamClaims;
use crate::json::{DocumentError, document, text};

/// Claims that say something of an address: they count only for the one beside which they stand.
const OF_ADDRESS: [&str; 3] = ["email", "email_verified", "xms_edov"];

/// Claims that say how and where the person signed in. Only a signed token says that.
const OF_TOKEN: [&str; 17] = [
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "nbf",
    "iat",
    "jti",
    "nonce",
    "at_hash",
    "c_hash",
    "auth_time",
    "amr",
    "acr",
    "sid",
    "tid",
    "hd",
];

impl UpstreamClaims {
    /// Adds the answer of the userinfo endpoint: an object of JSON of at most 64 KiB that says nothing twice.
    ///
    /// It must be of the same person (section 5.3.2), and what the ID token says goes before it. An address and what is
    /// said of it come from one place: what one of them says is verified is not the other's address.
    pub fn with_userinfo(self, body: &[u8]) -> Result<Self, UserInfoError> {
        let found = document(body).map_err(|error| match error {
            DocumentError::TooLong => UserInfoError::TooLong,
            DocumentError::Malformed => UserInfoError::Malformed,
        })?;
        if text(&found, "sub") != Some(&self.sub) {
            return Err(UserInfoError::Subject);
        }
        let mut all = self.all;
        let is_there = |claims: &Map<String, Value>, name: &str| {
            claims.get(name).is_some_and(|value| !value.is_null())
        };
        if is_there(&found, "email") && !is_there(&all, "email") {
            for name in OF_ADDRESS {
                all.remove(name);
            }
        }
        let is_of_same_address = !is_there(&all, "email") || all.get("email") == found.get("email");
        for (name, value) in found {
            let is_of_address = OF_ADDRESS.contains(&name.as_str());
            let may_say = !OF_TOKEN.contains(&name.as_str());
            if may_say && (!is_of_address || is_of_same_address) && !is_there(&all, &name) {
                all.insert(name, value);
            }
        }
        Ok(Self::sort(self.iss, self.sub, all))
    }
}

/// Why the answer of the userinfo endpoint is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UserInfoError {
    /// More than 64 KiB.
    #[error("the answer of the userinfo endpoint is longer than 64 KiB")]
    TooLong,
    /// Not an object of JSON, or one that says a thing twice. A signed answer is not read either.
    #[error("the answer of the userinfo endpoint is not JSON, or says a thing twice")]
    Malformed,
    /// It is of another person than the ID token, or does not say whom.
    #[error("the answer of the userinfo endpoint is of another person")]
    Subject,
}
