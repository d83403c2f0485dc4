//! The form about what a provider says of factors.

use hospes_identity::identity_provider::{IdentityProvider, MultifactorTrust, Protocol};

use crate::extract::form::Form;
use crate::pages::admin::multifactor::MultifactorForm;
use crate::pages::layout::Field;

fn is_saml(provider: &IdentityProvider) -> bool {
    match provider.protocol {
        Protocol::Saml(_) => true,
        Protocol::OpenIdConnect(_) | Protocol::OAuth(_) => false,
    }
}

/// What is stored.
pub(super) fn stored(provider: &IdentityProvider) -> Option<MultifactorForm> {
    let trust = &provider.trust()?.multifactor;
    Some(MultifactorForm {
        is_trusted: trust.is_trusted,
        classes: Field::new(trust.classes.join("\n")),
        is_asked_for: trust.is_asked_for,
        is_saml: is_saml(provider),
    })
}

/// What was typed, and what it says.
pub(super) fn read(
    form: &Form,
    provider: &IdentityProvider,
) -> Option<(MultifactorForm, MultifactorTrust)> {
    provider.trust()?;
    let typed = form.raw("multifactor_classes");
    let trust = MultifactorTrust {
        is_trusted: form.is_ticked("trusts_multifactor"),
        classes: typed.split_whitespace().map(str::to_owned).collect(),
        is_asked_for: form.is_ticked("asks_for_multifactor"),
    };
    let shown = MultifactorForm {
        is_trusted: trust.is_trusted,
        classes: Field::new(typed),
        is_asked_for: trust.is_asked_for,
        is_saml: is_saml(provider),
    };
    Some((shown, trust))
}
