//! Testing an identity provider: what it says, and what would be made of it.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::identity_provider::Protocol;
use hospes_identity::sign_in::{Purpose, Tested};
use hospes_identity::{Error, Permission};
use hospes_protocol::social::Service;
use serde_json::Value;

use super::super::{page, person};
use super::{id_of, url};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::admin::identity_provider_tested::TestedPage;
use crate::pages::error::PageError;
use crate::pages::sign_in::provider::flow::{browser, left};
use crate::texts::Texts;

/// `POST /admin/identity-providers/{id}/test`: leads to the provider. Nobody is signed in by what comes back.
pub(crate) async fn begin(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let (actor, visitor) = (admin.actor(), &admin.0.visitor);
    actor.require(Permission::ManageIdentityProviders)?;
    let found = app.identity.identity_provider(actor, id_of(&id)?).await?;
    let by = actor.user().ok_or(Error::Unauthenticated)?;
    let browser = browser(&app, visitor);
    let departed = app
        .identity
        .depart_to_test(actor, found.id, (app.root.as_str(), &browser))
        .await;
    left(&app, visitor, &Purpose::Test { by }, departed).await
}

/// What a provider said, for the administrator who tests it.
pub(crate) async fn tested(
    app: &App,
    visitor: &Visitor,
    tested: &Tested,
) -> Result<Response, PageError> {
    let (provider, here) = (&tested.provider, &visitor.circumstances);
    let session = visitor.session.as_ref().ok_or(Error::Unauthenticated)?;
    let membership = app
        .identity
        .membership(session, provider.tenant, here)
        .await?;
    let membership = membership.ok_or(PageError::NoAccess)?;
    let mut layout = visitor.layout_in(app, &membership).await?;
    layout.texts = Texts::english();
    // Nobody comes back to this page: it shows what is not stored.
    let url = url(&provider.id.to_string());
    layout.here.clone_from(&url);
    page(&TestedPage {
        layout: &layout,
        url,
        name: provider.display_name.clone(),
        subject: tested.subject.clone(),
        address: tested.address.clone(),
        email_claim: provider.protocol.email_claim().to_owned(),
        names: names(tested),
        is_verified: tested.is_verified,
        is_in_domains: tested.is_vouched_for,
        is_believed: tested.is_verified && tested.is_vouched_for,
        factors: provider
            .multifactor()
            .map(|trust| (tested.is_multi_factor, trust.is_trusted)),
        bound: tested
            .bound
            .as_ref()
            .map(|user| (format!("/admin/users/{}", user.id), person(user))),
        claims: tested
            .claims
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
    })
}

/// What a guest would be called, and where that was looked for.
fn names(tested: &Tested) -> Vec<(&'static str, String, Option<String>)> {
    let [name, given_name, family_name] = match &tested.provider.protocol {
        Protocol::OpenIdConnect(us) => [
            &us.claims.name,
            &us.claims.given_name,
            &us.claims.family_name,
        ]
        .map(String::as_str),
        Protocol::Saml(us) => [
            &us.claims.name,
            &us.claims.given_name,
            &us.claims.family_name,
        ]
        .map(String::as_str),
        Protocol::OAuth(us) => match us.service {
            Service::GitHub => ["name", "given_name", "family_name"],
            Service::Facebook => ["name", "first_name", "last_name"],
        },
    };
    let names = tested.names.clone();
    vec![
        ("Name", name.to_owned(), names.display_name),
        ("Given name", given_name.to_owned(), names.given_name),
        ("Family name", family_name.to_owned(), names.surname),
    ]
}

/// The value of a claim, for people to read.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}
