//! Changing what a user flow asks, and who decides.

use super::{Approval, NewAttribute, UserFlow, labels, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::error::{Error, Result};
use crate::ids::{UserFlowId, UserId};
use crate::tenant::words;
use crate::{Identity, user};

/// So many attributes a flow may ask for.
const MOST_ATTRIBUTES: usize = 20;
/// So many sponsors a flow may name.
const MOST_APPROVERS: usize = 10;

words! {
    /// Where an attribute goes.
    Move {
        /// One place up.
        Up = "up",
        /// One place down.
        Down = "down",
    }
}

impl Identity {
    /// Says who decides. Sponsors, at most 10 users of the tenant, count only where it is them.
    pub async fn set_approval(
        &self,
        actor: &Actor,
        id: UserFlowId,
        (approval, sponsors): (Approval, &[UserId]),
    ) -> Result<UserFlow> {
        if approval == Approval::Sponsors && sponsors.is_empty() {
            return Err(Error::invalid("sponsors", "name at least one"));
        }
        if approval != Approval::Sponsors && !sponsors.is_empty() {
            return Err(Error::invalid(
                "sponsors",
                "choose Named sponsors, or leave this empty",
            ));
        }
        if sponsors.len() > MOST_APPROVERS {
            return Err(Error::invalid("sponsors", "there are more than 10"));
        }
        actor.require(Permission::ManageCollaboration)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut flow = store::find(&mut tx, actor.tenant, id).await?;
            let before = flow.approval;
            let old = store::approvers(&mut tx, actor.tenant, id).await?;
            let mut names = Vec::new();
            for sponsor in sponsors {
                let unknown = Error::invalid("sponsors", "one of them does not exist");
                let found = user::find_present(&mut tx, actor.tenant, *sponsor).await;
                names.push(
                    found
                        .map_err(|error| error.if_missing(unknown))?
                        .display_name,
                );
            }
            store::set_approvers(&mut tx, actor.tenant, (id, sponsors)).await?;
            flow.approval = approval;
            flow.changed_at = tx.now();
            store::save(&mut tx, &flow).await?;
            let old: Vec<String> = old.into_iter().map(|one| one.name).collect();
            let target = flow
                .target()
                .change("Approval", before.as_str(), approval.as_str())
                .change("Sponsors", &old.join(", "), &names.join(", "));
            self.finish_flow(tx, actor, target).await?;
            Ok(flow)
        })
        .await
    }

    /// Asks for one more attribute, at the end. At most 20, and each once.
    pub async fn add_flow_attribute(
        &self,
        actor: &Actor,
        id: UserFlowId,
        new: &NewAttribute,
    ) -> Result<UserFlow> {
        actor.require(Permission::ManageCollaboration)?;
        let attribute = new.checked()?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut flow = store::find(&mut tx, actor.tenant, id).await?;
            let is_same = |one: &super::Attribute| one.name.eq_ignore_ascii_case(&attribute.name);
            if flow.attributes.iter().any(is_same) {
                return Err(Error::invalid("name", "it is asked for already"));
            }
            if flow.attributes.len() >= MOST_ATTRIBUTES {
                return Err(Error::invalid("name", "there are 20 attributes already"));
            }
            flow.attributes.push(attribute.clone());
            flow.changed_at = tx.now();
            store::save(&mut tx, &flow).await?;
            let target = flow.target().change("Attribute", "", &attribute.name);
            self.finish_flow(tx, actor, target).await?;
            Ok(flow)
        })
        .await
    }

    /// Asks for an attribute no more. What was answered stays with the requests.
    pub async fn remove_flow_attribute(
        &self,
        actor: &Actor,
        id: UserFlowId,
        name: &str,
    ) -> Result<UserFlow> {
        actor.require(Permission::ManageCollaboration)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut flow = store::find(&mut tx, actor.tenant, id).await?;
            let before = flow.attributes.len();
            flow.attributes.retain(|one| one.name != name);
            if flow.attributes.len() == before {
                return Err(Error::NotFound { what: "attribute" });
            }
            labels::delete(&mut tx, actor.tenant, (id, name)).await?;
            flow.changed_at = tx.now();
            store::save(&mut tx, &flow).await?;
            let target = flow.target().change("Attribute", name, "");
            self.finish_flow(tx, actor, target).await?;
            Ok(flow)
        })
        .await
    }

    /// Asks for an attribute earlier or later than it was.
    pub async fn move_flow_attribute(
        &self,
        actor: &Actor,
        id: UserFlowId,
        (name, to): (&str, Move),
    ) -> Result<UserFlow> {
        actor.require(Permission::ManageCollaboration)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut flow = store::find(&mut tx, actor.tenant, id).await?;
            let place = flow.attributes.iter().position(|one| one.name == name);
            let place = place.ok_or(Error::NotFound { what: "attribute" })?;
            let order = |flow: &UserFlow| {
                let names: Vec<&str> = flow
                    .attributes
                    .iter()
                    .map(|one| one.name.as_str())
                    .collect();
                names.join(", ")
            };
            let before = order(&flow);
            let moved = flow.attributes.remove(place);
            let end = flow.attributes.len();
            let new_place = match to {
                Move::Up => place.saturating_sub(1),
                Move::Down => (place + 1).min(end),
            };
            flow.attributes.insert(new_place, moved);
            flow.changed_at = tx.now();
            store::save(&mut tx, &flow).await?;
            let target = flow.target().change("Order", &before, &order(&flow));
            self.finish_flow(tx, actor, target).await?;
            Ok(flow)
        })
        .await
    }

    /// Records that a flow changed, and commits.
    pub(super) async fn finish_flow(
        &self,
        mut tx: crate::db::Tx,
        actor: &Actor,
        target: Target,
    ) -> Result<()> {
        Entry::new(Activity::UpdateUserFlow)
            .target(target)
            .record(&mut tx, actor)
            .await?;
        Ok(tx.commit().await?)
    }
}
