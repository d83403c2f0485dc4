//! The edge at which errors become pages. One `match` over every error, and no page says more about the
//! inside of the server than its reference number.

use askama::Template as _;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::authenticator::Need;
use hospes_identity::session::Membership;

use super::{ErrorKind, ErrorPage};
use crate::app::App;
use crate::extract::visitor::Visitor;
use crate::pages::words::duration;
use crate::telemetry::causes;

/// Why a page cannot be shown.
#[derive(Debug)]
pub(crate) enum PageError {
    /// The product said no, or failed.
    Product(Error),
    /// There is no such page.
    NotFound,
    /// Signed in, and not allowed.
    NoAccess,
    /// Signed in, and not let into an organisation: why, and what there is besides.
    NotLetIn(ErrorKind),
    /// The form's token does not fit: too old, or of somewhere else.
    FormExpired,
    /// The request makes no sense.
    BadRequest,
    /// The form is longer than any of ours.
    TooLarge,
    /// Nobody is signed in; afterwards this page.
    SignIn {
        /// A path of this server.
        next: String,
    },
    /// The organisation asks for more than the session proved.
    SecondFactor {
        /// The page that asks for it, and leads on.
        to: String,
    },
    /// The page itself could not be made.
    Template(askama::Error),
}

impl PageError {
    /// Nobody is signed in. A form is not sent again after signing in; its page is shown.
    pub(crate) fn sign_in(here: &str, method: &Method) -> Self {
        let next = if method == Method::GET {
            here.to_owned()
        } else {
            "/".to_owned()
        };
        Self::SignIn { next }
    }

    /// The session has to prove a second factor in an organisation; afterwards `here`, or the first page.
    pub(crate) fn second_factor(member: &Membership, here: Option<&str>) -> Self {
        let step = if member.second_factor == Need::Register {
            "register-factor"
        } else {
            "second-factor"
        };
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("tenantid", &member.tenant.id.to_string())
            .append_pair("next", here.unwrap_or("/"))
            .finish();
        let to = format!("/signin/{step}?{query}");
        Self::SecondFactor { to }
    }
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        Self::Product(error)
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::Template(error)
    }
}

/// An error on its way to the layer that knows who asked.
#[derive(Clone)]
struct Failure {
    kind: ErrorKind,
    retry_after: Option<u32>,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let seconds = if let Self::Product(Error::TooMany {
            retry_after_seconds,
        }) = &self
        {
            Some(*retry_after_seconds)
        } else {
            None
        };
        let (status, kind) = match self {
            Self::SignIn { next } => {
                let query: String = url::form_urlencoded::Serializer::new(String::new())
                    .append_pair("next", &next)
                    .finish();
                return Redirect::to(&format!("/signin?{query}")).into_response();
            }
            Self::SecondFactor { to } => return Redirect::to(&to).into_response(),
            Self::NotFound => (StatusCode::NOT_FOUND, ErrorKind::NotFound),
            Self::NoAccess => (StatusCode::FORBIDDEN, ErrorKind::NoAccess),
            Self::NotLetIn(kind) => (StatusCode::FORBIDDEN, kind),
            Self::FormExpired => (StatusCode::FORBIDDEN, ErrorKind::FormExpired),
            Self::BadRequest => (StatusCode::BAD_REQUEST, ErrorKind::BadRequest),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ErrorKind::TooLarge),
            Self::Template(error) => {
                tracing::error!(
                    error = %causes(&error),
                    "a page cannot be made"
                );
                (StatusCode::INTERNAL_SERVER_ERROR, ErrorKind::Internal)
            }
            Self::Product(error) => match error {
                Error::Invalid { .. } => (StatusCode::BAD_REQUEST, ErrorKind::BadRequest),
                Error::Unauthenticated => return Redirect::to("/signin").into_response(),
                Error::Forbidden { .. } => (StatusCode::FORBIDDEN, ErrorKind::NoAccess),
                Error::NotFound { .. } => (StatusCode::NOT_FOUND, ErrorKind::NotFound),
                Error::Conflict { .. } => (StatusCode::CONFLICT, ErrorKind::TryAgain),
                Error::TooMany { .. } => {
                    let kind = ErrorKind::TooManyRequests {
                        wait: String::new(),
                    };
                    (StatusCode::TOO_MANY_REQUESTS, kind)
                }
                Error::Unavailable { .. } => {
                    tracing::error!(error = %causes(&error), "unavailable");
                    (StatusCode::SERVICE_UNAVAILABLE, ErrorKind::TryAgain)
                }
                Error::Database(_) | Error::Corrupt { .. } => {
                    tracing::error!(error = %causes(&error), "a page failed");
                    (StatusCode::INTERNAL_SERVER_ERROR, ErrorKind::Internal)
                }
            },
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Failure {
            kind,
            retry_after: seconds,
        });
        response
    }
}

/// What was refused before it reached a handler (another method, a path or a query that cannot be read), or
/// did not survive it.
fn unhandled(response: &Response) -> Option<Failure> {
    let kind = match response.status() {
        // Whoever opens the address of a form finds as little there as anywhere else.
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => ErrorKind::NotFound,
        StatusCode::INTERNAL_SERVER_ERROR => ErrorKind::Internal,
        status if status.is_client_error() => ErrorKind::BadRequest,
        _ => return None,
    };
    let content_type = response.headers().get(header::CONTENT_TYPE);
    // A page says it itself, and so does an answer to one of our scripts.
    let is_said = content_type.is_some_and(|value| {
        [&b"text/html"[..], b"application/json"]
            .iter()
            .any(|kind| value.as_bytes().starts_with(kind))
    });
    (!is_said).then_some(Failure {
        kind,
        retry_after: None,
    })
}

/// Turns failures into pages in the language of whoever asked.
pub(crate) async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let kept = parts.clone();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let failure = response.extensions_mut().remove::<Failure>();
    let Some(mut failure) = failure.or_else(|| unhandled(&response)) else {
        return response;
    };
    let mut parts = kept;
    let Ok(visitor) = Visitor::from_request_parts(&mut parts, &app).await else {
        // The database does not answer at all: then a page without anybody's name.
        return response;
    };
    let layout = visitor.layout(&app);
    if let (ErrorKind::TooManyRequests { wait }, Some(seconds)) =
        (&mut failure.kind, failure.retry_after)
    {
        *wait = duration(visitor.texts, seconds);
    }
    let back_url = if parts.method == Method::GET {
        visitor.here.clone()
    } else {
        "/".to_owned()
    };
    let page = ErrorPage {
        layout: &layout,
        kind: failure.kind,
        back_url,
    };
    let Ok(html) = page.render() else {
        return response;
    };
    let mut page = (response.status(), Html(html)).into_response();
    page.headers_mut()
        .extend(response.headers_mut().drain().filter_map(|(name, value)| {
            name.filter(|name| [header::SET_COOKIE, header::ALLOW].contains(name))
                .map(|name| (name, value))
        }));
    if let Some(seconds) = failure.retry_after {
        page.headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    page
}
