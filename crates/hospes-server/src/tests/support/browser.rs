//! A browser: keeps cookies, and sends the forms that are on its pages.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, header};
use hospes_identity::testing::PASSWORD;

use super::{Answer as _, Page, TestApp};

/// A browser.
#[derive(Clone)]
pub(in crate::tests) struct Browser<'a> {
    app: &'a TestApp,
    cookies: BTreeMap<String, String>,
    language: Option<&'static str>,
    place: Option<([u8; 4], &'static str)>,
}

impl<'a> Browser<'a> {
    pub(super) fn new(app: &'a TestApp) -> Self {
        Self {
            app,
            cookies: BTreeMap::new(),
            language: None,
            place: None,
        }
    }

    /// The same with another language.
    pub(in crate::tests) fn speaking(mut self, language: &'static str) -> Self {
        self.language = Some(language);
        self
    }

    /// The same at another address, with a name of its own.
    pub(in crate::tests) fn at(mut self, ip: [u8; 4], user_agent: &'static str) -> Self {
        self.place = Some((ip, user_agent));
        self
    }

    /// Opens a page, and goes where it leads on this server.
    pub(in crate::tests) async fn open(&mut self, path: &str) -> Page {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Asks for a page.
    pub(in crate::tests) async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, None).await
    }

    /// Goes where an answer leads on this server.
    pub(in crate::tests) async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..8 {
            if !page.status.is_redirection() {
                return page;
            }
            let to = page.location().to_owned();
            let to = to.strip_prefix("https://hospes.example").unwrap_or(&to);
            if !to.starts_with('/') {
                return page;
            }
            page = self.get(to).await;
        }
        panic!("a circle of redirects, at {}", page.location());
    }

    /// Sends the form of this action that is on the page, some fields filled in.
    pub(in crate::tests) async fn submit(
        &mut self,
        page: &Page,
        action: &str,
        filled: &[(&str, &str)],
    ) -> Page {
        let form = page.form(action);
        let mut fields = form.fields;
        fields.retain(|(name, _)| !filled.iter().any(|(other, _)| other == name));
        fields.extend(
            filled
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
        );
        self.send(Method::POST, &form.action, Some(&fields)).await
    }

    /// Sends a form that is on no page, with the token that this browser's forms have.
    pub(in crate::tests) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.form_token().await;
        let mut all = vec![("csrf".to_owned(), token)];
        all.extend(
            fields
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned())),
        );
        self.send(Method::POST, path, Some(&all)).await
    }

    /// The token of this browser's forms.
    pub(in crate::tests) async fn form_token(&mut self) -> String {
        // A page with a form that everybody can open, and which changes nothing.
        let page = self.clone_cookies_from("/signin").await;
        page.attribute("input[name=csrf]", "value")
    }

    /// Opens a page as somebody who isn't signed in, so that it has its form, but with this browser's
    /// form cookie.
    async fn clone_cookies_from(&mut self, path: &str) -> Page {
        let session = self.cookies.remove(SESSION);
        let page = self.open(path).await;
        if let Some(session) = session {
            self.cookies.insert(SESSION.to_owned(), session);
        }
        page
    }

    /// Sends a form without a token.
    pub(in crate::tests) async fn post_bare(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        let fields: Vec<_> = fields
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        self.send(Method::POST, path, Some(&fields)).await
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        fields: Option<&[(String, String)]>,
    ) -> Page {
        let path = path.strip_prefix("https://hospes.example").unwrap_or(path);
        let mut request = Request::builder().method(method).uri(path);
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self
                .cookies
                .iter()
                .map(|(n, v)| format!("{n}={v}"))
                .collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(language) = self.language {
            request = request.header(header::ACCEPT_LANGUAGE, language);
        }
        if let Some((ip, user_agent)) = self.place {
            request = request
                .header(header::USER_AGENT, user_agent)
                .extension(ConnectInfo(SocketAddr::from((ip, 40_000))));
        }
        let body = match fields {
            None => Body::empty(),
            Some(fields) => {
                request = request
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    .header(header::ORIGIN, "https://hospes.example");
                let form = url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(fields)
                    .finish();
                Body::from(form)
            }
        };
        let page = self.app.send(request.body(body).unwrap()).await;
        self.keep(&page);
        page
    }

    fn keep(&mut self, page: &Page) {
        for cookie in page.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            assert!(
                cookie.contains("; Secure") && cookie.contains("; HttpOnly"),
                "{cookie}"
            );
            // As browsers do with one that is too long (RFC 6265bis, section 5.6).
            if cookie.len() > 4_096 {
                continue;
            }
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Signs in with the password of [`hospes_identity::testing::Fixture::member`].
    pub(in crate::tests) async fn sign_in(&mut self, name: &str) -> Page {
        let page = self.open("/signin").await;
        let page = self.submit(&page, "/signin", &[("username", name)]).await;
        let page = self.follow(page).await;
        let page = self
            .submit(&page, "/signin/password", &[("password", PASSWORD)])
            .await;
        assert!(self.is_signed_in(), "{}", page.body);
        self.follow(page).await
    }

    pub(in crate::tests) fn is_signed_in(&self) -> bool {
        self.cookies.contains_key(SESSION)
    }

    /// Takes over the value of a cookie, as a thief would.
    pub(in crate::tests) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub(in crate::tests) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }
}

/// The name of the cookie of a session.
pub(in crate::tests) const SESSION: &str = "__Host-hospes-session";
