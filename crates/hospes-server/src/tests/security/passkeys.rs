//! Passkeys, with a device that is software.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::user::UserPatch;
use serde_json::{Value, json};

use super::*;
use crate::tests::authorize::{Rp, claims};
use crate::tests::support::{ORIGIN, SESSION, add_passkey, begin, prove_passkey};

/// Signs in on the first page; gives the answer of the script's request.
async fn sign_in(browser: &mut Browser<'_>, device: &mut Device) -> Page {
    let page = browser.open("/signin?next=/account").await;
    prove_passkey(browser, &page, device).await
}

#[tokio::test]
async fn a_member_signs_in_with_a_passkey_alone_and_that_is_two_factors() {
    let app = TestApp::start().await;
    let mut device = device_of(&app, &app.admin).await;
    ask(&app, &app.system(), |settings| {
        settings.second_factor_members = true;
    })
    .await;
    let mut browser = app.browser();
    let page = browser.open("/signin?next=/account").await;
    let autocomplete = page.attribute("#username", "autocomplete");
    assert_eq!(autocomplete, "username webauthn");
    assert!(
        page.has("form[data-passkey][hidden]"),
        "until there is script"
    );
    let (_, _, options) = begin(&mut browser, &page).await;
    assert_eq!(options["mediation"], "conditional");
    assert_eq!(options["publicKey"]["userVerification"], "required");
    assert_eq!(options["publicKey"]["allowCredentials"], json!([]));
    let answer = prove_passkey(&mut browser, &page, &mut device).await;
    assert_eq!(answer.json(StatusCode::OK), json!({ "next": "/account" }));
    let page = browser.open("/account").await;
    assert!(page.text().contains("admin@contoso.example"));
    let rp = Rp::new(&app).await;
    let code = rp.code(&mut browser, &[]).await;
    let tokens = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(claims(token)["amr"], json!(["fido", "mfa"]));
    // The counter went on, so it works again.
    let mut again = app.browser();
    let answer = sign_in(&mut again, &mut device).await;
    assert_eq!(answer.status, StatusCode::OK);
    let events = app.events(Activity::SignIn).await;
    let by_passkey = |details: &[hospes_identity::audit::Detail]| {
        details
            .iter()
            .any(|one| one.key == "Method" && one.value == "passkey")
    };
    assert!(events.iter().any(|event| by_passkey(&event.details)));
}

#[tokio::test]
async fn a_passkey_is_a_second_factor_besides_the_password() {
    let app = TestApp::start().await;
    let mut device = device_of(&app, &app.admin).await;
    ask(&app, &app.system(), |settings| {
        settings.second_factor_members = true;
    })
    .await;
    let mut browser = app.browser();
    let page = browser.sign_in(&app.admin.user_principal_name).await;
    assert_eq!(page.heading(), "Prove that it’s you");
    assert!(!page.has("#code"), "there is no app");
    let before = browser.cookie(SESSION).unwrap().to_owned();
    let answer = prove_passkey(&mut browser, &page, &mut device).await;
    assert_eq!(answer.location(), "/");
    assert_ne!(browser.cookie(SESSION).unwrap(), before);
    assert_eq!(browser.open("/admin").await.status, StatusCode::OK);
    let rp = Rp::new(&app).await;
    let code = rp.code(&mut browser, &[]).await;
    let tokens = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(claims(token)["amr"], json!(["pwd", "fido", "mfa"]));
}

