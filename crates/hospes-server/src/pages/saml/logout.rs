//! `/{tenant}/saml2/logout`: an application says that somebody signed out there.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::saml::{LoggedOut, LogoutAnswer, LogoutAsk, Received};
use hospes_identity::tenant::Tenant;
use hospes_protocol::oauth::OAuthError;

use super::message::{Message, Trouble, endpoints, parameter, tenant, told};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::authorize::trouble;
use crate::pages::error::PageError;
use crate::pages::farewell::{self, Asked, Told};
use crate::pages::headers;
use crate::pages::layout::{Layout, Person};
use crate::pages::sign_in::flow::LONGEST_NEXT;

const ENDPOINT: &str = "saml2/logout";

/// Signs out, and asks before if anybody could have sent the request.
#[derive(Debug, Template)]
#[template(path = "saml/logout.html")]
struct Logout<'a> {
    layout: &'a Layout,
    account: &'a Person,
    action: &'a str,
    ask: &'a str,
    sends_at_once: bool,
}

type Going = (Tenant, LogoutAsk);

/// `GET`: a logout in the Redirect binding, or one that was checked before. Changes nothing.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    match Message::in_query(&query, "SAMLResponse") {
        Ok(None) => {}
        Ok(Some(message)) => {
            let answer = receive_answer(&app, &name, &message).await;
            return farewell::answered(&app, &visitor, answer.ok()).await;
        }
        Err(_) => return farewell::answered(&app, &visitor, None).await,
    }
    let going = if let Some(sealed) = parameter(&query, "ask") {
        match tenant(&app, &name).await {
            Ok(found) => {
                let ask = app.identity.open_saml_logout(found.id, &sealed);
                Ok((found, ask.ok_or(PageError::FormExpired)?))
            }
            Err(trouble) => Err(trouble),
        }
    } else {
        match Message::in_query(&query, "SAMLRequest") {
            Ok(message) => receive(&app, &name, message).await,
            Err(trouble) => Err(trouble),
        }
    };
    match going {
        Ok(going) => go_on(&app, &visitor, &going).await,
        Err(trouble) => say(&app, &visitor, trouble),
    }
}

/// `POST`: a logout in the POST binding, which goes on by a `GET`.
pub(crate) async fn by_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Response, PageError> {
    // An answer goes on in the other binding, so that the browser sends its cookies.
    if let Ok(Some(message)) = Message::in_form(&body, "SAMLResponse") {
        let packed = message.document.to_redirect();
        let packed = packed.map_err(|_| PageError::BadRequest)?;
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("SAMLResponse", &packed)
            .finish();
        let path = visitor.here.split('?').next().unwrap_or_default();
        return Ok(Redirect::to(&format!("{path}?{query}")).into_response());
    }
    let received = match Message::in_form(&body, "SAMLRequest") {
        Ok(message) => receive(&app, &name, message).await,
        Err(trouble) => Err(trouble),
    };
    let (found, ask) = match received {
        Ok(going) => going,
        Err(trouble) => return say(&app, &visitor, trouble),
    };
    let sealed = app.identity.seal_saml_logout(found.id, &ask);
    let next = format!("/{}/{ENDPOINT}?ask={sealed}", found.id);
    if next.len() > LONGEST_NEXT {
        let error = OAuthError::saml_invalid("it is too long");
        return trouble::logout_page(&app, &visitor, &error);
    }
    Ok(Redirect::to(&next).into_response())
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
    let ask = app.identity.receive_saml_logout(found.id, received).await;
    match ask {
        Ok(ask) => Ok((found, ask)),
        Err(error) => Err(told(error, &found)),
    }
}

async fn receive_answer(app: &App, name: &str, message: &Message) -> Result<LogoutAnswer, Trouble> {
    let found = tenant(app, name).await?;
    let received = Received {
        document: &message.document,
        query: message.query.as_ref(),
        relay_state: None,
        endpoints: &endpoints(app, name, &found, ENDPOINT),
    };
    let answer = app.identity.receive_saml_logout_answer(found.id, received);
    answer.await.map_err(|error| told(error, &found))
}

fn say(app: &App, visitor: &Visitor, trouble: Trouble) -> Result<Response, PageError> {
    match trouble {
        Trouble::Told(error) => trouble::logout_page(app, visitor, &error),
        Trouble::Failed(error) => Err(error),
    }
}

async fn go_on(app: &App, visitor: &Visitor, (found, ask): &Going) -> Result<Response, PageError> {
    let Some(session) = &visitor.session else {
        return back(app, (found, ask), LoggedOut::Everywhere).await;
    };
    let layout = visitor.layout(app);
    let page = Logout {
        layout: &layout,
        account: &Person::new(&session.display_name, &session.address),
        action: &format!("/{}/saml2/sign-out", found.id),
        ask: &app.identity.seal_saml_logout(found.id, ask),
        sends_at_once: ask.is_signed,
    };
    let mut response = Html(page.render()?).into_response();
    // The answer to the form leads back to the application.
    let url = app.identity.saml_logout_url(found.id, ask).await?;
    if let Some(policy) = url.and_then(|url| headers::policy_with_form_target(&url)) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `POST /{tenant}/saml2/sign-out`: signs out, and goes back to the application.
pub(crate) async fn sign_out(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let found = match tenant(&app, &name).await {
        Ok(found) => found,
        Err(trouble) => return say(&app, &visitor, trouble),
    };
    let ask = app.identity.open_saml_logout(found.id, form.get("ask"));
    let ask = ask.ok_or(PageError::FormExpired)?;
    let here = &visitor.circumstances;
    let told = match &visitor.session {
        Some(session) => {
            let told = Told::of(&app, session).await?;
            let told = told.without(ask.participant(found.id));
            Some(told).filter(|told| !told.is_nobody())
        }
        None => None,
    };
    let done = app
        .identity
        .log_out_by_saml(visitor.session.as_ref(), (found.id, &ask), here)
        .await?;
    let answer = match (told, done) {
        (Some(told), LoggedOut::Here | LoggedOut::Everywhere) => {
            let asked = Asked::BySaml(found.id, ask);
            farewell::begin(&app, &visitor, told, asked).await?
        }
        _ => back(&app, (&found, &ask), done).await?,
    };
    if done == LoggedOut::Another {
        return Ok(answer);
    }
    let gone = cookies::with([
        cookies::clear(&app, Name::Session),
        cookies::clear(&app, Name::Form),
        cookies::clear(&app, Name::SignIn),
        cookies::clear(&app, Name::Redemption),
    ]);
    Ok((gone, answer).into_response())
}

/// To the application, or to the page that says it is done.
async fn back(
    app: &App,
    (found, ask): (&Tenant, &LogoutAsk),
    done: LoggedOut,
) -> Result<Response, PageError> {
    let names = &app.token_names;
    let url = app
        .identity
        .saml_logout_answer((found.id, ask), done, names)
        .await?;
    let Some(url) = url else {
        return Ok(Redirect::to("/signed-out").into_response());
    };
    farewell::go(&url)
}
