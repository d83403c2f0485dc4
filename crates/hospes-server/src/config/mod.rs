//! The configuration: defaults, then a file, then the environment. Read once in `main`; nothing of it
//! is global.
//!
//! `config.default.toml` is embedded. It is the defaults, the list of known keys, and the reference page.

mod federation;
mod read;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use hospes_identity::Span;
use serde::Deserialize;
use url::Url;

pub(crate) use federation::{Federation, InternalHost};
pub(crate) use read::{ConfigError, DEFAULTS, read, refuse_if_public};

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Config {
    pub(crate) server: Server,
    pub(crate) database: Database,
    pub(crate) keys: Keys,
    pub(crate) mail: Mail,
    pub(crate) log: Log,
    pub(crate) worker: Worker,
    pub(crate) metrics: Metrics,
    pub(crate) limits: Limits,
    pub(crate) sessions: Sessions,
    pub(crate) retention: Retention,
    pub(crate) federation: Federation,
}

/// `[server]`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Server {
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: Root,
    #[serde(deserialize_with = "read::optional")]
    pub(crate) graph_url: Option<Root>,
    pub(crate) name: String,
    #[serde(deserialize_with = "read::optional")]
    pub(crate) contact: Option<String>,
    #[serde(deserialize_with = "read::optional")]
    pub(crate) tls_certificate: Option<PathBuf>,
    #[serde(deserialize_with = "read::optional")]
    pub(crate) tls_key: Option<PathBuf>,
    pub(crate) trusted_proxies: Vec<IpAddr>,
    pub(crate) shutdown_seconds: u64,
    pub(crate) connections: usize,
}

/// `[database]`.
#[derive(Clone, Deserialize)]
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) connections: usize,
    pub(crate) migrate: bool,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL may hold a password.
        f.debug_struct("Database")
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

/// `[keys]`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Keys {
    pub(crate) file: PathBuf,
}

/// `[mail]`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Mail {
    pub(crate) transport: Transport,
    pub(crate) from: String,
    pub(crate) folder: PathBuf,
    pub(crate) parallel: usize,
    pub(crate) smtp: Smtp,
}

/// How mail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Transport {
    /// It stays in the outbox.
    None,
    /// To a mail server.
    Smtp,
    /// Into files.
    Folder,
}

/// `[mail.smtp]`.
#[derive(Clone, Deserialize)]
pub(crate) struct Smtp {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    #[serde(deserialize_with = "read::optional")]
    pub(crate) username: Option<String>,
    pub(crate) password: String,
    pub(crate) timeout_seconds: u64,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Security {
    /// STARTTLS, required (RFC 3207).
    Starttls,
    /// TLS from the start (RFC 8314, section 3.3).
    Tls,
    /// Not at all.
    None,
}

/// `[log]`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    pub(crate) filter: String,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Pretty on a terminal, JSON otherwise.
    Auto,
    /// For people.
    Pretty,
    /// For machines.
    Json,
}

/// `[worker]`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Worker {
    pub(crate) enabled: bool,
}

/// `[metrics]`.
#[derive(Clone, Deserialize)]
pub(crate) struct Metrics {
    #[serde(deserialize_with = "read::optional")]
    pub(crate) token: Option<String>,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// `[sessions]`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Sessions {
    idle_minutes: u32,
    absolute_hours: u32,
}

/// `[retention]`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Retention {
    sign_ins_days: u32,
}

/// `[limits]`. Zero means none.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Limits {
    invitations_per_inviter_per_hour: u32,
    invitations_per_tenant_per_hour: u32,
    invitation_mails_per_recipient_per_day: u32,
    passcodes_per_address_per_hour: u32,
    passcodes_per_network_per_hour: u32,
    device_codes_per_network_per_hour: u32,
    wrong_passwords_per_account_per_quarter_hour: u32,
    wrong_passwords_per_account_from_new_networks_per_quarter_hour: u32,
    wrong_secrets_per_network_per_quarter_hour: u32,
    client_assertions_once: bool,
}

impl Limits {
    /// In the words of the product.
    pub(crate) fn to_product(&self) -> hospes_identity::limit::Limits {
        let mut limits = hospes_identity::limit::Limits::default();
        limits.invitations_per_inviter = self.invitations_per_inviter_per_hour;
        limits.invitations_per_tenant = self.invitations_per_tenant_per_hour;
        limits.mails_per_recipient = self.invitation_mails_per_recipient_per_day;
        limits.passcodes_per_address = self.passcodes_per_address_per_hour;
        limits.passcodes_per_network = self.passcodes_per_network_per_hour;
        limits.device_codes_per_network = self.device_codes_per_network_per_hour;
        limits.wrong_passwords_per_account = self.wrong_passwords_per_account_per_quarter_hour;
        limits.wrong_passwords_from_new_networks =
            self.wrong_passwords_per_account_from_new_networks_per_quarter_hour;
        limits.wrong_secrets_per_network = self.wrong_secrets_per_network_per_quarter_hour;
        limits.client_assertions_once = self.client_assertions_once;
        limits
    }
}

