//! After a session ended: the applications that it signed its person in to are told. Those that speak OpenID Connect
//! in frames of the page that follows (Front-Channel Logout 1.0). Those that speak SAML one after the other: the
//! browser goes from one to the next, and carries in a sealed cookie who is left. After them the identity provider that
//! the session came of is told, and at last the browser goes where it was asked to. The session here was over before all
//! of it: whoever does not send the browser back leaves nobody signed in.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::ids::{SessionId, TenantId};
use hospes_identity::saml::{LoggedOut, LogoutAnswer, LogoutAsk, Participant};
use hospes_identity::session::Session;
use hospes_identity::sign_in::{
    ExpectedThere, LoggedOutThere, LogoutError, LogoutReply, SIGNED_OUT_PATH, SessionThere,
    SignOutThere,
};
use hospes_protocol::saml::{Document, Query};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::headers;
use crate::pages::layout::{Layout, Tone};
use crate::texts::Sentence;

/// So many are told at most: the browser should arrive somewhere.
const MOST: usize = 10;
/// The longest value of the cookie, in bytes: browsers keep no cookie of more than 4,096 with its name and attributes.
const LONGEST_KEPT: usize = 3_900;

/// A logout under way.
#[derive(Debug, Serialize, Deserialize)]
struct Chain {
    /// The session that ended.
    session: SessionId,
    /// Who is not told yet.
    left: Vec<Participant>,
    /// Who is told now, and the id of the message.
    pending: Option<(Participant, String)>,
    /// Whether somebody could not be told, or did not do it.
    is_partial: bool,
    /// Who asked by SAML, and waits for an answer.
    back: Option<(TenantId, LogoutAsk)>,
    /// Where an application that asked by OpenID Connect wants the browser.
    target: Option<String>,
    /// The session at a provider, which is to end, too.
    there: Option<SessionThere>,
    /// The name of the provider that was asked to end it, and what its answer has to fit to.
    asked_there: Option<(String, ExpectedThere)>,
}

impl Chain {
    /// Leaves something out, so that it is shorter: what a provider can do without, then whoever would be told last.
    /// `false` when there is nothing left to leave out.
    fn shorten(&mut self) -> bool {
        if self.there.as_mut().is_some_and(SessionThere::shorten) {
            return true;
        }
        if self.there.take().is_none() {
            if self.left.is_empty() {
                return false;
            }
            self.left.remove(0);
        }
        self.is_partial = true;
        true
    }
}

/// Who is to be told of the end of a session, read before it ended.
#[derive(Debug)]
pub(crate) struct Told {
    session: SessionId,
    by_saml: Vec<Participant>,
    frames: Vec<String>,
    has_more_frames: bool,
    there: Option<SessionThere>,
}

impl SignedOut<'_> {
    fn title(&self) -> Sentence {
        let texts = self.layout.texts;
        match &self.left {
            Some(left) => texts.sentence("left-title", &[("organization", left)]),
            None => texts.sentence("signed-out-title", &[]),
        }
    }
}

impl Told {
    /// Of what a session is.
    pub(crate) async fn of(app: &App, session: &Session) -> Result<Self, PageError> {
        let mut frames = app
            .identity
            .front_channel_logouts(session, &app.token_names)
            .await?;
        let has_more_frames = frames.len() > MOST;
        frames.truncate(MOST);
        Ok(Self {
            session: session.id,
            by_saml: app.identity.saml_participants(session).await?,
            frames,
            has_more_frames,
            there: app.identity.session_there(session).await?,
        })
    }

    /// All but who knows it already.
    pub(crate) fn without(mut self, asked: Participant) -> Self {
        self.by_saml.retain(|one| *one != asked);
        self
    }

    pub(crate) fn is_nobody(&self) -> bool {
        self.by_saml.is_empty() && self.frames.is_empty() && self.there.is_none()
    }
}

/// A page that goes on by itself, to another site.
#[derive(Debug, Template)]
#[template(path = "farewell/leave.html")]
struct Leave<'a> {
    layout: &'a Layout,
    /// The provider that it leads to; `None`: it leads to an application.
    provider: Option<&'a str>,
    is_post: bool,
    action: &'a str,
    fields: &'a [(String, String)],
    frames: &'a [String],
}

impl Leave<'_> {
    fn what(&self) -> Sentence {
        let texts = self.layout.texts;
        match self.provider {
            Some(provider) => texts.sentence("logout-there", &[("provider", provider)]),
            None => texts.sentence("authorize-continue-what", &[]),
        }
    }
}

