//! Guests who sign in at a provider.

mod accounts;
mod apple;
mod devices;
mod factors;
mod keys;
mod log;
mod names;
mod services;
mod sign_out;

use serde_json::json;

use super::*;
use crate::Circumstances;
use crate::actor::Actor;
use crate::env::Span;
use crate::identity_provider::{IdentityProvider, OpenIdConnectPatch, ProviderPatch};
use crate::invitation::Invited;
use crate::limit::Limits;
use crate::redemption::{Choice, Refusal};
use crate::session::Session;
use crate::sign_in::NextStep;
use crate::testing::{FakeProvider, Fixture, openid_patch};
use crate::user::{Issuer, User};

const ROOT: &str = "https://hospes.example";
const BROWSER: &str = "the form cookie of a browser";
const LEE: &str = "lee@uni.example";

/// Contoso lets people of a university sign in there, and invites Lee.
struct World {
    fixture: Fixture,
    contoso: Actor,
    uni: FakeProvider,
    provider: IdentityProvider,
}

async fn add(
    fixture: &Fixture,
    actor: &Actor,
    fake: &FakeProvider,
    domain: &str,
) -> IdentityProvider {
    let new = fake.new_provider(&fixture.identity, &[domain]);
    let added = fixture.identity.add_identity_provider(actor, &new);
    added.await.unwrap()
}

/// What a provider says of somebody who is what they should be.
fn lee() -> serde_json::Value {
    json!({ "sub": "lee-1", "email": LEE, "email_verified": true, "name": "Lee" })
}

impl World {
    async fn new() -> Self {
        let fixture = Fixture::with_limits(Limits::none()).await;
        let contoso = fixture.system(fixture.contoso().await.id);
        let uni = FakeProvider::new(&fixture.fetch, "https://idp.uni.example");
        let provider = add(&fixture, &contoso, &uni, "uni.example").await;
        Self {
            fixture,
            contoso,
            uni,
            provider,
        }
    }

    async fn invite(&self, to: &str) -> (Invited, Flow) {
        let invited = self.fixture.invite(&self.contoso, to).await;
        let flow = self.fixture.flow(self.contoso.tenant, &invited);
        (invited, flow)
    }

    async fn depart(&self, purpose: Purpose) -> String {
        let here = self.fixture.circumstances();
        self.departs(purpose, &here).await.unwrap().url
    }

    async fn departs(
        &self,
        purpose: Purpose,
        here: &Circumstances,
    ) -> Result<Departure, DepartError> {
        let wish = Wish {
            purpose,
            login_hint: Some(LEE),
            chooses: false,
            root: ROOT,
            browser: BROWSER,
        };
        let to = (self.contoso.tenant, self.provider.id);
        self.fixture.identity.depart(to, &wish, here).await
    }

    async fn redeem(&self, flow: &Flow) -> String {
        let (identity, here) = (&self.fixture.identity, self.fixture.circumstances());
        let choice = Choice::Provider(self.provider.id);
        let begun = identity.begin_redemption(flow, (choice, None), &here).await;
        assert_eq!(
            begun.unwrap().way,
            crate::identity_provider::Way::Provider {
                id: self.provider.id,
                name: "University".to_owned(),
            }
        );
        self.depart(Purpose::Redeem(Box::new(flow.clone()))).await
    }

    fn says(&self, url: &str, claims: &serde_json::Value) -> Vec<(String, String)> {
        let now = self.fixture.identity.env().clock.now();
        self.uni.sign_in(url, now, claims)
    }

    async fn arrive(&self, pairs: &[(String, String)]) -> Result<Arrival, ArriveError> {
        self.arrive_as(pairs, (self.provider.id, BROWSER), None)
            .await
    }

    async fn arrive_as(
        &self,
        pairs: &[(String, String)],
        (provider, browser): (ProviderId, &str),
        session: Option<&Session>,
    ) -> Result<Arrival, ArriveError> {
        let answer = hospes_protocol::oidc::Answer::parse(pairs).unwrap();
        let answered = Answered {
            brought: Brought::OpenIdConnect(provider, &answer),
            browser,
            user: None,
        };
        let here = self.fixture.circumstances();
        self.fixture
            .identity
            .arrive(&answered, session, &here)
            .await
    }

