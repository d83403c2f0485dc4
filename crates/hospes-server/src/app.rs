//! What every handler can reach, and how it is wired.

use std::net::IpAddr;
use std::sync::Arc;

use hospes_identity::Identity;
use hospes_identity::authenticator::RelyingParty;
use hospes_identity::grant::TokenNames;
use hospes_identity::identity_provider::{IdentityProvider, Protocol};
use hospes_identity::service_provider::acs_path;
use hospes_identity::sign_in::callback_path;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::config::{Config, Root};
use crate::mail::inbox::Inbox;

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct App {
    inner: Arc<Inner>,
}

/// The parts of an [`App`].
pub(crate) struct Inner {
    /// The product.
    pub(crate) identity: Identity,
    /// The root of the identity platform and of all pages.
    pub(crate) root: Root,
    /// The root of Graph.
    pub(crate) graph_root: Root,
    /// Who runs this server.
    pub(crate) server_name: String,
    /// Whom to ask when it fails.
    pub(crate) contact: Option<String>,
    /// Whose X-Forwarded-For is believed.
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// The names in tokens.
    pub(crate) token_names: TokenNames,
    /// This server as passkeys know it; none where it has no name.
    pub(crate) passkeys: Option<RelyingParty>,
    /// The demo's inbox.
    pub(crate) inbox: Option<Inbox>,
    /// What /metrics shows.
    pub(crate) metrics: PrometheusHandle,
    /// Who may see it.
    pub(crate) metrics_token: Option<String>,
}

impl App {
    /// Wires the parts.
    pub(crate) fn new(
        config: &Config,
        identity: Identity,
        inbox: Option<Inbox>,
        metrics: PrometheusHandle,
    ) -> Self {
        let (root, graph_root) = (config.server.public_url.clone(), config.graph_url().clone());
        Self {
            inner: Arc::new(Inner {
                token_names: TokenNames {
                    root: root.as_str().to_owned(),
                    graph_audiences: graph_audiences(&graph_root),
                },
                identity,
                passkeys: RelyingParty::new(root.as_str(), config.server_name()),
                root,
                graph_root,
                server_name: config.server_name().to_owned(),
                contact: config.server.contact.clone(),
                trusted_proxies: config.server.trusted_proxies.clone(),
                inbox,
                metrics,
                metrics_token: config.metrics.token.clone(),
            }),
        }
    }

    /// A URL of this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root.as_str())
    }

    /// Where an identity provider sends people back to: it has to know.
    pub(crate) fn redirect_uri_of(&self, provider: &IdentityProvider) -> String {
        match &provider.protocol {
            Protocol::OpenIdConnect(_) | Protocol::OAuth(_) => {
                self.url(&callback_path(provider.id))
            }
            Protocol::Saml(_) => self.url(&acs_path(provider.tenant)),
        }
    }
}

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("root", &self.root)
            .finish_non_exhaustive()
    }
}

/// The client id of Microsoft Graph, which is also one of its names.
pub(crate) const GRAPH_APP_ID: &str = "00000003-0000-0000-c000-000000000000";

/// Everything that means Graph in a scope or an audience: with and without a slash, and without the
/// port, because some SDKs derive the scope from the host name alone.
fn graph_audiences(root: &Root) -> Vec<String> {
    let url = root.as_str();
    let mut all = vec![url.to_owned(), format!("{url}/"), GRAPH_APP_ID.to_owned()];
    if let Some((without_port, port)) = url.rsplit_once(':')
        && port.bytes().all(|byte| byte.is_ascii_digit())
    {
        all.extend([without_port.to_owned(), format!("{without_port}/")]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graph_is_known_by_all_its_names() {
        let root = Root::try_from("https://localhost:8443".to_owned()).unwrap();
        let names = graph_audiences(&root);
        for name in [
            "https://localhost:8443",
            "https://localhost:8443/",
            "https://localhost",
            "https://localhost/",
            GRAPH_APP_ID,
        ] {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
        let plain = Root::try_from("https://graph.example".to_owned()).unwrap();
        assert_eq!(graph_audiences(&plain).len(), 3);
    }
}
