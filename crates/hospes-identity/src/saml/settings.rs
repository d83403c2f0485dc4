//! What an application said of itself, and what of it is taken.

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
        let id = &self.entity_id;
        let is_plain = !id.chars().any(|c| c.is_whitespace() || c.is_control());
        if id.is_empty() || !is_plain || id.chars().count() > 1_024 {
            return Err(Error::invalid("entityId", "it is not an identifier"));
        }
        if self.acs_urls.is_empty() {
            return Err(Error::invalid("acsUrls", "there has to be one"));
        }
        if self.acs_urls.len() > MOST_URLS {
            return Err(Error::invalid("acsUrls", "there are more than 20"));
        }
        for (place, url) in self.acs_urls.iter().enumerate() {
            if !is_web_url(url) {
                let reason = "one of them is not a web address (https://…, or http://localhost)";
                return Err(Error::invalid("acsUrls", reason));
            }
            if self.acs_urls.iter().take(place).any(|other| other == url) {
                return Err(Error::invalid("acsUrls", "one of them is there twice"));
            }
        }
        if self
            .logout_url
            .as_deref()
            .is_some_and(|url| !is_web_url(url))
        {
            return Err(Error::invalid(
                "logoutUrl",
                "it is not a web address (https://…)",
            ));
        }
        if self.claims.len() > MOST_CLAIMS {
            return Err(Error::invalid("claims", "there are more than 50"));
        }
        for (place, claim) in self.claims.iter().enumerate() {
            claim.check()?;
            let before = self.claims.iter().take(place);
            if before.into_iter().any(|other| other.name == claim.name) {
                return Err(Error::invalid("claims", "one of them is there twice"));
            }
        }
        if self.signing_certificates.len() > MOST_CERTIFICATES {
            return Err(Error::invalid(
                "signingCertificates",
                "there are more than 5",
            ));
        }
        if self.requests_signed && self.signing_certificates.is_empty() {
            let reason = "there has to be one when requests have to be signed";
            return Err(Error::invalid("signingCertificates", reason));
        }
        Ok(())
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
