//! App roles that an application offers.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::Error;
use hospes_identity::application::registration::{AppRole, Change, RegistrationPatch};

use super::api::{faulty, id_of_entry};
use super::{PATH, may_change, require_change, update};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::flow::applications::{head, id_of};
use crate::pages::admin::flow::{Query, asked, done, page, refused, sentence};
use crate::pages::admin::registrations::{AppRoles, OfferedRow, RoleForm};
use crate::pages::error::PageError;
use crate::pages::layout::Field;

/// `GET /admin/app-registrations/{id}/roles`.
pub(crate) async fn show(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.application(actor, id_of(&id)?).await?;
    let registered = app.identity.registration(actor, found.id).await?;
    let row = |role: AppRole| OfferedRow {
        id: role.id.to_string(),
        kind: match (role.is_for_users, role.is_for_applications) {
            (true, true) => "Users, groups, applications",
            (true, false) => "Users and groups",
            (false, _) => "Applications",
        },
        value: role.value,
        name: role.display_name,
        text: role.description,
        is_enabled: role.is_enabled,
    };
    let layout = admin.layout(&app).await?;
    page(&AppRoles {
        layout: &layout,
        head: head(&app, &admin, &found).await?,
        roles: registered
            .registration
            .app_roles
            .into_iter()
            .map(row)
            .collect(),
        may_change: may_change(&app, actor, found.id).await?,
    })
}

/// `POST /admin/app-registrations/{id}/roles`: deletes one.
pub(crate) async fn submit(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let to = format!("{PATH}/{id}/roles");
    let role = form
        .get("delete")
        .parse()
        .map_err(|_| PageError::NotFound)?;
    let patch = RegistrationPatch {
        app_roles: Change::Remove(role),
        ..RegistrationPatch::default()
    };
    match update(&app, actor, application, &patch).await {
        Ok(()) => Ok(done(&app, &to, "The role is deleted.")),
        Err(Error::Invalid { reason, .. }) => Ok(refused(&app, &to, &sentence(reason))),
        Err(error) => Err(error.into()),
    }
}

/// What the form of a role holds.
struct Filled {
    id: String,
    fields: [Field; 3],
    ticked: [bool; 3],
}

async fn form_page(
    app: &App,
    admin: &Admin,
    id: &str,
    filled: Filled,
) -> Result<Response, PageError> {
    let found = app.identity.application(admin.actor(), id_of(id)?).await?;
    let [name, value, description] = filled.fields;
    let [is_for_users, is_for_applications, is_enabled] = filled.ticked;
    let layout = admin.layout(app).await?;
    page(&RoleForm {
        layout: &layout,
        head: head(app, admin, &found).await?,
        id: filled.id,
        name,
        value,
        description,
        is_for_users,
        is_for_applications,
        is_enabled,
    })
}

/// `GET /admin/app-registrations/{id}/role`.
pub(crate) async fn show_role(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let wanted = asked(&query, "role");
    let registered = app.identity.registration(actor, application).await?;
    let mut roles = registered.registration.app_roles.into_iter();
    let filled = match roles.find(|role| role.id.to_string() == wanted) {
        Some(role) => Filled {
            id: wanted.to_owned(),
            fields: [
                Field::new(role.display_name),
                Field::new(role.value),
                Field::new(role.description),
            ],
            ticked: [role.is_for_users, role.is_for_applications, role.is_enabled],
        },
        None if wanted.is_empty() => Filled {
            id: String::new(),
            fields: Default::default(),
            ticked: [true, false, true],
        },
        None => return Err(PageError::NotFound),
    };
    form_page(&app, &admin, &id, filled).await
}

/// `POST /admin/app-registrations/{id}/role`.
pub(crate) async fn save_role(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let ticked = ["users", "applications", "enabled"].map(|name| form.is_ticked(name));
    let [is_for_users, is_for_applications, is_enabled] = ticked;
    let role = AppRole {
        id: id_of_entry(&app, &form, "role")?,
        value: form.get("value").to_owned(),
        display_name: form.get("name").to_owned(),
        description: form.get("description").to_owned(),
        is_for_users,
        is_for_applications,
        is_enabled,
    };
    let patch = RegistrationPatch {
        app_roles: Change::Put(role),
        ..RegistrationPatch::default()
    };
    match update(&app, actor, application, &patch).await {
        Ok(()) => {
            let to = format!("{PATH}/{id}/roles");
            Ok(done(&app, &to, "The role is saved."))
        }
        Err(Error::Invalid { reason, .. }) => {
            let filled = Filled {
                id: form.get("role").to_owned(),
                fields: faulty(&form, ["name", "value", "description"], reason),
                ticked,
            };
            form_page(&app, &admin, &id, filled).await
        }
        Err(error) => Err(error.into()),
    }
}
