//! The service provider of an organisation, for identity providers that speak SAML: its metadata, and where responses and
//! logouts come.

use askama::Template as _;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::ids::TenantId;
use hospes_identity::service_provider::{acs_path, entity_path, logout_path};
use hospes_identity::sign_in::{Brought, LogoutError, SamlLogout};
use hospes_protocol::saml::{Document, Query, ServiceProviderDescription};

use super::Callback;
use super::flow::{lead_on, no_trip, taken_back};
use crate::app::App;
use crate::extract::form::{Form, comes_from_here};
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::farewell;
use crate::pages::layout::Organization;
use crate::pages::sign_in::flow::organization;

/// `GET /{tenant}/saml/sp/metadata`: what a partner has to know.
pub(crate) async fn metadata(
    State(app): State<App>,
    Path(tenant): Path<TenantId>,
) -> Result<Response, PageError> {
    host(&app, tenant).await?;
    let certificates = app.identity.published_service_certificates(tenant).await?;
    let description = ServiceProviderDescription {
        entity_id: &app.url(&entity_path(tenant)),
        acs_url: &app.url(&acs_path(tenant)),
        logout_url: Some(&app.url(&logout_path(tenant))),
        signing_certificates: &certificates,
        encryption_certificates: &certificates,
        authn_requests_signed: !certificates.is_empty(),
    };
    let kind = [(header::CONTENT_TYPE, "application/samlmetadata+xml")];
    Ok((kind, description.to_xml()).into_response())
}

async fn host(app: &App, tenant: TenantId) -> Result<Organization, PageError> {
    match app.identity.tenant(tenant).await {
        Ok(found) => Ok(organization(&found)),
        Err(Error::NotFound { .. }) => Err(PageError::NotFound),
        Err(error) => Err(error.into()),
    }
}

/// `POST /{tenant}/saml/sp/acs`: a provider sends somebody back with a response. Changes nothing, and knows no cookie,
/// because the form is of another site: the page posts on what came, as one of this site.
pub(crate) async fn receive(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<TenantId>,
    body: Bytes,
) -> Result<Response, PageError> {
    let organization = host(&app, tenant).await?;
    let form = Form::parse(&body);
    let field = |name: &str| (name.to_owned(), form.raw(name).to_owned());
    let mut layout = visitor.layout(&app);
    layout.organization = Some(organization);
    // A token for a cookie that this request did not bring would be none.
    layout.csrf = String::new();
    let page = Callback {
        layout: &layout,
        action: format!("/{tenant}/saml/sp/finish"),
        fields: vec![field("SAMLResponse"), field("RelayState")],
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /{tenant}/saml/sp/finish`: takes somebody back. The form has no token, because the page that it is on had no
/// cookie; it counts in the browser that left, whose cookie comes along from this site alone.
pub(crate) async fn finish(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<TenantId>,
    body: Bytes,
) -> Result<Response, PageError> {
    let form = Form::parse(&body);
    let relay_state = form.get("RelayState");
    if relay_state.is_empty() || !comes_from_here(&visitor.headers, &app) {
        return Err(PageError::FormExpired);
    }
    let Ok(document) = Document::from_post(form.raw("SAMLResponse")) else {
        return no_trip(&app, &visitor);
    };
    let brought = Brought::Saml(tenant, &document, relay_state);
    taken_back(&app, &visitor, (brought, None)).await
}

/// `GET /{tenant}/saml/sp/logout`: a provider says in the Redirect binding that somebody signed out there, or answers that
/// they are, as it was asked. It signed it, and nobody else can say so.
pub(crate) async fn logout_by_query(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<TenantId>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let message = |name: &str| Query::parse(&query, name).map_err(|_| PageError::BadRequest);
    if let Some(answer) = message("SAMLResponse")? {
        return farewell::answered_there(&app, &visitor, (tenant, &answer)).await;
    }
    let query = message("SAMLRequest")?.ok_or(PageError::BadRequest)?;
    let document = Document::from_redirect(&query.message).map_err(|_| PageError::BadRequest)?;
    let asked = SamlLogout {
        document: &document,
        query: Some(&query),
        relay_state: query.relay_state.as_deref(),
        root: app.root.as_str(),
    };
    log_out(&app, &visitor, (tenant, asked)).await
}

/// `POST /{tenant}/saml/sp/logout`: the same in the POST binding. The form is another site's, and its fields say for
/// themselves whose they are.
pub(crate) async fn logout_by_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<TenantId>,
    body: Bytes,
) -> Result<Response, PageError> {
    let form = Form::parse(&body);
    let read = |name: &str| Document::from_post(form.raw(name)).map_err(|_| PageError::BadRequest);
    if !form.raw("SAMLResponse").is_empty() {
        // It goes on in the other binding, so that the browser sends its cookies. Its signature is inside.
        let packed = read("SAMLResponse")?.to_redirect();
        let packed = packed.map_err(|_| PageError::BadRequest)?;
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("SAMLResponse", &packed);
        let to = format!("{}?{}", logout_path(tenant), query.finish());
        return Ok(Redirect::to(&to).into_response());
    }
    let document = read("SAMLRequest")?;
    let relay_state = form.filled("RelayState");
    let asked = SamlLogout {
        document: &document,
        query: None,
        relay_state: relay_state.as_deref(),
        root: app.root.as_str(),
    };
    log_out(&app, &visitor, (tenant, asked)).await
}

async fn log_out(
    app: &App,
    visitor: &Visitor,
    (tenant, asked): (TenantId, SamlLogout<'_>),
) -> Result<Response, PageError> {
    let here = &visitor.circumstances;
    let done = app
        .identity
        .provider_signed_out_by_saml(tenant, asked, here);
    match done.await {
        Ok(None) => Ok(Redirect::to("/signed-out").into_response()),
        Ok(Some(answer)) if answer.form.is_empty() => farewell::go(&answer.url),
        Ok(Some(answer)) => {
            let organization = host(app, tenant).await?;
            let to = (answer.url.as_str(), answer.form.as_slice());
            lead_on(app, visitor, (Some(organization), None), to)
        }
        Err(LogoutError::Unknown) => Err(PageError::NotFound),
        Err(LogoutError::Provider(problem)) => {
            tracing::warn!(%problem, "a SAML logout can't be taken");
            Ok((StatusCode::BAD_REQUEST, problem.to_string()).into_response())
        }
        Err(LogoutError::Other(error)) => Err(error.into()),
    }
}
