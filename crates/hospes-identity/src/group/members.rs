//! Who belongs to a group.

use super::crud::target;
use super::store;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{GroupId, UserId};
use crate::page::{Page, PageRequest};
use crate::user::User;
use crate::{Identity, user};

impl Identity {
    /// Adds a user to a group. Adding twice is a conflict, as in the original.
    pub async fn add_member(&self, actor: &Actor, group: GroupId, user: UserId) -> Result<()> {
        actor.require(Permission::ManageMemberships)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            if !add(&mut tx, actor, group, user).await? {
                return Err(Error::Conflict { what: "member" });
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes a user out of a group.
    pub async fn remove_member(&self, actor: &Actor, group: GroupId, user: UserId) -> Result<()> {
        actor.require(Permission::ManageMemberships)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let found = store::find(&mut tx, actor.tenant, group).await?;
            let member = user::find(&mut tx, actor.tenant, user).await?;
            if !store::delete_member(&mut tx, actor.tenant, group, user).await? {
                return Err(Error::NotFound { what: "member" });
            }
            Entry::new(Activity::RemoveMemberFromGroup)
                .target(Target::user(&member).change("Group.DisplayName", &found.display_name, ""))
                .target(target(&found))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// A page of a group's members, oldest object first; deleted users are left out.
    pub async fn members(
        &self,
        actor: &Actor,
        group: GroupId,
        page: &PageRequest,
    ) -> Result<Page<User>> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        store::find(&mut tx, actor.tenant, group).await?;
        let ids = store::members(&mut tx, actor.tenant, group, page).await?;
        let mut rows = Vec::with_capacity(ids.rows.len());
        for id in ids.rows {
            rows.push(user::find(&mut tx, actor.tenant, id).await?);
        }
        Ok(Page {
            rows,
            before: ids.before,
            after: ids.after,
        })
    }
}

/// Adds a user to a group in the caller's transaction; `false` when they are a member already.
pub(crate) async fn add(tx: &mut Tx, actor: &Actor, group: GroupId, user: UserId) -> Result<bool> {
    let found = store::find(tx, actor.tenant, group).await?;
    let member = user::find_present(tx, actor.tenant, user).await?;
    if !store::insert_member(tx, actor.tenant, group, user).await? {
        return Ok(false);
    }
    Entry::new(Activity::AddMemberToGroup)
        .target(Target::user(&member).change("Group.DisplayName", "", &found.display_name))
        .target(target(&found))
        .record(tx, actor)
        .await?;
    Ok(true)
}
