//! Signing in with a password of one's organisation.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_protocol::address::Address;
use serde::{Deserialize, Serialize};

use crate::Identity;
use crate::actor::{Actor, Circumstances, Permissions, Who};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserId};
use crate::limit::{self, Limit};
use crate::secret::sha256;
use crate::session::{self, Method, NOBODY, NewSession, Opened, Upstream};
use crate::sign_in_log::{self, Attempt, Reason};
use crate::tenant;
use crate::user::{self, Issuer, User};

const PURPOSE: &str = "must-change-password";
/// So long somebody has to think of a new password.
const CHANGE_LIFE: Span = Span::minutes(15);
const QUARTER: Span = Span::minutes(15);

/// What came of a password.
#[expect(
    clippy::large_enum_variant,
    reason = "one for each sign-in, and taken apart at once"
)]
#[derive(Debug, Clone)]
pub enum PasswordOutcome {
    /// The person is signed in.
    SignedIn(Opened),
    /// The password is right, and the person must choose a new one first. The text proves that they may.
    MustChange(String),
}

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The name or the password is wrong, or the account may not sign in: nobody is told which.
    #[error("the name or the password is wrong")]
    Wrong,
    /// The person took too long.
    #[error("too much time has passed")]
    TooLate,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

#[derive(Serialize, Deserialize)]
struct ChangeTicket {
    tenant: TenantId,
    user: UserId,
    /// Which password was right: the ticket ends with it.
    password: [u8; 32],
    at: Timestamp,
}

impl ChangeTicket {
    fn new(tenant: TenantId, user: &User, now: Timestamp) -> Self {
        Self {
            tenant,
            user: user.id,
            password: Self::fingerprint(user),
            at: now,
        }
    }

    fn fingerprint(user: &User) -> [u8; 32] {
        sha256(user.password_hash.as_deref().unwrap_or_default().as_bytes())
    }

    /// Whether somebody must change the very password this ticket was given for.
    fn is_for(&self, user: &User, now: Timestamp) -> bool {
        user.must_change_password && user.is_active(now) && self.password == Self::fingerprint(user)
    }
}

impl Identity {
    /// Signs somebody in with their password.
    pub async fn sign_in_with_password(
        &self,
        address: &Address,
        password: &str,
        circumstances: &Circumstances,
    ) -> Result<PasswordOutcome, SignInError> {
        let (tenant, user) = self
            .verify_password(address, password, circumstances)
            .await?;
        if user.must_change_password {
            self.note_change(address, (tenant, user.id), circumstances)
                .await?;
            let ticket = ChangeTicket::new(tenant, &user, self.env.clock.now());
            return Ok(PasswordOutcome::MustChange(self.seal_change(&ticket)));
        }
        Ok(PasswordOutcome::SignedIn(
            self.open_home(tenant, user.id, circumstances).await?,
        ))
    }

    /// Who has this name and this password, and may sign in. Wrong ones are counted.
    pub(crate) async fn verify_password(
        &self,
        address: &Address,
        password: &str,
        circumstances: &Circumstances,
    ) -> Result<(TenantId, User), SignInError> {
        let found = self.account(address, circumstances).await?;
        let hash = found
            .as_ref()
            .and_then(|(_, user)| user.password_hash.clone());
        let right = self.env.passwords.verify(password, hash).await?;
        let now = self.env.clock.now();
        match found {
            Some((tenant, user)) if right && user.is_active(now) => {
                // Of many that came at once all passed the first look. None is answered rightly once the others were
                // too many, or so many could be tried as fit into the time of one.
                let found = Some((tenant, user));
                self.refuse_too_many(address, found.as_ref(), circumstances)
                    .await?;
                found.ok_or(SignInError::Wrong)
            }
            found => {
                let refused = self.count_wrong(address, found, circumstances).await?;
                Err(refused.map_or(SignInError::Wrong, SignInError::from))
            }
        }
    }

    /// Sets the new password of somebody who must, and signs them in.
    pub async fn change_password_and_sign_in(
        &self,
        ticket: &str,
        password: &str,
        circumstances: &Circumstances,
    ) -> Result<Opened, SignInError> {
        let ticket = self.open_change(ticket).ok_or(SignInError::TooLate)?;
        let mut tx = self.read().await?;
        let user = user::find(&mut tx, ticket.tenant, ticket.user).await?;
        drop(tx);
        if !ticket.is_for(&user, self.env.clock.now()) {
            return Err(SignInError::TooLate);
        }
        if self
            .env
            .passwords
            .verify(password, user.password_hash.clone())
            .await?
        {
            return Err(Error::invalid("password", "it is the one you have now").into());
        }
        let actor = as_themselves(ticket.tenant, &user, circumstances);
        if !self.change_own_password(&actor, &user, password).await? {
            return Err(SignInError::TooLate);
        }
        Ok(self
            .open_home(ticket.tenant, user.id, circumstances)
            .await?)
    }

