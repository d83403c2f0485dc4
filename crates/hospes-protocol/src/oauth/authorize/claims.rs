//! The parameter `claims`: OpenID Connect Core, section 5.5.

use serde_json::{Map, Value};

use crate::oauth::OAuthError;

/// The claims of the scope `profile` that there are here (section 5.4).
const OF_PROFILE: [&str; 4] = ["name", "given_name", "family_name", "preferred_username"];

/// What the parameter `claims` asks for. Whether a claim is essential makes no difference: who is signed in is let in
/// without it as well (section 5.5.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimsRequest {
    /// One of the claims that the scope `profile` stands for.
    pub profile: bool,
    /// The claim that the scope `email` stands for.
    pub email: bool,
    /// What the ID token must name the person. Nobody else is meant.
    pub sub: Option<String>,
}

impl ClaimsRequest {
    /// Reads the JSON object. Claims that are not known are ignored.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let unreadable = || {
            OAuthError::malformed(
                "The value of the parameter 'claims' is not a JSON object of claims requests.",
            )
        };
        let mut all: Map<String, Value> = serde_json::from_str(text).map_err(|_| unreadable())?;
        // These two places are known. Others are ignored.
        let mut place = |name: &str| match all.remove(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(claims)) => Ok(claims),
            Some(_) => Err(unreadable()),
        };
        let (id_token, userinfo) = (place("id_token")?, place("userinfo")?);
        let asks = |name: &str| id_token.contains_key(name) || userinfo.contains_key(name);
        let sub = match id_token.get("sub").and_then(|sub| sub.get("value")) {
            None => None,
            Some(Value::String(sub)) => Some(sub.clone()),
            Some(_) => return Err(unreadable()),
        };
        Ok(Self {
            profile: OF_PROFILE.iter().any(|name| asks(name)),
            email: asks("email"),
            sub,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_asked_for_in_either_place() {
        for (text, profile, email) in [
            (r#"{"userinfo":{"name":{"essential":true}}}"#, true, false),
            (r#"{"id_token":{"family_name":null}}"#, true, false),
            (
                r#"{"id_token":{"auth_time":{"essential":true}},"userinfo":{"email":null}}"#,
                false,
                true,
            ),
            (r#"{"access_token":{"name":null}}"#, false, false),
            (r#"{"id_token":null}"#, false, false),
            ("{}", false, false),
        ] {
            let read = ClaimsRequest::parse(text).unwrap();
            assert_eq!((read.profile, read.email), (profile, email), "{text}");
            assert_eq!(read.sub, None);
        }
        let read = ClaimsRequest::parse(r#"{"id_token":{"sub":{"value":"pat"}}}"#).unwrap();
        assert_eq!(read.sub.as_deref(), Some("pat"));
    }

    #[test]
    fn what_is_no_object_of_claims_requests_is_an_error() {
        for text in [
            "",
            "[]",
            "null",
            "\"name\"",
            r#"{"id_token":[]}"#,
            r#"{"userinfo":"name"}"#,
            r#"{"id_token":{"sub":{"value":1}}}"#,
            r#"{"id_token":{}"#,
        ] {
            let error = ClaimsRequest::parse(text).unwrap_err();
            assert_eq!(error.aadsts, 90_013, "{text}");
        }
    }
}
