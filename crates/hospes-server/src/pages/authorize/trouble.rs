//! What a person sees when an application's request can't be answered, and must not be redirected.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use hospes_identity::cross_tenant_access::{Block, Side};
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
    /// What can't be done.
    title: &'a str,
    /// The message with its number, as developers look it up.
    error: String,
    /// The number by which it is looked up.
    number: u32,
    /// Where another account can be used, if that may help.
    other_account_url: Option<String>,
}

/// The page for an error when somebody signs in.
pub(crate) fn page(
    app: &App,
    visitor: &Visitor,
    error: &OAuthError,
    other_account_url: Option<String>,
) -> Result<Response, PageError> {
    titled(
        app,
        visitor,
        "authorize-trouble-title",
        (error, other_account_url),
    )
}

/// The page for an error when an application signs somebody out.
pub(crate) fn logout_page(
    app: &App,
    visitor: &Visitor,
    error: &OAuthError,
) -> Result<Response, PageError> {
    titled(app, visitor, "logout-trouble-title", (error, None))
}

fn titled(
    app: &App,
    visitor: &Visitor,
    title: &'static str,
    (error, other_account_url): (&OAuthError, Option<String>),
) -> Result<Response, PageError> {
    let layout = visitor.layout(app);
    let page = Trouble {
        layout: &layout,
        title: &layout.text(title),
        error: error.to_string(),
        number: error.aadsts,
        other_account_url,
    };
    Ok((StatusCode::BAD_REQUEST, Html(page.render()?)).into_response())
}

/// What an application, and whoever is before it, hears of settings between two organisations.
pub(crate) fn access_blocked(block: Block, app: &str) -> OAuthError {
    match block.side {
        Side::Outbound => OAuthError::blocked_by_outbound_access(app),
        Side::Inbound => OAuthError::blocked_by_inbound_access(app),
    }
}
