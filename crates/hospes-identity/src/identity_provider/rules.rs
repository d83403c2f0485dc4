//! Which domains are a provider's.

use hospes_protocol::address::{Address, Domain};

use super::access::{self, Wish};
use super::proof::{DomainProof, ProviderDomain};
use super::provider::Kind;
use super::{IdentityProvider, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ProviderId, TenantId};
use crate::tenant;

/// So many domains a provider may have.
const MOST: usize = 1_000;

/// A provider, with what people are sent there by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The provider.
    pub provider: IdentityProvider,
    /// Its domains, in their order.
    pub domains: Vec<ProviderDomain>,
}

impl Identity {
    /// The domains of a provider.
    pub async fn provider_domains(
        &self,
        actor: &Actor,
        id: ProviderId,
    ) -> Result<Vec<ProviderDomain>> {
        Wish::Read.allowed_of_some(actor)?;
        let mut tx = self.read().await?;
        let found = store::find(&mut tx, actor.tenant, id).await?;
        access::visible(actor, (&found, Wish::Read))?;
        Ok(store::domains(&mut tx, actor.tenant, id).await?)
    }

    /// The providers of the tenant that are no federations, with their domains.
    pub async fn described_identity_providers(&self, actor: &Actor) -> Result<Vec<Described>> {
        actor.require(Permission::ReadIdentityProviders)?;
        let all = described(&mut self.read().await?, actor.tenant).await?;
        let is_other = |one: &Described| one.provider.kind != Kind::Saml;
        Ok(all.into_iter().filter(is_other).collect())
    }

    /// The providers of the tenant that speak SAML, with their domains.
    pub async fn federations(&self, actor: &Actor) -> Result<Vec<Described>> {
        actor.require(Permission::ReadFederations)?;
        let all = described(&mut self.read().await?, actor.tenant).await?;
        let speaks_saml = |one: &Described| one.provider.kind == Kind::Saml;
        Ok(all.into_iter().filter(speaks_saml).collect())
    }

    /// A provider with its domains.
    pub async fn described_identity_provider(
        &self,
        actor: &Actor,
        id: ProviderId,
    ) -> Result<Described> {
        let mut tx = self.read().await?;
        let provider = access::find_for(&mut tx, actor, (id, Wish::Read)).await?;
        let domains = store::domains(&mut tx, actor.tenant, id).await?;
        Ok(Described { provider, domains })
    }

    /// Adds a domain to a provider. It counts as soon as it is proved that the provider may speak for it.
    pub async fn add_provider_domain(
        &self,
        actor: &Actor,
        id: ProviderId,
        domain: &Domain,
    ) -> Result<()> {
        let add = |names: &mut Vec<Domain>| {
            if names.contains(domain) {
                return Err(Error::Conflict { what: "domain" });
            }
            names.push(domain.clone());
            Ok(())
        };
        self.edit_domains(actor, id, add).await
    }

    /// Takes a domain from a provider. Guests who are bound to it stay so.
    pub async fn remove_provider_domain(
        &self,
        actor: &Actor,
        id: ProviderId,
        domain: &Domain,
    ) -> Result<()> {
        let remove = |names: &mut Vec<Domain>| {
            let before = names.len();
            names.retain(|name| name != domain);
            if names.len() == before {
                return Err(Error::NotFound { what: "domain" });
            }
            Ok(())
        };
        self.edit_domains(actor, id, remove).await
    }

