//! Apps that count time: RFC 6238 with six digits, 30 seconds and SHA-1, which is what all of them can.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use super::change::{label, may_change};
use super::store::{self, Owner};
use super::{Factor, FactorError, Holder, Kind, Proved, Registered};
use crate::Identity;
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::ids::{AuthenticatorId, TenantId, UserId};
use crate::session::{self, Membership, Opened};
use crate::sign_in_log::{self, Attempt, Reason};

const PURPOSE: &str = "totp";
const SETUP_PURPOSE: &str = "totp-setup";
/// So long somebody has to fetch their phone.
const SETUP_LIFE: Span = Span::minutes(15);
/// RFC 4226, section 4, requirement 6: 160 bits.
const SECRET: usize = 20;

/// An app that is being added: what the person puts into it.
#[derive(Debug, Clone)]
pub struct TotpSetup {
    /// The secret in base32, for who cannot photograph.
    pub secret: String,
    /// The same as a URL, for a QR code.
    pub url: String,
    /// The same sealed: it comes back with the first code, and nothing is stored before.
    pub sealed: String,
}

#[derive(Serialize, Deserialize)]
struct Setup {
    tenant: TenantId,
    user: UserId,
    secret: Zeroizing<[u8; SECRET]>,
    at: Timestamp,
}

fn app(secret: &[u8], issuer: &str, account: &str) -> Result<Totp> {
    // A colon parts the two names in the URL.
    let name = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret.to_vec())
        .with_issuer(Some(name(issuer)))
        .with_account_name(name(account))
        .build()
        .map_err(|e| Error::corrupt("a secret of an app", e.to_string()))
}

fn shown(member: &Membership, setup: &Setup, sealed: String) -> Result<TotpSetup> {
    let account = &member.user.user_principal_name;
    let account = member.user.mail.as_ref().unwrap_or(account);
    let app = app(setup.secret.as_ref(), &member.tenant.display_name, account)?;
    let url = app
        .to_url()
        .map_err(|e| Error::corrupt("a name", e.to_string()))?;
    Ok(TotpSetup {
        secret: app.secret().to_base32(),
        url,
        sealed,
    })
}

/// The step that a code is right for, one before and one after the present one among them.
fn step(app: &Totp, code: &str, now: Timestamp) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.as_seconds()).ok()?;
    i64::try_from(app.check(&code, seconds)?).ok()
}

fn context((tenant, user): Owner, id: AuthenticatorId) -> Vec<u8> {
    [tenant.0, user.0, id.0]
        .iter()
        .flat_map(uuid::Uuid::as_bytes)
        .copied()
        .collect()
}

