//! `/v1.0/identity/identityProviders`: providers that speak OpenID Connect or OAuth, and what is built in. Those that speak
//! SAML are [federations](super::federations).

mod built_in;
mod entity;
mod input;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hospes_identity::identity_provider::{Described, Kind};
use hospes_identity::{Actor, Error, Permission};
use serde_json::json;

use self::built_in::BuiltIn;
use self::entity::{entity, key_of};
use super::body;
use super::error::GraphError;
use super::input::{Input, invalid};
use super::provider::{added, check_patch, refused};
use super::query::Query;
use super::whole::Whole;
use crate::app::App;
use crate::extract::caller::Caller;

const PROVIDERS: Whole = Whole {
    set: "identity/identityProviders",
    type_name: "microsoft.graph.identityProviderBase",
    known: &[
        "id",
        "displayName",
        "identityProviderType",
        "state",
        "clientId",
        "clientSecret",
        "developerId",
        "serviceId",
        "keyId",
        "certificateData",
        "issuer",
        "metadataUrl",
        "clientAuthentication",
        "scopes",
        "emailClaim",
        "nameClaim",
        "givenNameClaim",
        "familyNameClaim",
        "hospesIsEnabled",
        "hospesIsForEverybody",
        "hospesRedirectUri",
        "hospesDomainRecord",
        "hospesDomains",
    ],
    expands: &[],
};

/// What a path names.
enum Named {
    BuiltIn(BuiltIn),
    Provider(Box<Described>),
}

/// Finds what a path names: by the id that answers have, or by the one of the admin center.
async fn named(app: &App, actor: &Actor, key: &str) -> Result<Named, GraphError> {
    actor.require(Permission::ReadIdentityProviders)?;
    if let Some(built_in) = BuiltIn::from_id(key) {
        return Ok(Named::BuiltIn(built_in));
    }
    let missing = Error::NotFound {
        what: "identity provider",
    };
    let found = if let Ok(id) = key.parse() {
        let found = app.identity.described_identity_provider(actor, id).await?;
        Some(found).filter(|found| found.provider.kind != Kind::Saml)
    } else {
        let all = app.identity.described_identity_providers(actor).await?;
        let is_it = |one: &Described| key_of(&one.provider).eq_ignore_ascii_case(key);
        all.into_iter().find(is_it)
    };
    let found = found.ok_or(missing)?;
    Ok(Named::Provider(Box::new(found)))
}

/// `GET /v1.0/identity/identityProviders`.
pub(crate) async fn list(
    State(app): State<App>,
    Caller(actor): Caller,
    query: Query,
) -> Result<Response, GraphError> {
    actor.require(Permission::ReadIdentityProviders)?;
    PROVIDERS.check(&query)?;
    refuse_filter(&query)?;
    let mut all = Vec::new();
    for built_in in BuiltIn::ALL {
        all.push(built_in.entity(&app, &actor).await?);
    }
    let found = app.identity.described_identity_providers(&actor).await?;
    all.extend(found.iter().map(|one| entity(&app, one)));
    PROVIDERS.page(&app, &query, all)
}

fn refuse_filter(query: &Query) -> Result<(), GraphError> {
    if query.options.filter.is_some() {
        let reason = "there is none for identity providers";
        return Err(invalid("$filter", reason));
    }
    Ok(())
}

/// `GET /v1.0/identity/identityProviders/availableProviderTypes()`.
pub(crate) async fn available_types(
    State(app): State<App>,
    Caller(actor): Caller,
) -> Result<Response, GraphError> {
    actor.require(Permission::ReadIdentityProviders)?;
    let built_in = BuiltIn::ALL.iter().map(|one| one.type_name());
    let others = Kind::ALL.iter().filter_map(|kind| entity::type_word(*kind));
    let answer = json!({
        "@odata.context": body::context(&app, "Collection(Edm.String)"),
        "value": built_in.chain(others).collect::<Vec<_>>(),
    });
    Ok(body::json(StatusCode::OK, &answer))
}

/// `GET /v1.0/identity/identityProviders/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    query: Query,
) -> Result<Response, GraphError> {
    let object = match named(&app, &actor, &key).await? {
        Named::BuiltIn(built_in) => built_in.entity(&app, &actor).await?,
        Named::Provider(found) => entity(&app, &found),
    };
    PROVIDERS.check(&query)?;
    refuse_filter(&query)?;
    Ok(body::json(
        StatusCode::OK,
        &PROVIDERS.one(&app, &query, object),
    ))
}

/// `POST /v1.0/identity/identityProviders`.
pub(crate) async fn add(
    State(app): State<App>,
    Caller(actor): Caller,
    query: Query,
    mut input: Input,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageIdentityProviders)?;
    let (new, type_name) = input::new(&mut input, app.identity.env().new_id())?;
    input.finish(type_name)?;
    let added = added(&app, &actor, &new).await?;
    Ok(PROVIDERS.created(&app, &query, entity(&app, &added)))
}

/// `PATCH /v1.0/identity/identityProviders/{id}`.
pub(crate) async fn update(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    mut input: Input,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageIdentityProviders)?;
    match named(&app, &actor, &key).await? {
        Named::BuiltIn(built_in) => built_in.update(&app, &actor, input).await?,
        Named::Provider(before) => {
            let (id, kind) = (before.provider.id, before.provider.kind);
            let (patch, type_name) = input::patch(&mut input, &before, &entity(&app, &before))?;
            input.finish(type_name)?;
            check_patch(&before, &patch)?;
            let updated = app.identity.update_identity_provider(&actor, id, &patch);
            updated.await.map_err(|error| refused(kind, error))?;
            if patch.domains.is_some() {
                app.identity.look_after_saving_domains(&actor, id).await?;
            }
        }
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `DELETE /v1.0/identity/identityProviders/{id}`. Whoever calls is not told first how many guests it locks out: the
/// audit log says it.
pub(crate) async fn delete(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageIdentityProviders)?;
    match named(&app, &actor, &key).await? {
        Named::BuiltIn(_) => return Err(invalid("id", "what is built in can’t be removed")),
        Named::Provider(found) => {
            let id = found.provider.id;
            app.identity
                .delete_identity_provider(&actor, id, u64::MAX)
                .await?;
        }
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}