    /// A session of somebody who came back in the course of a redemption.
    async fn came_back(&self, flow: &Flow, claims: &serde_json::Value) -> Session {
        let url = self.redeem(flow).await;
        match self.arrive(&self.says(&url, claims)).await.unwrap() {
            Arrival::Redeems(opened) => opened.session,
            other @ (Arrival::SignedIn { .. } | Arrival::Tested(_)) => panic!("{other:?}"),
        }
    }

    async fn accept(&self, flow: &Flow, session: &Session) -> Result<(), Refusal> {
        let here = self.fixture.circumstances();
        match self.fixture.identity.accept(flow, session, &here).await {
            Ok(_) => Ok(()),
            Err(RedeemError::Refused { refusal, .. }) => Err(refusal),
            Err(RedeemError::Other(error)) => panic!("{error}"),
        }
    }

    async fn signed_in(&self, claims: &serde_json::Value) -> Result<Session, ArriveError> {
        let next = "/myapps".to_owned();
        let url = self.depart(Purpose::SignIn { next }).await;
        match self.arrive(&self.says(&url, claims)).await? {
            Arrival::SignedIn { opened, next } => {
                assert_eq!(next, "/myapps");
                Ok(opened.session)
            }
            other @ (Arrival::Redeems(_) | Arrival::Tested(_)) => panic!("{other:?}"),
        }
    }

    async fn is_member(&self, session: &Session) -> bool {
        let (tenant, here) = (self.contoso.tenant, self.fixture.circumstances());
        let found = self.fixture.identity.membership(session, tenant, &here);
        found.await.unwrap().is_some()
    }

    async fn bound(&self, user: &User) -> Vec<(Issuer, String)> {
        let bound = self.fixture.identity.identities_of(&self.contoso, user.id);
        let bound = bound.await.unwrap().into_iter();
        bound.map(|one| (one.issuer, one.subject)).collect()
    }

    async fn patch(&self, patch: ProviderPatch) {
        let identity = &self.fixture.identity;
        let changed = identity.update_identity_provider(&self.contoso, self.provider.id, &patch);
        changed.await.unwrap();
    }
}

fn off() -> ProviderPatch {
    ProviderPatch {
        is_enabled: Some(false),
        ..ProviderPatch::default()
    }
}

#[tokio::test]
async fn a_guest_redeems_with_their_own_account_and_signs_in_with_it_from_then_on() {
    let world = World::new().await;
    let (invited, flow) = world.invite(LEE).await;
    let session = world.came_back(&flow, &lee()).await;
    assert_eq!(session.proved_addresses, [LEE]);
    assert!(
        !world.is_member(&session).await,
        "nobody before they accept"
    );
    let identity = &world.fixture.identity;
    let review = identity.review(&flow, &session).await.unwrap();
    assert_eq!(review.vouched_by.as_deref(), Some("University"));
    world.accept(&flow, &session).await.unwrap();
    assert!(world.is_member(&session).await);
    let issuer = world.provider.as_issuer();
    let bound = vec![(issuer, "lee-1".to_owned())];
    assert_eq!(world.bound(&invited.user).await, bound);
    // The address at the provider changes; the person is the same.
    let claims = json!({ "sub": "lee-1", "email": "married@uni.example", "email_verified": true });
    let session = world.signed_in(&claims).await.unwrap();
    assert!(world.is_member(&session).await);
    assert_eq!(session.home_user, None);
    // What is said of the address now proves no other invitation's.
    assert_eq!(session.proved_addresses, Vec::<String>::new());
    // Somebody else with the address is nobody.
    let other = json!({ "sub": "lee-2", "email": LEE, "email_verified": true });
    let refused = world.signed_in(&other).await.unwrap_err();
    assert!(
        matches!(refused, ArriveError::NobodyHere { .. }),
        "{refused}"
    );
    // Where the organisation is known, the name leads to the provider; elsewhere it tells nothing.
    let at = Some(world.contoso.tenant);
    let (_, step) = identity.identify(LEE, at).await.unwrap();
    let expected = vec![(world.provider.id, "University".to_owned())];
    assert_eq!(step, NextStep::Providers(expected.clone()));
    let (_, step) = identity.identify("nobody@uni.example", at).await.unwrap();
    assert_eq!(step, NextStep::Providers(expected));
    let (_, step) = identity.identify(LEE, None).await.unwrap();
    assert_eq!(step, NextStep::Passcode);
}

