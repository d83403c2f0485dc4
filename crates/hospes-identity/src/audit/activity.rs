//! The vocabulary: activities in the words of the original's log.

macro_rules! activities {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $category:literal, $service:literal, $operation:literal;)*) => {
        /// What was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Activity { $($(#[$doc])* $variant,)* }

        impl Activity {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub(super) fn category(self) -> &'static str {
                match self { $(Self::$variant => $category,)* }
            }

            pub(super) fn service(self) -> &'static str {
                match self { $(Self::$variant => $service,)* }
            }

            pub(super) fn operation_type(self) -> &'static str {
                match self { $(Self::$variant => $operation,)* }
            }
        }
    };
}

activities! {
    /// A tenant was created.
    CreateCompany = "Create company", "DirectoryManagement", "Core Directory", "Add";
    /// Settings of a tenant changed.
    UpdatePolicy = "Update policy", "Policy", "Core Directory", "Update";
    /// An identity provider was added.
    AddIdentityProvider = "Create identity provider", "Policy", "Core Directory", "Add";
    /// An identity provider changed, or its domains.
    UpdateIdentityProvider = "Update identity provider", "Policy", "Core Directory", "Update";
    /// An identity provider was removed.
    DeleteIdentityProvider = "Delete identity provider", "Policy", "Core Directory", "Delete";
    /// Settings for one organisation on this server were added.
    AddCrossTenantPartner = "Add a partner to cross-tenant access setting", "CrossTenantAccessSettings", "Core Directory", "Add";
    /// They changed.
    UpdateCrossTenantPartner = "Update a partner cross-tenant access setting", "CrossTenantAccessSettings", "Core Directory", "Update";
    /// They were removed.
    DeleteCrossTenantPartner = "Delete partner specific cross-tenant access setting", "CrossTenantAccessSettings", "Core Directory", "Delete";
    /// The settings for all organisations that have none of their own changed.
    UpdateCrossTenantDefault = "Update the company default cross-tenant access setting", "CrossTenantAccessSettings", "Core Directory", "Update";
    /// They became what they were in the beginning.
    ResetCrossTenantDefault = "Reset the cross-tenant access default setting", "CrossTenantAccessSettings", "Core Directory", "Update";
    /// A user flow was made.
    CreateUserFlow = "Create user flow", "Policy", "Core Directory", "Add";
    /// A user flow changed, or what belongs to it.
    UpdateUserFlow = "Update user flow", "Policy", "Core Directory", "Update";
    /// A user flow was deleted.
    DeleteUserFlow = "Delete user flow", "Policy", "Core Directory", "Delete";
    /// An outsider asked for access.
    RequestAccess = "Request access", "UserManagement", "Self-service sign-up", "Add";
    /// Somebody approved that.
    ApproveAccessRequest = "Approve access request", "UserManagement", "Self-service sign-up", "Update";
    /// Somebody denied it.
    DenyAccessRequest = "Deny access request", "UserManagement", "Self-service sign-up", "Update";
    /// The person does not want it any more.
    WithdrawAccessRequest = "Withdraw access request", "UserManagement", "Self-service sign-up", "Update";
    /// Nobody decided in time.
    ExpireAccessRequest = "Expire access request", "UserManagement", "Self-service sign-up", "Update";
    /// An internal user was created.
    AddUser = "Add user", "UserManagement", "Core Directory", "Add";
    /// Properties of a user changed.
    UpdateUser = "Update user", "UserManagement", "Core Directory", "Update";
    /// A user was blocked.
    DisableAccount = "Disable account", "UserManagement", "Core Directory", "Update";
    /// A user was unblocked.
    EnableAccount = "Enable account", "UserManagement", "Core Directory", "Update";
    /// An administrator set a new password.
    ResetPassword = "Reset user password", "UserManagement", "Core Directory", "Update";
    /// A person changed their own password.
    ChangePassword = "Change user password", "UserManagement", "Core Directory", "Update";
    /// Sessions of a user were ended.
    RevokeSessions = "Update StsRefreshTokenValidFrom Timestamp", "UserManagement", "Core Directory", "Update";
    /// One session of a user was ended.
    EndSession = "End session", "UserManagement", "Core Directory", "Delete";
    /// A user was deleted and waits 30 days.
    DeleteUser = "Delete user", "UserManagement", "Core Directory", "Delete";
    /// A deleted user came back.
    RestoreUser = "Restore user", "UserManagement", "Core Directory", "Update";
    /// A user is gone for good.
    HardDeleteUser = "Hard Delete user", "UserManagement", "Core Directory", "Delete";
    /// The date came on which a guest's access ends.
    EndGuestAccess = "End external user access", "UserManagement", "Invited Users", "Update";
    /// A guest left by themselves.
    LeaveOrganization = "Delete external user", "UserManagement", "Invited Users", "Delete";
    /// An invitation was made.
    InviteExternalUser = "Invite external user", "UserManagement", "Invited Users", "Add";
    /// An invitation was made for somebody who redeemed before.
    InviteWithReset = "Invite external user with reset invitation status", "UserManagement", "Invited Users", "Update";
    /// An internal user was invited, to become an external one.
    InviteInternalUser = "Invite internal user to B2B collaboration", "UserManagement", "Invited Users", "Update";
    /// An external user became an internal one.
    ConvertToInternal = "Convert external user to internal member", "UserManagement", "Invited Users", "Update";
    /// An invitation got a new link.
    ResendInvitation = "Resend external user invite", "UserManagement", "Invited Users", "Update";
    /// An invitation was withdrawn.
    RevokeInvitation = "Revoke external user invite", "UserManagement", "Invited Users", "Update";
    /// An invitation was accepted.
    RedeemInvitation = "Redeem external user invite", "UserManagement", "Invited Users", "Update";
    /// An invitation was declined.
    DeclineInvitation = "Decline external user invite", "UserManagement", "Invited Users", "Update";
    /// An invitation's time was over.
    ExpireInvitation = "Expire external user invite", "UserManagement", "Invited Users", "Update";
    /// A person with an expired link asked for a new one.
    RequestInvitation = "Request new external user invite", "UserManagement", "Invited Users", "Update";
    /// A mail was not sent because its recipient wants none.
    EmailNotSent = "Email not sent, user unsubscribed", "UserManagement", "Invited Users", "Update";
    /// A recipient wants no more invitations.
    EmailUnsubscribed = "Email unsubscribed", "UserManagement", "Invited Users", "Update";
    /// A recipient wants invitations again.
    EmailSubscribed = "Email subscribed", "UserManagement", "Invited Users", "Update";
    /// A mail could not be delivered.
    EmailFailed = "Email not delivered", "UserManagement", "Invited Users", "Update";
    /// A failed mail is tried again.
    EmailRetried = "Email sent again", "UserManagement", "Invited Users", "Update";
    /// A passcode was asked for.
    SendPasscode = "Send one-time passcode", "Authentication", "Authentication", "Add";
    /// Somebody signed in, or was refused.
    SignIn = "Sign in", "Authentication", "Authentication", "Add";
    /// A person added a second factor, or got new recovery codes.
    RegisterSecurityInfo = "User registered security info", "UserManagement", "Authentication Methods", "Add";
    /// A person named a second factor otherwise.
    ChangeSecurityInfo = "User changed security info", "UserManagement", "Authentication Methods", "Update";
    /// A person removed a second factor.
    DeleteSecurityInfo = "User deleted security info", "UserManagement", "Authentication Methods", "Delete";
    /// An administrator removed all second factors of a person.
    ResetSecurityInfo = "Admin deleted security info", "UserManagement", "Authentication Methods", "Delete";
    /// Somebody signed out.
    SignOut = "Sign out", "Authentication", "Authentication", "Delete";
    /// Somebody chose the organisation they act in.
    SwitchOrganization = "Switch organization", "Authentication", "Authentication", "Update";
    /// A group was created.
    AddGroup = "Add group", "GroupManagement", "Core Directory", "Add";
    /// A group changed.
    UpdateGroup = "Update group", "GroupManagement", "Core Directory", "Update";
    /// A group was deleted.
    DeleteGroup = "Delete group", "GroupManagement", "Core Directory", "Delete";
    /// A user became a member of a group.
    AddMemberToGroup = "Add member to group", "GroupManagement", "Core Directory", "Assign";
    /// A user is no longer a member of a group.
    RemoveMemberFromGroup = "Remove member from group", "GroupManagement", "Core Directory", "Unassign";
    /// A user got a role.
    AddMemberToRole = "Add member to role", "RoleManagement", "Core Directory", "Assign";
    /// A user lost a role.
    RemoveMemberFromRole = "Remove member from role", "RoleManagement", "Core Directory", "Unassign";
    /// An application was added.
    AddApplication = "Add application", "ApplicationManagement", "Core Directory", "Add";
    /// An application changed.
    UpdateApplication = "Update application", "ApplicationManagement", "Core Directory", "Update";
    /// An application was deleted.
    DeleteApplication = "Delete application", "ApplicationManagement", "Core Directory", "Delete";
    /// A member became an owner of an application.
    AddOwnerToApplication = "Add owner to application", "ApplicationManagement", "Core Directory", "Assign";
    /// A member is no longer an owner of an application.
    RemoveOwnerFromApplication = "Remove owner from application", "ApplicationManagement", "Core Directory", "Unassign";
    /// An application got a secret, or lost one.
    UpdateApplicationSecrets = "Update application – Certificates and secrets management", "ApplicationManagement", "Core Directory", "Update";
    /// An application was granted a permission of Graph.
    GrantPermission = "Add app role assignment to service principal", "ApplicationManagement", "Core Directory", "Assign";
    /// A permission of Graph was taken from an application.
    RevokePermission = "Remove app role assignment from service principal", "ApplicationManagement", "Core Directory", "Unassign";
    /// A person let an application have something of theirs.
    ConsentToApplication = "Consent to application", "ApplicationManagement", "Core Directory", "Assign";
    /// A person let a device sign in as them.
    ApproveDevice = "Approve device code", "Authentication", "Authentication", "Add";
    /// A person refused a device.
    DeclineDevice = "Decline device code", "Authentication", "Authentication", "Add";
    /// A person took that back.
    WithdrawConsent = "Remove delegated permission grant", "ApplicationManagement", "Core Directory", "Unassign";
    /// A user or group may use an application.
    AssignApplication = "Add app role assignment grant to user", "ApplicationManagement", "Core Directory", "Assign";
    /// A user or group may no longer use an application.
    UnassignApplication = "Remove app role assignment from user", "ApplicationManagement", "Core Directory", "Unassign";
    /// A person put an application in front of the others in My Apps.
    PinApplication = "Pin application", "ApplicationManagement", "My Apps", "Update";
    /// A person put it back.
    UnpinApplication = "Unpin application", "ApplicationManagement", "My Apps", "Update";
    /// A collection of applications was made.
    AddAppCollection = "Add application collection", "ApplicationManagement", "My Apps", "Add";
    /// A collection changed, or what is in it.
    UpdateAppCollection = "Update application collection", "ApplicationManagement", "My Apps", "Update";
    /// A collection was deleted.
    DeleteAppCollection = "Delete application collection", "ApplicationManagement", "My Apps", "Delete";
}
