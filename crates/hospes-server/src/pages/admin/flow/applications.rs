//! Enterprise applications.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::registration::AppRole;
use hospes_identity::application::{
    Application, ApplicationPatch, ApplicationQuery, Assignment, NewApplication, Principal,
};
use hospes_identity::ids::ApplicationId;
use hospes_identity::{Actor, Error, Patch, Permission};
use uuid::Uuid;

use super::pickers::{self, Typed};
use super::{Query, asked, done, field, moment, page, pager, refused, request, sentence};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::applications::{
    ApplicationForm, ApplicationHead, ApplicationPage, ApplicationRow, ApplicationUsers,
    Applications, AssignmentRow,
};
use crate::pages::admin::confirm::Confirm;
use crate::pages::error::PageError;
use crate::pages::layout::{Choice, Fact, Field, Organization, Pager};

pub(super) const PATH: &str = "/admin/applications";

pub(super) fn id_of(text: &str) -> Result<ApplicationId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

pub(super) fn tile(application: &Application) -> Organization {
    // The colour follows the id: a renamed application keeps its own.
    Organization::new(&application.display_name, &application.id.to_string())
}

/// `GET /admin/applications`.
pub(crate) async fn list(
    State(app): State<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    let layout = admin.layout(&app).await?;
    let search = Some(asked(&query, "q").to_owned()).filter(|text| !text.is_empty());
    let wanted = ApplicationQuery {
        search,
        page: request(&query),
    };
    let found = app.identity.applications(admin.actor(), &wanted).await?;
    let mut applications = Vec::with_capacity(found.rows.len());
    for application in &found.rows {
        let count = app
            .identity
            .count_assignments(admin.actor(), application.id)
            .await?;
        applications.push(ApplicationRow {
            id: application.id.to_string(),
            tile: tile(application),
            home_page: application.home_page_url.clone().unwrap_or_default(),
            assignments: usize::try_from(count).unwrap_or(usize::MAX),
            created: moment(&app, application.created_at),
        });
    }
    let template = Applications {
        layout: &layout,
        query: asked(&query, "q").to_owned(),
        applications,
        pager: pager(PATH, &query, &found, "application"),
        may_create: admin.actor().may(Permission::ManageApplications),
    };
    page(&template)
}

/// What a form holds.
struct Filled {
    id: Option<String>,
    fields: [Field; 3],
    is_visible: bool,
    is_assignment_required: bool,
}

async fn form_page(app: &App, admin: &Admin, filled: Filled) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    let [name, description, home_page] = filled.fields;
    let template = ApplicationForm {
        layout: &layout,
        id: filled.id,
        name,
        description,
        home_page,
        is_visible: filled.is_visible,
        is_assignment_required: filled.is_assignment_required,
    };
    page(&template)
}

fn typed(form: &Form, id: Option<String>, (name, reason): (&str, &str)) -> Filled {
    let of = |input: &str, names: &[&str]| field(form.get(input), Some((name, reason)), names);
    Filled {
        id,
        fields: [
            of("name", &["displayName"]),
            of("description", &["description"]),
            of("home_page", &["homePageUrl"]),
        ],
        is_visible: form.is_ticked("visible"),
        is_assignment_required: form.is_ticked("assignment_required"),
    }
}

/// `GET /admin/applications/new`.
pub(crate) async fn show_new(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageApplications)?;
    let filled = Filled {
        id: None,
        fields: Default::default(),
        is_visible: true,
        is_assignment_required: true,
    };
    form_page(&app, &admin, filled).await
}

