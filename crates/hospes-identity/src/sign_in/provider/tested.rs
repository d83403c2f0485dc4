//! What a test of a provider shows an administrator.

use serde_json::{Map, Value};

use super::arrive::Proven;
use crate::Identity;
use crate::error::Result;
use crate::identity_provider::{self, IdentityProvider};
use crate::session::DeviceClaims;
use crate::user::{self, ClaimedNames, User};

/// What the domain of an address is to a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DomainFound {
    /// One of its domains, which is used.
    Used,
    /// One of those listed, which nobody has proved or trusted yet.
    Unproved,
    /// None of them.
    Strange,
}

/// What a provider says, and what would be made of it.
#[derive(Debug, Clone)]
pub struct Tested {
    /// The provider.
    pub provider: IdentityProvider,
    /// All claims.
    pub claims: Map<String, Value>,
    /// What a guest would be bound to.
    pub subject: String,
    /// The address, if there is one.
    pub address: Option<String>,
    /// Whether the provider says that the address is theirs.
    pub is_verified: bool,
    /// What the domain of the address is to the provider. It is believed of those that are used.
    pub domain: DomainFound,
    /// What they are called there.
    pub names: ClaimedNames,
    /// Whether the provider says that it asked for several factors.
    pub is_multi_factor: bool,
    /// What the provider says of the device.
    pub devices: DeviceClaims,
    /// The user here who is bound to it.
    pub bound: Option<User>,
}

impl Identity {
    pub(super) async fn tested(&self, proven: Proven) -> Result<Tested> {
        let mut tx = self.read().await?;
        let provider = proven.provider;
        let domain = match &proven.address {
            None => DomainFound::Strange,
            Some(address) => {
                if identity_provider::vouches_for(&mut tx, &provider, address).await? {
                    DomainFound::Used
                } else if identity_provider::lists(&mut tx, &provider, address).await? {
                    DomainFound::Unproved
                } else {
                    DomainFound::Strange
                }
            }
        };
        let issuer = provider.as_issuer();
        let trust = provider.trust().cloned().unwrap_or_default();
        let bound = user::find_by_identity(&mut tx, provider.tenant, issuer, &proven.subject);
        Ok(Tested {
            bound: bound.await?,
            provider,
            claims: proven.claims,
            subject: proven.subject,
            address: proven.address.map(|address| address.as_typed().to_owned()),
            is_verified: proven.is_verified,
            domain,
            names: proven.names,
            is_multi_factor: (proven.upstream.how).is_multi_factor(&trust.multifactor.classes),
            devices: proven.upstream.devices,
        })
    }
}
