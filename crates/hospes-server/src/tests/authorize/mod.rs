//! Applications that sign people in: what they get, and what nobody gets.

mod admin_consent;
mod attacks;
mod conformance;
mod ended;
mod error_table;
mod first_password;
mod front_channel;
mod hostile;
mod log;
mod paths;
mod refreshing;
mod refusals;
mod resources;
mod straight;
mod without_a_page;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_identity::application::registration::{Change, Registration, RegistrationPatch};
use hospes_identity::application::{Application, Principal};
use hospes_identity::ids::ApplicationId;
use hospes_identity::secret::sha256;
use hospes_protocol::oauth::{Platform, RedirectUri};
use serde_json::{Value, json};

use super::support::{Answer as _, Browser, Page, TestApp};

pub(super) const VERIFIER: &str = "a-verifier-that-nobody-guesses-0123456789-abcdef";
pub(super) const WEB: &str = "https://rp.example/callback";
pub(super) const SPA: &str = "https://spa.example/";
pub(super) const PUBLIC: &str = "http://localhost";

/// An application with a redirect URI of each platform.
pub(super) struct Rp<'a> {
    app: &'a TestApp,
    pub(super) application: Application,
    pub(super) client_id: String,
    pub(super) secret: String,
}

impl<'a> Rp<'a> {
    /// One that everybody may use.
    pub(super) async fn new(app: &'a TestApp) -> Self {
        let application = app.tile("Expenses").await;
        let (identity, system) = (&app.fixture.identity, app.system());
        let patch = hospes_identity::application::ApplicationPatch {
            assignment_required: Some(false),
            ..Default::default()
        };
        let application = identity
            .update_application(&system, application.id, &patch)
            .await
            .unwrap();
        let uris = [
            (Platform::Web, WEB),
            (Platform::Spa, SPA),
            (Platform::Public, PUBLIC),
        ];
        let uris = uris.map(|(platform, uri)| RedirectUri::parse(platform, uri).unwrap());
        let set = identity.set_redirect_uris(&system, application.id, &uris);
        set.await.unwrap();
        let secret = identity.add_secret(&system, application.id, None, None);
        Self {
            app,
            client_id: application.app_id.to_string(),
            secret: secret.await.unwrap().text,
            application,
        }
    }

    /// Registers all of this.
    pub(super) async fn register(&self, registration: &Registration) {
        register(self.app, self.application.id, registration).await;
    }

    pub(super) async fn patch(&self, patch: &RegistrationPatch) {
        self.app
            .patch_registration(self.application.id, patch)
            .await;
    }

    pub(super) async fn require_assignment(&self) {
        let patch = hospes_identity::application::ApplicationPatch {
            assignment_required: Some(true),
            ..Default::default()
        };
        let (identity, system) = (&self.app.fixture.identity, self.app.system());
        let changed = identity.update_application(&system, self.application.id, &patch);
        changed.await.unwrap();
    }

    pub(super) async fn assign(&self, to: Principal) {
        let (identity, system) = (&self.app.fixture.identity, self.app.system());
        let assigned = identity.assign_application(&system, self.application.id, to);
        assigned.await.unwrap();
    }

    /// The path of an authorization request, some parameters changed.
    pub(super) fn request(&self, changes: &[(&str, Option<&str>)]) -> String {
        self.request_at("contoso.example", changes)
    }

    pub(super) fn request_at(&self, tenant: &str, changes: &[(&str, Option<&str>)]) -> String {
        let challenge = challenge(VERIFIER);
        let mut pairs = vec![
            ("client_id", self.client_id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", WEB),
            ("scope", "openid profile email offline_access User.Read"),
            ("state", "the state"),
            ("nonce", "the nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in changes {
            pairs.retain(|(other, _)| other != name);
            pairs.extend(value.map(|value| (*name, value)));
        }
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("/{tenant}/oauth2/v2.0/authorize?{query}")
    }

    /// A request that an administrator agrees for everybody.
    pub(in crate::tests) fn admin_consent(&self, path: &str) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", WEB)
            .append_pair("state", "the state")
            .append_pair("scope", "openid User.Read")
            .finish();
        format!("{path}?{query}")
    }

    /// Asks, agrees if that is asked for, and gives the answer's parameters.
    pub(super) async fn answered(&self, browser: &mut Browser<'_>, path: &str) -> Answered {
        let mut page = browser.open(path).await;
        if page.status == StatusCode::OK && page.has("[name=answer]") {
            let action = format!("/{}/oauth2/v2.0/consent", self.app.contoso.id);
            page = browser
                .submit(&page, &action, &[("answer", "accept")])
                .await;
            page = browser.follow(page).await;
        }
        Answered::of(page.location())
    }

    /// Signs in and gives the code.
    pub(super) async fn code(
        &self,
        browser: &mut Browser<'_>,
        changes: &[(&str, Option<&str>)],
    ) -> String {
        self.answered(browser, &self.request(changes))
            .await
            .get("code")
    }

    /// What a server sends with a code.
    pub(super) fn code_form<'f>(&'f self, code: &'f str) -> Vec<(&'f str, &'f str)> {
        vec![
            ("grant_type", "authorization_code"),
            ("client_id", &self.client_id),
            ("client_secret", &self.secret),
            ("code", code),
            ("redirect_uri", WEB),
            ("code_verifier", VERIFIER),
        ]
    }

