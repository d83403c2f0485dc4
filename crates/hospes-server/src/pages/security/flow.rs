//! What the pages of this folder do.

use askama::Template as _;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::authenticator::{
    Authenticator, FactorError, Holder, Kind, Need, Registered, TotpSetup,
};
use hospes_identity::ids::{AuthenticatorId, TenantId};
use hospes_identity::session::{Membership, Opened};
use serde::Deserialize;

use super::qr::Qr;
use super::{RecoveryCodes, Register, Row, SecondFactor, Security};
use crate::app::App;
use crate::extract::cookies;
use crate::extract::form::Form;
use crate::extract::signed_in::{Arriving, SignedIn};
use crate::extract::visitor::{Visitor, complaint, notice};
use crate::pages::authorize;
use crate::pages::error::PageError;
use crate::pages::layout::{Field, Organization, Person};
use crate::pages::sign_in::flow::{come_back, go_on, local, session_cookies};
use crate::pages::words::{duration, moment};

const SECURITY: &str = "/account/security";
/// What is said of a code of an app, or of a passkey, that is wrong.
pub(super) const WRONG: &str = "factor-wrong";

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

impl Next {
    pub(super) fn path(&self) -> String {
        local(&self.next)
    }
}

/// The query of a page of this step: in which organisation, and where it goes on.
pub(super) fn query(member: &Membership, next: &str) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("tenantid", &member.tenant.id.to_string())
        .append_pair("next", next)
        .finish()
}

fn sign_in_url(next: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("/signin?{query}")
}

fn organization(member: &Membership) -> Organization {
    Organization::new(&member.tenant.display_name, &member.tenant.initial_domain)
}

pub(super) fn holder(signed_in: &SignedIn) -> Holder<'_> {
    Holder {
        session: &signed_in.session,
        member: &signed_in.membership,
    }
}

/// What is wrong with which way.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub(super) code: Field,
    pub(super) recovery: Field,
    pub(super) passkey: Option<String>,
}

/// `GET /signin/second-factor`.
pub(crate) async fn show_second_factor(
    State(app): State<App>,
    Arriving(who): Arriving,
    Query(next): Query<Next>,
) -> Result<Response, PageError> {
    let (member, next) = (&who.membership, next.path());
    // What was proved elsewhere suffices for every page, and for changing what is registered here it does not.
    if who.session.second_factor_in(member.tenant.id).is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    if let Need::AtHome { home } = member.second_factor {
        return at_home(&app, &who, (home, &next)).await;
    }
    let known = app.identity.authenticators(member).await?;
    if known.all.is_empty() {
        return Ok(if member.second_factor == Need::No {
            Redirect::to(&next).into_response()
        } else {
            register_first(member, &next)
        });
    }
    second_factor_page(&app, &who, &next, Faults::default()).await
}

/// Where somebody proves a second factor at home, because the organization believes that; or registers one there.
async fn at_home(
    app: &App,
    who: &SignedIn,
    (home, next): (TenantId, &str),
) -> Result<Response, PageError> {
    let here = &who.visitor.circumstances;
    let found = app.identity.membership(&who.session, home, here).await?;
    let member = found.ok_or(PageError::NoAccess)?;
    let known = app.identity.authenticators(&member).await?;
    if known.all.is_empty() {
        return Ok(register_first(&member, next));
    }
    let to = format!("/signin/second-factor?{}", query(&member, next));
    Ok(Redirect::to(&to).into_response())
}

fn register_first(member: &Membership, next: &str) -> Response {
    Redirect::to(&format!("/signin/register-factor?{}", query(member, next))).into_response()
}

