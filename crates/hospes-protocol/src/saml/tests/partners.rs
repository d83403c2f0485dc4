//! What goes out to partners' identity providers, and what they say of themselves.

use super::*;

/// A partner's description, as many write it.
fn metadata() -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<md:EntityDescriptor xmlns:md=\"{}\" xmlns:ds=\"{}\" ID=\"_m\" \
         entityID=\"https://idp.partner.example/\" validUntil=\"2026-02-01T00:00:00Z\">\
         <md:IDPSSODescriptor protocolSupportEnumeration=\"urn:x {}\" WantAuthnRequestsSigned=\"true\" \
         validUntil=\"2026-01-15T00:00:00Z\">{}{}\
         <md:SingleLogoutService Binding=\"{}\" Location=\"https://idp.partner.example/slo\" \
         ResponseLocation=\"https://idp.partner.example/done\"/>\
         <md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:SOAP\" Location=\"http://old\"/>\
         <md:SingleSignOnService Binding=\"{}\" Location=\"https://idp.partner.example/sso?a=b\"/>\
         <md:SingleSignOnService Binding=\"{}\" Location=\"https://idp.partner.example/sso\"/>\
         </md:IDPSSODescriptor></md:EntityDescriptor>",
        namespace::METADATA,
        namespace::SIGNATURE,
        namespace::PROTOCOL,
        key("signing", OURS.signer.certificate()),
        key("encryption", STRANGERS.signer.certificate()),
        binding::REDIRECT,
        binding::REDIRECT,
        binding::POST,
    )
}

fn key(purpose: &str, certificate: &Certificate) -> String {
    format!(
        "<md:KeyDescriptor use=\"{purpose}\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}\
         </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>",
        certificate.as_base64()
    )
}

fn read(text: &str) -> Result<PartnerMetadata, Refused> {
    PartnerMetadata::read(&Document::from_metadata(text)?)
}

fn described() -> PartnerMetadata {
    let endpoint = |binding, url: &str, response: Option<&str>| Endpoint {
        binding,
        url: url.to_owned(),
        response_url: response.map(str::to_owned),
    };
    PartnerMetadata {
        entity_id: "https://idp.partner.example/".to_owned(),
        single_sign_on: vec![
            endpoint(
                Binding::Redirect,
                "https://idp.partner.example/sso?a=b",
                None,
            ),
            endpoint(Binding::Post, "https://idp.partner.example/sso", None),
        ],
        single_logout: vec![endpoint(
            Binding::Redirect,
            "https://idp.partner.example/slo",
            Some("https://idp.partner.example/done"),
        )],
        signing_certificates: vec![OURS.signer.certificate().clone()],
        wants_signed_requests: true,
        valid_until: Some(1_768_435_200),
    }
}

#[test]
fn a_partners_metadata_is_read() {
    assert_eq!(read(&metadata()), Ok(described()));
    // Two keys for the time of a roll-over, one of them twice.
    let roll = [OURS.signer.certificate(), THEIRS.signer.certificate()];
    let both: String = [roll[0], roll[1], roll[0]]
        .map(|certificate| key("signing", certificate))
        .concat();
    let text = metadata().replace(&key("signing", roll[0]), &both);
    let read = read(&text).unwrap();
    assert_eq!(
        read.signing_certificates,
        [roll[0].clone(), roll[1].clone()]
    );
}

#[test]
fn our_own_metadata_is_that_of_a_partner_for_others() {
    let certificates = [OURS.signer.certificate().clone()];
    let own = IdentityProvider {
        entity_id: IDP,
        sign_on_url: SSO,
        logout_url: "https://hospes.example/t/saml2/logout",
        certificates: &certificates,
        wants_signed_requests: false,
    };
    let read = read(&own.to_xml()).unwrap();
    assert_eq!(read.entity_id, IDP);
    assert_eq!(read.single_sign_on.len(), 2);
    assert_eq!(read.signing_certificates, certificates);
}

/// A certificate of an elliptic curve, each time another.
fn small() -> Certificate {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["idp.example".to_owned()]).unwrap();
    Certificate::from_der(params.self_signed(&key).unwrap().der()).unwrap()
}

/// Metadata of a federation, with some service providers.
fn entities(providers: &str) -> String {
    format!(
        "<md:EntitiesDescriptor xmlns:md=\"{}\" validUntil=\"2026-01-10T00:00:00Z\">\
         <md:EntityDescriptor entityID=\"https://sp.example/\"><md:SPSSODescriptor/></md:EntityDescriptor>\
         <md:EntitiesDescriptor>{providers}</md:EntitiesDescriptor></md:EntitiesDescriptor>",
        namespace::METADATA
    )
}

