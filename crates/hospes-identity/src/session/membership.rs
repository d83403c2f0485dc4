//! Who a person is in a tenant, and what they may do there.

use super::Session;
use crate::actor::{Actor, Circumstances, Who};
use crate::authenticator::{self, Need, Proved};
use crate::cross_tenant_access::Side;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserId};
use crate::role::{self, Role};
use crate::tenant::{self, Tenant};
use crate::user::{self, Issuer, User};
use crate::{Identity, Permission, Permissions, cross_tenant_access, identity_provider};

/// A person in a tenant.
#[derive(Debug, Clone)]
pub struct Membership {
    /// The tenant.
    pub tenant: Tenant,
    /// Their user object there.
    pub user: User,
    /// Their roles there.
    pub roles: Vec<Role>,
    /// They as somebody who acts.
    pub actor: Actor,
    /// Whether it is their home.
    pub is_home: bool,
    /// Whether they may leave by themselves.
    pub may_leave: bool,
    /// Whom the organisation names for questions about data.
    pub privacy_contact: Option<String>,
    /// Whether the session has to prove more before they may act.
    pub second_factor: Need,
    /// What it proved besides the first factor that counts here.
    pub proved: Option<Proved>,
}

/// Somebody who is a guest of a tenant, and is not let in at present because cross-tenant access settings say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// The name of the tenant.
    pub host: String,
    /// Whose people are not let in: the name of the organisation that holds their account, or the domain of the mailbox
    /// that they proved.
    pub home: String,
    /// Whose settings say so.
    pub side: Side,
    /// Whom the organization that says so names for questions, if it does.
    pub contact: Option<String>,
}

impl Identity {
    /// Why the person of a session is not let into a tenant of which they are a guest: the one named, or the one they
    /// acted in. `None` for whoever is nobody there, so that nobody learns of organisations that they don't belong to.
    pub async fn kept_out(
        &self,
        session: &Session,
        tenant: Option<TenantId>,
    ) -> Result<Option<KeptOut>> {
        let mut tx = self.read().await?;
        let identity = (session.issuer, session.subject.as_str());
        let Some(tenant) = meant(&mut tx, session, tenant).await? else {
            return Ok(None);
        };
        if known(&mut tx, session, tenant).await?.is_none() {
            return Ok(None);
        }
        let block = cross_tenant_access::blocked_identity(&mut tx, tenant, identity, None).await?;
        let Some(block) = block else {
            return Ok(None);
        };
        let asked = match (block.side, session.issuer) {
            (Side::Outbound, Issuer::Tenant(home)) => home,
            (Side::Outbound, Issuer::Mail | Issuer::Provider(_)) | (Side::Inbound, _) => tenant,
        };
        let contact = tenant::settings_of(&mut tx, asked).await?.privacy_contact;
        let home = match session.issuer {
            Issuer::Tenant(home) => tenant::find(&mut tx, home).await?.display_name,
            Issuer::Mail | Issuer::Provider(_) => {
                let domain = session.address.rsplit_once('@');
                domain.map_or(session.address.as_str(), |(_, domain)| domain)
            }
            .to_owned(),
        };
        Ok(Some(KeptOut {
            host: tenant::find(&mut tx, tenant).await?.display_name,
            home,
            side: block.side,
            contact,
        }))
    }

    /// Whom a tenant names for questions that does not let the person of a session in: the one named, or the one they
    /// acted in. Who is blocked there is told; `None` for whoever is nobody there.
    pub async fn contact_outside(
        &self,
        session: &Session,
        tenant: Option<TenantId>,
    ) -> Result<Option<String>> {
        let mut tx = self.read().await?;
        let Some(tenant) = meant(&mut tx, session, tenant).await? else {
            return Ok(None);
        };
        let found = user::find_by_identity(&mut tx, tenant, session.issuer, &session.subject);
        if found.await?.is_none_or(|user| user.deleted_at.is_some()) {
            return Ok(None);
        }
        Ok(tenant::settings_of(&mut tx, tenant).await?.privacy_contact)
    }

    /// Who the person of a session is in a tenant; `None` when they are nobody there, or may not act.
    pub async fn membership(
        &self,
        session: &Session,
        tenant: TenantId,
        circumstances: &Circumstances,
    ) -> Result<Option<Membership>> {
        let mut tx = self.read().await?;
        of(&mut tx, session, tenant, circumstances).await
    }

