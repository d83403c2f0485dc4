//! For which applications a flow is.

use super::{UserFlow, store};
use crate::actor::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, UserFlowId};
use crate::{Identity, application};

/// So many applications a flow may have.
const MOST: usize = 50;

impl Identity {
    /// Lets outsiders ask for access to an application through a flow. Whoever attaches it gives access to people whom
    /// nobody chose, so they need the right to assign applications, too. An application has one flow.
    pub async fn attach_application(
        &self,
        actor: &Actor,
        id: UserFlowId,
        application: ApplicationId,
    ) -> Result<UserFlow> {
        actor.require(Permission::ManageCollaboration)?;
        actor.require(Permission::AssignApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let flow = store::find(&mut tx, actor.tenant, id).await?;
            let found = application::find(&mut tx, actor.tenant, application).await?;
            if store::applications(&mut tx, actor.tenant, id).await?.len() >= MOST {
                return Err(Error::invalid(
                    "application",
                    "there are 50 applications already",
                ));
            }
            if !store::attach(&mut tx, actor.tenant, (id, application)).await? {
                return Err(Error::Conflict {
                    what: "user flow of the application",
                });
            }
            let target = flow.target().change("Application", "", &found.display_name);
            self.finish_flow(tx, actor, target).await?;
            Ok(flow)
        })
        .await
    }

    /// Lets nobody ask for access to an application any more through a flow. Requests that wait can still be denied.
    pub async fn detach_application(
        &self,
        actor: &Actor,
        id: UserFlowId,
        application: ApplicationId,
    ) -> Result<UserFlow> {
        actor.require(Permission::ManageCollaboration)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let flow = store::find(&mut tx, actor.tenant, id).await?;
            let found = application::find(&mut tx, actor.tenant, application).await?;
            if !store::detach(&mut tx, actor.tenant, (id, application)).await? {
                return Err(Error::NotFound {
                    what: "application",
                });
            }
            let target = flow.target().change("Application", &found.display_name, "");
            self.finish_flow(tx, actor, target).await?;
            Ok(flow)
        })
        .await
    }
}
