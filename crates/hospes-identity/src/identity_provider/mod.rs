//! Identity providers: who authenticates the people of other organisations, and for which addresses.
//!
//! A *provider* speaks a protocol and belongs to one tenant. Its issuer is read from its own metadata when it is
//! added and never changes, because guests are bound to it. *Rules* say which domains are its: for addresses in these,
//! and for no others, is what it says of an address believed. `discover` decides who authenticates somebody, and says
//! by which rule; redemption, sign-in and what-if all ask it.

mod access;
mod change;
mod check;
mod choice;
mod crud;
mod discover;
mod keys;
mod locked_out;
mod multifactor;
mod order;
mod proof;
mod protocol;
mod provider;
mod remote;
mod remove;
mod rules;
mod saml;
mod store;
#[cfg(test)]
mod tests;
mod trust;

pub use change::ProviderPatch;
pub use choice::SignInChoice;
pub(crate) use choice::discover_for;
pub use crud::{AddError, NewProvider};
pub use discover::{Considered, Rule, Way, WhatIf};
pub(crate) use discover::{Decision, discover, discover_by_domain, has_account};
pub use keys::ProviderKeyInfo;
pub use locked_out::LockedOut;
pub(crate) use locked_out::query as locked_out_query;
pub use multifactor::MultifactorTrust;
pub use order::RedemptionOrder;
pub(crate) use order::change_order;
pub use proof::{DomainProof, Looked, ProviderDomain};
pub use protocol::{
    AppleKey, ClaimNames, ClaimsPatch, NewOAuth, NewOpenIdConnect, NewProtocol, OAuth, OAuthPatch,
    OpenIdConnect, OpenIdConnectPatch, Protocol, ProtocolPatch,
};
pub use provider::{Class, IdentityProvider, Kind};
pub(crate) use provider::{is_active, vouching};
pub use remote::Problem;
pub(crate) use remote::{End, Proof, Remote, Said, SamlRequest, SignOutHint};
pub use rules::Described;
pub(crate) use rules::{lists, vouches_for};
pub use saml::{NewSaml, Saml, SamlEndpoint, SamlExpected, SamlPatch, SamlSource};
pub(crate) use store::{delete_choice, find, of_issuer, off};
pub use trust::Trust;
pub(crate) use trust::trust;
