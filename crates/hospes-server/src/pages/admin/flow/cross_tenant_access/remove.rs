//! Removing the settings for one organization.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::Permission;
use hospes_identity::cross_tenant_access::Intended;

use super::super::{done, page, refused};
use super::{PATH, id_of, keep_out, list, url};
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
    let removal = Intended::Removal(partner.tenant);
    let kept = app.identity.kept_out_by(actor, removal).await?;
    let layout = admin.layout(&app).await?;
    page(&RemoveOrganization {
        layout: &layout,
        id,
        changes: list::changes(&partner, &defaults),
        name: partner.display_name,
        kept: keep_out::shown(&admin, &kept),
    })
}

/// `POST /admin/cross-tenant-access/{id}/delete`, with the number of guests that was shown.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, partner) = (admin.actor(), id_of(&id)?);
    let told: u64 = form.get("count").parse().unwrap_or_default();
    let removal = Intended::Removal(partner);
    if app.identity.kept_out_by(actor, removal).await?.count > told {
        let text = "More guests would be kept out now than this page said. Look again.";
        return Ok(refused(&app, &format!("{}/delete", url(&id)), text));
    }
    let removed = app.identity.remove_cross_tenant_partner(actor, partner);
    removed.await?;
    Ok(done(
        &app,
        PATH,
        "The settings are removed. The default counts for this organization.",
    ))
}