#[tokio::test]
async fn a_passkey_is_added_where_one_is_required() {
    let app = TestApp::start().await;
    ask(&app, &app.system(), |settings| {
        settings.second_factor_members = true;
    })
    .await;
    let (mut browser, mut device) = (app.browser(), Device::default());
    let page = browser.sign_in(&app.admin.user_principal_name).await;
    let (_, _, options) = begin(&mut browser, &page).await;
    let options = &options["publicKey"];
    assert_eq!(options["rp"]["id"], "hospes.example");
    assert_eq!(
        options["authenticatorSelection"]["residentKey"],
        "preferred"
    );
    assert_eq!(
        options["authenticatorSelection"]["userVerification"],
        "required"
    );
    let page = add_passkey(&mut browser, &page, &mut device).await;
    assert_eq!(page.heading(), "Keep these recovery codes");
    assert_eq!(browser.open("/admin").await.status, StatusCode::OK);
    // Which user of which tenant it is, and nothing that a name could be read from.
    let mut handle = app.contoso.id.0.as_bytes().to_vec();
    handle.extend(app.admin.id.0.as_bytes());
    assert_eq!(device.handle(), handle);
}

#[tokio::test]
async fn a_ceremony_is_for_one_answer_of_one_browser_within_five_minutes() {
    let app = TestApp::start().await;
    let mut device = device_of(&app, &app.admin).await;
    let mut victim = app.browser();
    let page = victim.open("/signin").await;
    let (action, challenge, options) = begin(&mut victim, &page).await;
    let credential = device.prove(ORIGIN, &options);
    let answer = [
        ("challenge", challenge.as_str()),
        ("credential", credential.as_str()),
    ];
    let mut thief = app.browser();
    let elsewhere = thief.post(&action, &answer).await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST);
    assert!(!thief.is_signed_in());
    let mut early = victim.clone();
    let page = early.submit(&page, &action, &answer).await;
    assert_eq!(page.status, StatusCode::OK, "it was only another browser");
    let page = victim.open("/signin").await;
    let again = victim.submit(&page, &action, &answer).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "once");
    // And not for ever.
    let (action, challenge, options) = begin(&mut victim, &page).await;
    let credential = device.prove(ORIGIN, &options);
    app.fixture.clock.advance(Span::minutes(5));
    let answer = [
        ("challenge", challenge.as_str()),
        ("credential", credential.as_str()),
    ];
    let late = victim.submit(&page, &action, &answer).await;
    let told = late.json(StatusCode::BAD_REQUEST);
    assert_eq!(told["message"], "That took too long. Start again.");
    assert!(!victim.is_signed_in());
}

#[tokio::test]
async fn what_began_for_one_purpose_or_person_ends_for_no_other() {
    let app = TestApp::start().await;
    let mut device = device_of(&app, &app.admin).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    // An answer that was given to sign in does not step up a session.
    let mut browser = app.as_admin().await;
    let page = browser.open("/signin").await;
    let (_, challenge, options) = begin(&mut browser, &page).await;
    let credential = device.prove(ORIGIN, &options);
    let answer = [
        ("challenge", challenge.as_str()),
        ("credential", credential.as_str()),
    ];
    let finish = "/signin/second-factor/passkey/finish";
    let page = browser.post(finish, &answer).await;
    assert!(page.text().contains("took too long"), "{}", page.text());
    // Nor does the key of one person step up another's, whatever the list of keys says.
    let mut hers = device_of(&app, &megan).await;
    let mut other = app.signed_in(&megan).await;
    let page = other.open("/signin/second-factor").await;
    let (action, challenge, mut options) = begin(&mut other, &page).await;
    options["publicKey"]["allowCredentials"] = Value::Null;
    let credential = device.prove(ORIGIN, &options);
    let answer = [
        ("challenge", challenge.as_str()),
        ("credential", credential.as_str()),
    ];
    let page = other.submit(&page, &action, &answer).await;
    assert!(page.text().contains("isn’t right"), "{}", page.text());
    let answer = prove_passkey(&mut other, &page, &mut hers).await;
    assert_eq!(answer.location(), "/");
}

