//! Changing a user: properties, block, password, sessions.

use hospes_protocol::address::Address;
use hospes_protocol::text::single_line;

use super::people::{Sponsor, check_manager, check_sponsors, save_sponsors};
use super::{ProfilePatch, User, UserType, addresses, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::UserId;
use crate::name::{LONGEST, display_name};
use crate::patch::Patch;
use crate::{Identity, role};

/// The original's limit of `otherMails`.
const MOST_OTHER_MAILS: usize = 250;

/// A change of a user.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    /// The name people see.
    pub display_name: Option<String>,
    /// The mail address.
    pub mail: Patch<Address>,
    /// More addresses.
    pub other_mails: Option<Vec<Address>>,
    /// The mail alias.
    pub mail_nickname: Option<String>,
    /// Member or guest. It changes what the directory trusts them with, not how they sign in.
    pub user_type: Option<UserType>,
    /// Whether they may sign in.
    pub account_enabled: Option<bool>,
    /// Whom they report to.
    pub manager: Patch<UserId>,
    /// When a guest's access ends.
    pub access_ends_at: Patch<Timestamp>,
    /// Who answers for a guest: at most five.
    pub sponsors: Option<Vec<Sponsor>>,
    /// Everything else.
    pub profile: ProfilePatch,
}

/// What an administrator's new password for somebody is.
#[derive(Debug, Clone)]
pub struct PasswordReset {
    /// The password; one is made up when empty.
    pub password: Option<String>,
    /// Whether the next sign-in asks for a new one.
    pub must_change: bool,
}

impl Identity {
    /// Changes a user.
    pub async fn update_user(&self, actor: &Actor, id: UserId, patch: &UserPatch) -> Result<User> {
        actor.require(Permission::UpdateUsers)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let user = update(&mut tx, actor, id, patch).await?;
            tx.commit().await?;
            Ok(user)
        })
        .await
    }

    /// Sets somebody's password; gives the one that was made up.
    pub async fn reset_password(
        &self,
        actor: &Actor,
        id: UserId,
        reset: &PasswordReset,
    ) -> Result<Option<String>> {
        actor.require(Permission::ResetPasswords)?;
        let new = self.new_password(reset.password.as_deref()).await?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            set_password(&mut tx, actor, id, (&new.hash, reset.must_change)).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(new.made_up)
    }

    /// Changes a user and sets their password: both, or neither.
    pub async fn update_user_and_password(
        &self,
        actor: &Actor,
        id: UserId,
        (patch, reset): (&UserPatch, &PasswordReset),
    ) -> Result<()> {
        actor.require(Permission::UpdateUsers)?;
        actor.require(Permission::ResetPasswords)?;
        let new = self.new_password(reset.password.as_deref()).await?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            update(&mut tx, actor, id, patch).await?;
            set_password(&mut tx, actor, id, (&new.hash, reset.must_change)).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Changes the actor's own password, which the caller has just verified. `false` when it is not the
    /// one any more that was verified.
    pub(crate) async fn change_own_password(
        &self,
        actor: &Actor,
        verified: &User,
        password: &str,
    ) -> Result<bool> {
        let hash = self.new_password(Some(password)).await?.hash;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut user = store::find_present(&mut tx, actor.tenant, verified.id).await?;
            if user.password_hash != verified.password_hash {
                return Ok(false);
            }
            user.password_hash = Some(hash.clone());
            user.must_change_password = false;
            store::save(&mut tx, actor.tenant, &mut user).await?;
            Entry::new(Activity::ChangePassword)
                .target(Target::user(&user))
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(true)
        })
        .await
    }

    /// Ends a user's sessions: those from before do not count in this tenant any more.
    pub async fn revoke_sessions(&self, actor: &Actor, id: UserId) -> Result<()> {
        if !actor.may_own(id, Permission::RevokeSessions) {
            actor.require(Permission::RevokeSessions)?;
        }
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut user = store::find(&mut tx, actor.tenant, id).await?;
            if actor.user() != Some(id) {
                role::may_manage(&mut tx, actor, id).await?;
            }
            let before = user.sessions_valid_from;
            user.sessions_valid_from = tx.now();
            let target = Target::user(&user).change(
                "StsRefreshTokensValidFrom",
                &before.to_rfc3339(),
                &user.sessions_valid_from.to_rfc3339(),
            );
            store::save(&mut tx, actor.tenant, &mut user).await?;
            Entry::new(Activity::RevokeSessions)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sweep: blocks guests whose access has come to its end.
    pub async fn end_guest_access(&self) -> Result<crate::SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let actor = Actor::system(tenant, "access end date", tx.new_id());
            let ended = store::guests_past_their_end(&mut tx, tenant, SWEEP_ROWS).await?;
            let count = ended.len();
            for mut user in ended {
                user.account_enabled = false;
                user.sessions_valid_from = tx.now();
                let end = user
                    .access_ends_at
                    .map(Timestamp::to_rfc3339)
                    .unwrap_or_default();
                store::save(&mut tx, tenant, &mut user).await?;
                Entry::new(Activity::EndGuestAccess)
                    .target(Target::user(&user).change("AccountEnabled", "true", "false"))
                    .detail("AccessEndsAt", &end)
                    .record(&mut tx, &actor)
                    .await?;
            }
            tx.commit().await?;
            Ok(u64::try_from(count).unwrap_or(u64::MAX))
        })
        .await
    }
}

