//! Creating an internal user with a password.

use std::collections::BTreeSet;

use hospes_protocol::address::{Address, Domain};
use hospes_protocol::text::single_line;

use super::{Issuer, Profile, ProfilePatch, User, UserType, addresses, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::TenantId;
use crate::name::{LONGEST, display_name};
use crate::password::{Passwords, readable};
use crate::{Identity, tenant};

/// An internal user to create.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The name to sign in with; its domain must be one of the tenant's.
    pub user_principal_name: Address,
    /// The name people see.
    pub display_name: String,
    /// The mail alias; the part before the @ when empty.
    pub mail_nickname: Option<String>,
    /// The first password; one is made up when empty.
    pub password: Option<String>,
    /// Whether the first sign-in asks for a new one.
    pub must_change_password: bool,
    /// Whether the person may sign in.
    pub account_enabled: bool,
    /// The rest.
    pub profile: ProfilePatch,
}

/// A created user.
#[derive(Debug, Clone)]
pub struct Created {
    /// The user.
    pub user: User,
    /// The password that was made up, to be shown once.
    pub password: Option<String>,
}

impl Identity {
    /// Creates an internal user.
    pub async fn create_user(&self, actor: &Actor, new: &NewUser) -> Result<Created> {
        actor.require(Permission::CreateUsers)?;
        let display_name = display_name(&new.display_name, LONGEST)?;
        let mut profile = Profile::default();
        new.profile.apply(&mut profile)?;
        let own = [
            new.user_principal_name.as_typed(),
            new.display_name.as_str(),
        ];
        let first = self
            .new_password(actor.tenant, new.password.as_deref(), &own)
            .await?;
        let user = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let mut user = member(&tx, new, &first.hash);
                user.display_name.clone_from(&display_name);
                user.profile.clone_from(&profile);
                insert(
                    &mut tx,
                    actor.tenant,
                    &user,
                    new.user_principal_name.domain(),
                )
                .await?;
                Entry::new(Activity::AddUser)
                    .target(
                        Target::user(&user)
                            .change("UserPrincipalName", "", &user.user_principal_name)
                            .change("DisplayName", "", &user.display_name)
                            .change("AccountEnabled", "", &user.account_enabled.to_string()),
                    )
                    .record(&mut tx, actor)
                    .await?;
                tx.commit().await?;
                Ok(user)
            })
            .await?;
        Ok(Created {
            user,
            password: first.made_up,
        })
    }

    /// Checks and hashes the password that is given, or makes one up. It takes longer than everything
    /// else, so it is done before a transaction begins.
    /// `own` are the account's own words, which are easy to guess.
    pub(super) async fn new_password(
        &self,
        tenant: TenantId,
        given: Option<&str>,
        own: &[&str],
    ) -> Result<NewPassword> {
        let entropy = self.env.entropy.as_ref();
        let made_up = given.is_none().then(|| readable(entropy));
        let password = given.or(made_up.as_deref()).unwrap_or_default();
        Passwords::check(password)?;
        if let Some(given) = given {
            let mut tx = self.read().await?;
            let organization = tenant::find(&mut tx, tenant).await?;
            drop(tx);
            let mut own = own.to_vec();
            own.extend([
                organization.display_name.as_str(),
                organization.initial_domain.as_str(),
            ]);
            self.env.passwords.check_guessable(given, &own).await?;
        }
        let hash = self.env.passwords.hash(entropy, password).await?;
        Ok(NewPassword { hash, made_up })
    }
}

/// A password to set.
pub(super) struct NewPassword {
    pub(super) hash: String,
    pub(super) made_up: Option<String>,
}

fn member(tx: &Tx, new: &NewUser, hash: &str) -> User {
    let now = tx.now();
    User {
        id: tx.new_id(),
        version: 1,
        user_principal_name: new.user_principal_name.as_typed().to_owned(),
        display_name: String::new(),
        mail: Some(new.user_principal_name.as_typed().to_owned()),
        mail_nickname: nickname(new),
        other_mails: Vec::new(),
        user_type: UserType::Member,
        creation_type: None,
        account_enabled: new.account_enabled,
        invitation_state: None,
        invitation_state_changed_at: None,
        password_hash: Some(hash.to_owned()),
        must_change_password: new.must_change_password,
        manager: None,
        invited_by: None,
        access_ends_at: None,
        sessions_valid_from: now,
        last_sign_in_at: None,
        created_at: now,
        deleted_at: None,
        profile: Profile::default(),
    }
}

/// Writes a member with their addresses and the identity with which they sign in.
async fn insert(tx: &mut Tx, tenant: TenantId, user: &User, domain: &Domain) -> Result<()> {
    if tenant::tenant_of_domain(tx, domain).await? != Some(tenant) {
        let reason = "its domain is not one of this organization's";
        return Err(Error::invalid("userPrincipalName", reason));
    }
    if !addresses::claim(tx, tenant, user, &BTreeSet::new()).await? {
        return Err(Error::Conflict {
            what: "userPrincipalName",
        });
    }
    store::insert(tx, tenant, user).await?;
    let subject = user.id.to_string();
    let identity = (Issuer::Tenant(tenant), subject.as_str());
    store::insert_identity(tx, tenant, user.id, identity).await?;
    Ok(())
}

fn nickname(new: &NewUser) -> String {
    let given = new
        .mail_nickname
        .as_deref()
        .map(|text| single_line(text, 64));
    given
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| new.user_principal_name.local().to_owned())
}