#[tokio::test]
async fn a_passkey_of_another_tenant_opens_nothing_here() {
    let app = TestApp::start().await;
    let evil = app.fixture.tenant("Evil", "evil.example").await;
    let mallory = app
        .fixture
        .member(&app.fixture.system(evil.id), "mallory")
        .await;
    let own = device_of(&app, &app.admin).await;
    let device = device_of(&app, &mallory).await;
    // A device says whatever its owner wants of whom its key is.
    let mut forged = device.said_to_be(own.handle());
    let mut browser = app.browser();
    let answer = sign_in(&mut browser, &mut forged).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!browser.is_signed_in());
    for nonsense in [vec![], vec![1; 16], vec![7; 32], vec![0; 64]] {
        let mut forged = forged.clone().said_to_be(nonsense);
        let answer = sign_in(&mut browser, &mut forged).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn an_answer_that_another_site_got_opens_nothing() {
    let app = TestApp::start().await;
    let mut device = device_of(&app, &app.admin).await;
    let mut browser = app.browser();
    let page = browser.open("/signin").await;
    // Between the two stands the phisher's page, which browsers let ask only for keys of its own name; and were it to
    // ask for others, what it is goes into the answer.
    for name in ["evil.example", "hospes.example"] {
        let (action, challenge, mut options) = begin(&mut browser, &page).await;
        options["publicKey"]["rpId"] = json!(name);
        let credential = device.prove("https://evil.example", &options);
        let answer = [
            ("challenge", challenge.as_str()),
            ("credential", credential.as_str()),
        ];
        let answer = browser.submit(&page, &action, &answer).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(!browser.is_signed_in());
    }
}

#[tokio::test]
async fn a_device_that_asked_nobody_for_a_finger_proves_nothing() {
    let app = TestApp::start().await;
    let device = device_of(&app, &app.admin).await;
    let mut found = device.without_a_finger();
    let mut thief = app.browser();
    let answer = sign_in(&mut thief, &mut found).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!thief.is_signed_in());
    let mut thief = app.as_admin().await;
    let page = thief.open("/signin/second-factor").await;
    let page = prove_passkey(&mut thief, &page, &mut found).await;
    assert!(page.text().contains("isn’t right"), "{}", page.text());
    // Nor is one added.
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut browser = app.signed_in(&megan).await;
    let page = browser.open("/account/security").await;
    let page = add_passkey(&mut browser, &page, &mut found).await;
    assert!(page.text().contains("isn’t right"), "{}", page.text());
}

#[tokio::test]
async fn a_counter_that_goes_back_betrays_a_copy() {
    let app = TestApp::start().await;
    let mut device = device_of(&app, &app.admin).await;
    let mut copy = device.clone();
    for _ in 0..2 {
        let answer = sign_in(&mut app.browser(), &mut device).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let mut thief = app.browser();
    let answer = sign_in(&mut thief, &mut copy).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!thief.is_signed_in());
    let events = app.events(Activity::SignIn).await;
    assert!(events[0].reason.contains("there may be a copy of it"));
    // As a second factor no more than alone.
    let mut thief = app.as_admin().await;
    let page = thief.open("/signin/second-factor").await;
    let page = prove_passkey(&mut thief, &page, &mut copy).await;
    assert!(page.text().contains("isn’t right"), "{}", page.text());
}

#[tokio::test]
async fn the_passkey_of_who_is_blocked_or_deleted_opens_nothing() {
    let app = TestApp::start().await;
    let system = app.system();
    let megan = app.fixture.member(&system, "megan").await;
    let mut device = device_of(&app, &megan).await;
    let patch = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    let identity = &app.fixture.identity;
    identity
        .update_user(&system, megan.id, &patch)
        .await
        .unwrap();
    let mut browser = app.browser();
    let answer = sign_in(&mut browser, &mut device).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    identity.delete_user(&system, megan.id).await.unwrap();
    let answer = sign_in(&mut browser, &mut device).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!browser.is_signed_in());
}