async fn apply(tx: &mut Tx, actor: &Actor, user: &mut User, patch: &UserPatch) -> Result<()> {
    if let Some(name) = &patch.display_name {
        user.display_name = display_name(name, LONGEST)?;
    }
    match &patch.mail {
        Patch::Keep => {}
        Patch::Clear => user.mail = None,
        Patch::Set(address) => user.mail = Some(address.as_typed().to_owned()),
    }
    if let Some(others) = &patch.other_mails {
        if others.len() > MOST_OTHER_MAILS {
            return Err(Error::invalid("otherMails", "there are more than 250"));
        }
        user.other_mails = others
            .iter()
            .map(|address| address.as_typed().to_owned())
            .collect();
    }
    if let Some(nickname) = &patch.mail_nickname {
        user.mail_nickname = Some(single_line(nickname, 64))
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Error::invalid("mailNickname", "it is empty"))?;
    }
    user.user_type = patch.user_type.unwrap_or(user.user_type);
    if let Some(enabled) = patch.account_enabled
        && enabled != user.account_enabled
    {
        set_enabled(tx, actor, user, enabled).await?;
    }
    match &patch.manager {
        Patch::Keep => {}
        Patch::Clear => user.manager = None,
        Patch::Set(manager) => {
            if *manager == user.id {
                return Err(Error::invalid("manager", "nobody reports to themselves"));
            }
            user.manager = Some(check_manager(tx, actor.tenant, *manager).await?);
        }
    }
    match &patch.access_ends_at {
        Patch::Keep => {}
        Patch::Clear => user.access_ends_at = None,
        Patch::Set(end) => set_end(tx, actor, user, *end).await?,
    }
    if let Some(sponsors) = &patch.sponsors {
        check_sponsors(tx, actor.tenant, sponsors).await?;
    }
    patch.profile.apply(&mut user.profile)
}

async fn set_enabled(tx: &mut Tx, actor: &Actor, user: &mut User, enabled: bool) -> Result<()> {
    if !enabled {
        if actor.user() == Some(user.id) {
            return Err(Error::invalid(
                "accountEnabled",
                "nobody can block themselves",
            ));
        }
        role::keep_an_administrator(tx, actor, user).await?;
        user.sessions_valid_from = tx.now();
    }
    user.account_enabled = enabled;
    Ok(())
}

/// Changes a user in the caller's transaction.
async fn update(tx: &mut Tx, actor: &Actor, id: UserId, patch: &UserPatch) -> Result<User> {
    let before = store::find_present(tx, actor.tenant, id).await?;
    role::may_manage(tx, actor, id).await?;
    let mut user = before.clone();
    apply(tx, actor, &mut user, patch).await?;
    if user.display_name != before.display_name {
        store::delete_terms(tx, actor.tenant, id).await?;
        store::save_terms(tx, actor.tenant, &user).await?;
    }
    if !addresses::claim(tx, actor.tenant, &user, &addresses::of(&before)).await? {
        return Err(Error::Conflict { what: "address" });
    }
    let sponsors = save_sponsors(tx, actor.tenant, id, patch.sponsors.as_deref());
    let (old_sponsors, new_sponsors) = sponsors.await?;
    let mut target = changes(Target::user(&user), &before, &user);
    if old_sponsors != new_sponsors {
        target = target.change("Sponsors", &old_sponsors, &new_sponsors);
    }
    store::save(tx, actor.tenant, &mut user).await?;
    Entry::new(activity(&before, &user))
        .target(target)
        .record(tx, actor)
        .await?;
    Ok(user)
}

/// Sets a password in the caller's transaction, and ends the sessions that the old one began.
async fn set_password(
    tx: &mut Tx,
    actor: &Actor,
    id: UserId,
    (hash, must_change): (&str, bool),
) -> Result<()> {
    let mut user = store::find_present(tx, actor.tenant, id).await?;
    if !user.has_password() {
        let reason = "this person signs in elsewhere; their password is kept there";
        return Err(Error::invalid("password", reason));
    }
    role::may_manage(tx, actor, id).await?;
    user.password_hash = Some(hash.to_owned());
    user.must_change_password = must_change;
    user.sessions_valid_from = tx.now();
    store::save(tx, actor.tenant, &mut user).await?;
    Entry::new(Activity::ResetPassword)
        .target(Target::user(&user))
        .record(tx, actor)
        .await
}

/// Sets the end of somebody's access; the caller saves them.
pub(crate) async fn set_end(
    tx: &mut Tx,
    actor: &Actor,
    user: &mut User,
    end: Timestamp,
) -> Result<()> {
    role::keep_an_administrator(tx, actor, user).await?;
    user.access_ends_at = Some(end);
    Ok(())
}

fn activity(before: &User, after: &User) -> Activity {
    match (before.account_enabled, after.account_enabled) {
        (true, false) => Activity::DisableAccount,
        (false, true) => Activity::EnableAccount,
        (true, true) | (false, false) => Activity::UpdateUser,
    }
}

/// Every difference, for the audit event.
fn changes(mut target: Target, before: &User, after: &User) -> Target {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let of = |user: &User| {
        let mut all = vec![
            ("displayName", user.display_name.clone()),
            ("mail", text(user.mail.as_deref())),
            ("otherMails", user.other_mails.join(", ")),
            ("mailNickname", user.mail_nickname.clone()),
            ("userType", user.user_type.as_str().to_owned()),
            ("accountEnabled", user.account_enabled.to_string()),
            (
                "manager",
                user.manager.map(|id| id.to_string()).unwrap_or_default(),
            ),
            (
                "accessEndsAt",
                user.access_ends_at
                    .map(Timestamp::to_rfc3339)
                    .unwrap_or_default(),
            ),
        ];
        all.extend(
            user.profile
                .entries()
                .into_iter()
                .map(|(name, value)| (name, text(value))),
        );
        all
    };
    for ((name, old), (_, new)) in of(before).into_iter().zip(of(after)) {
        if old != new {
            target = target.change(name, &old, &new);
        }
    }
    target
}
