//! The attacks of the literature on service providers, each by its name, made of a good response.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;

use super::responses::{NOW, expectation, good, ours, said, taken, unsigned};
use super::vectors::{vector, verified};
use super::*;

const EVIL: &str = "admin@evil.example";

/// A good response taken apart.
struct Parts {
    /// Up to the assertion, with the signature of the response if it has one.
    head: String,
    /// The assertion with its signature.
    assertion: String,
    /// Without it.
    bare: String,
    /// The signature of the assertion.
    signature: String,
}

fn between(text: &str, from: &str, to: &str) -> String {
    let start = text.find(from).unwrap();
    let end = text.get(start..).unwrap().find(to).unwrap() + start + to.len();
    text.get(start..end).unwrap().to_owned()
}

fn parts(sign_whole: bool) -> Parts {
    let xml = good((sign_whole, None));
    let assertion = between(&xml, "<saml:Assertion", "</saml:Assertion>");
    let signature = between(&assertion, "<ds:Signature", "</ds:Signature>");
    Parts {
        head: xml.split_once("<saml:Assertion").unwrap().0.to_owned(),
        bare: assertion.replace(&signature, ""),
        signature,
        assertion,
    }
}

/// The assertion that the attacker wants to be read.
fn evil(bare: &str, id: &str) -> String {
    bare.replace("pat@partner.example", EVIL)
        .replace("ID=\"_a\"", &format!("ID=\"{id}\""))
}

/// Something put into an assertion, behind its issuer.
fn inside(assertion: &str, inner: &str) -> String {
    assertion.replacen("</saml:Issuer>", &format!("</saml:Issuer>{inner}"), 1)
}

fn closed(inner: &str) -> String {
    format!("{inner}</samlp:Response>")
}

/// Refused in every variant: signed as a whole or not, with the ID of the original or another.
fn refused_always(make: impl Fn(&Parts, &str) -> String) {
    for sign_whole in [false, true] {
        let parts = parts(sign_whole);
        for id in ["_a", "_evil"] {
            let xml = make(&parts, id);
            assert!(xml.contains(EVIL) && xml.contains("pat@partner.example"));
            assert!(taken(&xml).is_err(), "{xml}");
        }
    }
}

#[test]
fn the_good_response_is_taken() {
    let parts = parts(false);
    assert_eq!(taken(&closed(&(parts.head + &parts.assertion))), Ok(said()));
}

/// XSW1: the signed response is a child of the signature, within the evil response.
#[test]
fn signature_wrapping_1_original_response_in_its_signature() {
    refused_always(|parts, id| {
        let original = closed(&format!("{}{}", parts.head, parts.assertion));
        let (head, rest) = original.split_once("</saml:Issuer>").unwrap();
        let signature = inside_signature(&parts.signature, &original).replace("#_a", "#_r");
        let rest = rest.replace(&parts.assertion, &evil(&parts.bare, id));
        format!("{head}</saml:Issuer>{signature}{rest}")
    });
}

fn inside_signature(signature: &str, inner: &str) -> String {
    signature.replace("</ds:Signature>", &format!("{inner}</ds:Signature>"))
}

/// XSW2: the signature and the signed response stand next to each other in the evil response.
#[test]
fn signature_wrapping_2_original_response_beside_its_signature() {
    refused_always(|parts, id| {
        let original = closed(&format!("{}{}", parts.head, parts.assertion));
        let evil = evil(&parts.bare, id);
        let head = parts.head.replace("ID=\"_r\"", "ID=\"_evil_r\"");
        closed(&format!("{head}{original}{evil}"))
    });
}

/// XSW3: the evil assertion comes before the signed one, side by side.
#[test]
fn signature_wrapping_3_evil_before_the_original() {
    refused_always(|parts, id| {
        let evil = evil(&parts.bare, id);
        closed(&format!("{}{evil}{}", parts.head, parts.assertion))
    });
    refused_always(|parts, id| {
        let evil = evil(&parts.bare, id);
        closed(&format!("{}{}{evil}", parts.head, parts.assertion))
    });
}

