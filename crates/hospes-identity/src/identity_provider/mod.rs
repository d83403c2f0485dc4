//! Home-realm discovery: who authenticates the person behind an address, and why.
//!
//! One function decides, and says by which rule; redemption and sign-in both ask it.

use hospes_protocol::address::Address;

use crate::db::Tx;
use crate::error::Result;
use crate::ids::TenantId;
use crate::tenant;
use crate::tenant::words;
use crate::user::{self, User};

/// Who authenticates somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// An organisation on this server, with the account that answers to the address there.
    Account {
        /// The organisation.
        tenant: TenantId,
        /// Its name.
        organization: String,
    },
    /// A passcode to the address.
    Passcode,
}

words! {
    /// The rule that decided.
    Rule {
        /// The domain belongs to an organisation on this server, which has an account of that address.
        AccountOnThisServer = "account-on-this-server",
        /// It has one, and does not let it sign in: a mailbox must not be a way round that.
        AccountBlockedAtHome = "account-blocked-at-home",
        /// The domain belongs to an organisation here, but nobody there has the address.
        NoAccountInHomeOrganization = "no-account-in-home-organization",
        /// The domain belongs to no organisation here.
        UnknownDomain = "unknown-domain",
    }
}

/// What was decided.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    /// Who authenticates; nobody when home has blocked the account.
    pub(crate) way: Option<Way>,
    pub(crate) rule: Rule,
}

/// Decides who authenticates the person behind an address.
pub(crate) async fn discover(tx: &mut Tx, address: &Address) -> Result<Decision> {
    let passcode = |rule| Decision {
        way: Some(Way::Passcode),
        rule,
    };
    let Some(home) = tenant::tenant_of_domain(tx, address.domain()).await? else {
        return Ok(passcode(Rule::UnknownDomain));
    };
    let account = user::find_by_address(tx, home, address.canonical()).await?;
    // A guest of that organisation is somebody else's account, and cannot prove an address there.
    let Some(account) = account.filter(User::has_password) else {
        return Ok(passcode(Rule::NoAccountInHomeOrganization));
    };
    let now = tx.now();
    if !account.is_active(now) {
        return Ok(Decision {
            way: None,
            rule: Rule::AccountBlockedAtHome,
        });
    }
    let organization = tenant::find(tx, home).await?.display_name;
    Ok(Decision {
        way: Some(Way::Account {
            tenant: home,
            organization,
        }),
        rule: Rule::AccountOnThisServer,
    })
}
