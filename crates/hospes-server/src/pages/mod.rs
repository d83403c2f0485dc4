//! Pages: what people see. Each page is a struct of ready text with a template of its own; the `flow`
//! files beside them do what the pages ask for.

pub(crate) mod admin;
pub(crate) mod authorize;
pub(crate) mod device;
pub(crate) mod error;
pub(crate) mod farewell;
pub(crate) mod headers;
pub(crate) mod inbox;
pub(crate) mod layout;
pub(crate) mod my_apps;
pub(crate) mod redeem;
pub(crate) mod saml;
pub(crate) mod security;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod words;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use hospes_identity::secret::SessionSecret;

use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::visitor::{ActedIn, NewFormCookie};

/// Gives a browser the cookie that form tokens are bound to, takes away a notice that was shown, and remembers the
/// organization that somebody acted in. With a form of another
/// site a browser sends no cookies: it may have one, which is not to be replaced.
pub(crate) async fn frame(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let has_form = cookies::get(request.headers(), &app, Name::Form).is_some();
    let had_notice = cookies::get(request.headers(), &app, Name::Notice).is_some();
    let may_have = *request.method() == Method::POST;
    let fresh = (!has_form && !may_have)
        .then(|| SessionSecret::generate(app.identity.env().entropy.as_ref()).reveal());
    if let Some(fresh) = &fresh {
        request
            .extensions_mut()
            .insert(NewFormCookie(fresh.clone()));
    }
    let remembered = cookies::get(request.headers(), &app, Name::Organization);
    let acted_in = ActedIn::default();
    request.extensions_mut().insert(acted_in.clone());
    let mut response = next.run(request).await;
    let sets = |response: &Response, name: &str| {
        let all = response.headers().get_all(header::SET_COOKIE);
        all.iter()
            .any(|value| value.to_str().is_ok_and(|text| text.contains(name)))
    };
    if let Some(fresh) = fresh
        && !sets(&response, "hospes-form=")
    {
        add(&mut response, cookies::set(&app, Name::Form, &fresh));
    }
    if had_notice && response.status() == StatusCode::OK && !sets(&response, "hospes-notice=") {
        add(&mut response, cookies::clear(&app, Name::Notice));
    }
    if let Some(tenant) = acted_in.0.get()
        && remembered.is_none_or(|text| text != tenant.to_string())
    {
        add(&mut response, cookies::remember(&app, *tenant));
    }
    response
}

fn add(response: &mut Response, cookie: HeaderValue) {
    response.headers_mut().append(header::SET_COOKIE, cookie);
}
