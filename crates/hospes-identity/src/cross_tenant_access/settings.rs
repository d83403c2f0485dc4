//! What the settings are.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::env::Timestamp;
use crate::identity_provider::RedemptionOrder;
use crate::ids::{AppId, TenantId};

/// Whether those who are meant may, and nobody else, or may not, and everybody else may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AccessType {
    /// They may.
    Allowed,
    /// They may not.
    Blocked,
}

impl AccessType {
    /// The word of the wire (`accessType`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Blocked => "blocked",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Allowed, Self::Blocked]
            .into_iter()
            .find(|one| one.as_str() == text)
    }
}

/// What an id of a person's side names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PersonKind {
    /// A user.
    User,
    /// Everybody in a group.
    Group,
}

/// A user or a group, always of the home organisation: outbound settings name one's own, inbound settings those of
/// the partner, by ids that the partner gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Person {
    /// Which of the two.
    pub kind: PersonKind,
    /// Its object id.
    pub id: Uuid,
}

/// All, or those that are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Which<T> {
    /// All of them.
    All,
    /// These: 1 to 500, each once.
    Listed(Vec<T>),
}

/// The people's side.
pub type People = Which<Person>;

/// Who is let in, or out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersAndGroups {
    /// Whether they may.
    pub access: AccessType,
    /// Who.
    pub targets: People,
}

/// Which applications they reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applications {
    /// Whether they may.
    pub access: AccessType,
    /// Which, by client id; always of the host.
    pub targets: Which<AppId>,
}

/// One direction of B2B collaboration (`b2bCollaborationInbound`, `b2bCollaborationOutbound`). Who may do nothing may
/// reach no application, and the other way round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collaboration {
    /// Who.
    pub people: UsersAndGroups,
    /// With which applications.
    pub applications: Applications,
}

impl Collaboration {
    /// Everybody may, everything.
    pub fn everything(access: AccessType) -> Self {
        Self {
            people: UsersAndGroups {
                access,
                targets: Which::All,
            },
            applications: Applications {
                access,
                targets: Which::All,
            },
        }
    }
}

impl Default for Collaboration {
    fn default() -> Self {
        Self::everything(AccessType::Allowed)
    }
}

/// What is believed of what the home organisation checked (`inboundTrust`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboundTrust {
    /// Whether a second factor that was proved at home counts here.
    pub second_factor: bool,
    /// Whether a compliant device does. Kept for clients that write it, without any effect: no organisation on this
    /// server says anything of devices. Identity providers do, and each has a switch of its own
    /// ([`Trust::devices`](crate::identity_provider::Trust::devices)).
    pub compliant_device: bool,
    /// The same of a device that joined two directories. It has no effect either.
    pub hybrid_joined_device: bool,
}

/// Whether invitations are redeemed without asking the guest (`automaticUserConsentSettings`): only where home lets its
/// people out so and the host lets them in so. `None` is the default, which is no and cannot be changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomaticConsent {
    /// For the partner's people here.
    pub inbound: Option<bool>,
    /// For one's own people there.
    pub outbound: Option<bool>,
}

/// What counts for every organisation that has no settings of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defaults {
    /// For their people here. It cannot name users or groups: ids mean something in one organisation only.
    pub inbound: Collaboration,
    /// For one's own people there.
    pub outbound: Collaboration,
    /// What is believed.
    pub trust: InboundTrust,
}

impl Defaults {
    /// Whether they are as they were in the beginning (`isServiceDefault`).
    pub fn is_service_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What counts for one organisation. What is `None` is as the default says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The organisation.
    pub tenant: TenantId,
    /// Its name.
    pub display_name: String,
    /// The domain it began with.
    pub domain: String,
    /// For its people here.
    pub inbound: Option<Collaboration>,
    /// For one's own people there.
    pub outbound: Option<Collaboration>,
    /// What is believed of it.
    pub trust: Option<InboundTrust>,
    /// Whether invitations are redeemed without asking.
    pub consent: AutomaticConsent,
    /// In which order its people are asked to prove who they are, if not in that of the tenant.
    pub order: Option<RedemptionOrder>,
    /// Since when it has settings of its own.
    pub created_at: Timestamp,
    /// When they changed last.
    pub changed_at: Timestamp,
}

impl Partner {
    /// What counts for its people here.
    pub fn inbound<'a>(&'a self, defaults: &'a Defaults) -> &'a Collaboration {
        self.inbound.as_ref().unwrap_or(&defaults.inbound)
    }

    /// What counts for one's own people there.
    pub fn outbound<'a>(&'a self, defaults: &'a Defaults) -> &'a Collaboration {
        self.outbound.as_ref().unwrap_or(&defaults.outbound)
    }

    /// What is believed of it.
    pub fn trust(&self, defaults: &Defaults) -> InboundTrust {
        self.trust.unwrap_or(defaults.trust)
    }
}

/// The stored form of a partner's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Stored {
    pub(super) inbound: Option<Collaboration>,
    pub(super) outbound: Option<Collaboration>,
    pub(super) trust: Option<InboundTrust>,
    pub(super) consent: AutomaticConsent,
    pub(super) order: Option<StoredOrder>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredOrder {
    pub(super) primaries: String,
    pub(super) allows_passcode: bool,
}

impl Stored {
    pub(super) fn of(partner: &Partner) -> Self {
        Self {
            inbound: partner.inbound.clone(),
            outbound: partner.outbound.clone(),
            trust: partner.trust,
            consent: partner.consent,
            order: partner.order.as_ref().map(|order| StoredOrder {
                primaries: order.to_text(),
                allows_passcode: order.allows_passcode,
            }),
        }
    }
}
