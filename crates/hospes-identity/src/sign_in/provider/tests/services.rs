//! Services that speak OAuth 2.0 alone.

use hospes_protocol::oauth::SentSecret;
use hospes_protocol::social::{GITHUB_EMAILS, GITHUB_USER, Service, facebook_me};

use super::*;
use crate::identity_provider::{Kind, NewOAuth, NewProtocol, NewProvider, Rule, Way};
use crate::testing::{PROVIDER_SECRET, github_token, json as reply};

const PAT: &str = "pat@partner.example";

fn new_service(fixture: &Fixture, kind: Kind, domains: &[&str]) -> NewProvider {
    let mut new = FakeProvider::new(&fixture.fetch, "https://idp.unused.example")
        .new_provider(&fixture.identity, domains);
    new.kind = kind;
    new.protocol = NewProtocol::OAuth(NewOAuth {
        client_id: "hospes".to_owned(),
        client_secret: Some(PROVIDER_SECRET.to_owned()),
    });
    new.is_for_everybody = true;
    new
}

/// A world whose provider is a service.
async fn world(kind: Kind, domains: &[&str]) -> World {
    let world = World::new().await;
    let new = new_service(&world.fixture, kind, domains);
    let identity = &world.fixture.identity;
    let provider = identity.add_identity_provider(&world.contoso, &new).await;
    World {
        provider: provider.unwrap(),
        ..world
    }
}

/// GitHub, as it answers about somebody from now on.
fn github(
    world: &World,
    url: &str,
    (user, emails): (serde_json::Value, serde_json::Value),
) -> Vec<(String, String)> {
    let url = url::Url::parse(url).unwrap();
    assert_eq!(url.host_str(), Some("github.com"));
    let asked = |name: &str| {
        let pair = url.query_pairs().find(|(key, _)| key == name);
        pair.unwrap().1.into_owned()
    };
    let challenge = asked("code_challenge");
    let fetch = &world.fixture.fetch;
    fetch.handle(Service::GitHub.token_endpoint(), move |request| {
        Ok(github_token(request, &challenge))
    });
    for (at, said) in [(GITHUB_USER, user), (GITHUB_EMAILS, emails)] {
        fetch.handle(at, move |request| {
            let authorization = request.authorization.as_ref().unwrap();
            assert_eq!(authorization.expose(), "Bearer token");
            Ok(reply(&said))
        });
    }
    vec![
        ("code".to_owned(), "code".to_owned()),
        ("state".to_owned(), asked("state")),
    ]
}

fn account(id: u64, login: &str) -> serde_json::Value {
    json!({ "id": id, "login": login, "name": "Pat", "email": PAT })
}

fn emails(verified: bool) -> serde_json::Value {
    json!([{ "email": PAT, "primary": true, "verified": verified }])
}

