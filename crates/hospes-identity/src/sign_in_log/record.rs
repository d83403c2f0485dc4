//! Writing entries.

use hospes_protocol::text::{fold, single_line};

use super::{HERE, LONGEST_NAME, Reason, SignIn, store};
use crate::Identity;
use crate::actor::{Actor, Circumstances, Who};
use crate::application::{self, Application, Caller, ClientError, Proof};
use crate::authenticator::{Factor, Need};
use crate::db::Tx;
use crate::env::Span;
use crate::error::{Error, Result};
use crate::identity_provider;
use crate::ids::{AppId, ApplicationId, ProviderId, TenantId, UserId};
use crate::limit::{self, Limit};
use crate::session::{self, Session};
use crate::user::{Issuer, ProviderKey};

/// What is alike and comes again within this time is written once.
const WINDOW: Span = Span::minutes(15);

/// An attempt to sign in, in the making.
#[derive(Debug, Clone)]
#[must_use]
pub(crate) struct Attempt<'a> {
    name: &'a str,
    method: &'a str,
    reason: Reason,
    user: Option<UserId>,
    issuer: Option<Issuer>,
    second_factor: Option<&'a str>,
    application: Option<(ApplicationId, &'a str)>,
}

impl<'a> Attempt<'a> {
    /// Somebody with this name, by this method.
    pub(crate) fn new(name: &'a str, method: &'a str, reason: Reason) -> Self {
        Self {
            name,
            method,
            reason,
            user: None,
            issuer: None,
            second_factor: None,
            application: None,
        }
    }

    /// Whose account it was.
    pub(crate) fn of(mut self, user: Option<UserId>) -> Self {
        self.user = user;
        self
    }

    /// Who authenticated them, or was to.
    pub(crate) fn by(mut self, issuer: Option<Issuer>) -> Self {
        self.issuer = issuer;
        self
    }

    /// What they proved it with besides.
    pub(crate) fn with(mut self, second_factor: Option<&'a str>) -> Self {
        self.second_factor = second_factor;
        self
    }

    /// The application they sign in to.
    pub(crate) fn to(mut self, application: &'a Application) -> Self {
        self.application = Some((application.id, &application.display_name));
        self
    }
}

/// Writes an attempt in the transaction of what it tells of.
pub(crate) async fn record(
    tx: &mut Tx,
    tenant: TenantId,
    attempt: &Attempt<'_>,
    circumstances: &Circumstances,
) -> Result<()> {
    let name = single_line(attempt.name, LONGEST_NAME);
    let (provider, provider_name) = provider_of(tx, tenant, attempt.issuer).await?.unzip();
    let entry = SignIn {
        id: tx.new_id(),
        at: tx.now(),
        user: attempt.user,
        application: attempt.application.map(|(id, _)| id),
        app_name: attempt
            .application
            .map_or(HERE, |(_, name)| name)
            .to_owned(),
        method: attempt.method.to_owned(),
        provider,
        provider_name,
        second_factor: attempt.second_factor.map(str::to_owned),
        outcome: attempt.reason.outcome(),
        code: attempt.reason.code(),
        reason: Some(attempt.reason),
        network: circumstances.network(),
        user_agent: circumstances.user_agent.clone(),
        correlation: circumstances.correlation,
        name,
    };
    Ok(store::insert(tx, tenant, &entry, &fold(&entry.name)).await?)
}

/// The provider of the tenant that an identity is of, with its name now.
async fn provider_of(
    tx: &mut Tx,
    tenant: TenantId,
    issuer: Option<Issuer>,
) -> Result<Option<(ProviderId, String)>> {
    let key = match issuer {
        Some(Issuer::Provider(ProviderKey { tenant: of, id })) if of == tenant => id,
        Some(Issuer::Provider(_) | Issuer::Tenant(_) | Issuer::Mail) | None => return Ok(None),
    };
    let provider = identity_provider::find(tx, tenant, key).await?;
    Ok(Some((key, provider.display_name)))
}

