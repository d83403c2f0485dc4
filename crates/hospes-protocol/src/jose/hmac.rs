//! Signing with a shared secret: HS256 (RFC 7518, section 3.2).
//!
//! There is no verification here, and must be none. What nobody verifies with a secret cannot be verified with a public
//! key that was taken for one.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::json;

use super::JoseError;

/// The shortest secret, in bytes: as long as the hash (RFC 7518, section 3.2).
const MIN_SECRET_BYTES: usize = 32;

/// Signs claims with a secret: a compact JWS with the header `typ` JWT and `alg` HS256.
pub(crate) fn sign_with_secret<C: Serialize>(
    claims: &C,
    secret: &[u8],
) -> Result<String, JoseError> {
    if secret.len() < MIN_SECRET_BYTES {
        return Err(JoseError::SecretTooShort);
    }
    let payload = serde_json::to_vec(claims).map_err(JoseError::Claims)?;
    let header = json!({ "typ": "JWT", "alg": "HS256" }).to_string();
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut token);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), token.as_bytes());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(tag, &mut token);
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_what_the_secret_signs() {
        let secret = [7; 32];
        let token = sign_with_secret(&json!({ "iss": "us" }), &secret).unwrap();
        let (input, tag) = token.rsplit_once('.').unwrap();
        let tag = URL_SAFE_NO_PAD.decode(tag).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        hmac::verify(&key, input.as_bytes(), &tag).unwrap();
        let head = jsonwebtoken::decode_header(&token).unwrap();
        assert_eq!(head.alg, jsonwebtoken::Algorithm::HS256);
        assert_eq!((head.typ.as_deref(), head.kid), (Some("JWT"), None));
    }

    #[test]
    fn a_secret_that_can_be_tried_out_signs_nothing() {
        for length in [0, 1, 31] {
            let refused = sign_with_secret(&json!({}), &vec![7; length]);
            assert!(matches!(refused, Err(JoseError::SecretTooShort)));
        }
    }
}
