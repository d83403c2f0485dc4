//! `/v1.0/directory/deletedItems`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hospes_identity::ids::UserId;
use hospes_identity::{Actor, Error};
use serde_json::{Map, Value, json};

use super::body::{self, Collection};
use super::error::GraphError;
use super::query::Query;
use super::users::{entity, names, translate};
use crate::app::App;
use crate::extract::caller::Caller;

/// `GET /v1.0/directory/deletedItems/microsoft.graph.user`.
pub(crate) async fn list(
    State(app): State<App>,
    Caller(actor): Caller,
    query: Query,
) -> Result<Response, GraphError> {
    let request = translate(&query, true)?;
    let names = names(query.options.select.as_deref())?;
    let page = app.identity.users(&actor, &request).await?;
    let collection = format!(
        "{}/v1.0/directory/deletedItems/microsoft.graph.user",
        app.graph_root.as_str()
    );
    let next_link = page
        .after
        .as_ref()
        .map(|after| query.next_link(&collection, after));
    let mut value = Vec::with_capacity(page.rows.len());
    for user in &page.rows {
        let mut item = typed();
        item.extend(entity(&app, &actor, user, &names).await?);
        value.push(Value::Object(item));
    }
    let fragment = body::selected("users", query.options.select.as_deref());
    let context = body::context(&app, &fragment);
    Ok(body::json(
        StatusCode::OK,
        &Collection {
            context,
            count: None,
            next_link,
            value,
        },
    ))
}

/// Clients build a bare directory object of what does not say its type.
fn typed() -> Map<String, Value> {
    Map::from_iter([("@odata.type".to_owned(), json!("#microsoft.graph.user"))])
}

/// `GET /v1.0/directory/deletedItems/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    query: Query,
) -> Result<Response, GraphError> {
    let id = deleted(&app, &actor, &key).await?;
    answer(&app, &actor, id, &query).await
}

/// `POST /v1.0/directory/deletedItems/{id}/restore`.
pub(crate) async fn restore(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    query: Query,
) -> Result<Response, GraphError> {
    let id = deleted(&app, &actor, &key).await?;
    app.identity.restore_user(&actor, id).await?;
    answer(&app, &actor, id, &query).await
}

/// `DELETE /v1.0/directory/deletedItems/{id}`.
pub(crate) async fn delete(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<Response, GraphError> {
    let id = deleted(&app, &actor, &key).await?;
    app.identity.delete_user_permanently(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The id of a user who is deleted and can come back.
async fn deleted(app: &App, actor: &Actor, key: &str) -> Result<UserId, GraphError> {
    let not_found = || Error::NotFound {
        what: "deleted item",
    };
    let id: UserId = key.parse().map_err(|_| not_found())?;
    let user = app.identity.user(actor, id).await?;
    user.deleted_at
        .map(|_| id)
        .ok_or_else(|| not_found().into())
}

async fn answer(
    app: &App,
    actor: &Actor,
    id: UserId,
    query: &Query,
) -> Result<Response, GraphError> {
    let names = names(query.options.select.as_deref())?;
    let user = app.identity.user(actor, id).await?;
    let mut body = Map::new();
    let context = body::context(app, "directoryObjects/$entity");
    body.insert("@odata.context".to_owned(), json!(context));
    body.extend(typed());
    body.extend(entity(app, actor, &user, &names).await?);
    Ok(body::json(StatusCode::OK, &body))
}