#[tokio::test]
async fn an_address_that_nobody_vouches_for_is_proved_by_a_code_besides() {
    for claims in [
        json!({ "sub": "lee-1", "email": LEE }),
        json!({ "sub": "lee-1", "email": LEE, "email_verified": false }),
        json!({ "sub": "lee-1", "email": LEE, "email_verified": "true" }),
        json!({ "sub": "lee-1" }),
        json!({ "sub": "lee-1", "email": "other@uni.example", "email_verified": true }),
    ] {
        let world = World::new().await;
        let (invited, flow) = world.invite(LEE).await;
        let session = world.came_back(&flow, &claims).await;
        let refused = world.accept(&flow, &session).await.unwrap_err();
        assert!(
            matches!(refused, Refusal::Unproved { .. }),
            "{claims}: {refused:?}"
        );
        let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
        identity
            .send_code_besides(&flow, (&session, None), &here)
            .await
            .unwrap();
        let code = world.fixture.passcode().await;
        let wrong = identity
            .prove_besides(&flow, (&session, "000000"), &here)
            .await;
        wrong.unwrap_err();
        let opened = identity
            .prove_besides(&flow, (&session, &code), &here)
            .await;
        let opened = opened.unwrap();
        // The same session with another secret: the old cookie opens nothing.
        assert_eq!(opened.session.id, session.id);
        assert_ne!(opened.session.hash, session.hash);
        world.accept(&flow, &opened.session).await.unwrap();
        let bound = vec![(world.provider.as_issuer(), "lee-1".to_owned())];
        assert_eq!(world.bound(&invited.user).await, bound);
    }
}

#[tokio::test]
async fn idp_claiming_an_address_outside_its_domains() {
    let world = World::new().await;
    let (_, flow) = world.invite("ceo@other.example").await;
    // It is no way for that address at all.
    let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
    let choice = (Choice::Provider(world.provider.id), None);
    let begun = identity.begin_redemption(&flow, choice, &here).await;
    assert_eq!(begun.unwrap().way, crate::identity_provider::Way::Passcode);
    // Whoever goes there all the same gets no session.
    let claims = json!({ "sub": "x", "email": "ceo@other.example", "email_verified": true });
    let url = world.depart(Purpose::Redeem(Box::new(flow.clone()))).await;
    let refused = world.arrive(&world.says(&url, &claims)).await.unwrap_err();
    let ArriveError::Redeem(RedeemError::Refused { refusal, .. }) = refused else {
        panic!("{refused}");
    };
    assert_eq!(refusal, Refusal::NoWay);
    // And on the way of another invitation it proves nothing of that address.
    let (_, flow) = world.invite(LEE).await;
    let session = world.came_back(&flow, &claims).await;
    assert_eq!(session.proved_addresses, Vec::<String>::new());
}

#[tokio::test]
async fn a_mailbox_is_no_way_round_the_provider() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let here = world.fixture.circumstances();
    let identity = &world.fixture.identity;
    let unproved = world.came_back(&flow, &json!({ "sub": "lee-1" })).await;
    identity
        .send_code_besides(&flow, (&unproved, None), &here)
        .await
        .unwrap();
    let code = world.fixture.passcode().await;
    let opened = identity.prove_mailbox(&flow, &code, &here).await.unwrap();
    let refused = world.accept(&flow, &opened.session).await.unwrap_err();
    assert!(matches!(refused, Refusal::WrongAccount { .. }));
}

#[tokio::test]
async fn state_reuse_a_trip_is_taken_once_however_many_come_at_once() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let url = world.redeem(&flow).await;
    let answer = world.says(&url, &lee());
    let arrivals = (0..64).map(|_| world.arrive(&answer));
    let arrived = futures_util::future::join_all(arrivals).await;
    assert_eq!(arrived.iter().filter(|one| one.is_ok()).count(), 1);
    for refused in arrived.into_iter().filter_map(Result::err) {
        assert!(matches!(refused, ArriveError::NoTrip), "{refused}");
    }
}

