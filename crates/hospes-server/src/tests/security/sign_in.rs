//! The step after the first factor.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::role::Role;

use super::*;
use crate::tests::support::SESSION;

#[tokio::test]
async fn who_must_adds_an_app_at_the_sign_in_and_is_asked_for_its_codes_from_then_on() {
    let app = TestApp::start().await;
    ask(&app, &app.system(), |settings| {
        settings.second_factor_administrators = true;
    })
    .await;
    let mut browser = app.browser();
    let page = browser.sign_in(&app.admin.user_principal_name).await;
    assert_eq!(page.heading(), "Add a second factor");
    assert!(page.has("svg.qr path"));
    let first = browser.cookie(SESSION).unwrap().to_owned();
    // A wrong code keeps the secret that is in the app already.
    let secret = page.text_of("#secret");
    let action = action_of(&page, "/signin/register-factor");
    let page = browser.submit(&page, &action, &[("code", "12")]).await;
    assert_eq!(page.text_of("#secret"), secret);
    assert!(page.text_of("#code-error").contains("isn’t right"));
    let (secret, page) = add_app(&app, &mut browser, &page).await;
    assert_eq!(page.heading(), "Keep these recovery codes");
    assert_eq!(page.texts_of(".codes li").len(), 10);
    assert_eq!(page.attribute(".guest-actions a", "href"), "/");
    assert_ne!(browser.cookie(SESSION).unwrap(), first);
    let mut thief = app.browser();
    thief.set_cookie(SESSION, &first);
    let stolen = thief.get("/account").await;
    assert!(stolen.location().starts_with("/signin?next="));
    assert_eq!(browser.open("/admin").await.status, StatusCode::OK);

    app.fixture.clock.advance(Span::seconds(30));
    let mut browser = app.browser();
    let page = browser.sign_in(&app.admin.user_principal_name).await;
    assert_eq!(page.heading(), "Prove that it’s you");
    let before = browser.cookie(SESSION).unwrap().to_owned();
    let refused = type_code(&mut browser, &page, "000000").await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(refused.text_of("#code-error").contains("isn’t right"));
    let typed = code(&app, &secret);
    let answer = type_code(&mut browser, &refused, &typed).await;
    assert_eq!(answer.location(), "/");
    let after = browser.cookie(SESSION).unwrap().to_owned();
    assert_ne!(after, before, "a session that was planted stays outside");
    assert_eq!(browser.open("/admin").await.status, StatusCode::OK);
    // The same code once more, in another browser.
    let mut other = app.browser();
    let page = other.sign_in(&app.admin.user_principal_name).await;
    let replayed = type_code(&mut other, &page, &typed).await;
    assert!(replayed.text_of("#code-error").contains("used before"));
    let failed = app.events(Activity::SignIn).await;
    assert_eq!(failed.iter().filter(|event| !event.succeeded).count(), 2);
}

