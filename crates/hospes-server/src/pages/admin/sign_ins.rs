//! Monitoring, Sign-in logs; and the sign-ins of a user and of an application.

use askama::Template;

use crate::pages::admin::applications::ApplicationHead;
use crate::pages::admin::user::UserHead;
use crate::pages::layout::{Badge, Chip, Choice, Fact, Layout, Moment, Pager};

/// The sign-in log. `GET /admin/sign-ins?user=&application=&reference=&outcome=&reason=&from=&to=&after=`.
#[derive(Debug, Template)]
#[template(path = "admin/sign_ins.html")]
#[expect(
    clippy::struct_field_names,
    reason = "the field is what the page is about"
)]
pub(crate) struct SignIns<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// What was typed for `user`.
    pub(crate) user: String,
    /// What was typed for `application`.
    pub(crate) application: String,
    /// What was typed for `reference`, a reference number.
    pub(crate) reference: String,
    /// The options of `outcome`, the first one empty: "All".
    pub(crate) outcomes: Vec<Choice>,
    /// The options of `reason`, the first one empty: "All".
    pub(crate) reasons: Vec<Choice>,
    /// What was typed for `from`, a date `YYYY-MM-DD`.
    pub(crate) from: String,
    /// What was typed for `to`.
    pub(crate) to: String,
    /// The filters that apply.
    pub(crate) chips: Vec<Chip>,
    /// The attempts, newest first.
    pub(crate) sign_ins: Vec<SignInRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// How many days the log goes back.
    pub(crate) days: i64,
}

/// One attempt in a list.
#[derive(Debug, Clone)]
pub(crate) struct SignInRow {
    /// Goes into `/admin/sign-ins/{id}`.
    pub(crate) id: String,
    /// Who, as it was typed.
    pub(crate) name: String,
    /// What they signed in to.
    pub(crate) application: String,
    /// What became of it.
    pub(crate) outcome: Badge,
    /// Why, if it was no success; else empty.
    pub(crate) reason: String,
    /// The network it came from.
    pub(crate) network: String,
    /// When.
    pub(crate) when: Moment,
}

/// One attempt. `GET /admin/sign-ins/{id}`.
#[derive(Debug, Template)]
#[template(path = "admin/sign_in_entry.html")]
pub(crate) struct SignInEntry<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The attempt as in the list.
    pub(crate) sign_in: SignInRow,
    /// What happened, in a sentence.
    pub(crate) text: String,
    /// What can be done about it.
    pub(crate) advice: String,
    /// Method, browser, reference number and so on.
    pub(crate) facts: Vec<Fact>,
    /// The page of the user whose account it was, if it is still there.
    pub(crate) user_url: Option<String>,
    /// The identity provider that vouched for them, if one did or was to: its name then, and its page if it is still there
    /// and the reader may see it.
    pub(crate) provider: Option<(String, Option<String>)>,
    /// The page of the application, if it is still there and the reader may see it.
    pub(crate) application_url: Option<String>,
}

/// The newest attempts of a user. `GET /admin/users/{id}/sign-ins`.
#[derive(Debug, Template)]
#[template(path = "admin/user_sign_ins.html")]
pub(crate) struct UserSignIns<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// The attempts, newest first.
    pub(crate) sign_ins: Vec<SignInRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
}

/// The newest attempts to sign in to an application. `GET /admin/applications/{id}/sign-ins`.
#[derive(Debug, Template)]
#[template(path = "admin/application_sign_ins.html")]
pub(crate) struct ApplicationSignIns<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// The attempts, newest first.
    pub(crate) sign_ins: Vec<SignInRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
}
