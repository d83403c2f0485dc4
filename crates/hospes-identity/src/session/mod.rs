//! Sessions: what signing in leaves behind.
//!
//! A session says who somebody proved to be: an identity, `(issuer, subject)`. It belongs to the tenant
//! at which they proved it. What they may do in a tenant is asked anew with each request: the user object
//! there, whether it is blocked, its roles.

mod membership;
mod store;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::str::FromStr as _;

use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::{SessionId, TenantId, UserId};
use crate::secret::SessionSecret;
use crate::tenant::words;
use crate::user::{self, Issuer};

pub use membership::Membership;
pub(crate) use membership::{of as member, of_user as member_by_id};
pub(crate) use store::{delete_for_identity, set_current};

/// What belongs to people and to no tenant is counted here.
pub(crate) const NOBODY: TenantId = TenantId(uuid::Uuid::nil());

/// So long a session lasts after the sign-in.
const LIFE: Span = Span::hours(24);

words! {
    /// How somebody proved who they are.
    Method {
        /// A password of their organisation on this server.
        Password = "password",
        /// A code sent to their mailbox.
        Passcode = "passcode",
    }
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, which is no secret.
    pub id: SessionId,
    /// Where the person proved who they are: at home, or for a passcode at the host.
    pub tenant: TenantId,
    /// Who authenticated them.
    pub issuer: Issuer,
    /// The person at that issuer.
    pub subject: String,
    /// Their user object at home.
    pub home_user: Option<UserId>,
    /// The address they are known by.
    pub address: String,
    /// Their name.
    pub display_name: String,
    /// How they proved it.
    pub method: Method,
    /// The organisation they act in.
    pub current_tenant: Option<TenantId>,
    /// When they proved it.
    pub authenticated_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    pub(crate) hash: [u8; 32],
}

/// A session in a list of somebody's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What the browser calls itself.
    pub user_agent: String,
    /// The network it came from.
    pub network: String,
    /// Since when.
    pub authenticated_at: Timestamp,
    /// Whether it is the session that asks.
    pub is_current: bool,
}

/// A session to open.
#[derive(Debug)]
pub(crate) struct NewSession<'a> {
    pub(crate) tenant: TenantId,
    pub(crate) issuer: Issuer,
    pub(crate) subject: &'a str,
    pub(crate) home_user: Option<UserId>,
    pub(crate) address: &'a str,
    pub(crate) display_name: &'a str,
    pub(crate) method: Method,
    pub(crate) current_tenant: Option<TenantId>,
}

/// A session that was just opened, with what the browser keeps.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// The value of its cookie. It cannot be read again.
    pub cookie: String,
}

/// Opens a session in the transaction of the sign-in.
pub(crate) async fn open(
    tx: &mut Tx,
    new: &NewSession<'_>,
    circumstances: &Circumstances,
) -> Result<Opened> {
    let secret = SessionSecret::generate(tx.entropy());
    let now = tx.now();
    let session = Session {
        id: tx.new_id(),
        tenant: new.tenant,
        issuer: new.issuer,
        subject: new.subject.to_owned(),
        home_user: new.home_user,
        address: new.address.to_owned(),
        display_name: new.display_name.to_owned(),
        method: new.method,
        current_tenant: new.current_tenant,
        authenticated_at: now,
        expires_at: now.plus(LIFE),
        hash: secret.hash().0,
    };
    store::insert(tx, &session, circumstances).await?;
    // The tenant in front lets the look-up name it.
    let cookie = format!("{}.{}", new.tenant.0.simple(), secret.reveal());
    Ok(Opened { session, cookie })
}

/// Ends a session, in the transaction of whoever ends it.
pub(crate) async fn end(
    tx: &mut Tx,
    session: &Session,
    circumstances: &Circumstances,
) -> Result<()> {
    if store::delete(tx, session.tenant, session.hash).await? {
        let actor = Actor::person(session.tenant, &session.address, circumstances);
        Entry::new(Activity::SignOut)
            .detail("SessionId", &session.id)
            .record(tx, &actor)
            .await?;
    }
    Ok(())
}

/// The tenants at which the person of a session may have others: a passcode proves a mailbox to one of
/// the hosts whose guest it is.
pub(crate) async fn tenants(tx: &mut Tx, session: &Session) -> Result<BTreeSet<TenantId>> {
    let known = user::memberships_of(tx, session.issuer, &session.subject).await?;
    let known = known.into_iter().map(|(tenant, _)| tenant);
    Ok(known.chain([session.tenant]).collect())
}

impl Identity {
    /// The session of a cookie, if it still counts.
    pub async fn session(&self, cookie: &str) -> Result<Option<Session>> {
        let parsed = cookie.split_once('.').and_then(|(tenant, secret)| {
            Some((
                TenantId::from_str(tenant).ok()?,
                SessionSecret::parse(secret)?,
            ))
        });
        let Some((tenant, secret)) = parsed else {
            return Ok(None);
        };
        let mut tx = self.read().await?;
        let now = tx.now();
        let found = store::find(&mut tx, tenant, secret.hash().0).await?;
        let Some(session) = found.filter(|session| now < session.expires_at) else {
            return Ok(None);
        };
        // Blocked, deleted or revoked at home is signed out everywhere.
        if let Some(home) = session.home_user {
            let counts = match user::find(&mut tx, tenant, home).await {
                Ok(user) => {
                    user.is_active(now) && user.sessions_valid_from <= session.authenticated_at
                }
                Err(Error::NotFound { .. }) => false,
                Err(error) => return Err(error),
            };
            if !counts {
                return Ok(None);
            }
        }
        Ok(Some(session))
    }

    /// Where the person of a session is signed in, the session itself first, then the newest.
    pub async fn sessions_of(&self, session: &Session) -> Result<Vec<Place>> {
        let mut tx = self.read().await?;
        let mut places = Vec::new();
        for tenant in tenants(&mut tx, session).await? {
            places.extend(store::places(&mut tx, tenant, session).await?);
        }
        places.sort_by_key(|place| (!place.is_current, Reverse(place.authenticated_at)));
        Ok(places)
    }

    /// Ends a session.
    pub async fn sign_out(&self, session: &Session, circumstances: &Circumstances) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            end(&mut tx, session, circumstances).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Ends all other sessions of the same person.
    pub async fn sign_out_elsewhere(
        &self,
        session: &Session,
        circumstances: &Circumstances,
    ) -> Result<u64> {
        let actor = Actor::person(session.tenant, &session.address, circumstances);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut ended = 0;
            for tenant in tenants(&mut tx, session).await? {
                ended += store::delete_others(&mut tx, tenant, session).await?;
            }
            Entry::new(Activity::SignOut)
                .detail("OtherSessions", &ended)
                .record(&mut tx, &actor)
                .await?;
            tx.commit().await?;
            Ok(ended)
        })
        .await
    }

    /// Chooses the organisation the person acts in.
    pub async fn switch_organization(
        &self,
        session: &Session,
        tenant: TenantId,
        circumstances: &Circumstances,
    ) -> Result<()> {
        self.membership(session, tenant, circumstances)
            .await?
            .ok_or(Error::NotFound {
                what: "organization",
            })?;
        let actor = Actor::person(tenant, &session.address, circumstances);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            set_current(&mut tx, session, tenant).await?;
            Entry::new(Activity::SwitchOrganization)
                .detail("SessionId", &session.id)
                .record(&mut tx, &actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sweep: forgets sessions that are over.
    pub async fn end_old_sessions(&self) -> Result<crate::SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let gone = store::delete_ended(&mut tx, tenant).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}
