//! When keys come and go, and making them.

use hospes_protocol::jose::{Algorithm, SigningKey};
use zeroize::Zeroizing;

use super::cache::PURPOSE;
use super::store::{self, KeyRow};
use super::{KeyInfo, KeyState, PUBLISHED_AFTER, PUBLISHED_BEFORE, ROTATION};
use crate::Identity;
use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::identity::SweepReport;

/// What stands in certificates of keys. They prove nothing, so it names nobody.
const COMMON_NAME: &str = "Hospes signing key";
/// So long certificates of keys count: longer than any key. Some clients look at it.
const CERTIFICATE_YEARS: u32 = 10;

/// Why keys are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// An algorithm has none.
    Missing,
    /// It is time for the next one.
    Due,
    /// Somebody wants the next one before it is time. It is used once it was published long enough; where
    /// one waits already, nothing is done.
    Next,
    /// Somebody wants other keys to be used at once. The old ones are published as long as ever, so tokens
    /// go on to count.
    Now,
    /// Somebody else has the keys: new ones are used at once, and the old ones are deleted. No token counts
    /// any more that was signed with them.
    Compromised,
}

/// What has to be done for an algorithm.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Nothing,
    /// A new key, used from then on.
    Make(Timestamp),
    /// The key that waits is used at once.
    Use(String),
}

/// A key that was just made, and its private part.
type Made = (SigningKey, Zeroizing<Vec<u8>>);

impl KeyRow {
    fn begins(&self) -> (Timestamp, i64) {
        (self.active_from, self.number)
    }
}

fn of(rows: &[KeyRow], algorithm: Algorithm) -> impl Iterator<Item = &KeyRow> {
    rows.iter().filter(move |row| row.algorithm == algorithm)
}

/// The key that signs.
pub(super) fn current(rows: &[KeyRow], algorithm: Algorithm, now: Timestamp) -> Option<&KeyRow> {
    of(rows, algorithm)
        .filter(|row| row.active_from <= now)
        .max_by_key(|row| row.begins())
        // The clock of this node may be behind that of the one that made the first key.
        .or_else(|| of(rows, algorithm).min_by_key(|row| row.begins()))
}

/// When the key after this one is used.
fn active_until(rows: &[KeyRow], row: &KeyRow) -> Option<Timestamp> {
    of(rows, row.algorithm)
        .filter(|other| other.begins() > row.begins())
        .map(|other| other.active_from)
        .min()
}

fn step(rotation: Rotation, rows: &[KeyRow], algorithm: Algorithm, now: Timestamp) -> Step {
    let Some(newest) = of(rows, algorithm).max_by_key(|row| row.begins()) else {
        return Step::Make(now);
    };
    let waits = newest.active_from > now;
    let soon = now.plus(PUBLISHED_BEFORE);
    match rotation {
        Rotation::Due if newest.active_from.plus(ROTATION) <= soon => Step::Make(soon),
        Rotation::Next if !waits => Step::Make(soon),
        Rotation::Now if waits => Step::Use(newest.kid.clone()),
        Rotation::Now | Rotation::Compromised => Step::Make(now),
        Rotation::Missing | Rotation::Due | Rotation::Next => Step::Nothing,
    }
}

/// Whether a key has to go.
fn is_over(rotation: Rotation, rows: &[KeyRow], row: &KeyRow, now: Timestamp) -> bool {
    match rotation {
        Rotation::Due => {
            active_until(rows, row).is_some_and(|until| until.plus(PUBLISHED_AFTER) <= now)
        }
        Rotation::Compromised => true,
        Rotation::Missing | Rotation::Next | Rotation::Now => false,
    }
}

/// A certificate of a key that was made then.
pub(super) fn certificate(key: &SigningKey, created_at: Timestamp) -> Result<Vec<u8>> {
    // Clocks of clients may be behind.
    let from = created_at.minus(Span::days(1)).as_seconds().max(0);
    let from = u32::try_from(from).unwrap_or(u32::MAX);
    let seconds = CERTIFICATE_YEARS * 365 * 24 * 60 * 60;
    key.self_signed(COMMON_NAME, (from, seconds))
        .map_err(|e| Error::corrupt("a signing key", e))
}

