//! Signing in on a device: what it asks, what people see, and what nobody gets.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::limit::Limits;
use serde_json::Value;

use super::authorize::{Rp, claims, refused};
use super::security;
use super::support::{Browser, Page, TestApp};

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";
const SCOPE: &str = "openid profile offline_access User.Read";

pub(super) async fn post(app: &TestApp, path: &str, form: &[(&str, &str)]) -> Page {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::USER_AGENT, "terminal/1.0 <b>");
    app.send(request.body(Body::from(body)).unwrap()).await
}

/// The codes of a device that asks at a tenant.
pub(super) async fn begun(rp: &Rp<'_>, app: &TestApp, tenant: &str) -> Value {
    let form = [("client_id", rp.client_id.as_str()), ("scope", SCOPE)];
    let page = post(app, &format!("/{tenant}/oauth2/v2.0/devicecode"), &form).await;
    page.json(StatusCode::OK)
}

/// The device asks whether somebody decided.
pub(super) async fn poll(rp: &Rp<'_>, app: &TestApp, (tenant, codes): (&str, &Value)) -> Page {
    let code = codes["device_code"].as_str().unwrap();
    let form = [
        ("grant_type", DEVICE),
        ("client_id", rp.client_id.as_str()),
        ("device_code", code),
        ("code", code),
        ("client_info", "1"),
    ];
    post(app, &format!("/{tenant}/oauth2/v2.0/token"), &form).await
}

/// Types the code, and gives the page that asks whether it was oneself who began.
pub(super) async fn typed(browser: &mut Browser<'_>, codes: &Value) -> Page {
    let page = browser.open("/devicelogin").await;
    let code = codes["user_code"].as_str().unwrap();
    let page = browser
        .submit(&page, "/devicelogin", &[("code", code)])
        .await;
    browser.follow(page).await
}

/// Approves and agrees to everything.
pub(super) async fn approved(app: &TestApp, browser: &mut Browser<'_>, codes: &Value) -> Page {
    let page = typed(browser, codes).await;
    let answer = [("answer", "continue")];
    let mut page = browser.submit(&page, "/devicelogin/confirm", &answer).await;
    if page.status == StatusCode::OK && page.has("[name=request]") {
        let action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
        let accept = [("answer", "accept")];
        page = browser.submit(&page, &action, &accept).await;
    }
    browser.follow(page).await
}

#[tokio::test]
async fn a_device_gets_two_codes_and_a_sentence_for_people() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    for tenant in [
        "contoso.example",
        "common",
        "organizations",
        "Organizations",
    ] {
        let codes = begun(&rp, &app, tenant).await;
        assert_eq!(
            (&codes["expires_in"], &codes["interval"]),
            (&900.into(), &5.into())
        );
        assert_eq!(
            codes["verification_uri"],
            "https://hospes.example/devicelogin"
        );
        let user_code = codes["user_code"].as_str().unwrap();
        assert!(user_code.len() == 9 && user_code.bytes().all(|c| c.is_ascii_uppercase()));
        let message = codes["message"].as_str().unwrap();
        assert!(
            message.contains(user_code) && message.contains("https://hospes.example/devicelogin")
        );
        assert_eq!(codes.as_object().unwrap().len(), 6);
    }
    let found = app
        .get("/contoso.example/v2.0/.well-known/openid-configuration")
        .await;
    let found = found.json(StatusCode::OK);
    let endpoint = found["device_authorization_endpoint"].as_str().unwrap();
    assert!(endpoint.ends_with("/oauth2/v2.0/devicecode"), "{endpoint}");
    let led = app.get("/contoso.example/oauth2/deviceauth").await;
    assert_eq!(led.location(), "/devicelogin");
}

