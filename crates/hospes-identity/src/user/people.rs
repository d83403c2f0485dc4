//! A user with the people around them: sponsors and manager.

use super::{BoundIdentity, User, store};
use crate::actor::{Actor, Permission};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{GroupId, TenantId, UserId};
use crate::{Identity, group, identity_provider};

/// The original's limit.
const MOST_SPONSORS: usize = 5;

/// Who answers for a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sponsor {
    /// A person.
    User(UserId),
    /// Everybody of a group.
    Group(GroupId),
}

impl Sponsor {
    /// The id, of whichever kind.
    pub fn id(self) -> uuid::Uuid {
        match self {
            Self::User(id) => id.0,
            Self::Group(id) => id.0,
        }
    }
}

/// A user and what a page about them shows.
#[derive(Debug, Clone)]
pub struct UserDetail {
    /// The user.
    pub user: User,
    /// Who signs in as them.
    pub identities: Vec<BoundIdentity>,
    /// Who answers for them, with names.
    pub sponsors: Vec<(Sponsor, String)>,
    /// Their manager's name.
    pub manager: Option<(UserId, String)>,
}

impl Identity {
    /// A user by id, deleted or not. Everybody may see themselves.
    pub async fn user(&self, actor: &Actor, id: UserId) -> Result<User> {
        if actor.user() != Some(id) {
            actor.require(Permission::ReadDirectory)?;
        }
        store::find(&mut self.read().await?, actor.tenant, id).await
    }

    /// A user by user principal name or any of their addresses.
    pub async fn user_by_name(&self, actor: &Actor, name: &str) -> Result<User> {
        actor.require(Permission::ReadDirectory)?;
        let canonical = super::addresses::canonical(name);
        let found =
            store::find_by_address(&mut self.read().await?, actor.tenant, &canonical).await?;
        found.ok_or(Error::NotFound { what: "user" })
    }

    /// A user with identities, sponsors and manager.
    pub async fn user_detail(&self, actor: &Actor, id: UserId) -> Result<UserDetail> {
        if actor.user() != Some(id) {
            actor.require(Permission::ReadDirectory)?;
        }
        let mut tx = self.read().await?;
        let user = store::find(&mut tx, actor.tenant, id).await?;
        let identities = described(&mut tx, actor.tenant, id).await?;
        let mut sponsors = Vec::new();
        for sponsor in store::sponsors_of(&mut tx, actor.tenant, id).await? {
            let name = name_of(&mut tx, actor.tenant, sponsor).await?;
            sponsors.extend(name.map(|name| (sponsor, name)));
        }
        let mut manager = None;
        if let Some(id) = user.manager {
            let name = name_of(&mut tx, actor.tenant, Sponsor::User(id)).await?;
            manager = name.map(|name| (id, name));
        }
        Ok(UserDetail {
            user,
            identities,
            sponsors,
            manager,
        })
    }

    /// Who signs in as a user.
    pub async fn identities_of(&self, actor: &Actor, id: UserId) -> Result<Vec<BoundIdentity>> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        store::find(&mut tx, actor.tenant, id).await?;
        described(&mut tx, actor.tenant, id).await
    }
}

/// Who signs in as a user, with the providers by name.
pub(crate) async fn described(
    tx: &mut Tx,
    tenant: TenantId,
    id: UserId,
) -> Result<Vec<BoundIdentity>> {
    let mut all = store::identities_of(tx, tenant, id).await?;
    for identity in &mut all {
        identity.provider = identity_provider::vouching(tx, identity.issuer).await?;
    }
    Ok(all)
}

/// The name of somebody who is not deleted.
async fn name_of(tx: &mut Tx, tenant: TenantId, sponsor: Sponsor) -> Result<Option<String>> {
    let found = match sponsor {
        Sponsor::User(id) => {
            let user = store::find_present(tx, tenant, id).await;
            user.map(|user| user.display_name)
        }
        Sponsor::Group(id) => {
            let group = group::find(tx, tenant, id).await;
            group.map(|group| group.display_name)
        }
    };
    match found {
        Ok(name) => Ok(Some(name)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Refuses a manager who does not exist.
pub(crate) async fn check_manager(tx: &mut Tx, tenant: TenantId, id: UserId) -> Result<UserId> {
    let unknown = Error::invalid("manager", "there is no such user");
    let found = store::find_present(tx, tenant, id).await;
    Ok(found.map_err(|error| error.if_missing(unknown))?.id)
}

/// Refuses too many sponsors, and ones that do not exist.
pub(crate) async fn check_sponsors(
    tx: &mut Tx,
    tenant: TenantId,
    sponsors: &[Sponsor],
) -> Result<()> {
    if sponsors.len() > MOST_SPONSORS {
        return Err(Error::invalid("sponsors", "there are more than 5"));
    }
    for sponsor in sponsors {
        if name_of(tx, tenant, *sponsor).await?.is_none() {
            return Err(Error::invalid("sponsors", "one of them does not exist"));
        }
    }
    Ok(())
}

/// Replaces the sponsors, if they are to change; gives both lists for the audit event.
pub(crate) async fn save_sponsors(
    tx: &mut Tx,
    tenant: TenantId,
    user: UserId,
    sponsors: Option<&[Sponsor]>,
) -> Result<(String, String)> {
    let list = |sponsors: &[Sponsor]| {
        let mut ids: Vec<String> = sponsors
            .iter()
            .map(|sponsor| sponsor.id().to_string())
            .collect();
        ids.sort();
        ids.join(", ")
    };
    let Some(sponsors) = sponsors else {
        return Ok((String::new(), String::new()));
    };
    let before = store::sponsors_of(tx, tenant, user).await?;
    store::delete_sponsors(tx, tenant, user).await?;
    for sponsor in sponsors {
        store::insert_sponsor(tx, tenant, user, *sponsor).await?;
    }
    Ok((list(&before), list(sponsors)))
}
