//! The sample application by itself.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use hospes_sample_application::{Settings, serve};
use url::Url;

/// Signs people in by OpenID Connect, shows what it learns, and calls Microsoft Graph.
#[derive(Parser)]
#[command(name = "sample-application", version)]
struct Arguments {
    /// The issuer: the address in front of /.well-known/openid-configuration
    #[arg(long, env = "OIDC_ISSUER", value_name = "URL")]
    issuer: String,
    /// The application's client id
    #[arg(long, env = "OIDC_CLIENT_ID", value_name = "ID")]
    client_id: String,
    /// The file with the client secret; without it, the secret is in the variable OIDC_CLIENT_SECRET
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
    /// What to ask for, besides openid
    #[arg(
        long,
        env = "OIDC_SCOPES",
        value_name = "SCOPES",
        value_delimiter = ' ',
        default_value = "profile email User.Read"
    )]
    scopes: Vec<String>,
    /// The root of Microsoft Graph
    #[arg(
        long,
        env = "GRAPH_URL",
        value_name = "URL",
        default_value = "https://graph.microsoft.com"
    )]
    graph: Url,
    /// Where to listen
    #[arg(
        long,
        env = "LISTEN",
        value_name = "ADDR",
        default_value = "127.0.0.1:8081"
    )]
    listen: SocketAddr,
    /// How browsers reach it [default: http://localhost and the port]
    #[arg(long, env = "PUBLIC_URL", value_name = "URL")]
    public_url: Option<Url>,
    /// Certificates to trust besides those of the system, PEM
    #[arg(long, env = "TRUSTED_CERTIFICATES", value_name = "FILE")]
    trusted_certificates: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Another provider may be compiled in; rustls wants to be told which one is meant. Only a second call fails.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let arguments = Arguments::parse();
    let client_secret = secret(arguments.client_secret_file)?;
    let listener = std::net::TcpListener::bind(arguments.listen)
        .with_context(|| format!("cannot listen on {}", arguments.listen))?;
    let port = listener.local_addr()?.port();
    let public_url = match arguments.public_url {
        Some(url) => url,
        None => Url::parse(&format!("http://localhost:{port}"))?,
    };
    let settings = Settings {
        issuer: arguments.issuer,
        client_id: arguments.client_id,
        client_secret,
        scopes: arguments.scopes,
        graph: arguments.graph,
        public_url,
        trusted_certificates: arguments
            .trusted_certificates
            .map(std::fs::read_to_string)
            .transpose()
            .context("cannot read the certificates to trust")?,
        tls: None,
    };
    serve(settings, vec![listener]).await
}

/// Not a word of the command line, which every user of the machine can read.
#[expect(
    clippy::disallowed_methods,
    reason = "this program has no configuration but its flags and environment"
)]
fn secret(file: Option<PathBuf>) -> anyhow::Result<String> {
    let text = match file {
        Some(path) => std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?,
        None => std::env::var("OIDC_CLIENT_SECRET")
            .context("there is no client secret: set OIDC_CLIENT_SECRET or --client-secret-file")?,
    };
    Ok(text.trim().to_owned())
}
