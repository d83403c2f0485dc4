//! A mail server that takes everything, and tells the passcodes that come by (RFC 5321, the little of it
//! that a client needs).

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// What came.
#[derive(Default)]
pub(crate) struct MailServer {
    count: AtomicUsize,
    waiting: Mutex<HashMap<String, oneshot::Sender<String>>>,
}

impl MailServer {
    /// Starts one; gives its port.
    pub(crate) async fn start() -> (Arc<Self>, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let this = Arc::new(Self::default());
        let server = this.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                // A connection that breaks is the client's to open again.
                tokio::spawn(async move { server.talk(stream).await });
            }
        });
        (this, port)
    }

    /// How many mails came.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// The next passcode to this address; to be called before it is asked for.
    pub(crate) fn passcode_to(&self, address: &str) -> oneshot::Receiver<String> {
        let (sender, receiver) = oneshot::channel();
        self.waiting
            .lock()
            .unwrap()
            .insert(address.to_owned(), sender);
        receiver
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 load.example\r\n").await?;
        let mut recipient = String::new();
        while let Some(line) = lines.next_line().await? {
            let reply: &[u8] = match line
                .get(..4)
                .unwrap_or_default()
                .to_ascii_uppercase()
                .as_str()
            {
                "RCPT" => {
                    recipient = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    b"250 OK\r\n"
                }
                "DATA" => {
                    writer.write_all(b"354 go on\r\n").await?;
                    let mut code = None;
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        code = code.or_else(|| passcode(&line));
                    }
                    self.took(&recipient, code);
                    b"250 OK\r\n"
                }
                "QUIT" => {
                    writer.write_all(b"221 bye\r\n").await?;
                    return Ok(());
                }
                _ => b"250 OK\r\n",
            };
            writer.write_all(reply).await?;
        }
        Ok(())
    }

    fn took(&self, recipient: &str, code: Option<String>) {
        self.count.fetch_add(1, Ordering::Relaxed);
        let waiting = self.waiting.lock().unwrap().remove(recipient);
        if let (Some(waiting), Some(code)) = (waiting, code) {
            // Who asked may have given up.
            let _ = waiting.send(code);
        }
    }
}

/// A line with nothing but two groups of four digits.
fn passcode(line: &str) -> Option<String> {
    let (first, second) = line.trim().split_once(' ')?;
    let is_group = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_group(first) && is_group(second)).then(|| format!("{first}{second}"))
}
