//! The certificates of an organisation: made, activated, removed.

use hospes_protocol::saml::Certificate;

use super::{ServiceCertificate, keys, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{KeyId, TenantId};

/// So many there may be at once.
const MOST: usize = 4;

const MISSING: Error = Error::NotFound {
    what: "certificate",
};

impl Identity {
    /// The certificates of the tenant, the newest last.
    pub async fn service_certificates(&self, actor: &Actor) -> Result<Vec<ServiceCertificate>> {
        actor.require(Permission::ReadSettings)?;
        of(&mut self.read().await?, actor.tenant).await
    }

    /// The certificates that stand in the metadata of a tenant: all of them, the one that signs first.
    pub async fn published_service_certificates(
        &self,
        tenant: TenantId,
    ) -> Result<Vec<Certificate>> {
        let mut all = of(&mut self.read().await?, tenant).await?;
        all.sort_by_key(|one| !one.is_active);
        Ok(all.into_iter().map(|one| one.certificate).collect())
    }

    /// Makes a certificate. The first signs at once; another one stands in the metadata, so that partners can learn of
    /// it, and signs when it is activated. At most four.
    pub async fn add_service_certificate(&self, actor: &Actor) -> Result<KeyId> {
        actor.require(Permission::ManageIdentityProviders)?;
        let made = self.self_signed("Hospes service provider").await?;
        let certificate = Certificate::from_der(&made.certificate)
            .map_err(|e| Error::corrupt("a new certificate", e))?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let count = of(&mut tx, actor.tenant).await?.len();
            if count >= MOST {
                return Err(Error::invalid("certificates", "there are four already"));
            }
            let id: KeyId = tx.new_id();
            let sealed = keys::seal(&mut tx, &self.env.keyring, (actor.tenant, id), &made.key);
            let new = (made.certificate.as_slice(), sealed.as_slice());
            store::insert(&mut tx, (actor.tenant, id), new, (count == 0, made.ends_at)).await?;
            record(
                &mut tx,
                actor,
                ("Certificate", "", &certificate.thumbprint()),
            )
            .await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Makes a certificate the one that signs. The others stay in the metadata until they are removed.
    pub async fn activate_service_certificate(&self, actor: &Actor, key: KeyId) -> Result<()> {
        actor.require(Permission::ManageIdentityProviders)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let all = of(&mut tx, actor.tenant).await?;
            let wanted = all.iter().find(|one| one.id == key).ok_or(MISSING)?;
            if wanted.ends_at <= tx.now() {
                return Err(Error::invalid("certificate", "it has expired"));
            }
            let before = all.iter().find(|one| one.is_active);
            let print = |one: &ServiceCertificate| one.certificate.thumbprint();
            let old = before.map(print).unwrap_or_default();
            store::activate(&mut tx, (actor.tenant, key)).await?;
            record(&mut tx, actor, ("ActiveCertificate", &old, &print(wanted))).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Removes a certificate that does not sign.
    pub async fn remove_service_certificate(&self, actor: &Actor, key: KeyId) -> Result<()> {
        actor.require(Permission::ManageIdentityProviders)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let all = of(&mut tx, actor.tenant).await?;
            let wanted = all.iter().find(|one| one.id == key).ok_or(MISSING)?;
            if wanted.is_active {
                return Err(Error::invalid("certificate", "it is the one that signs"));
            }
            store::delete(&mut tx, (actor.tenant, key)).await?;
            let print = wanted.certificate.thumbprint();
            record(&mut tx, actor, ("Certificate", &print, "")).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

async fn record(tx: &mut Tx, actor: &Actor, (name, old, new): (&str, &str, &str)) -> Result<()> {
    let target = Target::other("Policy", actor.tenant.0, "SAML service provider");
    Entry::new(Activity::UpdatePolicy)
        .target(target.change(name, old, new))
        .record(tx, actor)
        .await
}

async fn of(tx: &mut Tx, tenant: TenantId) -> Result<Vec<ServiceCertificate>> {
    let rows = store::all(tx, tenant).await?;
    rows.iter().map(store::CertificateRow::read).collect()
}
