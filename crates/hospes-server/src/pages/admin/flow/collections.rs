//! Collections of applications.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::ids::{AppCollectionId, ApplicationId};
use hospes_identity::my_apps::{AppCollectionPatch, NewAppCollection};
use hospes_identity::{Error, Patch, Permission};

use super::pickers::{self, Typed};
use super::{done, field, page, refused};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::collections::{
    CollectedApplication, CollectionForm, CollectionPage, CollectionRow, Collections,
};
use crate::pages::admin::confirm::Confirm;
use crate::pages::error::PageError;
use crate::pages::layout::{Field, Organization};

const PATH: &str = "/admin/collections";

fn id_of(text: &str) -> Result<AppCollectionId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// `GET /admin/collections`.
pub(crate) async fn list(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    let found = app.identity.app_collections(admin.actor()).await?;
    let layout = admin.layout(&app).await?;
    let collections = found
        .into_iter()
        .map(|row| CollectionRow {
            id: row.collection.id.to_string(),
            name: row.collection.display_name,
            position: row.collection.position,
            applications: row.applications,
        })
        .collect();
    page(&Collections {
        layout: &layout,
        collections,
        may_create: admin.actor().may(Permission::ManageApplications),
    })
}

async fn form_page(
    app: &App,
    admin: &Admin,
    id: Option<String>,
    [name, position]: [Field; 2],
) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    page(&CollectionForm {
        layout: &layout,
        id,
        name,
        position,
    })
}

fn typed(form: &Form, wrong: (&str, &str)) -> [Field; 2] {
    [
        field(form.get("name"), Some(wrong), &["displayName"]),
        field(form.get("position"), Some(wrong), &["position"]),
    ]
}

/// The place that was typed. What is no number is none of the places.
fn position(form: &Form) -> Option<u32> {
    let text = form.filled("position")?;
    Some(text.parse().unwrap_or_default())
}

/// `GET /admin/collections/new`.
pub(crate) async fn show_new(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageApplications)?;
    form_page(&app, &admin, None, Default::default()).await
}

/// `POST /admin/collections/new`.
pub(crate) async fn create(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let new = NewAppCollection {
        display_name: form.get("name").to_owned(),
        position: position(&form),
    };
    match app
        .identity
        .create_app_collection(admin.actor(), &new)
        .await
    {
        Ok(made) => Ok(done(
            &app,
            &format!("{PATH}/{}", made.id),
            "The collection is there. Add its applications below.",
        )),
        Err(Error::Invalid { field, reason }) => {
            form_page(&app, &admin, None, typed(&form, (field, reason))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/collections/{id}/edit`.
pub(crate) async fn show_edit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageApplications)?;
    let (found, _) = app
        .identity
        .app_collection(admin.actor(), id_of(&id)?)
        .await?;
    let fields = [
        Field::new(found.display_name),
        Field::new(found.position.to_string()),
    ];
    form_page(&app, &admin, Some(id), fields).await
}

/// `POST /admin/collections/{id}/edit`.
pub(crate) async fn edit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let patch = AppCollectionPatch {
        display_name: Some(form.get("name").to_owned()),
        position: position(&form).map_or(Patch::Clear, Patch::Set),
    };
    match app
        .identity
        .update_app_collection(admin.actor(), id_of(&id)?, &patch)
        .await
    {
        Ok(_) => Ok(done(
            &app,
            &format!("{PATH}/{id}"),
            "The collection is saved.",
        )),
        Err(Error::Invalid { field, reason }) => {
            form_page(&app, &admin, Some(id), typed(&form, (field, reason))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/collections/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    collection_page(&app, &admin, id, &Typed::default()).await
}

async fn collection_page(
    app: &App,
    admin: &Admin,
    id: String,
    typed: &Typed,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let (collection, applications) = app.identity.app_collection(actor, id_of(&id)?).await?;
    let picker = if actor.may(Permission::ManageApplications) {
        let known = applications.iter().map(|found| found.id.to_string());
        Some(pickers::applications(app, actor, "add", &typed.without(known)).await?)
    } else {
        None
    };
    let layout = admin.layout(app).await?;
    let applications = applications
        .into_iter()
        .map(|found| CollectedApplication {
            tile: Organization::new(&found.display_name, &found.id.to_string()),
            id: found.id.to_string(),
        })
        .collect();
    page(&CollectionPage {
        layout: &layout,
        id,
        name: collection.display_name,
        applications,
        picker,
    })
}

/// `POST /admin/collections/{id}`: adds what `add` names, removes what `remove` names.
pub(crate) async fn change_applications(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, collection, to) = (admin.actor(), id_of(&id)?, format!("{PATH}/{id}"));
    if let Some(application) = form.filled("remove") {
        let application: ApplicationId = application.parse().map_err(|_| PageError::BadRequest)?;
        app.identity
            .remove_from_app_collection(actor, collection, application)
            .await?;
        return Ok(done(&app, &to, "The application is out of the collection."));
    }
    if form.get("go") == "search" {
        return collection_page(&app, &admin, id, &Typed::of(&form, "add")).await;
    }
    let chosen: Vec<ApplicationId> = form
        .all("add")
        .filter_map(|text| text.parse().ok())
        .collect();
    if chosen.is_empty() {
        return Ok(refused(&app, &to, "Choose what to add first."));
    }
    let mut added = 0;
    for application in chosen {
        let is_new = app
            .identity
            .add_to_app_collection(actor, collection, application)
            .await?;
        added += u32::from(is_new);
    }
    let text = match added {
        0 => "It was in the collection already.".to_owned(),
        1 => "1 application is added.".to_owned(),
        many => format!("{many} applications are added."),
    };
    Ok(done(&app, &to, &text))
}

/// `GET /admin/collections/{id}/delete`.
pub(crate) async fn ask_delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageApplications)?;
    let (found, _) = app
        .identity
        .app_collection(admin.actor(), id_of(&id)?)
        .await?;
    let layout = admin.layout(&app).await?;
    page(&Confirm::delete_collection(
        &layout,
        &id,
        &found.display_name,
    ))
}

/// `POST /admin/collections/{id}/delete`.
pub(crate) async fn delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    app.identity
        .delete_app_collection(admin.actor(), id_of(&id)?)
        .await?;
    Ok(done(&app, PATH, "The collection is deleted."))
}
