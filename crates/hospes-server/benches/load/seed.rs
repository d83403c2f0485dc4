//! What is there before a run: people with a session, and an application that they let sign them in. It is put
//! into the database as the command line does it, in another process than the server's.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_identity::application::NewApplication;
use hospes_identity::ids::CorrelationId;
use hospes_identity::password::Passwords;
use hospes_identity::secret::sha256;
use hospes_identity::sign_in::PasswordOutcome;
use hospes_identity::user::{NewUser, ProfilePatch, User};
use hospes_identity::{Actor, Circumstances, Clock, Entropy, Identity, Timestamp};
use hospes_protocol::address::Address;
use hospes_protocol::oauth::{Platform, RedirectUri};
use serde_json::Value;
use uuid::Uuid;

use crate::connection::Connection;

pub(crate) const PASSWORD: &str = "correct horse battery staple";
pub(crate) const DOMAIN: &str = "contoso.example";
const CALLBACK: &str = "https://app.contoso.example/callback";
const VERIFIER: &str = "a-verifier-that-nobody-guesses-0123456789-abcdef";
const SCOPES: [&str; 4] = ["openid", "profile", "offline_access", "User.Read"];

/// The time of the machine.
pub(crate) struct Now;

impl Clock for Now {
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp::from_millis(since.unwrap().as_millis().try_into().unwrap())
    }
}

/// The chance of the machine.
pub(crate) struct Chance;

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).unwrap();
    }

    fn uuid(&self, now: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        self.fill(&mut bytes);
        let millis = now.as_millis().try_into().unwrap();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

/// An application that signs people in, as it stands in its requests.
pub(crate) struct Relying {
    /// Path and query of its authorization request.
    pub(crate) authorize: String,
    /// The path of its token requests.
    pub(crate) token: String,
    /// What all of its token requests begin with.
    client: String,
}

/// Who is the server itself in the organization of the run.
pub(crate) async fn system(identity: &Identity) -> Actor {
    let tenant = identity.find_tenant(DOMAIN).await.unwrap();
    let correlation: CorrelationId = identity.env().new_id();
    Actor::system(tenant.id, "load", correlation)
}

/// So many members with a password.
pub(crate) async fn members(identity: &Identity, actor: &Actor, count: usize) -> Vec<User> {
    let mut all = Vec::new();
    for number in 0..count {
        let new = NewUser {
            user_principal_name: Address::parse(&format!("load-{number}@{DOMAIN}")).unwrap(),
            display_name: format!("Load {number}"),
            mail_nickname: None,
            password: Some(PASSWORD.to_owned()),
            must_change_password: false,
            account_enabled: true,
            profile: ProfilePatch::default(),
        };
        all.push(identity.create_user(actor, &new).await.unwrap().user);
    }
    all
}

/// Members who agreed to what an application wants, each with the cookies of a session.
pub(crate) async fn sign_ins(identity: &Identity, count: usize) -> (Arc<Relying>, Vec<String>) {
    let actor = system(identity).await;
    let new = NewApplication {
        display_name: "Board".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: false,
        visible: false,
    };
    let application = identity.create_application(&actor, &new).await.unwrap();
    let uris = [RedirectUri::parse(Platform::Web, CALLBACK).unwrap()];
    let set = identity.set_redirect_uris(&actor, application.id, &uris);
    set.await.unwrap();
    let secret = identity.add_secret(&actor, application.id, None, None);
    let secret = secret.await.unwrap().text;
    let scopes = SCOPES.map(str::to_owned);
    let mut cookies = Vec::new();
    for user in members(identity, &actor, count).await {
        let agreed = identity.consent(&actor, user.id, application.id, &scopes);
        agreed.await.unwrap();
        cookies.push(session(identity, &user).await);
    }
    let client_id = application.app_id.to_string();
    let relying = Relying::new(&actor.tenant.to_string(), (&client_id, &secret));
    (Arc::new(relying), cookies)
}

async fn session(identity: &Identity, user: &User) -> String {
    let name = Address::parse(&user.user_principal_name).unwrap();
    let here = Circumstances {
        correlation: identity.env().new_id(),
        ip: None,
        user_agent: "load".to_owned(),
    };
    let outcome = identity.sign_in_with_password(&name, PASSWORD, &here);
    match outcome.await.unwrap() {
        PasswordOutcome::SignedIn(opened) => format!("hospes-session={}", opened.cookie),
        PasswordOutcome::MustChange(_) => panic!("{name} must change the password"),
    }
}

impl Relying {
    fn new(tenant: &str, (client_id, secret): (&str, &str)) -> Self {
        let form = |pairs: &[(&str, &str)]| {
            url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs)
                .finish()
        };
        let challenge = URL_SAFE_NO_PAD.encode(sha256(VERIFIER.as_bytes()));
        let query = form(&[
            ("client_id", client_id),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", &SCOPES.join(" ")),
            ("state", "the state of this one request"),
            ("nonce", "the nonce of this one request"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        Self {
            authorize: format!("/{tenant}/oauth2/v2.0/authorize?{query}"),
            token: format!("/{tenant}/oauth2/v2.0/token"),
            client: form(&[("client_id", client_id), ("client_secret", secret)]),
        }
    }

    /// The whole way from the application to the server and back: a request with a session, a code, and the
    /// tokens for it. Gives the refresh token.
    pub(crate) async fn sign_in(&self, connection: &mut Connection, cookies: &str) -> String {
        let answer = connection.get(&self.authorize, cookies).await;
        let location = answer.location.unwrap_or_else(|| panic!("{}", answer.body));
        assert!(location.starts_with(CALLBACK), "{location}");
        let location = url::Url::parse(&location).unwrap();
        let code = location.query_pairs().find(|(name, _)| name == "code");
        let (_, code) = code.unwrap_or_else(|| panic!("{location}"));
        let exchanged = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.exchange(connection, &exchanged).await
    }

    /// Exchanges a refresh token for the next.
    pub(crate) async fn refresh(&self, connection: &mut Connection, token: &str) -> String {
        let exchanged = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.exchange(connection, &exchanged).await
    }

    async fn exchange(&self, connection: &mut Connection, pairs: &[(&str, &str)]) -> String {
        let form = url::form_urlencoded::Serializer::new(self.client.clone())
            .extend_pairs(pairs)
            .finish();
        let answer = connection.post(&self.token, &form).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let tokens: Value = serde_json::from_str(&answer.body).unwrap();
        tokens["refresh_token"].as_str().unwrap().to_owned()
    }
}

/// The pool that hashes passwords, as it is in the server.
pub(crate) fn passwords() -> Passwords {
    Passwords::default()
}
