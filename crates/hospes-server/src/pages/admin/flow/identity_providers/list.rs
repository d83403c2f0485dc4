//! All identity providers.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::Permission;
use hospes_identity::identity_provider::{IdentityProvider, ProviderDomain};

use super::super::page;
use super::words;
use crate::app::App;
use crate::extract::admin::Admin;
use crate::pages::admin::identity_providers::{LockingRow, ProviderRow, Providers};
use crate::pages::error::PageError;
use crate::pages::layout::{Badge, Tone};

/// So many domains stand in a row.
const SHOWN: usize = 3;

/// `GET /admin/identity-providers`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    let actor = admin.actor();
    let order = app.identity.redemption_order(actor).await?;
    let mut providers = Vec::new();
    for found in app.identity.identity_providers(actor).await? {
        let domains = app.identity.provider_domains(actor, found.id).await?;
        providers.push(row(found, &domains));
    }
    let layout = admin.layout(&app).await?;
    page(&Providers {
        layout: &layout,
        has_passcode: order.allows_passcode,
        rows: providers,
        locking_out: app
            .identity
            .locking_out(actor)
            .await?
            .into_iter()
            .map(locking)
            .collect(),
        may_change: actor.may(Permission::ManageIdentityProviders),
    })
}

fn locking((found, count): (IdentityProvider, u64)) -> LockingRow {
    let state = if found.deleted_at.is_some() {
        "Removed"
    } else {
        "Disabled"
    };
    LockingRow {
        id: found.id.to_string(),
        name: found.display_name,
        issuer: found.issuer,
        state: Badge::new(Tone::Neutral, state),
        count,
    }
}

fn row(found: IdentityProvider, domains: &[ProviderDomain]) -> ProviderRow {
    let waiting = domains.iter().filter(|domain| domain.proof.is_none());
    let shown: Vec<&str> = domains
        .iter()
        .take(SHOWN)
        .map(|domain| domain.name.as_str())
        .collect();
    ProviderRow {
        id: found.id.to_string(),
        kind: words::kind(found.kind),
        domains: shown.join(", "),
        more_domains: domains.len().saturating_sub(SHOWN),
        not_proved: waiting.count(),
        state: if found.is_enabled {
            Badge::new(Tone::Good, "Enabled")
        } else {
            Badge::new(Tone::Neutral, "Disabled")
        },
        is_for_everybody: found.is_for_everybody,
        name: found.display_name,
        issuer: found.issuer,
    }
}
