//! Client credentials: an application, its secret and its permissions are looked up in the database for each
//! token, and the token is signed. Beside it the signature alone, which no token can do without.

use std::time::{Duration, Instant};

use hospes_protocol::jose::SigningKey;
use serde_json::json;

use crate::callers::{Caller, measure};
use crate::connection::Connection;
use crate::figures::number;
use crate::mail_server::MailServer;
use crate::server::{Database, Server};

/// So many ask at once.
const CALLERS: usize = 32;
const COUNT: usize = 30_000;
/// So long one core does nothing but sign.
const SIGNING: Duration = Duration::from_secs(5);

struct Application {
    connection: Connection,
    path: String,
    form: String,
}

impl Caller for Application {
    async fn once(&mut self) {
        let answer = self.connection.post(&self.path, &self.form).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
}

pub(crate) async fn run(database: &Database) {
    let (_mails, port) = MailServer::start().await;
    let server = Server::start(database, port).await;
    let (path, form) = server.client.token_request(&server.root);
    let alone = signatures();
    println!("RS256 signatures alone, one core: {alone:.0}/s");
    let mut callers = Vec::new();
    for _ in 0..CALLERS {
        callers.push(Application {
            connection: Connection::to(&server.root).await,
            path: path.clone(),
            form: form.clone(),
        });
    }
    let what = format!("{}: tokens by client credentials", database.name());
    let per_core = measure(&server, &what, callers, COUNT).await;
    println!(
        "  that is {:.0} % of the signatures alone",
        per_core.0 / alone * 100.0
    );
}

/// How many tokens of this size one core signs in a second, with nothing around it.
fn signatures() -> f64 {
    let (key, _) = SigningKey::generate().unwrap();
    let claims = json!({
        "aud": "https://graph.example",
        "iss": "https://identity.example/00000000-0000-4000-8000-000000000001/",
        "roles": ["User.ReadWrite.All"],
        "filling": "x".repeat(600),
    });
    let began = Instant::now();
    let mut count = 0;
    while began.elapsed() < SIGNING {
        key.sign(&claims).unwrap();
        count += 1;
    }
    number(count) / began.elapsed().as_secs_f64()
}
