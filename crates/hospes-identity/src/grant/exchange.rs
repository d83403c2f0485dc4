//! The token endpoint: a code or a refresh token for tokens.

use hospes_protocol::oauth::{Challenge, Platform};

use super::about::{self, About};
use super::code::Code;
use super::log::{reason_of, refused, signed_in};
use super::{SignedInAs, TokenNames, consent, store};
use crate::Identity;
use crate::actor::Circumstances;
use crate::application::{self, Application, Proof};
use crate::authenticator;
use crate::cross_tenant_access::{self, Block};
use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::identity_provider;
use crate::ids::{GrantId, TenantId, UserId};
use crate::secret::RefreshSecret;
use crate::sign_in_log::Reason;
use crate::user::{self, Issuer, User};

/// So long a refresh token counts when it is not used.
const REFRESH_LIFE: Span = Span::days(90);
/// In a browser's page, from the sign-in on, however often it is used (RFC 9700, section 4.14.2; the original
/// has 24 hours).
const REFRESH_LIFE_IN_PAGE: Span = Span::hours(24);
/// So long a refresh token that was exchanged is taken once more: the answer may have been lost.
const GRACE: Span = Span::seconds(60);
/// A code whose grant is forgotten could be used again, so a grant is kept longer than a code counts.
pub(super) const SHORTEST_GRANT: Span = Span::hours(1);

/// An application at the token endpoint.
#[derive(Debug, Clone)]
pub struct Client {
    /// The application.
    pub application: Application,
    /// How it proved to be itself.
    pub proof: Proof,
    /// Whether a page in a browser asks, as its `Origin` says.
    pub is_page: bool,
}

/// What a client gets.
#[derive(Debug)]
pub struct Issued {
    /// For the resource.
    pub access_token: String,
    /// Who signed in, for the client; when it asked for `openid`.
    pub id_token: Option<String>,
    /// For the next time; when it asked for `offline_access`.
    pub refresh_token: Option<String>,
    /// What was granted.
    pub scope: String,
    /// The person at home: user and tenant.
    pub home: (String, String),
}

/// Why a client gets nothing.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// It is not a code or token of this server, or of another client.
    #[error("the code or token is not known")]
    Unknown,
    /// Its time is over.
    #[error("the code or token has expired")]
    Expired,
    /// It was exchanged before. All that came of it has ended.
    #[error("the code or token was used before")]
    Used,
    /// The redirect URI is not the one the code was sent to.
    #[error("the redirect URI is another")]
    Redirect,
    /// The verifier does not fit the challenge.
    #[error("the verifier does not fit")]
    Verifier,
    /// This kind of application must prove to be itself.
    #[error("the client did not authenticate")]
    MustProve,
    /// This kind of application has nothing to prove it with.
    #[error("a public client must not authenticate")]
    MustNotProve,
    /// A single-page application's codes are for pages in browsers.
    #[error("only a page in a browser may use it")]
    PagesOnly,
    /// Other applications' codes are not.
    #[error("a page in a browser must not use it")]
    NoPages,
    /// The person is blocked or gone, or has to sign in again.
    #[error("the person has to sign in again")]
    SignInAgain,
    /// The organisation asks for a second factor since, which the sign-in did not prove.
    #[error("the person has to prove a second factor")]
    NeedsSecondFactor {
        /// Whether the person has none yet.
        must_register: bool,
    },
    /// Cross-tenant access settings of one of the two organisations let them in no more, or not to the application.
    #[error("cross-tenant access settings block the person")]
    AccessBlocked(Block),
    /// The person may not use the application any more.
    #[error("the application is not assigned to the person")]
    NotAssigned,
    /// More is asked for than was agreed to.
    #[error("the scope was not agreed to")]
    Scope,
    /// What an application was called with is no token of a person for it.
    #[error("the assertion is no token for this application")]
    Assertion,
    /// The name or the password is wrong.
    #[error("the name or the password is wrong")]
    WrongPassword,
    /// The password is right, and must be changed in a browser.
    #[error("the password must be changed")]
    MustChangePassword,
    /// The account is of another organisation.
    #[error("the account is of another organisation")]
    NotHere,
    /// The organisation does not allow it.
    #[error("the organisation does not allow it")]
    Policy,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

