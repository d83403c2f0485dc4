//! Authorization requests: nothing panics, and what is accepted asks for something.
#![no_main]

use hospes_protocol::oauth::{Addressed, AuthorizationRequest, RequestedScopes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let pairs: Vec<(String, String)> = input
        .split('\n')
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    if let Ok(addressed) = Addressed::parse(&pairs) {
        assert!(!addressed.client_id.is_empty());
    }
    if let Ok(request) = AuthorizationRequest::parse(&pairs) {
        let answer = request.response_type;
        assert!(answer.code || answer.id_token || answer.token);
        let _ = RequestedScopes::parse(&request.scope, &["https://graph.example"]);
    }
});
