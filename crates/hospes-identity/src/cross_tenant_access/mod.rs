//! Cross-tenant access settings: which people of other organisations on this server may be guests in a tenant and
//! reach which of its applications (*inbound*), which of a tenant's own people may be guests elsewhere (*outbound*),
//! and what a tenant believes of what another organisation checked.
//!
//! Each tenant has default settings, and settings for single organisations that beat them. Two tenants are asked of
//! every guest: home by its outbound settings, then the host by its inbound ones. `Sides::forbid` decides, and
//! inviting, redeeming, every use of a membership, signing in to applications and what-if all ask it, and so does whoever
//! wants to know whom a change would keep out.
//!
//! Who comes with an identity provider or from a domain that is nobody's here is not meant: for these there are the
//! external-collaboration settings.

mod change;
mod check;
mod decide;
mod defaults;
mod kept_out;
mod list;
mod remove;
mod settings;
mod store;
#[cfg(test)]
mod tests;

pub use change::PartnerPatch;
pub use decide::{Block, Part, Side};
pub(crate) use decide::{
    Meeting, automatic, blocked_address, blocked_identity, order_at, trusts_second_factor,
};
pub use defaults::DefaultsPatch;
pub use kept_out::{Intended, KeptOutGuests};
pub use settings::{
    AccessType, Applications, AutomaticConsent, Collaboration, Defaults, InboundTrust, Partner,
    People, Person, PersonKind, UsersAndGroups, Which,
};
