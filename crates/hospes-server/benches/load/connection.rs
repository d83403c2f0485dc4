//! A connection to the server that is kept, and does as little as it can: what it takes of the machine is
//! taken from the server (RFC 9112).

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufStream};
use tokio::net::TcpStream;

/// A connection, for one request after the other.
pub(crate) struct Connection {
    stream: BufStream<TcpStream>,
    pub(crate) host: String,
}

/// What came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    /// The cookies that were set, without their attributes.
    pub(crate) cookies: Vec<(String, String)>,
    pub(crate) body: String,
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

    /// Asks for something, with these cookies.
    pub(crate) async fn get(&mut self, path: &str, cookies: &str) -> Answer {
        let host = &self.host;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n");
        self.exchange(&request).await
    }

    /// Sends a form as a program does.
    pub(crate) async fn post(&mut self, path: &str, form: &str) -> Answer {
        let (host, length) = (&self.host, form.len());
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\n\r\n{form}"
        );
        self.exchange(&request).await
    }

    /// Sends a request as it stands, and reads its answer.
    pub(crate) async fn exchange(&mut self, request: &str) -> Answer {
        let stream = &mut self.stream;
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let (mut length, mut location, mut cookies) = (0, None, Vec::new());
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
                    cookies.push((name.to_owned(), value.to_owned()));
                }
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        Answer {
            status,
            location,
            cookies,
            body: String::from_utf8(body).unwrap(),
        }
    }
}
