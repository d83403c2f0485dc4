//! Asking for access: what the pages of this folder do. The rules are in `hospes_identity::access_request`.

use askama::Template as _;
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::access_request::{
    AccessRequest, AskError, Asked, Done, LIFE, Offer, ProveError, Refusal, Stand, Submission,
};
use hospes_identity::identity_provider::Way;
use hospes_identity::ids::{ApplicationId, ProviderId, TenantId};
use hospes_identity::passcode::PasscodeError;
use hospes_identity::session::{Opened, Session};
use hospes_identity::sign_in::Purpose;
use hospes_identity::user_flow::Approval;
use hospes_identity::{Error, Span, Timestamp};
use hospes_protocol::address::Address;
use serde::{Deserialize, Serialize};

use super::answers::{filled, given, questions};
use super::{ChooseWay, Details, Outcome, Start};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::authorize::sign_in_url;
use crate::pages::error::PageError;
use crate::pages::layout::{Field, Organization, Person, Tone};
use crate::pages::sign_in;
use crate::pages::sign_in::flow::{come_back, local};
use crate::pages::words::{date, duration};
use crate::texts::Sentence;

/// So long somebody may take.
const COOKIE_LIFE: Span = Span::hours(2);
const DETAILS: &str = "/request-access/details";
/// A longer URL can't be where an invitation leads.
const LONGEST_URL: usize = 2_048;

/// What is asked for, and by whom, in a sealed cookie.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SignUp {
    tenant: TenantId,
    application: ApplicationId,
    /// Where the person came from, and goes on to: a path of this server.
    next: String,
    /// What they typed.
    address: String,
    /// Whether the connector that comes first was asked.
    is_known: bool,
    begun_at: Timestamp,
}

impl SignUp {
    fn of(app: &App, visitor: &Visitor) -> Option<Self> {
        let found: Self = cookies::get_sealed(&visitor.headers, app, Name::SignUp)?;
        let now = app.identity.env().clock.now();
        (now < found.begun_at.plus(COOKIE_LIFE)).then_some(found)
    }

    fn cookie(&self, app: &App) -> HeaderValue {
        cookies::set(app, Name::SignUp, &cookies::seal(app, Name::SignUp, self))
    }

    fn address(&self) -> Option<Address> {
        Address::parse(&self.address).ok()
    }

