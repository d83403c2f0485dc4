//! Codes of apps and recovery codes.

use std::net::IpAddr;

use futures_util::future::join_all;

use super::*;
use crate::limit::Limits;

#[tokio::test]
async fn an_app_counts_once_its_first_code_was_right() {
    let sam = Sam::new().await;
    let identity = sam.identity();
    let setup = identity.new_totp(&sam.member).unwrap();
    assert!(setup.url.starts_with("otpauth://totp/Fabrikam:sam"));
    assert!(setup.url.contains(&setup.secret) && setup.url.contains("issuer=Fabrikam"));
    let wrong = identity.register_totp(sam.holder(), &setup.sealed, ("", "000000"));
    assert!(matches!(wrong.await, Err(FactorError::Wrong)));
    let none = identity.authenticators(&sam.member).await.unwrap();
    assert!(none.all.is_empty() && none.recovery_codes == 0);
    assert_eq!(
        identity
            .totp_again(&sam.member, &setup.sealed)
            .unwrap()
            .secret,
        setup.secret
    );
    let code = code(&sam.fixture, &setup.secret);
    let added = identity.register_totp(sam.holder(), &setup.sealed, (" My \n phone ", &code));
    let added = added.await.unwrap();
    let session = &added.opened.session;
    let proved = session.second_factor_in(sam.system.tenant).unwrap();
    assert_eq!(proved.factor, Factor::Totp);
    let all = identity.authenticators(&sam.member).await.unwrap();
    assert_eq!((all.all.len(), all.recovery_codes), (1, 10));
    assert_eq!(all.all[0].name, "My phone");
    assert_eq!(sam.events(Activity::RegisterSecurityInfo).await.len(), 1);
    // What is stored tells neither the secret nor a code.
    let rows = sam.fixture.dump().await;
    let tells = |text: &str| {
        let mut columns = rows.iter().flat_map(|(_, columns)| columns);
        columns.any(|column| column.contains(text))
    };
    assert!(!tells(&setup.secret));
    for code in &added.recovery_codes {
        assert!(!tells(code) && !tells(&code.replace('-', "")));
    }
}

#[tokio::test]
async fn a_setup_is_of_one_person_and_for_a_quarter_of_an_hour() {
    let sam = Sam::new().await;
    let identity = sam.identity();
    let setup = identity.new_totp(&sam.member).unwrap();
    let other = sam.fixture.member(&sam.system, "kim").await;
    let session = sam.fixture.sign_in(&other).await.session;
    let kim = member(&sam.fixture, &session, sam.system.tenant).await;
    let code_now = code(&sam.fixture, &setup.secret);
    let holder = Holder {
        session: &session,
        member: &kim,
    };
    let taken = identity.register_totp(holder, &setup.sealed, ("", &code_now));
    assert!(matches!(taken.await, Err(FactorError::Ended)));
    let forged = identity.register_totp(sam.holder(), "bm9uc2Vuc2U", ("", &code_now));
    assert!(matches!(forged.await, Err(FactorError::Ended)));
    sam.fixture.clock.advance(Span::minutes(15));
    let late = identity.totp_again(&sam.member, &setup.sealed);
    assert!(matches!(late, Err(FactorError::Ended)));
}

#[tokio::test]
async fn a_code_is_taken_once_and_so_is_none_from_before() {
    let mut sam = Sam::new().await;
    let (secret, _) = sam.add_app().await;
    let first = code(&sam.fixture, &secret);
    sam.sign_in().await;
    let identity = sam.identity();
    let replayed = identity.verify_totp(sam.holder(), &first).await;
    assert!(
        matches!(replayed, Err(FactorError::Wrong)),
        "it added the app"
    );
    // Apps may go fast by a step.
    sam.fixture.clock.advance(Span::seconds(60));
    let early = code(&sam.fixture, &secret);
    sam.fixture.clock.advance(Span::seconds(-30));
    let between = code(&sam.fixture, &secret);
    identity.verify_totp(sam.holder(), &early).await.unwrap();
    sam.sign_in().await;
    let identity = sam.identity();
    for used in [&early, &between] {
        let again = identity.verify_totp(sam.holder(), used).await;
        assert!(matches!(again, Err(FactorError::Wrong)));
    }
    // And slow by one, but not by two.
    sam.fixture.clock.advance(Span::seconds(90));
    let slow = code(&sam.fixture, &secret);
    sam.fixture.clock.advance(Span::seconds(60));
    let late = sam.identity().verify_totp(sam.holder(), &slow).await;
    assert!(matches!(late, Err(FactorError::Wrong)));
    sam.fixture.clock.advance(Span::seconds(-30));
    let (head, tail) = slow.split_at(3);
    let spaced = format!("{head} {tail}");
    sam.identity()
        .verify_totp(sam.holder(), &spaced)
        .await
        .unwrap();
}

#[tokio::test]
async fn of_one_code_many_times_at_once_one_is_taken() {
    let mut sam = Sam::of(Fixture::with_limits(Limits::none()).await).await;
    let (secret, _) = sam.add_app().await;
    sam.fixture.clock.advance(Span::seconds(30));
    let mut sessions = Vec::new();
    for _ in 0..16 {
        sam.sign_in().await;
        sessions.push(sam.session.clone());
    }
    let code = code(&sam.fixture, &secret);
    let tries = sessions.iter().map(|session| {
        let member = &sam.member;
        sam.identity()
            .verify_totp(Holder { session, member }, &code)
    });
    let taken = join_all(tries).await;
    assert_eq!(taken.iter().filter(|one| one.is_ok()).count(), 1);
}

