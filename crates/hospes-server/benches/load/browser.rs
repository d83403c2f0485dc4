//! A browser of one person: cookies, and the token of its forms.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::connection::Connection;

/// A browser, over a connection that is kept from person to person.
pub(crate) struct Browser<'a> {
    connection: &'a mut Connection,
    cookies: BTreeMap<String, String>,
    form_token: String,
    network: Option<String>,
    /// The page that came last.
    pub(crate) page: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(connection: &'a mut Connection) -> Self {
        Self {
            connection,
            cookies: BTreeMap::new(),
            form_token: String::new(),
            network: None,
            page: String::new(),
        }
    }

    /// The same at this address, as a proxy says it.
    pub(crate) fn at(mut self, network: String) -> Self {
        self.network = Some(network);
        self
    }

    /// Opens a page, which must be there or lead on.
    pub(crate) async fn open(&mut self, path: &str) -> Option<String> {
        let head = self.head("GET", path);
        self.send(path, format!("{head}\r\n")).await
    }

    /// Sends a form of one field; gives where the answer leads.
    pub(crate) async fn submit(&mut self, path: &str, field: (&str, &str)) -> Option<String> {
        self.submit_all(path, &[field]).await
    }

    /// Sends a form; gives where the answer leads.
    pub(crate) async fn submit_all(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Option<String> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &self.form_token)
            .extend_pairs(fields)
            .finish();
        let head = self.head("POST", path);
        let length = body.len();
        let request = format!(
            "{head}Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        );
        self.send(path, request).await
    }

    fn head(&self, method: &str, path: &str) -> String {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n",
            self.connection.host
        );
        if let Some(network) = &self.network {
            write!(head, "X-Forwarded-For: {network}\r\n").unwrap();
        }
        for (index, (name, value)) in self.cookies.iter().enumerate() {
            let before = if index == 0 { "Cookie: " } else { "; " };
            write!(head, "{before}{name}={value}").unwrap();
        }
        if !self.cookies.is_empty() {
            head.push_str("\r\n");
        }
        head
    }

    async fn send(&mut self, path: &str, request: String) -> Option<String> {
        let answer = self.connection.exchange(&request).await;
        self.cookies.extend(answer.cookies);
        if (300..400).contains(&answer.status) {
            return answer.location;
        }
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        if let Some((_, rest)) = answer.body.split_once("name=\"csrf\" value=\"") {
            rest.split('"')
                .next()
                .unwrap_or_default()
                .clone_into(&mut self.form_token);
        }
        self.page = answer.body;
        None
    }
}
