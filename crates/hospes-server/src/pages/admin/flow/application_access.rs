//! Client secrets of an application.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::Secret;

use super::applications::{PATH, head, id_of};
use super::registration::may_change;
use super::{done, moment, now, page};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::application_access::{ApplicationAccess, SecretRow};
use crate::pages::error::PageError;

/// `GET /admin/applications/{id}/api`.
pub(crate) async fn show(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    access(&app, &admin, &id, None).await
}

async fn access(
    app: &App,
    admin: &Admin,
    id: &str,
    new_secret: Option<String>,
) -> Result<Response, PageError> {
    let (identity, actor) = (&app.identity, admin.actor());
    let found = identity.application(actor, id_of(id)?).await?;
    let secrets = identity.secrets(actor, found.id).await?;
    let may_change = may_change(app, actor, found.id).await?;
    let layout = admin.layout(app).await?;
    let template = ApplicationAccess {
        layout: &layout,
        head: head(app, admin, &found).await?,
        token_url: app.url(&format!("/{}/oauth2/v2.0/token", actor.tenant)),
        client_id: found.app_id.to_string(),
        new_secret,
        secrets: secrets.iter().map(|secret| row(app, secret)).collect(),
        may_change,
    };
    page(&template)
}

fn row(app: &App, secret: &Secret) -> SecretRow {
    let begins = format!("hsp_{}…", secret.hint);
    SecretRow {
        id: secret.key_id.to_string(),
        name: match &secret.display_name {
            Some(name) => format!("{name} ({begins})"),
            None => begins,
        },
        ends: moment(app, secret.ends_at),
        is_over: secret.ends_at <= now(app),
    }
}

/// `POST /admin/applications/{id}/secrets`: removes one, or makes one. The answer to that is the only page
/// that shows it.
pub(crate) async fn change_secrets(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    if let Some(key) = form.filled("remove") {
        let key = key.parse().map_err(|_| PageError::NotFound)?;
        app.identity.remove_secret(actor, application, key).await?;
        let to = format!("{PATH}/{id}/api");
        return Ok(done(&app, &to, "The client secret is removed."));
    }
    let secret = app.identity.add_secret(actor, application, None, None);
    let secret = secret.await?;
    access(&app, &admin, &id, Some(secret.text)).await
}
