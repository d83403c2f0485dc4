//! Making, reading and deleting user flows.

use super::{
    Approval, PREFIX, UserFlow, UserFlowDetail, UserFlowSummary, connector, labels, store,
};
use crate::Identity;
use crate::access_request;
use crate::actor::{Actor, Permission};
use crate::application::registration;
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, TenantId, UserFlowId, UserId};

/// So many a tenant may have.
const MOST: usize = 50;
/// The longest name behind the prefix, in characters.
const LONGEST_NAME: usize = 60;

impl UserFlow {
    pub(super) fn target(&self) -> Target {
        Target::other("UserFlow", self.id.0, &self.name)
    }
}

/// Whether a user decides about requests for an application through a flow, as the flow is at the moment.
pub(crate) async fn approves(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    (id, application): (UserFlowId, ApplicationId),
) -> Result<bool> {
    Ok(match store::approval(tx, tenant, id).await? {
        Some(Approval::Owners) => registration::is_owner(tx, tenant, application, user).await?,
        Some(Approval::Sponsors) => store::is_approver(tx, tenant, (id, user)).await?,
        Some(Approval::None) | None => false,
    })
}

impl Identity {
    /// The user flows of the tenant, by name.
    pub async fn user_flows(&self, actor: &Actor) -> Result<Vec<UserFlowSummary>> {
        actor.require(Permission::ReadSettings)?;
        store::list(&mut self.read().await?, actor.tenant).await
    }

    /// A user flow with all that belongs to it.
    pub async fn user_flow(&self, actor: &Actor, id: UserFlowId) -> Result<UserFlowDetail> {
        actor.require(Permission::ReadSettings)?;
        detail(&mut self.read().await?, actor.tenant, id).await
    }

    /// Makes a user flow without attributes, which nobody approves and no application has. The name may be given
    /// without its prefix: letters, digits, `_` and `-`, at most 60.
    pub async fn create_user_flow(
        &self,
        actor: &Actor,
        (name, approval): (&str, Approval),
    ) -> Result<UserFlow> {
        actor.require(Permission::ManageCollaboration)?;
        if approval == Approval::Sponsors {
            return Err(Error::invalid(
                "sponsors",
                "name them once the flow is there",
            ));
        }
        let name = full_name(name)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let flow = UserFlow {
                id: tx.new_id(),
                tenant: actor.tenant,
                name: name.clone(),
                approval,
                attributes: Vec::new(),
                created_at: tx.now(),
                changed_at: tx.now(),
            };
            if store::list(&mut tx, actor.tenant).await?.len() >= MOST {
                return Err(Error::invalid("name", "there are 50 user flows already"));
            }
            if !store::insert(&mut tx, &flow).await? {
                return Err(Error::Conflict { what: "user flow" });
            }
            Entry::new(Activity::CreateUserFlow)
                .target(flow.target().change("Approval", "", approval.as_str()))
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(flow)
        })
        .await
    }

    /// Deletes a user flow. Requests that wait for a decision end; who has access keeps it.
    pub async fn delete_user_flow(&self, actor: &Actor, id: UserFlowId) -> Result<()> {
        actor.require(Permission::ManageCollaboration)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let flow = store::find(&mut tx, actor.tenant, id).await?;
            access_request::end_of_flow(&mut tx, actor.tenant, id).await?;
            store::delete(&mut tx, actor.tenant, id).await?;
            Entry::new(Activity::DeleteUserFlow)
                .target(flow.target())
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

pub(super) async fn detail(
    tx: &mut Tx,
    tenant: TenantId,
    id: UserFlowId,
) -> Result<UserFlowDetail> {
    Ok(UserFlowDetail {
        flow: store::find(tx, tenant, id).await?,
        applications: store::applications(tx, tenant, id).await?,
        approvers: store::approvers(tx, tenant, id).await?,
        labels: labels::all(tx, tenant, id).await?,
        connectors: connector::connectors(tx, tenant, id).await?,
    })
}

fn full_name(text: &str) -> Result<String> {
    let text = text.trim();
    let bare = match text.split_at_checked(PREFIX.len()) {
        Some((head, rest)) if head.eq_ignore_ascii_case(PREFIX) => rest,
        Some(_) | None => text,
    };
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if bare.is_empty() || bare.len() > LONGEST_NAME || !bare.chars().all(is_word) {
        return Err(Error::invalid(
            "name",
            "it is not 1 to 60 letters, digits, underscores and hyphens",
        ));
    }
    Ok(format!("{PREFIX}{bare}"))
}
