//! Collections: making, changing and deleting them, and what is in them.

use super::{AppCollection, AppCollectionSummary, store};
use crate::actor::{Actor, Permission};
use crate::application::{self, Application};
use crate::audit::{Activity, Entry, Target};
use crate::error::{Error, Result};
use crate::ids::{AppCollectionId, ApplicationId};
use crate::name::display_name;
use crate::{Identity, Patch};

/// The longest name, in characters: it is a tab.
const LONGEST: usize = 60;

/// The last place.
const LAST: u32 = 9_999;

/// A collection to make.
#[derive(Debug, Clone)]
pub struct NewAppCollection {
    /// Its name, at most 60 characters.
    pub display_name: String,
    /// Its place, 1 to 9,999; without one it comes after the others.
    pub position: Option<u32>,
}

/// A change of a collection.
#[derive(Debug, Clone, Default)]
pub struct AppCollectionPatch {
    /// Its name.
    pub display_name: Option<String>,
    /// Its place; cleared, it comes after the others.
    pub position: Patch<u32>,
}

fn place(position: u32) -> Result<u32> {
    if (1..=LAST).contains(&position) {
        Ok(position)
    } else {
        Err(Error::invalid("position", "it is not between 1 and 9,999"))
    }
}

impl Identity {
    /// The collections of the tenant, in their order.
    pub async fn app_collections(&self, actor: &Actor) -> Result<Vec<AppCollectionSummary>> {
        actor.require(Permission::ReadApplications)?;
        Ok(store::list(&mut self.read().await?, actor.tenant).await?)
    }

    /// A collection and the applications in it, by name.
    pub async fn app_collection(
        &self,
        actor: &Actor,
        id: AppCollectionId,
    ) -> Result<(AppCollection, Vec<Application>)> {
        actor.require(Permission::ReadApplications)?;
        let mut tx = self.read().await?;
        let collection = store::find(&mut tx, actor.tenant, id).await?;
        let mut applications = Vec::new();
        for item in store::items(&mut tx, actor.tenant, id).await? {
            applications.push(application::find(&mut tx, actor.tenant, item).await?);
        }
        applications.sort_by_key(|found| hospes_protocol::text::fold(&found.display_name));
        Ok((collection, applications))
    }

    /// Makes a collection, without applications.
    pub async fn create_app_collection(
        &self,
        actor: &Actor,
        new: &NewAppCollection,
    ) -> Result<AppCollection> {
        actor.require(Permission::ManageApplications)?;
        let display_name = display_name(&new.display_name, LONGEST)?;
        let position = new.position.map(place).transpose()?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let position = match position {
                Some(position) => position,
                None => LAST.min(store::last(&mut tx, actor.tenant).await?.saturating_add(1)),
            };
            let collection = AppCollection {
                id: tx.new_id(),
                display_name: display_name.clone(),
                position,
                created_at: tx.now(),
            };
            store::insert(&mut tx, actor.tenant, &collection).await?;
            let target = target(&collection).change("DisplayName", "", &collection.display_name);
            Entry::new(Activity::AddAppCollection)
                .target(target.change("Position", "", &position.to_string()))
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(collection)
        })
        .await
    }

    /// Changes name and place of a collection.
    pub async fn update_app_collection(
        &self,
        actor: &Actor,
        id: AppCollectionId,
        patch: &AppCollectionPatch,
    ) -> Result<AppCollection> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = store::find(&mut tx, actor.tenant, id).await?;
            let mut after = before.clone();
            if let Some(text) = &patch.display_name {
                after.display_name = display_name(text, LONGEST)?;
            }
            match patch.position {
                Patch::Keep => {}
                Patch::Clear => {
                    let last = store::last(&mut tx, actor.tenant).await?;
                    after.position = LAST.min(last.saturating_add(1));
                }
                Patch::Set(position) => after.position = place(position)?,
            }
            store::update(&mut tx, actor.tenant, &after).await?;
            let mut target = target(&after);
            if before.display_name != after.display_name {
                target = target.change("DisplayName", &before.display_name, &after.display_name);
            }
            if before.position != after.position {
                let text = |of: &AppCollection| of.position.to_string();
                target = target.change("Position", &text(&before), &text(&after));
            }
            Entry::new(Activity::UpdateAppCollection)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(after)
        })
        .await
    }

    /// Deletes a collection. Its applications stay, and so does who has them.
    pub async fn delete_app_collection(&self, actor: &Actor, id: AppCollectionId) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let collection = store::find(&mut tx, actor.tenant, id).await?;
            store::delete(&mut tx, actor.tenant, id).await?;
            Entry::new(Activity::DeleteAppCollection)
                .target(target(&collection))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Puts an application into a collection; `false` when it is in it already.
    pub async fn add_to_app_collection(
        &self,
        actor: &Actor,
        id: AppCollectionId,
        application: ApplicationId,
    ) -> Result<bool> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let collection = store::find(&mut tx, actor.tenant, id).await?;
            let found = application::find(&mut tx, actor.tenant, application).await?;
            if !store::insert_item(&mut tx, actor.tenant, id, application).await? {
                return Ok(false);
            }
            Entry::new(Activity::UpdateAppCollection)
                .target(target(&collection).change("Application", "", &found.display_name))
                .target(application::target(&found))
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(true)
        })
        .await
    }

    /// Takes an application out of a collection. What is not in it is no error.
    pub async fn remove_from_app_collection(
        &self,
        actor: &Actor,
        id: AppCollectionId,
        application: ApplicationId,
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let collection = store::find(&mut tx, actor.tenant, id).await?;
            let found = application::find(&mut tx, actor.tenant, application).await?;
            if store::delete_item(&mut tx, actor.tenant, id, application).await? {
                Entry::new(Activity::UpdateAppCollection)
                    .target(target(&collection).change("Application", &found.display_name, ""))
                    .target(application::target(&found))
                    .record(&mut tx, actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The collection as an object of an audit event.
fn target(collection: &AppCollection) -> Target {
    Target::other("AppCollection", collection.id.0, &collection.display_name)
}
