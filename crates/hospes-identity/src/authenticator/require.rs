//! The rule: who needs a second factor where.

use super::{Factor, Proved, store};
use crate::cross_tenant_access::{self, Meeting};
use crate::db::Tx;
use crate::error::Result;
use crate::identity_provider;
use crate::ids::TenantId;
use crate::role;
use crate::session::{How, Membership, Session};
use crate::tenant::{self, SignInSettings};
use crate::user::{Issuer, User};

/// What a session lacks before its person may act in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    No,
    /// They prove a second factor that they have.
    Verify,
    /// They have none yet, and register one.
    Register,
    /// The organisation believes what their home says of a second factor, and they have proved none there yet.
    AtHome {
        /// Where they prove it.
        home: TenantId,
    },
}

/// Whether the settings ask somebody. Who holds a role is an administrator besides what they are else.
fn is_asked(settings: SignInSettings, is_guest: bool, has_role: bool) -> bool {
    let by_type = if is_guest {
        settings.second_factor_guests
    } else {
        settings.second_factor_members
    };
    by_type || (has_role && settings.second_factor_administrators)
}

/// The home of an identity whose second factor the host believes.
async fn trusted_home(tx: &mut Tx, issuer: Issuer, host: TenantId) -> Result<Option<TenantId>> {
    let Issuer::Tenant(home) = issuer else {
        return Ok(None);
    };
    let meeting = Meeting { home, host };
    let is_trusted = cross_tenant_access::trusts_second_factor(tx, meeting).await?;
    Ok(is_trusted.then_some(home))
}

/// The second factor of a session that counts in a tenant: one that was proved there, in the same sign-in at a provider
/// where the tenant trusts that, or at home where it believes that. None of the last two is kept: what isn't believed
/// any more no longer counts.
pub(crate) async fn proved(
    tx: &mut Tx,
    session: &Session,
    tenant: TenantId,
) -> Result<Option<Proved>> {
    if let Some(here) = session.second_factor_in(tenant) {
        return Ok(Some(here));
    }
    let trust = identity_provider::trust(tx, session.issuer, tenant).await?;
    if trust.multifactor.believes(&session.upstream.how) {
        return Ok(Some(Proved {
            tenant,
            factor: Factor::Provider,
            at: session.authenticated_at,
        }));
    }
    // Most sessions proved nothing: then nobody need be asked.
    if session.second_factors.is_empty() {
        return Ok(None);
    }
    let home = trusted_home(tx, session.issuer, tenant).await?;
    Ok(home.and_then(|home| session.second_factor_in(home)))
}

/// What a session lacks where its person is that member.
pub(crate) async fn need(tx: &mut Tx, session: &Session, member: &Membership) -> Result<Need> {
    let tenant = member.tenant.id;
    if member.proved.is_some() {
        return Ok(Need::No);
    }
    let settings = tenant::sign_in_settings_of(tx, tenant).await?;
    if !is_asked(settings, member.user.is_guest(), !member.roles.is_empty()) {
        return Ok(Need::No);
    }
    if let Some(home) = trusted_home(tx, session.issuer, tenant).await? {
        return Ok(Need::AtHome { home });
    }
    let has_one = store::has_any(tx, (tenant, member.user.id)).await?;
    Ok(if has_one {
        Need::Verify
    } else {
        Need::Register
    })
}

/// Whether what a sign-in proved besides the first factor, and where, is believed by now; of a provider, what it said
/// then.
pub(crate) async fn still_counts(
    tx: &mut Tx,
    tenant: TenantId,
    issuer: Issuer,
    proved: Option<(TenantId, &str, &How)>,
) -> Result<bool> {
    let Some((of, factor, how)) = proved else {
        return Ok(false);
    };
    if factor == Factor::Provider.as_str() {
        let trust = identity_provider::trust(tx, issuer, tenant).await?;
        return Ok(trust.multifactor.believes(how));
    }
    Ok(of == tenant || Some(of) == trusted_home(tx, issuer, tenant).await?)
}

/// Whether what a sign-in proved besides the first factor no longer suffices for a user; then whether they have to
/// register something here. `proved` is the tenant where a second factor was proved, the factor, and what a provider
/// said of it; if one was.
pub(crate) async fn missing(
    tx: &mut Tx,
    (tenant, user): (TenantId, &User),
    issuer: Issuer,
    proved: Option<(TenantId, &str, &How)>,
) -> Result<Option<bool>> {
    if still_counts(tx, tenant, issuer, proved).await? {
        return Ok(None);
    }
    let trusted = trusted_home(tx, issuer, tenant).await?;
    let settings = tenant::sign_in_settings_of(tx, tenant).await?;
    let has_role = !role::of_user(tx, tenant, user.id).await?.is_empty();
    if !is_asked(settings, user.is_guest(), has_role) {
        return Ok(None);
    }
    Ok(Some(
        trusted.is_none() && !store::has_any(tx, (tenant, user.id)).await?,
    ))
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
            who.map(|(is_guest, has_role)| is_asked(settings, is_guest, has_role))
        };
        assert_eq!(asked(none), [false, false, false, false]);
        assert_eq!(asked(members), [true, false, true, false]);
        assert_eq!(asked(guests), [false, true, false, true]);
        assert_eq!(asked(administrators), [false, false, true, true]);
    }
}
