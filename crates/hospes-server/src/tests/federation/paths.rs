//! The ways that work, and what is said on those that do not.

use hospes_identity::Span;
use hospes_identity::identity_provider::ProviderPatch;

use super::*;
use crate::tests::authorize::{Rp, claims};

#[tokio::test]
async fn a_guest_comes_in_by_their_university_and_is_sent_there_from_then_on() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut browser = app.browser();
    let page = uni.landed(&mut browser, LEE).await;
    assert_eq!(
        page.texts_of("form[action='/redeem/sign-in'] button"),
        ["Sign in with your University account"]
    );
    let url = uni.begin(&mut browser, &page).await;
    assert!(url.contains("login_hint=lee%40uni.example"), "{url}");
    assert!(url.contains("prompt=login"), "{url}");
    let page = uni.come_back(&mut browser, &url, &lee()).await;
    assert_eq!(page.location(), "/redeem/review");
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Review permissions");
    assert!(page.text().contains("University"), "{}", page.text());
    let page = browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = browser.open("/myapps").await;
    assert_eq!(page.status, StatusCode::OK);
    // The next time, where it is known whose guest they are.
    let mut browser = app.browser();
    let page = browser
        .open(&format!("/myapps?tenantid={}", app.contoso.id))
        .await;
    assert_eq!(page.text_of(".asker-name"), "Contoso");
    let page = browser.submit(&page, "/signin", &[("username", LEE)]).await;
    let url = University::leads_to(&page);
    let page = uni.come_back(&mut browser, &url, &lee()).await;
    let next = University::leads_to(&page);
    assert_eq!(next, format!("/myapps?tenantid={}", app.contoso.id));
    assert_eq!(browser.open(&next).await.status, StatusCode::OK);
    assert!(browser.is_signed_in());
}

