//! The attacks of the literature on SAML, each by its name.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::*;
use crate::saml::xml::{Comments, Element, parse};

/// What becomes of a posted request, as the server does it: filtered, verified, read.
fn taken(xml: &str) -> Result<AuthnRequest, Refused> {
    let document = Document::from_post(&posted(xml))?;
    if !signature::verify_enveloped(&document, &registered())? {
        return Err(Refused::Signature);
    }
    AuthnRequest::read(&document)
}

/// The signed request, taken apart: its signature, and the request without it.
fn parts() -> (String, String) {
    let signed = signed_request();
    let start = signed.find("<ds:Signature").unwrap();
    let end = signed.find("</ds:Signature>").unwrap() + "</ds:Signature>".len();
    let signature = signed.get(start..end).unwrap().to_owned();
    let without = signed.replace(&signature, "");
    (signature, without)
}

/// The request that the attacker wants to be read.
fn evil(id: &str, inner: &str) -> String {
    request()
        .replace("ID=\"_1\"", &format!("ID=\"{id}\""))
        .replace(ACS, "https://evil.example/acs")
        .replace("</saml:Issuer>", &format!("</saml:Issuer>{inner}"))
}

#[test]
fn the_signed_request_itself_is_taken() {
    assert_eq!(
        taken(&signed_request()).unwrap().acs_url.as_deref(),
        Some(ACS)
    );
}

/// XSW1: the signed message is a child of the signature, within the evil message.
#[test]
fn signature_wrapping_1_original_in_the_signature() {
    let (signature, original) = parts();
    let wrapped = signature.replace("</ds:Signature>", &format!("{original}</ds:Signature>"));
    for id in ["_1", "_evil"] {
        assert!(taken(&evil(id, &wrapped)).is_err());
    }
}

/// XSW2: the signature and the signed message stand next to each other in the evil message.
#[test]
fn signature_wrapping_2_original_beside_the_signature() {
    let (signature, original) = parts();
    for inner in [
        format!("{signature}{original}"),
        format!("{original}{signature}"),
    ] {
        for id in ["_1", "_evil"] {
            assert!(taken(&evil(id, &inner)).is_err());
        }
    }
}

/// XSW3: the evil message comes before the signed one, side by side.
#[test]
fn signature_wrapping_3_evil_before_the_original() {
    let signed = signed_request();
    assert_eq!(
        taken(&format!("{}{signed}", evil("_evil", ""))),
        Err(Refused::Malformed)
    );
    let both = format!("<a>{}{signed}</a>", evil("_evil", ""));
    assert!(matches!(taken(&both), Err(Refused::Shape(_))));
}

/// XSW4: the signed message with its signature is within the evil one.
#[test]
fn signature_wrapping_4_original_within_the_evil() {
    for id in ["_1", "_evil"] {
        assert!(taken(&evil(id, &signed_request())).is_err());
    }
}

/// XSW5: the signature stays, the signed message without it comes last.
#[test]
fn signature_wrapping_5_original_at_the_end() {
    let (signature, original) = parts();
    let outer = evil("_evil", &signature).replace(
        "</samlp:AuthnRequest>",
        &format!("{original}</samlp:AuthnRequest>"),
    );
    assert!(taken(&outer).is_err());
}

/// XSW6: the signed message is in the signature, which is in the evil message of the same name.
#[test]
fn signature_wrapping_6_original_within_the_signature_of_the_evil() {
    let (signature, original) = parts();
    let object = format!("<ds:Object>{original}</ds:Object></ds:Signature>");
    let wrapped = signature.replace("</ds:Signature>", &object);
    assert!(taken(&evil("_evil", &wrapped)).is_err());
}

/// XSW7: the signed message is hidden in an extension.
#[test]
fn signature_wrapping_7_original_in_extensions() {
    let signed = signed_request();
    let hidden = format!("<samlp:Extensions>{signed}</samlp:Extensions>");
    assert!(matches!(
        taken(&evil("_evil", &hidden)),
        Err(Refused::Shape(_))
    ));
}

/// XSW8: the signed message is hidden in an object of the signature of the evil message.
#[test]
fn signature_wrapping_8_original_in_an_object_of_the_signature() {
    let (signature, original) = parts();
    let renamed = original.replace("samlp:AuthnRequest", "samlp:Extension");
    let object = format!("<ds:Object>{renamed}</ds:Object></ds:Signature>");
    let wrapped = signature.replace("</ds:Signature>", &object);
    for id in ["_1", "_evil"] {
        assert!(taken(&evil(id, &wrapped)).is_err());
    }
}

