//! What of an identity provider's word on factors counts: a part of its page.

use crate::pages::layout::Field;

/// What of a provider's word on factors counts.
#[derive(Debug, Clone)]
pub(crate) struct MultifactorForm {
    /// `trusts_multifactor=yes`.
    pub(crate) is_trusted: bool,
    /// `multifactor_classes`: one a line.
    pub(crate) classes: Field,
    /// `asks_for_multifactor=yes`.
    pub(crate) is_asked_for: bool,
    /// Whether the provider speaks SAML.
    pub(crate) is_saml: bool,
}

impl MultifactorForm {
    /// What to type.
    pub(crate) fn classes_hint(&self) -> &'static str {
        if self.is_saml {
            "One a line: authentication context classes of this provider. These always count: \
             https://refeds.org/profile/mfa and http://schemas.microsoft.com/claims/multipleauthn."
        } else {
            "One a line: acr or amr values of this provider. These always count: mfa, methods of two different factors, \
             https://refeds.org/profile/mfa and http://schemas.microsoft.com/claims/multipleauthn."
        }
    }

    /// What asking means.
    pub(crate) fn asking_hint(&self) -> &'static str {
        if self.is_saml {
            "For any of the classes above; if there are none, for the two that always count. Only while the provider is \
             trusted. A provider that can’t do it refuses the sign-in."
        } else {
            "For the values above; if there are none, for the two that always count. Only while the provider is trusted. \
             A provider that can’t do it goes on without, or refuses the sign-in."
        }
    }
}
