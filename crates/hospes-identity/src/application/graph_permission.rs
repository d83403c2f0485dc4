//! Permissions of Microsoft Graph that an application can be granted, and what each allows here.

use crate::actor::{Permission, Permissions};

macro_rules! graph_permissions {
    ($($(#[$doc:meta])* $name:ident = $value:literal, $says:literal, [$($permission:ident),* $(,)?];)*) => {
        /// An application permission (app role) of Microsoft Graph.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum GraphPermission { $($(#[$doc])* $name,)* }

        impl GraphPermission {
            /// All that are known here.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The value in the `roles` claim.
            pub fn value(self) -> &'static str {
                match self { $(Self::$name => $value,)* }
            }

            /// What it is for, in a sentence.
            pub fn display_name(self) -> &'static str {
                match self { $(Self::$name => $says,)* }
            }

            /// What it allows.
            pub fn permissions(self) -> Permissions {
                match self { $(Self::$name => Permissions::of(&[$(Permission::$permission,)*]),)* }
            }
        }
    };
}

graph_permissions! {
    /// Invite guests.
    UserInviteAll = "User.Invite.All", "Invite guest users to the organization", [InviteGuests];
    /// Read users.
    UserReadAll = "User.Read.All", "Read all users", [ReadDirectory];
    /// Read and write users.
    UserReadWriteAll = "User.ReadWrite.All", "Read and write all users, and invite guests",
        [ReadDirectory, InviteGuests, CreateUsers, UpdateUsers, DeleteUsers, RevokeSessions,
         ResetPasswords, ResetRedemption];
    /// Convert external users.
    UserConvertToInternalReadWriteAll = "User-ConvertToInternal.ReadWrite.All", "Convert external users to internal members",
        [ConvertToInternal];
    /// Read groups.
    GroupReadAll = "Group.Read.All", "Read all groups", [ReadDirectory];
    /// Read and write groups.
    GroupReadWriteAll = "Group.ReadWrite.All", "Read and write all groups and their members", [ReadDirectory, ManageGroups, ManageMemberships];
    /// Read applications.
    ApplicationReadAll = "Application.Read.All", "Read all applications", [ReadApplications];
    /// Read and write applications.
    ApplicationReadWriteAll = "Application.ReadWrite.All", "Read and write all applications",
        [ReadApplications, ManageApplications, ManageOwnApplications];
    /// Assign applications.
    AppRoleAssignmentReadWriteAll = "AppRoleAssignment.ReadWrite.All", "Assign applications to users and groups",
        [ReadApplications, AssignApplications];
    /// Read the directory.
    DirectoryReadAll = "Directory.Read.All", "Read users, groups and applications", [ReadDirectory, ReadApplications];
    /// Read policies.
    PolicyReadAll = "Policy.Read.All", "Read the organization’s policies", [ReadSettings];
    /// Read and write cross-tenant access settings.
    PolicyReadWriteCrossTenantAccess = "Policy.ReadWrite.CrossTenantAccess", "Read and write cross-tenant access settings",
        [ReadSettings, ManageCrossTenantAccess];
    /// Read identity providers.
    IdentityProviderReadAll = "IdentityProvider.Read.All", "Read identity providers",
        [ReadIdentityProviders, ReadFederations];
    /// Read and write identity providers.
    IdentityProviderReadWriteAll = "IdentityProvider.ReadWrite.All", "Read and write identity providers",
        [ReadIdentityProviders, ReadFederations, ManageIdentityProviders, ManageFederations];
    /// Read federations.
    DomainReadAll = "Domain.Read.All", "Read SAML federations with other organizations", [ReadFederations];
    /// Read and write federations.
    DomainReadWriteAll = "Domain.ReadWrite.All", "Read and write SAML federations with other organizations",
        [ReadFederations, ManageFederations];
    /// Read the audit log.
    AuditLogReadAll = "AuditLog.Read.All", "Read the audit log and the sign-in log", [ReadAudit, ReadSignIns];
}

impl GraphPermission {
    /// Reads a value of the `roles` claim; `None` for ones that are not known here.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|permission| permission.value() == value)
    }
}
