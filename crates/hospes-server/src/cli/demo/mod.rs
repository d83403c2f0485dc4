//! `hospes demo`: a server to try, with an embedded database, two organizations, and an inbox that
//! catches every mail. On this machine only; everything secret in it is known to everybody.

mod certificate;
#[cfg(feature = "demo-application")]
mod sample;
mod seed;

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum_server::tls_rustls::RustlsConfig;
use clap::{Args, ValueEnum};
use hospes_identity::db::{Db, Source};
use hospes_identity::env::Lifetimes;
use hospes_identity::limit::Limits;
use hospes_identity::{Fetch, Identity};
use serde::Serialize;

use super::out;
use crate::app::App;
use crate::config::{Config, Root, read};
use crate::fetch::Guarded;
use crate::files;
use crate::mail::inbox::Inbox;
use crate::serve::{self, Listening};
use crate::telemetry;
use crate::worker::Worker;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Keep everything in this folder [default: a temporary one that goes away]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Use an empty PostgreSQL database instead of SQLite in the folder, which keeps the rest
    #[arg(long, value_name = "URL", requires = "data", value_parser = postgresql)]
    database: Option<String>,
    /// Where to listen; only addresses of this machine
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Serve TLS, with a certificate authority made for this demo
    #[arg(long)]
    https: bool,
    /// How to print what there is, once it can be used
    #[arg(long, value_enum, default_value = "text")]
    print: Print,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Print {
    /// For people
    Text,
    /// One line of JSON
    Json,
}

fn postgresql(url: &str) -> Result<String, String> {
    if url.starts_with("postgresql://") || url.starts_with("postgres://") {
        Ok(url.to_owned())
    } else {
        Err("it does not begin with postgresql://".to_owned())
    }
}

/// What is printed for scripts.
#[derive(Serialize)]
struct Printed<'a> {
    root: &'a str,
    graph_root: &'a str,
    inbox: String,
    sample_application: Option<String>,
    ca: Option<&'a Path>,
    tenants: &'a [seed::Tenant],
}

/// What there is in a demo that can be used.
struct Shown<'a> {
    root: &'a Root,
    tenants: &'a [seed::Tenant],
    /// Where the sample application is.
    sample: Option<String>,
    certificate: Option<&'a certificate::Files>,
}

pub(super) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    anyhow::ensure!(
        arguments.listen.ip().is_loopback(),
        "the demo listens only on addresses of this machine, such as 127.0.0.1:8080: its passwords \
         are printed in the manual. For others to reach a server, use `hospes serve`"
    );
    let temporary = arguments
        .data
        .is_none()
        .then(tempfile::tempdir)
        .transpose()?;
    let folder = match (&arguments.data, &temporary) {
        (Some(folder), _) => folder.clone(),
        (None, Some(temporary)) => temporary.path().to_path_buf(),
        (None, None) => anyhow::bail!("there is no folder for the demo"),
    };
    files::private_folder(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let listeners = listen(arguments.listen)?;
    let port = listeners
        .first()
        .context("nothing listens")?
        .local_addr()?
        .port();
    let config = configuration(arguments.https, port, std::env::vars())?;
    telemetry::init_logs(&config.log)?;
    let certificate = arguments
        .https
        .then(|| certificate::open(&folder))
        .transpose()?;
    let tls = match &certificate {
        None => None,
        Some(found) => Some(
            RustlsConfig::from_pem(found.chain.clone().into(), found.key.clone().into()).await?,
        ),
    };
    let database = arguments.database.as_deref();
    let (app, worker, tenants) = wire(&config, &folder, database).await?;
    let shown = Shown {
        root: &config.server.public_url,
        tenants: &tenants,
        sample: sample(&app, &tenants, (arguments.listen, certificate.as_ref())).await?,
        certificate: certificate.as_ref(),
    };
    match arguments.print {
        Print::Json => print_json(shown)?,
        Print::Text => print_text(&shown)?,
    }
    let listening = Listening {
        listeners,
        tls,
        connections: 1_000,
        shutdown: Duration::from_secs(config.server.shutdown_seconds),
    };
    serve::run(&app, listening, Some(worker)).await
}

