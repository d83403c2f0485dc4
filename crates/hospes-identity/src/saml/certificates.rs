//! The certificates that sign for an application: made, activated, removed.

use hospes_protocol::saml::{Certificate, Signer};

use super::store;
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::application::{self, Application};
use crate::audit::{Activity, Entry};
use crate::certificate::signing::{self, SigningCertificateRow};
use crate::certificate::{SelfSigned, SigningCertificate};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, KeyId, TenantId};

const PURPOSE: &str = "saml-certificate";
/// So many an application may have at once.
const MOST: usize = 5;

impl Identity {
    /// The certificates that sign for an application, the newest last.
    pub async fn saml_certificates(
        &self,
        actor: &Actor,
        id: ApplicationId,
    ) -> Result<Vec<SigningCertificate>> {
        actor.require(Permission::ReadApplications)?;
        let mut tx = self.read().await?;
        application::find(&mut tx, actor.tenant, id).await?;
        of(&mut tx, actor.tenant, id).await
    }

    /// Makes the next certificate of an application. It stands in the metadata at once, and signs when it is
    /// activated: so the application can learn of it before.
    pub async fn add_saml_certificate(&self, actor: &Actor, id: ApplicationId) -> Result<KeyId> {
        actor.require(Permission::ManageApplications)?;
        let made = self.new_certificate().await?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let count = store::certificates(&mut tx, actor.tenant, id).await?.len();
            if count >= MOST {
                return Err(Error::invalid("certificates", "there are five already"));
            }
            let key = self
                .keep_certificate(&mut tx, actor, &application, (&made, count == 0))
                .await?;
            tx.commit().await?;
            Ok(key)
        })
        .await
    }

    /// Makes a certificate the one that signs. The others stay in the metadata until they are removed.
    pub async fn activate_saml_certificate(
        &self,
        actor: &Actor,
        id: ApplicationId,
        key: KeyId,
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let all = of(&mut tx, actor.tenant, id).await?;
            let wanted = signing::to_activate(&all, key, tx.now())?;
            let old = signing::active_thumbprint(&all);
            let new = wanted.certificate.thumbprint();
            store::activate_certificate(&mut tx, (actor.tenant, id), key).await?;
            let target = application::target(&application);
            let change = target.change("Saml.ActiveCertificate", &old, &new);
            Entry::new(Activity::UpdateApplicationSecrets)
                .target(change)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Removes a certificate that does not sign.
    pub async fn remove_saml_certificate(
        &self,
        actor: &Actor,
        id: ApplicationId,
        key: KeyId,
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let all = of(&mut tx, actor.tenant, id).await?;
            let wanted = signing::to_remove(&all, key)?;
            store::delete_certificate(&mut tx, (actor.tenant, id), key).await?;
            let print = wanted.certificate.thumbprint();
            let change = application::target(&application).change("Saml.Certificate", &print, "");
            Entry::new(Activity::UpdateApplicationSecrets)
                .target(change)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// A new key with a certificate that it signs itself: nobody looks at more than the key.
    pub(super) async fn new_certificate(&self) -> Result<SelfSigned> {
        self.self_signed("Hospes SSO certificate").await
    }

    /// Keeps a new certificate, its key sealed.
    pub(super) async fn keep_certificate(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        application: &Application,
        (made, is_active): (&SelfSigned, bool),
    ) -> Result<KeyId> {
        let id: KeyId = tx.new_id();
        let whose = (PURPOSE, actor.tenant, id);
        let sealed = signing::seal(tx, &self.env.keyring, whose, &made.key);
        let of = (actor.tenant, application.id);
        let texts = (made.certificate.as_slice(), sealed.as_slice());
        store::insert_certificate(tx, of, (id, is_active), texts, made.ends_at).await?;
        let certificate = Certificate::from_der(&made.certificate)
            .map_err(|e| Error::corrupt("a new certificate", e))?;
        let print = certificate.thumbprint();
        let change = application::target(application).change("Saml.Certificate", "", &print);
        Entry::new(Activity::UpdateApplicationSecrets)
            .target(change)
            .record(tx, actor)
            .await?;
        Ok(id)
    }

    /// What signs for an application.
    pub(super) async fn saml_signer(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        application: ApplicationId,
    ) -> Result<Signer> {
        for row in store::certificates(tx, tenant, application).await? {
            let read = row.read()?;
            if read.is_active {
                let key = row.open(&self.env.keyring, (PURPOSE, tenant))?;
                return Ok(Signer::new(&key, read.certificate));
            }
        }
        Err(Error::corrupt(
            "the certificates of an application",
            "none signs",
        ))
    }
}

pub(super) async fn of(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<SigningCertificate>> {
    let rows = store::certificates(tx, tenant, application).await?;
    rows.iter().map(SigningCertificateRow::read).collect()
}
