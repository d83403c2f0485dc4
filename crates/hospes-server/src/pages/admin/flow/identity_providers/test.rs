//! Testing an identity provider: what it says, and what would be made of it.

use askama::Template as _;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use hospes_identity::authenticator::Need;
use hospes_identity::identity_provider::Protocol;
use hospes_identity::ids::{ProviderId, TenantId, UserId};
use hospes_identity::session::Membership;
use hospes_identity::sign_in::{DomainFound, Purpose, Tested};
use hospes_identity::{Error, Permission};
use hospes_protocol::social::Service;
use serde_json::Value;

use super::super::{page, person};
use super::test_advice::{Advice, Fault};
use super::{id_of, url};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::admin::identity_provider_test::{TestFailed, TestedPage};
use crate::pages::error::PageError;
use crate::pages::layout::Layout;
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
    let purpose = Purpose::Test {
        by,
        tenant: found.tenant,
        provider: found.id,
    };
    left(&app, visitor, &purpose, departed).await
}

/// Why a test failed, for the administrator who began it. `None` for everybody else.
pub(crate) async fn failed(
    app: &App,
    visitor: &Visitor,
    (tenant, provider, by): (TenantId, ProviderId, UserId),
    fault: &Fault,
) -> Result<Option<Response>, PageError> {
    let Some(session) = &visitor.session else {
        return Ok(None);
    };
    let here = &visitor.circumstances;
    let found = app.identity.membership(session, tenant, here).await?;
    let may_know = |member: &Membership| {
        member.user.id == by
            && member.second_factor == Need::No
            && member.actor.may(Permission::ManageIdentityProviders)
    };
    let Some(membership) = found.filter(may_know) else {
        return Ok(None);
    };
    let provider = app
        .identity
        .identity_provider(&membership.actor, provider)
        .await?;
    let url = url(&provider.id.to_string());
    let layout = frame(app, visitor, (&membership, &url)).await?;
    let Advice(what, change) = fault.advice();
    let page = TestFailed {
        layout: &layout,
        url,
        name: provider.display_name,
        what,
        detail: fault.detail(),
        change,
    };
    let page = Html(page.render()?);
    Ok(Some((StatusCode::BAD_REQUEST, page).into_response()))
}

/// The frame of what a test gives. Nobody comes back to that page: it shows what is not stored.
async fn frame(
    app: &App,
    visitor: &Visitor,
    (membership, url): (&Membership, &str),
) -> Result<Layout, PageError> {
    let mut layout = visitor.layout_in(app, membership).await?;
    layout.texts = Texts::english();
    url.clone_into(&mut layout.here);
    Ok(layout)
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
    let url = url(&provider.id.to_string());
    let layout = frame(app, visitor, (&membership, &url)).await?;
    page(&TestedPage {
        layout: &layout,
        url,
        name: provider.display_name.clone(),
        subject: tested.subject.clone(),
        address: tested.address.clone(),
        email_claim: provider.protocol.email_claim().to_owned(),
        names: names(tested),
        is_verified: tested.is_verified,
        domain: tested.domain,
        is_believed: tested.is_verified && tested.domain == DomainFound::Used,
        factors: provider
            .trust()
            .map(|trust| (tested.is_multi_factor, trust.multifactor.is_trusted)),
        devices: provider
            .trust()
            .map(|trust| (tested.devices.words().join(", "), trust.devices)),
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