/// The server of a folder, with its inbox in the place of a mail server.
async fn wire(
    config: &Config,
    folder: &Path,
    database: Option<&str>,
) -> anyhow::Result<(App, Worker, Vec<seed::Tenant>)> {
    let fetch = Arc::new(Guarded::new(&config.federation)?);
    let (identity, tenants) = open(folder, database, fetch).await?;
    let inbox = Inbox::open(&folder.join("inbox"))?;
    let metrics = telemetry::init_metrics()?;
    let app = App::new(config, identity, Some(inbox.clone()), metrics);
    let from = "invitations@hospes.example".parse()?;
    let worker = Worker::new(app.clone(), Some(Arc::new(inbox)), from, 4);
    Ok((app, worker, tenants))
}

/// Starts the sample application beside the server; gives where it is, if it is compiled in and the demo's
/// folder has it.
#[cfg(feature = "demo-application")]
async fn sample(
    app: &App,
    tenants: &[seed::Tenant],
    (listen, certificate): (SocketAddr, Option<&certificate::Files>),
) -> anyhow::Result<Option<String>> {
    let started = sample::start(app, tenants, (listen, certificate)).await;
    started.context("cannot start the sample application")
}

#[cfg(not(feature = "demo-application"))]
#[expect(clippy::unused_async, reason = "as the one above")]
async fn sample(
    _: &App,
    _: &[seed::Tenant],
    _: (SocketAddr, Option<&certificate::Files>),
) -> anyhow::Result<Option<String>> {
    Ok(None)
}

/// Listens on the address; for 127.0.0.1 also on the other loopback address, because `localhost` may
/// mean either.
fn listen(address: SocketAddr) -> anyhow::Result<Vec<TcpListener>> {
    let first = TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {address}; `--listen 127.0.0.1:0` takes a free port")
    })?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    if address.ip() == IpAddr::from([127, 0, 0, 1]) {
        // A machine without IPv6 has no second one.
        listeners.extend(TcpListener::bind((std::net::Ipv6Addr::LOCALHOST, port)).ok());
    }
    Ok(listeners)
}

/// What of the environment counts: to which servers besides those of the internet it may go.
const FROM_OUTSIDE: &str = "HOSPES_FEDERATION_";

/// The defaults, with what the demo sets. Nothing else of the environment counts than `[federation]`: the
/// demo is the same everywhere, and opens nothing by itself.
fn configuration(
    https: bool,
    port: u16,
    environment: impl IntoIterator<Item = (String, String)>,
) -> anyhow::Result<Config> {
    let scheme = if https { "https" } else { "http" };
    let settings = [
        (
            "HOSPES_SERVER_PUBLIC_URL".to_owned(),
            format!("{scheme}://localhost:{port}"),
        ),
        ("HOSPES_SERVER_NAME".to_owned(), "Hospes demo".to_owned()),
        ("HOSPES_SERVER_SHUTDOWN_SECONDS".to_owned(), "2".to_owned()),
        ("HOSPES_LOG_FILTER".to_owned(), "warn".to_owned()),
    ];
    let federation = environment
        .into_iter()
        .filter(|(name, _)| name.starts_with(FROM_OUTSIDE));
    let all = settings.into_iter().chain(federation);
    Ok(read(Some(Path::new("/dev/null")), all)?)
}

