//! What comes of the answers of a real server.

use std::io::{Read as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use hospes_protocol::oauth::SentSecret;

use super::server::Server;
use super::*;

/// Somebody who may call the server, and trusts its certificate authority.
fn caller(server: &Server) -> Guarded {
    let mut settings = settings(&["idp.internal"]);
    settings.authorities_file = Some(server.authority());
    here(&settings)
}

/// The same over other settings: `idp.internal` and `other.internal` are here.
fn here(settings: &Federation) -> Guarded {
    let names = FakeNames::default();
    names.set("idp.internal", &["127.0.0.1"]);
    names.set("other.internal", &["127.0.0.1"]);
    with(settings, &names)
}

fn at(server: &Server) -> FetchRequest {
    get(&format!(
        "https://idp.internal:{}/path?query=1",
        server.port
    ))
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat()
}

/// What a server's answer comes to.
async fn asked(answer: Vec<u8>) -> Result<FetchReply, FetchError> {
    let server = Server::start(answer);
    caller(&server).fetch(&at(&server)).await
}

#[tokio::test]
async fn a_host_that_the_operator_named_is_called_if_its_authority_is_trusted() {
    let head = "200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nset-cookie: a=b";
    let server = Server::start(answer(head, b"{}"));
    let expected = FetchReply {
        status: 200,
        content_type: Some("application/json".to_owned()),
        body: b"{}".to_vec(),
    };
    let caller = caller(&server);
    for _ in 0..2 {
        assert_eq!(caller.fetch(&at(&server)).await.as_ref(), Ok(&expected));
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        assert!(
            request.starts_with("GET /path?query=1 HTTP/1.1\r\n"),
            "{request}"
        );
        assert!(
            request.contains("accept: application/json\r\n"),
            "{request}"
        );
        let name = format!("user-agent: Hospes/{}\r\n", env!("CARGO_PKG_VERSION"));
        assert!(request.contains(&name), "{request}");
        for absent in ["cookie", "accept-encoding", "referer", "authorization"] {
            assert!(!request.contains(absent), "{request}");
        }
    }
    let port = format!("idp.internal:{}", server.port);
    let mut settings = settings(&[port.as_str(), "other.internal"]);
    let untrusted = here(&settings).fetch(&at(&server)).await;
    assert_eq!(untrusted, Err(FetchError::Certificate));
    settings.authorities_file = Some(server.authority());
    assert_eq!(here(&settings).fetch(&at(&server)).await, Ok(expected));
    let wrong_name = get(&format!("https://other.internal:{}/", server.port));
    let wrong_name = here(&settings).fetch(&wrong_name).await;
    assert_eq!(wrong_name, Err(FetchError::Certificate));
    let no_name = get("https://nobody.example/");
    assert_eq!(
        here(&settings).fetch(&no_name).await,
        Err(FetchError::NoName)
    );
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_form_is_posted_with_its_authorization() {
    let server = Server::start(answer("204 No Content", b""));
    let mut request = at(&server);
    request.payload = Payload::Form(vec![
        ("grant_type".to_owned(), "authorization_code".to_owned()),
        ("code".to_owned(), "a b&c=ä".to_owned()),
    ]);
    request.authorization = Some(SentSecret::new("Basic YTpi"));
    let caller = caller(&server);
    let reply = caller.fetch(&request).await.unwrap();
    assert_eq!((reply.status, reply.body.len()), (204, 0));
    let sent = server.requests().remove(0);
    assert!(
        sent.starts_with("POST /path?query=1 HTTP/1.1\r\n"),
        "{sent}"
    );
    assert!(
        sent.contains("content-type: application/x-www-form-urlencoded\r\n"),
        "{sent}"
    );
    assert!(sent.contains("authorization: Basic YTpi\r\n"), "{sent}");
    assert!(
        sent.ends_with("\r\n\r\ngrant_type=authorization_code&code=a+b%26c%3D%C3%A4"),
        "{sent}"
    );
    request.authorization = Some(SentSecret::new("Bearer a\r\nx: y"));
    let refused = caller.fetch(&request).await;
    assert_eq!(refused, Err(FetchError::Unreachable));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_certificate_proves_the_caller() {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    let own = params.self_signed(&key).unwrap();
    let server = Server::start_for(&own, answer("200 OK", b"{}"));
    let caller = caller(&server);
    let mut request = at(&server);
    let without = caller.fetch(&request).await;
    assert_eq!(without, Err(FetchError::Unreachable));
    let certificate = ClientCertificate {
        certificate: own.der().to_vec(),
        key: key.serialize_der().into(),
    };
    request.certificate = Some(certificate.clone());
    assert_eq!(caller.fetch(&request).await.unwrap().status, 200);
    assert_eq!(server.requests().len(), 1);
    // What may be reached is the same.
    let elsewhere = get("https://other.internal/");
    request.url = elsewhere.url;
    assert_eq!(
        caller.fetch(&request).await,
        Err(FetchError::Forbidden),
        "it is here, and nobody named it"
    );
    let broken = ClientCertificate {
        key: b"none".to_vec().into(),
        ..certificate
    };
    request = at(&server);
    request.certificate = Some(broken);
    assert_eq!(caller.fetch(&request).await, Err(FetchError::Unreachable));
}

#[tokio::test]
async fn a_document_is_posted_as_json() {
    let server = Server::start(answer("200 OK", b"{}"));
    let mut request = at(&server);
    request.payload = Payload::Json("{\"email\":\"ä@partner.example\"}".to_owned());
    let caller = caller(&server);
    assert_eq!(caller.fetch(&request).await.unwrap().status, 200);
    let sent = server.requests().remove(0);
    assert!(
        sent.starts_with("POST /path?query=1 HTTP/1.1\r\n"),
        "{sent}"
    );
    assert!(
        sent.contains("content-type: application/json\r\n"),
        "{sent}"
    );
    assert!(
        sent.ends_with("\r\n\r\n{\"email\":\"ä@partner.example\"}"),
        "{sent}"
    );
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let head = format!("{status} Moved\r\nlocation: /elsewhere\r\ncontent-length: 0");
        let server = Server::start(answer(&head, b""));
        let reply = caller(&server).fetch(&at(&server)).await.unwrap();
        assert_eq!(reply.status, status);
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_failure_of_the_other_server_is_an_answer() {
    let reply = asked(answer("503 Busy\r\ncontent-length: 4", b"busy"))
        .await
        .unwrap();
    assert_eq!((reply.status, reply.body), (503, b"busy".to_vec()));
}

#[tokio::test]
async fn a_body_is_read_to_a_mebibyte_and_no_further() {
    let full = vec![b'x'; LONGEST_BODY];
    let head = format!("200 OK\r\ncontent-length: {LONGEST_BODY}");
    assert_eq!(asked(answer(&head, &full)).await.unwrap().body, full);
    // Until the connection ends.
    assert_eq!(asked(answer("200 OK", &full)).await.unwrap().body, full);
    let longer = vec![b'x'; LONGEST_BODY + 1];
    let head = format!("200 OK\r\ncontent-length: {}", longer.len());
    assert_eq!(
        asked(answer(&head, &longer)).await,
        Err(FetchError::TooLong)
    );
    assert_eq!(
        asked(answer("200 OK", &longer)).await,
        Err(FetchError::TooLong)
    );
}

#[tokio::test]
async fn a_body_without_end_is_left() {
    let server = Server::start_with(|stream| {
        let head = answer("200 OK\r\ntransfer-encoding: chunked", b"");
        let chunk = [b"4000\r\n", [b'x'; 0x4000].as_slice(), b"\r\n"].concat();
        let mut going = stream.write_all(&head);
        // Only the end of the connection ends this.
        while going.is_ok() {
            going = stream.write_all(&chunk);
        }
    });
    let left = caller(&server).fetch(&at(&server)).await;
    assert_eq!(left, Err(FetchError::TooLong));
}

#[tokio::test]
async fn a_length_that_is_not_true_changes_nothing() {
    let more = asked(answer(
        "200 OK\r\ncontent-length: 5",
        &vec![b'x'; 2 * LONGEST_BODY],
    ))
    .await;
    assert_eq!(more.unwrap().body, b"xxxxx");
    let less = asked(answer("200 OK\r\ncontent-length: 100", b"short")).await;
    assert_eq!(less, Err(FetchError::Unreachable));
    let nonsense = asked(answer("200 OK\r\ncontent-length: -1", b"")).await;
    assert_eq!(nonsense, Err(FetchError::Unreachable));
    assert_eq!(
        asked(b"not HTTP\r\n\r\n".to_vec()).await,
        Err(FetchError::Unreachable)
    );
}

#[tokio::test]
async fn a_compressed_body_is_not_unpacked() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&vec![0; 16 * LONGEST_BODY]).unwrap();
    let packed = packer.finish().unwrap();
    assert!(packed.len() < LONGEST_BODY);
    let head = format!(
        "200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}",
        packed.len()
    );
    assert_eq!(asked(answer(&head, &packed)).await.unwrap().body, packed);
}

#[tokio::test]
async fn a_server_that_takes_too_long_is_left() {
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = Mutex::new(held);
    let server = Server::start_with(move |stream| {
        let _ = stream.write_all(&answer("200 OK\r\ncontent-length: 10", b"begun"));
        let _ = stream.flush();
        // Until the test is over.
        let _ = held.lock().unwrap().recv();
    });
    let mut settings = settings(&["idp.internal"]);
    settings.authorities_file = Some(server.authority());
    settings.timeout_seconds = 1;
    let left = here(&settings).fetch(&at(&server)).await;
    assert_eq!(left, Err(FetchError::TooSlow));
    assert_eq!(server.requests().len(), 1);
    drop(release);
}

/// The other side may be closing it at that very moment.
#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "the library that keeps connections looks at the system's clock"
)]
async fn a_connection_that_rested_is_not_used_again() {
    let connections = Arc::new(AtomicUsize::new(0));
    let opened = connections.clone();
    let server = Server::start_with(move |stream| {
        opened.fetch_add(1, Ordering::SeqCst);
        let mut buffer = [0; 4096];
        // Each next request on it is answered, too.
        while stream
            .write_all(&answer("200 OK\r\ncontent-length: 0", b""))
            .is_ok()
            && matches!(stream.read(&mut buffer), Ok(1..))
        {}
    });
    let caller = caller(&server);
    assert!(caller.fetch(&at(&server)).await.is_ok());
    tokio::time::sleep(IDLE + Duration::from_millis(100)).await;
    assert!(caller.fetch(&at(&server)).await.is_ok());
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_unreachable() {
    let server = Server::start(answer("200 OK", b""));
    let caller = caller(&server);
    // Taken, so that nobody else has it, and not listened on.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    let nobody = get(&format!("https://idp.internal:{port}/"));
    assert_eq!(caller.fetch(&nobody).await, Err(FetchError::Unreachable));
}

/// What the belt is for: had the look-up let it through, the connection itself would tell.
#[tokio::test]
async fn an_answer_from_a_private_address_is_refused_where_a_public_one_was_meant() {
    let server = Server::start(answer("200 OK\r\ncontent-length: 0", b""));
    let mut caller = caller(&server);
    caller.public = caller.internal.clone();
    let request = at(&server);
    assert!(caller.call(&request, Reach::Internal).await.is_ok());
    let refused = caller.call(&request, Reach::Public).await;
    assert_eq!(refused.unwrap_err().told(), FetchError::Forbidden);
    assert!(!is_from_outside(None));
}
