//! Passkeys: the ceremonies of Web Authentication (WebAuthn Level 3, section 7).
//!
//! What a ceremony began with is kept here, for five minutes, for one answer of the browser that began it.
//! Members' passkeys can be found by the browser, and sign in alone: they are two factors in one. A guest's are
//! a second factor only: the first one is the mailbox or the account at home, and both may be lost to the
//! person later, which a passkey here would not know.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Webauthn,
    WebauthnBuilder, WebauthnError,
};

use super::change::{label, may_change};
use super::store::{self, Challenge, Owner};
use super::totp::{prove, refused};
use super::{Factor, FactorError, Holder, Kind, Registered};
use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry, Target};
use crate::db::Tx;
use crate::env::Span;
use crate::error::{Error, Result};
use crate::ids::{AuthenticatorId, ChallengeId, TenantId, UserId};
use crate::limit::{self, Limit};
use crate::secret::sha256;
use crate::session::{self, Membership, Method, NOBODY, NewSession, Opened, Upstream};
use crate::sign_in_log::{self, Attempt, Reason};
use crate::user::{self, Issuer, User};

/// So long a ceremony may take.
const LIFE: Span = Span::minutes(5);
const QUARTER: Span = Span::minutes(15);
const REGISTER: &str = "register";
const VERIFY: &str = "verify";
const SIGN_IN: &str = "sign-in";

/// This server as authenticators know it.
#[derive(Debug, Clone)]
pub struct RelyingParty(Webauthn);

impl RelyingParty {
    /// The server at this root, such as `https://id.example`; `None` where passkeys are not possible, because
    /// the root has an address and no name.
    pub fn new(root: &str, name: &str) -> Option<Self> {
        let origin = Url::parse(root).ok()?;
        let host = origin.domain()?.to_owned();
        let builder = WebauthnBuilder::new(&host, &origin).ok()?;
        builder.rp_name(name).build().ok().map(Self)
    }
}

/// A ceremony that began.
#[derive(Debug, Clone, Serialize)]
pub struct Begun {
    /// What its answer names.
    pub challenge: ChallengeId,
    /// What the browser is given.
    pub options: Value,
}

/// The answer to a ceremony.
#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// The ceremony.
    pub challenge: ChallengeId,
    /// What only the browser has that began it.
    pub browser: &'a str,
    /// What the authenticator said, in JSON.
    pub credential: &'a str,
}

fn owner(member: &Membership) -> Owner {
    (member.tenant.id, member.user.id)
}

/// What an authenticator keeps of whom its key is: the tenant and the user, so that no look-up needs to know
/// the tenant beforehand.
fn handle((tenant, user): Owner) -> [u8; 32] {
    let mut bytes = [0; 32];
    let both = tenant.0.as_bytes().iter().chain(user.0.as_bytes());
    bytes
        .iter_mut()
        .zip(both)
        .for_each(|(to, from)| *to = *from);
    bytes
}

fn owner_of(handle: &[u8]) -> Option<Owner> {
    let (tenant, user) = handle.split_at_checked(16)?;
    let id = |bytes: &[u8]| Uuid::from_slice(bytes).ok();
    Some((TenantId(id(tenant)?), UserId(id(user)?)))
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::corrupt("a ceremony", e))
}

fn read<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::corrupt(what, e))
}

fn failed(error: WebauthnError) -> Error {
    Error::corrupt("a ceremony", error)
}

/// Sets a member of the options deep inside; the library knows no other way.
fn set(options: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = options.pointer_mut(pointer) {
        *place = value;
    }
}

