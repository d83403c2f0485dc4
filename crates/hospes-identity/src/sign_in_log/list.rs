//! Reading the log.

use super::{Outcome, Reason, SignIn, store};
use crate::actor::{Actor, Permission};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{ApplicationId, CorrelationId, SignInId, UserId};
use crate::page::{Page, PageRequest};
use crate::{Identity, application, user};

/// Which attempts, newest first.
#[derive(Debug, Clone)]
pub struct SignInQuery {
    /// Only of this user.
    pub user: Option<UserId>,
    /// Only with this name, whatever its letter case; with `user`, of either.
    pub name: Option<String>,
    /// Only to this application.
    pub application: Option<ApplicationId>,
    /// Only to what had this name then, to the letter.
    pub app_name: Option<String>,
    /// Only those that ended so.
    pub outcome: Option<Outcome>,
    /// Only for this reason.
    pub reason: Option<Reason>,
    /// Only of the request with this reference number.
    pub reference: Option<CorrelationId>,
    /// Only from then on.
    pub since: Option<Timestamp>,
    /// Only before then.
    pub until: Option<Timestamp>,
    /// Which page.
    pub page: PageRequest,
}

impl SignInQuery {
    /// All attempts.
    pub fn all(page: PageRequest) -> Self {
        Self {
            user: None,
            name: None,
            application: None,
            app_name: None,
            outcome: None,
            reason: None,
            reference: None,
            since: None,
            until: None,
            page,
        }
    }
}

impl Identity {
    /// A page of the log.
    pub async fn sign_ins(&self, actor: &Actor, query: &SignInQuery) -> Result<Page<SignIn>> {
        actor.require(Permission::ReadSignIns)?;
        Ok(store::list(&mut self.read().await?, actor.tenant, query).await?)
    }

    /// One attempt.
    pub async fn sign_in_entry(&self, actor: &Actor, id: SignInId) -> Result<SignIn> {
        actor.require(Permission::ReadSignIns)?;
        let found = store::find(&mut self.read().await?, actor.tenant, id).await?;
        found.ok_or(Error::NotFound { what: "sign-in" })
    }

    /// The attempts of a user. Everybody may see their own.
    pub async fn sign_ins_of_user(
        &self,
        actor: &Actor,
        id: UserId,
        page: PageRequest,
    ) -> Result<Page<SignIn>> {
        if actor.user() != Some(id) {
            actor.require(Permission::ReadSignIns)?;
        }
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, id).await?;
        let query = SignInQuery {
            user: Some(id),
            ..SignInQuery::all(page)
        };
        Ok(store::list(&mut tx, actor.tenant, &query).await?)
    }

    /// The attempts to sign in to an application.
    pub async fn sign_ins_of_application(
        &self,
        actor: &Actor,
        id: ApplicationId,
        page: PageRequest,
    ) -> Result<Page<SignIn>> {
        actor.require(Permission::ReadSignIns)?;
        let mut tx = self.read().await?;
        application::find(&mut tx, actor.tenant, id).await?;
        let query = SignInQuery {
            application: Some(id),
            ..SignInQuery::all(page)
        };
        Ok(store::list(&mut tx, actor.tenant, &query).await?)
    }
}
