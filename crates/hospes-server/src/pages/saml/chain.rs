//! Telling other applications of a logout, one after the other: the browser goes from one to the next, and
//! carries in a sealed cookie who is left.

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::ids::{SessionId, TenantId};
use hospes_identity::saml::{LoggedOut, LogoutAnswer, LogoutAsk, Participant};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::headers;
use crate::pages::layout::Layout;

/// So many are told at most: the browser should arrive somewhere.
const MOST: usize = 10;

/// A logout under way.
#[derive(Debug, Serialize, Deserialize)]
struct Chain {
    /// The session that ended.
    session: SessionId,
    /// Who is not told yet.
    left: Vec<Participant>,
    /// Who is told now, and the id of the message.
    pending: Option<(Participant, String)>,
    /// Whether somebody could not be told, or did not do it.
    is_partial: bool,
    /// Who asked, and waits for an answer.
    back: Option<(TenantId, LogoutAsk)>,
}

/// A page that goes on by itself, to another site.
#[derive(Debug, Template)]
#[template(path = "saml/leave.html")]
struct Leave<'a> {
    layout: &'a Layout,
    action: &'a str,
    fields: &'a [(String, String)],
}

/// Begins to tell those who are left of the end of a session.
pub(crate) async fn begin(
    app: &App,
    visitor: &Visitor,
    session: SessionId,
    (mut left, back): (Vec<Participant>, Option<(TenantId, LogoutAsk)>),
) -> Result<Response, PageError> {
    let is_partial = left.len() > MOST;
    left.truncate(MOST);
    let chain = Chain {
        session,
        left,
        pending: None,
        is_partial,
        back,
    };
    step(app, visitor, chain).await
}

/// Goes on with the answer of whoever was told; none if it could not be read.
pub(super) async fn answered(
    app: &App,
    visitor: &Visitor,
    answer: Option<LogoutAnswer>,
) -> Result<Response, PageError> {
    let chain = cookies::get_sealed::<Chain>(&visitor.headers, app, Name::Logout);
    let Some(mut chain) = chain else {
        return Ok(Redirect::to("/signed-out").into_response());
    };
    let is_done = match (chain.pending.take(), answer) {
        (Some((from, id)), Some(answer)) => {
            answer.is_success && answer.from == from && answer.in_response_to == id
        }
        _ => false,
    };
    chain.is_partial |= !is_done;
    step(app, visitor, chain).await
}

async fn step(app: &App, visitor: &Visitor, mut chain: Chain) -> Result<Response, PageError> {
    let (identity, names) = (&app.identity, &app.token_names);
    while let Some(next) = chain.left.pop() {
        let told = identity
            .tell_saml_logout(chain.session, next, names)
            .await?;
        let Some(told) = told else {
            chain.is_partial = true;
            continue;
        };
        chain.pending = Some((next, told.request_id));
        let sealed = cookies::seal(app, Name::Logout, &chain);
        let kept = cookies::with([cookies::set(app, Name::Logout, &sealed)]);
        let page = leave(app, visitor, (&told.url, &told.query))?;
        return Ok((kept, page).into_response());
    }
    let outcome = if chain.is_partial {
        LoggedOut::Here
    } else {
        LoggedOut::Everywhere
    };
    let gone = cookies::with([cookies::clear(app, Name::Logout)]);
    let url = match &chain.back {
        Some((tenant, ask)) => {
            identity
                .saml_logout_answer((*tenant, ask), outcome, names)
                .await?
        }
        None => None,
    };
    let Some((to, query)) = url
        .as_deref()
        .and_then(|url| url.split_once("SAMLResponse="))
    else {
        return Ok((gone, Redirect::to("/signed-out")).into_response());
    };
    let to = to.trim_end_matches(['?', '&']);
    let page = leave(app, visitor, (to, &format!("SAMLResponse={query}")))?;
    Ok((gone, page).into_response())
}

/// A form that a browser sends as the query that was signed: both write it in the same way. A page and not a
/// redirect, because browsers would hold the next one in the chain against the policy of the first.
fn leave(app: &App, visitor: &Visitor, (url, query): (&str, &str)) -> Result<Response, PageError> {
    let (action, own) = url.split_once('?').unwrap_or((url, ""));
    let own = url::form_urlencoded::parse(own.as_bytes());
    let signed = url::form_urlencoded::parse(query.as_bytes());
    let fields: Vec<(String, String)> = own
        .chain(signed)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let layout = visitor.layout(app);
    let page = Leave {
        layout: &layout,
        action,
        fields: &fields,
    };
    let mut response = Html(page.render()?).into_response();
    if let Some(policy) = headers::policy_with_form_target(url) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}
