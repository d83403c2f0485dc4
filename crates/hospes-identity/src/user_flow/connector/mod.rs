//! API connectors: servers of the organisation that are asked on the way, and may fill in, correct or stop.
//!
//! What is asked and answered has the form of the original (Microsoft: "Add an API connector to a user flow"). Nobody is
//! asked with a transaction open. Answers are hostile: they can say something of what the flow asks for and of nothing
//! else, and what they say is held to the same rules as what a person types.

mod ask;
mod certificate;
mod store;

use hospes_protocol::saml;
use url::Url;

use super::{UserFlow, store as flows};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::certificate::SelfSigned;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::UserFlowId;
use crate::tenant::words;

pub(crate) use ask::{Asking, Reply};
pub(crate) use store::asks;
pub(super) use store::connectors;

const PURPOSE: &str = "api-connector";
/// What the certificates name as their subject.
const SUBJECT: &str = "Hospes API connector";
/// The longest user name and password, in bytes.
const LONGEST_SECRET: usize = 1_024;

words! {
    /// When it is asked (`userFlowApiConnectorConfiguration`).
    Step {
        /// Somebody has proved who they are: may fill in, or stop.
        AfterFederation = "postFederationSignup",
        /// They have answered: may correct, refuse the answers, or stop.
        BeforeCreation = "postAttributeCollection",
    }
}

/// Whom a flow asks at a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connector {
    /// When.
    pub step: Step,
    /// Where: `https` only.
    pub url: String,
    /// How it is told who asks.
    pub authentication: Authentication,
    /// The client certificate that was made to take the place of the one in use, and is not used yet.
    pub next: Option<ClientIdentity>,
    /// When it last changed.
    pub changed_at: Timestamp,
}

/// A client certificate of this server (RFC 8446 4.4.2). Its key stays here, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientIdentity {
    /// It signs itself: the connector has to know it.
    pub certificate: saml::Certificate,
    /// Until when it counts.
    pub ends_at: Timestamp,
}

/// How a connector is told who asks (`apiAuthenticationConfigurationBase`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authentication {
    /// With this user name and a password (`basicAuthentication`, RFC 7617).
    Basic {
        /// The user name.
        username: String,
    },
    /// With a client certificate of TLS (`clientCertificateAuthentication`, RFC 8446 4.4.2), whose key this server made
    /// and never hands out.
    Certificate(ClientIdentity),
}

impl Authentication {
    /// For the audit log: what it is, and which.
    fn described(&self) -> String {
        match self {
            Self::Basic { .. } => "basic".to_owned(),
            Self::Certificate(own) => format!("certificate {}", own.certificate.thumbprint()),
        }
    }
}

/// A connector to have.
#[derive(Clone)]
pub struct NewConnector {
    /// When.
    pub step: Step,
    /// Where: `https` only, at most 2,048 characters.
    pub url: String,
    /// How it is told who asks.
    pub authentication: NewAuthentication,
}

/// How a connector shall be told who asks.
#[derive(Clone)]
pub enum NewAuthentication {
    /// With a user name and a password.
    Basic {
        /// The user name: without a colon, at most 1,024 bytes.
        username: String,
        /// The password, at most 1,024 bytes; `None` keeps the one there is, if the URL stays the same.
        password: Option<String>,
    },
    /// With a client certificate: the one there is, or a new one if there is none.
    Certificate,
}

impl std::fmt::Debug for NewConnector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewConnector")
            .field("step", &self.step)
            .finish_non_exhaustive()
    }
}

