//! Signing out begins here, and the provider is told.

use hospes_protocol::saml::{Certificate, Document, Query, status};

use super::*;
use crate::session::Opened;
use crate::testing::{FakeSamlProvider, SamlPerson, SamlSignedOut};

const ENTITY: &str = "https://idp.college.example/saml";

/// Lee, who signed in at a college that speaks SAML.
struct There {
    fixture: Fixture,
    contoso: Actor,
    college: FakeSamlProvider,
    provider: IdentityProvider,
    keys: Vec<Certificate>,
    opened: Opened,
}

impl There {
    async fn new() -> Self {
        let fixture = Fixture::with_limits(Limits::none()).await;
        let contoso = fixture.system(fixture.contoso().await.id);
        let identity = &fixture.identity;
        let college = FakeSamlProvider::new(&fixture.fetch, ENTITY);
        let new = college.new_provider(identity, &["uni.example"]);
        let provider = identity.add_identity_provider(&contoso, &new).await;
        let provider = provider.unwrap();
        identity.add_service_certificate(&contoso).await.unwrap();
        let keys = identity.published_service_certificates(contoso.tenant);
        let keys = keys.await.unwrap();
        let wish = Wish {
            purpose: Purpose::Ask {
                next: "/".to_owned(),
            },
            login_hint: None,
            chooses: false,
            root: ROOT,
            browser: BROWSER,
        };
        let here = fixture.circumstances();
        let to = (contoso.tenant, provider.id);
        let left = identity.depart(to, &wish, &here).await.unwrap();
        let now = identity.env().clock.now();
        let person = SamlPerson::new("lee-1", LEE);
        let [(_, response), (_, relay)] = college.sign_in(&left.url, now, &person);
        let document = Document::from_post(&response).unwrap();
        let answered = Answered {
            brought: Brought::Saml(contoso.tenant, &document, &relay),
            browser: BROWSER,
            user: None,
        };
        let arrived = identity.arrive(&answered, None, &here).await.unwrap();
        let Arrival::SignedIn { opened, .. } = arrived else {
            panic!("{arrived:?}");
        };
        Self {
            fixture,
            contoso,
            college,
            provider,
            keys,
            opened,
        }
    }

    /// Signs out here, and leaves for the college.
    async fn leave(&self) -> SignOutThere {
        let identity = &self.fixture.identity;
        let session = &self.opened.session;
        let there = identity.session_there(session).await.unwrap().unwrap();
        let here = self.fixture.circumstances();
        identity.sign_out(session, &here).await.unwrap();
        let left = identity.lead_to_sign_out(&there, ROOT).await.unwrap();
        left.unwrap()
    }

    fn url(&self) -> String {
        format!("{ROOT}/{}/saml/sp/logout", self.contoso.tenant)
    }

    async fn answer(
        &self,
        expected: &ExpectedThere,
        query: &str,
    ) -> Result<LoggedOutThere, LogoutError> {
        let query = Query::parse(query, "SAMLResponse").unwrap().unwrap();
        let document = Document::from_redirect(&query.message).unwrap();
        let reply = LogoutReply {
            document: &document,
            query: &query,
            root: ROOT,
        };
        let tenant = self.contoso.tenant;
        let identity = &self.fixture.identity;
        identity
            .receive_sign_out_answer(tenant, expected, reply)
            .await
    }
}

#[tokio::test]
async fn the_provider_is_told_by_a_signed_request_whom_it_signed_in() {
    let there = There::new().await;
    let left = there.leave().await;
    assert_eq!((left.provider.as_str(), left.form.len()), ("University", 0));
    let request = there.college.asked_to_sign_out(&left.url, &there.keys);
    assert_eq!(request.name_id.value, "lee-1");
    assert!(request.name_id.format.ends_with(":persistent"));
    assert_eq!(request.session_indexes, ["session-1"]);
    assert_eq!(
        request.destination.as_deref(),
        Some(format!("{ENTITY}/slo").as_str())
    );
    let identity = &there.fixture.identity;
    let over = identity.session(&there.opened.cookie).await.unwrap();
    assert!(over.is_none(), "the session here was over before");
    let now = identity.env().clock.now();
    for (status, expected) in [
        ((status::SUCCESS, None), (true, false)),
        (
            (status::SUCCESS, Some(status::PARTIAL_LOGOUT)),
            (true, true),
        ),
        ((status::RESPONDER, None), (false, false)),
    ] {
        let mut done = SamlSignedOut::done(&request.id);
        done.status = status;
        let query = there.college.signed_out(&there.url(), now, &done);
        let found = there.answer(&left.expected, &query).await.unwrap();
        assert_eq!((found.is_success, found.is_partial), expected);
    }
}

