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

/// The certificate in use and the next one of the only connector.
async fn certificates(open: &Open) -> (Option<ClientIdentity>, Option<ClientIdentity>) {
    let flow = open.fixture.identity.user_flow(&open.admin, open.flow);
    let connector = flow.await.unwrap().connectors.remove(0);
    let in_use = match connector.authentication {
        Authentication::Certificate(own) => Some(own),
        Authentication::Basic { .. } => None,
    };
    (in_use, connector.next)
}

/// Gives the connector a way to be told who asks; the certificate in use then.
async fn set(
    open: &Open,
    authentication: NewAuthentication,
    url: &str,
) -> Result<Option<ClientIdentity>, Error> {
    let new = NewConnector {
        step: Step::BeforeCreation,
        url: url.to_owned(),
        authentication,
    };
    let identity = &open.fixture.identity;
    identity
        .set_api_connector(&open.admin, open.flow, &new)
        .await?;
    Ok(certificates(open).await.0)
}

/// What the connector is sent when somebody asks.
async fn sent(open: &Open, session: &Session) -> crate::env::ClientCertificate {
    let fetch = &open.fixture.fetch;
    fetch.take_requests();
    fetch.reply(
        CONNECTOR,
        reply(&json!({ "version": "1.0.0", "action": "ShowBlockPage", "userMessage": "No." })),
    );
    refusal(open.ask(session, "Graz").await);
    let request = fetch.take_requests().remove(0);
    assert!(request.authorization.is_none());
    request.certificate.unwrap()
}

#[tokio::test]
async fn a_connector_is_called_with_the_certificate_that_is_shown() {
    let open = Open::new().await;
    let certificate = NewAuthentication::Certificate;
    let first = set(&open, certificate.clone(), CONNECTOR).await.unwrap();
    let first = first.unwrap();
    // Another place changes nothing: the key is not sent.
    let moved = format!("{CONNECTOR}/2");
    let kept = set(&open, certificate.clone(), &moved).await.unwrap();
    assert_eq!(kept.as_ref(), Some(&first));
    set(&open, certificate.clone(), CONNECTOR).await.unwrap();
    let session = open.prove().await;
    let sent = sent(&open, &session).await;
    assert_eq!(sent.certificate, first.certificate.to_der());
    let dump = open.fixture.dump().await;
    let key = hex(&sent.key);
    assert!(!format!("{dump:?}").to_lowercase().contains(&key));
    // A private key is no password.
    let missing = set(&open, basic(None), CONNECTOR).await;
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
    let not_there = set(&open, basic(Some("s3cret")), CONNECTOR).await;
    assert_eq!(not_there.unwrap(), None);
    let other = set(&open, certificate, CONNECTOR).await.unwrap().unwrap();
    assert_ne!(other, first, "no key is left");
}

fn is_conflict(done: &Result<(), Error>) -> bool {
    matches!(
        done,
        Err(Error::Conflict {
            what: "next certificate"
        })
    )
}

#[tokio::test]
async fn the_next_certificate_of_a_connector_is_used_once_somebody_says_so() {
    let open = Open::new().await;
    let (identity, admin) = (&open.fixture.identity, &open.admin);
    let (flow, step) = (open.flow, Step::BeforeCreation);
    let certificate = NewAuthentication::Certificate;
    let first = set(&open, certificate.clone(), CONNECTOR).await.unwrap();
    let first = first.unwrap();
    for none in [
        identity
            .use_next_connector_certificate(admin, flow, step)
            .await,
        identity
            .discard_next_connector_certificate(admin, flow, step)
            .await,
    ] {
        assert!(is_conflict(&none), "{none:?}");
    }
    let prepare = async || {
        identity
            .prepare_connector_certificate(admin, flow, step)
            .await
    };
    prepare().await.unwrap();
    let twice = prepare().await;
    assert!(is_conflict(&twice), "{twice:?}");
    let (in_use, next) = certificates(&open).await;
    let next = next.unwrap();
    assert_eq!(in_use.as_ref(), Some(&first));
    assert_ne!(
        next.certificate.thumbprint(),
        first.certificate.thumbprint()
    );
    let session = open.prove().await;
    let before = sent(&open, &session).await;
    assert_eq!(before.certificate, first.certificate.to_der());
    // Saving the connector forgets neither.
    set(&open, certificate.clone(), CONNECTOR).await.unwrap();
    identity
        .use_next_connector_certificate(admin, flow, step)
        .await
        .unwrap();
    assert_eq!(certificates(&open).await, (Some(next.clone()), None));
    let after = sent(&open, &session).await;
    assert_eq!(after.certificate, next.certificate.to_der());
    assert_ne!(after.key, before.key, "the key goes with its certificate");
    let dump = format!("{:?}", open.fixture.dump().await).to_lowercase();
    assert!(!dump.contains(&hex(&after.key)));

    prepare().await.unwrap();
    identity
        .discard_next_connector_certificate(admin, flow, step)
        .await
        .unwrap();
    assert_eq!(certificates(&open).await, (Some(next), None));
    // With a password instead there is no certificate, and none to come.
    prepare().await.unwrap();
    set(&open, basic(Some("s3cret")), CONNECTOR).await.unwrap();
    assert_eq!(certificates(&open).await, (None, None));
    let without = prepare().await;
    assert!(is_conflict(&without), "{without:?}");
    let removed = identity.remove_api_connector(admin, flow, step).await;
    removed.unwrap();
    let gone = prepare().await;
    assert!(matches!(gone, Err(Error::NotFound { .. })), "{gone:?}");
}

#[tokio::test]
async fn each_step_of_another_certificate_is_in_the_audit_log() {
    let open = Open::new().await;
    let (identity, admin) = (&open.fixture.identity, &open.admin);
    let (flow, step) = (open.flow, Step::BeforeCreation);
    let first = set(&open, NewAuthentication::Certificate, CONNECTOR).await;
    let first = first.unwrap().unwrap().certificate.thumbprint();
    let prepared = identity.prepare_connector_certificate(admin, flow, step);
    prepared.await.unwrap();
    let next = certificates(&open).await.1.unwrap();
    let next = next.certificate.thumbprint();
    let used = identity.use_next_connector_certificate(admin, flow, step);
    used.await.unwrap();
    let prepared = identity.prepare_connector_certificate(admin, flow, step);
    prepared.await.unwrap();
    let other = certificates(&open).await.1.unwrap();
    let other = other.certificate.thumbprint();
    let discarded = identity.discard_next_connector_certificate(admin, flow, step);
    discarded.await.unwrap();
    let mut query = crate::audit::AuditQuery::all(PageRequest::first(4));
    query.activity = Some(crate::audit::Activity::UpdateUserFlow);
    let found = identity.audit_events(admin, &query).await.unwrap();
    let changes: Vec<Vec<(&str, &str)>> = found
        .rows
        .iter()
        .map(|event| {
            let changes = &event.targets[0].changes;
            let other = |name: &str| name != "ApiConnectorStep";
            let changes = changes.iter().filter(|one| other(&one.name));
            changes
                .map(|one| (one.old.as_str(), one.new.as_str()))
                .collect()
        })
        .collect();
    let (old, new) = (
        format!("certificate {first}"),
        format!("certificate {next}"),
    );
    assert_eq!(
        changes,
        [
            vec![(other.as_str(), "")],
            vec![("", other.as_str())],
            vec![(next.as_str(), ""), (old.as_str(), new.as_str())],
            vec![("", next.as_str())],
        ]
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
