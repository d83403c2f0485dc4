mod passcode;

use passcode::{ask, by_code, other_than, with_guest};
use std::net::IpAddr;

use super::*;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, AuditQuery};
use crate::env::Span;
use crate::limit::Limits;
use crate::page::PageRequest;
use crate::passcode::PasscodeError;
use crate::patch::Patch;
use crate::session::Opened;
use crate::testing::{Fixture, PASSWORD, address};
use crate::user::{NewUser, PasswordReset, ProfilePatch, User, UserPatch};

const PAT: &str = "pat@partner.example";

async fn fabrikam(limits: Limits) -> (Fixture, Actor) {
    let fixture = Fixture::with_limits(limits).await;
    let tenant = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let system = fixture.system(tenant);
    (fixture, system)
}

fn from(fixture: &Fixture, ip: &str) -> Circumstances {
    Circumstances {
        ip: Some(ip.parse::<IpAddr>().unwrap()),
        ..fixture.circumstances()
    }
}

async fn by_password(
    fixture: &Fixture,
    name: &str,
    password: &str,
) -> Result<PasswordOutcome, SignInError> {
    fixture
        .identity
        .sign_in_with_password(&address(name), password, &fixture.circumstances())
        .await
}

#[tokio::test]
async fn the_right_password_signs_in_by_name_and_by_alias() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    let sam = fixture.member(&system, "sam").await;
    let patch = UserPatch {
        other_mails: Some(vec![address("samuel@fabrikam.example")]),
        ..UserPatch::default()
    };
    let identity = &fixture.identity;
    identity.update_user(&system, sam.id, &patch).await.unwrap();
    for name in [
        "sam@fabrikam.example",
        "SAM@Fabrikam.Example",
        "samuel@fabrikam.example",
    ] {
        let outcome = by_password(&fixture, name, PASSWORD).await.unwrap();
        let PasswordOutcome::SignedIn(opened) = outcome else {
            panic!("{name}");
        };
        assert_eq!(opened.session.home_user, Some(sam.id));
    }
    let user = identity.user(&system, sam.id).await.unwrap();
    assert_eq!(user.last_sign_in_at, Some(identity.env().clock.now()));
}

/// What somebody learns who tries passwords for a name until they are told to wait.
async fn answers_to_passwords(name: &str) -> Vec<String> {
    let (fixture, system) = fabrikam(Limits::default()).await;
    fixture.member(&system, "sam").await;
    let blocked = fixture.member(&system, "bob").await;
    let block = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    let identity = &fixture.identity;
    identity
        .update_user(&system, blocked.id, &block)
        .await
        .unwrap();
    let gone = fixture.member(&system, "gus").await;
    identity.delete_user(&system, gone.id).await.unwrap();
    fixture.guest(&system, PAT).await;
    let (_, step) = identity.identify(name, None).await.unwrap();
    let mut answers = vec![format!("{step:?}")];
    for _ in 0..12 {
        let answer = by_password(&fixture, name, "wrong password").await;
        answers.push(format!("{answer:?}"));
    }
    answers
}

#[tokio::test]
async fn wrong_passwords_of_known_and_unknown_names_get_the_same_answers() {
    let known = Box::pin(answers_to_passwords("sam@fabrikam.example")).await;
    assert_eq!(known[0], "Password");
    assert!(known[1..=10].iter().all(|answer| answer == "Err(Wrong)"));
    assert_eq!(
        known[11],
        "Err(Other(TooMany { retry_after_seconds: 900 }))"
    );
    for name in [
        "nobody@fabrikam.example",
        "bob@fabrikam.example",
        "gus@fabrikam.example",
    ] {
        assert_eq!(Box::pin(answers_to_passwords(name)).await, known, "{name}");
    }
    // Domains of nobody here are asked for a passcode, whoever it is; a password is as wrong.
    let elsewhere = Box::pin(answers_to_passwords("x@elsewhere.example")).await;
    assert_eq!(elsewhere[0], "Passcode");
    assert_eq!(elsewhere[1..], known[1..]);
    assert_eq!(Box::pin(answers_to_passwords(PAT)).await, elsewhere);
}