#[tokio::test]
async fn an_answer_by_a_form_of_the_providers_site_leads_to_the_page_of_all_answers() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut browser = app.browser();
    let page = uni.landed(&mut browser, LEE).await;
    let url = uni.begin(&mut browser, &page).await;
    let now = app.fixture.identity.env().clock.now();
    let answer = uni.fake.sign_in(&url, now, &lee());
    let mut fields: Vec<(&str, &str)> = answer
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let user = r#"{"name":{"firstName":"<b>&'\"}}"#;
    fields.push(("user", user));
    fields.push(("id_token", "a-token-that-nobody-asked-for"));
    let path = format!("/signin/providers/{}", uni.provider.id);
    // Of another site: without a token, and without a cookie.
    let mut elsewhere = app.browser();
    let callback = format!("{path}/callback");
    let page = elsewhere.post_bare(&callback, &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(page.location().starts_with(&format!("{callback}?code=")));
    let to = page.location().to_owned();
    assert!(!to.contains("nobody"), "{to}");
    let page = browser.get(&to).await;
    assert_eq!(page.attribute("input[name=user]", "value"), user);
    let page = browser.submit(&page, &format!("{path}/finish"), &[]).await;
    assert_eq!(page.location(), "/redeem/review");
    let long = "x".repeat(20_000);
    let page = elsewhere.post_bare(&callback, &[("state", &long)]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_application_sees_who_vouched_for_a_guest() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.browser();
    let page = browser.open(&rp.request(&[])).await;
    let page = browser.submit(&page, "/signin", &[("username", LEE)]).await;
    let url = University::leads_to(&page);
    let page = uni.come_back(&mut browser, &url, &lee()).await;
    let next = University::leads_to(&page);
    let code = rp.answered(&mut browser, &next).await.get("code");
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = claims(answer["id_token"].as_str().unwrap());
    assert_eq!(token["idp"], uni.provider.issuer);
    assert_eq!(token["acct"], 1);
    assert_eq!(token["email"], LEE);
    assert_eq!(token["amr"], json!(["fed"]));
    // Switched off, it lets nobody in any more, and the application gets nothing more.
    let patch = ProviderPatch {
        is_enabled: Some(false),
        ..ProviderPatch::default()
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let off = identity.update_identity_provider(&system, uni.provider.id, &patch);
    off.await.unwrap();
    let refreshed = rp
        .refresh(answer["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_eq!(
        refreshed.json(StatusCode::BAD_REQUEST)["error_codes"][0],
        50_173
    );
    assert!(!browser.get("/account").await.status.is_success());
}

#[tokio::test]
async fn whoever_the_provider_does_not_vouch_for_types_a_code_besides() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut browser = app.browser();
    let page = uni.landed(&mut browser, LEE).await;
    let url = uni.begin(&mut browser, &page).await;
    let claims = json!({ "sub": "lee-1", "email": LEE });
    let page = uni.come_back(&mut browser, &url, &claims).await;
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Is this address yours?");
    assert!(page.has("form[action='/redeem/switch-account']"));
    let page = browser.submit(&page, "/redeem/prove", &[]).await;
    assert_eq!(page.location(), "/signin/passcode");
    let page = browser.follow(page).await;
    app.work().await;
    let code = app.mails.only().code();
    let again = browser
        .submit(&page, "/signin/passcode", &[("code", "000000")])
        .await;
    assert!(again.text().contains("4 tries left") || again.has(".field-error"));
    let page = browser
        .submit(&page, "/signin/passcode", &[("code", &code)])
        .await;
    assert_eq!(page.location(), "/redeem/review");
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Review permissions");
    let page = browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn where_a_domain_has_several_providers_people_choose() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let library = University::named(&app, "https://idp.library.example", "Library").await;
    let mut browser = app.browser();
    let page = library.landed(&mut browser, LEE).await;
    assert_eq!(page.count("form[action='/redeem/sign-in'] button"), 2);
    let url = library.begin(&mut browser, &page).await;
    let page = library.come_back(&mut browser, &url, &lee()).await;
    let page = browser.follow(page).await;
    browser.submit(&page, "/redeem/accept", &[]).await;
    // Somebody who is nobody's guest is asked where; whoever is bound is sent there.
    for (name, is_bound) in [("nobody@uni.example", false), (LEE, true)] {
        let mut browser = app.browser();
        let page = browser
            .open(&format!("/myapps?tenantid={}", app.contoso.id))
            .await;
        let page = browser
            .submit(&page, "/signin", &[("username", name)])
            .await;
        if is_bound {
            assert!(University::leads_to(&page).starts_with(&library.fake.issuer));
            continue;
        }
        assert_eq!(page.heading(), "Where do you want to sign in?");
        let chosen = uni.provider.id.to_string();
        let page = browser
            .submit(&page, "/signin/providers", &[("provider", &chosen)])
            .await;
        let url = University::leads_to(&page);
        assert!(url.starts_with(&uni.fake.issuer));
        let page = uni.come_back(&mut browser, &url, &lee()).await;
        assert_eq!(page.heading(), "You have no access with this account");
        assert!(!browser.is_signed_in());
    }
}

#[tokio::test]
async fn what_goes_wrong_has_a_page_and_a_way_on() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut browser = app.browser();
    let landing = uni.landed(&mut browser, LEE).await;
    let url = uni.begin(&mut browser, &landing).await;
    let answer = uni.fake.refuse(&url, "access_denied");
    let page = uni.bring(&mut browser, &answer).await;
    assert_eq!(page.heading(), "You weren’t signed in");
    assert_eq!(
        page.attribute(".guest-actions a", "href"),
        "/redeem/invitation"
    );
    // The answer comes a second time.
    let page = uni.bring(&mut browser, &answer).await;
    assert_eq!(page.heading(), "This sign-in is over");
    let landing = browser.open("/redeem/invitation").await;
    let url = uni.begin(&mut browser, &landing).await;
    app.fixture.clock.advance(Span::hours(25));
    uni.fake.is_down();
    let page = uni.come_back(&mut browser, &url, &lee()).await;
    assert_eq!(page.heading(), "This sign-in is over");
    let landing = uni.landed(&mut browser, "kim@uni.example").await;
    let way = [("way", "provider:nonsense")];
    let page = browser.submit(&landing, "/redeem/sign-in", &way).await;
    assert_eq!(page.heading(), "University can’t be used at present");
    // What is wrong is no guest's matter.
    assert!(!page.text().contains("does not answer:"), "{}", page.text());
}

#[tokio::test]
async fn a_sign_in_is_in_both_logs_with_its_provider() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let events = app.events(hospes_identity::audit::Activity::SignIn).await;
    let details = &events[0].details;
    assert!(
        details
            .iter()
            .any(|one| one.key == "IdentityProvider" && one.value == "University"),
        "{details:?}"
    );
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/sign-ins").await;
    assert!(page.text().contains(LEE), "{}", page.text());
    let entry = page.attribute("tbody tr:nth-child(2) a", "href");
    let page = admin.open(&entry).await;
    let provider = format!("/admin/identity-providers/{}", uni.provider.id);
    assert!(page.has(&format!("dl.facts a[href='{provider}']")));
    assert!(page.text().contains("University"), "{}", page.text());
    assert_eq!(page.text_of(".badges"), "Success");
    let user = page.attribute("dl.facts a", "href");
    assert!(user.starts_with("/admin/users/"), "{user}");
    // Both entries of the redemption are on the guest's page.
    let page = admin.open(&format!("{user}/sign-ins")).await;
    assert_eq!(page.texts_of("tbody .badge"), ["Success", "Interrupted"]);
}

