//! SAML messages: nothing panics, what was taken is taken again, and nothing is signed by a key that nobody has.
#![no_main]

use hospes_protocol::saml::{
    AuthnRequest, Document, LogoutRequest, LogoutResponse, Query, ServiceProvider, signature,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let _ = (Document::from_post(input), Document::from_redirect(input));
    if let Ok(Some(query)) = Query::parse(input, "SAMLRequest") {
        let _ = Document::from_redirect(&query.message);
        assert!(!matches!(query.verify(&[]), Ok(true)));
    }
    if let Ok(document) = Document::from_metadata(input) {
        let _ = ServiceProvider::read(&document);
    }
    let Ok(document) = Document::from_text(input) else {
        return;
    };
    assert!(!matches!(
        signature::verify_enveloped(&document, &[]),
        Ok(true)
    ));
    let first = AuthnRequest::read(&document);
    let again = Document::from_text(input).expect("it was taken before");
    assert_eq!(AuthnRequest::read(&again), first);
    let _ = (
        LogoutRequest::read(&document),
        LogoutResponse::read(&document),
    );
});
