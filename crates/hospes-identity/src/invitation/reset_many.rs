//! Making all guests redeem anew whom a provider locked out: each in a transaction of their own, by the rules of the reset of
//! one.

use hospes_protocol::address::Address;

use super::{InviteError, Invited, Mailed, NewInvitation};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::error::{Error, Result};
use crate::identity_provider::{self, locked_out_query};
use crate::ids::{ProviderId, UserId};
use crate::page::{Cursor, From, PageRequest};
use crate::user::{self, ProviderKey, User};

/// So many at once, which is a page of the list: a request that takes longer is given up by whatever stands in front of the server.
const MOST: u32 = 50;

/// What came of it.
#[derive(Debug, Default)]
pub struct ResetMany {
    /// How many redeem anew.
    pub reset: usize,
    /// Those of them who get no mail, because they want none of this organisation.
    pub not_mailed: Vec<User>,
    /// Who stays as they were, and why.
    pub refused: Vec<(User, InviteError)>,
    /// Whom it came to last; the next ones are after them.
    pub last: Option<Cursor>,
    /// In how many seconds it can go on, if the inviter's limit ended it.
    pub goes_on_in: Option<u32>,
}

impl Identity {
    /// Makes guests redeem anew whom a provider locks out that is switched off or removed: at most 50, in the order of
    /// [`Identity::locked_out_by`], none after `until`, which is the last that whoever asks for it was shown. Whoever is
    /// refused does not keep the others from it.
    pub async fn reset_locked_out(
        &self,
        actor: &Actor,
        provider: ProviderId,
        (from, until): (From, Option<Cursor>),
        redirect_url: &str,
    ) -> Result<ResetMany> {
        actor.require(Permission::ReadSettings)?;
        actor.require(Permission::ResetRedemption)?;
        let mut tx = self.read().await?;
        if identity_provider::find(&mut tx, actor.tenant, provider)
            .await?
            .is_active()
        {
            return Err(Error::Conflict {
                what: "identity provider",
            });
        }
        let request = PageRequest { from, size: MOST };
        let query = locked_out_query(provider, request);
        let guests = user::page_of(&mut tx, actor.tenant, &query).await?.rows;
        drop(tx);
        let mut done = ResetMany::default();
        let is_meant = |guest: &User| until.as_ref().is_none_or(|last| guest.id.0 <= last.id);
        for guest in guests.into_iter().filter(is_meant) {
            match self.count_invitation(actor).await {
                Ok(()) => {}
                Err(Error::TooMany {
                    retry_after_seconds,
                }) => {
                    done.goes_on_in = Some(retry_after_seconds);
                    break;
                }
                Err(error) => return Err(error),
            }
            done.last = Some(Cursor {
                key: String::new(),
                id: guest.id.0,
            });
            let reset = self.reset_one_of(actor, (provider, guest.id), redirect_url);
            match reset.await {
                // Somebody else was faster, or the guest has another way now.
                Ok(None) => {}
                Ok(Some(invited)) => {
                    done.reset += 1;
                    match invited.mailed {
                        Mailed::Queued => self.wake_worker(),
                        Mailed::Suppressed => done.not_mailed.push(invited.user),
                        Mailed::No => {}
                    }
                }
                Err(error) => done.refused.push((guest, about_one(error)?)),
            }
        }
        Ok(done)
    }

    /// Resets somebody if they are still locked out.
    async fn reset_one_of(
        &self,
        actor: &Actor,
        (provider, guest): (ProviderId, UserId),
        redirect_url: &str,
    ) -> Result<Option<Invited>, InviteError> {
        let once = || async {
            let mut tx = self.write().await?;
            let (tenant, id) = (actor.tenant, provider);
            let key = ProviderKey { tenant, id };
            let mut query = locked_out_query(provider, PageRequest::first(1));
            query.among = Some(vec![guest]);
            let found = user::page_of(&mut tx, tenant, &query).await?.rows.pop();
            let Some(found) = found else {
                return Ok(Ok(None));
            };
            if identity_provider::is_active(&mut tx, key).await? {
                return Ok(Ok(None));
            }
            let address = address_of(&found)?;
            let mut new = NewInvitation::of(address, redirect_url);
            new.reset = Some(guest);
            new.send_message = true;
            match self.invite_in(&mut tx, actor, &new).await {
                Ok(invited) => {
                    tx.commit().await?;
                    Ok(Ok(Some(invited)))
                }
                Err(InviteError::Other(error)) => Err(error),
                Err(refusal) => Ok(Err(refusal)),
            }
        };
        self.retrying(once).await?
    }
}

/// Where the invitation goes: to the address that the page of one guest proposes.
fn address_of(guest: &User) -> Result<Address> {
    let mail = guest.mail.as_deref().unwrap_or_default();
    Address::parse(mail).map_err(|_| Error::invalid("user", "there is no address to write to"))
}

/// An error that is about this guest alone; any other ends it all.
fn about_one(error: InviteError) -> Result<InviteError> {
    match error {
        InviteError::Other(
            error @ (Error::Unauthenticated | Error::Unavailable { .. } | Error::Database(_)),
        ) => Err(error),
        InviteError::Other(
            Error::Invalid { .. }
            | Error::Forbidden { .. }
            | Error::NotFound { .. }
            | Error::Conflict { .. }
            | Error::TooMany { .. }
            | Error::Corrupt { .. },
        )
        | InviteError::NotAllowed
        | InviteError::OwnDomain
        | InviteError::DomainBlocked
        | InviteError::AccessBlocked(_)
        | InviteError::AlreadyUser { .. }
        | InviteError::Blocked { .. }
        | InviteError::ConvertedToInternal { .. }
        | InviteError::AddressMismatch => Ok(error),
    }
}