/// What an exchange found out, before anything is signed.
pub(crate) struct Exchanged {
    pub(super) about: About,
    pub(super) refresh_token: Option<String>,
}

/// The next refresh token, and how long it counts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next<'a> {
    /// The first of a grant.
    First,
    /// That after this one, which ends then. Who asks again within the time of grace gets the same one: the
    /// answer may have been lost, and nobody gets two.
    After(&'a RefreshSecret, Timestamp),
}

impl Identity {
    /// The tenant that a code or refresh token is of; `None` when it is none of ours.
    pub fn tenant_of_grant(&self, text: &str) -> Option<TenantId> {
        let of_token = parse_refresh_token(text).map(|(tenant, _)| tenant);
        of_token.or_else(|| Some(self.open_code(text)?.as_whom.tenant))
    }

    /// Exchanges an authorization code. A code that comes twice ends what came of it (RFC 6749, 4.1.2).
    pub async fn redeem_code(
        &self,
        client: &Client,
        (code, redirect_uri, verifier): (&str, Option<&str>, Option<&str>),
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Issued, GrantError> {
        let code = self.open_code(code).ok_or(GrantError::Unknown)?;
        let exchanged = match check_code(&code, client, redirect_uri, verifier) {
            Ok(()) => {
                self.exchange_code(client, &code, names, circumstances)
                    .await
            }
            Err(refused) => Err(refused),
        };
        if let Err(refused) = &exchanged
            && let Some(reason) = reason_of(refused, Reason::CodeExpired)
        {
            // With another proof than the person began with, it may be anybody who brings the code.
            let here = if reason == Reason::WrongVerifier {
                circumstances.clone()
            } else {
                code.of_person(circumstances)
            };
            self.note_once(client, (&code.as_whom, reason), &here)
                .await?;
        }
        self.sign(exchanged?, client, names).await
    }

    /// Does so for a code that was checked, all but the signing.
    async fn exchange_code(
        &self,
        client: &Client,
        code: &Code,
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Exchanged, GrantError> {
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let as_whom = &code.as_whom;
            let is_over = code.is_over(tx.now());
            if is_over
                && store::find(&mut tx, as_whom.tenant, code.id)
                    .await?
                    .is_none()
            {
                return Ok(Err(GrantError::Expired));
            }
            // One that comes again after its time was used before, too.
            let replay = (
                "the authorization code was used twice",
                Reason::CodeUsedTwice,
            );
            let began = (code.id, as_whom, replay);
            let places = (circumstances, &code.of_person(circumstances));
            self.begin_grant(tx, began, (client, names), places).await
        })
        .await?
    }

