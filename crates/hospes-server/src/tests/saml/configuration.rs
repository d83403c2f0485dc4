//! Single sign-on of an application, in the admin center.

use hospes_identity::role::Role;

use super::*;
use crate::tests::support::Answer as _;

fn path(application: &Application) -> String {
    format!("/admin/applications/{}/single-sign-on", application.id)
}

fn error_of(page: &Page, field: &str) -> String {
    page.text_of(&format!("#{field}-error"))
}

#[tokio::test]
async fn saml_is_set_up_with_a_form() {
    let app = TestApp::start().await;
    let application = app.tile("Payroll").await;
    let path = path(&application);
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    assert_eq!(page.text_of(".tabs [aria-current=page]"), "Single sign-on");
    assert!(!page.has("#certificates"));
    let wrong = [
        ("entity_id", SP),
        ("acs_urls", "http://sp.example/acs"),
        ("claims", "x"),
    ];
    let page = admin.submit(&page, &path, &wrong).await;
    assert!(error_of(&page, "claims").starts_with("Line 1"));
    assert!(error_of(&page, "acs_urls").contains("not a web address"));
    let wrong = [
        ("entity_id", ""),
        ("claims", "x\r\nmail = user.mail\r\ny"),
        ("logout_url", "nonsense"),
        ("encryption_certificate", "x"),
    ];
    let page = admin.submit(&page, &path, &wrong).await;
    let claims = error_of(&page, "claims");
    assert!(claims.starts_with("Line 1") && claims.contains("Line 3"));
    let faults = page.texts_of(".fault-summary li");
    assert_eq!(faults.len(), 5, "all of them at once: {faults:?}");
    let mended = [
        ("entity_id", SP),
        ("claims", ""),
        ("logout_url", ""),
        ("encryption_certificate", ""),
    ];
    let page = admin.submit(&page, &path, &mended).await;
    assert_eq!(page.texts_of(".fault-summary li").len(), 1);
    let page = admin
        .submit(
            &page,
            &path,
            &[("acs_urls", ACS), ("signing_certificates", "x")],
        )
        .await;
    assert!(error_of(&page, "signing_certificates").contains("not an X.509 certificate"));
    let good = [
        ("signing_certificates", ""),
        ("claims", "Team = \"blue\"\r\nmail = user.mail"),
    ];
    let page = admin.submit(&page, &path, &good).await;
    let page = admin.follow(page).await;
    assert_eq!(
        page.text_of("main > [role=status]"),
        "The settings are saved."
    );
    assert_eq!(page.texts_of("table tbody tr").len(), 1);
    assert!(page.text_of("table tbody tr").contains("Active"));
    let url = page.attribute("#metadata-url", "value");
    assert!(url.ends_with(&format!(
        "federationmetadata.xml?appid={}",
        application.app_id
    )));
    let identity = &app.fixture.identity;
    let stored = identity
        .saml_settings(&app.system(), application.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.acs_urls, [ACS]);
    assert_eq!(stored.claims.len(), 2);
}

#[tokio::test]
async fn metadata_fills_the_form_and_saves_nothing() {
    let app = TestApp::start().await;
    let application = app.tile("Payroll").await;
    let path = path(&application);
    let mut admin = app.as_admin().await;
    let page = admin.open(&path).await;
    let action = format!("{path}/metadata");
    let certificate = keys().certificate().clone();
    let text = format!(
        "<!-- ours --><EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{SP}\">\
         <SPSSODescriptor AuthnRequestsSigned=\"true\" protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
         <KeyDescriptor use=\"signing\"><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><X509Data>\
         <X509Certificate>{}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>\
         <AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" Location=\"{ACS}\" index=\"0\"/>\
         </SPSSODescriptor></EntityDescriptor>",
        certificate.as_base64()
    );
    let page = admin.submit(&page, &action, &[("metadata", &text)]).await;
    assert_eq!(page.attribute("#entity_id", "value"), SP);
    assert!(page.text_of("#acs_urls").contains(ACS));
    assert!(page.has("#requests_signed[checked]"));
    let identity = &app.fixture.identity;
    assert!(
        identity
            .saml_settings(&app.system(), application.id)
            .await
            .unwrap()
            .is_none()
    );
    let page = admin.submit(&page, &path, &[]).await;
    admin.follow(page).await;
    let stored = identity
        .saml_settings(&app.system(), application.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.signing_certificates, [certificate]);
    let page = admin.open(&path).await;
    let bad = format!("<!DOCTYPE a>{text}");
    let page = admin.submit(&page, &action, &[("metadata", &bad)]).await;
    assert!(error_of(&page, "metadata").contains("not taken"));
}

#[tokio::test]
async fn a_certificate_is_made_downloaded_activated_and_removed() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let path = path(&sp.application);
    let action = format!("{path}/certificates");
    let mut admin = app.as_admin().await;
    app.fixture.clock.advance(hospes_identity::Span::seconds(1));
    let page = admin.post(&action, &[]).await;
    let page = admin.follow(page).await;
    assert_eq!(page.texts_of("table tbody tr").len(), 2);
    let (first, next) = {
        let identity = &app.fixture.identity;
        let all = identity
            .saml_certificates(&app.system(), sp.application.id)
            .await
            .unwrap();
        (all[0].clone(), all[1].clone())
    };
    let file = admin.get(&format!("{action}/{}", next.id)).await;
    assert_eq!(file.header("content-type"), "application/x-x509-ca-cert");
    assert_eq!(file.body, next.certificate.to_pem());
    let id = first.id.to_string();
    let page = admin.post(&action, &[("remove", &id)]).await;
    let page = admin.follow(page).await;
    assert!(page.text().contains("one that signs"), "{}", page.text());
    admin
        .post(&action, &[("activate", &next.id.to_string())])
        .await;
    let page = admin.post(&action, &[("remove", &id)]).await;
    let page = admin.follow(page).await;
    assert_eq!(page.texts_of("table tbody tr").len(), 1);
    let page = admin.open(&format!("{path}/remove")).await;
    let page = admin.submit(&page, &format!("{path}/remove"), &[]).await;
    let page = admin.follow(page).await;
    assert!(!page.has("#certificates"));
}

#[tokio::test]
async fn whoever_only_reads_sees_it_and_changes_nothing() {
    let app = TestApp::start().await;
    let sp = ServiceProvider::new(&app).await;
    let path = path(&sp.application);
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(&path).await;
    assert!(page.has("#login-url") && !page.has("button.button-primary"));
    for part in ["", "/metadata", "/certificates", "/remove"] {
        let answer = reader.post(&format!("{path}{part}"), &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{part}");
    }
}
