//! Where somebody is signed in, and ending it: their own, and those of others by who may.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Method, Session, rotate, store};
use crate::actor::{Actor, Circumstances, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{SessionId, TenantId, UserId};
use crate::{Identity, role, user};

/// A session in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its id, which is no secret.
    pub id: SessionId,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The network it came from.
    pub network: String,
    /// How the person proved who they are.
    pub method: Method,
    /// Since when.
    pub authenticated_at: Timestamp,
    /// When it was last used, to five minutes.
    pub last_used_at: Timestamp,
    /// Whether it is the session that asks.
    pub is_current: bool,
}

/// The tenants at which the person of a session may have others: a passcode proves a mailbox to one of
/// the hosts whose guest it is.
pub(crate) async fn tenants(tx: &mut Tx, session: &Session) -> Result<BTreeSet<TenantId>> {
    let known = user::memberships_of(tx, session.issuer, &session.subject).await?;
    let known = known.into_iter().map(|(tenant, _)| tenant);
    Ok(known.chain([session.tenant]).collect())
}

impl Identity {
    /// Where the person of a session is signed in, the session itself first, then the newest.
    pub async fn sessions_of(&self, session: &Session) -> Result<Vec<Place>> {
        let mut tx = self.read().await?;
        let mut places = store::own_places(&mut tx, session).await?;
        places.sort_by_key(|place| (!place.is_current, Reverse(place.authenticated_at)));
        Ok(places)
    }

    /// Ends one of the sessions of the same person.
    pub async fn sign_out_place(
        &self,
        session: &Session,
        id: SessionId,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let actor = Actor::person(session.tenant, &session.address, circumstances);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            if store::delete_own(&mut tx, session, Some(id)).await? == 0 {
                return Err(Error::NotFound { what: "session" });
            }
            Entry::new(Activity::SignOut)
                .detail("SessionId", &id)
                .record(&mut tx, &actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Ends all other sessions of the same person, and gives this one a new secret: whoever copied its cookie
    /// is out, too. Gives how many ended, and the new cookie.
    pub async fn sign_out_elsewhere(
        &self,
        session: &Session,
        circumstances: &Circumstances,
    ) -> Result<(u64, String)> {
        let actor = Actor::person(session.tenant, &session.address, circumstances);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let ended = store::delete_others(&mut tx, session).await?;
            let cookie = rotate(&mut tx, session).await?.cookie;
            Entry::new(Activity::SignOut)
                .detail("OtherSessions", &ended)
                .record(&mut tx, &actor)
                .await?;
            tx.commit().await?;
            Ok((ended, cookie))
        })
        .await
    }

    /// Where a user is signed in, the newest first: sessions that were opened at the actor's organisation and
    /// still count. Those that a guest opened elsewhere are not its to see; revoking all sessions ends what
    /// they may do here all the same.
    pub async fn sessions_of_user(&self, actor: &Actor, id: UserId) -> Result<Vec<Place>> {
        if !actor.may(Permission::ReadSignIns) {
            actor.require(Permission::RevokeSessions)?;
        }
        let mut tx = self.read().await?;
        let user = user::find(&mut tx, actor.tenant, id).await?;
        let mut places = Vec::new();
        for bound in user::bound_to(&mut tx, actor.tenant, id).await? {
            let whose = (bound.issuer, bound.subject.as_str());
            places.extend(store::places(&mut tx, actor.tenant, whose, [0; 32]).await?);
        }
        places.retain(|place| user.sessions_valid_from <= place.authenticated_at);
        places.sort_by_key(|place| Reverse(place.authenticated_at));
        Ok(places)
    }

    /// Ends one session of a user.
    pub async fn end_session_of_user(
        &self,
        actor: &Actor,
        id: UserId,
        session: SessionId,
    ) -> Result<()> {
        actor.require(Permission::RevokeSessions)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let user = user::find(&mut tx, actor.tenant, id).await?;
            role::may_manage(&mut tx, actor, id).await?;
            let mut ended = false;
            for bound in user::bound_to(&mut tx, actor.tenant, id).await? {
                let whose = (bound.issuer, bound.subject.as_str());
                ended |= store::delete_one(&mut tx, actor.tenant, whose, session).await?;
            }
            if !ended {
                return Err(Error::NotFound { what: "session" });
            }
            Entry::new(Activity::EndSession)
                .target(Target::user(&user))
                .detail("SessionId", &session)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
