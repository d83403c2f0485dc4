use super::*;
use crate::actor::{Actor, Circumstances};
use crate::env::Span;
use crate::error::Error;
use crate::limit::Limits;
use crate::page::PageRequest;
use crate::role::Role;
use crate::testing::{Fixture, PASSWORD, address};
use crate::user::{PasswordReset, UserPatch};

const SAM: &str = "sam@fabrikam.example";

async fn fabrikam(limits: Limits) -> (Fixture, Actor) {
    let fixture = Fixture::with_limits(limits).await;
    let tenant = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let system = fixture.system(tenant);
    fixture.member(&system, "sam").await;
    (fixture, system)
}

async fn typed(fixture: &Fixture, name: &str, password: &str, circumstances: &Circumstances) {
    let name = address(name);
    let outcome = fixture
        .identity
        .sign_in_with_password(&name, password, circumstances);
    drop(outcome.await);
}

async fn log(fixture: &Fixture, actor: &Actor) -> Vec<SignIn> {
    let query = SignInQuery::all(PageRequest::first(500));
    fixture.identity.sign_ins(actor, &query).await.unwrap().rows
}

/// Name, reason and outcome of all entries, oldest first.
async fn told(fixture: &Fixture, actor: &Actor) -> Vec<(String, &'static str, Outcome)> {
    let rows = log(fixture, actor).await.into_iter().rev();
    rows.map(|entry| (entry.name, entry.reason.unwrap().key(), entry.outcome))
        .collect()
}

/// Somebody who is blocked, and somebody who must choose another password.
async fn with_others(fixture: &Fixture, system: &Actor) {
    let identity = &fixture.identity;
    let blocked = fixture.member(system, "blocked").await;
    let block = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    identity
        .update_user(system, blocked.id, &block)
        .await
        .unwrap();
    let new = fixture.member(system, "new").await;
    let reset = PasswordReset {
        password: Some("for the first time".to_owned()),
        must_change: true,
    };
    identity
        .reset_password(system, new.id, &reset)
        .await
        .unwrap();
}

#[tokio::test]
async fn every_password_that_is_typed_is_recorded_with_what_became_of_it() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    let here = fixture.circumstances();
    with_others(&fixture, &system).await;
    for (name, password) in [
        ("Sam@Fabrikam.example", PASSWORD),
        (SAM, "a guess"),
        ("nobody@fabrikam.example", "a guess"),
        ("blocked@fabrikam.example", PASSWORD),
        ("new@fabrikam.example", "for the first time"),
        ("somebody@elsewhere.example", "a guess"),
    ] {
        typed(&fixture, name, password, &here).await;
    }
    let row = |name: &str, reason, outcome| (name.to_owned(), reason, outcome);
    assert_eq!(
        told(&fixture, &system).await,
        [
            row(SAM, "signed-in", Outcome::Success),
            row(SAM, "wrong-password", Outcome::Failure),
            row("nobody@fabrikam.example", "unknown-name", Outcome::Failure),
            row("blocked@fabrikam.example", "blocked", Outcome::Failure),
            row(
                "new@fabrikam.example",
                "must-change-password",
                Outcome::Interrupted
            ),
        ],
        "elsewhere is no organisation of this server"
    );
    let entry = log(&fixture, &system).await.pop().unwrap();
    assert_eq!(
        (
            entry.method.as_str(),
            entry.network.as_str(),
            entry.user_agent.as_str()
        ),
        ("password", "192.0.2.1", "test")
    );
    assert_eq!((entry.app_name.as_str(), entry.code), (HERE, 0));
    assert_eq!(entry.correlation, here.correlation);
    for (table, row) in fixture.dump().await {
        for secret in [PASSWORD, "a guess", "for the first time"] {
            assert!(!row.iter().any(|column| column.contains(secret)), "{table}");
        }
    }
}

#[tokio::test]
async fn passcodes_are_recorded_where_they_are_typed_and_name_the_guest() {
    let fixture = Fixture::new().await;
    let system = fixture.system(fixture.contoso().await.id);
    let pat = address("pat@partner.example");
    let (guest, _) = fixture.guest(&system, "pat@partner.example").await;
    let (identity, here) = (&fixture.identity, fixture.circumstances());
    identity
        .start_passcode_sign_in(&pat, None, &here)
        .await
        .unwrap();
    let code = fixture.passcode().await;
    let wrong = if code == "00000000" {
        "11111111"
    } else {
        "00000000"
    };
    identity
        .sign_in_with_passcode(&pat, wrong, &here)
        .await
        .unwrap_err();
    identity
        .sign_in_with_passcode(&pat, &code, &here)
        .await
        .unwrap();
    identity
        .sign_in_with_passcode(&pat, &code, &here)
        .await
        .unwrap_err();
    let rows = log(&fixture, &system).await;
    let reasons: Vec<&str> = rows.iter().rev().map(|e| e.reason.unwrap().key()).collect();
    assert_eq!(
        reasons,
        // The first two are the redemption's.
        [
            "not-accepted",
            "signed-in",
            "wrong-passcode",
            "signed-in",
            "passcode-ended"
        ]
    );
    assert!(rows.iter().all(|entry| entry.user == Some(guest.id)));
    assert!(rows.iter().all(|entry| entry.method == "passcode"));
}

