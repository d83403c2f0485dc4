//! Cookies: their names, their attributes, and values that only this server can read.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponseParts};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_identity::ids::TenantId;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;

/// A cookie of ours.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Name {
    /// The session.
    Session,
    /// What form tokens are bound to.
    Form,
    /// A sign-in under way.
    SignIn,
    /// Somebody who asks for access.
    SignUp,
    /// A redemption under way.
    Redemption,
    /// A device whose code was typed.
    Device,
    /// A logout of which applications are told.
    Logout,
    /// A sentence to say once.
    Notice,
    /// The organization that this browser was last at.
    Organization,
}

impl Name {
    fn word(self) -> &'static str {
        match self {
            Self::Session => "hospes-session",
            Self::Form => "hospes-form",
            Self::SignIn => "hospes-sign-in",
            Self::SignUp => "hospes-sign-up",
            Self::Redemption => "hospes-redemption",
            Self::Device => "hospes-device",
            Self::Logout => "hospes-logout",
            Self::Notice => "hospes-notice",
            Self::Organization => "hospes-organization",
        }
    }

    /// Over TLS with the prefix that keeps other hosts of the domain from setting it.
    fn full(self, app: &App) -> String {
        let prefix = if app.root.is_https() { "__Host-" } else { "" };
        format!("{prefix}{}", self.word())
    }
}

/// The value of a cookie of a request.
pub(crate) fn get(headers: &HeaderMap, app: &App, name: Name) -> Option<String> {
    let full = name.full(app);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == full)
        .map(|(_, value)| value.to_owned())
}

/// A `Set-Cookie` header. All values we set are of characters that need no quoting.
pub(crate) fn set(app: &App, name: Name, value: &str) -> HeaderValue {
    let secure = if app.root.is_https() { "; Secure" } else { "" };
    let full = name.full(app);
    let text = format!("{full}={value}; Path=/; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("hospes-invalid=; Max-Age=0"))
}

/// A `Set-Cookie` header with the organization to begin with next time, for a year. It says nothing of who was there.
pub(crate) fn remember(app: &App, tenant: TenantId) -> HeaderValue {
    let mut text = set(app, Name::Organization, &tenant.to_string())
        .as_bytes()
        .to_vec();
    text.extend_from_slice(b"; Max-Age=31536000");
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("hospes-invalid=; Max-Age=0"))
}

/// A `Set-Cookie` header that takes a cookie away.
pub(crate) fn clear(app: &App, name: Name) -> HeaderValue {
    let secure = if app.root.is_https() { "; Secure" } else { "" };
    let full = name.full(app);
    let text = format!("{full}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("hospes-invalid=; Max-Age=0"))
}

/// Adds cookies to a response.
pub(crate) fn with<const N: usize>(cookies: [HeaderValue; N]) -> impl IntoResponseParts {
    AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)))
}

/// A value that only this server can read, in characters that a cookie can hold.
pub(crate) fn seal<T: Serialize>(app: &App, name: Name, value: &T) -> String {
    // What we put into cookies are plain structs, which always have a form in JSON.
    let plain = serde_json::to_vec(value).unwrap_or_default();
    let env = app.identity.env();
    URL_SAFE_NO_PAD.encode(
        env.keyring
            .seal(env.entropy.as_ref(), name.word(), b"", &plain),
    )
}

/// Reads [`seal`]; `None` for anything else.
pub(crate) fn open<T: DeserializeOwned>(app: &App, name: Name, text: &str) -> Option<T> {
    let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
    let plain = app.identity.env().keyring.open(name.word(), b"", &sealed)?;
    serde_json::from_slice(&plain).ok()
}

/// A sealed value of a request.
pub(crate) fn get_sealed<T: DeserializeOwned>(
    headers: &HeaderMap,
    app: &App,
    name: Name,
) -> Option<T> {
    open(app, name, &get(headers, app, name)?)
}
