//! Where a user is signed in.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::ids::{SessionId, UserId};
use hospes_identity::session::Place;
use hospes_identity::{Actor, Error, Permission};

use super::user::present;
use super::{done, moment, refused};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::user::SessionRow;
use crate::pages::error::PageError;
use crate::pages::words::{device, method};

/// The sessions of a user, as far as the reader may see them; `None` if they may not.
pub(super) async fn rows(
    app: &App,
    actor: &Actor,
    id: UserId,
) -> Result<Option<Vec<SessionRow>>, PageError> {
    if !actor.may(Permission::RevokeSessions) && !actor.may(Permission::ReadSignIns) {
        return Ok(None);
    }
    let row = |place: Place| SessionRow {
        id: place.id.to_string(),
        device: device(&place.user_agent),
        network: place.network,
        method: method(place.method),
        since: moment(app, place.authenticated_at),
        used: moment(app, place.last_used_at),
    };
    let found = app.identity.sessions_of_user(actor, id).await?;
    Ok(Some(found.into_iter().map(row).collect()))
}

/// `POST /admin/users/{id}/sessions/end`: ends the one that `session` names.
pub(crate) async fn end(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let user = present(&app, admin.actor(), &id).await?.id;
    let session: SessionId = form
        .get("session")
        .parse()
        .map_err(|_| PageError::BadRequest)?;
    let to = format!("/admin/users/{id}");
    match app
        .identity
        .end_session_of_user(admin.actor(), user, session)
        .await
    {
        Ok(()) => Ok(done(&app, &to, "The session is ended.")),
        Err(Error::NotFound { what: "session" }) => {
            Ok(refused(&app, &to, "That session was over already."))
        }
        Err(error) => Err(error.into()),
    }
}