#[tokio::test]
async fn csrf_on_login_a_trip_is_of_one_browser_one_provider_and_half_an_hour() {
    let world = World::new().await;
    let library = FakeProvider::new(&world.fixture.fetch, "https://idp.library.example");
    let other = add(&world.fixture, &world.contoso, &library, "library.example").await;
    let (_, flow) = world.invite(LEE).await;
    for (provider, browser) in [(other.id, BROWSER), (world.provider.id, "another browser")] {
        let url = world.redeem(&flow).await;
        let answer = world.says(&url, &lee());
        let refused = world.arrive_as(&answer, (provider, browser), None).await;
        assert!(matches!(refused, Err(ArriveError::NoTrip)));
        // Whose it is still has it.
        world.arrive(&answer).await.unwrap();
    }
    let url = world.redeem(&flow).await;
    let answer = world.says(&url, &lee());
    world.fixture.clock.advance(Span::minutes(30));
    assert!(matches!(
        world.arrive(&answer).await,
        Err(ArriveError::NoTrip)
    ));
    let report = world.fixture.identity.forget_old_trips().await.unwrap();
    assert_eq!(report.changed, 0, "it was taken");
    // A state of nobody.
    let mut forged = answer.clone();
    forged[1].1 = "AAAA".to_owned();
    assert!(matches!(
        world.arrive(&forged).await,
        Err(ArriveError::NoTrip)
    ));
}

#[tokio::test]
async fn mix_up_an_answer_of_another_issuer_is_not_exchanged() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    for iss in [Some("https://evil.example"), None] {
        let url = world.redeem(&flow).await;
        let mut answer = world.says(&url, &lee());
        answer.retain(|(name, _)| name != "iss");
        answer.extend(iss.map(|iss| ("iss".to_owned(), iss.to_owned())));
        world.fixture.fetch.take_requests();
        let refused = world.arrive(&answer).await.unwrap_err();
        let ArriveError::Provider { problem, .. } = refused else {
            panic!("{refused}");
        };
        assert_eq!(problem, Problem::MixedUp);
        let asked = world.fixture.fetch.take_requests();
        assert!(asked.iter().all(|one| !one.url.path().ends_with("/token")));
    }
}

#[tokio::test]
async fn code_injection_and_tokens_that_are_for_others_open_no_session() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    for (name, value) in [
        ("nonce", json!("another one")),
        ("aud", json!("another client")),
        ("iss", json!("https://evil.example")),
        ("exp", json!(1)),
        ("sub", json!("")),
        ("azp", json!("another client")),
    ] {
        let mut claims = lee();
        claims[name] = value;
        let url = world.redeem(&flow).await;
        let refused = world.arrive(&world.says(&url, &claims)).await.unwrap_err();
        let is_token = |problem: &Problem| matches!(problem, Problem::IdToken(_));
        assert!(
            matches!(&refused, ArriveError::Provider { problem, .. } if is_token(problem)),
            "{name}: {refused}"
        );
    }
    // A code of another sign-in: its verifier is another one, and the provider refuses it.
    let mine = world.redeem(&flow).await;
    let theirs = world.redeem(&flow).await;
    let mut answer = world.says(&mine, &lee());
    answer[0] = world.says(&theirs, &lee())[0].clone();
    let refused = world.arrive(&answer).await.unwrap_err();
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
async fn what_happens_to_the_invitation_meanwhile_counts() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let here = world.fixture.circumstances();
    for (number, expected) in [
        (0, Refusal::Superseded),
        (1, Refusal::Revoked),
        (2, Refusal::Declined),
        (3, Refusal::AlreadyAccepted),
    ] {
        let (invited, flow) = world.invite(&format!("guest{number}@uni.example")).await;
        let url = world.redeem(&flow).await;
        match number {
            0 => {
                let sent = identity.resend_invitation(&world.contoso, invited.user.id);
                sent.await.map(drop).unwrap();
            }
            1 => {
                let revoked = identity.revoke_invitation(&world.contoso, invited.user.id);
                revoked.await.map(drop).unwrap();
            }
            2 => {
                identity.decline(&flow, None, &here).await.unwrap();
            }
            _ => {
                let claims = json!({
                    "sub": "g", "email": "guest3@uni.example", "email_verified": true,
                });
                let session = world.came_back(&flow, &claims).await;
                world.accept(&flow, &session).await.unwrap();
            }
        }
        let refused = world.arrive(&world.says(&url, &lee())).await.unwrap_err();
        let ArriveError::Redeem(RedeemError::Refused { refusal, .. }) = refused else {
            panic!("{refused}");
        };
        assert_eq!(refusal, expected);
    }
}

