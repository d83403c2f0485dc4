//! A test of an identity provider: what its two ends show.

use askama::Template;
use hospes_identity::sign_in::DomainFound;

use crate::pages::layout::{Layout, Person};

/// That a test failed, and why. The answer to `POST /signin/providers/{id}/finish` and to `POST
/// /admin/identity-providers/{id}/test`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_provider_test_failed.html")]
pub(crate) struct TestFailed<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The provider's page.
    pub(crate) url: String,
    /// The provider's name.
    pub(crate) name: String,
    /// What failed, in plain words.
    pub(crate) what: &'static str,
    /// What failed, as it was found; may hold what the provider says.
    pub(crate) detail: Option<String>,
    /// What to change.
    pub(crate) change: &'static str,
}

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
    /// What its domain is to the provider.
    pub(crate) domain: DomainFound,
    /// Whether both, so that nothing else is asked for.
    pub(crate) is_believed: bool,
    /// Whether it says that there were several factors, and whether that counts here; `None` of a service that says
    /// nothing of it.
    pub(crate) factors: Option<(bool, bool)>,
    /// What it says of the device, and whether that is handed on; `None` of a service that says nothing of it.
    pub(crate) devices: Option<(String, bool)>,
    /// The URL and the name of whoever is bound to it already.
    pub(crate) bound: Option<(String, Person)>,
    /// Every claim and its value.
    pub(crate) claims: Vec<(String, String)>,
}
