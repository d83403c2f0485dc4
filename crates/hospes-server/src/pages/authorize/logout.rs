//! `/{tenant}/oauth2/v2.0/logout`: signing out at the wish of an application (RP-Initiated Logout 1.0).

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use hospes_identity::application::ClientError;
use hospes_identity::grant::IdTokenHint;
use hospes_identity::ids::AppId;
use hospes_protocol::oauth::RedirectUri;

use super::request::pairs;
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::farewell::{self, Asked, Told, go};
use crate::pages::headers;
use crate::pages::layout::{Layout, Person};

/// Asks whether to sign out. A link of anybody's must not do it (section 6 of the specification), unless it brings
/// an ID token that came of this very session: nobody else has that.
#[derive(Debug, Template)]
#[template(path = "authorize/logout.html")]
struct Logout<'a> {
    layout: &'a Layout,
    account: &'a Person,
    action: String,
    post_logout_redirect_uri: String,
    client_id: String,
    state: String,
    /// Whether an application showed that it means this session: then nobody has to be asked.
    sends_at_once: bool,
}

/// What is wanted.
struct Wish {
    id_token_hint: String,
    client_id: String,
    post_logout_redirect_uri: String,
    state: String,
}

impl Wish {
    fn of(value: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| value(name).unwrap_or_default();
        Self {
            id_token_hint: text("id_token_hint"),
            client_id: text("client_id"),
            post_logout_redirect_uri: text("post_logout_redirect_uri"),
            state: text("state"),
        }
    }

    /// What an ID token says of who is meant. It names the client, too, and must be of the one that is named.
    async fn hint(&mut self, app: &App) -> Result<Option<IdTokenHint>, PageError> {
        if self.id_token_hint.is_empty() {
            return Ok(None);
        }
        let names = &app.token_names;
        let hint = app
            .identity
            .id_token_hint(&self.id_token_hint, names)
            .await?;
        let Some(hint) = hint else {
            return Ok(None);
        };
        let of = hint.app_id.to_string();
        if self.client_id.is_empty() {
            self.client_id = of;
        } else if !self.client_id.eq_ignore_ascii_case(&of) {
            return Ok(None);
        }
        Ok(Some(hint))
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
    let mut wish = Wish::of(|name| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone())
    });
    let hint = wish.hint(&app).await?;
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
        sends_at_once: hint.is_some_and(|hint| hint.is_of(session)),
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
    let wish = Wish::of(|name| form.filled(name));
    let target = wish.target(&app, &tenant).await?;
    let page = match &visitor.session {
        Some(session) => {
            let told = Told::of(&app, session).await?;
            app.identity
                .sign_out(session, &visitor.circumstances)
                .await?;
            farewell::begin(&app, &visitor, told, Asked::ByOpenId(target)).await?
        }
        None => go(&target)?,
    };
    let gone = cookies::with([
        cookies::clear(&app, Name::Session),
        cookies::clear(&app, Name::Form),
        cookies::clear(&app, Name::SignIn),
        cookies::clear(&app, Name::Redemption),
    ]);
    Ok((gone, page).into_response())
}