#[tokio::test]
async fn a_provider_that_is_switched_off_lets_nobody_in_any_more() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let session = world.came_back(&flow, &lee()).await;
    world.accept(&flow, &session).await.unwrap();
    let next = "/".to_owned();
    let url = world.depart(Purpose::SignIn { next }).await;
    world.patch(off()).await;
    let refused = world.arrive(&world.says(&url, &lee())).await.unwrap_err();
    assert!(matches!(refused, ArriveError::NotInUse { .. }));
    assert!(!world.is_member(&session).await);
}

#[tokio::test]
async fn a_provider_that_changed_meanwhile_is_asked_anew() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let url = world.redeem(&flow).await;
    world.fixture.clock.advance(Span::seconds(1));
    world
        .patch(openid_patch(OpenIdConnectPatch {
            scopes: Some("openid email".to_owned()),
            ..OpenIdConnectPatch::default()
        }))
        .await;
    let refused = world.arrive(&world.says(&url, &lee())).await.unwrap_err();
    assert!(matches!(refused, ArriveError::NotInUse { .. }));
    world.came_back(&flow, &lee()).await;
}

#[tokio::test]
async fn keys_that_were_rolled_over_are_got_once_and_a_failure_is_told() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    world.came_back(&flow, &lee()).await;
    world.uni.rotate_key();
    // Not more often than once a minute, whatever somebody sends.
    world.fixture.clock.advance(Span::minutes(2));
    world.came_back(&flow, &lee()).await;
    world.uni.is_down();
    let url = world.redeem(&flow).await;
    let refused = world.arrive(&world.says(&url, &lee())).await.unwrap_err();
    assert!(
        matches!(
            &refused,
            ArriveError::Provider {
                problem: Problem::Unreachable,
                ..
            }
        ),
        "{refused}"
    );
}

#[tokio::test]
async fn who_says_no_there_has_used_up_nothing() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let url = world.redeem(&flow).await;
    let answer = world.uni.refuse(&url, "access_denied");
    let refused = world.arrive(&answer).await.unwrap_err();
    assert!(
        matches!(&refused, ArriveError::Declined { error, .. } if error == "access_denied"),
        "{refused}"
    );
    world.came_back(&flow, &lee()).await;
}

#[tokio::test]
async fn subject_re_use_an_identity_is_one_guests_until_it_is_reset() {
    let world = World::new().await;
    let (lees, flow) = world.invite(LEE).await;
    let session = world.came_back(&flow, &lee()).await;
    world.accept(&flow, &session).await.unwrap();
    // The same identity for another guest: a conflict, and nobody is bound.
    let (others, flow) = world.invite("kim@uni.example").await;
    let claims = json!({ "sub": "lee-1", "email": "kim@uni.example", "email_verified": true });
    let url = world.redeem(&flow).await;
    let refused = world.arrive(&world.says(&url, &claims)).await.unwrap_err();
    let ArriveError::Redeem(RedeemError::Refused { refusal, .. }) = refused else {
        panic!("{refused}");
    };
    assert!(matches!(refusal, Refusal::Conflict { .. }));
    assert_eq!(world.bound(&others.user).await, []);
    // Once Lee is reset, it is free.
    let (identity, contoso) = (&world.fixture.identity, &world.contoso);
    let to = crate::testing::address(LEE);
    let back = crate::testing::REDIRECT;
    let reset = identity.reset_redemption(contoso, lees.user.id, &to, back);
    reset.await.map(drop).unwrap();
    assert_eq!(world.bound(&lees.user).await, []);
    let session = world.came_back(&flow, &claims).await;
    world.accept(&flow, &session).await.unwrap();
}

#[tokio::test]
async fn a_provider_of_one_organization_is_nothing_in_another() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let session = world.came_back(&flow, &lee()).await;
    world.accept(&flow, &session).await.unwrap();
    let fabrikam = world.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let system = world.fixture.system(fabrikam.id);
    let invited = world.fixture.invite(&system, LEE).await;
    let elsewhere = world.fixture.flow(fabrikam.id, &invited);
    let refused = world.accept(&elsewhere, &session).await.unwrap_err();
    assert!(matches!(refused, Refusal::WrongAccount { .. }));
    let here = world.fixture.circumstances();
    let found = world
        .fixture
        .identity
        .membership(&session, fabrikam.id, &here);
    assert!(found.await.unwrap().is_none());
}

