//! Outsiders who ask for access, with the real pages.

use axum::http::StatusCode;
use hospes_identity::Actor;
use hospes_identity::application::NewApplication;
use hospes_identity::audit::Activity;
use hospes_identity::ids::UserFlowId;
use hospes_identity::tenant::SettingsPatch;
use hospes_identity::user_flow::{Approval, Input, NewAttribute, ValueKind};

use super::federation::{LEE, University, lee};
use super::support::{Browser, Page, TestApp};

pub(super) const PAT: &str = "pat@partner.example";
pub(super) const DETAILS: &str = "/request-access/details";

/// An application that outsiders may ask for.
pub(super) struct Offered {
    pub(super) flow: UserFlowId,
    pub(super) url: String,
}

/// A built-in question.
pub(super) fn city() -> NewAttribute {
    NewAttribute {
        name: "city".to_owned(),
        kind: ValueKind::String,
        input: Input::TextBox,
        label: None,
        is_required: true,
        options: Vec::new(),
    }
}

pub(super) async fn offered(app: &TestApp, approver: Option<&Actor>) -> Offered {
    let (identity, system) = (&app.fixture.identity, app.system());
    let patch = SettingsPatch {
        self_service_sign_up: Some(true),
        ..SettingsPatch::default()
    };
    identity.update_settings(&system, &patch).await.unwrap();
    let new = NewApplication {
        display_name: "Hours".to_owned(),
        description: None,
        home_page_url: Some("https://hours.contoso.example/".to_owned()),
        assignment_required: true,
        visible: true,
    };
    let application = identity.create_application(&system, &new).await.unwrap().id;
    let flow = identity
        .create_user_flow(&system, ("Partners", Approval::None))
        .await
        .unwrap()
        .id;
    identity
        .attach_application(&system, flow, application)
        .await
        .unwrap();
    identity
        .add_flow_attribute(&system, flow, &city())
        .await
        .unwrap();
    if let Some(approver) = approver {
        let by = (Approval::Sponsors, &[approver.user().unwrap()][..]);
        identity.set_approval(&system, flow, by).await.unwrap();
    }
    let url = format!(
        "/request-access?tenant={}&application={application}",
        app.contoso.id
    );
    Offered { flow, url }
}

/// Proves the address by a code, and is at the questions.
pub(super) async fn proved<'a>(app: &'a TestApp, offered: &Offered) -> (Browser<'a>, Page) {
    let mut browser = app.browser();
    let page = browser.open(&offered.url).await;
    let page = browser
        .submit(&page, "/request-access", &[("address", PAT)])
        .await;
    let page = browser.follow(page).await;
    app.work().await;
    let code = app.mails.only().code();
    let page = browser
        .submit(&page, "/signin/passcode", &[("code", &code)])
        .await;
    let page = browser.follow(page).await;
    (browser, page)
}

#[tokio::test]
async fn without_approval_an_outsider_answers_accepts_and_goes_on() {
    let app = TestApp::start().await;
    let offered = offered(&app, None).await;
    let (mut browser, page) = proved(&app, &offered).await;
    assert_eq!(page.heading(), "Tell Contoso who you are");
    let wrong = browser.submit(&page, DETAILS, &[("a_city", "")]).await;
    assert!(
        wrong
            .text_of("#a_city-error")
            .contains("an answer is needed")
    );
    let page = browser.submit(&wrong, DETAILS, &[("a_city", "Graz")]).await;
    let page = browser.follow(page).await;
    let page = browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.location(), "https://hours.contoso.example/");
    let events = app.events(Activity::RequestAccess).await;
    assert!(events[0].succeeded);
}

