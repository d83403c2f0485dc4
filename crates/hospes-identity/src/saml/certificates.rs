//! The certificates that sign for an application: made, activated, removed.

use hospes_protocol::saml::{Certificate, Signer};

use super::{SigningCertificate, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::application::{self, Application};
use crate::audit::{Activity, Entry};
use crate::certificate::SelfSigned;
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
            let wanted = all.iter().find(|one| one.id == key).ok_or(MISSING)?;
            if wanted.ends_at <= tx.now() {
                return Err(Error::invalid("certificate", "it has expired"));
            }
            let before = all.iter().find(|one| one.is_active);
            store::activate_certificate(&mut tx, (actor.tenant, id), key).await?;
            let print = |one: &SigningCertificate| one.certificate.thumbprint();
            let old = before.map(print).unwrap_or_default();
            let change = application::target(&application).change(
                "Saml.ActiveCertificate",
                &old,
                &print(wanted),
            );
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
            let wanted = all.iter().find(|one| one.id == key).ok_or(MISSING)?;
            if wanted.is_active {
                return Err(Error::invalid("certificate", "it is the one that signs"));
            }
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
        let sealed =
            self.env
                .keyring
                .seal(tx.entropy(), PURPOSE, &context(actor.tenant, id), &made.key);
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
                let context = context(tenant, read.id);
                let key = self.env.keyring.open(PURPOSE, &context, &row.sealed_key);
                let key = key.ok_or_else(|| {
                    Error::corrupt(
                        "the key of a certificate",
                        "the key file is not the one that sealed it",
                    )
                })?;
                return Ok(Signer::new(&key, read.certificate));
            }
        }
        Err(Error::corrupt(
            "the certificates of an application",
            "none signs",
        ))
    }
}

const MISSING: Error = Error::NotFound {
    what: "certificate",
};

/// A sealed key is only good for its certificate.
fn context(tenant: TenantId, id: KeyId) -> Vec<u8> {
    [tenant.0.as_bytes().as_slice(), id.0.as_bytes()].concat()
}

pub(super) async fn of(
    tx: &mut Tx,
    tenant: TenantId,
    application: ApplicationId,
) -> Result<Vec<SigningCertificate>> {
    let rows = store::certificates(tx, tenant, application).await?;
    rows.iter().map(store::CertificateRow::read).collect()
}
