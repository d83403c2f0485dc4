use hospes_identity::audit::Activity;
use hospes_protocol::jose::{Expected, Jwks, VerifyingKey, verify};

use super::*;

#[tokio::test]
async fn a_member_signs_in_to_an_application_and_it_learns_who_they_are() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.browser();
    // The application sends them here; they sign in, agree, and are sent back.
    let page = browser.open(&rp.request(&[])).await;
    assert_eq!(page.heading(), "Sign in");
    let page = browser
        .submit(&page, "/signin", &[("username", "admin@contoso.example")])
        .await;
    let page = browser.follow(page).await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.ends_with("form-action 'self' https://rp.example"),
        "{policy}"
    );
    let password = [("password", hospes_identity::testing::PASSWORD)];
    let page = browser.submit(&page, "/signin/password", &password).await;
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Permissions requested");
    assert!(
        page.text().contains("Expenses would like to:"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Read your profile"));
    let action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
    let page = browser
        .submit(&page, &action, &[("answer", "accept")])
        .await;
    let page = browser.follow(page).await;
    let answered = Answered::of(page.location());
    assert_eq!(answered.to, WEB);
    assert_eq!(answered.get("state"), "the state");
    let issuer = format!("https://hospes.example/{}/v2.0", app.contoso.id);
    assert_eq!(answered.get("iss"), issuer);

    let answer = rp
        .exchange(&answered.get("code"), &[("client_info", Some("1"))])
        .await;
    let answer = answer.json(StatusCode::OK);
    assert_eq!(
        answer["scope"],
        "openid profile email offline_access User.Read"
    );
    let keys = app
        .get("/common/discovery/v2.0/keys")
        .await
        .json(StatusCode::OK);
    let keys: Jwks = serde_json::from_value(keys).unwrap();
    let keys: Vec<_> = keys
        .keys
        .iter()
        .map(|key| VerifyingKey::from_jwk(key).unwrap())
        .collect();
    let expected = Expected {
        issuers: &[&issuer],
        audiences: &[&rp.client_id],
        now_seconds: app.fixture.identity.env().clock.now().as_seconds(),
        leeway_seconds: 0,
    };
    let id_token = answer["id_token"].as_str().unwrap();
    let claims: Value = verify(id_token, &keys, &expected).unwrap();
    assert_eq!(claims["nonce"], "the nonce");
    assert_eq!(claims["oid"], app.admin.id.to_string());
    assert_eq!(claims["tid"], app.contoso.id.to_string());
    assert_eq!(claims["preferred_username"], "admin@contoso.example");
    assert_eq!(claims["acct"], 0);
    assert!(claims.get("idp").is_none());
    let names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    insta::assert_json_snapshot!("claims_of_a_member", names);

    let access_token = answer["access_token"].as_str().unwrap();
    let me = rp
        .graph("/v1.0/me", access_token)
        .await
        .json(StatusCode::OK);
    assert_eq!(me["userPrincipalName"], "admin@contoso.example");
    let info = rp
        .graph("/oidc/userinfo", access_token)
        .await
        .json(StatusCode::OK);
    assert_eq!(info["sub"], claims["sub"]);
    assert_eq!(info["email"], "admin@contoso.example");
    let signed_in = &app.events(Activity::SignIn).await[0];
    assert!(
        signed_in
            .details
            .iter()
            .any(|detail| detail.value == "Expenses")
    );

    // The second time nothing is asked.
    let page = browser.get(&rp.request(&[])).await;
    assert!(page.location().starts_with(WEB), "{}", page.location());
}

#[tokio::test]
async fn an_application_sees_that_somebody_is_a_guest_and_where_they_are_at_home() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let sam = app
        .fixture
        .member(&app.fixture.system(fabrikam.id), "sam")
        .await;
    app.fixture
        .invite(&app.system(), "sam@fabrikam.example")
        .await;
    app.work().await;
    let mut browser = app.signed_in(&sam).await;
    let link = app.mails.only().link("/redeem");
    browser.open(&link).await;
    let page = browser.open("/redeem/review").await;
    browser.submit(&page, "/redeem/accept", &[]).await;

    let code = rp.code(&mut browser, &[]).await;
    let page = rp.exchange(&code, &[("client_info", Some("1"))]).await;
    let answer = page.json(StatusCode::OK);
    let claims = claims(answer["id_token"].as_str().unwrap());
    assert_eq!(claims["tid"], app.contoso.id.to_string());
    assert_ne!(claims["oid"], sam.id.to_string());
    assert_eq!(claims["acct"], 1);
    assert_eq!(
        claims["idp"],
        format!("https://hospes.example/{}/", fabrikam.id)
    );
    assert_eq!(claims["email"], "sam@fabrikam.example");
    assert_eq!(claims["preferred_username"], "sam@fabrikam.example");
    let info = URL_SAFE_NO_PAD
        .decode(answer["client_info"].as_str().unwrap())
        .unwrap();
    let info: Value = serde_json::from_slice(&info).unwrap();
    assert_eq!(
        info,
        json!({ "uid": sam.id.to_string(), "utid": fabrikam.id.to_string() })
    );
    // Blocked at home, they get no more here.
    let patch = hospes_identity::user::UserPatch {
        account_enabled: Some(false),
        ..Default::default()
    };
    let system = app.fixture.system(fabrikam.id);
    let blocked = app.fixture.identity.update_user(&system, sam.id, &patch);
    blocked.await.unwrap();
    let page = rp
        .refresh(answer["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 50_173));
}

#[tokio::test]
async fn a_guest_with_a_passcode_is_of_the_issuer_mail() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    app.fixture
        .guest(&app.system(), "pat@partner.example")
        .await;
    let mut browser = app.by_code("pat@partner.example").await;
    let answer = rp.exchange(&rp.code(&mut browser, &[]).await, &[]).await;
    let answer = answer.json(StatusCode::OK);
    assert_eq!(claims(answer["id_token"].as_str().unwrap())["idp"], "mail");
    assert_eq!(
        claims(answer["access_token"].as_str().unwrap())["amr"],
        json!(["otp"])
    );
}

#[tokio::test]
async fn a_device_comes_back_to_any_port_of_its_own_and_needs_no_secret() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let at = "http://localhost:49152";
    let code = rp.code(&mut browser, &[("redirect_uri", Some(at))]).await;
    let changes = [("client_secret", None), ("redirect_uri", Some(at))];
    let answer = rp.exchange(&code, &changes).await.json(StatusCode::OK);
    assert_eq!(
        claims(answer["access_token"].as_str().unwrap())["appidacr"],
        "0"
    );
}