#[tokio::test]
async fn with_approval_a_sponsor_decides_in_my_apps() {
    let app = TestApp::start().await;
    let sponsor = app.fixture.member(&app.system(), "megan").await;
    let actor = app.fixture.acting(app.contoso.id, &sponsor).await;
    let offered = offered(&app, Some(&actor)).await;
    let (mut browser, page) = proved(&app, &offered).await;
    let page = browser
        .submit(&page, DETAILS, &[("a_city", "<b>Graz")])
        .await;
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Your request waits for a decision");
    let mut deciding = app.signed_in(&sponsor).await;
    let list = deciding.open("/myapps/approvals").await;
    assert!(list.text().contains(PAT));
    let request = app
        .fixture
        .identity
        .requests_to_decide(&actor)
        .await
        .unwrap();
    let path = format!("/myapps/approvals/{}", request[0].id);
    let page = deciding.open(&path).await;
    assert!(page.text().contains("<b>Graz"));
    // A built-in attribute by the name that its reader knows, and how the address was proved.
    assert!(
        page.text().contains("City") && !page.text().contains("city"),
        "{}",
        page.text()
    );
    assert!(
        page.text().contains("By a code to the address"),
        "{}",
        page.text()
    );
    deciding.submit(&page, &path, &[("go", "approve")]).await;
    app.work().await;
    let link = app.mails.take().last().unwrap().link("/redeem");
    let landing = app.browser().open(&link).await;
    assert!(
        landing.text().contains("As a guest, with access to Hours"),
        "{}",
        landing.text()
    );
    let mut admin = app.as_admin().await;
    let users = admin.open("/admin/users?q=pat").await;
    let guest = users.attribute("tbody a.row-link", "href");
    let shown = admin.open(&guest).await.text();
    assert!(!shown.contains("None was sent"), "{shown}");
    let page = browser.open(DETAILS).await;
    assert_eq!(page.heading(), "Your request was approved");
    let page = browser.submit(&page, DETAILS, &[]).await;
    let page = browser.follow(page).await;
    let page = browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.location(), "https://hours.contoso.example/");
    // Whoever looks after users reads it on the guest's page.
    let mut admin = app.as_admin().await;
    let list = admin.open("/admin/access-requests").await;
    let guest = list.attribute("td a[href^='/admin/users/']", "href");
    let page = admin.open(&guest).await;
    let asked = page.text_of("section[aria-labelledby=asked]");
    for part in [
        "Hours",
        "Approved",
        "City",
        "<b>Graz",
        PAT,
        "One-time passcode",
        "megan",
    ] {
        assert!(asked.contains(part), "{part} in {asked}");
    }
    // Whoever was here before asked for nothing.
    let page = admin.open(&format!("/admin/users/{}", app.admin.id)).await;
    assert!(!page.has("section[aria-labelledby=asked]"));
}

#[tokio::test]
async fn what_is_not_offered_is_not_asked_for() {
    let app = TestApp::start().await;
    let offered = offered(&app, None).await;
    let off = SettingsPatch {
        self_service_sign_up: Some(false),
        ..SettingsPatch::default()
    };
    app.fixture
        .identity
        .update_settings(&app.system(), &off)
        .await
        .unwrap();
    let mut browser = app.browser();
    for url in [offered.url.as_str(), "/request-access"] {
        let page = browser.open(url).await;
        assert_eq!(page.heading(), "You can’t ask for access here");
    }
}

