//! The demo's inbox: a page for people, JSON for scripts, and nothing at all on a server that is no demo.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use hospes_identity::Span;
use serde_json::{Value, json};

use super::support::{Answer as _, Page, TestApp};

async fn delete(app: &TestApp) -> Page {
    let request = Request::builder()
        .method(Method::DELETE)
        .uri("/inbox/messages");
    app.send(request.body(Body::empty()).unwrap()).await
}

/// Two mails, a minute apart.
async fn two_mails(app: &TestApp) {
    let admin = app.fixture.acting(app.contoso.id, &app.admin).await;
    for to in ["pat@partner.example", "kim@partner.example"] {
        app.fixture.invite(&admin, to).await;
        app.work().await;
        app.fixture.clock.advance(Span::minutes(1));
    }
}

#[tokio::test]
async fn scripts_read_all_mails_newest_first() {
    let app = TestApp::with_inbox().await;
    assert_eq!(
        app.get("/inbox/messages").await.json(StatusCode::OK),
        json!([])
    );
    two_mails(&app).await;
    let mails = app.get("/inbox/messages").await;
    assert_eq!(mails.header("content-type"), "application/json");
    let mails = mails.json(StatusCode::OK);
    assert_eq!(mails.as_array().unwrap().len(), 2);
    let sent: Vec<_> = app.mails.take();
    let newest = &mails[0];
    assert_eq!(newest["to"], "kim@partner.example");
    assert_eq!(mails[1]["to"], "pat@partner.example");
    assert_eq!(newest["id"], sent[1].id.to_string());
    assert_eq!(newest["reply_to"], "admin@contoso.example");
    assert_eq!(newest["cc"], Value::Null);
    assert_eq!(newest["subject"], sent[1].subject.as_str());
    assert_eq!(newest["text"], sent[1].text.as_str());
    assert_eq!(newest["html"], sent[1].html.as_str());
    assert_eq!(newest["date"], "2026-01-01T00:01:00Z");
    let from = newest["from"].as_str().unwrap();
    assert!(
        from.contains("Hospes Invitations on behalf of Contoso"),
        "{from}"
    );
    assert!(from.contains("<invitations@hospes.example>"), "{from}");
    let link = sent[1].link("/redeem");
    let links = newest["links"].as_array().unwrap();
    assert!(
        links.contains(&json!(format!("https://hospes.example{link}"))),
        "{links:?}"
    );
    let page = app.browser().open(&link).await;
    assert!(page.text().contains("kim@partner.example"));
}

#[tokio::test]
async fn scripts_empty_the_inbox() {
    let app = TestApp::with_inbox().await;
    two_mails(&app).await;
    let answer = delete(&app).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::NO_CONTENT, "")
    );
    assert_eq!(
        app.get("/inbox/messages").await.json(StatusCode::OK),
        json!([])
    );
    assert_eq!(
        delete(&app).await.status,
        StatusCode::NO_CONTENT,
        "empty already"
    );
    app.fixture
        .invite(&app.system(), "sam@partner.example")
        .await;
    app.work().await;
    let mails = app.get("/inbox/messages").await.json(StatusCode::OK);
    assert_eq!(mails.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn people_read_a_mail_in_its_parts() {
    let app = TestApp::with_inbox().await;
    let mut browser = app.browser();
    let page = browser.open("/inbox").await;
    assert!(page.text().contains("No mail yet"));
    two_mails(&app).await;
    let page = browser.open("/inbox").await;
    let rows = page.texts_of(".inbox-list li");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].starts_with("kim@partner.example"), "{rows:?}");
    assert!(rows[1].contains("2 minutes ago"), "{rows:?}");
    let url = page.attribute(".inbox-list li a", "href");
    let page = browser.open(&url).await;
    assert!(
        page.heading().contains("admin invited you"),
        "{}",
        page.heading()
    );
    let facts = page.texts_of("dl.facts > div").join(" | ");
    for told in ["To kim@partner.example", "Reply-To admin@contoso.example"] {
        assert!(facts.contains(told), "{facts}");
    }
    let frame = page.attribute("iframe", "src");
    assert_eq!(frame, format!("{url}/html"));
    assert!(
        !page
            .attribute("iframe", "sandbox")
            .contains("allow-scripts")
    );
    let html = browser.open(&frame).await;
    assert!(html.text_of("[role=main]").contains("Accept invitation"));
    let text = browser.open(&format!("{url}?view=text")).await;
    assert!(text.text_of(".mail-text").contains("Accept invitation:"));
    let headers = browser.open(&format!("{url}?view=headers")).await;
    let rows = headers.texts_of("tbody tr").join(" | ");
    for name in [
        "Message-ID",
        "Auto-Submitted auto-generated",
        "List-Unsubscribe",
    ] {
        assert!(rows.contains(name), "{rows}");
    }
    let links = page.texts_of("ul.stack-sm li");
    assert!(
        links.iter().any(|link| link.contains("/redeem?tenant=")),
        "{links:?}"
    );
}

#[tokio::test]
async fn people_empty_the_inbox_by_a_form_of_ours() {
    let app = TestApp::with_inbox().await;
    two_mails(&app).await;
    let mut browser = app.browser();
    let page = browser.open("/inbox").await;
    let refused = browser.post_bare("/inbox/delete", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(
        browser
            .open("/inbox")
            .await
            .texts_of(".inbox-list li")
            .len(),
        2
    );
    let page = browser.submit(&page, "/inbox/delete", &[]).await;
    let page = browser.follow(page).await;
    assert!(page.text().contains("No mail yet"));
}

#[tokio::test]
async fn a_mail_that_is_not_there_is_not_found() {
    let app = TestApp::with_inbox().await;
    for path in [
        "/inbox/nothing",
        "/inbox/nothing/html",
        "/inbox/..%2f..%2fetc%2fpasswd",
    ] {
        assert_eq!(app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_server_that_is_no_demo_has_no_inbox() {
    let app = TestApp::start().await;
    app.fixture
        .invite(&app.system(), "pat@partner.example")
        .await;
    app.work().await;
    let mail = app.mails.only().id.to_string();
    let mut admin = app.as_admin().await;
    for path in [
        "/inbox".to_owned(),
        "/inbox/messages".to_owned(),
        format!("/inbox/{mail}"),
        format!("/inbox/{mail}/html"),
    ] {
        let page = admin.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.body.contains("pat@partner.example"), "{path}");
    }
    assert_eq!(
        admin.post("/inbox/delete", &[]).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(delete(&app).await.status, StatusCode::NOT_FOUND);
    assert!(!admin.open("/admin").await.has("a[href='/inbox']"));
}
