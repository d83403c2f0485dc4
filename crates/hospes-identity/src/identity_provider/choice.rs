//! How an administrator wants one guest to sign in, whatever the rules say.
//!
//! It is asked at redemption and nowhere else: whoever accepted signs in with what they are bound to, until their
//! redemption is reset. The lists of domains and the block of the account at home count all the same.

use hospes_protocol::address::Address;

use super::discover::{Decision, Rule, Way, discover};
use super::store;
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ProviderId, TenantId, UserId};
use crate::{role, user};

/// What an administrator chose for one guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInChoice {
    /// This identity provider of the organisation, and nothing else.
    Provider(ProviderId),
    /// A passcode to the invited address, also where the organisation gives none to others.
    Passcode,
}

impl SignInChoice {
    fn stored(self) -> Option<ProviderId> {
        match self {
            Self::Provider(id) => Some(id),
            Self::Passcode => None,
        }
    }

    fn read(stored: Option<ProviderId>) -> Self {
        stored.map_or(Self::Passcode, Self::Provider)
    }

    /// The word for the audit log.
    fn word(choice: Option<Self>) -> String {
        match choice {
            None => "ByTheRules".to_owned(),
            Some(Self::Passcode) => "Passcode".to_owned(),
            Some(Self::Provider(id)) => format!("IdentityProvider {id}"),
        }
    }
}

impl Identity {
    /// How an administrator wants a user to sign in at their next redemption; `None`: by the rules.
    pub async fn sign_in_choice(
        &self,
        actor: &Actor,
        user: UserId,
    ) -> Result<Option<SignInChoice>> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, user).await?;
        let stored = store::choice_of(&mut tx, actor.tenant, user).await?;
        Ok(stored.map(SignInChoice::read))
    }

    /// Chooses how a guest signs in at their next redemption; `None` lets the rules decide. Of a provider it needs one
    /// that lets people in now. What the guest is bound to stays.
    pub async fn set_sign_in_choice(
        &self,
        actor: &Actor,
        user: UserId,
        choice: Option<SignInChoice>,
    ) -> Result<()> {
        actor.require(Permission::ResetRedemption)?;
        actor.require(Permission::ReadSettings)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut found = user::find_present(&mut tx, actor.tenant, user).await?;
            if found.invitation_state.is_none() {
                return Err(Error::invalid("user", "this user was never invited"));
            }
            role::may_manage(&mut tx, actor, user).await?;
            let stored = store::choice_of(&mut tx, actor.tenant, user).await?;
            let before = stored.map(SignInChoice::read);
            if before == choice {
                return Ok(tx.commit().await?);
            }
            if let Some(SignInChoice::Provider(id)) = choice
                && !active(&mut tx, actor.tenant, id)
                    .await?
                    .is_some_and(|(on, _)| on)
            {
                let reason = "this identity provider is switched off or removed";
                return Err(Error::invalid("way", reason));
            }
            match choice {
                Some(choice) => {
                    let whose = (actor.tenant, user);
                    store::put_choice(&mut tx, whose, choice.stored()).await?;
                }
                None => store::delete_choice(&mut tx, actor.tenant, user).await?,
            }
            // Whoever changes the user at the same time clashes.
            user::save(&mut tx, actor.tenant, &mut found).await?;
            let (old, new) = (SignInChoice::word(before), SignInChoice::word(choice));
            Entry::new(Activity::UpdateUser)
                .target(Target::user(&found).change("SignInAtRedemption", &old, &new))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Whether a provider lets people in, and its name; `None` when there is none of this id.
async fn active(tx: &mut Tx, tenant: TenantId, id: ProviderId) -> Result<Option<(bool, String)>> {
    match store::find(tx, tenant, id).await {
        Ok(provider) => Ok(Some((provider.is_active(), provider.display_name))),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Decides who authenticates a guest who redeems: as an administrator chose, or by the rules. What the rules considered
/// is told either way.
pub(crate) async fn discover_for(
    tx: &mut Tx,
    (host, user): (TenantId, UserId),
    address: &Address,
) -> Result<Decision> {
    let decision = discover(tx, host, address).await?;
    let Some(stored) = store::choice_of(tx, host, user).await? else {
        return Ok(decision);
    };
    let (ways, rule) = match SignInChoice::read(stored) {
        // A mailbox is no way round a block, whoever chose it.
        SignInChoice::Passcode if decision.considered.iter().any(|one| one.is_blocked) => {
            (Vec::new(), Rule::AccountBlockedAtHome)
        }
        SignInChoice::Passcode => (vec![Way::Passcode], Rule::ChosenByAdministrator),
        SignInChoice::Provider(id) => match active(tx, host, id).await? {
            Some((true, name)) => {
                let way = Way::Provider { id, name };
                (vec![way], Rule::ChosenByAdministrator)
            }
            Some((false, _)) | None => (Vec::new(), Rule::ChosenProviderOff),
        },
    };
    Ok(Decision {
        ways,
        rule,
        considered: decision.considered,
    })
}