#[tokio::test]
async fn an_administrator_gets_the_certificate_that_a_connector_has_to_accept() {
    let app = TestApp::start().await;
    let offered = offered(&app, None).await;
    let mut browser = app.as_admin().await;
    let path = format!("/admin/user-flows/{}", offered.flow);
    let fields = [
        ("go", "connector"),
        ("step", "postAttributeCollection"),
        ("url", "https://api.contoso.example/check"),
        ("authentication", "certificate"),
    ];
    let page = browser.post(&path, &fields).await;
    let page = browser.follow(page).await;
    let shown = page.text_of("#certificate-postAttributeCollection");
    assert!(shown.starts_with("-----BEGIN CERTIFICATE-----"), "{shown}");
    assert!(!page.body.contains("PRIVATE KEY"));
    let events = app.events(Activity::UpdateUserFlow).await;
    assert!(format!("{:?}", events[0]).contains("certificate "));
    let file = page.attribute("a[href*='/certificates/']", "href");
    let file = browser.get(&file).await;
    let lines: Vec<&str> = file.body.split_whitespace().collect();
    assert_eq!(lines.join(" "), shown);
    let unknown = browser.get(&format!("{path}/certificates/0123")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let fields = [fields[0], fields[1], fields[2], ("authentication", "none")];
    let page = browser.post(&path, &fields).await;
    assert!(
        page.text_of("#authentication-postAttributeCollection-error")
            .contains("none of the two")
    );
}

#[tokio::test]
async fn an_administrator_changes_the_certificate_of_a_connector_in_two_steps() {
    let app = TestApp::start().await;
    let offered = offered(&app, None).await;
    let mut browser = app.as_admin().await;
    let path = format!("/admin/user-flows/{}", offered.flow);
    let (in_use, next) = (
        "#certificate-postAttributeCollection",
        "#next-certificate-postAttributeCollection",
    );
    let fields = [
        ("go", "connector"),
        ("step", "postAttributeCollection"),
        ("url", "https://api.contoso.example/check"),
        ("authentication", "certificate"),
    ];
    let page = browser.post(&path, &fields).await;
    let page = browser.follow(page).await;
    let first = page.text_of(in_use);
    assert!(page.has("button[value=prepare]") && !page.has(next));
    let mut press = async |go| {
        let page = browser.post(&path, &[("go", go), fields[1]]).await;
        browser.follow(page).await
    };
    let page = press("prepare").await;
    let second = page.text_of(next);
    assert_eq!(page.text_of(in_use), first);
    assert_ne!(second, first);
    assert!(!page.has("button[value=prepare]") && !page.body.contains("PRIVATE KEY"));
    assert_eq!(page.count("a[href*='/certificates/']"), 2);
    let page = press("prepare").await;
    assert!(page.text().contains("changed in the meantime"));
    let page = press("switch").await;
    assert_eq!(page.text_of(in_use), second);
    assert!(!page.has(next));
    press("prepare").await;
    let page = press("discard").await;
    assert_eq!(page.text_of(in_use), second);
    assert!(!page.has(next));
    assert!(!page.text().contains("Ends soon"));
    app.fixture
        .clock
        .advance(hospes_identity::Span::days(1_066));
    let page = app.as_admin().await.open(&path).await;
    assert!(page.text().contains("Ends soon"), "{}", page.text());
}

#[tokio::test]
async fn whoever_decides_reads_who_vouches_for_the_person() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let sponsor = app.fixture.member(&app.system(), "megan").await;
    let actor = app.fixture.acting(app.contoso.id, &sponsor).await;
    let offered = offered(&app, Some(&actor)).await;
    let mut browser = app.browser();
    let page = browser.open(&offered.url).await;
    let typed = [("address", LEE)];
    let page = browser.submit(&page, "/request-access", &typed).await;
    let page = browser.follow(page).await;
    let url = University::leads_to(&page);
    let page = uni.come_back(&mut browser, &url, &lee()).await;
    let page = browser.open(&University::leads_to(&page)).await;
    let page = browser.submit(&page, DETAILS, &[("a_city", "Graz")]).await;
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Your request waits for a decision");
    let identity = &app.fixture.identity;
    let request = identity.requests_to_decide(&actor).await.unwrap().remove(0);
    assert_eq!(request.account, LEE);
    assert_eq!(request.vouched_by.as_deref(), Some("University"));
    let mut deciding = app.signed_in(&sponsor).await;
    let page = deciding
        .open(&format!("/myapps/approvals/{}", request.id))
        .await;
    let told = page.text();
    assert!(told.contains(LEE) && told.contains("University"), "{told}");
}

#[tokio::test]
async fn a_new_flow_asks_who_decides_and_is_not_open_by_itself() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/user-flows").await;
    let page = admin
        .submit(&page, "/admin/user-flows", &[("name", "Partners")])
        .await;
    let path = page.location().to_owned();
    let page = admin.follow(page).await;
    assert!(page.has("input[name=approval][value=owners][checked]"));
    // Sponsors who are typed and would not count are not lost in silence.
    let typed = [
        ("go", "approval"),
        ("approval", "none"),
        ("sponsors", "admin@contoso.example"),
    ];
    let page = admin.post(&path, &typed).await;
    assert_eq!(
        page.text_of("#sponsors-error"),
        "Choose Named sponsors, or leave this empty."
    );
    let typed = [("name", "Open"), ("approval", "none")];
    let page = admin.post("/admin/user-flows", &typed).await;
    let page = admin.follow(page).await;
    assert!(page.has("input[name=approval][value=none][checked]"));
}
