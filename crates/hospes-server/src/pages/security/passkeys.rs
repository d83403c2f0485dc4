//! The ceremonies of passkeys. Each begins with a POST that answers in JSON, because a script asks, and ends
//! with a form. Without script their buttons stay hidden, and codes do all they do.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hospes_identity::authenticator::{Answered, Begun, FactorError, RelyingParty};
use serde_json::json;

use super::flow::{
    Faults, Next, RegisterFaults, WRONG, fault, holder, register_page, registered,
    second_factor_page,
};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::signed_in::Arriving;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::sign_in::flow::{end_before, go_on, local, session_cookies};

fn party(app: &App) -> Result<&RelyingParty, PageError> {
    app.passkeys.as_ref().ok_or(PageError::NotFound)
}

/// What only this browser has. A form that was read had it.
fn browser(app: &App, visitor: &Visitor) -> String {
    cookies::get(&visitor.headers, app, Name::Form).unwrap_or_default()
}

fn begun(begun: Result<Begun, FactorError>) -> Result<Response, PageError> {
    match begun {
        Ok(begun) => Ok(axum::Json(begun).into_response()),
        Err(FactorError::Other(error)) => Err(error.into()),
        Err(
            FactorError::Wrong
            | FactorError::Ended
            | FactorError::NotFresh
            | FactorError::NotProved,
        ) => Err(PageError::NoAccess),
    }
}

fn answer<'a>(form: &'a Form, browser: &'a str) -> Result<Answered<'a>, PageError> {
    let challenge = form.get("challenge").parse();
    Ok(Answered {
        challenge: challenge.map_err(|_| PageError::BadRequest)?,
        browser,
        credential: form.raw("credential"),
    })
}

/// `POST /signin/passkey/begin`.
pub(crate) async fn begin_sign_in(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    let (party, browser) = (party(&app)?, browser(&app, &visitor));
    let here = &visitor.circumstances;
    let done = app
        .identity
        .begin_passkey_sign_in(party, &browser, here)
        .await;
    begun(done.map_err(FactorError::Other))
}

/// `POST /signin/passkey/finish`: where to go on. The script goes there and not the form, whose answer could not
/// lead to an application of which this page did not know.
pub(crate) async fn finish_sign_in(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let (party, browser) = (party(&app)?, browser(&app, &visitor));
    let (answered, here) = (answer(&form, &browser)?, &visitor.circumstances);
    let next = local(form.get("next"));
    let done = app
        .identity
        .finish_passkey_sign_in(party, answered, here)
        .await;
    match done {
        Ok(opened) => {
            end_before(&app, &visitor).await?;
            let answer = axum::Json(json!({ "next": next }));
            Ok((session_cookies(&app, &opened), answer).into_response())
        }
        Err(error) => {
            let (text, _) = fault(&visitor, error, WRONG)?;
            let answer = axum::Json(json!({ "message": text }));
            Ok((StatusCode::BAD_REQUEST, answer).into_response())
        }
    }
}

/// `POST /signin/second-factor/passkey/begin`.
pub(crate) async fn begin_second_factor(
    State(app): State<App>,
    Arriving(who): Arriving,
    _form: Form,
) -> Result<Response, PageError> {
    let (party, browser) = (party(&app)?, browser(&app, &who.visitor));
    let done = app
        .identity
        .begin_passkey_verification(party, holder(&who), &browser)
        .await;
    begun(done)
}

/// `POST /signin/second-factor/passkey/finish`.
pub(crate) async fn finish_second_factor(
    State(app): State<App>,
    Arriving(who): Arriving,
    Query(next): Query<Next>,
    form: Form,
) -> Result<Response, PageError> {
    let (party, browser) = (party(&app)?, browser(&app, &who.visitor));
    let (answered, next) = (answer(&form, &browser)?, next.path());
    let done = app
        .identity
        .finish_passkey_verification(party, holder(&who), answered)
        .await;
    match done {
        Ok(opened) => Ok(go_on(&app, &opened, &next)),
        Err(error) => {
            let faults = Faults {
                passkey: Some(fault(&who.visitor, error, WRONG)?.0),
                ..Faults::default()
            };
            second_factor_page(&app, &who, &next, faults).await
        }
    }
}

/// `POST /account/security/passkeys/begin`.
pub(crate) async fn begin_registration(
    State(app): State<App>,
    Arriving(who): Arriving,
    _form: Form,
) -> Result<Response, PageError> {
    let (party, browser) = (party(&app)?, browser(&app, &who.visitor));
    let done = app
        .identity
        .begin_passkey_registration(party, holder(&who), &browser)
        .await;
    begun(done)
}

/// `POST /account/security/passkeys/finish`.
pub(crate) async fn finish_registration(
    State(app): State<App>,
    Arriving(who): Arriving,
    Query(next): Query<Next>,
    form: Form,
) -> Result<Response, PageError> {
    let (party, browser) = (party(&app)?, browser(&app, &who.visitor));
    let (answered, next) = (answer(&form, &browser)?, next.path());
    let done = app
        .identity
        .finish_passkey_registration(party, holder(&who), answered, form.get("name"))
        .await;
    match done {
        Ok(added) => registered(&app, &who, added, &next),
        Err(error) => {
            let faults = RegisterFaults {
                passkey: Some(fault(&who.visitor, error, WRONG)?.0),
                ..RegisterFaults::default()
            };
            let setup = app.identity.new_totp(&who.membership)?;
            register_page(&app, &who, (&next, setup), faults).await
        }
    }
}
