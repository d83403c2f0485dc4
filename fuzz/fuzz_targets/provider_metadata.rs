//! Metadata and key sets of other servers: nothing panics, and no address that is taken leads anywhere but by https.
#![no_main]

use hospes_protocol::jose::UpstreamKeys;
use hospes_protocol::oauth::TokenResponse;
use hospes_protocol::oidc::{Departure, ProviderAddress, ProviderMetadata, UpstreamUrl};
use libfuzzer_sys::fuzz_target;

fn check(url: &UpstreamUrl) {
    let url = url.url();
    assert_eq!(url.scheme(), "https");
    assert!(url.host_str().is_some_and(|host| !host.is_empty()));
    assert!(url.username().is_empty() && url.password().is_none());
    assert!(url.fragment().is_none());
}

fuzz_target!(|input: &str| {
    // The first line is what was asked for, the rest is the document.
    let (asked, document) = input.split_once('\n').unwrap_or((input, input));
    let _ = UpstreamKeys::parse(document.as_bytes());
    let _ = TokenResponse::read(200, document.as_bytes());
    let Ok(address) = ProviderAddress::parse(asked) else {
        return;
    };
    check(address.discovery());
    let Ok(metadata) = ProviderMetadata::read(document.as_bytes(), &address) else {
        return;
    };
    check(&metadata.authorization_endpoint);
    check(&metadata.token_endpoint);
    check(&metadata.jwks_uri);
    assert!(!metadata.client_proofs.is_empty() && !metadata.signing_algorithms.is_empty());
    if !metadata.is_of_all_tenants() {
        let found = metadata.issuer.trim_end_matches('/');
        assert_eq!(found, address.issuer().trim_end_matches('/'));
    }
    let departure = Departure {
        client_id: "c",
        redirect_uri: "https://us.example/callback",
        scope: "openid",
        state: "s",
        nonce: "n",
        code_challenge: "h",
        response_mode: None,
        login_hint: Some(asked),
        prompt: None,
        acr_values: None,
    };
    let to = UpstreamUrl::parse(&departure.url(&metadata));
    if let Ok(to) = to {
        check(&to);
        let endpoint = metadata.authorization_endpoint.url();
        assert_eq!(to.url().host_str(), endpoint.host_str());
        assert_eq!(to.url().path(), endpoint.path());
    }
});
