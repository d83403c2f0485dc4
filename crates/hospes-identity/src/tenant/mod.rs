//! A tenant: an organisation, its domains, and its external-collaboration settings.

mod create;
mod settings;
mod sign_in_settings;
mod store;
#[cfg(test)]
mod tests;

use hospes_protocol::address::Domain;

use crate::env::Timestamp;
use crate::ids::TenantId;

pub use create::NewTenant;
pub use settings::SettingsPatch;
pub(crate) use settings::{base_permissions, domain_allowed, invite_policy};
pub use sign_in_settings::{SignInSettings, UserConsent};
pub(crate) use store::{find, settings_of, sign_in_settings_of, tenant_of_domain};

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its name, for people.
    pub display_name: String,
    /// The domain it began with; guests' user principal names end in it.
    pub initial_domain: String,
    /// All its verified domains, the initial one among them.
    pub domains: Vec<String>,
    /// When it was created.
    pub created_at: Timestamp,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word that is stored and spoken on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Reads the word.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }

        impl $crate::db::Column for $name {
            fn read(cell: $crate::db::Cell<'_>) -> Option<Self> {
                Self::parse(&<String as $crate::db::Column>::read(cell)?)
            }
        }

        impl From<$name> for $crate::db::Value {
            fn from(value: $name) -> Self {
                Self::Text(value.as_str().to_owned())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Who may invite (`authorizationPolicy.allowInvitesFrom`).
    AllowInvitesFrom {
        /// Nobody, administrators included.
        None = "none",
        /// Holders of a role that may invite.
        AdminsAndGuestInviters = "adminsAndGuestInviters",
        /// Those, and all members.
        AdminsGuestInvitersAndAllMembers = "adminsGuestInvitersAndAllMembers",
        /// Everyone, guests included.
        Everyone = "everyone",
    }
}

words! {
    /// What guests see of the directory (`authorizationPolicy.guestUserRoleId`).
    GuestAccess {
        /// As much as members.
        Member = "member",
        /// Properties of people they can name, but no lists.
        Limited = "limited",
        /// Only themselves.
        Restricted = "restricted",
    }
}

words! {
    /// What the list of domains means.
    Restriction {
        /// There is none: any domain may be invited.
        Any = "any",
        /// The listed ones may not.
        Deny = "deny",
        /// Only the listed ones may.
        Allow = "allow",
    }
}

/// External-collaboration settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Who may invite.
    pub allow_invites_from: AllowInvitesFrom,
    /// What guests see.
    pub guest_access: GuestAccess,
    /// What the list of domains means.
    pub restriction: Restriction,
    /// The list. Exact domains: a sub-domain is another domain.
    pub restricted_domains: Vec<Domain>,
    /// So many days an invitation can be accepted; `None`: for ever.
    pub invitation_days: Option<u32>,
    /// Whether guests may leave by themselves.
    pub guests_may_leave: bool,
    /// Whether outsiders may ask for access through user flows
    /// (`authenticationFlowsPolicy.selfServiceSignUp.isEnabled`).
    pub self_service_sign_up: bool,
    /// The privacy statement that guests are shown.
    pub privacy_statement_url: Option<String>,
    /// Whom guests may ask about their data.
    pub privacy_contact: Option<String>,
    /// The language of mails when nothing else says one.
    pub notification_language: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            allow_invites_from: AllowInvitesFrom::Everyone,
            guest_access: GuestAccess::Limited,
            restriction: Restriction::Any,
            restricted_domains: Vec::new(),
            invitation_days: Some(30),
            guests_may_leave: true,
            self_service_sign_up: false,
            privacy_statement_url: None,
            privacy_contact: None,
            notification_language: None,
        }
    }
}
