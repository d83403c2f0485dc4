//! `/{tenant}/saml2` and `/signin/{appid}`: signing in to an application.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::application::ClientError;
use hospes_identity::ids::AppId;
use hospes_identity::saml::{Ask, Received, Refusal, SamlError, SignedOn};
use hospes_identity::session::Session;
use hospes_identity::tenant::Tenant;
use hospes_protocol::oauth::OAuthError;

use super::message::{Message, Trouble, endpoints, parameter, response_page, tenant, told};
use crate::app::App;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::authorize::{prove_more, sign_in_url, trouble};
use crate::pages::error::PageError;
use crate::pages::layout::Layout;
use crate::pages::sign_in::flow::LONGEST_NEXT;

const ENDPOINT: &str = "saml2";

/// A page that posts an ask to this server: nothing is written on a GET.
#[derive(Debug, Template)]
#[template(path = "saml/continue.html")]
struct Continue<'a> {
    layout: &'a Layout,
    action: &'a str,
    ask: &'a str,
}

/// What is known of a request, and not yet answered.
type Going = (Tenant, Ask);

/// `GET`: a request in the Redirect binding, or one that was checked before. Changes nothing.
pub(crate) async fn sign_on(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    if let Some(sealed) = parameter(&query, "ask") {
        let found = match tenant(&app, &name).await {
            Ok(found) => found,
            Err(trouble) => return say(&app, &visitor, trouble),
        };
        let ask = app.identity.open_saml_ask(found.id, &sealed);
        let ask = ask.ok_or(PageError::FormExpired)?;
        return go_on(&app, &visitor, &(found, ask)).await;
    }
    let received = match Message::in_query(&query, "SAMLRequest") {
        Ok(message) => receive(&app, &name, message).await,
        Err(trouble) => Err(trouble),
    };
    match received {
        Ok(going) => go_on(&app, &visitor, &going).await,
        Err(trouble) => say(&app, &visitor, trouble),
    }
}

/// `POST`: a request in the POST binding. It goes on by a `GET`, because a browser sends no cookie with
/// another site's form.
pub(crate) async fn sign_on_by_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response, PageError> {
    let received = match Message::in_form(&body, "SAMLRequest") {
        Ok(message) => receive(&app, &name, message).await,
        Err(trouble) => Err(trouble),
    };
    match received.and_then(|(found, ask)| address(&app, &found, &ask)) {
        Ok(next) => Ok(Redirect::to(&next).into_response()),
        Err(trouble) => say(&app, &visitor, trouble),
    }
}

async fn receive(app: &App, name: &str, message: Option<Message>) -> Result<Going, Trouble> {
    let message = message.ok_or_else(|| Trouble::Told(OAuthError::saml_missing()))?;
    let found = tenant(app, name).await?;
    let received = Received {
        document: &message.document,
        query: message.query.as_ref(),
        relay_state: message.relay_state.as_deref(),
        endpoints: &endpoints(app, name, &found, ENDPOINT),
    };
    let ask = app.identity.receive_saml_request(found.id, received).await;
    match ask {
        Ok(ask) => Ok((found, ask)),
        Err(error) => Err(told(error, &found)),
    }
}

/// The address of an ask.
fn address(app: &App, found: &Tenant, ask: &Ask) -> Result<String, Trouble> {
    let sealed = app.identity.seal_saml_ask(found.id, ask);
    let next = format!("/{}/{ENDPOINT}?ask={sealed}", found.id);
    if next.len() > LONGEST_NEXT {
        let error = OAuthError::saml_invalid("it is too long");
        return Err(Trouble::Told(error));
    }
    Ok(next)
}

fn say(app: &App, visitor: &Visitor, trouble: Trouble) -> Result<Response, PageError> {
    match trouble {
        Trouble::Told(error) => trouble::page(app, visitor, &error, None),
        Trouble::Failed(error) => Err(error),
    }
}

/// Asks who is there, or goes on with whoever is.
async fn go_on(app: &App, visitor: &Visitor, (found, ask): &Going) -> Result<Response, PageError> {
    let next = match address(app, found, ask) {
        Ok(next) => next,
        Err(trouble) => return say(app, visitor, trouble),
    };
    if good_session(visitor, ask).is_some() {
        let layout = visitor.layout(app);
        let (_, sealed) = next.split_once("?ask=").unwrap_or_default();
        let page = Continue {
            layout: &layout,
            action: &format!("/{}/{ENDPOINT}/sign-in", found.id),
            ask: sealed,
        };
        return Ok(Html(page.render()?).into_response());
    }
    if ask.is_passive {
        return refuse(app, visitor, (found, ask), Refusal::NobodyThere).await;
    }
    let to = sign_in_url(&next, ask.login_hint.as_deref());
    Ok(Redirect::to(&to).into_response())
}

/// The session, if it is good enough for the ask.
fn good_session<'v>(visitor: &'v Visitor, ask: &Ask) -> Option<&'v Session> {
    let session = visitor.session.as_ref();
    session.filter(|session| ask.takes_sign_in_of(session.authenticated_at))
}

