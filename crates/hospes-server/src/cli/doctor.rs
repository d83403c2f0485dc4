//! `hospes doctor`: tries what the server needs, and says what to do.

use std::net::ToSocketAddrs as _;
use std::process::ExitCode;

use hospes_identity::{Clock as _, Span, Timestamp};

use super::out;
use super::probe::Probe;
use crate::config::{Config, Transport};
use crate::mail;
use crate::serve::{self, SystemClock};

/// Clocks that differ by more make tokens and passcodes fail.
const DRIFT: Span = Span::seconds(60);

/// What a check found.
enum Finding {
    Good(String),
    Note(String),
    Bad { what: String, remedy: String },
}

fn bad(what: impl std::fmt::Display, remedy: &str) -> Finding {
    Finding::Bad {
        what: what.to_string(),
        remedy: remedy.to_owned(),
    }
}

pub(super) async fn run(config: &Config, probe: &Probe) -> anyhow::Result<ExitCode> {
    let mut healthy = true;
    let checks = [
        ("Database", database(config).await),
        ("Key file", key_file(config)),
        ("Mail", smtp(config).await),
        ("Public URL", public_url(config, probe).await),
        ("Clock", clock(config, probe).await),
    ];
    for (name, finding) in checks {
        match finding {
            Finding::Good(text) => out::line(&format!("good   {name}: {text}"))?,
            Finding::Note(text) => out::line(&format!("note   {name}: {text}"))?,
            Finding::Bad { what, remedy } => {
                healthy = false;
                out::line(&format!(
                    "BAD    {name}: {what}\n       What to do: {remedy}"
                ))?;
            }
        }
    }
    Ok(if healthy {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn database(config: &Config) -> Finding {
    let remedy = "check database.url, and that the server runs and lets this user in";
    let identity = match serve::open(config).await {
        Ok(identity) => identity,
        Err(error) => return bad(format!("{error:#}"), remedy),
    };
    let version = match identity.db().describe(identity.env()).await {
        Ok(version) => version,
        Err(error) => return bad(format!("{:#}", anyhow::Error::from(error)), remedy),
    };
    match identity.db().pending_migrations(identity.env()).await {
        Ok(missing) if missing.is_empty() => Finding::Good(format!("{version}, up to date")),
        Ok(missing) => bad(
            format!("{version}, lacks {} migration(s)", missing.len()),
            "run `hospes migrate`",
        ),
        Err(error) => bad(format!("{:#}", anyhow::Error::from(error)), remedy),
    }
}

fn key_file(config: &Config) -> Finding {
    match serve::keyring(&config.keys.file) {
        Ok(_) => Finding::Good(format!(
            "{} can be read. Back it up, apart from the database",
            config.keys.file.display()
        )),
        Err(error) => bad(
            format!("{error:#}"),
            "restore the file from its backup; a new one cannot open what the old one sealed",
        ),
    }
}

async fn smtp(config: &Config) -> Finding {
    match config.mail.transport {
        Transport::None => Finding::Note(
            "mail.transport is \"none\": invitations are made, but no mail leaves".to_owned(),
        ),
        Transport::Folder => Finding::Good(format!(
            "mails become files in {}",
            config.mail.folder.display()
        )),
        Transport::Smtp => {
            let server = format!("{}:{}", config.mail.smtp.host, config.mail.smtp.port);
            match mail::test_smtp(config).await {
                Ok(()) => Finding::Good(format!("{server} answers and lets us in")),
                Err(error) => bad(
                    format!("{server}: {error:#}"),
                    "check mail.smtp: host, port, security, username and password",
                ),
            }
        }
    }
}

async fn public_url(config: &Config, probe: &Probe) -> Finding {
    let root = &config.server.public_url;
    let remedy =
        "make server.public_url the URL under which browsers reach this server, and start it";
    if let Ok(url) = url::Url::parse(root.as_str()) {
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or(443);
        if let Err(error) = (host.as_str(), port).to_socket_addrs() {
            return bad(
                format!("{host} cannot be resolved: {error}"),
                "make a DNS record for it",
            );
        }
    }
    match probe.get(&format!("{}/healthz", root.as_str())).await {
        Ok(reply) if reply.status == 200 && root.is_https() => {
            Finding::Good(format!("{} answers", root.as_str()))
        }
        Ok(reply) if reply.status == 200 => Finding::Note(format!(
            "{} answers, without TLS: good enough to try it, not for people",
            root.as_str()
        )),
        Ok(reply) => bad(
            format!("{} answers with status {}", root.as_str(), reply.status),
            remedy,
        ),
        Err(error) => bad(
            format!("{} does not answer: {error}", root.as_str()),
            remedy,
        ),
    }
}

/// Compares the clock with the database's or the server's own `Date` header, whichever answers.
async fn clock(config: &Config, probe: &Probe) -> Finding {
    let now = SystemClock.now();
    let year = now.format("%Y").parse::<i32>().unwrap_or(0);
    if year < 2026 {
        return bad(
            format!("it is {now} here"),
            "set the clock, and keep it right with NTP",
        );
    }
    let reply = probe
        .get(&format!("{}/healthz", config.server.public_url.as_str()))
        .await;
    let there = reply.ok().and_then(|reply| reply.date);
    match there {
        None => Finding::Note(format!("it is {now} here; nothing to compare it with")),
        Some(there) => drift(now, there),
    }
}

fn drift(now: Timestamp, there: Timestamp) -> Finding {
    let off = if now > there {
        now.since(there)
    } else {
        there.since(now)
    };
    if off > DRIFT {
        let seconds = off.as_seconds_up();
        bad(
            format!("it differs from the server's by {seconds} seconds"),
            "keep both right with NTP",
        )
    } else {
        Finding::Good(format!("it is {now}, as at the server"))
    }
}
