//! What somebody asked for before they were a user, and what they answered.

use hospes_identity::Actor;
use hospes_identity::access_request::AccessRequest;
use hospes_identity::ids::UserId;

use super::moment;
use super::user_flows::state_badge;
use crate::app::App;
use crate::pages::admin::user::AskedAccess;
use crate::pages::error::PageError;
use crate::pages::words::answer;
use crate::texts::Texts;

/// The requests that became the user, newest first.
pub(super) async fn rows(
    app: &App,
    actor: &Actor,
    user: UserId,
) -> Result<Vec<AskedAccess>, PageError> {
    let found = app.identity.access_requests_of(actor, user).await?;
    Ok(found.into_iter().map(|one| row(app, one)).collect())
}

fn row(app: &App, request: AccessRequest) -> AskedAccess {
    let now = app.identity.env().clock.now();
    let by_code = || "One-time passcode".to_owned();
    AskedAccess {
        state: state_badge(request.state_at(now)),
        asked: moment(app, request.created_at),
        vouched_by: request.vouched_by.clone().unwrap_or_else(by_code),
        answers: request
            .answers
            .iter()
            .map(|one| answer(Texts::english(), one))
            .collect(),
        decided: request.decided_at.map(|at| moment(app, at)),
        decider: request.decider,
        application: request.application_name,
        flow: request.flow_name,
        account: request.account,
    }
}
