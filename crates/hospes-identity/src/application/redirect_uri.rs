//! Where an application's answers may go, and finding it by its client id.

use hospes_protocol::oauth::{Platform, RedirectUri};

use super::registration::{self, Registration};
use super::{Application, ClientError, store};
use crate::Identity;
use crate::actor::Actor;
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, TenantId};

/// So many an application may have.
const MOST: usize = 100;

/// An application as a client of the identity platform.
#[derive(Debug, Clone)]
pub struct ClientApplication {
    /// The application.
    pub application: Application,
    /// Where its answers may go.
    pub redirect_uris: Vec<RedirectUri>,
    /// What else it registered.
    pub registration: Registration,
}

/// Whether an application may sign people in without proving to be itself and without a redirect URI: whether
/// it registered that, or is one of a device.
pub fn allows_public_flows(client: &ClientApplication) -> bool {
    let is_public = |uri: &RedirectUri| uri.platform() == Platform::Public;
    client.registration.is_fallback_public_client || client.redirect_uris.iter().any(is_public)
}

/// The application with a client id.
pub(crate) async fn client(
    tx: &mut Tx,
    tenant: TenantId,
    app_id: AppId,
) -> Result<ClientApplication, ClientError> {
    let found = store::find_by_app_id(tx, tenant, app_id).await;
    let application = found.map_err(Error::from)?.ok_or(ClientError::Unknown)?;
    let redirect_uris = store::redirect_uris(tx, tenant, application.id).await?;
    let registration = registration::find(tx, tenant, application.id).await?;
    Ok(ClientApplication {
        application,
        redirect_uris,
        registration,
    })
}

impl Identity {
    /// The application with a client id, for whoever asks to sign in to it.
    pub async fn client(
        &self,
        tenant: TenantId,
        app_id: AppId,
    ) -> Result<ClientApplication, ClientError> {
        client(&mut self.read().await?, tenant, app_id).await
    }

    /// Where an application's answers may go.
    pub async fn redirect_uris(
        &self,
        actor: &Actor,
        id: ApplicationId,
    ) -> Result<Vec<RedirectUri>> {
        let mut tx = self.read().await?;
        registration::require_read(&mut tx, actor, id).await?;
        store::find(&mut tx, actor.tenant, id).await?;
        store::redirect_uris(&mut tx, actor.tenant, id).await
    }

    /// Sets where an application's answers may go, in place of what was set before. Whoever is answered there
    /// acts with what people let the application have, so whoever sets it must be able to do that anyway.
    pub async fn set_redirect_uris(
        &self,
        actor: &Actor,
        id: ApplicationId,
        uris: &[RedirectUri],
    ) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            registration::require_change(&mut tx, actor, id).await?;
            let application = store::find(&mut tx, actor.tenant, id).await?;
            replace(&mut tx, actor, &application, uris).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// Sets the redirect URIs in the caller's transaction, for who may change what the application registers.
pub(super) async fn replace(
    tx: &mut Tx,
    actor: &Actor,
    application: &Application,
    uris: &[RedirectUri],
) -> Result<()> {
    if uris.len() > MOST {
        return Err(Error::invalid("redirectUris", "there are more than 100"));
    }
    let is_twice = |uri: &RedirectUri| {
        uris.iter()
            .filter(|other| other.as_str() == uri.as_str())
            .count()
            > 1
    };
    if uris.iter().any(is_twice) {
        return Err(Error::invalid("redirectUris", "one of them is there twice"));
    }
    let (tenant, id) = (actor.tenant, application.id);
    registration::require_agreed(tx, actor, id).await?;
    let before = store::redirect_uris(tx, tenant, id).await?;
    store::set_redirect_uris(tx, tenant, id, uris).await?;
    Entry::new(Activity::UpdateApplication)
        .target(super::target(application).change("ReplyUrls", &listed(&before), &listed(uris)))
        .record(tx, actor)
        .await
}

fn listed(uris: &[RedirectUri]) -> String {
    let mut all: Vec<&str> = uris.iter().map(RedirectUri::as_str).collect();
    all.sort_unstable();
    all.join(" ")
}
