//! Signing in with a code from one's mail.

use super::*;

pub(super) async fn ask(fixture: &Fixture, to: &str) -> Result<()> {
    fixture
        .identity
        .start_passcode_sign_in(&address(to), None, &fixture.circumstances())
        .await
}

pub(super) async fn by_code(
    fixture: &Fixture,
    to: &str,
    code: &str,
) -> Result<Opened, PasscodeError> {
    fixture
        .identity
        .sign_in_with_passcode(&address(to), code, &fixture.circumstances())
        .await
}

/// A code that is not this one.
pub(super) fn other_than(code: &str) -> &'static str {
    if code == "00000000" {
        "11111111"
    } else {
        "00000000"
    }
}

pub(super) async fn with_guest(limits: Limits) -> (Fixture, Actor) {
    let (fixture, system) = fabrikam(limits).await;
    fixture.guest(&system, PAT).await;
    (fixture, system)
}

#[tokio::test]
async fn a_guest_signs_in_with_the_code_from_their_mail() {
    let (fixture, system) = with_guest(Limits::default()).await;
    ask(&fixture, "PAT@partner.example").await.unwrap();
    let code = fixture.passcode().await;
    assert!(code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit()));
    // People type it in groups.
    let (left, right) = code.split_at(4);
    let typed = format!(" {left} {right}");
    let opened = by_code(&fixture, PAT, &typed).await.unwrap();
    assert_eq!(opened.session.subject, PAT);
    assert_eq!(opened.session.current_tenant, Some(system.tenant));
    // Once.
    let again = by_code(&fixture, PAT, &code).await;
    assert!(matches!(again, Err(PasscodeError::Ended)), "{again:?}");
}

#[tokio::test]
async fn a_code_allows_five_tries_and_then_is_worth_nothing() {
    let (fixture, _) = with_guest(Limits::default()).await;
    ask(&fixture, PAT).await.unwrap();
    let code = fixture.passcode().await;
    let wrong = other_than(&code);
    for left in [4, 3, 2, 1] {
        let answer = by_code(&fixture, PAT, wrong).await;
        let Err(PasscodeError::Wrong { tries_left }) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(tries_left, left);
    }
    // The fifth try is still one.
    let (good, _) = with_guest(Limits::default()).await;
    ask(&good, PAT).await.unwrap();
    let fresh = good.passcode().await;
    for _ in 0..4 {
        by_code(&good, PAT, other_than(&fresh)).await.unwrap_err();
    }
    by_code(&good, PAT, &fresh).await.unwrap();

    let fifth = by_code(&fixture, PAT, wrong).await;
    assert!(matches!(fifth, Err(PasscodeError::Ended)));
    let right = by_code(&fixture, PAT, &code).await;
    assert!(matches!(right, Err(PasscodeError::Ended)));
    // The code is locked, not the person.
    ask(&fixture, PAT).await.unwrap();
    let code = fixture.passcode().await;
    by_code(&fixture, PAT, &code).await.unwrap();
}

#[tokio::test]
async fn the_newest_code_wins() {
    let (fixture, _) = with_guest(Limits::default()).await;
    ask(&fixture, PAT).await.unwrap();
    let old = fixture.passcode().await;
    ask(&fixture, PAT).await.unwrap();
    let new = fixture.passcode().await;
    assert_ne!(old, new);
    let answer = by_code(&fixture, PAT, &old).await;
    assert!(matches!(
        answer,
        Err(PasscodeError::Wrong { tries_left: 4 })
    ));
    by_code(&fixture, PAT, &new).await.unwrap();
}

#[tokio::test]
async fn a_code_counts_for_thirty_minutes() {
    let (fixture, _) = with_guest(Limits::default()).await;
    ask(&fixture, PAT).await.unwrap();
    let code = fixture.passcode().await;
    fixture.clock.advance(Span::minutes(30));
    let late = by_code(&fixture, PAT, &code).await;
    assert!(matches!(late, Err(PasscodeError::Ended)));
    assert_eq!(
        fixture
            .identity
            .forget_old_passcodes()
            .await
            .unwrap()
            .changed,
        1
    );
    ask(&fixture, PAT).await.unwrap();
    let code = fixture.passcode().await;
    fixture.clock.advance(Span::millis(30 * 60_000 - 1));
    by_code(&fixture, PAT, &code).await.unwrap();
}

#[tokio::test]
async fn a_code_typed_64_times_at_once_opens_one_session() {
    let (fixture, _) = with_guest(Limits::none()).await;
    ask(&fixture, PAT).await.unwrap();
    let code = fixture.passcode().await;
    let jobs = (0..64).map(|_| by_code(&fixture, PAT, &code));
    let results = futures_util::future::join_all(jobs).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    let ended = results
        .iter()
        .filter(|result| matches!(result, Err(PasscodeError::Ended)));
    assert_eq!(ended.count(), 63);
}

