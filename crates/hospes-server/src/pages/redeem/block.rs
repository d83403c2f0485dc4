//! **Block future invitations**: what the page does.

use askama::Template as _;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::outbox::BlockLink;
use hospes_protocol::address::Address;
use serde::Deserialize;

use super::block_list::{BlockList, BlockState};
use crate::app::App;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::layout::Organization;

/// The query of the footer's link.
#[derive(Debug, Deserialize)]
pub(crate) struct TokenQuery {
    #[serde(default)]
    token: String,
    #[serde(default)]
    undone: String,
}

/// `GET /invitations/block`.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<TokenQuery>,
) -> Result<Response, PageError> {
    let link = app.identity.open_block_link(&query.token)?;
    let (blocked, _) = app.identity.blocked(&link).await?;
    let state = match (blocked, query.undone.is_empty()) {
        (true, _) => BlockState::Blocked,
        (false, true) => BlockState::Open,
        (false, false) => BlockState::Unblocked,
    };
    let tenant = app.identity.tenant(link.tenant).await?;
    let layout = visitor.layout(&app);
    let page = BlockList {
        layout: &layout,
        organization: &Organization::new(&tenant.display_name, &tenant.initial_domain),
        masked_address: masked(&link),
        token: query.token,
        state,
    };
    Ok(Html(page.render()?).into_response())
}

fn masked(link: &BlockLink) -> String {
    Address::parse(&link.address).map_or_else(|_| "•••".to_owned(), |address| address.masked())
}

/// `POST /invitations/block`.
pub(crate) async fn block(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    set(&app, &visitor, &form, true).await
}

/// `POST /invitations/unblock`.
pub(crate) async fn unblock(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    set(&app, &visitor, &form, false).await
}

async fn set(
    app: &App,
    visitor: &Visitor,
    form: &Form,
    blocked: bool,
) -> Result<Response, PageError> {
    let token = form.get("token");
    let link = app.identity.open_block_link(token)?;
    app.identity
        .set_blocked(&link, blocked, &visitor.circumstances)
        .await?;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("token", token);
    if !blocked {
        query.append_pair("undone", "yes");
    }
    Ok(Redirect::to(&format!("/invitations/block?{}", query.finish())).into_response())
}
