//! The outbox as administrators see it.

use super::{Delivery, MailRecord, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::ids::UserId;
use crate::page::{Page, PageRequest};

/// Which mails, newest first.
#[derive(Debug, Clone)]
pub struct MailQuery {
    /// Only in one of these states; all when none is named.
    pub states: Vec<Delivery>,
    /// Only to addresses that begin so.
    pub recipient: Option<String>,
    /// Only about this user.
    pub user: Option<UserId>,
    /// Which page.
    pub page: PageRequest,
}

impl Identity {
    /// A page of mails and what became of them.
    pub async fn mails(&self, actor: &Actor, query: &MailQuery) -> Result<Page<MailRecord>> {
        actor.require(Permission::ReadMails)?;
        Ok(store::list(&mut self.read().await?, actor.tenant, query).await?)
    }

    /// How many mails could not be delivered.
    pub async fn count_undelivered(&self, actor: &Actor) -> Result<u64> {
        actor.require(Permission::ReadMails)?;
        Ok(store::count_undelivered(&mut self.read().await?, actor.tenant).await?)
    }
}
