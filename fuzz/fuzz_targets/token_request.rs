//! Token requests: nothing panics, and what is accepted has a client and something to exchange.
#![no_main]

use hospes_protocol::oauth::TokenRequest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    // The first line is the header, if it is not empty; the others are `name=value`.
    let mut lines = input.split('\n');
    let header = lines.next().filter(|header| !header.is_empty());
    let form: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    match TokenRequest::parse(&form, header) {
        Ok(TokenRequest::ClientCredentials(request)) => {
            assert!(!request.client.client_id().is_empty());
            assert!(!request.scope.resource().is_empty());
        }
        Ok(TokenRequest::AuthorizationCode(request)) => {
            assert!(!request.client.client_id().is_empty());
            assert!(!request.code.expose().is_empty());
        }
        Ok(TokenRequest::RefreshToken(request)) => {
            assert!(!request.client.client_id().is_empty());
            assert!(!request.refresh_token.expose().is_empty());
        }
        Ok(TokenRequest::DeviceCode(request)) => {
            assert!(!request.client.client_id().is_empty());
            assert!(!request.device_code.expose().is_empty());
        }
        Ok(TokenRequest::OnBehalfOf(request)) => {
            assert!(!request.client.client_id().is_empty());
            assert!(!request.assertion.expose().is_empty());
        }
        Ok(TokenRequest::Password(request)) => {
            assert!(!request.client.client_id().is_empty());
            assert!(!request.username.is_empty());
        }
        Err(error) => {
            assert!(matches!(error.http_status(), 400 | 401));
            assert!(error.message.len() < 2048);
        }
    }
});
