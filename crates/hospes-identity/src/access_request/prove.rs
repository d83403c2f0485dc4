//! The first steps: what is offered, how an address is proved, and proving it.

use super::load::{offer, offer_to, prove, stand, ways};
use super::{AskError, Asked, Offer, Refusal, Stand};
use crate::Identity;
use crate::actor::Circumstances;
use crate::application;
use crate::env::Span;
use crate::error::{Error, Result};
use crate::identity_provider::Way;
use crate::ids::{AppId, ApplicationId, TenantId};
use crate::limit::{self, Limit};
use crate::passcode::PasscodeError;
use crate::session::{NOBODY, Opened, Session};

/// Why an address is not proved.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// It can't be asked for.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The code is not right.
    #[error(transparent)]
    Passcode(#[from] PasscodeError),
}

impl Identity {
    /// What outsiders may ask for.
    pub async fn sign_up_offer(
        &self,
        tenant: TenantId,
        application: ApplicationId,
    ) -> Result<Offer, AskError> {
        let mut tx = self.read().await?;
        Ok(offer(&mut tx, (tenant, application)).await?.0)
    }

    /// Whether outsiders may ask for the application with a client id, for its sign-in page.
    pub async fn sign_up_offer_of(&self, tenant: TenantId, app_id: AppId) -> Result<Option<Offer>> {
        let mut tx = self.read().await?;
        match application::find_by_app_id(&mut tx, tenant, app_id).await? {
            Some(found) => offered(offer(&mut tx, (tenant, found.id)).await),
            None => Ok(None),
        }
    }

    /// The same for whoever asked by SAML.
    pub async fn sign_up_offer_of_ask(&self, tenant: TenantId, ask: &str) -> Result<Option<Offer>> {
        let Some(ask) = self.open_saml_ask(tenant, ask) else {
            return Ok(None);
        };
        let mut tx = self.read().await?;
        offered(offer(&mut tx, (tenant, ask.application)).await)
    }

    /// How an address is to be proved: by its domain alone. Counted for each network.
    pub async fn ways_to_ask(
        &self,
        asked: &Asked<'_>,
        circumstances: &Circumstances,
    ) -> Result<Vec<Way>, AskError> {
        self.count_asking(circumstances).await?;
        let mut tx = self.read().await?;
        offer_to(&mut tx, asked).await?;
        ways(&mut tx, asked).await
    }

    /// Sends a code to the address, whoever has it.
    pub async fn send_code_to_ask(
        &self,
        asked: &Asked<'_>,
        language: Option<&str>,
        circumstances: &Circumstances,
    ) -> Result<(), AskError> {
        let mut tx = self.read().await?;
        offer_to(&mut tx, asked).await?;
        let ways = ways(&mut tx, asked).await?;
        drop(tx);
        if !ways.contains(&Way::Passcode) {
            return Err(Refusal::NoWay.into());
        }
        let sent = self.send_passcode(asked.tenant, asked.address, language, circumstances);
        Ok(sent.await?)
    }

    /// Proves the address by the code that was sent to it.
    pub async fn prove_mailbox_to_ask(
        &self,
        asked: &Asked<'_>,
        code: &str,
        circumstances: &Circumstances,
    ) -> Result<Opened, ProveError> {
        let proved = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let checked = match offer_to(&mut tx, asked).await {
                    Ok(_) => ways(&mut tx, asked).await,
                    Err(error) => Err(error),
                };
                match checked {
                    Ok(ways) if ways.contains(&Way::Passcode) => {}
                    Ok(_) => return Ok(Err(ProveError::Ask(Refusal::NoWay.into()))),
                    Err(AskError::Other(error)) => return Err(error),
                    Err(refusal) => return Ok(Err(refusal.into())),
                }
                let typed = (asked.tenant, asked.address, code);
                let proved = self
                    .redeem_passcode_in(&mut tx, typed, circumstances)
                    .await?;
                // Even when it is refused: a wrong code must stay counted.
                tx.commit().await?;
                Ok(proved.map_err(ProveError::from))
            })
            .await;
        match proved {
            Ok(proved) => proved,
            Err(error @ Error::TooMany { .. }) => {
                let of = (asked.tenant, asked.address);
                self.note_too_many_codes(of, circumstances)
                    .await
                    .map_err(AskError::from)?;
                Err(PasscodeError::Other(error).into())
            }
            Err(error) => Err(AskError::Other(error).into()),
        }
    }

    /// How somebody stands whose session proved the address.
    pub async fn stand(
        &self,
        asked: &Asked<'_>,
        session: &Session,
    ) -> Result<(Offer, Stand), AskError> {
        let mut tx = self.read().await?;
        let offer = offer_to(&mut tx, asked).await?;
        prove(&mut tx, asked, session).await?;
        let stand = stand(&mut tx, asked, session).await?;
        Ok((offer, stand))
    }

    /// Counts a step of somebody who asks, before anything else is done for them.
    pub(super) async fn count_asking(&self, circumstances: &Circumstances) -> Result<()> {
        let network = circumstances.network();
        let cap = self.env.limits.access_requests_per_network;
        let limit = Limit::new("access-request", &network, cap, Span::hours(1));
        self.retrying(|| async {
            let mut tx = self.write().await?;
            limit::take(&mut tx, NOBODY, &limit).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

fn offered<T>(found: Result<(Offer, T), AskError>) -> Result<Option<Offer>> {
    match found {
        Ok((offer, _)) => Ok(Some(offer)),
        Err(AskError::Refused(_) | AskError::Wrong { .. }) => Ok(None),
        Err(AskError::Other(error)) => Err(error),
    }
}
