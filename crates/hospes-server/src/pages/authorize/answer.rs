//! The answer that an application gets, by way of the browser.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use hospes_protocol::oauth::{OAuthError, RedirectUri, ResponseMode, Trace};

use crate::app::App;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::headers;
use crate::pages::layout::Layout;

/// Where and how an application is answered. The URI is one that it registered.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) redirect_uri: String,
    pub(super) mode: ResponseMode,
    pub(super) state: Option<String>,
    /// RFC 9207: who answers; absent where clients know no single issuer to compare it with.
    pub(super) issuer: Option<String>,
}

/// A page that posts itself.
#[derive(Debug, Template)]
#[template(path = "authorize/form_post.html")]
struct FormPost<'a> {
    layout: &'a Layout,
    action: &'a str,
    fields: &'a [(&'static str, String)],
}

impl Answer {
    /// What was asked for.
    pub(super) fn good(
        &self,
        app: &App,
        visitor: &Visitor,
        mut fields: Vec<(&'static str, String)>,
    ) -> Result<Response, PageError> {
        fields.extend(self.state.clone().map(|state| ("state", state)));
        self.send(app, visitor, fields)
    }

    /// Why there is nothing.
    pub(super) fn bad(
        &self,
        app: &App,
        visitor: &Visitor,
        error: &OAuthError,
    ) -> Result<Response, PageError> {
        let now = app.identity.env().clock.now();
        let at = now.format("%Y-%m-%d %H:%M:%SZ");
        let trace_id = visitor.circumstances.correlation.to_string();
        let trace = Trace {
            at: &at,
            trace_id: &trace_id,
            correlation_id: &trace_id,
            error_uri_root: app.root.as_str(),
        };
        self.send(
            app,
            visitor,
            error.redirect_pairs(self.state.as_deref(), &trace),
        )
    }

    fn send(
        &self,
        app: &App,
        visitor: &Visitor,
        mut fields: Vec<(&'static str, String)>,
    ) -> Result<Response, PageError> {
        fields.extend(self.issuer.clone().map(|issuer| ("iss", issuer)));
        if self.mode == ResponseMode::FormPost {
            return self.form_post(app, visitor, &fields);
        }
        let location = if self.mode == ResponseMode::Fragment {
            let fields = url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&fields)
                .finish();
            format!("{}#{fields}", self.redirect_uri)
        } else {
            RedirectUri::with_query(&self.redirect_uri, &fields)
        };
        let location = HeaderValue::try_from(location).map_err(|_| PageError::BadRequest)?;
        // RFC 9700, section 4.12: 303, so that no browser posts on what was posted to us.
        Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
    }

    fn form_post(
        &self,
        app: &App,
        visitor: &Visitor,
        fields: &[(&'static str, String)],
    ) -> Result<Response, PageError> {
        let layout = visitor.layout(app);
        let page = FormPost {
            layout: &layout,
            action: &self.redirect_uri,
            fields,
        };
        let mut response = Html(page.render()?).into_response();
        if let Some(policy) = headers::policy_with_form_target(&self.redirect_uri) {
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        Ok(response)
    }
}
