//! Redeeming: what the pages of this folder do. The rules are in `hospes_identity::redemption`; a
//! handler shows what it answers.

use askama::Template as _;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::cross_tenant_access::Side;
use hospes_identity::identity_provider::Way;
use hospes_identity::ids::{InvitationId, TenantId};
use hospes_identity::invitation::Link;
use hospes_identity::redemption::{About, Choice, Flow, RedeemError, Refusal};
use hospes_identity::secret::Ticket;
use hospes_identity::session::Session;
use hospes_identity::sign_in::Purpose;
use serde::Deserialize;
use url::Url;

use super::decline::Decline;
use super::landing::{Landing, Ways};
use super::outcome::{Outcome, OutcomePage};
use super::review_permissions::ReviewPermissions;
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::layout::{Field, Organization, Person};
use crate::pages::sign_in::flow::come_back;
use crate::pages::words::{day, duration, last_day};
use crate::pages::{authorize, headers, sign_in};
use crate::texts::Texts;

/// What stands in the link of a mail.
#[derive(Debug, Deserialize)]
pub(crate) struct LinkQuery {
    #[serde(default)]
    tenant: String,
    #[serde(default)]
    user: String,
    #[serde(default)]
    ticket: String,
}

impl LinkQuery {
    fn link(&self) -> Option<Link> {
        Some(Link {
            tenant: self.tenant.parse::<TenantId>().ok()?,
            invitation: self.user.parse::<InvitationId>().ok()?,
            ticket: Ticket::parse(&self.ticket)?,
        })
    }
}

/// The redemption under way in this browser.
pub(crate) fn of(app: &App, visitor: &Visitor) -> Option<Flow> {
    app.identity
        .open_flow(&cookies::get(&visitor.headers, app, Name::Redemption)?)
}

/// The URL of an invitation's link. `user` holds the invitation's id, as in the original.
pub(crate) fn link(app: &App, tenant: TenantId, invitation: InvitationId, ticket: &str) -> String {
    app.url(&format!(
        "/redeem?tenant={tenant}&user={invitation}&ticket={ticket}&ver=2.0"
    ))
}

/// `GET /redeem`: takes the ticket out of the address bar and goes on. Nothing is written.
pub(crate) async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<LinkQuery>,
) -> Result<Response, PageError> {
    let Some(link) = query.link() else {
        return outcome(&app, &visitor, (Outcome::Unknown, None), None);
    };
    let sealed = app.identity.seal_flow(&app.identity.new_flow(&link));
    let kept = cookies::with([cookies::set(&app, Name::Redemption, &sealed)]);
    Ok((kept, Redirect::to("/redeem/invitation")).into_response())
}

