//! For which organisation somebody signs in: it stands in where they go on.

use hospes_identity::Error;
use hospes_identity::tenant::Tenant;

use crate::app::App;
use crate::pages::authorize::is_shared;
use crate::pages::error::PageError;

/// The organisation that a path of this server is of, if it names one.
pub(crate) async fn asked(app: &App, next: &str) -> Result<Option<Tenant>, PageError> {
    let Some(name) = name(next) else {
        return Ok(None);
    };
    match app.identity.find_tenant(&name).await {
        Ok(tenant) => Ok(Some(tenant)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The id or domain in a path: the first part where an application asks, the parameter `tenantid` elsewhere.
fn name(next: &str) -> Option<String> {
    let (path, query) = next.split_once('?').unwrap_or((next, ""));
    let (first, rest) = path
        .strip_prefix('/')?
        .split_once('/')
        .unwrap_or((path, ""));
    let of_application = ["oauth2/", "saml2"].iter().any(|begin| {
        rest.get(..begin.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(begin))
    });
    if of_application {
        return (!is_shared(first)).then(|| first.to_owned());
    }
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name.eq_ignore_ascii_case("tenantid"))
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_organization_stands_in_where_somebody_goes_on() {
        for (next, expected) in [
            (
                "/contoso.example/oauth2/v2.0/authorize?a=b",
                Some("contoso.example"),
            ),
            (
                "/contoso.example/OAuth2/v2.0/authorize",
                Some("contoso.example"),
            ),
            ("/contoso.example/saml2?ask=x", Some("contoso.example")),
            ("/common/oauth2/v2.0/authorize?tenantid=x", None),
            ("/myapps?tenantid=contoso.example", Some("contoso.example")),
            (
                "/signin/app?TenantId=contoso.example",
                Some("contoso.example"),
            ),
            ("/myapps", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(name(next).as_deref(), expected, "{next}");
        }
    }
}
