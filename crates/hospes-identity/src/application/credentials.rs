//! Secrets of applications, the permissions they were granted, and proving to be one.

use hospes_protocol::oauth::AssertionError;
use subtle::ConstantTimeEq as _;

use super::{Application, GraphPermission, Proof, Secret, registration, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::env::{Entropy, Span, Timestamp};
use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, KeyId, TenantId};
use crate::secret::{SessionSecret, client_secret_hash};
use crate::{Identity, Permissions};

/// How long a secret counts when nobody says: two years, as in the original.
const DEFAULT_LIFE: Span = Span::days(730);

/// The longest name of a secret, in characters.
const LONGEST_NAME: usize = 120;

/// A new secret: the only time it can be read.
#[derive(Debug)]
pub struct NewSecret {
    /// What is kept of it.
    pub kept: Secret,
    /// The secret.
    pub text: String,
}

/// An application that proved to be itself.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The application.
    pub application: Application,
    /// The values of the permissions it was granted.
    pub roles: Vec<String>,
    /// How it proved it.
    pub proof: Proof,
}

impl Identity {
    /// Gives an application a new secret, with a name of at most 120 characters, until then or for two years. Who
    /// holds it can do what the application may, so whoever makes it must be able to do that anyway.
    pub async fn add_secret(
        &self,
        actor: &Actor,
        id: ApplicationId,
        display_name: Option<&str>,
        ends_at: Option<Timestamp>,
    ) -> Result<NewSecret> {
        let text = secret_text(self.env.entropy.as_ref());
        let kept = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                registration::require_credentials(&mut tx, actor, id).await?;
                let application = store::find(&mut tx, actor.tenant, id).await?;
                let now = tx.now();
                let ends_at = ends_at.unwrap_or_else(|| now.plus(DEFAULT_LIFE));
                if ends_at <= now {
                    return Err(Error::invalid("endDateTime", "it is in the past"));
                }
                let name = display_name.filter(|name| !name.trim().is_empty());
                let name = name.map(|name| crate::name::display_name(name, LONGEST_NAME));
                let kept = Secret {
                    key_id: tx.new_id(),
                    display_name: name.transpose()?,
                    hint: text.chars().skip(PREFIX.len()).take(3).collect(),
                    starts_at: now,
                    ends_at,
                    hash: client_secret_hash(&text),
                };
                store::insert_secret(&mut tx, actor.tenant, id, &kept).await?;
                Entry::new(Activity::UpdateApplicationSecrets)
                    .target(secret_change(&application, None, Some(&kept)))
                    .record(&mut tx, actor)
                    .await?;
                tx.commit().await?;
                Ok(kept)
            })
            .await?;
        Ok(NewSecret { kept, text })
    }

    /// Takes a secret from an application. Whoever uses it gets no more tokens; those they have count until
    /// they end.
    pub async fn remove_secret(&self, actor: &Actor, id: ApplicationId, key: KeyId) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            registration::require_change(&mut tx, actor, id).await?;
            let application = store::find(&mut tx, actor.tenant, id).await?;
            let secrets = store::secrets(&mut tx, actor.tenant, id).await?;
            let Some(secret) = secrets.iter().find(|secret| secret.key_id == key) else {
                return Err(Error::NotFound { what: "secret" });
            };
            store::delete_secret(&mut tx, actor.tenant, id, key).await?;
            Entry::new(Activity::UpdateApplicationSecrets)
                .target(secret_change(&application, Some(secret), None))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Grants an application a permission of Graph. Who grants it must hold what it allows.
    pub async fn grant_permission(
        &self,
        actor: &Actor,
        id: ApplicationId,
        permission: GraphPermission,
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        actor.require_all(permission.permissions())?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = store::find(&mut tx, actor.tenant, id).await?;
            let value = permission.value();
            if store::insert_permission(&mut tx, actor.tenant, id, value).await? {
                Entry::new(Activity::GrantPermission)
                    .target(super::crud::target(&application).change("AppRole.Value", "", value))
                    .record(&mut tx, actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes a permission of Graph from an application; what it doesn't have is no error.
    pub async fn revoke_permission(
        &self,
        actor: &Actor,
        id: ApplicationId,
        permission: GraphPermission,
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = store::find(&mut tx, actor.tenant, id).await?;
            let value = permission.value();
            if store::delete_permission(&mut tx, actor.tenant, id, value).await? {
                let target = super::crud::target(&application);
                Entry::new(Activity::RevokePermission)
                    .target(target.change("AppRole.Value", value, ""))
                    .record(&mut tx, actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The secrets of an application, without what is secret.
    pub async fn secrets(&self, actor: &Actor, id: ApplicationId) -> Result<Vec<Secret>> {
        let mut tx = self.read().await?;
        registration::require_read(&mut tx, actor, id).await?;
        store::find(&mut tx, actor.tenant, id).await?;
        Ok(store::secrets(&mut tx, actor.tenant, id).await?)
    }

    /// The permissions of Graph an application was granted.
    pub async fn granted(&self, actor: &Actor, id: ApplicationId) -> Result<Vec<String>> {
        let mut tx = self.read().await?;
        registration::require_read(&mut tx, actor, id).await?;
        store::find(&mut tx, actor.tenant, id).await?;
        Ok(store::permissions(&mut tx, actor.tenant, id).await?)
    }

    /// Finds the application with a client id and checks its secret.
    pub async fn authenticate_application(
        &self,
        tenant: TenantId,
        app_id: AppId,
        secret: &str,
    ) -> Result<Caller, ClientError> {
        let mut tx = self.read().await?;
        let now = tx.now();
        let found = store::find_by_app_id(&mut tx, tenant, app_id)
            .await
            .map_err(Error::from)?;
        let application = found.ok_or(ClientError::Unknown)?;
        let secrets = store::secrets(&mut tx, tenant, application.id)
            .await
            .map_err(Error::from)?;
        let hash = client_secret_hash(secret);
        let right = secrets
            .iter()
            .find(|kept| bool::from(kept.hash.ct_eq(&hash)));
        match right {
            None => Err(ClientError::WrongSecret),
            Some(kept) if kept.ends_at <= now || now < kept.starts_at => {
                Err(ClientError::ExpiredSecret)
            }
            Some(_) => {
                let roles = store::permissions(&mut tx, tenant, application.id)
                    .await
                    .map_err(Error::from)?;
                Ok(Caller {
                    application,
                    roles,
                    proof: Proof::Secret,
                })
            }
        }
    }
}

/// Why an application is not believed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The tenant has no such application.
    #[error("no such application")]
    Unknown,
    /// The secret is not one of its secrets.
    #[error("the secret is wrong")]
    WrongSecret,
    /// The secret was right once.
    #[error("the secret has expired")]
    ExpiredSecret,
    /// The assertion is not good, or none of its certificates made it.
    #[error(transparent)]
    Assertion(AssertionError),
    /// The assertion is good and its certificate is not, any more or yet.
    #[error("the certificate has expired or is not valid yet")]
    ExpiredCertificate,
    /// The assertion was used before.
    #[error("the assertion was used before")]
    UsedAssertion,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

/// What permissions granted to an application allow here; unknown ones allow nothing.
pub fn permissions_of(roles: &[String]) -> Permissions {
    roles
        .iter()
        .filter_map(|role| GraphPermission::parse(role))
        .fold(Permissions::NONE, |all, permission| {
            all.union(permission.permissions())
        })
}

/// What the audit log says of a secret that came or went.
fn secret_change(application: &Application, old: Option<&Secret>, new: Option<&Secret>) -> Target {
    let text = |secret: Option<&Secret>| secret.map(|it| it.key_id.to_string()).unwrap_or_default();
    super::crud::target(application).change("KeyDescription", &text(old), &text(new))
}

/// Scanners find leaked secrets by it.
const PREFIX: &str = "hsp_";

/// 256 random bits.
fn secret_text(entropy: &dyn Entropy) -> String {
    format!("{PREFIX}{}", SessionSecret::generate(entropy).reveal())
}
