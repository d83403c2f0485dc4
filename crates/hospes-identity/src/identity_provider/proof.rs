//! Whether a provider may speak for a domain.
//!
//! A provider inside the domain may, and so may one of a kind that has the domain by nature. For any other, the owner of
//! the domain says so in public, in the TXT record by which Entra ID asks for it: `DirectFedAuthUrl=` and the provider's
//! URL. Or an administrator says that they know it otherwise. Until then nobody is sent there because of the domain, and
//! nothing is believed of addresses in it.
//!
//! What counts is the URL that its keys come from. Metadata may name anybody's sign-on page beside keys of their own.

use hospes_protocol::address::Domain;
use url::Url;

use super::access::{Wish, find_for};
use super::protocol::Protocol;
use super::provider::IdentityProvider;
use super::{crud, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry};
use crate::env::{FetchError, Span};
use crate::error::{Error, Result};
use crate::ids::ProviderId;
use crate::limit::Limit;
use crate::tenant::words;

/// What stands before the URL in the record.
const RECORD: &str = "DirectFedAuthUrl=";
/// So many domains are looked up at once; whoever has more asks again.
const MOST_LOOKS: usize = 20;
/// So often an hour the administrators of a tenant may have domains looked up.
const LOOKS: u32 = 100;

words! {
    /// How it was proved that a provider may speak for a domain.
    DomainProof {
        /// The provider is in the domain, or the domain is its by nature.
        Provider = "provider",
        /// The owner of the domain says so in the DNS.
        Dns = "dns",
        /// An administrator says so.
        Administrator = "administrator",
    }
}

/// A domain of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderDomain {
    /// The domain.
    pub name: String,
    /// Why it counts; `None`: it does not yet.
    pub proof: Option<DomainProof>,
}

/// What came of a look for records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Looked {
    /// The domains that are proved now.
    pub proved: Vec<String>,
    /// Those without the record.
    pub missing: Vec<String>,
    /// Those of which nobody could say it.
    pub unknown: Vec<String>,
}

impl IdentityProvider {
    /// The record by which the owner of a domain lets the provider speak for it. `None` if no record can: its keys come
    /// from an administrator.
    pub fn domain_record(&self) -> Option<String> {
        self.source().map(|source| format!("{RECORD}{source}"))
    }

    /// Whether a record is that one; a slash at the end makes no difference. Entra ID's records name where people are sent
    /// by SAML, which is as good if the metadata come from there.
    fn is_named_by(&self, record: &str) -> bool {
        let url = record.trim().strip_prefix(RECORD).map(str::trim);
        let (Some(url), Some(source)) = (url, self.source()) else {
            return false;
        };
        let is = |other: &str| url.trim_end_matches('/') == other.trim_end_matches('/');
        let sign_on = match &self.protocol {
            Protocol::Saml(us) if is_beside(&us.sign_on.url, source) => Some(&us.sign_on.url),
            Protocol::Saml(_) | Protocol::OpenIdConnect(_) | Protocol::OAuth(_) => None,
        };
        is(source) || sign_on.is_some_and(|sign_on| is(sign_on))
    }

    /// The proof that needs nobody to be asked.
    pub(super) fn proof_of(&self, domain: &str) -> Option<DomainProof> {
        let host = self.source().and_then(|source| Url::parse(source).ok());
        let host = host.as_ref().and_then(Url::host_str).unwrap_or_default();
        let is_inside = host == domain
            || host
                .strip_suffix(domain)
                .is_some_and(|rest| rest.ends_with('.'));
        (is_inside || self.kind.domains().contains(&domain)).then_some(DomainProof::Provider)
    }
}

/// Whether two URLs are of one server.
fn is_beside(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        (Ok(_) | Err(_), _) => false,
    }
}

impl Identity {
    /// Looks for the records of the domains of a provider that are not proved, the first 20 of them. The names are asked
    /// before anything is written.
    pub async fn look_for_domain_records(&self, actor: &Actor, id: ProviderId) -> Result<Looked> {
        let mut tx = self.read().await?;
        let provider = find_for(&mut tx, actor, (id, Wish::Change)).await?;
        let domains = store::domains(&mut tx, actor.tenant, id).await?;
        drop(tx);
        if provider.domain_record().is_none() {
            let waiting = domains.into_iter().filter(|domain| domain.proof.is_none());
            return Ok(Looked {
                missing: waiting.map(|domain| domain.name).collect(),
                ..Looked::default()
            });
        }
        let limit = Limit::new("domain-records", "", LOOKS, Span::hours(1));
        self.take_leased(actor.tenant, &limit).await?;
        let waiting = domains.into_iter().filter(|domain| domain.proof.is_none());
        let mut looked = Looked::default();
        for ProviderDomain { name, .. } in waiting.take(MOST_LOOKS) {
            let place = match self.env.fetch.text_records(&name).await {
                Ok(records) if records.iter().any(|record| provider.is_named_by(record)) => {
                    &mut looked.proved
                }
                Ok(_) => &mut looked.missing,
                Err(
                    FetchError::Forbidden
                    | FetchError::NoName
                    | FetchError::Certificate
                    | FetchError::Unreachable
                    | FetchError::TooSlow
                    | FetchError::TooLong,
                ) => &mut looked.unknown,
            };
            place.push(name);
        }
        if !looked.proved.is_empty() {
            self.prove_domains(actor, id, (&looked.proved, DomainProof::Dns))
                .await?;
        }
        Ok(looked)
    }

    /// Looks for the records of domains that were just saved, if some are not proved. Whether some still are not; they can
    /// be looked for later, be it that the hour's look-ups are used up.
    pub async fn look_after_saving_domains(&self, actor: &Actor, id: ProviderId) -> Result<bool> {
        Wish::Change.allowed_of_some(actor)?;
        let domains = self.provider_domains(actor, id).await?;
        if domains.iter().all(|domain| domain.proof.is_some()) {
            return Ok(false);
        }
        match self.look_for_domain_records(actor, id).await {
            Ok(looked) => Ok(!looked.missing.is_empty() || !looked.unknown.is_empty()),
            Err(Error::TooMany { .. }) => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// Lets a domain count without a proof: an administrator says that its owner agrees.
    pub async fn trust_provider_domain(
        &self,
        actor: &Actor,
        id: ProviderId,
        domain: &Domain,
    ) -> Result<()> {
        actor.require(Permission::ManageIdentityProviders)?;
        let names = [domain.as_str().to_owned()];
        self.prove_domains(actor, id, (&names, DomainProof::Administrator))
            .await
    }

    /// Writes down that domains are proved, those that wait for it still.
    async fn prove_domains(
        &self,
        actor: &Actor,
        id: ProviderId,
        (names, proof): (&[String], DomainProof),
    ) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let provider = crud::find_present(&mut tx, actor.tenant, id).await?;
            let mut target = provider.target();
            let mut proved = 0;
            for name in names {
                if store::prove_domain(&mut tx, actor.tenant, (name, id), proof).await? {
                    target = target.change(&format!("Proof of {name}"), "", proof.as_str());
                    proved += 1;
                }
            }
            if proved == 0 {
                return match store::domains(&mut tx, actor.tenant, id).await? {
                    all if all.iter().any(|one| names.contains(&one.name)) => Ok(()),
                    _ => Err(Error::NotFound { what: "domain" }),
                };
            }
            Entry::new(Activity::UpdateIdentityProvider)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
