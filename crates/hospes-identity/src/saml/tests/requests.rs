//! What an application may ask for, and what is refused.

use super::*;

#[tokio::test]
async fn a_request_that_is_not_right_is_refused_for_what_is_wrong() {
    let world = World::new().await;
    let wrong = |from: &'static str, to: &'static str| request(&[(from, to)]);
    let answer = world
        .receive(&wrong("sp.example/metadata", "evil.example"))
        .await;
    assert!(matches!(answer, Err(SamlError::Unknown(id)) if id == "https://evil.example"));
    let answer = world
        .receive(&wrong(ENDPOINT, "https://evil.example/saml2"))
        .await;
    assert!(matches!(answer, Err(SamlError::Destination)));
    // ACS confusion: registered is compared as a string, and by place.
    for url in [
        "https://evil.example/acs",
        "https://sp.example/acs/",
        "https://sp.example/ACS",
        "javascript:alert(1)",
    ] {
        let text = request(&[(
            "Version",
            &format!("AssertionConsumerServiceURL=\"{url}\" Version"),
        )]);
        assert!(
            matches!(world.receive(&text).await, Err(SamlError::AcsUrl(sent, _)) if sent == url)
        );
    }
    let text = wrong("Version", "AssertionConsumerServiceIndex=\"2\" Version");
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::AcsUrl(..))
    ));
    let text = wrong("Version", "AssertionConsumerServiceIndex=\"1\" Version");
    assert_eq!(
        world.receive(&text).await.unwrap().acs_url,
        "https://sp.example/acs2"
    );
}

#[tokio::test]
async fn a_request_that_wants_what_there_is_not_is_refused() {
    let world = World::new().await;
    let wrong = |from: &'static str, to: &'static str| request(&[(from, to)]);
    let text = wrong(
        "Version",
        "ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact\" Version",
    );
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::Binding(_))
    ));
    for instant in ["2025-12-31T23:40:00Z", "2026-01-01T00:06:00Z"] {
        let text = request(&[("2026-01-01T00:00:00Z", instant)]);
        assert!(
            matches!(world.receive(&text).await, Err(SamlError::Expired)),
            "{instant}"
        );
    }
    let text = wrong("2026-01-01T00:00:00Z", "2026-01-01");
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::Message(Refused::Content(_)))
    ));
    let text = wrong(
        "</a:Issuer>",
        "</a:Issuer><p:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos\"/>",
    );
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::NameIdFormat(_))
    ));
}

#[tokio::test]
async fn signature_stripping_does_not_help_where_requests_are_signed() {
    let world = World::new().await;
    let key = keys();
    let certificate = key.certificate().clone();
    world
        .set(|settings| {
            settings.requests_signed = true;
            settings.signing_certificates = vec![certificate.clone()];
        })
        .await
        .unwrap();
    assert!(matches!(
        world.receive(&request(&[])).await,
        Err(SamlError::Unsigned)
    ));
    let query = key
        .sign_query("SAMLRequest", &request(&[]), Some("here"))
        .unwrap();
    let endpoints = [ENDPOINT.to_owned()];
    let identity = &world.fixture.identity;
    for (query, is_good) in [
        (query.clone(), true),
        (query.replace("RelayState=here", "RelayState=there"), false),
        (
            keys()
                .sign_query("SAMLRequest", &request(&[]), None)
                .unwrap(),
            false,
        ),
    ] {
        let query = hospes_protocol::saml::Query::parse(&query, "SAMLRequest")
            .unwrap()
            .unwrap();
        let document = Document::from_redirect(&query.message).unwrap();
        let received = Received {
            document: &document,
            query: Some(&query),
            relay_state: query.relay_state.as_deref(),
            endpoints: &endpoints,
        };
        let answer = identity.receive_saml_request(world.tenant, received).await;
        assert_eq!(answer.is_ok(), is_good);
        if !is_good {
            assert!(matches!(answer, Err(SamlError::Unsigned)));
        }
    }
}

#[tokio::test]
async fn names_come_in_the_format_that_is_asked_for() {
    let world = World::new().await;
    let (user, session) = world.member().await;
    let mut seen = Vec::new();
    for (number, (format, is_same)) in [
        (name_id_format::EMAIL_ADDRESS, true),
        (name_id_format::PERSISTENT, true),
        (name_id_format::PERSISTENT, true),
        (name_id_format::TRANSIENT, false),
    ]
    .into_iter()
    .enumerate()
    {
        let policy = format!("</a:Issuer><p:NameIDPolicy Format=\"{format}\"/>");
        let id = format!("_n{number}");
        let text = request(&[("</a:Issuer>", &policy), ("_1", &id)]);
        let ask = world.receive(&text).await.unwrap();
        let xml = world.response(&session, &ask).await;
        let (_, rest) = xml
            .split_once(&format!("<saml:NameID Format=\"{format}\">"))
            .unwrap();
        let name = rest.split_once("</saml:NameID>").unwrap().0.to_owned();
        assert!(!name.contains(&user.id.to_string()));
        seen.push((name, is_same));
    }
    assert_eq!(seen[0].0, user.user_principal_name);
    assert_eq!(seen[1].0, seen[2].0);
    assert!(seen[3].0.starts_with('_') && seen[3].0 != seen[1].0);
}

#[tokio::test]
async fn ways_to_sign_in_are_compared_exactly() {
    let world = World::new().await;
    let (_, session) = world.member().await;
    let asking = |class: &str, comparison: &str| {
        let asked = format!(
            "</a:Issuer><p:RequestedAuthnContext Comparison=\"{comparison}\">\
             <a:AuthnContextClassRef>{class}</a:AuthnContextClassRef></p:RequestedAuthnContext>"
        );
        request(&[("</a:Issuer>", &asked)])
    };
    let text = asking(context_class::PASSWORD_PROTECTED_TRANSPORT, "exact");
    let ask = world.receive(&text).await.unwrap();
    let xml = world.response(&session, &ask).await;
    assert!(xml.contains(context_class::PASSWORD_PROTECTED_TRANSPORT));
    let (_, guest) = world
        .fixture
        .guest(&world.system, "pat@partner.example")
        .await;
    let text = text.replace("_1", "_2");
    let ask = world.receive(&text).await.unwrap();
    let xml = world.response(&guest, &ask).await;
    assert!(xml.contains(context_class::PASSWORD_PROTECTED_TRANSPORT));
    let text = asking("urn:oasis:names:tc:SAML:2.0:ac:classes:X509", "exact");
    let ask = world.receive(&text).await.unwrap();
    assert!(matches!(
        world.answer(&session, &ask).await,
        SignedOn::OtherMethod("password", _)
    ));
    let text = asking(context_class::PASSWORD, "minimum");
    assert!(matches!(
        world.receive(&text).await,
        Err(SamlError::Comparison("minimum"))
    ));
}

#[tokio::test]
async fn a_forced_sign_in_has_to_come_after_the_request() {
    let world = World::new().await;
    let (_, session) = world.member().await;
    world.fixture.clock.advance(Span::seconds(1));
    let ask = world
        .receive(&request(&[("Version", "ForceAuthn=\"1\" Version")]))
        .await
        .unwrap();
    assert!(!ask.takes_sign_in_of(session.authenticated_at));
    assert!(ask.takes_sign_in_of(world.fixture.identity.env().clock.now()));
}
