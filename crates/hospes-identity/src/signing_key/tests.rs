use std::sync::Arc;

use futures_util::future::{join, join_all};
use hospes_protocol::jose::{Expected, VerifyError};
use serde_json::{Value, json};

use super::*;
use crate::Identity;
use crate::db::sql;
use crate::env::Env;
use crate::limit::Limits;
use crate::secret::Keyring;
use crate::testing::{Fixture, SeededEntropy};

/// Another node over the same database, with a key file.
fn node(fixture: &Fixture, key: [u8; 32]) -> Identity {
    let env = Env {
        clock: fixture.clock.clone(),
        entropy: Arc::new(SeededEntropy::new()),
        fetch: fixture.fetch.clone(),
        keyring: Keyring::from_key(&key),
        passwords: fixture.identity.env().passwords.clone(),
        limits: Limits::none(),
        lifetimes: crate::env::Lifetimes::default(),
    };
    Identity::new(fixture.identity.db().clone(), env)
}

#[tokio::test]
async fn nodes_that_start_at_once_sign_with_one_key() {
    let fixture = Fixture::new().await;
    // So many that on SQLite some share a commit: who finds in it that another one was faster reads no less.
    let nodes: Vec<Identity> = (0..8).map(|_| second(&fixture)).collect();
    let all = join_all(nodes.iter().map(Identity::signing_keys)).await;
    let all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
    let one = &all[0];
    for other in &all {
        assert_eq!(one.published, other.published);
        for algorithm in Algorithm::ALL {
            let kid = one.current(algorithm).kid();
            assert_eq!(kid, other.current(algorithm).kid());
        }
    }
    assert_eq!((one.published.keys.len(), one.verifying.len()), (3, 3));
    // And after the next start with the same one.
    let later = second(&fixture).signing_keys().await.unwrap();
    assert_eq!(later.published, one.published);
}

#[tokio::test]
async fn a_key_opens_only_with_the_key_file_that_sealed_it() {
    let fixture = Fixture::new().await;
    fixture.identity.signing_keys().await.unwrap();
    let refused = node(&fixture, [7; 32]).signing_keys().await.unwrap_err();
    assert_eq!(
        std::error::Error::source(&refused).unwrap().to_string(),
        "the key file is not the one that sealed it"
    );
}

/// A node with the key file of the fixture.
fn second(fixture: &Fixture) -> Identity {
    node(fixture, [42; 32])
}

async fn sign(node: &Identity, algorithm: Algorithm) -> String {
    let exp = node.env().clock.now().plus(Span::hours(1)).as_seconds();
    let claims = json!({ "iss": "us", "aud": "app", "exp": exp });
    let keys = node.signing_keys().await.unwrap();
    keys.current(algorithm).sign(&claims).unwrap()
}

async fn verify(node: &Identity, token: &str) -> Result<(), VerifyError> {
    let expected = Expected {
        issuers: &["us"],
        audiences: &["app"],
        now_seconds: node.env().clock.now().as_seconds(),
        leeway_seconds: 0,
    };
    let verified = node.verify_own::<Value>(token, &expected).await;
    verified.unwrap().map(drop)
}

async fn kid(node: &Identity) -> String {
    let keys = node.signing_keys().await.unwrap();
    keys.current(Algorithm::Rs256).kid().to_owned()
}

async fn published(node: &Identity) -> Vec<String> {
    let keys = node.signing_keys().await.unwrap();
    let of_rsa = keys.published.keys.iter();
    let of_rsa = of_rsa.filter(|key| key.numbers.algorithm() == Algorithm::Rs256);
    of_rsa.map(|key| key.kid.clone()).collect()
}

async fn states(node: &Identity) -> Vec<KeyState> {
    let keys = node.list_signing_keys().await.unwrap();
    let of_rsa = keys.iter().filter(|key| key.algorithm == Algorithm::Rs256);
    of_rsa.map(|key| key.state).collect()
}

#[tokio::test]
async fn a_key_is_published_a_day_before_it_signs_and_until_a_day_after() {
    let fixture = Fixture::new().await;
    let node = &fixture.identity;
    let first = kid(node).await;
    let pause = Span::hours(1);
    let day = Span::hours(24);
    let mut seen: Vec<(String, Timestamp)> = Vec::new();
    let (mut used, mut gone) = (None, None);
    while gone.is_none() {
        fixture.clock.advance(pause);
        node.rotate_signing_keys().await.unwrap();
        let now = node.env().clock.now();
        let published = published(node).await;
        for kid in &published {
            if !seen.iter().any(|(known, _)| known == kid) {
                seen.push((kid.clone(), now));
            }
        }
        let signs = kid(node).await;
        assert!(published.contains(&signs));
        if used.is_none() && signs != first {
            let (_, since) = seen.iter().find(|(kid, _)| *kid == signs).unwrap();
            assert!(now.since(*since) >= day);
            used = Some(now);
        }
        if used.is_some() && !published.contains(&first) {
            gone = Some(now);
        }
    }
    let (used, gone) = (used.unwrap(), gone.unwrap());
    assert!(gone.since(used) >= day);
    let start = Timestamp::from_millis(1_767_225_600_000);
    assert!(used.since(start) >= ROTATION && used.since(start) < Span::days(91));
    assert_eq!(seen.len(), 2, "no other key came");
    assert_eq!(states(node).await, [KeyState::Current]);
}

