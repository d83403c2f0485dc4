//! The default in short, and the organizations.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::Permission;
use hospes_identity::cross_tenant_access::{Defaults, Partner};

use super::super::page;
use super::words;
use crate::app::App;
use crate::extract::admin::Admin;
use crate::pages::admin::cross_tenant_access::{CrossTenantAccess, OrganizationRow, Summary};
use crate::pages::error::PageError;

/// `GET /admin/cross-tenant-access`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    let actor = admin.actor();
    let defaults = app.identity.cross_tenant_defaults(actor).await?;
    let partners = app.identity.cross_tenant_partners(actor).await?;
    let layout = admin.layout(&app).await?;
    page(&CrossTenantAccess {
        layout: &layout,
        is_service_default: defaults.is_service_default(),
        rows: partners.iter().map(row).collect(),
        defaults: words::summary((&defaults.inbound, &defaults.outbound), defaults.trust),
        may_change: actor.may(Permission::ManageCrossTenantAccess),
    })
}

/// What an organization leaves out is said to be inherited, and not what that is: the default stands above.
fn row(partner: &Partner) -> OrganizationRow {
    let own = Summary {
        inbound: said(partner.inbound.as_ref().map(words::collaboration)),
        outbound: said(partner.outbound.as_ref().map(words::collaboration)),
        trust: said(partner.trust.map(words::trust)),
    };
    OrganizationRow {
        id: partner.tenant.to_string(),
        name: partner.display_name.clone(),
        domain: partner.domain.clone(),
        summary: own,
    }
}

fn said(own: Option<String>) -> String {
    own.unwrap_or_else(|| "As the default".to_owned())
}

/// What removing the settings of an organization changes: name, now, then.
pub(super) fn changes(
    partner: &Partner,
    defaults: &Defaults,
) -> Vec<(&'static str, String, String)> {
    let of = |inbound, outbound, trust, consent, order: &'static str| {
        [
            ("Inbound access", words::collaboration(inbound)),
            ("Outbound access", words::collaboration(outbound)),
            ("Trusted", words::trust(trust)),
            ("Automatic redemption", words::consent(consent)),
            ("Redemption order", order.to_owned()),
        ]
    };
    let order = if partner.order.is_some() {
        "Its own"
    } else {
        "That of this organization"
    };
    let now = of(
        partner.inbound(defaults),
        partner.outbound(defaults),
        partner.trust(defaults),
        partner.consent,
        order,
    );
    let then = of(
        &defaults.inbound,
        &defaults.outbound,
        defaults.trust,
        hospes_identity::cross_tenant_access::AutomaticConsent::default(),
        "That of this organization",
    );
    let both = now.into_iter().zip(then);
    both.filter(|((_, now), (_, then))| now != then)
        .map(|((name, now), (_, then))| (name, now, then))
        .collect()
}
