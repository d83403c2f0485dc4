//! What somebody has, and what they pinned of it.

use std::collections::BTreeSet;

use super::{MyApp, MyApps, MyCollection, store};
use crate::actor::{Actor, Permission};
use crate::application::{self, Application};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, TenantId, UserId};
use crate::{Identity, saml, user};

/// Everybody pins their own; who assigns applications may do it for others.
fn is_theirs(actor: &Actor, user: UserId) -> Result<()> {
    if actor.user() == Some(user) {
        return Ok(());
    }
    actor.require(Permission::AssignApplications)
}

impl Identity {
    /// What My Apps shows to a user. Everybody may see their own.
    pub async fn my_apps(&self, actor: &Actor, id: UserId) -> Result<MyApps> {
        if actor.user() != Some(id) {
            actor.require(Permission::ReadApplications)?;
        }
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, id).await?;
        let pinned = store::pinned(&mut tx, actor.tenant, id).await?;
        let pinned: BTreeSet<ApplicationId> = pinned.into_iter().collect();
        let by_saml = saml::applications(&mut tx, actor.tenant).await?;
        let found = application::tiles(&mut tx, actor.tenant, id).await?;
        let mut apps: Vec<MyApp> = found
            .into_iter()
            .map(|application| MyApp {
                is_pinned: pinned.contains(&application.id),
                is_by_saml: by_saml.contains(&application.id),
                application,
            })
            .collect();
        // They come by name, and stay so among themselves.
        apps.sort_by_key(|app| !app.is_pinned);
        let theirs: BTreeSet<ApplicationId> = apps.iter().map(|app| app.application.id).collect();
        let mut collections = Vec::new();
        if !theirs.is_empty() {
            let items = store::all_items(&mut tx, actor.tenant).await?;
            for summary in store::list(&mut tx, actor.tenant).await? {
                let collection = summary.collection;
                let applications: Vec<ApplicationId> = items
                    .iter()
                    .filter(|(id, item)| *id == collection.id && theirs.contains(item))
                    .map(|(_, item)| *item)
                    .collect();
                if !applications.is_empty() {
                    collections.push(MyCollection {
                        collection,
                        applications,
                    });
                }
            }
        }
        Ok(MyApps { apps, collections })
    }

    /// Puts an application in front of the others for a user who has it. Pinned twice is pinned once.
    pub async fn pin_application(
        &self,
        actor: &Actor,
        user: UserId,
        id: ApplicationId,
    ) -> Result<Application> {
        is_theirs(actor, user)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let (whose, application) = tile_of(&mut tx, actor.tenant, (user, id)).await?;
            if store::insert_pin(&mut tx, actor.tenant, user, id).await? {
                Entry::new(Activity::PinApplication)
                    .target(whose)
                    .target(application::target(&application))
                    .record(&mut tx, actor)
                    .await?;
            }
            tx.commit().await?;
            Ok(application)
        })
        .await
    }

    /// Puts it back to its place. What was not pinned is no error.
    pub async fn unpin_application(
        &self,
        actor: &Actor,
        user: UserId,
        id: ApplicationId,
    ) -> Result<Application> {
        is_theirs(actor, user)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let (whose, application) = tile_of(&mut tx, actor.tenant, (user, id)).await?;
            if store::delete_pin(&mut tx, actor.tenant, user, id).await? {
                Entry::new(Activity::UnpinApplication)
                    .target(whose)
                    .target(application::target(&application))
                    .record(&mut tx, actor)
                    .await?;
            }
            tx.commit().await?;
            Ok(application)
        })
        .await
    }
}

/// A user, and an application of which they have a tile. What they don't have does not exist for them.
async fn tile_of(
    tx: &mut Tx,
    tenant: TenantId,
    (user, id): (UserId, ApplicationId),
) -> Result<(Target, Application)> {
    let whose = user::find_present(tx, tenant, user).await?;
    let application = application::find(tx, tenant, id).await?;
    if !application.visible || !application::is_assigned(tx, tenant, id, user).await? {
        return Err(Error::NotFound {
            what: "application",
        });
    }
    Ok((Target::user(&whose), application))
}
