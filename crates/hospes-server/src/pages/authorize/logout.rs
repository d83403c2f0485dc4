//! `/{tenant}/oauth2/v2.0/logout`: signing out at the wish of an application (RP-Initiated Logout 1.0).

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::application::ClientError;
use hospes_identity::ids::AppId;
use hospes_protocol::oauth::RedirectUri;

use super::request::pairs;
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::headers;
use crate::pages::layout::{Layout, Person};

/// Asks whether to sign out. A link of anybody's must not do it (section 6 of the specification).
#[derive(Debug, Template)]
#[template(path = "authorize/logout.html")]
struct Logout<'a> {
    layout: &'a Layout,
    account: &'a Person,
    action: String,
    post_logout_redirect_uri: String,
    client_id: String,
    state: String,
}

/// What is wanted.
struct Wish {
    client_id: String,
    post_logout_redirect_uri: String,
    state: String,
}

impl Wish {
    fn of(value: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| value(name).unwrap_or_default();
        Self {
            client_id: text("client_id"),
            post_logout_redirect_uri: text("post_logout_redirect_uri"),
            state: text("state"),
        }
    }

    /// Where to go afterwards: a URI that the application registered, or the page that says it is done.
    async fn target(&self, app: &App, tenant: &str) -> Result<String, PageError> {
        let said = "/signed-out".to_owned();
        let Ok(app_id) = self.client_id.parse::<AppId>() else {
            return Ok(said);
        };
        let Ok(tenant) = app.identity.find_tenant(tenant).await else {
            return Ok(said);
        };
        let client = match app.identity.client(tenant.id, app_id).await {
            Ok(client) => client,
            Err(ClientError::Other(error)) => return Err(error.into()),
            Err(_) => return Ok(said),
        };
        let wanted = &self.post_logout_redirect_uri;
        if !client
            .redirect_uris
            .iter()
            .any(|known| known.matches(wanted))
        {
            return Ok(said);
        }
        if self.state.is_empty() {
            return Ok(wanted.clone());
        }
        Ok(RedirectUri::with_query(wanted, &[("state", &self.state)]))
    }
}

/// `GET`: asks. Whoever is not signed in is sent on at once.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let pairs = pairs(&query.unwrap_or_default());
    let wish = Wish::of(|name| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone())
    });
    let target = wish.target(&app, &tenant).await?;
    let Some(session) = &visitor.session else {
        return go(&target);
    };
    let layout = visitor.layout(&app);
    let page = Logout {
        layout: &layout,
        account: &Person::new(&session.display_name, &session.address),
        action: visitor
            .here
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned(),
        post_logout_redirect_uri: wish.post_logout_redirect_uri,
        client_id: wish.client_id,
        state: wish.state,
    };
    let mut response = Html(page.render()?).into_response();
    if let Some(policy) = headers::policy_with_form_target(&target) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `POST`: signs out.
pub(crate) async fn sign_out(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    if let Some(session) = &visitor.session {
        app.identity
            .sign_out(session, &visitor.circumstances)
            .await?;
    }
    let wish = Wish::of(|name| form.filled(name));
    let gone = cookies::with([
        cookies::clear(&app, Name::Session),
        cookies::clear(&app, Name::Form),
        cookies::clear(&app, Name::SignIn),
        cookies::clear(&app, Name::Redemption),
    ]);
    Ok((gone, go(&wish.target(&app, &tenant).await?)?).into_response())
}

fn go(target: &str) -> Result<Response, PageError> {
    if target.starts_with('/') {
        return Ok(Redirect::to(target).into_response());
    }
    let location = HeaderValue::try_from(target).map_err(|_| PageError::BadRequest)?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}
