//! Everything that is wrong with what an administrator typed, at once: forms show it all.

use hospes_protocol::oauth::ClientProofMethod;
use hospes_protocol::oidc::ProviderAddress;

use super::change::ProviderPatch;
use super::crud::{self, NewProvider};
use super::protocol::{
    AppleKey, ClaimsPatch, NewOpenIdConnect, NewProtocol, OpenIdConnect, OpenIdConnectPatch,
    Protocol, ProtocolPatch, other_protocol,
};
use super::provider::{IdentityProvider, Kind};
use super::remote::url_reason;
use crate::Patch;
use crate::error::{Error, Result};
use crate::name::display_name;

/// A field, and what is wrong with it as part of a sentence.
type Fault = (&'static str, &'static str);

impl NewProvider {
    /// What is wrong with it, as far as can be said without asking the provider.
    pub fn faults(&self) -> Vec<Fault> {
        let mut checks = vec![display_name(&self.display_name, crud::LONGEST_NAME).map(drop)];
        match &self.protocol {
            NewProtocol::OpenIdConnect(us) => checks.extend(us.checks(self.kind)),
            NewProtocol::Saml(us) => checks.extend(us.checks()),
            NewProtocol::OAuth(us) => checks.extend([
                crud::client_id(&us.client_id).map(drop),
                secret_length(us.client_secret.as_deref()),
                crud::check_proof(ClientProofMethod::Post, us.client_secret.is_some()),
            ]),
        }
        found(checks)
    }
}

impl NewOpenIdConnect {
    fn checks(&self, kind: Kind) -> Vec<Result<()>> {
        let url = match kind.issuer() {
            Some(_) => Ok(()),
            None => ProviderAddress::parse(self.metadata_url.trim())
                .map(drop)
                .map_err(|why| Error::invalid("metadataUrl", url_reason(why))),
        };
        let mut checks = vec![
            url,
            crud::client_id(&self.client_id).map(drop),
            match (kind, self.client_secret.as_deref()) {
                (Kind::Apple, Some(pem)) => crud::check_apple_key(pem),
                (_, secret) => secret_length(secret),
            },
            crud::check_apple(kind, self.apple.as_ref()).map(drop),
            crud::check_proof(self.client_authentication, self.client_secret.is_some()),
            checked(self.scopes.as_deref(), crud::scopes),
        ];
        checks.extend(claim_checks(&self.claims));
        checks
    }
}

impl ProviderPatch {
    /// What is wrong with it, as a change of a provider.
    pub fn faults(&self, before: &IdentityProvider) -> Vec<Fault> {
        let mut checks = vec![checked(self.display_name.as_deref(), |name| {
            display_name(name, crud::LONGEST_NAME)
        })];
        if let Some(trust) = &self.multifactor {
            checks.push(trust.check());
        }
        match (&self.protocol, &before.protocol) {
            (None, _) => {}
            (Some(ProtocolPatch::OpenIdConnect(patch)), Protocol::OpenIdConnect(before)) => {
                checks.extend(patch.checks(before));
            }
            (Some(ProtocolPatch::OAuth(patch)), Protocol::OAuth(before)) => {
                let (secret, has_secret) = secret_after(&patch.client_secret, before.has_secret);
                checks.extend([
                    checked(patch.client_id.as_deref(), crud::client_id),
                    secret,
                    crud::check_proof(ClientProofMethod::Post, has_secret),
                ]);
            }
            (Some(ProtocolPatch::Saml(patch)), Protocol::Saml(before)) => {
                checks.extend(patch.checks(before));
            }
            (
                Some(
                    ProtocolPatch::OpenIdConnect(_)
                    | ProtocolPatch::OAuth(_)
                    | ProtocolPatch::Saml(_),
                ),
                Protocol::OpenIdConnect(_) | Protocol::OAuth(_) | Protocol::Saml(_),
            ) => {
                checks.push(Err(other_protocol()));
            }
        }
        found(checks)
    }
}

impl OpenIdConnectPatch {
    fn checks(&self, before: &OpenIdConnect) -> Vec<Result<()>> {
        let (mut secret, has_secret) = secret_after(&self.client_secret, before.has_secret);
        if let (Some(_), Patch::Set(pem)) = (&before.apple, &self.client_secret) {
            secret = crud::check_apple_key(pem);
        }
        let way = self.client_authentication;
        let mut checks = vec![
            checked(self.client_id.as_deref(), crud::client_id),
            secret,
            self.apple.as_ref().map_or(Ok(()), AppleKey::check),
            crud::check_proof(way.unwrap_or(before.client_authentication), has_secret),
            checked(self.scopes.as_deref(), crud::scopes),
        ];
        checks.extend(claim_checks(&self.claims));
        checks
    }
}

fn claim_checks(claims: &ClaimsPatch) -> [Result<()>; 4] {
    let check = |(field, claim)| checked(claim, |claim| crud::line(field, claim));
    claims.fields().map(check)
}

fn secret_length(secret: Option<&str>) -> Result<()> {
    secret.map_or(Ok(()), crud::check_secret_length)
}

/// What is wrong with a new secret, and whether there is one afterwards.
fn secret_after(patch: &Patch<String>, has_secret: bool) -> (Result<()>, bool) {
    match patch {
        Patch::Keep => (Ok(()), has_secret),
        Patch::Clear => (Ok(()), false),
        Patch::Set(secret) => (crud::check_secret_length(secret), true),
    }
}

fn checked(text: Option<&str>, check: impl Fn(&str) -> Result<String>) -> Result<()> {
    match text {
        Some(text) => check(text).map(drop),
        None => Ok(()),
    }
}

fn found(checks: Vec<Result<()>>) -> Vec<Fault> {
    let invalid = |check| match check {
        Err(Error::Invalid { field, reason }) => Some((field, reason)),
        // These checks find nothing else.
        Ok(()) | Err(_) => None,
    };
    checks.into_iter().filter_map(invalid).collect()
}
