//! Applications that speak SAML: what they get, and what nobody gets.

mod attacks;
mod configuration;
mod paths;

use std::io::Write as _;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use hospes_identity::application::{Application, ApplicationPatch};
use hospes_identity::saml::Settings;
use hospes_identity::testing::saml_settings;
use hospes_protocol::saml::{Certificate, Signer};

use super::support::{Browser, Page, TestApp};

pub(super) const SP: &str = "https://sp.example/metadata";
pub(super) const ACS: &str = "https://sp.example/acs";

/// An application that speaks SAML.
pub(in crate::tests) struct ServiceProvider<'a> {
    app: &'a TestApp,
    pub(in crate::tests) application: Application,
}

/// What somebody's page posts to the application.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) to: String,
    pub(super) xml: String,
    pub(super) relay_state: Option<String>,
}

impl<'a> ServiceProvider<'a> {
    /// One that everybody may use.
    pub(in crate::tests) async fn new(app: &'a TestApp) -> Self {
        Self::with(app, |_| {}).await
    }

    pub(super) async fn with(app: &'a TestApp, change: impl FnOnce(&mut Settings)) -> Self {
        let application = app.tile("Payroll").await;
        let (identity, system) = (&app.fixture.identity, app.system());
        let patch = ApplicationPatch {
            assignment_required: Some(false),
            ..Default::default()
        };
        let changed = identity.update_application(&system, application.id, &patch);
        let application = changed.await.unwrap();
        let mut settings = saml_settings(SP);
        change(&mut settings);
        let set = identity.set_saml_settings(&system, application.id, &settings);
        set.await.unwrap();
        Self { app, application }
    }

    /// The path of the endpoint.
    pub(in crate::tests) fn endpoint(&self) -> String {
        format!("/{}/saml2", self.app.contoso.id)
    }

    /// A request, some of it changed.
    pub(super) fn request(&self, changes: &[(&str, &str)]) -> String {
        let endpoint = format!("https://hospes.example{}", self.endpoint());
        let mut text = format!(
            "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
             xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_1\" Version=\"2.0\" \
             IssueInstant=\"2026-01-01T00:00:00Z\" Destination=\"{endpoint}\">\
             <a:Issuer>{SP}</a:Issuer></p:AuthnRequest>"
        );
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        text
    }

    /// The path of a request in the Redirect binding.
    pub(in crate::tests) fn path(&self, changes: &[(&str, &str)]) -> String {
        let message = packed(&self.request(changes));
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("SAMLRequest", &message)
            .append_pair("RelayState", "the state")
            .finish();
        format!("{}?{query}", self.endpoint())
    }

    /// The path of a logout that nobody signed, after a sign-in that ended with this page.
    pub(in crate::tests) fn logout_path(&self, page: &Page) -> String {
        let xml = Answered::of(page).xml;
        let (_, rest) = xml.split_once("SessionIndex=\"").unwrap();
        let index = rest.split_once('"').unwrap().0;
        let text = format!(
            "<p:LogoutRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" \
             xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_l\" Version=\"2.0\" \
             IssueInstant=\"2026-01-01T00:00:00Z\"><a:Issuer>{SP}</a:Issuer>\
             <a:NameID>admin@contoso.example</a:NameID><p:SessionIndex>{index}</p:SessionIndex>\
             </p:LogoutRequest>"
        );
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("SAMLRequest", &packed(&text))
            .finish();
        format!("{}/logout?{query}", self.endpoint())
    }

    /// Goes through the page that posts itself.
    pub(in crate::tests) async fn go_on(&self, browser: &mut Browser<'_>, page: &Page) -> Page {
        let action = format!("{}/sign-in", self.endpoint());
        assert!(page.has("form[data-send-at-once]"), "{}", page.body);
        browser.submit(page, &action, &[]).await
    }

    /// Opens a page that leads to the application, and gives what is posted there.
    pub(super) async fn answered(&self, browser: &mut Browser<'_>, path: &str) -> Answered {
        let page = browser.open(path).await;
        let page = self.go_on(browser, &page).await;
        Answered::of(&page)
    }
}

impl Answered {
    pub(super) fn of(page: &Page) -> Self {
        let to = page.attribute("form[data-send-at-once]", "action");
        let fields = page.form(&to).fields;
        let field = |name: &str| {
            let found = fields.iter().find(|(other, _)| other == name);
            found.map(|(_, value)| value.clone())
        };
        let xml = STANDARD.decode(field("SAMLResponse").unwrap()).unwrap();
        let origin = url::Url::parse(&to).unwrap().origin().ascii_serialization();
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.ends_with(&format!("form-action 'self' {origin}")),
            "{policy}"
        );
        Self {
            to,
            xml: String::from_utf8(xml).unwrap(),
            relay_state: field("RelayState"),
        }
    }
}

pub(super) fn packed(text: &str) -> String {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    STANDARD.encode(packer.finish().unwrap())
}

/// A key of an application.
pub(super) fn keys() -> Signer {
    let key = rcgen::KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048)
        .unwrap();
    let params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let certificate = Certificate::from_der(certificate.der()).unwrap();
    Signer::new(&key.serialize_der(), certificate)
}

/// What a page of trouble says.
pub(super) fn number(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    let text = page.text_of("code");
    text.split(':').next().unwrap_or_default().to_owned()
}
