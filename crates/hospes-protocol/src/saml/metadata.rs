//! Descriptions of providers (SAML Metadata 2.0): ours out, those of applications in.

use super::request::{LONGEST_ENTITY_ID, flag};
use super::signature::Certificate;
use super::write::Writer;
use super::xml::Element;
use super::{Document, Refused, binding, name_id_format, namespace};

/// How texts are best encrypted for us, and how their keys.
const ENCRYPTION_METHODS: [&str; 3] = [
    "http://www.w3.org/2009/xmlenc11#aes256-gcm",
    "http://www.w3.org/2009/xmlenc11#aes128-gcm",
    "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
];

/// What applications have to know of this identity provider.
#[derive(Debug)]
pub struct IdentityProvider<'a> {
    /// Its entity ID.
    pub entity_id: &'a str,
    /// Where requests go, in both bindings.
    pub sign_on_url: &'a str,
    /// Where logouts go, in both bindings.
    pub logout_url: &'a str,
    /// The certificates of keys that sign, or will, or did.
    pub certificates: &'a [Certificate],
    /// Whether requests have to be signed.
    pub wants_signed_requests: bool,
}

impl IdentityProvider<'_> {
    /// The document.
    pub fn to_xml(&self) -> String {
        let mut out = Writer::default();
        out.open(
            "EntityDescriptor",
            &[
                ("xmlns", Some(namespace::METADATA)),
                ("xmlns:ds", Some(namespace::SIGNATURE)),
                ("entityID", Some(self.entity_id)),
            ],
        );
        let wants = if self.wants_signed_requests {
            "true"
        } else {
            "false"
        };
        out.open(
            "IDPSSODescriptor",
            &[
                ("protocolSupportEnumeration", Some(namespace::PROTOCOL)),
                ("WantAuthnRequestsSigned", Some(wants)),
            ],
        );
        for certificate in self.certificates {
            key(&mut out, "signing", certificate).close();
        }
        let mut services = |name: &'static str, url: &str| {
            for binding in [binding::REDIRECT, binding::POST] {
                let attributes = [("Binding", Some(binding)), ("Location", Some(url))];
                out.empty(name, &attributes);
            }
        };
        services("SingleLogoutService", self.logout_url);
        for format in [
            name_id_format::UNSPECIFIED,
            name_id_format::EMAIL_ADDRESS,
            name_id_format::PERSISTENT,
            name_id_format::TRANSIENT,
        ] {
            out.text("NameIDFormat", &[], format);
        }
        for binding in [binding::REDIRECT, binding::POST] {
            let attributes = [
                ("Binding", Some(binding)),
                ("Location", Some(self.sign_on_url)),
            ];
            out.empty("SingleSignOnService", &attributes);
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n",
            out.finish()
        )
    }
}

/// Begins the description of a key, and leaves it open.
fn key<'w>(out: &'w mut Writer, purpose: &str, certificate: &Certificate) -> &'w mut Writer {
    out.open("KeyDescriptor", &[("use", Some(purpose))])
        .open("ds:KeyInfo", &[])
        .open("ds:X509Data", &[])
        .text("ds:X509Certificate", &[], certificate.as_base64())
        .close()
        .close()
}

/// What partners' identity providers have to know of us as a service provider.
#[derive(Debug)]
pub struct ServiceProviderDescription<'a> {
    /// Our entity ID.
    pub entity_id: &'a str,
    /// Where responses go, in the POST binding.
    pub acs_url: &'a str,
    /// Where logouts go, in both bindings. None when we take none.
    pub logout_url: Option<&'a str>,
    /// The certificates of keys that sign our messages, or will, or did.
    pub signing_certificates: &'a [Certificate],
    /// The certificates of keys that open what is encrypted for us.
    pub encryption_certificates: &'a [Certificate],
    /// Whether we sign our requests.
    pub authn_requests_signed: bool,
}

impl ServiceProviderDescription<'_> {
    /// The document. It says that assertions have to be signed, and which names and algorithms we like.
    pub fn to_xml(&self) -> String {
        let mut out = Writer::default();
        out.open(
            "EntityDescriptor",
            &[
                ("xmlns", Some(namespace::METADATA)),
                ("xmlns:ds", Some(namespace::SIGNATURE)),
                ("entityID", Some(self.entity_id)),
            ],
        );
        let signed = if self.authn_requests_signed {
            "true"
        } else {
            "false"
        };
        out.open(
            "SPSSODescriptor",
            &[
                ("protocolSupportEnumeration", Some(namespace::PROTOCOL)),
                ("AuthnRequestsSigned", Some(signed)),
                ("WantAssertionsSigned", Some("true")),
            ],
        );
        for certificate in self.signing_certificates {
            key(&mut out, "signing", certificate).close();
        }
        for certificate in self.encryption_certificates {
            key(&mut out, "encryption", certificate);
            for method in ENCRYPTION_METHODS {
                out.empty("EncryptionMethod", &[("Algorithm", Some(method))]);
            }
            out.close();
        }
        if let Some(url) = self.logout_url {
            for binding in [binding::REDIRECT, binding::POST] {
                let attributes = [("Binding", Some(binding)), ("Location", Some(url))];
                out.empty("SingleLogoutService", &attributes);
            }
        }
        for format in [name_id_format::PERSISTENT, name_id_format::EMAIL_ADDRESS] {
            out.text("NameIDFormat", &[], format);
        }
        let consumer = [
            ("Binding", Some(binding::POST)),
            ("Location", Some(self.acs_url)),
            ("index", Some("0")),
            ("isDefault", Some("true")),
        ];
        out.empty("AssertionConsumerService", &consumer);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n",
            out.finish()
        )
    }
}

