//! What people let applications have.

use hospes_protocol::oauth::RequestedScopes;

use super::{USER_IMPERSONATION, store};
use crate::actor::{Actor, Permission};
use crate::application::{self, GraphPermission};
use crate::audit::{Activity, Entry};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, UserId};
use crate::{Identity, user};

/// What somebody let an application have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The application.
    pub application: ApplicationId,
    /// Its name.
    pub application_name: String,
    /// The scopes.
    pub scopes: Vec<String>,
    /// Since when.
    pub granted_at: Timestamp,
}

/// Scopes that concern nobody but the person who agrees.
const OWN: &[(&str, &str)] = &[
    ("openid", "Sign you in"),
    ("profile", "See your name and account name"),
    ("email", "See your email address"),
    (
        "offline_access",
        "Stay signed in for you, until you or your organization end it",
    ),
    ("User.Read", "Read your profile"),
    (USER_IMPERSONATION, "See which organizations you belong to"),
];

/// What a scope lets an application do, in a sentence; `None` for one that does not exist.
pub fn scope_text(scope: &str) -> Option<&'static str> {
    OWN.iter()
        .find(|(name, _)| *name == scope)
        .map(|(_, text)| *text)
        .or_else(|| GraphPermission::parse(scope).map(GraphPermission::display_name))
}

/// Scopes one by one, as people agree to them.
pub fn words(scopes: &RequestedScopes) -> Vec<String> {
    let openid = [
        (scopes.openid, "openid"),
        (scopes.profile, "profile"),
        (scopes.email, "email"),
        (scopes.offline_access, "offline_access"),
    ];
    let openid = openid.into_iter().filter(|(there, _)| *there);
    let openid = openid.map(|(_, word)| word.to_owned());
    openid.chain(scopes.values.iter().cloned()).collect()
}

/// Those that were not agreed to.
pub(super) fn missing(asked: &[String], agreed: &[String]) -> Vec<String> {
    let is_new = |scope: &&String| !agreed.contains(scope);
    asked.iter().filter(is_new).cloned().collect()
}

/// Whether somebody may agree by themselves. What concerns others is for those who manage applications.
pub(super) fn may_agree(actor: &Actor, scopes: &[String]) -> bool {
    actor.may(Permission::ManageApplications)
        || scopes
            .iter()
            .all(|scope| OWN.iter().any(|(name, _)| name == scope))
}

/// Everybody decides about their own; who manages applications about everybody's.
fn is_theirs(actor: &Actor, user: UserId) -> Result<()> {
    if actor.user() == Some(user) {
        return Ok(());
    }
    actor.require(Permission::ManageApplications)
}

impl Identity {
    /// Lets an application have these scopes of a person, besides what it has already.
    pub async fn consent(
        &self,
        actor: &Actor,
        user: UserId,
        id: ApplicationId,
        scopes: &[String],
    ) -> Result<()> {
        is_theirs(actor, user)?;
        if !scopes.iter().all(|scope| scope_text(scope).is_some()) {
            return Err(Error::invalid("scope", "it is not known here"));
        }
        if !may_agree(actor, scopes) {
            let permission = Permission::ManageApplications;
            return Err(Error::Forbidden { permission });
        }
        self.retrying(|| async {
            let mut tx = self.write().await?;
            user::find_present(&mut tx, actor.tenant, user).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let before = store::consented(&mut tx, actor.tenant, user, id).await?;
            let mut after = before.clone();
            after.extend(missing(scopes, &before));
            store::set_consent(&mut tx, (actor.tenant, user, id), &after).await?;
            Entry::new(Activity::ConsentToApplication)
                .target(application::target(&application).change(
                    "ConsentContext.Scopes",
                    &before.join(" "),
                    &after.join(" "),
                ))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// What a person let applications have.
    pub async fn consents(&self, actor: &Actor, user: UserId) -> Result<Vec<Consent>> {
        is_theirs(actor, user)?;
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, user).await?;
        let mut all = Vec::new();
        for (id, scopes, granted_at) in store::consents(&mut tx, actor.tenant, user).await? {
            let application = application::find(&mut tx, actor.tenant, id).await?;
            all.push(Consent {
                application: id,
                application_name: application.display_name,
                scopes: scopes.split(' ').map(str::to_owned).collect(),
                granted_at,
            });
        }
        Ok(all)
    }

    /// Takes back what a person let an application have, and ends its sign-ins of them. Access tokens count
    /// until they end.
    pub async fn withdraw_consent(
        &self,
        actor: &Actor,
        user: UserId,
        id: ApplicationId,
    ) -> Result<()> {
        is_theirs(actor, user)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            user::find_present(&mut tx, actor.tenant, user).await?;
            let application = application::find(&mut tx, actor.tenant, id).await?;
            let before = store::consented(&mut tx, actor.tenant, user, id).await?;
            // What was not given is no error, and nothing changed.
            if before.is_empty() {
                return Ok(());
            }
            store::delete_consent(&mut tx, (actor.tenant, user, id)).await?;
            store::revoke_of_user(&mut tx, actor.tenant, user, id).await?;
            Entry::new(Activity::WithdrawConsent)
                .target(application::target(&application).change(
                    "ConsentContext.Scopes",
                    &before.join(" "),
                    "",
                ))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
