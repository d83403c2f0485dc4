//! Who is locked out: the one place that decides it.
//!
//! A provider that is switched off or removed signs nobody in. Whoever is bound to such ones alone can't come, until their
//! redemption is reset or the provider is there again. Whoever is blocked or deleted is out for another reason, and no reset
//! helps them.

use super::{Issuer, ProviderKey};
use crate::db::{Query, Tx};
use crate::error::Result;
use crate::identity_provider;
use crate::ids::{ProviderId, TenantId};

/// Which of those whom nothing signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lockout {
    /// All of them.
    Any,
    /// Those who are bound to this provider, and would have no other way if it were switched off or removed, as it may be.
    By(ProviderId),
}

/// What a lockout looks for.
#[derive(Debug)]
pub(super) struct LockoutIssuers {
    /// To one of these they are bound,
    pub(super) bound: Vec<Issuer>,
    /// and to none but these.
    off: Vec<Issuer>,
}

impl Lockout {
    /// The issuers that it is about, as they are now.
    pub(super) async fn issuers(self, tx: &mut Tx, tenant: TenantId) -> Result<LockoutIssuers> {
        let mut off = identity_provider::off(tx, tenant).await?;
        let bound = match self {
            Self::Any => off.clone(),
            Self::By(id) => {
                let issuer = Issuer::Provider(ProviderKey { tenant, id });
                off.push(issuer);
                vec![issuer]
            }
        };
        Ok(LockoutIssuers { bound, off })
    }
}

/// Narrows users to those who are locked out.
pub(super) fn locked_out(
    mut statement: Query,
    tenant: TenantId,
    issuers: &LockoutIssuers,
) -> Query {
    if issuers.bound.is_empty() {
        return statement.push(" AND 1 = 0");
    }
    statement = statement
        .push(" AND account_enabled = ")
        .push_bind(true)
        .push(" AND id IN (SELECT user_id FROM user_identities WHERE tenant_id = ")
        .push_bind(tenant)
        .push(" AND issuer IN (");
    statement = listed(statement, &issuers.bound).push("))");
    statement = statement
        .push(
            " AND NOT EXISTS (SELECT 1 FROM user_identities other WHERE other.tenant_id = users.tenant_id
                AND other.user_id = users.id AND other.issuer NOT IN (",
        );
    listed(statement, &issuers.off).push("))")
}

pub(super) fn listed(mut statement: Query, issuers: &[Issuer]) -> Query {
    for (position, issuer) in issuers.iter().enumerate() {
        if position > 0 {
            statement = statement.push(", ");
        }
        statement = statement.push_bind(*issuer);
    }
    statement
}
