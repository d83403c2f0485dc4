//! The admin center: what its pages show. English.
//!
//! Lists filter by query string and go on by `after`; forms post to the page that shows them.

pub(crate) mod application_access;
pub(crate) mod application_authentication;
pub(crate) mod application_saml;
pub(crate) mod applications;
pub(crate) mod audit;
pub(crate) mod collections;
pub(crate) mod confirm;
pub(crate) mod conversions;
mod countries;
pub(crate) mod cross_tenant_access;
pub(crate) mod deleted_users;
pub(crate) mod external_collaboration;
pub(crate) mod flow;
pub(crate) mod groups;
pub(crate) mod home;
pub(crate) mod identity_provider_test;
pub(crate) mod identity_providers;
pub(crate) mod invite;
pub(crate) mod locked_out;
pub(crate) mod multifactor;
pub(crate) mod new_user;
pub(crate) mod outbox;
pub(crate) mod profile;
pub(crate) mod registrations;
pub(crate) mod sign_in_settings;
pub(crate) mod sign_ins;
pub(crate) mod signing_certificates;
pub(crate) mod user;
pub(crate) mod user_flows;
pub(crate) mod users;
pub(crate) mod what_if;

use crate::pages::layout::Choice;

/// A list to choose several from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Picker {
    /// What the form posts, once for each chosen item. Its search field is `{name}-q`.
    pub(crate) name: &'static str,
    /// What was searched for.
    pub(crate) query: String,
    /// What is chosen, always and first, then what fits the search.
    pub(crate) items: Vec<Choice>,
    /// Whether more fit than are listed.
    pub(crate) has_more: bool,
    /// What is wrong with the choice.
    pub(crate) error: Option<String>,
}

impl Picker {
    /// The labels of what is chosen.
    pub(crate) fn chosen(&self) -> Vec<&str> {
        self.items
            .iter()
            .filter(|item| item.is_chosen)
            .map(|item| item.label.as_str())
            .collect()
    }
}
