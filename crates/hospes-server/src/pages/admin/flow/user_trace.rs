//! How a guest's tries to redeem went, and which rule decided.

use std::collections::BTreeMap;

use hospes_identity::redemption::TraceEvent;

use super::{moment, sentence};
use crate::app::App;
use crate::pages::admin::user::{Attempt, TraceStep};
use crate::pages::layout::{Badge, Tone};

/// The trace, an attempt each, newest first.
pub(super) fn attempts(app: &App, trace: Vec<TraceEvent>) -> Vec<Attempt> {
    let mut order = Vec::new();
    let mut by_attempt: BTreeMap<_, Vec<TraceEvent>> = BTreeMap::new();
    for event in trace {
        if !order.contains(&event.attempt) {
            order.push(event.attempt);
        }
        by_attempt.entry(event.attempt).or_default().push(event);
    }
    order
        .into_iter()
        .filter_map(|attempt| {
            let mut events = by_attempt.remove(&attempt)?;
            // They come newest first, and are told in the order in which they happened.
            events.reverse();
            let (first, last) = (events.first()?, events.last()?);
            Some(Attempt {
                when: moment(app, first.at),
                outcome: outcome(last),
                steps: events.iter().map(step).collect(),
            })
        })
        .collect()
}

fn outcome(event: &TraceEvent) -> Badge {
    let tone = match event.step.as_str() {
        "accepted" => Tone::Good,
        "refused" => Tone::Bad,
        "begun" | "proved" => Tone::Info,
        _ => Tone::Neutral,
    };
    Badge::new(tone, sentence(&event.step).trim_end_matches('.'))
}

fn step(event: &TraceEvent) -> TraceStep {
    let rule = match (event.step.as_str(), event.rule.as_str()) {
        (_, "account-on-this-server") => {
            "The domain belongs to an organization on this server, which has this account"
        }
        (_, "no-account-in-home-organization") => {
            "The domain belongs to an organization on this server, but nobody there has the address"
        }
        (_, "unknown-domain") => "No organization on this server and no provider has the domain",
        (_, "provider-of-domain") => "The domain is one of an identity provider’s domains",
        (_, "offered-to-everybody") => {
            "No organization and no provider has the domain: they chose among what is offered to everybody"
        }
        (_, "several-providers-of-domain") => {
            "The domain is one of the domains of several identity providers"
        }
        (_, "chosen-by-administrator") => "An administrator chose this way for this guest",
        (_, "chosen-provider-off") => {
            "An administrator chose an identity provider that is switched off or removed"
        }
        ("signed in" | "proved", "identity-provider") | ("accepted", "provider") => {
            "Signed in at an identity provider"
        }
        (_, "address-not-proved") => "The identity provider does not vouch for the invited address",
        ("proved" | "accepted", "passcode") => "The mailbox is proved by a passcode",
        ("accepted", "password") => "Signed in with the password of their organization",
        (_, "wrong-account") => "Another account is signed in than the one that was invited",
        (_, "declined-at-provider") => {
            "They cancelled at the identity provider, or it did not sign them in"
        }
        (_, "provider-trouble") => {
            "The identity provider could not be used, or what it said could not be taken"
        }
        (_, "provider-not-in-use") => {
            "The identity provider was switched off, removed or changed meanwhile"
        }
        (_, "by-the-guest") => "The guest decided",
        (_, other) => return plain_step(event, other),
    };
    TraceStep {
        rule: rule.to_owned(),
        finding: finding(event),
        is_chosen: true,
    }
}

fn plain_step(event: &TraceEvent, rule: &str) -> TraceStep {
    let rule = sentence(&rule.replace('-', " "))
        .trim_end_matches('.')
        .to_owned();
    TraceStep {
        rule,
        finding: finding(event),
        is_chosen: event.step != "refused",
    }
}

fn finding(event: &TraceEvent) -> String {
    let step = sentence(&event.step).trim_end_matches('.').to_owned();
    let detail = if event.detail.is_empty() {
        String::new()
    } else {
        format!(": {}", event.detail)
    };
    format!("{step}{detail}. Reference {}", event.reference)
}
