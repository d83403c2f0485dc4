//! Deleting users: 30 days in which they can come back, then for good.

use super::{User, addresses, guest, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::identity::SWEEP_ROWS;
use crate::ids::{TenantId, UserId};
use crate::{
    Identity, SweepReport, access_request, application, authenticator, device_code, grant, group,
    identity_provider, invitation, my_apps, outbox, passcode, role, saml, session, sign_in_log,
    tenant, user_flow,
};

/// So many days a deleted user can be restored.
pub const DELETED_DAYS: u32 = 30;

/// A deleted user and until when they can come back.
#[derive(Debug, Clone)]
pub struct Deleted {
    /// The user.
    pub user: User,
    /// When they go for good.
    pub gone_at: Timestamp,
}

impl Deleted {
    /// A deleted user with the end of their thirty days.
    pub fn new(user: User) -> Self {
        let deleted = user.deleted_at.unwrap_or(user.created_at);
        Self {
            gone_at: deleted.plus(Span::days(i64::from(DELETED_DAYS))),
            user,
        }
    }
}

impl Identity {
    /// Deletes a user; for 30 days they can be restored with everything they had.
    pub async fn delete_user(&self, actor: &Actor, id: UserId) -> Result<()> {
        actor.require(Permission::DeleteUsers)?;
        if actor.user() == Some(id) {
            return Err(Error::invalid("user", "nobody can delete themselves"));
        }
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut user = store::find_present(&mut tx, actor.tenant, id).await?;
            role::may_manage(&mut tx, actor, id).await?;
            role::keep_an_administrator(&mut tx, actor, &user).await?;
            mark_deleted(&mut tx, actor.tenant, &mut user).await?;
            let target = Target::user(&user);
            Entry::new(Activity::DeleteUser)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// A guest leaves by themselves.
    pub async fn leave_organization(&self, actor: &Actor) -> Result<()> {
        let id = actor.user().ok_or(Error::Unauthenticated)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut user = store::find_present(&mut tx, actor.tenant, id).await?;
            if store::identities_of(&mut tx, actor.tenant, id)
                .await?
                .iter()
                .any(|identity| identity.issuer == super::Issuer::Tenant(actor.tenant))
            {
                return Err(Error::invalid(
                    "organization",
                    "it is your home organization",
                ));
            }
            if !tenant::settings_of(&mut tx, actor.tenant)
                .await?
                .guests_may_leave
            {
                return Err(Error::Forbidden {
                    permission: Permission::DeleteUsers,
                });
            }
            role::keep_an_administrator(&mut tx, actor, &user).await?;
            mark_deleted(&mut tx, actor.tenant, &mut user).await?;
            let target = Target::user(&user);
            Entry::new(Activity::LeaveOrganization)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Brings a deleted user back.
    pub async fn restore_user(&self, actor: &Actor, id: UserId) -> Result<User> {
        actor.require(Permission::DeleteUsers)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let mut user = deleted(&mut tx, actor.tenant, id).await?;
            role::may_manage(&mut tx, actor, id).await?;
            bring_back(&mut tx, actor.tenant, &mut user).await?;
            let target = Target::user(&user);
            Entry::new(Activity::RestoreUser)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(user)
        })
        .await
    }

    /// Deletes a deleted user for good.
    pub async fn delete_user_permanently(&self, actor: &Actor, id: UserId) -> Result<()> {
        actor.require(Permission::DeleteUsers)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let user = deleted(&mut tx, actor.tenant, id).await?;
            role::may_manage(&mut tx, actor, id).await?;
            remove(&mut tx, actor, &user).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sweep: deletes for good who was deleted 30 days ago.
    pub async fn forget_deleted_users(&self) -> Result<SweepReport> {
        // Each takes a dozen statements, so fewer of them share a transaction.
        let rows = SWEEP_ROWS / 10;
        self.sweep_tenants(rows, |tenant| async move {
            let mut tx = self.write().await?;
            let before = tx.now().minus(Span::days(i64::from(DELETED_DAYS)));
            let old = store::deleted_before(&mut tx, tenant, before, rows).await?;
            let actor = Actor::system(tenant, "deleted 30 days ago", tx.new_id());
            for id in &old {
                let user = store::find(&mut tx, tenant, *id).await?;
                remove(&mut tx, &actor, &user).await?;
            }
            tx.commit().await?;
            Ok(u64::try_from(old.len()).unwrap_or(u64::MAX))
        })
        .await
    }
}

async fn deleted(tx: &mut Tx, tenant: TenantId, id: UserId) -> Result<User> {
    let user = store::find(tx, tenant, id).await?;
    if user.deleted_at.is_none() {
        Err(Error::NotFound {
            what: "deleted user",
        })
    } else {
        Ok(user)
    }
}

/// Marks a user deleted; all they have stays for a restore.
async fn mark_deleted(tx: &mut Tx, tenant: TenantId, user: &mut User) -> Result<()> {
    user.deleted_at = Some(tx.now());
    user.sessions_valid_from = tx.now();
    store::save(tx, tenant, user).await
}

/// Brings a deleted user back in the caller's transaction.
pub(crate) async fn bring_back(tx: &mut Tx, tenant: TenantId, user: &mut User) -> Result<()> {
    user.deleted_at = None;
    store::save(tx, tenant, user).await
}

/// Removes a user from everything that names them.
async fn remove(tx: &mut Tx, actor: &Actor, user: &User) -> Result<()> {
    let (tenant, id) = (actor.tenant, user.id);
    Entry::new(Activity::HardDeleteUser)
        .target(Target::user(user))
        .detail("Addresses", &addresses::of(user).len())
        .record(tx, actor)
        .await?;
    // Before the identities go: what they opened here goes with them.
    for identity in guest::unbind_identities(tx, tenant, id).await? {
        session::delete_for_identity(tx, tenant, &identity).await?;
    }
    for address in addresses::of(user) {
        passcode::delete(tx, tenant, &address).await?;
    }
    identity_provider::delete_choice(tx, tenant, id).await?;
    role::delete_for_user(tx, tenant, id).await?;
    group::delete_for_user(tx, tenant, id).await?;
    application::delete_for_principal(tx, tenant, id.0).await?;
    authenticator::delete_for_user(tx, tenant, id).await?;
    grant::delete_for_user(tx, tenant, id).await?;
    device_code::delete_for_user(tx, tenant, id).await?;
    my_apps::delete_for_user(tx, tenant, id).await?;
    saml::delete_for_user(tx, tenant, id).await?;
    user_flow::delete_for_user(tx, tenant, id).await?;
    access_request::delete_for_user(tx, tenant, id, &addresses::of(user)).await?;
    let organization = tenant::find(tx, tenant).await?.display_name;
    invitation::delete_for_user(tx, tenant, id, &organization).await?;
    outbox::delete_for_user(tx, tenant, id).await?;
    sign_in_log::delete_for_user(tx, tenant, id, &addresses::of(user)).await?;
    Ok(store::delete(tx, tenant, id).await?)
}
