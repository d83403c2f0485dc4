//! Removing the settings for one organization.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::Permission;

use super::super::{done, page};
use super::{PATH, id_of, list};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::cross_tenant_access::RemoveOrganization;
use crate::pages::error::PageError;

/// `GET /admin/cross-tenant-access/{id}/delete`.
pub(crate) async fn ask(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    actor.require(Permission::ManageCrossTenantAccess)?;
    let partner = app
        .identity
        .cross_tenant_partner(actor, id_of(&id)?)
        .await?;
    let defaults = app.identity.cross_tenant_defaults(actor).await?;
    let layout = admin.layout(&app).await?;
    page(&RemoveOrganization {
        layout: &layout,
        id,
        changes: list::changes(&partner, &defaults),
        name: partner.display_name,
    })
}

/// `POST /admin/cross-tenant-access/{id}/delete`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let removed = app
        .identity
        .remove_cross_tenant_partner(admin.actor(), id_of(&id)?);
    removed.await?;
    Ok(done(
        &app,
        PATH,
        "The settings are removed. The default counts for this organization.",
    ))
}
