//! What is read, what is refused, and what the library's service provider says to what is written.

mod attacks;
mod encrypted;
mod partners;
mod response_attacks;
mod responses;
mod round_trip;
mod vectors;

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;

pub(super) const IDP: &str = "https://hospes.example/t/";
pub(super) const SSO: &str = "https://hospes.example/t/saml2";
pub(super) const SP: &str = "https://sp.example/metadata";
pub(super) const ACS: &str = "https://sp.example/acs";

/// A key with a certificate.
pub(super) struct Keys {
    pub(super) signer: Signer,
    pub(super) key_pem: String,
}

fn keys(name: &str) -> Keys {
    let key = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048)
        .unwrap();
    let params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let certificate = Certificate::from_der(certificate.der()).unwrap();
    Keys {
        signer: Signer::new(&key.serialize_der(), certificate),
        key_pem: key.serialize_pem(),
    }
}

/// The identity provider's.
pub(super) static OURS: LazyLock<Keys> = LazyLock::new(|| keys("idp.example"));
/// The application's.
pub(super) static THEIRS: LazyLock<Keys> = LazyLock::new(|| keys("sp.example"));
/// Of somebody nobody knows.
pub(super) static STRANGERS: LazyLock<Keys> = LazyLock::new(|| keys("evil.example"));

/// What the application registered.
pub(super) fn registered() -> [Certificate; 1] {
    [THEIRS.signer.certificate().clone()]
}

pub(super) fn request() -> String {
    format!(
        "<samlp:AuthnRequest xmlns:samlp=\"{}\" xmlns:saml=\"{}\" ID=\"_1\" Version=\"2.0\" \
         IssueInstant=\"2026-01-01T00:00:00Z\" Destination=\"{SSO}\" \
         AssertionConsumerServiceURL=\"{ACS}\"><saml:Issuer>{SP}</saml:Issuer>\
         <samlp:NameIDPolicy Format=\"{}\"/></samlp:AuthnRequest>",
        namespace::PROTOCOL,
        namespace::ASSERTION,
        name_id_format::EMAIL_ADDRESS,
    )
}

pub(super) fn signed_request() -> String {
    THEIRS.signer.sign(&request(), true).unwrap()
}

pub(super) fn posted(xml: &str) -> String {
    STANDARD.encode(xml)
}

#[test]
fn a_request_is_read_with_all_that_it_says() {
    let text = request()
        .replace("ID=\"_1\"", "ID=\"_1\" ForceAuthn=\"true\" IsPassive=\"0\" ProtocolBinding=\"b\"")
        .replace(
            "<samlp:NameIDPolicy",
            "<saml:Subject><saml:NameID> pat@partner.example </saml:NameID></saml:Subject><samlp:NameIDPolicy",
        )
        .replace(
            "</samlp:AuthnRequest>",
            "<samlp:RequestedAuthnContext Comparison=\"minimum\"><saml:AuthnContextClassRef>c\
             </saml:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>",
        );
    let document = Document::from_post(&posted(&text)).unwrap();
    assert_eq!(
        signature::verify_enveloped(&document, &registered()),
        Ok(false)
    );
    let read = AuthnRequest::read(&document).unwrap();
    let expected = AuthnRequest {
        id: "_1".to_owned(),
        issuer: SP.to_owned(),
        issue_instant: "2026-01-01T00:00:00Z".to_owned(),
        destination: Some(SSO.to_owned()),
        acs_url: Some(ACS.to_owned()),
        acs_index: None,
        protocol_binding: Some("b".to_owned()),
        name_id_policy: Some(NameIdPolicy {
            format: Some(name_id_format::EMAIL_ADDRESS.to_owned()),
        }),
        force_authn: true,
        is_passive: false,
        context_classes: vec!["c".to_owned()],
        comparison: Comparison::Minimum,
        login_hint: Some("pat@partner.example".to_owned()),
    };
    assert_eq!(read, expected);
}

#[test]
fn a_request_that_lacks_something_is_refused() {
    for (from, to) in [
        ("Version=\"2.0\"", "Version=\"1.1\""),
        ("ID=\"_1\"", ""),
        ("ID=\"_1\"", "ID=\"1\""),
        ("ID=\"_1\"", "ID=\"_1'\""),
        ("IssueInstant=\"2026-01-01T00:00:00Z\"", ""),
        (SP, ""),
        ("<saml:Issuer>", "<saml:Issuer><saml:b/>"),
        ("ID=\"_1\"", "ID=\"_1\" ForceAuthn=\"yes\""),
        ("ID=\"_1\"", "ID=\"_1\" AssertionConsumerServiceIndex=\"0\""),
        ("samlp:AuthnRequest", "samlp:LogoutRequest"),
    ] {
        let text = request().replace(from, to);
        let document = Document::from_post(&posted(&text)).unwrap();
        assert!(AuthnRequest::read(&document).is_err(), "{text}");
    }
}

