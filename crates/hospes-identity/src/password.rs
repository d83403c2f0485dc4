//! Passwords: argon2id on a pool of bounded size.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::{Algorithm, Argon2, Params, PasswordVerifier as _, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::env::Entropy;
use crate::error::{Error, Result};

/// OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Shortest and longest password, in characters and bytes. NIST SP 800-63B 3.1.1.2.
const SHORTEST: usize = 8;
const LONGEST: usize = 256;
/// So many may wait for a place; the next is told to come back.
const QUEUE: usize = 64;

/// Hashes and verifies passwords, as many at a time as there are cores.
#[derive(Clone, Debug)]
pub struct Passwords {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    memory_kib: u32,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::with_memory(MEMORY_KIB)
    }
}

impl Passwords {
    /// A pool that uses that much memory for each hash.
    pub(crate) fn with_memory(memory_kib: u32) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            places: Arc::new(Semaphore::new(cores)),
            waiting: Arc::default(),
            memory_kib,
        }
    }

    /// Checks the policy: length only, no rules of composition.
    pub fn check(password: &str) -> Result<()> {
        if password.chars().count() < SHORTEST {
            return Err(Error::invalid(
                "password",
                "it is shorter than 8 characters",
            ));
        }
        if password.len() > LONGEST {
            return Err(Error::invalid("password", "it is longer than 256 bytes"));
        }
        Ok(())
    }

    /// The PHC string of a new password.
    pub async fn hash(&self, entropy: &dyn Entropy, password: &str) -> Result<String> {
        let mut salt = [0; 16];
        entropy.fill(&mut salt);
        let password = Zeroizing::new(password.to_owned());
        let argon = self.argon()?;
        self.run(move || {
            use argon2::password_hash::PasswordHasher as _;
            let hashed: Result<argon2::PasswordHash, _> =
                argon.hash_password_with_salt(password.as_bytes(), &salt);
            hashed
                .map(|hash| hash.to_string())
                .map_err(|e| Error::corrupt("a password", e))
        })
        .await?
    }

    /// Whether the password is the one that was hashed. Without a hash it takes as long and says no, so
    /// that nobody learns from the time which accounts exist.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool> {
        let password = Zeroizing::new(password.to_owned());
        let argon = self.argon()?;
        let decoy = format!(
            "$argon2id$v=19$m={},t={PASSES},p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            self.memory_kib
        );
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or(decoy);
            argon
                .verify_password(password.as_bytes(), hash.as_str())
                .is_ok()
                && known
        })
        .await
    }

    fn argon(&self) -> Result<Argon2<'static>> {
        let params = Params::new(self.memory_kib, PASSES, 1, None)
            .map_err(|e| Error::corrupt("the parameters of argon2", e))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= QUEUE {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Error::TooMany {
                retry_after_seconds: 2,
            });
        }
        let permit = self.places.clone().acquire_owned().await;
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let permit = permit.map_err(|e| Error::corrupt("the password pool", e))?;
        let done = tokio::task::spawn_blocking(move || {
            let out = work();
            drop(permit);
            out
        });
        done.await
            .map_err(|e| Error::corrupt("the password pool", e))
    }
}

/// A password for a person to type once: five groups of four letters and digits, 100 bits.
pub(crate) fn readable(entropy: &dyn Entropy) -> String {
    // Without letters and digits that look alike.
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = Zeroizing::new([0_u8; 20]);
    entropy.fill(bytes.as_mut());
    let mut out = String::with_capacity(24);
    for (position, byte) in bytes.iter().enumerate() {
        if position > 0 && position % 4 == 0 {
            out.push('-');
        }
        let letter = ALPHABET
            .get(usize::from(byte % 32))
            .copied()
            .unwrap_or(b'a');
        out.push(char::from(letter));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    #[tokio::test]
    async fn a_password_verifies_against_its_hash_and_nothing_else() {
        let pool = Passwords::with_memory(64);
        let hash = pool
            .hash(&SeededEntropy::new(), "correct horse")
            .await
            .unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=2,p=1$"), "{hash}");
        assert!(
            pool.verify("correct horse", Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(!pool.verify("correct horsf", Some(hash)).await.unwrap());
        assert!(!pool.verify("correct horse", None).await.unwrap());
        assert!(
            !pool
                .verify("x", Some("not a hash".to_owned()))
                .await
                .unwrap()
        );
    }

    #[test]
    fn a_readable_password_has_five_groups_and_satisfies_the_policy() {
        let password = readable(&SeededEntropy::new());
        assert_eq!(
            password.split('-').map(str::len).collect::<Vec<_>>(),
            [4; 5]
        );
        Passwords::check(&password).unwrap();
        assert!(Passwords::check("short").is_err());
        assert!(Passwords::check(&"x".repeat(257)).is_err());
    }
}
