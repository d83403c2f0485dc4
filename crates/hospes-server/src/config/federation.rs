//! `[federation]`: which other servers may be called, and whom they prove themselves by.

use std::net::SocketAddr;
use std::path::PathBuf;

use hospes_identity::ids::TenantId;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;
use url::Url;

use super::read::{ConfigError, optional};

/// `[federation]`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Federation {
    pub(crate) internal_hosts: Vec<InternalHost>,
    #[serde(deserialize_with = "optional")]
    pub(crate) authorities_file: Option<PathBuf>,
    pub(crate) timeout_seconds: u32,
    pub(crate) name_servers: Vec<SocketAddr>,
}

impl Federation {
    /// The certificate authorities that the operator adds to those of the system.
    pub(crate) fn authorities(&self) -> Result<RootCertStore, ConfigError> {
        let mut store = RootCertStore::empty();
        let Some(path) = &self.authorities_file else {
            return Ok(store);
        };
        let text = std::fs::read(path).map_err(|source| ConfigError::File {
            path: path.clone(),
            source,
        })?;
        let wrong = |reason: &str| ConfigError::invalid("federation.authorities_file", reason);
        for certificate in CertificateDer::pem_slice_iter(&text) {
            let certificate = certificate.map_err(|_| wrong("it is not valid PEM"))?;
            let added = store.add(certificate);
            added.map_err(|_| wrong("a certificate in it cannot be read"))?;
        }
        if store.is_empty() {
            return Err(wrong("there is no certificate in it"));
        }
        Ok(store)
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.timeout_seconds == 0 {
            let key = "federation.timeout_seconds";
            return Err(ConfigError::invalid(key, "it must be at least 1"));
        }
        self.authorities().map(|_| ())
    }
}

/// A host that may be called wherever it is: on every port, or on one; for every organization, or for one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct InternalHost {
    host: String,
    port: Option<u16>,
    tenant: Option<TenantId>,
}

impl InternalHost {
    /// Whether the URL is on this host, at its port.
    pub(crate) fn is_of(&self, url: &Url) -> bool {
        let port = url.port_or_known_default();
        url.host_str() == Some(self.host.as_str()) && (self.port.is_none() || self.port == port)
    }

    /// Whether it is there for this organization.
    pub(crate) fn is_for(&self, tenant: TenantId) -> bool {
        self.tenant.is_none_or(|only| only == tenant)
    }
}

impl TryFrom<String> for InternalHost {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let read = || {
            let (place, tenant) = match text.split_once('@') {
                Some((place, tenant)) => (place, Some(tenant.parse::<TenantId>().ok()?)),
                None => (text.as_str(), None),
            };
            let url = Url::parse(&format!("https://{place}/")).ok()?;
            let host = url.host_str()?;
            // The form that URLs are brought into, so that what is written here is what is compared.
            let port = match place.strip_prefix(host)? {
                "" => None,
                port => Some(port.strip_prefix(':')?.parse::<u16>().ok()?),
            };
            let host = host.to_owned();
            // A star would be compared as a star, and nobody means that.
            let can_be_called = port != Some(0) && !host.contains('*');
            can_be_called.then_some(Self { host, port, tenant })
        };
        read().ok_or_else(|| {
            format!(
                "`{text}` is not the name of a host, or name:port, in lower case, and @ with the id of an organization after it or not"
            )
        })
    }
}
