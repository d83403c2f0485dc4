//! Home-realm discovery: who authenticates the person behind an address, and why.

use hospes_protocol::address::Address;

use super::choice::discover_for;
use super::order::RedemptionOrder;
use super::provider::{Class, IdentityProvider};
use super::store;
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::cross_tenant_access::{self, Block, Meeting};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ProviderId, TenantId};
use crate::tenant::{self, words};
use crate::user::{self, BoundIdentity, User};

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
    /// An identity provider of the host.
    Provider {
        /// Which.
        id: ProviderId,
        /// Its name.
        name: String,
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
        /// The domain is that of an identity provider.
        ProviderOfDomain = "provider-of-domain",
        /// The domain is that of several: the person chooses.
        SeveralProvidersOfDomain = "several-providers-of-domain",
        /// Nothing else decides, and there are providers that are offered to everybody: the person chooses, also the
        /// passcode if it is allowed.
        OfferedToEverybody = "offered-to-everybody",
        /// The domain belongs to an organisation here, but nobody there has the address.
        NoAccountInHomeOrganization = "no-account-in-home-organization",
        /// The domain belongs to no organisation here and to no provider.
        UnknownDomain = "unknown-domain",
        /// There is no way, and the host allows no passcode.
        PasscodeNotAllowed = "passcode-not-allowed",
        /// An administrator chose the way for this guest.
        ChosenByAdministrator = "chosen-by-administrator",
        /// They did, and the identity provider is switched off or removed by now.
        ChosenProviderOff = "chosen-provider-off",
    }
}

/// What one step of the decision found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Considered {
    /// The class that was asked; `None`: the passcode and the providers that are offered to everybody, which come last.
    pub class: Option<Class>,
    /// The ways that it has. The first class that has some decides.
    pub ways: Vec<Way>,
    /// Whether it forbids the others, because home has blocked the account.
    pub is_blocked: bool,
}

/// What was decided.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    /// Who may authenticate; several to choose from, or nobody.
    pub(crate) ways: Vec<Way>,
    pub(crate) rule: Rule,
    /// All that was asked, in the order in which it was.
    pub(crate) considered: Vec<Considered>,
}

/// What a decision hangs on.
struct Facts {
    order: RedemptionOrder,
    home: Home,
    federation: Vec<Way>,
    social: Vec<Way>,
    /// Providers that are offered to everybody.
    offered: Vec<Way>,
}

/// What the organisation here says whose domain it is.
enum Home {
    /// The domain is nobody's.
    Nobody,
    /// It has no such account.
    NoAccount,
    /// It does not let it sign in.
    Blocked,
    /// It does.
    Account(Way),
}

/// Decides who authenticates the person behind an address at a tenant that invites, or invited, them.
pub(crate) async fn discover(tx: &mut Tx, host: TenantId, address: &Address) -> Result<Decision> {
    let home = home(tx, address).await?;
    with_home(tx, host, address, home).await
}

/// Decides by the domain alone, as if everybody had an account at their organisation here: for people who have proved
/// nothing yet.
pub(crate) async fn discover_by_domain(
    tx: &mut Tx,
    host: TenantId,
    address: &Address,
) -> Result<Decision> {
    let home = match tenant::tenant_of_domain(tx, address.domain()).await? {
        Some(home) => Home::Account(Way::Account {
            tenant: home,
            organization: tenant::find(tx, home).await?.display_name,
        }),
        None => Home::Nobody,
    };
    with_home(tx, host, address, home).await
}

async fn with_home(tx: &mut Tx, host: TenantId, address: &Address, home: Home) -> Result<Decision> {
    let (mut federation, mut social) = (Vec::new(), Vec::new());
    for id in store::of_domain(tx, host, address.domain().as_str()).await? {
        let provider = store::find(tx, host, id).await?;
        if !provider.is_active() {
            continue;
        }
        let way = Way::Provider {
            id,
            name: provider.display_name,
        };
        match provider.kind.class() {
            Class::ExternalFederation => federation.push(way),
            Class::Social => social.push(way),
            Class::OrganizationsHere => {}
        }
    }
    let facts = Facts {
        order: order(tx, host, address).await?,
        home,
        federation,
        social,
        offered: offered(tx, host).await?,
    };
    Ok(decide(&facts))
}

/// The providers that are offered to everybody.
async fn offered(tx: &mut Tx, host: TenantId) -> Result<Vec<Way>> {
    let all = store::list(tx, host).await?.into_iter();
    let offered = all.filter(|provider| provider.is_for_everybody && provider.is_active());
    let way = |provider: IdentityProvider| Way::Provider {
        id: provider.id,
        name: provider.display_name,
    };
    Ok(offered.map(way).collect())
}

/// The order in which whoever has an address is asked: that which the host has for their organisation, or its own.
async fn order(tx: &mut Tx, host: TenantId, address: &Address) -> Result<RedemptionOrder> {
    if let Some(home) = tenant::tenant_of_domain(tx, address.domain()).await? {
        let meeting = Meeting { home, host };
        if let Some(order) = cross_tenant_access::order_at(tx, meeting).await? {
            return Ok(order);
        }
    }
    store::order_of(tx, host).await
}

