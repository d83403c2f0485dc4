//! Signing in on a device without a browser of its own: RFC 8628.

use super::parameters::{bounded, optional, required};
use super::request::{MAX_CHARS, secret};
use super::{ClientAuthentication, OAuthError, SentSecret};

/// A request of RFC 8628, section 3.1.
#[derive(Debug)]
pub struct DeviceAuthorizationRequest {
    /// Who asks, and its proof. A public client has none.
    pub client: ClientAuthentication,
    /// What the token is for.
    pub scope: String,
}

impl DeviceAuthorizationRequest {
    /// Reads a request from its form and its `Authorization` header, as
    /// [`TokenRequest::parse`](super::TokenRequest::parse) does.
    pub fn parse(
        form: &[(String, String)],
        authorization: Option<&str>,
    ) -> Result<Self, OAuthError> {
        let client = ClientAuthentication::parse(form, authorization)?;
        required(form, "scope")?;
        let scope = bounded(form, "scope", MAX_CHARS)?.unwrap_or_default();
        Ok(Self {
            client,
            scope: scope.to_owned(),
        })
    }
}

/// A request of RFC 8628, section 3.4.
#[derive(Debug)]
pub struct DeviceCodeRequest {
    /// Who asks, and its proof. A public client has none.
    pub client: ClientAuthentication,
    /// The device code, as sent.
    pub device_code: SentSecret,
    /// Whether the answer is to have `client_info`, by which MSAL names the account.
    pub client_info: bool,
}

impl DeviceCodeRequest {
    pub(super) fn parse(
        form: &[(String, String)],
        authorization: Option<&str>,
    ) -> Result<Self, OAuthError> {
        let client = ClientAuthentication::parse(form, authorization)?;
        // MSAL Python sends it under both names; the older one alone is of clients before the RFC.
        let code = match secret(form, "device_code")? {
            Some(code) => Some(code),
            None => secret(form, "code")?,
        };
        Ok(Self {
            client,
            device_code: code.ok_or_else(|| OAuthError::missing_parameter("device_code"))?,
            client_info: optional(form, "client_info")? == Some("1"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::TokenRequest;
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn a_device_code_is_read_under_every_name_that_clients_use() {
        let long = "urn:ietf:params:oauth:grant-type:device_code";
        for (grant_type, sent) in [
            (long, &[("device_code", "d")][..]),
            ("device_code", &[("device_code", "d")]),
            (long, &[("device_code", "d"), ("code", "d")]),
            ("device_code", &[("code", "d")]),
        ] {
            let mut form = pairs(&[("grant_type", grant_type), ("client_id", "app")]);
            form.extend(pairs(sent));
            let Ok(TokenRequest::DeviceCode(request)) = TokenRequest::parse(&form, None) else {
                panic!("{form:?}");
            };
            assert_eq!(request.device_code.expose(), "d");
            assert!(!request.client_info);
        }
        let form = pairs(&[("grant_type", "device_code"), ("client_id", "app")]);
        assert_eq!(
            TokenRequest::parse(&form, None).unwrap_err().aadsts,
            900_144
        );
    }

    #[test]
    fn a_device_asks_with_its_client_and_a_scope() {
        let form = pairs(&[("client_id", "app"), ("scope", "openid")]);
        let request = DeviceAuthorizationRequest::parse(&form, None).unwrap();
        assert_eq!(
            (request.client.client_id(), request.scope.as_str()),
            ("app", "openid")
        );
        for (form, number) in [
            (pairs(&[("client_id", "app")]), 900_144),
            (pairs(&[("scope", "openid")]), 900_144),
            (
                pairs(&[("client_id", "a"), ("scope", "x"), ("scope", "y")]),
                9_000_411,
            ),
        ] {
            let error = DeviceAuthorizationRequest::parse(&form, None).unwrap_err();
            assert_eq!(error.aadsts, number);
        }
    }
}
