//! The addresses a user answers to, and their uniqueness in the tenant.

use std::collections::BTreeSet;

use hospes_protocol::address::Address;
use hospes_protocol::text::fold;

use super::{User, store};
use crate::db::{DbError, Tx};
use crate::ids::TenantId;

/// The canonical form of a name people sign in with or are written to.
pub(super) fn canonical(name: &str) -> String {
    // A guest's user principal name is no address; its folded form is canonical enough.
    Address::parse(name).map_or_else(|_| fold(name), |address| address.canonical().to_owned())
}

/// All canonical addresses of a user object.
pub(super) fn of(user: &User) -> BTreeSet<String> {
    std::iter::once(&user.user_principal_name)
        .chain(&user.mail)
        .chain(&user.other_mails)
        .map(|name| canonical(name))
        .collect()
}

/// Claims the addresses of a user; `false` when somebody else has one of them.
pub(super) async fn claim(
    tx: &mut Tx,
    tenant: TenantId,
    user: &User,
    before: &BTreeSet<String>,
) -> Result<bool, DbError> {
    let after = of(user);
    for gone in before.difference(&after) {
        store::delete_address(tx, tenant, gone, user.id).await?;
    }
    for new in after.difference(before) {
        if !store::insert_address(tx, tenant, new, user.id).await? {
            return Ok(false);
        }
    }
    Ok(true)
}
