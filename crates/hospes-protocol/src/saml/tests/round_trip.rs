//! A service provider of somebody else's making, the library's, takes what is written here.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use saml_rs::{
    AcsEndpoint, BrowserInput, CertificatePem, Credentials, EntityId, FormField, IdpDescriptor,
    MetadataTrustPolicy, PrivateKeyPem, ReplayPolicy, Saml, SamlValidationContext, Sp, SpConfig,
    SpValidationPolicy, SsoResponse, StartSso, XmlEncryptionPolicy, XmlPolicy,
};

use super::*;

/// 2026-01-01T00:00:00Z.
fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_hours(490_896)
}

pub(super) fn response_with(
    name_id: &NameId,
    attributes: &[Attribute],
    how: (bool, Option<&Certificate>),
) -> String {
    let new = assertion(name_id, attributes, Some("_1"));
    response(&new, &OURS.signer, how).unwrap()
}

fn assertion<'a>(
    name_id: &'a NameId,
    attributes: &'a [Attribute],
    in_response_to: Option<&'a str>,
) -> NewAssertion<'a> {
    NewAssertion {
        ids: ("_r", "_a"),
        issuer: IDP,
        acs_url: ACS,
        audience: SP,
        in_response_to,
        issued_at: "2026-01-01T00:00:00Z",
        not_before: "2025-12-31T23:55:00Z",
        confirm_until: "2026-01-01T00:10:00Z",
        not_on_or_after: "2026-01-01T01:00:00Z",
        authenticated_at: "2025-12-31T23:59:00Z",
        session_ends_at: "2026-01-02T00:00:00Z",
        session_index: "_s",
        context_class: context_class::PASSWORD,
        name_id,
        attributes,
    }
}

fn service_provider(encrypted: bool) -> Saml<Sp> {
    let pem = CertificatePem::new(THEIRS.signer.certificate().to_pem());
    let mut credentials = Credentials::default();
    let mut builder = SpConfig::builder(EntityId::try_new(SP).unwrap())
        .acs_endpoint(AcsEndpoint::post(ACS).unwrap())
        .validation(SpValidationPolicy::recommended());
    if encrypted {
        credentials.encryption_certificate = Some(pem);
        credentials.decryption_key = Some(PrivateKeyPem::new(&THEIRS.key_pem));
        let encryption = XmlEncryptionPolicy::encrypt_assertions();
        builder = builder.xml(XmlPolicy {
            encryption,
            ..XmlPolicy::default()
        });
    }
    Saml::sp(builder.credentials(credentials).build().unwrap()).unwrap()
}

fn descriptor() -> IdpDescriptor {
    let certificates = [OURS.signer.certificate().clone()];
    let metadata = IdentityProvider {
        entity_id: IDP,
        sign_on_url: SSO,
        logout_url: "https://hospes.example/t/saml2/logout",
        certificates: &certificates,
        wants_signed_requests: false,
    };
    IdpDescriptor::from_metadata_xml_for(
        EntityId::try_new(IDP).unwrap(),
        &metadata.to_xml(),
        MetadataTrustPolicy::UnsignedForCompatibility,
    )
    .unwrap()
}

/// The service provider begins, is answered, and says whom it let in.
fn signed_in(how: (bool, Option<&Certificate>)) -> (String, Vec<String>) {
    let (sp, idp) = (service_provider(how.1.is_some()), descriptor());
    let started = sp.start_sso(&idp, StartSso::redirect()).unwrap();
    let url = started.outbound.redirect_url().unwrap();
    let query = url.split_once('?').unwrap().1.to_owned();
    let query = Query::parse(&query, "SAMLRequest").unwrap().unwrap();
    let request = AuthnRequest::read(&Document::from_redirect(&query.message).unwrap()).unwrap();
    assert_eq!(request.issuer, SP);
    assert_eq!(request.destination.as_deref(), Some(SSO));
    let name_id = NameId::new(name_id_format::EMAIL_ADDRESS, "pat@partner.example");
    let attributes = [Attribute {
        name: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname".to_owned(),
        values: vec!["Pat & <Co>".to_owned()],
    }];
    let new = assertion(&name_id, &attributes, Some(&request.id));
    let xml = response(&new, &OURS.signer, how).unwrap();
    let fields = vec![FormField::new("SAMLResponse", posted(&xml))];
    let context = SamlValidationContext::new(now(), ReplayPolicy::DisabledForCompatibility);
    let session = sp
        .finish_sso(
            &idp,
            &started.pending,
            BrowserInput::<SsoResponse>::post(fields),
            context,
        )
        .unwrap();
    let values = [format!("{:?}", session.attributes())];
    let values = values.to_vec();
    (session.name_id().value().to_owned(), values)
}

