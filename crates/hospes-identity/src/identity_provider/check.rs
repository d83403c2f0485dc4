//! Everything that is wrong with what an administrator typed, at once: forms show it all.

use hospes_protocol::oidc::ProviderAddress;

use super::change::ProviderPatch;
use super::crud::{self, NewProvider};
use super::provider::IdentityProvider;
use super::remote::url_reason;
use crate::Patch;
use crate::error::{Error, Result};
use crate::name::display_name;

/// A field, and what is wrong with it as part of a sentence.
type Fault = (&'static str, &'static str);

impl NewProvider {
    /// What is wrong with it, as far as can be said without asking the provider.
    pub fn faults(&self) -> Vec<Fault> {
        let url = match self.kind.issuer() {
            Some(_) => Ok(()),
            None => ProviderAddress::parse(self.metadata_url.trim())
                .map(drop)
                .map_err(|why| Error::invalid("metadataUrl", url_reason(why))),
        };
        let secret = match &self.client_secret {
            Some(secret) => crud::check_secret_length(secret),
            None => Ok(()),
        };
        found([
            display_name(&self.display_name, crud::LONGEST_NAME).map(drop),
            url,
            crud::client_id(&self.client_id).map(drop),
            secret,
            crud::check_proof(self.client_authentication, self.client_secret.is_some()),
        ])
    }
}

impl ProviderPatch {
    /// What is wrong with it, as a change of a provider.
    pub fn faults(&self, before: &IdentityProvider) -> Vec<Fault> {
        let checked = |text: &Option<String>, check: fn(&str) -> Result<String>| match text {
            Some(text) => check(text).map(drop),
            None => Ok(()),
        };
        let (secret, has_secret) = match &self.client_secret {
            Patch::Keep => (Ok(()), before.has_secret),
            Patch::Clear => (Ok(()), false),
            Patch::Set(secret) => (crud::check_secret_length(secret), true),
        };
        let way = self.client_authentication;
        found([
            checked(&self.display_name, |name| {
                display_name(name, crud::LONGEST_NAME)
            }),
            checked(&self.client_id, crud::client_id),
            secret,
            crud::check_proof(way.unwrap_or(before.client_authentication), has_secret),
            checked(&self.scopes, crud::scopes),
            checked(&self.email_claim, crud::claim_name),
        ])
    }
}

fn found<const N: usize>(checks: [Result<()>; N]) -> Vec<Fault> {
    let invalid = |check| match check {
        Err(Error::Invalid { field, reason }) => Some((field, reason)),
        // These checks find nothing else.
        Ok(()) | Err(_) => None,
    };
    checks.into_iter().filter_map(invalid).collect()
}
