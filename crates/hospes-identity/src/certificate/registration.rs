//! Registering certificates, and taking them away.

use hospes_protocol::jose;
use hospes_protocol::text::single_line;

use super::{Certificate, store};
use crate::Identity;
use crate::actor::Actor;
use crate::application::{self, Application, registration};
use crate::audit::{Activity, Entry, Target};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, KeyId};

/// So many certificates an application has at most: all of them are read for each assertion.
const MAX_CERTIFICATES: usize = 20;

impl Identity {
    /// Registers a certificate (PEM or DER) of an application. Who holds its private key can do what the
    /// application may, so whoever registers it must be able to do that anyway. Without a name it is called
    /// what it calls itself.
    pub async fn add_certificate(
        &self,
        actor: &Actor,
        id: ApplicationId,
        display_name: Option<&str>,
        pem_or_der: &[u8],
    ) -> Result<Certificate> {
        let read = jose::Certificate::parse(pem_or_der)
            .map_err(|error| Error::invalid("certificate", error.reason()))?;
        let name = single_line(display_name.unwrap_or(read.subject()), 120);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            registration::require_credentials(&mut tx, actor, id).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let mut kept = Certificate {
                key_id: tx.new_id(),
                display_name: name.clone(),
                sha1: read.sha1(),
                sha256: read.sha256(),
                starts_at: from_seconds(read.starts_seconds()),
                ends_at: from_seconds(read.ends_seconds()),
                der: read.der().to_vec(),
            };
            if kept.display_name.is_empty() {
                kept.display_name = kept.thumbprint();
            }
            if kept.ends_at < tx.now() {
                return Err(Error::invalid("certificate", "it has expired"));
            }
            let present = store::all(&mut tx, actor.tenant, id).await?;
            if present.len() >= MAX_CERTIFICATES {
                let reason = "the application has 20 already; remove one first";
                return Err(Error::invalid("certificate", reason));
            }
            if !store::insert(&mut tx, actor.tenant, id, &kept).await? {
                return Err(Error::Conflict {
                    what: "certificate",
                });
            }
            Entry::new(Activity::UpdateApplicationSecrets)
                .target(change(&application, None, Some(&kept)))
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(kept)
        })
        .await
    }

    /// Takes a certificate from an application. Whoever uses it gets no more tokens; those they have count
    /// until they end.
    pub async fn remove_certificate(
        &self,
        actor: &Actor,
        id: ApplicationId,
        key: KeyId,
    ) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            registration::require_change(&mut tx, actor, id).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let all = store::all(&mut tx, actor.tenant, id).await?;
            let found = all.iter().find(|one| one.key_id == key);
            let found = found.ok_or(Error::NotFound {
                what: "certificate",
            })?;
            store::delete(&mut tx, actor.tenant, id, key).await?;
            Entry::new(Activity::UpdateApplicationSecrets)
                .target(change(&application, Some(found), None))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The certificates of an application, those that end first before the others.
    pub async fn certificates(&self, actor: &Actor, id: ApplicationId) -> Result<Vec<Certificate>> {
        let mut tx = self.read().await?;
        registration::require_read(&mut tx, actor, id).await?;
        application::find(&mut tx, actor.tenant, id).await?;
        Ok(store::all(&mut tx, actor.tenant, id).await?)
    }
}

fn from_seconds(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds.saturating_mul(1_000))
}

/// What the audit log says of a certificate that came or went.
fn change(
    application: &Application,
    old: Option<&Certificate>,
    new: Option<&Certificate>,
) -> Target {
    let text = |it: Option<&Certificate>| {
        it.map(|it| format!("{} {}", it.key_id, it.thumbprint()))
            .unwrap_or_default()
    };
    application::target(application).change("KeyDescription", &text(old), &text(new))
}
