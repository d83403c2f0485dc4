//! Signing in with a passcode: for guests without an account of an organisation here.

use hospes_protocol::address::Address;

use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::Span;
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserId};
use crate::limit::{self, Limit};
use crate::passcode::PasscodeError;
use crate::session::{self, Method, NOBODY, NewSession, Opened, Upstream};
use crate::sign_in_log::{self, Attempt, Reason};
use crate::user::{self, Issuer};

impl Identity {
    /// Sends a code to somebody who signs in, if they are anybody's guest. To the caller it looks the
    /// same if they are not.
    pub async fn start_passcode_sign_in(
        &self,
        address: &Address,
        language: Option<&str>,
        circumstances: &Circumstances,
    ) -> Result<()> {
        match self.passcode_tenant(address).await? {
            Some(tenant) => {
                self.send_passcode(tenant, address, language, circumstances)
                    .await
            }
            None => self.pretend_passcode(address, circumstances).await,
        }
    }

    /// Signs in somebody who types the code.
    pub async fn sign_in_with_passcode(
        &self,
        address: &Address,
        code: &str,
        circumstances: &Circumstances,
    ) -> Result<Opened, PasscodeError> {
        // A stranger's code is nobody's, and never right.
        let tenant = self.passcode_tenant(address).await?.unwrap_or(NOBODY);
        let redeemed = self
            .redeem_passcode(tenant, address, code, circumstances)
            .await;
        if let Err(PasscodeError::Other(Error::TooMany { .. })) = redeemed {
            self.note_too_many_codes((tenant, address), circumstances)
                .await?;
        }
        redeemed
    }

    /// Records that there were too many wrong codes from a network.
    pub(crate) async fn note_too_many_codes(
        &self,
        (tenant, address): (TenantId, &Address),
        circumstances: &Circumstances,
    ) -> Result<()> {
        if tenant == NOBODY {
            return Ok(());
        }
        let user = user_of(&mut self.read().await?, tenant, address).await?;
        let attempt = attempt(address, Reason::TooMany).of(user);
        let limit = self.wrong_codes(circumstances);
        self.note_sign_in(tenant, (&attempt, limit.key()), circumstances)
            .await
    }

