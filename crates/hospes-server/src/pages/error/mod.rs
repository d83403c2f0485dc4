//! The page that a person sees when a request can't be answered.
//!
//! It says what happened, what to do, whom to ask, and the reference number; never more about the
//! inside of the server.

mod edge;
pub(crate) mod lookup;

use askama::Template;
use hospes_identity::cross_tenant_access::Side;
use hospes_identity::session::KeptOut;

use crate::pages::authorize::flow::sign_in_url;
use crate::pages::layout::{Layout, Tone};
use crate::texts::Sentence;

pub(crate) use edge::{PageError, render};

/// An error, in the person's language.
#[derive(Debug, Template)]
#[template(path = "error/page.html")]
pub(crate) struct ErrorPage<'a> {
    /// The frame. Its `reference` is what people are asked to pass on.
    pub(crate) layout: &'a Layout,
    /// What went wrong.
    pub(crate) kind: ErrorKind,
    /// The page before, where the button of [`ErrorKind::TryAgain`] and [`ErrorKind::FormExpired`] leads, and
    /// whoever signs in with another account. The button of the others leads to `/`.
    pub(crate) back_url: String,
}

/// What can go wrong with a request.
#[derive(Debug, Clone)]
pub(crate) enum ErrorKind {
    /// 404.
    NotFound,
    /// 403.
    NoAccess,
    /// 403: no organization lets in whoever is signed in.
    Nowhere {
        /// Whom to ask, if the organization that they came to names somebody.
        contact: Option<String>,
    },
    /// 403: cross-tenant access settings keep a guest out.
    KeptOut {
        /// The organization that they are a guest of.
        organization: String,
        /// Whose people are kept out.
        home: String,
        /// Whether it is their own organization that says so.
        by_home: bool,
        /// Whether they can go on in another organization.
        is_elsewhere: bool,
        /// Whom to ask, if the organization that says so names somebody.
        contact: Option<String>,
    },
    /// 429.
    TooManyRequests {
        /// How long to wait, in words: "1 minute".
        wait: String,
    },
    /// 503: passing trouble.
    TryAgain,
    /// 403: the form's token is too old, or its cookie is gone.
    FormExpired,
    /// 400: the request doesn't make sense.
    BadRequest,
    /// 413: more was sent than any form of ours holds.
    TooLarge,
    /// 500.
    Internal,
}

impl ErrorKind {
    /// Why a guest is kept out; `is_elsewhere`: whether they can go on in another organization.
    pub(crate) fn kept_out(found: KeptOut, is_elsewhere: bool) -> Self {
        Self::KeptOut {
            organization: found.host,
            home: found.home,
            by_home: match found.side {
                Side::Outbound => true,
                Side::Inbound => false,
            },
            is_elsewhere,
            contact: found.contact,
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::NoAccess | Self::Nowhere { .. } => "no-access",
            Self::KeptOut { .. } => "kept-out",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::TryAgain => "unavailable",
            Self::FormExpired => "form-expired",
            Self::BadRequest => "bad-request",
            Self::TooLarge => "too-large",
            Self::Internal => "internal",
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Self::NotFound => Tone::Neutral,
            Self::TooManyRequests { .. } | Self::TryAgain | Self::FormExpired => Tone::Warn,
            Self::NoAccess
            | Self::Nowhere { .. }
            | Self::KeptOut { .. }
            | Self::BadRequest
            | Self::TooLarge
            | Self::Internal => Tone::Bad,
        }
    }

    fn icon(&self) -> &'static str {
        match self {
            Self::NotFound => "search",
            Self::NoAccess | Self::Nowhere { .. } | Self::KeptOut { .. } => "lock",
            Self::TooManyRequests { .. } | Self::FormExpired => "clock",
            Self::TryAgain => "restore",
            Self::BadRequest | Self::TooLarge | Self::Internal => "alert",
        }
    }

    /// Whether it leads to the organizations of whoever is signed in.
    fn leads_to_organizations(&self) -> bool {
        matches!(
            self,
            Self::KeptOut {
                is_elsewhere: true,
                ..
            }
        )
    }

    /// Whether nothing here is for whoever is signed in, so that another account is the next step.
    fn leads_to_sign_in(&self) -> bool {
        matches!(
            self,
            Self::Nowhere { .. }
                | Self::KeptOut {
                    is_elsewhere: false,
                    ..
                }
        )
    }

    /// Whom to ask, if an organization names somebody.
    fn contact(&self) -> Option<&str> {
        if let Self::Nowhere { contact } | Self::KeptOut { contact, .. } = self {
            contact.as_deref()
        } else {
            None
        }
    }

    fn leads_back(&self) -> bool {
        matches!(self, Self::TryAgain | Self::FormExpired)
    }
}

impl ErrorPage<'_> {
    /// Where another account is asked for.
    fn sign_in_url(&self) -> String {
        sign_in_url(&self.back_url, None)
    }

    /// A text of this error: its `title`, `what` happened, or what can be done `now`.
    fn words(&self, part: &str) -> Sentence {
        let key = format!("{}-{part}", self.kind.key());
        let texts = self.layout.texts;
        match &self.kind {
            ErrorKind::TooManyRequests { wait } => texts.sentence(&key, &[("wait", wait)]),
            ErrorKind::KeptOut {
                organization,
                home,
                by_home,
                is_elsewhere,
                ..
            } => {
                let key = match part {
                    "what" if *by_home => "kept-out-by-home-what",
                    "now" if *is_elsewhere => "kept-out-elsewhere-now",
                    _ => key.as_str(),
                };
                texts.sentence(key, &[("organization", organization), ("home", home)])
            }
            ErrorKind::NotFound
            | ErrorKind::NoAccess
            | ErrorKind::Nowhere { .. }
            | ErrorKind::TryAgain
            | ErrorKind::FormExpired
            | ErrorKind::BadRequest
            | ErrorKind::TooLarge
            | ErrorKind::Internal => texts.sentence(&key, &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;

    fn kept_out(by_home: bool, is_elsewhere: bool) -> ErrorKind {
        ErrorKind::KeptOut {
            organization: "Contoso".to_owned(),
            home: "Fabrikam".to_owned(),
            by_home,
            is_elsewhere,
            contact: None,
        }
    }

    #[test]
    fn every_error_has_its_words_in_every_language() {
        let kinds = [
            ErrorKind::NotFound,
            ErrorKind::NoAccess,
            ErrorKind::Nowhere { contact: None },
            kept_out(false, false),
            kept_out(true, true),
            ErrorKind::TooManyRequests {
                wait: "1 minute".to_owned(),
            },
            ErrorKind::TryAgain,
            ErrorKind::FormExpired,
            ErrorKind::BadRequest,
            ErrorKind::TooLarge,
            ErrorKind::Internal,
        ];
        for texts in Texts::all() {
            let tag = texts.lang();
            let layout = Layout::new(texts, str::to_owned);
            for kind in kinds.clone() {
                let page = ErrorPage {
                    layout: &layout,
                    kind,
                    back_url: "/".to_owned(),
                };
                for part in ["title", "what", "now"] {
                    let key = format!("{}-{part}", page.kind.key());
                    let words = page.words(part).to_string();
                    assert!(words != key && !words.contains('$'), "{tag}: {words}");
                }
            }
        }
    }
}