impl Identity {
    /// Lets a flow ask a connector at a step, in place of one there was.
    pub async fn set_api_connector(
        &self,
        actor: &Actor,
        id: UserFlowId,
        new: &NewConnector,
    ) -> Result<()> {
        actor.require(Permission::ManageCollaboration)?;
        let url = checked_url(&new.url)?;
        check(&new.authentication)?;
        let fresh = self.fresh_certificate(actor, id, new).await?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let flow = flows::find(&mut tx, actor.tenant, id).await?;
            let known = store::connector(&mut tx, actor.tenant, (id, new.step)).await?;
            let known = known.as_ref();
            let context = context(&flow, new.step);
            let seal = |secret: &[u8]| {
                let (keyring, entropy) = (&self.env.keyring, self.env.entropy.as_ref());
                keyring.seal(entropy, PURPOSE, &context, secret)
            };
            let (authentication, sealed) = match &new.authentication {
                NewAuthentication::Basic { username, password } => (
                    Authentication::Basic {
                        username: username.trim().to_owned(),
                    },
                    match password {
                        Some(password) if !password.is_empty() => seal(password.as_bytes()),
                        Some(_) | None => kept_password(known, &url)?,
                    },
                ),
                NewAuthentication::Certificate => match &fresh {
                    Some(made) => {
                        let own = certificate_of(made)?;
                        (Authentication::Certificate(own), seal(&made.key))
                    }
                    None => kept_certificate(known)?,
                },
            };
            let connector = Connector {
                step: new.step,
                url: url.clone(),
                authentication,
                // What the store keeps, if it stays with certificates.
                next: None,
                changed_at: tx.now(),
            };
            store::save_connector(&mut tx, actor.tenant, (id, &connector, sealed)).await?;
            let old = known.map(|(known, _)| known);
            let old_url = old.map_or("", |known| &known.url);
            let old_way = old.map(|known| known.authentication.described());
            let target = flow
                .target()
                .change("ApiConnector", old_url, &connector.url)
                .change("ApiConnectorStep", "", new.step.as_str())
                .change(
                    "ApiConnectorAuthentication",
                    &old_way.unwrap_or_default(),
                    &connector.authentication.described(),
                );
            self.finish_flow(tx, actor, target).await
        })
        .await
    }

    /// A new certificate, if one is wanted and there is none. Not with a transaction open: it takes a tenth of a second.
    async fn fresh_certificate(
        &self,
        actor: &Actor,
        id: UserFlowId,
        new: &NewConnector,
    ) -> Result<Option<SelfSigned>> {
        match new.authentication {
            NewAuthentication::Certificate => {}
            NewAuthentication::Basic { .. } => return Ok(None),
        }
        let mut tx = self.read().await?;
        flows::find(&mut tx, actor.tenant, id).await?;
        let known = store::connector(&mut tx, actor.tenant, (id, new.step)).await?;
        drop(tx);
        if kept_certificate(known.as_ref()).is_ok() {
            return Ok(None);
        }
        Ok(Some(self.self_signed(SUBJECT).await?))
    }

    /// Asks nobody at a step any more.
    pub async fn remove_api_connector(
        &self,
        actor: &Actor,
        id: UserFlowId,
        step: Step,
    ) -> Result<()> {
        actor.require(Permission::ManageCollaboration)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let flow = flows::find(&mut tx, actor.tenant, id).await?;
            if !store::delete_connector(&mut tx, actor.tenant, (id, step)).await? {
                return Err(Error::NotFound {
                    what: "API connector",
                });
            }
            let target = flow.target().change("ApiConnector", step.as_str(), "");
            self.finish_flow(tx, actor, target).await
        })
        .await
    }
}

/// What can be said of a wish without knowing what there is.
fn check(wanted: &NewAuthentication) -> Result<()> {
    let NewAuthentication::Basic { username, password } = wanted else {
        return Ok(());
    };
    let username = username.trim();
    let is_name =
        !username.is_empty() && !username.contains(':') && !username.contains(char::is_control);
    if !is_name || username.len() > LONGEST_SECRET {
        return Err(Error::invalid(
            "username",
            "it is empty, too long, or has a colon in it",
        ));
    }
    let length = password.as_ref().map_or(0, String::len);
    if length > LONGEST_SECRET {
        return Err(Error::invalid("password", "it is longer than 1,024 bytes"));
    }
    Ok(())
}

/// A connector as it is kept, with what proves us to it: a password or a private key.
type Kept = (Connector, Vec<u8>);

/// A password is not sent to another place than the one it was typed for.
fn kept_password(known: Option<&Kept>, url: &str) -> Result<Vec<u8>> {
    match known {
        Some((connector, sealed))
            if connector.url == url
                && matches!(connector.authentication, Authentication::Basic { .. }) =>
        {
            Ok(sealed.clone())
        }
        Some(_) | None => Err(Error::invalid("password", "it is missing")),
    }
}

/// A certificate gives nothing away, wherever it is shown.
fn kept_certificate(known: Option<&Kept>) -> Result<(Authentication, Vec<u8>)> {
    match known {
        Some((connector, sealed))
            if matches!(connector.authentication, Authentication::Certificate(_)) =>
        {
            Ok((connector.authentication.clone(), sealed.clone()))
        }
        Some(_) | None => Err(Error::Conflict {
            what: "API connector",
        }),
    }
}

fn certificate_of(made: &SelfSigned) -> Result<ClientIdentity> {
    let certificate = saml::Certificate::from_der(&made.certificate)
        .map_err(|e| Error::corrupt("a new certificate", e))?;
    Ok(ClientIdentity {
        certificate,
        ends_at: made.ends_at,
    })
}

/// Binds a secret to the place where it is sent from.
fn context(flow: &UserFlow, step: Step) -> Vec<u8> {
    let (tenant, id) = (flow.tenant.0, flow.id.0);
    [
        tenant.as_bytes().as_slice(),
        id.as_bytes(),
        step.as_str().as_bytes(),
    ]
    .concat()
}

fn checked_url(text: &str) -> Result<String> {
    let text = text.trim();
    let invalid = || Error::invalid("url", "it is not a web address that begins with https://");
    let url = Url::parse(text).map_err(|_| invalid())?;
    let is_plain =
        url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if url.scheme() == "https" && url.has_host() && is_plain && text.len() <= 2_048 {
        Ok(url.into())
    } else {
        Err(invalid())
    }
}
