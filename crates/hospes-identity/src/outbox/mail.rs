//! What mails say, and putting them into the queue.

use serde::{Deserialize, Serialize};

use super::{Delivery, blocking, store};
use crate::actor::Actor;
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::env::{Env, Timestamp};
use crate::error::{Error, Result};
use crate::ids::{AccessRequestId, InvitationId, MailId, TenantId, UserId};

/// Who is behind a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// The tenant.
    pub tenant: TenantId,
    /// Its name.
    pub name: String,
    /// Its initial domain.
    pub domain: String,
    /// Its privacy statement.
    pub privacy_statement_url: Option<String>,
}

/// The invitation mail.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationMail {
    /// Who invites.
    pub organization: Organization,
    /// The invitation.
    pub invitation: InvitationId,
    /// The secret of its link, as [`crate::secret::Ticket::reveal`] gives it.
    pub ticket: String,
    /// To whom.
    pub to: String,
    /// Who gets a copy. The link alone lets nobody in.
    pub cc: Option<String>,
    /// Who invites, by name.
    pub inviter: String,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// What the inviter adds: plain text.
    pub message: Option<String>,
    /// Where the guest lands.
    pub redirect_url: String,
    /// Until when it can be accepted.
    pub expires_at: Option<Timestamp>,
    /// The language.
    pub language: Option<String>,
    /// Whether they accepted before, and have to again because their redemption was reset.
    #[serde(default)]
    pub is_reset: bool,
}

impl std::fmt::Debug for InvitationMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InvitationMail")
            .field("invitation", &self.invitation)
            .finish_non_exhaustive()
    }
}

/// The mail to a guest who was invited again, or whom two organisations let in without asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessGrantedMail {
    /// Who gives access.
    pub organization: Organization,
    /// To whom.
    pub to: String,
    /// Who gave it, by name.
    pub inviter: String,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// What the inviter adds: plain text.
    pub message: Option<String>,
    /// The language.
    pub language: Option<String>,
    /// Where it leads if the guest has not been there yet: the first visit redeems the invitation without asking.
    /// `None`: to My Apps.
    #[serde(default)]
    pub link: Option<RedeemLink>,
}

/// What stands in the link of an invitation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedeemLink {
    /// The invitation.
    pub invitation: InvitationId,
    /// The secret, as [`crate::secret::Ticket::reveal`] gives it.
    pub ticket: String,
}

impl std::fmt::Debug for RedeemLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedeemLink")
            .field("invitation", &self.invitation)
            .finish_non_exhaustive()
    }
}

/// What there is to say of a request for access.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessRequestNews {
    /// To those who decide: somebody asks.
    Asked,
    /// To the person: yes. With the invitation and the secret of its link, if there is one to accept.
    Approved {
        /// Both.
        link: Option<(InvitationId, String)>,
    },
    /// To the person: no.
    Denied,
}

impl std::fmt::Debug for AccessRequestNews {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Asked => "Asked",
            Self::Approved { .. } => "Approved",
            Self::Denied => "Denied",
        })
    }
}

/// The mail about a request for access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRequestMail {
    /// The host.
    pub organization: Organization,
    /// To whom.
    pub to: String,
    /// The request.
    pub request: AccessRequestId,
    /// What there is to say.
    pub news: AccessRequestNews,
    /// What is asked for, by name.
    pub application: String,
    /// Who asks, by address.
    pub person: String,
    /// Why it was denied: plain text.
    pub reason: Option<String>,
    /// The language.
    pub language: Option<String>,
}

/// A mail: what to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mail {
    /// You are invited.
    Invitation(Box<InvitationMail>),
    /// Your passcode.
    Passcode {
        /// On whose behalf.
        organization: Organization,
        /// To whom.
        to: String,
        /// Eight digits.
        code: Code,
        /// The language.
        language: Option<String>,
    },
    /// You were invited again, and have access already.
    AccessGranted(AccessGrantedMail),
    /// To the inviter: somebody declined.
    Declined {
        /// The host.
        organization: Organization,
        /// The inviter.
        to: String,
        /// Who declined.
        guest: String,
        /// The guest's user object.
        user: UserId,
        /// Why: plain text.
        reason: Option<String>,
        /// The language.
        language: Option<String>,
    },
    /// To the inviter: somebody's link expired and they ask for a new one.
    NewLinkRequested {
        /// The host.
        organization: Organization,
        /// The inviter.
        to: String,
        /// Who asks.
        guest: String,
        /// The guest's user object.
        user: UserId,
        /// When the link expired.
        expired_at: Option<Timestamp>,
        /// The language.
        language: Option<String>,
    },
    /// Somebody asks for access, or is told what became of that.
    AccessRequest(Box<AccessRequestMail>),
}

