//! Expose an API: names of an application as a resource, and the scopes it offers.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::Error;
use hospes_identity::application::registration::{Change, ExposedScope, RegistrationPatch};
use hospes_identity::ids::CorrelationId;
use uuid::Uuid;

use super::{PATH, may_change, require_change, update};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::flow::applications::{head, id_of};
use crate::pages::admin::flow::{Query, asked, done, page, refused, sentence, sentence_about};
use crate::pages::admin::registrations::{ExposedApi, OfferedRow, ScopeForm};
use crate::pages::error::PageError;
use crate::pages::layout::{Choice, Field};

/// `GET /admin/app-registrations/{id}/expose`.
pub(crate) async fn show(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    api_page(&app, &admin, &id, None).await
}

async fn api_page(
    app: &App,
    admin: &Admin,
    id: &str,
    typed: Option<Field>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.application(actor, id_of(id)?).await?;
    let registered = app.identity.registration(actor, found.id).await?;
    let scopes = registered.registration.oauth2_permission_scopes;
    let row = |scope: ExposedScope| OfferedRow {
        id: scope.id.to_string(),
        value: scope.value,
        name: scope.admin_consent_display_name,
        text: scope.admin_consent_description,
        kind: if scope.is_admin_only {
            "Admins only"
        } else {
            "Admins and users"
        },
        is_enabled: scope.is_enabled,
    };
    // The name that is nobody else's is offered to begin with.
    let offered = if registered.identifier_uris.is_empty() {
        format!("api://{}", found.app_id)
    } else {
        String::new()
    };
    let layout = admin.layout(app).await?;
    page(&ExposedApi {
        layout: &layout,
        head: head(app, admin, &found).await?,
        uris: registered.identifier_uris,
        uri: typed.unwrap_or_else(|| Field::new(offered)),
        scopes: scopes.into_iter().map(row).collect(),
        may_change: may_change(app, actor, found.id).await?,
    })
}

/// `POST /admin/app-registrations/{id}/expose`.
pub(crate) async fn submit(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let to = format!("{PATH}/{id}/expose");
    let mut patch = RegistrationPatch::default();
    let said = if let Some(uri) = form.filled("remove_uri") {
        patch.identifier_uris = Change::Remove(uri);
        "The application ID URI is removed."
    } else if let Some(scope) = form.filled("delete") {
        let scope = scope.parse().map_err(|_| PageError::NotFound)?;
        patch.oauth2_permission_scopes = Change::Remove(scope);
        "The scope is deleted."
    } else {
        patch.identifier_uris = Change::Put(form.get("uri").to_owned());
        "The application ID URI is added."
    };
    match update(&app, actor, application, &patch).await {
        Ok(()) => Ok(done(&app, &to, said)),
        Err(Error::Invalid {
            field: "identifierUris",
            reason,
        }) => {
            let text = sentence(&format!("application ID URIs: {reason}"));
            let typed = Field::wrong(form.get("uri"), text);
            api_page(&app, &admin, &id, Some(typed)).await
        }
        Err(Error::Conflict { .. }) => {
            let text = "Another application has this application ID URI.";
            let typed = Field::wrong(form.get("uri"), text);
            api_page(&app, &admin, &id, Some(typed)).await
        }
        Err(Error::Invalid { reason, .. }) => Ok(refused(&app, &to, &sentence(reason))),
        Err(error) => Err(error.into()),
    }
}

/// What the form of a scope holds.
struct Filled {
    id: String,
    fields: [Field; 4],
    is_admin_only: bool,
    is_enabled: bool,
}

async fn form_page(
    app: &App,
    admin: &Admin,
    id: &str,
    filled: Filled,
) -> Result<Response, PageError> {
    let found = app.identity.application(admin.actor(), id_of(id)?).await?;
    let [value, admin_name, description, user_name] = filled.fields;
    let layout = admin.layout(app).await?;
    page(&ScopeForm {
        layout: &layout,
        head: head(app, admin, &found).await?,
        id: filled.id,
        value,
        who: vec![
            Choice::new("users", "Admins and users", !filled.is_admin_only),
            Choice::new("admins", "Admins only", filled.is_admin_only),
        ],
        admin_name,
        description,
        user_name,
        is_enabled: filled.is_enabled,
    })
}

/// `GET /admin/app-registrations/{id}/scope`.
pub(crate) async fn show_scope(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let wanted = asked(&query, "scope");
    let registered = app.identity.registration(actor, application).await?;
    let scopes = registered.registration.oauth2_permission_scopes;
    let found = scopes
        .into_iter()
        .find(|scope| scope.id.to_string() == wanted);
    let filled = match found {
        Some(scope) => Filled {
            id: wanted.to_owned(),
            fields: [
                Field::new(scope.value),
                Field::new(scope.admin_consent_display_name),
                Field::new(scope.admin_consent_description),
                Field::new(scope.user_consent_display_name),
            ],
            is_admin_only: scope.is_admin_only,
            is_enabled: scope.is_enabled,
        },
        None if wanted.is_empty() => Filled {
            id: String::new(),
            fields: Default::default(),
            is_admin_only: false,
            is_enabled: true,
        },
        None => return Err(PageError::NotFound),
    };
    form_page(&app, &admin, &id, filled).await
}

/// `POST /admin/app-registrations/{id}/scope`.
pub(crate) async fn save_scope(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let scope = ExposedScope {
        id: id_of_entry(&app, &form, "scope")?,
        value: form.get("value").to_owned(),
        user_consent_display_name: form.get("user_name").to_owned(),
        admin_consent_display_name: form.get("admin_name").to_owned(),
        admin_consent_description: form.get("description").to_owned(),
        is_admin_only: form.get("who") == "admins",
        is_enabled: form.is_ticked("enabled"),
    };
    let patch = RegistrationPatch {
        oauth2_permission_scopes: Change::Put(scope),
        ..RegistrationPatch::default()
    };
    match update(&app, actor, application, &patch).await {
        Ok(()) => {
            let to = format!("{PATH}/{id}/expose");
            Ok(done(&app, &to, "The scope is saved."))
        }
        Err(Error::Invalid { reason, .. }) => {
            let filled = Filled {
                id: form.get("scope").to_owned(),
                fields: faulty(
                    &form,
                    ["value", "admin_name", "description", "user_name"],
                    reason,
                ),
                is_admin_only: form.get("who") == "admins",
                is_enabled: form.is_ticked("enabled"),
            };
            form_page(&app, &admin, &id, filled).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The id of the entry that a form edits; a new one for a new entry.
pub(super) fn id_of_entry(app: &App, form: &Form, name: &str) -> Result<Uuid, PageError> {
    match form.filled(name) {
        Some(text) => text.parse().map_err(|_| PageError::NotFound),
        None => Ok(app.identity.env().new_id::<CorrelationId>().0),
    }
}

/// What was typed, with the fault at the field that it is of: the first one for what is said of a value, and
/// of the other texts the first that is empty, or the longest.
pub(super) fn faulty<const N: usize>(form: &Form, names: [&str; N], reason: &str) -> [Field; N] {
    let is_of_text = reason.starts_with("a display name");
    let wrong = if is_of_text {
        let texts = names
            .iter()
            .filter(|name| !matches!(**name, "value" | "user_name"));
        texts
            .max_by_key(|name| match form.get(name).chars().count() {
                0 => usize::MAX,
                count => count,
            })
            .copied()
    } else {
        names.iter().find(|name| **name == "value").copied()
    };
    names.map(|name| {
        if Some(name) == wrong {
            Field::wrong(form.get(name), sentence_about(name, reason))
        } else {
            Field::new(form.get(name))
        }
    })
}