async fn came_back_from_github(
    world: &World,
    flow: &Flow,
    said: (serde_json::Value, serde_json::Value),
) -> Session {
    let url = world.depart(Purpose::Redeem(Box::new(flow.clone()))).await;
    let answer = github(world, &url, said);
    match world.arrive(&answer).await.unwrap() {
        Arrival::Redeems(opened) => opened.session,
        other @ (Arrival::SignedIn { .. } | Arrival::Tested(_)) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn it_is_offered_to_everybody_besides_the_passcode_and_the_mailbox_is_proved_besides() {
    let world = world(Kind::GitHub, &[]).await;
    let answer = world.fixture.identity.what_if(&world.contoso, PAT).await;
    let answer = answer.unwrap();
    assert_eq!(answer.rule, Rule::OfferedToEverybody);
    assert_eq!((answer.ways.len(), &answer.ways[0]), (2, &Way::Passcode));
    // Who only types an address learns nothing by it.
    let identity = &world.fixture.identity;
    let (_, step) = identity
        .identify(PAT, Some(world.contoso.tenant))
        .await
        .unwrap();
    assert_eq!(step, NextStep::Passcode);
    let (invited, flow) = world.invite(PAT).await;
    let said = (account(42, "pat"), emails(true));
    let session = came_back_from_github(&world, &flow, said).await;
    // GitHub verified the address, and has no domain here.
    assert_eq!(session.proved_addresses, Vec::<String>::new());
    let refused = world.accept(&flow, &session).await.unwrap_err();
    assert!(matches!(refused, Refusal::Unproved { .. }), "{refused:?}");
    let here = world.fixture.circumstances();
    let sent = identity.send_code_besides(&flow, (&session, None), &here);
    sent.await.unwrap();
    let code = world.fixture.passcode().await;
    let opened = identity
        .prove_besides(&flow, (&session, &code), &here)
        .await;
    world.accept(&flow, &opened.unwrap().session).await.unwrap();
    let bound = vec![(world.provider.as_issuer(), "42".to_owned())];
    assert_eq!(world.bound(&invited.user).await, bound);
    // From then on it is theirs, and a passcode is not.
    let (_, step) = identity
        .identify(PAT, Some(world.contoso.tenant))
        .await
        .unwrap();
    assert!(matches!(step, NextStep::Providers(_)));
}

#[tokio::test]
async fn an_address_counts_if_github_verified_it_and_its_domain_is_listed() {
    let world = world(Kind::GitHub, &["partner.example"]).await;
    let (_, flow) = world.invite(PAT).await;
    for (verified, proved) in [(false, vec![]), (true, vec![PAT.to_owned()])] {
        let said = (account(42, "pat"), emails(verified));
        let session = came_back_from_github(&world, &flow, said).await;
        assert_eq!(session.proved_addresses, proved);
    }
}

#[tokio::test]
async fn id_reuse_who_takes_over_the_login_of_a_guest_is_nobody() {
    let world = world(Kind::GitHub, &["partner.example"]).await;
    let (_, flow) = world.invite(PAT).await;
    let said = (account(42, "pat"), emails(true));
    let session = came_back_from_github(&world, &flow, said).await;
    world.accept(&flow, &session).await.unwrap();
    let come = async |id: u64, login: &str| {
        let next = "/myapps".to_owned();
        let url = world.depart(Purpose::SignIn { next }).await;
        let answer = github(&world, &url, (account(id, login), emails(true)));
        world.arrive(&answer).await
    };
    let renamed = come(42, "patricia").await.unwrap();
    assert!(matches!(renamed, Arrival::SignedIn { .. }));
    let refused = come(43, "pat").await.unwrap_err();
    assert!(
        matches!(refused, ArriveError::NobodyHere { .. }),
        "{refused}"
    );
}

#[tokio::test]
async fn mix_up_the_state_of_another_provider_and_a_code_without_its_verifier() {
    let world = world(Kind::GitHub, &[]).await;
    let (_, flow) = world.invite(PAT).await;
    let url = world.depart(Purpose::Redeem(Box::new(flow.clone()))).await;
    let answer = github(&world, &url, (account(42, "pat"), emails(true)));
    // The state of GitHub, at the redirect URI of another provider.
    let all = world.fixture.identity.identity_providers(&world.contoso);
    let other = all
        .await
        .unwrap()
        .into_iter()
        .find(|one| one.kind == Kind::OpenIdConnect);
    let other = other.unwrap().id;
    let refused = world.arrive_as(&answer, (other, BROWSER), None).await;
    assert!(matches!(refused, Err(ArriveError::NoTrip)));
    // A code that somebody else's way brought: the verifier is not that one's.
    let mine = world.depart(Purpose::Redeem(Box::new(flow))).await;
    let url = url::Url::parse(&mine).unwrap();
    let state = url.query_pairs().find(|(key, _)| key == "state").unwrap().1;
    let injected = [answer[0].clone(), ("state".to_owned(), state.into_owned())];
    let refused = world.arrive(&injected).await.unwrap_err();
    assert!(
        matches!(
            &refused,
            ArriveError::Provider {
                problem: Problem::Token(_),
                ..
            }
        ),
        "{refused}"
    );
}

#[tokio::test]
async fn an_address_from_facebook_is_never_taken_for_verified() {
    let world = world(Kind::Facebook, &["partner.example"]).await;
    let (_, flow) = world.invite(PAT).await;
    let url = world.depart(Purpose::Redeem(Box::new(flow.clone()))).await;
    let fetch = &world.fixture.fetch;
    let token = json!({ "access_token": "token", "token_type": "bearer", "expires_in": 5_183_944 });
    fetch.reply(Service::Facebook.token_endpoint(), reply(&token));
    let (secret, token) = (SentSecret::new(PROVIDER_SECRET), SentSecret::new("token"));
    let me = facebook_me(&secret, &token);
    let said = json!({ "id": "7", "email": PAT, "email_verified": true, "first_name": "Pat" });
    fetch.reply(&me, reply(&said));
    let url = url::Url::parse(&url).unwrap();
    let state = url.query_pairs().find(|(key, _)| key == "state").unwrap().1;
    let answer = [
        ("code".to_owned(), "code".to_owned()),
        ("state".to_owned(), state.into_owned()),
    ];
    let Arrival::Redeems(opened) = world.arrive(&answer).await.unwrap() else {
        panic!("no redemption");
    };
    assert_eq!(opened.session.proved_addresses, Vec::<String>::new());
    assert_eq!(
        (
            opened.session.subject.as_str(),
            opened.session.address.as_str()
        ),
        ("7", PAT)
    );
}
