//! What a person lets an application have.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_identity::Timestamp;
use hospes_identity::authenticator::Need;
use hospes_identity::device_code::DeviceRequest;
use hospes_identity::grant::ConsentScope;
use hospes_identity::ids::{ApplicationId, GrantId, SessionId, TenantId};
use hospes_identity::session::Session;
use hospes_identity::tenant::Tenant;
use hospes_protocol::oauth::OAuthError;
use serde::{Deserialize, Serialize};

use super::flow::sign_in_url;
use super::request::{self, Home, Known};
use super::trouble;
use crate::app::App;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::device;
use crate::pages::error::PageError;
use crate::pages::headers;
use crate::pages::layout::{Layout, Organization, Person};
use crate::pages::words::{ScopeWords, scope};

const PURPOSE: &str = "consent";
/// What of `prompt` the answer settles.
pub(super) const ANSWERED: &[&str] = &["consent", "select_account"];
/// What was answered, in the request that goes on. Names are longer than any of OAuth's.
const CONFIRMED: &str = "hospes_confirmed";
const CONFIRMED_PURPOSE: &str = "confirmed";
/// So long a request goes on after the answer, in seconds.
const CONFIRMED_SECONDS: i64 = 60;
/// So long the page may be thought about, in seconds.
const LIFE_SECONDS: i64 = 3_600;

/// What is asked, sealed in the page: what is agreed to is what was shown.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ask {
    tenant: TenantId,
    tenant_path: String,
    application: ApplicationId,
    /// Names of scopes; none when the person is only asked whether they want to go on.
    scopes: Vec<String>,
    /// The request, which goes on afterwards.
    next: String,
    /// The device that is approved afterwards, if it is one that asks.
    device: Option<GrantId>,
    /// Whom the page was shown to.
    session: SessionId,
    asked_at: Timestamp,
}

impl Ask {
    pub(super) fn new(
        known: &Known,
        tenant_path: &str,
        (scopes, next): (Vec<String>, String),
        session: &Session,
        asked_at: Timestamp,
    ) -> Self {
        Self {
            tenant: known.tenant.id,
            tenant_path: tenant_path.to_owned(),
            application: known.client.application.id,
            scopes,
            next,
            device: None,
            session: session.id,
            asked_at,
        }
    }

    /// What a device asks for.
    pub(crate) fn of_device(
        request: &DeviceRequest,
        device: GrantId,
        scopes: &[ConsentScope],
        session: &Session,
        asked_at: Timestamp,
    ) -> Self {
        Self {
            tenant: request.tenant.id,
            tenant_path: request.tenant.id.to_string(),
            application: request.application.id,
            scopes: scopes.iter().map(|scope| scope.name.clone()).collect(),
            next: device::flow::CONFIRM.to_owned(),
            device: Some(device),
            session: session.id,
            asked_at,
        }
    }

    fn seal(&self, app: &App) -> String {
        // Ids and strings always have a form in JSON.
        let plain = serde_json::to_vec(self).unwrap_or_default();
        let env = app.identity.env();
        URL_SAFE_NO_PAD.encode(env.keyring.seal(env.entropy.as_ref(), PURPOSE, b"", &plain))
    }

    /// Reads what was sealed for this session within the hour.
    fn open(app: &App, text: &str, session: &Session) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let env = app.identity.env();
        let ask: Self = serde_json::from_slice(&env.keyring.open(PURPOSE, b"", &sealed)?).ok()?;
        let age = env.clock.now().as_seconds() - ask.asked_at.as_seconds();
        (ask.session == session.id && age < LIFE_SECONDS).then_some(ask)
    }
}

/// That the person of a session wants to go on with a request.
#[derive(Debug, Serialize, Deserialize)]
struct Confirmed {
    session: SessionId,
    request: String,
    at: Timestamp,
}

/// The request with the person's answer.
fn confirmed(app: &App, session: &Session, request: &str) -> String {
    let env = app.identity.env();
    let said = Confirmed {
        session: session.id,
        request: request.to_owned(),
        at: env.clock.now(),
    };
    let plain = serde_json::to_vec(&said).unwrap_or_default();
    let sealed = env
        .keyring
        .seal(env.entropy.as_ref(), CONFIRMED_PURPOSE, b"", &plain);
    let sealed = URL_SAFE_NO_PAD.encode(sealed);
    format!("{request}&{CONFIRMED}={sealed}")
}

