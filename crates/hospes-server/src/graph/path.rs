//! Paths of Graph in all the spellings that clients use, brought into one before routing.
//!
//! `/beta/…` and `/v1.0/myorganization/…` are `/v1.0/…`; segments are case-insensitive; `users('x')` is
//! `users/x`; `microsoft.graph.user` and `graph.user` are the same cast.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;

use crate::oidc;

/// Segments that are words of Graph, as the route table spells them.
const WORDS: &[&str] = &[
    "invitations",
    "users",
    "me",
    "directory",
    "deletedItems",
    "restore",
    "$count",
    "revokeSignInSessions",
    "convertExternalToInternalMemberUser",
    "getMemberObjects",
    "getMemberGroups",
    "policies",
    "crossTenantAccessPolicy",
    "default",
    "resetToSystemDefault",
    "partners",
    "identity",
    "identityProviders",
    "availableProviderTypes",
    "federationConfigurations",
    "domains",
];

/// Everything below it is of one type, which clients name before or after the id, or not at all.
const FEDERATIONS: &str = "/v1.0/directory/federationConfigurations";
const FEDERATION: &str = "microsoft.graph.samlorwsfedexternaldomainfederation";

/// Whether a path is Graph's.
pub(crate) fn is_graph(path: &str) -> bool {
    let first = path
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default();
    first.eq_ignore_ascii_case("v1.0") || first.eq_ignore_ascii_case("beta")
}

/// Brings the path of a request into its one spelling, before it is routed: Graph's, and the identity
/// platform's.
pub(crate) async fn rewrite(mut request: Request) -> Request {
    let uri = normalize(request.uri()).or_else(|| oidc::path::normalize(request.uri()));
    if let Some(uri) = uri {
        *request.uri_mut() = uri;
    }
    request
}

/// The one spelling of a Graph path; `None` for other paths.
fn normalize(uri: &Uri) -> Option<Uri> {
    if !is_graph(uri.path()) {
        return None;
    }
    let mut segments = uri
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .skip(1);
    let mut out = String::from("/v1.0");
    let mut first = true;
    for segment in segments.by_ref() {
        if first && segment.eq_ignore_ascii_case("myorganization") {
            continue;
        }
        first = false;
        for part in parts(segment) {
            let part = spelled(&part);
            if part == FEDERATION && out.starts_with(FEDERATIONS) {
                continue;
            }
            out.push('/');
            out.push_str(&part);
        }
    }
    if let Some(query) = uri.query() {
        out.push('?');
        out.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(out).ok()?);
    Uri::from_parts(parts).ok()
}

/// `users('x')` is `users` and `x`; in a key, `''` is one quote.
fn parts(segment: &str) -> Vec<String> {
    let decoded = segment
        .replace("%27", "'")
        .replace("%28", "(")
        .replace("%29", ")");
    if let Some((name, key)) = decoded.split_once("('")
        && let Some(key) = key.strip_suffix("')")
    {
        return vec![name.to_owned(), key.replace("''", "'")];
    }
    vec![segment.strip_suffix("()").unwrap_or(segment).to_owned()]
}

fn spelled(segment: &str) -> String {
    let lower = segment.to_ascii_lowercase();
    if let Some(cast) = lower
        .strip_prefix("microsoft.graph.")
        .or(lower.strip_prefix("graph."))
    {
        return format!("microsoft.graph.{cast}");
    }
    WORDS
        .iter()
        .find(|word| word.eq_ignore_ascii_case(segment))
        .map_or_else(|| segment.to_owned(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_path_becomes_one() {
        for (given, expected) in [
            ("/v1.0/Users", "/v1.0/users"),
            ("/beta/users/x", "/v1.0/users/x"),
            ("/v1.0/myorganization/users?$top=1", "/v1.0/users?$top=1"),
            ("/v1.0/users('x@y.example')", "/v1.0/users/x@y.example"),
            (
                "/v1.0/users(%27o''brien@y.example%27)",
                "/v1.0/users/o'brien@y.example",
            ),
            (
                "/V1.0/directory/deleteditems/Graph.User",
                "/v1.0/directory/deletedItems/microsoft.graph.user",
            ),
            (
                "/v1.0/directory/federationConfigurations/graph.samlOrWsFedExternalDomainFederation",
                "/v1.0/directory/federationConfigurations",
            ),
            (
                "/beta/Directory/FederationConfigurations/x/microsoft.graph.SamlOrWsFedExternalDomainFederation/Domains",
                "/v1.0/directory/federationConfigurations/x/domains",
            ),
            (
                "/v1.0/directory/federationConfigurations/graph.samlOrWsFedExternalDomainFederation('x')",
                "/v1.0/directory/federationConfigurations/x",
            ),
            (
                "/v1.0/identity/identityProviders/availableProviderTypes()",
                "/v1.0/identity/identityProviders/availableProviderTypes",
            ),
            ("/v1.0//users/a%23EXT%23@b", "/v1.0/users/a%23EXT%23@b"),
        ] {
            let uri: Uri = given.parse().unwrap();
            assert_eq!(normalize(&uri).unwrap().to_string(), expected, "{given}");
        }
        assert!(normalize(&"/admin/Users".parse().unwrap()).is_none());
    }
}
