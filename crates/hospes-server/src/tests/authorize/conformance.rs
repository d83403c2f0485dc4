//! What the OpenID Foundation's conformance suite asks of a provider: the plans basic, config, form post and
//! RP-initiated logout. Each test has the name of the suite's module. Modules that say the same as a test elsewhere
//! are left out: `oidcc-server` and `oidcc-idtoken-signature` (`paths`), `oidcc-codereuse` (`attacks`),
//! `oidcc-ensure-post-request-succeeds` (`paths`), `oidcc-refresh-token` (`refreshing`), `oidcc-max-age-1` and
//! `oidcc-prompt-login` (`refusals`), `oidcc-prompt-none-not-logged-in` (`refusals`).

use super::*;

/// Signs in, agrees, and gives the answer of the token endpoint.
async fn tokens(rp: &Rp<'_>, browser: &mut Browser<'_>, changes: &[(&str, Option<&str>)]) -> Value {
    let code = rp.code(browser, changes).await;
    rp.exchange(&code, &[]).await.json(StatusCode::OK)
}

fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap()
}

async fn user_info(rp: &Rp<'_>, answer: &Value) -> Value {
    let page = rp
        .graph("/oidc/userinfo", text(answer, "access_token"))
        .await;
    page.json(StatusCode::OK)
}

#[tokio::test]
async fn oidcc_discovery_endpoint_verification() {
    let app = TestApp::start().await;
    let issuer = format!("/{}/v2.0", app.contoso.id);
    let page = app
        .get(&format!("{issuer}/.well-known/openid-configuration"))
        .await;
    assert_eq!(page.header("content-type"), "application/json");
    let document = page.json(StatusCode::OK);
    assert_eq!(
        document["issuer"],
        format!("https://hospes.example{issuer}")
    );
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
    ] {
        let url = url::Url::parse(text(&document, name)).unwrap();
        assert_eq!(url.scheme(), "https", "{name}");
        assert_eq!(url.fragment(), None, "{name}");
    }
    for (name, value) in [
        ("response_types_supported", "code"),
        ("response_modes_supported", "form_post"),
        ("grant_types_supported", "authorization_code"),
        ("id_token_signing_alg_values_supported", "RS256"),
        (
            "token_endpoint_auth_methods_supported",
            "client_secret_basic",
        ),
        (
            "token_endpoint_auth_methods_supported",
            "client_secret_post",
        ),
        ("code_challenge_methods_supported", "S256"),
        ("scopes_supported", "openid"),
        ("claims_supported", "sub"),
    ] {
        let all = document[name].as_array().unwrap();
        assert!(all.contains(&json!(value)), "{name}: {all:?}");
    }
    assert_eq!(document["claims_parameter_supported"], true);
    assert_eq!(document["request_parameter_supported"], false);
    assert_eq!(document["request_uri_parameter_supported"], false);
    let keys = url::Url::parse(text(&document, "jwks_uri")).unwrap();
    let keys = app.get(keys.path()).await.json(StatusCode::OK);
    let keys = keys["keys"].as_array().unwrap();
    let mut ids: Vec<&str> = keys.iter().map(|key| text(key, "kid")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), keys.len());
    for key in keys {
        assert_eq!(key["use"], "sig");
        for secret in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(secret).is_none(), "{secret}");
        }
    }
}

#[tokio::test]
async fn oidcc_response_type_missing() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let page = browser.get(&rp.request(&[("response_type", None)])).await;
    let answered = Answered::of(page.location());
    assert_eq!(answered.to, WEB);
    assert_eq!(answered.get("error"), "invalid_request");
    assert_eq!(answered.get("state"), "the state");
}

#[tokio::test]
async fn oidcc_userinfo_get_post_header_post_body() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let answer = tokens(&rp, &mut app.as_admin().await, &[]).await;
    let token = text(&answer, "access_token");
    let by_get = user_info(&rp, &answer).await;
    assert_eq!(by_get["sub"], claims(text(&answer, "id_token"))["sub"]);
    let bearer = format!("Bearer {token}");
    let post = || Request::post("/oidc/userinfo");
    let by_header = post()
        .header(header::AUTHORIZATION, &bearer)
        .body(Body::empty())
        .unwrap();
    let form = |body: String| {
        post()
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap()
    };
    let by_body = form(format!("access_token={token}"));
    for request in [by_header, by_body] {
        let page = app.send(request).await;
        assert_eq!(page.json(StatusCode::OK), by_get);
    }
    let page = app.send(form("access_token=nonsense".to_owned())).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(page.header("www-authenticate").starts_with("Bearer "));
}

#[tokio::test]
async fn oidcc_ensure_request_without_nonce_succeeds() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let answer = tokens(&rp, &mut browser, &[("nonce", None)]).await;
    assert!(claims(text(&answer, "id_token")).get("nonce").is_none());
}

