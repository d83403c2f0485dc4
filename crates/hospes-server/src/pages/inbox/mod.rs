//! The demo's inbox: every mail that this server sends, caught instead of delivered. English.

pub(crate) mod flow;

use askama::Template;

use crate::pages::layout::{Layout, Moment};

/// All messages. `GET /inbox`; the button posts to `/inbox/delete`.
#[derive(Debug, Template)]
#[template(path = "inbox/list.html")]
pub(crate) struct Inbox<'a> {
    /// The frame; may be without a person.
    pub(crate) layout: &'a Layout,
    /// Newest first.
    pub(crate) messages: Vec<MessageRow>,
}

/// One message of the list.
#[derive(Debug, Clone)]
pub(crate) struct MessageRow {
    /// Goes into `/inbox/{id}`.
    pub(crate) id: String,
    /// The recipient.
    pub(crate) to: String,
    /// The sender's name.
    pub(crate) from: String,
    /// The subject.
    pub(crate) subject: String,
    /// The first words of the text.
    pub(crate) snippet: String,
    /// When it was caught.
    pub(crate) when: Moment,
}

/// One message. `GET /inbox/{id}?view=html|text|headers`.
///
/// The HTML part is in a sandboxed frame, `/inbox/{id}/html`, which needs a policy of its own:
/// `default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups
/// allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation; frame-ancestors 'self'`.
#[derive(Debug, Template)]
#[template(path = "inbox/message.html")]
pub(crate) struct InboxMessage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Goes into the URLs.
    pub(crate) id: String,
    /// The subject.
    pub(crate) subject: String,
    /// Sender, with address.
    pub(crate) from: String,
    /// Recipient.
    pub(crate) to: String,
    /// Copy, if any.
    pub(crate) cc: Option<String>,
    /// Where an answer goes.
    pub(crate) reply_to: Option<String>,
    /// When it was caught.
    pub(crate) when: Moment,
    /// Which part is shown.
    pub(crate) view: MessageView,
    /// The plain-text part.
    pub(crate) text: String,
    /// The headers as they were written, name and value.
    pub(crate) headers: Vec<(String, String)>,
    /// The links of the message.
    pub(crate) links: Vec<String>,
}

/// A part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageView {
    /// The HTML part.
    Html,
    /// The text part.
    Text,
    /// The headers.
    Headers,
}
