//! External Identities, External collaboration settings.

use askama::Template;

use crate::pages::layout::{Choice, Fault, Field, Layout, faults};

/// What somebody may change of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MayChange {
    /// Nothing.
    Nothing,
    /// Whether guests may leave.
    Leaving,
    /// All of them.
    Everything,
}

impl MayChange {
    fn is_everything(self) -> bool {
        self == Self::Everything
    }

    fn is_something(self) -> bool {
        self != Self::Nothing
    }
}

/// The settings. `GET` and `POST /admin/external-collaboration`.
#[derive(Debug, Template)]
#[template(path = "admin/external_collaboration.html")]
pub(crate) struct ExternalCollaboration<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// `allow_invites_from`: `everyone`, `adminsGuestInvitersAndAllMembers`,
    /// `adminsAndGuestInviters`, `none`. [`who_may_invite`] makes the list.
    pub(crate) allow_invites_from: Vec<Choice>,
    /// `guest_access`: `member`, `limited`, `restricted`. [`guest_access`] makes the list.
    pub(crate) guest_access: Vec<Choice>,
    /// `restriction`: `any`, `deny`, `allow`. [`restrictions`] makes the list.
    pub(crate) restriction: Vec<Choice>,
    /// `domains`, one a line; for `deny` and `allow`.
    pub(crate) domains: Field,
    /// `expires=yes`: whether invitations end.
    pub(crate) do_invitations_expire: bool,
    /// `expiry_days`.
    pub(crate) expiry_days: Field,
    /// `may_leave=yes`: whether guests can leave by themselves.
    pub(crate) may_guests_leave: bool,
    /// `self_service=yes`: whether outsiders can ask for access.
    pub(crate) self_service_sign_up: bool,
    /// `privacy_statement_url`.
    pub(crate) privacy_statement_url: Field,
    /// `privacy_contact`.
    pub(crate) privacy_contact: Field,
    /// `notification_language`.
    pub(crate) notification_language: Vec<Choice>,
    /// What the reader may change; the rest is shown only.
    pub(crate) may_change: MayChange,
}

impl ExternalCollaboration<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([
            ("domains", &self.domains),
            ("expiry_days", &self.expiry_days),
            ("privacy_statement_url", &self.privacy_statement_url),
            ("privacy_contact", &self.privacy_contact),
        ])
    }
}

/// The four answers to "who can invite".
pub(crate) fn who_may_invite(chosen: &str) -> Vec<Choice> {
    choices(
        chosen,
        &[
            (
                "everyone",
                "Anyone in the organization, including guests and non-admins",
                "Most inclusive. Guests can invite guests.",
            ),
            (
                "adminsGuestInvitersAndAllMembers",
                "Member users and users in specific admin roles",
                "Guests can’t invite, unless they have a role that may.",
            ),
            (
                "adminsAndGuestInviters",
                "Only users assigned to specific admin roles",
                "Global Administrator, User Administrator and Guest Inviter.",
            ),
            (
                "none",
                "No one, including admins",
                "Most restrictive. Nobody can invite.",
            ),
        ],
    )
}

/// The three levels of what guests can see.
pub(crate) fn guest_access(chosen: &str) -> Vec<Choice> {
    choices(
        chosen,
        &[
            (
                "member",
                "Guests have the same access as members",
                "Most inclusive. They can list users and groups.",
            ),
            (
                "limited",
                "Guests have limited access to properties and memberships",
                "They can’t list the directory, but can read some properties of others.",
            ),
            (
                "restricted",
                "Guests see only their own profile",
                "Most restrictive. Not even the names of their own groups.",
            ),
        ],
    )
}

/// The three kinds of collaboration restrictions.
pub(crate) fn restrictions(chosen: &str) -> Vec<Choice> {
    choices(
        chosen,
        &[
            (
                "any",
                "Allow invitations to be sent to any domain",
                "Most inclusive.",
            ),
            (
                "deny",
                "Deny invitations to the specified domains",
                "All others can be invited.",
            ),
            (
                "allow",
                "Allow invitations only to the specified domains",
                "Most restrictive. All others are refused.",
            ),
        ],
    )
}

fn choices(chosen: &str, options: &[(&str, &str, &str)]) -> Vec<Choice> {
    options
        .iter()
        .map(|&(value, label, hint)| Choice {
            hint: hint.to_owned(),
            ..Choice::new(value, label, value == chosen)
        })
        .collect()
}