/// How far a provider is from having signed somebody out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lack {
    /// It did, but not everywhere.
    Partly,
    /// It did not, or nobody can tell.
    Unsure,
}

/// Says that the person is signed out, while applications are told in frames.
#[derive(Debug, Template)]
#[template(path = "farewell/signed_out.html")]
struct SignedOut<'a> {
    layout: &'a Layout,
    /// The organization that they left just now, and that was their only one.
    left: Option<String>,
    frames: &'a [String],
    /// The provider where they may still be signed in.
    lack: Option<(&'a str, Lack)>,
    /// Whether somebody else could not be told, or did not do it.
    is_partial: bool,
}

impl SignedOut<'_> {
    fn is_everywhere(&self) -> bool {
        self.lack.is_none() && !self.is_partial
    }

    fn tone(&self) -> Tone {
        if self.is_everywhere() {
            Tone::Good
        } else {
            Tone::Warn
        }
    }

    fn icon(&self) -> &'static str {
        if self.is_everywhere() {
            "check"
        } else {
            "alert"
        }
    }

    fn what(&self) -> Option<Sentence> {
        let (provider, lack) = self.lack?;
        let key = match lack {
            Lack::Partly => "signed-out-there-partly",
            Lack::Unsure => "signed-out-there-unsure",
        };
        let texts = self.layout.texts;
        Some(texts.sentence(key, &[("provider", provider)]))
    }
}

/// Whom somebody left just now, on its way to the page that says so. It travels in the place of a notice.
#[derive(Debug, Serialize, Deserialize)]
struct Left {
    left: String,
}

/// A cookie with which the page of whoever is signed out says that they left an organization.
pub(crate) fn left(app: &App, organization: &str) -> HeaderValue {
    let left = Left {
        left: organization.to_owned(),
    };
    cookies::set(app, Name::Notice, &cookies::seal(app, Name::Notice, &left))
}

/// `GET /signed-out`. Also where a provider that speaks OpenID Connect sends people back to: then it goes on.
pub(crate) async fn signed_out(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let state = pairs.find(|(name, _)| name == "state");
    let state = state.map(|(_, value)| ExpectedThere::State(value.into_owned()));
    if let Some(state) = state
        && let Some(mut chain) = cookies::get_sealed::<Chain>(&visitor.headers, &app, Name::Logout)
        && chain
            .asked_there
            .take_if(|(_, expected)| *expected == state)
            .is_some()
    {
        return step(&app, &visitor, chain, (&[], Came::ByAnswer)).await;
    }
    said(&app, &visitor, (None, false))
}

fn said(
    app: &App,
    visitor: &Visitor,
    (lack, is_partial): (Option<(&str, Lack)>, bool),
) -> Result<Response, PageError> {
    let left = cookies::get_sealed::<Left>(&visitor.headers, app, Name::Notice);
    let page = SignedOut {
        layout: &visitor.layout(app),
        left: left.map(|found| found.left),
        frames: &[],
        lack,
        is_partial,
    };
    Ok(Html(page.render()?).into_response())
}

/// Goes on with the answer of a provider that speaks SAML. One that nobody waits for, or that is not the provider's, ends
/// nothing and says nothing.
pub(crate) async fn answered_there(
    app: &App,
    visitor: &Visitor,
    (tenant, query): (TenantId, &Query),
) -> Result<Response, PageError> {
    let chain = cookies::get_sealed::<Chain>(&visitor.headers, app, Name::Logout);
    let Some(mut chain) = chain else {
        return Ok(Redirect::to(SIGNED_OUT_PATH).into_response());
    };
    let Some((provider, expected)) = chain.asked_there.take() else {
        return Ok(Redirect::to(SIGNED_OUT_PATH).into_response());
    };
    let Some(answer) = answer_there(app, tenant, (&expected, query)).await? else {
        // The right one may still come.
        let lack = Some((provider.as_str(), Lack::Unsure));
        return said(app, visitor, (lack, chain.is_partial));
    };
    let lack = match answer {
        LoggedOutThere {
            is_partial: true, ..
        } => Some(Lack::Partly),
        LoggedOutThere {
            is_success: true, ..
        } => None,
        LoggedOutThere { .. } => Some(Lack::Unsure),
    };
    if let (Some(lack), None, None) = (lack, &chain.back, &chain.target) {
        let gone = cookies::with([cookies::clear(app, Name::Logout)]);
        let lack = Some((provider.as_str(), lack));
        let page = said(app, visitor, (lack, chain.is_partial))?;
        return Ok((gone, page).into_response());
    }
    chain.is_partial |= lack.is_some();
    step(app, visitor, chain, (&[], Came::ByAnswer)).await
}

