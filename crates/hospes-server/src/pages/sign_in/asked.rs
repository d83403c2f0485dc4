//! For which organisation somebody signs in: it stands in where they go on.

use hospes_identity::Error;
use hospes_identity::ids::TenantId;
use hospes_identity::tenant::Tenant;

use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::visitor::Visitor;
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

/// The same for whoever says who they are: where a page of ours names no organization it is the one that this browser
/// was last at, or the only one there is.
pub(crate) async fn asked_or_last(
    app: &App,
    visitor: &Visitor,
    next: &str,
) -> Result<Option<Tenant>, PageError> {
    if is_of_application(next) {
        return asked(app, next).await;
    }
    if let Some(tenant) = asked(app, next).await? {
        return Ok(Some(tenant));
    }
    let last = cookies::get(&visitor.headers, app, Name::Organization);
    let last = match last.and_then(|text| text.parse::<TenantId>().ok()) {
        Some(last) => Some(last),
        None => app.identity.only_tenant().await?,
    };
    let Some(last) = last else {
        return Ok(None);
    };
    match app.identity.tenant(last).await {
        Ok(tenant) => Ok(Some(tenant)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A path of this server that names the organization, besides what it says already.
pub(crate) fn naming(next: &str, tenant: TenantId) -> String {
    if is_of_application(next) || name(next).is_some() {
        return next.to_owned();
    }
    let joint = if next.contains('?') { '&' } else { '?' };
    format!("{next}{joint}tenantid={tenant}")
}

/// The id or domain in a path: the first part where an application asks, the parameter `tenantid` elsewhere.
fn name(next: &str) -> Option<String> {
    let (path, query) = next.split_once('?').unwrap_or((next, ""));
    if is_of_application(next) {
        let first = path.split('/').nth(1)?;
        return (!is_shared(first)).then(|| first.to_owned());
    }
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name.eq_ignore_ascii_case("tenantid"))
        .map(|(_, value)| value.into_owned())
}

/// Whether an application asks at this path.
pub(crate) fn is_of_application(next: &str) -> bool {
    let path = next.split('?').next().unwrap_or_default();
    let rest = path.splitn(3, '/').nth(2).unwrap_or_default();
    ["oauth2/", "saml2"].iter().any(|begin| {
        rest.get(..begin.len())
            .is_some_and(|it| it.eq_ignore_ascii_case(begin))
    })
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

    #[test]
    fn a_page_of_ours_is_named_and_no_other() {
        let tenant = TenantId(uuid::Uuid::from_u128(7));
        let id = tenant.to_string();
        for (next, expected) in [
            ("/", format!("/?tenantid={id}")),
            (
                "/myapps?search=a",
                format!("/myapps?search=a&tenantid={id}"),
            ),
            (
                "/myapps?tenantid=contoso.example",
                "/myapps?tenantid=contoso.example".to_owned(),
            ),
            (
                "/common/oauth2/v2.0/authorize?a=b",
                "/common/oauth2/v2.0/authorize?a=b".to_owned(),
            ),
        ] {
            assert_eq!(naming(next, tenant), expected);
        }
    }
}
