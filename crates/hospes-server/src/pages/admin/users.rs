//! Users, All users.

use askama::Template;

use crate::pages::layout::{Badge, Chip, Choice, Layout, Moment, Pager, Person};

/// The list of users.
///
/// `GET /admin/users?q=&type=guest|member&state=pending|accepted|expired|revoked|declined&
/// enabled=yes|no|no-way&after=`. The selection posts `user` once for each checked row to
/// `/admin/users/delete`.
#[derive(Debug, Template)]
#[template(path = "admin/users.html")]
pub(crate) struct AllUsers<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// What was searched for.
    pub(crate) query: String,
    /// The options of `type`, the first one empty: "All".
    pub(crate) types: Vec<Choice>,
    /// The options of `state`.
    pub(crate) states: Vec<Choice>,
    /// The options of `enabled`.
    pub(crate) enabled: Vec<Choice>,
    /// The filters that apply, search included.
    pub(crate) chips: Vec<Chip>,
    /// The users of this page.
    pub(crate) users: Vec<UserRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// Where all who are locked out are reset, while they are listed and for whoever may.
    pub(crate) reset_url: Option<&'static str>,
    /// Whether to offer **Invite external user**.
    pub(crate) may_invite: bool,
    /// Whether to offer **Create new user**.
    pub(crate) may_create: bool,
    /// Whether rows can be selected and deleted.
    pub(crate) may_delete: bool,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct UserRow {
    /// Object id; goes into `/admin/users/{id}`.
    pub(crate) id: String,
    /// Name and mail address.
    pub(crate) person: Person,
    /// User principal name.
    pub(crate) user_name: String,
    /// "Guest" or "Member".
    pub(crate) user_type: String,
    /// The invitation's state; `None` for people who were not invited.
    pub(crate) state: Option<Badge>,
    /// Whether the account may sign in.
    pub(crate) is_enabled: bool,
    /// Whether it is bound to identity providers alone that are switched off or removed.
    pub(crate) is_locked_out: bool,
    /// When it was created.
    pub(crate) created: Moment,
}
