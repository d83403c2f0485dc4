//! Protection, Sign-in settings.

use askama::Template;
use hospes_identity::tenant::{SignInSettings, UserConsent};

use crate::pages::layout::{Choice, Layout};

/// The settings. `GET` and `POST /admin/sign-in-settings`.
#[derive(Debug, Template)]
#[template(path = "admin/sign_in_settings.html")]
pub(crate) struct SignInSettingsPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// `second_factor_members`, `second_factor_guests`, `second_factor_administrators` and `password_grant`, each
    /// `yes` when it is ticked.
    pub(crate) settings: SignInSettings,
    /// `user_consent`: the words of the setting. [`user_consent`] makes the list.
    pub(crate) user_consent: Vec<Choice>,
    /// Whether the reader may change them.
    pub(crate) may_change: bool,
}

/// The three answers to what people may agree to.
pub(crate) fn user_consent(chosen: UserConsent) -> Vec<Choice> {
    UserConsent::ALL
        .iter()
        .map(|&option| {
            let (label, hint) = match option {
                UserConsent::Allowed => (
                    "To every application of this organization",
                    "As far as it concerns only themselves. What concerns others is always for administrators.",
                ),
                UserConsent::VerifiedOnly => (
                    "To applications that an administrator vouches for",
                    "For all others an administrator agrees.",
                ),
                UserConsent::Never => (
                    "To none",
                    "An administrator agrees for them, or nobody uses the application.",
                ),
            };
            Choice {
                hint: hint.to_owned(),
                ..Choice::new(option.as_str(), label, option == chosen)
            }
        })
        .collect()
}
