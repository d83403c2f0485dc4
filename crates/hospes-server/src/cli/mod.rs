//! The command line.

mod application;
mod audit;
mod config;
mod demo;
mod doctor;
mod invite;
mod keys;
mod out;
mod probe;
mod tenant;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};
use hospes_identity::ids::CorrelationId;
use hospes_identity::tenant::Tenant;
use hospes_identity::{Actor, Identity};

use crate::app::App;
use crate::config::{Config, read};
use crate::mail;
use crate::serve::{self, Listening};
use crate::telemetry;
use crate::worker::Worker;

/// Invite people of other organizations as guests.
#[derive(Debug, Parser)]
#[command(name = "hospes", version, max_term_width = 100)]
struct Cli {
    /// The configuration file; demo, completions and man read none [default: ./hospes.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages, Graph and the identity platform
    Serve {
        /// Leave mail and sweeps to `hospes worker`
        #[arg(long)]
        no_worker: bool,
    },
    /// Send mail and sweep, without serving
    Worker,
    /// Try it: two organizations, people, an inbox that catches every mail
    Demo(demo::Arguments),
    /// Bring the database up to date
    Migrate,
    /// Organizations
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// Invite somebody
    Invite(invite::Arguments),
    /// Users of an organization
    #[command(subcommand)]
    User(user::Command),
    /// Applications of an organization
    #[command(subcommand)]
    Application(application::Command),
    /// The keys that sign tokens
    #[command(subcommand)]
    Keys(keys::Command),
    /// The audit log
    #[command(subcommand)]
    Audit(audit::Command),
    /// The configuration
    #[command(subcommand)]
    Config(config::Command),
    /// Look for what is wrong, and say what to do
    Doctor,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write man pages into a folder
    Man {
        /// The folder
        folder: PathBuf,
    },
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(error.into()),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            out::error(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    // Two providers are compiled in; rustls wants to be told which one is meant.
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    // Only a second call fails, and there is none.
    let _ = provider.install_default();
    match cli.command {
        Command::Demo(arguments) => return demo::run(&arguments).await.map(|()| ExitCode::SUCCESS),
        Command::Completions { shell } => {
            let mut bytes = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "hospes", &mut bytes);
            out::print(&String::from_utf8_lossy(&bytes))?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Man { folder } => {
            std::fs::create_dir_all(&folder)?;
            clap_mangen::generate_to(Cli::command(), &folder)?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Config(command) => return config::run(&command, cli.config.as_deref()),
        Command::Serve { .. }
        | Command::Worker
        | Command::Migrate
        | Command::Tenant(_)
        | Command::Invite(_)
        | Command::User(_)
        | Command::Application(_)
        | Command::Keys(_)
        | Command::Audit(_)
        | Command::Doctor => {}
    }
    let config = read(cli.config.as_deref(), std::env::vars())?;
    telemetry::init_logs(&config.log)?;
    match cli.command {
        Command::Serve { no_worker } => serve(&config, no_worker).await?,
        Command::Worker => work(&config).await?,
        Command::Migrate => migrate(&config).await?,
        Command::Tenant(command) => tenant::run(&command, &config).await?,
        Command::Invite(arguments) => invite::run(&arguments, &config).await?,
        Command::User(command) => user::run(&command, &config).await?,
        Command::Application(command) => application::run(&command, &config).await?,
        Command::Keys(command) => keys::run(&command, &config).await?,
        Command::Audit(command) => return audit::run(&command, &config).await,
        Command::Doctor => return doctor::run(&config, &probe::Probe::new()?).await,
        Command::Demo(_)
        | Command::Completions { .. }
        | Command::Man { .. }
        | Command::Config(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: &Config, no_worker: bool) -> anyhow::Result<()> {
    let identity = serve::open_migrated(config).await?;
    let app = App::new(config, identity, None, telemetry::init_metrics()?);
    let listener = std::net::TcpListener::bind(config.server.listen)
        .with_context(|| format!("cannot listen on {}", config.server.listen))?;
    let worker = if no_worker || !config.worker.enabled {
        None
    } else {
        Some(worker(config, &app)?)
    };
    tracing::info!(listen = %config.server.listen, url = config.server.public_url.as_str(), "serving");
    let listening = Listening {
        listeners: vec![listener],
        tls: serve::tls(config).await?,
        connections: config.server.connections,
        shutdown: std::time::Duration::from_secs(config.server.shutdown_seconds),
    };
    serve::run(&app, listening, worker).await
}

fn worker(config: &Config, app: &App) -> anyhow::Result<Worker> {
    let mailer = mail::transport(config)?;
    if mailer.is_none() {
        tracing::warn!("mail.transport is \"none\": mails stay in the outbox");
    }
    let from = config
        .mail
        .from
        .parse()
        .context("mail.from is not a mail address")?;
    Ok(Worker::new(app.clone(), mailer, from, config.mail.parallel))
}

async fn work(config: &Config) -> anyhow::Result<()> {
    let identity = serve::open_migrated(config).await?;
    let app = App::new(config, identity, None, telemetry::init_metrics()?);
    let worker = worker(config, &app)?;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let working = tokio::spawn(async move { worker.run(stopped).await });
    tracing::info!("working");
    serve::signalled().await;
    // A worker that ended by itself has nobody to tell.
    let _ = stop.send(true);
    let patience = std::time::Duration::from_secs(config.server.shutdown_seconds);
    serve::finish(working, tokio::time::Instant::now() + patience).await?;
    tracing::info!("stopped");
    Ok(())
}

async fn migrate(config: &Config) -> anyhow::Result<()> {
    let identity = serve::open(config).await?;
    let ran = identity
        .db()
        .migrate(identity.env())
        .await
        .context("cannot migrate")?;
    if ran.is_empty() {
        out::line("The database is up to date.")?;
    }
    for name in ran {
        out::line(&format!("{name}: done"))?;
    }
    Ok(())
}

/// Whoever runs the server, acting in one of its tenants.
async fn operator(identity: &Identity, tenant: &str) -> anyhow::Result<(Tenant, Actor)> {
    let tenant = identity.find_tenant(tenant).await.with_context(|| {
        format!("there is no organization `{tenant}`; `hospes tenant list` names them")
    })?;
    let correlation: CorrelationId = identity.env().new_id();
    let actor = Actor::system(tenant.id, "hospes command line", correlation);
    Ok((tenant, actor))
}
