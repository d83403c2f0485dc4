//! Who signs in, and how: what the first page does.

use askama::Template as _;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::ids::{ProviderId, TenantId};
use hospes_identity::sign_in::{NextStep, Purpose};
use hospes_protocol::text::single_line;
use serde::Deserialize;

use super::asked::{asked_or_last, is_of_application, naming};
use super::choose::SignIn;
use super::flow::{Flow, local, organization};
use super::provider;
use crate::app::App;
use crate::extract::cookies;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::layout::Field;
use crate::pages::sign_up;

/// The query of `/signin`.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
    /// Who an application thinks it is.
    #[serde(default)]
    login_hint: String,
}

/// `GET /signin`.
pub(crate) async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<Next>,
) -> Result<Response, PageError> {
    let next = local(&query.next);
    let asker = asked_or_last(&app, &visitor, &next).await?;
    let asker = asker.as_ref().map(organization);
    let layout = visitor.layout(&app);
    let page = SignIn {
        layout: &layout,
        asker: asker.as_ref(),
        application: None,
        username: Field::new(single_line(&query.login_hint, 320)),
        has_passkeys: app.passkeys.is_some(),
        may_choose: !is_of_application(&next),
        ask_url: sign_up::flow::link_for(&app, &next).await?,
        next,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /signin`.
pub(crate) async fn identify(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let typed = form.get("username").to_owned();
    let next = local(form.get("next"));
    let host = asked_or_last(&app, &visitor, &next).await?;
    let asked = host.as_ref().map(|tenant| tenant.id);
    let (address, step) = match app.identity.identify(&typed, asked).await {
        Ok(found) => found,
        Err(Error::Invalid { .. }) => {
            let layout = visitor.layout(&app);
            let asker = host.as_ref().map(organization);
            let username = Field::wrong(typed, visitor.texts.text("sign-in-username-wrong"));
            let page = SignIn {
                layout: &layout,
                asker: asker.as_ref(),
                application: None,
                username,
                has_passkeys: app.passkeys.is_some(),
                may_choose: !is_of_application(&next),
                ask_url: sign_up::flow::link_for(&app, &next).await?,
                next,
            };
            return Ok(Html(page.render()?).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let (path, next) = match (step, asked) {
        (NextStep::Providers(all), Some(tenant)) => {
            // There they are known, and perhaps nowhere else.
            let next = naming(&next, tenant);
            return provider_step(&app, &visitor, tenant, (all, typed, next)).await;
        }
        (NextStep::Password, _) => ("/signin/password", next),
        (NextStep::Passcode | NextStep::Providers(_), _) => {
            let (language, here) = (Some(visitor.texts.lang()), &visitor.circumstances);
            app.identity
                .start_passcode_sign_in(&address, language, here)
                .await?;
            ("/signin/passcode", next)
        }
    };
    let asker = match app.identity.find_tenant(address.domain().as_str()).await {
        Ok(home) if path == "/signin/password" => Some(home.id),
        Ok(_) | Err(Error::NotFound { .. }) => asked,
        Err(error) => return Err(error.into()),
    };
    let flow = Flow {
        username: typed,
        next,
        asker,
        redeems: false,
        asks: false,
        must_change: None,
    };
    Ok((cookies::with([flow.cookie(&app)]), Redirect::to(path)).into_response())
}

/// Goes on at a provider, or asks at which.
async fn provider_step(
    app: &App,
    visitor: &Visitor,
    tenant: TenantId,
    (all, username, next): (Vec<(ProviderId, String)>, String, String),
) -> Result<Response, PageError> {
    match all.as_slice() {
        [(only, _)] => {
            let wish = (Purpose::SignIn { next }, Some(username.as_str()));
            provider::flow::leave(app, visitor, (tenant, *only), wish).await
        }
        _ => provider::flow::choose(app, visitor, tenant, (all, username, next)).await,
    }
}
