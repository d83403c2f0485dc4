//! What another server says of a person: OpenID Connect Core, sections 2 and 5.1, and what some servers add.
//!
//! All of it is hostile text. Whether an address is believed, and what for, is not decided here.

use std::fmt;

use serde_json::{Map, Value};

use crate::jose::seconds;
use crate::json::text;

/// The claims of an ID token that was verified, perhaps with those of the userinfo endpoint under them.
///
/// `None` is a claim that is missing, `null` or of another type. `Debug` prints the issuer alone.
#[derive(Clone, PartialEq, Eq)]
pub struct UpstreamClaims {
    /// Who says it, as it stands in the token: never a template.
    pub iss: String,
    /// The person, as this issuer and perhaps only for this client: 1 to 255 characters, no control characters.
    pub sub: String,
    /// The tenant of Microsoft.
    pub tid: Option<String>,
    /// The address. Where it says nothing of whether it is verified, it is whatever somebody typed.
    pub email: Option<String>,
    /// Whether the address is verified.
    pub email_verified: Option<EmailVerified>,
    /// The name for people.
    pub name: Option<String>,
    /// The first name.
    pub given_name: Option<String>,
    /// The last name.
    pub family_name: Option<String>,
    /// What the person signs in with there. It may look like an address and never proves one.
    pub preferred_username: Option<String>,
    /// How the person signed in (RFC 8176). Also of a server that writes one word instead of a list.
    pub amr: Vec<String>,
    /// Of what class the sign-in was.
    pub acr: Option<String>,
    /// When the person signed in there, in seconds since 1970-01-01T00:00:00Z. `None` may be any time ago.
    pub auth_time: Option<i64>,
    /// The session there: 1 to 255 characters, no control characters.
    pub sid: Option<String>,
    /// Whether the owner of the domain vouches for the address: Entra's answer to unverified ones, which it writes as
    /// `true`, `1` or `"1"`.
    pub xms_edov: Option<bool>,
    /// The domain of an organisation at Google, which owns the account.
    pub hd: Option<String>,
    /// All claims, also those above, for whoever tests a provider.
    pub all: Map<String, Value>,
}

/// How a server writes whether an address is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmailVerified {
    /// As the specification says.
    Bool(bool),
    /// As the text `true` or `false`, which counts only for servers that are known to write it so.
    Text(bool),
}

impl EmailVerified {
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(is_verified) => Some(Self::Bool(*is_verified)),
            Value::String(text) => match text.as_str() {
                "true" => Some(Self::Text(true)),
                "false" => Some(Self::Text(false)),
                _ => None,
            },
            Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl UpstreamClaims {
    /// Sorts the claims of a token whose issuer and subject were checked.
    pub(super) fn sort(iss: String, sub: String, all: Map<String, Value>) -> Self {
        let owned = |name: &str| text(&all, name).map(ToOwned::to_owned);
        Self {
            iss,
            sub,
            tid: owned("tid"),
            email: owned("email"),
            email_verified: all.get("email_verified").and_then(EmailVerified::read),
            name: owned("name"),
            given_name: owned("given_name"),
            family_name: owned("family_name"),
            preferred_username: owned("preferred_username"),
            amr: words(all.get("amr")),
            acr: owned("acr"),
            auth_time: all.get("auth_time").and_then(seconds),
            sid: session_id(&all),
            xms_edov: all.get("xms_edov").and_then(edov),
            hd: owned("hd"),
            all,
        }
    }
}

impl fmt::Debug for UpstreamClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UpstreamClaims")
            .field("iss", &self.iss)
            .finish_non_exhaustive()
    }
}

/// The longest name of a person or a session, in characters (OpenID Connect Core, section 2).
const MAX_NAME_CHARS: usize = 255;

/// Whether a text can name a person or a session. Control characters are refused, because no database and no log holds
/// all of them.
pub(super) fn is_name(text: &str) -> bool {
    let is_short = text.chars().nth(MAX_NAME_CHARS).is_none();
    !text.is_empty() && is_short && !text.contains(char::is_control)
}

/// The session that a token is about.
pub(super) fn session_id(claims: &Map<String, Value>) -> Option<String> {
    let sid = text(claims, "sid").filter(|sid| is_name(sid));
    sid.map(ToOwned::to_owned)
}

fn words(value: Option<&Value>) -> Vec<String> {
    let all = match value {
        Some(Value::Array(all)) => all.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let all = all.iter().filter_map(Value::as_str);
    all.map(ToOwned::to_owned).collect()
}

fn edov(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(is_vouched) => Some(*is_vouched),
        Value::Number(number) => match number.as_u64() {
            Some(1) => Some(true),
            Some(0) => Some(false),
            Some(_) | None => None,
        },
        Value::String(text) => match text.as_str() {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