/// What a session that was just opened by one factor comes to in a tenant: who is asked for another one there is
/// signed in when that one is proved. With it the second factor that counts there already: a provider's.
pub(crate) async fn first_factor(
    tx: &mut Tx,
    session: &Session,
    tenant: TenantId,
    circumstances: &Circumstances,
) -> Result<(Reason, Option<Factor>)> {
    let member = session::member(tx, session, tenant, circumstances).await?;
    let factor = member.as_ref().and_then(|member| member.proved);
    let reason = match member.map(|member| member.second_factor) {
        Some(Need::Verify | Need::Register | Need::AtHome { .. }) => Reason::SecondFactorDue,
        Some(Need::No) | None => Reason::SignedIn,
    };
    Ok((reason, factor.map(|proved| proved.factor)))
}

fn once(reason: Reason, subject: &str) -> Limit {
    let subject = format!("{} {subject}", reason.key());
    Limit::new("sign-in-log", &subject, 1, WINDOW)
}

impl Identity {
    /// Writes an attempt in a transaction of its own, unless one with this reason and subject was written in
    /// the present quarter of an hour: for what somebody can repeat as often as they like.
    pub(crate) async fn note_sign_in(
        &self,
        tenant: TenantId,
        (attempt, subject): (&Attempt<'_>, &str),
        circumstances: &Circumstances,
    ) -> Result<()> {
        let limit = once(attempt.reason, subject);
        match limit::check(&mut self.read().await?, tenant, &limit).await {
            Ok(()) => {}
            Err(Error::TooMany { .. }) => return Ok(()),
            Err(error) => return Err(error),
        }
        self.retrying(|| async {
            let mut tx = self.write().await?;
            match limit::take(&mut tx, tenant, &limit).await {
                Ok(()) => record(&mut tx, tenant, attempt, circumstances).await?,
                // Another request was faster.
                Err(Error::TooMany { .. }) => return Ok(()),
                Err(error) => return Err(error),
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Records that a person declined what an application asks for. Nothing else changes by it.
    pub async fn decline_consent(&self, actor: &Actor, id: ApplicationId) -> Result<()> {
        let application = application::find(&mut self.read().await?, actor.tenant, id).await?;
        let name = login(actor);
        let attempt = Attempt::new(name, "consent", Reason::ConsentDeclined)
            .of(actor.user())
            .to(&application);
        let subject = format!("{name} {id}");
        self.note_sign_in(actor.tenant, (&attempt, &subject), &actor.circumstances)
            .await
    }

    /// Records that an application signed in for itself, or in vain: each once in a quarter of an hour from
    /// one network. Ids that no application has are not recorded.
    pub async fn note_client(
        &self,
        (tenant, app_id): (TenantId, AppId),
        found: &Result<Caller, ClientError>,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let (secret, certificate) = ("client secret", "client certificate");
        let (method, reason) = match found {
            Ok(caller) if caller.proof == Proof::Certificate => (certificate, Reason::SignedIn),
            Ok(_) => (secret, Reason::SignedIn),
            Err(ClientError::WrongSecret) => (secret, Reason::WrongSecret),
            Err(ClientError::ExpiredSecret) => (secret, Reason::ExpiredSecret),
            Err(ClientError::Assertion(_)) => (certificate, Reason::WrongAssertion),
            Err(ClientError::ExpiredCertificate) => (certificate, Reason::ExpiredCertificate),
            Err(ClientError::UsedAssertion) => (certificate, Reason::AssertionUsedTwice),
            Err(ClientError::Unknown | ClientError::Other(_)) => return Ok(()),
        };
        let known = if let Ok(caller) = found {
            Some(caller.application.clone())
        } else {
            let mut tx = self.read().await?;
            application::find_by_app_id(&mut tx, tenant, app_id).await?
        };
        let Some(application) = known else {
            return Ok(());
        };
        let attempt = Attempt::new(&application.display_name, method, reason).to(&application);
        let subject = format!("{} {}", application.id, circumstances.network());
        self.note_sign_in(tenant, (&attempt, &subject), circumstances)
            .await
    }
}

/// The name under which somebody signed in.
fn login(actor: &Actor) -> &str {
    match &actor.who {
        Who::User { name, .. } | Who::Application { name, .. } => name,
        Who::Person { address } => address,
        Who::System { name } => name,
    }
}
