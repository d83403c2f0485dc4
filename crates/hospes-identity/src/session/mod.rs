//! Sessions: what signing in leaves behind.
//!
//! A session says who somebody proved to be: an identity, `(issuer, subject)`. It belongs to the tenant
//! at which they proved it. What they may do in a tenant is asked anew with each request: the user object
//! there, whether it is blocked, its roles.

mod membership;
mod organizations;
mod places;
mod step_up;
mod store;
#[cfg(test)]
mod tests;
mod upstream;

use std::str::FromStr as _;

use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry};
use crate::authenticator::{Factor, Proved};
use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::{SessionId, TenantId, UserId};
use crate::secret::SessionSecret;
use crate::tenant::words;
use crate::user::{self, ClaimedNames, Issuer};

pub use membership::{KeptOut, Membership};
pub(crate) use membership::{of as member, of_user as member_by_id};
pub use organizations::{OrganizationOfPerson, WaitingInvitation};
pub use places::Place;
pub(crate) use places::tenants;
pub(crate) use step_up::{prove_address, step_up};
pub(crate) use store::{
    choose, delete_for_identity, delete_for_provider, delete_of_provider_session,
    set_sign_out_hint, sign_out_hint,
};
pub(crate) use upstream::CLASSES as MULTIFACTOR_CLASSES;
pub use upstream::{How, Upstream};

/// What belongs to people and to no tenant is counted here.
pub(crate) const NOBODY: TenantId = TenantId(uuid::Uuid::nil());

/// When a session was used is written at most this often: a write for each page would cost more than knowing
/// it to the second is worth.
const TOUCH: Span = Span::minutes(5);

words! {
    /// How somebody proved who they are.
    Method {
        /// A password of their organisation on this server.
        Password = "password",
        /// A code sent to their mailbox.
        Passcode = "passcode",
        /// A passkey of their organisation on this server, which is two factors in one.
        Passkey = "passkey",
        /// An identity provider of the host.
        Provider = "provider",
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
    /// When it was last used, to five minutes.
    pub last_used_at: Timestamp,
    /// When it ends, however it is used.
    pub expires_at: Timestamp,
    /// What else they proved since, and where.
    pub second_factors: Vec<Proved>,
    /// The addresses that they proved to have besides the identity, in canonical form: those that a provider vouched
    /// for, or whose mailbox they proved.
    pub proved_addresses: Vec<String>,
    /// What the identity provider said of the sign-in, if one vouched for it.
    pub upstream: Upstream,
    pub(crate) hash: [u8; 32],
}

impl Session {
    /// The second factor that was proved in a tenant. One of another tenant says nothing there: whoever runs
    /// that one could have made it up.
    pub fn second_factor_in(&self, tenant: TenantId) -> Option<Proved> {
        let found = self.second_factors.iter().find(|one| one.tenant == tenant);
        found.copied()
    }

    /// What the identity provider said of the sign-in, if that is the second factor; nothing of any other.
    pub(crate) fn how_of(&self, proved: Option<Proved>) -> How {
        if proved.is_some_and(|proved| proved.factor == Factor::Provider) {
            self.upstream.how.clone()
        } else {
            How::default()
        }
    }
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
    pub(crate) proved_addresses: Vec<String>,
    pub(crate) upstream: Upstream,
    /// When it ends at the latest, if whoever vouches for the person says so.
    pub(crate) ends_at: Option<Timestamp>,
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
    let by_passkey = (new.method == Method::Passkey).then_some(Proved {
        tenant: new.tenant,
        factor: Factor::Passkey,
        at: now,
    });
    // Where they were the last time is where they begin. Whether they still belong there is asked with each request.
    let chosen = store::last_chosen(tx, (new.issuer, new.subject)).await?;
    let longest = now.plus(tx.lifetimes().session);
    let session = Session {
        id: tx.new_id(),
        tenant: new.tenant,
        issuer: new.issuer,
        subject: new.subject.to_owned(),
        home_user: new.home_user,
        address: new.address.to_owned(),
        display_name: new.display_name.to_owned(),
        method: new.method,
        current_tenant: chosen.or(new.current_tenant),
        authenticated_at: now,
        last_used_at: now,
        expires_at: new.ends_at.map_or(longest, |end| end.min(longest)),
        second_factors: by_passkey.into_iter().collect(),
        proved_addresses: new.proved_addresses.clone(),
        upstream: new.upstream.clone(),
        hash: secret.hash().0,
    };
    store::insert(tx, &session, circumstances).await?;
    let cookie = cookie(new.tenant, &secret);
    Ok(Opened { session, cookie })
}

/// Notes what a provider calls the person of a session.
pub(crate) async fn set_claimed_names(
    tx: &mut Tx,
    session: &Session,
    names: &ClaimedNames,
) -> Result<()> {
    let text = serde_json::to_string(names).map_err(|e| Error::corrupt("claimed names", e))?;
    Ok(store::set_claimed_names(tx, session, &text).await?)
}

/// What a provider called the person of a session when it was opened; nothing if it was no provider.
pub(crate) async fn claimed_names(tx: &mut Tx, session: &Session) -> Result<ClaimedNames> {
    match store::claimed_names(tx, session).await? {
        Some(text) => serde_json::from_str(&text).map_err(|e| Error::corrupt("claimed names", e)),
        None => Ok(ClaimedNames::default()),
    }
}

/// The value of a cookie. The tenant in front lets the look-up name it.
fn cookie(tenant: TenantId, secret: &SessionSecret) -> String {
    format!("{}.{}", tenant.0.simple(), secret.reveal())
}

/// Gives a session a new secret in the caller's transaction, with the cookie that holds it: from the
/// commit on the old one opens nothing, whoever copied it. To be called where a session comes to mean more than
/// before, and where somebody fears that it was stolen. Refused when the session is over.
pub(crate) async fn rotate(tx: &mut Tx, session: &Session) -> Result<Opened> {
    let secret = SessionSecret::generate(tx.entropy());
    let mut session = session.clone();
    let old = std::mem::replace(&mut session.hash, secret.hash().0);
    if !store::set_hash(tx, session.tenant, (old, session.hash)).await? {
        return Err(Error::Unauthenticated);
    }
    let cookie = cookie(session.tenant, &secret);
    Ok(Opened { session, cookie })
}

/// Whether a session still counts by the time.
fn is_over(session: &Session, tx: &Tx) -> bool {
    let (now, idle) = (tx.now(), tx.lifetimes().session_idle);
    session.expires_at <= now || session.last_used_at.plus(idle) <= now
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
        let Some(session) = found.filter(|session| !is_over(session, &tx)) else {
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
        drop(tx);
        // A shorter idle limit needs to know it better.
        let half = Span::millis(self.env.lifetimes.session_idle.as_millis() / 2);
        if session.last_used_at.plus(TOUCH.min(half)) <= now {
            self.touch(&session).await;
        }
        Ok(Some(session))
    }

    /// Writes down that a session is used. What fails here fails nobody's request: the session is then as old
    /// as it was, and the next use tries again.
    async fn touch(&self, session: &Session) {
        let touched = async {
            let mut tx = self.write().await?;
            store::touch(&mut tx, session).await?;
            Ok::<(), Error>(tx.commit().await?)
        };
        if let Err(error) = touched.await {
            tracing::warn!(%error, "the use of a session could not be written down");
        }
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
            choose(&mut tx, session, tenant).await?;
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
