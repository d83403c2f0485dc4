//! Sign in with Apple.

use hospes_protocol::apple::ISSUER;
use hospes_protocol::jose::{Algorithm, SigningKey};

use super::*;
use crate::identity_provider::{AppleKey, Kind, NewProvider};
use crate::testing::{form_of, new_openid};

const RELAY: &str = "x1@privaterelay.appleid.com";

/// A private key as Apple gives it.
fn pem() -> String {
    use base64::Engine as _;
    let (_, der) = SigningKey::generate(Algorithm::Es256).unwrap();
    let body = base64::engine::general_purpose::STANDARD.encode(&*der);
    format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----")
}

fn new_apple(fixture: &Fixture, fake: &FakeProvider) -> NewProvider {
    let domains = Kind::Apple.domains();
    let mut new = fake.new_provider(&fixture.identity, domains);
    new.kind = Kind::Apple;
    let us = new_openid(&mut new);
    us.client_authentication = hospes_protocol::oauth::ClientProofMethod::Post;
    us.client_secret = Some(pem());
    us.apple = Some(AppleKey {
        team_id: "TEAM123456".to_owned(),
        key_id: "KEY1234567".to_owned(),
    });
    new
}

async fn world() -> World {
    let world = World::new().await;
    let apple = FakeProvider::new(&world.fixture.fetch, ISSUER);
    apple.publish(&[(
        "authorization_response_iss_parameter_supported",
        json!(false),
    )]);
    apple.asks_for_a_client_secret();
    let new = new_apple(&world.fixture, &apple);
    let added = world
        .fixture
        .identity
        .add_identity_provider(&world.contoso, &new);
    World {
        provider: added.await.unwrap(),
        uni: apple,
        ..world
    }
}

fn claims(verified: &serde_json::Value) -> serde_json::Value {
    json!({ "sub": "000.a", "email": RELAY, "email_verified": verified, "is_private_email": "true" })
}

#[tokio::test]
async fn it_answers_by_a_form_and_takes_a_secret_that_its_key_signed() {
    let world = world().await;
    for (verified, proved) in [
        (json!("true"), vec![RELAY.to_owned()]),
        (json!(true), vec![RELAY.to_owned()]),
        (json!("false"), Vec::new()),
        (json!("TRUE"), Vec::new()),
    ] {
        let (_, flow) = world.invite(RELAY).await;
        let url = world.depart(Purpose::Redeem(Box::new(flow))).await;
        assert!(url.contains("&response_mode=form_post&"), "{url}");
        assert!(url.contains("scope=openid+name+email&"), "{url}");
        world.fixture.fetch.take_requests();
        let arrived = world.arrive(&world.says(&url, &claims(&verified))).await;
        let Arrival::Redeems(opened) = arrived.unwrap() else {
            panic!("no redemption");
        };
        assert_eq!(opened.session.proved_addresses, proved);
        let requests = world.fixture.fetch.take_requests();
        let forms = requests.iter().map(form_of);
        let secrets = forms.flatten().filter(|(name, _)| name == "client_secret");
        for (_, secret) in secrets {
            assert!(
                secret.split('.').count() == 3 && !secret.contains("PRIVATE"),
                "{secret}"
            );
        }
    }
}

#[tokio::test]
async fn what_the_browser_says_of_a_name_makes_a_name_and_proves_nothing() {
    let world = world().await;
    let (_, flow) = world.invite(RELAY).await;
    let url = world.depart(Purpose::Redeem(Box::new(flow))).await;
    let said = json!({ "sub": "000.a" });
    let pairs = world.says(&url, &said);
    let answer = hospes_protocol::oidc::Answer::parse(&pairs).unwrap();
    let user = format!(
        r#"{{"name":{{"firstName":"Lee\n<b>","lastName":"Ng"}},"email":"{RELAY}","email_verified":true,"sub":"admin"}}"#
    );
    let answered = Answered {
        brought: Brought::OpenIdConnect(world.provider.id, &answer),
        browser: BROWSER,
        user: Some(&user),
    };
    let here = world.fixture.circumstances();
    let arrived = world.fixture.identity.arrive(&answered, None, &here).await;
    let Arrival::Redeems(opened) = arrived.unwrap() else {
        panic!("no redemption");
    };
    let session = opened.session;
    assert_eq!(
        (session.subject.as_str(), session.display_name.as_str()),
        ("000.a", "Lee <b> Ng")
    );
    assert_eq!(session.proved_addresses, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_no_key_of_apples_is_refused() {
    let world = world().await;
    let fake = FakeProvider::new(&world.fixture.fetch, ISSUER);
    let mut short = new_apple(&world.fixture, &fake);
    new_openid(&mut short).apple.as_mut().unwrap().team_id = "team".to_owned();
    let mut none = new_apple(&world.fixture, &fake);
    new_openid(&mut none).client_secret = Some("a secret".to_owned());
    let mut without = new_apple(&world.fixture, &fake);
    new_openid(&mut without).apple = None;
    for (new, expected) in [
        (&short, "teamId"),
        (&none, "clientSecret"),
        (&without, "teamId"),
    ] {
        let faults = new.faults();
        assert_eq!(
            faults.iter().map(|fault| fault.0).collect::<Vec<_>>(),
            [expected]
        );
    }
    let patch = openid_patch(OpenIdConnectPatch {
        client_secret: crate::Patch::Set("a secret".to_owned()),
        ..OpenIdConnectPatch::default()
    });
    let identity = &world.fixture.identity;
    let changed = identity.update_identity_provider(&world.contoso, world.provider.id, &patch);
    assert!(matches!(
        changed.await,
        Err(Error::Invalid {
            field: "clientSecret",
            ..
        })
    ));
}
