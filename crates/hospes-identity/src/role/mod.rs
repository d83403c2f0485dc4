//! Directory roles: which there are, what each may do (the policy table), and who holds them.

mod assign;
mod store;
#[cfg(test)]
mod tests;

use uuid::Uuid;

use crate::actor::{Permission, Permissions};

pub(crate) use assign::{assign, keep_an_administrator, may_manage};
pub(crate) use store::{delete_for_user, of_user};

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $display:literal, $template:literal, $summary:literal,
        [$($permission:ident),* $(,)?];)*) => {
        /// A directory role.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role {
            $($(#[$doc])* $name,)*
        }

        impl Role {
            /// All roles.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word that is stored, and used on the command line.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// The name people know.
            pub fn display_name(self) -> &'static str {
                match self { $(Self::$name => $display,)* }
            }

            /// What it is for, in a sentence.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => $summary,)* }
            }

            /// Microsoft's id of the role template.
            pub fn template_id(self) -> Uuid {
                match self { $(Self::$name => uuid::uuid!($template),)* }
            }

            /// The policy table: what a holder may do.
            pub fn permissions(self) -> Permissions {
                match self {
                    $(Self::$name => Permissions::of(&[$(Permission::$permission,)*]),)*
                }
            }
        }
    };
}

roles! {
    /// Everything.
    GlobalAdministrator = "global-administrator", "Global Administrator",
        "62e90394-69f5-4237-9190-012177145e10", "Can do everything in this organization.",
        [ReadDirectory, InviteGuests, InviteMembers, CreateUsers, UpdateUsers, DeleteUsers,
         ResetPasswords, RevokeSessions, ResetRedemption, ConvertToInternal, ManageAdministrators, AssignRoles,
         ManageGroups, ManageMemberships, ReadApplications, ManageApplications, ManageOwnApplications,
         AssignApplications, ReadSettings, ManageCollaboration, ManageLeaving,
         ReadIdentityProviders, ReadFederations, ManageIdentityProviders, ManageFederations,
         ManageCrossTenantAccess, ManageSignIn, ReadAudit, ReadMails,
         ResendMails,
         ReadSignIns];
    /// Users and groups, but not administrators.
    UserAdministrator = "user-administrator", "User Administrator",
        "fe930be7-5e62-47db-91af-98c3a49a38b1",
        "Can invite, create, change and delete users and groups.",
        [ReadDirectory, InviteGuests, InviteMembers, CreateUsers, UpdateUsers, DeleteUsers,
         ResetPasswords, RevokeSessions, ResetRedemption, ConvertToInternal, ManageGroups, ManageMemberships,
         ReadApplications, AssignApplications, ReadSettings, ReadIdentityProviders, ReadFederations,
         ReadMails, ResendMails];
    /// Inviting and nothing else.
    GuestInviter = "guest-inviter", "Guest Inviter",
        "95e79109-95c0-4d8e-aee3-d01accf2d47b", "Can invite guests and see what became of it.",
        [ReadDirectory, InviteGuests, ReadMails];
    /// Helps people sign in.
    HelpdeskAdministrator = "helpdesk-administrator", "Helpdesk Administrator",
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",
        "Can set new passwords, end sessions and reset redemption of people who may not do more.",
        [ReadDirectory, ResetPasswords, RevokeSessions, ResetRedemption, ReadMails, ResendMails];
    /// Reads everything.
    GlobalReader = "global-reader", "Global Reader",
        "f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Can see everything and change nothing.",
        [ReadDirectory, ReadApplications, ReadSettings, ReadIdentityProviders, ReadFederations,
         ReadAudit, ReadMails, ReadSignIns];
    /// Gives roles.
    PrivilegedRoleAdministrator = "privileged-role-administrator", "Privileged Role Administrator",
        "e8611ab8-c189-46e8-94e1-60213ab1f814", "Can assign directory roles.",
        [ReadDirectory, AssignRoles, ReadSettings, ReadIdentityProviders, ReadFederations, ReadAudit];
    /// Applications and who uses them.
    ApplicationAdministrator = "application-administrator", "Application Administrator",
        "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
        "Can add applications and say who may use them.",
        [ReadDirectory, ReadApplications, ManageApplications, ManageOwnApplications,
         AssignApplications, ReadSignIns];
    /// Groups and their members.
    GroupsAdministrator = "groups-administrator", "Groups Administrator",
        "fdd7a751-b60b-444a-984c-02652fe8fa1c", "Can manage groups and their members.",
        [ReadDirectory, ManageGroups, ManageMemberships];
    /// How guests sign in, and whether they may leave.
    ExternalIdentityProviderAdministrator = "external-identity-provider-administrator",
        "External Identity Provider Administrator",
        "be2f45a1-457d-42af-a067-6ec1fa63bc45",
        "Can decide how guests sign in and whether they may leave by themselves.",
        [ReadDirectory, ReadSettings, ManageLeaving, ReadIdentityProviders, ReadFederations,
         ManageIdentityProviders, ManageFederations];
}

impl Role {
    /// Reads the stored word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.key() == key)
    }

    /// Finds a role by Microsoft's template id.
    pub fn from_template(id: Uuid) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|role| role.template_id() == id)
    }
}

/// What all these roles together allow.
pub fn permissions_of(roles: &[Role]) -> Permissions {
    roles
        .iter()
        .fold(Permissions::NONE, |all, role| all.union(role.permissions()))
}
