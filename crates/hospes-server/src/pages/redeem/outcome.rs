//! The ends of a redemption other than My Apps: one page, each with its own words.

use askama::Template;

use crate::pages::layout::{Layout, Moment, Organization, Tone};
use crate::texts::Sentence;

/// Says what happened to an invitation and what can be done now.
#[derive(Debug, Template)]
#[template(path = "redeem/outcome.html")]
pub(crate) struct OutcomePage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The organization that invited; `None` if the link doesn't tell.
    pub(crate) organization: Option<&'a Organization>,
    /// What happened.
    pub(crate) outcome: Outcome,
    /// Whom to ask: the inviter's address, or the organization's contact.
    pub(crate) contact: Option<String>,
}

/// How a redemption can end.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// Another account is signed in than the one that was invited. Nothing is used up.
    WrongAccount {
        /// The invited address.
        invited: String,
        /// The address that is signed in.
        signed_in: String,
    },
    /// A provider vouched for another address than the invited one. The page offers a code to that.
    Unproved {
        /// The invited address.
        invited: String,
        /// Who they are at the provider.
        signed_in: String,
    },
    /// The organization lets nobody with this address sign in.
    NoWay,
    /// Past its last day. The page offers to ask for a new one.
    Expired {
        /// When it ended.
        on: Moment,
    },
    /// The guest asked for a new invitation; the inviter was told. `GET` after `POST
    /// /redeem/ask-again`.
    Asked,
    /// Withdrawn by the organization.
    Revoked,
    /// A newer mail exists; its link works, this one doesn't.
    Superseded,
    /// No such link: cut off, mistyped, or never made here.
    Unknown,
    /// No redemption is under way in this browser: it was open for too long, or is over.
    Over,
    /// The organization doesn't accept guests of this domain.
    BlockedDomain {
        /// The guest's domain.
        domain: String,
    },
    /// The guest was removed from the organization.
    DeletedGuest,
    /// There is nothing left to accept.
    AlreadyAccepted {
        /// When.
        on: Moment,
        /// The account that was bound.
        account: String,
    },
    /// The same, for whoever is not known to be the one who accepted: it names nobody.
    Used {
        /// The id of the organization, to sign in at.
        at: String,
        /// Whether somebody else is signed in.
        is_signed_in: bool,
    },
    /// The guest said no before.
    DeclinedEarlier {
        /// When.
        on: Moment,
    },
    /// This identity belongs to another account of the organization.
    Conflict {
        /// The address that is signed in.
        signed_in: String,
    },
    /// Settings between the two organizations do not let the account in.
    AccessBlocked {
        /// Whose settings: the guest's domain, or the name of the organization that invited.
        whose: String,
    },
    /// The account is blocked at home, or its organization doesn't let it sign in here.
    ProviderRefused {
        /// The organization that refused.
        home: String,
    },
    /// Too many tries.
    TooManyAttempts {
        /// How long to wait, in words: "15 minutes".
        wait: String,
    },
    /// The guest chose **Cancel**. Nothing was shared, the link still works.
    Cancelled,
    /// The guest has just declined.
    Declined,
}