/// XSW4: the signed assertion is within the evil one.
#[test]
fn signature_wrapping_4_original_within_the_evil() {
    refused_always(|parts, id| {
        let evil = inside(&evil(&parts.bare, id), &parts.assertion);
        closed(&format!("{}{evil}", parts.head))
    });
}

/// XSW5: the evil assertion has the signature, the signed one without it comes last.
#[test]
fn signature_wrapping_5_original_at_the_end() {
    refused_always(|parts, id| {
        let evil = inside(&evil(&parts.bare, id), &parts.signature);
        closed(&format!("{}{evil}{}", parts.head, parts.bare))
    });
}

/// XSW6: the signed assertion is in the signature, which is in the evil one.
#[test]
fn signature_wrapping_6_original_in_the_signature_of_the_evil() {
    refused_always(|parts, id| {
        let signature = inside_signature(&parts.signature, &parts.bare);
        let evil = inside(&evil(&parts.bare, id), &signature);
        closed(&format!("{}{evil}", parts.head))
    });
}

/// XSW7: the evil assertion is hidden in extensions, before the signed one; or the signed one is.
#[test]
fn signature_wrapping_7_in_extensions() {
    refused_always(|parts, id| {
        let evil = evil(&parts.bare, id);
        let hidden = format!("<samlp:Extensions>{evil}</samlp:Extensions>");
        closed(&format!("{}{hidden}{}", parts.head, parts.assertion))
    });
    refused_always(|parts, id| {
        let hidden = format!("<samlp:Extensions>{}</samlp:Extensions>", parts.assertion);
        closed(&format!("{}{hidden}{}", parts.head, evil(&parts.bare, id)))
    });
}

/// XSW8: the signed assertion is hidden in an object of the evil one's signature.
#[test]
fn signature_wrapping_8_original_in_an_object_of_the_signature() {
    refused_always(|parts, id| {
        let object = format!("<ds:Object>{}</ds:Object>", parts.bare);
        let signature = inside_signature(&parts.signature, &object);
        let evil = inside(&evil(&parts.bare, id), &signature);
        closed(&format!("{}{evil}", parts.head))
    });
}

/// Under another name, so that no filter for the names of messages finds it.
#[test]
fn signature_wrapping_with_a_renamed_original() {
    refused_always(|parts, id| {
        let renamed = parts.bare.replace("saml:Assertion", "saml:Advice");
        let evil = inside(
            &evil(&parts.bare, id),
            &format!("{}{renamed}", parts.signature),
        );
        closed(&format!("{}{evil}", parts.head))
    });
    // The signed one stands as it was, the evil one has a namespace that careless readers don't look at.
    refused_always(|parts, id| {
        let evil = evil(&parts.bare, id)
            .replace("<saml:Assertion", "<e:Assertion xmlns:e=\"urn:evil\"")
            .replace("</saml:Assertion", "</e:Assertion");
        closed(&format!("{}{evil}{}", parts.head, parts.assertion))
    });
}

#[test]
fn a_signature_over_the_wrong_element_is_refused() {
    let parts = parts(true);
    // That of the response, in the assertion; and the other way round.
    let outer = between(&parts.head, "<ds:Signature", "</ds:Signature>");
    let head = parts.head.replace(&outer, "");
    let swapped = format!("{head}{}", inside(&parts.bare, &outer));
    assert!(matches!(
        taken(&closed(&swapped)),
        Err(ResponseRefused::Message(Refused::Shape(_)))
    ));
    let head = parts.head.replace(&outer, &parts.signature);
    assert!(taken(&closed(&format!("{head}{}", parts.assertion))).is_err());
    assert!(taken(&closed(&format!("{head}{}", parts.bare))).is_err());
    // At a place in the assertion where it does not belong.
    let deep = parts
        .bare
        .replace("<saml:NameID", &format!("{}<saml:NameID", parts.signature));
    assert!(taken(&closed(&(parts.head.replace(&outer, "") + &deep))).is_err());
}