pub(super) async fn second_factor_page(
    app: &App,
    who: &SignedIn,
    next: &str,
    faults: Faults,
) -> Result<Response, PageError> {
    let (visitor, member) = (&who.visitor, &who.membership);
    let known = app.identity.authenticators(member).await?;
    let layout = visitor.layout(app);
    let page = SecondFactor {
        layout: &layout,
        asker: Some(&organization(member)),
        account: &Person::new(&who.session.display_name, &who.session.address),
        code: faults.code,
        recovery: faults.recovery,
        passkey_error: faults.passkey,
        has_app: known.has(Kind::Totp),
        has_passkey: known.has(Kind::Passkey) && app.passkeys.is_some(),
        query: query(member, next),
        other_account_url: sign_in_url(next),
    };
    let mut response = Html(page.render()?).into_response();
    // The form may be the last step before an application: then its answer leads there.
    if let Some(policy) = authorize::form_policy(app, next, &who.session.address).await {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `POST /signin/second-factor`: a code of the app, or a recovery code.
pub(crate) async fn check_second_factor(
    State(app): State<App>,
    Arriving(who): Arriving,
    Query(next): Query<Next>,
    form: Form,
) -> Result<Response, PageError> {
    let next = next.path();
    let (code, recovery) = (form.get("code"), form.get("recovery"));
    let by_recovery = code.is_empty() && !recovery.is_empty();
    let checked = if by_recovery {
        app.identity.use_recovery_code(holder(&who), recovery).await
    } else {
        app.identity.verify_totp(holder(&who), code).await
    };
    let error = match checked {
        Ok(opened) => return Ok(go_on(&app, &opened, &next)),
        Err(error) => error,
    };
    let key = if by_recovery {
        "factor-recovery-wrong"
    } else {
        WRONG
    };
    let (text, seconds) = fault(&who.visitor, error, key)?;
    let wrong = Field::wrong("", text);
    let faults = if by_recovery {
        Faults {
            recovery: wrong,
            ..Faults::default()
        }
    } else {
        Faults {
            code: wrong,
            ..Faults::default()
        }
    };
    let page = second_factor_page(&app, &who, &next, faults).await?;
    Ok(match seconds {
        Some(seconds) => come_back(seconds, page),
        None => page,
    })
}

/// What is said of a refusal, and when to come back. The key is of what is said when it is wrong.
pub(super) fn fault(
    visitor: &Visitor,
    error: FactorError,
    wrong: &'static str,
) -> Result<(String, Option<u32>), PageError> {
    let texts = visitor.texts;
    match error {
        FactorError::Wrong => Ok((texts.text(wrong), None)),
        FactorError::Ended | FactorError::NotFresh | FactorError::NotProved => {
            Ok((texts.text("factor-ended"), None))
        }
        FactorError::Other(Error::TooMany {
            retry_after_seconds: seconds,
        }) => {
            let wait = duration(texts, seconds);
            let text = texts.plain("factor-too-many", &[("wait", &wait)]);
            Ok((text, Some(seconds)))
        }
        FactorError::Other(error) => Err(error.into()),
    }
}

/// Where somebody goes who may not add or remove anything now, and then comes back.
fn first_of_all(error: FactorError, member: &Membership, here: &str) -> Result<String, PageError> {
    match error {
        FactorError::NotFresh => Ok(sign_in_url(here)),
        FactorError::NotProved => Ok(format!("/signin/second-factor?{}", query(member, here))),
        FactorError::Wrong | FactorError::Ended => Err(PageError::BadRequest),
        FactorError::Other(error) => Err(error.into()),
    }
}

/// `GET /signin/register-factor`: at a sign-in that asks for it, and from My account.
pub(crate) async fn show_register(
    State(app): State<App>,
    Arriving(who): Arriving,
    Query(next): Query<Next>,
) -> Result<Response, PageError> {
    let (member, next) = (&who.membership, next.path());
    if let Err(error) = app.identity.may_change_authenticators(holder(&who)).await {
        let here = format!("/signin/register-factor?{}", query(member, &next));
        return Ok(Redirect::to(&first_of_all(error, member, &here)?).into_response());
    }
    let setup = app.identity.new_totp(member)?;
    register_page(&app, &who, (&next, setup), RegisterFaults::default()).await
}

/// What was typed, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct RegisterFaults {
    pub(super) name: Field,
    pub(super) code: Field,
    pub(super) passkey: Option<String>,
}

pub(super) async fn register_page(
    app: &App,
    who: &SignedIn,
    (next, setup): (&str, TotpSetup),
    faults: RegisterFaults,
) -> Result<Response, PageError> {
    let member = &who.membership;
    let layout = who.visitor.layout(app);
    let page = Register {
        layout: &layout,
        asker: Some(&organization(member)),
        account: &Person::new(&who.session.display_name, &who.session.address),
        is_required: member.second_factor == Need::Register,
        qr: Qr::new(&setup.url).ok_or(PageError::BadRequest)?,
        secret: groups(&setup.secret),
        setup: setup.sealed,
        name: faults.name,
        code: faults.code,
        passkey_error: faults.passkey,
        may_add_passkey: app.passkeys.is_some(),
        query: query(member, next),
        next: next.to_owned(),
    };
    Ok(Html(page.render()?).into_response())
}

/// In groups of four, as people type it.
fn groups(secret: &str) -> String {
    let mut text = String::new();
    for (index, letter) in secret.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            text.push(' ');
        }
        text.push(letter);
    }
    text
}

/// `POST /signin/register-factor`: adds an app with its first code.
pub(crate) async fn register(
    State(app): State<App>,
    Arriving(who): Arriving,
    Query(next): Query<Next>,
    form: Form,
) -> Result<Response, PageError> {
    let (member, next) = (&who.membership, next.path());
    let (sealed, name, code) = (form.get("setup"), form.get("name"), form.get("code"));
    let added = app
        .identity
        .register_totp(holder(&who), sealed, (name, code))
        .await;
    let error = match added {
        Ok(added) => return registered(&app, &who, added, &next),
        Err(error) => error,
    };
    if matches!(error, FactorError::NotFresh | FactorError::NotProved) {
        let here = format!("/signin/register-factor?{}", query(member, &next));
        return Ok(Redirect::to(&first_of_all(error, member, &here)?).into_response());
    }
    let (text, seconds) = fault(&who.visitor, error, WRONG)?;
    // The same secret as long as it counts: it is in the app already.
    let setup = match app.identity.totp_again(member, sealed) {
        Ok(setup) => setup,
        Err(FactorError::Other(error)) => return Err(error.into()),
        Err(_) => app.identity.new_totp(member)?,
    };
    let faults = RegisterFaults {
        name: Field::new(name),
        code: Field::wrong("", text),
        passkey: None,
    };
    let page = register_page(&app, &who, (&next, setup), faults).await?;
    Ok(match seconds {
        Some(seconds) => come_back(seconds, page),
        None => page,
    })
}