/// `GET /redeem/invitation`.
pub(crate) async fn landing(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let Some(flow) = of(&app, &visitor) else {
        return outcome(&app, &visitor, (Outcome::Over, None), None);
    };
    let opened = match app.identity.landing(&flow).await {
        Ok(opened) => opened,
        Err(error) => return refused(&app, &visitor, error).await,
    };
    let review = match &visitor.session {
        Some(session) => app.identity.review(&flow, session).await.ok(),
        None => None,
    };
    let mut ways = Ways {
        account_of: None,
        providers: Vec::new(),
        goes_straight_on: review
            .as_ref()
            .map_or(opened.is_automatic, |review| review.is_automatic),
        signed_in_as: review.map(|review| review.account),
        by_passcode: false,
    };
    for way in &opened.ways {
        match way {
            Way::Account { organization, .. } => ways.account_of = Some(organization.clone()),
            Way::Provider { id, name } => ways.providers.push((id.to_string(), name.clone())),
            Way::Passcode => ways.by_passcode = true,
        }
    }
    let about = &opened.about;
    let layout = visitor.layout(&app);
    let page = Landing {
        layout: &layout,
        organization: &organization(about),
        inviter_name: person(about),
        inviter_mail: about.inviter_mail.clone(),
        message: about.message.clone(),
        invited_address: about.address.clone(),
        destination: match &about.application {
            Some(application) => application.clone(),
            None => destination(&app, visitor.texts, &about.redirect_url),
        },
        expires: about.expires_at.map(|end| last_day(visitor.texts, end)),
        ways,
    };
    let mut response = Html(page.render()?).into_response();
    // The button that goes straight on leads out of here.
    if page.ways.goes_straight_on
        && let Some(policy) = headers::policy_with_form_target(&about.redirect_url)
    {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// Where the guest lands, in words.
pub(crate) fn destination(app: &App, texts: Texts, redirect_url: &str) -> String {
    let elsewhere = Url::parse(redirect_url)
        .ok()
        .filter(|_| !redirect_url.starts_with(&app.url("/myapps")));
    elsewhere
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| texts.text("my-apps"))
}

fn organization(about: &About) -> Organization {
    Organization::new(&about.organization.name, &about.organization.domain)
}

/// The person who invites. An application has no address and no face: the organisation invites.
fn person(about: &About) -> Option<String> {
    about.inviter_mail.as_ref().map(|_| about.inviter.clone())
}

/// `POST /redeem/sign-in`: begins; and accepts at once where both organizations said that nobody is asked, for whoever
/// is signed in with the right account.
pub(crate) async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let Some(flow) = of(&app, &visitor) else {
        return outcome(&app, &visitor, (Outcome::Over, None), None);
    };
    if let Some(session) = &visitor.session {
        match app.identity.review(&flow, session).await {
            Ok(review) if review.is_automatic => {
                return accepted(&app, &visitor, (&flow, session)).await;
            }
            // Signing in once more with the same account would change nothing.
            Ok(_)
            | Err(RedeemError::Refused {
                refusal: Refusal::Conflict { .. },
                ..
            }) => return Ok(Redirect::to("/redeem/review").into_response()),
            Err(_) => {}
        }
    }
    let chosen = form.get("way").strip_prefix("provider:");
    let choice = match chosen.and_then(|id| id.parse().ok()) {
        Some(provider) => Choice::Provider(provider),
        None => Choice::First,
    };
    let wish = (choice, Some(visitor.texts.lang()));
    let begun = app
        .identity
        .begin_redemption(&flow, wish, &visitor.circumstances)
        .await;
    let begun = match begun {
        Ok(begun) => begun,
        Err(error) => return refused(&app, &visitor, error).await,
    };
    if let Way::Provider { id, .. } = begun.way {
        let tenant = flow.tenant;
        let purpose = Purpose::Redeem(Box::new(flow));
        let wish = (purpose, Some(begun.about.address.as_str()));
        return sign_in::provider::flow::leave(&app, &visitor, (tenant, id), wish).await;
    }
    let redeems = begun.way == Way::Passcode;
    let next = if begun.is_automatic {
        "/redeem/invitation"
    } else {
        "/redeem/review"
    };
    let sign_in = sign_in::flow::Flow {
        username: begun.about.address,
        next: next.to_owned(),
        asker: Some(flow.tenant),
        redeems,
        asks: false,
        must_change: None,
    };
    let path = if redeems {
        "/signin/passcode"
    } else {
        "/signin/password"
    };
    Ok((cookies::with([sign_in.cookie(&app)]), Redirect::to(path)).into_response())
}

/// `GET /redeem/review`.
pub(crate) async fn review(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let Some(flow) = of(&app, &visitor) else {
        return outcome(&app, &visitor, (Outcome::Over, None), None);
    };
    let Some(session) = &visitor.session else {
        return Ok(Redirect::to("/redeem/invitation").into_response());
    };
    let arrived = app
        .identity
        .arrive_at_review(&flow, session, &visitor.circumstances);
    let review = match arrived.await {
        Ok(review) => review,
        Err(error) => return refused(&app, &visitor, error).await,
    };
    if review.is_automatic {
        return Ok(Redirect::to("/redeem/invitation").into_response());
    }
    let layout = visitor.layout(&app);
    let page = ReviewPermissions {
        layout: &layout,
        organization: &organization(&review.about),
        account: &Person::new(&review.display_name, &review.account),
        account_organization: review.vouched_by,
        privacy_statement_url: review.about.organization.privacy_statement_url.clone(),
        privacy_contact: review.about.privacy_contact.clone(),
    };
    let mut response = Html(page.render()?).into_response();
    // Browsers apply `form-action` to where a form's answer leads, too.
    let to = &review.about.redirect_url;
    let policy = match to.strip_prefix(app.root.as_str()) {
        // Whoever asked for access goes on to sign in to the application.
        Some(path) => authorize::form_policy(&app, path, &review.account).await,
        None => None,
    };
    if let Some(policy) = policy.or_else(|| headers::policy_with_form_target(to)) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `POST /redeem/accept`.
pub(crate) async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    let Some(flow) = of(&app, &visitor) else {
        return outcome(&app, &visitor, (Outcome::Over, None), None);
    };
    let Some(session) = &visitor.session else {
        return Ok(Redirect::to("/redeem/invitation").into_response());
    };
    accepted(&app, &visitor, (&flow, session)).await
}

/// Accepts, and goes where the invitation leads.
async fn accepted(
    app: &App,
    visitor: &Visitor,
    (flow, session): (&Flow, &Session),
) -> Result<Response, PageError> {
    match app
        .identity
        .accept(flow, session, &visitor.circumstances)
        .await
    {
        Ok(about) => {
            let location = HeaderValue::try_from(about.redirect_url)
                .unwrap_or(HeaderValue::from_static("/myapps"));
            // The cookie of the redemption stays: whoever comes back by the browser's history reads that they accepted.
            let remembered = cookies::with([cookies::remember(app, flow.tenant)]);
            let to = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]);
            Ok((remembered, to).into_response())
        }
        Err(error) => refused(app, visitor, error).await,
    }
}

