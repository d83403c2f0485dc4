//! External Identities, All identity providers.

use askama::Template;

use crate::pages::admin::confirm::Concerned;
use crate::pages::admin::user::IdentityRow;
use crate::pages::layout::{Badge, Choice, Fault, Field, Layout, Moment, Person, Tone, faults};

/// The providers. `GET /admin/identity-providers`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_providers.html")]
pub(crate) struct Providers<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Whether whoever has no other way gets a passcode by mail.
    pub(crate) has_passcode: bool,
    /// Those of this organization, in the order in which they were added.
    pub(crate) rows: Vec<ProviderRow>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct ProviderRow {
    /// Goes into `/admin/identity-providers/{id}`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// "OpenID Connect", "Google", "Microsoft account".
    pub(crate) kind: &'static str,
    /// Its issuer.
    pub(crate) issuer: String,
    /// The first of its domains.
    pub(crate) domains: String,
    /// How many more there are.
    pub(crate) more_domains: usize,
    /// "Enabled" or "Disabled".
    pub(crate) state: Badge,
}

/// A provider to add. `GET /admin/identity-providers/new?kind=` and `POST /admin/identity-providers/new`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_provider_new.html")]
pub(crate) struct NewProviderPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Every kind: its word, its name, and whether it is the one of this page.
    pub(crate) kinds: Vec<Choice>,
    /// `id`: the provider's, which stands in the redirect URI.
    pub(crate) id: String,
    /// `kind`: its word.
    pub(crate) kind: &'static str,
    /// What to do at the provider, a sentence each.
    pub(crate) steps: &'static [&'static str],
    /// What the provider has to know. Its fault: the form was used before.
    pub(crate) redirect_uri: Field,
    /// The issuer, where it is always the same; then nothing is asked.
    pub(crate) issuer: Option<&'static str>,
    /// `name`.
    pub(crate) name: Field,
    /// `metadata_url`.
    pub(crate) metadata_url: Field,
    /// `client_id`.
    pub(crate) client_id: Field,
    /// `client_secret`. It is never sent back to the browser.
    pub(crate) client_secret: Field,
    /// `client_authentication`.
    pub(crate) client_authentication: Vec<Choice>,
    /// `domains`, one a line.
    pub(crate) domains: Field,
    /// Whether the form comes back, so that the secret has to be entered again.
    pub(crate) is_again: bool,
}

impl NewProviderPage<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([
            ("redirect_uri", &self.redirect_uri),
            ("name", &self.name),
            ("metadata_url", &self.metadata_url),
            ("client_id", &self.client_id),
            ("client_secret", &self.client_secret),
            ("domains", &self.domains),
        ])
    }

    fn secret_hint(&self) -> &'static str {
        if self.is_again {
            "Enter it again: this page does not send secrets back."
        } else {
            "It is stored encrypted, and nobody can read it here."
        }
    }
}

/// A provider. `GET` and `POST /admin/identity-providers/{id}`; its other forms post to `…/domains`, `…/enable`,
/// `…/disable` and `…/test`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_provider.html")]
pub(crate) struct ProviderPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Its id.
    pub(crate) id: String,
    /// Its name, as it is stored.
    pub(crate) display_name: String,
    /// "OpenID Connect", "Google", "Microsoft account".
    pub(crate) kind: &'static str,
    /// Whether anybody is sent there.
    pub(crate) is_enabled: bool,
    /// What can't be changed.
    pub(crate) facts: ProviderFacts,
    /// What can.
    pub(crate) form: ProviderForm,
    /// `domains`, one a line.
    pub(crate) domains: Field,
    /// Whom switching it off would lock out, in a sentence.
    pub(crate) consequence: String,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// What can't be changed of a provider.
#[derive(Debug, Clone)]
pub(crate) struct ProviderFacts {
    /// Its issuer.
    pub(crate) issuer: String,
    /// Where its metadata are.
    pub(crate) metadata_url: String,
    /// What it has to know.
    pub(crate) redirect_uri: String,
    /// Since when it is there.
    pub(crate) created: Moment,
    /// When it was changed last.
    pub(crate) changed: Moment,
}

