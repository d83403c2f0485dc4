//! What the Azure CLI and Terraform ask before they ask Graph: where everything is, and which organisations the
//! person belongs to. There is nothing to manage here, so there are no subscriptions. Errors are in the envelope
//! of Graph, which is that of the resource manager as well.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use hospes_identity::Error;
use hospes_identity::Permission;
use hospes_identity::grant::{OwnOrganization, TokenError};
use serde_json::{Value, json};

use crate::app::App;
use crate::extract::caller::bearer;
use crate::extract::circumstances::circumstances;
use crate::graph::error::{GraphError, TokenProblem};

/// `GET /metadata/endpoints`: the description of this cloud. What it has not got leads to its root.
pub(crate) async fn describe(State(app): State<App>) -> Json<Value> {
    let root = app.root.as_str();
    let graph = format!("{}/", app.graph_root.as_str());
    Json(json!({
        "name": app.server_name,
        "portal": root,
        "authentication": {
            "loginEndpoint": root,
            "audiences": [app.token_names.resource_manager()],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "graphAudience": graph,
        "graph": graph,
        "microsoftGraphResourceId": graph,
        "resourceManager": format!("{root}/"),
        "media": root,
        "batch": root,
        "vmImageAliasDoc": root,
        "sqlManagement": root,
        "gallery": root,
        "suffixes": {},
    }))
}

/// Whoever comes with a token for the resource manager: the organisations of that person.
#[derive(Debug)]
pub(crate) struct Organizations(Vec<OwnOrganization>);

impl FromRequestParts<App> for Organizations {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let token = bearer(&parts.headers).ok_or(GraphError::Token(TokenProblem::Empty))?;
        let here = circumstances(parts, app);
        let found = app
            .identity
            .organizations_of_token(token, &app.token_names, &here)
            .await;
        found.map(Self).map_err(|error| match error {
            TokenError::Expired => GraphError::Token(TokenProblem::Expired),
            TokenError::Audience => GraphError::Token(TokenProblem::Audience),
            TokenError::Invalid => GraphError::Token(TokenProblem::Invalid),
            TokenError::Scope => Error::Forbidden {
                permission: Permission::ReadDirectory,
            }
            .into(),
            TokenError::Other(error) => error.into(),
        })
    }
}

/// `GET /subscriptions`.
pub(crate) async fn subscriptions(_: Organizations) -> Json<Value> {
    Json(json!({ "value": [] }))
}

/// `GET /tenants`.
pub(crate) async fn tenants(Organizations(all): Organizations) -> Json<Value> {
    let tenant = |one: &OwnOrganization| {
        let found = &one.tenant;
        json!({
            "id": format!("/tenants/{}", found.id),
            "tenantId": found.id,
            "displayName": found.display_name,
            "defaultDomain": found.initial_domain,
            "domains": [found.initial_domain],
            "tenantCategory": if one.is_home { "Home" } else { "ProjectedBy" },
        })
    };
    Json(json!({ "value": all.iter().map(tenant).collect::<Vec<_>>() }))
}
