//! App registrations.

pub(crate) mod api;
pub(crate) mod grants;
pub(crate) mod list;
pub(crate) mod manifest;
pub(crate) mod owners;
pub(crate) mod permissions;
pub(crate) mod roles;
pub(crate) mod token;

use hospes_identity::application::registration::RegistrationPatch;
use hospes_identity::ids::ApplicationId;
use hospes_identity::{Actor, Error, Permission};

use crate::app::App;

pub(super) const PATH: &str = "/admin/app-registrations";

/// Whether somebody may change what an application registers: an administrator of applications, or an owner.
pub(super) async fn may_change(app: &App, actor: &Actor, id: ApplicationId) -> Result<bool, Error> {
    if actor.may(Permission::ManageApplications) {
        return Ok(true);
    }
    let owned = app.identity.owned_applications(actor).await?;
    Ok(owned.iter().any(|application| application.id == id))
}

/// Refuses who may not, and what is not there, before what was sent is looked at.
pub(super) async fn require_change(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(), Error> {
    app.identity.application(actor, id).await?;
    if may_change(app, actor, id).await? {
        Ok(())
    } else {
        actor.require(Permission::ManageApplications)
    }
}

/// Changes a registration, under the names that this server has.
async fn update(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    patch: &RegistrationPatch,
) -> Result<(), Error> {
    let names = &app.token_names;
    let changed = app.identity.update_registration(actor, id, patch, names);
    changed.await.map(drop)
}