#[tokio::test]
async fn oidcc_scope_profile_email_address_phone_and_all() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for (scope, granted, has) in [
        (
            "openid profile",
            "openid profile",
            &["name", "preferred_username"][..],
        ),
        ("openid email", "openid email", &["email"]),
        ("email openid", "openid email", &["email"]),
        ("openid address", "openid", &[]),
        ("openid phone", "openid", &[]),
        (
            "openid profile email address phone",
            "openid profile email",
            &["name", "preferred_username", "email"],
        ),
    ] {
        let answer = tokens(&rp, &mut browser, &[("scope", Some(scope))]).await;
        assert_eq!(answer["scope"], granted);
        let info = user_info(&rp, &answer).await;
        for name in ["name", "preferred_username", "email"] {
            let is_there = info.get(name).is_some();
            assert_eq!(is_there, has.contains(&name), "{scope}: {info}");
        }
    }
}

#[tokio::test]
async fn oidcc_display_locales_acr_values_login_hint_and_unknown_parameters() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for extra in [
        ("display", "page"),
        ("display", "popup"),
        ("ui_locales", "se en"),
        ("claims_locales", "se"),
        ("acr_values", "1 2"),
        ("login_hint", "buffy@example.com"),
        ("extra", "foobar"),
    ] {
        let code = rp.code(&mut browser, &[(extra.0, Some(extra.1))]).await;
        rp.exchange(&code, &[]).await.json(StatusCode::OK);
    }
}

#[tokio::test]
async fn oidcc_prompt_none_logged_in() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let first = tokens(&rp, &mut browser, &[]).await;
    let code = rp.code(&mut browser, &[("prompt", Some("none"))]).await;
    let second = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let [first, second] = [first, second].map(|answer| claims(text(&answer, "id_token")));
    assert_eq!(first["sub"], second["sub"]);
    assert_eq!(first["auth_time"], second["auth_time"]);
}

#[tokio::test]
async fn oidcc_max_age_10000() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let aged = [("max_age", Some("10000"))];
    let first = claims(text(&tokens(&rp, &mut browser, &aged).await, "id_token"));
    app.fixture.clock.advance(hospes_identity::Span::seconds(1));
    let second = claims(text(&tokens(&rp, &mut browser, &aged).await, "id_token"));
    assert!(first["auth_time"].is_i64());
    assert_eq!(first["auth_time"], second["auth_time"]);
}

#[tokio::test]
async fn oidcc_id_token_hint() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let first = tokens(&rp, &mut browser, &[]).await;
    let hint = text(&first, "id_token");
    let sub = claims(hint)["sub"].clone();
    let silent = [("prompt", Some("none")), ("id_token_hint", Some(hint))];
    // Also when it has ended.
    app.fixture.clock.advance(hospes_identity::Span::hours(2));
    let again = tokens(&rp, &mut browser, &silent).await;
    assert_eq!(claims(text(&again, "id_token"))["sub"], sub);
    // Somebody else is not let in for them, and hears so on a page.
    let pat = app.fixture.member(&app.system(), "pat").await;
    let mut other = app.signed_in(&pat).await;
    rp.code(&mut other, &[]).await;
    let page = other.get(&rp.request(&silent)).await;
    assert_eq!(Answered::of(page.location()).get("error"), "login_required");
    let page = other.get(&rp.request(&silent[1..])).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("AADSTS160021"), "{}", page.text());
    assert!(page.has("a[href^='/signin?']"));
    // Of another application, or forged, it says nothing: who can be asked is asked, nobody else is let in.
    let elsewhere = Rp::new(&app).await;
    let foreign = tokens(&elsewhere, &mut browser, &[]).await;
    for unknown in [text(&foreign, "id_token"), "nonsense"] {
        let silent = [("prompt", Some("none")), ("id_token_hint", Some(unknown))];
        let page = browser.get(&rp.request(&silent)).await;
        assert_eq!(Answered::of(page.location()).get("error"), "login_required");
        rp.code(&mut browser, &silent[1..]).await;
    }
}

fn claims_of(claims: &str) -> [(&str, Option<&str>); 2] {
    [("scope", Some("openid")), ("claims", Some(claims))]
}

#[tokio::test]
async fn oidcc_claims_essential() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let named = r#"{"userinfo":{"name":{"essential":true}}}"#;
    let page = browser.get(&rp.request(&claims_of(named))).await;
    assert!(
        page.text().contains("See your name and account name"),
        "{}",
        page.text()
    );
    let answer = tokens(&rp, &mut browser, &claims_of(named)).await;
    assert_eq!(answer["scope"], "openid profile");
    assert!(user_info(&rp, &answer).await["name"].is_string());
    // Somebody who is named is who is let in.
    let own = claims(text(&answer, "id_token"))["sub"].clone();
    for (sub, is_let_in) in [(own, true), (json!("somebody else"), false)] {
        let only = json!({ "id_token": { "sub": { "value": sub } } }).to_string();
        let page = browser.get(&rp.request(&claims_of(&only))).await;
        assert_eq!(page.status.is_redirection(), is_let_in, "{only}");
    }
    let answered = browser
        .get(&rp.request(&claims_of("{\"id_token\":1}")))
        .await;
    let answered = Answered::of(answered.location());
    assert_eq!(answered.get("error"), "invalid_request");
}

