//! What an application said of itself, and what of it is taken.

use std::collections::HashSet;

use hospes_protocol::saml::{Certificate, name_id_format};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::claims::Claim;
use crate::error::{Error, Result};
use crate::tenant::words;

/// No URL is longer, so that a request fits into the address of a sign-in.
const LONGEST_URL: usize = 512;
/// So many URLs for responses an application may have.
const MOST_URLS: usize = 20;
/// So many claims are made.
const MOST_CLAIMS: usize = 50;
/// So many certificates an application may sign with.
const MOST_CERTIFICATES: usize = 5;

words! {
    /// The format of the name by which an application knows people.
    NameIdFormat {
        /// A mail address.
        EmailAddress = "emailAddress",
        /// Another one for each application, which stays.
        Persistent = "persistent",
        /// Whatever it is.
        Unspecified = "unspecified",
        /// A new one each time.
        Transient = "transient",
    }
}

impl NameIdFormat {
    /// The URI of a message.
    pub fn uri(self) -> &'static str {
        match self {
            Self::EmailAddress => name_id_format::EMAIL_ADDRESS,
            Self::Persistent => name_id_format::PERSISTENT,
            Self::Unspecified => name_id_format::UNSPECIFIED,
            Self::Transient => name_id_format::TRANSIENT,
        }
    }

    /// Reads the URI of a message.
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.uri() == uri)
    }
}

words! {
    /// What the name is made of.
    NameIdSource {
        /// The mail address, or else the user principal name.
        Mail = "user.mail",
        /// The user principal name; of guests with an account elsewhere their mail address.
        UserPrincipalName = "user.userprincipalname",
        /// The user principal name as it is, also of guests.
        LocalUserPrincipalName = "user.localuserprincipalname",
        /// The object id.
        ObjectId = "user.objectid",
        /// An identifier that no other application gets.
        Pairwise = "user.pairwiseid",
    }
}

macro_rules! serde_words {
    ($name:ident) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = String::deserialize(from)?;
                Self::parse(&word).ok_or_else(|| serde::de::Error::custom("an unknown word"))
            }
        }
    };
}
serde_words!(NameIdFormat);
serde_words!(NameIdSource);

fn has_twice<'t>(texts: impl IntoIterator<Item = &'t String>) -> bool {
    let mut seen = HashSet::new();
    !texts.into_iter().all(|text| seen.insert(text))
}

/// What an application said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Its entity ID, which no other application of the tenant has.
    pub entity_id: String,
    /// Where responses may go; the first is the default.
    pub acs_urls: Vec<String>,
    /// Where it is told that somebody signed out.
    pub logout_url: Option<String>,
    /// The format of names.
    pub name_id_format: NameIdFormat,
    /// What they are made of.
    pub name_id_source: NameIdSource,
    /// What is said of people besides.
    pub claims: Vec<Claim>,
    /// Whether responses are signed as well as the assertion in them.
    pub sign_response: bool,
    /// Whether its requests have to be signed.
    pub requests_signed: bool,
    /// The certificates it signs with.
    pub signing_certificates: Vec<Certificate>,
    /// The certificate that assertions are encrypted to, if they are.
    pub encryption_certificate: Option<Certificate>,
}

impl Settings {
    /// Refuses what makes no sense.
    pub(super) fn check(&self) -> Result<()> {
        match self.faults().first() {
            Some((field, reason)) => Err(Error::invalid(field, reason)),
            None => Ok(()),
        }
    }

    /// What makes no sense: the first fault of each field, as field and reason.
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        [
            ("entityId", self.entity_id_fault()),
            ("acsUrls", self.acs_urls_fault()),
            ("logoutUrl", self.logout_url_fault()),
            ("claims", self.claims_fault()),
            ("signingCertificates", self.signing_certificates_fault()),
        ]
        .into_iter()
        .filter_map(|(field, reason)| Some((field, reason?)))
        .collect()
    }

    fn entity_id_fault(&self) -> Option<&'static str> {
        let id = &self.entity_id;
        let is_plain = !id.chars().any(|c| c.is_whitespace() || c.is_control());
        let is_one = !id.is_empty() && is_plain && id.chars().count() <= 1_024;
        (!is_one).then_some("it is not an identifier")
    }

    fn acs_urls_fault(&self) -> Option<&'static str> {
        let urls = &self.acs_urls;
        if urls.is_empty() {
            Some("there has to be one")
        } else if urls.len() > MOST_URLS {
            Some("there are more than 20")
        } else if !urls.iter().all(|url| is_web_url(url)) {
            Some("one of them is not a web address (https://…, or http://localhost)")
        } else if has_twice(urls) {
            Some("one of them is there twice")
        } else {
            None
        }
    }

    fn logout_url_fault(&self) -> Option<&'static str> {
        let is_none = self
            .logout_url
            .as_deref()
            .is_some_and(|url| !is_web_url(url));
        is_none.then_some("it is not a web address (https://…)")
    }

    fn claims_fault(&self) -> Option<&'static str> {
        let names = self.claims.iter().map(|claim| &claim.name);
        if self.claims.len() > MOST_CLAIMS {
            Some("there are more than 50")
        } else if let Some(reason) = self.claims.iter().find_map(Claim::fault) {
            Some(reason)
        } else if has_twice(names) {
            Some("one of them is there twice")
        } else {
            None
        }
    }

    fn signing_certificates_fault(&self) -> Option<&'static str> {
        let all = &self.signing_certificates;
        if all.len() > MOST_CERTIFICATES {
            Some("there are more than 5")
        } else if self.requests_signed && all.is_empty() {
            Some("there has to be one when requests have to be signed")
        } else {
            None
        }
    }

    /// The registered URL that is meant.
    pub(super) fn acs_url(&self, url: Option<&str>, index: Option<u16>) -> Option<&str> {
        let mut all = self.acs_urls.iter();
        let found = match (url, index) {
            // Compared as strings: two spellings of one URL are two URLs.
            (Some(url), _) => all.find(|known| *known == url),
            (None, Some(index)) => all.nth(usize::from(index)),
            (None, None) => all.next(),
        };
        found.map(String::as_str)
    }

    /// What the audit log says of them: names and values.
    pub(super) fn described(&self) -> Vec<(&'static str, String)> {
        let prints = |all: &mut dyn Iterator<Item = &Certificate>| {
            all.map(Certificate::thumbprint)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let claims: Vec<String> = self.claims.iter().map(Claim::to_line).collect();
        vec![
            ("Saml.EntityId", self.entity_id.clone()),
            ("Saml.AcsUrls", self.acs_urls.join(" ")),
            (
                "Saml.LogoutUrl",
                self.logout_url.clone().unwrap_or_default(),
            ),
            ("Saml.NameIdFormat", self.name_id_format.as_str().to_owned()),
            ("Saml.NameIdSource", self.name_id_source.as_str().to_owned()),
            ("Saml.Claims", claims.join("; ")),
            ("Saml.SignResponse", self.sign_response.to_string()),
            ("Saml.RequestsSigned", self.requests_signed.to_string()),
            (
                "Saml.SigningCertificates",
                prints(&mut self.signing_certificates.iter()),
            ),
            (
                "Saml.EncryptionCertificate",
                prints(&mut self.encryption_certificate.iter()),
            ),
        ]
    }
}

/// A web address without a fragment or a password; unprotected only to this machine.
fn is_web_url(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    (url.scheme() == "https" || url.scheme() == "http" && is_local)
        && url.has_host()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && is_plain
        && text.len() <= LONGEST_URL
}