/// `POST /redeem/prove`: sends a code to the invited mailbox, for whoever signed in at a provider that did not vouch for
/// it.
pub(crate) async fn prove(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    let Some(flow) = of(&app, &visitor) else {
        return outcome(&app, &visitor, (Outcome::Over, None), None);
    };
    let Some(session) = &visitor.session else {
        return Ok(Redirect::to("/redeem/invitation").into_response());
    };
    let besides = (session, Some(visitor.texts.lang()));
    let sent = app
        .identity
        .send_code_besides(&flow, besides, &visitor.circumstances)
        .await;
    let about = match sent {
        Ok(about) => about,
        Err(error) => return refused(&app, &visitor, error).await,
    };
    let sign_in = sign_in::flow::Flow {
        username: about.address,
        next: "/redeem/review".to_owned(),
        asker: Some(flow.tenant),
        redeems: true,
        asks: false,
        must_change: None,
    };
    let to = Redirect::to("/signin/passcode");
    Ok((cookies::with([sign_in.cookie(&app)]), to).into_response())
}

/// `POST /redeem/cancel`.
pub(crate) async fn cancel(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    let Some(flow) = of(&app, &visitor) else {
        return outcome(&app, &visitor, (Outcome::Over, None), None);
    };
    match app
        .identity
        .cancel_redemption(&flow, &visitor.circumstances)
        .await
    {
        Ok(_) => Ok(Redirect::to("/redeem/cancelled").into_response()),
        Err(error) => refused(&app, &visitor, error).await,
    }
}

/// `GET /redeem/cancelled`.
pub(crate) async fn cancelled(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    answered(&app, &visitor, Outcome::Cancelled).await
}

/// What this browser's redemption is about, if it can still be redeemed.
async fn about(app: &App, visitor: &Visitor) -> Option<About> {
    match app.identity.landing(&of(app, visitor)?).await {
        Ok(opened) => Some(opened.about),
        Err(RedeemError::Refused { about, .. }) => about.map(|about| *about),
        Err(RedeemError::Other(_)) => None,
    }
}

