//! Owners of an application: members who may change what it registers without a role.

use super::store;
use crate::Identity;
use crate::actor::{Actor, Permission, Who};
use crate::application::{self, Application, permissions_of};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, UserId};
use crate::{grant, user};

/// So many an application may have.
const MOST: u64 = 100;

/// An owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub detail: String,
    /// Since when.
    pub added_at: Timestamp,
}

impl Identity {
    /// The owners of an application, by name.
    pub async fn owners(&self, actor: &Actor, id: ApplicationId) -> Result<Vec<Owner>> {
        let mut tx = self.read().await?;
        require_read(&mut tx, actor, id).await?;
        application::find(&mut tx, actor.tenant, id).await?;
        Ok(store::owners(&mut tx, actor.tenant, id).await?)
    }

    /// The applications that the actor owns, by name.
    pub async fn owned_applications(&self, actor: &Actor) -> Result<Vec<Application>> {
        let Some(user) = owning(actor) else {
            return Ok(Vec::new());
        };
        let mut tx = self.read().await?;
        Ok(application::store::of_owner(&mut tx, actor.tenant, user).await?)
    }

    /// Makes a member an owner: they may change what the application registers from then on, as far as
    /// nothing of it allows more than they may themselves. Guests cannot be owners.
    pub async fn add_owner(&self, actor: &Actor, id: ApplicationId, owner: UserId) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            require_change(&mut tx, actor, id).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let user = user::find_present(&mut tx, actor.tenant, owner).await?;
            if user.is_guest() {
                return Err(Error::invalid("owner", "a guest can’t be an owner"));
            }
            if store::count_owners(&mut tx, actor.tenant, id).await? >= MOST {
                return Err(Error::invalid("owner", "there are 100 owners already"));
            }
            if !store::insert_owner(&mut tx, actor.tenant, id, owner).await? {
                return Err(Error::Conflict { what: "owner" });
            }
            Entry::new(Activity::AddOwnerToApplication)
                .target(Target::user(&user))
                .target(application::target(&application))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes an owner's rights. An application may be without an owner: administrators look after it then.
    pub async fn remove_owner(
        &self,
        actor: &Actor,
        id: ApplicationId,
        owner: UserId,
    ) -> Result<()> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            require_change(&mut tx, actor, id).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let user = user::find(&mut tx, actor.tenant, owner).await?;
            if !store::delete_owner(&mut tx, actor.tenant, id, owner).await? {
                return Err(Error::NotFound { what: "owner" });
            }
            Entry::new(Activity::RemoveOwnerFromApplication)
                .target(Target::user(&user))
                .target(application::target(&application))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// The owners of an application, by name, without deleted users.
pub(crate) async fn owners_of(
    tx: &mut Tx,
    tenant: crate::ids::TenantId,
    id: ApplicationId,
) -> Result<Vec<Owner>> {
    Ok(store::owners(tx, tenant, id).await?)
}

/// The user whose owned applications count: one that came with a token counts as far as its scopes go.
fn owning(actor: &Actor) -> Option<UserId> {
    match &actor.who {
        Who::User { id, is_guest, .. } => {
            (!is_guest && actor.may(Permission::ManageOwnApplications)).then_some(*id)
        }
        Who::Application { .. } | Who::Person { .. } | Who::System { .. } => None,
    }
}

/// Whether the actor owns any application.
pub(super) async fn owns_any(tx: &mut Tx, actor: &Actor) -> Result<bool> {
    match owning(actor) {
        Some(user) => {
            let owned = application::store::of_owner(tx, actor.tenant, user).await?;
            Ok(!owned.is_empty())
        }
        None => Ok(false),
    }
}

async fn is_owned(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<bool> {
    match owning(actor) {
        Some(user) => Ok(store::is_owner(tx, actor.tenant, id, user).await?),
        None => Ok(false),
    }
}

/// Refuses who neither manages applications nor owns this one.
pub(crate) async fn require_change(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<()> {
    require(tx, actor, id, Permission::ManageApplications).await
}

/// Refuses who neither reads applications nor owns this one.
pub(crate) async fn require_read(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<()> {
    require(tx, actor, id, Permission::ReadApplications).await
}

async fn require(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
    permission: Permission,
) -> Result<()> {
    if actor.may(permission) || is_owned(tx, actor, id).await? {
        Ok(())
    } else {
        Err(Error::Forbidden { permission })
    }
}

/// Refuses to give somebody other ways to what people let an application have, who may not have it themselves: they
/// need its permissions of Graph, and for scopes of other applications that only administrators agree to, must
/// manage or own those, too.
pub(crate) async fn require_agreed(tx: &mut Tx, actor: &Actor, id: ApplicationId) -> Result<()> {
    let agreed = grant::consented_by_anybody(tx, actor.tenant, id).await?;
    actor.require_all(permissions_of(&agreed))?;
    for name in &agreed {
        let Some((app_id, value)) = name.split_once('/') else {
            continue;
        };
        let Ok(app_id) = app_id.parse() else {
            continue;
        };
        let found = application::store::find_by_app_id(tx, actor.tenant, app_id).await?;
        let Some(resource) = found else {
            continue;
        };
        let offered = store::find(tx, actor.tenant, resource.id).await?;
        let mut scopes = offered.oauth2_permission_scopes.iter();
        if scopes.any(|scope| scope.value == value && scope.is_admin_only) {
            require_change(tx, actor, resource.id).await?;
        }
    }
    Ok(())
}

/// Refuses to give somebody what the application can do for itself who cannot do it anyway: they need its
/// permissions of Graph, and for app roles of other applications must manage or own those, too.
pub(crate) async fn require_credentials(
    tx: &mut Tx,
    actor: &Actor,
    id: ApplicationId,
) -> Result<()> {
    require_change(tx, actor, id).await?;
    let granted = application::store::permissions(tx, actor.tenant, id).await?;
    actor.require_all(permissions_of(&granted))?;
    for (resource, _) in store::role_grants(tx, actor.tenant, id).await? {
        require_change(tx, actor, resource).await?;
    }
    // With a proof it exchanges codes, and begins sign-ins on devices.
    require_agreed(tx, actor, id).await
}