impl Identity {
    /// Begins to add a passkey.
    pub async fn begin_passkey_registration(
        &self,
        party: &RelyingParty,
        holder: Holder<'_>,
        browser: &str,
    ) -> Result<Begun, FactorError> {
        let member = holder.member;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            if let Err(refusal) = may_change(&mut tx, holder).await? {
                return Ok(Err(refusal));
            }
            let known = passkeys(&mut tx, owner(member)).await?;
            let known = known.iter().map(|(_, key)| key.cred_id().clone()).collect();
            let account = member.user.mail.as_ref();
            let account = account.unwrap_or(&member.user.user_principal_name);
            let (options, state) = party
                .0
                .start_passkey_registration(
                    member.user.id.0,
                    account,
                    &member.user.display_name,
                    Some(known),
                )
                .map_err(failed)?;
            let mut options =
                serde_json::to_value(options).map_err(|e| Error::corrupt("a ceremony", e))?;
            let handle = URL_SAFE_NO_PAD.encode(handle(owner(member)));
            set(&mut options, "/publicKey/user/id", handle.into());
            // One that a browser offers on the first page must be able to sign in there.
            let resident = if member.is_home {
                "preferred"
            } else {
                "discouraged"
            };
            let place = "/publicKey/authenticatorSelection/residentKey";
            set(&mut options, place, resident.into());
            let state = json(&state)?;
            let whose = (member.tenant.id, Some(member.user.id));
            let challenge = keep(&mut tx, whose, (REGISTER, browser), &state).await?;
            tx.commit().await?;
            Ok(Ok(Begun { challenge, options }))
        })
        .await?
    }

    /// Adds a passkey by the answer of its authenticator.
    pub async fn finish_passkey_registration(
        &self,
        party: &RelyingParty,
        holder: Holder<'_>,
        answer: Answered<'_>,
        name: &str,
    ) -> Result<Registered, FactorError> {
        let (member, name) = (holder.member, label(name, "Passkey"));
        let whose = (member.tenant.id, Some(member.user.id));
        let state = self.take(whose, REGISTER, answer).await?;
        let state: PasskeyRegistration = read(&state, "a ceremony")?;
        let answered: RegisterPublicKeyCredential =
            serde_json::from_str(answer.credential).map_err(|_| FactorError::Wrong)?;
        let key = party
            .0
            .finish_passkey_registration(&answered, &state)
            .map_err(|_| FactorError::Wrong)?;
        let id_of_key = URL_SAFE_NO_PAD.encode(key.cred_id());
        let kept = json(&key)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            if let Err(refusal) = may_change(&mut tx, holder).await? {
                return Ok(Err(refusal));
            }
            // WebAuthn, section 7.1, step 26: a key is of one account.
            if store::is_known(&mut tx, member.tenant.id, &id_of_key).await? {
                return Ok(Err(FactorError::Wrong));
            }
            let new = store::New {
                id: tx.new_id(),
                kind: Kind::Passkey,
                name: &name,
                secret_sealed: None,
                credential: Some((id_of_key.clone(), kept.clone())),
                counter: 0,
            };
            let registered = self.add(&mut tx, holder, (&new, Factor::Passkey)).await?;
            tx.commit().await?;
            Ok(Ok(registered))
        })
        .await?
    }

    /// Begins to prove a passkey as a second factor.
    pub async fn begin_passkey_verification(
        &self,
        party: &RelyingParty,
        holder: Holder<'_>,
        browser: &str,
    ) -> Result<Begun, FactorError> {
        let member = holder.member;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let known = passkeys(&mut tx, owner(member)).await?;
            let known: Vec<Passkey> = known.into_iter().map(|(_, key)| key).collect();
            if known.is_empty() {
                return Err(Error::NotFound { what: "passkey" });
            }
            let (options, state) = party
                .0
                .start_passkey_authentication(&known)
                .map_err(failed)?;
            let options =
                serde_json::to_value(options).map_err(|e| Error::corrupt("a ceremony", e))?;
            let whose = (member.tenant.id, Some(member.user.id));
            let challenge = keep(&mut tx, whose, (VERIFY, browser), &json(&state)?).await?;
            tx.commit().await?;
            Ok(Ok(Begun { challenge, options }))
        })
        .await?
    }

    /// Takes a passkey as a second factor.
    pub async fn finish_passkey_verification(
        &self,
        party: &RelyingParty,
        holder: Holder<'_>,
        answer: Answered<'_>,
    ) -> Result<Opened, FactorError> {
        let member = holder.member;
        let whose = (member.tenant.id, Some(member.user.id));
        let state = self.take(whose, VERIFY, answer).await?;
        let state: PasskeyAuthentication = read(&state, "a ceremony")?;
        let answered: PublicKeyCredential =
            serde_json::from_str(answer.credential).map_err(|_| FactorError::Wrong)?;
        let checked = party.0.finish_passkey_authentication(&answered, &state);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let found = passkeys(&mut tx, owner(member)).await?;
            let found = found
                .into_iter()
                .find(|(_, key)| key.cred_id().as_slice() == answered.get_credential_id());
            let is_right = match (&checked, found) {
                (Ok(result), Some((id, mut key))) => {
                    key.update_credential(result);
                    let counter = result.counter();
                    let kept = json(&key)?;
                    store::use_passkey(&mut tx, owner(member), (id, &kept), counter).await?
                }
                (Ok(_) | Err(_), _) => false,
            };
            if !is_right {
                refused(
                    &mut tx,
                    holder,
                    (Factor::Passkey, why(checked.as_ref().err())),
                )
                .await?;
                tx.commit().await?;
                return Ok(Err(FactorError::Wrong));
            }
            let opened = prove(&mut tx, holder, Factor::Passkey).await?;
            tx.commit().await?;
            Ok(Ok(opened))
        })
        .await?
    }

    /// Begins to sign somebody in who has said nothing yet.
    pub async fn begin_passkey_sign_in(
        &self,
        party: &RelyingParty,
        browser: &str,
        circumstances: &Circumstances,
    ) -> Result<Begun> {
        let most = self.env.limits.passkeys_per_network;
        let limit = Limit::new("passkey", &circumstances.network(), most, QUARTER);
        self.retrying(|| async {
            let mut tx = self.write().await?;
            limit::take(&mut tx, NOBODY, &limit).await?;
            let (options, state) = party
                .0
                .start_discoverable_authentication()
                .map_err(failed)?;
            let options =
                serde_json::to_value(options).map_err(|e| Error::corrupt("a ceremony", e))?;
            let state = json(&state)?;
            let challenge = keep(&mut tx, (NOBODY, None), (SIGN_IN, browser), &state).await?;
            tx.commit().await?;
            Ok(Begun { challenge, options })
        })
        .await
    }

    /// Signs a member in with a passkey alone. Of whom the key is, the authenticator says; that it is theirs,
    /// its signature proves.
    pub async fn finish_passkey_sign_in(
        &self,
        party: &RelyingParty,
        answer: Answered<'_>,
        circumstances: &Circumstances,
    ) -> Result<Opened, FactorError> {
        let state = self.take((NOBODY, None), SIGN_IN, answer).await?;
        let answered: PublicKeyCredential =
            serde_json::from_str(answer.credential).map_err(|_| FactorError::Wrong)?;
        let handle = answered.get_user_unique_id().and_then(owner_of);
        let owner = handle.ok_or(FactorError::Wrong)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let user = match user::find(&mut tx, owner.0, owner.1).await {
                // Who must choose a new password does that first: an administrator gave them one because
                // somebody else may have had the old one, and with it may have added this passkey.
                Ok(user) if user.must_change_password => {
                    let why = (&user, Reason::MustChangePassword);
                    log(&mut tx, owner.0, why, circumstances).await?;
                    tx.commit().await?;
                    return Ok(Err(FactorError::Wrong));
                }
                Ok(user) if user.is_active(tx.now()) && user.has_password() => user,
                Ok(_) | Err(Error::NotFound { .. }) => return Ok(Err(FactorError::Wrong)),
                Err(error) => return Err(error),
            };
            let found = passkeys(&mut tx, owner).await?;
            let found = found
                .into_iter()
                .find(|(_, key)| key.cred_id().as_slice() == answered.get_credential_id());
            let Some((id, mut key)) = found else {
                return Ok(Err(FactorError::Wrong));
            };
            let begun: DiscoverableAuthentication = read(&state, "a ceremony")?;
            let discoverable = DiscoverableKey::from(&key);
            let checked =
                party
                    .0
                    .finish_discoverable_authentication_v2(&answered, begun, &discoverable);
            let is_right = match &checked {
                Ok(result) => {
                    key.update_credential(result);
                    let kept = json(&key)?;
                    store::use_passkey(&mut tx, owner, (id, &kept), result.counter()).await?
                }
                Err(_) => false,
            };
            if !is_right {
                let reason = why(checked.as_ref().err());
                not_signed_in(&mut tx, owner.0, (&user, reason), circumstances).await?;
                tx.commit().await?;
                return Ok(Err(FactorError::Wrong));
            }
            let opened = open(&mut tx, owner.0, &user, circumstances).await?;
            tx.commit().await?;
            Ok(Ok(opened))
        })
        .await?
    }

    /// Ends a ceremony and gives what it began with; that it ended stays, whatever comes of it.
    async fn take(
        &self,
        (tenant, user): (TenantId, Option<UserId>),
        purpose: &'static str,
        answer: Answered<'_>,
    ) -> Result<String, FactorError> {
        let wanted = Challenge {
            tenant,
            id: answer.challenge,
            browser: sha256(answer.browser.as_bytes()),
            purpose,
            user,
            state: "",
        };
        let state = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let state = store::take_challenge(&mut tx, &wanted).await?;
                tx.commit().await?;
                Ok(state)
            })
            .await?;
        state.ok_or(FactorError::Ended)
    }
}

