//! Who asks, and whether the answer may go where it says.

use axum::http::HeaderValue;
use hospes_identity::Error;
use hospes_identity::application::{ClientApplication, ClientError};
use hospes_identity::ids::AppId;
use hospes_identity::session::Session;
use hospes_identity::tenant::Tenant;
use hospes_identity::user::Issuer;
use hospes_protocol::address::Address;
use hospes_protocol::oauth::{Addressed, OAuthError, RedirectUri, ResponseMode};

use super::answer::Answer;
use crate::app::App;
use crate::oidc;
use crate::pages::error::PageError;
use crate::pages::headers;

/// An application that is known, with a redirect URI that is registered.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) tenant: Tenant,
    pub(super) client: ClientApplication,
    pub(super) registered: RedirectUri,
    pub(super) redirect_uri: String,
    pub(super) redirect_uri_was_sent: bool,
    pub(super) answer: Answer,
}

/// Whose tenant a request without one is of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Home<'a> {
    /// That of whoever is signed in.
    Session(Option<&'a Session>),
    /// That of who says they sign in.
    Username(&'a str),
}

/// Whether a name in a path stands for the home of whoever signs in.
pub(crate) fn is_shared(tenant: &str) -> bool {
    ["common", "organizations"]
        .iter()
        .any(|name| name.eq_ignore_ascii_case(tenant))
}

async fn home(app: &App, home: Home<'_>) -> Result<Option<Tenant>, Error> {
    let found = match home {
        Home::Session(session) => match session.map(|session| session.issuer) {
            Some(Issuer::Tenant(id)) => app.identity.tenant(id).await,
            Some(Issuer::Mail | Issuer::Provider(_)) | None => return Ok(None),
        },
        Home::Username(name) => match Address::parse(name) {
            Ok(address) => app.identity.find_tenant(address.domain().as_str()).await,
            Err(_) => return Ok(None),
        },
    };
    match found {
        Ok(tenant) => Ok(Some(tenant)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Finds the application and checks where the answer is to go. What is refused here is never redirected
/// (RFC 6749, section 4.1.2.1).
pub(super) async fn known(
    app: &App,
    tenant_name: &str,
    pairs: &[(String, String)],
    of: Home<'_>,
) -> Result<Result<Known, OAuthError>, PageError> {
    let addressed = match Addressed::parse(pairs) {
        Ok(addressed) => addressed,
        Err(error) => return Ok(Err(error)),
    };
    let shared = is_shared(tenant_name);
    let tenant = if shared {
        home(app, of).await?.ok_or_else(OAuthError::missing_tenant)
    } else {
        match app.identity.find_tenant(tenant_name).await {
            Ok(tenant) => Ok(tenant),
            Err(Error::NotFound { .. }) => Err(oidc::no_tenant(tenant_name)),
            Err(error) => return Err(error.into()),
        }
    };
    let tenant = match tenant {
        Ok(tenant) => tenant,
        Err(error) => return Ok(Err(error)),
    };
    let id = &addressed.client_id;
    let unknown = || OAuthError::unknown_client(id, &tenant.display_name);
    let Ok(app_id) = id.parse::<AppId>() else {
        return Ok(Err(unknown()));
    };
    let client = match app.identity.client(tenant.id, app_id).await {
        Ok(client) => client,
        Err(ClientError::Other(error)) => return Err(error.into()),
        Err(_) => return Ok(Err(unknown())),
    };
    let Some((registered, redirect_uri)) = target(&client, addressed.redirect_uri.as_deref())
    else {
        let sent = addressed.redirect_uri.as_deref().unwrap_or_default();
        return Ok(Err(OAuthError::redirect_mismatch(sent, id)));
    };
    let answer = Answer {
        redirect_uri: redirect_uri.clone(),
        mode: ResponseMode::of_answer(pairs),
        state: addressed.state,
        issuer: (!shared).then(|| app.token_names.issuer_v2(tenant.id)),
    };
    Ok(Ok(Known {
        tenant,
        client,
        registered,
        redirect_uri,
        redirect_uri_was_sent: addressed.redirect_uri.is_some(),
        answer,
    }))
}

/// The registered URI that is meant: the one that was sent, or the only one there is.
fn target(client: &ClientApplication, sent: Option<&str>) -> Option<(RedirectUri, String)> {
    let all = &client.redirect_uris;
    match (sent, all.as_slice()) {
        (Some(sent), _) => {
            // One that is registered to the letter comes before one that fits with any port.
            let exact = all.iter().find(|known| known.as_str() == sent);
            let found = exact.or_else(|| all.iter().find(|known| known.matches(sent)))?;
            Some((found.clone(), sent.to_owned()))
        }
        (None, [only]) => Some((only.clone(), only.as_str().to_owned())),
        (None, _) => None,
    }
}

/// The query of an authorization request in pairs.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// A request without these words of `prompt`, and without `max_age`.
pub(super) fn without(path: &str, pairs: &[(String, String)], words: &[&str]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        if name == "prompt" {
            let kept: Vec<&str> = value
                .split(' ')
                .filter(|word| !words.contains(word))
                .collect();
            if !kept.is_empty() {
                query.append_pair(name, &kept.join(" "));
            }
        } else if name != "max_age" {
            query.append_pair(name, value);
        }
    }
    format!("{path}?{}", query.finish())
}

/// The policy of a form after which an authorization request goes on: browsers apply `form-action` to where
/// a form's answer leads, and this one leads to the application, whose URI is registered. `None` for
/// everything else.
pub(crate) async fn form_policy(app: &App, next: &str, username: &str) -> Option<HeaderValue> {
    let (path, query) = next.split_once('?')?;
    let (tenant, rest) = path.strip_prefix('/')?.split_once('/')?;
    if !rest.eq_ignore_ascii_case("oauth2/v2.0/authorize") {
        return None;
    }
    let known = known(app, tenant, &pairs(query), Home::Username(username)).await;
    headers::policy_with_form_target(&known.ok()?.ok()?.redirect_uri)
}
