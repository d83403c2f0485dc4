//! Creating tenants and finding them.

use hospes_protocol::address::Domain;

use super::{Settings, Tenant, store};
use crate::Identity;
use crate::actor::Actor;
use crate::audit::{Activity, Entry, Target};
use crate::error::{Error, Result};
use crate::ids::TenantId;
use crate::name::{LONGEST, display_name};

/// A tenant to create.
#[derive(Debug, Clone)]
pub struct NewTenant {
    /// Its name.
    pub display_name: String,
    /// Its initial domain. Whoever runs the server vouches for it.
    pub domain: Domain,
}

impl Identity {
    /// Creates a tenant. Only whoever runs the server can: there is no actor of another tenant.
    pub async fn create_tenant(&self, new: &NewTenant) -> Result<Tenant> {
        let display_name = display_name(&new.display_name, LONGEST)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let id: TenantId = tx.new_id();
            if !store::insert_domain(&mut tx, id, &new.domain, true).await? {
                return Err(Error::Conflict { what: "domain" });
            }
            store::insert(&mut tx, id, &display_name).await?;
            store::save_settings(&mut tx, id, &Settings::default()).await?;
            let actor = Actor::system(id, "hospes tenant create", tx.new_id());
            Entry::new(Activity::CreateCompany)
                .target(Target::other("Company", id.0, &display_name))
                .record(&mut tx, &actor)
                .await?;
            let tenant = store::find(&mut tx, id).await?;
            tx.commit().await?;
            Ok(tenant)
        })
        .await
    }

    /// A tenant by its id.
    pub async fn tenant(&self, id: TenantId) -> Result<Tenant> {
        store::find(&mut self.read().await?, id).await
    }

    /// A tenant by its id or one of its domains, as both stand in URLs.
    pub async fn find_tenant(&self, id_or_domain: &str) -> Result<Tenant> {
        let not_found = || Error::NotFound {
            what: "organization",
        };
        let mut tx = self.read().await?;
        let id = if let Ok(id) = id_or_domain.parse::<TenantId>() {
            id
        } else {
            let domain = Domain::parse(id_or_domain).map_err(|_| not_found())?;
            store::tenant_of_domain(&mut tx, &domain)
                .await?
                .ok_or_else(not_found)?
        };
        store::find(&mut tx, id).await
    }

    /// The tenant of a server that has but one; `None` where there are several, or none yet.
    pub async fn only_tenant(&self) -> Result<Option<TenantId>> {
        Ok(store::only(&mut self.read().await?).await?)
    }

    /// All tenants of this server, for those who run it.
    pub async fn tenant_ids(&self) -> Result<Vec<TenantId>> {
        Ok(store::ids(&mut self.read().await?).await?)
    }
}