#[tokio::test]
async fn the_right_password_of_somebody_who_may_not_sign_in_is_wrong() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    let identity = &fixture.identity;
    let patch = |enabled, end| UserPatch {
        account_enabled: Some(enabled),
        access_ends_at: end,
        ..UserPatch::default()
    };
    let now = identity.env().clock.now();
    let users = ["blocked", "ended", "deleted"];
    for name in users {
        fixture.member(&system, name).await;
    }
    let id = async |name: &str| {
        let name = format!("{name}@fabrikam.example");
        identity.user_by_name(&system, &name).await.unwrap().id
    };
    let blocked = patch(false, Patch::Keep);
    identity
        .update_user(&system, id("blocked").await, &blocked)
        .await
        .unwrap();
    let ended = patch(true, Patch::Set(now));
    identity
        .update_user(&system, id("ended").await, &ended)
        .await
        .unwrap();
    identity
        .delete_user(&system, id("deleted").await)
        .await
        .unwrap();
    for name in users {
        let name = format!("{name}@fabrikam.example");
        let answer = by_password(&fixture, &name, PASSWORD).await;
        assert!(matches!(answer, Err(SignInError::Wrong)), "{name}");
    }
}

#[tokio::test]
async fn a_stranger_cannot_lock_an_account_for_its_owner() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    fixture.member(&system, "sam").await;
    let stranger = from(&fixture, "198.51.100.7");
    let name = address("sam@fabrikam.example");
    for _ in 0..15 {
        fixture
            .identity
            .sign_in_with_password(&name, "guess", &stranger)
            .await
            .unwrap_err();
    }
    let refused = fixture
        .identity
        .sign_in_with_password(&name, PASSWORD, &stranger)
        .await;
    assert!(matches!(
        refused,
        Err(SignInError::Other(Error::TooMany { .. }))
    ));
    by_password(&fixture, "sam@fabrikam.example", PASSWORD)
        .await
        .unwrap();
    // And the stranger may try again after a quarter of an hour.
    fixture.clock.advance(Span::minutes(15));
    fixture
        .identity
        .sign_in_with_password(&name, PASSWORD, &stranger)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_distributed_attacker_cannot_lock_the_owner_out_from_their_own_network() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    fixture.member(&system, "sam").await;
    let (identity, name) = (&fixture.identity, address("sam@fabrikam.example"));
    let sign_in = |password: &'static str, here: Circumstances| {
        let name = &name;
        async move { identity.sign_in_with_password(name, password, &here).await }
    };
    let own = || from(&fixture, "203.0.113.50");
    sign_in(PASSWORD, own()).await.unwrap();
    let mut refused = 0;
    for number in 0..150 {
        let stranger = from(&fixture, &format!("198.51.100.{number}"));
        match sign_in("guess", stranger).await {
            Err(SignInError::Other(Error::TooMany { .. })) => refused += 1,
            other => assert!(matches!(other, Err(SignInError::Wrong)), "{other:?}"),
        }
    }
    assert_eq!(refused, 50, "strangers share a budget");
    // Even the right password does not help a stranger now, so guessing is of no use.
    let stranger = from(&fixture, "198.51.100.200");
    let answer = sign_in(PASSWORD, stranger).await;
    assert!(matches!(
        answer,
        Err(SignInError::Other(Error::TooMany { .. }))
    ));
    sign_in("a slip of the owner", own()).await.unwrap_err();
    let answer = sign_in(PASSWORD, own()).await;
    assert!(matches!(answer, Ok(PasswordOutcome::SignedIn(_))));
    // From where they were never before, the owner waits at most a quarter of an hour.
    fixture.clock.advance(Span::minutes(15));
    let elsewhere = from(&fixture, "203.0.113.99");
    sign_in(PASSWORD, elsewhere).await.unwrap();
}