#[tokio::test]
async fn oidcc_unsigned_request_object_rejected_as_unsupported() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for (name, value, error) in [
        (
            "request",
            "eyJhbGciOiJub25lIn0.e30.",
            "request_not_supported",
        ),
        (
            "request_uri",
            "https://rp.example/request",
            "request_uri_not_supported",
        ),
    ] {
        let page = browser.get(&rp.request(&[(name, Some(value))])).await;
        assert_eq!(Answered::of(page.location()).get("error"), error);
    }
}

#[tokio::test]
async fn oidcc_server_client_secret_basic() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let code = rp.code(&mut app.as_admin().await, &[]).await;
    let mut form = rp.code_form(&code);
    form.retain(|(name, _)| !name.starts_with("client_"));
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    // RFC 6749, section 2.3.1: both are encoded like a form's fields first.
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(&rp.client_id), encode(&rp.secret));
    let pair = base64::engine::general_purpose::STANDARD.encode(pair);
    let request = Request::post("/contoso.example/oauth2/v2.0/token")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::AUTHORIZATION, format!("Basic {pair}"));
    let page = app.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(page.header("cache-control"), "no-store");
    let answer = page.json(StatusCode::OK);
    assert_eq!(answer["token_type"], "Bearer");
}

#[tokio::test]
async fn oidcc_form_post_answers_and_errors() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    rp.code(&mut browser, &[]).await;
    let post = ("response_mode", Some("form_post"));
    let fields = |page: &Page| Answered {
        to: WEB.to_owned(),
        fields: page.form(WEB).fields,
    };
    let page = browser.get(&rp.request(&[post])).await;
    assert_eq!(page.attribute("form", "method"), "post");
    let code = fields(&page).get("code");
    rp.exchange(&code, &[]).await.json(StatusCode::OK);
    // What goes wrong is told in the same way.
    let silent = rp.request(&[post, ("prompt", Some("none"))]);
    let answered = fields(&app.browser().get(&silent).await);
    assert_eq!(answered.get("error"), "login_required");
    assert_eq!(answered.get("state"), "the state");
    let wrong = rp.request(&[post, ("response_type", None)]);
    assert_eq!(
        fields(&browser.get(&wrong).await).get("error"),
        "invalid_request"
    );
}

/// A logout with these parameters, from a browser that is signed in to the application: the page that asks, and
/// where the browser is after the answer.
async fn log_out(rp: &Rp<'_>, app: &TestApp, parameters: &[(&str, &str)]) -> (Page, Page) {
    let mut browser = app.as_admin().await;
    let answer = tokens(rp, &mut browser, &[]).await;
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters.iter().map(|(name, value)| {
            let hint = text(&answer, "id_token");
            (*name, value.replace("{id_token}", hint))
        }))
        .finish();
    let path = format!("/{}/oauth2/v2.0/logout", app.contoso.id);
    let asked = browser.open(&format!("{path}?{query}")).await;
    let done = browser.submit(&asked, &path, &[]).await;
    assert!(!browser.is_signed_in());
    let page = browser.get(&rp.request(&[("prompt", Some("none"))])).await;
    assert_eq!(Answered::of(page.location()).get("error"), "login_required");
    (asked, done)
}

const HINT: (&str, &str) = ("id_token_hint", "{id_token}");
const BACK: (&str, &str) = ("post_logout_redirect_uri", WEB);
const STATE: (&str, &str) = ("state", "s");

#[tokio::test]
async fn oidcc_rp_initiated_logout() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (_, done) = log_out(&rp, &app, &[HINT, BACK, STATE]).await;
    assert_eq!(done.location(), format!("{WEB}?state=s"));
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_no_state() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (_, done) = log_out(&rp, &app, &[HINT, BACK]).await;
    assert_eq!(done.location(), WEB);
}

#[tokio::test]
async fn oidcc_rp_initiated_logout_leads_nowhere_unless_the_application_and_its_uri_are_known() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let evil = ("post_logout_redirect_uri", "https://evil.example/");
    let query = format!("{WEB}?foo=bar");
    for (module, parameters) in [
        ("bad-post-logout-redirect-uri", &[HINT, evil, STATE][..]),
        (
            "query-added-to-post-logout-redirect-uri",
            &[HINT, ("post_logout_redirect_uri", &query), STATE],
        ),
        (
            "bad-id-token-hint",
            &[("id_token_hint", "nonsense"), BACK, STATE],
        ),
        (
            "modified-id-token-hint",
            &[("id_token_hint", "{id_token}x"), BACK, STATE],
        ),
        ("no-id-token-hint", &[BACK, STATE]),
        ("no-params", &[]),
        ("no-post-logout-redirect-uri", &[HINT, STATE]),
        ("only-state", &[STATE]),
    ] {
        let (asked, done) = log_out(&rp, &app, parameters).await;
        assert_eq!(asked.heading(), "Sign out?", "{module}");
        assert_eq!(done.location(), "/signed-out", "{module}");
    }
}
