//! The rule: who needs a second factor where.

use super::store;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TenantId;
use crate::role;
use crate::session::{Membership, Session};
use crate::tenant::{self, SignInSettings};
use crate::user::User;

/// What a session lacks before its person may act in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    No,
    /// They prove a second factor that they have.
    Verify,
    /// They have none yet, and register one.
    Register,
}

/// Whether the settings ask somebody. Who holds a role is an administrator besides what they are else.
fn is_asked(settings: &SignInSettings, is_guest: bool, has_role: bool) -> bool {
    let by_type = if is_guest {
        settings.second_factor_guests
    } else {
        settings.second_factor_members
    };
    by_type || (has_role && settings.second_factor_administrators)
}

/// What a session lacks where its person is that member.
pub(crate) async fn need(tx: &mut Tx, session: &Session, member: &Membership) -> Result<Need> {
    let tenant = member.tenant.id;
    if session.second_factor_in(tenant).is_some() {
        return Ok(Need::No);
    }
    let settings = tenant::sign_in_settings_of(tx, tenant).await?;
    if !is_asked(&settings, member.user.is_guest(), !member.roles.is_empty()) {
        return Ok(Need::No);
    }
    let has_one = store::has_any(tx, (tenant, member.user.id)).await?;
    Ok(if has_one {
        Need::Verify
    } else {
        Need::Register
    })
}

/// Whether a sign-in without a second factor no longer suffices for a user; then whether they have none yet.
pub(crate) async fn missing(tx: &mut Tx, tenant: TenantId, user: &User) -> Result<Option<bool>> {
    let settings = tenant::sign_in_settings_of(tx, tenant).await?;
    let has_role = !role::of_user(tx, tenant, user.id).await?.is_empty();
    if !is_asked(&settings, user.is_guest(), has_role) {
        return Ok(None);
    }
    Ok(Some(!store::has_any(tx, (tenant, user.id)).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_switch_asks_its_own() {
        let none = SignInSettings::default();
        let members = SignInSettings {
            second_factor_members: true,
            ..none
        };
        let guests = SignInSettings {
            second_factor_guests: true,
            ..none
        };
        let administrators = SignInSettings {
            second_factor_administrators: true,
            ..none
        };
        // Member, guest, member with a role, guest with a role.
        let who = [(false, false), (true, false), (false, true), (true, true)];
        let asked = |settings: SignInSettings| {
            who.map(|(is_guest, has_role)| is_asked(&settings, is_guest, has_role))
        };
        assert_eq!(asked(none), [false, false, false, false]);
        assert_eq!(asked(members), [true, false, true, false]);
        assert_eq!(asked(guests), [false, true, false, true]);
        assert_eq!(asked(administrators), [false, false, true, true]);
    }
}
