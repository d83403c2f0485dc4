//! `/v1.0/directory/federationConfigurations`: identity providers that speak SAML, as
//! `samlOrWsFedExternalDomainFederation`.

mod input;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hospes_identity::identity_provider::{Described, IdentityProvider, Kind, Protocol, Saml};
use hospes_identity::ids::ProviderId;
use hospes_identity::{Actor, Error, Permission};
use hospes_protocol::address::Domain;
use hospes_protocol::odata::{CompareOp, Filter, Literal};
use hospes_protocol::saml::Certificate;
use serde_json::{Map, Value, json};

use super::body;
use super::error::GraphError;
use super::input::{Input, invalid};
use super::provider::{added, check_patch, domain, domains_of, refused, take_domain};
use super::query::Query;
use super::whole::{Whole, with_context};
use crate::app::App;
use crate::extract::caller::Caller;

const TYPE: &str = "microsoft.graph.samlOrWsFedExternalDomainFederation";
const DOMAIN_TYPE: &str = "microsoft.graph.externalDomainName";

const FEDERATIONS: Whole = Whole {
    set: "directory/federationConfigurations/microsoft.graph.samlOrWsFedExternalDomainFederation",
    type_name: TYPE,
    known: &[
        "id",
        "displayName",
        "issuerUri",
        "metadataExchangeUri",
        "passiveSignInUri",
        "preferredAuthenticationProtocol",
        "signingCertificate",
        "domains",
        "hospesOtherSigningCertificates",
        "hospesSignsRequests",
        "hospesIsEnabled",
        "hospesRedirectUri",
        "hospesDomainRecord",
    ],
    expands: &["domains"],
};

/// A federation as it is answered.
fn entity(app: &App, found: &Described) -> Map<String, Value> {
    let provider = &found.provider;
    let mut members = vec![
        ("@odata.type", json!(format!("#{TYPE}"))),
        ("id", json!(provider.id)),
        ("displayName", json!(provider.display_name)),
        ("issuerUri", json!(provider.issuer)),
        ("preferredAuthenticationProtocol", json!("saml")),
        ("domains", domains_of(&found.domains)),
        ("hospesIsEnabled", json!(provider.is_enabled)),
        ("hospesRedirectUri", json!(app.redirect_uri_of(provider))),
        ("hospesDomainRecord", json!(provider.domain_record())),
    ];
    if let Some(us) = saml(provider) {
        let mut certificates = us.certificates.iter().map(Certificate::as_base64);
        members.extend([
            ("metadataExchangeUri", json!(us.metadata_url)),
            ("passiveSignInUri", json!(us.sign_on.url)),
            ("signingCertificate", json!(certificates.next())),
            (
                "hospesOtherSigningCertificates",
                json!(certificates.collect::<Vec<_>>()),
            ),
            ("hospesSignsRequests", json!(us.signs_requests)),
            ("hospesTakesOtherNameIds", json!(us.takes_other_name_ids)),
        ]);
    }
    let named = members.into_iter();
    named
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// What is SAML of a provider; all that come here have it.
fn saml(provider: &IdentityProvider) -> Option<&Saml> {
    match &provider.protocol {
        Protocol::Saml(us) => Some(us),
        Protocol::OpenIdConnect(_) | Protocol::OAuth(_) => None,
    }
}

fn missing() -> Error {
    Error::NotFound {
        what: "federation configuration",
    }
}

async fn named(app: &App, actor: &Actor, key: &str) -> Result<Described, GraphError> {
    actor.require(Permission::ReadFederations)?;
    let id: ProviderId = key.parse().map_err(|_| missing())?;
    let found = match app.identity.described_identity_provider(actor, id).await {
        Ok(found) => found,
        Err(Error::NotFound { .. }) => return Err(missing().into()),
        Err(error) => return Err(error.into()),
    };
    if found.provider.kind == Kind::Saml {
        Ok(found)
    } else {
        Err(missing().into())
    }
}

/// `GET /v1.0/directory/federationConfigurations`, with the name of the type or without it.
pub(crate) async fn list(
    State(app): State<App>,
    Caller(actor): Caller,
    query: Query,
) -> Result<Response, GraphError> {
    actor.require(Permission::ReadFederations)?;
    FEDERATIONS.check(&query)?;
    let domain = filter(&query)?;
    let mut found = app.identity.federations(&actor).await?;
    if let Some(domain) = domain {
        found.retain(|one| one.domains.iter().any(|other| other.name == domain));
    }
    let all = found.iter().map(|one| entity(&app, one)).collect();
    FEDERATIONS.page(&app, &query, all)
}

/// The domain of `domains/any(x:x/id eq 'partner.example')`, the one filter that there is.
fn filter(query: &Query) -> Result<Option<String>, GraphError> {
    let Some(filter) = &query.options.filter else {
        return Ok(None);
    };
    let is = |path: &[String], names: &[&str]| {
        let same = |(one, other): (&String, &&str)| one.eq_ignore_ascii_case(other);
        path.len() == names.len() && path.iter().zip(names).all(same)
    };
    if let Filter::Any {
        collection,
        variable,
        predicate,
    } = filter
        && is(&collection.0, &["domains"])
        && let Filter::Compare {
            property,
            op: CompareOp::Eq,
            value: Literal::Text(name),
        } = predicate.as_ref()
        && is(&property.0, &[variable, "id"])
    {
        return Ok(Some(name.to_lowercase()));
    }
    let reason = "it can only be domains/any(x:x/id eq '…')";
    Err(invalid("$filter", reason))
}

/// `GET /v1.0/directory/federationConfigurations/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    query: Query,
) -> Result<Response, GraphError> {
    let found = named(&app, &actor, &key).await?;
    FEDERATIONS.check(&query)?;
    let answer = FEDERATIONS.one(&app, &query, entity(&app, &found));
    Ok(body::json(StatusCode::OK, &answer))
}

