//! What the pages do: a sign-in from its beginning to its end, a call of Graph, and signing out.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use openidconnect::AccessToken;
use serde::Deserialize;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;
use url::Url;

use crate::client::Client;
use crate::pages::{Home, Me, SignedInPage, SignedOutPage, Trouble, page};
use crate::provider::{Begun, Failure, Provider};
use crate::sessions::{Kept, random};
use crate::{SIGNED_OUT, Settings, claims};

/// Where the browser holds the name of its session.
const SESSION: &str = "sample-application";
/// Where it holds that of a sign-in under way.
const BEGUN: &str = "sample-application-sign-in";

/// Time to type a password and to read what is asked.
const SIGN_IN_LIFE: Duration = Duration::from_secs(15 * 60);
/// About as long as the access token counts, which is not refreshed.
const SESSION_LIFE: Duration = Duration::from_secs(60 * 60);

/// What every handler can reach.
pub(crate) struct Application {
    provider: Provider,
    http: Arc<Client>,
    graph: Url,
    is_secure: bool,
    begun: Kept<Begun>,
    sessions: Kept<Arc<SignedIn>>,
}

/// Somebody who is signed in.
struct SignedIn {
    claims: Map<String, Value>,
    access_token: AccessToken,
    /// Stands in our forms, and nobody else's.
    form_token: String,
}

type Shared = State<Arc<Application>>;

impl Application {
    /// Wires the parts.
    pub(crate) fn new(settings: Settings) -> anyhow::Result<Self> {
        let issuer = Url::parse(&settings.issuer)?;
        let http = Client::new(&issuer, settings.trusted_certificates.as_deref())?;
        let http = Arc::new(http);
        Ok(Self {
            provider: Provider::new(&settings, http.clone())?,
            http,
            graph: settings.graph,
            is_secure: settings.public_url.scheme() == "https",
            begun: Kept::new(SIGN_IN_LIFE),
            sessions: Kept::new(SESSION_LIFE),
        })
    }

    fn signed_in(&self, headers: &HeaderMap) -> Option<Arc<SignedIn>> {
        self.sessions.get(&cookie(headers, SESSION)?)
    }

    /// A cookie that comes back with links to here, but not with other sites' forms and scripts.
    fn set(&self, name: &str, value: &str, seconds: u64) -> Option<HeaderValue> {
        let secure = if self.is_secure { "; Secure" } else { "" };
        let text =
            format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        HeaderValue::try_from(text).ok()
    }
}

