//! A session that proves more than it did.

use super::{Opened, Session, store};
use crate::authenticator::Proved;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::secret::SessionSecret;

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
    let secret = SessionSecret::generate(tx.entropy());
    let hash = secret.hash().0;
    if !store::replace(tx, &session, hash, &session.second_factors).await? {
        return Err(Error::Unauthenticated);
    }
    session.hash = hash;
    let cookie = format!("{}.{}", session.tenant.0.simple(), secret.reveal());
    Ok(Opened { session, cookie })
}
