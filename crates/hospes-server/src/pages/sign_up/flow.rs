//! Asking for access: the way in, from an address to its proof. What comes then is in `questions`, and how it ends in
//! `end`. The rules are in `hospes_identity::access_request`.

use askama::Template as _;
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::access_request::{AskError, Asked, Offer, ProveError, Refusal};
use hospes_identity::identity_provider::Way;
use hospes_identity::ids::{ApplicationId, ProviderId, TenantId};
use hospes_identity::passcode::PasscodeError;
use hospes_identity::session::{Opened, Session};
use hospes_identity::sign_in::Purpose;
use hospes_identity::{Error, Span, Timestamp};
use hospes_protocol::address::Address;
use serde::{Deserialize, Serialize};

use super::end::refused;
use super::{ChooseWay, Start};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::authorize::sign_in_url;
use crate::pages::error::PageError;
use crate::pages::layout::{Field, Organization};
use crate::pages::sign_in;
use crate::pages::sign_in::flow::local;

/// So long somebody may take.
const COOKIE_LIFE: Span = Span::hours(2);
/// The page after proving.
pub(super) const DETAILS: &str = "/request-access/details";

/// What is asked for, and by whom, in a sealed cookie.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SignUp {
    pub(super) tenant: TenantId,
    pub(super) application: ApplicationId,
    /// Where the person came from, and goes on to: a path of this server.
    pub(super) next: String,
    /// What they typed.
    pub(super) address: String,
    /// Whether the connector that comes first was asked.
    pub(super) is_known: bool,
    pub(super) begun_at: Timestamp,
}

impl SignUp {
    pub(super) fn of(app: &App, visitor: &Visitor) -> Option<Self> {
        let found: Self = cookies::get_sealed(&visitor.headers, app, Name::SignUp)?;
        let now = app.identity.env().clock.now();
        (now < found.begun_at.plus(COOKIE_LIFE)).then_some(found)
    }

    pub(super) fn cookie(&self, app: &App) -> HeaderValue {
        cookies::set(app, Name::SignUp, &cookies::seal(app, Name::SignUp, self))
    }

    fn address(&self) -> Option<Address> {
        Address::parse(&self.address).ok()
    }

    pub(super) fn asked<'a>(&self, address: &'a Address) -> Asked<'a> {
        Asked {
            tenant: self.tenant,
            application: self.application,
            address,
        }
    }

    pub(super) fn start_url(&self) -> String {
        start_url((self.tenant, self.application), &self.next)
    }

    /// The page after proving, with the organisation for the pages in between.
    fn after(&self) -> String {
        format!("{DETAILS}?tenantid={}", self.tenant)
    }
}

/// Where outsiders begin to ask for an application, to go on to `next`.
pub(crate) fn start_url((tenant, application): (TenantId, ApplicationId), next: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("tenant", &tenant.to_string());
    query.append_pair("application", &application.to_string());
    if !next.is_empty() && next != "/" {
        query.append_pair("next", next);
    }
    format!("/request-access?{}", query.finish())
}

/// The link on the sign-in page of an application, if outsiders may ask for it.
pub(crate) async fn link_for(app: &App, next: &str) -> Result<Option<String>, PageError> {
    let Some(tenant) = sign_in::asked::asked(app, next).await? else {
        return Ok(None);
    };
    let (_, query) = next.split_once('?').unwrap_or((next, ""));
    let value = |wanted: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let offer = if let Some(app_id) = value("client_id").and_then(|id| id.parse().ok()) {
        app.identity.sign_up_offer_of(tenant.id, app_id).await?
    } else if let Some(ask) = value("ask") {
        app.identity.sign_up_offer_of_ask(tenant.id, &ask).await?
    } else {
        None
    };
    Ok(offer.map(|offer| start_url((tenant.id, offer.application.id), next)))
}

/// What stands in the URL of a flow.
#[derive(Debug, Deserialize)]
pub(crate) struct StartQuery {
    #[serde(default)]
    tenant: String,
    #[serde(default)]
    application: String,
    #[serde(default)]
    next: String,
}

