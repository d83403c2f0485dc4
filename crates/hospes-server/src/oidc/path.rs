//! Paths of the identity platform, which clients write in any letter case, brought into one before routing.

use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// What follows the tenant, as the route table spells it.
const TAILS: &[&str] = &[
    "oauth2/v2.0/authorize",
    "oauth2/v2.0/token",
    "oauth2/v2.0/devicecode",
    "oauth2/deviceauth",
    "oauth2/v2.0/logout",
    "v2.0/adminconsent",
    "adminconsent",
    "discovery/v2.0/keys",
    "discovery/keys",
    "discovery/instance",
    "v2.0/.well-known/openid-configuration",
    ".well-known/openid-configuration",
];

/// The one spelling of a path of the identity platform; `None` for other paths, and those spelled so.
pub(crate) fn normalize(uri: &Uri) -> Option<Uri> {
    // Who puts it together from a root with a slash asks so.
    if uri.path() == "//metadata/endpoints" {
        return Some(Uri::from_static("/metadata/endpoints"));
    }
    let (tenant, tail) = uri.path().strip_prefix('/')?.split_once('/')?;
    let known = TAILS
        .iter()
        .find(|known| known.eq_ignore_ascii_case(tail))?;
    let tenant = tenant.to_ascii_lowercase();
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(format!("/{tenant}/{known}{query}")).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_path_becomes_one() {
        for (given, expected) in [
            (
                "/Common/OAuth2/V2.0/Authorize?a=B",
                "/common/oauth2/v2.0/authorize?a=B",
            ),
            ("//metadata/endpoints?a=b", "/metadata/endpoints"),
            (
                "/contoso.example/discovery/v2.0/Keys",
                "/contoso.example/discovery/v2.0/keys",
            ),
        ] {
            let uri: Uri = given.parse().unwrap();
            assert_eq!(normalize(&uri).unwrap().to_string(), expected);
        }
        for other in ["/admin/Users", "/v1.0/Users", "/", "/a/oauth2/v2.0/other"] {
            assert!(normalize(&other.parse().unwrap()).is_none(), "{other}");
        }
    }
}
