//! Groups, roles and applications of a user, and what was done to them.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::Principal;
use hospes_identity::role::Role;
use hospes_identity::user::User;
use hospes_identity::{Actor, Error, Permission};

use super::audit::row;
use super::pickers::{self, Typed};
use super::user::{head, present};
use super::{Query, done, page, pager, refused, request, sentence};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::Picker;
use crate::pages::admin::user::{Assigned, AssignmentKind, UserAssignments, UserAudit};
use crate::pages::error::PageError;

/// Which of the three.
#[derive(Clone, Copy)]
enum Kind {
    Groups,
    Roles,
    Applications,
}

impl Kind {
    fn part(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Roles => "roles",
            Self::Applications => "applications",
        }
    }

    fn permission(self) -> Permission {
        match self {
            Self::Groups => Permission::ManageMemberships,
            Self::Roles => Permission::AssignRoles,
            Self::Applications => Permission::AssignApplications,
        }
    }
}

async fn list(
    app: &App,
    admin: &Admin,
    (id, kind): (&str, Kind),
    typed: &Typed,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(app, actor, id).await?;
    let (assigned, of) = match kind {
        Kind::Groups => (groups(app, actor, &user).await?, AssignmentKind::Groups),
        Kind::Roles => (roles(app, actor, &user).await?, AssignmentKind::Roles),
        Kind::Applications => (
            applications(app, actor, &user).await?,
            AssignmentKind::Applications,
        ),
    };
    let picker = if actor.may(kind.permission()) {
        Some(picker(app, actor, kind, typed).await?)
    } else {
        None
    };
    let layout = admin.layout(app).await?;
    let head = head(app, actor, &user).await?;
    page(&UserAssignments {
        layout: &layout,
        head,
        kind: of,
        assigned,
        picker,
    })
}

async fn picker(app: &App, actor: &Actor, kind: Kind, typed: &Typed) -> Result<Picker, Error> {
    match kind {
        Kind::Groups => pickers::groups(app, actor, "add", typed).await,
        Kind::Roles => Ok(pickers::roles("add", typed)),
        Kind::Applications => pickers::applications(app, actor, "add", typed).await,
    }
}

async fn groups(app: &App, actor: &Actor, user: &User) -> Result<Vec<Assigned>, Error> {
    let found = app.identity.groups_of(actor, user.id).await?;
    Ok(found
        .into_iter()
        .map(|group| Assigned {
            id: group.id.to_string(),
            name: group.display_name,
            line: group.description.unwrap_or_default(),
            url: Some(format!("/admin/groups/{}", group.id)),
            by_way_of: None,
        })
        .collect())
}

async fn roles(app: &App, actor: &Actor, user: &User) -> Result<Vec<Assigned>, Error> {
    let found = app.identity.roles_of(actor, user.id).await?;
    Ok(found
        .into_iter()
        .map(|role| Assigned {
            id: role.key().to_owned(),
            name: role.display_name().to_owned(),
            line: role.summary().to_owned(),
            url: None,
            by_way_of: None,
        })
        .collect())
}

async fn applications(app: &App, actor: &Actor, user: &User) -> Result<Vec<Assigned>, Error> {
    let mut assigned = Vec::new();
    for (application, groups) in app.identity.application_origins(actor, user.id).await? {
        let by_way_of = (!groups.is_empty()).then(|| format!("By the group {}", groups.join(", ")));
        assigned.push(Assigned {
            id: application.id.to_string(),
            name: application.display_name,
            line: application.description.unwrap_or_default(),
            url: Some(format!("/admin/applications/{}", application.id)),
            by_way_of,
        });
    }
    Ok(assigned)
}

async fn change(
    app: &App,
    admin: &Admin,
    (id, kind): (&str, Kind),
    form: &Form,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(app, actor, id).await?;
    let to = format!("/admin/users/{id}/{}", kind.part());
    if let Some(item) = form.filled("remove") {
        return match remove(app, actor, (&user, kind), &item).await {
            Ok(()) => Ok(done(app, &to, "It is taken away.")),
            Err(PageError::Product(Error::Invalid { reason, .. })) => {
                Ok(refused(app, &to, &sentence(reason)))
            }
            Err(error) => Err(error),
        };
    }
    if form.get("go") == "search" {
        return list(app, admin, (id, kind), &Typed::of(form, "add")).await;
    }
    let mut added = 0;
    for item in form.all("add") {
        match add(app, actor, (&user, kind), item).await {
            Ok(()) => added += 1,
            Err(PageError::Product(Error::Conflict { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(match added {
        0 => refused(app, &to, "Choose what to add first."),
        _ => done(app, &to, &format!("{} now has it.", user.display_name)),
    })
}

async fn add(
    app: &App,
    actor: &Actor,
    (user, kind): (&User, Kind),
    item: &str,
) -> Result<(), PageError> {
    let bad = || PageError::BadRequest;
    match kind {
        Kind::Groups => {
            app.identity
                .add_member(actor, item.parse().map_err(|_| bad())?, user.id)
                .await?;
        }
        Kind::Roles => {
            let role = Role::from_key(item).ok_or_else(bad)?;
            app.identity.assign_role(actor, user.id, role).await?;
        }
        Kind::Applications => {
            let id = item.parse().map_err(|_| bad())?;
            app.identity
                .assign_application(actor, id, Principal::User(user.id))
                .await?;
        }
    }
    Ok(())
}

async fn remove(
    app: &App,
    actor: &Actor,
    (user, kind): (&User, Kind),
    item: &str,
) -> Result<(), PageError> {
    let bad = || PageError::BadRequest;
    match kind {
        Kind::Groups => {
            app.identity
                .remove_member(actor, item.parse().map_err(|_| bad())?, user.id)
                .await?;
        }
        Kind::Roles => {
            let role = Role::from_key(item).ok_or_else(bad)?;
            app.identity.unassign_role(actor, user.id, role).await?;
        }
        Kind::Applications => {
            let id = item.parse().map_err(|_| bad())?;
            app.identity
                .unassign_application(actor, id, Principal::User(user.id))
                .await?;
        }
    }
    Ok(())
}

macro_rules! pages {
    ($($show:ident, $submit:ident, $kind:expr, $path:literal;)*) => {$(
        #[doc = concat!("`GET /admin/users/{id}/", $path, "`.")]
        pub(crate) async fn $show(
            State(app): State<App>,
            admin: Admin,
            Path(id): Path<String>,
        ) -> Result<Response, PageError> {
            list(&app, &admin, (&id, $kind), &Typed::default()).await
        }

        #[doc = concat!("`POST /admin/users/{id}/", $path, "`.")]
        pub(crate) async fn $submit(
            State(app): State<App>,
            admin: Admin,
            Path(id): Path<String>,
            form: Form,
        ) -> Result<Response, PageError> {
            change(&app, &admin, (&id, $kind), &form).await
        }
    )*};
}

pages! {
    show_groups, change_groups, Kind::Groups, "groups";
    show_roles, change_roles, Kind::Roles, "roles";
    show_applications, change_applications, Kind::Applications, "applications";
}

/// `GET /admin/users/{id}/audit`.
pub(crate) async fn show_audit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(&app, actor, &id).await?;
    let found = app
        .identity
        .history_of_user(actor, user.id, request(&query))
        .await?;
    let layout = admin.layout(&app).await?;
    let template = UserAudit {
        layout: &layout,
        head: head(&app, actor, &user).await?,
        events: found.rows.iter().map(|event| row(&app, event)).collect(),
        pager: pager(&format!("/admin/users/{id}/audit"), &query, &found, "event"),
    };
    page(&template)
}
