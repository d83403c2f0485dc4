//! An application's settings: read, set, and taken away.

use super::certificates::of;
use super::{SamlApplication, SamlError, Settings, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::application;
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, TenantId};

impl Identity {
    /// What an application said of itself; `None` when nobody signs in to it by SAML.
    pub async fn saml_settings(
        &self,
        actor: &Actor,
        id: ApplicationId,
    ) -> Result<Option<Settings>> {
        actor.require(Permission::ReadApplications)?;
        let mut tx = self.read().await?;
        application::find(&mut tx, actor.tenant, id).await?;
        store::settings(&mut tx, actor.tenant, id).await
    }

    /// Sets what an application said of itself. The first time it also gets a certificate that signs for it.
    pub async fn set_saml_settings(
        &self,
        actor: &Actor,
        id: ApplicationId,
        settings: &Settings,
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        settings.check()?;
        let has_certificate = {
            let mut tx = self.read().await?;
            application::find(&mut tx, actor.tenant, id).await?;
            !of(&mut tx, actor.tenant, id).await?.is_empty()
        };
        // Made before the transaction, because it takes its time.
        let made = if has_certificate {
            None
        } else {
            Some(self.new_certificate().await?)
        };
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let taken = store::by_entity_id(&mut tx, actor.tenant, &settings.entity_id).await?;
            if taken.is_some_and(|other| other != id) {
                return Err(Error::Conflict { what: "entity ID" });
            }
            let before = store::settings(&mut tx, actor.tenant, id).await?;
            store::set(&mut tx, (actor.tenant, id), settings).await?;
            let target = changed(application::target(&application), before.as_ref(), settings);
            Entry::new(Activity::UpdateApplication)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            let has_certificate = !of(&mut tx, actor.tenant, id).await?.is_empty();
            if let Some(made) = made.as_ref().filter(|_| !has_certificate) {
                self.keep_certificate(&mut tx, actor, &application, (made, true))
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Lets nobody sign in to an application by SAML any more, and forgets its settings and certificates.
    pub async fn remove_saml_settings(&self, actor: &Actor, id: ApplicationId) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let before = store::settings(&mut tx, actor.tenant, id).await?;
            store::delete_for_application(&mut tx, actor.tenant, id).await?;
            let entity_id = before.map(|before| before.entity_id).unwrap_or_default();
            let target = application::target(&application);
            Entry::new(Activity::UpdateApplication)
                .target(target.change("Saml.EntityId", &entity_id, ""))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The application with a client id, for whoever opens it; its settings if it has some.
    pub async fn saml_application(
        &self,
        tenant: TenantId,
        app_id: AppId,
    ) -> Result<SamlApplication, SamlError> {
        let unknown = || SamlError::Unknown(app_id.to_string());
        let mut tx = self.read().await?;
        let found = application::find_by_app_id(&mut tx, tenant, app_id).await;
        let application = found.map_err(Error::from)?.ok_or_else(unknown)?;
        let settings = store::settings(&mut tx, tenant, application.id).await?;
        Ok(SamlApplication {
            settings: settings.ok_or_else(unknown)?,
            application,
        })
    }

    /// The same with the certificates that sign for it, the one that signs first: for its metadata.
    pub async fn saml_metadata(
        &self,
        tenant: TenantId,
        app_id: AppId,
    ) -> Result<(SamlApplication, Vec<hospes_protocol::saml::Certificate>), SamlError> {
        let found = self.saml_application(tenant, app_id).await?;
        let mut tx = self.read().await?;
        let mut all = of(&mut tx, tenant, found.application.id).await?;
        all.sort_by_key(|one| !one.is_active);
        let certificates = all.into_iter().map(|one| one.certificate).collect();
        Ok((found, certificates))
    }
}

/// An application by its id, if people sign in to it by SAML.
pub(super) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    id: ApplicationId,
) -> Result<Option<SamlApplication>> {
    let Some(settings) = store::settings(tx, tenant, id).await? else {
        return Ok(None);
    };
    let application = application::find(tx, tenant, id).await?;
    Ok(Some(SamlApplication {
        application,
        settings,
    }))
}

fn changed(mut target: Target, before: Option<&Settings>, after: &Settings) -> Target {
    let old = before.map(Settings::described).unwrap_or_default();
    for (name, new) in after.described() {
        let old = old.iter().find(|(other, _)| *other == name);
        let old = old.map(|(_, value)| value.as_str()).unwrap_or_default();
        if old != new {
            target = target.change(name, old, &new);
        }
    }
    target
}