#[tokio::test]
async fn five_tries_are_five_also_when_64_are_made_at_once() {
    let (fixture, _) = with_guest(Limits::none()).await;
    ask(&fixture, PAT).await.unwrap();
    let code = fixture.passcode().await;
    let wrong = other_than(&code);
    let jobs = (0..64).map(|_| by_code(&fixture, PAT, wrong));
    let results = futures_util::future::join_all(jobs).await;
    let counted = results
        .iter()
        .filter(|result| matches!(result, Err(PasscodeError::Wrong { .. })));
    assert_eq!(counted.count(), 4);
    let right = by_code(&fixture, PAT, &code).await;
    assert!(matches!(right, Err(PasscodeError::Ended)));
}

/// What somebody learns of an address who plays with passcodes.
async fn answers_to_codes(to: &str) -> Vec<String> {
    let (fixture, _) = with_guest(Limits::default()).await;
    // The guest used a code when they accepted.
    fixture.clock.advance(Span::hours(2));
    let mut answers = Vec::new();
    let wrong = async |answers: &mut Vec<String>, times| {
        for _ in 0..times {
            let answer = by_code(&fixture, to, "0000000").await;
            answers.push(format!("{answer:?}"));
        }
    };
    // Nobody asked for a code.
    wrong(&mut answers, 2).await;
    answers.push(format!("{:?}", ask(&fixture, to).await));
    wrong(&mut answers, 6).await;
    // Another code has tries of its own, and from elsewhere as many as here.
    answers.push(format!("{:?}", ask(&fixture, to).await));
    wrong(&mut answers, 2).await;
    let elsewhere = from(&fixture, "198.51.100.7");
    let answer = fixture
        .identity
        .sign_in_with_passcode(&address(to), "0000000", &elsewhere)
        .await;
    answers.push(format!("{answer:?}"));
    fixture.clock.advance(Span::minutes(30));
    wrong(&mut answers, 1).await;
    // Until there were too many.
    for _ in 0..10 {
        answers.push(format!("{:?}", ask(&fixture, to).await));
    }
    answers
}

#[tokio::test]
async fn a_guest_and_a_stranger_get_the_same_answers() {
    let known = answers_to_codes(PAT).await;
    assert_eq!(known[0], "Err(Ended)");
    assert_eq!(known[2], "Ok(())");
    assert_eq!(known[3], "Err(Wrong { tries_left: 4 })");
    assert!(known.last().unwrap().contains("TooMany"));
    assert_eq!(answers_to_codes("stranger@partner.example").await, known);
}

#[tokio::test]
async fn a_stranger_gets_no_mail() {
    let (fixture, _) = with_guest(Limits::default()).await;
    ask(&fixture, "stranger@partner.example").await.unwrap();
    assert!(fixture.deliver().await.is_empty());
    fixture.clock.advance(Span::minutes(30));
    assert_eq!(
        fixture
            .identity
            .forget_old_passcodes()
            .await
            .unwrap()
            .changed,
        1
    );
}

#[tokio::test]
async fn a_guest_who_is_blocked_or_deleted_everywhere_is_a_stranger() {
    for delete in [false, true] {
        let (fixture, system) = with_guest(Limits::default()).await;
        let identity = &fixture.identity;
        let pat = identity.user_by_name(&system, PAT).await.unwrap();
        let block = UserPatch {
            account_enabled: Some(false),
            ..UserPatch::default()
        };
        ask(&fixture, PAT).await.unwrap();
        let code = fixture.passcode().await;
        if delete {
            identity.delete_user(&system, pat.id).await.unwrap();
        } else {
            identity.update_user(&system, pat.id, &block).await.unwrap();
        }
        let refused = by_code(&fixture, PAT, &code).await;
        assert!(matches!(refused, Err(PasscodeError::Ended)));
        ask(&fixture, PAT).await.unwrap();
        assert!(fixture.deliver().await.is_empty());
    }
}

#[tokio::test]
async fn codes_are_limited_for_each_address_and_each_network() {
    let (fixture, _) = with_guest(Limits::default()).await;
    // One was used for the redemption.
    for _ in 0..7 {
        ask(&fixture, PAT).await.unwrap();
    }
    let refused = ask(&fixture, PAT).await;
    let Err(Error::TooMany {
        retry_after_seconds,
    }) = refused
    else {
        panic!("{refused:?}");
    };
    assert_eq!(retry_after_seconds, 3_600);
    assert_eq!(fixture.deliver().await.len(), 7);
    let mut refused = 0;
    for number in 0..100 {
        let to = format!("user{number}@partner.example");
        refused += usize::from(ask(&fixture, &to).await.is_err());
    }
    // Of a hundred from this network eight are gone.
    assert_eq!(refused, 8);
    fixture.clock.advance(Span::hours(1));
    ask(&fixture, PAT).await.unwrap();
}
