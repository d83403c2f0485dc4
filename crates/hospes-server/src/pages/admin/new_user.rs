//! Create new user: a member with a password of this server.

use askama::Template;

use crate::pages::layout::{Choice, Fault, Field, Layout, Person, faults};

/// The form. `GET` and `POST /admin/users/new`.
#[derive(Debug, Template)]
#[template(path = "admin/new_user.html")]
pub(crate) struct NewUser<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// `user_name`: the part before the `@`.
    pub(crate) user_name: Field,
    /// `domain`: the organization's verified domains.
    pub(crate) domains: Vec<Choice>,
    /// `display_name`.
    pub(crate) display_name: Field,
    /// `first_name`.
    pub(crate) first_name: Field,
    /// `last_name`.
    pub(crate) last_name: Field,
    /// `job_title`.
    pub(crate) job_title: Field,
    /// `department`.
    pub(crate) department: Field,
    /// `usage_location`.
    pub(crate) usage_location: Vec<Choice>,
    /// `enabled=yes`.
    pub(crate) is_enabled: bool,
}

impl NewUser<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([
            ("user_name", &self.user_name),
            ("display_name", &self.display_name),
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("job_title", &self.job_title),
            ("department", &self.department),
        ])
    }
}

/// A generated password, shown once: after creating or converting a user, and after resetting a password.
#[derive(Debug, Template)]
#[template(path = "admin/password_shown.html")]
pub(crate) struct PasswordShown<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Whose password it is.
    pub(crate) person: &'a Person,
    /// Goes into `/admin/users/{id}`.
    pub(crate) id: String,
    /// User principal name, which signs in.
    pub(crate) user_name: String,
    /// The password.
    pub(crate) password: String,
    /// What was done: "User created", "Password reset".
    pub(crate) title: &'static str,
}
