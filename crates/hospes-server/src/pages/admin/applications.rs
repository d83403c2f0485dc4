//! Applications, Enterprise applications, and who may use them.

use askama::Template;

use crate::pages::admin::Picker;
use crate::pages::layout::{
    Choice, Fact, Fault, Field, Layout, Moment, Organization, Pager, faults,
};

/// The list of applications. `GET /admin/applications?q=&after=`.
#[derive(Debug, Template)]
#[template(path = "admin/applications.html")]
#[expect(
    clippy::struct_field_names,
    reason = "the field is what the page is about"
)]
pub(crate) struct Applications<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// What was searched for.
    pub(crate) query: String,
    /// The applications of this page.
    pub(crate) applications: Vec<ApplicationRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// Whether to offer **New application**.
    pub(crate) may_create: bool,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct ApplicationRow {
    /// Goes into `/admin/applications/{id}`.
    pub(crate) id: String,
    /// Name, tile; the `domain` is not shown.
    pub(crate) tile: Organization,
    /// Home page.
    pub(crate) home_page: String,
    /// How many users and groups have it.
    pub(crate) assignments: usize,
    /// When it was added.
    pub(crate) created: Moment,
}

/// A new application, or the properties of one. `GET` and `POST /admin/applications/new`,
/// `/admin/applications/{id}/edit`.
#[derive(Debug, Template)]
#[template(path = "admin/application_form.html")]
pub(crate) struct ApplicationForm<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The application that is edited; `None` for a new one.
    pub(crate) id: Option<String>,
    /// `name`.
    pub(crate) name: Field,
    /// `description`: the line on the tile.
    pub(crate) description: Field,
    /// `home_page`: where the tile leads.
    pub(crate) home_page: Field,
    /// `visible=yes`: whether it has a tile in My Apps.
    pub(crate) is_visible: bool,
    /// `assignment_required=yes`: whether only assigned people can sign in.
    pub(crate) is_assignment_required: bool,
}

impl ApplicationForm<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([
            ("name", &self.name),
            ("description", &self.description),
            ("home_page", &self.home_page),
        ])
    }
}

/// What stands at the head of each page of an application.
#[derive(Debug, Clone)]
pub(crate) struct ApplicationHead {
    /// Object id.
    pub(crate) id: String,
    /// Name and tile.
    pub(crate) tile: Organization,
    /// How many users and groups have it.
    pub(crate) assignments: usize,
    /// Whether the reader may see the sign-in log.
    pub(crate) may_read_sign_ins: bool,
}

impl ApplicationHead {
    /// The URL of a page of the enterprise application.
    pub(crate) fn enterprise(&self, part: &str) -> String {
        format!("/admin/applications/{}{part}", self.id)
    }

    /// The URL of a page of the app registration.
    pub(crate) fn registration(&self, part: &str) -> String {
        format!("/admin/app-registrations/{}{part}", self.id)
    }
}

/// Properties. `GET /admin/applications/{id}`.
#[derive(Debug, Template)]
#[template(path = "admin/application.html")]
pub(crate) struct ApplicationPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// Application id, home page, visibility and so on.
    pub(crate) facts: Vec<Fact>,
    /// Whether the reader may edit and delete it.
    pub(crate) may_change: bool,
}

/// Users and groups. `GET` and `POST /admin/applications/{id}/users?after=`: the form posts `add`
/// once for each chosen user (`user:{id}`) or group (`group:{id}`), a row's button posts `remove`.
#[derive(Debug, Template)]
#[template(path = "admin/application_users.html")]
pub(crate) struct ApplicationUsers<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// Who has it.
    pub(crate) assignments: Vec<AssignmentRow>,
    /// `role`: the app roles that can be given; the column of roles is there when there are any.
    pub(crate) roles: Vec<Choice>,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// Who can be added; its name is `add`. `None`: the reader may not change it.
    pub(crate) picker: Option<Picker>,
}

/// A user or a group that has the application.
#[derive(Debug, Clone)]
pub(crate) struct AssignmentRow {
    /// What the button posts as `remove`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// Mail address of a user, number of members of a group.
    pub(crate) line: String,
    /// "User" or "Group".
    pub(crate) kind: String,
    /// The names of the app roles that come with it.
    pub(crate) roles: String,
    /// Whether it is a group: decides the icon.
    pub(crate) is_group: bool,
    /// Its own page.
    pub(crate) url: String,
    /// Since when.
    pub(crate) since: Moment,
}
