//! The certificates of an organisation: made, activated, removed.

use hospes_protocol::saml::Certificate;

use super::keys::PURPOSE;
use super::store;
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::certificate::SigningCertificate;
use crate::certificate::signing::{self, SigningCertificateRow};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{KeyId, TenantId};

/// So many there may be at once.
const MOST: usize = 4;

impl Identity {
    /// The certificates of the tenant, the newest last.
    pub async fn service_certificates(&self, actor: &Actor) -> Result<Vec<SigningCertificate>> {
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
            let whose = (PURPOSE, actor.tenant, id);
            let sealed = signing::seal(&mut tx, &self.env.keyring, whose, &made.key);
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
            let wanted = signing::to_activate(&all, key, tx.now())?;
            let old = signing::active_thumbprint(&all);
            let new = wanted.certificate.thumbprint();
            store::activate(&mut tx, (actor.tenant, key)).await?;
            record(&mut tx, actor, ("ActiveCertificate", &old, &new)).await?;
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
            let wanted = signing::to_remove(&all, key)?;
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

async fn of(tx: &mut Tx, tenant: TenantId) -> Result<Vec<SigningCertificate>> {
    let rows = store::all(tx, tenant).await?;
    rows.iter().map(SigningCertificateRow::read).collect()
}
