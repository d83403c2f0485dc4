//! The claims of an `id_token`, and those that have to be calculated.

use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use crate::jose::Algorithm;

/// The claims of an `id_token` of v2.0.
///
/// Times are seconds since 1970-01-01T00:00:00Z. What is `None` or empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
// The claim `ver` is always the same, so it is written as the struct's name.
#[serde(tag = "ver", rename = "2.0")]
pub struct IdTokenClaims {
    /// Who issued it: `<identity root>/<tenant>/v2.0`.
    pub iss: String,
    /// The user, as this one application knows it; see [`pairwise_sub`].
    pub sub: String,
    /// The application's `appId`.
    pub aud: String,
    /// From when on it is no longer valid.
    pub exp: i64,
    /// When it was issued.
    pub iat: i64,
    /// From when on it is valid.
    pub nbf: i64,
    /// When the user signed in. Required if the request had `max_age`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// The request's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The user's id in the tenant: for a guest, that of the guest.
    pub oid: String,
    /// The tenant.
    pub tid: String,
    /// The name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The last name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// What the user signs in with: for a guest, the address at home. May change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    /// The address. Guests always have it, members if the scope `email` was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A guest's identity provider. A member has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idp: Option<String>,
    /// The optional claim that tells a guest (1) from a member (0).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acct: Option<u8>,
    /// The half hash of the access token that comes with it; see [`half_hash`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
    /// The half hash of the code that comes with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub c_hash: Option<String>,
    /// The user's roles at the application, by their values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// The ids of the user's groups, if the application wants them and they are not too many.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Which claims are to be asked for elsewhere (OpenID Connect Core, section 5.6.2).
    #[serde(rename = "_claim_names", skip_serializing_if = "Option::is_none")]
    pub claim_names: Option<serde_json::Value>,
    /// Where.
    #[serde(rename = "_claim_sources", skip_serializing_if = "Option::is_none")]
    pub claim_sources: Option<serde_json::Value>,
    /// What the application may send as `login_hint` the next time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// The user principal name, if the application wants it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upn: Option<String>,
    /// The session, as this one application knows it (OpenID Connect Front-Channel Logout 1.0, section 3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// What is said of the device, if the application wants it: `dvc_mngd`, `dvc_cmp`, `dvc_dmjd`, `dvc_mngd_app`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signin_state: Vec<String>,
    /// How the user signed in (RFC 8176).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<String>,
    /// The name of this token in logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uti: Option<String>,
}

/// The `at_hash` of an access token or the `c_hash` of a code, for an ID token with this algorithm.
///
/// The left half of the hash that the algorithm signs, in base64url (OpenID Connect Core, sections 3.1.3.6 and
/// 3.3.2.11): of SHA-256 22 characters, and 43 of SHA-512, which Ed25519 is made of (RFC 8032, section 5.1).
pub fn half_hash(value: &str, algorithm: Algorithm) -> String {
    let hash = match algorithm {
        Algorithm::Rs256 | Algorithm::Es256 => &digest::SHA256,
        Algorithm::EdDsa => &digest::SHA512,
    };
    let hash = digest::digest(hash, value.as_bytes());
    let hash = hash.as_ref();
    let (left, _) = hash.split_at_checked(hash.len() / 2).unwrap_or((hash, &[]));
    URL_SAFE_NO_PAD.encode(left)
}

/// The `sub` of a user at the applications of one sector: 43 characters.
///
/// OpenID Connect Core, section 8.1: it must not be possible to tell the user from it, or that the
/// subs of two sectors are those of one user. So `key` is as secret as a signing key, and a new
/// key makes all users strangers to all applications. `sector` is the application's id, or what
/// several applications share; `subject` the user's id.
pub fn pairwise_sub(key: &[u8], sector: &str, subject: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    let mut context = hmac::Context::with_key(&key);
    // With its length before it, no other sector and subject make the same bytes.
    context.update(&(sector.len() as u64).to_be_bytes());
    context.update(sector.as_bytes());
    context.update(subject.as_bytes());
    URL_SAFE_NO_PAD.encode(context.sign())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_absent_is_left_out() {
        let claims = IdTokenClaims {
            iss: "https://login.example/5f1c/v2.0".to_owned(),
            sub: "s".to_owned(),
            aud: "app".to_owned(),
            exp: 3600,
            oid: "o".to_owned(),
            tid: "5f1c".to_owned(),
            ..IdTokenClaims::default()
        };
        assert_eq!(
            serde_json::to_value(claims).unwrap(),
            json!({
                "ver": "2.0", "iss": "https://login.example/5f1c/v2.0", "sub": "s", "aud": "app",
                "exp": 3600, "iat": 0, "nbf": 0, "oid": "o", "tid": "5f1c",
            })
        );
    }

    #[test]
    fn what_is_there_has_its_name() {
        let some = |text: &str| Some(text.to_owned());
        let claims = IdTokenClaims {
            auth_time: Some(1),
            nonce: some("n"),
            preferred_username: some("bob@partner.example"),
            idp: some("mail"),
            acct: Some(1),
            ..IdTokenClaims::default()
        };
        let json = serde_json::to_value(claims).unwrap();
        for (name, value) in [
            ("auth_time", json!(1)),
            ("nonce", json!("n")),
            ("preferred_username", json!("bob@partner.example")),
            ("idp", json!("mail")),
            ("acct", json!(1)),
        ] {
            assert_eq!(json[name], value, "{name}");
        }
    }

    #[test]
    fn a_user_has_another_sub_in_each_sector_and_with_each_key() {
        let sub = pairwise_sub(b"key", "app", "user");
        assert_eq!(sub.len(), 43);
        assert_eq!(sub, pairwise_sub(b"key", "app", "user"));
        for other in [
            pairwise_sub(b"yek", "app", "user"),
            pairwise_sub(b"key", "app2", "user"),
            pairwise_sub(b"key", "app", "user2"),
            pairwise_sub(b"key", "appu", "ser"),
            pairwise_sub(b"key", "", "appuser"),
        ] {
            assert_ne!(sub, other);
        }
    }
}
