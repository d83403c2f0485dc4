//! A session that proves more than it did.

use super::{Opened, Session, rotate, store};
use crate::authenticator::Proved;
use crate::db::Tx;
use crate::error::{Error, Result};

/// Notes a second factor in the transaction that checked it, and gives the session another cookie: whoever knew
/// the old one before knows nothing of the session now.
pub(crate) async fn step_up(tx: &mut Tx, session: &Session, proved: Proved) -> Result<Opened> {
    // As it is now: another tab may have proved something meanwhile.
    let mut session = store::find(tx, session.tenant, session.hash)
        .await?
        .ok_or(Error::Unauthenticated)?;
    session
        .second_factors
        .retain(|other| other.tenant != proved.tenant);
    session.second_factors.push(proved);
    store::set_second_factors(tx, &session).await?;
    rotate(tx, &session).await
}

/// Notes an address that the person of a session proved besides, in the transaction that checked it, and gives the
/// session another cookie.
pub(crate) async fn prove_address(tx: &mut Tx, session: &Session, address: &str) -> Result<Opened> {
    let mut session = store::find(tx, session.tenant, session.hash)
        .await?
        .ok_or(Error::Unauthenticated)?;
    if !session.proved_addresses.iter().any(|one| one == address) {
        session.proved_addresses.push(address.to_owned());
    }
    store::set_proved_addresses(tx, &session).await?;
    rotate(tx, &session).await
}
