//! The mail of an invitation: that somebody is invited, or that they have access where nobody is asked.

use hospes_protocol::address::Address;

use super::{Invitation, Mailed, store};
use crate::Identity;
use crate::actor::Actor;
use crate::cross_tenant_access::{self, Meeting};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::identity_provider::{self, Way};
use crate::ids::TenantId;
use crate::outbox::{
    self, About, AccessGrantedMail, InvitationMail, Mail, Organization, RedeemLink,
};
use crate::secret::Ticket;

impl Identity {
    /// Writes the mail of an invitation.
    pub(super) async fn mail(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        organization: &Organization,
        (invitation, ticket): (&mut Invitation, &Ticket),
    ) -> Result<Mailed> {
        let about = About {
            user: Some(invitation.user),
            invitation: Some(invitation.id),
        };
        if is_automatic(tx, actor.tenant, &invitation.address).await? {
            let mail = Mail::AccessGranted(AccessGrantedMail {
                organization: organization.clone(),
                to: invitation.address.clone(),
                inviter: invitation.inviter_name.clone(),
                reply_to: invitation.inviter_mail.clone(),
                message: invitation.message.clone(),
                language: invitation.language.clone(),
                link: Some(RedeemLink {
                    invitation: invitation.id,
                    ticket: ticket.reveal(),
                }),
            });
            let (id, state) = outbox::enqueue(tx, &self.env, actor, &mail, about).await?;
            invitation.mail = Some(id);
            return Ok(Mailed::of(state));
        }
        let mut cc = invitation.cc.clone();
        if let Some(address) = &cc
            && outbox::is_blocked(tx, actor.tenant, address).await?
        {
            cc = None;
        }
        let mail = Mail::Invitation(Box::new(InvitationMail {
            organization: organization.clone(),
            invitation: invitation.id,
            ticket: ticket.reveal(),
            to: invitation.address.clone(),
            cc,
            inviter: invitation.inviter_name.clone(),
            reply_to: invitation.inviter_mail.clone(),
            message: invitation.message.clone(),
            redirect_url: invitation.redirect_url.clone(),
            expires_at: invitation.expires_at,
            language: invitation.language.clone(),
            is_reset: store::has_accepted(tx, actor.tenant, invitation.user).await?,
        }));
        let (id, state) = outbox::enqueue(tx, &self.env, actor, &mail, about).await?;
        invitation.mail = Some(id);
        Ok(Mailed::of(state))
    }
}

/// Whether whoever is invited has an account of an organisation here that lets its people in without asking, as this
/// one does.
async fn is_automatic(tx: &mut Tx, host: TenantId, address: &str) -> Result<bool> {
    let address = Address::parse(address).map_err(|e| Error::corrupt("an invited address", e))?;
    let decision = identity_provider::discover(tx, host, &address).await?;
    match decision.ways.first() {
        Some(Way::Account { tenant: home, .. }) => {
            cross_tenant_access::automatic(tx, Meeting { home: *home, host }).await
        }
        Some(Way::Provider { .. } | Way::Passcode) | None => Ok(false),
    }
}
