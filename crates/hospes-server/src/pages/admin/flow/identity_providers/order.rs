//! The order in which ways to sign in are asked.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::identity_provider::{Class, RedemptionOrder};
use hospes_identity::{Error, Permission};

use super::super::{done, page, sentence};
use super::words;
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::identity_providers::OrderPage;
use crate::pages::error::PageError;
use crate::pages::layout::Choice;

const PATH: &str = "/admin/identity-providers/order";

async fn order_page(
    app: &App,
    admin: &Admin,
    (order, error): (RedemptionOrder, Option<String>),
) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    let place = |chosen: Class| {
        let choice =
            |class: &Class| Choice::new(class.as_str(), words::class(*class), *class == chosen);
        Class::ALL.iter().map(choice).collect()
    };
    page(&OrderPage {
        layout: &layout,
        is_default: order == RedemptionOrder::default(),
        places: order.primaries.map(place),
        error,
        has_passcode: order.allows_passcode,
        may_change: admin.actor().may(Permission::ManageIdentityProviders),
    })
}

/// `GET /admin/identity-providers/order`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    let order = app.identity.redemption_order(admin.actor()).await?;
    order_page(&app, &admin, (order, None)).await
}

/// `POST /admin/identity-providers/order`; `reset` makes it what it was in the beginning.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let order = if form.is_ticked("reset") {
        RedemptionOrder::default()
    } else {
        read(&form).ok_or(PageError::BadRequest)?
    };
    match app
        .identity
        .set_redemption_order(admin.actor(), &order)
        .await
    {
        Ok(()) => Ok(done(
            &app,
            PATH,
            "The order is saved. It counts for whoever redeems from now on.",
        )),
        Err(Error::Invalid { reason, .. }) => {
            order_page(&app, &admin, (order, Some(sentence(reason)))).await
        }
        Err(error) => Err(error.into()),
    }
}

fn read(form: &Form) -> Option<RedemptionOrder> {
    let place = |name| Class::parse(form.get(name));
    Some(RedemptionOrder {
        primaries: [place("first")?, place("second")?, place("third")?],
        allows_passcode: form.is_ticked("passcode"),
    })
}
