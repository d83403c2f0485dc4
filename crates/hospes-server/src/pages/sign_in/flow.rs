//! Signing in and out: what the pages of this folder do.

use askama::Template as _;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, IntoResponseParts, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::ids::TenantId;
use hospes_identity::passcode::PasscodeError;
use hospes_identity::password::GUESSABLE;
use hospes_identity::redemption::{Choice, ProveError};
use hospes_identity::secret::SessionSecret;
use hospes_identity::session::{Opened, Session};
use hospes_identity::sign_in::{PasswordOutcome, SignInError};
use hospes_identity::tenant::Tenant;
use hospes_identity::user::Issuer;
use hospes_protocol::address::Address;
use serde::{Deserialize, Serialize};

use super::change_password::ChangePassword;
use super::passcode::Passcode;
use super::password::Password;
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::farewell::{self, Asked, Told};
use crate::pages::layout::{Field, Organization, Person};
use crate::pages::sign_up::flow::Proof;
use crate::pages::words::duration;
use crate::pages::{authorize, redeem, sign_up};

/// A sign-in under way, in a sealed cookie.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Flow {
    /// Who says they sign in.
    pub(crate) username: String,
    /// Where to go afterwards.
    pub(crate) next: String,
    /// The organisation that asks.
    pub(crate) asker: Option<TenantId>,
    /// Whether a redemption is under way, which then checks the code.
    pub(crate) redeems: bool,
    /// Whether somebody asks for access, who then proves the address.
    #[serde(default)]
    pub(crate) asks: bool,
    /// What proves that a new password may be set.
    pub(crate) must_change: Option<String>,
}

impl Flow {
    fn of(app: &App, visitor: &Visitor) -> Option<Self> {
        cookies::get_sealed(&visitor.headers, app, Name::SignIn)
    }

    pub(crate) fn cookie(&self, app: &App) -> HeaderValue {
        cookies::set(app, Name::SignIn, &cookies::seal(app, Name::SignIn, self))
    }

    fn other_account_url(&self) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("next", &self.next)
            .finish();
        format!("/signin?{query}")
    }

    async fn asker(&self, app: &App) -> Option<Organization> {
        let tenant = app.identity.tenant(self.asker?).await.ok()?;
        Some(organization(&tenant))
    }
}

/// A longer one would not fit into the cookie of a sign-in under way.
pub(crate) const LONGEST_NEXT: usize = 2_600;

/// A path of this server, or `/`: nobody is sent elsewhere after signing in.
pub(crate) fn local(next: &str) -> String {
    let is_path = next.starts_with('/') && !next.starts_with("//");
    // Browsers read a backslash as a slash, and leave out tabs and line breaks.
    let is_plain = !next.contains(|c: char| c == '\\' || c.is_control());
    if is_path && is_plain && next.len() <= LONGEST_NEXT {
        next.to_owned()
    } else {
        "/".to_owned()
    }
}

/// `GET /signin/password`.
pub(crate) async fn show_password(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    match Flow::of(&app, &visitor) {
        Some(flow) => password_page(&app, &visitor, &flow, Field::default()).await,
        None => Ok(Redirect::to("/signin").into_response()),
    }
}

