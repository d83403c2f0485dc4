//! Responses of partners' identity providers: what is taken says what was signed, whatever is changed around it.
#![no_main]

use std::sync::LazyLock;

use hospes_protocol::saml::{
    Assertion, Certificate, DecryptionKey, Document, Expectation, ResponseRefused, verify_response,
};
use libfuzzer_sys::fuzz_target;

macro_rules! vector {
    ($name:literal) => {
        include_str!(concat!(
            "../../crates/hospes-protocol/src/saml/tests/vectors/",
            $name
        ))
    };
}

/// All responses that were ever signed, and are good, by a key that nobody has any more.
static GOOD: [&str; 9] = [
    vector!("samlp_assertion.xml"),
    vector!("samlp_both.xml"),
    vector!("samlp_prefixed.xml"),
    vector!("samlp_gcm.xml"),
    vector!("samlp_cbc_signed.xml"),
    vector!("opensaml_inclusive.xml"),
    vector!("opensaml_both.xml"),
    vector!("opensaml_sha512.xml"),
    vector!("opensaml_gcm.xml"),
];

/// What stands in no good response, and readers differ about.
static TOKENS: [&str; 20] = [
    "<!---->",
    "<![CDATA[",
    "]]>",
    "<?a b?>",
    "&#x41;",
    "&amp;",
    " ID=\"_a\"",
    " Id=\"_a\"",
    " xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    " xmlns:xs=\"urn:evil\"",
    " xmlns:saml=\"urn:evil\"",
    " xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
    "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_b\">",
    "</saml:Assertion>",
    "<saml:NameID xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">evil</saml:NameID>",
    "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>",
    "<Object xmlns=\"http://www.w3.org/2000/09/xmldsig#\">",
    "</Object>",
    "evil",
    "",
];

static CERTIFICATES: LazyLock<[Certificate; 1]> = LazyLock::new(|| {
    [Certificate::parse(vector!("idp.pem")).expect("the certificate is a good one")]
});

static KEYS: LazyLock<[DecryptionKey; 1]> = LazyLock::new(|| {
    let pem = vector!("sp_key.pem");
    let inner: String = pem.lines().filter(|line| !line.contains("-----")).collect();
    let der = base64_of(&inner);
    [DecryptionKey::new(&der).expect("the key is a good one")]
});

/// What each of the good responses says.
static SAID: LazyLock<Vec<Assertion>> = LazyLock::new(|| {
    let said = GOOD.iter().map(|good| verified(good));
    said.collect::<Result<_, _>>()
        .expect("good responses are taken")
});

fn base64_of(text: &str) -> Vec<u8> {
    let digit = |letter: u8| match letter {
        b'A'..=b'Z' => u32::from(letter - b'A'),
        b'a'..=b'z' => u32::from(letter - b'a') + 26,
        b'0'..=b'9' => u32::from(letter - b'0') + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').collect();
    let mut out = Vec::new();
    for four in letters.chunks(4) {
        let word = four
            .iter()
            .fold(0, |word, letter| word << 6 | digit(*letter));
        let word = word << (6 * (4 - four.len()));
        out.extend(word.to_be_bytes().iter().skip(1).take(four.len() - 1));
    }
    out
}

fn verified(text: &str) -> Result<Assertion, ResponseRefused> {
    let expected = Expectation {
        issuer: "https://idp.partner.example/saml",
        certificates: &*CERTIFICATES,
        audience: "https://hospes.example/t/saml2/sp",
        recipient: "https://hospes.example/t/saml2/acs",
        request_id: "_request",
        now_seconds: 1_767_225_660,
        leeway_seconds: 60,
        decryption_keys: &*KEYS,
    };
    verify_response(&Document::from_text(text)?, &expected)
}

/// A place in a text: one of its tags, or any letter.
fn place(text: &str, high: u8, low: u8) -> usize {
    let number = usize::from(high) << 8 | usize::from(low);
    if high < 0x80 {
        let tags: Vec<usize> = text.match_indices('<').map(|(at, _)| at).collect();
        return tags.get(number % tags.len().max(1)).copied().unwrap_or(0);
    }
    let mut at = (number - 0x8000) % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A good response with some changes, each of eight bytes: what, from where, to where, whither, and a token.
fn changed(good: &str, changes: &[u8]) -> String {
    let mut text = good.to_owned();
    for change in changes.chunks_exact(8).take(8) {
        let [what, a, b, c, d, e, f, token] = change else {
            break;
        };
        let (one, other) = (place(&text, *a, *b), place(&text, *c, *d));
        let (from, to) = (one.min(other), one.max(other));
        let at = place(&text, *e, *f);
        let token = TOKENS[usize::from(*token) % TOKENS.len()];
        let piece = text[from..to].to_owned();
        match what % 5 {
            0 => text.insert_str(at, &piece),
            1 => text.replace_range(from..to, ""),
            2 => text.insert_str(at, token),
            3 => text.replace_range(from..to, token),
            _ => {
                text.replace_range(from..to, "");
                let mut at = at.min(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                text.insert_str(at, &piece);
            }
        }
    }
    text
}

fuzz_target!(|input: &[u8]| {
    if let Some(text) = std::str::from_utf8(input)
        .ok()
        .filter(|text| text.starts_with('<'))
    {
        if let Ok(taken) = verified(text) {
            assert!(SAID.contains(&taken));
        }
        return;
    }
    // Nothing is learned of a response that was not changed.
    let Some((which, changes)) = input
        .split_first()
        .filter(|(_, changes)| changes.len() >= 8)
    else {
        return;
    };
    let which = usize::from(*which) % GOOD.len();
    if let Ok(taken) = verified(&changed(GOOD[which], changes)) {
        assert_eq!(taken, SAID[which]);
    }
});
