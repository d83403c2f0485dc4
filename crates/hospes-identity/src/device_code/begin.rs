//! A device asks, and gets its codes.

use hospes_protocol::oauth::Platform;

use super::State;
use super::store::{self, Request};
use super::{AskedTenant, DeviceError, INTERVAL_SECONDS, LIFE, UserCode};
use crate::Identity;
use crate::actor::Circumstances;
use crate::application::{self, ClientError, allows_public_flows};
use crate::env::Span;
use crate::error::{Error, Result};
use crate::ids::AppId;
use crate::limit::{self, Limit};
use crate::secret::DeviceSecret;
use crate::session::NOBODY;

/// What a device asks for.
#[derive(Debug)]
pub struct DeviceAsked<'a> {
    /// The tenant of the path; `None` for `common` and its like, where who signs in decides.
    pub tenant: AskedTenant,
    /// The client id.
    pub app_id: AppId,
    /// Whether it came with a secret. If the tenant is known, the secret was right.
    pub has_proof: bool,
    /// The scopes, each of which is one that could be granted.
    pub scope: &'a str,
}

/// The codes of a device.
#[derive(Debug)]
pub struct DeviceCode {
    /// By which the device asks: 256 bits in 43 characters.
    pub device_code: String,
    /// What people type.
    pub user_code: UserCode,
}

impl Identity {
    /// Gives a device its codes. Whoever it is: nothing comes of them until somebody approves.
    pub async fn begin_device_sign_in(
        &self,
        asked: &DeviceAsked<'_>,
        circumstances: &Circumstances,
    ) -> Result<DeviceCode, DeviceError> {
        let cap = self.env.limits.device_codes_per_network;
        let network = circumstances.network();
        let limit = Limit::new("device-code", &network, cap, Span::hours(1));
        self.retrying(|| async {
            let mut tx = self.write().await?;
            if let Some(tenant) = asked.tenant
                && let Err(error) = check(&mut tx, tenant, asked).await
            {
                return Ok(Err(error));
            }
            limit::take(&mut tx, NOBODY, &limit).await?;
            let secret = DeviceSecret::generate(tx.entropy());
            let user_code = UserCode::generate(tx.entropy());
            let now = tx.now();
            let platform = if asked.has_proof {
                Platform::Web
            } else {
                Platform::Public
            };
            let request = Request {
                id: tx.new_id(),
                asked_tenant: asked.tenant,
                app_id: asked.app_id,
                scope: asked.scope.to_owned(),
                platform: platform.as_str().to_owned(),
                network: network.clone(),
                user_agent: circumstances.user_agent.clone(),
                state: State::Pending,
                approved_tenant: None,
                payload: None,
                interval_seconds: INTERVAL_SECONDS,
                polled_at: None,
                created_at: now,
                expires_at: now.plus(LIFE),
            };
            let kept = (secret.hash(), user_code.mac(&self.env.keyring));
            if !store::insert(&mut tx, &request, kept).await? {
                // Two of 20^9 that are the same: the client asks again.
                return Err(Error::Conflict { what: "code" });
            }
            tx.commit().await?;
            Ok(Ok(DeviceCode {
                device_code: secret.reveal(),
                user_code,
            }))
        })
        .await?
    }

    /// Sweep: forgets codes of devices whose time is over.
    pub async fn forget_old_device_codes(&self) -> Result<crate::SweepReport> {
        let gone = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let gone = store::delete_ended(&mut tx).await?;
                tx.commit().await?;
                Ok(gone)
            })
            .await?;
        Ok(crate::SweepReport {
            changed: gone,
            more: gone >= crate::identity::SWEEP_ROWS.unsigned_abs(),
        })
    }
}

async fn check(
    tx: &mut crate::db::Tx,
    tenant: crate::ids::TenantId,
    asked: &DeviceAsked<'_>,
) -> Result<(), DeviceError> {
    match application::client(tx, tenant, asked.app_id).await {
        Ok(client) if asked.has_proof || allows_public_flows(&client) => Ok(()),
        Ok(_) => Err(DeviceError::MustProve),
        Err(ClientError::Other(error)) => Err(error.into()),
        Err(_) => Err(DeviceError::UnknownApplication {
            client_id: asked.app_id.to_string(),
            tenant: tenant.to_string(),
        }),
    }
}
