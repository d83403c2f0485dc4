//! Where another server is: its issuer, its discovery document, its endpoints.
//!
//! Whether the host may be reached from here is not decided here.

use url::{Host, Url};

/// The longest URL of another server, in bytes.
pub const MAX_UPSTREAM_URL_BYTES: usize = 2048;

/// OpenID Connect Discovery, section 4.
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// What stands for the tenant in the issuers of Microsoft.
pub(super) const TENANT: &str = "{tenantid}";

/// The hosts whose issuers may be templates: the clouds of Microsoft, and the issuer of v1.0.
const MICROSOFT: [&str; 4] = [
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "sts.windows.net",
];

/// An `https` URL of another server, as it was written and as it is requested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpstreamUrl {
    text: String,
    url: Url,
}

impl UpstreamUrl {
    /// Reads a URL: at most [`MAX_UPSTREAM_URL_BYTES`], with a host, without user name and fragment. It may have a query.
    pub fn parse(text: &str) -> Result<Self, UpstreamUrlError> {
        if text.len() > MAX_UPSTREAM_URL_BYTES {
            return Err(UpstreamUrlError::TooLong);
        }
        if text.contains('#') {
            return Err(UpstreamUrlError::Fragment);
        }
        // RFC 3986, section 2. Parsers leave out or turn around some of the others.
        let is_of_a_url =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&byte);
        if !text.bytes().all(is_of_a_url) {
            return Err(UpstreamUrlError::Characters);
        }
        let rest = text
            .strip_prefix("https://")
            .ok_or(UpstreamUrlError::NotHttps)?;
        // Found by hand, because the parser also reads `https:///host`.
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(UpstreamUrlError::UserInfo);
        }
        if authority.is_empty() {
            return Err(UpstreamUrlError::Host);
        }
        let url = Url::parse(text).map_err(|_| UpstreamUrlError::Host)?;
        Ok(Self {
            text: text.to_owned(),
            url,
        })
    }

    /// The URL as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL as it is requested.
    pub fn url(&self) -> &Url {
        &self.url
    }

    fn is_of_microsoft(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(host)) => MICROSOFT.contains(&host) && self.url.port().is_none(),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => false,
        }
    }
}

/// A server as an administrator names it: its issuer, or the address of its discovery document.
///
/// It is kept as it was written beside the issuer that was found there, which may be a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAddress {
    issuer: UpstreamUrl,
    discovery: UpstreamUrl,
    /// The address of the document was given, which does not tell whether the issuer ends in a slash.
    is_discovery: bool,
}

impl ProviderAddress {
    /// Reads an issuer or the address of its discovery document. Blanks around it do not count.
    ///
    /// An issuer has no query (OpenID Connect Discovery, section 3), so the address must not have one either.
    pub fn parse(text: &str) -> Result<Self, UpstreamUrlError> {
        let text = text.trim();
        let issuer = text.strip_suffix(WELL_KNOWN);
        let is_discovery = issuer.is_some();
        let issuer = UpstreamUrl::parse(issuer.unwrap_or(text))?;
        if issuer.as_str().contains('?') {
            return Err(UpstreamUrlError::Query);
        }
        Ok(Self {
            discovery: UpstreamUrl::parse(&discovery_url(issuer.as_str()))?,
            issuer,
            is_discovery,
        })
    }

    /// The issuer, as far as it is known before the document was read.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Where the discovery document is.
    pub fn discovery(&self) -> &UpstreamUrl {
        &self.discovery
    }

    /// Whether a document found here may be of this issuer.
    ///
    /// It must be the same text (OpenID Connect Discovery, section 4.3). A template is of Microsoft, and found where all
    /// tenants are asked for.
    pub(super) fn accepts(&self, found: &str) -> bool {
        if found.contains(TENANT) {
            return self.is_of_all_tenants() && is_template(found);
        }
        let asked = self.issuer.as_str();
        found == asked || self.is_discovery && found.strip_suffix('/').unwrap_or(found) == asked
    }

    /// Whether it is the address of the tenants of Microsoft together.
    fn is_of_all_tenants(&self) -> bool {
        let mut path = self.issuer.url.path_segments();
        let tenant = path.as_mut().and_then(Iterator::next);
        self.issuer.is_of_microsoft() && matches!(tenant, Some("common" | "organizations"))
    }
}

/// The address of the discovery document of an issuer (OpenID Connect Discovery, section 4).
pub fn discovery_url(issuer: &str) -> String {
    format!("{}{WELL_KNOWN}", issuer.strip_suffix('/').unwrap_or(issuer))
}

/// Whether an issuer is a template that stands for the tenants of Microsoft.
pub(super) fn is_template(issuer: &str) -> bool {
    let Some((before, after)) = issuer.split_once(TENANT) else {
        return false;
    };
    // The tenant is all of the first segment: nothing of the host may depend on it.
    let has_own_segment = after.is_empty() || after.starts_with('/');
    let host = UpstreamUrl::parse(before);
    has_own_segment
        && !after.contains(['{', '}', '?', '#'])
        && host.is_ok_and(|host| {
            host.url.path() == "/" && before.ends_with('/') && host.is_of_microsoft()
        })
}

/// Whether an issuer that is named is the expected one, or one that a template of Microsoft stands for.
///
/// Which tenant it is of is not known here. A token says that, and is verified.
pub fn is_issuer_of(expected: &str, found: &str) -> bool {
    if !is_template(expected) {
        return expected == found;
    }
    let tenant = expected
        .split_once(TENANT)
        .and_then(|(before, after)| found.strip_prefix(before)?.strip_suffix(after));
    tenant.is_some_and(is_tenant)
}

/// Whether a text can be the id of a tenant.
pub(super) fn is_tenant(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Why a text is no URL of another server. Its texts fit after "the address".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamUrlError {
    /// More than [`MAX_UPSTREAM_URL_BYTES`].
    #[error("is longer than 2048 bytes")]
    TooLong,
    /// A character that RFC 3986 does not have, such as a blank, a backslash or a brace.
    #[error("has blanks, backslashes or other characters that a URL does not have")]
    Characters,
    /// Another scheme, or none.
    #[error("does not begin with https://")]
    NotHttps,
    /// No host, or none that can be read, or no port after a colon.
    #[error("has no host that can be read")]
    Host,
    /// A user name or a password before the host.
    #[error("has a user name or password")]
    UserInfo,
    /// A fragment, even an empty one.
    #[error("has a fragment")]
    Fragment,
    /// A query, where there must be none.
    #[error("has a query")]
    Query,
}