#[test]
fn of_a_message_of_another_kind_it_is_said_which_one_is_expected() {
    let text = request().replace("samlp:AuthnRequest", "samlp:LogoutRequest");
    let document = Document::from_post(&posted(&text)).unwrap();
    let refused = AuthnRequest::read(&document).unwrap_err();
    assert_eq!(refused, Refused::Kind("AuthnRequest"));
    assert_eq!(
        refused.to_string(),
        "it is a message of another kind: AuthnRequest is expected"
    );
}

#[test]
fn a_signed_request_is_verified_in_both_bindings() {
    let document = Document::from_post(&posted(&signed_request())).unwrap();
    assert!(signature::has_enveloped(&document));
    assert_eq!(
        signature::verify_enveloped(&document, &registered()),
        Ok(true)
    );
    let query = THEIRS
        .signer
        .sign_query("SAMLRequest", &request(), Some("a b&c=d"))
        .unwrap();
    let query = Query::parse(&query, "SAMLRequest").unwrap().unwrap();
    assert_eq!(query.relay_state.as_deref(), Some("a b&c=d"));
    assert_eq!(query.verify(&registered()), Ok(true));
    let document = Document::from_redirect(&query.message).unwrap();
    assert_eq!(AuthnRequest::read(&document).unwrap().id, "_1");
}

#[test]
fn metadata_of_an_application_is_read() {
    let certificate = THEIRS.signer.certificate();
    let text = format!(
        "\u{FEFF}<?xml version=\"1.0\"?>\n<!-- made by hand -->\n\
         <md:EntityDescriptor xmlns:md=\"{}\" entityID=\"{SP}\">\
         <md:SPSSODescriptor protocolSupportEnumeration=\"{}\" AuthnRequestsSigned=\"true\">\
         <md:KeyDescriptor><ds:KeyInfo xmlns:ds=\"{}\"><ds:X509Data><ds:X509Certificate>\n{}\n\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
         <md:SingleLogoutService Binding=\"{}\" Location=\"https://sp.example/logout\"/>\
         <md:NameIDFormat>{}</md:NameIDFormat>\
         <md:AssertionConsumerService Binding=\"{}\" Location=\"https://sp.example/other\" index=\"0\"/>\
         <md:AssertionConsumerService Binding=\"{}\" Location=\"{ACS}\" index=\"1\" isDefault=\"true\"/>\
         </md:SPSSODescriptor></md:EntityDescriptor>",
        namespace::METADATA,
        namespace::PROTOCOL,
        namespace::SIGNATURE,
        certificate.as_base64(),
        binding::REDIRECT,
        name_id_format::PERSISTENT,
        binding::POST,
        binding::POST,
    );
    let read = ServiceProvider::read(&Document::from_metadata(&text).unwrap()).unwrap();
    let expected = ServiceProvider {
        entity_id: SP.to_owned(),
        acs_urls: vec![ACS.to_owned(), "https://sp.example/other".to_owned()],
        logout_url: Some("https://sp.example/logout".to_owned()),
        signing: vec![certificate.clone()],
        encryption: vec![certificate.clone()],
        signs_requests: true,
        name_id_formats: vec![name_id_format::PERSISTENT.to_owned()],
    };
    assert_eq!(read, expected);
    let other = text.replace("SPSSODescriptor", "IDPSSODescriptor");
    assert!(ServiceProvider::read(&Document::from_metadata(&other).unwrap()).is_err());
}

#[test]
fn a_certificate_is_read_in_every_form_and_nothing_else_is_one() {
    let certificate = THEIRS.signer.certificate();
    let pem = certificate.to_pem();
    assert_eq!(&Certificate::parse(&pem).unwrap(), certificate);
    assert_eq!(
        &Certificate::parse(certificate.as_base64()).unwrap(),
        certificate
    );
    let two = format!("{pem}\n{}", OURS.signer.certificate().to_pem());
    assert_eq!(Certificate::parse_all(&two).unwrap().len(), 2);
    assert!(Certificate::parse_all(" \n").unwrap().is_empty());
    assert_eq!(certificate.thumbprint().len(), 40);
    for text in ["", "AAAA", "no", &THEIRS.key_pem] {
        assert_eq!(
            Certificate::parse(text),
            Err(Refused::Certificate),
            "{text}"
        );
    }
}
