//! Who may invite, and how many mails somebody gets.

use hospes_protocol::address::Address;

use crate::actor::{Actor, Permission};
use crate::db::Tx;
use crate::env::Span;
use crate::error::Result;
use crate::limit::{self, Limit};
use crate::role;
use crate::tenant::{self, Settings};

/// Whether the settings let the actor invite, now: what was true when the request began may be so no more.
pub(super) async fn may_invite(tx: &mut Tx, actor: &Actor, settings: &Settings) -> Result<bool> {
    // Whoever lets an application act for them gives it no more than they agreed to.
    if !actor.may(Permission::InviteGuests) {
        return Ok(false);
    }
    let by_role = match actor.user() {
        Some(id) => {
            let roles = role::of_user(tx, actor.tenant, id).await?;
            role::permissions_of(&roles).has(Permission::InviteGuests)
        }
        None => actor.may(Permission::InviteGuests),
    };
    Ok(tenant::invite_policy(settings, &actor.who, by_role))
}

/// Counts a mail to a recipient, in the transaction that writes it.
pub(super) async fn count_mail(
    tx: &mut Tx,
    actor: &Actor,
    address: &Address,
    cap: u32,
) -> Result<()> {
    let limit = Limit::new("invitation-mail", address.canonical(), cap, Span::days(1));
    limit::take(tx, actor.tenant, &limit).await
}
