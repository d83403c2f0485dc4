//! External Identities, All identity providers: whom a provider locks out.

use askama::Template;

use crate::pages::admin::confirm::Concerned;
use crate::pages::layout::{Layout, Pager};

/// Whom a provider locks out, and a button that resets those who are listed. `GET` and `POST
/// /admin/identity-providers/{id}/locked-out`.
#[derive(Debug, Template)]
#[template(path = "admin/locked_out.html")]
pub(crate) struct LockedOutPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The provider's id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its issuer.
    pub(crate) issuer: String,
    /// "enabled", "disabled" or "removed".
    pub(crate) state: &'static str,
    /// Whether it signs people in: then they are only listed.
    pub(crate) is_active: bool,
    /// Whether it has no page of its own any more.
    pub(crate) is_removed: bool,
    /// The guests of this page.
    pub(crate) guests: Vec<Concerned>,
    /// How many there are on all pages.
    pub(crate) count: u64,
    /// `after`: where those of this page begin.
    pub(crate) after: String,
    /// `until`: where they end.
    pub(crate) until: String,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// Whether the reader may reset them.
    pub(crate) may_reset: bool,
    /// What the button just did.
    pub(crate) done: Option<ResetDone>,
}

impl LockedOutPage<'_> {
    /// Where the page is: under that of the provider, as long as it has one.
    fn crumbs(&self) -> Vec<(&str, String)> {
        const PATH: &str = "/admin/identity-providers";
        let mut crumbs = vec![("All identity providers", PATH.to_owned())];
        if !self.is_removed {
            crumbs.push((&self.name, format!("{PATH}/{}", self.id)));
        }
        crumbs
    }

    /// What the button says that it does.
    fn button(&self) -> String {
        let shown = u64::try_from(self.guests.len()).unwrap_or(u64::MAX);
        match (shown, self.count) {
            (1, 1) => "Reset this guest".to_owned(),
            (shown, count) if shown == count => format!("Reset all {count} guests"),
            (1, _) => "Reset the guest below".to_owned(),
            (shown, _) => format!("Reset the {shown} guests below"),
        }
    }
}

/// What came of resetting the guests of a page.
#[derive(Debug, Clone)]
pub(crate) struct ResetDone {
    /// How many redeem anew.
    pub(crate) reset: usize,
    /// Those of them who get no mail.
    pub(crate) not_mailed: Vec<Concerned>,
    /// Who is not reset, and why.
    pub(crate) refused: Vec<(Concerned, String)>,
    /// When it goes on, if a limit ended it: "40 minutes".
    pub(crate) goes_on_in: Option<String>,
}
