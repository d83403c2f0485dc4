//! Guests whom a change keeps out, and asking before it is made.

use axum::response::Response;
use hospes_identity::Permission;
use hospes_identity::cross_tenant_access::{Intended, KeptOutGuests};

use super::super::{number, page};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::confirm::Concerned;
use crate::pages::admin::cross_tenant_access::{KeepOut, KeptOut};
use crate::pages::error::PageError;

/// What a form posts besides what is filled in.
const NOT_TYPED: [&str; 3] = ["csrf", "confirmed", "go"];

/// The guests, as pages show them.
pub(super) fn shown(admin: &Admin, kept: &KeptOutGuests) -> KeptOut {
    KeptOut {
        guests: kept.guests.iter().map(Concerned::new).collect(),
        count: kept.count,
        number: number(kept.count),
        may_reset: admin.actor().may(Permission::ResetRedemption),
    }
}

/// The guests whom a change keeps out, if they are more than a form says was confirmed.
pub(super) async fn unconfirmed(
    app: &App,
    admin: &Admin,
    form: &Form,
    intended: Intended<'_>,
) -> Result<Option<KeptOutGuests>, hospes_identity::Error> {
    let kept = app.identity.kept_out_by(admin.actor(), intended).await?;
    Ok((kept.count > told(form)).then_some(kept))
}

/// Asks whether the form at a URL is to be saved all the same.
pub(super) async fn ask(
    app: &App,
    admin: &Admin,
    form: &Form,
    (url, subject, kept): (String, String, &KeptOutGuests),
) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    let typed = form.pairs().iter();
    let typed = typed.filter(|(name, _)| !NOT_TYPED.contains(&name.as_str()));
    page(&KeepOut {
        layout: &layout,
        url,
        subject,
        kept: shown(admin, kept),
        is_more: told(form) > 0,
        fields: typed.cloned().collect(),
    })
}

/// How many guests the page said when it was confirmed.
fn told(form: &Form) -> u64 {
    form.get("confirmed").parse().unwrap_or_default()
}
