//! What is wrong with a request, its client or its tenant, and what is wrong with us.

use super::{ErrorCode, OAuthError, quoted};

impl OAuthError {
    /// A parameter that the request must have is missing or empty.
    pub fn missing_parameter(name: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            900_144,
            format!("The request body must contain the following parameter: '{name}'."),
        )
    }

    /// A parameter is there twice (RFC 6749, section 3.2).
    pub fn repeated_parameter(name: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            9_000_411,
            format!("The request is not properly formatted. The parameter '{name}' is duplicated."),
        )
    }

    /// The request contradicts itself or cannot be read; `message` is a sentence.
    pub fn malformed(message: &'static str) -> Self {
        Self::new(ErrorCode::InvalidRequest, 90_013, message)
    }

    /// A parameter is longer than anything that makes sense in it.
    pub fn too_long(name: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            90_013,
            format!("The value of the parameter '{name}' is too long."),
        )
    }

    /// We do not do that grant.
    pub fn unsupported_grant_type(grant_type: &str) -> Self {
        Self::new(
            ErrorCode::UnsupportedGrantType,
            70_003,
            format!(
                "The app requested an unsupported grant type '{}'.",
                quoted(grant_type)
            ),
        )
    }

    /// The scope is malformed, or contradicts itself.
    pub fn invalid_scope(scope: &str) -> Self {
        Self::new(
            ErrorCode::InvalidScope,
            70_011,
            format!(
                "The provided request must include a 'scope' input parameter. The provided value \
                 for the input parameter 'scope' is not valid. The scope {} is not valid.",
                quoted(scope)
            ),
        )
    }

    /// The scope of a client that acts for itself does not end in `/.default`.
    pub fn scope_without_default(scope: &str) -> Self {
        Self::new(
            ErrorCode::InvalidScope,
            1_002_012,
            format!(
                "The provided value for scope {} is not valid. Client credential flows must have a \
                 scope value with /.default suffixed to the resource identifier (application ID \
                 URI).",
                quoted(scope)
            ),
        )
    }

    /// No application with this id is known to the tenant.
    pub fn unknown_client(client_id: &str, tenant: &str) -> Self {
        Self::new(
            ErrorCode::UnauthorizedClient,
            700_016,
            format!(
                "Application with identifier '{}' was not found in the directory '{}'. This can \
                 happen if the application has not been installed by the administrator of the \
                 tenant or consented to by any user in the tenant. You may have sent your \
                 authentication request to the wrong tenant.",
                quoted(client_id),
                quoted(tenant)
            ),
        )
    }

    /// The client sent a secret, and it is none of its own.
    pub fn wrong_secret(client_id: &str) -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            7_000_215,
            format!(
                "Invalid client secret provided. Ensure the secret being sent in the request is \
                 the client secret value, not the client secret ID, for a secret added to app '{}'.",
                quoted(client_id)
            ),
        )
    }

    /// A client that must prove who it is sent no secret.
    pub fn missing_secret() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            7_000_218,
            "The request body must contain the following parameter: 'client_assertion' or \
             'client_secret'.",
        )
    }

    /// A client without secrets sent one (a public client cannot keep any).
    pub fn public_client() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_025,
            "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
        )
    }

    /// The secret was right once.
    pub fn expired_secret(client_id: &str) -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            7_000_222,
            format!(
                "The provided client secret keys for app '{}' are expired. Create new keys for \
                 your app.",
                quoted(client_id)
            ),
        )
    }

    /// The client tried to authenticate in a way that we do not do (RFC 6749, section 5.2).
    pub fn unsupported_client_authentication() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_027,
            "Client assertions of this type are not accepted by this server. The value of the \
             parameter 'client_assertion_type' must be \
             'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'.",
        )
    }

    /// The certificate that a client assertion names is none of the application's.
    pub fn unknown_certificate(client_id: &str) -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_027,
            format!(
                "Client assertion failed signature validation. The certificate that its header \
                 names is not registered on application '{}'.",
                quoted(client_id)
            ),
        )
    }

    /// The certificate is registered, and its time is over or has not come.
    pub fn expired_certificate(client_id: &str) -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_027,
            format!(
                "Client assertion failed signature validation. The certificate registered on \
                 application '{}' has expired or is not valid yet.",
                quoted(client_id)
            ),
        )
    }

    /// The signature of a client assertion does not fit the certificate.
    pub fn wrong_assertion_signature() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_027,
            "Client assertion failed signature validation.",
        )
    }

    /// A client assertion was used before (RFC 7523, section 3, item 7).
    pub fn used_assertion() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_027,
            "Client assertion failed validation. An assertion with this 'jti' was used before; \
             each request needs its own.",
        )
    }

    /// A client assertion is over, has not begun, or counts for more than a day.
    pub fn assertion_out_of_time() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_024,
            "Client assertion is not within its valid time range. It must have begun, and end \
             within a day.",
        )
    }

    /// A client assertion is for somebody else.
    pub fn wrong_assertion_audience() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_023,
            "Client assertion audience claim does not match. It must be the token endpoint or the \
             issuer of the tenant, and nothing else.",
        )
    }

    /// A client assertion is of another client.
    pub fn assertion_of_another(client_id: &str) -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            700_021,
            format!(
                "Client assertion application identifier doesn't match 'client_id' parameter '{}'.",
                quoted(client_id)
            ),
        )
    }

    /// A client assertion cannot be read.
    pub fn malformed_assertion() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            50_027,
            "Client assertion is invalid or malformed. It must be a JWT with 'exp' and 'jti', \
             signed with an algorithm of the certificate's key.",
        )
    }

    /// The `Authorization` header is not readable as HTTP Basic (RFC 6749, section 2.3.1).
    pub fn malformed_authorization() -> Self {
        Self::new(
            ErrorCode::InvalidClient,
            90_013,
            "The Authorization header is not valid HTTP Basic authentication.",
        )
    }

    /// No application of the tenant answers to this resource.
    pub fn unknown_resource(resource: &str, tenant: &str) -> Self {
        Self::new(
            ErrorCode::InvalidResource,
            500_011,
            format!(
                "The resource principal named {} was not found in the tenant named {}. This can \
                 happen if the application has not been installed by the administrator of the \
                 tenant or consented to by any user in the tenant. You might have sent your \
                 authentication request to the wrong tenant.",
                quoted(resource),
                quoted(tenant)
            ),
        )
    }

    /// The path names no one tenant (`common`), and nothing else tells which is meant.
    pub fn missing_tenant() -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            50_059,
            "No tenant-identifying information found in either the request or implied by any \
             provided credentials.",
        )
    }

    /// No tenant has this id or domain.
    pub fn unknown_tenant(tenant: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            90_002,
            format!(
                "Tenant '{}' not found. Check to make sure you have the correct tenant ID and are \
                 signing into the correct cloud.",
                quoted(tenant)
            ),
        )
    }

    /// What stands for the tenant in the path is neither an id nor a domain.
    pub fn malformed_tenant(tenant: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            900_023,
            format!(
                "Specified tenant identifier '{}' is neither a valid DNS name, nor a valid \
                 external domain.",
                quoted(tenant)
            ),
        )
    }

    /// The authority that a client asks about is none of ours.
    pub fn unknown_instance() -> Self {
        Self::new(
            ErrorCode::InvalidInstance,
            50_049,
            "Unknown or invalid instance.",
        )
    }

    /// A limit was reached. The answer also carries `Retry-After`.
    pub fn too_many_requests() -> Self {
        Self::new(
            ErrorCode::SlowDown,
            90_055,
            "There are too many incoming requests.",
        )
    }

    /// Something that we need does not answer; the client may try again.
    pub fn temporarily_unavailable() -> Self {
        Self::new(
            ErrorCode::TemporarilyUnavailable,
            90_033,
            "A transient error has occurred. Please try again.",
        )
    }

    /// Something broke. The log knows what; the client gets the trace id only.
    pub fn server_error() -> Self {
        Self::new(
            ErrorCode::ServerError,
            50_000,
            "There was an error issuing a token or an issue with our sign-in service.",
        )
    }

    /// The scope names more than one resource.
    pub fn several_resources(scope: &str) -> Self {
        Self::new(
            ErrorCode::InvalidScope,
            28_000,
            format!(
                "Provided value for the input parameter scope is not valid because it contains \
                 more than one resource. Scope {} is not valid.",
                quoted(scope)
            ),
        )
    }

    /// The scope is none that a token could be issued for.
    pub fn unusable_scope(scope: &str) -> Self {
        Self::new(
            ErrorCode::InvalidScope,
            28_002,
            format!(
                "Provided value for the input parameter scope '{}' is not valid when requesting \
                 an access token. Please specify a valid scope.",
                quoted(scope)
            ),
        )
    }

    /// The redirect URI is none of the application's. For a page, never for a redirect.
    pub fn redirect_mismatch(redirect_uri: &str, client_id: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            50_011,
            format!(
                "The redirect URI '{}' specified in the request does not match the redirect URIs \
                 configured for the application '{}'. Make sure the redirect URI sent in the \
                 request matches one added to the application.",
                quoted(redirect_uri),
                quoted(client_id)
            ),
        )
    }

    /// We do not do that `response_type`, or not for this application.
    pub fn unsupported_response_type(response_type: &str) -> Self {
        Self::new(
            ErrorCode::UnsupportedResponseType,
            700_054,
            format!(
                "response_type '{}' is not enabled for the application.",
                quoted(response_type)
            ),
        )
    }

    /// The `response_mode` is unknown, or would put a token where it is logged.
    pub fn unsupported_response_mode(response_mode: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            70_007,
            format!(
                "'{}' is not a supported value of 'response_mode' when requesting a token.",
                quoted(response_mode)
            ),
        )
    }

    /// The `prompt` is unknown, or contradicts itself.
    pub fn unsupported_prompt(prompt: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            90_023,
            format!("Unsupported 'prompt' value '{}'.", quoted(prompt)),
        )
    }

    /// The `code_challenge` is not of RFC 7636, section 4.2.
    pub fn invalid_challenge() -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            501_491,
            "Invalid size or characters of the Code_Challenge parameter.",
        )
    }

    /// The `code_challenge_method` is unknown (RFC 7636, section 4.4.1).
    pub fn invalid_challenge_method(method: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            50_149,
            format!(
                "Invalid Code_Challenge_method parameter '{}'.",
                quoted(method)
            ),
        )
    }

    /// The parameter `request` was sent (OpenID Connect Core, section 6.1).
    pub fn request_not_supported() -> Self {
        Self::new(
            ErrorCode::RequestNotSupported,
            90_013,
            "The parameter 'request' is not supported by this server.",
        )
    }

    /// The parameter `request_uri` was sent (OpenID Connect Core, section 6.2).
    pub fn request_uri_not_supported() -> Self {
        Self::new(
            ErrorCode::RequestUriNotSupported,
            90_013,
            "The parameter 'request_uri' is not supported by this server.",
        )
    }

    /// A browser redeems what was issued to an application that is none of a browser.
    pub fn cross_origin_not_allowed(origin: &str) -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            9_002_326,
            format!(
                "Cross-origin token redemption is permitted only for the 'Single-Page \
                 Application' client-type. Request origin: '{}'.",
                quoted(origin)
            ),
        )
    }

    /// What was issued to a single-page application is redeemed by no browser.
    pub fn cross_origin_required() -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            9_002_327,
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via \
             cross-origin requests.",
        )
    }

    /// A browser redeems a code that was asked for without a challenge.
    pub fn challenge_required() -> Self {
        Self::new(
            ErrorCode::InvalidRequest,
            9_002_325,
            "Proof Key for Code Exchange is required for cross-origin authorization code \
             redemption.",
        )
    }
}
