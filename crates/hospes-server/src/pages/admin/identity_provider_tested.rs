//! What an identity provider said when it was tested.

use askama::Template;

use crate::pages::layout::{Layout, Person};

/// What a provider said when it was tested. The answer to `POST /signin/providers/{id}/finish`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_provider_tested.html")]
pub(crate) struct TestedPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The provider's page.
    pub(crate) url: String,
    /// The provider's name.
    pub(crate) name: String,
    /// What a guest would be bound to.
    pub(crate) subject: String,
    /// The address, if there is one.
    pub(crate) address: Option<String>,
    /// The claim where it was looked for.
    pub(crate) email_claim: String,
    /// What else it was looked for: what it is called, in which claim, and what that gave.
    pub(crate) names: Vec<(&'static str, String, Option<String>)>,
    /// Whether the provider says that it is theirs.
    pub(crate) is_verified: bool,
    /// Whether it is in one of the provider's domains.
    pub(crate) is_in_domains: bool,
    /// Whether both, so that nothing else is asked for.
    pub(crate) is_believed: bool,
    /// Whether it says that there were several factors, and whether that counts here; `None` of a service that says
    /// nothing of it.
    pub(crate) factors: Option<(bool, bool)>,
    /// The URL and the name of whoever is bound to it already.
    pub(crate) bound: Option<(String, Person)>,
    /// Every claim and its value.
    pub(crate) claims: Vec<(String, String)>,
}
