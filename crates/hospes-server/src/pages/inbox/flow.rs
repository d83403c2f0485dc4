//! The demo's inbox: what its pages do, and the same for scripts. Only in demo mode.

use askama::Template as _;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Timestamp;
use serde::Deserialize;

use super::{Inbox as InboxPage, InboxMessage, MessageRow, MessageView};
use crate::app::App;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::mail::inbox::{Caught, Inbox};
use crate::pages::error::PageError;
use crate::pages::words::moment;
use crate::texts::Texts;

/// The policy of a mail in its frame: styles of its own, pictures of its own, links that open outside.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
     sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; \
     frame-ancestors 'self'";

fn inbox(app: &App) -> Result<&Inbox, PageError> {
    app.inbox.as_ref().ok_or(PageError::NotFound)
}

/// `GET /inbox`.
pub(crate) async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let now = app.identity.env().clock.now();
    let messages = inbox(&app)?
        .all()
        .into_iter()
        .map(|mail| row(mail, now))
        .collect();
    let mut layout = visitor.layout(&app);
    layout.texts = Texts::english();
    Ok(Html(
        InboxPage {
            layout: &layout,
            messages,
        }
        .render()?,
    )
    .into_response())
}

fn row(mail: Caught, now: Timestamp) -> MessageRow {
    let snippet = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
    MessageRow {
        id: mail.id,
        to: mail.to,
        from: mail.from,
        subject: mail.subject,
        snippet: snippet.chars().take(140).collect(),
        when: moment(
            Texts::english(),
            Timestamp::parse(&mail.date).unwrap_or(now),
            now,
        ),
    }
}

/// The query of a message's page.
#[derive(Debug, Deserialize)]
pub(crate) struct ViewQuery {
    #[serde(default)]
    view: String,
}

/// `GET /inbox/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query<ViewQuery>,
) -> Result<Response, PageError> {
    let mail = inbox(&app)?.find(&id).ok_or(PageError::NotFound)?;
    let now = app.identity.env().clock.now();
    let mut layout = visitor.layout(&app);
    layout.texts = Texts::english();
    let page = InboxMessage {
        layout: &layout,
        id: mail.id,
        subject: mail.subject,
        from: mail.from,
        to: mail.to,
        cc: mail.cc,
        reply_to: mail.reply_to,
        when: moment(
            Texts::english(),
            Timestamp::parse(&mail.date).unwrap_or(now),
            now,
        ),
        view: match query.view.as_str() {
            "text" => MessageView::Text,
            "headers" => MessageView::Headers,
            _ => MessageView::Html,
        },
        text: mail.text,
        headers: mail.headers,
        links: mail.links,
    };
    Ok(Html(page.render()?).into_response())
}

/// `GET /inbox/{id}/html`: the HTML part, for the frame.
pub(crate) async fn html(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let mail = inbox(&app)?.find(&id).ok_or(PageError::NotFound)?;
    let mut response = Html(mail.html).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(MAIL_POLICY),
    );
    headers.insert(
        header::X_FRAME_OPTIONS,
        HeaderValue::from_static("SAMEORIGIN"),
    );
    Ok(response)
}

/// `POST /inbox/delete`.
pub(crate) async fn delete(
    State(app): State<App>,
    _visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    clear(&app).await?;
    Ok(Redirect::to("/inbox").into_response())
}

async fn clear(app: &App) -> Result<(), PageError> {
    let cleared = inbox(app)?.clear().await;
    cleared.map_err(|error| {
        let source = Box::new(error);
        hospes_identity::Error::Unavailable {
            what: "the inbox",
            source,
        }
        .into()
    })
}

/// `GET /inbox/messages`: all mails, newest first.
pub(crate) async fn messages(State(app): State<App>) -> Result<Response, PageError> {
    Ok(Json(inbox(&app)?.all()).into_response())
}

/// `DELETE /inbox/messages`. For scripts: browsers cannot send it from another site without asking.
pub(crate) async fn delete_messages(State(app): State<App>) -> Result<Response, PageError> {
    clear(&app).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
