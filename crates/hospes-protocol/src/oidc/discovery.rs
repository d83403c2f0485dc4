//! The metadata documents: OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2.
//!
//! They name what this server does, not what Entra does: a client picks from the lists.

use serde_json::{Value, json};

use crate::jose::Algorithm;

/// What the addresses of a tenant are made of.
#[derive(Clone, Copy, Debug)]
pub struct Endpoints<'a> {
    /// The public URL of the identity platform, with or without a slash at its end.
    pub identity_root: &'a str,
    /// The public URL of Graph, with or without a slash at its end.
    pub graph_root: &'a str,
    /// What stands for the tenant in the path of the request: an id, a domain, `common` or
    /// `organizations`. It must be known to be one of these.
    pub tenant_path: &'a str,
    /// The issuer of the tokens, as it stands in them.
    ///
    /// Under `common` and `organizations` it is a template with `{tenantid}` in it.
    pub issuer: &'a str,
}

impl Endpoints<'_> {
    /// The document at `/{tenant}/v2.0/.well-known/openid-configuration`.
    pub fn metadata(&self) -> Value {
        let identity = self.identity_root.trim_end_matches('/');
        let graph = self.graph_root.trim_end_matches('/');
        let tenant = format!("{identity}/{}", self.tenant_path);
        let endpoint = |name: &str| format!("{tenant}/oauth2/v2.0/{name}");
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": endpoint("authorize"),
            "token_endpoint": endpoint("token"),
            "device_authorization_endpoint": endpoint("devicecode"),
            "end_session_endpoint": endpoint("logout"),
            "jwks_uri": format!("{tenant}/discovery/v2.0/keys"),
            "userinfo_endpoint": format!("{graph}/oidc/userinfo"),
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "grant_types_supported": [
                "authorization_code",
                "refresh_token",
                "client_credentials",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "password",
                "implicit",
            ],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": Algorithm::ALL.map(Algorithm::as_str),
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "token_endpoint_auth_methods_supported":
                ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "token_endpoint_auth_signing_alg_values_supported":
                ["RS256", "PS256", "ES256", "ES384"],
            "code_challenge_methods_supported": ["S256", "plain"],
            "claims_supported": CLAIMS,
            "claims_parameter_supported": true,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "authorization_response_iss_parameter_supported": self.names_one_issuer(),
            "http_logout_supported": false,
            "frontchannel_logout_supported": true,
            "frontchannel_logout_session_supported": true,
            "tenant_region_scope": null,
            "cloud_instance_name": host(identity),
            "cloud_graph_host_name": host(graph),
            "msgraph_host": host(graph),
            "rbac_url": identity,
        })
    }

    /// The document at `/{tenant}/.well-known/openid-configuration`, for those who verify v1.0
    /// tokens.
    ///
    /// The [`issuer`](Self::issuer) is that of v1.0 tokens then, and the keys name none. The other
    /// endpoints are those of v2.0, because there are no others.
    pub fn metadata_v1(&self) -> Value {
        let mut metadata = self.metadata();
        if let Some(metadata) = metadata.as_object_mut() {
            let identity = self.identity_root.trim_end_matches('/');
            let keys = format!("{identity}/{}/discovery/keys", self.tenant_path);
            metadata.insert("jwks_uri".to_owned(), keys.into());
            // One refresh token serves all resources.
            metadata.insert("microsoft_multi_refresh_token".to_owned(), true.into());
        }
        metadata
    }

    /// Whether answers have the parameter `iss` (RFC 9207, section 3).
    ///
    /// A client compares it with the issuer of the metadata. A template is never equal to an
    /// issuer, so under `common` there must be none.
    fn names_one_issuer(&self) -> bool {
        !self.issuer.contains("{tenantid}")
    }
}

/// The claims that an `id_token` may have.
const CLAIMS: [&str; 25] = [
    "sub",
    "iss",
    "aud",
    "exp",
    "iat",
    "nbf",
    "auth_time",
    "nonce",
    "preferred_username",
    "name",
    "given_name",
    "family_name",
    "email",
    "oid",
    "tid",
    "idp",
    "ver",
    "acct",
    "uti",
    "at_hash",
    "c_hash",
    "sid",
    "amr",
    "roles",
    "groups",
];

/// The host of a URL, with its port if it has one, as it is written.
fn host(root: &str) -> &str {
    let (_, rest) = root.split_once("://").unwrap_or(("", root));
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINTS: Endpoints<'_> = Endpoints {
        identity_root: "https://login.example/",
        graph_root: "https://graph.example:8443",
        tenant_path: "contoso.example",
        issuer: "https://login.example/5f1c/v2.0",
    };

    #[test]
    fn the_metadata_name_the_addresses_of_the_tenant() {
        let metadata = ENDPOINTS.metadata();
        let tenant = "https://login.example/contoso.example";
        for (name, expected) in [
            ("issuer", "https://login.example/5f1c/v2.0".to_owned()),
            (
                "authorization_endpoint",
                format!("{tenant}/oauth2/v2.0/authorize"),
            ),
            ("token_endpoint", format!("{tenant}/oauth2/v2.0/token")),
            (
                "end_session_endpoint",
                format!("{tenant}/oauth2/v2.0/logout"),
            ),
            ("jwks_uri", format!("{tenant}/discovery/v2.0/keys")),
            (
                "userinfo_endpoint",
                "https://graph.example:8443/oidc/userinfo".to_owned(),
            ),
            ("cloud_instance_name", "login.example".to_owned()),
            ("msgraph_host", "graph.example:8443".to_owned()),
            ("rbac_url", "https://login.example".to_owned()),
        ] {
            assert_eq!(metadata[name], expected, "{name}");
        }
    }

    #[test]
    fn the_metadata_have_what_discovery_requires() {
        let metadata = ENDPOINTS.metadata();
        for name in [
            "response_types_supported",
            "response_modes_supported",
            "grant_types_supported",
            "subject_types_supported",
            "id_token_signing_alg_values_supported",
            "scopes_supported",
            "token_endpoint_auth_methods_supported",
            "token_endpoint_auth_signing_alg_values_supported",
            "code_challenge_methods_supported",
            "claims_supported",
        ] {
            assert!(!metadata[name].as_array().unwrap().is_empty(), "{name}");
        }
        assert_eq!(metadata["request_uri_parameter_supported"], false);
        assert_eq!(
            metadata["authorization_response_iss_parameter_supported"],
            true
        );
    }

    #[test]
    fn the_older_metadata_differ_in_the_issuer_only_as_far_as_a_verifier_sees() {
        let older = Endpoints {
            issuer: "https://sts.example/5f1c/",
            ..ENDPOINTS
        }
        .metadata_v1();
        assert_eq!(older["issuer"], "https://sts.example/5f1c/");
        assert_eq!(
            older["jwks_uri"],
            "https://login.example/contoso.example/discovery/keys"
        );
        assert_eq!(
            older["token_endpoint"],
            ENDPOINTS.metadata()["token_endpoint"]
        );
        assert_eq!(older["microsoft_multi_refresh_token"], true);
    }

    #[test]
    fn a_template_stays_a_template() {
        let issuer = "https://login.example/{tenantid}/v2.0";
        let metadata = Endpoints {
            tenant_path: "common",
            issuer,
            ..ENDPOINTS
        }
        .metadata();
        assert_eq!(metadata["issuer"], issuer);
        assert_eq!(
            metadata["authorization_response_iss_parameter_supported"],
            false
        );
        assert_eq!(
            metadata["token_endpoint"],
            "https://login.example/common/oauth2/v2.0/token"
        );
    }
}
