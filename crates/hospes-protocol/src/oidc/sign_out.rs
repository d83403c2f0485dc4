//! Signing somebody out at another server: OpenID Connect RP-Initiated Logout 1.0, section 2.

use super::ProviderMetadata;
use crate::oauth::RedirectUri;

/// What we ask another server for: that it ends the session that it signed somebody in by.
#[derive(Clone, Copy)]
pub struct SignOut<'a> {
    /// Who we are there.
    pub client_id: &'a str,
    /// The ID token of that sign-in, from which it knows who is meant and that nobody else asks.
    pub id_token_hint: Option<&'a str>,
    /// Where people come back to, exactly as it is registered there.
    pub post_logout_redirect_uri: &'a str,
    /// What comes back with them.
    pub state: &'a str,
}

impl SignOut<'_> {
    /// The URL to go to. A query that the endpoint has stays before ours. `None` when the server has none.
    pub fn url(&self, metadata: &ProviderMetadata) -> Option<String> {
        let endpoint = metadata.end_session_endpoint.as_ref()?;
        let mut pairs = Vec::from_iter(self.id_token_hint.map(|hint| ("id_token_hint", hint)));
        pairs.extend([
            ("client_id", self.client_id),
            ("post_logout_redirect_uri", self.post_logout_redirect_uri),
            ("state", self.state),
        ]);
        Some(RedirectUri::with_query(endpoint.as_str(), &pairs))
    }
}
