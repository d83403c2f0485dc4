//! The mails as they leave.

mod hostile;
mod words;

use axum::http::{HeaderMap, StatusCode};
use hospes_identity::invitation::{Invited, NewInvitation};
use hospes_identity::testing::{REDIRECT, address};

use super::support::{Page, TestApp};
use crate::mail::Outgoing;

/// Contoso's administrator invites.
async fn invite(app: &TestApp, new: &NewInvitation) -> (Invited, Outgoing) {
    let admin = app.fixture.acting(app.contoso.id, &app.admin).await;
    let invited = app.fixture.identity.invite(&admin, new).await.unwrap();
    app.work().await;
    (invited, app.mails.only())
}

fn invitation() -> NewInvitation {
    NewInvitation {
        send_message: true,
        ..NewInvitation::of(address("pat@partner.example"), REDIRECT)
    }
}

/// The HTML part, to be read like a page.
fn html(mail: &Outgoing) -> Page {
    Page {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: mail.html.clone(),
    }
}

/// The header of the mail as it goes over the wire, each field on a line of its own.
fn header(mail: &Outgoing) -> Vec<String> {
    let wire = String::from_utf8(mail.mime().unwrap().formatted()).unwrap();
    for line in wire.split("\r\n") {
        // RFC 5322, section 2.1.1.
        assert!(line.len() <= 998, "{line}");
    }
    let (head, _) = wire.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    head.split("\r\n").map(str::to_owned).collect()
}

/// What the header fields are called.
fn fields(mail: &Outgoing) -> Vec<String> {
    let name = |line: &String| line.split(':').next().unwrap_or_default().to_owned();
    header(mail).iter().map(name).collect()
}
