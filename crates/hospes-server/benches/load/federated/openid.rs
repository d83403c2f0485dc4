//! An OpenID provider over TLS that signs a new ID token for each code (OpenID Connect Core, section 3.1.3). The
//! authorization endpoint is no HTTP: the load is the browser, and knows what would come back.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use axum_server::tls_rustls::RustlsConfig;
use hospes_identity::identity_provider::{
    ClaimsPatch, Kind, NewOpenIdConnect, NewProtocol, NewProvider,
};
use hospes_identity::ids::ProviderId;
use hospes_identity::testing::{FakeFetch, json as reply};
use hospes_identity::{Clock as _, Entropy as _};
use hospes_protocol::address::Domain;
use hospes_protocol::jose::{Algorithm, SigningKey};
use hospes_protocol::oauth::{ClientProofMethod, s256};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::{Value, json};
use url::Url;

use super::{GUESTS_DOMAIN, Provider};
use crate::browser::Browser;
use crate::seed::{self, Chance, Now};
use crate::server::{Database, Server};

const CLIENT: &str = "the server under load";
const SECRET: &str = "a secret of the server under load";

/// Somebody who signed in and is on the way back.
struct OnTheWay {
    address: String,
    nonce: String,
    challenge: String,
}

struct Shared {
    issuer: String,
    key: SigningKey,
    codes: Mutex<HashMap<String, OnTheWay>>,
}

/// The provider.
pub(super) struct OpenIdProvider {
    shared: Arc<Shared>,
    folder: tempfile::TempDir,
}

impl OpenIdProvider {
    /// Starts one on a free port, with a certificate of an authority of its own.
    pub(super) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let (key, _) = SigningKey::generate(Algorithm::Rs256).unwrap();
        let shared = Arc::new(Shared {
            issuer: format!(
                "https://localhost:{}",
                listener.local_addr().unwrap().port()
            ),
            key,
            codes: Mutex::default(),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(shared.clone());
        let tls = RustlsConfig::from_config(Arc::new(tls(&folder)));
        let server = axum_server::from_tcp_rustls(listener, tls).unwrap();
        tokio::spawn(server.serve(routes.into_make_service()));
        Self { shared, folder }
    }
}

impl Provider for OpenIdProvider {
    const NAME: &'static str = "an OpenID provider";

    fn settings(&self) -> String {
        let host = self.shared.issuer.trim_start_matches("https://");
        let authority = self.folder.path().join("ca.pem");
        format!(
            "[federation]\ninternal_hosts = ['{host}']\nauthorities_file = '{}'\n",
            authority.display()
        )
    }

    async fn add(&self, server: &Server, database: &Database) -> ProviderId {
        let issuer = &self.shared.issuer;
        let fetch = Arc::new(FakeFetch::default());
        let document = format!("{issuer}/.well-known/openid-configuration");
        fetch.reply(&document, reply(&self.shared.metadata()));
        let identity = server.product_with(database, fetch).await;
        let actor = seed::system(&identity).await;
        let new = NewProvider {
            id: identity.env().new_id(),
            kind: Kind::OpenIdConnect,
            display_name: "Partner".to_owned(),
            protocol: NewProtocol::OpenIdConnect(NewOpenIdConnect {
                metadata_url: issuer.clone(),
                client_id: CLIENT.to_owned(),
                client_secret: Some(SECRET.to_owned()),
                client_authentication: ClientProofMethod::Post,
                apple: None,
                scopes: None,
                claims: ClaimsPatch::default(),
            }),
            is_for_everybody: false,
            domains: vec![Domain::parse(GUESTS_DOMAIN).unwrap()],
            trusts_domains: true,
        };
        identity.add_identity_provider(&actor, &new).await.unwrap();
        new.id
    }

    async fn bring_back(&self, browser: &mut Browser<'_>, sent_to: &Url, address: &str) {
        let asked: HashMap<_, _> = sent_to.query_pairs().into_owned().collect();
        let code = Chance.uuid(Now.now()).to_string();
        let on_the_way = OnTheWay {
            address: address.to_owned(),
            nonce: asked["nonce"].clone(),
            challenge: asked["code_challenge"].clone(),
        };
        self.shared
            .codes
            .lock()
            .unwrap()
            .insert(code.clone(), on_the_way);
        let fields = [("code", code.as_str()), ("state", asked["state"].as_str())];
        let back = Url::parse_with_params(&asked["redirect_uri"], fields).unwrap();
        let path = &back[url::Position::BeforePath..];
        assert_eq!(browser.open(path).await, None);
        let finish = back.path().replace("/callback", "/finish");
        let next = browser.submit_all(&finish, &fields).await;
        assert_eq!(next.as_deref(), Some("/redeem/review"), "{}", browser.page);
    }
}

impl Shared {
    fn metadata(&self) -> Value {
        let issuer = &self.issuer;
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        })
    }
}

async fn metadata(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(shared.metadata())
}

async fn keys(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "keys": [shared.key.public()] }))
}

/// Whoever asks proves as much as an honest provider wants proved, so that nothing is measured that would not do.
async fn token(
    State(shared): State<Arc<Shared>>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Json<Value>, StatusCode> {
    let given = |name: &str| form.get(name).map_or("", String::as_str);
    let found = shared.codes.lock().unwrap().remove(given("code"));
    let found = found.ok_or(StatusCode::BAD_REQUEST)?;
    let proved = (given("client_id"), given("client_secret")) == (CLIENT, SECRET)
        && s256(given("code_verifier")) == found.challenge;
    if !proved {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let now = Now.now().as_seconds();
    let claims = json!({
        "iss": shared.issuer,
        "sub": found.address,
        "aud": CLIENT,
        "iat": now,
        "exp": now + 300,
        "nonce": found.nonce,
        "email": found.address,
        "email_verified": true,
        "name": "A Guest",
    });
    Ok(Json(json!({
        "access_token": "of-no-use-here",
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": shared.key.sign(&claims).unwrap(),
    })))
}

/// A certificate for `localhost`, by an authority whose own is left in the folder.
fn tls(folder: &tempfile::TempDir) -> ServerConfig {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap();
    std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    tls
}
