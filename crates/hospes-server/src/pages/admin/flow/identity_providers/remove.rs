//! Removing an identity provider.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::identity_provider::Protocol;
use hospes_identity::page::PageRequest;
use hospes_identity::{Error, Permission};

use super::super::{PAGE, done, page, refused};
use super::{PATH, id_of, locked_out, url};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::confirm::Concerned;
use crate::pages::admin::identity_providers::RemoveProvider;
use crate::pages::error::PageError;

/// `GET /admin/identity-providers/{id}/delete`.
pub(crate) async fn ask(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    actor.require(Permission::ManageIdentityProviders)?;
    let found = app.identity.identity_provider(actor, id_of(&id)?).await?;
    let whom = app
        .identity
        .locked_out_by(actor, found.id, &PageRequest::first(PAGE))
        .await?;
    let layout = admin.layout(&app).await?;
    page(&RemoveProvider {
        layout: &layout,
        id,
        name: found.display_name,
        issuer: found.issuer,
        guests: whom.guests.rows.iter().map(Concerned::new).collect(),
        count: whom.count,
        is_bound: whom.bound > 0,
        has_secret: match &found.protocol {
            Protocol::OpenIdConnect(_) | Protocol::OAuth(_) => true,
            Protocol::Saml(_) => false,
        },
        pending: whom.pending,
    })
}

/// `POST /admin/identity-providers/{id}/delete`, with the number of guests that was shown.
pub(crate) async fn delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let told = form.get("count").parse().unwrap_or_default();
    let deleted = app
        .identity
        .delete_identity_provider(admin.actor(), id_of(&id)?, told)
        .await;
    match deleted {
        Ok(()) if told == 0 => Ok(done(&app, PATH, "The provider is removed.")),
        // Where they are reset.
        Ok(()) => Ok(done(
            &app,
            &locked_out::path(&id),
            "The provider is removed.",
        )),
        Err(Error::Conflict { .. }) => {
            let text = "It locks out more guests now than this page said. Look again.";
            Ok(refused(&app, &format!("{}/delete", url(&id)), text))
        }
        Err(error) => Err(error.into()),
    }
}
