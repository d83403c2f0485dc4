//! Labels of attributes in the languages of the readers, with the real pages.

use axum::http::StatusCode;
use hospes_identity::audit::Activity;
use hospes_identity::user_flow::{Input, NewAttribute, ValueKind};

use super::sign_up::{DETAILS, Offered, offered, proved};
use super::support::TestApp;

/// An application with one more question, whose label is English.
async fn asking(app: &TestApp) -> (Offered, String) {
    let offered = offered(app, None).await;
    let color = NewAttribute {
        name: "color".to_owned(),
        kind: ValueKind::String,
        input: Input::Radio,
        label: Some("Color".to_owned()),
        is_required: true,
        options: vec!["red".to_owned(), "blue".to_owned()],
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let added = identity.add_flow_attribute(&system, offered.flow, &color);
    added.await.unwrap();
    let path = format!("/admin/user-flows/{}/attributes/color", offered.flow);
    (offered, path)
}

#[tokio::test]
async fn a_question_is_asked_in_the_language_of_the_reader_and_the_choice_is_stored() {
    let app = TestApp::start().await;
    let (offered, path) = asking(&app).await;
    let mut admin = app.as_admin().await;
    let flow = format!("/admin/user-flows/{}", offered.flow);
    let page = admin.open(&flow).await;
    assert_eq!(
        page.attribute("tbody tr:nth-child(2) a.row-link", "href"),
        path
    );
    let page = admin.open(&path).await;
    assert_eq!(page.heading(), "Color");
    let fields = [
        ("label_de", "Farbe\u{202e}"),
        ("options_de", "rot\r\nblau\r\n"),
        ("label_ar", "اللون"),
    ];
    let page = admin.submit(&page, &path, &fields).await;
    let page = admin.follow(page).await;
    assert!(page.has("input[name=label_de][value=Farbe]"));
    assert_eq!(page.attribute("#label_ar", "dir"), "rtl");
    let events = app.events(Activity::UpdateUserFlow).await;
    let told = format!("{:?}", events[0]);
    assert!(told.contains("color (de): Farbe [rot, blau]"), "{told}");
    let page = admin.open(&flow).await;
    assert!(page.text().contains("also in Deutsch, العربية"));

    let (browser, page) = proved(&app, &offered).await;
    assert_eq!(
        page.texts_of("legend, label[for=a_city]"),
        ["City", "Color"]
    );
    let mut browser = browser.speaking("de-AT,en;q=0.5");
    let page = browser.open(DETAILS).await;
    let told = page.texts_of("legend, label[for=a_city], .choice-label");
    assert_eq!(told, ["Ort", "Farbe", "rot", "blau"]);
    let wrong = browser.submit(&page, DETAILS, &[("a_city", "Graz")]).await;
    let complaint = wrong.text_of("#a_color-error");
    assert!(complaint.contains("Farbe"), "{complaint}");
    let mut browser = browser.speaking("ar");
    let page = browser.open(DETAILS).await;
    let told = page.texts_of("legend, .choice-label");
    assert_eq!(told, ["اللون", "red", "blue"]);
    // No labels of its own: those of everybody, and the usual name of what is built in.
    let mut browser = browser.speaking("fr");
    let page = browser.open(DETAILS).await;
    let told = page.texts_of("legend, label[for=a_city], .choice-label");
    assert_eq!(told, ["Ville", "Color", "red", "blue"]);
    let mut browser = browser.speaking("de");
    let page = browser.open(DETAILS).await;
    let answers = [("a_city", "Graz"), ("a_color", "blue")];
    let page = browser.submit(&page, DETAILS, &answers).await;
    assert_eq!(page.location(), "/redeem/review");
    let query = hospes_identity::access_request::AccessRequestQuery {
        state: None,
        page: hospes_identity::page::PageRequest::first(5),
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let found = identity.access_requests(&system, &query).await.unwrap();
    let answer = found.rows[0].answers.last().unwrap();
    assert_eq!(
        (answer.label.as_str(), answer.text()),
        ("Color", "blue".to_owned())
    );
}

#[tokio::test]
async fn labels_that_are_wrong_come_back_with_what_is_wrong_with_each() {
    let app = TestApp::start().await;
    let (offered, path) = asking(&app).await;
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    let (long, markup) = ("x".repeat(10_000), "</textarea><script>x()</script>");
    let fields = [
        ("label_de", long.as_str()),
        ("options_fr", markup),
        ("label_ja", "色"),
    ];
    let page = admin.submit(&page, &path, &fields).await;
    assert_eq!(
        page.text_of("#label_de-error"),
        "Label in Deutsch: it is longer than 256 characters."
    );
    assert_eq!(
        page.text_of("#options_fr-error"),
        "Choices in Français: there are not as many as the attribute has."
    );
    assert_eq!(page.count(".fault-summary a"), 2);
    assert_eq!(page.attribute("#label_ja", "value"), "色");
    assert!(!page.body.contains("<script>x()"));
    let (identity, system) = (&app.fixture.identity, app.system());
    let found = identity.user_flow(&system, offered.flow).await.unwrap();
    assert_eq!(found.labels, []);
    // A built-in attribute has choices and labels only if somebody gives it any.
    let path = path.replace("color", "city");
    let page = admin.open(&path).await;
    assert!(!page.has("textarea"));
    let page = admin.open(&path.replace("city", "nothing")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_may_only_read_settings_changes_no_labels() {
    let app = TestApp::start().await;
    let (_, path) = asking(&app).await;
    let reader = app.fixture.member(&app.system(), "reader").await;
    let identity = &app.fixture.identity;
    let role = hospes_identity::role::Role::GlobalReader;
    identity
        .assign_role(&app.system(), reader.id, role)
        .await
        .unwrap();
    let mut browser = app.signed_in(&reader).await;
    let page = browser.open(&path).await;
    assert!(page.has("fieldset[disabled]") && !page.has("main button"));
    let page = browser.post(&path, &[("label_de", "Farbe")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}
