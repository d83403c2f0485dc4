//! RFC 7636, appendix B: a verifier and its S256 challenge.

use hospes_protocol::oauth::{Challenge, ChallengeMethod};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[test]
fn the_verifier_of_appendix_b_fits_its_challenge() {
    let challenge = Challenge::parse(CHALLENGE, Some("S256")).unwrap();
    assert_eq!(challenge.method(), ChallengeMethod::S256);
    assert!(challenge.verify(VERIFIER));
    assert!(!challenge.verify(CHALLENGE));
    assert!(!challenge.verify(&VERIFIER.to_ascii_lowercase()));
}

#[test]
fn the_verifier_of_appendix_b_fits_itself_as_a_plain_challenge() {
    let challenge = Challenge::parse(VERIFIER, Some("plain")).unwrap();
    assert!(challenge.verify(VERIFIER));
    assert!(!challenge.verify(CHALLENGE));
}
