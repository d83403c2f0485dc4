//! What only providers have that speak SAML 2.0.

use hospes_protocol::oidc::UpstreamUrl;
use hospes_protocol::saml::{Binding, Certificate, Document, Endpoint, PartnerMetadata};
use serde::{Deserialize, Serialize};

use super::protocol::ClaimNames;
use super::remote::url_reason;
use super::trust::Trust;
use super::{ClaimsPatch, crud};
use crate::env::Timestamp;
use crate::error::{Error, Result};

/// So many certificates are taken.
const MOST_CERTIFICATES: usize = 10;

/// A provider that speaks SAML 2.0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saml {
    /// Where its metadata are got again each day; `None`: they were given once.
    pub metadata_url: Option<String>,
    /// Where people are sent.
    pub sign_on: SamlEndpoint,
    /// Where answers to its logouts go; `None`: nowhere.
    pub logout: Option<SamlEndpoint>,
    /// Where it is told that somebody signed out here; `None`: nowhere.
    #[serde(default)]
    pub single_logout: Option<SamlEndpoint>,
    /// By which it signs: any of them.
    pub certificates: Vec<Certificate>,
    /// Whether requests to it are signed, if there is a certificate for that.
    pub signs_requests: bool,
    /// Whether names in other formats than `persistent` are taken, which may pass to somebody else. One that is new each
    /// time never is.
    #[serde(default)]
    pub takes_other_name_ids: bool,
    /// The attributes that say who somebody is.
    pub claims: ClaimNames,
    /// What of its word on a sign-in counts here.
    #[serde(flatten)]
    pub trust: Trust,
    /// When the metadata are got next; without a URL they never are.
    pub next_look_at: Timestamp,
}

/// Where messages go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SamlEndpoint {
    /// An `https` URL.
    pub url: String,
    /// Whether they go there by a form; otherwise in the query of a GET.
    pub is_post: bool,
}

/// A provider to add that speaks SAML.
#[derive(Debug, Clone)]
pub struct NewSaml {
    /// Where it is described.
    pub source: SamlSource,
    /// Whether requests to it are signed.
    pub signs_requests: bool,
    /// Whether names in other formats than `persistent` are taken.
    pub takes_other_name_ids: bool,
    /// What its metadata have to say.
    pub expected: SamlExpected,
}

/// What has to stand in metadata that are got, as far as somebody said it: nobody adds another provider than they mean.
#[derive(Debug, Clone, Default)]
pub struct SamlExpected {
    /// The entity ID.
    pub entity_id: Option<String>,
    /// One of the URLs where people are sent.
    pub sign_on_url: Option<String>,
    /// Among its certificates: these, PEM or base64.
    pub certificates: Option<String>,
}

/// Where a provider is described.
#[derive(Debug, Clone)]
pub enum SamlSource {
    /// At a URL, where it is looked for again each day.
    Url(String),
    /// In a document, at most 256 KiB.
    Document(String),
    /// By its parts.
    Parts {
        /// Its entity ID, at most 1,024 characters.
        entity_id: String,
        /// Where people are sent: an `https` URL, in the Redirect binding.
        sign_on_url: String,
        /// Its certificates, PEM or base64, one to ten.
        certificates: String,
    },
}

/// A change of a provider that speaks SAML. What its metadata say is changed there, if it has a URL for them.
#[derive(Debug, Clone, Default)]
pub struct SamlPatch {
    /// Its certificates, PEM or base64, one to ten.
    pub certificates: Option<String>,
    /// Where people are sent.
    pub sign_on_url: Option<String>,
    /// Whether requests to it are signed.
    pub signs_requests: Option<bool>,
    /// Whether names in other formats than `persistent` are taken.
    pub takes_other_name_ids: Option<bool>,
    /// The attributes that say who somebody is.
    pub claims: ClaimsPatch,
}

