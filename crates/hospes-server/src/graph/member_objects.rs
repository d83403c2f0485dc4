//! `getMemberObjects` and `getMemberGroups`: where applications ask for groups that do not fit into a token.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use hospes_identity::Actor;
use hospes_identity::ids::UserId;
use serde_json::json;

use super::body;
use super::error::GraphError;
use super::input::Input;
use super::users::find;
use crate::app::App;
use crate::extract::caller::Caller;

/// `POST /v1.0/users/{id}/getMemberObjects` and `…/getMemberGroups`.
pub(crate) async fn of_user(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    input: Input,
) -> Result<Response, GraphError> {
    let user = find(&app, &actor, &key).await?;
    ids(&app, &actor, user.id, input).await
}

/// The same for the person of the token.
pub(crate) async fn of_me(
    State(app): State<App>,
    Caller(actor): Caller,
    input: Input,
) -> Result<Response, GraphError> {
    let id = actor.user().ok_or(GraphError::NoPerson)?;
    ids(&app, &actor, id, input).await
}

async fn ids(
    app: &App,
    actor: &Actor,
    user: UserId,
    mut input: Input,
) -> Result<Response, GraphError> {
    // Every group here can be given access, so it makes no difference.
    input.flag("securityEnabledOnly")?;
    input.finish("microsoft.graph.user")?;
    let groups = app.identity.groups_of(actor, user).await?;
    let value: Vec<String> = groups.iter().map(|group| group.id.to_string()).collect();
    let context = body::context(app, "Collection(Edm.String)");
    Ok(body::json(
        StatusCode::OK,
        &json!({ "@odata.context": context, "value": value }),
    ))
}