/// Opens the demo's product; fills it when it is new.
async fn open(
    folder: &Path,
    database: Option<&str>,
    fetch: Arc<dyn Fetch>,
) -> anyhow::Result<(Identity, Vec<seed::Tenant>)> {
    let keyring = serve::keyring(&folder.join("hospes.key"))?;
    let facts = folder.join("demo.json");
    let source = match database {
        Some(url) => Source::Postgres {
            url: url.to_owned(),
            connections: 16,
        },
        None => embedded(folder, facts.exists())?,
    };
    let db = Db::open(&source)
        .await
        .context("cannot open the database")?;
    let tenants = if facts.exists() {
        serde_json::from_slice(&std::fs::read(&facts)?).context("cannot read demo.json")?
    } else {
        let seeding = Identity::new(db.clone(), seed::env(keyring.clone(), fetch.clone()));
        db.migrate(seeding.env()).await.context("cannot migrate")?;
        let tenants = seed::fill(&seeding).await;
        let tenants = tenants.context("cannot fill the demo; its database must be empty")?;
        let unfinished = facts.with_extension("part");
        std::fs::write(&unfinished, serde_json::to_vec_pretty(&tenants)?)?;
        std::fs::rename(&unfinished, &facts)?;
        tenants
    };
    let env = serve::env(keyring, limits(), Lifetimes::default(), fetch);
    let identity = Identity::new(db, env);
    identity
        .db()
        .migrate(identity.env())
        .await
        .context("cannot migrate")?;
    Ok((identity, tenants))
}

/// SQLite in the folder. A demo that was killed while it was filled is begun anew.
fn embedded(folder: &Path, is_filled: bool) -> anyhow::Result<Source> {
    if !is_filled {
        for ending in ["", "-wal", "-shm"] {
            let file = folder.join(format!("hospes.db{ending}"));
            if file.exists() {
                std::fs::remove_file(file)?;
            }
        }
    }
    Ok(Source::Sqlite {
        path: folder.join("hospes.db"),
        durable: true,
    })
}

/// Limits that nobody who tries things out, or tests with it, meets: but for what a person sees who types a wrong
/// password again and again.
fn limits() -> Limits {
    let mut limits = Limits::none();
    limits.wrong_passwords_per_account = Limits::default().wrong_passwords_per_account;
    limits
}

fn print_json(shown: Shown<'_>) -> anyhow::Result<()> {
    let root = shown.root.as_str();
    let printed = Printed {
        root,
        graph_root: root,
        inbox: format!("{root}/inbox"),
        sample_application: shown.sample,
        ca: shown.certificate.map(|files| files.ca_path.as_path()),
        tenants: shown.tenants,
    };
    out::line(&serde_json::to_string(&printed)?)
}

fn print_text(shown: &Shown<'_>) -> anyhow::Result<()> {
    let root = shown.root.as_str();
    out::line(&format!(
        "\n  Hospes demo\n\n  Admin center   {root}/admin\n  Inbox          {root}/inbox   \
         every mail arrives here\n  My Apps        {root}/myapps"
    ))?;
    if let Some(url) = &shown.sample {
        out::line(&format!(
            "  Sample app     {url}   a tile in My Apps: one click signs in"
        ))?;
    }
    if let Some(files) = shown.certificate {
        out::line(&format!(
            "  Certificate authority of this demo   {}",
            files.ca_path.display()
        ))?;
    }
    for tenant in shown.tenants {
        out::line(&format!("\n  {} ({})", tenant.name, tenant.domain))?;
        for user in &tenant.users {
            let roles = user.roles.join(", ");
            out::line(&format!(
                "    {:<26} {:<18} {roles}",
                user.upn, user.password
            ))?;
        }
        for application in &tenant.applications {
            if let Some(secret) = &application.secret {
                out::line(&format!(
                    "    application {}, for scripts\n      client id  {}\n      secret     {secret}",
                    application.name, application.app_id
                ))?;
            }
        }
    }
    out::line("\n  Ctrl-C stops it.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_goes_where_the_environment_says_and_is_otherwise_the_same_everywhere() {
        let variables = [
            ("HOSPES_FEDERATION_INTERNAL_HOSTS", "localhost:9443"),
            ("HOSPES_SERVER_NAME", "Elsewhere"),
            ("HOSPES_WORKER_ENABLED", "false"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = configuration(true, 8080, variables).unwrap();
        assert_eq!(config.federation.internal_hosts.len(), 1);
        assert_eq!(config.server.name, "Hospes demo");
        assert!(config.worker.enabled);
        let alone = configuration(true, 8080, []).unwrap();
        assert!(alone.federation.internal_hosts.is_empty());
    }
}
