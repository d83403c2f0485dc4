//! Forms. As an extractor `Form` reads those of our own pages, and none without its token. `Form::parse` reads what others send,
//! whose senders have no token of ours: whoever calls it holds something in its place (ARCHITECTURE, "What always holds").

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};

use super::cookies::{self, Name};
use super::visitor::token_matches;
use crate::app::App;
use crate::pages::error::PageError;

/// No form of ours is longer, the wizard with everything ticked among them.
pub(crate) const LONGEST: usize = 256 * 1024;

/// The fields of a form, in the order in which they were sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    pairs: Vec<(String, String)>,
}

impl FromRequest<App> for Form {
    type Rejection = PageError;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let content_type = parts
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok());
        let is_form =
            content_type.is_some_and(|t| t.starts_with("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(PageError::BadRequest);
        }
        let cookie = cookies::get(&parts.headers, app, Name::Form).unwrap_or_default();
        let same_origin = comes_from_here(&parts.headers, app);
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, app)
            .await
            .map_err(|rejection| {
                if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    PageError::TooLarge
                } else {
                    PageError::BadRequest
                }
            })?;
        let form = Self::parse(&body);
        if same_origin && token_matches(app, &cookie, form.get("csrf")) {
            Ok(form)
        } else {
            Err(PageError::FormExpired)
        }
    }
}

/// Browsers say where a form comes from; one of another site is refused whatever its token. A browser
/// that says nothing has its token to show.
pub(crate) fn comes_from_here(headers: &HeaderMap, app: &App) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = value("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin = value("origin").is_none_or(|origin| origin == app.root.as_str());
    site && origin
}

impl Form {
    /// Reads the body of a form.
    pub(crate) fn parse(body: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(body)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        Self { pairs }
    }

    /// The first value of a field, without blanks around it; empty when it was not sent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The first value of a field as it was typed: passwords may begin with a blank.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.pairs
            .iter()
            .find(|(found, _)| found == name)
            .map_or("", |(_, value)| value)
    }

    /// The value of a field that is not empty.
    pub(crate) fn filled(&self, name: &str) -> Option<String> {
        Some(self.get(name))
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    }

    /// Every value of a field: what is ticked.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.pairs
            .iter()
            .filter(move |(found, _)| found == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Whether a checkbox is ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// Sets a field that was not sent.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.pairs.push((name.to_owned(), value.to_owned()));
    }

    /// All fields.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}