/// `POST /admin/applications/new`.
pub(crate) async fn create(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let new = NewApplication {
        display_name: form.get("name").to_owned(),
        description: form.filled("description"),
        home_page_url: form.filled("home_page"),
        assignment_required: form.is_ticked("assignment_required"),
        visible: form.is_ticked("visible"),
    };
    match app.identity.create_application(admin.actor(), &new).await {
        Ok(application) => {
            let to = format!("{PATH}/{}/users", application.id);
            Ok(done(
                &app,
                &to,
                "The application is there. Say who may use it below.",
            ))
        }
        Err(Error::Invalid { field, reason }) => {
            form_page(&app, &admin, typed(&form, None, (field, reason))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/applications/{id}/edit`.
pub(crate) async fn show_edit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageApplications)?;
    let found = app.identity.application(admin.actor(), id_of(&id)?).await?;
    let filled = Filled {
        id: Some(id),
        fields: [
            Field::new(found.display_name),
            Field::new(found.description.unwrap_or_default()),
            Field::new(found.home_page_url.unwrap_or_default()),
        ],
        is_visible: found.visible,
        is_assignment_required: found.assignment_required,
    };
    form_page(&app, &admin, filled).await
}

/// `POST /admin/applications/{id}/edit`.
pub(crate) async fn edit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let patch = ApplicationPatch {
        display_name: Some(form.get("name").to_owned()),
        description: Patch::from_option(form.filled("description")),
        home_page_url: Patch::from_option(form.filled("home_page")),
        assignment_required: Some(form.is_ticked("assignment_required")),
        visible: Some(form.is_ticked("visible")),
    };
    match app
        .identity
        .update_application(admin.actor(), id_of(&id)?, &patch)
        .await
    {
        Ok(_) => Ok(done(
            &app,
            &format!("{PATH}/{id}"),
            "The application is saved.",
        )),
        Err(Error::Invalid { field, reason }) => {
            form_page(&app, &admin, typed(&form, Some(id), (field, reason))).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn head(
    app: &App,
    admin: &Admin,
    application: &Application,
) -> Result<ApplicationHead, PageError> {
    let count = app
        .identity
        .count_assignments(admin.actor(), application.id)
        .await?;
    Ok(ApplicationHead {
        id: application.id.to_string(),
        tile: tile(application),
        assignments: usize::try_from(count).unwrap_or(usize::MAX),
        may_read_sign_ins: admin.actor().may(Permission::ReadSignIns),
    })
}

/// `GET /admin/applications/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.application(actor, id_of(&id)?).await?;
    let yes = |yes: bool| if yes { "Yes" } else { "No" };
    let facts = vec![
        Fact::new("Application (client) ID", found.app_id.to_string()),
        Fact::new("Object ID", found.id.to_string()),
        Fact::new("Description", found.description.clone().unwrap_or_default()),
        Fact::new("Home page", found.home_page_url.clone().unwrap_or_default()),
        Fact::new("Assignment required", yes(found.assignment_required)),
        Fact::new("Visible in My Apps", yes(found.visible)),
        Fact::new("Added", found.created_at.format("%Y-%m-%d %H:%M UTC")),
    ];
    let layout = admin.layout(&app).await?;
    let template = ApplicationPage {
        layout: &layout,
        head: head(&app, &admin, &found).await?,
        facts,
        may_change: actor.may(Permission::ManageApplications),
    };
    page(&template)
}

/// `GET /admin/applications/{id}/users`.
pub(crate) async fn users(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, PageError> {
    // A row's link chooses whose roles are to be changed.
    let chosen = asked(&query, "chosen").to_owned();
    let chosen = Some(chosen).filter(|text| principal(text).is_some());
    let typed = Typed {
        chosen: chosen.into_iter().collect(),
        ..Typed::default()
    };
    users_page(&app, &admin, &id, (&typed, None)).await
}

async fn users_page(
    app: &App,
    admin: &Admin,
    id: &str,
    (typed, ticked): (&Typed, Option<Vec<Uuid>>),
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.application(actor, id_of(id)?).await?;
    let list = app.identity.assignments(actor, found.id).await?;
    let offered = app.identity.registration(actor, found.id).await?;
    let offered = offered.registration.app_roles;
    let given = app.identity.roles_of_assignments(actor, found.id).await?;
    let of = |principal: Uuid| given.iter().filter(move |(who, _)| *who == principal);
    let ticked = ticked.unwrap_or_else(|| {
        let chosen = typed.chosen.iter().filter_map(|text| principal(text));
        chosen
            .flat_map(|one| of(one.id()))
            .map(|(_, role)| *role)
            .collect()
    });
    let picker = if actor.may(Permission::AssignApplications) {
        Some(pickers::users_and_groups(app, actor, "add", typed).await?)
    } else {
        None
    };
    let assignments: Vec<AssignmentRow> = list
        .into_iter()
        .map(|row| {
            let names = of(row.principal.id()).filter_map(|(_, role)| {
                let found = offered.iter().find(|offered| offered.id == *role);
                found.map(|role| role.display_name.as_str())
            });
            let names: Vec<&str> = names.collect();
            assignment_row(app, row, &names)
        })
        .collect();
    let text = match assignments.len() {
        1 => "1 assignment".to_owned(),
        many => format!("{many} assignments"),
    };
    let layout = admin.layout(app).await?;
    let template = ApplicationUsers {
        layout: &layout,
        head: head(app, admin, &found).await?,
        assignments,
        roles: role_choices(&offered, &ticked),
        pager: Pager {
            text,
            first_url: None,
            next_url: None,
        },
        picker,
    };
    page(&template)
}

fn assignment_row(app: &App, row: Assignment, roles: &[&str]) -> AssignmentRow {
    let (kind, folder, is_group) = match row.principal {
        Principal::User(_) => ("User", "users", false),
        Principal::Group(_) => ("Group", "groups", true),
    };
    let (id, word) = (row.principal.id(), kind.to_lowercase());
    AssignmentRow {
        id: format!("{word}:{id}"),
        name: row.name,
        line: row.detail,
        kind: kind.to_owned(),
        roles: if roles.is_empty() {
            "Default access".to_owned()
        } else {
            roles.join(", ")
        },
        is_group,
        url: format!("/admin/{folder}/{id}"),
        since: moment(app, row.assigned_at),
    }
}

/// The roles that users and groups can be given, and one that is ticked though it is disabled.
fn role_choices(offered: &[AppRole], ticked: &[Uuid]) -> Vec<Choice> {
    let offered = offered.iter().filter(|role| role.is_for_users);
    let offered = offered.filter(|role| role.is_enabled || ticked.contains(&role.id));
    let choice = |role: &AppRole| Choice {
        value: role.id.to_string(),
        label: role.display_name.clone(),
        hint: role.description.clone(),
        is_chosen: ticked.contains(&role.id),
    };
    offered.map(choice).collect()
}

fn principal(text: &str) -> Option<Principal> {
    match text.split_once(':')? {
        ("user", id) => id.parse().ok().map(Principal::User),
        ("group", id) => id.parse().ok().map(Principal::Group),
        _ => None,
    }
}

/// `POST /admin/applications/{id}/users`.
pub(crate) async fn change_users(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    let to = format!("{PATH}/{id}/users");
    if let Some(text) = form.filled("remove") {
        let principal = principal(&text).ok_or(PageError::BadRequest)?;
        app.identity
            .unassign_application(actor, application, principal)
            .await?;
        return Ok(done(&app, &to, "The assignment is removed."));
    }
    let roles: Result<Vec<Uuid>, PageError> = form
        .all("role")
        .map(|role| Uuid::try_parse(role).map_err(|_| PageError::BadRequest))
        .collect();
    if form.get("go") == "search" {
        let typed = Typed::of(&form, "add");
        return users_page(&app, &admin, &id, (&typed, Some(roles?))).await;
    }
    let roles = form.is_ticked("has_roles").then_some(roles?);
    let mut added = 0;
    for principal in form.all("add").filter_map(principal) {
        match assign(&app, actor, (application, principal), roles.as_deref()).await {
            Ok(()) => added += 1,
            Err(Error::Conflict { .. }) => {}
            Err(Error::Invalid { reason, .. }) => {
                return Ok(refused(&app, &to, &sentence(reason)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(match added {
        0 => refused(&app, &to, "Choose who to assign first."),
        1 => done(&app, &to, "1 assignment is added."),
        many => done(&app, &to, &format!("{many} assignments are added.")),
    })
}

/// Assigns with the roles that were ticked; `None`: the application has none to tick.
async fn assign(
    app: &App,
    actor: &Actor,
    (application, principal): (ApplicationId, Principal),
    roles: Option<&[Uuid]>,
) -> Result<(), Error> {
    let identity = &app.identity;
    match roles {
        None => {
            identity
                .assign_application(actor, application, principal)
                .await
        }
        Some(roles) => {
            let assigned =
                identity.assign_application_with_roles(actor, application, principal, roles);
            assigned.await
        }
    }
}

/// `GET /admin/applications/{id}/delete`.
pub(crate) async fn ask_delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageApplications)?;
    let found = app.identity.application(admin.actor(), id_of(&id)?).await?;
    let layout = admin.layout(&app).await?;
    page(&Confirm::delete_application(
        &layout,
        &id,
        &found.display_name,
    ))
}

/// `POST /admin/applications/{id}/delete`.
pub(crate) async fn delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    app.identity
        .delete_application(admin.actor(), id_of(&id)?)
        .await?;
    Ok(done(&app, PATH, "The application is deleted."))
}
