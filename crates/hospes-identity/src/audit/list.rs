//! Reading the log.

use uuid::Uuid;

use super::{Activity, AuditEvent, store};
use crate::actor::{Actor, Permission};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{AuditEventId, CorrelationId, UserId};
use crate::page::{Page, PageRequest};
use crate::{Identity, user};

/// Which events, newest first.
#[derive(Debug, Clone)]
pub struct AuditQuery {
    /// Only of this activity.
    pub activity: Option<Activity>,
    /// Only by this user or application.
    pub actor: Option<Uuid>,
    /// Only done to this object.
    pub target: Option<Uuid>,
    /// Only of the request with this reference number.
    pub reference: Option<CorrelationId>,
    /// Only from then on.
    pub since: Option<Timestamp>,
    /// Only before then.
    pub until: Option<Timestamp>,
    /// Which page.
    pub page: PageRequest,
}

impl AuditQuery {
    /// All events.
    pub fn all(page: PageRequest) -> Self {
        Self {
            activity: None,
            actor: None,
            target: None,
            reference: None,
            since: None,
            until: None,
            page,
        }
    }
}

impl Identity {
    /// A page of the log.
    pub async fn audit_events(
        &self,
        actor: &Actor,
        query: &AuditQuery,
    ) -> Result<Page<AuditEvent>> {
        actor.require(Permission::ReadAudit)?;
        store::list(&mut self.read().await?, actor.tenant, query).await
    }

    /// What was done to a user. Who may read the directory may know it.
    pub async fn history_of_user(
        &self,
        actor: &Actor,
        user: UserId,
        page: PageRequest,
    ) -> Result<Page<AuditEvent>> {
        actor.require(Permission::ReadDirectory)?;
        let query = AuditQuery {
            target: Some(user.0),
            ..AuditQuery::all(page)
        };
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, user).await?;
        store::list(&mut tx, actor.tenant, &query).await
    }

    /// One event.
    pub async fn audit_event(&self, actor: &Actor, id: AuditEventId) -> Result<AuditEvent> {
        actor.require(Permission::ReadAudit)?;
        let found = store::find(&mut self.read().await?, actor.tenant, id).await?;
        found.ok_or(Error::NotFound {
            what: "audit event",
        })
    }
}
