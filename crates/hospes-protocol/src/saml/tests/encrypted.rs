//! Assertions in envelopes: what is opened, what isn't, and that what comes out is trusted no more than what
//! stands in the open.

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPublicEncryptingKey,
    PrivateDecryptingKey,
};

use super::responses::{good, ours, said, taken, unsigned};
use super::vectors::{vector, verified};
use super::*;

const GCM_256: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
const GCM_128: &str = "http://www.w3.org/2009/xmlenc11#aes128-gcm";
const CBC: &str = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";
const OAEP: &str =
    "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/>";
const OAEP_256: &str = "<xenc:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#rsa-oaep\">\
     <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
     <xenc11:MGF xmlns:xenc11=\"http://www.w3.org/2009/xmlenc11#\" Algorithm=\"http://www.w3.org/2009/xmlenc11#mgf1sha256\"/>\
     </xenc:EncryptionMethod>";

/// The key of a text, encrypted for the holder of a key.
fn wrapped(secret: &[u8], to: &str, algorithm: &'static OaepAlgorithm, method: &str) -> String {
    let inner: String = to.lines().filter(|line| !line.contains("-----")).collect();
    let key = PrivateDecryptingKey::from_pkcs8(&STANDARD.decode(inner).unwrap()).unwrap();
    let key = OaepPublicEncryptingKey::new(key.public_key()).unwrap();
    let mut room = vec![0; key.ciphertext_size()];
    let sealed = key.encrypt(algorithm, secret, &mut room, None).unwrap();
    format!(
        "<xenc:EncryptedKey>{method}<xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue>\
         </xenc:CipherData></xenc:EncryptedKey>",
        STANDARD.encode(sealed)
    )
}

/// A text encrypted with a key, in base64.
fn sealed(plain: &[u8], secret: &[u8], method: &str) -> String {
    let mut out = vec![7; if method == CBC { 16 } else { 12 }];
    let mut text = plain.to_vec();
    if method == CBC {
        // Padding of any bytes, and the count of them at the end.
        let padding = 16 - text.len() % 16;
        text.extend(vec![0xAB; padding - 1]);
        text.push(u8::try_from(padding).unwrap());
        let key = EncryptingKey::cbc(UnboundCipherKey::new(&AES_256, secret).unwrap()).unwrap();
        let start = EncryptionContext::Iv128([7; 16].into());
        key.less_safe_encrypt(&mut text, start).unwrap();
    } else {
        let algorithm = if method == GCM_128 {
            &AES_128_GCM
        } else {
            &AES_256_GCM
        };
        let key = LessSafeKey::new(UnboundKey::new(algorithm, secret).unwrap());
        let nonce = Nonce::assume_unique_for_key([7; 12]);
        key.seal_in_place_append_tag(nonce, Aad::empty(), &mut text)
            .unwrap();
    }
    out.extend(text);
    STANDARD.encode(out)
}