/// `POST /v1.0/directory/federationConfigurations`.
pub(crate) async fn add(
    State(app): State<App>,
    Caller(actor): Caller,
    query: Query,
    mut input: Input,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageFederations)?;
    let new = input::new(&mut input, app.identity.env().new_id())?;
    input.finish(TYPE)?;
    let added = added(&app, &actor, &new).await?;
    Ok(FEDERATIONS.created(&app, &query, entity(&app, &added)))
}

/// `PATCH /v1.0/directory/federationConfigurations/{id}`, which the original answers with the object.
pub(crate) async fn update(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    query: Query,
    mut input: Input,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageFederations)?;
    let before = named(&app, &actor, &key).await?;
    let patch = input::patch(&mut input, &before, &entity(&app, &before))?;
    input.finish(TYPE)?;
    check_patch(&before, &patch)?;
    let id = before.provider.id;
    let updated = app.identity.update_identity_provider(&actor, id, &patch);
    updated.await.map_err(|error| refused(Kind::Saml, error))?;
    let after = app.identity.described_identity_provider(&actor, id).await?;
    let answer = FEDERATIONS.one(&app, &query, entity(&app, &after));
    Ok(body::json(StatusCode::OK, &answer))
}

/// `DELETE /v1.0/directory/federationConfigurations/{id}`. Whoever calls is not told first how many guests it locks out: the
/// audit log says it.
pub(crate) async fn delete(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageFederations)?;
    let found = named(&app, &actor, &key).await?;
    let id = found.provider.id;
    app.identity
        .delete_identity_provider(&actor, id, u64::MAX)
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The domains of a federation, as a name in contexts.
fn set_of(id: ProviderId) -> String {
    format!("directory/federationConfigurations('{id}')/{TYPE}/domains")
}

/// `GET /v1.0/directory/federationConfigurations/{id}/domains`: at most 1,000, on one page.
pub(crate) async fn domains(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<Response, GraphError> {
    let found = named(&app, &actor, &key).await?;
    let answer = json!({
        "@odata.context": body::context(&app, &set_of(found.provider.id)),
        "value": domains_of(&found.domains),
    });
    Ok(body::json(StatusCode::OK, &answer))
}

/// `POST /v1.0/directory/federationConfigurations/{id}/domains`.
pub(crate) async fn add_domain(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    mut input: Input,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageFederations)?;
    let id = named(&app, &actor, &key).await?.provider.id;
    let name = take_domain(&mut input, &[])?;
    input.finish(DOMAIN_TYPE)?;
    match app.identity.add_provider_domain(&actor, id, &name).await {
        Ok(()) => {}
        Err(Error::Invalid { reason, .. }) => return Err(invalid("id", reason)),
        Err(error) => return Err(error.into()),
    }
    app.identity.look_after_saving_domains(&actor, id).await?;
    let all = app.identity.provider_domains(&actor, id).await?;
    let added = all.iter().find(|one| one.name == name.as_str());
    let mut answer = Map::from_iter([("@odata.type".to_owned(), json!(format!("#{DOMAIN_TYPE}")))]);
    answer.extend(domain(added.ok_or(Error::NotFound { what: "domain" })?));
    let answer = with_context(&app, &format!("{}/$entity", set_of(id)), answer);
    Ok(body::json(StatusCode::CREATED, &answer))
}

/// `DELETE /v1.0/directory/federationConfigurations/{id}/domains/{domain}`.
pub(crate) async fn delete_domain(
    State(app): State<App>,
    Caller(actor): Caller,
    Path((key, name)): Path<(String, String)>,
) -> Result<Response, GraphError> {
    actor.require(Permission::ManageFederations)?;
    let id = named(&app, &actor, &key).await?.provider.id;
    let name = Domain::parse(&name).map_err(|_| Error::NotFound { what: "domain" })?;
    app.identity
        .remove_provider_domain(&actor, id, &name)
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