#[tokio::test]
async fn what_a_device_cannot_have() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (web, secret) = app.application(&app.contoso, &[]).await;
    let id = rp.client_id.as_str();
    let path = "/contoso.example/oauth2/v2.0/devicecode";
    let nobody = "/nobody.example/oauth2/v2.0/devicecode";
    for (path, form, error, number) in [
        (path, &[("client_id", id)][..], "invalid_request", 900_144),
        (
            path,
            &[("client_id", id), ("scope", "Nothing.Such")],
            "invalid_scope",
            28_002,
        ),
        (
            path,
            &[("client_id", id), ("scope", "api://x/y")],
            "invalid_resource",
            500_011,
        ),
        (
            path,
            &[("client_id", "x"), ("scope", SCOPE)],
            "unauthorized_client",
            700_016,
        ),
        (
            path,
            &[("client_id", &web), ("scope", SCOPE)],
            "invalid_client",
            7_000_218,
        ),
        (
            path,
            &[
                ("client_id", &web),
                ("client_secret", "x"),
                ("scope", SCOPE),
            ],
            "invalid_client",
            7_000_215,
        ),
        (
            nobody,
            &[("client_id", id), ("scope", SCOPE)],
            "invalid_request",
            90_002,
        ),
    ] {
        let page = post(&app, path, form).await;
        assert_eq!(refused(&page), (error.to_owned(), number), "{form:?}");
    }
    let form = [
        ("client_id", web.as_str()),
        ("client_secret", &secret),
        ("scope", SCOPE),
    ];
    post(&app, path, &form).await.json(StatusCode::OK);
}

#[tokio::test]
async fn somebody_signs_a_device_in_at_their_organisation_and_under_every_name_of_it() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    for tenant in ["contoso.example", "common", "organizations"] {
        let codes = begun(&rp, &app, tenant).await;
        let page = poll(&rp, &app, (tenant, &codes)).await;
        assert_eq!(refused(&page), ("authorization_pending".to_owned(), 70_016));
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        let page = poll(&rp, &app, (tenant, &codes)).await;
        assert_eq!(refused(&page), ("slow_down".to_owned(), 90_055));
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        let mut browser = app.as_admin().await;
        let page = approved(&app, &mut browser, &codes).await;
        assert_eq!(page.heading(), "Your device is signed in");
        assert!(page.text().contains("close this window"), "{}", page.text());
        let answer = poll(&rp, &app, (tenant, &codes)).await.json(StatusCode::OK);
        let id_token = claims(answer["id_token"].as_str().unwrap());
        assert_eq!(id_token["aud"], rp.client_id.as_str());
        assert!(answer["client_info"].is_string() && answer["refresh_token"].is_string());
        let token = answer["access_token"].as_str().unwrap();
        assert_eq!(claims(token)["appidacr"], "0");
        let me = rp.graph("/v1.0/me", token).await.json(StatusCode::OK);
        assert_eq!(
            me["userPrincipalName"],
            app.admin.user_principal_name.as_str()
        );
    }
    let events = app.events(Activity::SignIn).await;
    let of_app = |event: &&hospes_identity::audit::AuditEvent| {
        let is_it = |detail: &hospes_identity::audit::Detail| detail.key == "AppId";
        event.details.iter().any(is_it)
    };
    assert_eq!(events.iter().filter(of_app).count(), 3);
    assert_eq!(app.events(Activity::ApproveDevice).await.len(), 3);
}

#[tokio::test]
async fn who_is_not_signed_in_signs_in_first_and_comes_back() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let codes = begun(&rp, &app, "contoso.example").await;
    let mut browser = app.browser();
    let page = typed(&mut browser, &codes).await;
    assert_eq!(page.heading(), "Sign in");
    let name = app.admin.user_principal_name.as_str();
    let page = browser
        .submit(&page, "/signin", &[("username", name)])
        .await;
    let page = browser.follow(page).await;
    let password = [("password", hospes_identity::testing::PASSWORD)];
    let page = browser.submit(&page, "/signin/password", &password).await;
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Is this your device?");
}

#[tokio::test]
async fn a_confidential_client_proves_itself_each_time() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (id, secret) = (rp.client_id.as_str(), rp.secret.as_str());
    for tenant in ["contoso.example", "common"] {
        let form = [
            ("client_id", id),
            ("client_secret", secret),
            ("scope", SCOPE),
        ];
        let path = format!("/{tenant}/oauth2/v2.0/devicecode");
        let codes = post(&app, &path, &form).await.json(StatusCode::OK);
        approved(&app, &mut app.as_admin().await, &codes).await;
        // Whoever found the device code has not the secret.
        let page = poll(&rp, &app, (tenant, &codes)).await;
        assert_eq!(refused(&page), ("invalid_client".to_owned(), 7_000_218));
        let code = codes["device_code"].as_str().unwrap();
        let form = [
            ("grant_type", "device_code"),
            ("client_id", id),
            ("client_secret", secret),
            ("device_code", code),
        ];
        let page = post(&app, &format!("/{tenant}/oauth2/v2.0/token"), &form).await;
        let token = page.json(StatusCode::OK)["access_token"].clone();
        assert_eq!(claims(token.as_str().unwrap())["appidacr"], "1");
    }
}

