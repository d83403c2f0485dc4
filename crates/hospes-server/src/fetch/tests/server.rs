//! A server of HTTPS that says to the byte what a test wants it to say, with a certificate authority of its
//! own.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

type Stream = StreamOwned<ServerConnection, std::net::TcpStream>;

/// The server; its threads end with the connections of the client.
pub(super) struct Server {
    pub(super) port: u16,
    /// Head and body of each request.
    requests: Arc<Mutex<Vec<String>>>,
    folder: tempfile::TempDir,
}

impl Server {
    /// Answers for `idp.internal` on 127.0.0.1, each request with these bytes, and then says no more.
    pub(super) fn start(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start_with(move |stream| {
            let _ = stream.write_all(&answer);
        })
    }

    /// The same with somebody to answer. The connection is closed after it.
    pub(super) fn start_with(answer: impl Fn(&mut Stream) + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = tls(&folder, None);
        Self::run(folder, config, answer)
    }

    /// Talks to nobody but whoever has this certificate.
    pub(super) fn start_for(client: &Certificate, answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        let folder = tempfile::tempdir().unwrap();
        let config = tls(&folder, Some(client));
        Self::run(folder, config, move |stream| {
            let _ = stream.write_all(&answer);
        })
    }

    fn run(
        folder: tempfile::TempDir,
        config: ServerConfig,
        answer: impl Fn(&mut Stream) + Send + Sync + 'static,
    ) -> Self {
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            requests: Arc::default(),
            folder,
        };
        let (requests, answer) = (server.requests.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let connection = ServerConnection::new(config.clone()).unwrap();
                let stream = StreamOwned::new(connection, stream.unwrap());
                let (requests, answer) = (requests.clone(), answer.clone());
                std::thread::spawn(move || converse(stream, &requests, answer.as_ref()));
            }
        });
        server
    }

    /// Where its certificate authority is.
    pub(super) fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// What it was asked.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn converse(mut stream: Stream, requests: &Mutex<Vec<String>>, answer: &dyn Fn(&mut Stream)) {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let Ok(count @ 1..) = stream.read(&mut buffer) else {
            return;
        };
        text += &String::from_utf8_lossy(&buffer[..count]);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
            break;
        }
    }
    requests.lock().unwrap().push(text);
    answer(&mut stream);
    stream.conn.send_close_notify();
    let _ = stream.flush();
}

/// A certificate for `idp.internal`, by an authority whose own is left in the folder.
fn tls(folder: &tempfile::TempDir, client: Option<&Certificate>) -> ServerConfig {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap();
    std::fs::write(folder.path().join("ca.pem"), authority.pem()).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["idp.internal".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = match client {
        Some(client) => {
            let mut roots = RootCertStore::empty();
            roots.add(client.der().clone()).unwrap();
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone())
                .build()
                .unwrap()
        }
        None => WebPkiClientVerifier::no_client_auth(),
    };
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap()
}
