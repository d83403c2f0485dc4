//! What an identity provider said of a sign-in, as far as it counts later.

use serde::{Deserialize, Serialize};

use super::DeviceClaims;

/// So many methods are kept.
const MOST_METHODS: usize = 16;
/// The longest method or class, in bytes.
const LONGEST: usize = 255;

/// The method that says that there were several (RFC 8176, section 2).
const SEVERAL: &str = "mfa";
/// Classes of sign-ins with several factors: of the federations of universities (REFEDS MFA Profile), and of Entra ID.
pub(crate) const CLASSES: [&str; 2] = [
    "https://refeds.org/profile/mfa",
    "http://schemas.microsoft.com/claims/multipleauthn",
];
/// The methods of RFC 8176, section 2, by what they prove: that somebody knows something, has something, or is
/// somebody. What tells of no factor (`geo`, `rba`, `user`, `wia`, `mca`) is in none.
const KINDS: [&[&str]; 3] = [
    &["pwd", "pin", "kba"],
    &["otp", "sms", "tel", "hwk", "swk", "sc", "pop"],
    &["face", "fpt", "iris", "retina", "vbm"],
];

/// What an identity provider said of the sign-in that a session is of. Its texts are hostile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upstream {
    /// The session there: `sid` of OpenID Connect, `SessionIndex` of SAML.
    pub session: Option<String>,
    /// How they signed in there.
    pub how: How,
    /// What it said of their device.
    pub devices: DeviceClaims,
}

/// How somebody signed in at a provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct How {
    /// By which methods: `amr`, RFC 8176.
    pub methods: Vec<String>,
    /// Of which class: `acr` of OpenID Connect, the context class of SAML.
    pub class: Option<String>,
}

impl How {
    /// As much of it as is kept.
    pub fn new(methods: &[String], class: Option<&str>) -> Self {
        let is_kept = |text: &&str| {
            !text.is_empty() && text.len() <= LONGEST && !text.contains(char::is_control)
        };
        let methods = methods.iter().map(String::as_str).filter(is_kept);
        Self {
            methods: methods.take(MOST_METHODS).map(str::to_owned).collect(),
            class: class.filter(is_kept).map(str::to_owned),
        }
    }

    /// Whether the provider says that it asked for more than one factor: in so many words, by a class that means it
    /// (`further` are those that mean it there), or by methods of two different factors.
    pub fn is_multi_factor(&self, further: &[String]) -> bool {
        let mut words = self.methods.iter().chain(&self.class);
        let by_word = words.any(|word| {
            CLASSES.contains(&word.as_str()) || further.iter().any(|class| class == word)
        });
        let says_so = self.methods.iter().any(|method| method == SEVERAL);
        let of_kind = |kind: &[&str]| self.methods.iter().any(|one| kind.contains(&one.as_str()));
        let kinds = KINDS.iter().filter(|kind| of_kind(kind)).count();
        says_so || by_word || kinds > 1
    }

    /// Whether nothing was said.
    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// As it is stored; nothing if there is nothing.
    pub(super) fn to_text(&self) -> Option<String> {
        // Texts always have a form in JSON.
        (!self.is_nothing()).then(|| serde_json::to_string(self).unwrap_or_default())
    }

    /// What was stored. What can't be read says nothing of the sign-in.
    pub(super) fn parse(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn how(methods: &[&str], class: Option<&str>) -> How {
        let methods: Vec<String> = methods.iter().map(|one| (*one).to_owned()).collect();
        How::new(&methods, class)
    }

    #[test]
    fn only_a_provider_that_says_so_asked_for_more_than_one_factor() {
        for (methods, class, expected) in [
            (&["pwd", "mfa"][..], None, true),
            // Two factors, and two of one kind.
            (&["pwd", "otp"], None, true),
            (&["fpt", "hwk"], None, true),
            (&["pwd", "pin", "kba"], None, false),
            (&["otp", "sms"], None, false),
            (&["pwd", "geo", "rba", "wia", "mca", "user"], None, false),
            (&["otp"], None, false),
            (&["MFA"], None, false),
            (&[], Some("https://refeds.org/profile/mfa"), true),
            (
                &["http://schemas.microsoft.com/claims/multipleauthn"],
                None,
                true,
            ),
            (&[], Some("mfa"), false),
            (&[], Some("2"), false),
            (&[], Some("pwd otp"), false),
            (&[], None, false),
        ] {
            assert_eq!(
                how(methods, class).is_multi_factor(&[]),
                expected,
                "{methods:?} {class:?}"
            );
        }
        // What a provider calls it besides.
        let gold = ["urn:gold".to_owned()];
        for (methods, class, expected) in [
            (&["pwd"][..], Some("urn:gold"), true),
            (&["urn:gold"], None, true),
            (&["pwd"], Some("urn:goldfish"), false),
            (&["pwd"], None, false),
            (&["mfa"], None, true),
        ] {
            let said = how(methods, class);
            assert_eq!(said.is_multi_factor(&gold), expected, "{said:?}");
        }
    }

    #[test]
    fn it_is_stored_and_read_and_never_much() {
        let said = how(&["pwd", "mfa"], Some("urn:class"));
        assert_eq!(How::parse(said.to_text().as_deref()), said);
        assert_eq!(How::default().to_text(), None);
        assert_eq!(How::parse(Some("no JSON")), How::default());
        let long = "x".repeat(LONGEST + 1);
        let much = vec!["pwd".to_owned(); 100];
        assert_eq!(How::new(&much, Some(&long)).methods.len(), MOST_METHODS);
        assert_eq!(how(&[&long, "a\u{0}", ""], Some(&long)), How::default());
    }
}
