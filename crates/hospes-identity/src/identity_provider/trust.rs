//! What of a provider's word on a sign-in counts here, besides who somebody is: each by a switch that is off.

use serde::{Deserialize, Serialize};

use super::change::ProviderPatch;
use super::multifactor::MultifactorTrust;
use super::provider::{Class, IdentityProvider};
use super::{Protocol, store};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::TenantId;
use crate::user::Issuer;

/// What of a provider's word on a sign-in counts here. Nothing, if nobody says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trust {
    /// What of its word on factors.
    #[serde(default, skip_serializing_if = "MultifactorTrust::is_nothing")]
    pub multifactor: MultifactorTrust,
    /// Whether what it says of devices is handed on to applications that registered the optional claim `signin_state`.
    #[serde(
        rename = "trusts_devices",
        default,
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub devices: bool,
}

impl IdentityProvider {
    /// What of its word on a sign-in counts; `None` for a service that says nothing of it. Accounts of persons are such:
    /// none of these services says in a documented way how, or on what, somebody signed in.
    pub fn trust(&self) -> Option<&Trust> {
        match (self.kind.class(), &self.protocol) {
            (Class::ExternalFederation, Protocol::OpenIdConnect(us)) => Some(&us.trust),
            (Class::ExternalFederation, Protocol::Saml(us)) => Some(&us.trust),
            (Class::ExternalFederation, Protocol::OAuth(_))
            | (Class::Social | Class::OrganizationsHere, _) => None,
        }
    }

    /// Changes it, of a provider that says something.
    pub(super) fn set_trust(&mut self, patch: &ProviderPatch) -> Result<()> {
        let mut trust = self.trust().cloned();
        if let Some(multifactor) = &patch.multifactor {
            multifactor.check()?;
            let says_nothing =
                || Error::invalid("multifactor", "the provider says nothing of factors");
            let trust = trust.as_mut().ok_or_else(says_nothing)?;
            trust.multifactor.clone_from(multifactor);
        }
        if let Some(devices) = patch.trusts_devices {
            let says_nothing =
                || Error::invalid("trustsDevices", "the provider says nothing of devices");
            trust.as_mut().ok_or_else(says_nothing)?.devices = devices;
        }
        match (&mut self.protocol, trust) {
            (Protocol::OpenIdConnect(us), Some(trust)) => us.trust = trust,
            (Protocol::Saml(us), Some(trust)) => us.trust = trust,
            (Protocol::OpenIdConnect(_) | Protocol::OAuth(_) | Protocol::Saml(_), _) => {}
        }
        Ok(())
    }

    /// What an administrator is told of a change of it, by its name in the audit log.
    pub(super) fn trust_described(&self) -> Vec<(&'static str, String)> {
        let Some(Trust {
            multifactor,
            devices,
        }) = self.trust()
        else {
            return Vec::new();
        };
        vec![
            ("TrustsMultifactor", multifactor.is_trusted.to_string()),
            ("MultifactorClasses", multifactor.classes.join(" ")),
            ("AsksForMultifactor", multifactor.is_asked_for.to_string()),
            ("TrustsDevices", devices.to_string()),
        ]
    }
}

/// What of the word of whoever vouches for an identity counts in a tenant by now, if an identity provider does.
pub(crate) async fn trust(tx: &mut Tx, issuer: Issuer, tenant: TenantId) -> Result<Trust> {
    let Issuer::Provider(key) = issuer else {
        return Ok(Trust::default());
    };
    // A provider is of one organisation, and nothing that it says counts in another one.
    if key.tenant != tenant {
        return Ok(Trust::default());
    }
    let provider = store::find(tx, key.tenant, key.id).await?;
    Ok(provider.trust().cloned().unwrap_or_default())
}
