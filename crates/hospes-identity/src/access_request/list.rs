//! Reading requests.

use super::decide::require_decider;
use super::{AccessRequest, State, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::ids::{AccessRequestId, UserId};
use crate::page::{Page, PageRequest};

/// Which requests, newest first.
#[derive(Debug, Clone)]
pub struct AccessRequestQuery {
    /// Only those of which this became, as it is stored.
    pub state: Option<State>,
    /// Which page.
    pub page: PageRequest,
}

/// So many that wait are shown to whoever decides about them.
const MOST_WAITING: i64 = 1_000;

impl Identity {
    /// A page of all requests.
    pub async fn access_requests(
        &self,
        actor: &Actor,
        query: &AccessRequestQuery,
    ) -> Result<Page<AccessRequest>> {
        actor.require(Permission::ReadSettings)?;
        actor.require(Permission::ReadDirectory)?;
        store::list(&mut self.read().await?, actor.tenant, query).await
    }

    /// The requests that became a user, newest first, at most 20: with what the person answered.
    pub async fn access_requests_of(
        &self,
        actor: &Actor,
        id: UserId,
    ) -> Result<Vec<AccessRequest>> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        crate::user::find(&mut tx, actor.tenant, id).await?;
        store::of_user(&mut tx, actor.tenant, id).await
    }

    /// The requests about which the actor decides and that wait, the oldest first, at most 1,000.
    pub async fn requests_to_decide(&self, actor: &Actor) -> Result<Vec<AccessRequest>> {
        let decider = if actor.may(Permission::ManageCollaboration) {
            None
        } else if let Some(user) = actor.user() {
            Some(user)
        } else {
            return Ok(Vec::new());
        };
        let mut tx = self.read().await?;
        store::waiting(&mut tx, actor.tenant, (decider, MOST_WAITING)).await
    }

    /// A request for whoever decides about it, in whatever state it is.
    pub async fn request_to_decide(
        &self,
        actor: &Actor,
        id: AccessRequestId,
    ) -> Result<AccessRequest> {
        let mut tx = self.read().await?;
        let request = store::find(&mut tx, actor.tenant, id).await?;
        require_decider(&mut tx, actor, &request).await?;
        Ok(request)
    }
}
