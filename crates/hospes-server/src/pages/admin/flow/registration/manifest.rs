//! The manifest: a registration as JSON.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::Error;
use hospes_identity::application::registration::Manifest;

use super::{PATH, may_change, require_change};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::flow::applications::{head, id_of};
use crate::pages::admin::flow::{done, page};
use crate::pages::admin::registrations::ManifestPage;
use crate::pages::error::PageError;
use crate::pages::layout::Field;

/// `GET /admin/app-registrations/{id}/manifest`.
pub(crate) async fn show(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let manifest = app.identity.manifest(admin.actor(), id_of(&id)?).await?;
    manifest_page(&app, &admin, &id, Field::new(manifest.to_text()?)).await
}

async fn manifest_page(
    app: &App,
    admin: &Admin,
    id: &str,
    manifest: Field,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.application(actor, id_of(id)?).await?;
    let layout = admin.layout(app).await?;
    page(&ManifestPage {
        layout: &layout,
        head: head(app, admin, &found).await?,
        manifest,
        may_change: may_change(app, actor, found.id).await?,
    })
}

/// `POST /admin/app-registrations/{id}/manifest`.
pub(crate) async fn submit(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let text = form.raw("manifest");
    let fault = match Manifest::parse(text) {
        Err(fault) => format!("{fault}."),
        Ok(manifest) => {
            let names = &app.token_names;
            let saved = app
                .identity
                .import_manifest(actor, application, &manifest, names);
            match saved.await {
                Ok(()) => {
                    let to = format!("{PATH}/{id}/manifest");
                    return Ok(done(&app, &to, "The manifest is saved."));
                }
                Err(Error::Invalid { field, reason }) => format!("{field}: {reason}."),
                Err(Error::Conflict { .. }) => {
                    "identifierUris: another application has one of them.".to_owned()
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    manifest_page(&app, &admin, &id, Field::wrong(text, fault)).await
}
