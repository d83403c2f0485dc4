//! Which scopes a person can be asked for.

use hospes_identity::grant::{USER_IMPERSONATION, scope_text};
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
    let names = &app.token_names;
    let resource = scopes.resource.as_deref();
    let is_manager = resource.is_some_and(|resource| names.is_resource_manager(resource));
    if names.graph_audience(resource).is_none() && !is_manager {
        let resource = resource.unwrap_or_default();
        return Err(OAuthError::unknown_resource(resource, tenant));
    }
    let every = if is_manager {
        USER_IMPERSONATION
    } else {
        "User.Read"
    };
    if scopes.is_default() {
        scopes.values = vec![every.to_owned()];
    }
    let is_to_be_had = |value: &String| {
        // Each resource has its own.
        (value == USER_IMPERSONATION) == is_manager && scope_text(value).is_some()
    };
    if !scopes.values.iter().all(is_to_be_had) {
        return Err(OAuthError::unusable_scope(text));
    }
    Ok(scopes)
}
