use std::sync::Arc;

use super::*;
use crate::env::Env;
use crate::secret::Keyring;
use crate::testing::{Fixture, SeededEntropy, no_limits};

/// Another node over the same database, with a key file.
fn node(fixture: &Fixture, key: [u8; 32]) -> Identity {
    let env = Env {
        clock: fixture.clock.clone(),
        entropy: Arc::new(SeededEntropy::new()),
        keyring: Keyring::from_key(&key),
        passwords: fixture.identity.env().passwords.clone(),
        limits: no_limits(),
        lifetimes: crate::env::Lifetimes::default(),
    };
    Identity::new(fixture.identity.db().clone(), env)
}

#[tokio::test]
async fn nodes_that_start_at_once_sign_with_one_key() {
    let fixture = Fixture::new().await;
    let nodes = [node(&fixture, [42; 32]), node(&fixture, [42; 32])];
    let (one, other) =
        futures_util::future::join(nodes[0].signing_keys(), nodes[1].signing_keys()).await;
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.current.kid(), other.current.kid());
    assert_eq!((one.published.keys.len(), one.verifying.len()), (1, 1));
    // And after the next start with the same one.
    let later = node(&fixture, [42; 32]).signing_keys().await.unwrap();
    assert_eq!(later.current.kid(), one.current.kid());
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