#[tokio::test]
async fn an_attacker_does_not_fill_the_log() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    let here = fixture.circumstances();
    for _ in 0..40 {
        typed(&fixture, SAM, "a guess", &here).await;
    }
    let reasons = |rows: Vec<(String, &'static str, Outcome)>| {
        let count = |word| rows.iter().filter(|(_, reason, _)| *reason == word).count();
        (
            count("wrong-password"),
            count("unknown-name"),
            count("too-many"),
        )
    };
    // What the limit refused is there once.
    assert_eq!(reasons(told(&fixture, &system).await), (10, 0, 1));
    for number in 0..300 {
        let name = format!("user{number}@fabrikam.example");
        typed(&fixture, &name, "a guess", &here).await;
    }
    // And once more when the whole network was refused, whatever names it tries.
    assert_eq!(reasons(told(&fixture, &system).await), (10, 90, 2));
    fixture.clock.advance(Span::minutes(15));
    typed(&fixture, SAM, PASSWORD, &here).await;
    let newest = log(&fixture, &system).await.swap_remove(0);
    assert_eq!(newest.outcome, Outcome::Success);
}

#[tokio::test]
async fn the_log_is_read_by_who_may_and_ones_own_by_everybody() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    let (identity, tenant) = (&fixture.identity, system.tenant);
    let first = || PageRequest::first(10);
    for role in Role::ALL {
        let actor = fixture.with_role(tenant, role.key(), *role).await;
        let reads = matches!(
            role,
            Role::GlobalAdministrator | Role::GlobalReader | Role::ApplicationAdministrator
        );
        let found = identity.sign_ins(&actor, &SignInQuery::all(first())).await;
        assert_eq!(found.is_ok(), reads, "{role:?}");
        let own = identity.sign_ins_of_user(&actor, actor.user().unwrap(), first());
        assert_eq!(own.await.unwrap().rows.len(), 1, "{role:?}");
        let sam = identity.user_by_name(&system, SAM).await.unwrap().id;
        let others = identity.sign_ins_of_user(&actor, sam, first()).await;
        assert_eq!(others.is_ok(), reads, "{role:?}");
        if !reads {
            assert!(matches!(found, Err(Error::Forbidden { .. })));
        }
    }
}

#[tokio::test]
async fn attempts_are_found_by_name_user_outcome_reason_and_time() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    let here = fixture.circumstances();
    typed(&fixture, "Sam@fabrikam.example", PASSWORD, &here).await;
    fixture.clock.advance(Span::hours(1));
    typed(&fixture, SAM, "a guess", &here).await;
    typed(&fixture, "Nobody@fabrikam.example", "a guess", &here).await;
    let now = fixture.identity.env().clock.now();
    let sam = fixture.identity.user_by_name(&system, SAM).await.unwrap();
    let all = || SignInQuery::all(PageRequest::first(10));
    let cases: Vec<(SignInQuery, usize)> = vec![
        (
            SignInQuery {
                name: Some("nobody@FABRIKAM.example".to_owned()),
                ..all()
            },
            1,
        ),
        (
            SignInQuery {
                user: Some(sam.id),
                name: Some("nobody@fabrikam.example".to_owned()),
                ..all()
            },
            3,
        ),
        (
            SignInQuery {
                user: Some(sam.id),
                outcome: Some(Outcome::Failure),
                ..all()
            },
            1,
        ),
        (
            SignInQuery {
                reason: Some(Reason::UnknownName),
                app_name: Some(HERE.to_owned()),
                ..all()
            },
            1,
        ),
        (
            SignInQuery {
                since: Some(now),
                ..all()
            },
            2,
        ),
        (
            SignInQuery {
                until: Some(now),
                ..all()
            },
            1,
        ),
    ];
    for (query, expected) in cases {
        let found = fixture.identity.sign_ins(&system, &query).await.unwrap();
        assert_eq!(found.rows.len(), expected, "{query:?}");
    }
}

#[tokio::test]
async fn the_sweep_forgets_what_is_older_than_30_days_and_nothing_else() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    let here = fixture.circumstances();
    typed(&fixture, SAM, PASSWORD, &here).await;
    fixture.clock.advance(Span::days(29));
    typed(&fixture, SAM, PASSWORD, &here).await;
    fixture.clock.advance(Span::days(1));
    let identity = &fixture.identity;
    assert_eq!(identity.forget_old_sign_ins().await.unwrap().changed, 1);
    assert_eq!(identity.forget_old_sign_ins().await.unwrap().changed, 0);
    assert_eq!(log(&fixture, &system).await.len(), 1);
}

#[test]
fn reasons_are_told_apart_by_their_words() {
    for reason in Reason::ALL {
        assert_eq!(Reason::parse(reason.key()), Some(*reason));
        assert_eq!(reason.code() == 0, reason.outcome() == Outcome::Success);
    }
    assert_eq!(Reason::parse("of-another-version"), None);
}