/// `GET /redeem/decline`.
pub(crate) async fn show_decline(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let Some(flow) = of(&app, &visitor) else {
        return outcome(&app, &visitor, (Outcome::Over, None), None);
    };
    let opened = match app.identity.landing(&flow).await {
        Ok(opened) => opened,
        Err(error) => return refused(&app, &visitor, error).await,
    };
    let layout = visitor.layout(&app);
    let page = Decline {
        layout: &layout,
        organization: &organization(&opened.about),
        inviter_name: person(&opened.about),
        reason: Field::default(),
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /redeem/decline`.
pub(crate) async fn decline(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let Some(flow) = of(&app, &visitor) else {
        return outcome(&app, &visitor, (Outcome::Over, None), None);
    };
    let reason = form.filled("reason");
    match app
        .identity
        .decline(&flow, reason.as_deref(), &visitor.circumstances)
        .await
    {
        Ok(_) => Ok(Redirect::to("/redeem/declined").into_response()),
        Err(error) => refused(&app, &visitor, error).await,
    }
}

/// `GET /redeem/declined`.
pub(crate) async fn declined(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    answered(&app, &visitor, Outcome::Declined).await
}

/// `POST /redeem/ask-again`.
pub(crate) async fn ask_again(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    let Some(flow) = of(&app, &visitor) else {
        return outcome(&app, &visitor, (Outcome::Over, None), None);
    };
    match app
        .identity
        .ask_for_new_link(&flow, &visitor.circumstances)
        .await
    {
        Ok(()) => Ok(Redirect::to("/redeem/asked").into_response()),
        Err(error) => refused(&app, &visitor, error).await,
    }
}

/// `GET /redeem/asked`.
pub(crate) async fn asked(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    answered(&app, &visitor, Outcome::Asked).await
}

/// The page after an answer other than yes. Whoever goes back to it after they accepted all the same reads that.
async fn answered(app: &App, visitor: &Visitor, kind: Outcome) -> Result<Response, PageError> {
    let Some(flow) = of(app, visitor) else {
        return outcome(app, visitor, (Outcome::Over, None), None);
    };
    match app.identity.landing(&flow).await {
        Ok(opened) => outcome(app, visitor, (kind, Some(&opened.about)), None),
        Err(RedeemError::Refused {
            refusal,
            about: Some(about),
        }) if refusal != Refusal::AlreadyAccepted => {
            outcome(app, visitor, (kind, Some(&about)), None)
        }
        Err(error) => refused(app, visitor, error).await,
    }
}

/// `POST /redeem/switch-account`: signs out, and begins again. Nothing of the invitation is used up.
pub(crate) async fn switch_account(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    if let Some(session) = &visitor.session {
        app.identity
            .sign_out(session, &visitor.circumstances)
            .await?;
    }
    let gone = cookies::with([
        cookies::clear(&app, Name::Session),
        cookies::clear(&app, Name::Form),
    ]);
    Ok((gone, Redirect::to("/redeem/invitation")).into_response())
}

/// The page of a refusal.
pub(crate) async fn refused(
    app: &App,
    visitor: &Visitor,
    error: RedeemError,
) -> Result<Response, PageError> {
    let (refusal, about) = match error {
        RedeemError::Refused { refusal, about } => (refusal, about),
        RedeemError::Other(Error::TooMany {
            retry_after_seconds,
        }) => {
            let wait = duration(visitor.texts, retry_after_seconds);
            let about = about(app, visitor).await;
            let outcome_of = (Outcome::TooManyAttempts { wait }, about.as_ref());
            let page = outcome(app, visitor, outcome_of, None)?;
            return Ok(come_back(retry_after_seconds, page));
        }
        RedeemError::Other(error) => return Err(error.into()),
    };
    let Some(about) = about else {
        return outcome(app, visitor, (Outcome::Unknown, None), Some(&refusal));
    };
    if refusal == Refusal::AlreadyAccepted && !is_theirs(app, visitor, &about).await? {
        let used = Outcome::Used {
            at: about.organization.tenant.to_string(),
            is_signed_in: visitor.session.is_some(),
        };
        return outcome(app, visitor, (used, None), Some(&refusal));
    }
    let kind = outcome_of(visitor.texts, &refusal, &about);
    outcome(app, visitor, (kind, Some(&about)), Some(&refusal))
}

/// Whether the guest who was invited is signed in. The cookie of a redemption outlasts their session, and whoever uses the
/// browser after them is not told who was there.
async fn is_theirs(app: &App, visitor: &Visitor, about: &About) -> Result<bool, Error> {
    let Some(session) = &visitor.session else {
        return Ok(false);
    };
    let (tenant, here) = (about.organization.tenant, &visitor.circumstances);
    let member = app.identity.membership(session, tenant, here).await?;
    Ok(member.is_some_and(|member| member.user.id == about.user))
}

/// The page that a refusal has.
fn outcome_of(texts: Texts, refusal: &Refusal, about: &About) -> Outcome {
    let on = day(texts, about.since);
    let domain = about
        .address
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain)
        .to_owned();
    match refusal {
        Refusal::Unknown => Outcome::Unknown,
        Refusal::Superseded => Outcome::Superseded,
        Refusal::Expired { .. } => Outcome::Expired {
            on: day(texts, about.expires_at.unwrap_or(about.since)),
        },
        Refusal::Revoked => Outcome::Revoked,
        Refusal::Declined => Outcome::DeclinedEarlier { on },
        Refusal::AlreadyAccepted => Outcome::AlreadyAccepted {
            on,
            account: about.address.clone(),
        },
        Refusal::Deleted | Refusal::Blocked => Outcome::DeletedGuest,
        Refusal::DomainBlocked => Outcome::BlockedDomain { domain },
        Refusal::BlockedAtHome => Outcome::ProviderRefused { home: domain },
        Refusal::AccessBlocked(block) => Outcome::AccessBlocked {
            whose: match block.side {
                Side::Outbound => domain,
                Side::Inbound => about.organization.name.clone(),
            },
        },
        Refusal::NoWay | Refusal::ChosenProviderOff => Outcome::NoWay,
        Refusal::Unproved { account } => Outcome::Unproved {
            invited: about.address.clone(),
            signed_in: account.clone(),
        },
        Refusal::WrongAccount { account } => Outcome::WrongAccount {
            invited: about.address.clone(),
            signed_in: account.clone(),
        },
        Refusal::Conflict { account } => Outcome::Conflict {
            signed_in: account.clone(),
        },
    }
}

fn outcome(
    app: &App,
    visitor: &Visitor,
    (kind, about): (Outcome, Option<&About>),
    refusal: Option<&Refusal>,
) -> Result<Response, PageError> {
    if let Some(refusal) = refusal {
        tracing::info!(
            refusal = refusal.key(),
            reference = %visitor.circumstances.correlation,
            "an invitation was not redeemed"
        );
    }
    let organization = about.map(organization);
    let layout = visitor.layout(app);
    let page = OutcomePage {
        layout: &layout,
        organization: organization.as_ref(),
        outcome: kind,
        contact: about.and_then(|about| about.inviter_mail.clone()),
    };
    Ok(Html(page.render()?).into_response())
}
