//! Whoever calls Graph with a bearer token.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use hospes_identity::grant::TokenError;
use hospes_identity::{Actor, Error, Permission};

use super::circumstances::circumstances;
use crate::app::App;
use crate::graph::error::{GraphError, TokenProblem};

/// The bearer token of a request (RFC 6750, section 2.1).
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    // RFC 7235, section 2.1: the scheme is case-insensitive.
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// A caller of Graph.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) Actor);

impl FromRequestParts<App> for Caller {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let token = bearer(&parts.headers).ok_or(GraphError::Token(TokenProblem::Empty))?;
        let here = circumstances(parts, app);
        let found = app
            .identity
            .authenticate_token(token, &app.token_names, &here)
            .await;
        match found {
            Ok(actor) => Ok(Self(actor)),
            Err(TokenError::Expired) => Err(GraphError::Token(TokenProblem::Expired)),
            Err(TokenError::Audience) => Err(GraphError::Token(TokenProblem::Audience)),
            Err(TokenError::Invalid) => Err(GraphError::Token(TokenProblem::Invalid)),
            Err(TokenError::Scope) => Err(Error::Forbidden {
                permission: Permission::ReadDirectory,
            }
            .into()),
            Err(TokenError::Other(error)) => Err(error.into()),
        }
    }
}
