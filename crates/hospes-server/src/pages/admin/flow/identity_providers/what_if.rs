//! What redemption would do with an address.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::identity_provider::{Considered, IdentityProvider, Rule, Way, WhatIf};
use hospes_identity::{Actor, Error, Permission};
use hospes_protocol::address::Address;

use super::super::{Query, asked, page, person, sentence_about, user_identities};
use super::{hindrance, words};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::pages::admin::what_if::{KnownUser, WhatIfAnswer, WhatIfPage, WhatIfStep};
use crate::pages::error::PageError;
use crate::pages::layout::{Field, Tone};

/// `GET /admin/identity-providers/what-if?address=`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    actor.require(Permission::ReadSettings)?;
    let typed = asked(&query, "address");
    let (address, answer) = if typed.is_empty() {
        (Field::default(), None)
    } else {
        match app.identity.what_if(actor, typed).await {
            Ok(found) => {
                let answer = answer(&app, actor, (typed, found)).await?;
                (Field::new(typed), Some(answer))
            }
            Err(Error::Invalid { field, reason }) => {
                (Field::wrong(typed, sentence_about(field, reason)), None)
            }
            Err(error) => return Err(error.into()),
        }
    };
    let layout = admin.layout(&app).await?;
    page(&WhatIfPage {
        layout: &layout,
        address,
        answer,
    })
}

async fn answer(
    app: &App,
    actor: &Actor,
    (typed, found): (&str, WhatIf),
) -> Result<WhatIfAnswer, PageError> {
    let domain = Address::parse(typed).map(|address| address.domain().as_str().to_owned());
    let domain = domain.unwrap_or_default();
    let hindrance = hindrance::of(app, actor, (&found, &domain)).await?;
    let known = match &found.known {
        Some((user, bound)) => Some(KnownUser {
            id: user.id.to_string(),
            person: person(user),
            user_type: user.user_type.as_str(),
            identities: user_identities::rows(app, actor, bound).await?,
            standing: hindrance::standing((user, bound), hindrance.as_ref()),
            may_reset: user.invitation_state.is_some()
                && !user.has_password()
                && actor.may(Permission::ResetRedemption),
        }),
        None => None,
    };
    Ok(WhatIfAnswer {
        tone: tone(&found),
        outcome: outcome(&found.ways),
        reason: reason(found.rule).to_owned(),
        domain,
        hindrance,
        steps: steps(&found),
        waiting: waiting(&found),
        known,
    })
}

/// The providers that would be asked if their domain were proved.
fn waiting(found: &WhatIf) -> Vec<(String, String)> {
    let one = |provider: &IdentityProvider| {
        let url = super::url(&provider.id.to_string());
        (url, provider.display_name.clone())
    };
    found.waiting.iter().map(one).collect()
}

fn tone(found: &WhatIf) -> Tone {
    if found.ways.is_empty() {
        Tone::Bad
    } else {
        Tone::Info
    }
}

fn name(way: &Way) -> &str {
    match way {
        Way::Account { organization, .. } => organization,
        Way::Provider { name, .. } => name,
        Way::Passcode => "one-time passcode",
    }
}

/// How somebody would sign in, in a sentence without its full stop.
pub(crate) fn outcome(ways: &[Way]) -> String {
    match ways {
        [] => "There is no way to sign in".to_owned(),
        [Way::Account { organization, .. }] => {
            format!("They sign in with their account of {organization}")
        }
        [Way::Provider { name, .. }] => format!("They sign in at {name}"),
        [Way::Passcode] => "They get a one-time passcode by mail".to_owned(),
        [first, others @ ..] => {
            let mut text = format!("They choose between {}", name(first));
            for (position, other) in (1..).zip(others) {
                let word = if position == others.len() {
                    " and"
                } else {
                    ","
                };
                text.push_str(word);
                text.push(' ');
                text.push_str(name(other));
            }
            text
        }
    }
}

/// Why, in a sentence.
pub(super) fn reason(rule: Rule) -> &'static str {
    match rule {
        Rule::AccountOnThisServer => {
            "The domain belongs to an organization on this server, which has an account of this address."
        }
        Rule::AccountBlockedAtHome => {
            "Their organization on this server does not let the account sign in. A mailbox is no way round that."
        }
        Rule::ProviderOfDomain => "The domain is one of this provider’s domains.",
        Rule::SeveralProvidersOfDomain => "The domain is one of the domains of each of them.",
        Rule::OfferedToEverybody => {
            "No organization and no provider has the domain: they choose among what is offered to everybody. Who chooses a provider proves the invited address by a passcode besides, unless the provider vouches for it."
        }
        Rule::NoAccountInHomeOrganization => {
            "The domain belongs to an organization on this server, but nobody there has this address."
        }
        Rule::UnknownDomain => {
            "The domain belongs to no organization on this server and to no provider."
        }
        Rule::PasscodeNotAllowed => {
            "No step below has a way for them, and the one-time passcode is switched off."
        }
        Rule::ChosenByAdministrator => {
            "An administrator chose this way for this guest. The steps below are what the rules would say."
        }
        Rule::ChosenProviderOff => {
            "An administrator chose an identity provider for this guest, and it is switched off or removed."
        }
    }
}

/// All that was asked. What an administrator chose decides; else the first that has a way, or forbids all.
fn steps(answer: &WhatIf) -> Vec<WhatIfStep> {
    let is_chosen = matches!(
        answer.rule,
        Rule::ChosenByAdministrator | Rule::ChosenProviderOff
    );
    let decides = |found: &Considered| found.is_blocked || !found.ways.is_empty();
    let decided = answer.considered.iter().position(decides);
    let decided = decided.filter(|_| !is_chosen);
    let chosen = is_chosen.then(|| WhatIfStep {
        name: "Chosen for this guest",
        finding: match answer.ways.as_slice() {
            [] => "An identity provider that is switched off or removed.".to_owned(),
            ways => format!("{}.", ways.iter().map(name).collect::<Vec<_>>().join(", ")),
        },
        is_chosen: true,
    });
    let asked = answer.considered.iter().enumerate();
    let asked = asked.map(|(position, found)| WhatIfStep {
        name: found.class.map_or("Offered to everybody", words::class),
        finding: finding(found),
        is_chosen: decided == Some(position),
    });
    chosen.into_iter().chain(asked).collect()
}

fn finding(found: &Considered) -> String {
    match (found.class, found.ways.as_slice()) {
        (_, _) if found.is_blocked => {
            "There is an account of this address, and it may not sign in.".to_owned()
        }
        (None, []) => "Nothing: the one-time passcode is switched off.".to_owned(),
        (None, ways) => {
            let names: Vec<&str> = ways.iter().map(name).collect();
            format!("For whoever has no other way: {}.", names.join(", "))
        }
        (Some(_), []) => "None for this address.".to_owned(),
        (Some(_), ways) => {
            let names: Vec<&str> = ways.iter().map(name).collect();
            format!("Has a way: {}.", names.join(", "))
        }
    }
}
