//! Sign in with Apple, as far as it is not OpenID Connect: the client secret is an assertion that a key of the developer
//! signs, and the name comes beside the answer.
//!
//! <https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret> and
//! <https://developer.apple.com/documentation/signinwithapple/incorporating-sign-in-with-apple-into-other-platforms>.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::jose::{Algorithm, JoseError, SigningKey};
use crate::json::document;
use crate::oauth::SentSecret;

/// Apple's issuer, which also is the audience of client secrets.
pub const ISSUER: &str = "https://appleid.apple.com";
/// How long a client secret can be used, in seconds: it is made for each exchange. Apple allows six months.
const SECRET_SECONDS: i64 = 300;
/// The ids of teams and of keys have so many letters and digits.
const ID_CHARS: usize = 10;
/// The longest `user` that is read, in bytes.
const MAX_USER_BYTES: usize = 4096;

/// Whether a text can be the id of a team or of a key: ten capital letters and digits.
pub fn is_id(text: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    text.len() == ID_CHARS && text.bytes().all(is_one)
}

/// Reads the private key that Apple gives a developer, a file `.p8`: PEM of PKCS#8 with a key on P-256. Its lines may have been
/// put together.
pub fn private_key(pem: &str) -> Result<SigningKey, JoseError> {
    let inner = pem
        .trim()
        .strip_prefix("-----BEGIN PRIVATE KEY-----")
        .and_then(|rest| rest.strip_suffix("-----END PRIVATE KEY-----"))
        .ok_or(JoseError::Key)?;
    let base64: Zeroizing<String> = Zeroizing::new(inner.split_whitespace().collect());
    let der = STANDARD.decode(base64.as_bytes());
    let der = Zeroizing::new(der.map_err(|_| JoseError::Key)?);
    SigningKey::from_pkcs8(Algorithm::Es256, &der)
}

/// The client secret of now. `client_id` is a Services ID of the team.
pub fn client_secret(
    key: SigningKey,
    (team_id, key_id): (&str, &str),
    client_id: &str,
    now_seconds: i64,
) -> Result<SentSecret, JoseError> {
    let claims = json!({
        "iss": team_id,
        "iat": now_seconds,
        "exp": now_seconds.saturating_add(SECRET_SECONDS),
        "aud": ISSUER,
        "sub": client_id,
    });
    Ok(SentSecret::new(&key.named(key_id)?.sign(&claims)?))
}

/// Given and family name in the parameter `user`, which comes beside the answer when somebody is there for the first time. The
/// browser brings it and nobody signed it: it is worth as much as what somebody types about themselves. An address in it is not
/// read. What can't be read says nothing.
pub fn names(user: &str) -> (Option<String>, Option<String>) {
    if user.len() > MAX_USER_BYTES {
        return (None, None);
    }
    let Ok(members) = document(user.as_bytes()) else {
        return (None, None);
    };
    let part = |what: &str| {
        let name = members.get("name").and_then(|name| name.get(what));
        name.and_then(Value::as_str).map(str::to_owned)
    };
    (part("firstName"), part("lastName"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::{Expected, VerifyingKey, verify};

    fn pem(der: &[u8]) -> String {
        let body = STANDARD.encode(der);
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")
    }

    #[test]
    fn a_client_secret_is_signed_with_the_key_under_apples_name_for_it() {
        let (made, der) = SigningKey::generate(Algorithm::Es256).unwrap();
        let pem = pem(&der);
        for pem in [
            pem.clone(),
            pem.replace('\n', ""),
            pem.replace('\n', "\r\n"),
        ] {
            let key = private_key(&pem).unwrap();
            let ids = ("TEAM123456", "KEY1234567");
            let secret = client_secret(key, ids, "com.example.hospes", 1_000).unwrap();
            let mut public = made.public();
            public.kid = "KEY1234567".to_owned();
            let keys = [VerifyingKey::from_jwk(&public).unwrap()];
            let expected = Expected {
                issuers: &["TEAM123456"],
                audiences: &["https://appleid.apple.com"],
                now_seconds: 1_299,
                leeway_seconds: 0,
            };
            let claims: Value = verify(secret.expose(), &keys, &expected).unwrap();
            assert_eq!(claims["sub"], "com.example.hospes");
        }
    }

    #[test]
    fn what_is_no_key_on_p256_is_refused() {
        let (_, rsa) = SigningKey::generate(Algorithm::EdDsa).unwrap();
        for text in [
            String::new(),
            pem(&rsa),
            pem(b"nonsense"),
            pem(b"").replace("PRIVATE", "PUBLIC"),
            "-----BEGIN PRIVATE KEY-----".to_owned(),
            "-----BEGIN PRIVATE KEY-----*-----END PRIVATE KEY-----".to_owned(),
        ] {
            assert!(private_key(&text).is_err(), "{text}");
        }
        assert!(is_id("ABCDE12345"));
        for text in ["", "abcde12345", "ABCDE1234", "ABCDE123456", "ABCDE-1234"] {
            assert!(!is_id(text), "{text}");
        }
    }

    #[test]
    fn of_user_the_names_are_read_and_nothing_else() {
        let user = r#"{"name":{"firstName":"Lee","lastName":"Ng"},"email":"ceo@uni.example"}"#;
        assert_eq!(names(user), (Some("Lee".to_owned()), Some("Ng".to_owned())));
        for user in [
            "",
            "null",
            "[]",
            r#"{"name":"Lee"}"#,
            r#"{"name":{"firstName":{"x":1}}}"#,
            r#"{"name":{"firstName":"a","firstName":"b"}}"#,
            &format!(r#"{{"name":{{"firstName":"{}"}}}}"#, "x".repeat(5_000)),
        ] {
            assert_eq!(names(user), (None, None), "{user}");
        }
    }
}