/// An envelope with keys inside, and keys beside.
fn envelope(text: &str, method: &str, inside: &str, beside: &str) -> String {
    format!(
        "<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" \
         Type=\"http://www.w3.org/2001/04/xmlenc#Element\"><xenc:EncryptionMethod Algorithm=\"{method}\"/>\
         <ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{inside}</ds:KeyInfo>\
         <xenc:CipherData><xenc:CipherValue>{text}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>\
         {beside}</saml:EncryptedAssertion>"
    )
    .replace("<xenc:EncryptedKey>", "<xenc:EncryptedKey xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">")
}

/// What stands in a response for its assertion.
fn assertion_of(xml: &str) -> &str {
    let start = xml.find("<saml:Assertion").unwrap();
    let end = xml.find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len();
    xml.get(start..end).unwrap()
}

fn response_around(envelope: &str) -> String {
    let plain = unsigned();
    plain.replace(assertion_of(&plain), envelope)
}

/// A response with this text in an envelope for us, as anybody can make one.
fn enclosed(plain: &str) -> String {
    let secret = [9; 32];
    let key = wrapped(&secret, &THEIRS.key_pem, &OAEP_SHA1_MGF1SHA1, OAEP);
    response_around(&envelope(
        &sealed(plain.as_bytes(), &secret, GCM_256),
        GCM_256,
        &key,
        "",
    ))
}

fn signed_assertion() -> String {
    assertion_of(&good((false, None))).to_owned()
}

#[test]
fn an_envelope_is_opened_in_every_way_that_is_taken() {
    let plain = signed_assertion();
    let own = |secret: &[u8]| wrapped(secret, &THEIRS.key_pem, &OAEP_SHA1_MGF1SHA1, OAEP);
    let other = wrapped(&[1; 32], &STRANGERS.key_pem, &OAEP_SHA1_MGF1SHA1, OAEP);
    let strong = wrapped(&[9; 32], &THEIRS.key_pem, &OAEP_SHA256_MGF1SHA256, OAEP_256);
    let text = sealed(plain.as_bytes(), &[9; 32], GCM_256);
    for envelope in [
        envelope(&text, GCM_256, &own(&[9; 32]), ""),
        envelope(&text, GCM_256, "", &own(&[9; 32])),
        envelope(&text, GCM_256, &format!("{other}{}", own(&[9; 32])), ""),
        envelope(&text, GCM_256, &strong, ""),
        envelope(
            &sealed(plain.as_bytes(), &[9; 16], GCM_128),
            GCM_128,
            &own(&[9; 16]),
            "",
        ),
    ] {
        assert_eq!(taken(&response_around(&envelope)), Ok(said()));
    }
    let declared = format!("<?xml version=\"1.0\"?>\n{plain}\n");
    assert_eq!(taken(&enclosed(&declared)), Ok(said()));
}

#[test]
fn one_of_several_keys_of_ours_opens_it() {
    let certificates = ours();
    let keys = [
        vectors::opener(&STRANGERS.key_pem),
        vectors::opener(&THEIRS.key_pem),
    ];
    let document = Document::from_post(&posted(&enclosed(&signed_assertion()))).unwrap();
    let with = |keys: &[DecryptionKey]| {
        verify_response(&document, &responses::expectation(&certificates, keys))
    };
    assert_eq!(with(&keys), Ok(said()));
    let [other, _] = keys;
    assert_eq!(with(&[other]), Err(ResponseRefused::Undecipherable));
    assert_eq!(with(&[]), Err(ResponseRefused::EncryptedWithoutKey));
}

#[test]
fn an_encrypted_assertion_that_is_not_signed_inside_is_refused() {
    let plain = unsigned();
    let xml = enclosed(assertion_of(&plain));
    assert_eq!(taken(&xml), Err(ResponseRefused::NotSigned));
    let signed = OURS.signer.sign(&xml, true).unwrap();
    assert_eq!(taken(&signed), Err(ResponseRefused::OnlyResponseSigned));
    assert_eq!(
        verified(vector!("samlp_gcm_unsigned_inside.xml")),
        Err(ResponseRefused::OnlyResponseSigned)
    );
    // Signed by somebody else.
    let forged = STRANGERS.signer.sign(&unsigned(), false).unwrap();
    assert!(matches!(
        taken(&enclosed(assertion_of(&forged))),
        Err(ResponseRefused::OtherCertificate(_))
    ));
}

#[test]
fn what_comes_out_goes_through_the_filter() {
    let plain = signed_assertion();
    let name = "pat@partner.example";
    let message = |refused| Err(ResponseRefused::Message(refused));
    for (text, refused) in [
        (
            plain.replace(name, "pat@partner.example<!---->"),
            Refused::Markup,
        ),
        (
            plain.replace(name, "<![CDATA[pat@partner.example]]>"),
            Refused::Markup,
        ),
        (plain.replace(name, "&b;"), Refused::Entity),
        (format!("<!DOCTYPE a>{plain}"), Refused::Markup),
        (format!("{plain}{plain}"), Refused::Malformed),
        (format!("{plain}x"), Refused::Malformed),
        (String::new(), Refused::Malformed),
        (
            plain.replace("<saml:Subject>", "<saml:Subject ID=\"_a\">"),
            Refused::DuplicateId,
        ),
        (
            plain.replace(
                "<saml:Subject>",
                &format!("{plain}<saml:Subject>").replace("_a", "_b"),
            ),
            Refused::Shape("there is a message within the message"),
        ),
        (signed_request(), Refused::Kind("Assertion")),
    ] {
        assert_eq!(taken(&enclosed(&text)), message(refused), "{text}");
    }
    assert_eq!(
        taken(&enclosed("<saml:Assertion/>")),
        Err(ResponseRefused::NotSigned)
    );
    let response = good((true, None));
    assert!(taken(&enclosed(&response)).is_err());
    // An envelope in the envelope.
    let again = enclosed(&plain);
    let start = again.find("<saml:EncryptedAssertion").unwrap();
    let end = again.find("</samlp:Response>").unwrap();
    assert!(taken(&enclosed(again.get(start..end).unwrap())).is_err());
}

#[test]
fn a_changed_text_or_key_is_not_opened() {
    let secret = [9; 32];
    let key = wrapped(&secret, &THEIRS.key_pem, &OAEP_SHA1_MGF1SHA1, OAEP);
    let text = sealed(signed_assertion().as_bytes(), &secret, GCM_256);
    let flipped = |base64: &str, at: usize| {
        let mut bytes = STANDARD.decode(base64).unwrap();
        bytes[at] ^= 1;
        STANDARD.encode(bytes)
    };
    for text in [
        flipped(&text, 0),
        flipped(&text, 40),
        STANDARD.encode([0; 12]),
        STANDARD.encode([0; 3]),
        String::new(),
    ] {
        let xml = response_around(&envelope(&text, GCM_256, &key, ""));
        assert_eq!(taken(&xml), Err(ResponseRefused::Undecipherable));
    }
    // A key of another length, and one for another way to encrypt.
    let short = wrapped(&[9; 16], &THEIRS.key_pem, &OAEP_SHA1_MGF1SHA1, OAEP);
    let mixed = wrapped(&secret, &THEIRS.key_pem, &OAEP_SHA256_MGF1SHA256, OAEP);
    for key in [short, mixed] {
        let xml = response_around(&envelope(&text, GCM_256, &key, ""));
        assert_eq!(taken(&xml), Err(ResponseRefused::Undecipherable));
    }
}

/// With CBC, whoever sends changed texts and sees what becomes of them reads the text in the end (Jager and
/// Somorovsky, 2011). So none is deciphered that is not in a signed response.
#[test]
fn cbc_is_deciphered_in_a_signed_response_only() {
    let secret = [9; 32];
    let key = wrapped(&secret, &THEIRS.key_pem, &OAEP_SHA1_MGF1SHA1, OAEP);
    let text = sealed(signed_assertion().as_bytes(), &secret, CBC);
    let xml = response_around(&envelope(&text, CBC, &key, ""));
    assert_eq!(taken(&xml), Err(ResponseRefused::EncryptionUnprotected));
    let signed = OURS.signer.sign(&xml, true).unwrap();
    assert_eq!(taken(&signed), Ok(said()));
    let changed = signed.replace(&text, &sealed(b"<a/>", &secret, CBC));
    assert_eq!(taken(&changed), Err(ResponseRefused::ResponseSignature));
    // Signed, and not padded.
    for text in [
        "",
        "AAAA",
        &STANDARD.encode([0; 16]),
        &STANDARD.encode([0; 40]),
    ] {
        let xml = response_around(&envelope(text, CBC, &key, ""));
        let signed = OURS.signer.sign(&xml, true).unwrap();
        assert_eq!(taken(&signed), Err(ResponseRefused::Undecipherable));
    }
}

#[test]
fn weak_ways_to_encrypt_are_refused() {
    let xml = enclosed(&signed_assertion());
    let oaep = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/>";
    for (from, to) in [
        (GCM_256, "http://www.w3.org/2001/04/xmlenc#tripledes-cbc"),
        (GCM_256, "http://www.w3.org/2009/xmlenc11#aes192-gcm"),
        (GCM_256, "http://www.w3.org/2001/04/xmlenc#rsa-1_5"),
        (oaep, "http://www.w3.org/2001/04/xmlenc#rsa-1_5\"/>"),
        (oaep, "http://www.w3.org/2001/04/xmlenc#kw-aes256\"/>"),
        (
            oaep,
            "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/></xenc:EncryptionMethod>",
        ),
        (
            oaep,
            "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"><xenc:OAEPparams>AAAA</xenc:OAEPparams></xenc:EncryptionMethod>",
        ),
    ] {
        assert!(xml.contains(from));
        assert_eq!(
            taken(&xml.replace(from, to)),
            Err(ResponseRefused::EncryptionAlgorithm),
            "{to}"
        );
    }
    assert_eq!(
        verified(vector!("opensaml_rsa15.xml")),
        Err(ResponseRefused::EncryptionAlgorithm)
    );
}

#[test]
fn envelopes_that_are_built_otherwise_are_refused() {
    let secret = [9; 32];
    let key = wrapped(&secret, &THEIRS.key_pem, &OAEP_SHA1_MGF1SHA1, OAEP);
    let xml = enclosed(&signed_assertion());
    let cipher = "<xenc:CipherValue>";
    for (from, to) in [
        ("xmlenc#Element\"", "xmlenc#Content\"".to_owned()),
        (cipher, "<xenc:CipherReference URI=\"https://evil.example/\"/><xenc:CipherValue>!".to_owned()),
        (cipher, "<xenc:CipherValue/><xenc:CipherValue>".to_owned()),
        ("<xenc:EncryptedData ", "<xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"/><xenc:EncryptedData ".to_owned()),
        ("</ds:KeyInfo>", format!("{}</ds:KeyInfo>", key.repeat(4))),
    ] {
        assert!(xml.contains(from));
        assert!(
            matches!(taken(&xml.replace(from, &to)), Err(ResponseRefused::Message(_))),
            "{to}"
        );
    }
    let none = envelope("AAAA", GCM_256, "", "");
    assert!(matches!(
        taken(&response_around(&none)),
        Err(ResponseRefused::Message(Refused::Shape(_)))
    ));
}
