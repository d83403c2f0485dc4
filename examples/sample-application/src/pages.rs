//! The pages, and what browsers may do with them.

use askama::Template;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;
use url::Url;

use crate::claims::Row;

/// Before anybody signed in.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home {}

/// What is known of who signed in.
#[derive(Template)]
#[template(path = "signed_in.html")]
pub(crate) struct SignedInPage {
    /// How to address them.
    pub(crate) name: String,
    /// What matters.
    pub(crate) sentences: Vec<String>,
    /// Every claim.
    pub(crate) rows: Vec<Row>,
    /// Goes into the form.
    pub(crate) form_token: String,
}

/// What Graph answered.
#[derive(Template)]
#[template(path = "me.html")]
pub(crate) struct Me {
    url: String,
    status: u16,
    name: Option<String>,
    body: String,
}

impl Me {
    /// Reads the answer: JSON is laid out, anything else is shown as it is.
    pub(crate) fn new(url: String, status: StatusCode, body: &[u8]) -> Self {
        let json: Option<Value> = serde_json::from_slice(body).ok();
        let laid_out = json
            .as_ref()
            .and_then(|json| serde_json::to_string_pretty(json).ok());
        let name = json
            .as_ref()
            .filter(|_| status.is_success())
            .and_then(|json| json.get("displayName")?.as_str().map(str::to_owned));
        Self {
            url,
            status: status.as_u16(),
            name,
            body: laid_out.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned()),
        }
    }
}

/// After signing out.
#[derive(Template)]
#[template(path = "signed_out.html")]
pub(crate) struct SignedOutPage {}

/// Something did not work.
#[derive(Template)]
#[template(path = "trouble.html")]
pub(crate) struct Trouble {
    title: &'static str,
    text: &'static str,
    error: Option<String>,
    description: Option<String>,
}

impl Trouble {
    /// What happened, in our words.
    pub(crate) fn new(title: &'static str, text: &'static str) -> Self {
        Self {
            title,
            text,
            error: None,
            description: None,
        }
    }

    /// And in the words of the other side.
    pub(crate) fn said(self, error: String, description: Option<String>) -> Self {
        Self {
            error: Some(error),
            description,
            ..self
        }
    }
}

/// A page. Its forms may lead to this application, and to the origin of `target`.
pub(crate) fn page(template: &impl Template, target: Option<&Url>) -> Response {
    let Ok(text) = template.render() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    // An origin is scheme, host and port: no character of a policy's syntax.
    let target = target.map(|url| url.origin().ascii_serialization());
    let policy = format!(
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {}",
        target.unwrap_or_default()
    );
    let mut answer = Html(text).into_response();
    let headers = answer.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy.trim_end()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let fixed: [(HeaderName, &str); 3] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The address of an answer has a code in it.
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// `GET /style.css`.
pub(crate) async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, include_str!("../assets/style.css")).into_response()
}