async fn answer_there(
    app: &App,
    tenant: TenantId,
    (expected, query): (&ExpectedThere, &Query),
) -> Result<Option<LoggedOutThere>, PageError> {
    let Ok(document) = Document::from_redirect(&query.message) else {
        return Ok(None);
    };
    let reply = LogoutReply {
        document: &document,
        query,
        root: app.root.as_str(),
    };
    let answer = app
        .identity
        .receive_sign_out_answer(tenant, expected, reply);
    match answer.await {
        Ok(answer) => Ok(Some(answer)),
        Err(LogoutError::Other(error)) => Err(error.into()),
        Err(error @ (LogoutError::Unknown | LogoutError::Provider(_))) => {
            tracing::warn!(%error, "an answer to a SAML logout can't be taken");
            Ok(None)
        }
    }
}

/// Who asked for a logout, and how it is answered.
pub(crate) enum Asked {
    /// The person: with a page.
    Here,
    /// An application by OpenID Connect: it wants the browser at a URL.
    ByOpenId(String),
    /// An application by SAML: it gets a response.
    BySaml(TenantId, LogoutAsk),
}

/// Tells everybody of the end of a session, and goes on.
pub(crate) async fn begin(
    app: &App,
    visitor: &Visitor,
    mut told: Told,
    asked: Asked,
) -> Result<Response, PageError> {
    let is_partial = told.has_more_frames || told.by_saml.len() > MOST;
    told.by_saml.truncate(MOST);
    let (back, target) = match asked {
        Asked::Here => (None, None),
        Asked::ByOpenId(url) => (None, Some(url)),
        Asked::BySaml(tenant, ask) => (Some((tenant, ask.to_answer())), None),
    };
    let chain = Chain {
        session: told.session,
        left: told.by_saml,
        pending: None,
        is_partial,
        back,
        target,
        there: told.there,
        asked_there: None,
    };
    step(app, visitor, chain, (&told.frames, Came::ByForm)).await
}

/// Goes on with the answer of whoever was told; none if it could not be read.
pub(crate) async fn answered(
    app: &App,
    visitor: &Visitor,
    answer: Option<LogoutAnswer>,
) -> Result<Response, PageError> {
    let chain = cookies::get_sealed::<Chain>(&visitor.headers, app, Name::Logout);
    let Some(mut chain) = chain else {
        return Ok(Redirect::to(SIGNED_OUT_PATH).into_response());
    };
    let is_done = match (chain.pending.take(), answer) {
        (Some((from, id)), Some(answer)) => {
            answer.is_success && answer.from == from && answer.in_response_to == id
        }
        _ => false,
    };
    chain.is_partial |= !is_done;
    step(app, visitor, chain, (&[], Came::ByAnswer)).await
}

/// How the browser came to a step.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Came {
    /// By a form of this server, whose policy names where it leads in the end.
    ByForm,
    /// By the answer of an application that was told: the policy of the form that led to it names that one alone.
    ByAnswer,
}

async fn step(
    app: &App,
    visitor: &Visitor,
    mut chain: Chain,
    (frames, came): (&[String], Came),
) -> Result<Response, PageError> {
    let (identity, names) = (&app.identity, &app.token_names);
    while let Some(next) = chain.left.pop() {
        let told = identity
            .tell_saml_logout(chain.session, next, names)
            .await?;
        let Some(told) = told else {
            chain.is_partial = true;
            continue;
        };
        chain.pending = Some((next, told.request_id));
        if let Some(kept) = kept(app, &mut chain) {
            let page = leave(app, visitor, (&told.url, &told.query), frames)?;
            return Ok((cookies::with([kept]), page).into_response());
        }
        (chain.pending, chain.is_partial) = (None, true);
    }
    if let Some(there) = chain.there.take()
        && let Some(asked) = identity.lead_to_sign_out(&there, app.root.as_str()).await?
    {
        chain.asked_there = Some((asked.provider.clone(), asked.expected.clone()));
        if let Some(kept) = kept(app, &mut chain) {
            let page = leave_there(app, visitor, asked, frames)?;
            return Ok((cookies::with([kept]), page).into_response());
        }
        chain.is_partial = true;
    }
    finish(app, visitor, chain, (frames, came)).await
}