#[tokio::test]
async fn guesses_that_come_at_once_are_no_more_than_those_that_come_one_by_one() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    fixture.member(&system, "sam").await;
    let stranger = from(&fixture, "198.51.100.7");
    let name = address("sam@fabrikam.example");
    let guesses = (0..40).map(|_| {
        let sign_in = &fixture.identity;
        sign_in.sign_in_with_password(&name, "guess", &stranger)
    });
    let answers = futures_util::future::join_all(guesses).await;
    let told = |answer: &&Result<_, _>| matches!(answer, Err(SignInError::Wrong));
    assert_eq!(answers.iter().filter(told).count(), 10);
}

#[tokio::test]
async fn a_network_that_guesses_for_many_names_is_told_to_wait() {
    let mut limits = Limits::default();
    limits.wrong_secrets_per_network = 20;
    let (fixture, system) = fabrikam(limits).await;
    fixture.member(&system, "sam").await;
    for number in 0..20 {
        let name = format!("user{number}@fabrikam.example");
        let answer = by_password(&fixture, &name, "guess").await;
        assert!(matches!(answer, Err(SignInError::Wrong)), "{number}");
    }
    let refused = by_password(&fixture, "sam@fabrikam.example", PASSWORD).await;
    assert!(matches!(
        refused,
        Err(SignInError::Other(Error::TooMany { .. }))
    ));
    // One person has a whole /64 of IPv6.
    let here = from(&fixture, "2001:db8:1:2::1").network();
    assert_eq!(here, from(&fixture, "2001:db8:1:2:ffff::9").network());
    assert_ne!(here, from(&fixture, "2001:db8:1:3::1").network());
    assert_eq!(from(&fixture, "::ffff:192.0.2.1").network(), "192.0.2.1");
}

#[tokio::test]
async fn the_right_password_clears_the_wrong_ones_before_it() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    fixture.member(&system, "sam").await;
    for _ in 0..3 {
        for _ in 0..9 {
            by_password(&fixture, "sam@fabrikam.example", "guess")
                .await
                .unwrap_err();
        }
        by_password(&fixture, "sam@fabrikam.example", PASSWORD)
            .await
            .unwrap();
    }
}

/// A member who must change the password, and the proof that they may.
async fn must_change(fixture: &Fixture, system: &Actor) -> (User, String) {
    let new = NewUser {
        user_principal_name: address("new@fabrikam.example"),
        display_name: "New".to_owned(),
        mail_nickname: None,
        password: Some(PASSWORD.to_owned()),
        must_change_password: true,
        account_enabled: true,
        profile: ProfilePatch::default(),
    };
    let created = fixture.identity.create_user(system, &new).await.unwrap();
    let outcome = by_password(fixture, "new@fabrikam.example", PASSWORD).await;
    let Ok(PasswordOutcome::MustChange(ticket)) = outcome else {
        panic!("{outcome:?}");
    };
    (created.user, ticket)
}

async fn change(fixture: &Fixture, ticket: &str, password: &str) -> Result<Opened, SignInError> {
    fixture
        .identity
        .change_password_and_sign_in(ticket, password, &fixture.circumstances())
        .await
}