#[test]
fn an_unsigned_assertion_in_a_signed_response_is_refused() {
    let xml = OURS.signer.sign(&unsigned(), true).unwrap();
    assert_eq!(taken(&xml), Err(ResponseRefused::OnlyResponseSigned));
}

#[test]
fn a_stripped_signature_is_missed() {
    assert_eq!(taken(&unsigned()), Err(ResponseRefused::NotSigned));
    let parts = parts(false);
    for empty in [
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo/></ds:Signature>",
    ] {
        let xml = closed(&format!("{}{}", parts.head, inside(&parts.bare, empty)));
        assert!(matches!(taken(&xml), Err(ResponseRefused::Message(_))));
    }
    // The response's signature taken away leaves a signed assertion: that is enough.
    let outer = between(&good((true, None)), "<ds:Signature", "</ds:Signature>");
    assert_eq!(
        taken(&good((true, None)).replacen(&outer, "", 1)),
        Ok(said())
    );
}

#[test]
fn a_response_whose_own_signature_is_bad_is_refused() {
    let xml = good((true, None)).replacen(
        "IssueInstant=\"2026-01-01T00:00:00Z\"",
        "IssueInstant=\"2026-01-01T00:00:01Z\"",
        1,
    );
    assert_eq!(taken(&xml), Err(ResponseRefused::ResponseSignature));
}

#[test]
fn comments_cdata_and_instructions_in_a_name_are_refused() {
    // Canonicalization drops comments and resolves CDATA: such signatures stay good.
    for cut in [
        "pat@partner.example<!---->.evil.example",
        "<!-- -->pat@partner.example",
        "<![CDATA[pat@partner.example]]>",
        "pat@<?x y?>partner.example",
    ] {
        let text = unsigned().replace("pat@partner.example", "pat@partner.example.evil.example");
        for text in [good((false, None)), OURS.signer.sign(&text, false).unwrap()] {
            let name = if text.contains("evil") {
                "pat@partner.example.evil.example"
            } else {
                "pat@partner.example"
            };
            assert_eq!(
                taken(&text.replace(name, cut)),
                Err(ResponseRefused::Message(Refused::Markup))
            );
        }
    }
}

#[test]
fn entity_expansion_is_refused() {
    let lol = "<!DOCTYPE a [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let xml = good((false, None));
    assert_eq!(
        taken(&format!("{lol}{xml}")),
        Err(ResponseRefused::Message(Refused::Markup))
    );
    assert_eq!(
        taken(&xml.replace("pat@", "&b;")),
        Err(ResponseRefused::Message(Refused::Entity))
    );
    let external = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    assert!(taken(&format!("{external}{}", xml.replace("pat@", "&x;"))).is_err());
}

#[test]
fn weak_algorithms_are_refused() {
    let dsig = "http://www.w3.org/2000/09/xmldsig#";
    for (from, to) in [
        ("2001/04/xmldsig-more#rsa-sha256", format!("{dsig}rsa-sha1")),
        (
            "2001/04/xmldsig-more#rsa-sha256",
            format!("{dsig}hmac-sha1"),
        ),
        ("2001/04/xmldsig-more#rsa-sha256", format!("{dsig}dsa-sha1")),
        (
            "2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256".to_owned(),
        ),
        (
            "2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-md5".to_owned(),
        ),
        ("2001/04/xmlenc#sha256", format!("{dsig}sha1")),
        (
            "2001/04/xmlenc#sha256",
            "http://www.w3.org/2001/04/xmldsig-more#md5".to_owned(),
        ),
        (
            "2001/10/xml-exc-c14n#",
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments".to_owned(),
        ),
        (
            "2001/10/xml-exc-c14n#",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315".to_owned(),
        ),
    ] {
        for sign_whole in [false, true] {
            let xml = good((sign_whole, None))
                .replace(&format!("http://www.w3.org/{from}\""), &format!("{to}\""));
            assert_eq!(
                taken(&xml),
                Err(ResponseRefused::SignatureAlgorithm),
                "{to}"
            );
        }
    }
    assert_eq!(
        verified(vector!("samlp_sha1.xml")),
        Err(ResponseRefused::SignatureAlgorithm)
    );
}

