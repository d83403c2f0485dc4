//! Keys that sign tokens. They belong to the server; the private part is sealed in the database.

mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use hospes_protocol::jose::{Algorithm, Jwks, SigningKey, VerifyingKey};

use crate::Identity;
use crate::error::{Error, Result};

const PURPOSE: &str = "signing-key";

/// The keys of the server, parsed once.
#[derive(Debug)]
pub struct SigningKeys {
    /// The key that signs.
    pub current: SigningKey,
    /// The keys that verify.
    pub verifying: Vec<VerifyingKey>,
    /// The public keys, as they are published.
    pub published: Jwks,
}

impl Identity {
    /// The server's keys; the first caller on a new database makes one.
    pub async fn signing_keys(&self) -> Result<Arc<SigningKeys>> {
        let keys = self
            .signing_keys
            .get_or_try_init(|| self.load_signing_keys())
            .await?;
        Ok(keys.clone())
    }

    async fn load_signing_keys(&self) -> Result<Arc<SigningKeys>> {
        let mut rows = store::all(&mut self.read().await?).await?;
        if rows.is_empty() {
            self.create_signing_key().await?;
            rows = store::all(&mut self.read().await?).await?;
        }
        let corrupt = |e| Error::corrupt("a signing key", e);
        let (mut current, mut verifying, mut keys) = (None, Vec::new(), Vec::new());
        for row in rows {
            let public = serde_json::from_str(&row.public_jwk)
                .map_err(|e| Error::corrupt("a signing key", e))?;
            verifying.push(VerifyingKey::from_jwk(&public).map_err(corrupt)?);
            keys.push(public);
            // The newest comes last.
            let sealed = self
                .env
                .keyring
                .open(PURPOSE, row.kid.as_bytes(), &row.sealed_private);
            let private = sealed.ok_or_else(|| {
                Error::corrupt(
                    "a signing key",
                    "the key file is not the one that sealed it",
                )
            })?;
            current = Some(SigningKey::from_pkcs8(Algorithm::Rs256, &private).map_err(corrupt)?);
        }
        let current = current.ok_or_else(|| Error::corrupt("the signing keys", "there is none"))?;
        Ok(Arc::new(SigningKeys {
            current,
            verifying,
            published: Jwks { keys },
        }))
    }

    async fn create_signing_key(&self) -> Result<()> {
        // It takes a tenth of a second: not on the threads that answer requests.
        let made = tokio::task::spawn_blocking(|| SigningKey::generate(Algorithm::Rs256));
        let (key, private) = made
            .await
            .map_err(|e| Error::corrupt("a signing key", e))?
            .map_err(|e| Error::corrupt("a signing key", e))?;
        let public =
            serde_json::to_string(&key.public()).map_err(|e| Error::corrupt("a signing key", e))?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let kid = key.kid();
            let sealed = self
                .env
                .keyring
                .seal(tx.entropy(), PURPOSE, kid.as_bytes(), &private);
            // Two nodes may get here at once; the first one's key counts.
            store::insert_first(&mut tx, kid, &public, &sealed).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
