//! Giving and taking roles.

use super::{Role, permissions_of, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserId};
use crate::user::User;
use crate::{Identity, invitation, user};

impl Identity {
    /// Gives a user a role. Giving it twice is no error.
    pub async fn assign_role(&self, actor: &Actor, user: UserId, role: Role) -> Result<()> {
        actor.require(Permission::AssignRoles)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut found = user::find_present(&mut tx, actor.tenant, user).await?;
            invitation::stop_conversion(&mut tx, actor, &mut found).await?;
            assign(&mut tx, actor, user, role).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes a role from a user. The last enabled Global Administrator keeps theirs.
    pub async fn unassign_role(&self, actor: &Actor, user: UserId, role: Role) -> Result<()> {
        actor.require(Permission::AssignRoles)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut found = user::find(&mut tx, actor.tenant, user).await?;
            if role == Role::GlobalAdministrator {
                keep_an_administrator(&mut tx, actor, &found).await?;
                // The other half of the clash: whoever removes the other administrator touches this one.
                user::save(&mut tx, actor.tenant, &mut found).await?;
            }
            if store::delete(&mut tx, actor.tenant, user, role).await? {
                Entry::new(Activity::RemoveMemberFromRole)
                    .target(Target::user(&found).change(
                        "Role.DisplayName",
                        role.display_name(),
                        "",
                    ))
                    .record(&mut tx, actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The roles a user holds.
    pub async fn roles_of(&self, actor: &Actor, user: UserId) -> Result<Vec<Role>> {
        if actor.user() != Some(user) {
            actor.require(Permission::ReadDirectory)?;
        }
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, user).await?;
        store::of_user(&mut tx, actor.tenant, user).await
    }

    /// Whether anybody holds the role Global Administrator. For the operator, who asks without an actor.
    pub async fn has_administrator(&self, tenant: TenantId) -> Result<bool> {
        let mut tx = self.read().await?;
        let holders = store::holders(&mut tx, tenant, Role::GlobalAdministrator).await?;
        Ok(!holders.is_empty())
    }
}

/// Gives a role in the caller's transaction; its audit event is the one of the assignment.
pub(crate) async fn assign(tx: &mut Tx, actor: &Actor, user: UserId, role: Role) -> Result<()> {
    let found = user::find_present(tx, actor.tenant, user).await?;
    if store::insert(tx, actor.tenant, user, role).await? {
        Entry::new(Activity::AddMemberToRole)
            .target(Target::user(&found).change("Role.DisplayName", "", role.display_name()))
            .record(tx, actor)
            .await?;
    }
    Ok(())
}

/// Refuses to leave the tenant without a Global Administrator who can sign in and is not `leaving`. The
/// caller must save `leaving`, whatever it takes from them.
pub(crate) async fn keep_an_administrator(
    tx: &mut Tx,
    actor: &Actor,
    leaving: &User,
) -> Result<()> {
    let holders = store::holders(tx, actor.tenant, Role::GlobalAdministrator).await?;
    if !holders.contains(&leaving.id) || !leaving.is_here_to_stay() {
        return Ok(());
    }
    for holder in holders.into_iter().filter(|holder| *holder != leaving.id) {
        let mut found = user::find(tx, actor.tenant, holder).await?;
        if found.is_here_to_stay() {
            // Two administrators who remove each other at once must clash: both touch the other.
            return user::save(tx, actor.tenant, &mut found).await;
        }
    }
    Err(Error::Invalid {
        field: "user",
        reason: "this is the last Global Administrator who can sign in; make somebody else one first",
    })
}

/// Refuses when the roles of `user` allow what the actor may not do: who acts upon somebody, by a new
/// password say, could become them.
pub(crate) async fn may_manage(tx: &mut Tx, actor: &Actor, user: UserId) -> Result<()> {
    if actor.may(Permission::ManageAdministrators) {
        return Ok(());
    }
    let roles = store::of_user(tx, actor.tenant, user).await?;
    // An application's permissions are as wide for whoever holds its secret: no role at all.
    let allowed = if actor.is_application() {
        roles.is_empty()
    } else {
        actor.permissions.include(permissions_of(&roles))
    };
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden {
            permission: Permission::ManageAdministrators,
        })
    }
}
