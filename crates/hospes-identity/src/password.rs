//! Passwords: argon2id on a pool of bounded size.

use std::cmp::Reverse;
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
/// What is said of a password that attackers try first.
pub const GUESSABLE: &str = "it is one of those attackers try first";
/// Fewer characters besides the account's own words are guessed at once.
const FEWEST_BESIDES: usize = 5;
/// Shorter words of an account are in every password.
const SHORTEST_WORD: usize = 3;
/// So many may wait for a place; the next is told to come back.
const QUEUE: usize = 64;

/// Hashes and verifies passwords, as many at a time as there are cores.
#[derive(Clone, Debug)]
pub struct Passwords {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    memory_kib: u32,
    refuses_guessable: bool,
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
            refuses_guessable: true,
        }
    }

    /// A pool that takes passwords that are easy to guess: for a demo, whose passwords everybody may know.
    #[must_use]
    pub fn for_everybody_to_know() -> Self {
        Self {
            refuses_guessable: false,
            ..Self::default()
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

    /// Refuses what attackers try first: common passwords, their variations, words, names, dates and rows of
    /// keys, and what is made of the account's own words (its names, its organisation). What takes a million
    /// guesses is let through: the limits of signing in make that take years. NIST SP 800-63B 3.1.1.2.
    pub(crate) async fn check_guessable(&self, password: &str, own: &[&str]) -> Result<()> {
        if !self.refuses_guessable {
            return Ok(());
        }
        let password = Zeroizing::new(password.to_owned());
        let own = words(own);
        let is_weak = self
            .run(move || {
                let own: Vec<&str> = own.iter().map(String::as_str).collect();
                is_own(&password, &own)
                    || zxcvbn::zxcvbn(&password, &own).score() < zxcvbn::Score::Two
            })
            .await?;
        if is_weak {
            return Err(Error::invalid("password", GUESSABLE));
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

/// Whether a password is hardly more than the account's own words.
fn is_own(password: &str, own: &[&str]) -> bool {
    let mut own = own.to_vec();
    own.sort_by_key(|word| Reverse(word.len()));
    let mut left = Zeroizing::new(password.to_lowercase());
    for word in own {
        left = Zeroizing::new(left.replace(word, ""));
    }
    left.chars().count() < FEWEST_BESIDES
}

/// The words of names and addresses, and the whole of each.
fn words(texts: &[&str]) -> Vec<String> {
    let mut all = vec!["hospes".to_owned()];
    for text in texts {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        for word in parts.chain([*text]) {
            if word.chars().count() >= SHORTEST_WORD {
                all.push(word.to_lowercase());
            }
        }
    }
    all
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

    #[tokio::test]
    async fn what_attackers_try_first_is_refused_and_a_few_words_are_not() {
        let pool = Passwords::with_memory(64);
        let own = ["megan.bowen@contoso.example", "Megan Bowen", "Contoso"];
        for weak in [
            "password",
            "P@ssw0rd",
            "Passw0rd!",
            "password1234",
            "12345678",
            "1234567890",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "letmein123",
            "sunshine1",
            "iloveyou2",
            "19850412",
            "meganbowen",
            "MeganBowen1",
            "megan.bowen@contoso.example",
            "Contoso2026",
            "hospes2026",
        ] {
            let checked = pool.check_guessable(weak, &own).await;
            assert!(
                matches!(
                    checked,
                    Err(Error::Invalid {
                        reason: GUESSABLE,
                        ..
                    })
                ),
                "{weak}: {checked:?}"
            );
        }
        for good in [
            "correct horse",
            "battery staple",
            "for the first time",
            "tuba lentil oak",
            "gR7#kq2!",
            "wem gehört die Tuba",
            "كلمة مرور طويلة",
        ] {
            pool.check_guessable(good, &own).await.expect(good);
        }
        pool.check_guessable(&"äb1".repeat(60), &own).await.ok();
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