#[tokio::test]
async fn the_reference_that_a_guest_saw_is_on_the_users_page_and_found_in_the_logs() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut browser = app.browser();
    uni.landed(&mut browser, LEE).await;
    let mut admin = app.as_admin().await;
    let users = admin.open("/admin/users?type=guest").await;
    let user = users.attribute("tbody a[href^='/admin/users/']", "href");
    for (error, heading, said) in [
        (
            "access_denied",
            "You weren’t signed in",
            "They cancelled at the identity provider",
        ),
        (
            "server_error",
            "University can’t be used at present",
            "The identity provider could not be used",
        ),
    ] {
        let landing = browser.open("/redeem/invitation").await;
        let url = uni.begin(&mut browser, &landing).await;
        let mut answer = uni.fake.refuse(&url, error);
        let text = "<img src=x>\u{202e}&lt;b&gt;".to_owned();
        answer.push(("error_description".to_owned(), text));
        let page = uni.bring(&mut browser, &answer).await;
        assert_eq!(page.heading(), heading);
        let reference = page.headers["request-id"].to_str().unwrap().to_owned();
        assert!(page.body.contains(&reference), "{}", page.body);
        let shown = admin.open(&user).await;
        let trace = shown.text_of("section[aria-labelledby=trace]");
        assert!(trace.contains(said), "{trace}");
        assert!(trace.contains("<img src=x>") && !shown.has("img[src=x]"));
        assert!(trace.contains(&format!("Reference {reference}")), "{trace}");
        let found = admin
            .open(&format!("/admin/sign-ins?reference={reference}"))
            .await;
        assert_eq!(found.texts_of("tbody .badge"), ["Failure"]);
        assert_eq!(found.texts_of("tbody td:first-child a"), [LEE]);
    }
    let found = admin.open("/admin/sign-ins?reference=nonsense").await;
    assert!(found.text().contains("No sign-in matches"));
}

#[tokio::test]
async fn an_account_that_is_anothers_is_refused_as_soon_as_it_is_known() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let mut browser = app.browser();
    let page = uni.landed(&mut browser, "kim@uni.example").await;
    let url = uni.begin(&mut browser, &page).await;
    let page = uni.come_back(&mut browser, &url, &lee()).await;
    assert_eq!(page.heading(), "This account is already in use here");
    assert!(!page.text().contains("together"), "{}", page.text());
    assert!(!browser.is_signed_in());
    let page = browser.submit(&page, "/redeem/switch-account", &[]).await;
    assert_eq!(page.location(), "/redeem/invitation");
}

#[tokio::test]
async fn where_no_link_names_the_organization_its_domain_is_asked() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let mut browser = app.browser();
    let page = browser.open("/signin").await;
    assert!(page.has("a[href='/signin/organization']"));
    let page = browser.open("/signin/organization").await;
    let path = "/signin/organization";
    let wrong = browser
        .submit(&page, path, &[("domain", "nobody.example")])
        .await;
    assert!(wrong.has(".field-error"), "{}", wrong.body);
    let typed = [("domain", "somebody@Contoso.example")];
    let page = browser.submit(&page, path, &typed).await;
    let page = browser.follow(page).await;
    let page = browser.submit(&page, "/signin", &[("username", LEE)]).await;
    let url = University::leads_to(&page);
    uni.come_back(&mut browser, &url, &lee()).await;
    assert!(browser.is_signed_in());
}

#[tokio::test]
async fn a_browser_that_was_there_begins_with_that_organization() {
    let app = TestApp::start().await;
    app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let uni = University::new(&app).await;
    let mut stranger = app.browser();
    let page = stranger.open("/myapps").await;
    assert!(!page.has(".asker-name"), "{}", page.text());
    let page = stranger
        .submit(&page, "/signin", &[("username", LEE)])
        .await;
    let page = stranger.follow(page).await;
    assert!(
        page.has(".guest-other a[href='/signin/organization']"),
        "{}",
        page.body
    );
    let mut browser = uni.accepted().await;
    browser.open("/myapps").await;
    let page = browser.open("/account").await;
    browser.submit(&page, "/signout", &[]).await;
    assert!(!browser.is_signed_in());
    for bare in ["/myapps", "/signin"] {
        let page = browser.open(bare).await;
        assert_eq!(page.text_of(".asker-name"), "Contoso");
        assert!(page.has("a[href='/signin/organization']"));
        let page = browser.submit(&page, "/signin", &[("username", LEE)]).await;
        let url = University::leads_to(&page);
        let page = uni.come_back(&mut browser, &url, &lee()).await;
        let next = University::leads_to(&page);
        assert!(
            next.ends_with(&format!("?tenantid={}", app.contoso.id)),
            "{next}"
        );
        let page = browser.open(&next).await;
        assert!(page.text().contains("Contoso"));
    }
}

#[tokio::test]
async fn where_there_is_but_one_organization_nobody_is_asked_which() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let mut browser = app.browser();
    let page = browser.open("/myapps").await;
    assert_eq!(page.text_of(".asker-name"), "Contoso");
    let page = browser.submit(&page, "/signin", &[("username", LEE)]).await;
    let url = University::leads_to(&page);
    uni.come_back(&mut browser, &url, &lee()).await;
    assert!(browser.is_signed_in());
}