#[test]
fn comment_truncation_of_a_name_is_refused() {
    let signed = THEIRS.signer.sign(
        &request().replace(SP, "https://sp.example/metadata.evil"),
        true,
    );
    let cut = signed
        .unwrap()
        .replace("/metadata.evil", "/metadata<!---->.evil");
    assert_eq!(taken(&cut), Err(Refused::Markup));
}

#[test]
fn processing_instruction_truncation_of_a_name_is_refused() {
    let cut = signed_request().replace(SP, "https://sp.example/<?a b?>metadata");
    assert_eq!(taken(&cut), Err(Refused::Markup));
}

#[test]
fn entity_expansion_is_refused() {
    let lol = "<!DOCTYPE a [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let text = format!("{lol}{}", request().replace(SP, "&b;"));
    assert_eq!(taken(&text), Err(Refused::Markup));
    assert_eq!(taken(&request().replace(SP, "&b;")), Err(Refused::Entity));
}

#[test]
fn an_external_entity_is_refused() {
    let text = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}",
        request().replace(SP, "&x;")
    );
    assert_eq!(taken(&text), Err(Refused::Markup));
}

#[test]
fn a_parameter_entity_and_an_xinclude_change_nothing() {
    let text = format!(
        "<!DOCTYPE a SYSTEM \"https://evil.example/a.dtd\">{}",
        request()
    );
    assert_eq!(taken(&text), Err(Refused::Markup));
    let include = "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"/etc/passwd\"/>";
    let text = request().replace(SP, &format!("{SP}{include}"));
    let document = Document::from_post(&posted(&text)).unwrap();
    assert!(AuthnRequest::read(&document).is_err());
}

#[test]
fn a_decompression_bomb_is_not_unpacked() {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&vec![b' '; 64 * 1024 * 1024]).unwrap();
    let packed = STANDARD.encode(packer.finish().unwrap());
    assert!(packed.len() < LONGEST);
    assert_eq!(
        Document::from_redirect(&packed).unwrap_err(),
        Refused::TooLong
    );
}

#[test]
fn stripping_the_signature_leaves_an_unsigned_request() {
    let (_, without) = parts();
    let document = Document::from_post(&posted(&without)).unwrap();
    assert_eq!(
        signature::verify_enveloped(&document, &registered()),
        Ok(false)
    );
    // Emptied rather than taken out.
    let (signature, _) = parts();
    let emptied = signed_request().replace(
        &signature,
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
    );
    assert!(taken(&emptied).is_err());
}

#[test]
fn a_weak_algorithm_is_refused_before_the_library_sees_it() {
    let sha1 = "http://www.w3.org/2000/09/xmldsig#";
    for (from, to) in [
        ("2001/04/xmldsig-more#rsa-sha256", format!("{sha1}rsa-sha1")),
        (
            "2001/04/xmldsig-more#rsa-sha256",
            format!("{sha1}hmac-sha1"),
        ),
        ("2001/04/xmlenc#sha256", format!("{sha1}sha1")),
        (
            "2001/10/xml-exc-c14n#",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315".to_owned(),
        ),
    ] {
        let text = signed_request().replace(&format!("http://www.w3.org/{from}"), &to);
        assert!(matches!(taken(&text), Err(Refused::Algorithm)), "{to}");
    }
    let query = THEIRS
        .signer
        .sign_query("SAMLRequest", &request(), None)
        .unwrap();
    let weak = query.replace(
        "2001%2F04%2Fxmldsig-more%23rsa-sha256",
        "2000%2F09%2Fxmldsig%23rsa-sha1",
    );
    let weak = Query::parse(&weak, "SAMLRequest").unwrap().unwrap();
    assert_eq!(weak.verify(&registered()), Err(Refused::Algorithm));
}

#[test]
fn a_transform_that_looks_elsewhere_is_refused() {
    let enveloped =
        "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    for other in [
        "",
        "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>1</ds:XPath></ds:Transform>",
        "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>",
        "<Transform xmlns=\"urn:x\" Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>",
    ] {
        assert!(
            taken(&signed_request().replace(enveloped, other)).is_err(),
            "{other}"
        );
    }
}

