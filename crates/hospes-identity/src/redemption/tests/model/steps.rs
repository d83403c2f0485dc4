//! What can happen, and how often it does.

use proptest::prelude::*;

use super::reference::{Chosen, Idp};
use super::{ADDRESSES, DOMAINS, FABRIKAM, HOSTS};

/// Something that happens. Numbers choose among what there is.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Invite {
        host: usize,
        address: usize,
    },
    Resend {
        host: usize,
        user: usize,
    },
    Revoke {
        host: usize,
        user: usize,
    },
    Reset {
        host: usize,
        user: usize,
        address: usize,
    },
    Delete {
        host: usize,
        user: usize,
    },
    Restore {
        host: usize,
        user: usize,
    },
    Forget {
        host: usize,
        user: usize,
    },
    Block {
        host: usize,
        user: usize,
        yes: bool,
    },
    Deny {
        host: usize,
        domain: usize,
        yes: bool,
    },
    BlockAtHome {
        yes: bool,
    },
    Wait {
        hours: i64,
    },
    Sweep,
    SignIn,
    Land {
        flow: usize,
    },
    Begin {
        flow: usize,
    },
    Prove {
        flow: usize,
    },
    Accept {
        flow: usize,
        session: usize,
    },
    AcceptTwice {
        flow: usize,
        session: usize,
    },
    Decline {
        flow: usize,
    },
    Cancel {
        flow: usize,
    },
    Choose {
        host: usize,
        user: usize,
        way: Option<Chosen>,
    },
    Toggle {
        idp: Idp,
        yes: bool,
    },
    /// A provider of the first host speaks for a domain, or no more.
    Assign {
        domain: (Idp, &'static str),
        yes: bool,
    },
    /// The first host asks providers before organisations on this server, or after them.
    Order {
        providers_first: bool,
    },
    /// A host lets nobody of Fabrikam in, or everybody.
    KeepOut {
        host: usize,
        yes: bool,
    },
    /// Fabrikam lets nobody of its own out, or everybody.
    KeepIn {
        yes: bool,
    },
    Depart {
        flow: usize,
    },
    /// Goes to a provider to ask for access, with no link.
    DepartToAsk {
        idp: Idp,
    },
    Arrive {
        trip: usize,
        is_verified: bool,
        brings: Brings,
    },
    Besides {
        flow: usize,
        session: usize,
    },
    Ask {
        address: usize,
        session: usize,
    },
}

/// What somebody brings back from a provider beside its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brings {
    /// What went along.
    Own,
    /// What went along with another trip.
    Another(usize),
    /// The name of the other trip, with what proves this one.
    Forged(usize),
}

fn chosen_way() -> impl Strategy<Value = Option<Chosen>> {
    proptest::sample::select(vec![
        None,
        Some(Chosen::Mail),
        Some(Chosen::Provider(Idp::University)),
        Some(Chosen::Provider(Idp::College)),
        Some(Chosen::Provider(Idp::GitHub)),
    ])
}

fn idp() -> impl Strategy<Value = Idp> {
    proptest::sample::select(Idp::ALL.to_vec())
}

/// The domains that a provider may speak for; one of them is of an organisation on this server.
fn assigned() -> impl Strategy<Value = (Idp, &'static str)> {
    let mut all = Idp::ALL.map(|idp| (idp, idp.domain())).to_vec();
    all.push((Idp::University, FABRIKAM));
    proptest::sample::select(all)
}

fn brings() -> impl Strategy<Value = Brings> {
    // The simplest comes first: there a failure shrinks to.
    prop_oneof![
        8 => Just(Brings::Own),
        1 => (0..64_usize).prop_map(Brings::Another),
        1 => (0..64_usize).prop_map(Brings::Forged),
    ]
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let host = 0..HOSTS;
    let some = || 0..64_usize;
    prop_oneof![
        6 => (host.clone(), 0..ADDRESSES.len()).prop_map(|(host, address)| Step::Invite { host, address }),
        2 => (host.clone(), some()).prop_map(|(host, user)| Step::Resend { host, user }),
        1 => (host.clone(), some()).prop_map(|(host, user)| Step::Revoke { host, user }),
        2 => (host.clone(), some(), 0..ADDRESSES.len())
            .prop_map(|(host, user, address)| Step::Reset { host, user, address }),
        2 => (host.clone(), some()).prop_map(|(host, user)| Step::Delete { host, user }),
        2 => (host.clone(), some()).prop_map(|(host, user)| Step::Restore { host, user }),
        1 => (host.clone(), some()).prop_map(|(host, user)| Step::Forget { host, user }),
        1 => (host.clone(), some(), proptest::bool::ANY)
            .prop_map(|(host, user, yes)| Step::Block { host, user, yes }),
        1 => (host.clone(), some(), chosen_way())
            .prop_map(|(host, user, way)| Step::Choose { host, user, way }),
        1 => (host.clone(), 0..DOMAINS.len(), proptest::bool::ANY)
            .prop_map(|(host, domain, yes)| Step::Deny { host, domain, yes }),
        1 => proptest::bool::ANY.prop_map(|yes| Step::BlockAtHome { yes }),
        1 => proptest::sample::select(vec![1, 6, 24, 240, 720]).prop_map(|hours| Step::Wait { hours }),
        1 => Just(Step::Sweep),
        3 => Just(Step::SignIn),
        1 => some().prop_map(|flow| Step::Land { flow }),
        1 => some().prop_map(|flow| Step::Begin { flow }),
        8 => some().prop_map(|flow| Step::Prove { flow }),
        12 => (some(), some()).prop_map(|(flow, session)| Step::Accept { flow, session }),
        1 => (some(), some()).prop_map(|(flow, session)| Step::AcceptTwice { flow, session }),
        1 => some().prop_map(|flow| Step::Decline { flow }),
        1 => some().prop_map(|flow| Step::Cancel { flow }),
        1 => (idp(), proptest::bool::weighted(0.7)).prop_map(|(idp, yes)| Step::Toggle { idp, yes }),
        2 => (assigned(), proptest::bool::weighted(0.6)).prop_map(|(domain, yes)| Step::Assign { domain, yes }),
        1 => proptest::bool::ANY.prop_map(|providers_first| Step::Order { providers_first }),
        1 => (host, proptest::bool::weighted(0.3)).prop_map(|(host, yes)| Step::KeepOut { host, yes }),
        1 => proptest::bool::weighted(0.2).prop_map(|yes| Step::KeepIn { yes }),
        8 => some().prop_map(|flow| Step::Depart { flow }),
        1 => idp().prop_map(|idp| Step::DepartToAsk { idp }),
        9 => (some(), proptest::bool::ANY, brings())
            .prop_map(|(trip, is_verified, brings)| Step::Arrive { trip, is_verified, brings }),
        2 => (some(), some()).prop_map(|(flow, session)| Step::Besides { flow, session }),
        4 => (0..ADDRESSES.len(), some()).prop_map(|(address, session)| Step::Ask { address, session }),
    ]
}
