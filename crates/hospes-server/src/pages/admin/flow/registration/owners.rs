//! Owners of an application.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::registration::Owner;
use hospes_identity::{Error, Permission};

use super::{PATH, may_change, require_change};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::flow::applications::{head, id_of};
use crate::pages::admin::flow::pickers::{self, Typed};
use crate::pages::admin::flow::{done, moment, page, refused, sentence};
use crate::pages::admin::registrations::{Owners, PersonRow};
use crate::pages::error::PageError;

/// `GET /admin/app-registrations/{id}/owners`.
pub(crate) async fn show(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    owners_page(&app, &admin, &id, &Typed::default()).await
}

async fn owners_page(
    app: &App,
    admin: &Admin,
    id: &str,
    typed: &Typed,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.application(actor, id_of(id)?).await?;
    let owners = app.identity.owners(actor, found.id).await?;
    let may_add = may_change(app, actor, found.id).await? && actor.may(Permission::ReadDirectory);
    let picker = if may_add {
        let known = owners.iter().map(|owner| owner.user.to_string());
        Some(pickers::members(app, actor, "add", &typed.without(known)).await?)
    } else {
        None
    };
    let row = |owner: Owner| PersonRow {
        id: owner.user.to_string(),
        name: owner.name,
        line: owner.detail,
        since: moment(app, owner.added_at),
    };
    let layout = admin.layout(app).await?;
    page(&Owners {
        layout: &layout,
        head: head(app, admin, &found).await?,
        people: owners.into_iter().map(row).collect(),
        picker,
    })
}

/// `POST /admin/app-registrations/{id}/owners`.
pub(crate) async fn submit(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let to = format!("{PATH}/{id}/owners");
    if let Some(user) = form.filled("remove") {
        let user = user.parse().map_err(|_| PageError::NotFound)?;
        app.identity.remove_owner(actor, application, user).await?;
        // Whoever took themselves out may not come back to this page.
        let to = if may_change(&app, actor, application).await? {
            to.as_str()
        } else {
            "/myapps"
        };
        return Ok(done(&app, to, "The owner is removed."));
    }
    if form.get("go") == "search" {
        return owners_page(&app, &admin, &id, &Typed::of(&form, "add")).await;
    }
    let mut added = 0;
    for user in form.all("add") {
        let user = user.parse().map_err(|_| PageError::NotFound)?;
        match app.identity.add_owner(actor, application, user).await {
            Ok(()) => added += 1,
            Err(Error::Conflict { .. }) => {}
            Err(Error::Invalid { reason, .. }) => {
                return Ok(refused(&app, &to, &sentence(reason)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(match added {
        0 => refused(&app, &to, "Choose who to add first."),
        1 => done(&app, &to, "1 owner is added."),
        many => done(&app, &to, &format!("{many} owners are added.")),
    })
}
