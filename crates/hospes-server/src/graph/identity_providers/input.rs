//! Identity providers as they are sent.

use hospes_identity::identity_provider::{
    AppleKey, ClaimsPatch, Described, Kind, NewOAuth, NewOpenIdConnect, NewProtocol, NewProvider,
    OAuthPatch, OpenIdConnect, OpenIdConnectPatch, Protocol, ProtocolPatch, ProviderPatch,
};
use hospes_identity::ids::ProviderId;
use hospes_protocol::address::Domain;
use hospes_protocol::oauth::ClientProofMethod;
use serde_json::{Map, Value};

use super::entity::{APPLE, OPENID, SOCIAL, type_of, type_word};
use crate::graph::error::GraphError;
use crate::graph::input::{Input, invalid};
use crate::graph::provider::{filled, new_secret, secret, take_domains, unchanged, unsent};

/// What answers say of every provider, and nobody sends.
const READ_ONLY: &[&str] = &["id", "hospesRedirectUri", "hospesDomainRecord"];
const ANNOTATION: &str = "@odata.type";

/// What a body says of a new provider, and the type that it has.
pub(super) fn new(
    input: &mut Input,
    id: ProviderId,
) -> Result<(NewProvider, &'static str), GraphError> {
    let kind = kind(input)?;
    unsent(input, READ_ONLY)?;
    if input.flag("hospesIsEnabled")? == Some(false) {
        return Err(invalid("hospesIsEnabled", "a new provider is enabled"));
    }
    let display_name = input.required("displayName")?;
    let protocol = match (kind.service(), kind) {
        (Some(_), _) => NewProtocol::OAuth(NewOAuth {
            client_id: input.required("clientId")?,
            client_secret: new_secret(input, "clientSecret")?,
        }),
        (None, Kind::Apple) => NewProtocol::OpenIdConnect(apple(input)?),
        (None, _) => NewProtocol::OpenIdConnect(openid(input, kind)?),
    };
    let by_nature = || {
        let names = kind.domains().iter();
        names.filter_map(|name| Domain::parse(name).ok()).collect()
    };
    let new = NewProvider {
        id,
        kind,
        display_name,
        protocol,
        is_for_everybody: input
            .flag("hospesIsForEverybody")?
            .unwrap_or_else(|| kind.is_usually_for_everybody()),
        domains: take_domains(input, ("hospesDomains", &[]))?.unwrap_or_else(by_nature),
        trusts_domains: false,
    };
    Ok((new, type_of(kind)))
}

/// The kind of a new provider.
fn kind(input: &mut Input) -> Result<Kind, GraphError> {
    match input.type_name() {
        Some(APPLE) => Ok(Kind::Apple),
        Some(OPENID) => Ok(Kind::OpenIdConnect),
        Some(SOCIAL) => {
            let word = input.required("identityProviderType")?;
            let is_it =
                |kind: &&Kind| type_of(**kind) == SOCIAL && type_word(**kind) == Some(&word);
            let found = Kind::ALL.iter().find(is_it).copied();
            let reason = "it is neither Google, Microsoft, GitHub nor Facebook";
            found.ok_or_else(|| invalid("identityProviderType", reason))
        }
        Some("microsoft.graph.builtInIdentityProvider") => {
            Err(invalid(ANNOTATION, "what is built in is there already"))
        }
        Some("microsoft.graph.samlOrWsFedExternalDomainFederation") => {
            let reason = "providers that speak SAML are at /directory/federationConfigurations";
            Err(invalid(ANNOTATION, reason))
        }
        Some(_) => Err(invalid(
            ANNOTATION,
            "there are no identity providers of this type here",
        )),
        None => Err(invalid(ANNOTATION, "it is missing")),
    }
}

fn apple(input: &mut Input) -> Result<NewOpenIdConnect, GraphError> {
    Ok(NewOpenIdConnect {
        metadata_url: String::new(),
        client_id: input.required("serviceId")?,
        client_secret: new_secret(input, "certificateData")?,
        client_authentication: Kind::Apple.usual_proof(),
        apple: Some(AppleKey {
            team_id: input.required("developerId")?,
            key_id: input.required("keyId")?,
        }),
        scopes: None,
        claims: ClaimsPatch::default(),
    })
}

