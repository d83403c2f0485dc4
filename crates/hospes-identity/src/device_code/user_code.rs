//! The code that people type.

use crate::env::Entropy;
use crate::secret::Keyring;

const PURPOSE: &str = "user-code";
/// RFC 8628, section 6.1: no vowels, so that no words come of it, and nothing that looks like a digit.
const ALPHABET: [char; 20] = [
    'B', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X',
    'Z',
];
/// 20^9 codes: with the limits on wrong ones nobody guesses one of those that count.
const LENGTH: usize = 9;

/// The code that a device shows: nine consonants.
#[derive(Clone)]
pub struct UserCode(String);

impl UserCode {
    pub(super) fn generate(entropy: &dyn Entropy) -> Self {
        let mut code = String::with_capacity(LENGTH);
        while code.len() < LENGTH {
            let mut byte = [0];
            entropy.fill(&mut byte);
            let [byte] = byte;
            // 240 is a multiple of 20, so each letter is as likely as every other.
            if byte < 240 {
                code.extend(ALPHABET.get(usize::from(byte) % ALPHABET.len()));
            }
        }
        Self(code)
    }

    /// Reads what somebody typed: in any letter case, with blanks and hyphens where they like. `None` when it
    /// is no such code.
    pub fn parse(typed: &str) -> Option<Self> {
        let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let code: String = letters
            .map(|c| c.to_ascii_uppercase())
            .take(LENGTH + 1)
            .collect();
        let is_one = code.len() == LENGTH && code.chars().all(|c| ALPHABET.contains(&c));
        is_one.then_some(Self(code))
    }

    /// The code as it is shown.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(super) fn mac(&self, keyring: &Keyring) -> [u8; 32] {
        keyring.mac(PURPOSE, &[self.0.as_bytes()])
    }

    /// What may have been kept of it, before a new key came.
    pub(super) fn macs(&self, keyring: &Keyring) -> Vec<[u8; 32]> {
        keyring.macs(PURPOSE, &[self.0.as_bytes()])
    }
}

impl std::fmt::Debug for UserCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("UserCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    #[test]
    fn a_code_reads_back_however_people_type_it() {
        let entropy = SeededEntropy::new();
        let code = UserCode::generate(&entropy);
        assert_eq!(code.reveal().len(), 9);
        let (first, rest) = code.reveal().split_at(3);
        for typed in [
            code.reveal().to_owned(),
            code.reveal().to_lowercase(),
            format!(" {first}-{rest} "),
            format!("{first} {rest}\u{a0}"),
        ] {
            let read = UserCode::parse(&typed).unwrap();
            assert_eq!(read.reveal(), code.reveal(), "{typed}");
        }
        assert_eq!(format!("{code:?}"), "UserCode(…)");
    }

    #[test]
    fn what_is_no_code_is_none() {
        for typed in [
            "",
            "BCDFGHJK",
            "BCDFGHJKLM",
            "BCDFGHJKA",
            "BCDFGHJK1",
            "ßCDFGHJKL",
        ] {
            assert!(UserCode::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn each_letter_is_as_likely_as_every_other() {
        let entropy = SeededEntropy::new();
        let codes: String = (0..2_000)
            .map(|_| UserCode::generate(&entropy).reveal().to_owned())
            .collect();
        for letter in ALPHABET {
            let count = codes.chars().filter(|c| *c == letter).count();
            assert!((750..1_050).contains(&count), "{letter}: {count}");
        }
    }
}
