//! From names to addresses. What is checked here is what is connected to: nobody asks a second time.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::networks::is_public;

/// A question under way.
pub(super) type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Who knows the addresses of names.
pub(super) trait Names: Send + Sync {
    /// All addresses of a name.
    fn addresses(&self, name: &str) -> Looking;
}

/// The system's files and name servers.
pub(super) struct SystemNames;

impl Names for SystemNames {
    fn addresses(&self, name: &str) -> Looking {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// A name has an address that is not of the internet.
#[derive(Debug, thiserror::Error)]
#[error("the name has an address that is not public")]
pub(super) struct NotPublic;

/// A name could not be looked up.
#[derive(Debug, thiserror::Error)]
#[error("the name is not found")]
pub(super) struct NotFound(#[source] io::Error);

/// Where the client looks names up.
pub(super) struct Resolver {
    pub(super) names: Arc<dyn Names>,
    /// Whether names that lead into a network of somebody's own are refused.
    pub(super) public_only: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let looking = self.names.addresses(name.as_str());
        let public_only = self.public_only;
        Box::pin(async move {
            let found = looking.await.map_err(NotFound)?;
            // One is enough: who has a public address beside a private one is trying to get in.
            if public_only && !found.iter().copied().all(is_public) {
                return Err(NotPublic.into());
            }
            // The client puts the port of the URL in the place of 0.
            let found = found.into_iter().map(|ip| SocketAddr::new(ip, 0));
            let found: Addrs = Box::new(found);
            Ok(found)
        })
    }
}
