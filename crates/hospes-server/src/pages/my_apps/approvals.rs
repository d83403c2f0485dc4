//! My approvals: requests for access about which somebody decides who need not be an administrator.

use askama::Template;
use axum::extract::{Path, State as AppState};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::access_request::{AccessRequest, DecideError, Decision, State};
use hospes_identity::ids::AccessRequestId;

use crate::app::App;
use crate::extract::cookies;
use crate::extract::form::Form;
use crate::extract::signed_in::SignedIn;
use crate::extract::visitor::{complaint, notice};
use crate::pages::error::PageError;
use crate::pages::layout::{Fact, Field, Layout, Moment};
use crate::pages::words::{answer, moment};

const PATH: &str = "/myapps/approvals";

/// The requests that wait. `GET /myapps/approvals`.
#[derive(Debug, Template)]
#[template(path = "my_apps/approvals.html")]
struct Approvals<'a> {
    layout: &'a Layout,
    rows: Vec<Row>,
}

/// One of them.
#[derive(Debug)]
struct Row {
    id: String,
    address: String,
    application: String,
    asked: Moment,
}

/// One request. `GET /myapps/approvals/{id}`; the form posts there, too.
#[derive(Debug, Template)]
#[template(path = "my_apps/approval.html")]
struct Approval<'a> {
    layout: &'a Layout,
    id: String,
    facts: Vec<Fact>,
    answers: Vec<Fact>,
    waits: bool,
    reason: Field,
}

/// `GET /myapps/approvals`.
pub(crate) async fn list(
    AppState(app): AppState<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let layout = signed_in.layout(&app).await?;
    let (texts, now) = (signed_in.visitor.texts, app.identity.env().clock.now());
    let found = app
        .identity
        .requests_to_decide(&signed_in.membership.actor)
        .await?;
    let rows = found
        .into_iter()
        .map(|request| Row {
            id: request.id.to_string(),
            asked: moment(texts, request.created_at, now),
            address: request.address_typed,
            application: request.application_name,
        })
        .collect();
    let page = Approvals {
        layout: &layout,
        rows,
    };
    Ok(Html(page.render()?).into_response())
}

fn id_of(text: &str) -> Result<AccessRequestId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// `GET /myapps/approvals/{id}`.
pub(crate) async fn show(
    AppState(app): AppState<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let actor = &signed_in.membership.actor;
    let request = app.identity.request_to_decide(actor, id_of(&id)?).await?;
    let layout = signed_in.layout(&app).await?;
    let now = app.identity.env().clock.now();
    let texts = signed_in.visitor.texts;
    let page = Approval {
        layout: &layout,
        id,
        facts: facts(&app, &signed_in, &request),
        answers: request
            .answers
            .iter()
            .map(|one| answer(texts, one))
            .collect(),
        waits: request.state_at(now) == State::PendingApproval,
        reason: Field::default(),
    };
    Ok(Html(page.render()?).into_response())
}

fn facts(app: &App, signed_in: &SignedIn, request: &AccessRequest) -> Vec<Fact> {
    let (texts, now) = (signed_in.visitor.texts, app.identity.env().clock.now());
    let by_code = || texts.text("approvals-by-code");
    let vouched = request.vouched_by.clone().unwrap_or_else(by_code);
    vec![
        Fact::new(texts.text("approvals-person"), &request.address_typed),
        Fact::new(texts.text("approvals-app"), &request.application_name),
        Fact::new(texts.text("approvals-account"), &request.account),
        Fact::new(texts.text("approvals-vouched"), vouched),
        Fact::new(
            texts.text("approvals-asked"),
            moment(texts, request.created_at, now).exact,
        ),
        Fact::new(
            texts.text("approvals-until"),
            moment(texts, request.expires_at, now).exact,
        ),
    ]
}

/// `POST /myapps/approvals/{id}`.
pub(crate) async fn decide(
    AppState(app): AppState<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let texts = signed_in.visitor.texts;
    let actor = &signed_in.membership.actor;
    // Whoever does not decide about it learns nothing of what a form should say.
    app.identity.request_to_decide(actor, id_of(&id)?).await?;
    let (decision, said) = match form.get("go") {
        "approve" => (Decision::Approve, "approvals-approved"),
        "deny" => {
            let reason = form.get("reason").to_owned();
            (Decision::Deny { reason }, "approvals-denied")
        }
        _ => return Err(PageError::BadRequest),
    };
    let decided = app
        .identity
        .decide_request(actor, id_of(&id)?, &decision)
        .await;
    let (cookie, to) = match decided {
        Ok(_) => (notice(&app, &texts.text(said)), PATH.to_owned()),
        Err(DecideError::Over(_)) => (
            complaint(&app, &texts.text("approvals-over")),
            PATH.to_owned(),
        ),
        Err(DecideError::Impossible(refusal)) => {
            tracing::info!(?refusal, "a request was not approved");
            (
                complaint(&app, &texts.text("approvals-impossible")),
                format!("{PATH}/{id}"),
            )
        }
        Err(DecideError::Other(error)) => return Err(error.into()),
    };
    Ok((cookies::with([cookie]), Redirect::to(&to)).into_response())
}