impl Outcome {
    /// First part of the keys of its texts.
    fn key(&self) -> &'static str {
        match self {
            Self::WrongAccount { .. } => "wrong-account",
            Self::Unproved { .. } => "unproved",
            Self::NoWay => "no-way",
            Self::Expired { .. } => "expired",
            Self::Asked => "asked",
            Self::Revoked => "revoked",
            Self::Superseded => "superseded",
            Self::Unknown => "unknown-link",
            Self::Over => "page-over",
            Self::BlockedDomain { .. } => "blocked-domain",
            Self::DeletedGuest => "deleted-guest",
            Self::AlreadyAccepted { .. } => "already-accepted",
            Self::Used { .. } => "used",
            Self::DeclinedEarlier { .. } => "declined-earlier",
            Self::Conflict { .. } => "conflict",
            Self::ProviderRefused { .. } => "provider-refused",
            Self::AccessBlocked { .. } => "access-blocked",
            Self::TooManyAttempts { .. } => "too-many",
            Self::Cancelled => "cancelled",
            Self::Declined => "declined",
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Self::AlreadyAccepted { .. } | Self::Asked => Tone::Good,
            Self::WrongAccount { .. }
            | Self::Unproved { .. }
            | Self::Expired { .. }
            | Self::Superseded
            | Self::TooManyAttempts { .. } => Tone::Warn,
            Self::Revoked
            | Self::NoWay
            | Self::Unknown
            | Self::BlockedDomain { .. }
            | Self::DeletedGuest
            | Self::Conflict { .. }
            | Self::AccessBlocked { .. }
            | Self::ProviderRefused { .. } => Tone::Bad,
            Self::Used { .. }
            | Self::Over
            | Self::DeclinedEarlier { .. }
            | Self::Cancelled
            | Self::Declined => Tone::Neutral,
        }
    }

    fn icon(&self) -> &'static str {
        match self {
            Self::WrongAccount { .. } => "users",
            Self::Expired { .. } | Self::TooManyAttempts { .. } | Self::Over => "clock",
            Self::Asked => "send",
            Self::Superseded | Self::Unproved { .. } => "mail",
            Self::Unknown => "search",
            Self::Revoked
            | Self::NoWay
            | Self::BlockedDomain { .. }
            | Self::AccessBlocked { .. }
            | Self::ProviderRefused { .. } => "ban",
            Self::DeletedGuest | Self::Conflict { .. } => "user-x",
            Self::AlreadyAccepted { .. } | Self::Used { .. } => "check",
            Self::DeclinedEarlier { .. } | Self::Cancelled | Self::Declined => "x",
        }
    }

    /// What its texts can name.
    fn values(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::WrongAccount { invited, signed_in } | Self::Unproved { invited, signed_in } => {
                vec![("invited", invited), ("account", signed_in)]
            }
            Self::Expired { on } | Self::DeclinedEarlier { on } => vec![("date", &on.text)],
            Self::BlockedDomain { domain } => vec![("domain", domain)],
            Self::AlreadyAccepted { on, account } => {
                vec![("date", &on.text), ("account", account)]
            }
            Self::Conflict { signed_in } => vec![("account", signed_in)],
            Self::ProviderRefused { home } => vec![("home", home)],
            Self::AccessBlocked { whose } => vec![("whose", whose)],
            Self::TooManyAttempts { wait } => vec![("wait", wait)],
            Self::Asked
            | Self::NoWay
            | Self::Revoked
            | Self::Superseded
            | Self::Unknown
            | Self::Over
            | Self::DeletedGuest
            | Self::Used { .. }
            | Self::Cancelled
            | Self::Declined => Vec::new(),
        }
    }

    /// The account that was invited and the one that is signed in, where they differ.
    fn two_accounts(&self) -> Option<(&str, &str)> {
        match self {
            Self::WrongAccount { invited, signed_in } | Self::Unproved { invited, signed_in } => {
                Some((invited, signed_in))
            }
            Self::Expired { .. }
            | Self::NoWay
            | Self::Asked
            | Self::Revoked
            | Self::Superseded
            | Self::Unknown
            | Self::Over
            | Self::BlockedDomain { .. }
            | Self::DeletedGuest
            | Self::AlreadyAccepted { .. }
            | Self::Used { .. }
            | Self::DeclinedEarlier { .. }
            | Self::Conflict { .. }
            | Self::ProviderRefused { .. }
            | Self::AccessBlocked { .. }
            | Self::TooManyAttempts { .. }
            | Self::Cancelled
            | Self::Declined => None,
        }
    }

    /// Where its one form posts, and the key of the button's text.
    fn form(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::WrongAccount { .. }
            | Self::Conflict { .. }
            | Self::ProviderRefused { .. }
            | Self::Used {
                is_signed_in: true, ..
            } => Some(("/redeem/switch-account", "switch-account")),
            Self::Unproved { .. } => Some(("/redeem/prove", "unproved-send-code")),
            Self::Expired { .. } => Some(("/redeem/ask-again", "ask-again")),
            Self::DeclinedEarlier { .. }
            | Self::NoWay
            | Self::Asked
            | Self::Revoked
            | Self::Superseded
            | Self::Unknown
            | Self::Over
            | Self::BlockedDomain { .. }
            | Self::AccessBlocked { .. }
            | Self::DeletedGuest
            | Self::AlreadyAccepted { .. }
            | Self::Used {
                is_signed_in: false,
                ..
            }
            | Self::TooManyAttempts { .. }
            | Self::Cancelled
            | Self::Declined => None,
        }
    }

    /// Where its one link leads, and the key of its text; `at` is the domain of the organization.
    fn link(&self, at: Option<&str>) -> Option<(String, &'static str)> {
        match self {
            Self::AlreadyAccepted { .. } | Self::Over => {
                let my_apps = at.map_or_else(
                    || "/myapps".to_owned(),
                    |domain| format!("/myapps?tenantid={domain}"),
                );
                Some((my_apps, "open-my-apps"))
            }
            Self::Used {
                at,
                is_signed_in: false,
            } => Some((format!("/myapps?tenantid={at}"), "sign-in")),
            Self::Cancelled | Self::TooManyAttempts { .. } => {
                Some(("/redeem/invitation".to_owned(), "back-to-invitation"))
            }
            Self::WrongAccount { .. }
            | Self::Unproved { .. }
            | Self::NoWay
            | Self::Expired { .. }
            | Self::Asked
            | Self::Revoked
            | Self::Superseded
            | Self::Unknown
            | Self::BlockedDomain { .. }
            | Self::DeletedGuest
            | Self::DeclinedEarlier { .. }
            | Self::Conflict { .. }
            | Self::AccessBlocked { .. }
            | Self::ProviderRefused { .. }
            | Self::Used {
                is_signed_in: true, ..
            }
            | Self::Declined => None,
        }
    }
}