#[test]
fn of_many_entities_one_may_be_an_identity_provider() {
    let one = metadata();
    let one = one.split_once('\n').unwrap().1;
    let expected = PartnerMetadata {
        valid_until: Some(1_768_003_200),
        ..described()
    };
    assert_eq!(read(&entities(one)), Ok(expected));
    let two = format!("{one}{}", one.replace("\"_m\"", "\"_n\""));
    assert_eq!(
        read(&entities(&two)).unwrap_err().to_string(),
        "the message is not complete: it describes several identity providers: give the description of one"
    );
    assert!(read(&entities("")).is_err());
}

/// Each of the changes makes a description that is refused.
fn refused_with(changes: &[(&str, String)]) {
    let text = metadata();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        assert!(read(&text.replace(from, to)).is_err(), "{to}");
    }
}

#[test]
fn hostile_metadata_is_refused() {
    let sso = format!(
        "<md:SingleSignOnService Binding=\"{}\" Location=\"https://idp.partner.example/sso\"/>",
        binding::POST
    );
    let signing = key("signing", OURS.signer.certificate());
    let many: String = (0..11).map(|_| key("signing", &small())).collect();
    refused_with(&[
        ("entityID=\"https://idp.partner.example/\"", String::new()),
        (
            "entityID=\"https://idp.partner.example/\"",
            "entityID=\"\"".to_owned(),
        ),
        (
            "https://idp.partner.example/\" valid",
            format!("{}\" valid", "x".repeat(1_025)),
        ),
        ("IDPSSODescriptor", "SPSSODescriptor".to_owned()),
        ("tc:SAML:2.0:protocol", "tc:SAML:1.1:protocol".to_owned()),
        (&sso, sso.repeat(11)),
        (&signing, String::new()),
        (&signing, signing.repeat(21)),
        (&signing, many),
        (
            &signing,
            signing.replace("<ds:X509Certificate>", "<ds:X509Certificate>AAAA"),
        ),
        (
            "validUntil=\"2026-02-01T00:00:00Z\"",
            "validUntil=\"soon\"".to_owned(),
        ),
        (
            "WantAuthnRequestsSigned=\"true\"",
            "WantAuthnRequestsSigned=\"perhaps\"".to_owned(),
        ),
        (
            "<md:IDPSSODescriptor",
            "<!DOCTYPE a><md:IDPSSODescriptor".to_owned(),
        ),
    ]);
}

#[test]
fn endpoints_that_people_can_not_be_sent_to_are_refused() {
    let sso = "https://idp.partner.example/sso?a=b";
    refused_with(&[
        (sso, "http://idp.partner.example/sso".to_owned()),
        (sso, "javascript:alert(1)".to_owned()),
        (sso, "https://u:p@idp.partner.example/".to_owned()),
        (sso, "https://idp.partner.example/#a".to_owned()),
        (sso, "https:///".to_owned()),
        (sso, "/sso".to_owned()),
        (sso, "https://idp.partner.example/ a".to_owned()),
        (
            sso,
            format!("https://idp.partner.example/{}", "a".repeat(2_048)),
        ),
        (
            "https://idp.partner.example/slo",
            "http://idp.partner.example/slo".to_owned(),
        ),
        (
            "https://idp.partner.example/done",
            "http://idp.partner.example/done".to_owned(),
        ),
    ]);
    let without = metadata()
        .replace(binding::REDIRECT, "urn:other")
        .replace(binding::POST, "urn:other");
    assert_eq!(
        read(&without),
        Err(Refused::Content(
            "there is no SingleSignOnService in the Redirect or POST binding"
        ))
    );
}

#[test]
fn metadata_that_are_signed_are_read_like_others() {
    let document = Document::from_metadata(vector_metadata()).unwrap();
    let read = PartnerMetadata::read(&document).unwrap();
    assert_eq!(
        read.signing_certificates,
        vectors::certificate(vectors::vector!("idp.pem"))
    );
}

fn vector_metadata() -> &'static str {
    vectors::vector!("metadata_signed.xml")
}

