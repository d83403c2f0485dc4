//! The second factor of somebody else.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::Permission;

use super::user::{id_of, present, told};
use super::{done, page};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::confirm::{Concerned, Confirm};
use crate::pages::error::PageError;

/// `GET /admin/users/{id}/require-registration`.
pub(crate) async fn ask(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ResetPasswords)?;
    let layout = admin.layout(&app).await?;
    let user = Concerned::new(&present(&app, admin.actor(), &id).await?);
    page(&Confirm::reset_authenticators(&layout, &user))
}

/// `POST /admin/users/{id}/require-registration`.
pub(crate) async fn reset(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let reset = app
        .identity
        .reset_authenticators(admin.actor(), id_of(&id)?);
    match reset.await {
        Ok(_) => Ok(done(
            &app,
            &format!("/admin/users/{id}"),
            "They register a second factor again when a sign-in asks for one.",
        )),
        Err(error) => told(&app, &id, error),
    }
}
