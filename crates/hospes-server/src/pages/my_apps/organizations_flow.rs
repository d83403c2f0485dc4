//! My account, Organizations: where somebody belongs, and which invitations wait for them.

use askama::Template as _;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::session::{OrganizationOfPerson, WaitingInvitation};

use super::organizations::{Organizations, OtherOrganization, Waiting};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::signed_in::SignedIn;
use crate::extract::visitor::complaint;
use crate::pages::error::PageError;
use crate::pages::layout::{Organization, Person};
use crate::pages::words::{last_day, moment};

const PATH: &str = "/account/organizations";
/// So many organizations are on a page.
const PAGE: usize = 50;

/// Which page of organizations is asked for, from 1.
fn page_of(signed_in: &SignedIn) -> usize {
    let here = &signed_in.visitor.here;
    let query = here.split_once('?').map_or("", |(_, query)| query);
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "page");
    let asked = asked.and_then(|(_, value)| value.parse().ok());
    asked.filter(|page| *page > 0).unwrap_or(1)
}

/// `GET /account/organizations?page=`.
pub(crate) async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let layout = signed_in.layout(&app).await?;
    let session = &signed_in.session;
    let mut others = app.identity.organizations(session).await?;
    let home = others.iter().position(|found| found.is_home);
    let home = home.map(|position| others.remove(position));
    let pages = others.len().div_ceil(PAGE).max(1);
    let number = page_of(&signed_in).min(pages);
    let rows = others.into_iter().skip((number - 1) * PAGE).take(PAGE);
    let waiting = app.identity.waiting_invitations(session).await?;
    let page = Organizations {
        layout: &layout,
        person: &Person::new(&session.display_name, &session.address),
        home: home.map(|found| Organization::new(&found.display_name, &found.domain)),
        waiting: waiting
            .into_iter()
            .map(|found| waits(&signed_in, found))
            .collect(),
        others: rows.map(|found| other(&app, &signed_in, found)).collect(),
        previous_url: (number > 1).then(|| format!("{PATH}?page={}", number - 1)),
        next_url: (number < pages).then(|| format!("{PATH}?page={}", number + 1)),
    };
    Ok(Html(page.render()?).into_response())
}

fn other(app: &App, signed_in: &SignedIn, found: OrganizationOfPerson) -> OtherOrganization {
    let (texts, now) = (signed_in.visitor.texts, app.identity.env().clock.now());
    OtherOrganization {
        id: found.tenant.to_string(),
        organization: Organization::new(&found.display_name, &found.domain),
        since: moment(texts, found.since, now),
        is_current: found.tenant == signed_in.membership.tenant.id,
        can_leave: found.may_leave,
        contact: found.privacy_contact,
    }
}

fn waits(signed_in: &SignedIn, found: WaitingInvitation) -> Waiting {
    let texts = signed_in.visitor.texts;
    Waiting {
        tenant: found.tenant.to_string(),
        invitation: found.invitation.to_string(),
        organization: Organization::new(&found.display_name, &found.domain),
        // An application has no address and no face: the organization invites.
        inviter: found.inviter_mail.map(|_| found.inviter),
        address: found.address,
        expires: found.expires_at.map(|end| last_day(texts, end)),
    }
}

/// `POST /account/organizations/review`: goes on as the link of the mail does.
pub(crate) async fn review(
    State(app): State<App>,
    signed_in: SignedIn,
    form: Form,
) -> Result<Response, PageError> {
    let which = form.get("tenant").parse().ok();
    let which = which.zip(form.get("invitation").parse().ok());
    let which = which.ok_or(PageError::BadRequest)?;
    let flow = app
        .identity
        .review_waiting(&signed_in.session, which)
        .await?;
    let Some(flow) = flow else {
        let text = signed_in.visitor.texts.text("organizations-waiting-gone");
        let told = cookies::with([complaint(&app, &text)]);
        return Ok((told, Redirect::to(PATH)).into_response());
    };
    let sealed = app.identity.seal_flow(&flow);
    let kept = cookies::with([cookies::set(&app, Name::Redemption, &sealed)]);
    Ok((kept, Redirect::to("/redeem/invitation")).into_response())
}
