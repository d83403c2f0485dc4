//! Monitoring, Outbox.

use askama::Template;

use crate::pages::layout::{Badge, Chip, Choice, Layout, Moment, Pager};

/// The mails. `GET /admin/outbox?state=&q=&after=`.
///
/// `state` is one of `queued`, `sent`, `deferred`, `bounced`, `failed`, `suppressed`, or
/// `undelivered` for the last four. **Send again** posts `mail` to `/admin/outbox/send-again`.
#[derive(Debug, Template)]
#[template(path = "admin/outbox.html")]
pub(crate) struct Outbox<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// What was searched for: an address.
    pub(crate) query: String,
    /// The options of `state`, the first one empty: "All".
    pub(crate) states: Vec<Choice>,
    /// The filters that apply.
    pub(crate) chips: Vec<Chip>,
    /// The mails, newest first.
    pub(crate) mails: Vec<MailRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// Whether the reader may send again.
    pub(crate) may_send: bool,
}

/// One mail.
#[derive(Debug, Clone)]
pub(crate) struct MailRow {
    /// What the button posts as `mail`.
    pub(crate) id: String,
    /// The recipient.
    pub(crate) to: String,
    /// "Invitation", "Passcode", "Access granted", "Invitation declined", "Invitation requested".
    pub(crate) kind: String,
    /// "Queued", "Sent", "Deferred", "Bounced", "Failed", "Suppressed".
    pub(crate) state: Badge,
    /// How often it was tried.
    pub(crate) attempts: u32,
    /// What went wrong last.
    pub(crate) last_error: Option<String>,
    /// When it is tried next.
    pub(crate) next_try: Option<Moment>,
    /// When it was written.
    pub(crate) written: Moment,
    /// Whether **Send again** makes sense.
    pub(crate) can_send_again: bool,
}
