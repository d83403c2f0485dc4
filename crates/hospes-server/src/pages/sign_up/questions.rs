//! Asking for access: the questions of a flow, once the address is proved.

use askama::Template as _;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::access_request::{AskError, Done, Offer, Stand, Submission};
use hospes_identity::session::Session;
use hospes_identity::user_flow::{AnswerFault, Approval};

use super::Details;
use super::answers::{Given, filled, given, questions};
use super::end::{approved, denied, refused, waiting};
use super::flow::{DETAILS, SignUp, arrived, goes_to, organization};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::layout::Person;

/// A longer URL can't be where an invitation leads.
const LONGEST_URL: usize = 2_048;

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
        Stand::Approved(_) => approved(&app, &visitor, &offer),
    }
}

/// What was answered, and what is wrong with it.
#[derive(Default)]
struct Said {
    given: Given,
    faults: Vec<(String, AnswerFault)>,
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
        questions: questions(visitor.texts, offer, (&said.given, &said.faults)),
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
    if let Some(url) = home.filter(|_| !offer.is_by_saml) {
        url
    } else {
        let from_start = SignUp {
            next: "/".to_owned(),
            ..sign_up.clone()
        };
        app.url(&goes_to(&from_start, offer))
    }
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
            let said = Said {
                given,
                faults,
                message,
            };
            wrong(&app, &visitor, (&sign_up, session), said).await
        }
        Err(error) => refused(&app, &visitor, Some(&sign_up), error).await,
    }
}

/// The questions once more, as the flow is now.
async fn wrong(
    app: &App,
    visitor: &Visitor,
    (sign_up, session): (&SignUp, &Session),
    mut said: Said,
) -> Result<Response, PageError> {
    if said.message.is_none() && said.faults.is_empty() {
        said.message = Some(visitor.texts.text("ask-changed"));
    }
    let offer = match app
        .identity
        .sign_up_offer(sign_up.tenant, sign_up.application)
        .await
    {
        Ok(offer) => offer,
        Err(error) => return refused(app, visitor, Some(sign_up), error).await,
    };
    details_page(app, visitor, (sign_up, &offer, session), said)
}
