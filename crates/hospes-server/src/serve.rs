//! Running the server: opening what the configuration names, listening, and stopping in good order.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hospes_identity::db::{Db, Source};
use hospes_identity::env::Lifetimes;
use hospes_identity::limit::Limits;
use hospes_identity::password::Passwords;
use hospes_identity::secret::Keyring;
use hospes_identity::{Clock, Entropy, Env, Fetch, Identity, Timestamp};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::app::App;
use crate::config::{Config, refuse_if_public};
use crate::fetch::Guarded;
use crate::files;
use crate::worker::Worker;

/// The clock of the machine: the one place that reads it.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else asks"
    )]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let millis = since.map_or(0, |span| {
            i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
        });
        Timestamp::from_millis(millis)
    }
}

/// The operating system's source of chance.
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Without chance there are no secrets: nothing may go on.
        #[expect(
            clippy::expect_used,
            reason = "a server that hands out guessable secrets must stop"
        )]
        aws_lc_rs::rand::fill(bytes).expect("the operating system gives random bytes");
    }

    fn uuid(&self, now: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        let millis = u64::try_from(now.as_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

/// What the product takes from the world, in production.
pub(crate) fn env(
    keyring: Keyring,
    limits: Limits,
    lifetimes: Lifetimes,
    fetch: Arc<dyn Fetch>,
) -> Env {
    Env {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        fetch,
        keyring,
        passwords: Passwords::default(),
        limits,
        lifetimes,
    }
}

/// Reads the key file; makes it when there is none.
pub(crate) fn keyring(path: &Path) -> anyhow::Result<Keyring> {
    use std::io::Write as _;
    let shown = path.display();
    if !path.exists() {
        make_parent(path)?;
        let text = Keyring::generate_file(&SystemEntropy);
        match files::private_file(path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
            }
            // Another process was faster: its keys count.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("cannot make {shown}")),
        }
    }
    refuse_if_public(path, "keys.file")?;
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    Keyring::parse(&text).with_context(|| format!("cannot use {shown}"))
}

fn make_parent(path: &Path) -> anyhow::Result<()> {
    if let Some(parent) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        files::private_folder(parent)
            .with_context(|| format!("cannot make the folder {}", parent.display()))?;
    }
    Ok(())
}

/// Opens the product over the configured database, as it is.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Identity> {
    let source = config.source()?;
    if let Source::Sqlite { path, .. } = &source {
        make_parent(path)?;
    }
    let keyring = keyring(&config.keys.file)?;
    let db = Db::open(&source)
        .await
        .context("cannot open the database")?;
    let (limits, lifetimes) = (config.limits.to_product(), config.lifetimes());
    let fetch = Arc::new(Guarded::new(&config.federation)?);
    let env = env(keyring, limits, lifetimes, fetch);
    Ok(Identity::new(db, env))
}

/// Opens the product and makes sure that the schema is what this version needs.
pub(crate) async fn open_migrated(config: &Config) -> anyhow::Result<Identity> {
    let identity = open(config).await?;
    if config.database.migrate {
        let ran = identity
            .db()
            .migrate(identity.env())
            .await
            .context("cannot migrate")?;
        for name in ran {
            tracing::info!(name, "migrated");
        }
    }
    let missing = identity.db().pending_migrations(identity.env()).await?;
    anyhow::ensure!(
        missing.is_empty(),
        "the database lacks {} migration(s); run `hospes migrate`",
        missing.len()
    );
    Ok(identity)
}

/// How the server is reached.
pub(crate) struct Listening {
    pub(crate) listeners: Vec<TcpListener>,
    pub(crate) tls: Option<RustlsConfig>,
    pub(crate) connections: usize,
    pub(crate) shutdown: Duration,
}

/// Serves until a signal, then drains: no new requests, those under way are finished, and so are the
/// mails that are being sent.
pub(crate) async fn run(
    app: &App,
    listening: Listening,
    worker: Option<Worker>,
) -> anyhow::Result<()> {
    let (router, _) = crate::server(app);
    let (stop, stopped) = watch::channel(false);
    let working = worker.map(|worker| {
        let stopped = stopped.clone();
        tokio::spawn(async move { worker.run(stopped).await })
    });
    let mut servers = JoinSet::new();
    let mut handles = Vec::new();
    let slots = Arc::new(tokio::sync::Semaphore::new(listening.connections));
    for listener in listening.listeners {
        listener.set_nonblocking(true)?;
        let handle = Handle::new();
        handles.push(handle.clone());
        let (router, tls, slots) = (router.clone(), listening.tls.clone(), slots.clone());
        servers.spawn(serve(listener, (handle, tls, slots), router));
    }
    let ended = tokio::select! {
        ended = servers.join_next() => ended,
        () = signalled() => None,
    };
    tracing::info!("stopping: finishing what is under way");
    // A sender whose receivers are gone has nobody left to tell.
    let _ = stop.send(true);
    for handle in &handles {
        handle.graceful_shutdown(Some(listening.shutdown));
    }
    let deadline = tokio::time::Instant::now() + listening.shutdown;
    let mut result = ended.map_or(Ok(()), |ended| ended?);
    while let Some(ended) = servers.join_next().await {
        result = result.and(ended?);
    }
    if let Some(working) = working {
        finish(working, deadline).await?;
    }
    tracing::info!("stopped");
    result
}

/// Waits for the worker, which was told to stop. A mail server that hangs keeps nobody from stopping: such
/// a mail is sent again when its lease has ended, with the same `Message-ID`.
pub(crate) async fn finish(
    working: tokio::task::JoinHandle<()>,
    deadline: tokio::time::Instant,
) -> anyhow::Result<()> {
    if let Ok(ended) = tokio::time::timeout_at(deadline, working).await {
        ended?;
    } else {
        tracing::warn!("a mail is still under way, and is left");
    }
    Ok(())
}

type Slots = Arc<tokio::sync::Semaphore>;

async fn serve(
    listener: TcpListener,
    (handle, tls, slots): (Handle<SocketAddr>, Option<RustlsConfig>, Slots),
    router: Router,
) -> anyhow::Result<()> {
    // A request whose head does not come in this time holds its connection no longer.
    let patience = Duration::from_secs(20);
    let limited = tower::limit::GlobalConcurrencyLimitLayer::with_semaphore(slots);
    let service = router
        .layer(limited)
        .into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => {
            axum_server::from_tcp(listener)?
                .handle(handle)
                .first_request_timeout(patience)
                .serve(service)
                .await?;
        }
        Some(tls) => {
            axum_server::from_tcp_rustls(listener, tls)?
                .handle(handle)
                .first_request_timeout(patience)
                .serve(service)
                .await?;
        }
    }
    Ok(())
}

/// Resolves when somebody asks the process to stop.
pub(crate) async fn signalled() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
    ) else {
        // Without signals there is only killing, which loses nothing either.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// Certificate and key of the configuration.
pub(crate) async fn tls(config: &Config) -> anyhow::Result<Option<RustlsConfig>> {
    let (Some(certificate), Some(key)) = (&config.server.tls_certificate, &config.server.tls_key)
    else {
        return Ok(None);
    };
    let loaded = RustlsConfig::from_pem_chain_file(certificate, key).await;
    Ok(Some(loaded.context(
        "cannot read server.tls_certificate and server.tls_key",
    )?))
}