    /// Opens a session for whoever types the right code for an address at a tenant.
    async fn redeem_passcode(
        &self,
        tenant: TenantId,
        address: &Address,
        code: &str,
        circumstances: &Circumstances,
    ) -> Result<Opened, PasscodeError> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let typed = (tenant, address, code);
            let redeemed = self
                .redeem_passcode_in(&mut tx, typed, circumstances)
                .await?;
            // Even when it is refused: a wrong code must stay counted.
            tx.commit().await?;
            Ok(redeemed)
        })
        .await?
    }

    /// Does so in the caller's transaction, which is to be committed also when the code is refused.
    pub(crate) async fn redeem_passcode_in(
        &self,
        tx: &mut Tx,
        (tenant, address, code): (TenantId, &Address, &str),
        circumstances: &Circumstances,
    ) -> Result<Result<Opened, PasscodeError>> {
        match self
            .check_passcode_in(tx, (tenant, address, code), circumstances)
            .await?
        {
            Ok(()) => Ok(Ok(open(tx, tenant, address, circumstances).await?)),
            Err(refusal) => Ok(Err(refusal)),
        }
    }

    /// Checks a code and counts a wrong one, in the caller's transaction, which is to be committed also when the code is
    /// refused.
    pub(crate) async fn check_passcode_in(
        &self,
        tx: &mut Tx,
        (tenant, address, code): (TenantId, &Address, &str),
        circumstances: &Circumstances,
    ) -> Result<Result<(), PasscodeError>> {
        limit::check(tx, NOBODY, &self.wrong_codes(circumstances)).await?;
        match self.check_passcode(tx, tenant, address, code).await {
            Ok(()) => Ok(Ok(())),
            Err(PasscodeError::Other(error)) => Err(error),
            Err(refusal) => {
                self.count_code(tx, circumstances).await?;
                if tenant != NOBODY {
                    let actor = Actor::person(tenant, address.as_typed(), circumstances);
                    Entry::new(Activity::SignIn)
                        .detail("Method", Method::Passcode.as_str())
                        .failed("invalid passcode")
                        .record(tx, &actor)
                        .await?;
                    let reason = match &refusal {
                        PasscodeError::Wrong { .. } => Reason::WrongPasscode,
                        PasscodeError::Ended | PasscodeError::Other(_) => Reason::PasscodeEnded,
                    };
                    let attempt = attempt(address, reason).of(user_of(tx, tenant, address).await?);
                    sign_in_log::record(tx, tenant, &attempt, circumstances).await?;
                }
                Ok(Err(refusal))
            }
        }
    }

    /// The tenant at which an address proves itself: the first whose guest it is.
    async fn passcode_tenant(&self, address: &Address) -> Result<Option<TenantId>> {
        let mut tx = self.read().await?;
        let now = tx.now();
        let known = user::memberships_of(&mut tx, Issuer::Mail, address.canonical()).await?;
        for (tenant, id) in known {
            if user::find(&mut tx, tenant, id).await?.is_active(now) {
                return Ok(Some(tenant));
            }
        }
        Ok(None)
    }

    /// Wrong passwords and codes from one network.
    pub(crate) fn wrong_codes(&self, circumstances: &Circumstances) -> Limit {
        let cap = self.env.limits.wrong_secrets_per_network;
        Limit::new(
            "wrong-secret",
            &circumstances.network(),
            cap,
            Span::minutes(15),
        )
    }

    /// Counts a wrong one, which is refused whatever the limit says.
    pub(crate) async fn count_code(
        &self,
        tx: &mut Tx,
        circumstances: &Circumstances,
    ) -> Result<()> {
        match limit::take(tx, NOBODY, &self.wrong_codes(circumstances)).await {
            Ok(()) | Err(Error::TooMany { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn attempt(address: &Address, reason: Reason) -> Attempt<'_> {
    Attempt::new(address.as_typed(), Method::Passcode.as_str(), reason)
}

/// The guest whose address it is, or who was invited by it.
async fn user_of(tx: &mut Tx, tenant: TenantId, address: &Address) -> Result<Option<UserId>> {
    let found = user::find_by_address(tx, tenant, address.canonical()).await?;
    Ok(found.map(|user| user.id))
}

async fn open(
    tx: &mut Tx,
    tenant: TenantId,
    address: &Address,
    circumstances: &Circumstances,
) -> Result<Opened> {
    let now = tx.now();
    let guest = user::find_by_identity(tx, tenant, Issuer::Mail, address.canonical()).await?;
    // Whoever redeems is no guest yet.
    let guest = guest.filter(|guest| guest.is_active(now));
    if let Some(guest) = &guest {
        user::set_signed_in(tx, tenant, guest.id).await?;
    }
    let new = NewSession {
        tenant,
        issuer: Issuer::Mail,
        subject: address.canonical(),
        home_user: None,
        address: address.as_typed(),
        display_name: guest
            .as_ref()
            .map_or(address.as_typed(), |guest| &guest.display_name),
        method: Method::Passcode,
        current_tenant: guest.as_ref().map(|_| tenant),
        proved_addresses: Vec::new(),
        upstream: Upstream::default(),
        ends_at: None,
    };
    let opened = session::open(tx, &new, circumstances).await?;
    let actor = Actor::person(tenant, address.as_typed(), circumstances);
    let mut entry = Entry::new(Activity::SignIn)
        .detail("Method", Method::Passcode.as_str())
        .detail("SessionId", &opened.session.id);
    if let Some(guest) = &guest {
        entry = entry.target(Target::user(guest));
    }
    entry.record(tx, &actor).await?;
    let user = match &guest {
        Some(guest) => Some(guest.id),
        None => user_of(tx, tenant, address).await?,
    };
    let reason = match &guest {
        Some(_) => {
            let session = &opened.session;
            sign_in_log::first_factor(tx, session, tenant, circumstances)
                .await?
                .0
        }
        None => Reason::NotAccepted,
    };
    let attempt = attempt(address, reason).of(user);
    sign_in_log::record(tx, tenant, &attempt, circumstances).await?;
    Ok(opened)
}
