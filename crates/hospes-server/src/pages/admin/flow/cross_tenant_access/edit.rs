//! Changing the default, or the settings for one organization.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::cross_tenant_access::{
    Collaboration, DefaultsPatch, InboundTrust, Intended, Partner, PartnerPatch,
};
use hospes_identity::identity_provider::{Class, RedemptionOrder};
use hospes_identity::{Error, Patch, Permission};

use super::super::{done, identity_providers, page, pickers, sentence};
use super::form::{self, INBOUND, OUTBOUND, TypedDirection};
use super::{PATH, id_of, keep_out, url};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::cross_tenant_access::{DirectionForm, EditAccess, PartnerForm, TrustForm};
use crate::pages::error::PageError;
use crate::pages::layout::{Choice, Field};

/// What the form holds.
struct Typed {
    inbound: TypedDirection,
    outbound: TypedDirection,
    /// `None`: as the default says.
    trust: Option<InboundTrust>,
    consent: (bool, bool),
    /// `None`: as the tenant has it.
    order: Option<RedemptionOrder>,
    order_error: Option<String>,
    trust_error: Option<String>,
}

/// Whoever changes a part that is left as the default would be told that it is saved, and nothing would have happened.
const NOT_SET_HERE: &str = "You changed this, and it is still to be as the default. Choose “Set here” too, or discard the change.";

impl Typed {
    fn from_form(form: &Form) -> Self {
        let is_own = |name| form.get(name) != "default";
        let place = |name| Class::parse(form.get(name)).unwrap_or(Class::OrganizationsHere);
        let order = RedemptionOrder {
            primaries: [
                place("order_first"),
                place("order_second"),
                place("order_third"),
            ],
            allows_passcode: form.is_ticked("order_passcode"),
        };
        Self {
            inbound: TypedDirection::from_form(form, INBOUND),
            outbound: TypedDirection::from_form(form, OUTBOUND),
            trust: is_own("trust_own").then(|| form::trust(form)),
            consent: (
                form.is_ticked("consent_inbound"),
                form.is_ticked("consent_outbound"),
            ),
            order_error: (!is_own("order_own") && order != RedemptionOrder::default())
                .then(|| NOT_SET_HERE.to_owned()),
            order: is_own("order_own").then_some(order),
            trust_error: (!is_own("trust_own") && form::trust(form) != InboundTrust::default())
                .then(|| NOT_SET_HERE.to_owned()),
        }
    }

    /// Says at its place what is wrong; gives back what has none here.
    fn put(&mut self, error: Error) -> Result<(), PageError> {
        let Error::Invalid { field, reason } = error else {
            return Err(error.into());
        };
        let text = Some(sentence(reason));
        match field {
            "b2bCollaborationInbound" => self.inbound.error = text,
            "b2bCollaborationOutbound" => self.outbound.error = text,
            _ => self.order_error = text,
        }
        Ok(())
    }
}

/// `GET /admin/cross-tenant-access/default`.
pub(crate) async fn show_default(
    State(app): State<App>,
    admin: Admin,
) -> Result<Response, PageError> {
    let defaults = app.identity.cross_tenant_defaults(admin.actor()).await?;
    let typed = Typed {
        inbound: TypedDirection::of(&defaults.inbound, true),
        outbound: TypedDirection::of(&defaults.outbound, true),
        trust: Some(defaults.trust),
        consent: (false, false),
        order: None,
        order_error: None,
        trust_error: None,
    };
    show_page(&app, &admin, (None, typed)).await
}

/// `POST /admin/cross-tenant-access/default`: asks first if it keeps guests out, then saves; `reset` makes it what it was in the beginning.
pub(crate) async fn submit_default(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    if form.is_ticked("reset") {
        app.identity.reset_cross_tenant_defaults(actor).await?;
        return Ok(done(&app, PATH, "The default settings are reset."));
    }
    let mut typed = Typed::from_form(&form);
    let (inbound, outbound) = (typed.inbound.read(), typed.outbound.read());
    // Searching, or back from the question: the form again, with what is in it.
    let asks_again = !form.get("go").is_empty();
    let (Some(inbound), Some(outbound), false) = (inbound, outbound, asks_again) else {
        return show_page(&app, &admin, (None, typed)).await;
    };
    let patch = DefaultsPatch {
        inbound: Some(inbound),
        outbound: Some(outbound),
        trust: typed.trust,
        order: None,
    };
    let intended = Intended::Defaults(&patch);
    let saved = match keep_out::unconfirmed(&app, &admin, &form, intended).await {
        Ok(Some(kept)) => {
            let asked = (
                format!("{PATH}/default"),
                "Default settings".to_owned(),
                &kept,
            );
            return keep_out::ask(&app, &admin, &form, asked).await;
        }
        Ok(None) => {
            let saved = app.identity.update_cross_tenant_defaults(actor, &patch);
            saved.await.map(drop)
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(done(
            &app,
            PATH,
            "The default settings are saved. They count from the next request on.",
        )),
        Err(error) => {
            typed.put(error)?;
            show_page(&app, &admin, (None, typed)).await
        }
    }
}

/// `GET /admin/cross-tenant-access/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let partner = app
        .identity
        .cross_tenant_partner(actor, id_of(&id)?)
        .await?;
    let defaults = app.identity.cross_tenant_defaults(actor).await?;
    let typed = Typed {
        inbound: TypedDirection::of(partner.inbound(&defaults), partner.inbound.is_some()),
        outbound: TypedDirection::of(partner.outbound(&defaults), partner.outbound.is_some()),
        trust: partner.trust,
        consent: (
            partner.consent.inbound == Some(true),
            partner.consent.outbound == Some(true),
        ),
        order: partner.order.clone(),
        order_error: None,
        trust_error: None,
    };
    show_page(&app, &admin, (Some(partner), typed)).await
}

