//! What the service provider's side makes of responses: of our own identity provider, and of such that lack
//! something.

use super::round_trip::response_with;
use super::*;

/// 2026-01-01T00:00:00Z.
pub(super) const NOW: i64 = 1_767_225_600;

pub(super) fn expectation<'a>(
    certificates: &'a [Certificate],
    decryption_keys: &'a [DecryptionKey],
) -> Expectation<'a> {
    Expectation {
        issuer: IDP,
        certificates,
        audience: SP,
        recipient: ACS,
        request_id: "_1",
        now_seconds: NOW,
        leeway_seconds: 60,
        decryption_keys,
    }
}

/// What our identity provider signs with.
pub(super) fn ours() -> [Certificate; 1] {
    [OURS.signer.certificate().clone()]
}

/// What becomes of a response.
pub(super) fn taken(xml: &str) -> Result<Assertion, ResponseRefused> {
    let (certificates, keys) = (ours(), [vectors::opener(&THEIRS.key_pem)]);
    verify_response(
        &Document::from_post(&posted(xml))?,
        &expectation(&certificates, &keys),
    )
}

pub(super) fn pat() -> (NameId, [Attribute; 1]) {
    let name_id = NameId::new(name_id_format::EMAIL_ADDRESS, "pat@partner.example");
    let attribute = Attribute {
        name: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname".to_owned(),
        values: vec!["Pat & <Co>".to_owned(), "Patricia".to_owned()],
    };
    (name_id, [attribute])
}

/// A good response; signed as a whole too, or encrypted too.
pub(super) fn good(how: (bool, Option<&Certificate>)) -> String {
    let (name_id, attributes) = pat();
    response_with(&name_id, &attributes, how)
}

/// A response without any signature.
pub(super) fn unsigned() -> String {
    let signed = good((false, None));
    let start = signed.find("<ds:Signature").unwrap();
    let end = signed.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    signed.replace(signed.get(start..end).unwrap(), "")
}

/// The response with something else in it, and then its assertion signed.
fn with(from: &str, to: &str) -> Result<Assertion, ResponseRefused> {
    let text = unsigned();
    assert!(text.contains(from), "{from}");
    taken(&OURS.signer.sign(&text.replace(from, to), false).unwrap())
}

pub(super) fn said() -> Assertion {
    let (name_id, attributes) = pat();
    Assertion {
        id: "_a".to_owned(),
        issuer: IDP.to_owned(),
        name_id,
        attributes: attributes.to_vec(),
        authn_instant: NOW - 60,
        session_index: Some("_s".to_owned()),
        authn_context: Some(context_class::PASSWORD.to_owned()),
        session_not_on_or_after: Some(NOW + 86_400),
        expires_at_seconds: NOW + 600 + 60,
    }
}

#[test]
fn our_own_identity_provider_is_understood() {
    let certificate = THEIRS.signer.certificate();
    for how in [
        (false, None),
        (true, None),
        (false, Some(certificate)),
        (true, Some(certificate)),
    ] {
        assert_eq!(taken(&good(how)), Ok(said()));
    }
}

#[test]
fn a_certificate_is_rolled_over_with_both_registered() {
    let xml = good((true, None));
    let document = Document::from_post(&posted(&xml)).unwrap();
    let (old, new) = (registered(), ours());
    let of =
        |certificates: &[Certificate]| verify_response(&document, &expectation(certificates, &[]));
    assert_eq!(of(&[old.clone(), new.clone()].concat()), Ok(said()));
    assert_eq!(of(&[new, old.clone()].concat()), Ok(said()));
    assert!(of(&old).is_err());
    assert!(of(&[]).is_err());
}

