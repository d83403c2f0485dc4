//! Services with which persons sign in and that speak OAuth 2.0 alone (RFC 6749): who somebody is, they say in an API of
//! their own.
//!
//! GitHub: <https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>,
//! <https://docs.github.com/en/rest/users/users> and <https://docs.github.com/en/rest/users/emails>. Facebook:
//! <https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow>.

use aws_lc_rs::hmac;
use serde_json::{Map, Value};

use crate::json::{DocumentError, document, text};
use crate::oauth::{RedirectUri, SentSecret};

/// The longest text that is taken from an answer, in bytes.
const MAX_TEXT_BYTES: usize = 1024;
const MAX_ID_DIGITS: usize = 32;

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// github.com.
    GitHub,
    /// facebook.com.
    Facebook,
}

/// What a service is asked for: a code, which is bound to the browser by `state`, and to us by a challenge where the
/// service knows that.
#[derive(Clone, Copy, Debug)]
pub struct ServiceDeparture<'a> {
    /// Who we are there.
    pub client_id: &'a str,
    /// Where the answer goes, exactly as it is registered there.
    pub redirect_uri: &'a str,
    /// What the answer has to give back.
    pub state: &'a str,
    /// The S256 challenge of a verifier that only we know; see [`s256`](crate::oauth::s256).
    pub code_challenge: &'a str,
    /// Whether the person is to say which account it is.
    pub chooses: bool,
}

/// Who somebody is. All texts but the id were written by a stranger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The account, as a number that never changes and never comes back: not its name, which may become another one's.
    pub id: String,
    /// The mail address.
    pub email: Option<String>,
    /// Whether the service says that it is theirs.
    pub is_email_verified: bool,
    /// The name that is shown.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// All that was said.
    pub all: Map<String, Value>,
}

/// Why an answer says nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonError {
    /// More than 64 KiB.
    #[error("the answer is longer than 64 KiB")]
    TooLong,
    /// Not JSON of the form that the service has, or an object that says a thing twice.
    #[error("the answer is not JSON of the right form, or says a thing twice")]
    Malformed,
    /// There is no number of an account.
    #[error("the answer has no id that is a number")]
    NoId,
}

impl From<DocumentError> for PersonError {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::TooLong => Self::TooLong,
            DocumentError::Malformed => Self::Malformed,
        }
    }
}

impl Service {
    /// Where it takes codes.
    pub fn token_endpoint(self) -> &'static str {
        match self {
            Self::GitHub => "https://github.com/login/oauth/access_token",
            Self::Facebook => "https://graph.facebook.com/v21.0/oauth/access_token",
        }
    }

    /// Where somebody is sent.
    pub fn departure(self, asked: &ServiceDeparture<'_>) -> String {
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", asked.client_id),
            ("redirect_uri", asked.redirect_uri),
            ("state", asked.state),
        ];
        let endpoint = match self {
            Self::GitHub => {
                pairs.push(("scope", "read:user user:email"));
                pairs.push(("code_challenge", asked.code_challenge));
                pairs.push(("code_challenge_method", "S256"));
                if asked.chooses {
                    pairs.push(("prompt", "select_account"));
                }
                "https://github.com/login/oauth/authorize"
            }
            Self::Facebook => {
                pairs.push(("scope", "public_profile,email"));
                "https://www.facebook.com/v21.0/dialog/oauth"
            }
        };
        RedirectUri::with_query(endpoint, &pairs)
    }
}

/// Where GitHub says who somebody is.
pub const GITHUB_USER: &str = "https://api.github.com/user";
/// Where GitHub says their addresses: as many as it has on its first page, of which the primary one is one.
pub const GITHUB_EMAILS: &str = "https://api.github.com/user/emails";

/// Where Facebook says who somebody is: with a proof that whoever asks has the secret of the application, too.
pub fn facebook_me(secret: &SentSecret, access_token: &SentSecret) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let tag = hmac::sign(&key, access_token.expose().as_bytes());
    let bytes = tag.as_ref().iter();
    let proof = bytes.fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let fields = "id,name,first_name,last_name,email";
    let pairs = [("fields", fields), ("appsecret_proof", &proof)];
    RedirectUri::with_query("https://graph.facebook.com/v21.0/me", &pairs)
}

/// Reads what GitHub says. Of the addresses only the primary one counts, and only if it is verified.
pub fn github(user: &[u8], emails: &[u8]) -> Result<Person, PersonError> {
    let mut all = document(user)?;
    let id = all.get("id").and_then(Value::as_u64);
    let id = id.filter(|id| *id > 0).ok_or(PersonError::NoId)?;
    // The answer is a list; what is read are objects.
    let emails = document(&[b"{\"emails\":".as_slice(), emails, b"}"].concat())?;
    let Some(Value::Array(emails)) = emails.get("emails") else {
        return Err(PersonError::Malformed);
    };
    let is = |entry: &Value, what: &str| entry.get(what) == Some(&Value::Bool(true));
    let primary = emails
        .iter()
        .find(|entry| is(entry, "primary") && is(entry, "verified"))
        .and_then(|entry| entry.get("email"))
        .and_then(Value::as_str);
    let person = Person {
        id: id.to_string(),
        is_email_verified: primary.is_some(),
        email: primary.and_then(short),
        name: text(&all, "name").and_then(short),
        given_name: None,
        family_name: None,
        all: Map::new(),
    };
    // The address of the profile is what its owner chose to show, and proves nothing.
    all.insert("emails".to_owned(), Value::Array(emails.clone()));
    Ok(Person { all, ..person })
}

