//! Where no link names the organisation: its domain is asked, because a guest who signs in at their own provider is known
//! to the organisation that they are a guest of, and to nobody else.

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;

use crate::app::App;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::authorize::sign_in_url;
use crate::pages::error::PageError;
use crate::pages::layout::{Field, Layout};

/// Asks for the domain. `GET` and `POST /signin/organization`.
#[derive(Debug, Template)]
#[template(path = "sign_in/organization.html")]
struct WhichOrganization<'a> {
    layout: &'a Layout,
    domain: Field,
}

/// `GET /signin/organization`.
pub(crate) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    page(&app, &visitor, Field::default())
}

fn page(app: &App, visitor: &Visitor, domain: Field) -> Result<Response, PageError> {
    let layout = visitor.layout(app);
    let page = WhichOrganization {
        layout: &layout,
        domain,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /signin/organization`: goes on to sign in to My Apps of the organisation.
pub(crate) async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let typed = form.get("domain");
    // Many would type an address of the organisation.
    let domain = typed.rsplit_once('@').map_or(typed, |(_, domain)| domain);
    match app.identity.find_tenant(domain).await {
        Ok(tenant) => {
            let next = format!("/myapps?tenantid={}", tenant.id);
            Ok(Redirect::to(&sign_in_url(&next, None)).into_response())
        }
        Err(Error::NotFound { .. }) => {
            let wrong = visitor.texts.text("organization-domain-wrong");
            page(&app, &visitor, Field::wrong(typed.to_owned(), wrong))
        }
        Err(error) => Err(error.into()),
    }
}
