//! Authenticators: what proves a person besides a password or a passcode.
//!
//! An authenticator belongs to a user object: a member's at home, a guest's in the organisation that invited
//! it. There are two kinds: apps that count time (TOTP, RFC 6238) and passkeys (WebAuthn). Recovery codes stand
//! in for a lost one, each once. What a session proved counts in the tenant whose authenticator it was, because
//! whoever runs another one could have made it up; in another one only where its cross-tenant access settings
//! believe the home of the person. What an identity provider asked for counts where it is trusted in that.
//!
//! Whether an organisation asks for a second factor is in its sign-in settings; who has none yet registers one
//! at the next sign-in, so that no rule locks anybody out.

mod change;
mod passkey;
mod recovery;
mod require;
mod store;
#[cfg(test)]
mod tests;
mod totp;

use std::str::FromStr as _;

use crate::env::{Span, Timestamp};
use crate::error::Error;
use crate::ids::{AuthenticatorId, TenantId};
use crate::session::{Membership, Opened, Session};
use crate::tenant::words;

pub use passkey::{Answered, Begun, RelyingParty};
pub use require::Need;
pub(crate) use require::{missing, need, proved, still_counts};
pub(crate) use store::delete_for_user;
pub use totp::TotpSetup;

/// So long after a sign-in authenticators may be added and removed.
const FRESH: Span = Span::minutes(10);
/// Nobody has more phones.
const MOST: usize = 20;
const LONGEST_NAME: usize = 60;

words! {
    /// What an authenticator is.
    Kind {
        /// An app that shows another code every 30 seconds.
        Totp = "totp",
        /// A key that a device or a password manager keeps.
        Passkey = "passkey",
    }
}

words! {
    /// What was proved besides the first factor.
    Factor {
        /// A code of an app.
        Totp = "totp",
        /// A passkey.
        Passkey = "passkey",
        /// A recovery code.
        RecoveryCode = "recoveryCode",
        /// Whatever the identity provider asked for, which is believed to have been another factor.
        Provider = "provider",
    }
}

/// A second factor that a session proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proved {
    /// In which tenant: there it counts, and nowhere else.
    pub tenant: TenantId,
    /// What.
    pub factor: Factor,
    /// When.
    pub at: Timestamp,
}

impl Proved {
    /// The stored form of what a session proved.
    pub(crate) fn to_text(all: &[Self]) -> String {
        let one = |proved: &Self| {
            let (factor, at) = (proved.factor.as_str(), proved.at.as_millis());
            format!("{}/{factor}/{at}", proved.tenant)
        };
        all.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    /// Reads the stored form. What cannot be read proves nothing.
    pub(crate) fn parse_all(text: &str) -> Vec<Self> {
        let one = |word: &str| {
            let mut parts = word.split('/');
            Some(Self {
                tenant: TenantId::from_str(parts.next()?).ok()?,
                factor: Factor::parse(parts.next()?)?,
                at: Timestamp::from_millis(parts.next()?.parse().ok()?),
            })
        };
        text.split_whitespace().filter_map(one).collect()
    }
}

/// An authenticator as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// Its id.
    pub id: AuthenticatorId,
    /// What it is.
    pub kind: Kind,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last proved anything.
    pub last_used_at: Option<Timestamp>,
}

/// What somebody has to prove who they are with.
#[derive(Debug, Clone)]
pub struct Authenticators {
    /// Apps and passkeys, the oldest first.
    pub all: Vec<Authenticator>,
    /// Recovery codes that were not used.
    pub recovery_codes: usize,
}

impl Authenticators {
    /// Whether there is one of a kind.
    pub fn has(&self, kind: Kind) -> bool {
        self.all.iter().any(|one| one.kind == kind)
    }
}

/// Somebody at the step of a second factor: their session, and who they are in the organisation that asks.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    /// Their session.
    pub session: &'a Session,
    /// Who they are where the authenticator is.
    pub member: &'a Membership,
}

/// What came of adding an authenticator.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The session with its new cookie: adding one proves it.
    pub opened: Opened,
    /// With the first authenticator come recovery codes. They cannot be read again.
    pub recovery_codes: Vec<String>,
}

/// Why a second factor is not taken, or not changed.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// The code or the answer of the passkey is wrong, or was used before.
    #[error("it is not right")]
    Wrong,
    /// What was begun is over, or was begun in another browser.
    #[error("too much time has passed")]
    Ended,
    /// The sign-in is too long ago for this.
    #[error("the person has to sign in again")]
    NotFresh,
    /// Who has an authenticator proves it before another comes or one goes.
    #[error("the person has to prove the second factor first")]
    NotProved,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<crate::db::DbError> for FactorError {
    fn from(error: crate::db::DbError) -> Self {
        Self::Other(error.into())
    }
}
