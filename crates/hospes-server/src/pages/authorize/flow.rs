//! `/{tenant}/oauth2/v2.0/authorize`: signs a person in to an application.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use hospes_identity::grant::{Asked, Decision, scope_text, words};
use hospes_identity::session::Session;
use hospes_protocol::oauth::{AuthorizationRequest, OAuthError, Platform, RequestedScopes};

use super::request::{self, Home, Known, is_shared};
use super::{consent, trouble};
use crate::app::App;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::sign_in::flow::LONGEST_NEXT;

/// A request of which everything was checked that can be without knowing who is there.
struct Checked {
    known: Known,
    request: AuthorizationRequest,
    /// The scopes that will be granted.
    scopes: RequestedScopes,
}

/// `GET`: answers the application, or asks the person what is missing. Changes nothing: codes are sealed.
pub(crate) async fn authorize(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let pairs = request::pairs(&query.unwrap_or_default());
    if visitor.here.len() > LONGEST_NEXT {
        let error = OAuthError::malformed("The requested query string is too long.");
        return trouble::page(&app, &visitor, &error, None);
    }
    // Whoever comes without a tenant is asked who they are before it is known what they may do.
    if is_shared(&tenant) && visitor.session.is_none() && !asks_nothing(&pairs) {
        return Ok(sign_in(&visitor.here, hint(&pairs)));
    }
    let of = Home::Session(visitor.session.as_ref());
    let known = match request::known(&app, &tenant, &pairs, of).await? {
        Ok(known) => known,
        Err(error) => {
            // Another account helps where its home is what decides.
            let other = is_shared(&tenant).then(|| sign_in_url(&visitor.here, None));
            return trouble::page(&app, &visitor, &error, other);
        }
    };
    let answer = known.answer.clone();
    match check(&app, known, &pairs) {
        Ok(checked) => decide(&app, &visitor, &tenant, (&pairs, checked)).await,
        Err(error) => answer.bad(&app, &visitor, &error),
    }
}

/// `POST`: the same, by way of a `GET`, because a browser sends no cookie with another site's form.
pub(crate) async fn authorize_by_form(
    State(app): State<App>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, PageError> {
    let path = visitor.here.split('?').next().unwrap_or_default();
    let next = format!("{path}?{}", String::from_utf8_lossy(&body));
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic());
    if next.len() > LONGEST_NEXT || !is_plain {
        let error = OAuthError::malformed("The request is too long, or is no form.");
        return trouble::page(&app, &visitor, &error, None);
    }
    Ok(Redirect::to(&next).into_response())
}

fn asks_nothing(pairs: &[(String, String)]) -> bool {
    pairs
        .iter()
        .any(|(name, value)| name == "prompt" && value == "none")
}

fn hint(pairs: &[(String, String)]) -> Option<&str> {
    let found = pairs.iter().find(|(name, _)| name == "login_hint");
    found.map(|(_, value)| value.as_str())
}

fn check(app: &App, known: Known, pairs: &[(String, String)]) -> Result<Checked, OAuthError> {
    let request = AuthorizationRequest::parse(pairs)?;
    if request.response_type.id_token || request.response_type.token {
        return Err(OAuthError::unsupported_response_type(
            &request.response_type.to_string(),
        ));
    }
    // RFC 9700, section 2.1.1: who has no secret has at least a verifier.
    let is_public = matches!(
        known.registered.platform(),
        Platform::Spa | Platform::Public
    );
    if is_public && request.challenge.is_none() {
        return Err(OAuthError::challenge_required());
    }
    let mut scopes = app.token_names.scopes(&request.scope)?;
    let resource = scopes.resource.as_deref();
    if app.token_names.graph_audience(resource).is_none() {
        let resource = resource.unwrap_or_default();
        return Err(OAuthError::unknown_resource(
            resource,
            &known.tenant.display_name,
        ));
    }
    if scopes.is_default() {
        scopes.values = vec!["User.Read".to_owned()];
    }
    if scopes
        .values
        .iter()
        .any(|value| scope_text(value).is_none())
    {
        return Err(OAuthError::unusable_scope(&request.scope));
    }
    Ok(Checked {
        known,
        request,
        scopes,
    })
}

