//! Sign-in settings.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::Permission;
use hospes_identity::tenant::{SignInSettings, UserConsent};

use super::{done, page};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::sign_in_settings::{SignInSettingsPage, user_consent};
use crate::pages::error::PageError;

const PATH: &str = "/admin/sign-in-settings";

/// `GET /admin/sign-in-settings`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    let settings = app.identity.sign_in_settings(admin.actor()).await?;
    let layout = admin.layout(&app).await?;
    page(&SignInSettingsPage {
        layout: &layout,
        settings,
        user_consent: user_consent(settings.user_consent),
        may_change: admin.actor().may(Permission::ManageSignIn),
    })
}

/// `POST /admin/sign-in-settings`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let settings = SignInSettings {
        user_consent: UserConsent::parse(form.get("user_consent")).ok_or(PageError::BadRequest)?,
        password_grant: form.is_ticked("password_grant"),
        second_factor_members: form.is_ticked("second_factor_members"),
        second_factor_guests: form.is_ticked("second_factor_guests"),
        second_factor_administrators: form.is_ticked("second_factor_administrators"),
    };
    app.identity
        .update_sign_in_settings(admin.actor(), &settings)
        .await?;
    Ok(done(&app, PATH, "The settings are saved."))
}