/// An answer with cookies.
fn with(cookies: impl IntoIterator<Item = Option<HeaderValue>>, answer: Response) -> Response {
    let mut answer = answer;
    for cookie in cookies.into_iter().flatten() {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// The value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}

/// Compares without telling by the time it takes how much was right.
fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// `GET /`: what the application knows of whoever asks.
pub(crate) async fn home(State(here): Shared, headers: HeaderMap) -> Response {
    let Some(session) = here.signed_in(&headers) else {
        return page(&Home {}, None);
    };
    let shown = SignedInPage {
        name: claims::name(&session.claims).to_owned(),
        sentences: claims::sentences(&session.claims),
        rows: claims::rows(&session.claims),
        form_token: session.form_token.clone(),
    };
    // The form that signs out leads on to the provider.
    page(&shown, here.provider.leave().await.as_ref())
}

/// `GET /sign-in`: leads to the provider. Also for those who are signed in: who it is may have changed there.
pub(crate) async fn sign_in(State(here): Shared) -> Response {
    match here.provider.begin().await {
        Ok((url, begun)) => {
            let name = here.begun.put(begun);
            let kept = here.set(BEGUN, &name, here.begun.seconds());
            with([kept], Redirect::to(url.as_str()).into_response())
        }
        Err(failure) => failed(failure),
    }
}

/// The provider's answer (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207, section 2).
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Answer {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// `GET /callback`: takes the provider's answer.
pub(crate) async fn callback(
    State(here): Shared,
    headers: HeaderMap,
    answer: Result<Query<Answer>, QueryRejection>,
) -> Response {
    let answer = answer.map(|Query(answer)| answer).unwrap_or_default();
    // Whatever comes of it, it is over.
    let over = here.set(BEGUN, "", 0);
    let begun = cookie(&headers, BEGUN).and_then(|name| here.begun.take(&name));
    let Some(begun) = begun.filter(|begun| {
        let state = answer.state.as_deref().unwrap_or_default();
        is_same(begun.state(), state)
    }) else {
        // Nothing of such an answer is shown: anybody may have written it.
        let shown = Trouble::new(
            "This sign-in did not begin here",
            "It may have begun in another browser, or too long ago, or this page was loaded again.",
        );
        return with([over], refusal(StatusCode::BAD_REQUEST, &shown));
    };
    if answer.iss.is_some_and(|iss| iss != here.provider.issuer()) {
        let shown = Trouble::new(
            "This answer is somebody else’s",
            "It comes from another identity provider than the one that was asked.",
        );
        return with([over], refusal(StatusCode::BAD_REQUEST, &shown));
    }
    if let Some(error) = answer.error {
        let description = answer.error_description;
        return with([over], failed(Failure::Refused { error, description }));
    }
    let code = answer.code.unwrap_or_default();
    let proved = match here.provider.finish(begun, code).await {
        Ok(proved) => proved,
        Err(failure) => return with([over], failed(failure)),
    };
    if let Some(before) = cookie(&headers, SESSION) {
        here.sessions.take(&before);
    }
    // A new name: one that somebody planted beforehand leads to nothing.
    let name = here.sessions.put(Arc::new(SignedIn {
        claims: proved.claims,
        access_token: proved.access_token,
        form_token: random(),
    }));
    let kept = here.set(SESSION, &name, here.sessions.seconds());
    with([over, kept], Redirect::to("/").into_response())
}

/// `GET /me`: what Graph knows of whoever is signed in.
pub(crate) async fn me(State(here): Shared, headers: HeaderMap) -> Response {
    let Some(session) = here.signed_in(&headers) else {
        return Redirect::to("/").into_response();
    };
    let root = here.graph.as_str().trim_end_matches('/');
    let url = format!("{root}/v1.0/me");
    let token = session.access_token.secret();
    let request = http::Request::get(&url)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::ACCEPT, "application/json")
        .body(Vec::new());
    let request = match request {
        Ok(request) => request,
        Err(error) => return failed(Failure::Unreachable(error.to_string())),
    };
    match here.http.send(request).await {
        Ok(answer) => page(&Me::new(url, answer.status(), answer.body()), None),
        Err(error) => failed(Failure::Unreachable(error.to_string())),
    }
}

/// The form that signs out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SignOut {
    token: String,
}

/// `POST /sign-out`: ends the session here, and leads to where it ends at the provider.
pub(crate) async fn sign_out(
    State(here): Shared,
    headers: HeaderMap,
    form: Result<Form<SignOut>, FormRejection>,
) -> Response {
    let Some(session) = here.signed_in(&headers) else {
        return Redirect::to(SIGNED_OUT).into_response();
    };
    let form = form.map(|Form(form)| form).unwrap_or_default();
    if !is_same(&session.form_token, &form.token) {
        let shown = Trouble::new(
            "Nobody was signed out",
            "The form was not one of this application’s, or it was too old.",
        );
        return refusal(StatusCode::FORBIDDEN, &shown);
    }
    if let Some(name) = cookie(&headers, SESSION) {
        here.sessions.take(&name);
    }
    let next = here.provider.leave().await;
    let next = next.as_ref().map_or(SIGNED_OUT, Url::as_str);
    with(
        [here.set(SESSION, "", 0)],
        Redirect::to(next).into_response(),
    )
}

/// `GET /signed-out`: where the provider sends whoever signed out.
pub(crate) async fn signed_out() -> Response {
    page(&SignedOutPage {}, None)
}

/// Whatever else is asked for.
pub(crate) async fn nowhere() -> Response {
    let shown = Trouble::new("There is nothing here", "The address may be mistyped.");
    refusal(StatusCode::NOT_FOUND, &shown)
}

fn refusal(status: StatusCode, shown: &Trouble) -> Response {
    let mut answer = page(shown, None);
    *answer.status_mut() = status;
    answer
}

/// The page of a failure, with the words of whoever caused it.
fn failed(failure: Failure) -> Response {
    match failure {
        Failure::Refused { error, description } => {
            let (title, text) = if error == "access_denied" {
                (
                    "You are not signed in",
                    "The identity provider says that access was declined. Nothing was shared with this application.",
                )
            } else {
                (
                    "The identity provider refused",
                    "This is what it says. Nothing was shared with this application.",
                )
            };
            let shown = Trouble::new(title, text).said(error, description);
            refusal(StatusCode::BAD_REQUEST, &shown)
        }
        Failure::Unreachable(detail) => {
            tracing::warn!(detail, "the identity provider or Graph can't be asked");
            let shown = Trouble::new(
                "There is no answer",
                "The identity provider, or Graph, can’t be asked at the moment.",
            );
            refusal(StatusCode::BAD_GATEWAY, &shown.said(detail, None))
        }
        Failure::Unbelievable(detail) => {
            tracing::warn!(detail, "an ID token is not believed");
            let shown = Trouble::new(
                "This sign-in can’t be believed",
                "What the identity provider sent does not fit what was asked for.",
            );
            refusal(StatusCode::BAD_REQUEST, &shown.said(detail, None))
        }
    }
}
