//! What is written down of those who redeem with a provider, and of those whom one gives no identity.

use super::*;
use crate::page::PageRequest;
use crate::redemption::TraceEvent;
use crate::sign_in_log::{Outcome, SignIn, SignInQuery};

const ODD: &str = "odd@elsewhere.example";

impl World {
    /// The log, oldest first.
    async fn log(&self) -> Vec<SignIn> {
        let query = SignInQuery::all(PageRequest::first(100));
        let found = self.fixture.identity.sign_ins(&self.contoso, &query).await;
        let mut rows = found.unwrap().rows;
        rows.reverse();
        rows
    }

    /// Names and reasons, oldest first.
    async fn told(&self) -> Vec<(String, &'static str, Outcome)> {
        let rows = self.log().await.into_iter();
        rows.map(|one| (one.name, one.reason.unwrap().key(), one.outcome))
            .collect()
    }

    async fn last_step(&self, invited: &Invited) -> TraceEvent {
        let identity = &self.fixture.identity;
        let trace = identity.redemption_trace(&self.contoso, invited.user.id);
        trace.await.unwrap().remove(0)
    }
}

fn row(name: &str, reason: &'static str, outcome: Outcome) -> (String, &'static str, Outcome) {
    (name.to_owned(), reason, outcome)
}

#[tokio::test]
async fn who_proved_an_account_is_signed_in_when_they_accept_and_not_before() {
    let world = World::new().await;
    let (invited, flow) = world.invite(LEE).await;
    let odd = world
        .came_back(&flow, &json!({ "sub": "odd-1", "email": ODD }))
        .await;
    world.accept(&flow, &odd).await.unwrap_err();
    let session = world.came_back(&flow, &lee()).await;
    world.accept(&flow, &session).await.unwrap();
    // Who presses the button twice is in already.
    world.accept(&flow, &session).await.unwrap_err();
    assert_eq!(
        world.told().await,
        [
            row(ODD, "not-accepted", Outcome::Interrupted),
            row(ODD, "address-not-proved", Outcome::Failure),
            row(LEE, "not-accepted", Outcome::Interrupted),
            row(LEE, "signed-in", Outcome::Success),
        ]
    );
    for one in world.log().await {
        assert_eq!(one.provider, Some(world.provider.id));
        assert_eq!(one.provider_name.as_deref(), Some("University"));
        assert_eq!(one.user, Some(invited.user.id));
    }
    // All of them are on the page of the guest.
    let identity = &world.fixture.identity;
    let page = PageRequest::first(10);
    let own = identity.sign_ins_of_user(&world.contoso, invited.user.id, page);
    assert_eq!(own.await.unwrap().rows.len(), 4);
}

#[tokio::test]
async fn an_identity_of_somebody_else_is_refused_when_it_comes_back() {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let session = world.came_back(&flow, &lee()).await;
    world.accept(&flow, &session).await.unwrap();
    let (kims, flow) = world.invite("kim@uni.example").await;
    // Also before the invited mailbox is proved.
    let url = world.redeem(&flow).await;
    let refused = world.arrive(&world.says(&url, &lee())).await.unwrap_err();
    let ArriveError::Redeem(RedeemError::Refused { refusal, .. }) = refused else {
        panic!("{refused}");
    };
    let account = LEE.to_owned();
    assert_eq!(refusal, Refusal::Conflict { account });
    let last = world.log().await.pop().unwrap();
    assert_eq!(last.reason.unwrap().key(), "identity-taken");
    assert_eq!(last.user, Some(kims.user.id));
    let step = world.last_step(&kims).await;
    assert_eq!(step.rule, "identity-belongs-to-another-account");
    assert_eq!(step.reference, last.correlation.to_string());
}

#[tokio::test]
async fn whoever_a_provider_gives_no_identity_is_found_by_the_reference_they_saw() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let (invited, flow) = world.invite(LEE).await;
    for (number, reason) in [
        (0, "declined-at-provider"),
        (1, "provider-trouble"),
        (2, "provider-trouble"),
        (3, "provider-not-in-use"),
    ] {
        let url = world.redeem(&flow).await;
        let answer = match number {
            0 => world.uni.refuse(&url, "access_denied"),
            1 => world.uni.refuse(&url, "invalid_scope"),
            2 => world.says(&url, &json!({ "sub": "" })),
            _ => {
                world.patch(off()).await;
                world.says(&url, &lee())
            }
        };
        world.arrive(&answer).await.unwrap_err();
        let step = world.last_step(&invited).await;
        assert_eq!(
            (step.step.as_str(), step.rule.as_str()),
            ("refused", reason)
        );
        assert!(step.detail.starts_with("University"), "{}", step.detail);
        let query = SignInQuery {
            reference: Some(step.reference.parse().unwrap()),
            ..SignInQuery::all(PageRequest::first(10))
        };
        let found = identity.sign_ins(&world.contoso, &query).await.unwrap();
        let [one] = found.rows.as_slice() else {
            panic!("{:?}", found.rows);
        };
        assert_eq!(one.reason.unwrap().key(), reason);
        assert_eq!((one.outcome, one.name.as_str()), (Outcome::Failure, LEE));
        assert_eq!(one.user, Some(invited.user.id));
        assert_eq!(one.provider, Some(world.provider.id));
    }
}

#[tokio::test]
async fn whoever_cannot_be_sent_to_a_provider_is_written_down_too() {
    let world = World::new().await;
    let (invited, flow) = world.invite(LEE).await;
    world.fixture.clock.advance(Span::hours(25));
    world.uni.is_down();
    for (purpose, count) in [
        (Purpose::Redeem(Box::new(flow)), 1),
        (
            Purpose::SignIn {
                next: "/".to_owned(),
            },
            2,
        ),
    ] {
        let here = world.fixture.circumstances();
        world.departs(purpose, &here).await.unwrap_err();
        let log = world.log().await;
        assert_eq!(log.len(), count);
        let last = log.last().unwrap();
        assert_eq!(last.reason.unwrap().key(), "provider-trouble");
        assert_eq!(
            (last.name.as_str(), last.correlation),
            (LEE, here.correlation)
        );
    }
    let step = world.last_step(&invited).await;
    assert_eq!(step.rule, "provider-trouble");
}

#[tokio::test]
async fn a_test_of_an_administrator_is_no_sign_in() {
    let world = World::new().await;
    let by = UserId(uuid::Uuid::nil());
    let purpose = Purpose::Test {
        by,
        tenant: world.provider.tenant,
        provider: world.provider.id,
    };
    let url = world.depart(purpose).await;
    let answer = world.uni.refuse(&url, "access_denied");
    world.arrive(&answer).await.unwrap_err();
    assert_eq!(world.told().await, []);
}
