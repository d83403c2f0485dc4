//! Whoever calls Graph with a bearer token.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use hospes_identity::Actor;
use hospes_identity::grant::TokenError;

use super::circumstances::circumstances;
use crate::app::App;
use crate::graph::error::{GraphError, TokenProblem};

/// A caller of Graph.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) Actor);

impl FromRequestParts<App> for Caller {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let value = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        // RFC 7235, section 2.1: the scheme is case-insensitive.
        let token = value
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .filter(|token| !token.is_empty())
            .ok_or(GraphError::Token(TokenProblem::Empty))?;
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
            Err(TokenError::Other(error)) => Err(error.into()),
        }
    }
}