    fn asked<'a>(&self, address: &'a Address) -> Asked<'a> {
        Asked {
            tenant: self.tenant,
            application: self.application,
            address,
        }
    }

    fn start_url(&self) -> String {
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

fn organization(offer: &Offer) -> Organization {
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
fn goes_to(sign_up: &SignUp, offer: &Offer) -> String {
    if sign_up.next != "/" {
        return sign_up.next.clone();
    }
    if offer.is_by_saml {
        let (app_id, tenant) = (offer.application.app_id, sign_up.tenant);
        return format!("/signin/{app_id}?tenantId={tenant}");
    }
    format!("/myapps?tenantid={}", sign_up.tenant)
}

/// Where an invitation leads that comes of it. What an application asked for is over when somebody has decided.
fn redirect_url(app: &App, sign_up: &SignUp, offer: &Offer) -> String {
    let at_once = offer.flow.approval == Approval::None && sign_up.next != "/";
    if at_once {
        let url = app.url(&sign_up.next);
        if url.len() <= LONGEST_URL {
            return url;
        }
    }
    let home = offer.application.home_page_url.clone();
    match home.filter(|_| !offer.is_by_saml) {
        Some(url) => url,
        None => {
            let from_start = SignUp {
                next: "/".to_owned(),
                ..sign_up.clone()
            };
            app.url(&goes_to(&from_start, offer))
        }
    }
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
        several => match several.iter().find(is_chosen) {
            Some(way) => way.clone(),
            None => {
                let page = choose_page(&app, &visitor, (&sign_up, &offer), several)?;
                return Ok((kept, page).into_response());
            }
        },
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
async fn arrived<'v>(
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

/// `GET /request-access/details`: the questions, or how the request stands.
pub(crate) async fn details(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (sign_up, address, session) = match arrived(&app, &visitor).await? {
        Ok(arrived) => arrived,
        Err(page) => return Ok(page),
    };
    let (offer, stand) = match app.identity.stand(&sign_up.asked(&address), session).await {
        Ok(found) => found,
        Err(error) => return refused(&app, &visitor, Some(&sign_up), error).await,
    };
    let said = Said::default();
    match stand {
        Stand::HasAccount => Ok(Redirect::to(&goes_to(&sign_up, &offer)).into_response()),
        Stand::MayAsk => details_page(&app, &visitor, (&sign_up, &offer, session), said),
        Stand::Waiting(request) => waiting(&app, &visitor, (&offer, &request)),
        Stand::Denied(request) => denied(&app, &visitor, (&offer, &request)),
        Stand::Approved(_) => {
            let what = visitor.texts.sentence(
                "ask-approved-what",
                &[("organization", &offer.organization.name)],
            );
            outcome(
                &app,
                &visitor,
                Some(&offer),
                End {
                    tone: Tone::Good,
                    icon: "check-circle",
                    title: "ask-approved-title",
                    what,
                    quote: None,
                    form: Some((DETAILS, "next")),
                    link: None,
                },
            )
        }
    }
}

/// What was answered, and what is wrong with it.
#[derive(Default)]
struct Said {
    given: Vec<(String, Vec<String>)>,
    faults: Vec<(String, &'static str)>,
    message: Option<String>,
}

fn details_page(
    app: &App,
    visitor: &Visitor,
    (sign_up, offer, session): (&SignUp, &Offer, &Session),
    said: Said,
) -> Result<Response, PageError> {
    let layout = visitor.layout(app);
    let page = Details {
        layout: &layout,
        organization: &organization(offer),
        application: offer.application.display_name.clone(),
        account: &Person::new(&session.display_name, &sign_up.address),
        looks_up: offer.asks_first && !sign_up.is_known,
        questions: questions(visitor.texts, &offer.flow, (&said.given, &said.faults)),
        message: said.message,
        approval: match offer.flow.approval {
            Approval::None => "ask-approval-none",
            Approval::Owners => "ask-approval-owners",
            Approval::Sponsors => "ask-approval-sponsors",
        },
        is_at_once: offer.flow.approval == Approval::None,
        privacy_statement_url: offer.organization.privacy_statement_url.clone(),
        start_url: sign_up.start_url(),
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /request-access/continue`: asks the connector that comes first.
pub(crate) async fn go_on(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    let (mut sign_up, address, session) = match arrived(&app, &visitor).await? {
        Ok(arrived) => arrived,
        Err(page) => return Ok(page),
    };
    let asked = sign_up.asked(&address);
    let who = (session, Some(visitor.texts.lang()));
    let answers = match app
        .identity
        .prefill(&asked, who, &visitor.circumstances)
        .await
    {
        Ok(answers) => answers,
        Err(error) => return refused(&app, &visitor, Some(&sign_up), error).await,
    };
    let (offer, stand) = match app.identity.stand(&asked, session).await {
        Ok(found) => found,
        Err(error) => return refused(&app, &visitor, Some(&sign_up), error).await,
    };
    if !matches!(stand, Stand::MayAsk) {
        return Ok(Redirect::to(DETAILS).into_response());
    }
    sign_up.is_known = true;
    let said = Said {
        given: filled(answers),
        ..Said::default()
    };
    let page = details_page(&app, &visitor, (&sign_up, &offer, session), said)?;
    Ok((cookies::with([sign_up.cookie(&app)]), page).into_response())
}

/// `POST /request-access/details`: asks.
pub(crate) async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let (sign_up, address, session) = match arrived(&app, &visitor).await? {
        Ok(arrived) => arrived,
        Err(page) => return Ok(page),
    };
    let asked = sign_up.asked(&address);
    let offer = match app
        .identity
        .sign_up_offer(sign_up.tenant, sign_up.application)
        .await
    {
        Ok(offer) => offer,
        Err(error) => return refused(&app, &visitor, Some(&sign_up), error).await,
    };
    if offer.asks_first && !sign_up.is_known {
        return Ok(Redirect::to(DETAILS).into_response());
    }
    let given = given(&form, &offer.flow);
    let submission = Submission {
        given: &given,
        redirect_url: &redirect_url(&app, &sign_up, &offer),
        language: Some(visitor.texts.lang()),
    };
    let said = (session, &submission);
    match app
        .identity
        .ask_for_access(&asked, said, &visitor.circumstances)
        .await
    {
        Ok(Done::Waiting(_) | Done::Denied(_)) => Ok(Redirect::to(DETAILS).into_response()),
        Ok(Done::HasAccount) => Ok(Redirect::to(&goes_to(&sign_up, &offer)).into_response()),
        Ok(Done::Invited(link)) => {
            let sealed = app.identity.seal_flow(&app.identity.new_flow(&link));
            let kept = cookies::with([
                cookies::set(&app, Name::Redemption, &sealed),
                cookies::clear(&app, Name::SignUp),
            ]);
            Ok((kept, Redirect::to("/redeem/review")).into_response())
        }
        Err(AskError::Wrong { faults, message }) => {
            let changed = || visitor.texts.text("ask-changed");
            let message = match message {
                None if faults.is_empty() => Some(changed()),
                message => message,
            };
            // As the flow is now.
            let offer = match app
                .identity
                .sign_up_offer(sign_up.tenant, sign_up.application)
                .await
            {
                Ok(offer) => offer,
                Err(error) => return refused(&app, &visitor, Some(&sign_up), error).await,
            };
            let said = Said {
                given,
                faults,
                message,
            };
            details_page(&app, &visitor, (&sign_up, &offer, session), said)
        }
        Err(error) => refused(&app, &visitor, Some(&sign_up), error).await,
    }
}

/// `POST /request-access/withdraw`.
pub(crate) async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    let (sign_up, address, session) = match arrived(&app, &visitor).await? {
        Ok(arrived) => arrived,
        Err(page) => return Ok(page),
    };
    let asked = sign_up.asked(&address);
    match app
        .identity
        .withdraw_request(&asked, session, &visitor.circumstances)
        .await
    {
        Ok(()) => Ok(Redirect::to("/request-access/withdrawn").into_response()),
        Err(error) => refused(&app, &visitor, Some(&sign_up), error).await,
    }
}

/// `GET /request-access/withdrawn`.
pub(crate) async fn withdrawn(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let sign_up = SignUp::of(&app, &visitor);
    let offer = offer_of(&app, sign_up.as_ref()).await?;
    outcome(
        &app,
        &visitor,
        offer.as_ref(),
        End {
            tone: Tone::Neutral,
            icon: "check-circle",
            title: "ask-withdrawn-title",
            what: visitor.texts.sentence("ask-withdrawn-what", &[]),
            quote: None,
            form: None,
            link: sign_up.map(|sign_up| (sign_up.start_url(), "ask-anew")),
        },
    )
}

fn waiting(
    app: &App,
    visitor: &Visitor,
    (offer, request): (&Offer, &AccessRequest),
) -> Result<Response, PageError> {
    let texts = visitor.texts;
    let what = texts.sentence(
        "ask-waiting-what",
        &[
            ("organization", &offer.organization.name),
            ("app", &offer.application.display_name),
            ("date", &date(texts, request.created_at)),
            ("end", &date(texts, request.expires_at)),
        ],
    );
    outcome(
        app,
        visitor,
        Some(offer),
        End {
            tone: Tone::Warn,
            icon: "clock",
            title: "ask-waiting-title",
            what,
            quote: Some(texts.plain(
                if offer.flow.approval == Approval::Owners {
                    "ask-approval-owners"
                } else {
                    "ask-approval-sponsors"
                },
                &[
                    ("organization", &offer.organization.name),
                    ("app", &offer.application.display_name),
                ],
            )),
            form: Some(("/request-access/withdraw", "ask-withdraw")),
            link: None,
        },
    )
}

fn denied(
    app: &App,
    visitor: &Visitor,
    (offer, request): (&Offer, &AccessRequest),
) -> Result<Response, PageError> {
    let texts = visitor.texts;
    let at = request.decided_at.unwrap_or(request.expires_at.minus(LIFE));
    let what = texts.sentence(
        "ask-denied-what",
        &[
            ("organization", &offer.organization.name),
            ("app", &offer.application.display_name),
            ("date", &date(texts, at)),
        ],
    );
    outcome(
        app,
        visitor,
        Some(offer),
        End {
            tone: Tone::Bad,
            icon: "ban",
            title: "ask-denied-title",
            what,
            quote: request.reason.clone(),
            form: None,
            link: None,
        },
    )
}

/// What is offered, for the head of a page.
async fn offer_of(app: &App, sign_up: Option<&SignUp>) -> Result<Option<Offer>, PageError> {
    let Some(sign_up) = sign_up else {
        return Ok(None);
    };
    match app
        .identity
        .sign_up_offer(sign_up.tenant, sign_up.application)
        .await
    {
        Ok(offer) => Ok(Some(offer)),
        Err(AskError::Refused(_) | AskError::Wrong { .. }) => Ok(None),
        Err(AskError::Other(error)) => Err(error.into()),
    }
}

/// The page of a refusal.
async fn refused(
    app: &App,
    visitor: &Visitor,
    sign_up: Option<&SignUp>,
    error: AskError,
) -> Result<Response, PageError> {
    let texts = visitor.texts;
    let offer = offer_of(app, sign_up).await?;
    let refusal = match error {
        AskError::Refused(refusal) => refusal,
        AskError::Wrong { .. } => Refusal::Trouble,
        AskError::Other(Error::TooMany {
            retry_after_seconds,
        }) => {
            let wait = duration(texts, retry_after_seconds);
            let page = outcome(
                app,
                visitor,
                offer.as_ref(),
                End {
                    tone: Tone::Warn,
                    icon: "clock",
                    title: "too-many-requests-title",
                    what: texts.sentence("too-many-requests-now", &[("wait", &wait)]),
                    quote: None,
                    form: None,
                    link: None,
                },
            )?;
            return Ok(come_back(retry_after_seconds, page));
        }
        AskError::Other(error) => return Err(error.into()),
    };
    tracing::info!(
        ?refusal,
        reference = %visitor.circumstances.correlation,
        "access was not asked for"
    );
    let name = offer.as_ref().map(|offer| offer.organization.name.clone());
    let end = end_of(
        visitor,
        (refusal, sign_up, offer.as_ref()),
        &name.unwrap_or_default(),
    );
    outcome(app, visitor, offer.as_ref(), end)
}

/// What a refusal says.
fn end_of(
    visitor: &Visitor,
    (refusal, sign_up, offer): (Refusal, Option<&SignUp>, Option<&Offer>),
    organization: &str,
) -> End {
    let texts = visitor.texts;
    let again = sign_up.map(|sign_up| (sign_up.start_url(), "ask-anew"));
    let sign_in = sign_up
        .zip(offer)
        .map(|(sign_up, offer)| (sign_in_url(&goes_to(sign_up, offer), None), "sign-in"));
    let typed = sign_up
        .map(|sign_up| sign_up.address.clone())
        .unwrap_or_default();
    let domain = typed
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain)
        .to_owned();
    let host = [("organization", organization)];
    let mut quote = None;
    let (title, what, link) = match refusal {
        Refusal::NotOffered => (
            "ask-not-offered-title",
            texts.sentence("ask-not-offered-what", &[]),
            None,
        ),
        Refusal::OwnDomain => (
            "ask-own-domain-title",
            texts.sentence("ask-own-domain-what", &host),
            sign_in,
        ),
        Refusal::DomainBlocked => {
            let values = [("organization", organization), ("domain", domain.as_str())];
            (
                "ask-domain-title",
                texts.sentence("ask-domain-what", &values),
                again,
            )
        }
        Refusal::NoWay => (
            "ask-no-way-title",
            texts.sentence("ask-no-way-what", &host),
            again,
        ),
        Refusal::NotProved { account } => {
            let values = [("address", typed.as_str()), ("account", account.as_str())];
            (
                "ask-not-proved-title",
                texts.sentence("ask-not-proved-what", &values),
                again,
            )
        }
        Refusal::OtherAccount => (
            "ask-other-account-title",
            texts.sentence("ask-other-account-what", &host),
            sign_in,
        ),
        Refusal::NotPossible => (
            "ask-not-possible-title",
            texts.sentence("ask-not-possible-what", &host),
            None,
        ),
        Refusal::Blocked { message } => {
            quote = Some(message);
            (
                "ask-blocked-title",
                texts.sentence("ask-blocked-what", &host),
                None,
            )
        }
        Refusal::Trouble => (
            "ask-trouble-title",
            texts.sentence("ask-trouble-what", &host),
            again,
        ),
    };
    End {
        tone: Tone::Warn,
        icon: "alert",
        title,
        what,
        quote,
        form: None,
        link,
    }
}

/// What a page of an end says.
struct End {
    tone: Tone,
    icon: &'static str,
    title: &'static str,
    what: Sentence,
    quote: Option<String>,
    form: Option<(&'static str, &'static str)>,
    link: Option<(String, &'static str)>,
}

fn outcome(
    app: &App,
    visitor: &Visitor,
    offer: Option<&Offer>,
    end: End,
) -> Result<Response, PageError> {
    let organization = offer.map(organization);
    let layout = visitor.layout(app);
    let page = Outcome {
        layout: &layout,
        organization: organization.as_ref(),
        tone: end.tone,
        icon: end.icon,
        title: visitor.texts.text(end.title),
        what: end.what,
        quote: end.quote,
        form: end.form,
        link: end.link,
    };
    Ok(Html(page.render()?).into_response())
}
