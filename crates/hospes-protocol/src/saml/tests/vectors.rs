//! Responses that identity providers of somebody else's making wrote: see `vectors/README.md`.

use super::*;

pub(super) const PARTNER: &str = "https://idp.partner.example/saml";
pub(super) const AUDIENCE: &str = "https://hospes.example/t/saml2/sp";
pub(super) const RECIPIENT: &str = "https://hospes.example/t/saml2/acs";
/// 2026-01-01T00:00:00Z.
pub(super) const NOW: i64 = 1_767_225_600;

macro_rules! vector {
    ($name:literal) => {
        include_str!(concat!("vectors/", $name))
    };
}
pub(super) use vector;

/// What is expected of the vectors, with the certificate of their key.
pub(super) fn expected(certificates: &[Certificate]) -> Expectation<'_> {
    Expectation {
        issuer: PARTNER,
        certificates,
        audience: AUDIENCE,
        recipient: RECIPIENT,
        request_id: "_request",
        now_seconds: NOW + 60,
        leeway_seconds: 0,
        decryption_keys: &[],
    }
}

pub(super) fn certificate(pem: &str) -> [Certificate; 1] {
    [Certificate::parse(pem).unwrap()]
}

pub(super) fn decryption_key() -> [DecryptionKey; 1] {
    [opener(vector!("sp_key.pem"))]
}

pub(super) fn opener(pem: &str) -> DecryptionKey {
    let inner: String = pem.lines().filter(|line| !line.contains("-----")).collect();
    DecryptionKey::new(&STANDARD.decode(inner).unwrap()).unwrap()
}

/// What becomes of a response in a form.
pub(super) fn verified(xml: &str) -> Result<Assertion, ResponseRefused> {
    let certificates = certificate(vector!("idp.pem"));
    let keys = decryption_key();
    let expectation = Expectation {
        decryption_keys: &keys,
        ..expected(&certificates)
    };
    verify_response(&Document::from_post(&posted(xml))?, &expectation)
}

fn value<'a>(assertion: &'a Assertion, name: &str) -> Vec<&'a str> {
    let found = assertion.attributes.iter().filter(|one| one.name == name);
    found
        .flat_map(|one| &one.values)
        .map(String::as_str)
        .collect()
}

#[test]
fn responses_of_samlp_are_taken() {
    for xml in [
        vector!("samlp_assertion.xml"),
        vector!("samlp_both.xml"),
        vector!("samlp_prefixed.xml"),
        vector!("samlp_gcm.xml"),
        vector!("samlp_cbc_signed.xml"),
    ] {
        let read = verified(xml).unwrap();
        let claim =
            |name: &str| format!("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/{name}");
        assert_eq!(read.issuer, PARTNER);
        assert_eq!(read.name_id.value, "pat");
        assert_eq!(read.name_id.format, name_id_format::UNSPECIFIED);
        assert_eq!(
            value(&read, &claim("emailaddress")),
            ["pat@partner.example"]
        );
        assert_eq!(value(&read, &claim("name")), ["Pat & Co <x>"]);
        assert_eq!(read.authn_instant, NOW);
        assert_eq!(read.session_index.as_deref(), Some("_session"));
        assert_eq!(read.authn_context.as_deref(), Some(context_class::PASSWORD));
        assert_eq!(read.expires_at_seconds, NOW + 600);
    }
}

#[test]
fn responses_in_the_manner_of_opensaml_are_taken() {
    for (xml, pem) in [
        (vector!("opensaml_inclusive.xml"), vector!("idp.pem")),
        (vector!("opensaml_both.xml"), vector!("idp.pem")),
        (vector!("opensaml_gcm.xml"), vector!("idp.pem")),
        (vector!("opensaml_sha512.xml"), vector!("idp.pem")),
        (vector!("opensaml_ecdsa.xml"), vector!("ec.pem")),
    ] {
        let certificates = certificate(pem);
        let keys = decryption_key();
        let expectation = Expectation {
            decryption_keys: &keys,
            ..expected(&certificates)
        };
        let document = Document::from_post(&posted(xml)).unwrap();
        let read = verify_response(&document, &expectation).unwrap();
        let expected = Assertion {
            id: "_a".to_owned(),
            issuer: PARTNER.to_owned(),
            name_id: NameId {
                qualifiers: Qualifiers {
                    name: Some(PARTNER.to_owned()),
                    service_provider: Some(AUDIENCE.to_owned()),
                },
                ..NameId::new(name_id_format::PERSISTENT, "AAdzZWNyZXQx")
            },
            attributes: vec![
                Attribute {
                    name: "urn:oid:0.9.2342.19200300.100.1.3".to_owned(),
                    values: vec!["pat@partner.example".to_owned()],
                },
                Attribute {
                    name: "urn:oid:1.3.6.1.4.1.5923.1.1.1.1".to_owned(),
                    values: vec!["staff".to_owned(), "member".to_owned()],
                },
            ],
            authn_instant: NOW - 60,
            session_index: Some("_s".to_owned()),
            authn_context: Some(context_class::PASSWORD_PROTECTED_TRANSPORT.to_owned()),
            session_not_on_or_after: None,
            expires_at_seconds: NOW + 300,
        };
        assert_eq!(read, expected);
    }
}

#[test]
fn responses_that_are_not_secured_enough_are_refused() {
    for (xml, refused) in [
        (
            vector!("samlp_response_only.xml"),
            ResponseRefused::OnlyResponseSigned,
        ),
        (vector!("samlp_unsigned.xml"), ResponseRefused::NotSigned),
        (
            vector!("samlp_gcm_unsigned_inside.xml"),
            ResponseRefused::OnlyResponseSigned,
        ),
        (
            vector!("samlp_cbc.xml"),
            ResponseRefused::EncryptionUnprotected,
        ),
        (
            vector!("samlp_sha1.xml"),
            ResponseRefused::SignatureAlgorithm,
        ),
        (
            vector!("opensaml_rsa15.xml"),
            ResponseRefused::EncryptionAlgorithm,
        ),
        (vector!("opensaml_ecdsa.xml"), ResponseRefused::Signature),
    ] {
        assert_eq!(verified(xml), Err(refused));
    }
}

#[test]
fn a_key_of_1024_bits_verifies_nothing() {
    assert_eq!(
        Certificate::parse(vector!("weak.pem")),
        Err(Refused::Certificate)
    );
}
