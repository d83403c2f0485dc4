//! What a browser may bring back, and what it may not.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

fn parse(given: &[(&str, &str)]) -> Result<Answer, AnswerError> {
    Answer::parse(&pairs(given))
}

fn refusal(given: &[(&str, &str)]) -> AnswerError {
    parse(given).unwrap_err()
}

fn metadata(issuer: &str, asked: &str, promises: bool) -> ProviderMetadata {
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": "https://idp.example/authorize",
        "token_endpoint": "https://idp.example/token",
        "jwks_uri": "https://idp.example/keys",
        "response_types_supported": ["code"],
        "authorization_response_iss_parameter_supported": promises,
    });
    let asked = ProviderAddress::parse(asked).unwrap();
    ProviderMetadata::read(document.to_string().as_bytes(), &asked).unwrap()
}

#[test]
fn a_code_is_read_and_not_printed() {
    let answer = parse(&[
        ("state", "s"),
        ("code", "c0de"),
        ("iss", "https://idp.example"),
        ("session_state", "x"),
        ("session_state", "y"),
    ])
    .unwrap();
    assert_eq!(
        (answer.state.as_str(), answer.iss.as_deref()),
        ("s", Some("https://idp.example"))
    );
    assert!(matches!(&answer.kind, AnswerKind::Code(code) if code.expose() == "c0de"));
    assert!(!format!("{answer:?}").contains("c0de"));
}

#[test]
fn a_refusal_is_read_as_one_line() {
    let long = format!("No\r\nno\u{202e} {}", "x".repeat(2000));
    let answer = parse(&[
        ("error", "access_denied"),
        ("error_description", &long),
        ("state", "s"),
        ("code", ""),
    ])
    .unwrap();
    let AnswerKind::Refused { error, description } = answer.kind else {
        panic!("a refusal")
    };
    assert_eq!(error, "access_denied");
    let description = description.unwrap();
    assert!(description.starts_with("No no xxx") && description.chars().count() == 1024);
    let bare = parse(&[("error", "x"), ("error_description", " "), ("state", "s")]).unwrap();
    assert!(matches!(
        bare.kind,
        AnswerKind::Refused {
            description: None,
            ..
        }
    ));
}

#[test]
fn a_parameter_that_is_there_twice_is_refused() {
    for name in ["state", "code", "iss"] {
        let given = [("state", "s"), ("code", "c"), ("iss", "i"), (name, "x")];
        assert_eq!(refusal(&given), AnswerError::Repeated(name));
    }
    for name in ["error", "error_description"] {
        let given = [
            ("state", "s"),
            ("error", "e"),
            ("error_description", "d"),
            (name, ""),
        ];
        assert_eq!(refusal(&given), AnswerError::Repeated(name));
    }
}

#[test]
fn neither_or_both_of_code_and_error_are_refused() {
    assert_eq!(refusal(&[("state", "s")]), AnswerError::Neither);
    assert_eq!(
        refusal(&[("state", "s"), ("code", "")]),
        AnswerError::Neither
    );
    assert_eq!(refusal(&[]), AnswerError::Neither);
    let both = [("state", "s"), ("code", "c"), ("error", "e")];
    assert_eq!(refusal(&both), AnswerError::Both);
    let implicit = [("state", "s"), ("id_token", "a.b.c"), ("access_token", "t")];
    assert_eq!(refusal(&implicit), AnswerError::Neither);
}

#[test]
fn what_answers_nothing_that_was_asked_is_refused() {
    assert_eq!(refusal(&[("code", "c")]), AnswerError::NoState);
    assert_eq!(
        refusal(&[("error", "e"), ("state", "")]),
        AnswerError::NoState
    );
}

#[test]
fn what_is_too_long_or_has_other_characters_is_refused() {
    for (name, max_bytes) in [("state", 4096), ("code", 8192), ("iss", 2048)] {
        let others = pairs(&[("state", "s"), ("code", "c")]);
        let with = |value: String| {
            let mut given = others.clone();
            given.retain(|(other, _)| other != name);
            given.push((name.to_owned(), value));
            Answer::parse(&given).map(drop)
        };
        assert_eq!(with("a".repeat(max_bytes)), Ok(()));
        assert_eq!(
            with("a".repeat(max_bytes + 1)),
            Err(AnswerError::TooLong(name))
        );
        for bad in ["ä", "a\n", "a\u{0}", "\u{7f}"] {
            assert_eq!(with(bad.to_owned()), Err(AnswerError::Characters(name)));
        }
    }
    let long = "e".repeat(257);
    assert_eq!(
        refusal(&[("error", &long), ("state", "s")]),
        AnswerError::TooLong("error")
    );
}

#[test]
fn an_answer_of_another_server_is_not_of_this_one() {
    let issuer = "https://idp.example";
    let is_of = |iss: &str, promises: bool| {
        let answer = parse(&[("state", "s"), ("code", "c"), ("iss", iss)]).unwrap();
        answer.is_of(&metadata(issuer, issuer, promises))
    };
    for promises in [false, true] {
        assert!(is_of(issuer, promises));
        for other in [
            "https://evil.example",
            "https://idp.example/",
            "https://IDP.example",
        ] {
            assert!(!is_of(other, promises), "{other}");
        }
    }
    assert!(is_of("", false));
    assert!(!is_of("", true));
}

#[test]
fn an_answer_of_a_tenant_can_be_one_of_a_template() {
    let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
    let asked = "https://login.microsoftonline.com/common/v2.0";
    let all = metadata(template, asked, false);
    let is_of = |tenant: &str| {
        let iss = template.replace("{tenantid}", tenant);
        let answer = parse(&[("state", "s"), ("code", "c"), ("iss", &iss)]).unwrap();
        answer.is_of(&all)
    };
    assert!(is_of("9122040d-6c67-4c5b-b112-36a304b66dad"));
    for bad in ["", "a/b", "{tenantid}", "a?b", &"a".repeat(65)] {
        assert!(!is_of(bad), "{bad}");
    }
}

proptest! {
    #[test]
    fn no_answer_makes_the_parser_panic(
        given in prop::collection::vec(
            ("(state|iss|code|error|error_description|x)", any::<String>()),
            0..6,
        ),
    ) {
        if let Ok(answer) = Answer::parse(&given) {
            prop_assert!(!answer.state.is_empty());
        }
    }
}
