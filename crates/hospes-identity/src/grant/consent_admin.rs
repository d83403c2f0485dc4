//! What people let an application have, as its administrators see it.

use super::consent::{ConsentScope, describe_all};

use super::store::{self, EVERYBODY};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::application::registration::GRAPH_APP_ID;
use crate::application::{self, registration};
use crate::audit::{Activity, Entry};
use crate::env::Timestamp;
use crate::error::Result;
use crate::ids::{ApplicationId, UserId};

/// A page about an application shows so many; people take theirs back in My account, too.
const MOST_SHOWN: i64 = 1_000;

/// What somebody let an application have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenConsent {
    /// Who; `None`: an administrator, for everybody.
    pub user: Option<UserId>,
    /// Their name; empty for everybody.
    pub name: String,
    /// Their address; empty for everybody.
    pub detail: String,
    /// The scopes.
    pub scopes: Vec<ConsentScope>,
    /// Since when.
    pub granted_at: Timestamp,
}

impl Identity {
    /// Who let an application have what: what was agreed to for everybody first, then the newest first, at
    /// most 1,000; deleted users are left out.
    pub async fn consents_of_application(
        &self,
        actor: &Actor,
        id: ApplicationId,
    ) -> Result<Vec<GivenConsent>> {
        actor.require(Permission::ReadApplications)?;
        let mut tx = self.read().await?;
        application::find(&mut tx, actor.tenant, id).await?;
        let mut given = Vec::new();
        for row in store::consents_of(&mut tx, actor.tenant, id, MOST_SHOWN).await? {
            let scopes = describe_all(&mut tx, actor.tenant, &row.scopes).await?;
            given.push(GivenConsent {
                user: (row.user != EVERYBODY).then_some(row.user),
                name: row.name,
                detail: row.detail,
                scopes,
                granted_at: row.granted_at,
            });
        }
        Ok(given)
    }

    /// The names of the scopes that were agreed to for everybody.
    pub async fn granted_for_everybody(
        &self,
        actor: &Actor,
        id: ApplicationId,
    ) -> Result<Vec<String>> {
        let mut tx = self.read().await?;
        registration::require_read(&mut tx, actor, id).await?;
        application::find(&mut tx, actor.tenant, id).await?;
        Ok(store::consent_of(&mut tx, actor.tenant, EVERYBODY, id).await?)
    }

    /// Lets an application have of everybody what it registered to want, without asking them, and grants it the
    /// application permissions it registered to want: of both what was shown to whoever agrees, by names, and still
    /// is wanted. Nobody gives others what they have not.
    pub async fn consent_to_required(
        &self,
        actor: &Actor,
        id: ApplicationId,
        (shown_scopes, shown_permissions): (&[String], &[String]),
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        let mut tx = self.read().await?;
        let wants = registration::find(&mut tx, actor.tenant, id).await?;
        drop(tx);
        let mut scopes = Vec::new();
        for access in &wants.required_resource_access {
            for value in &access.scopes {
                scopes.push(match access.resource_app_id {
                    GRAPH_APP_ID => value.clone(),
                    resource => format!("{resource}/{value}"),
                });
            }
        }
        scopes.retain(|scope| shown_scopes.contains(scope));
        self.consent_for_everybody(actor, id, &scopes, shown_permissions)
            .await
    }

    /// Takes back what somebody let an application have, or for `None` what was agreed to for everybody, and
    /// ends the sign-ins that came of it. What was not given is no error.
    pub async fn withdraw_consent_to(
        &self,
        actor: &Actor,
        id: ApplicationId,
        user: Option<UserId>,
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let whose = user.unwrap_or(EVERYBODY);
            let before = store::consent_of(&mut tx, actor.tenant, whose, id).await?;
            if before.is_empty() {
                return Ok(tx.commit().await?);
            }
            store::delete_consent(&mut tx, (actor.tenant, whose, id)).await?;
            match user {
                Some(user) => store::revoke_of_user(&mut tx, actor.tenant, user, id).await?,
                // Whoever agreed for themselves, too, is let in again without being asked.
                None => store::revoke_of_application(&mut tx, actor.tenant, id).await?,
            }
            let whose = user.map_or_else(|| "AllPrincipals".to_owned(), |user| user.to_string());
            Entry::new(Activity::WithdrawConsent)
                .target(application::target(&application).change(
                    "ConsentContext.Scopes",
                    &before.join(" "),
                    "",
                ))
                .detail("ConsentContext.OnBehalfOf", &whose)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
