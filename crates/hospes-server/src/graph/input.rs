//! Bodies that clients send: JSON objects, whose property names are compared without case and whose
//! annotations are ignored.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use hospes_identity::Patch;
use hospes_protocol::address::Address;
use serde_json::{Map, Value};

use super::error::{GraphError, invalid_value};

/// The properties of a body, by lower-case name.
#[derive(Debug)]
pub(crate) struct Input {
    /// The annotation that says of which type it is.
    type_name: Option<String>,
    properties: BTreeMap<String, (String, Value)>,
}

impl<S: Send + Sync> FromRequest<S> for Input {
    type Rejection = GraphError;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        // Clients name other content types too; what counts is that it is JSON.
        let bytes =
            Bytes::from_request(request, state)
                .await
                .map_err(|rejection| match rejection.status() {
                    StatusCode::PAYLOAD_TOO_LARGE => GraphError::TooLarge,
                    _ => GraphError::Body,
                })?;
        let Ok(Value::Object(object)) = serde_json::from_slice(&bytes) else {
            return Err(GraphError::Body);
        };
        Ok(Self::of(object))
    }
}

impl Input {
    /// The properties of an object inside a body.
    pub(super) fn inner(value: Value) -> Option<Self> {
        let Value::Object(object) = value else {
            return None;
        };
        Some(Self::of(object))
    }

    fn of(object: Map<String, Value>) -> Self {
        let type_name = object.get("@odata.type").and_then(Value::as_str);
        let type_name = type_name.map(|name| name.trim_start_matches('#').to_owned());
        let properties = object
            .into_iter()
            .filter(|(name, _)| !name.starts_with('@'))
            .map(|(name, value)| (name.to_ascii_lowercase(), (name, value)))
            .collect();
        Self {
            type_name,
            properties,
        }
    }

    /// The type that it says it is of, such as `microsoft.graph.user`.
    pub(super) fn type_name(&self) -> Option<&str> {
        self.type_name.as_deref()
    }

    /// Takes a property; `None` when it was not sent.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.properties
            .remove(&name.to_ascii_lowercase())
            .map(|(_, value)| value)
    }

    /// Whether nothing is left to take.
    pub(super) fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    /// Takes a text: absent keeps, `null` clears.
    pub(super) fn text(&mut self, name: &str) -> Result<Patch<String>, GraphError> {
        match self.take(name) {
            None => Ok(Patch::Keep),
            Some(Value::Null) => Ok(Patch::Clear),
            Some(Value::String(text)) => Ok(Patch::Set(text)),
            Some(_) => Err(invalid(name, "it is not a text")),
        }
    }

    /// Takes a text that may be missing or `null`.
    pub(super) fn optional(&mut self, name: &str) -> Result<Option<String>, GraphError> {
        Ok(self.text(name)?.set().cloned())
    }

    /// Takes a text that must be there.
    pub(super) fn required(&mut self, name: &str) -> Result<String, GraphError> {
        let text = self.optional(name)?.filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| GraphError::Property {
            name: name.to_owned(),
            message: format!("A value is required for property '{name}' of resource."),
        })
    }

    /// Takes a truth value; `None` when it was not sent.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, GraphError> {
        match self.take(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(invalid(name, "it is neither true nor false")),
        }
    }

    /// Takes a list; `None` when it was not sent.
    pub(super) fn list(&mut self, name: &str) -> Result<Option<Vec<Value>>, GraphError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(Vec::new())),
            Some(Value::Array(list)) => Ok(Some(list)),
            Some(_) => Err(invalid(name, "it is not a collection")),
        }
    }

    /// Takes an object; `None` when it was not sent.
    pub(super) fn object(&mut self, name: &str) -> Result<Option<Self>, GraphError> {
        match self.take(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => Self::inner(value)
                .map(Some)
                .ok_or_else(|| invalid(name, "it is not an object")),
        }
    }

    /// The names that nobody took.
    pub(super) fn rest(&self) -> Vec<String> {
        self.properties
            .values()
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Refuses what nobody took.
    pub(super) fn finish(self, type_name: &str) -> Result<(), GraphError> {
        match self.properties.into_values().next() {
            None => Ok(()),
            Some((name, _)) => {
                let message =
                    format!("Could not find a property named '{name}' on type '{type_name}'.");
                Err(GraphError::Property { name, message })
            }
        }
    }
}

/// A value that breaks a rule.
pub(super) fn invalid(name: &str, reason: &str) -> GraphError {
    GraphError::Property {
        name: name.to_owned(),
        message: invalid_value(name, reason),
    }
}

/// A mail address.
pub(super) fn address(name: &str, text: &str) -> Result<Address, GraphError> {
    Address::parse(text.trim()).map_err(|error| invalid(name, error.reason()))
}
