//! Groups.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::group::{GroupPatch, GroupQuery, NewGroup};
use hospes_identity::ids::{GroupId, UserId};
use hospes_identity::{Error, Permission};

use super::pickers::{self, Typed};
use super::{Query, asked, done, field, page, pager, person, refused, request};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::confirm::Confirm;
use crate::pages::admin::groups::{GroupForm, GroupPage, GroupRow, Groups, Member};
use crate::pages::error::PageError;
use crate::pages::layout::Field;

const PATH: &str = "/admin/groups";

fn id_of(text: &str) -> Result<GroupId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// `GET /admin/groups`.
pub(crate) async fn list(
    State(app): State<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    let layout = admin.layout(&app).await?;
    let search = Some(asked(&query, "q").to_owned()).filter(|text| !text.is_empty());
    let wanted = GroupQuery {
        search,
        page: request(&query),
    };
    let found = app.identity.groups(admin.actor(), &wanted).await?;
    let pager = pager(PATH, &query, &found, "group");
    let groups = found
        .rows
        .into_iter()
        .map(|row| GroupRow {
            id: row.group.id.to_string(),
            name: row.group.display_name,
            description: row.group.description.unwrap_or_default(),
            members: usize::try_from(row.members).unwrap_or(usize::MAX),
        })
        .collect();
    let template = Groups {
        layout: &layout,
        query: asked(&query, "q").to_owned(),
        groups,
        pager,
        may_create: admin.actor().may(Permission::ManageGroups),
    };
    page(&template)
}

async fn form_page(
    app: &App,
    admin: &Admin,
    id: Option<String>,
    [name, description]: [Field; 2],
) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    page(&GroupForm {
        layout: &layout,
        id,
        name,
        description,
    })
}

fn typed(form: &Form, wrong: Option<(&str, &str)>) -> [Field; 2] {
    [
        field(form.get("name"), wrong, &["displayName"]),
        field(form.get("description"), wrong, &["description"]),
    ]
}

/// `GET /admin/groups/new`.
pub(crate) async fn show_new(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageGroups)?;
    form_page(&app, &admin, None, Default::default()).await
}

/// `POST /admin/groups/new`.
pub(crate) async fn create(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let new = NewGroup {
        display_name: form.get("name").to_owned(),
        description: form.filled("description"),
        mail_nickname: None,
    };
    match app.identity.create_group(admin.actor(), &new).await {
        Ok(group) => {
            let to = format!("{PATH}/{}", group.id);
            Ok(done(
                &app,
                &to,
                "The group is there. Add its members below.",
            ))
        }
        Err(Error::Invalid { field, reason }) => {
            form_page(&app, &admin, None, typed(&form, Some((field, reason)))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/groups/{id}/edit`.
pub(crate) async fn show_edit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageGroups)?;
    let group = app.identity.group(admin.actor(), id_of(&id)?).await?;
    let fields = [
        Field::new(group.display_name),
        Field::new(group.description.unwrap_or_default()),
    ];
    form_page(&app, &admin, Some(id), fields).await
}

/// `POST /admin/groups/{id}/edit`.
pub(crate) async fn edit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let patch = GroupPatch {
        display_name: Some(form.get("name").to_owned()),
        description: Some(form.get("description").to_owned()),
    };
    match app
        .identity
        .update_group(admin.actor(), id_of(&id)?, &patch)
        .await
    {
        Ok(_) => Ok(done(&app, &format!("{PATH}/{id}"), "The group is saved.")),
        Err(Error::Invalid { field, reason }) => {
            form_page(&app, &admin, Some(id), typed(&form, Some((field, reason)))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/groups/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, PageError> {
    group_page(&app, &admin, (id, query), &Typed::default()).await
}

async fn group_page(
    app: &App,
    admin: &Admin,
    (id, query): (String, Query),
    typed: &Typed,
) -> Result<Response, PageError> {
    let (actor, group_id) = (admin.actor(), id_of(&id)?);
    let group = app.identity.group(actor, group_id).await?;
    let found = app
        .identity
        .members(actor, group_id, &request(&query))
        .await?;
    let picker = if actor.may(Permission::ManageMemberships) {
        Some(pickers::users(app, actor, "add", typed).await?)
    } else {
        None
    };
    let applications = if actor.may(Permission::ReadApplications) {
        let found = app.identity.applications_of_group(actor, group_id).await?;
        found
            .into_iter()
            .map(|application| application.display_name)
            .collect()
    } else {
        Vec::new()
    };
    let layout = admin.layout(app).await?;
    let pager = pager(&format!("{PATH}/{id}"), &query, &found, "member");
    let members = found
        .rows
        .iter()
        .map(|user| Member {
            id: user.id.to_string(),
            person: person(user),
            user_type: user.user_type.as_str().to_owned(),
        })
        .collect();
    let template = GroupPage {
        layout: &layout,
        id,
        name: group.display_name,
        description: group.description.unwrap_or_default(),
        members,
        pager,
        applications,
        picker,
    };
    page(&template)
}

/// `POST /admin/groups/{id}`: adds whom `add` names, removes whom `remove` names.
pub(crate) async fn change_members(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, group, to) = (admin.actor(), id_of(&id)?, format!("{PATH}/{id}"));
    if let Some(user) = form.filled("remove") {
        let user: UserId = user.parse().map_err(|_| PageError::BadRequest)?;
        app.identity.remove_member(actor, group, user).await?;
        return Ok(done(&app, &to, "The member is removed."));
    }
    if form.get("go") == "search" {
        let query = axum::extract::Query(BTreeMap::default());
        return group_page(&app, &admin, (id, query), &Typed::of(&form, "add")).await;
    }
    let mut added = 0;
    for user in form
        .all("add")
        .filter_map(|text| text.parse::<UserId>().ok())
    {
        match app.identity.add_member(actor, group, user).await {
            Ok(()) => added += 1,
            Err(Error::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(match added {
        0 => refused(&app, &to, "Choose who to add first."),
        1 => done(&app, &to, "1 member is added."),
        many => done(&app, &to, &format!("{many} members are added.")),
    })
}

/// `GET /admin/groups/{id}/delete`.
pub(crate) async fn ask_delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageGroups)?;
    let group = app.identity.group(admin.actor(), id_of(&id)?).await?;
    let layout = admin.layout(&app).await?;
    page(&Confirm::delete_group(&layout, &id, &group.display_name))
}

/// `POST /admin/groups/{id}/delete`.
pub(crate) async fn delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    app.identity
        .delete_group(admin.actor(), id_of(&id)?)
        .await?;
    Ok(done(&app, PATH, "The group is deleted."))
}