#[test]
fn other_transforms_are_refused() {
    let enveloped =
        "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    for other in [
        "",
        "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>1</ds:XPath></ds:Transform>",
        "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"/>",
        "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>",
        "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/>",
    ] {
        for place in [other.to_owned(), format!("{enveloped}{other}{other}")] {
            if place == enveloped {
                continue;
            }
            let xml = good((false, None)).replace(enveloped, &place);
            assert_eq!(
                taken(&xml),
                Err(ResponseRefused::SignatureAlgorithm),
                "{place}"
            );
        }
    }
}

#[test]
fn references_to_elsewhere_are_refused() {
    for uri in [
        "",
        "#",
        "#_r",
        "#_other",
        "#xpointer(/)",
        "#xpointer(id('_a'))",
        "https://evil.example/",
        "file:///etc/passwd",
    ] {
        let xml = good((false, None)).replace("URI=\"#_a\"", &format!("URI=\"{uri}\""));
        assert!(
            matches!(
                taken(&xml),
                Err(ResponseRefused::Message(Refused::Shape(_)))
            ),
            "{uri}"
        );
    }
    let twice = good((false, None)).replace(
        "</ds:SignedInfo>",
        "<ds:Reference URI=\"#_a\"/></ds:SignedInfo>",
    );
    assert!(taken(&twice).is_err());
}

#[test]
fn a_key_that_the_message_brings_is_not_believed() {
    let forged = STRANGERS
        .signer
        .sign(&unsigned().replace("pat@partner.example", EVIL), false)
        .unwrap();
    let (theirs, known) = (STRANGERS.signer.certificate(), OURS.signer.certificate());
    assert_eq!(
        taken(&forged),
        Err(ResponseRefused::OtherCertificate(theirs.thumbprint()))
    );
    // With the certificate of the right key, which did not sign; and with no certificate at all.
    let dressed = forged.replace(theirs.as_base64(), known.as_base64());
    assert_eq!(taken(&dressed), Err(ResponseRefused::Signature));
    let info = between(&forged, "<ds:KeyInfo", "</ds:KeyInfo>");
    assert_eq!(
        taken(&forged.replace(&info, "")),
        Err(ResponseRefused::Signature)
    );
    // As a key instead of a certificate.
    let value = "<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>";
    assert_eq!(
        taken(&forged.replace(&info, value)),
        Err(ResponseRefused::Signature)
    );
}

#[test]
fn a_changed_assertion_does_not_verify() {
    for (from, to) in [
        ("pat@partner.example", EVIL),
        ("2026-01-01T00:10:00Z", "2026-01-01T00:11:00Z"),
        ("Patricia", "Root"),
        ("ID=\"_a\"", "ID=\"_a\" Extra=\"\""),
    ] {
        let xml = good((false, None)).replace(from, to);
        assert_eq!(taken(&xml), Err(ResponseRefused::Signature), "{to}");
    }
}

/// A response is for one service provider, one URL, one request, one moment.
#[test]
fn audience_recipient_destination_and_request_are_not_confused() {
    let certificates = ours();
    let document = Document::from_post(&posted(&good((false, None)))).unwrap();
    let with = |change: &dyn Fn(&mut Expectation<'_>)| {
        let mut expected = expectation(&certificates, &[]);
        change(&mut expected);
        verify_response(&document, &expected).unwrap_err()
    };
    assert_eq!(
        with(&|it| it.audience = "https://sp.example/"),
        ResponseRefused::Audience
    );
    assert_eq!(
        with(&|it| it.issuer = "https://hospes.example/t"),
        ResponseRefused::Issuer
    );
    assert_eq!(
        with(&|it| it.request_id = "_2"),
        ResponseRefused::InResponseTo
    );
    assert_eq!(
        with(&|it| it.recipient = "https://sp.example/acs/"),
        ResponseRefused::Destination
    );
    assert_eq!(
        with(&|it| it.now_seconds = NOW + 3_600),
        ResponseRefused::Expired
    );
    assert_eq!(
        with(&|it| it.now_seconds = NOW - 3_600),
        ResponseRefused::NotYetValid
    );
    assert_eq!(
        with(&|it| {
            it.leeway_seconds = 86_400 * 2;
            it.now_seconds = NOW + 86_400 * 4;
        }),
        ResponseRefused::Expired
    );
}

