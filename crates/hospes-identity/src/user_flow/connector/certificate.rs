//! Another client certificate for a connector, in two steps: it is made and shown, so that the API can accept it beside
//! the one in use, and used once somebody says so.

use super::{
    Authentication, ClientIdentity, PURPOSE, SUBJECT, Step, certificate_of, context, store,
};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::UserFlowId;
use crate::user_flow::store as flows;

const NEXT: &str = "ApiConnectorNextCertificate";

/// There is one already, or none.
const fn conflict() -> Error {
    Error::Conflict {
        what: "next certificate",
    }
}

impl Identity {
    /// Makes the next certificate of a connector that is told who asks by one. It is not used yet. A conflict: there is a
    /// next one, or the connector has no certificate.
    pub async fn prepare_connector_certificate(
        &self,
        actor: &Actor,
        id: UserFlowId,
        step: Step,
    ) -> Result<()> {
        actor.require(Permission::ManageCollaboration)?;
        let mut tx = self.read().await?;
        let flow = flows::find(&mut tx, actor.tenant, id).await?;
        let connector = store::required(&mut tx, actor.tenant, (id, step)).await?;
        drop(tx);
        let has_certificate = matches!(connector.authentication, Authentication::Certificate(_));
        if !has_certificate || connector.next.is_some() {
            return Err(conflict());
        }
        // Not with a transaction open: it takes a tenth of a second.
        let made = self.self_signed(SUBJECT).await?;
        let next = certificate_of(&made)?;
        let (keyring, entropy) = (&self.env.keyring, self.env.entropy.as_ref());
        let sealed = keyring.seal(entropy, PURPOSE, &context(&flow, step), &made.key);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let flow = flows::find(&mut tx, actor.tenant, id).await?;
            store::required(&mut tx, actor.tenant, (id, step)).await?;
            let made = (&next, sealed.clone());
            if !store::set_next(&mut tx, actor.tenant, (id, step), made).await? {
                return Err(conflict());
            }
            let target = flow
                .target()
                .change(NEXT, "", &next.certificate.thumbprint())
                .change("ApiConnectorStep", "", step.as_str());
            self.finish_flow(tx, actor, target).await
        })
        .await
    }

    /// Uses the next certificate from now on; the one before is forgotten. A conflict: there is none.
    pub async fn use_next_connector_certificate(
        &self,
        actor: &Actor,
        id: UserFlowId,
        step: Step,
    ) -> Result<()> {
        actor.require(Permission::ManageCollaboration)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let flow = flows::find(&mut tx, actor.tenant, id).await?;
            let before = store::required(&mut tx, actor.tenant, (id, step)).await?;
            let next: ClientIdentity = before.next.ok_or_else(conflict)?;
            store::use_next(&mut tx, actor.tenant, (id, step)).await?;
            let thumbprint = next.certificate.thumbprint();
            let target = flow
                .target()
                .change(NEXT, &thumbprint, "")
                .change("ApiConnectorStep", "", step.as_str())
                .change(
                    "ApiConnectorAuthentication",
                    &before.authentication.described(),
                    &format!("certificate {thumbprint}"),
                );
            self.finish_flow(tx, actor, target).await
        })
        .await
    }

    /// Forgets the next certificate; the one in use stays. A conflict: there is none.
    pub async fn discard_next_connector_certificate(
        &self,
        actor: &Actor,
        id: UserFlowId,
        step: Step,
    ) -> Result<()> {
        actor.require(Permission::ManageCollaboration)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let flow = flows::find(&mut tx, actor.tenant, id).await?;
            let connector = store::required(&mut tx, actor.tenant, (id, step)).await?;
            let next = connector.next.ok_or_else(conflict)?;
            store::discard_next(&mut tx, actor.tenant, (id, step)).await?;
            let target = flow
                .target()
                .change(NEXT, &next.certificate.thumbprint(), "")
                .change("ApiConnectorStep", "", step.as_str());
            self.finish_flow(tx, actor, target).await
        })
        .await
    }
}
