//! Collections that are short enough to be read whole: which of their objects and properties are answered is said here.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use hospes_identity::page::{Cursor, From};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::body::{self, Collection};
use super::error::GraphError;
use super::query::Query;
use crate::app::App;

/// A kind of objects.
pub(super) struct Whole {
    /// The path of the collection below the version, which is also its name in contexts.
    pub(super) set: &'static str,
    /// The type that errors name.
    pub(super) type_name: &'static str,
    /// The properties that can be selected.
    pub(super) known: &'static [&'static str],
    /// What can be expanded: it is there in any case.
    pub(super) expands: &'static [&'static str],
}

impl Whole {
    /// Refuses what can't be asked of these objects. A filter is for whoever knows them.
    pub(super) fn check(&self, query: &Query) -> Result<(), GraphError> {
        let options = &query.options;
        if options.search.is_some() {
            return Err(GraphError::Unsupported("$search is not supported here."));
        }
        if !options.order_by.is_empty() {
            return Err(GraphError::Unsupported("$orderby is not supported here."));
        }
        let is_known = |known: &[&str], name: &String| {
            known.iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        if !options
            .expand
            .iter()
            .all(|name| is_known(self.expands, name))
        {
            return Err(GraphError::Unsupported("$expand is not supported here."));
        }
        let mut selected = options.select.iter().flatten();
        match selected.find(|name| !is_known(self.known, name)) {
            None => Ok(()),
            Some(name) => Err(GraphError::Property {
                name: name.clone(),
                message: format!(
                    "Could not find a property named '{name}' on type '{}'.",
                    self.type_name
                ),
            }),
        }
    }

    /// One object.
    pub(super) fn one(
        &self,
        app: &App,
        query: &Query,
        object: Map<String, Value>,
    ) -> Map<String, Value> {
        let select = query.options.select.as_deref();
        let fragment = format!("{}/$entity", body::selected(self.set, select));
        with_context(app, &fragment, picked(object, select))
    }

    /// One that was made: with the place where it is from now on.
    pub(super) fn created(&self, app: &App, query: &Query, object: Map<String, Value>) -> Response {
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
        let location = format!("{}/v1.0/{}/{id}", app.graph_root.as_str(), self.set);
        let answer = body::json(StatusCode::CREATED, &self.one(app, query, object));
        ([(LOCATION, location)], answer).into_response()
    }

    /// A page of all objects, of which each has an `id` that no other has.
    pub(super) fn page(
        &self,
        app: &App,
        query: &Query,
        all: Vec<Map<String, Value>>,
    ) -> Result<Response, GraphError> {
        let select = query.options.select.as_deref();
        let start = start(query, &all)?;
        let size = usize::try_from(query.page.size).unwrap_or(usize::MAX);
        let is_first = query.page.from == From::Start;
        let is_counted = query.options.count && query.eventual && is_first;
        let count = u64::try_from(all.len()).ok().filter(|_| is_counted);
        let end = start.saturating_add(size);
        let collection = format!("{}/v1.0/{}", app.graph_root.as_str(), self.set);
        let last = all
            .get(..end)
            .and_then(<[_]>::last)
            .filter(|_| end < all.len());
        let next_link = last.map(|last| query.next_link(&collection, &cursor(last)));
        let rest = all.into_iter().skip(start).take(size);
        let value = rest
            .map(|object| Value::Object(picked(object, select)))
            .collect();
        let context = body::context(app, &body::selected(self.set, select));
        Ok(body::json(
            StatusCode::OK,
            &Collection {
                context,
                count,
                next_link,
                value,
            },
        ))
    }
}

/// An object as the whole answer.
pub(super) fn with_context(
    app: &App,
    fragment: &str,
    object: Map<String, Value>,
) -> Map<String, Value> {
    let context = Value::String(body::context(app, fragment));
    let mut all = Map::from_iter([("@odata.context".to_owned(), context)]);
    all.extend(object);
    all
}

/// Where an object stands, for the next page.
fn cursor(object: &Map<String, Value>) -> Cursor {
    let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
    Cursor {
        key: id.to_owned(),
        id: Uuid::nil(),
    }
}

/// Where the page begins: after the object that the one before ended with.
fn start(query: &Query, all: &[Map<String, Value>]) -> Result<usize, GraphError> {
    let From::After(after) = &query.page.from else {
        return Ok(0);
    };
    let position = all.iter().position(|object| cursor(object) == *after);
    let gone = GraphError::Unsupported("The page token is not valid or has expired.");
    position.map(|position| position + 1).ok_or(gone)
}

/// The properties that were asked for, and the annotations.
fn picked(mut object: Map<String, Value>, select: Option<&[String]>) -> Map<String, Value> {
    if let Some(select) = select.filter(|names| !names.is_empty()) {
        let is_asked = |name: &str| select.iter().any(|one| one.eq_ignore_ascii_case(name));
        object.retain(|name, _| name.starts_with('@') || is_asked(name));
    }
    object
}
