//! A web application that signs people in by OpenID Connect, shows the claims it receives, calls Microsoft
//! Graph for them, and signs them out.
//!
//! It is written as any application would be: on a library of others for the protocol, and with nothing from
//! its provider but an issuer, a client id, a client secret and scopes. Sessions are in memory, so it is one
//! process, and a restart signs everybody out of it.

mod claims;
mod client;
mod flow;
mod pages;
mod provider;
mod sessions;
#[cfg(test)]
mod tests;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum_server::tls_rustls::RustlsConfig;
use tokio::task::JoinSet;
use url::Url;

use flow::Application;

/// Where a sign-in begins. A tile or a bookmark may lead there: whoever is signed in at the provider needs no
/// other click.
pub const SIGN_IN: &str = "/sign-in";
/// Where the provider answers: to be registered as a redirect URI.
pub const CALLBACK: &str = "/callback";
/// Where the provider sends people who signed out: to be registered as well.
pub const SIGNED_OUT: &str = "/signed-out";

/// What an application has to know. It has no `Debug`, because the secret is in it.
pub struct Settings {
    /// The issuer, without `/.well-known/openid-configuration`.
    pub issuer: String,
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub client_secret: String,
    /// The scopes to ask for, besides `openid`.
    pub scopes: Vec<String>,
    /// The root of Microsoft Graph, without `/v1.0`.
    pub graph: Url,
    /// How browsers reach this application; its path does not count.
    pub public_url: Url,
    /// Certificates to trust besides those of the system, PEM.
    pub trusted_certificates: Option<String>,
    /// To serve TLS; without it a proxy does, or nobody.
    pub tls: Option<Tls>,
}

/// A certificate to serve with.
pub struct Tls {
    /// The certificate and those above it, PEM.
    pub chain: String,
    /// Its private key, PEM.
    pub key: String,
}

/// Serves on all listeners, until one of them fails. The provider is asked for the first time when somebody
/// signs in, so it may start later.
pub async fn serve(settings: Settings, listeners: Vec<TcpListener>) -> anyhow::Result<()> {
    let tls = match &settings.tls {
        None => None,
        Some(files) => {
            let (chain, key) = (files.chain.clone(), files.key.clone());
            let loaded = RustlsConfig::from_pem(chain.into_bytes(), key.into_bytes()).await;
            Some(loaded.context("cannot use the certificate and its key")?)
        }
    };
    let router = router(settings)?;
    let mut servers = JoinSet::new();
    for listener in listeners {
        listener.set_nonblocking(true)?;
        servers.spawn(listen(listener, tls.clone(), router.clone()));
    }
    while let Some(ended) = servers.join_next().await {
        ended??;
    }
    Ok(())
}

async fn listen(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    router: Router,
) -> anyhow::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => axum_server::from_tcp(listener)?.serve(service).await?,
        Some(tls) => {
            axum_server::from_tcp_rustls(listener, tls)?
                .serve(service)
                .await?;
        }
    }
    Ok(())
}

/// All pages.
fn router(settings: Settings) -> anyhow::Result<Router> {
    use axum::routing::{get, post};
    let application = Arc::new(Application::new(settings)?);
    Ok(Router::new()
        .route("/", get(flow::home))
        .route(SIGN_IN, get(flow::sign_in))
        .route(CALLBACK, get(flow::callback))
        .route("/me", get(flow::me))
        .route("/sign-out", post(flow::sign_out))
        .route(SIGNED_OUT, get(flow::signed_out))
        .route("/style.css", get(pages::style))
        .fallback(flow::nowhere)
        .with_state(application))
}