/// A passcode on its way. Its `Debug` tells nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(pub String);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Mail {
    /// The word for its kind, in `mails` and in the admin center.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Invitation(_) => "invitation",
            Self::Passcode { .. } => "passcode",
            Self::AccessGranted(_) => "access granted",
            Self::Declined { .. } => "invitation declined",
            Self::NewLinkRequested { .. } => "new link requested",
            Self::AccessRequest(mail) => match mail.news {
                AccessRequestNews::Asked => "access requested",
                AccessRequestNews::Approved { .. } => "access request approved",
                AccessRequestNews::Denied => "access request denied",
            },
        }
    }

    /// To whom it goes.
    pub fn to(&self) -> &str {
        match self {
            Self::Invitation(mail) => &mail.to,
            Self::AccessGranted(mail) => &mail.to,
            Self::AccessRequest(mail) => &mail.to,
            Self::Passcode { to, .. }
            | Self::Declined { to, .. }
            | Self::NewLinkRequested { to, .. } => to,
        }
    }

    fn tenant(&self) -> TenantId {
        match self {
            Self::Invitation(mail) => mail.organization.tenant,
            Self::AccessGranted(mail) => mail.organization.tenant,
            Self::AccessRequest(mail) => mail.organization.tenant,
            Self::Passcode { organization, .. }
            | Self::Declined { organization, .. }
            | Self::NewLinkRequested { organization, .. } => organization.tenant,
        }
    }

    /// Whether somebody who blocked the organisation still gets it: they asked for a passcode or for access themselves.
    fn ignores_block(&self) -> bool {
        matches!(
            self,
            Self::Passcode { .. }
                | Self::Declined { .. }
                | Self::NewLinkRequested { .. }
                | Self::AccessRequest(_)
        )
    }
}

/// What a mail is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    pub(crate) user: Option<UserId>,
    pub(crate) invitation: Option<InvitationId>,
}

/// Puts a mail into the queue, in the transaction of what it tells of. A mail that its recipient does
/// not want is recorded as suppressed; the answer says so.
pub(crate) async fn enqueue(
    tx: &mut Tx,
    env: &Env,
    actor: &Actor,
    mail: &Mail,
    about: About,
) -> Result<(MailId, Delivery)> {
    let id: MailId = tx.new_id();
    let tenant = mail.tenant();
    let blocked = !mail.ignores_block() && blocking::is_blocked(tx, tenant, mail.to()).await?;
    let state = if blocked {
        Delivery::Suppressed
    } else {
        Delivery::Queued
    };
    store::insert_record(tx, tenant, (id, state), mail, about).await?;
    if blocked {
        Entry::new(Activity::EmailNotSent)
            .detail("Recipient", mail.to())
            .record(tx, actor)
            .await?;
        return Ok((id, state));
    }
    let plain = serde_json::to_vec(mail).map_err(|e| Error::corrupt("a mail", e))?;
    let sealed = env
        .keyring
        .seal(tx.entropy(), "outbox", id.0.as_bytes(), &plain);
    store::insert_queued(tx, tenant, id, &sealed).await?;
    Ok((id, state))
}

/// Takes a mail out of the queue that a newer one replaces, or whose invitation was withdrawn.
pub(crate) async fn cancel(
    tx: &mut Tx,
    tenant: TenantId,
    id: MailId,
    reason: &'static str,
) -> Result<()> {
    if store::delete_queued(tx, id).await? {
        let why = (Some(reason), None);
        store::set_state(tx, (tenant, id), Delivery::Suppressed, why).await?;
    }
    Ok(())
}