/// The response is not signed, so only what the assertion says itself counts.
#[test]
fn an_envelope_of_the_attackers_does_not_help() {
    for (from, to, refused) in [
        (
            "InResponseTo=\"_2\"",
            "InResponseTo=\"_1\"",
            ResponseRefused::InResponseTo,
        ),
        ("https://other.example/acs", ACS, ResponseRefused::Recipient),
        ("https://other.example/idp", IDP, ResponseRefused::Issuer),
    ] {
        let text = unsigned().replace(to, from);
        let xml = OURS.signer.sign(&text, false).unwrap();
        assert!(taken(&xml).is_err());
        // Changed back in the response, where it is not signed.
        let (head, assertion) = xml.split_once("<saml:Assertion").unwrap();
        let xml = format!("{}<saml:Assertion{assertion}", head.replace(from, to));
        assert_eq!(taken(&xml), Err(refused), "{from}");
    }
}

#[test]
fn an_unsolicited_response_is_refused() {
    let text = unsigned().replace(" InResponseTo=\"_1\"", "");
    let xml = OURS.signer.sign(&text, false).unwrap();
    assert_eq!(taken(&xml), Err(ResponseRefused::Unsolicited));
    // Made to look like an answer.
    let dressed = xml.replacen("Version=", "InResponseTo=\"_1\" Version=", 1);
    assert_eq!(taken(&dressed), Err(ResponseRefused::Unsolicited));
    // The other way round: an answer that looks like none.
    let bare = good((false, None)).replacen(" InResponseTo=\"_1\"", "", 1);
    assert_eq!(taken(&bare), Err(ResponseRefused::Unsolicited));
}

#[test]
fn two_assertions_are_refused() {
    let parts = parts(false);
    let second = OURS
        .signer
        .sign(&unsigned().replace("\"_a\"", "\"_b\""), false)
        .unwrap();
    let second = between(&second, "<saml:Assertion", "</saml:Assertion>");
    for both in [
        format!("{}{}{second}", parts.head, parts.assertion),
        format!(
            "{}{}<saml:EncryptedAssertion/>",
            parts.head, parts.assertion
        ),
        format!(
            "{}<saml:EncryptedAssertion/>{}",
            parts.head, parts.assertion
        ),
    ] {
        assert!(matches!(
            taken(&closed(&both)),
            Err(ResponseRefused::Message(Refused::Shape(_)))
        ));
    }
}

#[test]
fn duplicate_ids_are_refused() {
    for id in ["ID", "Id", "id", "xml:id", "AssertionID"] {
        for place in ["<samlp:Status ", "<saml:Subject "] {
            let bare = place.replace(' ', ">");
            let xml = good((false, None)).replace(&bare, &format!("{place}{id}=\"_a\">"));
            assert_eq!(
                taken(&xml),
                Err(ResponseRefused::Message(Refused::DuplicateId))
            );
        }
    }
    let same = good((false, None)).replace("ID=\"_r\"", "ID=\"_a\"");
    assert_eq!(
        taken(&same),
        Err(ResponseRefused::Message(Refused::DuplicateId))
    );
}

#[test]
fn huge_and_packed_documents_are_refused() {
    let long = good((false, None)).replace("pat@", &"a".repeat(LONGEST));
    assert_eq!(
        taken(&long),
        Err(ResponseRefused::Message(Refused::TooLong))
    );
    let deep = "<saml:a>".repeat(40) + &"</saml:a>".repeat(40);
    let deep = good((false, None)).replace("<samlp:Status>", &format!("{deep}<samlp:Status>"));
    assert_eq!(
        taken(&deep),
        Err(ResponseRefused::Message(Refused::TooComplex))
    );
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    packer.write_all(&vec![b' '; 64 * 1024 * 1024]).unwrap();
    let packed = STANDARD.encode(packer.finish().unwrap());
    assert_eq!(
        Document::from_redirect(&packed).unwrap_err(),
        Refused::TooLong
    );
    // In the POST binding nothing is unpacked.
    assert!(Document::from_post(&packed).is_err());
}

