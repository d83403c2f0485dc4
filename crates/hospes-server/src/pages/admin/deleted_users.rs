//! Users, Deleted users.

use askama::Template;

use crate::pages::layout::{Layout, Moment, Pager, Person};

/// Those deleted less than 30 days ago. `GET /admin/deleted-users?q=&after=`.
///
/// Selection and row buttons post `user` to `/admin/deleted-users/restore` or
/// `/admin/deleted-users/delete` (which asks first).
#[derive(Debug, Template)]
#[template(path = "admin/deleted_users.html")]
pub(crate) struct DeletedUsers<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// What was searched for.
    pub(crate) query: String,
    /// The users of this page.
    pub(crate) users: Vec<DeletedUser>,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// Whether the reader may restore and delete.
    pub(crate) may_change: bool,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct DeletedUser {
    /// Object id.
    pub(crate) id: String,
    /// Name and mail address.
    pub(crate) person: Person,
    /// "Guest" or "Member".
    pub(crate) user_type: String,
    /// When it was deleted.
    pub(crate) deleted: Moment,
    /// How many days are left to restore it.
    pub(crate) days_left: u32,
}