    /// Begins a grant, and commits. What began it before begins nothing now, and ends what came of it then:
    /// for this the logs have the `replay` in words, with where it came from; of who signs in they have where
    /// the person is.
    pub(crate) async fn begin_grant(
        &self,
        mut tx: Tx,
        (id, as_whom, replay): (GrantId, &SignedInAs, (&'static str, Reason)),
        (client, names): (&Client, &TokenNames),
        (circumstances, person): (&Circumstances, &Circumstances),
    ) -> Result<Result<Exchanged, GrantError>> {
        if !store::insert(&mut tx, id, as_whom, SHORTEST_GRANT).await? {
            store::revoke(&mut tx, as_whom.tenant, id).await?;
            refused(&mut tx, (client, as_whom), replay, circumstances).await?;
            // What the replay ended stays ended.
            tx.commit().await?;
            return Ok(Err(GrantError::Used));
        }
        let found = self
            .exchanged(&mut tx, (id, Next::First), (as_whom.clone(), client), names)
            .await?;
        if let Ok(exchanged) = &found {
            user::set_signed_in(&mut tx, as_whom.tenant, as_whom.user).await?;
            let user = &exchanged.about.user;
            signed_in(&mut tx, client, user, as_whom, person).await?;
            tx.commit().await?;
        }
        Ok(found)
    }

    /// Exchanges a refresh token for a new one. One that comes back later than a lost answer would ends
    /// all of its family (RFC 9700, section 4.14.2).
    pub async fn refresh(
        &self,
        client: &Client,
        (token, scope): (&str, Option<&str>),
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<Issued, GrantError> {
        let (tenant, secret) = parse_refresh_token(token).ok_or(GrantError::Unknown)?;
        // Whoever guesses keeps nobody waiting who writes.
        let mut tx = self.read().await?;
        let is_there = store::has_refresh_token(&mut tx, tenant, secret.hash()).await;
        drop(tx);
        if !is_there.map_err(Error::from)? {
            return Err(GrantError::Unknown);
        }
        let token = (tenant, secret);
        let (exchanged, as_whom) = self
            .retrying(|| self.exchange_token(client, (&token, scope), names, circumstances))
            .await?;
        if let (Err(refused), Some(as_whom)) = (&exchanged, &as_whom)
            && let Some(reason) = reason_of(refused, Reason::RefreshTokenExpired)
        {
            self.note_once(client, (as_whom, reason), circumstances)
                .await?;
        }
        self.sign(exchanged?, client, names).await
    }

    /// Does so, all but the signing, in one transaction; gives also whose token it was, if it is known and
    /// this client's.
    async fn exchange_token(
        &self,
        client: &Client,
        ((tenant, secret), scope): (&(TenantId, RefreshSecret), Option<&str>),
        names: &TokenNames,
        circumstances: &Circumstances,
    ) -> Result<(Result<Exchanged, GrantError>, Option<SignedInAs>)> {
        let tenant = *tenant;
        let nobodys = |error| Ok((Err(error), None));
        let mut tx = self.write().await?;
        let found = store::use_refresh_token(&mut tx, tenant, secret.hash()).await?;
        let Some((id, ends_at, used_at)) = found else {
            return nobodys(GrantError::Unknown);
        };
        let now = tx.now();
        let Some(mut as_whom) = store::find(&mut tx, tenant, id).await? else {
            let is_over = ends_at <= now;
            return nobodys(if is_over {
                GrantError::Expired
            } else {
                GrantError::Unknown
            });
        };
        if let Err(error) = check_client(&as_whom, client) {
            return nobodys(error);
        }
        if ends_at <= now {
            return Ok((Err(GrantError::Expired), Some(as_whom)));
        }
        if used_at.plus(GRACE) <= now {
            store::revoke(&mut tx, tenant, id).await?;
            let why = (
                "the refresh token was used twice",
                Reason::RefreshTokenUsedTwice,
            );
            refused(&mut tx, (client, &as_whom), why, circumstances).await?;
            tx.commit().await?;
            return nobodys(GrantError::Used);
        }
        match asked_again(&as_whom.scope, scope, names) {
            Some(scope) => as_whom.scope = scope,
            None => return nobodys(GrantError::Scope),
        }
        // A nonce binds the first ID token to who began; OIDC Core, section 12.2.
        as_whom.nonce = None;
        let whose = as_whom.clone();
        let next = (id, Next::After(secret, ends_at));
        let found = self
            .exchanged(&mut tx, next, (as_whom, client), names)
            .await?;
        if found.is_ok() {
            tx.commit().await?;
        }
        Ok((found, Some(whose)))
    }

    /// Looks the person up, and makes the next refresh token.
    pub(super) async fn exchanged(
        &self,
        tx: &mut Tx,
        (id, next): (GrantId, Next<'_>),
        (mut as_whom, client): (SignedInAs, &Client),
        names: &TokenNames,
    ) -> Result<Result<Exchanged, GrantError>> {
        let tenant = as_whom.tenant;
        // What came of a grant ends with it.
        if let Some(parent) = as_whom.parent
            && store::find(tx, tenant, parent).await?.is_none()
        {
            return Ok(Err(GrantError::SignInAgain));
        }
        let (issuer, to) = (as_whom.issuer()?, Some(as_whom.app_id));
        let who = (issuer, as_whom.subject.as_str());
        if let Some(block) = cross_tenant_access::blocked_identity(tx, tenant, who, to).await? {
            return Ok(Err(GrantError::AccessBlocked(block)));
        }
        let Some(user) = person(tx, &as_whom).await? else {
            return Ok(Err(GrantError::SignInAgain));
        };
        // What isn't believed any more is told to no application, whether the tenant asks for a factor or not.
        if !authenticator::still_counts(tx, tenant, issuer, as_whom.proved()).await? {
            (as_whom.second_factor, as_whom.second_factor_of) = (None, None);
        }
        let proved = as_whom.proved();
        let missing = authenticator::missing(tx, (tenant, &user), issuer, proved).await?;
        if let Some(must_register) = missing {
            return Ok(Err(GrantError::NeedsSecondFactor { must_register }));
        }
        let application = application::find(tx, tenant, as_whom.application).await?;
        if application.assignment_required
            && !application::is_assigned(tx, tenant, application.id, user.id).await?
        {
            return Ok(Err(GrantError::NotAssigned));
        }
        let of = (tenant, &client.application);
        let Some(wanted) = about::wanted_again(tx, of, names, &as_whom.scope).await? else {
            return Ok(Err(GrantError::Scope));
        };
        let agreed = store::consented(tx, tenant, user.id, as_whom.application).await?;
        // Taken back since the code was made, or never given.
        if !consent::missing(&wanted.words, &agreed).is_empty() {
            return Ok(Err(GrantError::Scope));
        }
        let refresh_token = if wanted.scopes.offline_access {
            let platform = as_whom.platform()?;
            Some(
                self.next_refresh_token(tx, (tenant, id), next, platform)
                    .await?,
            )
        } else {
            None
        };
        let of = (user, application, wanted);
        let about = about::gather(tx, as_whom, Some(id), of).await?;
        Ok(Ok(Exchanged {
            about,
            refresh_token,
        }))
    }

    async fn next_refresh_token(
        &self,
        tx: &mut Tx,
        (tenant, id): (TenantId, GrantId),
        next: Next<'_>,
        platform: Platform,
    ) -> Result<String> {
        let now = tx.now();
        let ends_at = match (platform, next) {
            (Platform::Spa, Next::After(_, ends_at)) => ends_at,
            (Platform::Spa, Next::First) => now.plus(REFRESH_LIFE_IN_PAGE),
            (Platform::Web | Platform::Public, _) => now.plus(REFRESH_LIFE),
        };
        let secret = match next {
            Next::First => RefreshSecret::generate(tx.entropy()),
            Next::After(before, _) => before.successor(&self.env.keyring, &id),
        };
        store::insert_refresh_token(tx, tenant, (secret.hash(), id), ends_at).await?;
        store::prolong(tx, tenant, id, ends_at).await?;
        Ok(format!("{}.{}", tenant.0.simple(), secret.reveal()))
    }

    /// Signs what was found, after the transaction.
    pub(crate) async fn sign(
        &self,
        exchanged: Exchanged,
        client: &Client,
        names: &TokenNames,
    ) -> Result<Issued, GrantError> {
        let about = exchanged.about;
        let access_token = self.issue_user_token(&about, client.proof, names).await?;
        let id_token = if about.scopes().openid {
            let beside = (Some(access_token.as_str()), None);
            Some(self.issue_id_token(&about, beside, names).await?)
        } else {
            None
        };
        Ok(Issued {
            access_token,
            id_token,
            refresh_token: exchanged.refresh_token,
            scope: about.scopes().granted_text(),
            home: home(&about.as_whom),
        })
    }
}

/// The person of a grant, if they still may sign in.
pub(super) async fn person(tx: &mut Tx, as_whom: &SignedInAs) -> Result<Option<User>> {
    let (tenant, now) = (as_whom.tenant, tx.now());
    let user = match user::find(tx, tenant, as_whom.user).await {
        Ok(user) => user,
        Err(Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let identity = (as_whom.issuer()?, as_whom.subject.as_str());
    let (at, to) = (as_whom.authenticated_at, as_whom.app_id);
    if cross_tenant_access::blocked_identity(tx, tenant, identity, Some(to))
        .await?
        .is_some()
    {
        return Ok(None);
    }
    let counts = user.is_active(now)
        && user.sessions_valid_from <= at
        && is_still_theirs(tx, (tenant, user.id), identity, at).await?;
    Ok(counts.then_some(user))
}

/// The person at home, as `client_info` names them.
fn home(as_whom: &SignedInAs) -> (String, String) {
    match Issuer::parse(&as_whom.issuer) {
        Some(Issuer::Tenant(tenant)) => (as_whom.subject.clone(), tenant.to_string()),
        // A mailbox and a provider are at home nowhere here; the person is told apart by the account.
        Some(Issuer::Mail | Issuer::Provider(_)) | None => {
            (as_whom.user.to_string(), as_whom.tenant.to_string())
        }
    }
}

/// Whether the identity that signed in still is the user's, and home still lets it sign in: who is blocked or
/// gone there has no tokens here, and neither has who was replaced by a reset.
pub(super) async fn is_still_theirs(
    tx: &mut Tx,
    (tenant, user): (TenantId, UserId),
    (issuer, subject): (Issuer, &str),
    authenticated_at: Timestamp,
) -> Result<bool> {
    let bound = user::find_by_identity(tx, tenant, issuer, subject).await?;
    if bound.is_none_or(|bound| bound.id != user) {
        return Ok(false);
    }
    let home = match issuer {
        Issuer::Mail => return Ok(true),
        Issuer::Provider(provider) => return identity_provider::is_active(tx, provider).await,
        Issuer::Tenant(home) => home,
    };
    let id: UserId = subject
        .parse()
        .map_err(|e| Error::corrupt("an identity", e))?;
    let now = tx.now();
    match user::find(tx, home, id).await {
        Ok(user) => Ok(user.is_active(now) && user.sessions_valid_from <= authenticated_at),
        Err(Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn check_code(
    code: &Code,
    client: &Client,
    redirect_uri: Option<&str>,
    verifier: Option<&str>,
) -> Result<(), GrantError> {
    check_client(&code.as_whom, client)?;
    // RFC 6749, section 4.1.3: what the authorization request named, the token request names too.
    match redirect_uri {
        Some(uri) if uri == code.redirect_uri => {}
        None if !code.redirect_uri_was_sent => {}
        Some(_) | None => return Err(GrantError::Redirect),
    }
    match (&code.challenge, verifier) {
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) => {
            let challenge = Challenge::from_text(challenge)
                .ok_or_else(|| Error::corrupt("a code", "its challenge is none"))?;
            if challenge.verify(verifier) {
                Ok(())
            } else {
                Err(GrantError::Verifier)
            }
        }
        // RFC 9700, section 2.1.1: a verifier without a challenge is a downgrade.
        (Some(_), None) | (None, Some(_)) => Err(GrantError::Verifier),
    }
}

/// Whether a grant is of this application, as which it comes now.
pub(crate) fn check_client(as_whom: &SignedInAs, client: &Client) -> Result<(), GrantError> {
    if client.application.id != as_whom.application {
        return Err(GrantError::Unknown);
    }
    let has_proved = client.proof != Proof::None;
    match (as_whom.platform()?, has_proved, client.is_page) {
        (Platform::Spa, _, false) => Err(GrantError::PagesOnly),
        (Platform::Web | Platform::Public, _, true) => Err(GrantError::NoPages),
        (Platform::Web, false, _) => Err(GrantError::MustProve),
        (Platform::Spa | Platform::Public, true, _) => Err(GrantError::MustNotProve),
        (Platform::Web, true, _) | (Platform::Spa | Platform::Public, false, _) => Ok(()),
    }
}

/// What a refresh is for: what the sign-in was for, or other scopes, of another resource perhaps, which then
/// need to be agreed to as well. `.default` of the same resource stands for what there was.
fn asked_again(agreed: &str, asked: Option<&str>, names: &TokenNames) -> Option<String> {
    let Some(asked) = asked else {
        return Some(agreed.to_owned());
    };
    let before = names.scopes(agreed).ok()?;
    let scopes = names.scopes(asked).ok()?;
    let is_of_graph = |resource: Option<&str>| names.graph_audience(resource).is_some();
    let (one, other) = (before.resource.as_deref(), scopes.resource.as_deref());
    let is_same = one == other || (is_of_graph(one) && is_of_graph(other));
    let mut text = if scopes.is_default() && is_same {
        agreed.to_owned()
    } else {
        asked.to_owned()
    };
    // The new token refreshes as long as the old one did, whatever part is asked for now.
    for (is_agreed, word) in [
        (before.openid, "openid"),
        (before.offline_access, "offline_access"),
    ] {
        if is_agreed && !text.split(' ').any(|other| other == word) {
            text.push(' ');
            text.push_str(word);
        }
    }
    Some(text)
}

fn parse_refresh_token(token: &str) -> Option<(TenantId, RefreshSecret)> {
    let (tenant, secret) = token.split_once('.')?;
    Some((tenant.parse().ok()?, RefreshSecret::parse(secret)?))
}
