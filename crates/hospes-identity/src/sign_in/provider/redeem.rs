//! Back in the course of a redemption, or of asking for access.

use super::Who;
use super::arrive::{Proven, open};
use crate::Identity;
use crate::actor::Circumstances;
use crate::db::Tx;
use crate::error::Result;
use crate::identity_provider;
use crate::redemption::{Flow, RedeemError, Tried};
use crate::session::{Method, Opened};
use crate::user;

impl Identity {
    /// Opens a session of a proven identity for whoever redeems. Everything about the invitation is checked again:
    /// it may have been sent again, withdrawn or accepted meanwhile. The session proves the address that the provider
    /// vouches for; if that is another than the invited one, the mailbox is to be proved besides.
    pub(super) async fn redeem_proven(
        &self,
        flow: &Flow,
        proven: &Proven,
        circumstances: &Circumstances,
    ) -> Result<Opened, RedeemError> {
        let tried = Tried {
            name: proven.account(),
            method: Method::Provider,
            identity: (proven.provider.as_issuer(), &proven.subject),
        };
        let came = (proven.provider.id, tried);
        self.arrive_at_redemption(flow, came, circumstances, |mut tx, invited| async move {
            let proved = proved(&mut tx, proven).await?;
            let who = (Who::Invited(invited), proved.as_slice());
            let opened = open(&mut tx, proven, who, circumstances).await?;
            Ok((tx, opened))
        })
        .await
    }

    /// Opens a session of a proven identity for whoever asks for access: that of the user who is bound to it, if
    /// anybody is. Whether it proves the address that they ask with is checked at each step afterwards.
    pub(super) async fn ask_proven(
        &self,
        proven: &Proven,
        circumstances: &Circumstances,
    ) -> Result<Opened> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let now = tx.now();
            let (tenant, issuer) = (proven.provider.tenant, proven.provider.as_issuer());
            let found = user::find_by_identity(&mut tx, tenant, issuer, &proven.subject).await?;
            let found = found.filter(|user| user.is_active(now));
            if let Some(user) = &found {
                user::set_signed_in(&mut tx, tenant, user.id).await?;
            }
            let proved = proved(&mut tx, proven).await?;
            let who = (
                found.as_ref().map_or(Who::Nobody, Who::Bound),
                proved.as_slice(),
            );
            let opened = open(&mut tx, proven, who, circumstances).await?;
            tx.commit().await?;
            Ok(opened)
        })
        .await
    }
}

/// The addresses that a provider vouches for.
async fn proved(tx: &mut Tx, proven: &Proven) -> Result<Vec<String>> {
    let mut proved = Vec::new();
    if let Some(address) = proven.address.as_ref().filter(|_| proven.is_verified)
        && identity_provider::vouches_for(tx, &proven.provider, address).await?
    {
        proved.push(address.canonical().to_owned());
    }
    Ok(proved)
}