/// What an application's description says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceProvider {
    /// Its entity ID.
    pub entity_id: String,
    /// Where responses may go, the default first, then by their index.
    pub acs_urls: Vec<String>,
    /// Where logouts go; in the Redirect binding if there is one.
    pub logout_url: Option<String>,
    /// The certificates of keys that sign its messages.
    pub signing: Vec<Certificate>,
    /// The certificates of keys that open what is encrypted for it.
    pub encryption: Vec<Certificate>,
    /// Whether it signs its requests.
    pub signs_requests: bool,
    /// The formats of names that it takes.
    pub name_id_formats: Vec<String>,
}

impl ServiceProvider {
    /// Reads a description. Of what it says of itself nothing is verified: who gives it vouches for it.
    pub fn read(document: &Document) -> Result<Self, Refused> {
        let metadata = namespace::METADATA;
        let root = document.root();
        if !root.is(metadata, "EntityDescriptor") {
            return Err(Refused::Content("it is no EntityDescriptor"));
        }
        let entity_id = root.attribute("entityID").unwrap_or_default();
        if entity_id.is_empty() || entity_id.chars().count() > LONGEST_ENTITY_ID {
            return Err(Refused::Content("entityID"));
        }
        let speaks = |role: &&Element| {
            let spoken = role
                .attribute("protocolSupportEnumeration")
                .unwrap_or_default();
            spoken
                .split_whitespace()
                .any(|word| word == namespace::PROTOCOL)
        };
        let role = root.all(metadata, "SPSSODescriptor").find(speaks);
        let role = role.ok_or(Refused::Content(
            "it describes no service provider of SAML 2.0",
        ))?;
        let (signing, encryption) = certificates(role)?;
        let formats = role.all(metadata, "NameIDFormat");
        Ok(Self {
            entity_id: entity_id.to_owned(),
            acs_urls: consumers(role)?,
            logout_url: logout(role),
            signing,
            encryption,
            signs_requests: flag(role, "AuthnRequestsSigned")?,
            name_id_formats: formats
                .map(|format| format.value().map(str::to_owned))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// The URLs for responses in the POST binding, the default first.
fn consumers(role: &Element) -> Result<Vec<String>, Refused> {
    let mut found = Vec::new();
    for service in role.all(namespace::METADATA, "AssertionConsumerService") {
        if service.attribute("Binding") != Some(binding::POST) {
            continue;
        }
        let index = service.attribute("index").unwrap_or("0").parse::<u16>();
        let index = index.map_err(|_| Refused::Content("index"))?;
        let url = service
            .attribute("Location")
            .ok_or(Refused::Content("Location"))?;
        found.push((!flag(service, "isDefault")?, index, url.to_owned()));
    }
    found.sort();
    let mut urls: Vec<String> = Vec::with_capacity(found.len());
    for (_, _, url) in found {
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    Ok(urls)
}

fn logout(role: &Element) -> Option<String> {
    let of = |wanted: &str| {
        let mut services = role.all(namespace::METADATA, "SingleLogoutService");
        services.find(|service| service.attribute("Binding") == Some(wanted))
    };
    let service = of(binding::REDIRECT).or_else(|| of(binding::POST))?;
    let url = service
        .attribute("ResponseLocation")
        .or_else(|| service.attribute("Location"))?;
    Some(url.to_owned())
}

/// The certificates for signing and for encryption; a key without a use is for both.
pub(super) fn certificates(
    role: &Element,
) -> Result<(Vec<Certificate>, Vec<Certificate>), Refused> {
    let (mut signing, mut encryption) = (Vec::new(), Vec::new());
    for key in role.all(namespace::METADATA, "KeyDescriptor") {
        let dsig = namespace::SIGNATURE;
        let infos = key.all(dsig, "KeyInfo");
        let data = infos.flat_map(|info| info.all(namespace::SIGNATURE, "X509Data"));
        let texts = data.flat_map(|data| data.all(namespace::SIGNATURE, "X509Certificate"));
        for text in texts {
            let certificate = Certificate::parse(text.value()?)?;
            let purpose = key.attribute("use");
            for (name, list) in [("signing", &mut signing), ("encryption", &mut encryption)] {
                if purpose.is_none_or(|purpose| purpose == name) && !list.contains(&certificate) {
                    list.push(certificate.clone());
                }
            }
        }
    }
    Ok((signing, encryption))
}
