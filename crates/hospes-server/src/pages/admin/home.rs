//! The first page of the admin center: a few true figures and what happened last.

use askama::Template;

use crate::pages::admin::audit::AuditRow;
use crate::pages::layout::Layout;

/// Figures and latest events. `GET /admin`.
#[derive(Debug, Template)]
#[template(path = "admin/home.html")]
pub(crate) struct AdminHome<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// How many there are, written with separators.
    pub(crate) figures: Figures,
    /// The latest audit events, newest first; about ten. `None` for who may not read them.
    pub(crate) events: Option<Vec<AuditRow>>,
    /// Whether the person may invite.
    pub(crate) may_invite: bool,
}

/// The figures. Each leads to its list: users and guests to `/admin/users`, pending and expired
/// to `/admin/users?state=…`, mails to `/admin/outbox?state=undelivered`.
#[derive(Debug, Clone)]
pub(crate) struct Figures {
    /// All users that are not deleted.
    pub(crate) users: String,
    /// Those of type guest.
    pub(crate) guests: String,
    /// Invitations that wait for an answer.
    pub(crate) pending: String,
    /// Invitations past their last day.
    pub(crate) expired: String,
    /// Mails that were not delivered for good. `None` for who may not read of them.
    pub(crate) undelivered: Option<String>,
    /// Whether `undelivered` is anything but nought.
    pub(crate) has_undelivered: bool,
}
