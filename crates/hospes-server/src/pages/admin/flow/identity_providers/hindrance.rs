//! Why somebody can't be invited or can't sign in, whatever the rules of redemption say.

use hospes_identity::cross_tenant_access::Block;
use hospes_identity::identity_provider::WhatIf;
use hospes_identity::user::{BoundIdentity, InvitationState, User};
use hospes_identity::{Actor, Error};

use super::super::invite::whose_settings;
use super::super::{now, user_identities};
use crate::app::App;
use crate::pages::admin::what_if::Hindrance;

const NO_INVITATION: &str = "They can’t be invited";
const NO_ACCEPTANCE: &str = "They can’t accept";
const NO_RESET: &str = "They can’t be invited again";
const NO_SIGN_IN: &str = "They can’t sign in";

/// What is against whoever has an address of the domain. `None`: nothing.
pub(super) async fn of(
    app: &App,
    actor: &Actor,
    (found, domain): (&WhatIf, &str),
) -> Result<Option<Hindrance>, Error> {
    let Some((user, bound)) = &found.known else {
        return Ok(of_address(found, domain, NO_INVITATION));
    };
    let invitation = app.identity.invitation_of(actor, user.id).await?;
    let is_open = invitation.is_some_and(|one| one.state == InvitationState::PendingAcceptance);
    if user.has_password() && !is_open {
        return Ok(Some(of_internal(user)));
    }
    if !user.is_active(now(app)) {
        return Ok(Some(Hindrance {
            headline: NO_SIGN_IN,
            text: "Their account is blocked, or their access has ended.".to_owned(),
            link: Some((format!("/admin/users/{}", user.id), "Their page")),
        }));
    }
    if bound.is_empty() || user.has_password() {
        return Ok(of_address(found, domain, NO_ACCEPTANCE));
    }
    let block = app.identity.guest_access_block(actor, user.id).await?;
    if let Some(block) = block {
        return Ok(Some(of_block(block, NO_SIGN_IN)));
    }
    if let Some(providers) = user_identities::locked_out_by(bound) {
        return Ok(Some(Hindrance {
            headline: NO_SIGN_IN,
            text: format!(
                "{providers} is switched off or removed, and they are bound to nothing else. After a reset they redeem anew."
            ),
            link: None,
        }));
    }
    Ok(of_address(found, domain, NO_RESET))
}

/// How somebody who has the address signs in now, and when the rules count for them.
pub(super) fn standing(
    (user, bound): (&User, &[BoundIdentity]),
    hindrance: Option<&Hindrance>,
) -> &'static str {
    match hindrance.map(|one| one.headline) {
        _ if user.has_password() => {
            "They sign in with their password. The rules below count for nobody before they are converted to an external user."
        }
        _ if bound.is_empty() => "They are bound to nothing yet: the rules below count for them.",
        Some(NO_SIGN_IN) => {
            "They are bound already, and can’t sign in with this. The rules below count once their redemption is reset."
        }
        Some(_) | None => {
            "They are bound already, and sign in with this, whatever the rules say. The rules below count once their redemption is reset."
        }
    }
}

fn of_internal(user: &User) -> Hindrance {
    Hindrance {
        headline: NO_INVITATION,
        text: "They are a user of this organization already. If they are to sign in with an account of another one, convert them to an external user.".to_owned(),
        link: Some((format!("/admin/users/{}", user.id), "Their page")),
    }
}

/// What the settings say of the address.
fn of_address(found: &WhatIf, domain: &str, headline: &'static str) -> Option<Hindrance> {
    if !found.is_domain_allowed {
        return Some(Hindrance {
            headline,
            text: format!("The external collaboration settings do not let {domain} be invited."),
            link: Some((
                "/admin/external-collaboration".to_owned(),
                "External collaboration settings",
            )),
        });
    }
    found.block.map(|block| of_block(block, headline))
}

fn of_block(block: Block, headline: &'static str) -> Hindrance {
    Hindrance {
        headline,
        text: format!(
            "It is blocked by cross-tenant access settings. {}",
            whose_settings(block)
        ),
        link: Some((
            "/admin/cross-tenant-access".to_owned(),
            "Cross-tenant access settings",
        )),
    }
}
