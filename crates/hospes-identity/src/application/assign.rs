//! Who may use an application.

use super::crud::target;
use super::{registration, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, GroupId, TenantId, UserId};
use crate::{Identity, group, user};

/// A page about an application shows so many assignments; more are managed through groups.
const MOST_SHOWN: i64 = 1_000;

/// Whom an application is assigned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// A user.
    User(UserId),
    /// The members of a group.
    Group(GroupId),
}

/// An assignment.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// To whom.
    pub principal: Principal,
    /// Their name.
    pub name: String,
    /// A person's address, or what a group is for.
    pub detail: String,
    /// Since when.
    pub assigned_at: Timestamp,
}

impl Identity {
    /// Assigns an application. Assigning twice is a conflict, as in the original.
    pub async fn assign_application(
        &self,
        actor: &Actor,
        application: ApplicationId,
        principal: Principal,
    ) -> Result<()> {
        actor.require(Permission::AssignApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            if !assign(&mut tx, actor, application, principal).await? {
                return Err(Error::Conflict { what: "assignment" });
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes an application away.
    pub async fn unassign_application(
        &self,
        actor: &Actor,
        application: ApplicationId,
        principal: Principal,
    ) -> Result<()> {
        actor.require(Permission::AssignApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let found = store::find(&mut tx, actor.tenant, application).await?;
            if !store::delete_assignment(&mut tx, actor.tenant, application, principal).await? {
                return Err(Error::NotFound { what: "assignment" });
            }
            let who = principal_target(&mut tx, actor.tenant, principal).await?;
            Entry::new(Activity::UnassignApplication)
                .target(who.change("AppRole.DisplayName", "Default Access", ""))
                .target(target(&found))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// To how many users and groups an application is assigned.
    pub async fn count_assignments(
        &self,
        actor: &Actor,
        application: ApplicationId,
    ) -> Result<u64> {
        let mut tx = self.read().await?;
        registration::require_read(&mut tx, actor, application).await?;
        store::find(&mut tx, actor.tenant, application).await?;
        Ok(store::count_assignments(&mut tx, actor.tenant, application).await?)
    }

    /// To whom an application is assigned, newest first, at most 1,000; deleted users are left out.
    pub async fn assignments(
        &self,
        actor: &Actor,
        application: ApplicationId,
    ) -> Result<Vec<Assignment>> {
        actor.require(Permission::ReadApplications)?;
        let mut tx = self.read().await?;
        store::find(&mut tx, actor.tenant, application).await?;
        Ok(store::assignments(&mut tx, actor.tenant, application, MOST_SHOWN).await?)
    }
}

/// Assigns in the caller's transaction; `false` when it is assigned already.
pub(crate) async fn assign(
    tx: &mut Tx,
    actor: &Actor,
    application: ApplicationId,
    principal: Principal,
) -> Result<bool> {
    let found = store::find(tx, actor.tenant, application).await?;
    let who = principal_target(tx, actor.tenant, principal).await?;
    if !store::insert_assignment(tx, actor.tenant, application, principal).await? {
        return Ok(false);
    }
    Entry::new(Activity::AssignApplication)
        .target(who.change("AppRole.DisplayName", "", "Default Access"))
        .target(target(&found))
        .record(tx, actor)
        .await?;
    Ok(true)
}

pub(super) async fn principal_target(
    tx: &mut Tx,
    tenant: TenantId,
    principal: Principal,
) -> Result<Target> {
    Ok(match principal {
        Principal::User(id) => Target::user(&user::find_present(tx, tenant, id).await?),
        Principal::Group(id) => {
            let found = group::find(tx, tenant, id).await?;
            Target::other("Group", id.0, &found.display_name)
        }
    })
}