impl OutcomePage<'_> {
    /// Where its one link leads, and the key of its text.
    fn link(&self) -> Option<(String, &'static str)> {
        let at = self.organization.map(|one| one.domain.as_str());
        self.outcome.link(at)
    }

    /// A text of this outcome: its `title`, `what` happened, or what can be done `now`.
    fn words(&self, part: &str) -> Sentence {
        let mut values = self.outcome.values();
        // An outcome that names the organization is only shown when it is known.
        let organization = self
            .organization
            .map_or("", |organization| &organization.name);
        values.push(("organization", organization));
        self.layout
            .texts
            .sentence(&format!("{}-{part}", self.outcome.key()), &values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;

    fn outcomes() -> Vec<Outcome> {
        let on = Moment {
            text: "3 May".to_owned(),
            ..Moment::default()
        };
        let text = || "x".to_owned();
        vec![
            Outcome::WrongAccount {
                invited: text(),
                signed_in: text(),
            },
            Outcome::Unproved {
                invited: text(),
                signed_in: text(),
            },
            Outcome::NoWay,
            Outcome::Expired { on: on.clone() },
            Outcome::Asked,
            Outcome::Revoked,
            Outcome::Superseded,
            Outcome::Unknown,
            Outcome::Over,
            Outcome::BlockedDomain { domain: text() },
            Outcome::DeletedGuest,
            Outcome::AlreadyAccepted {
                on: on.clone(),
                account: text(),
            },
            Outcome::Used {
                at: text(),
                is_signed_in: false,
            },
            Outcome::DeclinedEarlier { on },
            Outcome::Conflict { signed_in: text() },
            Outcome::ProviderRefused { home: text() },
            Outcome::AccessBlocked { whose: text() },
            Outcome::TooManyAttempts { wait: text() },
            Outcome::Cancelled,
            Outcome::Declined,
        ]
    }

    #[test]
    fn every_outcome_has_its_own_words_in_every_language() {
        let outcomes = outcomes();
        let organization = Organization::new("Contoso", "contoso.example");
        for texts in Texts::all() {
            let tag = texts.lang();
            let layout = Layout::new(texts, str::to_owned);
            let mut seen = std::collections::BTreeSet::new();
            for outcome in outcomes.clone() {
                let page = OutcomePage {
                    layout: &layout,
                    organization: Some(&organization),
                    outcome,
                    contact: None,
                };
                for part in ["title", "what", "now"] {
                    let words = page.words(part).to_string();
                    let key = format!("{}-{part}", page.outcome.key());
                    assert!(
                        words != key && !words.contains('$'),
                        "{tag}: {key}: {words}"
                    );
                    assert!(
                        part != "title" || seen.insert(words),
                        "{tag}: {key} is not its own"
                    );
                }
            }
        }
    }
}