#[test]
fn a_response_that_says_no_is_told_with_its_codes() {
    let new = NewRefusal {
        id: "_r",
        issuer: IDP,
        acs_url: ACS,
        in_response_to: Some("_1"),
        issued_at: "2026-01-01T00:00:00Z",
        code: status::RESPONDER,
        reason: status::REQUEST_DENIED,
    };
    let signed = refusal(&new, &OURS.signer).unwrap();
    let message = "<samlp:StatusMessage> <b>\n\u{202E}Call &lt;b&gt; 123 </samlp:StatusMessage></samlp:Status>";
    let failure = |message: Option<&str>| {
        Err(ResponseRefused::Status(Failure {
            code: status::RESPONDER.to_owned(),
            reason: Some(status::REQUEST_DENIED.to_owned()),
            message: message.map(str::to_owned),
        }))
    };
    assert_eq!(taken(&signed), failure(None));
    let message = message.replace("<b>", "");
    let told = signed.replace("</samlp:Status>", &message);
    assert_eq!(taken(&told), failure(Some("Call <b> 123")));
    // Nobody's request: the text may be anybody's.
    let foreign = told.replace(" InResponseTo=\"_1\"", "");
    assert_eq!(taken(&foreign), failure(None));
    let long = signed.replace(status::REQUEST_DENIED, &"x".repeat(5_000));
    let Err(ResponseRefused::Status(failure)) = taken(&long) else {
        panic!("it is no failure")
    };
    assert_eq!(failure.reason.unwrap().len(), 256);
}

#[test]
fn what_the_profile_wants_has_to_be_there() {
    let content = |what| ResponseRefused::Message(Refused::Content(what));
    for (from, to, refused) in [
        (
            "<saml:NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">pat@partner.example</saml:NameID>",
            "",
            ResponseRefused::NoNameId,
        ),
        (
            ">pat@partner.example</saml:NameID>",
            "> </saml:NameID>",
            ResponseRefused::NoNameId,
        ),
        (
            ">pat@partner.example</saml:NameID>",
            ">pat@partner\n.example</saml:NameID>",
            content("NameID"),
        ),
        (
            "</saml:NameID>",
            "</saml:NameID><saml:EncryptedID/>",
            ResponseRefused::EncryptedNameId,
        ),
        (
            "cm:bearer",
            "cm:sender-vouches",
            ResponseRefused::NoConfirmation,
        ),
        (
            "<saml:SubjectConfirmationData ",
            "<saml:SubjectConfirmationData NotBefore=\"2025-12-31T00:00:00Z\" ",
            ResponseRefused::ConfirmationNotBefore,
        ),
        (
            " NotOnOrAfter=\"2026-01-01T00:10:00Z\"",
            "",
            content("NotOnOrAfter"),
        ),
        (
            "<saml:AudienceRestriction><saml:Audience>https://sp.example/metadata</saml:Audience></saml:AudienceRestriction>",
            "",
            ResponseRefused::NoAudience,
        ),
        (
            "</saml:Conditions>",
            "<saml:Condition/></saml:Conditions>",
            ResponseRefused::Condition,
        ),
        (
            "saml:AuthnStatement",
            "saml:OtherStatement",
            ResponseRefused::NoAuthnStatement,
        ),
        (
            "IssueInstant=\"2026-01-01T00:00:00Z\"><saml:Issuer>https://hospes.example/t/</saml:Issuer><saml:Subject>",
            "IssueInstant=\"yesterday\"><saml:Issuer>https://hospes.example/t/</saml:Issuer><saml:Subject>",
            content("IssueInstant"),
        ),
    ] {
        assert_eq!(with(from, to), Err(refused), "{to}");
    }
}

#[test]
fn conditions_that_are_kept_anyway_are_taken() {
    let more = "<saml:OneTimeUse/><saml:ProxyRestriction Count=\"0\"/></saml:Conditions>";
    assert_eq!(with("</saml:Conditions>", more), Ok(said()));
}

#[test]
fn one_good_confirmation_is_enough() {
    let other = "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\
                 <saml:SubjectConfirmationData Recipient=\"https://other.example/\"/>\
                 </saml:SubjectConfirmation><saml:SubjectConfirmation";
    assert_eq!(
        with("<saml:SubjectConfirmation ", &format!("{other} ")),
        Ok(said())
    );
}

