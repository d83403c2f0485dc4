//! Who acts, and what they may do.

use std::net::{IpAddr, Ipv6Addr};

use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, CorrelationId, TenantId, UserId};

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Something one may do. Roles and application permissions are sets of these.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission {
            $($(#[$doc])* $name,)*
        }

        impl Permission {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

permissions! {
    /// Read users and groups of the tenant.
    ReadDirectory,
    /// Invite people as guests, as far as the tenant's settings let anybody.
    InviteGuests,
    /// Invite people as members.
    InviteMembers,
    /// Create internal users.
    CreateUsers,
    /// Change properties of users, and block them.
    UpdateUsers,
    /// Delete, restore and permanently delete users.
    DeleteUsers,
    /// Set a new password for others.
    ResetPasswords,
    /// End the sessions of others.
    RevokeSessions,
    /// Make a guest redeem again.
    ResetRedemption,
    /// Make internal users of external ones.
    ConvertToInternal,
    /// Act on users who hold an administrator's role.
    ManageAdministrators,
    /// Assign directory roles.
    AssignRoles,
    /// Create, change and delete groups.
    ManageGroups,
    /// Add members to groups and remove them.
    ManageMemberships,
    /// Read applications and their assignments.
    ReadApplications,
    /// Create, change and delete applications.
    ManageApplications,
    /// Change what the applications register that one owns.
    ManageOwnApplications,
    /// Assign users and groups to applications.
    AssignApplications,
    /// Read the tenant's settings.
    ReadSettings,
    /// Change who may invite, the guests' access level, restrictions and expiry.
    ManageCollaboration,
    /// Change whether guests may leave by themselves.
    ManageLeaving,
    /// Read identity providers, and whether a passcode is a way to sign in.
    ReadIdentityProviders,
    /// Read those identity providers that speak SAML: federations with organisations elsewhere.
    ReadFederations,
    /// Add, change and remove identity providers, and say in which order they are asked. Whoever may reads them, too.
    ManageIdentityProviders,
    /// Add, change and remove those identity providers that speak SAML.
    ManageFederations,
    /// Change who of which organisation on this server may be whose guest, and what of theirs is trusted.
    ManageCrossTenantAccess,
    /// Change how people sign in, and what they may agree to by themselves.
    ManageSignIn,
    /// Read the audit log.
    ReadAudit,
    /// See what became of mails.
    ReadMails,
    /// Send a failed mail again.
    ResendMails,
    /// Read who signed in, and who tried.
    ReadSignIns,
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// None.
    pub const NONE: Self = Self(0);

    /// The given ones.
    pub fn of(list: &[Permission]) -> Self {
        Self(
            list.iter()
                .fold(0, |bits, permission| bits | Self::bit(*permission)),
        )
    }

    /// All of them.
    pub fn all() -> Self {
        Self::of(Permission::ALL)
    }

    /// Those of either set.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of both sets.
    #[must_use]
    pub fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// These but one.
    #[must_use]
    pub fn without(self, permission: Permission) -> Self {
        Self(self.0 & !Self::bit(permission))
    }

    /// Whether it is among them.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & Self::bit(permission) != 0
    }

    /// Whether all of the other set are among them.
    pub fn include(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    const fn bit(permission: Permission) -> u32 {
        1 << (permission as u32)
    }
}

/// Who acts.
#[derive(Clone, Debug)]
pub enum Who {
    /// A person with a user object in the tenant.
    User {
        /// The user object.
        id: UserId,
        /// Its user principal name.
        name: String,
        /// Its display name.
        display_name: String,
        /// Its mail address.
        mail: Option<String>,
        /// Whether it is a guest.
        is_guest: bool,
    },
    /// An application with its own credentials.
    Application {
        /// The application object.
        id: ApplicationId,
        /// The client id.
        app_id: AppId,
        /// Its display name.
        name: String,
    },
    /// A person who is not signed in as a user of the tenant: somebody who redeems or signs in.
    Person {
        /// The address they claim or proved.
        address: String,
    },
    /// The server itself.
    System {
        /// Which part of it.
        name: &'static str,
    },
}

/// Who acts, in which tenant, with which rights, and in the course of which request.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The tenant acted upon.
    pub tenant: TenantId,
    /// Who acts.
    pub who: Who,
    /// What they may do.
    pub permissions: Permissions,
    /// What they let an application do that acts for them; `None` when they act by themselves.
    pub delegated: Option<Permissions>,
    /// Where the request came from.
    pub circumstances: Circumstances,
}

/// The request in the course of which something is done.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// Joins what the request did, from the edge to the audit log; the reference people are shown.
    pub correlation: CorrelationId,
    /// The network address the request came from.
    pub ip: Option<IpAddr>,
    /// What the browser calls itself, shortened.
    pub user_agent: String,
}

impl Circumstances {
    /// The network that limits count by: the address, or for IPv6 its /64, which one person has whole.
    pub fn network(&self) -> String {
        match self.ip.map(|ip| ip.to_canonical()) {
            None => "local".to_owned(),
            Some(IpAddr::V4(ip)) => ip.to_string(),
            Some(IpAddr::V6(ip)) => {
                let [a, b, c, d, ..] = ip.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        }
    }
}

impl Actor {
    /// The server itself, with all rights.
    pub fn system(tenant: TenantId, name: &'static str, correlation: CorrelationId) -> Self {
        Self {
            tenant,
            who: Who::System { name },
            permissions: Permissions::all(),
            delegated: None,
            circumstances: Circumstances {
                correlation,
                ip: None,
                user_agent: String::new(),
            },
        }
    }

    /// Somebody without rights in the tenant.
    pub fn person(tenant: TenantId, address: &str, circumstances: &Circumstances) -> Self {
        Self {
            tenant,
            who: Who::Person {
                address: address.to_owned(),
            },
            permissions: Permissions::NONE,
            delegated: None,
            circumstances: circumstances.clone(),
        }
    }

    /// Whether the actor may.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// Whether the actor may do all of these.
    pub fn may_all(&self, permissions: Permissions) -> bool {
        self.require_all(permissions).is_ok()
    }

    /// Refuses when the actor may not.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden { permission })
        }
    }

    /// Refuses when the actor may not do all of these: nobody gives others what they have not.
    pub(crate) fn require_all(&self, permissions: Permissions) -> Result<()> {
        let needed = Permission::ALL.iter().filter(|one| permissions.has(**one));
        needed.copied().try_for_each(|one| self.require(one))
    }

    /// The user object that acts, if it is one.
    pub fn user(&self) -> Option<UserId> {
        match &self.who {
            Who::User { id, .. } => Some(*id),
            Who::Application { .. } | Who::Person { .. } | Who::System { .. } => None,
        }
    }

    /// Whether a user acts upon themselves, which needs no right in the tenant; an application that acts for
    /// them needs to be let.
    pub fn may_own(&self, user: UserId, permission: Permission) -> bool {
        let is_let = self
            .delegated
            .is_none_or(|delegated| delegated.has(permission));
        self.user() == Some(user) && is_let
    }

    /// Whether an application acts for itself.
    pub fn is_application(&self) -> bool {
        matches!(self.who, Who::Application { .. })
    }

    /// The actor's name, for people.
    pub fn display_name(&self) -> &str {
        match &self.who {
            Who::User { display_name, .. } => display_name,
            Who::Application { name, .. } => name,
            Who::Person { address } => address,
            Who::System { name } => name,
        }
    }

    /// The address to which answers to the actor go.
    pub fn mail(&self) -> Option<&str> {
        match &self.who {
            Who::User { mail, .. } => mail.as_deref(),
            Who::Application { .. } | Who::Person { .. } | Who::System { .. } => None,
        }
    }
}
