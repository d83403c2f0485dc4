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
