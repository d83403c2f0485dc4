//! Which scopes a person can be asked for.

use hospes_identity::grant::scope_text;
use hospes_protocol::oauth::{OAuthError, RequestedScopes};

use crate::app::App;

/// The scopes that will be granted when these are asked for, `.default` resolved; an error for what is not to
/// be had here. The tenant's name stands in messages.
pub(crate) fn grantable(
    app: &App,
    text: &str,
    tenant: &str,
) -> Result<RequestedScopes, OAuthError> {
    let mut scopes = app.token_names.scopes(text)?;
    let resource = scopes.resource.as_deref();
    if app.token_names.graph_audience(resource).is_none() {
        let resource = resource.unwrap_or_default();
        return Err(OAuthError::unknown_resource(resource, tenant));
    }
    if scopes.is_default() {
        scopes.values = vec!["User.Read".to_owned()];
    }
    if scopes
        .values
        .iter()
        .any(|value| scope_text(value).is_none())
    {
        return Err(OAuthError::unusable_scope(text));
    }
    Ok(scopes)
}
