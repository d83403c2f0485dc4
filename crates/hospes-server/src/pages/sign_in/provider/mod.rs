//! Signing in at an identity provider: the pages around the way there and back.

pub(crate) mod flow;
pub(crate) mod logout;
pub(crate) mod saml;

use askama::Template;

use crate::pages::layout::{Layout, Organization, Tone};
use crate::texts::Sentence;

/// Leads on to another page, here or elsewhere: by itself, and by a link. A page and not a redirect, because browsers
/// would hold all that follows against the policy of the form that led here.
#[derive(Debug, Template)]
#[template(path = "sign_in/lead_on.html")]
pub(crate) struct LeadOn<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The provider that it leads to; `None`: it leads back to what somebody signed in for.
    pub(crate) provider: Option<&'a str>,
    /// Where.
    pub(crate) url: &'a str,
    /// The fields of a form that is posted there; none: it is a link.
    pub(crate) form: &'a [(String, String)],
}

impl LeadOn<'_> {
    fn title(&self) -> Sentence {
        let texts = self.layout.texts;
        match self.provider {
            Some(provider) => texts.sentence("lead-on-provider", &[("provider", provider)]),
            None => texts.sentence("authorize-continue-title", &[]),
        }
    }
}

/// Several providers to choose from.
#[derive(Debug, Template)]
#[template(path = "sign_in/providers.html")]
pub(crate) struct Providers<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The organization that is asked for.
    pub(crate) organization: &'a Organization,
    /// Its id.
    pub(crate) tenant: String,
    /// Their ids and names.
    pub(crate) choices: Vec<(String, String)>,
    /// Who says they sign in.
    pub(crate) username: String,
    /// Where to go afterwards.
    pub(crate) next: String,
    /// Where another account can be used.
    pub(crate) other_account_url: String,
}

/// Comes back from a provider: what it sent along is posted on, because a GET changes nothing.
#[derive(Debug, Template)]
#[template(path = "sign_in/callback.html")]
pub(crate) struct Callback<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Where the form goes.
    pub(crate) action: String,
    /// What came.
    pub(crate) fields: Vec<(String, String)>,
}

/// Why somebody who was at a provider does not get on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// There is no such sign-in under way.
    NoTrip,
    /// They, or the provider, said no.
    Declined,
    /// The provider can't be used.
    Trouble,
    /// Nobody is let in by it any more.
    NotInUse,
    /// The identity is nobody's here.
    NobodyHere,
    /// Too many began.
    TooMany,
}

/// Says why.
#[derive(Debug, Template)]
#[template(path = "sign_in/provider_trouble.html")]
pub(crate) struct ProviderTrouble<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Why.
    pub(crate) why: Why,
    /// The provider's name, where it is known.
    pub(crate) provider: String,
    /// Who they are there, where it matters.
    pub(crate) account: String,
    /// Where it goes on, and the key of the link's text.
    pub(crate) link: (String, &'static str),
}

impl Why {
    fn key(self) -> &'static str {
        match self {
            Self::NoTrip => "provider-no-trip",
            Self::Declined => "provider-declined",
            Self::Trouble => "provider-trouble",
            Self::NotInUse => "provider-not-in-use",
            Self::NobodyHere => "provider-nobody-here",
            Self::TooMany => "provider-too-many",
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::NoTrip | Self::Declined | Self::TooMany => Tone::Warn,
            Self::Trouble | Self::NotInUse | Self::NobodyHere => Tone::Bad,
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::NoTrip | Self::TooMany => "clock",
            Self::Declined => "x",
            Self::Trouble | Self::NotInUse => "ban",
            Self::NobodyHere => "user-x",
        }
    }
}

impl ProviderTrouble<'_> {
    fn words(&self, part: &str) -> Sentence {
        let values = [
            ("provider", self.provider.as_str()),
            ("account", self.account.as_str()),
        ];
        let key = format!("{}-{part}", self.why.key());
        self.layout.texts.sentence(&key, &values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;

    #[test]
    fn every_reason_has_its_own_words_in_every_language() {
        for why in [
            Why::NoTrip,
            Why::Declined,
            Why::Trouble,
            Why::NotInUse,
            Why::NobodyHere,
            Why::TooMany,
        ] {
            for texts in Texts::all() {
                let tag = texts.lang();
                let layout = Layout::new(texts, str::to_owned);
                let page = ProviderTrouble {
                    layout: &layout,
                    why,
                    provider: "Uni".to_owned(),
                    account: "pat".to_owned(),
                    link: ("/".to_owned(), "continue"),
                };
                for part in ["title", "what"] {
                    let words = page.words(part).to_string();
                    let key = format!("{}-{part}", why.key());
                    assert!(words != key && !words.contains('$'), "{tag}: {words}");
                }
            }
        }
    }
}
