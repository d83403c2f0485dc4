//! Whom a change of the inbound settings would keep out, before it is made.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use hospes_protocol::address::Address;

use super::change::{self, PartnerPatch};
use super::decide::{Homes, Meeting, Origin, Sides};
use super::defaults::{self, DefaultsPatch};
use super::settings::Collaboration;
use super::store::{self, Present};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{TenantId, UserId};
use crate::patch::Patch;
use crate::user::{self, InvitationState, User};

/// A page shows so many.
const MOST_SHOWN: usize = 100;
/// So many guests are read at a time.
const AT_A_TIME: i64 = 500;

/// A change that is not made yet.
#[derive(Debug, Clone, Copy)]
pub enum Intended<'a> {
    /// Of the default.
    Defaults(&'a DefaultsPatch),
    /// Of the settings for one organisation.
    Partner(TenantId, &'a PartnerPatch),
    /// The settings for one organisation go.
    Removal(TenantId),
}

/// The guests who are let in now, or whose invitation can be accepted, and who would not be any more.
#[derive(Debug, Clone, Default)]
pub struct KeptOutGuests {
    /// The first 100.
    pub guests: Vec<User>,
    /// How many there are.
    pub count: u64,
}

/// Inbound settings in place of those that count now.
struct Planned {
    /// For its people alone; `None`: for those of every organisation that has no inbound settings of its own.
    home: Option<TenantId>,
    inbound: Collaboration,
}

/// What counts between an organisation and this one.
struct Change {
    now: Sides,
    /// `None`: the same.
    then: Option<Sides>,
}

impl Identity {
    /// Whom a change would keep out. It is judged by what judges every use of a membership; who only loses applications
    /// is not among them. It reads all guests, which is nothing to hold the one transaction that writes for: a guest who
    /// accepts between this answer and the change is kept out unannounced.
    pub async fn kept_out_by(
        &self,
        actor: &Actor,
        intended: Intended<'_>,
    ) -> Result<KeptOutGuests> {
        actor.require(Permission::ManageCrossTenantAccess)?;
        actor.require(Permission::ReadDirectory)?;
        let mut tx = self.read().await?;
        let found = find(&mut tx, actor.tenant, intended, AT_A_TIME).await?;
        let mut guests = Vec::new();
        for id in found.first {
            guests.push(user::find(&mut tx, actor.tenant, id).await?);
        }
        Ok(KeptOutGuests {
            guests,
            count: found.count,
        })
    }
}

/// Whom it would be.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The first 100, by when they were made.
    pub(super) first: Vec<UserId>,
    /// How many there are.
    pub(super) count: u64,
}

/// Asks of every guest, so many at a time.
pub(super) async fn find(
    tx: &mut Tx,
    host: TenantId,
    intended: Intended<'_>,
    at_a_time: i64,
) -> Result<Found> {
    let mut found = Found::default();
    let Some(planned) = planned(tx, host, intended).await? else {
        return Ok(found);
    };
    let mut changes = BTreeMap::new();
    let mut after = None;
    loop {
        let page = store::present(tx, host, after, at_a_time).await?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        after = Some(last.id);
        // Forgotten with the page: guests may come from any number of domains.
        let mut homes = Homes::default();
        for of_one in page.chunk_by(|one, next| one.id == next.id) {
            let origins = origins(tx, &mut homes, of_one).await?;
            if loses(tx, (host, &planned), &mut changes, &origins).await? {
                found.count += 1;
                if found.first.len() < MOST_SHOWN {
                    found.first.extend(of_one.first().map(|row| row.id));
                }
            }
        }
    }
}

/// What is to count; `None` when users and groups stay as they are. Refused as the change itself would be.
async fn planned(tx: &mut Tx, host: TenantId, intended: Intended<'_>) -> Result<Option<Planned>> {
    let default = store::defaults(tx, host).await?.inbound;
    let (home, before, after) = match intended {
        Intended::Defaults(patch) => {
            defaults::check(patch)?;
            let after = patch.inbound.clone().unwrap_or_else(|| default.clone());
            (None, default, after)
        }
        Intended::Partner(home, patch) => {
            change::check(patch)?;
            let before = store::find(tx, host, home).await?.inbound;
            let before = before.unwrap_or_else(|| default.clone());
            let after = match &patch.inbound {
                Patch::Keep => before.clone(),
                Patch::Clear => default,
                Patch::Set(inbound) => inbound.clone(),
            };
            (Some(home), before, after)
        }
        Intended::Removal(home) => {
            let before = store::find(tx, host, home).await?.inbound;
            (
                Some(home),
                before.unwrap_or_else(|| default.clone()),
                default,
            )
        }
    };
    let is_same = before.people == after.people;
    Ok((!is_same).then_some(Planned {
        home,
        inbound: after,
    }))
}

/// Whose people a guest is: by what they are bound to, and by their address while an invitation waits for them. `None`
/// stands for a way in that no cross-tenant access setting is about.
async fn origins(tx: &mut Tx, homes: &mut Homes, rows: &[Present]) -> Result<Vec<Option<Origin>>> {
    let mut all = Vec::new();
    for row in rows {
        if let (Some(issuer), Some(subject)) = (row.issuer, &row.subject) {
            all.push(homes.origin_of(tx, (issuer, subject)).await?);
        } else if row.invitation_state == InvitationState::PendingAcceptance
            && let Some(Ok(address)) = row.mail.as_deref().map(Address::parse)
        {
            all.push(homes.origin_of_address(tx, &address).await?);
        }
    }
    Ok(all)
}

/// Whether somebody has a way in now, and will have none.
async fn loses(
    tx: &mut Tx,
    (host, planned): (TenantId, &Planned),
    changes: &mut BTreeMap<TenantId, Change>,
    origins: &[Option<Origin>],
) -> Result<bool> {
    let mut ways = Vec::new();
    for origin in origins {
        let origin = origin.as_ref().filter(|origin| origin.home != host);
        let Some(origin) = origin else {
            return Ok(false);
        };
        let home = origin.home;
        if let Entry::Vacant(free) = changes.entry(home) {
            free.insert(planned.change(tx, Meeting { home, host }).await?);
        }
        ways.push(origin);
    }
    let of = |origin: &Origin| changes.get(&origin.home);
    let ways: Vec<(&Origin, &Change)> = ways
        .iter()
        .filter_map(|one| Some((*one, of(one)?)))
        .collect();
    if ways.iter().all(|(_, change)| change.then.is_none()) {
        return Ok(false);
    }
    let mut is_in = false;
    for (origin, change) in ways {
        let then = change.then.as_ref().unwrap_or(&change.now);
        if then.forbid(tx, origin, None).await?.is_none() {
            return Ok(false);
        }
        is_in |= change.now.forbid(tx, origin, None).await?.is_none();
    }
    Ok(is_in)
}

impl Planned {
    async fn change(&self, tx: &mut Tx, meeting: Meeting) -> Result<Change> {
        let now = Sides::between(tx, meeting).await?;
        let is_meant = match self.home {
            Some(home) => home == meeting.home,
            None => !now.inbound.by_partner,
        };
        let then = is_meant.then(|| {
            let mut then = now.clone();
            then.inbound.setting = self.inbound.clone();
            then
        });
        Ok(Change { now, then })
    }
}