/// `GET /request-access`.
pub(crate) async fn start(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<StartQuery>,
) -> Result<Response, PageError> {
    let (Ok(tenant), Ok(application)) = (query.tenant.parse(), query.application.parse()) else {
        return refused(&app, &visitor, None, Refusal::NotOffered.into()).await;
    };
    let sign_up = SignUp {
        tenant,
        application,
        next: local(&query.next),
        address: String::new(),
        is_known: false,
        begun_at: app.identity.env().clock.now(),
    };
    match app.identity.sign_up_offer(tenant, application).await {
        Ok(offer) => {
            let known = visitor
                .session
                .as_ref()
                .map(|session| session.address.clone());
            let field = Field::new(known.unwrap_or_default());
            let page = start_page(&app, &visitor, (&sign_up, &offer), field)?;
            Ok((cookies::with([sign_up.cookie(&app)]), page).into_response())
        }
        Err(error) => refused(&app, &visitor, None, error).await,
    }
}

pub(super) fn organization(offer: &Offer) -> Organization {
    Organization::new(&offer.organization.name, &offer.organization.domain)
}

fn start_page(
    app: &App,
    visitor: &Visitor,
    (sign_up, offer): (&SignUp, &Offer),
    address: Field,
) -> Result<Response, PageError> {
    let layout = visitor.layout(app);
    let page = Start {
        layout: &layout,
        organization: &organization(offer),
        application: offer.application.display_name.clone(),
        address,
        sign_in_url: sign_in_url(&goes_to(sign_up, offer), None),
    };
    Ok(Html(page.render()?).into_response())
}

/// Where people go who have an account: a path of this server.
pub(super) fn goes_to(sign_up: &SignUp, offer: &Offer) -> String {
    if sign_up.next != "/" {
        return sign_up.next.clone();
    }
    if offer.is_by_saml {
        let (app_id, tenant) = (offer.application.app_id, sign_up.tenant);
        return format!("/signin/{app_id}?tenantId={tenant}");
    }
    format!("/myapps?tenantid={}", sign_up.tenant)
}

/// `POST /request-access`: an address, and a way to prove it where there are several.
pub(crate) async fn identify(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let Some(mut sign_up) = SignUp::of(&app, &visitor) else {
        return refused(&app, &visitor, None, Refusal::NotOffered.into()).await;
    };
    let typed = form.get("address").to_owned();
    let offer = app
        .identity
        .sign_up_offer(sign_up.tenant, sign_up.application)
        .await;
    let offer = match offer {
        Ok(offer) => offer,
        Err(error) => return refused(&app, &visitor, Some(&sign_up), error).await,
    };
    let Ok(address) = Address::parse(&typed) else {
        let wrong = Field::wrong(typed, visitor.texts.text("sign-in-username-wrong"));
        return start_page(&app, &visitor, (&sign_up, &offer), wrong);
    };
    sign_up.address = typed;
    sign_up.is_known = false;
    let asked = sign_up.asked(&address);
    let kept = cookies::with([sign_up.cookie(&app)]);
    // Whoever is signed in with it need not do so again.
    if let Some(session) = &visitor.session
        && app.identity.stand(&asked, session).await.is_ok()
    {
        return Ok((kept, Redirect::to(&sign_up.after())).into_response());
    }
    let ways = match app
        .identity
        .ways_to_ask(&asked, &visitor.circumstances)
        .await
    {
        Ok(ways) => ways,
        Err(error) => return refused(&app, &visitor, Some(&sign_up), error).await,
    };
    let chosen: Option<ProviderId> = form
        .get("way")
        .strip_prefix("provider:")
        .and_then(|id| id.parse().ok());
    let is_chosen = |way: &&Way| matches!(way, Way::Provider { id, .. } if Some(*id) == chosen);
    let way = match ways.as_slice() {
        [only] => only.clone(),
        several => {
            if let Some(way) = several.iter().find(is_chosen) {
                way.clone()
            } else {
                let page = choose_page(&app, &visitor, (&sign_up, &offer), several)?;
                return Ok((kept, page).into_response());
            }
        }
    };
    let response = go_to(&app, &visitor, (&sign_up, &address), way).await?;
    Ok((kept, response).into_response())
}

fn choose_page(
    app: &App,
    visitor: &Visitor,
    (sign_up, offer): (&SignUp, &Offer),
    ways: &[Way],
) -> Result<Response, PageError> {
    let provider = |way: &Way| match way {
        Way::Provider { id, name } => Some((id.to_string(), name.clone())),
        Way::Account { .. } | Way::Passcode => None,
    };
    let layout = visitor.layout(app);
    let page = ChooseWay {
        layout: &layout,
        organization: &organization(offer),
        address: sign_up.address.clone(),
        providers: ways.iter().filter_map(provider).collect(),
        start_url: sign_up.start_url(),
    };
    Ok(Html(page.render()?).into_response())
}

