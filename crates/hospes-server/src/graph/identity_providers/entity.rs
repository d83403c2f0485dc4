//! Identity providers as they are answered.

use hospes_identity::identity_provider::{
    Described, IdentityProvider, Kind, OpenIdConnect, Protocol,
};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::graph::provider::{domains_of, masked};

pub(super) const SOCIAL: &str = "microsoft.graph.socialIdentityProvider";
pub(super) const APPLE: &str = "microsoft.graph.appleManagedIdentityProvider";
/// There is none in the original, for organisations that have members.
pub(super) const OPENID: &str = "hospes.openIdConnectProvider";

/// The word for a kind: `identityProviderType` of those that have one, and what can be added. SAML is elsewhere.
pub(super) const fn type_word(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::OpenIdConnect => Some("OpenIdConnect"),
        Kind::Saml => None,
        Kind::Google => Some("Google"),
        Kind::MicrosoftAccount => Some("Microsoft"),
        Kind::GitHub => Some("GitHub"),
        Kind::Facebook => Some("Facebook"),
        Kind::Apple => Some("AppleManaged"),
    }
}

/// The id that the original has for a provider of which there can only be one, and otherwise the one of here.
pub(super) fn key_of(provider: &IdentityProvider) -> String {
    match provider.kind {
        Kind::OpenIdConnect | Kind::Saml => provider.id.to_string(),
        Kind::Google => "Google-OAUTH".to_owned(),
        Kind::MicrosoftAccount => "Microsoft-OAUTH".to_owned(),
        Kind::GitHub => "GitHub-OAUTH".to_owned(),
        Kind::Facebook => "Facebook-OAUTH".to_owned(),
        Kind::Apple => "Apple-Managed-OIDC".to_owned(),
    }
}

/// The type of a provider.
pub(super) const fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::OpenIdConnect | Kind::Saml => OPENID,
        Kind::Google | Kind::MicrosoftAccount | Kind::GitHub | Kind::Facebook => SOCIAL,
        Kind::Apple => APPLE,
    }
}

/// A provider.
pub(super) fn entity(app: &App, found: &Described) -> Map<String, Value> {
    let provider = &found.provider;
    let mut members = vec![
        ("@odata.type", json!(format!("#{}", type_of(provider.kind)))),
        ("id", json!(key_of(provider))),
        ("displayName", json!(provider.display_name)),
        ("hospesIsEnabled", json!(provider.is_enabled)),
        ("hospesIsForEverybody", json!(provider.is_for_everybody)),
        ("hospesRedirectUri", json!(app.redirect_uri_of(provider))),
        ("hospesDomainRecord", json!(provider.domain_record())),
        ("hospesDomains", domains_of(&found.domains)),
    ];
    match &provider.protocol {
        Protocol::OpenIdConnect(us) => members.extend(openid(provider, us)),
        Protocol::OAuth(us) => {
            members.extend(social(provider.kind, (&us.client_id, us.has_secret)));
        }
        // It is among the federations.
        Protocol::Saml(_) => {}
    }
    let named = members.into_iter();
    named
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

type Member = (&'static str, Value);

fn social(kind: Kind, (client_id, has_secret): (&str, bool)) -> Vec<Member> {
    vec![
        ("identityProviderType", json!(type_word(kind))),
        ("clientId", json!(client_id)),
        ("clientSecret", masked(has_secret)),
    ]
}

fn openid(provider: &IdentityProvider, us: &OpenIdConnect) -> Vec<Member> {
    if let Some(apple) = &us.apple {
        return vec![
            ("developerId", json!(apple.team_id)),
            ("serviceId", json!(us.client_id)),
            ("keyId", json!(apple.key_id)),
            ("certificateData", masked(us.has_secret)),
        ];
    }
    if type_of(provider.kind) == SOCIAL {
        return social(provider.kind, (&us.client_id, us.has_secret));
    }
    vec![
        ("issuer", json!(provider.issuer)),
        ("metadataUrl", json!(us.metadata_url)),
        ("clientId", json!(us.client_id)),
        ("clientSecret", masked(us.has_secret)),
        (
            "clientAuthentication",
            json!(us.client_authentication.as_str()),
        ),
        ("scopes", json!(us.scopes)),
        ("emailClaim", json!(us.claims.email)),
        ("nameClaim", json!(us.claims.name)),
        ("givenNameClaim", json!(us.claims.given_name)),
        ("familyNameClaim", json!(us.claims.family_name)),
    ]
}
