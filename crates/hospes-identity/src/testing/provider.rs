//! An identity provider of somebody else, which a test makes say what it wants.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a provider that is asked in another way than it should be fails the test"
)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use hospes_protocol::address::Domain;
use hospes_protocol::jose::{
    Algorithm, Expected, Jwks, PublicJwk, SigningKey, VerifyingKey, verify,
};
use hospes_protocol::oauth::{ClientProofMethod, s256};
use serde_json::{Map, Value, json};
use url::Url;

use super::FakeClock;
use super::fetch::{FakeFetch, json as reply};
use crate::Identity;
use crate::env::{Clock as _, FetchError, FetchReply, FetchRequest, Payload, Timestamp};
use crate::identity_provider::{
    ClaimsPatch, IdentityProvider, Kind, NewOpenIdConnect, NewProtocol, NewProvider, OpenIdConnect,
    OpenIdConnectPatch, Protocol, ProtocolPatch, ProviderPatch,
};

/// What this server is known by there.
pub const CLIENT_ID: &str = "hospes";
/// The client secret.
pub const PROVIDER_SECRET: &str = "a secret that nobody reads again";

/// What a provider to add has of OpenID Connect.
pub fn new_openid(new: &mut NewProvider) -> &mut NewOpenIdConnect {
    match &mut new.protocol {
        NewProtocol::OpenIdConnect(us) => us,
        NewProtocol::Saml(_) => panic!("it speaks SAML"),
        NewProtocol::OAuth(us) => panic!("{us:?} speaks OAuth"),
    }
}

/// What a provider has of OpenID Connect.
pub fn openid(provider: &IdentityProvider) -> &OpenIdConnect {
    match &provider.protocol {
        Protocol::OpenIdConnect(us) => us,
        Protocol::Saml(_) => panic!("it speaks SAML"),
        Protocol::OAuth(us) => panic!("{us:?} speaks OAuth"),
    }
}

/// A change of what a provider has of OpenID Connect.
pub fn openid_patch(patch: OpenIdConnectPatch) -> ProviderPatch {
    ProviderPatch {
        protocol: Some(ProtocolPatch::OpenIdConnect(patch)),
        ..ProviderPatch::default()
    }
}

/// What it will say for a code.
#[derive(Clone)]
struct Promise {
    challenge: String,
    redirect_uri: String,
    claims: Map<String, Value>,
}

/// A provider that speaks OpenID Connect.
#[derive(Clone)]
pub struct FakeProvider {
    /// Its issuer.
    pub issuer: String,
    key: Arc<Mutex<SigningKey>>,
    promises: Arc<Mutex<HashMap<String, Promise>>>,
    assertions: Arc<Mutex<Option<Vec<VerifyingKey>>>>,
    by_post: Arc<Mutex<bool>>,
    fetch: Arc<FakeFetch>,
}

/// Where a departure leads, in parts.
fn asked(departure: &str) -> HashMap<String, String> {
    let url = Url::parse(departure).unwrap();
    url.query_pairs().into_owned().collect()
}

fn unauthorized() -> FetchReply {
    FetchReply {
        status: 400,
        ..reply(&json!({ "error": "invalid_grant", "error_description": "no" }))
    }
}

impl FakeProvider {
    /// A provider that answers from now on.
    pub fn new(fetch: &Arc<FakeFetch>, issuer: &str) -> Self {
        let provider = Self {
            issuer: issuer.to_owned(),
            key: Arc::new(Mutex::new(new_key())),
            promises: Arc::default(),
            assertions: Arc::default(),
            by_post: Arc::default(),
            fetch: fetch.clone(),
        };
        provider.publish(&[]);
        provider.publish_keys();
        let answering = provider.clone();
        fetch.handle(&format!("{issuer}/token"), move |request| {
            Ok(answering.exchange(request))
        });
        provider
    }

    /// What an administrator adds to let its people in.
    pub fn new_provider(&self, identity: &Identity, domains: &[&str]) -> NewProvider {
        NewProvider {
            id: identity.env().new_id(),
            kind: Kind::OpenIdConnect,
            display_name: "University".to_owned(),
            protocol: NewProtocol::OpenIdConnect(NewOpenIdConnect {
                metadata_url: self.issuer.clone(),
                client_id: CLIENT_ID.to_owned(),
                client_secret: Some(PROVIDER_SECRET.to_owned()),
                client_authentication: ClientProofMethod::Basic,
                apple: None,
                scopes: None,
                claims: ClaimsPatch::default(),
            }),
            is_for_everybody: false,
            domains: domains
                .iter()
                .map(|domain| Domain::parse(domain).unwrap())
                .collect(),
            trusts_domains: true,
        }
    }