/// `POST /admin/cross-tenant-access/{id}`: asks first if it keeps guests out, then saves.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, tenant) = (admin.actor(), id_of(&id)?);
    actor.require(Permission::ManageCrossTenantAccess)?;
    let partner = app.identity.cross_tenant_partner(actor, tenant).await?;
    let mut typed = Typed::from_form(&form);
    let defaults = app.identity.cross_tenant_defaults(actor).await?;
    let inbound = direction(&mut typed.inbound, &defaults.inbound);
    let outbound = direction(&mut typed.outbound, &defaults.outbound);
    let asks_again =
        !form.get("go").is_empty() || typed.trust_error.is_some() || typed.order_error.is_some();
    let (Some(inbound), Some(outbound), false) = (inbound, outbound, asks_again) else {
        return show_page(&app, &admin, (Some(partner), typed)).await;
    };
    let ticked = |is_ticked: bool| {
        if is_ticked {
            Patch::Set(true)
        } else {
            Patch::Clear
        }
    };
    let patch = PartnerPatch {
        inbound,
        outbound,
        trust: Patch::from_option(typed.trust),
        consent_inbound: ticked(typed.consent.0),
        consent_outbound: ticked(typed.consent.1),
        order: Patch::from_option(typed.order.clone()),
    };
    let intended = Intended::Partner(tenant, &patch);
    let saved = match keep_out::unconfirmed(&app, &admin, &form, intended).await {
        Ok(Some(kept)) => {
            let asked = (url(&id), partner.display_name, &kept);
            return keep_out::ask(&app, &admin, &form, asked).await;
        }
        Ok(None) => {
            let saved = app
                .identity
                .update_cross_tenant_partner(actor, tenant, &patch);
            saved.await.map(drop)
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(done(
            &app,
            &url(&id),
            "The settings are saved. They count from the next request on.",
        )),
        Err(error) => {
            typed.put(error)?;
            show_page(&app, &admin, (Some(partner), typed)).await
        }
    }
}

/// What is to become of one direction; `None` when a field is wrong.
fn direction(typed: &mut TypedDirection, default: &Collaboration) -> Option<Patch<Collaboration>> {
    let wanted = typed.read()?;
    if typed.is_own {
        return Some(Patch::Set(wanted));
    }
    // What the form shows of the default, read in the same way.
    if Some(wanted) == TypedDirection::of(default, false).read() {
        return Some(Patch::Clear);
    }
    typed.error = Some(NOT_SET_HERE.to_owned());
    None
}

async fn show_page(
    app: &App,
    admin: &Admin,
    (partner, typed): (Option<Partner>, Typed),
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let defaults = app.identity.cross_tenant_defaults(actor).await?;
    let layout = admin.layout(app).await?;
    let is_partner = partner.is_some();
    let picker = pickers::users_and_groups(app, actor, OUTBOUND.picker, &typed.outbound.picked);
    let picker = picker.await?;
    let trust = typed.trust.unwrap_or_default();
    page(&EditAccess {
        layout: &layout,
        url: match &partner {
            Some(partner) => url(&partner.tenant.to_string()),
            None => format!("{PATH}/default"),
        },
        inbound: DirectionForm {
            users: is_partner.then(|| typed.inbound.users.clone()),
            groups: is_partner.then(|| typed.inbound.groups.clone()),
            people: form::people(&typed.inbound.people, is_partner),
            ..direction_form(&typed.inbound, is_partner)
        },
        outbound: DirectionForm {
            picker: Some(picker),
            ..direction_form(&typed.outbound, is_partner)
        },
        trust: TrustForm {
            own: own(is_partner, typed.trust.is_some(), "As the default"),
            second_factor: trust.second_factor,
            compliant_device: trust.compliant_device,
            hybrid_joined_device: trust.hybrid_joined_device,
            error: typed.trust_error.clone(),
        },
        organization: partner.map(|partner| partner_form(&partner, &typed)),
        is_service_default: defaults.is_service_default(),
        may_change: actor.may(Permission::ManageCrossTenantAccess),
    })
}

fn own(is_partner: bool, is_own: bool, otherwise: &str) -> Vec<Choice> {
    if is_partner {
        form::own(is_own, otherwise)
    } else {
        Vec::new()
    }
}

fn direction_form(typed: &TypedDirection, is_partner: bool) -> DirectionForm {
    DirectionForm {
        own: own(is_partner, typed.is_own, "As the default"),
        people: form::people(&typed.people, true),
        picker: None,
        users: None,
        groups: None,
        apps: form::apps(&typed.apps),
        app_ids: Field::clone(&typed.app_ids),
        error: typed.error.clone(),
    }
}

fn partner_form(partner: &Partner, typed: &Typed) -> PartnerForm {
    let order = typed.order.clone().unwrap_or_default();
    let place = |chosen: Class| {
        let choice = |class: &Class| {
            let label = identity_providers::class_name(*class);
            Choice::new(class.as_str(), label, *class == chosen)
        };
        Class::ALL.iter().map(choice).collect()
    };
    PartnerForm {
        name: partner.display_name.clone(),
        domain: partner.domain.clone(),
        id: partner.tenant.to_string(),
        consent_inbound: typed.consent.0,
        consent_outbound: typed.consent.1,
        order_own: form::own(
            typed.order.is_some(),
            "As the redemption order of this organization",
        ),
        places: order.primaries.map(place),
        order_error: typed.order_error.clone(),
        has_passcode: order.allows_passcode,
    }
}
