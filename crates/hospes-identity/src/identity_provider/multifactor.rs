//! Whether a provider is believed that it asked for more than one factor.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::session::{How, MULTIFACTOR_CLASSES};

/// So many classes are taken.
const MOST_CLASSES: usize = 10;
/// The longest class, in characters: no longer ones are kept of a sign-in.
const LONGEST_CLASS: usize = 255;

/// What of a provider's word on how somebody signed in counts as a second factor here. Nothing, if nobody says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MultifactorTrust {
    /// Whether several factors there count here, so that nobody proves another one.
    #[serde(default)]
    pub is_trusted: bool,
    /// What means several factors there besides what means it everywhere: values of `acr` or `amr` of OpenID Connect
    /// (Core, section 2), or context classes of SAML. At most ten of 1 to 255 printable ASCII characters without blanks.
    #[serde(default)]
    pub classes: Vec<String>,
    /// Whether sign-ins ask the provider for such a class: by `acr_values`, or by `RequestedAuthnContext`. Only of a
    /// provider that is trusted.
    #[serde(default)]
    pub is_asked_for: bool,
}

impl MultifactorTrust {
    /// Whether nothing was set.
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it says of a sign-in that there was a second factor, and is believed.
    pub(crate) fn believes(&self, how: &How) -> bool {
        self.is_trusted && how.is_multi_factor(&self.classes)
    }

    /// The classes that sign-ins ask for: those that were named, or else those that mean it everywhere.
    pub(crate) fn asked_for(&self) -> Vec<&str> {
        if !(self.is_trusted && self.is_asked_for) {
            return Vec::new();
        }
        if self.classes.is_empty() {
            return MULTIFACTOR_CLASSES.to_vec();
        }
        self.classes.iter().map(String::as_str).collect()
    }

    /// Refuses what can't be.
    pub(super) fn check(&self) -> Result<()> {
        let is_class = |class: &String| {
            (1..=LONGEST_CLASS).contains(&class.len())
                && class.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if self.classes.len() > MOST_CLASSES {
            return Err(Error::invalid(
                "multifactorClasses",
                "there are more than ten",
            ));
        }
        if !self.classes.iter().all(is_class) {
            let reason = "one of them is no word of at most 255 ASCII characters";
            return Err(Error::invalid("multifactorClasses", reason));
        }
        Ok(())
    }
}