/// Keeps what a ceremony began with.
async fn keep(
    tx: &mut Tx,
    (tenant, user): (TenantId, Option<UserId>),
    (purpose, browser): (&'static str, &str),
    state: &str,
) -> Result<ChallengeId> {
    let id = tx.new_id();
    let challenge = Challenge {
        tenant,
        id,
        browser: sha256(browser.as_bytes()),
        purpose,
        user,
        state,
    };
    store::insert_challenge(tx, &challenge, LIFE).await?;
    Ok(id)
}

async fn passkeys(tx: &mut Tx, owner: Owner) -> Result<Vec<(AuthenticatorId, Passkey)>> {
    let rows = store::credentials(tx, owner).await?;
    rows.into_iter()
        .map(|(id, text)| Ok((id, read(&text, "a passkey")?)))
        .collect()
}

/// Why a passkey was not taken, for the audit log.
fn why(error: Option<&WebauthnError>) -> &'static str {
    match error {
        // WebAuthn, section 6.1.1: two devices may have the key.
        None | Some(WebauthnError::CredentialPossibleCompromise) => {
            "the counter of the passkey went back: there may be a copy of it"
        }
        Some(_) => "invalid answer of the passkey",
    }
}

async fn not_signed_in(
    tx: &mut Tx,
    tenant: TenantId,
    (user, reason): (&User, &'static str),
    circumstances: &Circumstances,
) -> Result<()> {
    let actor = Actor::person(tenant, &user.user_principal_name, circumstances);
    Entry::new(Activity::SignIn)
        .target(Target::user(user))
        .failed(reason)
        .record(tx, &actor)
        .await?;
    log(tx, tenant, (user, Reason::WrongSecondFactor), circumstances).await
}

async fn log(
    tx: &mut Tx,
    tenant: TenantId,
    (user, reason): (&User, Reason),
    circumstances: &Circumstances,
) -> Result<()> {
    let method = Method::Passkey.as_str();
    let attempt = Attempt::new(&user.user_principal_name, method, reason).of(Some(user.id));
    sign_in_log::record(tx, tenant, &attempt, circumstances).await
}

async fn open(
    tx: &mut Tx,
    tenant: TenantId,
    user: &User,
    circumstances: &Circumstances,
) -> Result<Opened> {
    user::set_signed_in(tx, tenant, user.id).await?;
    let new = NewSession {
        tenant,
        issuer: Issuer::Tenant(tenant),
        subject: &user.id.to_string(),
        home_user: Some(user.id),
        address: user.mail.as_deref().unwrap_or(&user.user_principal_name),
        display_name: &user.display_name,
        method: Method::Passkey,
        current_tenant: Some(tenant),
        proved_addresses: Vec::new(),
        upstream: Upstream::default(),
        ends_at: None,
    };
    let opened = session::open(tx, &new, circumstances).await?;
    let member = session::member(tx, &opened.session, tenant, circumstances).await?;
    let member = member.ok_or(Error::Unauthenticated)?;
    Entry::new(Activity::SignIn)
        .target(Target::user(user))
        .detail("Method", Method::Passkey.as_str())
        .detail("SessionId", &opened.session.id)
        .record(tx, &member.actor)
        .await?;
    log(tx, tenant, (user, Reason::SignedIn), circumstances).await?;
    Ok(opened)
}