#[tokio::test]
async fn somebody_says_no() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    for at_consent in [false, true] {
        let codes = begun(&rp, &app, "contoso.example").await;
        let mut browser = app.as_admin().await;
        let mut page = typed(&mut browser, &codes).await;
        let (mut action, mut answer) = ("/devicelogin/confirm".to_owned(), "cancel");
        if at_consent {
            let on = [("answer", "continue")];
            page = browser.submit(&page, &action, &on).await;
            action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
            answer = "cancel";
        }
        let page = browser.submit(&page, &action, &[("answer", answer)]).await;
        let page = browser.follow(page).await;
        assert_eq!(page.heading(), "Nothing was signed in");
        let page = poll(&rp, &app, ("contoso.example", &codes)).await;
        let declined = ("authorization_declined".to_owned(), 65_004);
        assert_eq!(refused(&page), declined);
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(app.events(Activity::DeclineDevice).await.len(), 2);
}

#[tokio::test]
async fn a_code_ends_after_15_minutes() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let codes = begun(&rp, &app, "contoso.example").await;
    let mut browser = app.as_admin().await;
    let page = typed(&mut browser, &codes).await;
    app.fixture.clock.advance(Span::minutes(15));
    let on = [("answer", "continue")];
    let page = browser.submit(&page, "/devicelogin/confirm", &on).await;
    assert!(page.text().contains("no longer works"), "{}", page.text());
    let page = poll(&rp, &app, ("contoso.example", &codes)).await;
    assert_eq!(refused(&page), ("expired_token".to_owned(), 70_020));
}

#[tokio::test]
async fn a_device_gets_nothing_before_the_second_factor_that_an_organisation_asks_for() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    security::ask(&app, &app.system(), |settings| {
        settings.second_factor_administrators = true;
    })
    .await;
    let codes = begun(&rp, &app, "contoso.example").await;
    let mut browser = app.as_admin().await;
    let page = typed(&mut browser, &codes).await;
    assert_eq!(page.heading(), "Add a second factor");
    // Nor does the form that was not shown.
    let on = [("answer", "continue")];
    let answer = browser.post("/devicelogin/confirm", &on).await;
    assert!(answer.location().starts_with("/signin/second-factor?"));
    let waiting = poll(&rp, &app, ("contoso.example", &codes)).await;
    assert_eq!(refused(&waiting).0, "authorization_pending");
    let (_, page) = security::add_app(&app, &mut browser, &page).await;
    let page = browser
        .open(&page.attribute(".guest-actions a", "href"))
        .await;
    assert_eq!(page.heading(), "Is this your device?");
    approved(&app, &mut browser, &codes).await;
    let answer = poll(&rp, &app, ("contoso.example", &codes)).await;
    let token = answer.json(StatusCode::OK)["access_token"].clone();
    let amr = &claims(token.as_str().unwrap())["amr"];
    assert!(amr.as_array().unwrap().contains(&"mfa".into()), "{amr}");
}

// What somebody tries.

