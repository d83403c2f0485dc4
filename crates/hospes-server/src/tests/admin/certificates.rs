//! Certificates of an application on its page.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::role::Role;
use hospes_identity::testing::KeyHolder;

use super::{error_of, notice, press};
use crate::tests::support::{Page, TestApp};

/// What the table of certificates shows.
fn rows(page: &Page) -> Vec<String> {
    page.texts_of("[aria-labelledby=certificates] tbody tr")
}

#[tokio::test]
async fn a_certificate_is_pasted_shown_warned_of_and_removed() {
    let app = TestApp::start().await;
    let application = app.tile("Board").await;
    let path = format!("/admin/applications/{}/api", application.id);
    let action = format!("/admin/applications/{}/certificates", application.id);
    let now = app.fixture.identity.env().clock.now();
    let pem = KeyHolder::new(now, Span::days(60)).pem();
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    assert!(page.text().contains("No certificate"));
    let filled = [
        ("certificate", pem.as_str()),
        ("certificate_name", "Build server"),
    ];
    let page = press(&mut admin, &page, &action, &filled).await;
    assert_eq!(notice(&page), "The certificate is registered.");
    let shown = rows(&page);
    assert_eq!(shown.len(), 1);
    let system = app.system();
    let kept = app.fixture.identity.certificates(&system, application.id);
    let kept = &kept.await.unwrap()[0];
    assert!(shown[0].contains("Build server") && shown[0].contains(&kept.thumbprint()));
    assert!(!shown[0].contains("days"), "{shown:?}");
    for (days, warning) in [(31, "Ends within 30 days"), (30, "Expired")] {
        app.fixture.clock.advance(Span::days(days));
        let page = app.as_admin().await.open(&path).await;
        assert!(rows(&page)[0].contains(warning), "{:?}", rows(&page));
    }
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    let key = kept.key_id.to_string();
    let page = press(&mut admin, &page, &action, &[("remove", &key)]).await;
    assert_eq!(notice(&page), "The certificate is removed.");
    assert!(page.text().contains("No certificate"));
    let events = app.events(Activity::UpdateApplicationSecrets).await;
    assert_eq!(events.len(), 2);
}

#[tokio::test]
async fn what_is_no_certificate_is_told_and_a_private_key_does_not_come_back() {
    let app = TestApp::start().await;
    let application = app.tile("Board").await;
    let path = format!("/admin/applications/{}/api", application.id);
    let action = format!("/admin/applications/{}/certificates", application.id);
    let mut admin = app.as_admin().await;
    let private = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";
    for (text, says) in [
        (private, "Certificate: it holds a private key, which nobody"),
        ("nonsense", "Certificate: it is not a certificate"),
        ("", "Certificate: it is not a certificate"),
    ] {
        let page = admin.open(&path).await;
        let filled = [("certificate", text), ("certificate_name", "<b>Build</b>")];
        let page = press(&mut admin, &page, &action, &filled).await;
        let told = error_of(&page, "certificate");
        assert!(told.starts_with(says), "{told}");
        assert!(!page.body.contains("c2VjcmV0") && !page.body.contains("<b>Build"));
        assert_eq!(page.attribute("#certificate_name", "value"), "<b>Build</b>");
    }
    assert!(
        app.events(Activity::UpdateApplicationSecrets)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn who_may_only_read_sees_certificates_and_changes_none() {
    let app = TestApp::start().await;
    let application = app.tile("Board").await;
    let now = app.fixture.identity.env().clock.now();
    let holder = KeyHolder::new(now, Span::days(60));
    let (identity, system) = (&app.fixture.identity, app.system());
    let added = identity.add_certificate(&system, application.id, None, &holder.der);
    let key = added.await.unwrap().key_id.to_string();
    let mut reader = app.as_role(Role::GlobalReader).await;
    let path = format!("/admin/applications/{}/api", application.id);
    let page = reader.open(&path).await;
    assert_eq!(rows(&page).len(), 1);
    assert!(!page.has("#certificate") && !page.has("button[name=remove]"));
    let action = format!("/admin/applications/{}/certificates", application.id);
    for fields in [[("remove", key.as_str())], [("certificate", &holder.pem())]] {
        let page = reader.post(&action, &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn a_secret_has_a_name_and_an_end_that_are_chosen() {
    let app = TestApp::start().await;
    let application = app.tile("Board").await;
    let path = format!("/admin/applications/{}/api", application.id);
    let action = format!("/admin/applications/{}/secrets", application.id);
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    assert_eq!(
        page.text_of("#secret_ends option[selected]"),
        "In 2 years",
        "unless somebody chooses"
    );
    let long = "x".repeat(121);
    let typed = [("secret_name", long.as_str()), ("secret_ends", "180")];
    let page = press(&mut admin, &page, &action, &typed).await;
    assert_eq!(error_of(&page, "secret_name"), "The name is too long.");
    assert_eq!(page.attribute("#secret_name", "value"), long);
    assert_eq!(page.text_of("#secret_ends option[selected]"), "In 6 months");
    let (identity, system) = (&app.fixture.identity, app.system());
    let none = identity.secrets(&system, application.id).await.unwrap();
    assert!(none.is_empty());
    let typed = [("secret_name", "Production"), ("secret_ends", "180")];
    let page = press(&mut admin, &page, &action, &typed).await;
    assert!(page.has("#client-secret") && !page.has(".fault-summary"));
    let row = page.text_of("[aria-labelledby=secrets] tbody tr");
    assert!(row.contains("Production (hsp_"), "{row}");
    let now = identity.env().clock.now();
    let kept = identity.secrets(&system, application.id).await.unwrap();
    assert_eq!(kept[0].ends_at, now.plus(Span::days(180)));
    // Without a word it is two years, and what is no choice is refused.
    let page = admin.post(&action, &[("secret_name", " ")]).await;
    assert!(page.has("#client-secret"));
    let kept = identity.secrets(&system, application.id).await.unwrap();
    let unnamed = kept.iter().find(|secret| secret.display_name.is_none());
    assert_eq!(unnamed.unwrap().ends_at, now.plus(Span::days(730)));
    let page = admin.post(&action, &[("secret_ends", "9999")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_secret_that_ends_soon_is_warned_of() {
    let app = TestApp::start().await;
    let application = app.tile("Board").await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let ends = identity.env().clock.now().plus(Span::days(40));
    let added = identity.add_secret(&system, application.id, Some("old"), Some(ends));
    added.await.unwrap();
    let path = format!("/admin/applications/{}/api", application.id);
    let row = async || {
        let page = app.as_admin().await.open(&path).await;
        page.text_of("[aria-labelledby=secrets] tbody tr")
    };
    assert!(!row().await.contains("Ends within"));
    app.fixture.clock.advance(Span::days(11));
    assert!(row().await.contains("Ends within 30 days"));
    app.fixture.clock.advance(Span::days(29));
    assert!(row().await.contains("Expired"));
}
