//! What the pages of this folder do.

use askama::Template as _;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::device_code::{Approval, DeviceError, DeviceRequest};
use hospes_identity::grant::Decision;
use hospes_identity::ids::GrantId;
use hospes_identity::session::Session;
use hospes_protocol::oauth::OAuthError;
use serde::{Deserialize, Serialize};

use super::{Confirm, Enter, Outcome};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::authorize::flow::sign_in_url;
use crate::pages::authorize::{consent, trouble};
use crate::pages::error::PageError;
use crate::pages::layout::{Field, Organization, Person};
use crate::pages::sign_in::flow::come_back;
use crate::pages::words::{duration, moment};

/// The page that asks whether it was oneself who began.
pub(crate) const CONFIRM: &str = "/devicelogin/confirm";

/// The device whose code was typed in this browser, in a sealed cookie. No address has it.
#[derive(Debug, Serialize, Deserialize)]
struct Typed {
    device: GrantId,
}

impl Typed {
    fn of(app: &App, visitor: &Visitor) -> Option<GrantId> {
        let typed: Option<Self> = cookies::get_sealed(&visitor.headers, app, Name::Device);
        typed.map(|typed| typed.device)
    }
}

/// `GET /{tenant}/oauth2/deviceauth`: the address that older programs show.
pub(crate) async fn lead_on() -> Redirect {
    Redirect::to("/devicelogin")
}

/// `GET /devicelogin`. A code in its query is not read: a link must not fill in the code of whoever sent it.
pub(crate) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    enter_page(&app, &visitor, Field::default())
}

