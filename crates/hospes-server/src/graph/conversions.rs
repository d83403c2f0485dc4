//! `POST /beta/users/{id}/convertExternalToInternalMemberUser`, which is also under `/v1.0`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use hospes_identity::ids::UserId;
use hospes_identity::user::InternalAccount;
use serde_json::json;

use super::error::GraphError;
use super::input::{Input, address, invalid};
use super::{body, users};
use crate::app::App;
use crate::extract::caller::Caller;

/// Converts an external user to an internal member.
pub(crate) async fn to_internal(
    State(app): State<App>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    mut input: Input,
) -> Result<Response, GraphError> {
    let name = "userPrincipalName";
    let upn = address(name, &input.required(name)?)?;
    let mut password = input
        .object("passwordProfile")?
        .ok_or_else(|| invalid("passwordProfile", "a value is required"))?;
    let account = InternalAccount {
        user_principal_name: upn,
        password: Some(password.required("password")?),
        must_change_password: password
            .flag("forceChangePasswordNextSignIn")?
            .unwrap_or(true),
        mail: input
            .optional("mail")?
            .map(|text| address("mail", &text))
            .transpose()?,
    };
    input.finish("microsoft.graph.user")?;
    // Whoever may only convert need not read the directory: an id is enough.
    let id = match key.parse::<UserId>() {
        Ok(id) => id,
        Err(_) => users::find(&app, &actor, &key).await?.id,
    };
    let done = app
        .identity
        .convert_to_internal(&actor, id, &account)
        .await?;
    Ok(body::json(
        StatusCode::OK,
        &json!({
            "@odata.context": body::context(&app, "microsoft.graph.conversionUserDetails"),
            "displayName": done.user.display_name,
            "userPrincipalName": done.user.user_principal_name,
            "convertedToInternalUserDateTime": done.converted_at.to_rfc3339(),
            "mail": done.user.mail,
        }),
    ))
}