fn openid(input: &mut Input, kind: Kind) -> Result<NewOpenIdConnect, GraphError> {
    let mut new = NewOpenIdConnect {
        metadata_url: String::new(),
        client_id: input.required("clientId")?,
        client_secret: new_secret(input, "clientSecret")?,
        client_authentication: kind.usual_proof(),
        apple: None,
        scopes: None,
        claims: ClaimsPatch::default(),
    };
    if kind == Kind::OpenIdConnect {
        unsent(input, &["issuer"])?;
        new.metadata_url = input.required("metadataUrl")?;
        if let Some(way) = authentication(input)? {
            new.client_authentication = way;
        }
        new.scopes = filled(input, "scopes")?;
        new.claims = claims(input)?;
    }
    Ok(new)
}

/// How this server proves itself.
fn authentication(input: &mut Input) -> Result<Option<ClientProofMethod>, GraphError> {
    let name = "clientAuthentication";
    let Some(word) = filled(input, name)? else {
        return Ok(None);
    };
    let reason = "it is no method that this server knows";
    let way = ClientProofMethod::parse(&word).ok_or_else(|| invalid(name, reason))?;
    Ok(Some(way))
}

fn claims(input: &mut Input) -> Result<ClaimsPatch, GraphError> {
    Ok(ClaimsPatch {
        email: filled(input, "emailClaim")?,
        name: filled(input, "nameClaim")?,
        given_name: filled(input, "givenNameClaim")?,
        family_name: filled(input, "familyNameClaim")?,
    })
}

/// What a body changes of a provider, and the type that it has.
pub(super) fn patch(
    input: &mut Input,
    before: &Described,
    shown: &Map<String, Value>,
) -> Result<(ProviderPatch, &'static str), GraphError> {
    let provider = &before.provider;
    unchanged(input, shown, READ_ONLY)?;
    let protocol = match &provider.protocol {
        Protocol::OAuth(_) => {
            unchanged(input, shown, &["identityProviderType"])?;
            Some(ProtocolPatch::OAuth(OAuthPatch {
                client_id: filled(input, "clientId")?,
                client_secret: secret(input, "clientSecret")?,
            }))
        }
        Protocol::OpenIdConnect(us) => {
            let patch = openid_patch(input, (us, provider.kind), shown)?;
            Some(ProtocolPatch::OpenIdConnect(patch))
        }
        Protocol::Saml(_) => None,
    };
    let patch = ProviderPatch {
        display_name: filled(input, "displayName")?,
        protocol,
        multifactor: None,
        trusts_devices: None,
        is_for_everybody: input.flag("hospesIsForEverybody")?,
        is_enabled: input.flag("hospesIsEnabled")?,
        domains: take_domains(input, ("hospesDomains", &before.domains))?,
    };
    Ok((patch, type_of(provider.kind)))
}

fn openid_patch(
    input: &mut Input,
    (us, kind): (&OpenIdConnect, Kind),
    shown: &Map<String, Value>,
) -> Result<OpenIdConnectPatch, GraphError> {
    if let Some(apple) = &us.apple {
        let (team_id, key_id) = (filled(input, "developerId")?, filled(input, "keyId")?);
        return Ok(OpenIdConnectPatch {
            client_id: filled(input, "serviceId")?,
            client_secret: secret(input, "certificateData")?,
            apple: Some(AppleKey {
                team_id: team_id.unwrap_or_else(|| apple.team_id.clone()),
                key_id: key_id.unwrap_or_else(|| apple.key_id.clone()),
            }),
            ..OpenIdConnectPatch::default()
        });
    }
    let patch = OpenIdConnectPatch {
        client_id: filled(input, "clientId")?,
        client_secret: secret(input, "clientSecret")?,
        ..OpenIdConnectPatch::default()
    };
    if kind != Kind::OpenIdConnect {
        unchanged(input, shown, &["identityProviderType"])?;
        return Ok(patch);
    }
    unchanged(input, shown, &["issuer", "metadataUrl"])?;
    Ok(OpenIdConnectPatch {
        client_authentication: authentication(input)?,
        scopes: filled(input, "scopes")?,
        claims: claims(input)?,
        ..patch
    })
}
