//! Making an internal user of an external one.
//!
//! The user keeps their object with its groups, applications and sponsors; who signed in as them from elsewhere no
//! longer does. It is not undone. The other direction is an invitation of the user: see `invitation`.

use hospes_protocol::address::Address;

use super::create::NewPassword;
use super::guest::unbind_identities;
use super::{BoundIdentity, Issuer, User, UserType, addresses, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::{
    Identity, authenticator, device_code, grant, identity_provider, invitation, role, session,
    tenant,
};

/// How an external user signs in once they are an internal one.
#[derive(Debug, Clone)]
pub struct InternalAccount {
    /// The name to sign in with; its domain must be one of the tenant's.
    pub user_principal_name: Address,
    /// The first password; one is made up when empty.
    pub password: Option<String>,
    /// Whether the first sign-in asks for a new one.
    pub must_change_password: bool,
    /// The mail address from now on, in a domain of the tenant; the present one stays when empty.
    pub mail: Option<Address>,
}

/// A user who was made an internal one.
#[derive(Debug, Clone)]
pub struct Converted {
    /// The user.
    pub user: User,
    /// When that was.
    pub converted_at: Timestamp,
    /// The password that was made up, to be shown once.
    pub password: Option<String>,
}

impl Identity {
    /// Makes an external user an internal member, with a name and a password of the tenant. Refused for whoever holds
    /// a directory role.
    pub async fn convert_to_internal(
        &self,
        actor: &Actor,
        id: UserId,
        account: &InternalAccount,
    ) -> Result<Converted> {
        actor.require(Permission::ConvertToInternal)?;
        let mut tx = self.read().await?;
        let user = convertible(&mut tx, actor, id).await?;
        drop(tx);
        let mut own = vec![
            account.user_principal_name.as_typed(),
            user.display_name.as_str(),
        ];
        own.extend(user.mail.as_deref());
        let password = account.password.as_deref();
        let new = self.new_password(actor.tenant, password, &own).await?;
        let (user, converted_at) = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let user = convert(&mut tx, actor, (id, account), &new).await?;
                let at = tx.now();
                tx.commit().await?;
                Ok((user, at))
            })
            .await?;
        Ok(Converted {
            user,
            converted_at,
            password: new.made_up,
        })
    }

    /// When a user was made an internal one; `None`: never.
    pub async fn converted_to_internal_at(
        &self,
        actor: &Actor,
        id: UserId,
    ) -> Result<Option<Timestamp>> {
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        store::find(&mut tx, actor.tenant, id).await?;
        Ok(store::converted_at(&mut tx, actor.tenant, id).await?)
    }
}

/// A user who can be made an internal one, by this actor.
async fn convertible(tx: &mut Tx, actor: &Actor, id: UserId) -> Result<User> {
    let user = store::find_present(tx, actor.tenant, id).await?;
    role::may_manage(tx, actor, id).await?;
    if user.has_password() {
        return Err(Error::invalid(
            "user",
            "this user is an internal one already",
        ));
    }
    if !role::of_user(tx, actor.tenant, id).await?.is_empty() {
        let reason = "this user holds a directory role; take it from them first";
        return Err(Error::invalid("user", reason));
    }
    Ok(user)
}

async fn check_domain(
    tx: &mut Tx,
    actor: &Actor,
    (field, address): (&'static str, &Address),
) -> Result<()> {
    if tenant::tenant_of_domain(tx, address.domain()).await? == Some(actor.tenant) {
        return Ok(());
    }
    let reason = "its domain is not one of this organization's";
    Err(Error::invalid(field, reason))
}

async fn convert(
    tx: &mut Tx,
    actor: &Actor,
    (id, account): (UserId, &InternalAccount),
    password: &NewPassword,
) -> Result<User> {
    let was = convertible(tx, actor, id).await?;
    let (mut user, tenant) = (was.clone(), actor.tenant);
    let name = ("userPrincipalName", &account.user_principal_name);
    check_domain(tx, actor, name).await?;
    if let Some(mail) = &account.mail {
        check_domain(tx, actor, ("mail", mail)).await?;
        user.mail = Some(mail.as_typed().to_owned());
    }
    account
        .user_principal_name
        .as_typed()
        .clone_into(&mut user.user_principal_name);
    user.user_type = UserType::Member;
    user.password_hash = Some(password.hash.clone());
    user.must_change_password = account.must_change_password;
    user.invitation_state = None;
    user.invitation_state_changed_at = None;
    user.sessions_valid_from = tx.now();
    if !addresses::claim(tx, tenant, &user, &addresses::of(&was)).await? {
        let what = "userPrincipalName";
        return Err(Error::Conflict { what });
    }
    let unbound = end_external(tx, actor, id).await?;
    let subject = id.to_string();
    store::insert_identity(tx, tenant, id, (Issuer::Tenant(tenant), &subject)).await?;
    store::save(tx, tenant, &mut user).await?;
    store::insert_conversion(tx, tenant, id).await?;
    let target = Target::user(&user)
        .change(
            "UserPrincipalName",
            &was.user_principal_name,
            &user.user_principal_name,
        )
        .change("UserType", was.user_type.as_str(), user.user_type.as_str())
        .change("Identities", &names(&unbound), &user.user_principal_name);
    Entry::new(Activity::ConvertToInternal)
        .target(target)
        .record(tx, actor)
        .await?;
    Ok(user)
}

/// Ends what signs in as a user from elsewhere, and what came of it; gives what was bound.
async fn end_external(tx: &mut Tx, actor: &Actor, id: UserId) -> Result<Vec<BoundIdentity>> {
    let tenant = actor.tenant;
    invitation::withdraw(tx, tenant, id, "the guest became an internal user").await?;
    let bound = unbind_identities(tx, tenant, id).await?;
    identity_provider::delete_choice(tx, tenant, id).await?;
    authenticator::delete_for_user(tx, tenant, id).await?;
    grant::delete_for_user(tx, tenant, id).await?;
    device_code::delete_for_user(tx, tenant, id).await?;
    Ok(bound)
}

fn names(bound: &[BoundIdentity]) -> String {
    let name = |one: &BoundIdentity| format!("{} {}", one.issuer.to_text(), one.subject);
    bound.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Makes an external user of an internal one who has just redeemed: their password and everything that signed in with
/// it end. The caller has bound the identity that is theirs from now on, and saves the user.
pub(crate) async fn end_internal(tx: &mut Tx, actor: &Actor, user: &mut User) -> Result<()> {
    let tenant = actor.tenant;
    let own = Issuer::Tenant(tenant);
    for identity in store::identities_of(tx, tenant, user.id).await? {
        if identity.issuer == own {
            store::delete_identity(tx, tenant, (own, &identity.subject)).await?;
            session::delete_for_identity(tx, tenant, &identity).await?;
        }
    }
    authenticator::delete_for_user(tx, tenant, user.id).await?;
    grant::delete_for_user(tx, tenant, user.id).await?;
    device_code::delete_for_user(tx, tenant, user.id).await?;
    user.password_hash = None;
    user.must_change_password = false;
    Ok(())
}
