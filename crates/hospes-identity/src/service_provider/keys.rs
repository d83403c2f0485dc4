//! The private keys of an organisation's service provider.

use hospes_protocol::saml::{DecryptionKey, Signer};
use zeroize::Zeroizing;

use super::store;
use crate::Identity;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{KeyId, TenantId};
use crate::secret::Keyring;

const PURPOSE: &str = "service-certificate";

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
            let key = open(&self.env.keyring, (tenant, certificate.id), &row.sealed_key)?;
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

/// Seals a key for its certificate.
pub(super) fn seal(
    tx: &mut Tx,
    keyring: &Keyring,
    whose: (TenantId, KeyId),
    key: &[u8],
) -> Vec<u8> {
    keyring.seal(tx.entropy(), PURPOSE, &context(whose), key)
}

fn open(keyring: &Keyring, whose: (TenantId, KeyId), sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    keyring
        .open(PURPOSE, &context(whose), sealed)
        .ok_or_else(|| {
            let why = "the key file is not the one that sealed it";
            Error::corrupt("the key of a certificate", why)
        })
}

/// A sealed key is only good for its certificate.
fn context((tenant, id): (TenantId, KeyId)) -> Vec<u8> {
    [tenant.0.as_bytes().as_slice(), id.0.as_bytes()].concat()
}
