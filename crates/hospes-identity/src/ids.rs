//! Typed identifiers: one line each.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )*};
}

id! {
    /// A tenant: an organisation's directory.
    TenantId;
    /// A user object, member or guest.
    UserId;
    /// A group.
    GroupId;
    /// An application object of a tenant.
    ApplicationId;
    /// The client id of an application.
    AppId;
    /// A collection of applications in My Apps.
    AppCollectionId;
    /// A client secret of an application.
    KeyId;
    /// An invitation.
    InvitationId;
    /// A session of a person.
    SessionId;
    /// A mail to send or sent.
    MailId;
    /// An audit event.
    AuditEventId;
    /// An authenticator app or a passkey of a person.
    AuthenticatorId;
    /// A ceremony of WebAuthn under way.
    ChallengeId;
    /// An identity provider of a tenant.
    ProviderId;
    /// A round trip to an identity provider under way.
    TripId;
    /// What an outsider goes through who asks for access.
    UserFlowId;
    /// A request of an outsider for access.
    AccessRequestId;
    /// One try to redeem an invitation.
    AttemptId;
    /// A sign-in to an application: an authorization code and all tokens that came of it.
    GrantId;
    /// An attempt to sign in.
    SignInId;
    /// What belongs to one request, from the edge to the audit log.
    CorrelationId;
}