    /// Publishes its metadata, some of it changed.
    pub fn publish(&self, changes: &[(&str, Value)]) {
        let issuer = &self.issuer;
        let mut metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": true,
        });
        for (name, value) in changes {
            metadata[*name] = value.clone();
        }
        let url = format!("{issuer}/.well-known/openid-configuration");
        self.fetch.reply(&url, reply(&metadata));
    }

    fn publish_keys(&self) {
        let key: PublicJwk = self.key.lock().unwrap().public();
        let keys = json!({ "keys": [serde_json::to_value(key).unwrap()] });
        self.fetch
            .reply(&format!("{}/keys", self.issuer), reply(&keys));
    }

    /// Signs with another key from now on, and publishes it.
    pub fn rotate_key(&self) {
        *self.key.lock().unwrap() = new_key();
        self.publish_keys();
    }

    /// From now on this server has to prove itself by an assertion that one of these keys signed (RFC 7523).
    pub fn asks_for_assertions_of(&self, keys: &Jwks) {
        let keys = keys
            .keys
            .iter()
            .map(|key| VerifyingKey::from_jwk(key).unwrap());
        *self.assertions.lock().unwrap() = Some(keys.collect());
    }

    /// From now on this server has to prove itself by a client secret in the form.
    pub fn asks_for_a_client_secret(&self) {
        *self.by_post.lock().unwrap() = true;
    }

    /// Whether a request to the token endpoint says who it comes from.
    fn knows(&self, request: &FetchRequest, form: &HashMap<String, String>) -> bool {
        if *self.by_post.lock().unwrap() {
            return form.contains_key("client_secret");
        }
        let Some(keys) = &*self.assertions.lock().unwrap() else {
            return request.authorization.is_some();
        };
        let Some(assertion) = form.get("client_assertion") else {
            return false;
        };
        let expected = Expected {
            issuers: &[CLIENT_ID],
            audiences: &[&format!("{}/token", self.issuer)],
            // Of a test's clock this is its first second, and assertions are from later.
            now_seconds: FakeClock::default().now().as_seconds(),
            leeway_seconds: 0,
        };
        let verified = verify::<Value>(assertion, keys, &expected);
        verified.is_ok_and(|claims| claims["sub"] == CLIENT_ID && claims["jti"].is_string())
    }

    /// From now on nobody answers.
    pub fn is_down(&self) {
        for path in ["/.well-known/openid-configuration", "/keys", "/token"] {
            let url = format!("{}{path}", self.issuer);
            self.fetch.fail(&url, FetchError::Unreachable);
        }
    }

    /// Signs somebody in who was sent here by this URL; what the browser brings back. The claims come beside those
    /// that every ID token has, and in their place.
    pub fn sign_in(
        &self,
        departure: &str,
        now: Timestamp,
        claims: &Value,
    ) -> Vec<(String, String)> {
        let asked = asked(departure);
        assert!(departure.starts_with(&format!("{}/authorize?", self.issuer)));
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT_ID);
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut all = json!({
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "exp": now.as_seconds() + 300,
            "iat": now.as_seconds(),
            "nonce": asked["nonce"],
        });
        for (name, value) in claims.as_object().unwrap() {
            all[name] = value.clone();
        }
        let mut promises = self.promises.lock().unwrap();
        let code = format!("code-{}", promises.len());
        let promise = Promise {
            challenge: asked["code_challenge"].clone(),
            redirect_uri: asked["redirect_uri"].clone(),
            claims: all.as_object().unwrap().clone(),
        };
        promises.insert(code.clone(), promise);
        vec![
            ("code".to_owned(), code),
            ("state".to_owned(), asked["state"].clone()),
            ("iss".to_owned(), self.issuer.clone()),
        ]
    }

    /// Says that somebody signed out; the claims come beside those that every logout token has, and in their place.
    pub fn logout_token(&self, now: Timestamp, claims: &Value) -> String {
        let mut all = json!({
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "exp": now.as_seconds() + 120,
            "iat": now.as_seconds(),
            "jti": "logout",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        for (name, value) in claims.as_object().unwrap() {
            all[name] = value.clone();
        }
        self.key.lock().unwrap().sign(&all).unwrap()
    }

    /// Sends somebody back without signing them in.
    pub fn refuse(&self, departure: &str, error: &str) -> Vec<(String, String)> {
        vec![
            ("error".to_owned(), error.to_owned()),
            ("state".to_owned(), asked(departure)["state"].clone()),
            ("iss".to_owned(), self.issuer.clone()),
        ]
    }

    /// The token endpoint. Each code is good once, and for whoever has the verifier.
    fn exchange(&self, request: &FetchRequest) -> FetchReply {
        let form: HashMap<String, String> = form_of(request).into_iter().collect();
        let promise = self.promises.lock().unwrap().get(&form["code"]).cloned();
        let Some(promise) = promise else {
            return unauthorized();
        };
        if s256(&form["code_verifier"]) != promise.challenge
            || form["redirect_uri"] != promise.redirect_uri
            || !self.knows(request, &form)
        {
            return unauthorized();
        }
        self.promises.lock().unwrap().remove(&form["code"]);
        let id_token = self.key.lock().unwrap().sign(&promise.claims).unwrap();
        reply(&json!({
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "id_token": id_token,
        }))
    }
}

/// The token endpoint of GitHub, which knows one code, the secret, and the verifier of the way there.
pub fn github_token(request: &FetchRequest, challenge: &str) -> FetchReply {
    let form: HashMap<String, String> = form_of(request).into_iter().collect();
    assert_eq!(request.accept, "application/json");
    let is_right = form["code"] == "code"
        && form["client_secret"] == PROVIDER_SECRET
        && s256(&form["code_verifier"]) == challenge;
    if is_right {
        reply(&json!({ "access_token": "token", "token_type": "bearer", "scope": "user:email" }))
    } else {
        // GitHub refuses with 200.
        reply(&json!({ "error": "bad_verification_code" }))
    }
}

/// The names and values that were posted; none, if it was no form.
#[must_use]
pub fn form_of(request: &FetchRequest) -> Vec<(String, String)> {
    match &request.payload {
        Payload::Form(form) => form.clone(),
        Payload::None | Payload::Json(_) => Vec::new(),
    }
}

fn new_key() -> SigningKey {
    SigningKey::generate(Algorithm::Es256).unwrap().0
}