    /// What a page sends with a code.
    pub(super) fn page_form<'f>(&'f self, code: &'f str) -> [(&'f str, &'f str); 5] {
        [
            ("grant_type", "authorization_code"),
            ("client_id", &self.client_id),
            ("code", code),
            ("redirect_uri", SPA),
            ("code_verifier", VERIFIER),
        ]
    }

    /// Exchanges a code, some parameters changed.
    pub(super) async fn exchange(&self, code: &str, changes: &[(&str, Option<&str>)]) -> Page {
        let mut form = self.code_form(code);
        change(&mut form, changes);
        self.token(&form, None).await
    }

    /// Exchanges a refresh token, some parameters changed.
    pub(super) async fn refresh(&self, token: &str, changes: &[(&str, Option<&str>)]) -> Page {
        let mut form = vec![
            ("grant_type", "refresh_token"),
            ("client_id", self.client_id.as_str()),
            ("client_secret", self.secret.as_str()),
            ("refresh_token", token),
        ];
        change(&mut form, changes);
        self.token(&form, None).await
    }

    pub(super) async fn token(&self, form: &[(&str, &str)], origin: Option<&str>) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let mut request = Request::post("/contoso.example/oauth2/v2.0/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        self.app.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Asks Graph with a token.
    pub(super) async fn graph(&self, path: &str, token: &str) -> Page {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.app.send(request.body(Body::empty()).unwrap()).await
    }

    /// Posts to Graph with a token.
    pub(super) async fn graph_post(&self, path: &str, token: &str, body: Value) -> Page {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(body.to_string())).unwrap();
        self.app.send(request).await
    }
}

/// Registers all of this for an application.
pub(super) async fn register(app: &TestApp, id: ApplicationId, registration: &Registration) {
    let all = registration.clone();
    let patch = RegistrationPatch {
        requested_access_token_version: Some(all.requested_access_token_version),
        id_token_signing_alg: Some(all.id_token_signing_alg),
        enable_id_token_issuance: Some(all.enable_id_token_issuance),
        enable_access_token_issuance: Some(all.enable_access_token_issuance),
        is_fallback_public_client: Some(all.is_fallback_public_client),
        group_membership_claims: Some(all.group_membership_claims),
        optional_claims: Some(all.optional_claims),
        is_verified: Some(all.is_verified),
        oauth2_permission_scopes: Change::All(all.oauth2_permission_scopes),
        app_roles: Change::All(all.app_roles),
        required_resource_access: Change::All(all.required_resource_access),
        ..RegistrationPatch::default()
    };
    app.patch_registration(id, &patch).await;
}

fn change<'c>(form: &mut Vec<(&'c str, &'c str)>, changes: &[(&'c str, Option<&'c str>)]) {
    for (name, value) in changes {
        form.retain(|(other, _)| other != name);
        form.extend(value.map(|value| (*name, value)));
    }
}

/// Where the browser was sent, with what.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) to: String,
    pub(super) fields: Vec<(String, String)>,
}

impl Answered {
    pub(super) fn of(location: &str) -> Self {
        let (to, query) = location.split_once(['?', '#']).unwrap_or((location, ""));
        let fields = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        Self {
            to: to.to_owned(),
            fields: fields.collect(),
        }
    }

    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn get(&self, name: &str) -> String {
        let found = self.find(name);
        found
            .unwrap_or_else(|| panic!("no {name} in {self:?}"))
            .to_owned()
    }
}

pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()))
}

/// The claims of a token, unchecked.
pub(super) fn claims(token: &str) -> Value {
    part(token, 1)
}

/// A part of a token: the header is the first.
pub(super) fn part(token: &str, number: usize) -> Value {
    let text = token.split('.').nth(number).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

/// A refused token request: its word and its number.
pub(super) fn refused(page: &Page) -> (String, u64) {
    let answer: Value = serde_json::from_str(&page.body).unwrap();
    assert!(page.status.is_client_error(), "{answer}");
    assert_eq!(page.header("cache-control"), "no-store");
    (
        answer["error"].as_str().unwrap().to_owned(),
        answer["error_codes"][0].as_u64().unwrap(),
    )
}
