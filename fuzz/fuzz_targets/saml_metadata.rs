//! Metadata of partners' identity providers: nothing panics, and no endpoint is one that people can't be sent to.
#![no_main]

use hospes_protocol::saml::{Document, PartnerMetadata};
use libfuzzer_sys::fuzz_target;

static GOOD: &str =
    include_str!("../../crates/hospes-protocol/src/saml/tests/vectors/metadata_signed.xml");

fn check(text: &str) {
    let Ok(document) = Document::from_metadata(text) else {
        return;
    };
    let Ok(read) = PartnerMetadata::read(&document) else {
        return;
    };
    assert!(!read.entity_id.is_empty() && read.entity_id.chars().count() <= 1_024);
    assert!((1..=10).contains(&read.single_sign_on.len()) && read.single_logout.len() <= 10);
    assert!((1..=10).contains(&read.signing_certificates.len()));
    let endpoints = read.single_sign_on.iter().chain(&read.single_logout);
    for endpoint in endpoints {
        let response = endpoint.response_url.iter();
        for text in response.chain([&endpoint.url]) {
            let url = url::Url::parse(text).expect("it was parsed before");
            assert!(url.scheme() == "https" && url.host_str().is_some());
        }
    }
}

fuzz_target!(|input: &str| {
    check(input);
    // Something put into a good description: a number, and what comes there.
    let Some((at, piece)) = input.split_once(' ') else {
        return;
    };
    let at = at.parse::<usize>().unwrap_or(0) % (GOOD.len() + 1);
    if GOOD.is_char_boundary(at) {
        let (before, after) = GOOD.split_at(at);
        check(&format!("{before}{piece}{after}"));
    }
});