impl Identity {
    /// Makes a secret for an app. It counts only once its first code comes back with it.
    pub fn new_totp(&self, member: &Membership) -> Result<TotpSetup> {
        let mut secret = Zeroizing::new([0; SECRET]);
        self.env.entropy.fill(secret.as_mut());
        let setup = Setup {
            tenant: member.tenant.id,
            user: member.user.id,
            secret,
            at: self.env.clock.now(),
        };
        // Ids and bytes always have a form in JSON.
        let plain = Zeroizing::new(serde_json::to_vec(&setup).unwrap_or_default());
        let entropy = self.env.entropy.as_ref();
        let sealed = self.env.keyring.seal(entropy, SETUP_PURPOSE, b"", &plain);
        shown(member, &setup, URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The same app once more, after a code that was wrong.
    pub fn totp_again(&self, member: &Membership, sealed: &str) -> Result<TotpSetup, FactorError> {
        let setup = self.open_setup(member, sealed).ok_or(FactorError::Ended)?;
        Ok(shown(member, &setup, sealed.to_owned())?)
    }

    fn open_setup(&self, member: &Membership, sealed: &str) -> Option<Setup> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = self.env.keyring.open(SETUP_PURPOSE, b"", &sealed)?;
        let setup: Setup = serde_json::from_slice(&plain).ok()?;
        let is_theirs = setup.tenant == member.tenant.id && setup.user == member.user.id;
        let is_over = setup.at.plus(SETUP_LIFE) <= self.env.clock.now();
        (is_theirs && !is_over).then_some(setup)
    }

    /// Adds an app with its first code.
    pub async fn register_totp(
        &self,
        holder: Holder<'_>,
        sealed: &str,
        (name, code): (&str, &str),
    ) -> Result<Registered, FactorError> {
        let (member, name) = (holder.member, label(name, "Authenticator app"));
        let owner = (member.tenant.id, member.user.id);
        let setup = self.open_setup(member, sealed).ok_or(FactorError::Ended)?;
        let app = app(setup.secret.as_ref(), "", "")?;
        let registered = self.retrying(|| async {
            let mut tx = self.write().await?;
            if let Err(refusal) = may_change(&mut tx, holder).await? {
                return Ok(Err(refusal));
            }
            if let Some(refusal) = self.count_try(&mut tx, member).await? {
                return Ok(Err(FactorError::Other(refusal)));
            }
            let Some(step) = step(&app, code, tx.now()) else {
                self.count_wrong_factor(&mut tx, member).await?;
                tx.commit().await?;
                return Ok(Err(FactorError::Wrong));
            };
            let id = tx.new_id();
            let entropy = self.env.entropy.as_ref();
            let context = context(owner, id);
            let secret = setup.secret.as_ref();
            let new = store::New {
                id,
                kind: Kind::Totp,
                name: &name,
                secret_sealed: Some(self.env.keyring.seal(entropy, PURPOSE, &context, secret)),
                credential: None,
                counter: step,
            };
            let registered = self.add(&mut tx, holder, (&new, Factor::Totp)).await?;
            self.clear_tries(&mut tx, member).await?;
            tx.commit().await?;
            Ok(Ok(registered))
        });
        let registered = registered.await?;
        self.note_if_too_many(holder, Factor::Totp, &registered)
            .await?;
        registered
    }

    /// Takes a code of one of somebody's apps, each once.
    pub async fn verify_totp(&self, holder: Holder<'_>, code: &str) -> Result<Opened, FactorError> {
        let member = holder.member;
        let owner = (member.tenant.id, member.user.id);
        let verified = self.retrying(|| async {
            let mut tx = self.write().await?;
            if let Some(refusal) = self.count_try(&mut tx, member).await? {
                return Ok(Err(FactorError::Other(refusal)));
            }
            if !self.use_totp(&mut tx, owner, code).await? {
                self.count_wrong_factor(&mut tx, member).await?;
                refused(
                    &mut tx,
                    holder,
                    (Factor::Totp, "invalid code of the authenticator app"),
                )
                .await?;
                tx.commit().await?;
                return Ok(Err(FactorError::Wrong));
            }
            self.clear_tries(&mut tx, member).await?;
            let opened = prove(&mut tx, holder, Factor::Totp).await?;
            tx.commit().await?;
            Ok(Ok(opened))
        });
        let verified = verified.await?;
        self.note_if_too_many(holder, Factor::Totp, &verified)
            .await?;
        verified
    }

    /// Whether a code is right for one of somebody's apps, and was not used. Then it is now.
    async fn use_totp(&self, tx: &mut Tx, owner: Owner, code: &str) -> Result<bool> {
        let now = tx.now();
        for (id, sealed) in store::totp_secrets(tx, owner).await? {
            let context = context(owner, id);
            let secret = self.env.keyring.open(PURPOSE, &context, &sealed);
            let secret = secret.ok_or_else(|| {
                Error::corrupt("a secret of an app", "no key of the key file opens it")
            })?;
            let app = app(&secret, "", "")?;
            if let Some(step) = step(&app, code, now)
                && store::use_step(tx, owner, id, step).await?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Notes in the session and in both logs that a second factor was proved.
pub(super) async fn prove(tx: &mut Tx, holder: Holder<'_>, factor: Factor) -> Result<Opened> {
    let member = holder.member;
    let proved = Proved {
        tenant: member.tenant.id,
        factor,
        at: tx.now(),
    };
    let opened = session::step_up(tx, holder.session, proved).await?;
    Entry::new(Activity::SignIn)
        .target(Target::user(&member.user))
        .detail("SecondFactor", factor.as_str())
        .detail("SessionId", &opened.session.id)
        .record(tx, &member.actor)
        .await?;
    log(tx, holder, (factor, Reason::SignedIn)).await?;
    Ok(opened)
}

/// Notes in both logs that a second factor was wrong.
pub(super) async fn refused(
    tx: &mut Tx,
    holder: Holder<'_>,
    (factor, reason): (Factor, &'static str),
) -> Result<()> {
    let member = holder.member;
    Entry::new(Activity::SignIn)
        .target(Target::user(&member.user))
        .failed(reason)
        .record(tx, &member.actor)
        .await?;
    log(tx, holder, (factor, Reason::WrongSecondFactor)).await
}

async fn log(tx: &mut Tx, holder: Holder<'_>, (factor, reason): (Factor, Reason)) -> Result<()> {
    let (member, method) = (holder.member, holder.session.method.as_str());
    let attempt = Attempt::new(&member.user.user_principal_name, method, reason)
        .of(Some(member.user.id))
        .by(Some(holder.session.issuer))
        .with(Some(factor.as_str()));
    let circumstances = &member.actor.circumstances;
    sign_in_log::record(tx, member.tenant.id, &attempt, circumstances).await
}
