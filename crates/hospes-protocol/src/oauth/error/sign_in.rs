//! What is wrong with a user, a consent, a code or a refresh token.

use super::{CONSENT_MISSING, ErrorCode, OAuthError, quoted};

impl OAuthError {
    /// Nobody is signed in, and `prompt=none` forbids to ask.
    pub fn login_required() -> Self {
        Self::new(
            ErrorCode::LoginRequired,
            50_058,
            "A silent sign-in request was sent but no user is signed in.",
        )
    }

    /// What an application was called with is no access token of a user for it.
    pub fn invalid_assertion() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            50_013,
            "Assertion failed validation: it must be an unexpired access token of a user, issued for this application.",
        )
    }

    /// The user's name or password is wrong: it is not told which.
    pub fn wrong_password() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            50_126,
            "Error validating credentials due to invalid username or password.",
        )
    }

    /// The password is right, and must be changed first.
    pub fn password_expired() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            50_055,
            "The password is expired. The user has to sign in with a browser and choose a new one.",
        )
    }

    /// The account is none of this tenant's.
    pub fn account_unknown(tenant: &str) -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            50_034,
            format!(
                "The user account does not exist in the directory '{}'. To sign into this \
                 application, the account must be added to the directory.",
                quoted(tenant)
            ),
        )
    }

    /// A rule of the organisation forbids it.
    pub fn blocked_by_policy() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            53_003,
            "Access has been blocked by the organization's sign-in settings. The access policy does not allow token issuance.",
        )
    }

    /// There were too many wrong passwords.
    pub fn account_locked() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            50_053,
            "Too many attempts to sign in with an incorrect password, from here. Try again later.",
        )
    }

    /// Only an administrator may agree for everybody, and to no more than they may do themselves.
    pub fn administrator_required() -> Self {
        Self::new(
            ErrorCode::AccessDenied,
            90_094,
            "The grant requires the permission of an administrator, who must hold what the application asks for.",
        )
    }

    /// An administrator was asked to agree for everybody, and declined.
    pub fn admin_consent_declined() -> Self {
        Self::new(
            ErrorCode::ConsentRequired,
            65_004,
            "The administrator declined to consent to access the app.",
        )
    }

    /// The account that the application expects is not the one that is signed in.
    pub fn other_account_expected() -> Self {
        Self::new(
            ErrorCode::LoginRequired,
            160_021,
            "Application requested a user session which does not exist.",
        )
    }

    /// The person would have to be asked, and `prompt=none` forbids it.
    pub fn interaction_required() -> Self {
        Self::new(
            ErrorCode::InteractionRequired,
            16_000,
            "Interaction is required: the person has to say that they want to go on to this application.",
        )
    }

    /// The application is for those who are assigned to it, and the user is not.
    pub fn not_assigned(user: &str, app: &str) -> Self {
        Self::new(
            ErrorCode::InteractionRequired,
            50_105,
            format!(
                "Your administrator has configured the application {} to block users unless they \
                 are specifically granted ('assigned') access to the application. The signed-in \
                 user '{}' is blocked because they are not a direct member of a group with \
                 access, nor had access directly assigned by an administrator.",
                quoted(app),
                quoted(user)
            ),
        )
    }

    /// The home organisation's outbound cross-tenant access settings do not let the user out.
    pub fn blocked_by_outbound_access(app: &str) -> Self {
        Self::new(
            ErrorCode::AccessDenied,
            500_212,
            format!(
                "NotAllowedByOutboundPolicyTenant - The user's administrator has set an outbound access policy that \
                 does not allow access to the resource tenant, or to the application '{}'.",
                quoted(app)
            ),
        )
    }

    /// The host's inbound cross-tenant access settings do not let the user in, or not to the application.
    pub fn blocked_by_inbound_access(app: &str) -> Self {
        Self::new(
            ErrorCode::AccessDenied,
            500_213,
            format!(
                "NotAllowedByInboundPolicyTenant - The resource tenant's cross-tenant access policy does not allow \
                 this user to access this tenant, or the application '{}'.",
                quoted(app)
            ),
        )
    }

    /// The organisation asks for a second factor, which the person has not proved, or has not got yet.
    pub fn second_factor_required(must_register: bool, resource: &str) -> Self {
        let resource = quoted(resource);
        let (aadsts, message) = if must_register {
            (
                50_079,
                format!(
                    "Due to a configuration change made by your administrator, or because you moved to a new \
                     location, you must enroll in multi-factor authentication to access '{resource}'."
                ),
            )
        } else {
            (
                50_076,
                format!(
                    "Due to a configuration change made by your administrator, or because you moved to a new \
                     location, you must use multi-factor authentication to access '{resource}'."
                ),
            )
        };
        Self::new(ErrorCode::InteractionRequired, aadsts, message)
    }

    /// The account is good where it comes from, and is no guest here.
    pub fn account_not_in_tenant(account: &str, idp: &str, tenant: &str) -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            50_020,
            format!(
                "User account '{}' from identity provider '{}' does not exist in tenant '{}'. The \
                 account needs to be added as an external user in the tenant first. Sign out and \
                 sign in again with a different user account.",
                quoted(account),
                quoted(idp),
                quoted(tenant)
            ),
        )
    }

    /// The account was invited, and has not accepted yet.
    pub fn guest_pending(account: &str, tenant: &str) -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            50_014,
            format!(
                "User account '{}' is in pending state in tenant '{}': the invitation has not been \
                 accepted. Open the link of the invitation mail first.",
                quoted(account),
                quoted(tenant)
            ),
        )
    }

    /// The user's sessions were ended after the code or refresh token was issued.
    pub fn sessions_revoked() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            50_173,
            "The provided grant has expired due to it being revoked, a fresh auth token is \
             needed. The user might have changed or reset their password.",
        )
    }

    /// The verifier does not fit the challenge, or one of the two is missing.
    pub fn verifier_mismatch() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            501_481,
            "The Code_Verifier does not match the code_challenge supplied in the authorization \
             request.",
        )
    }

    /// Consent is missing, at the token endpoint.
    pub fn consent_missing(client_id: &str, name: &str) -> Self {
        Self::no_consent(ErrorCode::InvalidGrant, client_id, name)
    }

    /// Consent is missing, at the authorization endpoint, and `prompt=none` forbids to ask.
    pub fn consent_required(client_id: &str, name: &str) -> Self {
        Self::no_consent(ErrorCode::ConsentRequired, client_id, name)
    }

    fn no_consent(code: ErrorCode, client_id: &str, name: &str) -> Self {
        Self::new(
            code,
            CONSENT_MISSING,
            format!(
                "The user or administrator has not consented to use the application with ID '{}' \
                 named '{}'. Send an interactive authorization request for this user and resource.",
                quoted(client_id),
                quoted(name)
            ),
        )
    }

    /// Somebody was asked to consent and said no.
    pub fn consent_declined() -> Self {
        Self::new(
            ErrorCode::AccessDenied,
            65_004,
            "User declined to consent to access the app.",
        )
    }

    /// The code is one that was not redeemed in time.
    pub fn code_expired() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            70_008,
            "The provided authorization code or refresh token has expired due to inactivity. Send \
             a new interactive authorization request for this user and resource.",
        )
    }

    /// The code was redeemed before (RFC 6749, section 4.1.2).
    pub fn code_redeemed() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            54_005,
            "OAuth2 Authorization code was already redeemed, please retry with a new valid code \
             or use an existing refresh token.",
        )
    }

    /// The refresh token is one that was not used in time.
    pub fn refresh_token_expired() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            700_082,
            "The refresh token has expired due to inactivity.",
        )
    }

    /// The code or token is none of ours, or none of this client's (RFC 6749, section 5.2).
    ///
    /// `parameter` is where it was: `code` or `refresh_token`.
    pub fn invalid_grant(parameter: &str) -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            70_000,
            format!("The provided value for the '{parameter}' parameter is not valid."),
        )
    }
}
