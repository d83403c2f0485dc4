//! Sending somebody to another server: OpenID Connect Core, section 3.1.2.1; RFC 7636, section 4.3.

use super::ProviderMetadata;
use crate::oauth::RedirectUri;

/// What we ask another server for: a code, which is bound to us by a challenge and to the browser by `state` and
/// `nonce`.
#[derive(Clone, Copy, Debug)]
pub struct Departure<'a> {
    /// Who we are there.
    pub client_id: &'a str,
    /// Where the answer goes, exactly as it is registered there.
    pub redirect_uri: &'a str,
    /// What we want, separated by blanks. `openid` must be among it, or there is no ID token.
    pub scope: &'a str,
    /// What the answer has to give back.
    pub state: &'a str,
    /// What the ID token has to repeat.
    pub nonce: &'a str,
    /// The S256 challenge of a verifier that only we know; see [`s256`](crate::oauth::s256).
    pub code_challenge: &'a str,
    /// How the answer comes, if not in the query: `form_post`.
    pub response_mode: Option<&'a str>,
    /// Whom we expect. It proves nothing.
    pub login_hint: Option<&'a str>,
    /// What the other server has to ask: `login` or `select_account`.
    pub prompt: Option<&'a str>,
    /// Of which classes the sign-in should be, separated by blanks, the best first (OpenID Connect Core, section 3.1.2.1).
    pub acr_values: Option<&'a str>,
}

impl Departure<'_> {
    /// The URL to go to. A query that the endpoint has stays before ours (RFC 6749, section 3.1).
    pub fn url(&self, metadata: &ProviderMetadata) -> String {
        let always = [
            ("response_type", "code"),
            ("client_id", self.client_id),
            ("redirect_uri", self.redirect_uri),
            ("scope", self.scope),
            ("state", self.state),
            ("nonce", self.nonce),
            ("code_challenge", self.code_challenge),
            ("code_challenge_method", "S256"),
        ];
        let sometimes = [
            ("response_mode", self.response_mode),
            ("login_hint", self.login_hint),
            ("prompt", self.prompt),
            ("acr_values", self.acr_values),
        ];
        let mut pairs = always.to_vec();
        let there = |(name, value): (&'static str, Option<_>)| value.map(|value| (name, value));
        pairs.extend(sometimes.into_iter().filter_map(there));
        RedirectUri::with_query(metadata.authorization_endpoint.as_str(), &pairs)
    }
}