/// Whether an organisation here has an account for an address, blocked or not.
pub(crate) async fn has_account(tx: &mut Tx, address: &Address) -> Result<bool> {
    Ok(match home(tx, address).await? {
        Home::Nobody | Home::NoAccount => false,
        Home::Blocked | Home::Account(_) => true,
    })
}

async fn home(tx: &mut Tx, address: &Address) -> Result<Home> {
    let Some(home) = tenant::tenant_of_domain(tx, address.domain()).await? else {
        return Ok(Home::Nobody);
    };
    let account = user::find_by_address(tx, home, address.canonical()).await?;
    // A guest of that organisation is somebody else's account, and cannot prove an address there.
    let Some(account) = account.filter(User::has_password) else {
        return Ok(Home::NoAccount);
    };
    let now = tx.now();
    if !account.is_active(now) {
        return Ok(Home::Blocked);
    }
    Ok(Home::Account(Way::Account {
        tenant: home,
        organization: tenant::find(tx, home).await?.display_name,
    }))
}

/// Asks the classes in their order. The first that has a way decides, or forbids all.
fn decide(facts: &Facts) -> Decision {
    let asked = |class| {
        let (ways, is_blocked) = match (class, &facts.home) {
            (Class::OrganizationsHere, Home::Account(way)) => (vec![way.clone()], false),
            (Class::OrganizationsHere, Home::Blocked) => (Vec::new(), true),
            (Class::OrganizationsHere, Home::Nobody | Home::NoAccount) => (Vec::new(), false),
            (Class::ExternalFederation, _) => (facts.federation.clone(), false),
            (Class::Social, _) => (facts.social.clone(), false),
        };
        Considered {
            class: Some(class),
            ways,
            is_blocked,
        }
    };
    // The passcode comes first: it is what somebody gets who does not choose.
    let mut last = Vec::from_iter(facts.order.allows_passcode.then_some(Way::Passcode));
    last.extend(facts.offered.iter().cloned());
    let passcode = Considered {
        class: None,
        ways: last,
        is_blocked: false,
    };
    let mut considered: Vec<Considered> = facts.order.primaries.into_iter().map(asked).collect();
    considered.push(passcode);
    let decides = considered
        .iter()
        .find(|found| found.is_blocked || !found.ways.is_empty());
    let ways = decides.map(|found| found.ways.clone()).unwrap_or_default();
    let rule = match decides {
        None => Rule::PasscodeNotAllowed,
        Some(found) if found.is_blocked => Rule::AccountBlockedAtHome,
        Some(found) => match (found.class, &facts.home) {
            (Some(Class::OrganizationsHere), _) => Rule::AccountOnThisServer,
            (Some(Class::ExternalFederation | Class::Social), _) if found.ways.len() > 1 => {
                Rule::SeveralProvidersOfDomain
            }
            (Some(Class::ExternalFederation | Class::Social), _) => Rule::ProviderOfDomain,
            (None, _) if !facts.offered.is_empty() => Rule::OfferedToEverybody,
            (None, Home::NoAccount) => Rule::NoAccountInHomeOrganization,
            (None, Home::Nobody | Home::Blocked | Home::Account(_)) => Rule::UnknownDomain,
        },
    };
    Decision {
        ways,
        rule,
        considered,
    }
}

/// What would become of an address that is invited, or of the guest who has it.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// Whether the organisation lets its domain in at all.
    pub is_domain_allowed: bool,
    /// What of the cross-tenant access settings keeps them out.
    pub block: Option<Block>,
    /// Who may authenticate them; several to choose from, or nobody.
    pub ways: Vec<Way>,
    /// The rule that says so.
    pub rule: Rule,
    /// All that was asked, in the order in which it was.
    pub considered: Vec<Considered>,
    /// The providers that have the domain, and are not asked, because it is not proved yet that they may speak for it.
    pub waiting: Vec<IdentityProvider>,
    /// The guest or member who has the address, with what they are bound to. Whoever is bound signs in with that,
    /// whatever the rules say.
    pub known: Option<(User, Vec<BoundIdentity>)>,
}

