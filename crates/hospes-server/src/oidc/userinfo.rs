//! `/oidc/userinfo`: who signed in (OpenID Connect Core, section 5.3).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hospes_identity::grant::TokenError;

use super::error::TokenFailure;
use crate::app::App;
use crate::extract::caller::bearer;
use crate::extract::circumstances::Here;
use crate::extract::form::Form;

/// The claims of the person whom the token is of.
pub(crate) async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Here(here): Here,
    body: Bytes,
) -> Result<Response, TokenFailure> {
    // RFC 6750, section 2.2: a form may have it. Section 2: never both.
    let form = Form::parse(&body);
    let sent = Some(form.get("access_token")).filter(|token| !token.is_empty());
    let found = match bearer(&headers).xor(sent) {
        Some(token) => app.identity.user_info(token, &app.token_names, &here).await,
        None => return Ok(refused(StatusCode::UNAUTHORIZED, "Bearer")),
    };
    match found {
        Ok(claims) => Ok(Json(claims).into_response()),
        // RFC 6750, section 3.1.
        Err(TokenError::Scope) => Ok(refused(
            StatusCode::FORBIDDEN,
            "Bearer error=\"insufficient_scope\", scope=\"openid\"",
        )),
        Err(TokenError::Other(error)) => Err(error.into()),
        Err(TokenError::Invalid | TokenError::Expired | TokenError::Audience) => Ok(refused(
            StatusCode::UNAUTHORIZED,
            "Bearer error=\"invalid_token\"",
        )),
    }
}

fn refused(status: StatusCode, challenge: &'static str) -> Response {
    let challenge = [(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static(challenge),
    )];
    (status, challenge).into_response()
}
