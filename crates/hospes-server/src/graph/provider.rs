//! What identity providers of every type have in common on the wire.

use hospes_identity::identity_provider::{
    AddError, Described, DomainProof, Kind, NewProvider, ProviderDomain, ProviderPatch,
};
use hospes_identity::{Actor, Error, Patch};
use hospes_protocol::address::Domain;
use serde_json::{Map, Value, json};

use super::error::GraphError;
use super::input::{Input, invalid};
use crate::app::App;

/// What stands in the place of a secret that can't be read. Sent back, it changes nothing.
pub(super) const MASK: &str = "******";

/// A secret as it is shown.
pub(super) fn masked(has_secret: bool) -> Value {
    if has_secret { json!(MASK) } else { Value::Null }
}

/// Takes a new secret; absent and the mask keep the old one.
pub(super) fn secret(input: &mut Input, name: &str) -> Result<Patch<String>, GraphError> {
    Ok(match input.text(name)? {
        Patch::Set(text) if text == MASK => Patch::Keep,
        other @ (Patch::Keep | Patch::Clear | Patch::Set(_)) => other,
    })
}

/// Takes the secret of a new provider.
pub(super) fn new_secret(input: &mut Input, name: &str) -> Result<Option<String>, GraphError> {
    match input.optional(name)? {
        Some(text) if text == MASK => Err(invalid(name, "it is what stands in a secret’s place")),
        other => Ok(other),
    }
}

/// Takes a text that may be missing and can't be emptied.
pub(super) fn filled(input: &mut Input, name: &str) -> Result<Option<String>, GraphError> {
    match input.text(name)? {
        Patch::Keep => Ok(None),
        Patch::Set(text) => Ok(Some(text)),
        Patch::Clear => Err(invalid(name, "it can’t be empty")),
    }
}

/// Takes what can't be changed: clients send back what they were given.
pub(super) fn unchanged(
    input: &mut Input,
    shown: &Map<String, Value>,
    names: &[&str],
) -> Result<(), GraphError> {
    for name in names {
        let sent = input.take(name);
        if sent.is_some_and(|sent| shown.get(*name) != Some(&sent)) {
            return Err(invalid(name, "it can’t be changed"));
        }
    }
    Ok(())
}

/// Refuses what only an answer says.
pub(super) fn unsent(input: &mut Input, names: &[&str]) -> Result<(), GraphError> {
    for name in names {
        if input.take(name).is_some_and(|sent| !sent.is_null()) {
            return Err(invalid(name, "it is read-only"));
        }
    }
    Ok(())
}

/// The domains as they are shown.
pub(super) fn domains_of(domains: &[ProviderDomain]) -> Value {
    domains
        .iter()
        .map(|one| Value::Object(domain(one)))
        .collect()
}

/// A domain: an `externalDomainName`, and why it counts.
pub(super) fn domain(domain: &ProviderDomain) -> Map<String, Value> {
    let proof = domain.proof.map(DomainProof::as_str);
    Map::from_iter([
        ("id".to_owned(), json!(domain.name)),
        ("hospesProof".to_owned(), json!(proof)),
    ])
}

/// Takes one domain. What proves it is never sent: it is shown.
pub(super) fn take_domain(
    input: &mut Input,
    before: &[ProviderDomain],
) -> Result<Domain, GraphError> {
    let text = input.required("id")?;
    let domain = Domain::parse(text.trim()).map_err(|error| invalid("id", error.reason()))?;
    let was = before.iter().find(|one| one.name == domain.as_str());
    let proof = was.and_then(|one| one.proof).map(DomainProof::as_str);
    if input
        .optional("hospesProof")?
        .as_deref()
        .is_some_and(|sent| Some(sent) != proof)
    {
        return Err(invalid("hospesProof", "it is read-only"));
    }
    Ok(domain)
}

/// Takes a collection of domains; `None` when it was not sent.
pub(super) fn take_domains(
    input: &mut Input,
    (name, before): (&str, &[ProviderDomain]),
) -> Result<Option<Vec<Domain>>, GraphError> {
    let Some(sent) = input.list(name)? else {
        return Ok(None);
    };
    let mut domains = Vec::with_capacity(sent.len());
    for value in sent {
        let not_one = || invalid(name, "one of them is not an object with an id");
        let mut inner = Input::inner(value).ok_or_else(not_one)?;
        domains.push(take_domain(&mut inner, before)?);
        inner.finish("microsoft.graph.externalDomainName")?;
    }
    Ok(Some(domains))
}

/// What a property is called that the product knows by another name.
fn property(kind: Kind, field: &'static str) -> &'static str {
    match (kind, field) {
        (Kind::Saml, "metadataUrl") => "metadataExchangeUri",
        (Kind::Saml, "entityId" | "issuer") => "issuerUri",
        (Kind::Saml, "signOnUrl") => "passiveSignInUri",
        (Kind::Saml, "certificates") => "signingCertificate",
        (Kind::Saml, "domains") => "domains",
        (_, "domains") => "hospesDomains",
        (Kind::Apple, "clientId") => "serviceId",
        (Kind::Apple, "clientSecret") => "certificateData",
        (Kind::Apple, "teamId") => "developerId",
        // What these are is known.
        (
            Kind::Google | Kind::MicrosoftAccount | Kind::GitHub | Kind::Facebook,
            "issuer" | "metadataUrl",
        ) => "identityProviderType",
        (_, other) => other,
    }
}

/// A refusal that names the property.
pub(super) fn refused(kind: Kind, error: Error) -> GraphError {
    match error {
        Error::Invalid { field, reason } => invalid(property(kind, field), reason),
        Error::Unauthenticated
        | Error::Forbidden { .. }
        | Error::NotFound { .. }
        | Error::Conflict { .. }
        | Error::TooMany { .. }
        | Error::Unavailable { .. }
        | Error::Database(_)
        | Error::Corrupt { .. } => error.into(),
    }
}

/// Why a provider is not added.
fn not_added(kind: Kind, error: AddError) -> GraphError {
    match error {
        AddError::Remote(problem) => invalid(property(kind, "metadataUrl"), &problem.to_string()),
        AddError::Other(error) => refused(kind, error),
    }
}

/// Adds a provider as its page does, and gives it back as it is then.
pub(super) async fn added(
    app: &App,
    actor: &Actor,
    new: &NewProvider,
) -> Result<Described, GraphError> {
    check_new(new)?;
    let identity = &app.identity;
    let added = identity.add_identity_provider(actor, new).await;
    let id = added.map_err(|error| not_added(new.kind, error))?.id;
    identity.look_after_saving_domains(actor, id).await?;
    Ok(identity.described_identity_provider(actor, id).await?)
}

/// Refuses what can be refused before anybody is asked.
fn check_new(new: &NewProvider) -> Result<(), GraphError> {
    match new.faults().first() {
        None => Ok(()),
        Some((field, reason)) => Err(invalid(property(new.kind, field), reason)),
    }
}

/// Refuses a change that can be refused before anything is written.
pub(super) fn check_patch(before: &Described, patch: &ProviderPatch) -> Result<(), GraphError> {
    let provider = &before.provider;
    match patch.faults(provider).first() {
        None => Ok(()),
        Some((field, reason)) => Err(invalid(property(provider.kind, field), reason)),
    }
}
