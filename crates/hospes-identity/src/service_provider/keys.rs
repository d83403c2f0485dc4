//! The private keys of an organisation's service provider.

use hospes_protocol::saml::{DecryptionKey, Signer};

use super::store;
use crate::Identity;
use crate::error::{Error, Result};
use crate::ids::TenantId;

/// What the keys are sealed for.
pub(super) const PURPOSE: &str = "service-certificate";

/// What an organisation signs and opens with.
pub(crate) struct Keys {
    /// What signs; none, if nobody made a certificate.
    pub(crate) signer: Option<Signer>,
    /// What opens what is encrypted for any of its certificates.
    pub(crate) decryption: Vec<DecryptionKey>,
}

impl Identity {
    /// The keys of a tenant.
    pub(crate) async fn service_keys(&self, tenant: TenantId) -> Result<Keys> {
        let rows = store::all(&mut self.read().await?, tenant).await?;
        let mut keys = Keys {
            signer: None,
            decryption: Vec::new(),
        };
        for row in rows {
            let certificate = row.read()?;
            let key = row.open(&self.env.keyring, (PURPOSE, tenant))?;
            let decrypts = DecryptionKey::new(&key);
            keys.decryption
                .push(decrypts.map_err(|e| Error::corrupt("the key of a certificate", e))?);
            if certificate.is_active {
                keys.signer = Some(Signer::new(&key, certificate.certificate));
            }
        }
        Ok(keys)
    }
}
