//! What a person sees when an application's request can't be answered, and must not be redirected.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use hospes_protocol::oauth::OAuthError;

use crate::app::App;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::layout::Layout;

/// The page. Its words for people come before those for the application's developer.
#[derive(Debug, Template)]
#[template(path = "authorize/trouble.html")]
struct Trouble<'a> {
    layout: &'a Layout,
    /// The message with its number, as developers look it up.
    error: String,
    /// Where another account can be used, if that may help.
    other_account_url: Option<String>,
}

/// The page for an error.
pub(crate) fn page(
    app: &App,
    visitor: &Visitor,
    error: &OAuthError,
    other_account_url: Option<String>,
) -> Result<Response, PageError> {
    let layout = visitor.layout(app);
    let page = Trouble {
        layout: &layout,
        error: error.to_string(),
        other_account_url,
    };
    Ok((StatusCode::BAD_REQUEST, Html(page.render()?)).into_response())
}