#[tokio::test]
async fn a_provider_that_takes_the_id_of_another_organization_s_is_nobody_there() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let session = world.came_back(&flow, &lee()).await;
    world.accept(&flow, &session).await.unwrap();
    // Whoever runs another organisation chooses the id, which stands in redirect URIs, and what their provider says.
    let fixture = &world.fixture;
    let evil = fixture.tenant("Fabrikam", "fabrikam.example").await;
    let system = fixture.system(evil.id);
    let fake = FakeProvider::new(&fixture.fetch, "https://idp.evil.example");
    let mut new = fake.new_provider(&fixture.identity, &["evil.example"]);
    new.id = world.provider.id;
    let added = fixture.identity.add_identity_provider(&system, &new);
    let added = added.await.unwrap();
    assert_eq!(added.id, world.provider.id);
    let invited = fixture.invite(&system, "mallory@evil.example").await;
    let theirs = fixture.flow(evil.id, &invited);
    let wish = Wish {
        purpose: Purpose::Redeem(Box::new(theirs.clone())),
        login_hint: None,
        chooses: false,
        root: ROOT,
        browser: BROWSER,
    };
    let here = fixture.circumstances();
    let departed = fixture.identity.depart((evil.id, added.id), &wish, &here);
    let now = fixture.identity.env().clock.now();
    let claims = json!({ "sub": "lee-1", "email": "mallory@evil.example", "email_verified": true });
    let answer = fake.sign_in(&departed.await.unwrap().url, now, &claims);
    let Arrival::Redeems(opened) = world.arrive(&answer).await.unwrap() else {
        panic!("it was a redemption");
    };
    let mallory = opened.session;
    world.accept(&theirs, &mallory).await.unwrap();
    assert!(!world.is_member(&mallory).await);
    let found = fixture.identity.organizations(&mallory).await.unwrap();
    assert!(found.iter().all(|one| one.tenant == evil.id));
    // Nor do they see where Lee is signed in, or end it.
    let places = fixture.identity.sessions_of(&mallory).await.unwrap();
    assert_eq!(places.len(), 1);
    assert!(world.is_member(&session).await);
}

#[tokio::test]
async fn an_administrator_sees_what_a_provider_says_and_nobody_else_does() {
    let world = World::new().await;
    let tenant = world.contoso.tenant;
    let role = crate::role::Role::ExternalIdentityProviderAdministrator;
    let ada = world.fixture.with_role(tenant, "ada", role).await;
    let eve = world.fixture.with_role(tenant, "eve", role).await;
    let session = |name: &'static str| {
        let found = world.fixture.identity.user_by_name(&world.contoso, name);
        async { world.fixture.sign_in(&found.await.unwrap()).await.session }
    };
    let (adas, eves) = (
        session("ada@contoso.example").await,
        session("eve@contoso.example").await,
    );
    assert_ne!(ada.user(), eve.user());
    let test = || async {
        let identity = &world.fixture.identity;
        let departed = identity.depart_to_test(&ada, world.provider.id, (ROOT, BROWSER));
        world.says(&departed.await.unwrap().url, &lee())
    };
    let mine = (world.provider.id, BROWSER);
    for other in [Some(&eves), None] {
        let answer = test().await;
        let refused = world.arrive_as(&answer, mine, other).await.unwrap_err();
        assert!(matches!(refused, ArriveError::NoTrip));
    }
    let answer = test().await;
    let Arrival::Tested(tested) = world.arrive_as(&answer, mine, Some(&adas)).await.unwrap() else {
        panic!("it was a test");
    };
    assert_eq!(tested.subject, "lee-1");
    assert_eq!(tested.address.as_deref(), Some(LEE));
    assert!(tested.is_verified && tested.domain == DomainFound::Used);
    assert_eq!(tested.claims["name"], "Lee");
    assert!(tested.bound.is_none());
    let who = world.fixture.member(&world.contoso, "joe").await;
    let who = world.fixture.acting(tenant, &who).await;
    let refused = world
        .fixture
        .identity
        .depart_to_test(&who, world.provider.id, (ROOT, BROWSER));
    refused.await.unwrap_err();
}