/// After an authenticator was added: its recovery codes, if there are some, and on.
pub(super) fn registered(
    app: &App,
    who: &SignedIn,
    added: Registered,
    next: &str,
) -> Result<Response, PageError> {
    if added.recovery_codes.is_empty() {
        return Ok(go_on(app, &added.opened, next));
    }
    codes_page(app, who, (added.recovery_codes, next), Some(&added.opened))
}

fn codes_page(
    app: &App,
    who: &SignedIn,
    (codes, next): (Vec<String>, &str),
    opened: Option<&Opened>,
) -> Result<Response, PageError> {
    let layout = who.visitor.layout(app);
    let page = RecoveryCodes {
        layout: &layout,
        asker: Some(&organization(&who.membership)),
        codes,
        next: next.to_owned(),
    };
    let html = Html(page.render()?);
    Ok(match opened {
        Some(opened) => (session_cookies(app, opened), html).into_response(),
        None => html.into_response(),
    })
}

/// `GET /account/security`.
pub(crate) async fn security(State(app): State<App>, who: SignedIn) -> Result<Response, PageError> {
    let (member, texts) = (&who.membership, who.visitor.texts);
    let layout = who.layout(&app).await?;
    let known = app.identity.authenticators(member).await?;
    let locked = match app.identity.may_change_authenticators(holder(&who)).await {
        Ok(()) => None,
        Err(error) => {
            let key = if matches!(error, FactorError::NotFresh) {
                "security-locked"
            } else {
                "security-locked-factor"
            };
            let here = format!("{SECURITY}?tenantid={}", member.tenant.id);
            Some((texts.text(key), first_of_all(error, member, &here)?))
        }
    };
    let page = Security {
        layout: &layout,
        person: &Person::new(&member.user.display_name, &who.session.address),
        all: known
            .all
            .into_iter()
            .map(|one| row(&app, &who, one))
            .collect(),
        recovery_codes: known.recovery_codes,
        locked,
        may_add_passkey: app.passkeys.is_some(),
        query: query(member, SECURITY),
    };
    Ok(Html(page.render()?).into_response())
}

fn row(app: &App, who: &SignedIn, one: Authenticator) -> Row {
    let (texts, now) = (who.visitor.texts, app.identity.env().clock.now());
    Row {
        id: one.id.to_string(),
        name: one.name,
        is_passkey: one.kind == Kind::Passkey,
        since: moment(texts, one.created_at, now),
        last_used: one.last_used_at.map(|at| moment(texts, at, now)),
    }
}

fn id_of(text: &str) -> Result<AuthenticatorId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn back(app: &App, who: &SignedIn, key: &str) -> Response {
    let text = who.visitor.texts.text(key);
    (cookies::with([notice(app, &text)]), Redirect::to(SECURITY)).into_response()
}

/// What was not done is said on the page, with the way to do it.
pub(super) fn not_done(
    app: &App,
    who: &SignedIn,
    error: FactorError,
) -> Result<Response, PageError> {
    let text = match error {
        FactorError::Other(Error::Invalid { field: "name", .. }) => {
            who.visitor.texts.text("security-name-empty")
        }
        FactorError::NotFresh | FactorError::NotProved => {
            return Ok(Redirect::to(SECURITY).into_response());
        }
        error @ (FactorError::Wrong | FactorError::Ended | FactorError::Other(_)) => {
            fault(&who.visitor, error, WRONG)?.0
        }
    };
    let told = cookies::with([complaint(app, &text)]);
    Ok((told, Redirect::to(SECURITY)).into_response())
}

/// `POST /account/security/{id}/rename`.
pub(crate) async fn rename(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let renamed = app
        .identity
        .rename_authenticator(holder(&who), id_of(&id)?, form.get("name"))
        .await;
    match renamed {
        Ok(()) => Ok(back(&app, &who, "security-renamed")),
        Err(error) => not_done(&app, &who, error),
    }
}

/// `POST /account/security/{id}/delete`.
pub(crate) async fn delete(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    match app
        .identity
        .delete_authenticator(holder(&who), id_of(&id)?)
        .await
    {
        Ok(()) => Ok(back(&app, &who, "security-removed")),
        Err(error) => not_done(&app, &who, error),
    }
}

/// `POST /account/security/recovery-codes`: the answer is the only page that shows them.
pub(crate) async fn new_codes(
    State(app): State<App>,
    who: SignedIn,
    _form: Form,
) -> Result<Response, PageError> {
    match app.identity.new_recovery_codes(holder(&who)).await {
        Ok(codes) => codes_page(&app, &who, (codes, SECURITY), None),
        Err(error) => not_done(&app, &who, error),
    }
}
