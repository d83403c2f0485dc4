//! Bodies that Graph answers: entities, collections, and their annotations.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

use crate::app::App;
use crate::telemetry::causes;

const JSON: &str = "application/json;odata.metadata=minimal;odata.streaming=true;\
                    IEEE754Compatible=false;charset=utf-8";

/// A body of Graph.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(JSON))];
            (status, kind, bytes).into_response()
        }
        Err(error) => {
            tracing::error!(
                error = %causes(&error),
                "a body cannot be made"
            );
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `…/v1.0/$metadata#fragment`.
pub(super) fn context(app: &App, fragment: &str) -> String {
    format!("{}/v1.0/$metadata#{fragment}", app.graph_root.as_str())
}

/// The fragment of a collection with the properties that were selected.
pub(super) fn selected(set: &str, select: Option<&[String]>) -> String {
    match select {
        Some(names) if !names.is_empty() => format!("{set}({})", names.join(",")),
        Some(_) | None => set.to_owned(),
    }
}

/// A page of a collection.
#[derive(Serialize)]
pub(super) struct Collection {
    #[serde(rename = "@odata.context")]
    pub(super) context: String,
    #[serde(rename = "@odata.count", skip_serializing_if = "Option::is_none")]
    pub(super) count: Option<u64>,
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    pub(super) next_link: Option<String>,
    pub(super) value: Vec<Value>,
}
