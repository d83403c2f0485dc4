//! Federations as they are sent.

use hospes_identity::identity_provider::{
    Described, Kind, NewProtocol, NewProvider, NewSaml, ProtocolPatch, ProviderPatch, SamlExpected,
    SamlPatch, SamlSource,
};
use hospes_identity::ids::ProviderId;
use hospes_protocol::address::Domain;
use hospes_protocol::saml::Certificate;
use serde_json::{Map, Value};

use super::{TYPE, saml};
use crate::graph::error::GraphError;
use crate::graph::input::{Input, invalid};
use crate::graph::provider::{filled, take_domains, unchanged, unsent};

const READ_ONLY: &[&str] = &["id", "hospesRedirectUri", "hospesDomainRecord"];
const CURRENT: &str = "signingCertificate";
const OTHERS: &str = "hospesOtherSigningCertificates";

/// What a body says of a new federation.
pub(super) fn new(input: &mut Input, id: ProviderId) -> Result<NewProvider, GraphError> {
    if input.type_name().is_some_and(|name| name != TYPE) {
        let reason = "there are no federations of this type here";
        return Err(invalid("@odata.type", reason));
    }
    unsent(input, READ_ONLY)?;
    if input.flag("hospesIsEnabled")? == Some(false) {
        return Err(invalid("hospesIsEnabled", "a new federation is enabled"));
    }
    speaks_saml(input)?;
    let display_name = input.required("displayName")?;
    let metadata_url = input.optional("metadataExchangeUri")?;
    let certificates = certificates(input)?.to_pem();
    let metadata_url = metadata_url.filter(|url| !url.trim().is_empty());
    let (source, expected) = if let Some(url) = metadata_url {
        let expected = SamlExpected {
            entity_id: input.optional("issuerUri")?,
            sign_on_url: input.optional("passiveSignInUri")?,
            certificates,
        };
        (SamlSource::Url(url), expected)
    } else {
        let parts = SamlSource::Parts {
            entity_id: input.required("issuerUri")?,
            sign_on_url: input.required("passiveSignInUri")?,
            certificates: certificates.unwrap_or_default(),
        };
        (parts, SamlExpected::default())
    };
    Ok(NewProvider {
        id,
        kind: Kind::Saml,
        display_name,
        protocol: NewProtocol::Saml(NewSaml {
            source,
            signs_requests: input.flag("hospesSignsRequests")?.unwrap_or(true),
            takes_other_name_ids: input.flag("hospesTakesOtherNameIds")?.unwrap_or(false),
            expected,
        }),
        is_for_everybody: false,
        domains: take_domains(input, ("domains", &[]))?.unwrap_or_default(),
        trusts_domains: false,
    })
}

/// Refuses the other protocol that the original knows.
fn speaks_saml(input: &mut Input) -> Result<(), GraphError> {
    let name = "preferredAuthenticationProtocol";
    match input.optional(name)?.as_deref() {
        None | Some("saml") => Ok(()),
        Some("wsFed") => Err(invalid(
            name,
            "this server speaks SAML 2.0, not WS-Federation",
        )),
        Some(_) => Err(invalid(name, "it is not saml")),
    }
}

/// Certificates that were sent.
struct Sent {
    current: Option<Certificate>,
    others: Option<Vec<Certificate>>,
}

impl Sent {
    /// All of them; `None` if there are none.
    fn to_pem(&self) -> Option<String> {
        let all = self.current.iter().chain(self.others.iter().flatten());
        let all: String = all.map(Certificate::to_pem).collect();
        (!all.is_empty()).then_some(all)
    }
}

fn certificates(input: &mut Input) -> Result<Sent, GraphError> {
    let one = |name, text: &str| {
        let reason = "it is not an X.509 certificate with an RSA or EC key, in PEM or base64";
        Certificate::parse(text).map_err(|_| invalid(name, reason))
    };
    let current = filled(input, CURRENT)?;
    let current = current.map(|text| one(CURRENT, &text)).transpose()?;
    let Some(list) = input.list(OTHERS)? else {
        let others = None;
        return Ok(Sent { current, others });
    };
    let read = |value: &Value| one(OTHERS, value.as_str().unwrap_or_default());
    let others = list.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Sent {
        current,
        others: Some(others),
    })
}

/// What a body changes of a federation.
pub(super) fn patch(
    input: &mut Input,
    before: &Described,
    shown: &Map<String, Value>,
) -> Result<ProviderPatch, GraphError> {
    unchanged(input, shown, READ_ONLY)?;
    unchanged(input, shown, &["issuerUri", "metadataExchangeUri"])?;
    if let Some(sent) = take_domains(input, ("domains", &before.domains))? {
        let mut names: Vec<&str> = sent.iter().map(Domain::as_str).collect();
        names.sort_unstable();
        if !names.iter().eq(before.domains.iter().map(|one| &one.name)) {
            let reason = "domains are added and removed at /domains of the federation";
            return Err(invalid("domains", reason));
        }
    }
    speaks_saml(input)?;
    let mut sent = certificates(input)?;
    if sent.current.is_some() || sent.others.is_some() {
        // What was not sent stays.
        let known = saml(&before.provider).map(|us| us.certificates.as_slice());
        let mut known = known.unwrap_or_default().iter().cloned();
        let current = known.next();
        sent.current = sent.current.or(current);
        sent.others.get_or_insert_with(|| known.collect());
    }
    let protocol = ProtocolPatch::Saml(SamlPatch {
        certificates: sent.to_pem(),
        sign_on_url: filled(input, "passiveSignInUri")?,
        signs_requests: input.flag("hospesSignsRequests")?,
        takes_other_name_ids: input.flag("hospesTakesOtherNameIds")?,
        ..SamlPatch::default()
    });
    Ok(ProviderPatch {
        display_name: filled(input, "displayName")?,
        protocol: Some(protocol),
        multifactor: None,
        trusts_devices: None,
        is_for_everybody: None,
        is_enabled: input.flag("hospesIsEnabled")?,
        domains: None,
    })
}