/// The cookie that a chain is carried in. A longer one browsers drop, and everybody who is left with it: so something is
/// left out until it fits. `None`: it does not, whatever is left out.
fn kept(app: &App, chain: &mut Chain) -> Option<HeaderValue> {
    loop {
        let sealed = cookies::seal(app, Name::Logout, chain);
        if sealed.len() <= LONGEST_KEPT {
            return Some(cookies::set(app, Name::Logout, &sealed));
        }
        if !chain.shorten() {
            return None;
        }
    }
}

/// Everybody was told who could be.
async fn finish(
    app: &App,
    visitor: &Visitor,
    chain: Chain,
    (frames, came): (&[String], Came),
) -> Result<Response, PageError> {
    let (identity, names) = (&app.identity, &app.token_names);
    let outcome = if chain.is_partial {
        LoggedOut::Here
    } else {
        LoggedOut::Everywhere
    };
    let gone = cookies::get(&visitor.headers, app, Name::Logout)
        .map(|_| cookies::with([cookies::clear(app, Name::Logout)]));
    let url = match &chain.back {
        Some((tenant, ask)) => {
            identity
                .saml_logout_answer((*tenant, ask), outcome, names)
                .await?
        }
        None => None,
    };
    let answer = url
        .as_deref()
        .and_then(|url| url.split_once("SAMLResponse="));
    if let Some((to, query)) = answer {
        let to = to.trim_end_matches(['?', '&']);
        let page = leave(app, visitor, (to, &format!("SAMLResponse={query}")), frames)?;
        return Ok((gone, page).into_response());
    }
    let page = match &chain.target {
        Some(target) if frames.is_empty() && (came == Came::ByForm || target.starts_with('/')) => {
            go(target)?
        }
        Some(target) => leave(app, visitor, (target, ""), frames)?,
        None if frames.is_empty() && !chain.is_partial => {
            Redirect::to(SIGNED_OUT_PATH).into_response()
        }
        None => {
            let page = SignedOut {
                layout: &visitor.layout(app),
                left: None,
                frames,
                lack: None,
                is_partial: chain.is_partial,
            };
            framed(Html(page.render()?).into_response(), frames, None)
        }
    };
    Ok((gone, page).into_response())
}

/// Sends the browser to a page of this server, or to a URL that an application registered.
pub(crate) fn go(target: &str) -> Result<Response, PageError> {
    if target.starts_with('/') {
        return Ok(Redirect::to(target).into_response());
    }
    let location = HeaderValue::try_from(target).map_err(|_| PageError::BadRequest)?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}

fn framed(mut response: Response, frames: &[String], form: Option<&str>) -> Response {
    if let Some(policy) = headers::policy_with_frames(frames, form) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// A form that a browser sends as the query that was signed: both write it in the same way. A page and not a
/// redirect, because browsers would hold the next one in the chain against the policy of the first.
fn leave(
    app: &App,
    visitor: &Visitor,
    (url, query): (&str, &str),
    frames: &[String],
) -> Result<Response, PageError> {
    let (action, mut fields) = parts(url);
    fields.extend(
        url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned())),
    );
    let layout = visitor.layout(app);
    let page = Leave {
        layout: &layout,
        provider: None,
        is_post: false,
        action,
        fields: &fields,
        frames,
    };
    let response = Html(page.render()?).into_response();
    let form = (!url.starts_with('/')).then_some(url);
    Ok(framed(response, frames, form))
}

/// A URL without its query, and that as the fields of a form.
fn parts(url: &str) -> (&str, Vec<(String, String)>) {
    let (action, own) = url.split_once('?').unwrap_or((url, ""));
    let own = url::form_urlencoded::parse(own.as_bytes());
    let fields = own.map(|(name, value)| (name.into_owned(), value.into_owned()));
    (action, fields.collect())
}

/// The same to a provider.
fn leave_there(
    app: &App,
    visitor: &Visitor,
    asked: SignOutThere,
    frames: &[String],
) -> Result<Response, PageError> {
    let is_post = !asked.form.is_empty();
    let (action, fields) = if is_post {
        (asked.url.as_str(), asked.form)
    } else {
        parts(&asked.url)
    };
    let layout = visitor.layout(app);
    let page = Leave {
        layout: &layout,
        provider: Some(&asked.provider),
        is_post,
        action,
        fields: &fields,
        frames,
    };
    let response = Html(page.render()?).into_response();
    Ok(framed(response, frames, Some(&asked.url)))
}
