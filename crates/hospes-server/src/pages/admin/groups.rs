//! Groups and their members.

use askama::Template;

use crate::pages::admin::Picker;
use crate::pages::layout::{Fault, Field, Layout, Pager, Person, faults};

/// The list of groups. `GET /admin/groups?q=&after=`.
#[derive(Debug, Template)]
#[template(path = "admin/groups.html")]
#[expect(
    clippy::struct_field_names,
    reason = "the field is what the page is about"
)]
pub(crate) struct Groups<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// What was searched for.
    pub(crate) query: String,
    /// The groups of this page.
    pub(crate) groups: Vec<GroupRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// Whether to offer **New group**.
    pub(crate) may_create: bool,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct GroupRow {
    /// Goes into `/admin/groups/{id}`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// What it is for.
    pub(crate) description: String,
    /// How many members.
    pub(crate) members: usize,
}

/// A new group, or the name of one. `GET` and `POST /admin/groups/new`, `/admin/groups/{id}/edit`.
#[derive(Debug, Template)]
#[template(path = "admin/group_form.html")]
pub(crate) struct GroupForm<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The group that is edited; `None` for a new one.
    pub(crate) id: Option<String>,
    /// `name`.
    pub(crate) name: Field,
    /// `description`.
    pub(crate) description: Field,
}

impl GroupForm<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("name", &self.name), ("description", &self.description)])
    }
}

/// One group with its members. `GET` and `POST /admin/groups/{id}`: the form posts `add` once for
/// each chosen user, a row's button posts `remove`.
#[derive(Debug, Template)]
#[template(path = "admin/group.html")]
pub(crate) struct GroupPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Object id.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// What it is for.
    pub(crate) description: String,
    /// The members of this page.
    pub(crate) members: Vec<Member>,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// The applications that come with the group, by name.
    pub(crate) applications: Vec<String>,
    /// Who can be added; its name is `add`. `None`: the reader may not change the group.
    pub(crate) picker: Option<Picker>,
}

/// A user in a group or with an application.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Object id of the user.
    pub(crate) id: String,
    /// Name and mail address.
    pub(crate) person: Person,
    /// "Guest" or "Member".
    pub(crate) user_type: String,
}
