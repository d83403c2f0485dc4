//! What the audit log and the sign-in log say of tokens that people's applications asked for.

use super::SignedInAs;
use super::exchange::{Client, GrantError};
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, Entry, Target};
use crate::cross_tenant_access::Block;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, TenantId};
use crate::session::Session;
use crate::sign_in_log::{self, Attempt, Reason};
use crate::user::{self, User};
use crate::{Identity, application};

impl Identity {
    /// Records what became of a person's code or token, once in a quarter of an hour: a client may send it as often
    /// as it likes.
    pub(super) async fn note_once(
        &self,
        client: &Client,
        (as_whom, reason): (&SignedInAs, Reason),
        circumstances: &Circumstances,
    ) -> Result<()> {
        let mut tx = self.read().await?;
        let name = match user::find(&mut tx, as_whom.tenant, as_whom.user).await {
            Ok(user) => user.user_principal_name,
            // Gone for good, and with them what was recorded of them.
            Err(Error::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        drop(tx);
        let attempt = attempt_of(&name, as_whom, (client, reason));
        let subject = format!("{} {}", as_whom.user, as_whom.application);
        self.note_sign_in(as_whom.tenant, (&attempt, &subject), circumstances)
            .await
    }

    /// Records that cross-tenant access settings keep the person of a session out of an application, once in a quarter
    /// of an hour: asking again costs them nothing.
    pub(crate) async fn note_blocked(
        &self,
        (session, tenant): (&Session, TenantId),
        application: ApplicationId,
        block: Block,
        circumstances: &Circumstances,
    ) -> Result<()> {
        let mut tx = self.read().await?;
        let who = (session.issuer, session.subject.as_str());
        let found = user::find_by_identity(&mut tx, tenant, who.0, who.1).await?;
        let application = application::find(&mut tx, tenant, application).await;
        drop(tx);
        let (user, application) = match (found, application) {
            (Some(user), Ok(application)) => (user, application),
            // Gone meanwhile, as whoever asked again would be told.
            (None, Ok(_)) | (_, Err(Error::NotFound { .. })) => return Ok(()),
            (_, Err(error)) => return Err(error),
        };
        let name = &user.user_principal_name;
        let attempt = Attempt::new(name, session.method.as_str(), Reason::of_block(block))
            .of(Some(user.id))
            .to(&application);
        let subject = format!("{} {}", user.id, application.id);
        self.note_sign_in(tenant, (&attempt, &subject), circumstances)
            .await
    }
}

pub(super) async fn signed_in(
    tx: &mut Tx,
    client: &Client,
    user: &User,
    as_whom: &SignedInAs,
    circumstances: &Circumstances,
) -> Result<()> {
    let actor = Actor::person(as_whom.tenant, &user.user_principal_name, circumstances);
    Entry::new(Activity::SignIn)
        .target(Target::user(user))
        .detail("Application", &client.application.display_name)
        .detail("AppId", &client.application.app_id)
        .detail("Method", &as_whom.method)
        .detail("Scope", &as_whom.scope)
        .record(tx, &actor)
        .await?;
    let name = &user.user_principal_name;
    let attempt = attempt_of(name, as_whom, (client, Reason::SignedIn));
    sign_in_log::record(tx, as_whom.tenant, &attempt, circumstances).await
}

pub(super) async fn refused(
    tx: &mut Tx,
    (client, as_whom): (&Client, &SignedInAs),
    (why, reason): (&'static str, Reason),
    circumstances: &Circumstances,
) -> Result<()> {
    let user = user::find(tx, as_whom.tenant, as_whom.user).await?;
    let actor = Actor::person(as_whom.tenant, &user.user_principal_name, circumstances);
    Entry::new(Activity::SignIn)
        .target(Target::user(&user))
        .detail("AppId", &as_whom.app_id)
        .failed(why)
        .record(tx, &actor)
        .await?;
    let attempt = attempt_of(&user.user_principal_name, as_whom, (client, reason));
    sign_in_log::record(tx, as_whom.tenant, &attempt, circumstances).await
}

fn attempt_of<'a>(
    name: &'a str,
    as_whom: &'a SignedInAs,
    (client, reason): (&'a Client, Reason),
) -> Attempt<'a> {
    Attempt::new(name, &as_whom.method, reason)
        .of(Some(as_whom.user))
        .by(as_whom.issuer().ok())
        .with(as_whom.second_factor.as_deref())
        .to(&client.application)
}

/// What the sign-in log says of a refusal; `None` where it says nothing, or has said it in the transaction.
pub(super) fn reason_of(refused: &GrantError, expired: Reason) -> Option<Reason> {
    match refused {
        GrantError::Expired => Some(expired),
        GrantError::Verifier => Some(Reason::WrongVerifier),
        GrantError::SignInAgain => Some(Reason::SessionsEnded),
        GrantError::NotAssigned => Some(Reason::NotAssigned),
        GrantError::AccessBlocked(block) => Some(Reason::of_block(*block)),
        GrantError::Scope => Some(Reason::ConsentMissing),
        GrantError::NeedsSecondFactor { .. } => Some(Reason::NeedsSecondFactor),
        GrantError::Unknown
        | GrantError::Used
        | GrantError::Redirect
        | GrantError::MustProve
        | GrantError::MustNotProve
        | GrantError::PagesOnly
        | GrantError::NoPages
        | GrantError::Assertion
        | GrantError::WrongPassword
        | GrantError::MustChangePassword
        | GrantError::NotHere
        | GrantError::Policy
        | GrantError::Other(_) => None,
    }
}
