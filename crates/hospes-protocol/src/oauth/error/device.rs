//! What a device hears that waits for somebody to type its code: RFC 8628, section 3.5.

use super::{ErrorCode, OAuthError};

impl OAuthError {
    /// Nobody typed the code yet, or they did not decide.
    pub fn authorization_pending() -> Self {
        Self::new(
            ErrorCode::AuthorizationPending,
            70_016,
            "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
        )
    }

    /// The device asks more often than it was told to.
    pub fn polling_too_fast() -> Self {
        Self::new(
            ErrorCode::DeviceSlowDown,
            90_055,
            "OAuth 2.0 device flow error. The client polls too often. Wait 5 seconds more between \
             two requests than before.",
        )
    }

    /// Somebody typed the code, and said no.
    pub fn authorization_declined() -> Self {
        Self::new(
            ErrorCode::AuthorizationDeclined,
            65_004,
            "OAuth 2.0 device flow error. The user declined the sign-in.",
        )
    }

    /// The device code is none of ours, or none of this client's.
    pub fn bad_verification_code() -> Self {
        Self::new(
            ErrorCode::BadVerificationCode,
            70_018,
            "The provided value for the input parameter 'device_code' is not valid.",
        )
    }

    /// The device code's time is over.
    pub fn device_code_expired() -> Self {
        Self::new(
            ErrorCode::ExpiredToken,
            70_020,
            "The provided value for the input parameter 'device_code' is not valid. This device \
             code has expired.",
        )
    }

    /// The device code was exchanged before.
    pub fn device_code_redeemed() -> Self {
        Self::new(
            ErrorCode::InvalidGrant,
            54_005,
            "The device code was already redeemed, please retry with a new device code or use an \
             existing refresh token.",
        )
    }
}