#[test]
fn a_request_says_what_is_asked_and_is_read_as_it_was_written() {
    let mut new = NewAuthnRequest {
        id: "_q",
        issue_instant: "2026-01-01T00:00:00Z",
        issuer: SP,
        destination: SSO,
        assertion_consumer_service_url: ACS,
        name_id_format: Some(name_id_format::PERSISTENT),
        force_authn: true,
        authn_contexts: &["https://refeds.org/profile/mfa", "a&b"],
    };
    let expected = AuthnRequest {
        id: "_q".to_owned(),
        issuer: SP.to_owned(),
        issue_instant: "2026-01-01T00:00:00Z".to_owned(),
        destination: Some(SSO.to_owned()),
        acs_url: Some(ACS.to_owned()),
        acs_index: None,
        protocol_binding: Some(binding::POST.to_owned()),
        name_id_policy: Some(NameIdPolicy {
            format: Some(name_id_format::PERSISTENT.to_owned()),
        }),
        force_authn: true,
        is_passive: false,
        context_classes: vec![
            "https://refeds.org/profile/mfa".to_owned(),
            "a&b".to_owned(),
        ],
        comparison: Comparison::Exact,
        login_hint: None,
    };
    // In a form.
    let field = THEIRS.signer.sign_form(&new.to_xml()).unwrap();
    let document = Document::from_post(&field).unwrap();
    assert_eq!(
        signature::verify_enveloped(&document, &registered()),
        Ok(true)
    );
    assert_eq!(AuthnRequest::read(&document), Ok(expected.clone()));
    // In a query.
    let query = THEIRS
        .signer
        .sign_query("SAMLRequest", &new.to_xml(), Some("state"))
        .unwrap();
    let query = Query::parse(&query, "SAMLRequest").unwrap().unwrap();
    assert_eq!(query.verify(&registered()), Ok(true));
    let document = Document::from_redirect(&query.message).unwrap();
    assert_eq!(AuthnRequest::read(&document), Ok(expected));
    // With nothing that need not be there, and nothing that breaks out.
    new.name_id_format = None;
    new.force_authn = false;
    new.authn_contexts = &[];
    new.issuer = "\"><evil/>";
    let document = Document::from_text(&new.to_xml()).unwrap();
    let read = AuthnRequest::read(&document).unwrap();
    assert_eq!(read.issuer, "\"><evil/>");
    assert_eq!((read.name_id_policy, read.force_authn), (None, false));
}

#[test]
fn our_description_as_a_service_provider_is_one_that_is_read() {
    let (signing, encryption) = (
        [
            OURS.signer.certificate().clone(),
            STRANGERS.signer.certificate().clone(),
        ],
        registered(),
    );
    let description = ServiceProviderDescription {
        entity_id: SP,
        acs_url: ACS,
        logout_url: Some("https://sp.example/logout"),
        signing_certificates: &signing,
        encryption_certificates: &encryption,
        authn_requests_signed: true,
    };
    let text = description.to_xml();
    assert!(text.contains("WantAssertionsSigned=\"true\""));
    let read = ServiceProvider::read(&Document::from_metadata(&text).unwrap()).unwrap();
    let expected = ServiceProvider {
        entity_id: SP.to_owned(),
        acs_urls: vec![ACS.to_owned()],
        logout_url: Some("https://sp.example/logout".to_owned()),
        signing: signing.to_vec(),
        encryption: encryption.to_vec(),
        signs_requests: true,
        name_id_formats: vec![
            name_id_format::PERSISTENT.to_owned(),
            name_id_format::EMAIL_ADDRESS.to_owned(),
        ],
    };
    assert_eq!(read, expected);
    let plain = ServiceProviderDescription {
        logout_url: None,
        authn_requests_signed: false,
        ..description
    };
    let read = ServiceProvider::read(&Document::from_metadata(&plain.to_xml()).unwrap()).unwrap();
    assert_eq!((read.logout_url, read.signs_requests), (None, false));
}

/// A partner's identity provider says that somebody signed out there: only if it is signed.
#[test]
fn a_logout_of_a_partner_is_signed_in_both_bindings() {
    let mut name_id = NameId::new(name_id_format::PERSISTENT, "AAdz");
    name_id.qualifiers = Qualifiers {
        name: Some(IDP.to_owned()),
        service_provider: Some(SP.to_owned()),
    };
    let request = NewLogoutRequest {
        id: "_l",
        issuer: IDP,
        destination: "https://sp.example/logout",
        issued_at: "2026-01-01T00:00:00Z",
        not_on_or_after: "2026-01-01T00:05:00Z",
        name_id: &name_id,
        session_indexes: &["_s".to_owned()],
    };
    let ours = [OURS.signer.certificate().clone()];
    let field = OURS.signer.sign_form(&request.to_xml()).unwrap();
    let document = Document::from_post(&field).unwrap();
    assert_eq!(signature::verify_enveloped(&document, &ours), Ok(true));
    assert!(signature::verify_enveloped(&document, &registered()).is_err());
    let read = LogoutRequest::read(&document).unwrap();
    assert_eq!(
        (read.name_id, read.session_indexes),
        (name_id.clone(), vec!["_s".to_owned()])
    );
    let unsigned = Document::from_post(&posted(&request.to_xml())).unwrap();
    assert_eq!(signature::verify_enveloped(&unsigned, &ours), Ok(false));
    let response = NewLogoutResponse {
        id: "_m",
        issuer: SP,
        destination: "https://hospes.example/t/saml2/logout",
        in_response_to: "_l",
        issued_at: "2026-01-01T00:00:00Z",
        status: (status::SUCCESS, None),
    };
    let field = THEIRS.signer.sign_form(&response.to_xml()).unwrap();
    let document = Document::from_post(&field).unwrap();
    assert_eq!(
        signature::verify_enveloped(&document, &registered()),
        Ok(true)
    );
    assert!(LogoutResponse::read(&document).unwrap().is_success);
}
