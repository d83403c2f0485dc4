//! Servers of the organisation that are asked on the way.

use super::*;

fn basic(password: Option<&str>) -> NewAuthentication {
    NewAuthentication::Basic {
        username: "hospes".to_owned(),
        password: password.map(str::to_owned),
    }
}

async fn connect(open: &Open, step: Step) {
    let new = NewConnector {
        step,
        url: CONNECTOR.to_owned(),
        authentication: basic(Some("s3cret")),
    };
    let set = open
        .fixture
        .identity
        .set_api_connector(&open.admin, open.flow, &new);
    set.await.unwrap();
}

#[tokio::test]
async fn a_connector_corrects_refuses_stops_or_fails() {
    let open = Open::new().await;
    connect(&open, Step::BeforeCreation).await;
    let session = open.prove().await;
    let fetch = &open.fixture.fetch;
    fetch.fail(CONNECTOR, FetchError::TooSlow);
    assert_eq!(refusal(open.ask(&session, "Graz").await), Refusal::Trouble);
    fetch.reply(
        CONNECTOR,
        reply(&json!({ "version": "1.0.0", "action": "ShowBlockPage", "userMessage": "No." })),
    );
    assert_eq!(
        refusal(open.ask(&session, "Graz").await),
        Refusal::Blocked {
            message: "No.".to_owned()
        }
    );
    let body = json!({ "version": "1.0.0", "status": 400, "action": "ValidationError", "userMessage": "Where?" });
    fetch.reply(
        CONNECTOR,
        FetchReply {
            status: 400,
            content_type: None,
            body: body.to_string().into_bytes(),
        },
    );
    let wrong = open.ask(&session, "Graz").await;
    assert!(
        matches!(&wrong, Err(AskError::Wrong { message: Some(text), .. }) if text == "Where?"),
        "{wrong:?}"
    );
    assert_eq!(open.guests().await, 0);
    fetch.take_requests();
    let more =
        json!({ "version": "1.0.0", "action": "Continue", "city": "Wien", "jobTitle": "Director" });
    fetch.reply(CONNECTOR, reply(&more));
    let done = open.ask(&session, "Graz").await.unwrap();
    assert!(matches!(done, Done::Invited(_)), "{done:?}");
    assert_eq!(fetch.take_requests().len(), 1);
    let answers = &open.requests().await[0].answers;
    assert_eq!((answers.len(), answers[0].text()), (1, "Wien".to_owned()));
}

#[tokio::test]
async fn a_connector_fills_in_before_anything_is_answered() {
    let open = Open::new().await;
    connect(&open, Step::AfterFederation).await;
    let session = open.prove().await;
    let said = json!({ "version": "1.0.0", "action": "Continue", "city": "Linz" });
    open.fixture.fetch.reply(CONNECTOR, reply(&said));
    let here = open.fixture.circumstances();
    let identity = &open.fixture.identity;
    let filled = identity
        .prefill(&open.asked(), (&session, None), &here)
        .await
        .unwrap();
    assert_eq!(filled[0].text(), "Linz");
}

#[tokio::test]
async fn a_password_of_a_connector_goes_to_no_other_url() {
    let open = Open::new().await;
    connect(&open, Step::BeforeCreation).await;
    let moved = NewConnector {
        step: Step::BeforeCreation,
        url: "https://evil.example/".to_owned(),
        authentication: basic(None),
    };
    let set = open
        .fixture
        .identity
        .set_api_connector(&open.admin, open.flow, &moved)
        .await;
    assert!(
        matches!(
            set,
            Err(Error::Invalid {
                field: "password",
                ..
            })
        ),
        "{set:?}"
    );
    let dump = format!("{:?}", open.fixture.dump().await);
    assert!(!dump.contains("s3cret"));
}

#[tokio::test]
async fn a_connector_is_called_with_the_certificate_that_is_shown() {
    let open = Open::new().await;
    let (identity, fetch) = (&open.fixture.identity, &open.fixture.fetch);
    let set = async |authentication, url: &str| {
        let new = NewConnector {
            step: Step::BeforeCreation,
            url: url.to_owned(),
            authentication,
        };
        let set = identity.set_api_connector(&open.admin, open.flow, &new);
        set.await?;
        let flow = identity.user_flow(&open.admin, open.flow).await?;
        match &flow.connectors[0].authentication {
            Authentication::Certificate { certificate, .. } => Ok(certificate.clone()),
            Authentication::Basic { .. } => Err(Error::NotFound { what: "it" }),
        }
    };
    let certificate = |anew| NewAuthentication::Certificate { anew };
    let first = set(certificate(false), CONNECTOR).await.unwrap();
    // Another place changes nothing: the key is not sent.
    let moved = format!("{CONNECTOR}/2");
    assert_eq!(set(certificate(false), &moved).await.unwrap(), first);
    let second = set(certificate(true), CONNECTOR).await.unwrap();
    assert_ne!(second.thumbprint(), first.thumbprint());
    let session = open.prove().await;
    fetch.take_requests();
    fetch.reply(
        CONNECTOR,
        reply(&json!({ "version": "1.0.0", "action": "ShowBlockPage", "userMessage": "No." })),
    );
    refusal(open.ask(&session, "Graz").await);
    let request = fetch.take_requests().remove(0);
    assert!(request.authorization.is_none());
    let sent = request.certificate.unwrap();
    assert_eq!(sent.certificate, second.to_der());
    let dump = open.fixture.dump().await;
    let key = hex(&sent.key);
    assert!(!format!("{dump:?}").to_lowercase().contains(&key));
    // A private key is no password.
    let missing = set(basic(None), CONNECTOR).await;
    assert!(
        matches!(
            missing,
            Err(Error::Invalid {
                field: "password",
                ..
            })
        ),
        "{missing:?}"
    );
    let not_there = set(basic(Some("s3cret")), CONNECTOR).await;
    assert!(matches!(not_there, Err(Error::NotFound { .. })));
    let third = set(certificate(false), CONNECTOR).await.unwrap();
    assert_ne!(third.thumbprint(), second.thumbprint(), "no key is left");
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
