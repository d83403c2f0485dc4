//! Deleted users.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::ids::UserId;
use hospes_identity::user::{Deleted, UserQuery};
use hospes_identity::{Actor, Error, Permission};

use super::users::concerned;
use super::{Query, asked, done, moment, now, page, pager, person, refused, request};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::confirm::Confirm;
use crate::pages::admin::deleted_users::{DeletedUser, DeletedUsers};
use crate::pages::error::PageError;

const PATH: &str = "/admin/deleted-users";

/// `GET /admin/deleted-users`.
pub(crate) async fn list(
    State(app): State<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    let layout = admin.layout(&app).await?;
    let search = Some(asked(&query, "q").to_owned()).filter(|text| !text.is_empty());
    let wanted = UserQuery {
        deleted: true,
        search,
        ..UserQuery::all(request(&query))
    };
    let found = app.identity.users(admin.actor(), &wanted).await?;
    let pager = pager(PATH, &query, &found, "deleted user");
    let template = DeletedUsers {
        layout: &layout,
        query: asked(&query, "q").to_owned(),
        users: found
            .rows
            .into_iter()
            .map(|user| row(&app, Deleted::new(user)))
            .collect(),
        pager,
        may_change: admin.actor().may(Permission::DeleteUsers),
    };
    page(&template)
}

fn row(app: &App, deleted: Deleted) -> DeletedUser {
    let left = deleted
        .gone_at
        .since(now(app))
        .as_seconds_up()
        .div_ceil(86_400);
    let user = deleted.user;
    DeletedUser {
        id: user.id.to_string(),
        person: person(&user),
        user_type: user.user_type.as_str().to_owned(),
        deleted: moment(app, user.deleted_at.unwrap_or(user.created_at)),
        days_left: left,
    }
}

fn ids(form: &Form) -> Vec<UserId> {
    form.all("user").filter_map(|id| id.parse().ok()).collect()
}

/// `POST /admin/deleted-users/restore`.
pub(crate) async fn restore(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let mut restored = Vec::new();
    for id in ids(&form) {
        let user = app.identity.restore_user(admin.actor(), id).await?;
        restored.push(user.display_name);
    }
    Ok(match restored.as_slice() {
        [] => refused(&app, PATH, "Choose who to restore first."),
        [one] => done(
            &app,
            PATH,
            &format!("{one} is back, with everything they had."),
        ),
        many => done(
            &app,
            PATH,
            &format!("{} users are back, with everything they had.", many.len()),
        ),
    })
}

/// `POST /admin/deleted-users/delete`: asks, then deletes for good.
pub(crate) async fn delete(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let ids = ids(&form);
    if ids.is_empty() {
        return Ok(refused(&app, PATH, "Choose who to delete first."));
    }
    if !form.is_ticked("confirmed") {
        let layout = admin.layout(&app).await?;
        let users = concerned(&app, admin.actor(), &ids).await?;
        return page(&Confirm::delete_permanently(&layout, &users));
    }
    let gone = purge(&app, admin.actor(), &ids).await?;
    let text = match gone {
        1 => "1 user is gone for good.".to_owned(),
        many => format!("{many} users are gone for good."),
    };
    Ok(done(&app, PATH, &text))
}

async fn purge(app: &App, actor: &Actor, ids: &[UserId]) -> Result<usize, PageError> {
    let mut gone = 0;
    for id in ids {
        match app.identity.delete_user_permanently(actor, *id).await {
            Ok(()) => gone += 1,
            // Somebody else was faster, or restored them.
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(gone)
}
