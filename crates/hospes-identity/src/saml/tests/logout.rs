//! Signing out.

use super::*;

#[tokio::test]
#[expect(
    clippy::too_many_lines,
    reason = "three logouts in a row, each with its answer"
)]
async fn a_logout_ends_the_session_that_it_means_and_no_other() {
    let world = World::new().await;
    let (user, session) = world.member().await;
    let ask = world.receive(&request(&[])).await.unwrap();
    let xml = world.response(&session, &ask).await;
    let index = xml
        .split_once("SessionIndex=\"")
        .unwrap()
        .1
        .split_once('"')
        .unwrap()
        .0
        .to_owned();
    let identity = &world.fixture.identity;
    let here = world.fixture.circumstances();
    let endpoints = [ENDPOINT.to_owned()];
    for (name, index, expected) in [
        ("somebody@else.example", index.as_str(), LoggedOut::Another),
        (
            user.user_principal_name.as_str(),
            "_other",
            LoggedOut::Another,
        ),
        (
            user.user_principal_name.as_str(),
            index.as_str(),
            LoggedOut::Everywhere,
        ),
    ] {
        let text = format!(
            "<p:LogoutRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_l\" Version=\"2.0\" \
             IssueInstant=\"2026-01-01T00:00:00Z\" Destination=\"{ENDPOINT}\">\
             <a:Issuer xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">{SP}</a:Issuer>\
             <a:NameID xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">{name}</a:NameID>\
             <p:SessionIndex>{index}</p:SessionIndex></p:LogoutRequest>"
        );
        let document = Document::from_text(&text).unwrap();
        let received = Received {
            document: &document,
            query: None,
            relay_state: Some("back"),
            endpoints: &endpoints,
        };
        let ask = identity
            .receive_saml_logout(world.tenant, received)
            .await
            .unwrap();
        assert!(!ask.is_signed);
        let done = identity.log_out_by_saml(Some(&session), (world.tenant, &ask), &here);
        assert_eq!(done.await.unwrap(), expected);
        let names = names();
        let url = identity.saml_logout_answer((world.tenant, &ask), expected, &names);
        let url = url.await.unwrap().unwrap();
        let (to, query) = url.split_once('?').unwrap();
        assert_eq!(to, "https://sp.example/logout");
        let query = hospes_protocol::saml::Query::parse(query, "SAMLResponse")
            .unwrap()
            .unwrap();
        assert_eq!(query.relay_state.as_deref(), Some("back"));
        let active = world.certificates().await[0].certificate.clone();
        assert_eq!(query.verify(&[active]), Ok(true));
        let document = Document::from_redirect(&query.message).unwrap();
        let answer = hospes_protocol::saml::LogoutResponse::read(&document).unwrap();
        assert_eq!(answer.in_response_to, "_l");
        assert_eq!(answer.is_success, expected == LoggedOut::Everywhere);
    }
    let has = |rows: Vec<(String, Vec<String>)>, name: &str| rows.iter().any(|row| row.0 == name);
    assert!(!has(world.fixture.dump().await, "sessions"));
    // The sign-in is known until it would have ended, so that others could still be told.
    assert!(has(world.fixture.dump().await, "saml_sessions"));
    world.fixture.clock.advance(Span::hours(24));
    identity.forget_old_saml_sessions().await.unwrap();
    assert!(!has(world.fixture.dump().await, "saml_sessions"));
}
