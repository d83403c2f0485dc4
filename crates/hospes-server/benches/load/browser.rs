//! A browser of one guest: a connection, cookies, and the token of its forms. It does as little as it can:
//! what it takes of the machine is taken from the server (RFC 9112).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;

/// A connection to the server, kept from guest to guest.
pub(crate) struct Connection {
    stream: BufStream<TcpStream>,
    host: String,
}

impl Connection {
    /// Connects to a root like `http://127.0.0.1:8080`.
    pub(crate) async fn to(root: &str) -> Self {
        let host = root.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let stream = BufStream::new(stream);
        Self { stream, host }
    }
}

/// A browser.
pub(crate) struct Browser<'a> {
    connection: &'a mut Connection,
    cookies: BTreeMap<String, String>,
    form_token: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(connection: &'a mut Connection) -> Self {
        Self {
            connection,
            cookies: BTreeMap::new(),
            form_token: String::new(),
        }
    }

    /// Opens a page, which must be there or lead on.
    pub(crate) async fn open(&mut self, path: &str) -> Option<String> {
        let head = self.head("GET", path);
        self.send(path, format!("{head}\r\n")).await
    }

    /// Sends a form; gives where the answer leads.
    pub(crate) async fn submit(
        &mut self,
        path: &str,
        (name, value): (&str, &str),
    ) -> Option<String> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", &self.form_token)
            .append_pair(name, value)
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
        let stream = &mut self.connection.stream;
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let status: u16 = line.split(' ').nth(1).unwrap().parse().unwrap();
        let (mut length, mut location) = (0, None);
        loop {
            line.clear();
            stream.read_line(&mut line).await.unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            match name {
                "content-length" => length = value.parse().unwrap(),
                "location" => location = Some(value.to_owned()),
                "set-cookie" => {
                    let pair = value.split(';').next().unwrap_or_default();
                    let (name, value) = pair.split_once('=').unwrap_or_default();
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        if (300..400).contains(&status) {
            return location;
        }
        let text = String::from_utf8(body).unwrap();
        assert_eq!(status, 200, "{path}: {text}");
        if let Some((_, rest)) = text.split_once("name=\"csrf\" value=\"") {
            rest.split('"')
                .next()
                .unwrap_or_default()
                .clone_into(&mut self.form_token);
        }
        None
    }
}
