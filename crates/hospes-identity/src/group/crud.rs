//! Creating, changing, listing and deleting groups.

use hospes_protocol::text::single_line;

use super::{Group, GroupSummary, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::error::Result;
use crate::ids::{GroupId, UserId};
use crate::name::{LONGEST, display_name};
use crate::page::{Page, PageRequest};
use crate::{Identity, application, user};

/// A group to create.
#[derive(Debug, Clone)]
pub struct NewGroup {
    /// Its name.
    pub display_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its mail alias; made of the name when empty.
    pub mail_nickname: Option<String>,
}

/// A change of a group.
#[derive(Debug, Clone, Default)]
pub struct GroupPatch {
    /// Its name.
    pub display_name: Option<String>,
    /// What it is for; an empty text clears it.
    pub description: Option<String>,
}

/// Which groups.
#[derive(Debug, Clone)]
pub struct GroupQuery {
    /// The beginning of the name.
    pub search: Option<String>,
    /// Which page, by name.
    pub page: PageRequest,
}

impl Identity {
    /// Creates a group.
    pub async fn create_group(&self, actor: &Actor, new: &NewGroup) -> Result<Group> {
        actor.require(Permission::ManageGroups)?;
        let display_name = display_name(&new.display_name, LONGEST)?;
        let given = new
            .mail_nickname
            .as_deref()
            .map(|text| single_line(text, 64));
        let mail_nickname = given.filter(|text| !text.is_empty()).unwrap_or_else(|| {
            display_name
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(64)
                .collect()
        });
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let group = Group {
                id: tx.new_id(),
                display_name: display_name.clone(),
                description: description(new.description.as_deref()),
                mail_nickname: mail_nickname.clone(),
                created_at: tx.now(),
            };
            store::insert(&mut tx, actor.tenant, &group).await?;
            let target = target(&group).change("DisplayName", "", &group.display_name);
            Entry::new(Activity::AddGroup)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(group)
        })
        .await
    }

    /// Changes a group.
    pub async fn update_group(
        &self,
        actor: &Actor,
        id: GroupId,
        patch: &GroupPatch,
    ) -> Result<Group> {
        actor.require(Permission::ManageGroups)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = store::find(&mut tx, actor.tenant, id).await?;
            let mut group = before.clone();
            if let Some(text) = &patch.display_name {
                group.display_name = display_name(text, LONGEST)?;
            }
            if let Some(text) = &patch.description {
                group.description = description(Some(text));
            }
            store::update(&mut tx, actor.tenant, &group).await?;
            let mut target = target(&group);
            if before.display_name != group.display_name {
                target = target.change("DisplayName", &before.display_name, &group.display_name);
            }
            if before.description != group.description {
                let text = |group: &Group| group.description.clone().unwrap_or_default();
                target = target.change("Description", &text(&before), &text(&group));
            }
            Entry::new(Activity::UpdateGroup)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(group)
        })
        .await
    }

    /// Deletes a group for good; what it gave its members goes with it.
    pub async fn delete_group(&self, actor: &Actor, id: GroupId) -> Result<()> {
        actor.require(Permission::ManageGroups)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let group = store::find(&mut tx, actor.tenant, id).await?;
            application::delete_for_principal(&mut tx, actor.tenant, id.0).await?;
            user::delete_sponsor(&mut tx, actor.tenant, id.0).await?;
            store::delete(&mut tx, actor.tenant, id).await?;
            let target = target(&group);
            Entry::new(Activity::DeleteGroup)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// A group.
    pub async fn group(&self, actor: &Actor, id: GroupId) -> Result<Group> {
        actor.require(Permission::ReadDirectory)?;
        store::find(&mut self.read().await?, actor.tenant, id).await
    }

    /// A page of groups, by name.
    pub async fn groups(&self, actor: &Actor, query: &GroupQuery) -> Result<Page<GroupSummary>> {
        actor.require(Permission::ReadDirectory)?;
        Ok(store::list(&mut self.read().await?, actor.tenant, query).await?)
    }

    /// The groups of a user. Everybody may see their own.
    pub async fn groups_of(&self, actor: &Actor, id: UserId) -> Result<Vec<Group>> {
        if actor.user() != Some(id) {
            actor.require(Permission::ReadDirectory)?;
        }
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, id).await?;
        Ok(store::of_user(&mut tx, actor.tenant, id).await?)
    }
}

/// The group as an object of an audit event.
pub(super) fn target(group: &Group) -> Target {
    Target::other("Group", group.id.0, &group.display_name)
}

fn description(text: Option<&str>) -> Option<String> {
    text.map(|text| single_line(text, 1024))
        .filter(|text| !text.is_empty())
}
