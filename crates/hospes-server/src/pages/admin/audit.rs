//! Monitoring, Audit.

use askama::Template;

use crate::pages::layout::{Chip, Choice, Fact, Layout, Moment, Pager};

/// The audit log. `GET /admin/audit?activity=&actor=&reference=&from=&to=&after=`.
#[derive(Debug, Template)]
#[template(path = "admin/audit.html")]
pub(crate) struct Audit<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The options of `activity`, the first one empty: "All".
    pub(crate) activities: Vec<Choice>,
    /// What was typed for `actor`.
    pub(crate) actor: String,
    /// What was typed for `reference`, a reference number.
    pub(crate) reference: String,
    /// What was typed for `from`, a date `YYYY-MM-DD`.
    pub(crate) from: String,
    /// What was typed for `to`.
    pub(crate) to: String,
    /// The filters that apply.
    pub(crate) chips: Vec<Chip>,
    /// The events, newest first.
    pub(crate) events: Vec<AuditRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
}

/// One event in a list.
#[derive(Debug, Clone)]
pub(crate) struct AuditRow {
    /// Goes into `/admin/audit/{id}`.
    pub(crate) id: String,
    /// "Invite external user".
    pub(crate) activity: String,
    /// Who did it: a person, an application, or "Hospes".
    pub(crate) actor: String,
    /// What it was done to.
    pub(crate) target: String,
    /// When.
    pub(crate) when: Moment,
    /// Whether it succeeded.
    pub(crate) succeeded: bool,
    /// Whether it is in the hash chain already.
    pub(crate) is_sealed: bool,
}

/// One event. `GET /admin/audit/{id}`.
#[derive(Debug, Template)]
#[template(path = "admin/audit_event.html")]
pub(crate) struct AuditEvent<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The event as in the list.
    pub(crate) event: AuditRow,
    /// Category, service, operation, correlation id, address, result reason and so on.
    pub(crate) facts: Vec<Fact>,
    /// What changed.
    pub(crate) changes: Vec<Change>,
    /// Its hash in the chain, if it is sealed.
    pub(crate) seal: Option<String>,
}

/// One property before and after.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// The property.
    pub(crate) property: String,
    /// Empty: there was nothing.
    pub(crate) before: String,
    /// Empty: there is nothing.
    pub(crate) after: String,
}
