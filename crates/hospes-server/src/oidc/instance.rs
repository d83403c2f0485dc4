//! What clients ask before they trust an authority: which cloud it is of, and how an account signs in there.

use std::borrow::Cow;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use hospes_protocol::address::Address;
use hospes_protocol::oauth::OAuthError;
use serde_json::json;
use url::Url;

use super::error::TokenFailure;
use crate::app::App;

/// The value of a parameter of the query.
fn parameter<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value)
}

/// `GET /common/discovery/instance`: this server is one cloud, with its own host alone.
pub(crate) async fn discover(
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, TokenFailure> {
    let query = query.unwrap_or_default();
    let endpoint = parameter(&query, "authorization_endpoint")
        .ok_or_else(|| OAuthError::missing_parameter("authorization_endpoint"))?;
    let known = Url::parse(app.root.as_str()).ok();
    let asked = Url::parse(&endpoint).ok().filter(|asked| {
        // Some clients drop the port.
        let host = known.as_ref().and_then(Url::host_str);
        asked.scheme() == "https" && asked.host_str().is_some() && asked.host_str() == host
    });
    let asked = asked.ok_or_else(OAuthError::unknown_instance)?;
    let tenant = asked
        .path_segments()
        .and_then(|mut segments| segments.next())
        .filter(|name| !name.is_empty())
        .unwrap_or("common");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if !tenant.chars().all(is_plain) {
        return Err(super::no_tenant(tenant).into());
    }
    let host = app.root.host();
    let mut aliases = vec![host];
    aliases.extend(asked.host_str().filter(|alias| *alias != host));
    let document = json!({
        "tenant_discovery_endpoint": app.url(&format!("/{tenant}/v2.0/.well-known/openid-configuration")),
        "api-version": "1.1",
        "metadata": [{ "preferred_network": host, "preferred_cache": host, "aliases": aliases }],
    });
    let any = [(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    )];
    Ok((any, Json(document)).into_response())
}

/// `GET /common/userrealm/{name}`: every account signs in here. The same for each name, whether there is
/// somebody of it or not.
pub(crate) async fn realm(
    State(app): State<App>,
    Path((_, name)): Path<(String, String)>,
) -> Result<Response, TokenFailure> {
    let address = Address::parse(&name)
        .map_err(|_| OAuthError::malformed("The user name is not properly formatted."))?;
    let host = app.root.host();
    let document = json!({
        "ver": "1.0",
        "account_type": "Managed",
        "domain_name": address.domain().as_str(),
        "cloud_instance_name": host,
        "cloud_audience_urn": format!("urn:federation:{host}"),
    });
    Ok(Json(document).into_response())
}