/// Sends somebody to where they prove the address.
async fn go_to(
    app: &App,
    visitor: &Visitor,
    (sign_up, address): (&SignUp, &Address),
    way: Way,
) -> Result<Response, PageError> {
    let (path, asks) = match way {
        Way::Provider { id, .. } => {
            let purpose = Purpose::Ask {
                next: sign_up.after(),
            };
            let wish = (purpose, Some(sign_up.address.as_str()));
            return sign_in::provider::flow::leave(app, visitor, (sign_up.tenant, id), wish).await;
        }
        Way::Account { .. } => ("/signin/password", false),
        Way::Passcode => {
            let (asked, language) = (sign_up.asked(address), Some(visitor.texts.lang()));
            let sent = app
                .identity
                .send_code_to_ask(&asked, language, &visitor.circumstances);
            if let Err(error) = sent.await {
                return refused(app, visitor, Some(sign_up), error).await;
            }
            ("/signin/passcode", true)
        }
    };
    let flow = sign_in::flow::Flow {
        username: sign_up.address.clone(),
        next: sign_up.after(),
        asker: Some(sign_up.tenant),
        redeems: false,
        asks,
        must_change: None,
    };
    Ok((cookies::with([flow.cookie(app)]), Redirect::to(path)).into_response())
}

/// What came of a code that was typed.
pub(crate) enum Proof {
    /// It is right.
    Opened(Box<Opened>),
    /// It is not.
    Wrong(PasscodeError),
    /// It does not go on: this page says why.
    Refused(Response),
}

/// Proves the address by a code, for the page of codes.
pub(crate) async fn prove(app: &App, visitor: &Visitor, code: &str) -> Result<Proof, PageError> {
    let Some((sign_up, address)) = under_way(app, visitor) else {
        let page = refused(app, visitor, None, Refusal::NotOffered.into()).await?;
        return Ok(Proof::Refused(page));
    };
    let asked = sign_up.asked(&address);
    let proved = app
        .identity
        .prove_mailbox_to_ask(&asked, code, &visitor.circumstances);
    match proved.await {
        Ok(opened) => Ok(Proof::Opened(Box::new(opened))),
        Err(ProveError::Passcode(refusal)) => Ok(Proof::Wrong(refusal)),
        Err(ProveError::Ask(error)) => {
            let page = refused(app, visitor, Some(&sign_up), error).await?;
            Ok(Proof::Refused(page))
        }
    }
}

/// Sends another code, for the page of codes. A page, if it does not go on.
pub(crate) async fn send_again(
    app: &App,
    visitor: &Visitor,
) -> Result<Result<(), Error>, Response> {
    let Some((sign_up, address)) = under_way(app, visitor) else {
        return Err(Redirect::to("/signin").into_response());
    };
    let (asked, language) = (sign_up.asked(&address), Some(visitor.texts.lang()));
    let sent = app
        .identity
        .send_code_to_ask(&asked, language, &visitor.circumstances);
    match sent.await {
        Ok(()) => Ok(Ok(())),
        Err(AskError::Other(error)) => Ok(Err(error)),
        Err(AskError::Refused(_) | AskError::Wrong { .. }) => {
            Err(Redirect::to(&sign_up.start_url()).into_response())
        }
    }
}

fn under_way(app: &App, visitor: &Visitor) -> Option<(SignUp, Address)> {
    let sign_up = SignUp::of(app, visitor)?;
    let address = sign_up.address()?;
    Some((sign_up, address))
}

/// Everything that a step after proving needs; a page, if something is missing.
pub(super) async fn arrived<'v>(
    app: &App,
    visitor: &'v Visitor,
) -> Result<Result<(SignUp, Address, &'v Session), Response>, PageError> {
    let Some((sign_up, address)) = under_way(app, visitor) else {
        let page = refused(app, visitor, None, Refusal::NotOffered.into()).await?;
        return Ok(Err(page));
    };
    match &visitor.session {
        Some(session) => Ok(Ok((sign_up, address, session))),
        None => Ok(Err(Redirect::to(&sign_up.start_url()).into_response())),
    }
}