#[tokio::test]
async fn without_the_second_factor_no_page_opens_and_no_form_does_anything() {
    let app = TestApp::start().await;
    let system = app.system();
    let megan = app.fixture.member(&system, "megan").await;
    let mut browser = app.as_admin().await;
    let page = browser
        .open("/signin/register-factor?next=/account/security")
        .await;
    add_app(&app, &mut browser, &page).await;
    ask(&app, &system, |settings| {
        settings.second_factor_members = true;
    })
    .await;
    let mut thief = app.browser();
    thief.sign_in(&app.admin.user_principal_name).await;
    for path in [
        "/",
        "/myapps",
        "/account",
        "/account/security",
        "/admin/users",
    ] {
        let page = thief.get(path).await;
        let to = page.location();
        assert!(to.starts_with("/signin/second-factor?tenantid="), "{to}");
        assert!(to.ends_with(&format!("next={}", path.replace('/', "%2F"))));
    }
    for path in [
        format!("/admin/users/{}/delete", megan.id),
        format!("/admin/users/{}/require-registration", app.admin.id),
        "/account/security/recovery-codes".to_owned(),
        "/organizations/switch".to_owned(),
    ] {
        let page = thief.post(&path, &[("confirmed", "yes")]).await;
        assert!(
            page.location().starts_with("/signin/second-factor?"),
            "{path}"
        );
        assert!(page.location().ends_with("next=%2F"), "{path}");
    }
    let user = app.fixture.identity.user(&system, megan.id).await.unwrap();
    assert!(user.deleted_at.is_none());
    // Nor does the thief add a factor of their own.
    let page = thief.get("/signin/register-factor").await;
    assert!(page.location().starts_with("/signin/second-factor?"));
    let tries = thief
        .post("/signin/register-factor", &[("code", "000000")])
        .await;
    assert_eq!(tries.status, StatusCode::OK, "{}", tries.body);
    let begun = thief.post("/account/security/passkeys/begin", &[]).await;
    assert_eq!(begun.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_recovery_code_opens_the_door_once() {
    let app = TestApp::start().await;
    ask(&app, &app.system(), |settings| {
        settings.second_factor_members = true;
    })
    .await;
    let mut browser = app.browser();
    let page = browser.sign_in(&app.admin.user_principal_name).await;
    let (_, page) = add_app(&app, &mut browser, &page).await;
    let recovery = page.texts_of(".codes li")[4].clone();
    for is_first in [true, false] {
        let mut browser = app.browser();
        let page = browser.sign_in(&app.admin.user_principal_name).await;
        let action = action_of(&page, "/signin/second-factor?");
        let typed = [("code", ""), ("recovery", recovery.as_str())];
        let page = browser.submit(&page, &action, &typed).await;
        if is_first {
            assert_eq!(page.location(), "/");
            continue;
        }
        assert!(page.has("details[open] #recovery-error"));
        let told = page.text_of("#recovery-error");
        assert!(told.contains("Type another one") && !told.contains("next code"));
        let page = browser.get("/admin").await;
        assert!(page.location().starts_with("/signin/second-factor?"));
    }
}

#[tokio::test]
async fn a_guest_is_asked_after_the_acceptance_and_not_before() {
    let app = TestApp::start().await;
    ask(&app, &app.system(), |settings| {
        settings.second_factor_guests = true;
    })
    .await;
    app.fixture
        .invite(&app.system(), "pat@partner.example")
        .await;
    app.work().await;
    let mut browser = app.browser();
    let page = browser.open(&app.mails.only().link("/redeem")).await;
    let page = browser.submit(&page, "/redeem/sign-in", &[]).await;
    let page = browser.follow(page).await;
    app.work().await;
    let typed = app.mails.only().code();
    let page = browser
        .submit(&page, "/signin/passcode", &[("code", &typed)])
        .await;
    let page = browser.follow(page).await;
    let page = browser.submit(&page, "/redeem/accept", &[]).await;
    assert!(page.status.is_redirection(), "{}", page.body);
    let page = browser.open("/myapps").await;
    assert_eq!(page.heading(), "Add a second factor");
    let (_, page) = add_app(&app, &mut browser, &page).await;
    assert_eq!(page.attribute(".guest-actions a", "href"), "/myapps");
    assert_eq!(browser.open("/myapps").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_was_proved_at_home_opens_no_other_organisation() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let invited = app
        .fixture
        .invite(&app.system(), "sam@fabrikam.example")
        .await;
    let flow = app.fixture.flow(app.contoso.id, &invited);
    let session = app.fixture.sign_in(&sam).await.session;
    let here = app.fixture.circumstances();
    let identity = &app.fixture.identity;
    identity.accept(&flow, &session, &here).await.unwrap();
    ask(&app, &app.system(), |settings| {
        settings.second_factor_guests = true;
    })
    .await;
    let mut browser = app.signed_in(&sam).await;
    let home = format!("/signin/register-factor?tenantid={}", fabrikam.id);
    let page = browser.open(&home).await;
    add_app(&app, &mut browser, &page).await;
    let page = browser
        .open(&format!("/myapps?tenantid={}", app.contoso.id))
        .await;
    assert_eq!(page.heading(), "Add a second factor");
    assert!(page.text().contains("Contoso"));
    // Nor may they act there by the side door.
    let leave = format!("/account/organizations/{}/leave", app.contoso.id);
    let page = browser.post(&leave, &[]).await;
    assert!(page.location().starts_with("/signin/register-factor?"));
}

#[tokio::test]
async fn nobody_is_led_elsewhere_by_this_step() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let page = browser
        .open("/signin/register-factor?next=https://evil.example/")
        .await;
    let (_, page) = add_app(&app, &mut browser, &page).await;
    assert_eq!(page.attribute(".guest-actions a", "href"), "/");
    let page = browser
        .get("/signin/second-factor?next=//evil.example/")
        .await;
    assert_eq!(page.location(), "/");
}

#[tokio::test]
async fn too_many_wrong_codes_say_when_to_come_back() {
    let app = TestApp::start().await;
    let mut browser = app.as_admin().await;
    let page = browser.open("/signin/register-factor").await;
    add_app(&app, &mut browser, &page).await;
    let mut other = app.as_admin().await;
    let page = other.open("/signin/second-factor").await;
    let mut answer = page.clone();
    for _ in 0..11 {
        answer = type_code(&mut other, &page, "000000").await;
    }
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers.contains_key("retry-after"));
    assert!(
        answer
            .text_of("#code-error")
            .contains("Too many wrong codes")
    );
}

#[tokio::test]
async fn the_step_speaks_the_language_of_the_browser() {
    let app = TestApp::start().await;
    ask(&app, &app.system(), |settings| {
        settings.second_factor_members = true;
    })
    .await;
    let user = app.fixture.member(&app.system(), "megan").await;
    for (language, heading) in [
        ("de", "Zweiten Faktor hinzufügen"),
        ("ar", "إضافة عامل ثانٍ"),
        ("fr", "Ajouter un second facteur"),
        ("es", "Agregar un segundo factor"),
        ("pt", "Adicionar um segundo fator"),
        ("ja", "2段階認証の方法を追加"),
        ("zh", "添加第二重验证方式"),
    ] {
        let mut browser = app.browser().speaking(language);
        let page = browser.sign_in(&user.user_principal_name).await;
        assert_eq!(page.heading(), heading);
    }
}

#[tokio::test]
async fn an_administrator_sets_the_rules_and_lets_somebody_start_again() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let path = "/admin/sign-in-settings";
    let page = admin.open(path).await;
    assert!(!page.has("#second_factor_guests[checked]"));
    let filled = [("second_factor_guests", "yes"), ("user_consent", "never")];
    let answer = admin.submit(&page, path, &filled).await;
    let page = admin.follow(answer).await;
    assert_eq!(
        page.text_of("main > [role=status]"),
        "The settings are saved."
    );
    assert!(page.has("#second_factor_guests[checked]"));
    assert!(page.has("input[name=user_consent][value=never][checked]"));
    assert!(!page.has("#second_factor_members[checked]"));
    let bad = admin.post(path, &[("user_consent", "sometimes")]).await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(path).await;
    assert!(page.has("fieldset[disabled]") && !page.has("button.button-primary"));
    let refused = reader.post(path, &filled).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut browser = app.signed_in(&megan).await;
    let page = browser.open("/signin/register-factor").await;
    add_app(&app, &mut browser, &page).await;
    app.fixture.clock.advance(Span::seconds(1));
    let user = format!("/admin/users/{}", megan.id);
    let page = admin.open(&user).await;
    assert!(page.text().contains("Require to register again"));
    let reset = format!("{user}/require-registration");
    let page = admin.open(&reset).await;
    let answer = admin.submit(&page, &reset, &[]).await;
    let page = admin.follow(answer).await;
    assert!(
        page.text_of("main > [role=status]")
            .contains("register a second factor again")
    );
    let page = browser.get("/account").await;
    assert!(page.location().starts_with("/signin?next="));
}