async fn refuse(
    app: &App,
    visitor: &Visitor,
    (found, ask): (&Tenant, &Ask),
    why: Refusal,
) -> Result<Response, PageError> {
    let names = &app.token_names;
    let done = app.identity.refuse_saml((found.id, ask), why, names);
    let SignedOn::Response(xml) = done.await? else {
        return Err(PageError::FormExpired);
    };
    let to = (ask.acs_url.as_str(), ask.relay_state.as_deref());
    response_page(app, visitor, to, &xml)
}

/// `POST /{tenant}/saml2/sign-in`: lets whoever is signed in into the application that asked.
pub(crate) async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let found = match tenant(&app, &name).await {
        Ok(found) => found,
        Err(trouble) => return say(&app, &visitor, trouble),
    };
    let ask = app.identity.open_saml_ask(found.id, form.get("ask"));
    let ask = ask.ok_or(PageError::FormExpired)?;
    let Some(session) = good_session(&visitor, &ask) else {
        return match address(&app, &found, &ask) {
            Ok(next) => Ok(Redirect::to(&next).into_response()),
            Err(trouble) => say(&app, &visitor, trouble),
        };
    };
    let (names, here) = (&app.token_names, &visitor.circumstances);
    let done = app
        .identity
        .answer_saml(session, (found.id, &ask), names, here)
        .await?;
    if let SignedOn::Response(xml) = &done {
        let to = (ask.acs_url.as_str(), ask.relay_state.as_deref());
        return response_page(&app, &visitor, to, xml);
    }
    // An application that asks without a page gets its answer without one.
    let refusal = match &done {
        SignedOn::NotHere | SignedOn::NotAssigned | SignedOn::AccessBlocked(_) => {
            Some(Refusal::Denied)
        }
        SignedOn::OtherMethod(..) | SignedOn::NeedsSecondFactor => Some(Refusal::OtherMethod),
        SignedOn::NoName(_) | SignedOn::Used | SignedOn::Gone | SignedOn::Response(_) => None,
    };
    match refusal.filter(|_| ask.is_passive) {
        Some(why) => refuse(&app, &visitor, (&found, &ask), why).await,
        None => refused(&app, &visitor, (&found, &ask, session), &done),
    }
}

/// What a person is told who is not let in.
fn refused(
    app: &App,
    visitor: &Visitor,
    (found, ask, session): (&Tenant, &Ask, &Session),
    done: &SignedOn,
) -> Result<Response, PageError> {
    let account = session.address.as_str();
    let error = match done {
        SignedOn::NotHere => {
            let idp = session.issuer.to_text();
            OAuthError::account_not_in_tenant(account, &idp, &found.display_name)
        }
        SignedOn::NotAssigned => OAuthError::not_assigned(account, &ask.application.to_string()),
        SignedOn::AccessBlocked(block) => {
            trouble::access_blocked(*block, &ask.application.to_string())
        }
        SignedOn::NeedsSecondFactor => {
            let next = address(app, found, ask);
            return match next {
                Ok(next) => Ok(prove_more(found.id, &next)),
                Err(trouble) => say(app, visitor, trouble),
            };
        }
        SignedOn::OtherMethod(method, wanted) => OAuthError::saml_context(method, wanted),
        SignedOn::NoName(format) => OAuthError::saml_name_id(format),
        SignedOn::Used => OAuthError::saml_used(),
        SignedOn::Gone | SignedOn::Response(_) => return Err(PageError::FormExpired),
    };
    // Another account does not help against that.
    let is_used = matches!(done, SignedOn::Used);
    let other = if is_used {
        None
    } else {
        address(app, found, ask).ok()
    };
    let other = other.map(|next| sign_in_url(&next, None));
    trouble::page(app, visitor, &error, other)
}

/// `GET /signin/{appid}?tenantId=`: opens an application, as its tile does. Changes nothing.
pub(crate) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path(app_id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let app_id: AppId = app_id.parse().map_err(|_| PageError::NotFound)?;
    let Some(session) = &visitor.session else {
        let to = sign_in_url(&visitor.here, None);
        return Ok(Redirect::to(&to).into_response());
    };
    let query = query.unwrap_or_default();
    let wanted = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name.eq_ignore_ascii_case("tenantid"))
        .map(|(_, value)| value.into_owned());
    let found = if let Some(name) = wanted {
        match tenant(&app, &name).await {
            Ok(found) => found,
            Err(trouble) => return say(&app, &visitor, trouble),
        }
    } else {
        let here = &visitor.circumstances;
        let current = app.identity.current_membership(session, here).await?;
        current.ok_or(PageError::NoAccess)?.tenant
    };
    match app.identity.saml_application(found.id, app_id).await {
        Ok(application) => match app.identity.unsolicited_saml(&application) {
            Ok(ask) => go_on(&app, &visitor, &(found, ask)).await,
            Err(error) => say(&app, &visitor, told(error, &found)),
        },
        Err(SamlError::Unknown(id)) => match app.identity.client(found.id, app_id).await {
            // Of other applications the page is known that they begin at.
            Ok(client) => {
                let home = client.application.home_page_url;
                Ok(Redirect::to(home.as_deref().unwrap_or("/myapps")).into_response())
            }
            Err(ClientError::Other(error)) => Err(error.into()),
            Err(_) => say(&app, &visitor, told(SamlError::Unknown(id), &found)),
        },
        Err(error) => say(&app, &visitor, told(error, &found)),
    }
}