async fn decide(
    app: &App,
    visitor: &Visitor,
    tenant_path: &str,
    (pairs, checked): (&[(String, String)], Checked),
) -> Result<Response, PageError> {
    let (known, request) = (&checked.known, &checked.request);
    let session = match &visitor.session {
        Some(session) if !needs_fresh(app, session, request) => session,
        Some(_) | None if request.prompt.none => {
            return known
                .answer
                .bad(app, visitor, &OAuthError::login_required());
        }
        // What asks for the sign-in is left out of where it comes back to, or it would ask for ever.
        Some(_) | None => {
            let next = without(&visitor.here, pairs, &["login", "select_account", "create"]);
            return Ok(sign_in(&next, request.login_hint.as_deref()));
        }
    };
    let scope = checked.scopes.to_string();
    let words = words(&checked.scopes);
    let asked = Asked {
        application: &known.client.application,
        registered: &known.registered,
        redirect_uri: &known.redirect_uri,
        redirect_uri_was_sent: known.redirect_uri_was_sent,
        scopes: &words,
        scope: &scope,
        challenge: request.challenge.as_ref(),
        nonce: request.nonce.as_deref(),
        asks_consent_again: request.prompt.consent,
    };
    let decided = app
        .identity
        .authorize(session, known.tenant.id, &asked, &visitor.circumstances)
        .await?;
    match decided {
        Decision::Code(code) => {
            let session_state = ("session_state", session.id.to_string());
            known
                .answer
                .good(app, visitor, vec![("code", code), session_state])
        }
        Decision::NeedsConsent {
            scopes,
            needs_administrator,
        } if !request.prompt.none => {
            let next = without(&visitor.here, pairs, &["consent"]);
            let now = app.identity.env().clock.now();
            let ask = consent::Ask::new(known, tenant_path, (scopes, next), session, now);
            consent::page(app, visitor, (&ask, known), needs_administrator)
        }
        refused @ (Decision::NotHere | Decision::NotAssigned | Decision::NeedsConsent { .. }) => {
            refuse(app, visitor, (known, request, session), &refused)
        }
    }
}

/// Who is let in no further hears why: the application if it asked for no pages, else the person.
fn refuse(
    app: &App,
    visitor: &Visitor,
    (known, request, session): (&Known, &AuthorizationRequest, &Session),
    refused: &Decision,
) -> Result<Response, PageError> {
    let application = &known.client.application;
    let (id, name) = (application.app_id.to_string(), &application.display_name);
    // An application that asks without a page hears nothing of who is there: they agreed to nothing yet.
    let silent = request.prompt.none;
    let account = if silent { "" } else { session.address.as_str() };
    let error = match refused {
        Decision::NotAssigned => OAuthError::not_assigned(account, &id),
        Decision::NeedsConsent { .. } | Decision::Code(_) => {
            OAuthError::consent_required(&id, name)
        }
        Decision::NotHere if silent => OAuthError::login_required(),
        Decision::NotHere => {
            let idp = session.issuer.to_text();
            OAuthError::account_not_in_tenant(account, &idp, &known.tenant.display_name)
        }
    };
    if silent {
        known.answer.bad(app, visitor, &error)
    } else {
        trouble::page(app, visitor, &error, Some(sign_in_url(&visitor.here, None)))
    }
}

/// Whether the person has to prove anew who they are.
fn needs_fresh(app: &App, session: &Session, request: &AuthorizationRequest) -> bool {
    let age = app
        .identity
        .env()
        .clock
        .now()
        .since(session.authenticated_at);
    let is_old = request
        .max_age_seconds
        .is_some_and(|most| age.as_millis() / 1_000 > i64::from(most) || most == 0);
    request.prompt.login || request.prompt.select_account || is_old
}

/// The page without these words of `prompt`, and without `max_age`.
fn without(here: &str, pairs: &[(String, String)], words: &[&str]) -> String {
    let path = here.split('?').next().unwrap_or_default();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if name == "prompt" {
            let kept: Vec<&str> = value
                .split(' ')
                .filter(|word| !words.contains(word))
                .collect();
            if !kept.is_empty() {
                query.append_pair(name, &kept.join(" "));
            }
        } else if name != "max_age" {
            query.append_pair(name, value);
        }
    }
    format!("{path}?{}", query.finish())
}

/// Where somebody signs in, to go on there.
pub(crate) fn sign_in_url(next: &str, login_hint: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", next);
    if let Some(hint) = login_hint {
        query.append_pair("login_hint", hint);
    }
    format!("/signin?{}", query.finish())
}

fn sign_in(next: &str, login_hint: Option<&str>) -> Response {
    Redirect::to(&sign_in_url(next, login_hint)).into_response()
}