    /// The organisation the person acts in: the one they chose, their home, or the first they belong to.
    pub async fn current_membership(
        &self,
        session: &Session,
        circumstances: &Circumstances,
    ) -> Result<Option<Membership>> {
        if let Some(tenant) = session.current_tenant
            && let Some(found) = self.membership(session, tenant, circumstances).await?
        {
            return Ok(Some(found));
        }
        for found in self.organizations(session).await? {
            let found = self
                .membership(session, found.tenant, circumstances)
                .await?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

/// The tenant that the person of a session wants to be in: the one named, the one they acted in, or the first.
async fn meant(
    tx: &mut Tx,
    session: &Session,
    named: Option<TenantId>,
) -> Result<Option<TenantId>> {
    if let Some(tenant) = named.or(session.current_tenant) {
        return Ok(Some(tenant));
    }
    let all = user::memberships_of(tx, session.issuer, &session.subject).await?;
    Ok(all.first().map(|(tenant, _)| *tenant))
}

/// The user that the person of a session is in a tenant, if they are active there and were not signed out since.
async fn known(tx: &mut Tx, session: &Session, tenant: TenantId) -> Result<Option<User>> {
    let found = user::find_by_identity(tx, tenant, session.issuer, &session.subject).await?;
    let now = tx.now();
    let may_act =
        |user: &User| user.is_active(now) && user.sessions_valid_from <= session.authenticated_at;
    Ok(found.filter(may_act))
}

/// Who the person of a session is in a tenant; `None` when they are nobody there, or may not act.
pub(crate) async fn of(
    tx: &mut Tx,
    session: &Session,
    tenant: TenantId,
    circumstances: &Circumstances,
) -> Result<Option<Membership>> {
    let Some(user) = known(tx, session, tenant).await? else {
        return Ok(None);
    };
    // Who was let in by a provider that nobody is sent to any more has to come another way.
    if let Issuer::Provider(provider) = session.issuer
        && (provider.tenant != tenant || !identity_provider::is_active(tx, provider).await?)
    {
        return Ok(None);
    }
    let identity = (session.issuer, session.subject.as_str());
    if cross_tenant_access::blocked_identity(tx, tenant, identity, None)
        .await?
        .is_some()
    {
        return Ok(None);
    }
    let is_home = session.issuer == Issuer::Tenant(tenant);
    let mut found = member(tx, user, (tenant, is_home), circumstances).await?;
    found.proved = authenticator::proved(tx, session, tenant).await?;
    found.second_factor = authenticator::need(tx, session, &found).await?;
    Ok(Some(found))
}

/// The same for a user whose sign-in was checked otherwise: by a token.
pub(crate) async fn of_user(
    tx: &mut Tx,
    (tenant, id): (TenantId, UserId),
    circumstances: &Circumstances,
) -> Result<Option<Membership>> {
    let now = tx.now();
    let user = match user::find(tx, tenant, id).await {
        Ok(user) if user.is_active(now) => user,
        Ok(_) | Err(Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_home = user.has_password();
    member(tx, user, (tenant, is_home), circumstances)
        .await
        .map(Some)
}

async fn member(
    tx: &mut Tx,
    user: User,
    (tenant, is_home): (TenantId, bool),
    circumstances: &Circumstances,
) -> Result<Membership> {
    let roles = role::of_user(tx, tenant, user.id).await?;
    let settings = tenant::settings_of(tx, tenant).await?;
    let base = tenant::base_permissions(&settings, user.is_guest());
    let by_roles = role::permissions_of(&roles);
    let by_role = by_roles.has(Permission::InviteGuests);
    let permissions = by_roles.union(base);
    let mut actor = Actor {
        tenant,
        who: Who::User {
            id: user.id,
            name: user.user_principal_name.clone(),
            display_name: user.display_name.clone(),
            mail: user.mail.clone(),
            is_guest: user.is_guest(),
        },
        permissions,
        delegated: None,
        circumstances: circumstances.clone(),
    };
    // The settings decide either way: they can let everybody invite, and nobody.
    actor.permissions = if tenant::invite_policy(&settings, &actor.who, by_role) {
        permissions.union(Permissions::of(&[Permission::InviteGuests]))
    } else {
        permissions.without(Permission::InviteGuests)
    };
    Ok(Membership {
        tenant: tenant::find(tx, tenant).await?,
        is_home,
        may_leave: !is_home && settings.guests_may_leave,
        privacy_contact: settings.privacy_contact,
        second_factor: Need::No,
        proved: None,
        user,
        roles,
        actor,
    })
}
