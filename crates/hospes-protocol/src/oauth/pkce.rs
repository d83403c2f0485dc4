//! Proof Key for Code Exchange: RFC 7636.
//!
//! Whether a client has to send a challenge is not decided here. Our own requests to other servers always have one.

use std::fmt;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{OAuthError, SentSecret};

/// How a challenge is made of its verifier (RFC 7636, section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeMethod {
    /// The SHA-256 of the verifier, in base64url.
    S256,
    /// The verifier itself.
    Plain,
}

impl ChallengeMethod {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S256 => "S256",
            Self::Plain => "plain",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "S256" => Some(Self::S256),
            "plain" => Some(Self::Plain),
            _ => None,
        }
    }
}

/// What an authorization request promised to prove at the token endpoint.
///
/// A plain one is as secret as its verifier, so `Debug` prints none.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    method: ChallengeMethod,
    challenge: String,
}

impl Challenge {
    /// Reads `code_challenge` and `code_challenge_method`.
    pub fn parse(code_challenge: &str, method: Option<&str>) -> Result<Self, OAuthError> {
        // RFC 7636, section 4.3: without a method it is plain.
        let method = match method {
            None => ChallengeMethod::Plain,
            Some(word) => ChallengeMethod::parse(word)
                .ok_or_else(|| OAuthError::invalid_challenge_method(word))?,
        };
        if !is_well_formed(code_challenge) {
            return Err(OAuthError::invalid_challenge());
        }
        Ok(Self {
            method,
            challenge: code_challenge.to_owned(),
        })
    }

    /// How the verifier is compared.
    pub fn method(&self) -> ChallengeMethod {
        self.method
    }

    /// Whether the verifier is the one of the challenge (RFC 7636, section 4.6).
    ///
    /// The time that it takes tells nothing about how much of it is right.
    pub fn verify(&self, verifier: &str) -> bool {
        if !is_well_formed(verifier) {
            return false;
        }
        let hash;
        let expected = match self.method {
            ChallengeMethod::S256 => {
                hash = s256(verifier);
                hash.as_bytes()
            }
            ChallengeMethod::Plain => verifier.as_bytes(),
        };
        expected.ct_eq(self.challenge.as_bytes()).into()
    }

    /// The form in which it is stored, next to its code.
    pub fn to_text(&self) -> String {
        format!("{}:{}", self.method.as_str(), self.challenge)
    }

    /// Reads the stored form.
    pub fn from_text(text: &str) -> Option<Self> {
        let (method, challenge) = text.split_once(':')?;
        let method = ChallengeMethod::parse(method)?;
        is_well_formed(challenge).then(|| Self {
            method,
            challenge: challenge.to_owned(),
        })
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// A verifier of ours, made of 32 bytes that nobody can guess: 43 characters (RFC 7636, section 4.1).
pub fn verifier_of(bytes: [u8; 32]) -> SentSecret {
    SentSecret::from(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes)))
}

/// The S256 challenge of a verifier: 43 characters (RFC 7636, section 4.2).
pub fn s256(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

/// RFC 7636, sections 4.1 and 4.2: verifiers and challenges are 43 to 128 unreserved characters.
fn is_well_formed(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ErrorCode;
    use super::*;

    #[test]
    fn a_challenge_without_a_method_is_plain() {
        let verifier = "v".repeat(43);
        let challenge = Challenge::parse(&verifier, None).unwrap();
        assert_eq!(challenge.method(), ChallengeMethod::Plain);
        assert!(challenge.verify(&verifier));
        assert!(!challenge.verify(&"w".repeat(43)));
        assert!(!challenge.verify(&"v".repeat(44)));
    }

    #[test]
    fn an_unknown_method_is_refused() {
        for method in ["s256", "PLAIN", "S512", "none"] {
            let error = Challenge::parse(&"c".repeat(43), Some(method)).unwrap_err();
            assert_eq!(
                (error.code, error.aadsts),
                (ErrorCode::InvalidRequest, 50_149)
            );
        }
    }

    #[test]
    fn a_challenge_of_another_length_or_alphabet_is_refused() {
        for bad in [
            String::new(),
            "c".repeat(42),
            "c".repeat(129),
            format!("{}=", "c".repeat(42)),
            format!("{}:", "c".repeat(42)),
            "ä".repeat(43),
        ] {
            let error = Challenge::parse(&bad, Some("S256")).unwrap_err();
            assert_eq!(
                (error.code, error.aadsts),
                (ErrorCode::InvalidRequest, 501_491)
            );
            assert_eq!(Challenge::from_text(&format!("S256:{bad}")), None);
        }
        Challenge::parse(&"~".repeat(128), Some("S256")).unwrap();
    }

    #[test]
    fn a_challenge_is_not_its_own_verifier_unless_it_is_plain() {
        let text = "c".repeat(43);
        assert!(!Challenge::parse(&text, Some("S256")).unwrap().verify(&text));
    }

    #[test]
    fn a_verifier_of_another_length_or_alphabet_never_fits() {
        let hash = |verifier: &str| {
            URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
        };
        for bad in [
            String::new(),
            "v".repeat(42),
            "v".repeat(129),
            " ".repeat(43),
        ] {
            let challenge = Challenge::parse(&hash(&bad), Some("S256")).unwrap();
            assert!(!challenge.verify(&bad));
        }
    }

    #[test]
    fn what_is_stored_in_another_form_is_not_read() {
        let text = "c".repeat(43);
        for bad in [text.clone(), format!(":{text}"), format!("s256:{text}")] {
            assert_eq!(Challenge::from_text(&bad), None);
        }
    }

    #[test]
    fn a_verifier_of_ours_fits_its_challenge() {
        let verifier = verifier_of([7; 32]);
        assert!(is_well_formed(verifier.expose()));
        assert_ne!(verifier.expose(), verifier_of([8; 32]).expose());
        let challenge = s256(verifier.expose());
        let challenge = Challenge::parse(&challenge, Some("S256")).unwrap();
        assert!(challenge.verify(verifier.expose()));
        assert!(!format!("{verifier:?}").contains(verifier.expose()));
    }

    #[test]
    fn a_challenge_is_not_printed() {
        let challenge = Challenge::parse(&"c".repeat(43), None).unwrap();
        assert!(!format!("{challenge:?}").contains("ccc"));
    }

    proptest! {
        #[test]
        fn what_is_stored_is_what_is_read(
            challenge in "[A-Za-z0-9._~-]{43,128}",
            method in prop::option::of("(S256|plain)"),
        ) {
            let challenge = Challenge::parse(&challenge, method.as_deref()).unwrap();
            prop_assert_eq!(Challenge::from_text(&challenge.to_text()), Some(challenge));
        }

        #[test]
        fn no_text_makes_a_challenge_panic(text in any::<String>(), verifier in any::<String>()) {
            let _ = Challenge::parse(&text, Some(&verifier));
            let _ = Challenge::from_text(&text);
            let plain = Challenge::parse(&"c".repeat(43), None).unwrap();
            prop_assert!(!plain.verify(&verifier));
        }
    }
}