#[tokio::test]
async fn a_page_in_a_browser_gets_its_tokens_across_origins_and_others_do_not() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let changes = [
        ("redirect_uri", Some(SPA)),
        ("response_mode", Some("fragment")),
    ];
    let code = rp.code(&mut browser, &changes).await;
    let form = rp.page_form(&code);
    assert_eq!(
        refused(&rp.token(&form, None).await),
        ("invalid_request".to_owned(), 9_002_327)
    );
    let page = rp.token(&form, Some("https://evil.example")).await;
    assert!(page.headers.get("access-control-allow-origin").is_none());
    let code = rp.code(&mut browser, &changes).await;
    let form = rp.page_form(&code);
    let page = rp.token(&form, Some("https://spa.example")).await;
    page.json(StatusCode::OK);
    assert_eq!(
        page.header("access-control-allow-origin"),
        "https://spa.example"
    );
    assert_eq!(page.header("vary"), "Origin");
}

#[tokio::test]
async fn the_answer_comes_as_it_was_asked_for() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    rp.code(&mut browser, &[]).await;
    let page = browser
        .get(&rp.request(&[("response_mode", Some("fragment"))]))
        .await;
    assert!(
        page.location()
            .starts_with("https://rp.example/callback#code=")
    );
    let page = browser
        .get(&rp.request(&[("response_mode", Some("form_post"))]))
        .await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.ends_with("form-action 'self' https://rp.example"),
        "{policy}"
    );
    let form = page.form(WEB);
    let names: Vec<&str> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "session_state", "state", "iss"]);
    // By POST, as by GET.
    let (path, query) = rp
        .request(&[])
        .split_once('?')
        .map(|(p, q)| (p.to_owned(), q.to_owned()))
        .unwrap();
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let page = browser.post_bare(&path, &fields).await;
    let page = browser.follow(page).await;
    assert!(page.location().starts_with(WEB));
}

