//! The private keys of an organisation's service provider.

use hospes_protocol::saml::{DecryptionKey, Signer};

use super::store;
use crate::Identity;
use crate::error::{Error, Result};
use crate::ids::TenantId;

/// What the keys are sealed for.
pub(super) const PURPOSE: &str = "service-certificate";

impl Identity {
    /// What signs for a tenant; nothing, if nobody made a certificate.
    pub(crate) async fn service_signer(&self, tenant: TenantId) -> Result<Option<Signer>> {
        for row in store::all(&mut self.read().await?, tenant).await? {
            let certificate = row.read()?;
            if certificate.is_active {
                let key = row.open(&self.env.keyring, (PURPOSE, tenant))?;
                return Ok(Some(Signer::new(&key, certificate.certificate)));
            }
        }
        Ok(None)
    }

    /// What opens what is encrypted for any certificate of a tenant.
    pub(crate) async fn service_decryption_keys(
        &self,
        tenant: TenantId,
    ) -> Result<Vec<DecryptionKey>> {
        let rows = store::all(&mut self.read().await?, tenant).await?;
        let opened = rows.iter().map(|row| {
            let key = row.open(&self.env.keyring, (PURPOSE, tenant))?;
            DecryptionKey::new(&key).map_err(|e| Error::corrupt("the key of a certificate", e))
        });
        opened.collect()
    }
}
