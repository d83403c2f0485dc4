//! RFC 6749, section 2.3.1: the two ways of client authentication, with the RFC's own values.

use hospes_protocol::oauth::{ClientAuthentication, TokenRequest};

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn the_basic_header_of_section_2_3_1_is_read() {
    let form = form(&[
        ("grant_type", "client_credentials"),
        ("scope", "r/.default"),
    ]);
    let header = "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3";
    let request = TokenRequest::parse(&form, Some(header)).unwrap();
    let TokenRequest::ClientCredentials(request) = request else {
        panic!("{request:?}")
    };
    assert!(matches!(
        request.client,
        ClientAuthentication::SecretBasic { .. }
    ));
    assert_eq!(request.client.client_id(), "s6BhdRkqt3");
    assert_eq!(
        request.client.secret().unwrap().expose(),
        "7Fjfp0ZBr1KtDRbnfVdmIw"
    );
}

#[test]
fn the_body_of_section_2_3_1_is_read() {
    let form = form(&[
        ("grant_type", "client_credentials"),
        ("client_id", "s6BhdRkqt3"),
        ("client_secret", "7Fjfp0ZBr1KtDRbnfVdmIw"),
        ("scope", "r/.default"),
    ]);
    let request = TokenRequest::parse(&form, None).unwrap();
    let TokenRequest::ClientCredentials(request) = request else {
        panic!("{request:?}")
    };
    assert!(matches!(
        request.client,
        ClientAuthentication::SecretPost { .. }
    ));
    assert_eq!(
        request.client.secret().unwrap().expose(),
        "7Fjfp0ZBr1KtDRbnfVdmIw"
    );
}
