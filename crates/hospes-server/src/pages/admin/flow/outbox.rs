//! The outbox.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::outbox::{Delivery, MailQuery, MailRecord};
use hospes_identity::{Error, Permission};

use super::{Query, asked, delivery_badge, done, moment, page, pager, refused, request, url_with};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::outbox::{MailRow, Outbox};
use crate::pages::error::PageError;
use crate::pages::layout::{Chip, Choice};

const PATH: &str = "/admin/outbox";

/// What can be asked for, and what it is called.
const STATES: &[(&str, &str)] = &[
    ("", "All"),
    ("undelivered", "Not delivered"),
    ("queued", "Queued"),
    ("sent", "Sent"),
    ("deferred", "Deferred"),
    ("bounced", "Bounced"),
    ("failed", "Failed"),
    ("suppressed", "Suppressed"),
];

/// `GET /admin/outbox`.
pub(crate) async fn list(
    State(app): State<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    let layout = admin.layout(&app).await?;
    let wanted = asked(&query, "state");
    let states = match wanted {
        "" => Vec::new(),
        "undelivered" => vec![Delivery::Deferred, Delivery::Bounced, Delivery::Failed],
        word => Delivery::parse(word).into_iter().collect(),
    };
    let recipient = Some(asked(&query, "q").to_owned()).filter(|text| !text.is_empty());
    let request = MailQuery {
        states,
        recipient,
        user: None,
        page: request(&query),
    };
    let found = app.identity.mails(admin.actor(), &request).await?;
    let mut chips = Vec::new();
    if let Some((_, name)) = STATES
        .iter()
        .find(|(word, _)| *word == wanted && !word.is_empty())
    {
        let remove_url = url_with(PATH, &query, "state", "");
        chips.push(Chip {
            text: format!("State: {name}"),
            remove_url,
        });
    }
    if !asked(&query, "q").is_empty() {
        let text = format!("Recipient: {}", asked(&query, "q"));
        chips.push(Chip {
            text,
            remove_url: url_with(PATH, &query, "q", ""),
        });
    }
    let template = Outbox {
        layout: &layout,
        query: asked(&query, "q").to_owned(),
        states: STATES
            .iter()
            .map(|(word, name)| Choice::new(word, name, *word == wanted))
            .collect(),
        chips,
        mails: found.rows.iter().map(|mail| row(&app, mail)).collect(),
        pager: pager(PATH, &query, &found, "mail"),
        may_send: admin.actor().may(Permission::ResendMails),
    };
    page(&template)
}

fn row(app: &App, mail: &MailRecord) -> MailRow {
    MailRow {
        id: mail.id.to_string(),
        to: mail.recipient.clone(),
        kind: super::sentence(&mail.kind).trim_end_matches('.').to_owned(),
        state: delivery_badge(mail.state),
        attempts: mail.attempts,
        last_error: mail.last_error.clone(),
        next_try: mail.next_attempt_at.map(|at| moment(app, at)),
        written: moment(app, mail.created_at),
        can_send_again: mail.can_resend(),
    }
}

/// `POST /admin/outbox/send-again`.
pub(crate) async fn send_again(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let id = form
        .get("mail")
        .parse()
        .map_err(|_| PageError::BadRequest)?;
    match app.identity.send_mail_again(admin.actor(), id).await {
        Ok(()) => Ok(done(&app, PATH, "The mail is in the queue again.")),
        Err(Error::Conflict { .. }) => Ok(refused(
            &app,
            PATH,
            "This mail can’t be sent again: it is not one that failed.",
        )),
        Err(error) => Err(error.into()),
    }
}
