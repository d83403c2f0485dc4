//! What a browser brings back from another server: nothing panics, and what is accepted answers something.
#![no_main]

use hospes_protocol::oidc::{Answer, AnswerKind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(input.as_bytes())
        .into_owned()
        .collect();
    let Ok(answer) = Answer::parse(&pairs) else {
        return;
    };
    assert!(!answer.state.is_empty() && answer.state.len() <= 4096);
    match answer.kind {
        AnswerKind::Code(code) => assert!(!code.expose().is_empty()),
        AnswerKind::Refused { error, description } => {
            assert!(!error.is_empty() && error.len() <= 256);
            let description = description.unwrap_or_default();
            assert!(!description.contains(char::is_control));
        }
    }
});
