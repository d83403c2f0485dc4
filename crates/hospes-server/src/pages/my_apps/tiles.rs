//! My Apps: the tiles, what is pinned of them, and their collections.

use askama::Template as _;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::ids::{ApplicationId, TenantId};
use hospes_identity::my_apps::{MyApp, MyCollection};
use hospes_protocol::text::fold;
use serde::Deserialize;

use super::apps::{App as Tile, Apps, Collection};
use crate::app::App;
use crate::extract::cookies;
use crate::extract::form::Form;
use crate::extract::signed_in::SignedIn;
use crate::extract::visitor::notice;
use crate::pages::error::PageError;
use crate::pages::layout::{hue, initials};

/// The query of My Apps.
#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    collection: String,
}

/// `GET /myapps`.
pub(crate) async fn apps(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(search): Query<Search>,
) -> Result<Response, PageError> {
    let layout = signed_in.layout(&app).await?;
    let membership = &signed_in.membership;
    let found = app
        .identity
        .my_apps(&membership.actor, membership.user.id)
        .await?;
    // A collection that is gone, or in which they have nothing, leaves all of them.
    let chosen = found
        .collections
        .iter()
        .find(|one| one.collection.id.to_string() == search.collection);
    let total = found.apps.len();
    let wanted = fold(&search.q);
    let apps = found
        .apps
        .iter()
        .filter(|one| chosen.is_none_or(|of| of.applications.contains(&one.application.id)))
        .filter(|one| fold(&one.application.display_name).contains(&wanted))
        .map(|one| tile(one, membership.tenant.id))
        .collect();
    let waiting = app
        .identity
        .requests_to_decide(&membership.actor)
        .await?
        .len();
    let contact = app.identity.invitation_contact(&membership.actor).await?;
    let page = Apps {
        layout: &layout,
        query: search.q,
        chosen: chosen
            .map(|of| of.collection.id.to_string())
            .unwrap_or_default(),
        collections: found.collections.iter().map(tab).collect(),
        apps,
        waiting,
        total,
        contact,
    };
    Ok(Html(page.render()?).into_response())
}

fn tile(found: &MyApp, tenant: TenantId) -> Tile {
    let application = &found.application;
    Tile {
        id: application.id.to_string(),
        initials: initials(&application.display_name),
        hue: hue(&application.id.to_string()),
        name: application.display_name.clone(),
        line: application.description.clone().unwrap_or_default(),
        url: if found.is_by_saml {
            format!("/signin/{}?tenantId={tenant}", application.app_id)
        } else {
            application.home_page_url.clone().unwrap_or_default()
        },
        is_pinned: found.is_pinned,
    }
}

fn tab(found: &MyCollection) -> Collection {
    Collection {
        id: found.collection.id.to_string(),
        name: found.collection.display_name.clone(),
        apps: found.applications.len(),
    }
}

/// `POST /myapps/apps/{id}/pin`.
pub(crate) async fn pin(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let membership = &signed_in.membership;
    let application = app
        .identity
        .pin_application(&membership.actor, membership.user.id, id_of(&id)?)
        .await?;
    let said = ("my-apps-pinned", application.display_name.as_str());
    Ok(back(&app, &signed_in, &form, said))
}

/// `POST /myapps/apps/{id}/unpin`.
pub(crate) async fn unpin(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let membership = &signed_in.membership;
    let application = app
        .identity
        .unpin_application(&membership.actor, membership.user.id, id_of(&id)?)
        .await?;
    let said = ("my-apps-unpinned", application.display_name.as_str());
    Ok(back(&app, &signed_in, &form, said))
}

fn id_of(text: &str) -> Result<ApplicationId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// To the tiles as they were shown.
fn back(app: &App, signed_in: &SignedIn, form: &Form, (key, name): (&str, &str)) -> Response {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in ["q", "collection"] {
        if let Some(value) = form.filled(name) {
            query.append_pair(name, &value);
        }
    }
    let query = query.finish();
    let to = if query.is_empty() {
        "/myapps".to_owned()
    } else {
        format!("/myapps?{query}")
    };
    let text = signed_in.visitor.texts.plain(key, &[("app", name)]);
    (cookies::with([notice(app, &text)]), Redirect::to(&to)).into_response()
}
