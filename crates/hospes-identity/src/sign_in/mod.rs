//! Signing in: first who, then how. Unknown names get the same answers as known ones.

mod passcode;
mod password;
#[cfg(test)]
mod tests;

use hospes_protocol::address::Address;

use crate::Identity;
use crate::error::{Error, Result};
use crate::identity_provider::{self, Way};
use crate::tenant;
use crate::user::{self, Issuer};

pub use password::{PasswordOutcome, SignInError};

/// What to ask after the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// A password: the name's domain is an organisation's here.
    Password,
    /// A passcode sent to the address.
    Passcode,
}

impl Identity {
    /// Decides what to ask somebody who says who they are. It depends on the domain alone where that
    /// is an organisation's on this server, so that nobody learns which accounts exist.
    pub async fn identify(&self, name: &str) -> Result<(Address, NextStep)> {
        let address = Address::parse(name).map_err(|e| Error::invalid("username", e.reason()))?;
        let mut tx = self.read().await?;
        let home = tenant::tenant_of_domain(&mut tx, address.domain()).await?;
        if home.is_none() {
            return Ok((address, NextStep::Passcode));
        }
        // Without an account at home, a guest with that address signs in by passcode everywhere else.
        // That such an address is none of the organisation's accounts is not given away: only people
        // who were invited by it and accepted get this answer.
        let decision = identity_provider::discover(&mut tx, &address).await?;
        let by_mail = user::memberships_of(&mut tx, Issuer::Mail, address.canonical()).await?;
        let step = match decision.way {
            Some(Way::Passcode) if !by_mail.is_empty() => NextStep::Passcode,
            Some(Way::Account { .. } | Way::Passcode) | None => NextStep::Password,
        };
        Ok((address, step))
    }
}
