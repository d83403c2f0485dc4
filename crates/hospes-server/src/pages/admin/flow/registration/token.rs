//! Token configuration: what stands in tokens for an application, and how they are signed.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::registration::{
    GroupClaims, OptionalClaim, OptionalClaims, Registration, RegistrationPatch, SigningAlgorithm,
    TokenVersion,
};

use super::{PATH, may_change, require_change, update};
use crate::app::App;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::flow::applications::{head, id_of};
use crate::pages::admin::flow::{done, page};
use crate::pages::admin::registrations::TokenConfiguration;
use crate::pages::error::PageError;
use crate::pages::layout::Choice;

const VERSIONS: [(&str, &str, TokenVersion); 2] = [
    ("1", "Version 1", TokenVersion::V1),
    ("2", "Version 2", TokenVersion::V2),
];

const ALGORITHMS: [(&str, &str, SigningAlgorithm); 3] = [
    ("RS256", "RS256", SigningAlgorithm::Rs256),
    ("ES256", "ES256", SigningAlgorithm::Es256),
    ("EdDSA", "EdDSA", SigningAlgorithm::EdDsa),
];

const GROUPS: [(&str, &str, GroupClaims); 3] = [
    ("none", "None", GroupClaims::None),
    (
        "all",
        "All groups that the person is a member of",
        GroupClaims::SecurityGroup,
    ),
    (
        "application",
        "Groups that are assigned to the application",
        GroupClaims::ApplicationGroup,
    ),
];

fn choices<T: PartialEq>(all: &[(&str, &str, T)], chosen: &T) -> Vec<Choice> {
    all.iter()
        .map(|(value, label, one)| Choice::new(value, label, one == chosen))
        .collect()
}

fn picked<T: Copy>(all: &[(&str, &str, T)], value: &str) -> Result<T, PageError> {
    let found = all.iter().find(|(known, ..)| *known == value);
    found.map(|(.., one)| *one).ok_or(PageError::BadRequest)
}

fn claims(chosen: &[OptionalClaim]) -> Vec<Choice> {
    OptionalClaim::KNOWN
        .iter()
        .map(|name| {
            let found = chosen.iter().find(|claim| claim.name == *name);
            let variants = found.map(|claim| claim.additional_properties.join(", "));
            Choice {
                hint: variants.unwrap_or_default(),
                ..Choice::new(name, name, found.is_some())
            }
        })
        .collect()
}

/// `GET /admin/app-registrations/{id}/token`.
pub(crate) async fn show(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.application(actor, id_of(&id)?).await?;
    let registered = app.identity.registration(actor, found.id).await?;
    let registration: Registration = registered.registration;
    let layout = admin.layout(&app).await?;
    page(&TokenConfiguration {
        layout: &layout,
        head: head(&app, &admin, &found).await?,
        versions: choices(&VERSIONS, &registration.requested_access_token_version),
        algorithms: choices(&ALGORITHMS, &registration.id_token_signing_alg),
        groups: choices(&GROUPS, &registration.group_membership_claims),
        id_claims: claims(&registration.optional_claims.id_token),
        access_claims: claims(&registration.optional_claims.access_token),
        may_change: may_change(&app, actor, found.id).await?,
    })
}

/// The claims that are ticked, with the variants that those had which were there.
fn ticked(form: &Form, name: &str, before: &[OptionalClaim]) -> Vec<OptionalClaim> {
    let mut all: Vec<OptionalClaim> = Vec::new();
    for value in form.all(name) {
        if all.iter().all(|claim| claim.name != value) {
            let known = before.iter().find(|claim| claim.name == value);
            all.push(known.cloned().unwrap_or_else(|| OptionalClaim {
                name: value.to_owned(),
                additional_properties: Vec::new(),
            }));
        }
    }
    all
}

/// `POST /admin/app-registrations/{id}/token`.
pub(crate) async fn submit(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let before = app.identity.registration(actor, application).await?;
    let before = before.registration.optional_claims;
    let patch = RegistrationPatch {
        requested_access_token_version: Some(picked(&VERSIONS, form.get("version"))?),
        id_token_signing_alg: Some(picked(&ALGORITHMS, form.get("algorithm"))?),
        group_membership_claims: Some(picked(&GROUPS, form.get("groups"))?),
        optional_claims: Some(OptionalClaims {
            id_token: ticked(&form, "id_claim", &before.id_token),
            access_token: ticked(&form, "access_claim", &before.access_token),
        }),
        ..RegistrationPatch::default()
    };
    update(&app, actor, application, &patch).await?;
    let to = format!("{PATH}/{id}/token");
    Ok(done(&app, &to, "The token configuration is saved."))
}
