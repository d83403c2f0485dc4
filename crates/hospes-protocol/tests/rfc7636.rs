//! RFC 7636, appendix B: a verifier and its S256 challenge.

use hospes_protocol::oauth::{Challenge, ChallengeMethod, s256, verifier_of};

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

#[test]
fn our_own_verifier_of_the_bytes_of_appendix_b_is_that_one() {
    let bytes = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37,
        77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ];
    assert_eq!(verifier_of(bytes).expose(), VERIFIER);
    assert_eq!(s256(VERIFIER), CHALLENGE);
}