#[tokio::test]
async fn nodes_that_rotate_at_once_make_one_key() {
    let fixture = Fixture::new().await;
    let nodes = [second(&fixture), second(&fixture)];
    nodes[0].signing_keys().await.unwrap();
    fixture.clock.advance(ROTATION);
    let (one, other) = join(
        nodes[0].rotate_signing_keys(),
        nodes[1].rotate_signing_keys(),
    )
    .await;
    assert_eq!(one.unwrap().changed + other.unwrap().changed, 3);
    assert_eq!(states(&nodes[0]).await, [KeyState::Current, KeyState::Next]);
    assert_eq!(nodes[1].rotate_signing_keys().await.unwrap().changed, 0);
}

#[tokio::test]
async fn a_node_learns_of_new_keys_by_time_and_reads_none_for_a_token() {
    let fixture = Fixture::new().await;
    let (one, other) = (&fixture.identity, second(&fixture));
    let before = other.signing_keys().await.unwrap();
    one.renew_signing_keys(Rotation::Now).await.unwrap();
    fixture.clock.advance(Span::minutes(4));
    let held = other.signing_keys().await.unwrap();
    assert!(Arc::ptr_eq(&before, &held));
    fixture.clock.advance(Span::minutes(1));
    assert_eq!(kid(&other).await, kid(one).await);
    assert_ne!(kid(&other).await, before.current(Algorithm::Rs256).kid());
}

#[tokio::test]
async fn an_unknown_key_is_looked_for_but_once_a_minute() {
    let fixture = Fixture::new().await;
    let (one, other) = (&fixture.identity, second(&fixture));
    other.signing_keys().await.unwrap();
    fixture.clock.advance(Span::minutes(2));
    one.renew_signing_keys(Rotation::Now).await.unwrap();
    for algorithm in Algorithm::ALL {
        let token = sign(one, algorithm).await;
        assert_eq!(verify(&other, &token).await, Ok(()));
    }
    // Whatever somebody sends in the minute after that, the database is not asked.
    one.renew_signing_keys(Rotation::Now).await.unwrap();
    let token = sign(one, Algorithm::Rs256).await;
    assert_eq!(verify(&other, &token).await, Err(VerifyError::UnknownKey));
    fixture.clock.advance(Span::minutes(1));
    assert_eq!(verify(&other, &token).await, Ok(()));
}

#[tokio::test]
async fn tokens_outlive_a_rotation_and_no_token_outlives_a_compromise() {
    let fixture = Fixture::new().await;
    let node = &fixture.identity;
    let token = sign(node, Algorithm::Es256).await;
    node.renew_signing_keys(Rotation::Now).await.unwrap();
    assert_ne!(
        sign(node, Algorithm::Es256).await.split('.').next(),
        token.split('.').next(),
        "another key signs"
    );
    assert_eq!(verify(node, &token).await, Ok(()));
    assert_eq!(states(node).await, [KeyState::Retired, KeyState::Current]);
    node.renew_signing_keys(Rotation::Compromised)
        .await
        .unwrap();
    assert_eq!(verify(node, &token).await, Err(VerifyError::UnknownKey));
    assert_eq!(states(node).await, [KeyState::Current]);
    let token = sign(node, Algorithm::Es256).await;
    assert_eq!(verify(node, &token).await, Ok(()));
}

#[tokio::test]
async fn the_next_key_can_be_made_early_once_and_used_at_once() {
    let fixture = Fixture::new().await;
    let node = &fixture.identity;
    let first = kid(node).await;
    assert_eq!(node.renew_signing_keys(Rotation::Next).await.unwrap(), 3);
    assert_eq!(node.renew_signing_keys(Rotation::Next).await.unwrap(), 0);
    assert_eq!(kid(node).await, first);
    let next = published(node).await.pop().unwrap();
    // The key that clients know already, and not a third one.
    assert_eq!(node.renew_signing_keys(Rotation::Now).await.unwrap(), 3);
    assert_eq!(kid(node).await, next);
    assert_eq!(published(node).await, [first, next]);
}

#[tokio::test]
async fn a_key_from_before_there_were_several_goes_on_to_sign() {
    let fixture = Fixture::new().await;
    let node = &fixture.identity;
    let token = sign(node, Algorithm::Rs256).await;
    let first = kid(node).await;
    let mut tx = node.write().await.unwrap();
    for statement in [
        "DELETE FROM signing_keys WHERE algorithm <> 'RS256'",
        "UPDATE signing_keys SET algorithm = NULL, active_from = NULL, certificate = NULL",
    ] {
        sql(statement).run(&mut tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let upgraded = second(&fixture);
    assert_eq!(kid(&upgraded).await, first);
    assert_eq!(verify(&upgraded, &token).await, Ok(()));
    let keys = upgraded.signing_keys().await.unwrap();
    assert_eq!(keys.published.keys.len(), 3);
    let of_rsa = &keys.published.keys[0];
    assert_eq!(of_rsa.kid, first);
    assert!(of_rsa.x5c.is_some() && of_rsa.x5t.is_some());
    let again = second(&fixture).signing_keys().await.unwrap();
    assert_eq!(again.published, keys.published);
}
