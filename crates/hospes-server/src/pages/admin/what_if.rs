//! External Identities, What if.

use askama::Template;

use crate::pages::admin::user::IdentityRow;
use crate::pages::layout::{Fault, Field, Layout, Person, Tone, faults};

/// What would become of an address. `GET /admin/identity-providers/what-if?address=`.
#[derive(Debug, Template)]
#[template(path = "admin/what_if.html")]
pub(crate) struct WhatIfPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// `address`.
    pub(crate) address: Field,
    /// The answer, if an address was given.
    pub(crate) answer: Option<WhatIfAnswer>,
}

impl WhatIfPage<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("address", &self.address)])
    }
}

/// The answer.
#[derive(Debug, Clone)]
pub(crate) struct WhatIfAnswer {
    /// Colour and icon.
    pub(crate) tone: Tone,
    /// What would happen, in a few words.
    pub(crate) outcome: String,
    /// The rule that says so, in a sentence.
    pub(crate) reason: String,
    /// The domain of the address.
    pub(crate) domain: String,
    /// What is against it, whatever the rules say.
    pub(crate) hindrance: Option<Hindrance>,
    /// All that was asked, in the order in which it was.
    pub(crate) steps: Vec<WhatIfStep>,
    /// URL and name of each provider that is not asked, because it is not proved that it may speak for the domain.
    pub(crate) waiting: Vec<(String, String)>,
    /// Who has the address.
    pub(crate) known: Option<KnownUser>,
}

impl WhatIfAnswer {
    /// Whether the rules don't count, because somebody is bound already.
    fn is_bound(&self) -> bool {
        self.known
            .as_ref()
            .is_some_and(|known| !known.identities.is_empty())
    }
}

/// One thing that was asked.
#[derive(Debug, Clone)]
pub(crate) struct WhatIfStep {
    /// What.
    pub(crate) name: &'static str,
    /// What was found.
    pub(crate) finding: String,
    /// Whether it decided.
    pub(crate) is_chosen: bool,
}

/// Why somebody can't be invited or can't sign in.
#[derive(Debug, Clone)]
pub(crate) struct Hindrance {
    /// What they can't, in a few words.
    pub(crate) headline: &'static str,
    /// Why, in a sentence or two.
    pub(crate) text: String,
    /// Where it can be changed: URL and words.
    pub(crate) link: Option<(String, &'static str)>,
}

/// Somebody who has the address.
#[derive(Debug, Clone)]
pub(crate) struct KnownUser {
    /// Object id.
    pub(crate) id: String,
    /// Name and address.
    pub(crate) person: Person,
    /// "Guest" or "Member".
    pub(crate) user_type: &'static str,
    /// What they sign in with.
    pub(crate) identities: Vec<IdentityRow>,
    /// How they sign in now, and when the rules count for them.
    pub(crate) standing: &'static str,
    /// Whether to offer **Reset redemption status**.
    pub(crate) may_reset: bool,
}