fn enter_page(app: &App, visitor: &Visitor, code: Field) -> Result<Response, PageError> {
    let layout = visitor.layout(app);
    let page = Enter {
        layout: &layout,
        code,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /devicelogin`: somebody typed a code.
pub(crate) async fn enter(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let typed = form.get("code");
    let (session, here) = (visitor.session.as_ref(), &visitor.circumstances);
    let found = app.identity.enter_user_code(typed, session, here).await;
    match found {
        Ok(device) => {
            let sealed = cookies::seal(&app, Name::Device, &Typed { device });
            let cookie = cookies::set(&app, Name::Device, &sealed);
            Ok((cookies::with([cookie]), Redirect::to(CONFIRM)).into_response())
        }
        Err(DeviceError::Other(Error::TooMany {
            retry_after_seconds,
        })) => {
            let wait = duration(visitor.texts, retry_after_seconds);
            let text = visitor
                .texts
                .plain("device-code-too-many", &[("wait", &wait)]);
            let page = enter_page(&app, &visitor, Field::wrong("", text))?;
            Ok(come_back(retry_after_seconds, page))
        }
        Err(error) => trouble(&app, &visitor, error, typed),
    }
}

/// `GET /devicelogin/confirm`: who asks, and from where.
pub(crate) async fn show_confirm(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let Some(device) = Typed::of(&app, &visitor) else {
        return Ok(Redirect::to("/devicelogin").into_response());
    };
    let Some(session) = &visitor.session else {
        return Ok(Redirect::to(&sign_in_url(CONFIRM, None)).into_response());
    };
    match request(&app, &visitor, (session, device)).await {
        Ok(request) => confirm_page(&app, &visitor, (session, &request)),
        Err(error) => trouble(&app, &visitor, error, ""),
    }
}

async fn request(
    app: &App,
    visitor: &Visitor,
    (session, device): (&Session, GrantId),
) -> Result<DeviceRequest, DeviceError> {
    let (names, here) = (&app.token_names, &visitor.circumstances);
    app.identity
        .device_request(session, device, names, here)
        .await
}

fn confirm_page(
    app: &App,
    visitor: &Visitor,
    (session, request): (&Session, &DeviceRequest),
) -> Result<Response, PageError> {
    match &request.refusal {
        // The page itself is where they say that they want to go on.
        None
        | Some(
            Decision::NeedsConsent { .. } | Decision::NeedsConfirmation | Decision::Granted(_),
        ) => {}
        Some(Decision::NeedsSecondFactor { .. }) => return Ok(second_factor(request)),
        Some(
            Decision::NotHere
            | Decision::Pending
            | Decision::NotExpected
            | Decision::NotAssigned
            | Decision::AccessBlocked(_),
        ) => {
            return refuse(app, visitor, (session, request));
        }
    }
    let layout = visitor.layout(app);
    let now = app.identity.env().clock.now();
    let (tenant, application) = (&request.tenant, &request.application);
    let page = Confirm {
        layout: &layout,
        organization: &Organization::new(&tenant.display_name, &tenant.initial_domain),
        application: &application.display_name,
        account: &Person::new(&session.display_name, &session.address),
        other_account_url: sign_in_url(CONFIRM, None),
        network: &request.network,
        user_agent: &request.user_agent,
        asked_at: moment(visitor.texts, request.asked_at, now),
    };
    Ok(Html(page.render()?).into_response())
}

/// Where a session proves a second factor, and comes back from.
fn second_factor(request: &DeviceRequest) -> Response {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("tenantid", &request.tenant.id.to_string())
        .append_pair("next", CONFIRM)
        .finish();
    Redirect::to(&format!("/signin/second-factor?{query}")).into_response()
}

/// Whoever is nobody there, or may not use the application.
fn refuse(
    app: &App,
    visitor: &Visitor,
    (session, request): (&Session, &DeviceRequest),
) -> Result<Response, PageError> {
    let app_id = request.application.app_id.to_string();
    let error = if matches!(request.refusal, Some(Decision::NotAssigned)) {
        OAuthError::not_assigned(&session.address, &app_id)
    } else if let Some(Decision::AccessBlocked(block)) = &request.refusal {
        trouble::access_blocked(*block, &app_id)
    } else {
        let (idp, tenant) = (session.issuer.to_text(), &request.tenant.display_name);
        OAuthError::account_not_in_tenant(&session.address, &idp, tenant)
    };
    trouble::page(app, visitor, &error, Some(sign_in_url(CONFIRM, None)))
}

/// `POST /devicelogin/confirm`: the person's answer.
pub(crate) async fn confirm(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let Some(device) = Typed::of(&app, &visitor) else {
        return Ok(Redirect::to("/devicelogin").into_response());
    };
    let Some(session) = &visitor.session else {
        return Ok(Redirect::to(&sign_in_url(CONFIRM, None)).into_response());
    };
    if form.get("answer") == "continue" {
        approve(&app, &visitor, (session, device)).await
    } else {
        decline(&app, &visitor, (session, device)).await
    }
}

/// Lets the device sign in, or asks for the consent that is missing.
pub(crate) async fn approve(
    app: &App,
    visitor: &Visitor,
    (session, device): (&Session, GrantId),
) -> Result<Response, PageError> {
    let (names, here) = (&app.token_names, &visitor.circumstances);
    let approved = app
        .identity
        .approve_device(session, device, names, here)
        .await;
    let refusal = match approved {
        Ok(Approval::Done) => return Ok(finished(app, "/devicelogin/done")),
        Ok(Approval::Refused(refusal)) => refusal,
        Err(error) => return trouble(app, visitor, error, ""),
    };
    let request = match request(app, visitor, (session, device)).await {
        Ok(request) => request,
        Err(error) => return trouble(app, visitor, error, ""),
    };
    match refusal {
        Decision::NeedsConsent {
            scopes,
            needs_administrator,
        } => {
            let now = app.identity.env().clock.now();
            let ask = consent::Ask::of_device(&request, device, &scopes, session, now);
            let shown = consent::Shown {
                tenant: &request.tenant,
                application: &request.application.display_name,
                leads_to: None,
            };
            let asked = (scopes.as_slice(), needs_administrator);
            consent::page(app, visitor, (&ask, &shown), asked)
        }
        Decision::NeedsSecondFactor { .. } => Ok(second_factor(&request)),
        Decision::NotHere
        | Decision::Pending
        | Decision::NotExpected
        | Decision::NotAssigned
        | Decision::AccessBlocked(_)
        | Decision::NeedsConfirmation
        | Decision::Granted(_) => refuse(app, visitor, (session, &request)),
    }
}

/// Refuses the device.
pub(crate) async fn decline(
    app: &App,
    visitor: &Visitor,
    (session, device): (&Session, GrantId),
) -> Result<Response, PageError> {
    let (names, here) = (&app.token_names, &visitor.circumstances);
    let declined = app
        .identity
        .decline_device(session, device, names, here)
        .await;
    match declined {
        Ok(()) => Ok(finished(app, "/devicelogin/cancelled")),
        Err(error) => trouble(app, visitor, error, ""),
    }
}

/// Forgets the code that was typed, and says what came of it.
fn finished(app: &App, to: &str) -> Response {
    let gone = cookies::with([cookies::clear(app, Name::Device)]);
    (gone, Redirect::to(to)).into_response()
}

/// `GET /devicelogin/done`.
pub(crate) async fn done(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    outcome(&app, &visitor, true)
}

/// `GET /devicelogin/cancelled`.
pub(crate) async fn cancelled(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    outcome(&app, &visitor, false)
}

fn outcome(app: &App, visitor: &Visitor, is_signed_in: bool) -> Result<Response, PageError> {
    let layout = visitor.layout(app);
    let page = Outcome {
        layout: &layout,
        is_signed_in,
    };
    Ok(Html(page.render()?).into_response())
}

/// What a person sees when a code leads no further.
fn trouble(
    app: &App,
    visitor: &Visitor,
    error: DeviceError,
    typed: &str,
) -> Result<Response, PageError> {
    let error = match error {
        DeviceError::UnknownCode => {
            let text = visitor.texts.text("device-code-wrong");
            return enter_page(app, visitor, Field::wrong(typed, text));
        }
        DeviceError::UnknownApplication { client_id, tenant } => {
            OAuthError::unknown_client(&client_id, &tenant)
        }
        DeviceError::NoTenant => OAuthError::missing_tenant(),
        DeviceError::Scope { scope } => OAuthError::unusable_scope(&scope),
        DeviceError::MustProve => OAuthError::missing_secret(),
        DeviceError::Other(error) => return Err(error.into()),
    };
    trouble::page(app, visitor, &error, Some(sign_in_url(CONFIRM, None)))
}