/// Whether a request has the answer of this session, and the request without it.
pub(super) fn take_confirmed(
    app: &App,
    session: Option<&Session>,
    (path, pairs): (&str, Vec<(String, String)>),
) -> (bool, Vec<(String, String)>) {
    let (said, rest): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| name == CONFIRMED);
    let [(_, sealed)] = said.as_slice() else {
        return (false, rest);
    };
    let env = app.identity.env();
    let opened = URL_SAFE_NO_PAD
        .decode(sealed)
        .ok()
        .and_then(|sealed| env.keyring.open(CONFIRMED_PURPOSE, b"", &sealed))
        .and_then(|plain| serde_json::from_slice::<Confirmed>(&plain).ok());
    let request = request::without(path, &rest, ANSWERED);
    let is_so = opened.is_some_and(|said| {
        let age = env.clock.now().as_seconds() - said.at.as_seconds();
        session.is_some_and(|session| session.id == said.session)
            && said.request == request
            && age < CONFIRMED_SECONDS
    });
    (is_so, rest)
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "authorize/consent.html")]
struct Consent<'a> {
    layout: &'a Layout,
    organization: &'a Organization,
    application: &'a str,
    account: &'a Person,
    permissions: Vec<ScopeWords>,
    needs_administrator: bool,
    /// Where another account can be used.
    other_account_url: String,
    /// Where the form goes.
    action: String,
    request: String,
}

/// Who asks.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) tenant: &'a Tenant,
    /// Its name.
    pub(crate) application: &'a str,
    /// Where the answer to the form leads, if it is another site.
    pub(crate) leads_to: Option<&'a str>,
}

impl Known {
    /// As the page shows it.
    pub(super) fn shown(&self) -> Shown<'_> {
        Shown {
            tenant: &self.tenant,
            application: &self.client.application.display_name,
            leads_to: Some(&self.redirect_uri),
        }
    }
}

/// The page that asks.
pub(crate) fn page(
    app: &App,
    visitor: &Visitor,
    (ask, shown): (&Ask, &Shown<'_>),
    (scopes, needs_administrator): (&[ConsentScope], bool),
) -> Result<Response, PageError> {
    let layout = visitor.layout(app);
    let tenant = shown.tenant;
    let (name, address) = visitor
        .session
        .as_ref()
        .map(|session| (session.display_name.as_str(), session.address.as_str()))
        .unwrap_or_default();
    // Where none does by itself, the organisation wants it for all of them.
    let all_do = !scopes.iter().any(|asked| asked.needs_administrator);
    let is_locked =
        |asked: &ConsentScope| needs_administrator && (all_do || asked.needs_administrator);
    let page = Consent {
        layout: &layout,
        organization: &Organization::new(&tenant.display_name, &tenant.initial_domain),
        application: shown.application,
        account: &Person::new(name, address),
        permissions: scopes
            .iter()
            .map(|asked| ScopeWords {
                needs_administrator: is_locked(asked),
                ..scope(visitor.texts, asked)
            })
            .collect(),
        needs_administrator,
        other_account_url: sign_in_url(&ask.next, None),
        action: format!("/{}/oauth2/v2.0/consent", tenant.id),
        request: ask.seal(app),
    };
    let mut response = Html(page.render()?).into_response();
    // The answer to the form leads on to the application.
    if let Some(policy) = shown.leads_to.and_then(headers::policy_with_form_target) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `POST /{tenant}/oauth2/v2.0/consent`: the person's answer.
pub(crate) async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let Some(session) = &visitor.session else {
        return Err(PageError::FormExpired);
    };
    let ask = Ask::open(&app, form.get("request"), session)
        .filter(|ask| ask.tenant.to_string() == tenant)
        .ok_or(PageError::FormExpired)?;
    let here = &visitor.circumstances;
    let member = app.identity.membership(session, ask.tenant, here).await?;
    if form.get("answer") != "accept" {
        if let Some(member) = &member {
            app.identity
                .decline_consent(&member.actor, ask.application)
                .await?;
        }
        if let Some(device) = ask.device {
            return device::flow::decline(&app, &visitor, (session, device)).await;
        }
        let query = ask.next.split_once('?').map_or("", |(_, query)| query);
        let of = Home::Session(Some(session));
        let pairs = request::pairs(query);
        let declined = OAuthError::consent_declined();
        return match request::known(&app, &ask.tenant_path, &pairs, of).await? {
            Ok(known) => known.answer.bad(&app, &visitor, &declined),
            Err(error) => trouble::page(&app, &visitor, &error, None),
        };
    }
    let member = member.ok_or(PageError::NoAccess)?;
    if member.second_factor != Need::No {
        return Err(PageError::second_factor(&member, Some(&ask.next)));
    }
    if !ask.scopes.is_empty() {
        app.identity
            .consent(&member.actor, member.user.id, ask.application, &ask.scopes)
            .await?;
    }
    if let Some(device) = ask.device {
        return device::flow::approve(&app, &visitor, (session, device)).await;
    }
    let next = confirmed(&app, session, &ask.next);
    Ok(Redirect::to(&next).into_response())
}