#[tokio::test]
async fn the_passkey_of_a_guest_is_a_second_factor_only() {
    let app = TestApp::start().await;
    app.fixture
        .guest(&app.system(), "pat@partner.example")
        .await;
    let mut device = Device::default();
    let mut browser = app.by_code("pat@partner.example").await;
    let page = browser.open("/account/security").await;
    let (_, _, options) = begin(&mut browser, &page).await;
    let selection = &options["publicKey"]["authenticatorSelection"];
    assert_eq!(selection["residentKey"], "discouraged");
    let page = add_passkey(&mut browser, &page, &mut device).await;
    assert_eq!(page.heading(), "Keep these recovery codes");
    ask(&app, &app.system(), |settings| {
        settings.second_factor_guests = true;
    })
    .await;
    let mut alone = app.browser();
    let answer = sign_in(&mut alone, &mut device).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let mut browser = app.by_code("pat@partner.example").await;
    let page = browser.open("/myapps").await;
    assert_eq!(page.heading(), "Prove that it’s you");
    let answer = prove_passkey(&mut browser, &page, &mut device).await;
    assert_eq!(answer.location(), "/myapps");
}

#[tokio::test]
async fn one_key_is_added_once_and_nonsense_never() {
    let app = TestApp::start().await;
    let mut device = device_of(&app, &app.admin).await;
    let mut browser = app.as_admin().await;
    let page = browser
        .open("/signin/second-factor?next=/account/security")
        .await;
    let answer = prove_passkey(&mut browser, &page, &mut device).await;
    let page = browser.follow(answer).await;
    let (action, challenge, options) = begin(&mut browser, &page).await;
    let known = options["publicKey"]["excludeCredentials"].as_array();
    assert_eq!(known.unwrap().len(), 1);
    let nonsense = [("challenge", challenge.as_str()), ("credential", "{}")];
    let answer = browser.submit(&page, &action, &nonsense).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = browser.open("/account/security").await;
    assert_eq!(page.texts_of(".app-name"), ["Passkey"]);
    let bad = [("challenge", "x"), ("credential", "{}")];
    let answer = browser.submit(&page, &action, &bad).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn ceremonies_that_nobody_ends_are_limited_and_forgotten() {
    let mut limits = hospes_identity::limit::Limits::default();
    limits.passkeys_per_network = 2;
    let app = TestApp::with_limits(limits).await;
    let mut browser = app.browser();
    let page = browser.open("/signin").await;
    begin(&mut browser, &page).await;
    begin(&mut browser, &page).await;
    let third = browser.post("/signin/passkey/begin", &[]).await;
    assert_eq!(third.status, StatusCode::TOO_MANY_REQUESTS);
    let identity = &app.fixture.identity;
    app.fixture.clock.advance(Span::minutes(5));
    let swept = identity.forget_old_challenges().await.unwrap();
    assert_eq!(swept.changed, 2);
    let swept = identity.forget_old_challenges().await.unwrap();
    assert_eq!(swept.changed, 0);
}

#[tokio::test]
async fn a_server_without_a_name_offers_no_passkeys() {
    let url = ("HOSPES_SERVER_PUBLIC_URL", "https://192.0.2.10");
    let app = TestApp::with_settings(&[url]).await;
    let page = app.get("/signin").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.has("form[data-passkey]"));
}

#[tokio::test]
async fn a_passkey_is_no_way_around_a_password_that_must_be_changed() {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let megan = app.fixture.member(&system, "megan").await;
    let mut device = device_of(&app, &megan).await;
    let mut browser = app.browser();
    let answer = sign_in(&mut browser, &mut device).await;
    assert_eq!(answer.status, StatusCode::OK);
    let reset = hospes_identity::user::PasswordReset {
        password: None,
        must_change: true,
    };
    let done = identity.reset_password(&system, megan.id, &reset).await;
    done.unwrap();
    let mut browser = app.browser();
    let refused = sign_in(&mut browser, &mut device).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.cookie(SESSION), None);
}
