//! A browser of one guest: cookies, and the token of its forms.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, StatusCode};

/// A browser.
pub(crate) struct Browser<'a> {
    http: &'a Client,
    root: &'a str,
    cookies: BTreeMap<String, String>,
    form_token: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(http: &'a Client, root: &'a str) -> Self {
        Self {
            http,
            root,
            cookies: BTreeMap::new(),
            form_token: String::new(),
        }
    }

    /// Opens a page, which must be there or lead on.
    pub(crate) async fn open(&mut self, path: &str) -> Option<String> {
        let request = self.http.get(format!("{}{path}", self.root));
        self.send(path, request).await
    }

    /// Sends a form; gives where the answer leads.
    pub(crate) async fn submit(&mut self, path: &str, field: (&str, &str)) -> Option<String> {
        let fields = [("csrf", self.form_token.as_str()), field];
        let request = self.http.post(format!("{}{path}", self.root)).form(&fields);
        self.send(path, request).await
    }

    async fn send(&mut self, path: &str, request: RequestBuilder) -> Option<String> {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let answer = request
            .header(COOKIE, cookies.join("; "))
            .send()
            .await
            .unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap_or_default();
            let (name, value) = pair.split_once('=').unwrap_or_default();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let (status, to) = (answer.status(), answer.headers().get(LOCATION).cloned());
        let text = answer.text().await.unwrap();
        if status.is_redirection() {
            return to.map(|to| to.to_str().unwrap().to_owned());
        }
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        if let Some((_, rest)) = text.split_once("name=\"csrf\" value=\"") {
            rest.split('"')
                .next()
                .unwrap_or_default()
                .clone_into(&mut self.form_token);
        }
        None
    }
}
