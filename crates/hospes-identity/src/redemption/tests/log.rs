//! What the host's sign-in log says of those who redeem by a passcode, and with the account of their organisation.

use super::*;
use crate::sign_in_log::{Outcome, SignIn, SignInQuery};
use crate::user;

async fn log(world: &World) -> Vec<SignIn> {
    let query = SignInQuery::all(PageRequest::first(100));
    let found = world.fixture.identity.sign_ins(&world.contoso, &query);
    let mut rows = found.await.unwrap().rows;
    rows.reverse();
    rows
}

/// Method, reason and outcome, oldest first, each of the user who was invited.
async fn told(world: &World, invited: &Invited) -> Vec<(String, &'static str, Outcome)> {
    let rows = log(world).await.into_iter();
    rows.map(|one| {
        assert_eq!(one.user, Some(invited.user.id), "{one:?}");
        assert_eq!(one.provider, None);
        (one.method, one.reason.unwrap().key(), one.outcome)
    })
    .collect()
}

fn row(method: &str, reason: &'static str, outcome: Outcome) -> (String, &'static str, Outcome) {
    (method.to_owned(), reason, outcome)
}

/// Whoever proves the mailbox of an invitation.
async fn proved(world: &World, flow: &Flow) -> Result<Session, ProveError> {
    let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
    let begun = identity.begin_redemption(flow, (Choice::First, None), &here);
    begun.await.unwrap();
    let code = world.fixture.passcode().await;
    let proved = identity.prove_mailbox(flow, &code, &here).await;
    proved.map(|opened| opened.session)
}

#[tokio::test]
async fn a_passcode_is_a_sign_in_when_its_owner_accepts() {
    let world = World::new().await;
    let (invited, flow) = world.invite(PAT).await;
    let session = proved(&world, &flow).await.unwrap();
    let due = row("passcode", "not-accepted", Outcome::Interrupted);
    assert_eq!(told(&world, &invited).await, std::slice::from_ref(&due));
    world.accept(&flow, &session).await.unwrap();
    let done = row("passcode", "signed-in", Outcome::Success);
    assert_eq!(told(&world, &invited).await, [due, done]);
}

#[tokio::test]
async fn an_account_at_home_is_a_sign_in_here_when_its_owner_accepts() {
    let world = World::new().await;
    let (invited, flow) = world.invite("other@fabrikam.example").await;
    let session = world.sam().await;
    let refused = world.accept(&flow, &session).await.unwrap_err();
    assert!(
        matches!(refused, Refusal::WrongAccount { .. }),
        "{refused:?}"
    );
    let wrong = row("password", "wrong-account", Outcome::Failure);
    assert_eq!(told(&world, &invited).await, [wrong]);
    let world = World::new().await;
    let (invited, flow) = world.invite(SAM).await;
    let session = world.sam().await;
    world.accept(&flow, &session).await.unwrap();
    let done = row("password", "signed-in", Outcome::Success);
    assert_eq!(told(&world, &invited).await, [done]);
}

#[tokio::test]
async fn what_forbids_the_invitation_after_the_proof_is_the_reason() {
    let world = World::new().await;
    let (invited, flow) = world.invite(PAT).await;
    let session = proved(&world, &flow).await.unwrap();
    let identity = &world.fixture.identity;
    let revoked = identity.revoke_invitation(&world.contoso, invited.user.id);
    revoked.await.map(drop).unwrap();
    assert_eq!(
        world.accept(&flow, &session).await.unwrap_err(),
        Refusal::Revoked
    );
    let last = told(&world, &invited).await.pop().unwrap();
    assert_eq!(last, row("passcode", "not-redeemable", Outcome::Failure));
}

#[tokio::test]
async fn a_mailbox_that_signs_somebody_else_in_is_refused_with_its_code() {
    let world = World::new().await;
    let (invited, flow) = world.invite(PAT).await;
    // Another guest signs in with it since.
    let (others, _) = world.invite("kim@partner.example").await;
    let mut tx = world.fixture.identity.write().await.unwrap();
    let whose = (Issuer::Mail, PAT);
    let bound = user::bind_identity(&mut tx, world.contoso.tenant, others.user.id, whose);
    assert!(bound.await.unwrap());
    tx.commit().await.unwrap();
    let refused = proved(&world, &flow).await.unwrap_err();
    let ProveError::Redeem(RedeemError::Refused { refusal, .. }) = refused else {
        panic!("{refused}");
    };
    assert!(matches!(refusal, Refusal::Conflict { .. }), "{refusal:?}");
    let taken = row("passcode", "identity-taken", Outcome::Failure);
    assert_eq!(told(&world, &invited).await, [taken]);
}