/// A root URL: scheme, host and port, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Root {
    text: String,
    host: String,
    is_https: bool,
    is_local: bool,
}

impl Root {
    /// Without a slash at the end.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The host, with the port where it is not the scheme's own.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Whether browsers come over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether only browsers of this machine come.
    pub(crate) fn is_local(&self) -> bool {
        self.is_local
    }
}

impl TryFrom<String> for Root {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let url = Url::parse(text.trim()).map_err(|_| "it is not a URL")?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("it does not begin with https:// or http://");
        }
        let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !plain || !url.username().is_empty() || url.password().is_some() {
            return Err("it must be scheme, host and port only: no path, no query, no user name");
        }
        let host = url.host_str().ok_or("it has no host")?;
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let is_https = url.scheme() == "https";
        let is_local = match url.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
            Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        Ok(Self {
            text: format!("{}://{host}", url.scheme()),
            host,
            is_https,
            is_local,
        })
    }
}

impl Config {
    /// The root of Graph.
    pub(crate) fn graph_url(&self) -> &Root {
        self.server
            .graph_url
            .as_ref()
            .unwrap_or(&self.server.public_url)
    }

    /// Who runs this server, as guests are told.
    pub(crate) fn server_name(&self) -> &str {
        let name = self.server.name.trim();
        if name.is_empty() {
            self.server.public_url.host()
        } else {
            name
        }
    }

    /// How long what counts, in the words of the product.
    pub(crate) fn lifetimes(&self) -> hospes_identity::env::Lifetimes {
        hospes_identity::env::Lifetimes {
            session_idle: Span::minutes(self.sessions.idle_minutes.into()),
            session: Span::hours(self.sessions.absolute_hours.into()),
            sign_ins: Span::days(self.retention.sign_ins_days.into()),
        }
    }

    /// Which database.
    pub(crate) fn source(&self) -> Result<hospes_identity::db::Source, ConfigError> {
        use hospes_identity::db::Source;
        let url = self.database.url.trim();
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Ok(Source::Sqlite {
                path: PathBuf::from(path),
                durable: true,
            });
        }
        if url.starts_with("postgresql://") || url.starts_with("postgres://") {
            let connections = self.database.connections;
            return Ok(Source::Postgres {
                url: url.to_owned(),
                connections,
            });
        }
        Err(ConfigError::invalid(
            "database.url",
            "it begins with neither `sqlite:` nor `postgresql://`",
        ))
    }

    /// What cannot be said by types alone.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        self.source()?;
        self.federation.check()?;
        if self.server.tls_certificate.is_some() != self.server.tls_key.is_some() {
            let reason = "server.tls_certificate and server.tls_key are set together or not at all";
            return Err(ConfigError::invalid("server.tls_certificate", reason));
        }
        for (key, number) in [
            ("server.connections", self.server.connections),
            ("database.connections", self.database.connections),
            ("mail.parallel", self.mail.parallel),
        ] {
            if number == 0 {
                return Err(ConfigError::invalid(key, "it must be at least 1"));
            }
        }
        for (key, number) in [
            ("sessions.idle_minutes", self.sessions.idle_minutes),
            ("sessions.absolute_hours", self.sessions.absolute_hours),
            ("retention.sign_ins_days", self.retention.sign_ins_days),
        ] {
            if number == 0 {
                return Err(ConfigError::invalid(key, "it must be at least 1"));
            }
        }
        if self.keys.file.as_os_str().is_empty() {
            return Err(ConfigError::invalid("keys.file", "it is empty"));
        }
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&self.log.filter) {
            return Err(ConfigError::invalid("log.filter", &error.to_string()));
        }
        if self.mail.from.parse::<lettre::Address>().is_err() {
            return Err(ConfigError::invalid(
                "mail.from",
                "it is not a mail address",
            ));
        }
        let local = matches!(
            self.mail.smtp.host.as_str(),
            "localhost" | "127.0.0.1" | "::1"
        );
        if self.mail.transport == Transport::Smtp
            && self.mail.smtp.security == Security::None
            && (!local || self.mail.smtp.username.is_some())
        {
            let reason = "\"none\" is only for a mail server on this machine, without a password: \
                          mails hold secrets";
            return Err(ConfigError::invalid("mail.smtp.security", reason));
        }
        Ok(())
    }
}
