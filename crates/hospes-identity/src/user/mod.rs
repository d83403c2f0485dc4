//! Users: members and guests alike. `user_type` says how much the directory trusts the person, never
//! how they sign in; `identities` says who signs in as them, never what they may do.

mod addresses;
mod change;
mod claimed;
mod convert;
mod create;
mod delete;
mod filter;
mod guest;
mod list;
mod lockout;
mod people;
mod profile;
mod store;
#[cfg(test)]
mod tests;

use uuid::Uuid;

use crate::env::Timestamp;
use crate::ids::{ProviderId, TenantId, UserId};
use crate::tenant::words;

pub(crate) use change::set_end;
pub use change::{PasswordReset, UserPatch};
pub use claimed::ClaimedNames;
pub(crate) use claimed::take_names;
pub(crate) use convert::end_internal;
pub use convert::{Converted, InternalAccount};
pub use create::{Created, NewUser};
pub(crate) use delete::bring_back;
pub use delete::{DELETED_DAYS, Deleted};
pub(crate) use guest::{
    GuestOutcome, NewGuest, add_address, bind_identity, insert_guest, is_free_for, replace_address,
    unbind_identities,
};
pub use list::{Count, Order, UserQuery};
pub(crate) use list::{count_locked_out, page_of};
pub use lockout::Lockout;
pub use people::{Sponsor, UserDetail};
pub(crate) use people::{check_manager, check_sponsors, described, save_sponsors};
pub use profile::{Profile, ProfilePatch};
pub(crate) use store::{
    addresses_of, converted_at, delete_sponsor, find, find_by_address, find_by_identity,
    find_present, identities_of as bound_to, memberships_of, save, save_redemption, set_signed_in,
};

words! {
    /// How much the directory trusts the person.
    UserType {
        /// One of us.
        Member = "Member",
        /// Invited from elsewhere.
        Guest = "Guest",
    }
}

words! {
    /// How an account came to be; none for ordinary ones.
    CreationType {
        /// By an invitation.
        Invitation = "Invitation",
    }
}

words! {
    /// What became of a guest's newest invitation.
    InvitationState {
        /// It waits for the person.
        PendingAcceptance = "PendingAcceptance",
        /// It was accepted.
        Completed = "Completed",
        /// Nobody accepted it in time.
        Expired = "Expired",
        /// It was withdrawn.
        Revoked = "Revoked",
        /// The person does not want it.
        Declined = "Declined",
    }
}

/// A user object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// Counts changes, so that two at once clash.
    pub(crate) version: i64,
    /// The name people sign in with; of guests the form with `#EXT#`.
    pub user_principal_name: String,
    /// The name people see.
    pub display_name: String,
    /// The mail address, as it was typed.
    pub mail: Option<String>,
    /// The mail alias.
    pub mail_nickname: String,
    /// More addresses.
    pub other_mails: Vec<String>,
    /// Member or guest.
    pub user_type: UserType,
    /// How the account came to be.
    pub creation_type: Option<CreationType>,
    /// Whether the person may sign in.
    pub account_enabled: bool,
    /// What became of the newest invitation; none of users who were never invited.
    pub invitation_state: Option<InvitationState>,
    /// Since when it is so.
    pub invitation_state_changed_at: Option<Timestamp>,
    pub(crate) password_hash: Option<String>,
    /// Whether the next sign-in asks for a new password.
    pub must_change_password: bool,
    /// Whom they report to.
    pub manager: Option<UserId>,
    /// The user or application that invited them.
    pub invited_by: Option<Uuid>,
    /// When a guest's access ends by itself.
    pub access_ends_at: Option<Timestamp>,
    /// Sessions from before do not count any more.
    pub sessions_valid_from: Timestamp,
    /// When they last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// When the object was made.
    pub created_at: Timestamp,
    /// When it was deleted; it can be restored for 30 days.
    pub deleted_at: Option<Timestamp>,
    /// Everything else there is to know of the person.
    pub profile: Profile,
}

impl User {
    /// Whether it is a guest.
    pub fn is_guest(&self) -> bool {
        self.user_type == UserType::Guest
    }

    /// Whether a password is kept for it here.
    pub fn has_password(&self) -> bool {
        self.password_hash.is_some()
    }

    /// Whether the person can sign in, now and from now on: not blocked or deleted, without an end, and
    /// not waiting for a redemption.
    pub(crate) fn is_here_to_stay(&self) -> bool {
        // An internal user who is invited signs in as before until they accept.
        let redeemed = matches!(
            self.invitation_state,
            None | Some(InvitationState::Completed)
        );
        (redeemed || self.has_password())
            && self.account_enabled
            && self.deleted_at.is_none()
            && self.access_ends_at.is_none()
    }

    /// Whether the person may use what they were given, at that instant.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.account_enabled
            && self.deleted_at.is_none()
            && self.access_ends_at.is_none_or(|end| now < end)
    }
}

/// Who signs in as a user: the issuer and the subject, never the mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundIdentity {
    /// Who authenticates: `mail` for passcodes, `tenant:<id>` for an organisation on this server, or `provider:<tenant>:<id>`
    /// for an identity provider of the tenant.
    pub issuer: Issuer,
    /// The person at that issuer.
    pub subject: String,
    /// Since when it is bound.
    pub bound_at: Timestamp,
    /// The identity provider, if it is one.
    pub provider: Option<Vouching>,
}

/// An identity provider that vouches for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouching {
    /// Its issuer.
    pub issuer: String,
    /// Its name.
    pub name: String,
    /// Whether it still lets anybody in.
    pub is_active: bool,
}

/// Who authenticates a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// A passcode sent to a mail address.
    Mail,
    /// An organisation on this server, by its tenant.
    Tenant(TenantId),
    /// An identity provider of one tenant.
    Provider(ProviderKey),
}

/// An identity provider with the tenant that it is of. Both are the issuer: whoever runs a tenant chooses the id, and a
/// provider with the same one elsewhere vouches for nobody here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderKey {
    /// The tenant.
    pub tenant: TenantId,
    /// The provider.
    pub id: ProviderId,
}

impl Issuer {
    /// The stored form.
    pub fn to_text(self) -> String {
        match self {
            Self::Mail => "mail".to_owned(),
            Self::Tenant(tenant) => format!("tenant:{tenant}"),
            Self::Provider(ProviderKey { tenant, id }) => format!("provider:{tenant}:{id}"),
        }
    }

    /// Reads the stored form.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "mail" {
            return Some(Self::Mail);
        }
        match text.split_once(':')? {
            ("tenant", id) => id.parse().ok().map(Self::Tenant),
            ("provider", key) => {
                let (tenant, id) = key.split_once(':')?;
                let (tenant, id) = (tenant.parse().ok()?, id.parse().ok()?);
                Some(Self::Provider(ProviderKey { tenant, id }))
            }
            _ => None,
        }
    }
}

impl crate::db::Column for Issuer {
    fn read(cell: crate::db::Cell<'_>) -> Option<Self> {
        Self::parse(&<String as crate::db::Column>::read(cell)?)
    }
}

impl From<Issuer> for crate::db::Value {
    fn from(issuer: Issuer) -> Self {
        Self::Text(issuer.to_text())
    }
}
