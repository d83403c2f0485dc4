//! What nobody gets in by.

use super::*;

#[tokio::test]
async fn unsolicited_response() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut browser = app.browser();
    for answer in [
        vec![
            ("code", "x"),
            ("state", "made up"),
            ("iss", "https://idp.uni.example"),
        ],
        vec![("code", "x")],
        vec![("state", "x")],
        vec![],
    ] {
        let answer: Vec<(String, String)> = answer
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let page = uni.bring(&mut browser, &answer).await;
        assert_eq!(page.heading(), "This sign-in is over");
        assert!(!browser.is_signed_in());
    }
}

#[tokio::test]
async fn csrf_on_login_an_answer_of_another_browser_signs_nobody_in() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let path = format!("/myapps?tenantid={}", app.contoso.id);
    let mut attacker = app.browser();
    let page = attacker.open(&path).await;
    let page = attacker
        .submit(&page, "/signin", &[("username", LEE)])
        .await;
    let url = University::leads_to(&page);
    let now = app.fixture.identity.env().clock.now();
    let answer = uni.fake.sign_in(&url, now, &lee());
    let mut victim = app.browser();
    victim.open("/signin").await;
    let page = uni.bring(&mut victim, &answer).await;
    assert_eq!(page.heading(), "This sign-in is over");
    assert!(!victim.is_signed_in());
}

#[tokio::test]
async fn session_fixation_signing_in_gives_another_session() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut browser = uni.accepted().await;
    let before = browser.cookie("__Host-hospes-session").unwrap().to_owned();
    let page = browser.open("/signin").await;
    let form = format!("/myapps?tenantid={}", app.contoso.id);
    let filled = [("username", LEE), ("next", form.as_str())];
    let page = browser.submit(&page, "/signin", &filled).await;
    let url = University::leads_to(&page);
    uni.come_back(&mut browser, &url, &lee()).await;
    let after = browser.cookie("__Host-hospes-session").unwrap().to_owned();
    assert_ne!(before, after);
    browser.set_cookie("__Host-hospes-session", &before);
    assert!(browser.get("/account").await.status.is_redirection());
}

#[tokio::test]
async fn reflection_of_what_a_provider_sends_back() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut browser = app.browser();
    let evil = "\"><script>alert(1)</script>";
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", evil)
        .append_pair("state", evil)
        .append_pair("error_description", evil)
        .append_pair("other", evil)
        .finish();
    let path = format!("/signin/providers/{}", uni.provider.id);
    let page = browser.get(&format!("{path}/callback?{query}")).await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert!(!page.has("input[name=other]"));
    let page = browser.submit(&page, &format!("{path}/finish"), &[]).await;
    assert!(!page.body.contains("alert(1)"), "{}", page.body);
    // Too much is not carried on.
    let long = format!("{path}/callback?code={}", "x".repeat(20_000));
    assert_eq!(browser.get(&long).await.status, StatusCode::BAD_REQUEST);
    // What it says of somebody is text, wherever it is shown.
    let landing = uni.landed(&mut browser, LEE).await;
    let url = uni.begin(&mut browser, &landing).await;
    let claims = json!({ "sub": evil, "name": evil });
    let page = uni.come_back(&mut browser, &url, &claims).await;
    let page = browser.follow(page).await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
}

#[tokio::test]
async fn who_is_whose_guest_without_asking_them() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.landed(&mut app.browser(), "pending@uni.example").await;
    let mut seen = Vec::new();
    for name in ["pending@uni.example", "nobody@uni.example"] {
        let mut browser = app.browser();
        let page = browser
            .open(&format!("/myapps?tenantid={}", app.contoso.id))
            .await;
        let page = browser
            .submit(&page, "/signin", &[("username", name)])
            .await;
        let url = University::leads_to(&page);
        let shown = url::Url::parse(&url).unwrap();
        let names: Vec<String> = shown.query_pairs().map(|(name, _)| name.into()).collect();
        let headers: Vec<String> = page.headers.keys().map(ToString::to_string).collect();
        seen.push((page.heading(), names, headers));
    }
    assert_eq!(seen[0], seen[1]);
    // Where no organization is asked for, and there are several, nothing tells that one federates.
    app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let mut browser = app.browser();
    let page = browser.open("/signin").await;
    let page = browser.submit(&page, "/signin", &[("username", LEE)]).await;
    assert_eq!(page.location(), "/signin/passcode");
}

#[tokio::test]
async fn redirect_confusion_nobody_is_led_elsewhere_after_signing_in() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let tenant = app.contoso.id.to_string();
    let provider = uni.provider.id.to_string();
    for next in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
    ] {
        let mut browser = app.browser();
        let form = [
            ("tenant", tenant.as_str()),
            ("provider", &provider),
            ("next", next),
        ];
        let page = browser.post("/signin/providers", &form).await;
        let url = University::leads_to(&page);
        let page = uni.come_back(&mut browser, &url, &lee()).await;
        assert_eq!(University::leads_to(&page), "/");
    }
}