impl Identity {
    /// Sweep: makes the next key of each algorithm when it is time, and deletes those that are over.
    pub async fn rotate_signing_keys(&self) -> Result<SweepReport> {
        let changed = self.renew_signing_keys(Rotation::Due).await?;
        Ok(SweepReport {
            changed,
            more: false,
        })
    }

    /// Makes and deletes keys, and tells how many. For whoever runs the server.
    pub async fn renew_signing_keys(&self, rotation: Rotation) -> Result<u64> {
        let changed = self.make_keys(rotation).await?;
        if changed > 0 {
            self.refresh_signing_keys().await?;
        }
        Ok(changed)
    }

    /// All keys, oldest first.
    pub async fn list_signing_keys(&self) -> Result<Vec<KeyInfo>> {
        // Those of a new database are there from now on.
        self.signing_keys().await?;
        let (rows, now) = self.key_rows().await?;
        let info = |row: &KeyRow| {
            let active_until = active_until(&rows, row);
            KeyInfo {
                kid: row.kid.clone(),
                algorithm: row.algorithm,
                state: if active_until.is_some_and(|until| until <= now) {
                    KeyState::Retired
                } else if row.active_from > now {
                    KeyState::Next
                } else {
                    KeyState::Current
                },
                created_at: row.created_at,
                active_from: row.active_from,
                active_until,
            }
        };
        Ok(rows.iter().map(info).collect())
    }

    /// Does what has to be done. Two nodes that do it at once make one key: the second finds, in its
    /// transaction, that nothing has to be done any more.
    pub(super) async fn make_keys(&self, rotation: Rotation) -> Result<u64> {
        let (rows, now) = self.key_rows().await?;
        let mut made = Vec::new();
        for algorithm in Algorithm::ALL {
            if matches!(step(rotation, &rows, algorithm, now), Step::Make(_)) {
                // It takes a tenth of a second: not on the threads that answer requests.
                let key = tokio::task::spawn_blocking(move || SigningKey::generate(algorithm));
                let key = key.await.map_err(|e| Error::corrupt("a signing key", e))?;
                made.push(key.map_err(|e| Error::corrupt("a signing key", e))?);
            }
        }
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let rows = store::all(&mut tx).await?;
            let now = tx.now();
            let mut changed = 0;
            let mut number = rows.iter().map(|row| row.number).max().unwrap_or(0);
            for algorithm in Algorithm::ALL {
                match step(rotation, &rows, algorithm, now) {
                    Step::Nothing => {}
                    Step::Use(kid) => {
                        store::set_active_from(&mut tx, &kid, now).await?;
                        changed += 1;
                    }
                    Step::Make(from) => {
                        let Some(key) = made.iter().find(|(key, _)| key.algorithm() == algorithm)
                        else {
                            continue;
                        };
                        number += 1;
                        let row = self.row(&tx, key, (number, from))?;
                        changed += u64::from(store::insert(&mut tx, &row).await?);
                    }
                }
            }
            for row in &rows {
                if is_over(rotation, &rows, row, now) {
                    store::delete(&mut tx, &row.kid).await?;
                    changed += 1;
                }
            }
            // Also when another one was faster: its keys are read next, and may not be on disk yet.
            tx.commit().await?;
            Ok(changed)
        })
        .await
    }

    fn row(
        &self,
        tx: &Tx,
        (key, private): &Made,
        (number, active_from): (i64, Timestamp),
    ) -> Result<KeyRow> {
        let (kid, created_at) = (key.kid(), tx.now());
        let public_jwk =
            serde_json::to_string(&key.public()).map_err(|e| Error::corrupt("a signing key", e))?;
        Ok(KeyRow {
            kid: kid.to_owned(),
            number,
            algorithm: key.algorithm(),
            public_jwk,
            sealed_private: self
                .env
                .keyring
                .seal(tx.entropy(), PURPOSE, kid.as_bytes(), private),
            certificate: match key.algorithm() {
                Algorithm::Rs256 => Some(certificate(key, created_at)?),
                Algorithm::Es256 | Algorithm::EdDsa => None,
            },
            created_at,
            active_from,
        })
    }
}