#[test]
fn an_assertion_is_remembered_for_a_day_at_most() {
    let far = "9999-12-31T00:00:00Z";
    let text = unsigned()
        .replace("2026-01-01T00:10:00Z", far)
        .replace("2026-01-01T01:00:00Z", far)
        .replace("2026-01-02T00:00:00Z", far);
    let xml = OURS.signer.sign(&text, false).unwrap();
    assert_eq!(taken(&xml).unwrap().expires_at_seconds, NOW + 86_400 + 60);
    let certificates = ours();
    let document = Document::from_post(&posted(&xml)).unwrap();
    let at = |now_seconds| {
        let expectation = Expectation {
            now_seconds,
            ..expectation(&certificates, &[])
        };
        verify_response(&document, &expectation).map(|read| read.id)
    };
    assert_eq!(at(NOW + 86_400 + 59), Ok("_a".to_owned()));
    assert_eq!(at(NOW + 86_400 + 60), Err(ResponseRefused::Expired));
}

#[test]
fn the_clock_is_asked_with_leeway() {
    let certificates = ours();
    let document = Document::from_post(&posted(&good((false, None)))).unwrap();
    let at = |now_seconds| {
        let expectation = Expectation {
            now_seconds,
            ..expectation(&certificates, &[])
        };
        verify_response(&document, &expectation).map(|read| read.id)
    };
    // Made at NOW; the confirmation ends ten minutes later.
    for (now, expected) in [
        (NOW - 61, Err(ResponseRefused::NotYetValid)),
        (NOW - 60, Ok("_a".to_owned())),
        (NOW + 659, Ok("_a".to_owned())),
        (NOW + 660, Err(ResponseRefused::Expired)),
        (i64::MAX, Err(ResponseRefused::Expired)),
        (i64::MIN, Err(ResponseRefused::NotYetValid)),
    ] {
        assert_eq!(at(now), expected, "{now}");
    }
}

#[test]
fn an_attribute_is_one_however_often_it_is_there() {
    let more = "<saml:Attribute Name=\"b\"><saml:AttributeValue>1</saml:AttributeValue></saml:Attribute>\
                <saml:Attribute Name=\"b\"><saml:AttributeValue> 2 </saml:AttributeValue><saml:AttributeValue/>\
                <saml:AttributeValue><saml:NameID>x</saml:NameID></saml:AttributeValue></saml:Attribute>\
                <saml:Attribute Name=\"c\"/></saml:AttributeStatement>";
    let read = with("</saml:AttributeStatement>", more).unwrap();
    let found = read.attributes.iter().filter(|one| one.name == "b");
    assert_eq!(found.clone().count(), 1);
    assert_eq!(found.clone().next().unwrap().values, ["1", "2"]);
    assert!(!read.attributes.iter().any(|one| one.name == "c"));
    let many = "<saml:AttributeValue>x</saml:AttributeValue>".repeat(1_001);
    let many =
        format!("<saml:Attribute Name=\"b\">{many}</saml:Attribute></saml:AttributeStatement>");
    assert_eq!(
        with("</saml:AttributeStatement>", &many),
        Err(ResponseRefused::Message(Refused::TooComplex))
    );
}

#[test]
fn a_message_of_another_kind_is_no_response() {
    assert_eq!(
        taken(&signed_request()),
        Err(ResponseRefused::Message(Refused::Kind("Response")))
    );
    let text = unsigned();
    let start = text.find("<saml:Assertion").unwrap();
    let without = format!("{}</samlp:Response>", text.get(..start).unwrap());
    assert_eq!(taken(&without), Err(ResponseRefused::NoAssertion));
}

#[test]
fn a_signature_with_line_ends_as_java_writes_them_is_taken() {
    let signed = good((false, None));
    let (before, after) = signed.split_once("<ds:SignatureValue>").unwrap();
    let (value, after) = after.split_once("</ds:SignatureValue>").unwrap();
    let value: String = value.split_whitespace().collect();
    let (first, second) = value.split_at(76);
    for end in ["&#13;\n", "&#xD;\n", "\r\n"] {
        let text = format!(
            "{before}<ds:SignatureValue>{first}{end}{second}{end}</ds:SignatureValue>{after}"
        );
        assert_eq!(taken(&text).unwrap(), said(), "{end:?}");
    }
    // Anywhere else it stays what nobody writes.
    let text = signed.replace("pat@", "pat&#13;@");
    let refused = taken(&text).unwrap_err();
    assert_eq!(refused, ResponseRefused::Message(Refused::Entity));
}
