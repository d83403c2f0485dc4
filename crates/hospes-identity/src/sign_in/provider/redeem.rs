//! Back in the course of a redemption.

use super::arrive::{Proven, open};
use crate::Identity;
use crate::actor::Circumstances;
use crate::error::Result;
use crate::identity_provider;
use crate::redemption::{Flow, RedeemError};
use crate::session::Opened;

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
        self.arrive_at_redemption(
            flow,
            proven.provider.id,
            circumstances,
            |mut tx| async move {
                let mut proved = Vec::new();
                if let Some(address) = proven.address.as_ref().filter(|_| proven.is_verified)
                    && identity_provider::vouches_for(&mut tx, &proven.provider, address).await?
                {
                    proved.push(address.canonical().to_owned());
                }
                let opened = open(&mut tx, proven, (None, &proved), circumstances).await?;
                Ok((tx, opened))
            },
        )
        .await
    }
}
