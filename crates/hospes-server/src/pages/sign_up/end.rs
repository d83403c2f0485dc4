//! Asking for access: how it ends, and how a request stands that was sent.

use askama::Template as _;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::access_request::{AccessRequest, AskError, LIFE, Offer, Refusal};
use hospes_identity::user_flow::Approval;

use super::Outcome;
use super::flow::{DETAILS, SignUp, arrived, goes_to, organization};
use crate::app::App;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::authorize::sign_in_url;
use crate::pages::error::PageError;
use crate::pages::layout::Tone;
use crate::pages::sign_in::flow::come_back;
use crate::pages::words::{date, duration};
use crate::texts::Sentence;

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

/// Somebody said yes: the invitation waits.
pub(super) fn approved(app: &App, visitor: &Visitor, offer: &Offer) -> Result<Response, PageError> {
    let what = visitor.texts.sentence(
        "ask-approved-what",
        &[("organization", &offer.organization.name)],
    );
    outcome(
        app,
        visitor,
        Some(offer),
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

pub(super) fn waiting(
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

pub(super) fn denied(
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
pub(super) async fn refused(
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
    let typed = sign_up.map_or("", |sign_up| sign_up.address.as_str());
    let link = link_of(&refusal, sign_up, offer);
    let (title, what) = words_of(visitor, &refusal, (organization, typed));
    let quote = match refusal {
        Refusal::Blocked { message } => Some(message),
        Refusal::NotOffered
        | Refusal::OwnDomain
        | Refusal::DomainBlocked
        | Refusal::NoWay
        | Refusal::NotProved { .. }
        | Refusal::OtherAccount
        | Refusal::NotPossible
        | Refusal::Trouble => None,
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

/// Where a refusal leads on.
fn link_of(
    refusal: &Refusal,
    sign_up: Option<&SignUp>,
    offer: Option<&Offer>,
) -> Option<(String, &'static str)> {
    match refusal {
        Refusal::OwnDomain | Refusal::OtherAccount => {
            let url = sign_in_url(&goes_to(sign_up?, offer?), None);
            Some((url, "sign-in"))
        }
        Refusal::DomainBlocked | Refusal::NoWay | Refusal::NotProved { .. } | Refusal::Trouble => {
            Some((sign_up?.start_url(), "ask-anew"))
        }
        Refusal::NotOffered | Refusal::NotPossible | Refusal::Blocked { .. } => None,
    }
}

/// The title of a refusal, and its sentence.
fn words_of(
    visitor: &Visitor,
    refusal: &Refusal,
    (organization, typed): (&str, &str),
) -> (&'static str, Sentence) {
    let texts = visitor.texts;
    let host = [("organization", organization)];
    match refusal {
        Refusal::NotOffered => (
            "ask-not-offered-title",
            texts.sentence("ask-not-offered-what", &[]),
        ),
        Refusal::OwnDomain => (
            "ask-own-domain-title",
            texts.sentence("ask-own-domain-what", &host),
        ),
        Refusal::DomainBlocked => {
            let domain = typed.rsplit_once('@').map_or("", |(_, domain)| domain);
            let values = [("organization", organization), ("domain", domain)];
            (
                "ask-domain-title",
                texts.sentence("ask-domain-what", &values),
            )
        }
        Refusal::NoWay => ("ask-no-way-title", texts.sentence("ask-no-way-what", &host)),
        Refusal::NotProved { account } => {
            let values = [("address", typed), ("account", account.as_str())];
            (
                "ask-not-proved-title",
                texts.sentence("ask-not-proved-what", &values),
            )
        }
        Refusal::OtherAccount => (
            "ask-other-account-title",
            texts.sentence("ask-other-account-what", &host),
        ),
        Refusal::NotPossible => (
            "ask-not-possible-title",
            texts.sentence("ask-not-possible-what", &host),
        ),
        Refusal::Blocked { .. } => (
            "ask-blocked-title",
            texts.sentence("ask-blocked-what", &host),
        ),
        Refusal::Trouble => (
            "ask-trouble-title",
            texts.sentence("ask-trouble-what", &host),
        ),
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