#[tokio::test]
async fn phishing_with_a_code_of_ones_own() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let codes = begun(&rp, &app, "contoso.example").await;
    let code = codes["user_code"].as_str().unwrap();
    let mut victim = app.as_admin().await;
    // A link fills nothing in.
    for path in [
        format!("/devicelogin?user_code={code}&code={code}"),
        format!("/devicelogin/confirm?user_code={code}"),
    ] {
        let page = victim.open(&path).await;
        assert!(!page.body.contains(code), "{}", page.body);
        assert_eq!(page.heading(), "Sign in on a device");
    }
    // Another site's form does nothing.
    for path in ["/devicelogin", "/devicelogin/confirm"] {
        let fields = [("code", code), ("answer", "continue")];
        let page = victim.post_bare(path, &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
    let page = typed(&mut victim, &codes).await;
    let text = page.text();
    for said in [
        "Expenses",
        "192.0.2.1",
        "terminal/1.0 <b>",
        "choose Cancel",
        "signed in as you",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(
        !page.body.contains("<b>"),
        "what a program calls itself is no markup"
    );
    let page = poll(&rp, &app, ("contoso.example", &codes)).await;
    assert_eq!(refused(&page).0, "authorization_pending");
}

#[tokio::test]
async fn guessing_codes_of_others() {
    let mut limits = Limits::default();
    limits.wrong_secrets_per_network = 4;
    let app = TestApp::with_limits(limits).await;
    let rp = Rp::new(&app).await;
    let codes = begun(&rp, &app, "contoso.example").await;
    let mut browser = app.browser();
    let page = browser.open("/devicelogin").await;
    for guess in ["BCDFGHJKL", "x", "<script>alert(1)</script>", ""] {
        let page = browser
            .submit(&page, "/devicelogin", &[("code", guess)])
            .await;
        assert!(page.text().contains("isn’t known here"), "{}", page.text());
        assert!(!page.body.contains("<script>alert"), "{}", page.body);
    }
    let code = codes["user_code"].as_str().unwrap();
    let page = browser
        .submit(&page, "/devicelogin", &[("code", code)])
        .await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.headers.contains_key(header::RETRY_AFTER));
    app.fixture.clock.advance(Span::minutes(15));
    let codes = begun(&rp, &app, "contoso.example").await;
    let page = typed(&mut browser, &codes).await;
    assert_eq!(page.heading(), "Sign in");
}

#[tokio::test]
async fn replaying_a_device_code() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let codes = begun(&rp, &app, "contoso.example").await;
    approved(&app, &mut app.as_admin().await, &codes).await;
    let at = ("contoso.example", &codes);
    let answer = poll(&rp, &app, at).await.json(StatusCode::OK);
    let page = poll(&rp, &app, at).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 54_005));
    let token = answer["refresh_token"].as_str().unwrap();
    let page = rp.refresh(token, &[("client_secret", None)]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 70_000));
    let failed = app.events(Activity::SignIn).await;
    let failed = failed.iter().find(|event| !event.succeeded).unwrap();
    assert_eq!(failed.reason, "the device code was used twice");
}

#[tokio::test]
async fn a_device_code_at_another_tenant_or_with_another_client() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let (theirs, secret) = app.application(&fabrikam, &[]).await;
    let codes = begun(&rp, &app, "contoso.example").await;
    approved(&app, &mut app.as_admin().await, &codes).await;
    let page = poll(&rp, &app, ("fabrikam.example", &codes)).await;
    assert_eq!(refused(&page), ("unauthorized_client".to_owned(), 700_016));
    let form = [
        ("grant_type", DEVICE),
        ("client_id", theirs.as_str()),
        ("client_secret", secret.as_str()),
        ("device_code", codes["device_code"].as_str().unwrap()),
    ];
    let page = post(&app, "/fabrikam.example/oauth2/v2.0/token", &form).await;
    assert_eq!(refused(&page), ("bad_verification_code".to_owned(), 70_018));
    // Somebody of Fabrikam is nobody at Contoso.
    let sam = app
        .fixture
        .member(&app.fixture.system(fabrikam.id), "sam")
        .await;
    let codes = begun(&rp, &app, "contoso.example").await;
    let mut browser = app.signed_in(&sam).await;
    let page = typed(&mut browser, &codes).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("AADSTS50020"), "{}", page.text());
    let page = browser
        .post("/devicelogin/confirm", &[("answer", "continue")])
        .await;
    assert!(page.text().contains("AADSTS50020"), "{}", page.text());
    let page = poll(&rp, &app, ("contoso.example", &codes)).await;
    assert_eq!(refused(&page).0, "authorization_pending");
}

#[tokio::test]
async fn a_device_whose_user_agent_brings_markup_or_whose_page_is_read_in_other_languages() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    for (language, heading) in [
        ("de", "Ist das Ihr Gerät?"),
        ("ar", "هل هذا جهازك؟"),
        ("fr", "Est-ce bien votre appareil ?"),
        ("es", "¿Es este su dispositivo?"),
        ("pt", "Este dispositivo é seu?"),
        ("ja", "これはご自身のデバイスですか？"),
        ("zh", "这是您的设备吗？"),
    ] {
        let codes = begun(&rp, &app, "contoso.example").await;
        let mut browser = app.as_admin().await.speaking(language);
        let page = typed(&mut browser, &codes).await;
        assert_eq!(page.heading(), heading);
        assert!(!page.body.contains("<b>"));
    }
}