    async fn edit_domains(
        &self,
        actor: &Actor,
        id: ProviderId,
        edit: impl Fn(&mut Vec<Domain>) -> Result<()> + Sync,
    ) -> Result<()> {
        Wish::Change.allowed_of_some(actor)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let provider = access::find_for(&mut tx, actor, (id, Wish::Change)).await?;
            let mut names = Vec::new();
            for domain in store::domains(&mut tx, actor.tenant, id).await? {
                let name = Domain::parse(&domain.name);
                names.push(name.map_err(|e| Error::corrupt("a domain of a provider", e))?);
            }
            edit(&mut names)?;
            let (before, after) = put(&mut tx, &provider, (&names, false)).await?;
            Entry::new(Activity::UpdateIdentityProvider)
                .target(provider.target().change("Domains", &before, &after))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sets the domains of a provider: people with addresses in these are sent there, and what it says of an address
    /// in one of them is believed, as soon as it is proved that the provider may speak for the domain; of `is_trusted` an
    /// administrator says so. One domain may have several providers; then people choose.
    pub async fn set_provider_domains(
        &self,
        actor: &Actor,
        id: ProviderId,
        (domains, is_trusted): (&[Domain], bool),
    ) -> Result<()> {
        Wish::Change.allowed_of_some(actor)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let provider = access::find_for(&mut tx, actor, (id, Wish::Change)).await?;
            let (before, after) = put(&mut tx, &provider, (domains, is_trusted)).await?;
            if before != after {
                Entry::new(Activity::UpdateIdentityProvider)
                    .target(provider.target().change("Domains", &before, &after))
                    .record(&mut tx, actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// All providers of a tenant with their domains.
async fn described(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Described>> {
    let mut domains = store::all_domains(tx, tenant).await?;
    let providers = store::list(tx, tenant).await?;
    let with_domains = |provider: IdentityProvider| Described {
        domains: domains.remove(&provider.id).unwrap_or_default(),
        provider,
    };
    Ok(providers.into_iter().map(with_domains).collect())
}

/// Makes these the domains of a provider, in the caller's transaction; what they were and are, as text.
pub(super) async fn put(
    tx: &mut Tx,
    provider: &IdentityProvider,
    (domains, is_trusted): (&[Domain], bool),
) -> Result<(String, String)> {
    let (tenant, id) = (provider.tenant, provider.id);
    let before = store::domains(tx, tenant, id).await?;
    let mut after: Vec<&str> = domains.iter().map(Domain::as_str).collect();
    after.sort_unstable();
    after.dedup();
    if after.len() > MOST {
        return Err(Error::invalid("domains", "there are more than 1,000"));
    }
    for domain in domains {
        // Nobody else vouches for the people of an organisation here: they have their own accounts.
        if tenant::tenant_of_domain(tx, domain).await? == Some(tenant) {
            return Err(Error::invalid(
                "domains",
                "one of them is this organization's own",
            ));
        }
    }
    for gone in before
        .iter()
        .filter(|old| !after.contains(&old.name.as_str()))
    {
        store::delete_domain(tx, tenant, (&gone.name, id)).await?;
    }
    let by_administrator = is_trusted.then_some(DomainProof::Administrator);
    for name in after {
        let proof = provider.proof_of(name).or(by_administrator);
        let was = before.iter().find(|old| old.name == name);
        match (was.map(|old| old.proof), proof) {
            (None, proof) => store::insert_domain(tx, tenant, (name, id), proof).await?,
            (Some(None), Some(proof)) => {
                store::prove_domain(tx, tenant, (name, id), proof).await?;
            }
            (Some(None), None) | (Some(Some(_)), _) => {}
        }
    }
    let after = store::domains(tx, tenant, id).await?;
    Ok((told(&before), told(&after)))
}

/// Domains for the audit log.
fn told(domains: &[ProviderDomain]) -> String {
    let one = |domain: &ProviderDomain| match domain.proof {
        Some(_) => domain.name.clone(),
        None => format!("{} (not proved)", domain.name),
    };
    let all: Vec<String> = domains.iter().map(one).collect();
    all.join(", ")
}

/// Whether what a provider says of an address is believed: it is in a domain of its rules.
pub(crate) async fn vouches_for(
    tx: &mut Tx,
    provider: &IdentityProvider,
    address: &Address,
) -> Result<bool> {
    let domain = address.domain().as_str();
    let all = store::of_domain(tx, provider.tenant, domain).await?;
    Ok(all.contains(&provider.id))
}

/// Whether the domain of an address is listed at a provider, proved or not.
pub(crate) async fn lists(
    tx: &mut Tx,
    provider: &IdentityProvider,
    address: &Address,
) -> Result<bool> {
    let all = store::domains(tx, provider.tenant, provider.id).await?;
    let domain = address.domain().as_str();
    Ok(all.iter().any(|listed| listed.name == domain))
}