/// What can be changed of a provider.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProviderForm {
    /// `name`.
    pub(crate) name: Field,
    /// `client_id`.
    pub(crate) client_id: Field,
    /// `client_secret`: a new one.
    pub(crate) client_secret: Field,
    /// Whether there is one.
    pub(crate) has_secret: bool,
    /// `client_authentication`.
    pub(crate) client_authentication: Vec<Choice>,
    /// `scopes`.
    pub(crate) scopes: Field,
    /// `email_claim`.
    pub(crate) email_claim: Field,
}

impl ProviderPage<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([
            ("name", &self.form.name),
            ("client_id", &self.form.client_id),
            ("client_secret", &self.form.client_secret),
            ("scopes", &self.form.scopes),
            ("email_claim", &self.form.email_claim),
        ])
    }

    fn domain_faults(&self) -> Vec<Fault> {
        faults([("domains", &self.domains)])
    }

    fn secret_hint(&self) -> &'static str {
        if self.form.has_secret {
            "There is one, and nobody can read it. Leave this empty to keep it."
        } else {
            "There is none."
        }
    }
}

/// Asks before removing a provider. `GET` and `POST /admin/identity-providers/{id}/delete`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_provider_delete.html")]
pub(crate) struct RemoveProvider<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its issuer.
    pub(crate) issuer: String,
    /// The first of those whom it locks out.
    pub(crate) guests: Vec<Concerned>,
    /// `count`: how many there are.
    pub(crate) count: u64,
    /// Whether to offer **Reset redemption status** of each.
    pub(crate) may_reset: bool,
}

impl RemoveProvider<'_> {
    fn more(&self) -> u64 {
        let shown = u64::try_from(self.guests.len()).unwrap_or(u64::MAX);
        self.count.saturating_sub(shown)
    }
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
    /// Whether the provider says that it is theirs.
    pub(crate) is_verified: bool,
    /// Whether it is in one of the provider's domains.
    pub(crate) is_in_domains: bool,
    /// Whether both, so that nothing else is asked for.
    pub(crate) is_believed: bool,
    /// The URL and the name of whoever is bound to it already.
    pub(crate) bound: Option<(String, Person)>,
    /// Every claim and its value.
    pub(crate) claims: Vec<(String, String)>,
}

/// The order in which ways to sign in are asked. `GET` and `POST /admin/identity-providers/order`.
#[derive(Debug, Template)]
#[template(path = "admin/redemption_order.html")]
pub(crate) struct OrderPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// `first`, `second` and `third`.
    pub(crate) places: [Vec<Choice>; 3],
    /// What is wrong with them together.
    pub(crate) error: Option<String>,
    /// `passcode=yes`.
    pub(crate) has_passcode: bool,
    /// Whether it is as it was in the beginning.
    pub(crate) is_default: bool,
    /// Whether the reader may change it.
    pub(crate) may_change: bool,
}

impl OrderPage<'_> {
    /// The places with their names.
    fn named(&self) -> [(&'static str, &'static str, &[Choice]); 3] {
        let [first, second, third] = &self.places;
        [
            ("first", "First", first),
            ("second", "Second", second),
            ("third", "Third", third),
        ]
    }

    fn faults(&self) -> Vec<Fault> {
        let text = self.error.clone();
        let fault = |text| Fault {
            field: "first".to_owned(),
            text,
        };
        text.map(fault).into_iter().collect()
    }
}

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
    /// Whether it may be invited at all.
    pub(crate) is_domain_allowed: bool,
    /// What cross-tenant access settings say against it.
    pub(crate) access_blocked: Option<String>,
    /// All that was asked, in the order in which it was.
    pub(crate) steps: Vec<WhatIfStep>,
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
    /// Whether to offer **Reset redemption status**.
    pub(crate) may_reset: bool,
}