/// The attributes that are looked for when the one that is named isn't there: of universities, and of those who name
/// attributes plainly.
pub(super) const OTHER_NAMES: [[&str; 3]; 4] = [
    ["urn:oid:0.9.2342.19200300.100.1.3", "mail", "email"],
    ["urn:oid:2.16.840.1.113730.3.1.241", "displayName", "cn"],
    ["urn:oid:2.5.4.42", "givenName", "firstName"],
    ["urn:oid:2.5.4.4", "sn", "lastName"],
];

/// The attributes that Entra ID asks for.
pub(super) fn usual_names() -> ClaimNames {
    let name = |last: &str| format!("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/{last}");
    ClaimNames {
        email: name("emailaddress"),
        name: "http://schemas.microsoft.com/identity/claims/displayname".to_owned(),
        given_name: name("givenname"),
        family_name: name("surname"),
    }
}

impl SamlEndpoint {
    /// The first in the Redirect binding, or else the first.
    fn best(endpoints: &[Endpoint]) -> Option<Self> {
        let redirect = |one: &&Endpoint| one.binding == Binding::Redirect;
        let best = endpoints.iter().find(redirect).or(endpoints.first())?;
        Some(Self {
            url: best.url.clone(),
            is_post: best.binding == Binding::Post,
        })
    }

    /// Where answers go, which may be elsewhere than requests.
    fn answers(endpoints: &[Endpoint]) -> Option<Self> {
        let best = Self::best(endpoints)?;
        let same = |one: &&Endpoint| one.url == best.url;
        let elsewhere = endpoints.iter().find(same)?.response_url.clone();
        Some(Self {
            url: elsewhere.unwrap_or(best.url),
            is_post: best.is_post,
        })
    }
}

impl Saml {
    /// As metadata describe it.
    pub(super) fn described_by(
        metadata: &PartnerMetadata,
        (url, new): (Option<&str>, &NewSaml),
        next_look_at: Timestamp,
    ) -> Option<Self> {
        Some(Self {
            metadata_url: url.map(str::to_owned),
            sign_on: SamlEndpoint::best(&metadata.single_sign_on)?,
            logout: SamlEndpoint::answers(&metadata.single_logout),
            single_logout: SamlEndpoint::best(&metadata.single_logout),
            certificates: metadata.signing_certificates.clone(),
            signs_requests: new.signs_requests || metadata.wants_signed_requests,
            takes_other_name_ids: new.takes_other_name_ids,
            claims: usual_names(),
            trust: Trust::default(),
            next_look_at,
        })
    }

    /// Takes over what metadata say now.
    pub(super) fn learn(&mut self, metadata: &PartnerMetadata, next_look_at: Timestamp) {
        if let Some(sign_on) = SamlEndpoint::best(&metadata.single_sign_on) {
            self.sign_on = sign_on;
        }
        self.logout = SamlEndpoint::answers(&metadata.single_logout);
        self.single_logout = SamlEndpoint::best(&metadata.single_logout);
        self.certificates.clone_from(&metadata.signing_certificates);
        self.next_look_at = next_look_at;
    }