/// A page whose form may be the last step before an application: then its answer leads there.
async fn leading_on(app: &App, flow: &Flow, html: String) -> Response {
    let mut response = Html(html).into_response();
    if let Some(policy) = authorize::form_policy(app, &flow.next, &flow.username).await {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

async fn password_page(
    app: &App,
    visitor: &Visitor,
    flow: &Flow,
    password: Field,
) -> Result<Response, PageError> {
    let asker = match address(flow) {
        Ok(address) => home_of(app, &address).await?,
        Err(_) => None,
    };
    let layout = visitor.layout(app);
    let page = Password {
        layout: &layout,
        asker: asker.as_ref(),
        account: &Person::new("", &flow.username),
        password,
        may_send_code: false,
        other_account_url: flow.other_account_url(),
    };
    Ok(leading_on(app, flow, page.render()?).await)
}

pub(crate) fn organization(tenant: &Tenant) -> Organization {
    Organization::new(&tenant.display_name, &tenant.initial_domain)
}

/// The organisation whose password page it is.
async fn home_of(app: &App, address: &Address) -> Result<Option<Organization>, PageError> {
    match app.identity.find_tenant(address.domain().as_str()).await {
        Ok(home) => Ok(Some(organization(&home))),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn address(flow: &Flow) -> Result<Address, PageError> {
    Address::parse(&flow.username).map_err(|_| PageError::BadRequest)
}

/// `POST /signin/password`.
pub(crate) async fn check_password(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let Some(flow) = Flow::of(&app, &visitor) else {
        return Ok(Redirect::to("/signin").into_response());
    };
    let (address, password) = (address(&flow)?, form.raw("password"));
    let here = &visitor.circumstances;
    let outcome = app
        .identity
        .sign_in_with_password(&address, password, here)
        .await;
    match outcome {
        Ok(PasswordOutcome::SignedIn(opened)) => {
            signed_in(&app, &visitor, &opened, &flow.next).await
        }
        Ok(PasswordOutcome::MustChange(ticket)) => {
            let flow = Flow {
                must_change: Some(ticket),
                ..flow
            };
            let to = Redirect::to("/signin/change-password");
            Ok((cookies::with([flow.cookie(&app)]), to).into_response())
        }
        Err(SignInError::Wrong | SignInError::TooLate) => {
            let field = Field::wrong("", visitor.texts.text("password-wrong"));
            password_page(&app, &visitor, &flow, field).await
        }
        Err(SignInError::Other(Error::TooMany {
            retry_after_seconds,
        })) => {
            let wait = duration(visitor.texts, retry_after_seconds);
            let text = visitor.texts.plain("password-too-many", &[("wait", &wait)]);
            let page = password_page(&app, &visitor, &flow, Field::wrong("", text)).await?;
            Ok(come_back(retry_after_seconds, page))
        }
        Err(SignInError::Other(error)) => Err(error.into()),
    }
}

/// A page that says in words when to come back, with the same for programs.
pub(crate) fn come_back(seconds: u32, page: Response) -> Response {
    let after = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
    (StatusCode::TOO_MANY_REQUESTS, after, page).into_response()
}

/// Sends a browser on with its new session.
async fn signed_in(
    app: &App,
    visitor: &Visitor,
    opened: &Opened,
    next: &str,
) -> Result<Response, PageError> {
    end_before(app, visitor).await?;
    Ok(go_on(app, opened, next))
}

/// Ends the session that was there before another was opened: whoever planted or copied its cookie has nothing
/// left.
pub(crate) async fn end_before(app: &App, visitor: &Visitor) -> Result<(), PageError> {
    if let Some(before) = &visitor.session {
        let ended = app.identity.sign_out(before, &visitor.circumstances);
        ended.await?;
    }
    Ok(())
}

/// Sends a browser on with a session that proved more.
pub(crate) fn go_on(app: &App, opened: &Opened, next: &str) -> Response {
    (session_cookies(app, opened), Redirect::to(&local(next))).into_response()
}

/// The cookies of a new session, or of one that proved more. The cookie that form tokens are bound to changes with
/// it.
pub(crate) fn session_cookies(app: &App, opened: &Opened) -> impl IntoResponseParts + use<> {
    let form = SessionSecret::generate(app.identity.env().entropy.as_ref()).reveal();
    cookies::with([
        cookies::set(app, Name::Session, &opened.cookie),
        cookies::set(app, Name::Form, &form),
        cookies::clear(app, Name::SignIn),
    ])
}

/// `GET /signin/change-password`.
pub(crate) async fn show_change(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    match Flow::of(&app, &visitor).filter(|flow| flow.must_change.is_some()) {
        Some(flow) => {
            change_page(&app, &visitor, &flow, [Field::default(), Field::default()]).await
        }
        None => Ok(Redirect::to("/signin").into_response()),
    }
}

async fn change_page(
    app: &App,
    visitor: &Visitor,
    flow: &Flow,
    [password, repeat]: [Field; 2],
) -> Result<Response, PageError> {
    let asker = flow.asker(app).await;
    let layout = visitor.layout(app);
    let page = ChangePassword {
        layout: &layout,
        asker: asker.as_ref(),
        account: &Person::new("", &flow.username),
        password,
        repeat,
        other_account_url: flow.other_account_url(),
    };
    Ok(leading_on(app, flow, page.render()?).await)
}

/// `POST /signin/change-password`.
pub(crate) async fn change(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let flow = Flow::of(&app, &visitor);
    let Some((flow, ticket)) = flow.and_then(|flow| Some((flow.clone(), flow.must_change?))) else {
        return Ok(Redirect::to("/signin").into_response());
    };
    let (password, repeat) = (form.raw("password"), form.raw("repeat"));
    let wrong = |key: &str| Field::wrong("", visitor.texts.text(key));
    if password != repeat {
        let fields = [Field::default(), wrong("change-password-differs")];
        return change_page(&app, &visitor, &flow, fields).await;
    }
    let here = &visitor.circumstances;
    match app
        .identity
        .change_password_and_sign_in(&ticket, password, here)
        .await
    {
        Ok(opened) => signed_in(&app, &visitor, &opened, &flow.next).await,
        Err(SignInError::TooLate | SignInError::Wrong) => {
            Ok(Redirect::to(&flow.other_account_url()).into_response())
        }
        Err(SignInError::Other(Error::Invalid { reason, .. })) => {
            let key = match reason {
                "it is the one you have now" => "change-password-same",
                "it is longer than 256 bytes" => "change-password-long",
                GUESSABLE => "change-password-guessable",
                _ => "change-password-short",
            };
            change_page(&app, &visitor, &flow, [wrong(key), Field::default()]).await
        }
        Err(SignInError::Other(error)) => Err(error.into()),
    }
}

/// `GET /signin/passcode`.
pub(crate) async fn show_passcode(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    match Flow::of(&app, &visitor) {
        Some(flow) => passcode_page(&app, &visitor, &flow, (Field::default(), None)).await,
        None => Ok(Redirect::to("/signin").into_response()),
    }
}

async fn passcode_page(
    app: &App,
    visitor: &Visitor,
    flow: &Flow,
    (code, wait): (Field, Option<String>),
) -> Result<Response, PageError> {
    let asker = flow.asker(app).await;
    let layout = visitor.layout(app);
    let page = Passcode {
        layout: &layout,
        asker: asker.as_ref(),
        address: flow.username.clone(),
        // Whoever asks for access gets a code, whoever they are.
        is_certain: flow.redeems || flow.asks,
        code,
        wait,
        other_account_url: flow.other_account_url(),
    };
    Ok(leading_on(app, flow, page.render()?).await)
}

/// `POST /signin/passcode`.
pub(crate) async fn check_passcode(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let Some(flow) = Flow::of(&app, &visitor) else {
        return Ok(Redirect::to("/signin").into_response());
    };
    let (code, here) = (form.get("code"), &visitor.circumstances);
    let refusal = if flow.redeems {
        let Some(redemption) = redeem::flow::of(&app, &visitor) else {
            return Ok(Redirect::to("/redeem/invitation").into_response());
        };
        let proved = match &visitor.session {
            Some(session) if matches!(session.issuer, Issuer::Provider(_)) => {
                let besides = (session, code);
                app.identity.prove_besides(&redemption, besides, here).await
            }
            Some(_) | None => app.identity.prove_mailbox(&redemption, code, here).await,
        };
        match proved {
            // A session that proved more goes on; it is not another one.
            Ok(opened) if is_same(visitor.session.as_ref(), &opened) => {
                return Ok(go_on(&app, &opened, &flow.next));
            }
            Ok(opened) => return signed_in(&app, &visitor, &opened, &flow.next).await,
            Err(ProveError::Redeem(error)) => {
                return redeem::flow::refused(&app, &visitor, error).await;
            }
            Err(ProveError::Passcode(refusal)) => refusal,
        }
    } else if flow.asks {
        match sign_up::flow::prove(&app, &visitor, code).await? {
            Proof::Opened(opened) => return signed_in(&app, &visitor, &opened, &flow.next).await,
            Proof::Refused(page) => return Ok(page),
            Proof::Wrong(refusal) => refusal,
        }
    } else {
        match app
            .identity
            .sign_in_with_passcode(&address(&flow)?, code, here)
            .await
        {
            Ok(opened) => return signed_in(&app, &visitor, &opened, &flow.next).await,
            Err(refusal) => refusal,
        }
    };
    wrong_code(&app, &visitor, (&flow, code), refusal).await
}

/// The page once more, with what is wrong with the code.
async fn wrong_code(
    app: &App,
    visitor: &Visitor,
    (flow, code): (&Flow, &str),
    refusal: PasscodeError,
) -> Result<Response, PageError> {
    let texts = visitor.texts;
    let text = match refusal {
        PasscodeError::Wrong { tries_left } => {
            texts.plain("passcode-wrong", &[("tries", &tries_left.to_string())])
        }
        PasscodeError::Ended => texts.text("passcode-ended"),
        PasscodeError::Other(Error::TooMany {
            retry_after_seconds,
        }) => {
            let wait = duration(texts, retry_after_seconds);
            let text = texts.plain("passcode-too-many", &[("wait", &wait)]);
            let field = (Field::wrong(code, text), None);
            let page = passcode_page(app, visitor, flow, field).await?;
            return Ok(come_back(retry_after_seconds, page));
        }
        PasscodeError::Other(error) => return Err(error.into()),
    };
    passcode_page(app, visitor, flow, (Field::wrong(code, text), None)).await
}

fn is_same(before: Option<&Session>, opened: &Opened) -> bool {
    before.is_some_and(|before| before.id == opened.session.id)
}

/// `POST /signin/passcode/send`.
pub(crate) async fn send_passcode(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    let Some(flow) = Flow::of(&app, &visitor) else {
        return Ok(Redirect::to("/signin").into_response());
    };
    let (language, here) = (Some(visitor.texts.lang()), &visitor.circumstances);
    let sent = if flow.redeems {
        let Some(redemption) = redeem::flow::of(&app, &visitor) else {
            return Ok(Redirect::to("/redeem/invitation").into_response());
        };
        let sent = match &visitor.session {
            Some(session) if matches!(session.issuer, Issuer::Provider(_)) => {
                let sent = app
                    .identity
                    .send_code_besides(&redemption, (session, language), here);
                sent.await.map(drop)
            }
            Some(_) | None => {
                let wish = (Choice::First, language);
                let begun = app.identity.begin_redemption(&redemption, wish, here);
                begun.await.map(drop)
            }
        };
        match sent {
            Ok(()) => Ok(()),
            Err(hospes_identity::redemption::RedeemError::Other(error)) => Err(error),
            Err(refusal) => return redeem::flow::refused(&app, &visitor, refusal).await,
        }
    } else if flow.asks {
        match sign_up::flow::send_again(&app, &visitor).await {
            Ok(sent) => sent,
            Err(page) => return Ok(page),
        }
    } else {
        app.identity
            .start_passcode_sign_in(&address(&flow)?, language, here)
            .await
    };
    match sent {
        Ok(()) => Ok(Redirect::to("/signin/passcode").into_response()),
        Err(Error::TooMany {
            retry_after_seconds,
        }) => {
            let wait = duration(visitor.texts, retry_after_seconds);
            let page = passcode_page(&app, &visitor, &flow, (Field::default(), Some(wait))).await?;
            Ok(come_back(retry_after_seconds, page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /signout`.
pub(crate) async fn sign_out(
    State(app): State<App>,
    visitor: Visitor,
    _form: Form,
) -> Result<Response, PageError> {
    let response = match &visitor.session {
        Some(session) => {
            let told = Told::of(&app, session).await?;
            app.identity
                .sign_out(session, &visitor.circumstances)
                .await?;
            farewell::begin(&app, &visitor, told, Asked::Here).await?
        }
        None => Redirect::to("/signed-out").into_response(),
    };
    let gone = cookies::with([
        cookies::clear(&app, Name::Session),
        cookies::clear(&app, Name::Form),
        cookies::clear(&app, Name::Redemption),
    ]);
    Ok((gone, response).into_response())
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        for next in ["/", "/admin/users?q=a", "/redeem/review"] {
            assert_eq!(local(next), next);
        }
        for next in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "admin",
        ] {
            assert_eq!(local(next), "/", "{next:?}");
        }
    }
}
