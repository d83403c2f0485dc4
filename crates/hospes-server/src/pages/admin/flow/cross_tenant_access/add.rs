//! Adding an organization.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::cross_tenant_access::PartnerPatch;
use hospes_identity::{Error, Permission};

use super::super::{done, page, sentence, sentence_about};
use super::url;
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::cross_tenant_access::AddOrganization;
use crate::pages::error::PageError;
use crate::pages::layout::Field;

async fn add_page(app: &App, admin: &Admin, domain: Field) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    page(&AddOrganization {
        layout: &layout,
        domain,
    })
}

/// `GET /admin/cross-tenant-access/new`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageCrossTenantAccess)?;
    add_page(&app, &admin, Field::default()).await
}

/// `POST /admin/cross-tenant-access/new`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, typed) = (admin.actor(), form.get("domain"));
    let added = match app.identity.find_cross_tenant_partner(actor, typed).await {
        Ok(id) => {
            let patch = PartnerPatch::default();
            app.identity
                .add_cross_tenant_partner(actor, id, &patch)
                .await
        }
        Err(error) => Err(error),
    };
    let text = match added {
        Ok(partner) => {
            return Ok(done(
                &app,
                &url(&partner.tenant.to_string()),
                "The organization is added. Everything is as the default says until you change it here.",
            ));
        }
        Err(Error::Conflict { .. }) => {
            "This organization has settings of its own already.".to_owned()
        }
        Err(Error::Invalid {
            field: "domain",
            reason,
        }) => sentence_about("domain", reason),
        Err(Error::Invalid { reason, .. }) => sentence(reason),
        Err(error) => return Err(error.into()),
    };
    add_page(&app, &admin, Field::wrong(typed, text)).await
}
