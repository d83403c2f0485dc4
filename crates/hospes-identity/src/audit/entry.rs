//! Writing an event.

use std::fmt::Display;

use uuid::Uuid;

use super::{Activity, AuditEvent, Change, Detail, Initiator, TargetResource, store};
use crate::actor::{Actor, Who};
use crate::db::Tx;
use crate::error::Result;
use crate::user::User;

/// An event in the making.
#[derive(Debug, Clone)]
#[must_use]
pub(crate) struct Entry {
    activity: Activity,
    failure: Option<&'static str>,
    targets: Vec<TargetResource>,
    details: Vec<Detail>,
}

/// An object of the event in the making.
#[derive(Debug, Clone)]
#[must_use]
pub(crate) struct Target(TargetResource);

impl Target {
    pub(crate) fn user(user: &User) -> Self {
        Self(TargetResource {
            kind: "User".to_owned(),
            id: Some(user.id.0),
            name: user.display_name.clone(),
            upn: Some(user.user_principal_name.clone()),
            changes: Vec::new(),
        })
    }

    pub(crate) fn other(kind: &str, id: Uuid, name: &str) -> Self {
        Self(TargetResource {
            kind: kind.to_owned(),
            id: Some(id),
            name: name.to_owned(),
            upn: None,
            changes: Vec::new(),
        })
    }

    pub(crate) fn change(mut self, name: &str, old: &str, new: &str) -> Self {
        let (name, old, new) = (name.to_owned(), old.to_owned(), new.to_owned());
        self.0.changes.push(Change { name, old, new });
        self
    }
}

impl Entry {
    pub(crate) fn new(activity: Activity) -> Self {
        Self {
            activity,
            failure: None,
            targets: Vec::new(),
            details: Vec::new(),
        }
    }

    pub(crate) fn target(mut self, target: Target) -> Self {
        self.targets.push(target.0);
        self
    }

    pub(crate) fn detail(mut self, key: &str, value: &(impl Display + ?Sized)) -> Self {
        self.details.push(Detail {
            key: key.to_owned(),
            value: value.to_string(),
        });
        self
    }

    /// It did not succeed, and why.
    pub(crate) fn failed(mut self, reason: &'static str) -> Self {
        self.failure = Some(reason);
        self
    }

    /// Writes it in the transaction of what it tells of.
    pub(crate) async fn record(self, tx: &mut Tx, actor: &Actor) -> Result<()> {
        let event = AuditEvent {
            id: tx.new_id(),
            at: tx.now(),
            activity: self.activity.name().to_owned(),
            category: self.activity.category().to_owned(),
            service: self.activity.service().to_owned(),
            operation_type: self.activity.operation_type().to_owned(),
            succeeded: self.failure.is_none(),
            reason: self.failure.unwrap_or_default().to_owned(),
            initiator: initiator(actor),
            targets: self.targets,
            details: self.details,
            correlation: actor.circumstances.correlation,
            sequence: None,
            seal: None,
        };
        store::insert(tx, actor.tenant, &event).await
    }
}

fn initiator(actor: &Actor) -> Initiator {
    let ip = actor.circumstances.ip.map(|ip| ip.to_string());
    let (kind, id, name, login) = match &actor.who {
        Who::User {
            id,
            name,
            display_name,
            ..
        } => ("user", Some(id.0), display_name.clone(), Some(name.clone())),
        Who::Application { id, app_id, name } => {
            ("app", Some(id.0), name.clone(), Some(app_id.to_string()))
        }
        Who::Person { address } => ("anonymous", None, address.clone(), None),
        Who::System { name } => ("system", None, (*name).to_owned(), None),
    };
    Initiator {
        kind: kind.to_owned(),
        id,
        name,
        login,
        ip,
    }
}