#[tokio::test]
async fn who_must_change_their_password_gets_in_only_with_another() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    let (user, ticket) = must_change(&fixture, &system).await;
    let same = change(&fixture, &ticket, PASSWORD).await;
    assert!(matches!(
        same,
        Err(SignInError::Other(Error::Invalid {
            field: "password",
            ..
        }))
    ));
    let short = change(&fixture, &ticket, "short").await;
    assert!(matches!(
        short,
        Err(SignInError::Other(Error::Invalid { .. }))
    ));
    let opened = change(&fixture, &ticket, "battery staple").await.unwrap();
    assert_eq!(opened.session.home_user, Some(user.id));
    // The ticket ends with the password it was given for.
    let twice = change(&fixture, &ticket, "another one").await;
    assert!(matches!(twice, Err(SignInError::TooLate)));
    let old = by_password(&fixture, "new@fabrikam.example", PASSWORD).await;
    assert!(matches!(old, Err(SignInError::Wrong)));
    let new = by_password(&fixture, "new@fabrikam.example", "battery staple").await;
    assert!(matches!(new, Ok(PasswordOutcome::SignedIn(_))));
}

#[tokio::test]
async fn the_proof_to_change_a_password_ends_with_time_block_and_another_reset() {
    for what in ["time", "block", "reset", "damage"] {
        let (fixture, system) = fabrikam(Limits::default()).await;
        let (user, mut ticket) = must_change(&fixture, &system).await;
        let identity = &fixture.identity;
        match what {
            "time" => fixture.clock.advance(Span::minutes(15)),
            "block" => {
                let block = UserPatch {
                    account_enabled: Some(false),
                    ..UserPatch::default()
                };
                identity
                    .update_user(&system, user.id, &block)
                    .await
                    .unwrap();
            }
            "reset" => {
                // Whoever knew the first password must not get in after an administrator's second.
                let reset = PasswordReset {
                    password: None,
                    must_change: true,
                };
                identity
                    .reset_password(&system, user.id, &reset)
                    .await
                    .unwrap();
            }
            _ => ticket.push('A'),
        }
        let refused = change(&fixture, &ticket, "battery staple").await;
        assert!(matches!(refused, Err(SignInError::TooLate)), "{what}");
    }
}

#[tokio::test]
async fn a_proof_used_by_many_at_once_sets_one_password() {
    let (fixture, system) = fabrikam(Limits::default()).await;
    let (_, ticket) = must_change(&fixture, &system).await;
    let passwords: Vec<String> = (0..16).map(|n| format!("battery staple {n}")).collect();
    let jobs = passwords.iter().map(|one| change(&fixture, &ticket, one));
    let results = futures_util::future::join_all(jobs).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
}

#[tokio::test]
async fn sign_ins_and_refusals_are_in_the_log_and_no_secret_is() {
    let (fixture, system) = with_guest(Limits::default()).await;
    fixture.member(&system, "sam").await;
    by_password(&fixture, "sam@fabrikam.example", "a wrong guess")
        .await
        .unwrap_err();
    by_password(&fixture, "sam@fabrikam.example", PASSWORD)
        .await
        .unwrap();
    ask(&fixture, PAT).await.unwrap();
    let code = fixture.passcode().await;
    by_code(&fixture, PAT, other_than(&code)).await.unwrap_err();
    by_code(&fixture, PAT, &code).await.unwrap();
    let query = AuditQuery {
        activity: Some(Activity::SignIn),
        ..AuditQuery::all(PageRequest::first(4))
    };
    let log = fixture
        .identity
        .audit_events(&system, &query)
        .await
        .unwrap()
        .rows;
    let reasons: Vec<(&str, bool)> = log
        .iter()
        .map(|event| (event.reason.as_str(), event.succeeded))
        .collect();
    assert_eq!(
        reasons,
        [
            ("", true),
            ("invalid passcode", false),
            ("", true),
            ("invalid password", false)
        ]
    );
    for (table, row) in fixture.dump().await {
        for secret in [PASSWORD, "a wrong guess", code.as_str()] {
            assert!(!row.iter().any(|column| column.contains(secret)), "{table}");
        }
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_told_so() {
    let (fixture, _) = fabrikam(Limits::default()).await;
    let refused = fixture.identity.identify("sam", None).await.unwrap_err();
    assert!(matches!(
        refused,
        Error::Invalid {
            field: "username",
            ..
        }
    ));
}