impl Identity {
    /// Answers what redemption would do with an address, by the same function. Changes nothing.
    pub async fn what_if(&self, actor: &Actor, address: &str) -> Result<WhatIf> {
        actor.require(Permission::ReadSettings)?;
        actor.require(Permission::ReadDirectory)?;
        let address = Address::parse(address).map_err(|e| Error::invalid("address", e.reason()))?;
        let mut tx = self.read().await?;
        let settings = tenant::settings_of(&mut tx, actor.tenant).await?;
        let mut waiting = Vec::new();
        for id in store::waiting_for(&mut tx, actor.tenant, address.domain().as_str()).await? {
            waiting.push(store::find(&mut tx, actor.tenant, id).await?);
        }
        let known = user::find_by_address(&mut tx, actor.tenant, address.canonical()).await?;
        let known = known.filter(|user| user.deleted_at.is_none());
        let decision = match &known {
            Some(user) => discover_for(&mut tx, (actor.tenant, user.id), &address).await?,
            None => discover(&mut tx, actor.tenant, &address).await?,
        };
        let known = match known {
            Some(user) => {
                let bound = user::described(&mut tx, actor.tenant, user.id).await?;
                Some((user, bound))
            }
            None => None,
        };
        Ok(WhatIf {
            is_domain_allowed: tenant::domain_allowed(&settings, address.domain()),
            block: cross_tenant_access::blocked_address(&mut tx, actor.tenant, &address).await?,
            ways: decision.ways,
            rule: decision.rule,
            considered: decision.considered,
            waiting,
            known,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(name: &str) -> Way {
        Way::Provider {
            id: ProviderId(uuid::Uuid::nil()),
            name: name.to_owned(),
        }
    }

    fn account() -> Way {
        Way::Account {
            tenant: TenantId(uuid::Uuid::nil()),
            organization: "Fabrikam".to_owned(),
        }
    }

    fn facts(home: Home, federation: &[&str], social: &[&str]) -> Facts {
        let ways = |names: &[&str]| names.iter().map(|name| provider(name)).collect();
        Facts {
            order: RedemptionOrder::default(),
            home,
            federation: ways(federation),
            social: ways(social),
            offered: Vec::new(),
        }
    }

    #[test]
    fn the_first_class_that_has_a_way_decides() {
        use Class::{ExternalFederation, OrganizationsHere, Social};
        let uni = || facts(Home::Account(account()), &["Uni"], &["Google"]);
        let decided = decide(&uni());
        assert_eq!(decided.ways, [account()]);
        assert_eq!(decided.rule, Rule::AccountOnThisServer);
        for (primaries, way) in [
            ([ExternalFederation, OrganizationsHere, Social], "Uni"),
            ([Social, ExternalFederation, OrganizationsHere], "Google"),
        ] {
            let mut facts = uni();
            facts.order.primaries = primaries;
            let decided = decide(&facts);
            assert_eq!(decided.ways, [provider(way)]);
            assert_eq!(decided.rule, Rule::ProviderOfDomain);
            // All is told, also what did not decide.
            let asked: Vec<_> = decided.considered.iter().map(|one| one.class).collect();
            let [first, second, third] = primaries.map(Some);
            assert_eq!(asked, [first, second, third, None]);
        }
    }

    #[test]
    fn whoever_has_several_providers_chooses() {
        let decided = decide(&facts(Home::Nobody, &["Uni", "Library"], &["Google"]));
        assert_eq!(decided.ways, [provider("Uni"), provider("Library")]);
        assert_eq!(decided.rule, Rule::SeveralProvidersOfDomain);
    }

    #[test]
    fn who_has_no_other_way_chooses_among_those_that_are_offered_to_everybody() {
        let offered = |mut facts: Facts| {
            facts.offered = vec![provider("GitHub")];
            facts
        };
        for home in [Home::Nobody, Home::NoAccount] {
            let decided = decide(&offered(facts(home, &[], &[])));
            assert_eq!(decided.ways, [Way::Passcode, provider("GitHub")]);
            assert_eq!(decided.rule, Rule::OfferedToEverybody);
        }
        let mut alone = offered(facts(Home::Nobody, &[], &[]));
        alone.order.allows_passcode = false;
        let decided = decide(&alone);
        assert_eq!(decided.ways, [provider("GitHub")]);
        assert_eq!(decided.rule, Rule::OfferedToEverybody);
        // It is no way round a provider of the domain, an account or a block.
        let decided = decide(&offered(facts(Home::Nobody, &["Uni"], &[])));
        assert_eq!(decided.ways, [provider("Uni")]);
        let decided = decide(&offered(facts(Home::Account(account()), &[], &[])));
        assert_eq!(decided.ways, [account()]);
        let decided = decide(&offered(facts(Home::Blocked, &[], &[])));
        assert_eq!(decided.ways, []);
    }

    #[test]
    fn a_mailbox_is_the_last_way_and_none_round_a_block() {
        let decided = decide(&facts(Home::Nobody, &[], &[]));
        assert_eq!(decided.ways, [Way::Passcode]);
        assert_eq!(decided.rule, Rule::UnknownDomain);
        let decided = decide(&facts(Home::NoAccount, &[], &[]));
        assert_eq!(decided.rule, Rule::NoAccountInHomeOrganization);
        let decided = decide(&facts(Home::Blocked, &[], &["Google"]));
        assert_eq!(decided.ways, []);
        assert_eq!(decided.rule, Rule::AccountBlockedAtHome);
        let mut none = facts(Home::NoAccount, &[], &[]);
        none.order.allows_passcode = false;
        let decided = decide(&none);
        assert_eq!(decided.ways, []);
        assert_eq!(decided.rule, Rule::PasscodeNotAllowed);
    }
}