    /// The account of an address at its organisation, unless there were too many wrong passwords. That is
    /// recorded.
    async fn account(
        &self,
        address: &Address,
        circumstances: &Circumstances,
    ) -> Result<Option<(TenantId, User)>> {
        let mut tx = self.read().await?;
        let tenant = tenant::tenant_of_domain(&mut tx, address.domain()).await?;
        let found = match tenant {
            Some(tenant) => user::find_by_address(&mut tx, tenant, address.canonical())
                .await?
                .map(|user| (tenant, user)),
            None => None,
        };
        drop(tx);
        self.refuse_too_many(address, found.as_ref(), circumstances)
            .await?;
        Ok(found)
    }

    /// Refuses, and records it, when there were too many wrong passwords.
    async fn refuse_too_many(
        &self,
        address: &Address,
        found: Option<&(TenantId, User)>,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let mut tx = self.read().await?;
        let limits = self
            .wrong_limits(&mut tx, (address, found), circumstances)
            .await?;
        for limit in limits {
            let Err(refused) = limit::check(&mut tx, NOBODY, &limit).await else {
                continue;
            };
            let tenant = match found {
                Some((tenant, _)) => Some(*tenant),
                None => tenant::tenant_of_domain(&mut tx, address.domain()).await?,
            };
            drop(tx);
            if let (Error::TooMany { .. }, Some(tenant)) = (&refused, tenant) {
                let attempt = attempt(address, Reason::TooMany).of(found.map(|(_, user)| user.id));
                self.note_sign_in(tenant, (&attempt, limit.key()), circumstances)
                    .await?;
            }
            return Err(refused);
        }
        Ok(())
    }

    /// Records that a right password must be changed first.
    pub(crate) async fn note_change(
        &self,
        address: &Address,
        (tenant, user): (TenantId, UserId),
        circumstances: &Circumstances,
    ) -> Result<()> {
        let attempt = attempt(address, Reason::MustChangePassword).of(Some(user));
        let subject = format!("{user} {}", circumstances.network());
        self.note_sign_in(tenant, (&attempt, &subject), circumstances)
            .await
    }

    /// An account is limited together with the network, so that a stranger cannot lock it for its owner.
    fn account_limit(&self, address: &Address, circumstances: &Circumstances) -> Limit {
        let account = format!("{} {}", address.canonical(), circumstances.network());
        let cap = self.env.limits.wrong_passwords_per_account;
        Limit::new("wrong-password", &account, cap, QUARTER)
    }

    /// What wrong passwords are counted by. Strangers on many networks share a budget for an account; who
    /// signed in to it from this network before, as far as the sign-in log goes back, does not draw on it, so
    /// that no number of strangers locks people out from where they usually are. For names that no account has
    /// every network is a strange one.
    async fn wrong_limits(
        &self,
        tx: &mut Tx,
        (address, found): (&Address, Option<&(TenantId, User)>),
        circumstances: &Circumstances,
    ) -> Result<Vec<Limit>> {
        let (limits, network) = (&self.env.limits, circumstances.network());
        let cap = limits.wrong_secrets_per_network;
        let mut all = vec![
            self.account_limit(address, circumstances),
            Limit::new("wrong-secret", &network, cap, QUARTER),
        ];
        let is_known = match found {
            Some((tenant, user)) => {
                sign_in_log::is_known_network(tx, *tenant, user.id, &network).await?
            }
            None => false,
        };
        if !is_known {
            let cap = limits.wrong_passwords_from_new_networks;
            let account = address.canonical();
            all.push(Limit::new("wrong-password-anew", account, cap, QUARTER));
        }
        Ok(all)
    }