#[tokio::test]
async fn wrong_codes_are_limited_where_they_come_from_and_the_owner_goes_on_elsewhere() {
    let mut sam = Sam::new().await;
    let (secret, codes) = sam.add_app().await;
    sam.fixture.clock.advance(Span::seconds(30));
    sam.sign_in().await;
    for _ in 0..10 {
        let wrong = sam.identity().verify_totp(sam.holder(), "12").await;
        assert!(matches!(wrong, Err(FactorError::Wrong)));
    }
    let right = code(&sam.fixture, &secret);
    for answer in [
        sam.identity().verify_totp(sam.holder(), &right).await,
        sam.identity()
            .use_recovery_code(sam.holder(), &codes[0])
            .await,
    ] {
        assert!(matches!(
            answer,
            Err(FactorError::Other(Error::TooMany { .. }))
        ));
    }
    assert_eq!(
        sam.events(Activity::SignIn)
            .await
            .iter()
            .filter(|event| !event.succeeded)
            .count(),
        10
    );
    // What the limit refused is in the log once.
    let logged = sign_ins(&sam.fixture, &sam.system).await;
    let words = reasons(&logged);
    assert_eq!(words.iter().filter(|word| **word == "too-many").count(), 1);
    let last = &logged[logged.len() - 1];
    assert_eq!(
        (words.last().copied(), last.code, last.user),
        (Some("too-many"), 50_053, Some(sam.user.id))
    );
    assert_eq!(last.second_factor.as_deref(), Some("totp"));
    let elsewhere = Circumstances {
        ip: Some("198.51.100.7".parse::<IpAddr>().unwrap()),
        ..sam.fixture.circumstances()
    };
    let tenant = sam.system.tenant;
    sam.member = member_from(&sam.fixture, &sam.session, tenant, &elsewhere).await;
    sam.identity()
        .verify_totp(sam.holder(), &right)
        .await
        .unwrap();
}

#[tokio::test]
async fn who_guesses_from_many_networks_is_stopped_and_recovery_codes_still_help() {
    let mut limits = Limits::default();
    limits.wrong_secrets_per_network = 0;
    let mut sam = Sam::of(Fixture::with_limits(limits).await).await;
    let (_, codes) = sam.add_app().await;
    sam.sign_in().await;
    let tenant = sam.system.tenant;
    let mut stopped_after = 0;
    for network in 0..60_u8 {
        let here = Circumstances {
            ip: Some(IpAddr::from([198, 51, 100, network])),
            ..sam.fixture.circumstances()
        };
        sam.member = member_from(&sam.fixture, &sam.session, tenant, &here).await;
        match sam.identity().verify_totp(sam.holder(), "123").await {
            Err(FactorError::Wrong) => stopped_after += 1,
            Err(FactorError::Other(Error::TooMany { .. })) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(stopped_after, 50);
    let logged = sign_ins(&sam.fixture, &sam.system).await;
    assert_eq!(reasons(&logged).last(), Some(&"too-many"));
    let helped = sam.identity().use_recovery_code(sam.holder(), &codes[0]);
    helped.await.unwrap();
}

#[tokio::test]
async fn of_64_who_use_a_recovery_code_at_once_one_comes_in() {
    let mut sam = Sam::of(Fixture::with_limits(Limits::none()).await).await;
    let (_, codes) = sam.add_app().await;
    let mut sessions = Vec::new();
    for _ in 0..64 {
        sam.sign_in().await;
        sessions.push(sam.session.clone());
    }
    let tries = sessions.iter().map(|session| {
        let member = &sam.member;
        let holder = Holder { session, member };
        sam.identity().use_recovery_code(holder, &codes[3])
    });
    let taken = join_all(tries).await;
    assert_eq!(taken.iter().filter(|one| one.is_ok()).count(), 1);
    let left = sam.identity().authenticators(&sam.member).await.unwrap();
    assert_eq!(left.recovery_codes, 9);
}

#[tokio::test]
async fn new_recovery_codes_take_the_place_of_the_old_ones() {
    let mut sam = Sam::new().await;
    let (_, old) = sam.add_app().await;
    let new = sam.identity().new_recovery_codes(sam.holder()).await;
    let new = new.unwrap();
    assert_eq!(new.len(), 10);
    sam.sign_in().await;
    let before = sam.identity().use_recovery_code(sam.holder(), &old[0]);
    assert!(matches!(before.await, Err(FactorError::Wrong)));
    let typed = new[0].to_lowercase().replace('-', " ");
    let opened = sam.identity().use_recovery_code(sam.holder(), &typed);
    let proved = opened.await.unwrap().session.second_factors;
    assert_eq!(proved[0].factor, Factor::RecoveryCode);
}

#[tokio::test]
async fn somebody_elses_codes_prove_nothing() {
    let mut sam = Sam::new().await;
    let (secret, codes) = sam.add_app().await;
    sam.fixture.clock.advance(Span::seconds(30));
    let other = sam.fixture.member(&sam.system, "kim").await;
    let session = sam.fixture.sign_in(&other).await.session;
    let kim = member(&sam.fixture, &session, sam.system.tenant).await;
    let holder = Holder {
        session: &session,
        member: &kim,
    };
    let code = code(&sam.fixture, &secret);
    let by_app = sam.identity().verify_totp(holder, &code).await;
    assert!(matches!(by_app, Err(FactorError::Wrong)));
    let by_code = sam.identity().use_recovery_code(holder, &codes[0]).await;
    assert!(matches!(by_code, Err(FactorError::Wrong)));
}
