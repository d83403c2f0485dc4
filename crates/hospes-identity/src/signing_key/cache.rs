//! The keys as a process holds them: read from the database now and then, never for a token.

use std::sync::{Arc, PoisonError, RwLock};

use hospes_protocol::jose::{
    self, Algorithm, Expected, Jwks, PublicJwk, SigningKey, VerifyError, VerifyingKey,
};
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::rotation::{self, Rotation};
use super::store::{self, KeyRow};
use super::{READ_AGAIN, READ_FOR_UNKNOWN, SigningKeys};
use crate::Identity;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};

pub(super) const PURPOSE: &str = "signing-key";

/// What was read last, and when.
#[derive(Debug, Default)]
pub(crate) struct KeyCache {
    held: RwLock<Option<(Arc<SigningKeys>, Timestamp)>>,
    /// Held by the one that reads.
    reading: Mutex<()>,
}

impl KeyCache {
    fn get(&self) -> Option<(Arc<SigningKeys>, Timestamp)> {
        // Nothing that is done under the lock can fail half-way.
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// The keys, if they were read within this time.
    fn younger_than(&self, span: Span, now: Timestamp) -> Option<Arc<SigningKeys>> {
        let (keys, read_at) = self.get()?;
        // A clock that was set back must not keep them for ever.
        let age = now.since(read_at);
        (Span::millis(0) <= age && age < span).then_some(keys)
    }

    fn put(&self, keys: Arc<SigningKeys>, read_at: Timestamp) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Some((keys, read_at));
    }
}

impl Identity {
    /// The server's keys; the first caller on a new database makes them. Read from the database at most
    /// every [`READ_AGAIN`].
    pub async fn signing_keys(&self) -> Result<Arc<SigningKeys>> {
        let cache = &self.signing_keys;
        if let Some(keys) = cache.younger_than(READ_AGAIN, self.env.clock.now()) {
            return Ok(keys);
        }
        let reading = match (cache.get(), cache.reading.try_lock()) {
            (_, Ok(reading)) => reading,
            // Somebody else reads; till then the old ones do.
            (Some((keys, _)), Err(_)) => return Ok(keys),
            (None, Err(_)) => cache.reading.lock().await,
        };
        let keys = self.read_again(READ_AGAIN).await;
        drop(reading);
        keys
    }

    /// Verifies a token of this server and gives its claims. One that is signed with an unknown key may be
    /// signed with a new one: the keys are read again for it, at most every [`READ_FOR_UNKNOWN`].
    pub(crate) async fn verify_own<C: DeserializeOwned>(
        &self,
        token: &str,
        expected: &Expected<'_>,
    ) -> Result<Result<C, VerifyError>> {
        let keys = self.signing_keys().await?;
        match jose::verify(token, &keys.verifying, expected) {
            Err(VerifyError::UnknownKey) => {
                let reading = self.signing_keys.reading.lock().await;
                let keys = self.read_again(READ_FOR_UNKNOWN).await?;
                drop(reading);
                Ok(jose::verify(token, &keys.verifying, expected))
            }
            verified => Ok(verified),
        }
    }

    /// Reads the keys, unless that was done within this time. Only one at a time may.
    async fn read_again(&self, span: Span) -> Result<Arc<SigningKeys>> {
        let (cache, now) = (&self.signing_keys, self.env.clock.now());
        if let Some(keys) = cache.younger_than(span, now) {
            return Ok(keys);
        }
        match self.load_signing_keys().await {
            Ok(keys) => {
                let keys = Arc::new(keys);
                cache.put(keys.clone(), now);
                Ok(keys)
            }
            Err(error) => match cache.get() {
                // A database that does not answer ends no token. It is asked again soon, and not by each.
                Some((keys, _)) => {
                    tracing::warn!(%error, "the signing keys cannot be read again");
                    let soon = now.minus(READ_AGAIN).plus(READ_FOR_UNKNOWN);
                    cache.put(keys.clone(), soon);
                    Ok(keys)
                }
                None => Err(error),
            },
        }
    }

    /// Reads the keys whenever they were read last: after they were changed here.
    pub(super) async fn refresh_signing_keys(&self) -> Result<()> {
        let reading = self.signing_keys.reading.lock().await;
        let keys = self.load_signing_keys().await?;
        self.signing_keys.put(Arc::new(keys), self.env.clock.now());
        drop(reading);
        Ok(())
    }

    async fn load_signing_keys(&self) -> Result<SigningKeys> {
        let (mut rows, mut now) = self.key_rows().await?;
        let has_current = |algorithm| rotation::current(&rows, algorithm, now).is_some();
        let is_complete =
            |row: &KeyRow| row.algorithm != Algorithm::Rs256 || row.certificate.is_some();
        if !Algorithm::ALL.into_iter().all(has_current) || !rows.iter().all(is_complete) {
            self.certify(&rows).await?;
            self.make_keys(Rotation::Missing).await?;
            (rows, now) = self.key_rows().await?;
        }
        let current = |algorithm| {
            let row = rotation::current(&rows, algorithm, now)
                .ok_or_else(|| Error::corrupt("the signing keys", "there is none"))?;
            self.open_key(row)
        };
        let keys = rows.iter().map(public).collect::<Result<Vec<_>>>()?;
        let verifying = keys.iter().map(VerifyingKey::from_jwk);
        Ok(SigningKeys {
            rs256: current(Algorithm::Rs256)?,
            es256: current(Algorithm::Es256)?,
            ed_dsa: current(Algorithm::EdDsa)?,
            verifying: verifying
                .collect::<Result<_, _>>()
                .map_err(|e| Error::corrupt("a signing key", e))?,
            published: Jwks { keys },
        })
    }

    pub(super) async fn key_rows(&self) -> Result<(Vec<KeyRow>, Timestamp)> {
        let mut tx = self.read().await?;
        Ok((store::all(&mut tx).await?, tx.now()))
    }

    fn open_key(&self, row: &KeyRow) -> Result<SigningKey> {
        let corrupt = |e| Error::corrupt("a signing key", e);
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
        let key = SigningKey::from_pkcs8(row.algorithm, &private).map_err(corrupt)?;
        match &row.certificate {
            Some(der) => key.with_certificate(der).map_err(corrupt),
            None => Ok(key),
        }
    }

    /// Gives RSA keys from before they had certificates one.
    async fn certify(&self, rows: &[KeyRow]) -> Result<()> {
        for row in rows {
            if row.algorithm != Algorithm::Rs256 || row.certificate.is_some() {
                continue;
            }
            let key = self.open_key(row)?;
            let der = rotation::certificate(&key, row.created_at)?;
            self.retrying(|| async {
                let mut tx = self.write().await?;
                store::set_certificate(&mut tx, &row.kid, &der).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        }
        Ok(())
    }
}

/// The public half of a key, with its certificate.
fn public(row: &KeyRow) -> Result<PublicJwk> {
    let key: PublicJwk =
        serde_json::from_str(&row.public_jwk).map_err(|e| Error::corrupt("a signing key", e))?;
    Ok(match &row.certificate {
        Some(der) => key.with_certificate(der),
        None => key,
    })
}