    /// Counts a wrong password; the refusal if there were too many meanwhile.
    async fn count_wrong(
        &self,
        address: &Address,
        found: Option<(TenantId, User)>,
        circumstances: &Circumstances,
    ) -> Result<Option<Error>> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let limits = self
                .wrong_limits(&mut tx, (address, found.as_ref()), circumstances)
                .await?;
            let mut refused = None;
            for limit in limits {
                match limit::take(&mut tx, NOBODY, &limit).await {
                    Ok(()) => {}
                    Err(error @ Error::TooMany { .. }) => refused = Some(error),
                    Err(error) => return Err(error),
                }
            }
            if let Some((tenant, user)) = &found {
                let actor = Actor::person(*tenant, address.as_typed(), circumstances);
                let reason = if user.is_active(tx.now()) {
                    "invalid password"
                } else {
                    "the account may not sign in"
                };
                Entry::new(Activity::SignIn)
                    .target(Target::user(user))
                    .failed(reason)
                    .record(&mut tx, &actor)
                    .await?;
            }
            log_wrong(&mut tx, address, found.as_ref(), circumstances).await?;
            tx.commit().await?;
            Ok(refused)
        })
        .await
    }

    /// Opens a session of somebody at home.
    async fn open_home(
        &self,
        tenant: TenantId,
        id: UserId,
        circumstances: &Circumstances,
    ) -> Result<Opened> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let user = user::find(&mut tx, tenant, id).await?;
            if !user.is_active(tx.now()) {
                return Err(Error::Unauthenticated);
            }
            let opened = self.open_for(&mut tx, tenant, &user, circumstances).await?;
            tx.commit().await?;
            Ok(opened)
        })
        .await
    }

    async fn open_for(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        user: &User,
        circumstances: &Circumstances,
    ) -> Result<Opened> {
        user::set_signed_in(tx, tenant, user.id).await?;
        if let Ok(address) = Address::parse(&user.user_principal_name) {
            let limit = self.account_limit(&address, circumstances);
            limit::clear(tx, NOBODY, &limit).await?;
        }
        let new = NewSession {
            tenant,
            issuer: Issuer::Tenant(tenant),
            subject: &user.id.to_string(),
            home_user: Some(user.id),
            address: user.mail.as_deref().unwrap_or(&user.user_principal_name),
            display_name: &user.display_name,
            method: Method::Password,
            current_tenant: Some(tenant),
            proved_addresses: Vec::new(),
            upstream: Upstream::default(),
            ends_at: None,
        };
        let opened = session::open(tx, &new, circumstances).await?;
        Entry::new(Activity::SignIn)
            .target(Target::user(user))
            .detail("Method", Method::Password.as_str())
            .detail("SessionId", &opened.session.id)
            .record(tx, &as_themselves(tenant, user, circumstances))
            .await?;
        let (reason, _) =
            sign_in_log::first_factor(tx, &opened.session, tenant, circumstances).await?;
        let method = Method::Password.as_str();
        let attempt = Attempt::new(&user.user_principal_name, method, reason);
        sign_in_log::record(tx, tenant, &attempt.of(Some(user.id)), circumstances).await?;
        Ok(opened)
    }

    fn seal_change(&self, ticket: &ChangeTicket) -> String {
        // Three plain fields always have a form in JSON.
        let plain = serde_json::to_vec(ticket).unwrap_or_default();
        let sealed = self
            .env
            .keyring
            .seal(self.env.entropy.as_ref(), PURPOSE, b"", &plain);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    fn open_change(&self, sealed: &str) -> Option<ChangeTicket> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = self.env.keyring.open(PURPOSE, b"", &sealed)?;
        let ticket: ChangeTicket = serde_json::from_slice(&plain).ok()?;
        (self.env.clock.now() < ticket.at.plus(CHANGE_LIFE)).then_some(ticket)
    }
}

fn attempt(address: &Address, reason: Reason) -> Attempt<'_> {
    Attempt::new(address.as_typed(), Method::Password.as_str(), reason)
}

/// Records a wrong password in the log of the organisation whose domain it is, also for names that no account
/// has.
async fn log_wrong(
    tx: &mut Tx,
    address: &Address,
    found: Option<&(TenantId, User)>,
    circumstances: &Circumstances,
) -> Result<()> {
    let (tenant, reason) = match found {
        Some((tenant, user)) if user.is_active(tx.now()) => (*tenant, Reason::WrongPassword),
        Some((tenant, _)) => (*tenant, Reason::Blocked),
        None => match tenant::tenant_of_domain(tx, address.domain()).await? {
            Some(tenant) => (tenant, Reason::UnknownName),
            None => return Ok(()),
        },
    };
    let attempt = attempt(address, reason).of(found.map(|(_, user)| user.id));
    sign_in_log::record(tx, tenant, &attempt, circumstances).await
}

fn as_themselves(tenant: TenantId, user: &User, circumstances: &Circumstances) -> Actor {
    Actor {
        tenant,
        who: Who::User {
            id: user.id,
            name: user.user_principal_name.clone(),
            display_name: user.display_name.clone(),
            mail: user.mail.clone(),
            is_guest: user.is_guest(),
        },
        permissions: Permissions::NONE,
        delegated: None,
        circumstances: circumstances.clone(),
    }
}
