//! The names by which an application is asked for as a resource: identifier URIs.

use url::Url;
use uuid::Uuid;

use super::GRAPH_APP_ID;
use crate::application::Application;
use crate::error::{Error, Result};
use crate::grant::TokenNames;
use crate::tenant::Tenant;

/// So many an application may have.
const MOST: usize = 50;
/// The longest, in bytes, as in the original.
const LONGEST: usize = 255;

const FIELD: &str = "identifierUris";

/// Refuses too many names, and one that is there twice.
pub(super) fn check_all(uris: &[String]) -> Result<()> {
    if uris.len() > MOST {
        return Err(Error::invalid(FIELD, "there are more than 50"));
    }
    let is_twice = |uri: &String| uris.iter().filter(|other| *other == uri).count() > 1;
    if uris.iter().any(is_twice) {
        return Err(Error::invalid(FIELD, "one of them is there twice"));
    }
    Ok(())
}

/// Refuses a name that the application may not have: `api://…`, a web address in a verified domain of its
/// organisation, or `urn:…`, as in the original; never one of Graph or of this server, whose tokens could
/// otherwise be mistaken for tokens of theirs.
pub(super) fn check(
    uri: &str,
    (tenant, application): (&Tenant, &Application),
    names: &TokenNames,
) -> Result<()> {
    let invalid = |reason| Err(Error::invalid(FIELD, reason));
    if uri.len() > LONGEST {
        return invalid("one is longer than 255 characters");
    }
    let is_plain = |c: u8| c.is_ascii_graphic() && !br#""<>\^`{|}#?"#.contains(&c);
    if uri.is_empty() || !uri.bytes().all(is_plain) {
        return invalid("one has characters that do not belong there");
    }
    if is_reserved(uri, names) {
        return invalid("a name of Microsoft Graph or of this server can't be taken");
    }
    if let Some(rest) = uri.strip_prefix("api://") {
        return check_api(rest, (tenant, application));
    }
    if uri.starts_with("https://") {
        return check_web(uri, tenant);
    }
    let parts = uri
        .strip_prefix("urn:")
        .and_then(|rest| rest.split_once(':'));
    match parts {
        Some((space, name)) if !space.is_empty() && !name.is_empty() => Ok(()),
        Some(_) | None => invalid("one does not begin with api://, https:// or urn:"),
    }
}

/// A client id in the place of the host is the application's own: nobody is taken for another one.
fn check_api(rest: &str, (tenant, application): (&Tenant, &Application)) -> Result<()> {
    let first = rest.split('/').next().unwrap_or_default();
    if rest.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(Error::invalid(
            FIELD,
            "one has an empty part between its slashes",
        ));
    }
    match Uuid::try_parse(first) {
        Ok(id) if id == application.app_id.0 || id == tenant.id.0 => Ok(()),
        Ok(_) => Err(Error::invalid(
            FIELD,
            "the id in one is another application's",
        )),
        Err(_) => Ok(()),
    }
}

fn check_web(uri: &str, tenant: &Tenant) -> Result<()> {
    let url = Url::parse(uri).map_err(|_| Error::invalid(FIELD, "one is not a web address"))?;
    // Two spellings of one address would be two names.
    let is_canonical = url.as_str() == uri || url.as_str().strip_suffix('/') == Some(uri);
    if !is_canonical || url.port().is_some() || !url.username().is_empty() {
        let reason =
            "one is not written as browsers write it: in lower case, without port and user";
        return Err(Error::invalid(FIELD, reason));
    }
    let host = url.host_str().unwrap_or_default();
    let is_of = |domain: &String| {
        let above = host.strip_suffix(domain.as_str());
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    };
    if tenant.domains.iter().any(is_of) {
        Ok(())
    } else {
        Err(Error::invalid(
            FIELD,
            "the domain of one is not a verified domain of the organization",
        ))
    }
}

fn is_reserved(uri: &str, names: &TokenNames) -> bool {
    let lower = uri.to_ascii_lowercase();
    // `api://{id}` of Graph, and the ids alone.
    if lower.contains(&GRAPH_APP_ID.to_string()) {
        return true;
    }
    let host_of = |text: &str| {
        let after = text.split_once("://").map(|(_, rest)| rest)?;
        let host = after.split(['/', ':', '?', '#']).next()?;
        Some(host.to_ascii_lowercase()).filter(|host| !host.is_empty())
    };
    let reserved = names.graph_audiences.iter().chain([&names.root]);
    let host = host_of(&lower);
    reserved.into_iter().any(|name| {
        let name_host = host_of(name);
        (name_host.is_some() && name_host == host)
            || lower.trim_end_matches('/') == name.to_ascii_lowercase().trim_end_matches('/')
    }) || host.as_deref() == Some("graph.microsoft.com")
}