/// What is declared around an assertion is not signed; what it stands for in the assertion is.
#[test]
fn tricks_with_namespaces_around_the_assertion_change_nothing() {
    let xml = vector!("opensaml_inclusive.xml");
    let original = verified(xml).unwrap();
    let refused = |from: &str, to: &str| {
        assert!(xml.contains(from), "{from}");
        assert!(verified(&xml.replace(from, to)).is_err(), "{to}");
    };
    // A prefix that the signature names is part of it, wherever it is declared.
    refused(
        "xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"",
        "xmlns:xs=\"urn:evil\"",
    );
    refused(" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"", "");
    // The prefix of the assertion's own elements.
    refused(
        "xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
        "xmlns:saml2=\"urn:evil\"",
    );
    // The list itself is signed.
    for list in ["", "xs unused", "#default", "saml2", "*", "xs xs"] {
        refused("PrefixList=\"xs\"", &format!("PrefixList=\"{list}\""));
    }
    // Those that nobody uses are nobody's, and what is read stays the same.
    for (from, to) in [
        ("xmlns:unused=\"urn:unused\"", "xmlns:unused=\"urn:evil\""),
        (
            "xmlns:unused=\"urn:unused\"",
            "xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"",
        ),
        (
            "xmlns:unused=\"urn:unused\"",
            "xmlns:unused='&quot;>&lt;evil/>'",
        ),
        (
            "<saml2:Assertion ",
            "<saml2:Assertion xmlns:unused=\"urn:other\" ",
        ),
    ] {
        assert!(xml.contains(from));
        assert_eq!(
            verified(&xml.replace(from, to)),
            Ok(original.clone()),
            "{to}"
        );
    }
    // A prefix that is not declared anywhere.
    refused("xmlns:saml2=\"urn:oasis:names:tc:SAML:2.0:assertion\"", "");
}

#[test]
fn more_in_the_parameters_of_canonicalization_is_refused() {
    let xml = vector!("opensaml_inclusive.xml");
    let found = "<InclusiveNamespaces PrefixList=\"xs\" xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
    assert!(xml.contains(found));
    for other in [
        format!("{found}{found}"),
        format!("{found}<ds:XPath>1</ds:XPath>"),
        found.replace("/>", "><a/></InclusiveNamespaces>"),
        found.replace("xml-exc-c14n#\"/>", "other\"/>"),
    ] {
        assert!(verified(&xml.replace(found, &other)).is_err(), "{other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is changed: what is taken is what was signed.
    #[test]
    fn whatever_is_taken_was_signed(
        which in 0_usize..4,
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0_usize..5),
            1..4,
        ),
    ) {
        let xml = [
            vector!("samlp_assertion.xml"),
            vector!("samlp_both.xml"),
            vector!("opensaml_inclusive.xml"),
            vector!("opensaml_gcm.xml"),
        ][which];
        let signed = verified(xml).unwrap();
        let mut text = xml.to_owned();
        for (from, to, at, kind) in edits {
            // Whole tags, so that what comes out is well-formed now and then.
            let cuts: Vec<usize> = text.match_indices('<').map(|(at, _)| at).chain([text.len()]).collect();
            let pick = |index: prop::sample::Index| cuts[index.index(cuts.len())];
            let (from, to) = (pick(from).min(pick(to)), pick(from).max(pick(to)));
            let at = pick(at);
            let piece = text.get(from..to).unwrap().to_owned();
            match kind {
                0 => text.insert_str(at, &piece),
                1 => text.replace_range(from..to, ""),
                2 => text.insert_str(at, &evil(&piece, "_evil")),
                3 => text.insert_str(at, "<!---->"),
                _ => text = text.replacen(&piece, &evil(&piece, "_a"), 1),
            }
        }
        if let Ok(taken) = verified(&text) {
            prop_assert_eq!(taken, signed);
        }
    }
}