    /// Refuses to change by hand what its metadata say: they would change it back within a day.
    fn check_source(&self, patch: &SamlPatch) -> Result<()> {
        if self.metadata_url.is_none() {
            return Ok(());
        }
        let by_hand = |field| Error::invalid(field, "it is got from the metadata of the provider");
        if let Some(typed) = &patch.certificates
            && certificates(typed)? != self.certificates
        {
            return Err(by_hand("certificates"));
        }
        match &patch.sign_on_url {
            Some(url) if *url != self.sign_on.url => Err(by_hand("signOnUrl")),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn apply(&mut self, patch: &SamlPatch) -> Result<()> {
        self.check_source(patch)?;
        if let Some(typed) = &patch.certificates {
            self.certificates = certificates(typed)?;
        }
        if let Some(url) = &patch.sign_on_url
            && *url != self.sign_on.url
        {
            self.sign_on = SamlEndpoint {
                url: sign_on_url(url)?,
                is_post: false,
            };
        }
        for (field, typed, claim) in patch.claims.with(&mut self.claims) {
            if let Some(typed) = typed {
                *claim = crud::line(field, typed)?;
            }
        }
        if let Some(signs_requests) = patch.signs_requests {
            self.signs_requests = signs_requests;
        }
        if let Some(takes_other_name_ids) = patch.takes_other_name_ids {
            self.takes_other_name_ids = takes_other_name_ids;
        }
        Ok(())
    }

    /// The thumbprints of its certificates.
    pub(super) fn thumbprints(&self) -> String {
        let prints = self.certificates.iter().map(Certificate::thumbprint);
        prints.collect::<Vec<_>>().join(", ")
    }
}

impl NewSaml {
    pub(super) fn checks(&self) -> Vec<Result<()>> {
        match &self.source {
            SamlSource::Url(url) => vec![metadata_url(url).map(drop)],
            SamlSource::Document(text) => vec![read_document(text).map(drop)],
            SamlSource::Parts {
                entity_id,
                sign_on_url: url,
                certificates: typed,
            } => vec![
                crud::line("entityId", entity_id).map(drop),
                sign_on_url(url).map(drop),
                certificates(typed).map(drop),
            ],
        }
    }
}

impl SamlExpected {
    /// Refuses metadata that say something else.
    pub(super) fn check(&self, metadata: &PartnerMetadata) -> Result<()> {
        let other =
            |field| Error::invalid(field, "the metadata of the provider say something else");
        if let Some(entity_id) = &self.entity_id
            && *entity_id != metadata.entity_id
        {
            return Err(other("entityId"));
        }
        if let Some(url) = &self.sign_on_url
            && !metadata.single_sign_on.iter().any(|one| one.url == *url)
        {
            return Err(other("signOnUrl"));
        }
        let Some(typed) = &self.certificates else {
            return Ok(());
        };
        let known = &metadata.signing_certificates;
        if certificates(typed)?.iter().all(|one| known.contains(one)) {
            Ok(())
        } else {
            Err(other("certificates"))
        }
    }
}

impl SamlPatch {
    pub(super) fn checks(&self, before: &Saml) -> Vec<Result<()>> {
        let mut checks = vec![before.check_source(self)];
        if let Some(typed) = &self.certificates {
            checks.push(certificates(typed).map(drop));
        }
        if let Some(url) = &self.sign_on_url {
            checks.push(sign_on_url(url).map(drop));
        }
        for (field, claim) in self.claims.fields() {
            if let Some(claim) = claim {
                checks.push(crud::line(field, claim).map(drop));
            }
        }
        checks
    }
}

/// Certificates that somebody typed.
pub(super) fn certificates(typed: &str) -> Result<Vec<Certificate>> {
    let all = Certificate::parse_all(typed);
    let all = all.map_err(|_| {
        let reason = "it is not an X.509 certificate with an RSA or EC key, in PEM or base64";
        Error::invalid("certificates", reason)
    })?;
    if all.is_empty() {
        return Err(Error::invalid("certificates", "it is missing"));
    }
    if all.len() > MOST_CERTIFICATES {
        return Err(Error::invalid("certificates", "there are more than ten"));
    }
    Ok(all)
}

pub(super) fn sign_on_url(text: &str) -> Result<String> {
    let url = UpstreamUrl::parse(text.trim());
    let url = url.map_err(|why| Error::invalid("signOnUrl", url_reason(why)))?;
    Ok(url.as_str().to_owned())
}

pub(super) fn metadata_url(text: &str) -> Result<UpstreamUrl> {
    UpstreamUrl::parse(text.trim()).map_err(|why| Error::invalid("metadataUrl", url_reason(why)))
}

/// Metadata that somebody pasted.
pub(super) fn read_document(text: &str) -> Result<PartnerMetadata> {
    let document = Document::from_metadata(text.trim());
    let read = document.and_then(|document| PartnerMetadata::read(&document));
    read.map_err(|_| {
        let reason = "it is no metadata of one SAML identity provider with https endpoints and a certificate";
        Error::invalid("metadata", reason)
    })
}
