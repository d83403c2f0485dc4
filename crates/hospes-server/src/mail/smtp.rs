//! To a mail server, over connections that are kept open.

use std::time::Duration;

use hospes_identity::outbox::Failure;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::{Mailer, Outgoing, Sent};
use crate::config::{Mail, Security};

/// A mail server.
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    pub(super) fn new(mail: &Mail) -> anyhow::Result<Self> {
        let smtp = &mail.smtp;
        let tls = || TlsParameters::new(smtp.host.clone());
        let tls = match smtp.security {
            Security::Starttls => Tls::Required(tls()?),
            Security::Tls => Tls::Wrapper(tls()?),
            Security::None => Tls::None,
        };
        let connections = u32::try_from(mail.parallel).unwrap_or(u32::MAX);
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(smtp.host.clone())
                .port(smtp.port)
                .tls(tls)
                .timeout(Some(Duration::from_secs(smtp.timeout_seconds)))
                .pool_config(PoolConfig::new().max_size(connections));
        if let Some(username) = &smtp.username {
            let password = smtp.password.clone();
            builder = builder.credentials(Credentials::new(username.clone(), password));
        }
        Ok(Self {
            transport: builder.build(),
        })
    }

    pub(super) async fn test(&self) -> anyhow::Result<()> {
        if self.transport.test_connection().await? {
            Ok(())
        } else {
            anyhow::bail!("it answered, and closed the connection")
        }
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> Sent<'a> {
        Box::pin(async move {
            let message = mail.mime()?;
            match self.transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(failure(&error)),
            }
        })
    }
}

/// RFC 5321, section 4.2.1: 5yz is for good. A refusal of our own credentials is not about the mail:
/// somebody will mend the configuration.
fn failure(error: &lettre::transport::smtp::Error) -> Failure {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    let code = error.status().map(u16::from);
    let ours = matches!(code, Some(530 | 534 | 535 | 538));
    if error.is_permanent() && !ours {
        Failure::Permanent(text)
    } else {
        Failure::Temporary(text)
    }
}