#[test]
fn a_signed_assertion_lets_somebody_in() {
    for whole in [false, true] {
        let (name, attributes) = signed_in((whole, None));
        assert_eq!(name, "pat@partner.example");
        assert!(attributes[0].contains("Pat & <Co>"), "{attributes:?}");
    }
}

#[test]
fn an_encrypted_assertion_lets_somebody_in() {
    let to = THEIRS.signer.certificate().clone();
    let (name, _) = signed_in((false, Some(&to)));
    assert_eq!(name, "pat@partner.example");
    let name_id = NameId::new(name_id_format::EMAIL_ADDRESS, "pat@partner.example");
    let xml = response_with(&name_id, &[], (false, Some(&to)));
    assert!(!xml.contains("pat@partner.example") && !xml.contains("<saml:Assertion"));
    assert!(xml.contains("aes256-gcm") && xml.contains("rsa-oaep-mgf1p"));
}

#[test]
fn a_refusal_is_signed() {
    let new = NewRefusal {
        id: "_r",
        issuer: IDP,
        acs_url: ACS,
        in_response_to: Some("_1"),
        issued_at: "2026-01-01T00:00:00Z",
        code: status::RESPONDER,
        reason: status::NO_PASSIVE,
    };
    let xml = refusal(&new, &OURS.signer).unwrap();
    let ours = [OURS.signer.certificate().to_pem()];
    let (is_signed, _) = saml_rs::crypto::verify_signature(&xml, &ours).unwrap();
    assert!(is_signed);
    assert!(xml.contains(status::NO_PASSIVE) && !xml.contains("Assertion ID"));
}

#[test]
fn logout_messages_are_read_as_they_were_written() {
    let name_id = NameId::new(name_id_format::PERSISTENT, "abc");
    let request = NewLogoutRequest {
        id: "_l",
        issuer: IDP,
        destination: "https://sp.example/logout",
        issued_at: "2026-01-01T00:00:00Z",
        not_on_or_after: "2026-01-01T00:05:00Z",
        name_id: &name_id,
        session_indexes: &["_s".to_owned()],
    };
    let document = Document::from_text(&request.to_xml()).unwrap();
    let read = LogoutRequest::read(&document).unwrap();
    assert_eq!(
        (read.name_id, read.session_indexes),
        (name_id, vec!["_s".to_owned()])
    );
    assert_eq!(
        read.not_on_or_after.as_deref(),
        Some("2026-01-01T00:05:00Z")
    );
    for (status, expected) in [
        ((status::SUCCESS, None), (true, false)),
        (
            (status::SUCCESS, Some(status::PARTIAL_LOGOUT)),
            (true, true),
        ),
        ((status::RESPONDER, None), (false, false)),
        (
            (status::RESPONDER, Some(status::PARTIAL_LOGOUT)),
            (false, true),
        ),
        (
            (status::RESPONDER, Some(status::REQUEST_DENIED)),
            (false, false),
        ),
    ] {
        let response = NewLogoutResponse {
            id: "_m",
            issuer: IDP,
            destination: "https://sp.example/logout",
            in_response_to: "_l",
            issued_at: "2026-01-01T00:00:00Z",
            status,
        };
        let document = Document::from_text(&response.to_xml()).unwrap();
        let read = LogoutResponse::read(&document).unwrap();
        assert_eq!(read.in_response_to, "_l");
        assert_eq!((read.is_success, read.is_partial), expected);
    }
}
