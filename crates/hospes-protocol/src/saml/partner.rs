//! What an identity provider says of itself (SAML Metadata 2.0, section 2.4.3).

use super::metadata::certificates;
use super::request::{LONGEST_ENTITY_ID, LONGEST_URL, flag};
use super::signature::Certificate;
use super::xml::Element;
use super::{Document, Refused, binding, instant, namespace};

/// So many certificates are taken: the one of today, and those of yesterday and tomorrow.
const MOST_CERTIFICATES: usize = 10;
/// So many endpoints of a kind are taken.
const MOST_ENDPOINTS: usize = 10;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// In the query of a GET.
    Redirect,
    /// In a form.
    Post,
}

impl Binding {
    /// Its URI: of [`binding`].
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Redirect => binding::REDIRECT,
            Self::Post => binding::POST,
        }
    }

    /// The binding of that URI, if it is one of the two.
    pub fn parse(uri: &str) -> Option<Self> {
        [Self::Redirect, Self::Post]
            .into_iter()
            .find(|known| known.as_str() == uri)
    }
}

/// Where messages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// How they get there.
    pub binding: Binding,
    /// An `https` URL with a host, without user, password and fragment; at most 2,048 bytes.
    pub url: String,
    /// Where answers go, if that is somewhere else; the same is true of it.
    pub response_url: Option<String>,
}

/// A partner's identity provider, as its metadata describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerMetadata {
    /// Its entity ID; at most 1,024 characters.
    pub entity_id: String,
    /// Where requests go: at least one, at most ten, in the order of the document.
    pub single_sign_on: Vec<Endpoint>,
    /// Where logouts go: at most ten.
    pub single_logout: Vec<Endpoint>,
    /// The certificates of keys that sign: at least one, at most ten, each once.
    pub signing_certificates: Vec<Certificate>,
    /// Whether requests have to be signed.
    pub wants_signed_requests: bool,
    /// Until when the description counts, in seconds since 1970-01-01T00:00:00Z: the earliest that is said.
    pub valid_until: Option<i64>,
}

impl PartnerMetadata {
    /// Reads a description: an `EntityDescriptor`, or an `EntitiesDescriptor` with one identity provider in it.
    /// Who gives it vouches for it: a signature of the document is not looked at. Endpoints in other bindings than Redirect and POST are
    /// left out; one of those that is not `https` is refused.
    pub fn read(document: &Document) -> Result<Self, Refused> {
        let root = document.root();
        let (entity, role) = provider(root)?;
        let entity_id = entity.attribute("entityID").unwrap_or_default();
        if entity_id.is_empty() || entity_id.chars().count() > LONGEST_ENTITY_ID {
            return Err(Refused::Content("entityID"));
        }
        let single_sign_on = endpoints(role, "SingleSignOnService")?;
        if single_sign_on.is_empty() {
            return Err(Refused::Content(
                "there is no SingleSignOnService in the Redirect or POST binding",
            ));
        }
        if role.all(namespace::METADATA, "KeyDescriptor").count() > 2 * MOST_CERTIFICATES {
            return Err(Refused::Content("there are too many certificates"));
        }
        let (signing_certificates, _) = certificates(role)?;
        if signing_certificates.is_empty() {
            return Err(Refused::Content("there is no certificate for signatures"));
        }
        if signing_certificates.len() > MOST_CERTIFICATES {
            return Err(Refused::Content("there are too many certificates"));
        }
        Ok(Self {
            entity_id: entity_id.to_owned(),
            single_sign_on,
            single_logout: endpoints(role, "SingleLogoutService")?,
            signing_certificates,
            wants_signed_requests: flag(role, "WantAuthnRequestsSigned")?,
            valid_until: valid_until([root, entity, role])?,
        })
    }
}

/// The one entity that is an identity provider of SAML 2.0, and its description as one.
fn provider(root: &Element) -> Result<(&Element, &Element), Refused> {
    let entities: Vec<&Element> = if root.is(namespace::METADATA, "EntityDescriptor") {
        vec![root]
    } else if root.is(namespace::METADATA, "EntitiesDescriptor") {
        let all = root.walk().into_iter();
        all.filter(|element| element.is(namespace::METADATA, "EntityDescriptor"))
            .collect()
    } else {
        return Err(Refused::Content("it is no EntityDescriptor"));
    };
    let speaks = |role: &&Element| {
        let spoken = role.attribute("protocolSupportEnumeration");
        let mut words = spoken.unwrap_or_default().split_whitespace();
        words.any(|word| word == namespace::PROTOCOL)
    };
    let mut found = entities.into_iter().flat_map(|entity| {
        let roles = entity.all(namespace::METADATA, "IDPSSODescriptor");
        roles.filter(speaks).map(move |role| (entity, role))
    });
    let first = found.next().ok_or(Refused::Content(
        "it describes no identity provider of SAML 2.0",
    ))?;
    match found.next() {
        None => Ok(first),
        Some(_) => Err(Refused::Content(
            "it describes several identity providers: give the description of one",
        )),
    }
}

fn endpoints(role: &Element, name: &str) -> Result<Vec<Endpoint>, Refused> {
    let mut found = Vec::new();
    for service in role.all(namespace::METADATA, name) {
        let uri = service.attribute("Binding").unwrap_or_default();
        let Some(binding) = Binding::parse(uri) else {
            continue;
        };
        if found.len() == MOST_ENDPOINTS {
            return Err(Refused::Content("there are too many endpoints"));
        }
        let location = service.attribute("Location");
        found.push(Endpoint {
            binding,
            url: https(location.ok_or(Refused::Content("Location"))?)?,
            response_url: service
                .attribute("ResponseLocation")
                .map(https)
                .transpose()?,
        });
    }
    Ok(found)
}

/// A URL that people can be sent to.
fn https(text: &str) -> Result<String, Refused> {
    const REFUSED: Refused = Refused::Content("an endpoint is not an https URL");
    if text.len() > LONGEST_URL || text.chars().any(|letter| !letter.is_ascii_graphic()) {
        return Err(REFUSED);
    }
    let url = url::Url::parse(text).map_err(|_| REFUSED)?;
    let is_plain = url.scheme() == "https"
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none();
    if is_plain {
        Ok(text.to_owned())
    } else {
        Err(REFUSED)
    }
}

fn valid_until(elements: [&Element; 3]) -> Result<Option<i64>, Refused> {
    let mut earliest: Option<i64> = None;
    for element in elements {
        if let Some(text) = element.attribute("validUntil") {
            let until = instant(text).ok_or(Refused::Content("validUntil"))?;
            earliest = Some(earliest.map_or(until, |known| known.min(until)));
        }
    }
    Ok(earliest)
}