#[tokio::test]
async fn at_common_and_organizations_the_home_of_the_person_answers() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    for tenant in ["common", "organizations", "Common"] {
        let mut browser = app.browser();
        let page = browser.open(&rp.request_at(tenant, &[])).await;
        assert_eq!(page.heading(), "Sign in", "{tenant}");
        let mut browser = app.as_admin().await;
        let answered = rp.answered(&mut browser, &rp.request_at(tenant, &[])).await;
        assert!(answered.find("iss").is_none());
        let code = answered.get("code");
        let body = rp.code_form(&code);
        let page = super::super::support::Client::token(&app, &tenant.to_lowercase(), &body).await;
        page.json(StatusCode::OK);
    }
}

#[tokio::test]
async fn the_documents_name_what_is_there() {
    let app = TestApp::start().await;
    for tenant in ["contoso.example", "common", &app.contoso.id.to_string()] {
        let path = format!("/{tenant}/v2.0/.well-known/openid-configuration");
        let page = app.get(&path).await;
        assert_eq!(page.header("access-control-allow-origin"), "*");
        let document = page.json(StatusCode::OK);
        for name in [
            "jwks_uri",
            "userinfo_endpoint",
            "authorization_endpoint",
            "end_session_endpoint",
        ] {
            let url = document[name].as_str().unwrap();
            let path = url.strip_prefix("https://hospes.example").unwrap();
            let page = app.get(path).await;
            assert_ne!(page.status, StatusCode::NOT_FOUND, "{name}: {url}");
        }
        let id = if tenant == "common" {
            "{tenantid}".to_owned()
        } else {
            app.contoso.id.to_string()
        };
        assert_eq!(
            document["issuer"],
            format!("https://hospes.example/{id}/v2.0")
        );
    }
    for path in ["/v1.0/me", "/oidc/userinfo"] {
        let request = Request::options(path)
            .header(header::ORIGIN, "https://spa.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET")
            .header(
                header::ACCESS_CONTROL_REQUEST_HEADERS,
                "authorization,consistencylevel",
            );
        let page = app.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(page.header("access-control-allow-origin"), "*", "{path}");
        assert_eq!(
            page.header("access-control-allow-headers"),
            "authorization,consistencylevel"
        );
    }
    let page = app
        .get("/no_body/v2.0/.well-known/openid-configuration")
        .await;
    assert_eq!(
        page.json(StatusCode::BAD_REQUEST)["error_codes"][0],
        900_023
    );
    let page = app
        .get("/nobody.example/v2.0/.well-known/openid-configuration")
        .await;
    assert_eq!(page.json(StatusCode::BAD_REQUEST)["error_codes"][0], 90_002);
}

#[tokio::test]
async fn signing_out_is_asked_for_and_leads_back_where_it_may() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let path = format!("/{}/oauth2/v2.0/logout", app.contoso.id);
    let query = |to: &str| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &rp.client_id)
            .append_pair("post_logout_redirect_uri", to)
            .append_pair("state", "s")
            .finish();
        format!("{path}?{query}")
    };
    let mut browser = app.as_admin().await;
    let page = browser.open(&query(WEB)).await;
    assert_eq!(page.heading(), "Sign out?");
    assert!(browser.is_signed_in(), "a link alone signs nobody out");
    let page = browser.submit(&page, &path, &[]).await;
    assert_eq!(page.location(), "https://rp.example/callback?state=s");
    assert!(!browser.is_signed_in());
    // Whoever is not signed in goes on; nobody is sent where the application is not.
    assert_eq!(
        browser.get(&query(WEB)).await.location(),
        "https://rp.example/callback?state=s"
    );
    assert_eq!(
        browser
            .get(&query("https://evil.example/"))
            .await
            .location(),
        "/signed-out"
    );
}
