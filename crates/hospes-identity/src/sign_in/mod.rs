//! Signing in: first who, then how. Unknown names get the same answers as known ones.

mod passcode;
mod password;
mod provider;
#[cfg(test)]
mod tests;

use hospes_protocol::address::Address;

use crate::Identity;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::identity_provider::{self, Rule, Way};
use crate::ids::{ProviderId, TenantId};
use crate::tenant;
use crate::user::{self, Issuer, ProviderKey};

pub use password::{PasswordOutcome, SignInError};
pub use provider::{
    Answered, Arrival, ArriveError, Brought, DepartError, Departure, DomainFound, ExpectedThere,
    LoggedOutThere, LogoutError, LogoutReply, Purpose, SIGNED_OUT_PATH, SamlLogout,
    SamlLogoutAnswer, SessionThere, SignOutThere, Tested, Wish, callback_path,
};

/// What to ask after the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextStep {
    /// A password: the name's domain is an organisation's here.
    Password,
    /// A passcode sent to the address.
    Passcode,
    /// A sign-in at an identity provider of the organisation that is asked for: one, or several to choose from.
    Providers(Vec<(ProviderId, String)>),
}

impl Identity {
    /// Decides what to ask somebody who says who they are. It depends on the domain alone, so that nobody learns which
    /// accounts exist; `at` is the organisation that is asked for, if that is known.
    pub async fn identify(&self, name: &str, at: Option<TenantId>) -> Result<(Address, NextStep)> {
        let address = Address::parse(name).map_err(|e| Error::invalid("username", e.reason()))?;
        let mut tx = self.read().await?;
        let home = tenant::tenant_of_domain(&mut tx, address.domain()).await?;
        if let Some(host) = at.filter(|host| home != Some(*host)) {
            if let Some(step) = as_guest(&mut tx, host, &address).await? {
                return Ok((address, step));
            }
            if home.is_none() {
                let decision = identity_provider::discover(&mut tx, host, &address).await?;
                // What everybody may choose says nothing of whoever is known by no provider yet.
                let is_for_all = decision.rule == Rule::OfferedToEverybody;
                let providers = providers(decision.ways);
                if !providers.is_empty() && !is_for_all {
                    return Ok((address, NextStep::Providers(providers)));
                }
            }
        }
        if home.is_none() {
            return Ok((address, NextStep::Passcode));
        }
        // Without an account at home, a guest with that address signs in by passcode everywhere else.
        // That such an address is none of the organisation's accounts is not given away: only people
        // who were invited by it and accepted get this answer.
        let by_mail = user::memberships_of(&mut tx, Issuer::Mail, address.canonical()).await?;
        let has_account = identity_provider::has_account(&mut tx, &address).await?;
        let step = if has_account || by_mail.is_empty() {
            NextStep::Password
        } else {
            NextStep::Passcode
        };
        Ok((address, step))
    }
}

/// How somebody who accepted signs in, whatever the rules say by now: with what they are bound to. That an address is a
/// guest's is told only to whoever names one that was invited and accepted, as above.
async fn as_guest(tx: &mut Tx, host: TenantId, address: &Address) -> Result<Option<NextStep>> {
    let found = user::find_by_address(tx, host, address.canonical()).await?;
    // What counts is who signs in elsewhere, not how much the directory trusts them.
    let is_external = |user: &user::User| !user.has_password() && user.deleted_at.is_none();
    let Some(guest) = found.filter(is_external) else {
        return Ok(None);
    };
    let mut bound = Vec::new();
    for identity in user::bound_to(tx, host, guest.id).await? {
        match identity.issuer {
            Issuer::Provider(ProviderKey { tenant, id }) => {
                let provider = identity_provider::find(tx, tenant, id).await?;
                if provider.is_active() {
                    bound.push((id, provider.display_name));
                }
            }
            Issuer::Mail => return Ok(Some(NextStep::Passcode)),
            Issuer::Tenant(_) => {}
        }
    }
    Ok((!bound.is_empty()).then_some(NextStep::Providers(bound)))
}

fn providers(ways: Vec<Way>) -> Vec<(ProviderId, String)> {
    let provider = |way| match way {
        Way::Provider { id, name } => Some((id, name)),
        Way::Account { .. } | Way::Passcode => None,
    };
    ways.into_iter().filter_map(provider).collect()
}
