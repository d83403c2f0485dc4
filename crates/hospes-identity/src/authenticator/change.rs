//! Adding, naming and removing authenticators.

use hospes_protocol::text::single_line;

use super::store::{self, New};
use super::totp::prove;
use super::{
    Authenticators, FRESH, Factor, FactorError, Holder, LONGEST_NAME, MOST, Need, Registered,
};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::identity::{SWEEP_ROWS, SweepReport};
use crate::ids::{AuthenticatorId, UserId};
use crate::role;
use crate::session::Membership;
use crate::user;

/// The name that somebody gives an authenticator, or one for who gives none.
pub(super) fn label(typed: &str, otherwise: &str) -> String {
    let name = single_line(typed, LONGEST_NAME);
    if name.is_empty() {
        otherwise.to_owned()
    } else {
        name
    }
}

/// Whether authenticators may come and go: soon after the sign-in only, and where there is one already, by who
/// proved it. Otherwise a password that was stolen would be enough to add one's own.
pub(super) async fn may_change(tx: &mut Tx, holder: Holder<'_>) -> Result<Result<(), FactorError>> {
    let Holder { session, member } = holder;
    let tenant = member.tenant.id;
    let now = tx.now();
    if session.authenticated_at.plus(FRESH) < now {
        return Ok(Err(FactorError::NotFresh));
    }
    // Where home is believed, a first factor alone must not become a way round home's second one.
    if matches!(member.second_factor, Need::AtHome { .. }) {
        return Ok(Err(FactorError::NotProved));
    }
    if session.second_factor_in(tenant).is_none()
        && store::has_any(tx, (tenant, member.user.id)).await?
    {
        return Ok(Err(FactorError::NotProved));
    }
    Ok(Ok(()))
}

impl Identity {
    /// What somebody has to prove who they are with.
    pub async fn authenticators(&self, member: &Membership) -> Result<Authenticators> {
        let owner = (member.tenant.id, member.user.id);
        let mut tx = self.read().await?;
        Ok(Authenticators {
            all: store::list(&mut tx, owner).await?,
            recovery_codes: store::codes(&mut tx, owner).await?.len(),
        })
    }

    /// Whether somebody may add and remove authenticators now.
    pub async fn may_change_authenticators(&self, holder: Holder<'_>) -> Result<(), FactorError> {
        may_change(&mut self.read().await?, holder).await?
    }

    /// Keeps a new authenticator in the caller's transaction, which has checked its first proof.
    pub(super) async fn add(
        &self,
        tx: &mut Tx,
        holder: Holder<'_>,
        (new, factor): (&New<'_>, Factor),
    ) -> Result<Registered> {
        let member = holder.member;
        let owner = (member.tenant.id, member.user.id);
        let known = store::list(tx, owner).await?;
        if known.len() >= MOST {
            return Err(Error::invalid("authenticator", "there are 20 already"));
        }
        store::insert(tx, owner, new).await?;
        // Two who add their first one at once: each touches the user, so one of them sees the other's.
        let mut user = user::find_present(tx, owner.0, owner.1).await?;
        user::save(tx, owner.0, &mut user).await?;
        let recovery_codes = if known.is_empty() {
            self.make_codes(tx, owner).await?
        } else {
            Vec::new()
        };
        Entry::new(Activity::RegisterSecurityInfo)
            .target(Target::user(&member.user).change("Authenticator", "", new.name))
            .detail("Method", new.kind.as_str())
            .record(tx, &member.actor)
            .await?;
        let opened = prove(tx, holder, factor).await?;
        Ok(Registered {
            opened,
            recovery_codes,
        })
    }

    /// Names an authenticator otherwise.
    pub async fn rename_authenticator(
        &self,
        holder: Holder<'_>,
        id: AuthenticatorId,
        name: &str,
    ) -> Result<(), FactorError> {
        let member = holder.member;
        let owner = (member.tenant.id, member.user.id);
        let name = label(name, "");
        if name.is_empty() {
            return Err(Error::invalid("name", "it is empty").into());
        }
        self.retrying(|| async {
            let mut tx = self.write().await?;
            if let Err(refusal) = may_change(&mut tx, holder).await? {
                return Ok(Err(refusal));
            }
            let all = store::list(&mut tx, owner).await?;
            let before = all.into_iter().find(|one| one.id == id);
            let before = before.ok_or(Error::NotFound {
                what: "authenticator",
            })?;
            store::rename(&mut tx, owner, id, &name).await?;
            Entry::new(Activity::ChangeSecurityInfo)
                .target(Target::user(&member.user).change("Authenticator", &before.name, &name))
                .record(&mut tx, &member.actor)
                .await?;
            tx.commit().await?;
            Ok(Ok(()))
        })
        .await?
    }

    /// Removes an authenticator; with the last one go the recovery codes.
    pub async fn delete_authenticator(
        &self,
        holder: Holder<'_>,
        id: AuthenticatorId,
    ) -> Result<(), FactorError> {
        let member = holder.member;
        let owner = (member.tenant.id, member.user.id);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            if let Err(refusal) = may_change(&mut tx, holder).await? {
                return Ok(Err(refusal));
            }
            let all = store::list(&mut tx, owner).await?;
            let gone = all.iter().find(|one| one.id == id);
            let gone = gone.ok_or(Error::NotFound {
                what: "authenticator",
            })?;
            store::delete(&mut tx, owner, id).await?;
            if all.len() == 1 {
                store::delete_codes(&mut tx, owner).await?;
            }
            Entry::new(Activity::DeleteSecurityInfo)
                .target(Target::user(&member.user).change("Authenticator", &gone.name, ""))
                .detail("Method", gone.kind.as_str())
                .record(&mut tx, &member.actor)
                .await?;
            tx.commit().await?;
            Ok(Ok(()))
        })
        .await?
    }

    /// Removes all that somebody else proves themselves with, and ends their sessions: they register again. Who
    /// may set a person's password may do this, and nobody upon who may more than they.
    pub async fn reset_authenticators(&self, actor: &Actor, id: UserId) -> Result<u64> {
        actor.require(Permission::ResetPasswords)?;
        if actor.user() == Some(id) {
            // There it takes a fresh sign-in with the second factor.
            let reason = "nobody does this to themselves; your own are in My account";
            return Err(Error::invalid("user", reason));
        }
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut user = user::find_present(&mut tx, actor.tenant, id).await?;
            role::may_manage(&mut tx, actor, id).await?;
            let gone = store::delete_for_user(&mut tx, actor.tenant, id).await?;
            user.sessions_valid_from = tx.now();
            user::save(&mut tx, actor.tenant, &mut user).await?;
            Entry::new(Activity::ResetSecurityInfo)
                .target(Target::user(&user))
                .detail("Authenticators", &gone)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }

    /// Sweep: forgets ceremonies that were not finished.
    pub async fn forget_old_challenges(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let gone = store::delete_ended_challenges(&mut tx, tenant).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}