/// Reads what Facebook says. It does not say whether an address is verified.
pub fn facebook(me: &[u8]) -> Result<Person, PersonError> {
    let all = document(me)?;
    let id = text(&all, "id").ok_or(PersonError::NoId)?;
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || id.len() > MAX_ID_DIGITS {
        return Err(PersonError::NoId);
    }
    let said = |name: &str| text(&all, name).and_then(short);
    Ok(Person {
        id: id.to_owned(),
        email: said("email"),
        is_email_verified: false,
        name: said("name"),
        given_name: said("first_name"),
        family_name: said("last_name"),
        all,
    })
}

fn short(text: &str) -> Option<String> {
    (text.len() <= MAX_TEXT_BYTES).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn bytes(value: &Value) -> Vec<u8> {
        value.to_string().into_bytes()
    }

    #[test]
    fn of_github_the_number_counts_and_the_primary_address_if_it_is_verified() {
        let user = json!({ "id": 42, "login": "lee", "name": "Lee", "email": "ceo@uni.example" });
        let entry = |email: &str, primary: bool, verified: bool| json!({ "email": email, "primary": primary, "verified": verified });
        for (emails, expected) in [
            (
                json!([entry("lee@x.example", true, true)]),
                Some("lee@x.example"),
            ),
            (json!([entry("lee@x.example", true, false)]), None),
            (json!([entry("lee@x.example", false, true)]), None),
            (
                json!([{ "email": "lee@x.example", "primary": "true", "verified": "true" }]),
                None,
            ),
            (json!([]), None),
        ] {
            let person = github(&bytes(&user), &bytes(&emails)).unwrap();
            assert_eq!(person.id, "42");
            assert_eq!(person.email.as_deref(), expected);
            assert_eq!(person.is_email_verified, expected.is_some());
        }
    }

    #[test]
    fn an_answer_that_says_nobody_is_refused() {
        let none = b"[]".as_slice();
        for (user, emails, expected) in [
            (r#"{"id":"42"}"#, none, PersonError::NoId),
            (r#"{"id":0}"#, none, PersonError::NoId),
            (r#"{"id":-1}"#, none, PersonError::NoId),
            (r#"{"id":1.5}"#, none, PersonError::NoId),
            (r#"{"login":"lee"}"#, none, PersonError::NoId),
            (r#"{"id":1,"id":2}"#, none, PersonError::Malformed),
            (r#"{"id":1}"#, b"{}".as_slice(), PersonError::Malformed),
            (r#"{"id":1}"#, b"[".as_slice(), PersonError::Malformed),
            (
                r#"{"id":1}"#,
                br#"[],"emails":[]"#.as_slice(),
                PersonError::Malformed,
            ),
        ] {
            assert_eq!(github(user.as_bytes(), emails), Err(expected), "{user}");
        }
        for id in ["", "lee", "1 2", &"1".repeat(33)] {
            let me = json!({ "id": id });
            assert_eq!(facebook(&bytes(&me)), Err(PersonError::NoId), "{id}");
        }
        assert_eq!(facebook(br#"{"id":7}"#), Err(PersonError::NoId));
        let long = format!(r#"{{"id":"7","name":"{}"}}"#, "x".repeat(70_000));
        assert_eq!(facebook(long.as_bytes()), Err(PersonError::TooLong));
    }

    #[test]
    fn what_facebook_says_of_an_address_is_never_verified() {
        let me = json!({ "id": "7", "email": "lee@x.example", "email_verified": true,
            "name": "Lee Ng", "first_name": "Lee", "last_name": "Ng" });
        let person = facebook(&bytes(&me)).unwrap();
        assert_eq!(person.email.as_deref(), Some("lee@x.example"));
        assert!(!person.is_email_verified);
        assert_eq!(person.family_name.as_deref(), Some("Ng"));
    }

    #[test]
    fn facebook_is_shown_that_whoever_asks_has_the_secret() {
        let (secret, token) = (
            SentSecret::new("key"),
            SentSecret::new("what do ya want for nothing?"),
        );
        let url = facebook_me(&secret, &token);
        assert!(!url.contains("nothing") && !url.contains("=key"));
        let proof = url.split_once("appsecret_proof=").unwrap().1;
        assert_eq!(proof.len(), 64);
        // RFC 4231, section 4.3, has the key "Jefe".
        let url = facebook_me(&SentSecret::new("Jefe"), &token);
        assert!(url.ends_with("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    }

    #[test]
    fn the_way_there_has_a_state_and_at_github_a_challenge() {
        let asked = ServiceDeparture {
            client_id: "hospes",
            redirect_uri: "https://guests.example/back",
            state: "s&1",
            code_challenge: "c",
            chooses: true,
        };
        let url = Service::GitHub.departure(&asked);
        assert!(url.starts_with("https://github.com/login/oauth/authorize?response_type=code&"));
        assert!(url.contains("&state=s%261&") && url.contains("&code_challenge=c&"));
        assert!(url.ends_with("&prompt=select_account"));
        let url = Service::Facebook.departure(&asked);
        assert!(url.starts_with("https://www.facebook.com/v21.0/dialog/oauth?"));
        assert!(!url.contains("challenge"));
    }
}