#[tokio::test]
async fn only_the_answer_of_that_provider_to_that_request_counts() {
    let there = There::new().await;
    let left = there.leave().await;
    let request = there.college.asked_to_sign_out(&left.url, &there.keys);
    let fixture = &there.fixture;
    let now = fixture.identity.env().clock.now();
    let other = FakeSamlProvider::new(&fixture.fetch, "https://idp.evil.example/saml");
    let new = other.new_provider(&fixture.identity, &["evil.example"]);
    let added = fixture.identity.add_identity_provider(&there.contoso, &new);
    added.await.unwrap();
    let (url, done) = (there.url(), SamlSignedOut::done(&request.id));
    let right = there.college.signed_out(&url, now, &done);
    let bare = right.split_once("&SigAlg").unwrap().0.to_owned();
    let mut as_college = done;
    as_college.issuer = Some(ENTITY);
    let elsewhere = format!("{ROOT}/elsewhere");
    for (what, query) in [
        ("it is not signed", bare),
        ("another provider's", other.signed_out(&url, now, &done)),
        (
            "another provider's, in its name",
            other.signed_out(&url, now, &as_college),
        ),
        (
            "the answer to another request",
            there
                .college
                .signed_out(&url, now, &SamlSignedOut::done("_another")),
        ),
        (
            "for another place",
            there.college.signed_out(&elsewhere, now, &done),
        ),
        (
            "with a relay state that was not signed",
            right.replace("&SigAlg", "&RelayState=x&SigAlg"),
        ),
    ] {
        let answer = there.answer(&left.expected, &query).await;
        assert!(
            matches!(answer, Err(LogoutError::Provider(_) | LogoutError::Unknown)),
            "{what}: {answer:?}"
        );
    }
    assert!(
        there
            .answer(&left.expected, &right)
            .await
            .unwrap()
            .is_success
    );
}

#[tokio::test]
async fn a_provider_that_is_switched_off_says_nothing_any_more_and_nobody_is_sent_there() {
    let there = There::new().await;
    let left = there.leave().await;
    let request = there.college.asked_to_sign_out(&left.url, &there.keys);
    let fixture = &there.fixture;
    let now = fixture.identity.env().clock.now();
    let done = SamlSignedOut::done(&request.id);
    let right = there.college.signed_out(&there.url(), now, &done);
    let of_openid = ExpectedThere::State(request.id.clone());
    assert!(there.answer(&of_openid, &right).await.is_err());
    let off = ProviderPatch {
        is_enabled: Some(false),
        ..ProviderPatch::default()
    };
    let id = there.provider.id;
    let changed = fixture
        .identity
        .update_identity_provider(&there.contoso, id, &off);
    changed.await.unwrap();
    assert!(there.answer(&left.expected, &right).await.is_err());
    let session = &there.opened.session;
    assert!(
        fixture
            .identity
            .session_there(session)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_session_ends_with_the_one_at_the_provider() {
    let there = There::new().await;
    let (identity, clock) = (&there.fixture.identity, &there.fixture.clock);
    // It says that its own lasts an hour.
    let session = &there.opened.session;
    let ends_at = session.authenticated_at.plus(Span::hours(1));
    assert_eq!(session.expires_at, ends_at);
    clock.advance(Span::minutes(59));
    let cookie = &there.opened.cookie;
    assert!(identity.session(cookie).await.unwrap().is_some());
    clock.advance(Span::minutes(1));
    assert!(identity.session(cookie).await.unwrap().is_none());
}

#[tokio::test]
async fn a_provider_that_speaks_openid_connect_gets_its_id_token_back() {
    let world = World::new().await;
    let end = format!("{}/end?from=hospes", world.uni.issuer);
    world
        .uni
        .publish(&[("end_session_endpoint", end.clone().into())]);
    // What it said when it was added is old by then.
    world.fixture.clock.advance(Span::hours(2));
    let purpose = Purpose::Ask {
        next: "/".to_owned(),
    };
    let url = world.depart(purpose).await;
    let arrived = world.arrive(&world.says(&url, &lee())).await.unwrap();
    let Arrival::SignedIn { opened, .. } = arrived else {
        panic!("{arrived:?}");
    };
    let identity = &world.fixture.identity;
    let there = identity.session_there(&opened.session).await.unwrap();
    let mut there = there.unwrap();
    let dump = format!("{:?}", world.fixture.dump().await);
    assert!(!dump.contains("eyJ"), "the token is sealed");
    let asked = |left: SignOutThere| {
        assert!(left.url.starts_with(&format!("{end}&")), "{}", left.url);
        let url = url::Url::parse(&left.url).unwrap();
        let query = url.query_pairs().into_owned();
        let query: std::collections::HashMap<String, String> = query.collect();
        assert_eq!(query["client_id"], "hospes");
        assert_eq!(
            query["post_logout_redirect_uri"],
            format!("{ROOT}/signed-out")
        );
        assert_eq!(left.expected, ExpectedThere::State(query["state"].clone()));
        query.get("id_token_hint").cloned()
    };
    let left = identity.lead_to_sign_out(&there, ROOT).await.unwrap();
    let hint = asked(left.unwrap()).unwrap();
    assert_eq!(hint.split('.').count(), 3, "{hint}");
    there.shorten();
    let left = identity.lead_to_sign_out(&there, ROOT).await.unwrap();
    assert_eq!(asked(left.unwrap()), None);
}
