//! Permissions of Microsoft Graph that an application can be granted, and what each allows here.

use crate::actor::{Permission, Permissions};

macro_rules! graph_permissions {
    ($($(#[$doc:meta])* $name:ident = $value:literal, [$($permission:ident),* $(,)?];)*) => {
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

            /// What it allows.
            pub fn permissions(self) -> Permissions {
                match self { $(Self::$name => Permissions::of(&[$(Permission::$permission,)*]),)* }
            }
        }
    };
}

graph_permissions! {
    /// Invite guests.
    UserInviteAll = "User.Invite.All", [InviteGuests];
    /// Read users.
    UserReadAll = "User.Read.All", [ReadDirectory];
    /// Read and write users.
    UserReadWriteAll = "User.ReadWrite.All",
        [ReadDirectory, InviteGuests, CreateUsers, UpdateUsers, DeleteUsers, RevokeSessions,
         ResetPasswords, ResetRedemption];
    /// Read groups.
    GroupReadAll = "Group.Read.All", [ReadDirectory];
    /// Read and write groups.
    GroupReadWriteAll = "Group.ReadWrite.All", [ReadDirectory, ManageGroups, ManageMemberships];
    /// Read applications.
    ApplicationReadAll = "Application.Read.All", [ReadApplications];
    /// Read and write applications.
    ApplicationReadWriteAll = "Application.ReadWrite.All",
        [ReadApplications, ManageApplications];
    /// Assign applications.
    AppRoleAssignmentReadWriteAll = "AppRoleAssignment.ReadWrite.All",
        [ReadApplications, AssignApplications];
    /// Read the directory.
    DirectoryReadAll = "Directory.Read.All", [ReadDirectory, ReadApplications];
    /// Read the audit log.
    AuditLogReadAll = "AuditLog.Read.All", [ReadAudit];
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