#[test]
fn a_reference_to_something_else_is_refused() {
    for uri in [
        "",
        "#_other",
        "#",
        "#xpointer(/)",
        "#xpointer(id('_1'))",
        "https://evil.example/",
        "file:///etc/passwd",
    ] {
        let text = signed_request().replace("URI=\"#_1\"", &format!("URI=\"{uri}\""));
        assert!(matches!(taken(&text), Err(Refused::Shape(_))), "{uri}");
    }
    let again = signed_request().replace(
        "</ds:SignedInfo>",
        "<ds:Reference URI=\"#_1\"/></ds:SignedInfo>",
    );
    assert!(taken(&again).is_err());
}

#[test]
fn a_signature_by_another_key_in_its_key_info_is_refused() {
    let forged = STRANGERS.signer.sign(&request(), true).unwrap();
    assert_eq!(taken(&forged), Err(Refused::Signature));
    // With the certificate of the right key, which did not sign.
    let (own, other) = (STRANGERS.signer.certificate(), THEIRS.signer.certificate());
    let dressed = forged.replace(own.as_base64(), other.as_base64());
    assert_eq!(taken(&dressed), Err(Refused::Signature));
    let query = STRANGERS
        .signer
        .sign_query("SAMLRequest", &request(), None)
        .unwrap();
    let query = Query::parse(&query, "SAMLRequest").unwrap().unwrap();
    assert_eq!(query.verify(&registered()), Err(Refused::Signature));
}

#[test]
fn a_changed_message_does_not_verify() {
    let changed = signed_request().replace(ACS, "https://evil.example/acs");
    assert_eq!(taken(&changed), Err(Refused::Signature));
    let query = THEIRS
        .signer
        .sign_query("SAMLRequest", &request(), Some("here"))
        .unwrap();
    let changed = query.replace("RelayState=here", "RelayState=there");
    let changed = Query::parse(&changed, "SAMLRequest").unwrap().unwrap();
    assert_eq!(changed.verify(&registered()), Err(Refused::Signature));
}

#[test]
fn parameter_pollution_of_a_signed_query_is_refused() {
    let query = THEIRS
        .signer
        .sign_query("SAMLRequest", &request(), Some("here"))
        .unwrap();
    for more in [
        "&SAMLRequest=evil",
        "&RelayState=there",
        "&Signature=x",
        "&SigAlg=x",
    ] {
        assert!(
            Query::parse(&format!("{query}{more}"), "SAMLRequest").is_err(),
            "{more}"
        );
    }
    let half = query.split("&Signature=").next().unwrap();
    assert!(Query::parse(half, "SAMLRequest").is_err());
}

#[test]
fn a_duplicate_id_is_refused() {
    let twice = signed_request().replace("<samlp:NameIDPolicy", "<samlp:NameIDPolicy ID=\"_1\"");
    assert_eq!(taken(&twice), Err(Refused::DuplicateId));
}

#[test]
fn a_second_signature_is_refused() {
    let (signature, _) = parts();
    let twice = signed_request().replace(&signature, &format!("{signature}{signature}"));
    assert!(matches!(taken(&twice), Err(Refused::Shape(_))));
}

#[test]
fn what_is_written_cannot_be_broken_out_of() {
    let name = NameId::new(
        name_id_format::EMAIL_ADDRESS,
        "a</saml:NameID><saml:NameID>admin@contoso.example",
    );
    let attributes = [Attribute {
        name: "n\" x=\"".to_owned(),
        values: vec!["<!--".to_owned(), "\u{0}]]>&".to_owned()],
    }];
    let xml = round_trip::response_with(&name, &attributes, (true, None));
    let (start, end) = (
        xml.find("<saml:NameID").unwrap(),
        xml.find("</saml:NameID>").unwrap(),
    );
    assert!(
        xml.get(start..end)
            .unwrap()
            .contains("a&lt;/saml:NameID&gt;&lt;saml:NameID&gt;admin")
    );
    assert_eq!(xml.matches("<saml:NameID").count(), 1);
    assert!(!xml.contains("<!--") && !xml.contains("x=\"\""));
}

/// A document of 240 KB, which a query of 400 letters may hold, would else take two gigabytes.
#[test]
fn expansion_a_long_name_of_a_namespace_is_kept_once() {
    let name = "A".repeat(200_000);
    let xml = format!("<a xmlns=\"{name}\">{}</a>", "<b/>".repeat(9_990));
    let root = parse(&xml, Comments::Refused).unwrap();
    let all = root.walk();
    assert_eq!(all.len(), 9_991);
    let is_shared = |one: &&Element| std::sync::Arc::ptr_eq(&one.namespace, &root.namespace);
    assert!(all.iter().all(is_shared));
}
