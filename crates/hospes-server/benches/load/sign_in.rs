//! Signing in with a password, as fast as the server lets people, while somebody else asks for something
//! cheap: argon2id takes all there is of the processors, and nobody may wait for it who does not sign in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::browser::Browser;
use crate::callers::{Caller, measure};
use crate::connection::Connection;
use crate::figures::{Run, number};
use crate::mail_server::MailServer;
use crate::seed;
use crate::server::{Database, Server};

/// So many people at once: more than there are cores, fewer than are told to come back later.
const CALLERS: usize = 32;
const COUNT: usize = 1_000;
/// The one who asks for something cheap does so again after this.
const PAUSE: Duration = Duration::from_millis(5);
/// So long they do before anybody signs in.
const ALONE: Duration = Duration::from_secs(5);
const HASHES: usize = 50;

struct Person {
    connection: Connection,
    username: String,
}

impl Caller for Person {
    async fn once(&mut self) {
        let mut browser = Browser::new(&mut self.connection);
        browser.open("/signin").await;
        let next = browser.submit("/signin", ("username", &self.username));
        assert_eq!(next.await.as_deref(), Some("/signin/password"));
        browser.open("/signin/password").await;
        let next = browser.submit("/signin/password", ("password", seed::PASSWORD));
        assert_eq!(next.await.as_deref(), Some("/"));
    }
}

pub(crate) async fn run(database: &Database) {
    let (_mails, port) = MailServer::start().await;
    let server = Server::start(database, port).await;
    let identity = server.product(database).await;
    let actor = seed::system(&identity).await;
    let users = seed::members(&identity, &actor, CALLERS).await;
    drop(identity);
    let mut callers = Vec::new();
    for user in users {
        callers.push(Person {
            connection: Connection::to(&server.root).await,
            username: user.user_principal_name,
        });
    }
    println!("argon2id alone, one core: {:.1}/s", hashes().await);
    let discovery = format!("/{}/v2.0/.well-known/openid-configuration", seed::DOMAIN);
    let witness = Witness::start(&server.root, &discovery).await;
    tokio::time::sleep(ALONE).await;
    witness
        .end()
        .await
        .tell_times("  discovery, while nobody signs in");
    let witness = Witness::start(&server.root, &discovery).await;
    let what = format!("{}: sign-ins by password", database.name());
    measure(&server, &what, callers, COUNT).await;
    witness
        .end()
        .await
        .tell_times("  discovery, while they sign in");
}

/// How many passwords one core verifies in a second, with nothing around it.
async fn hashes() -> f64 {
    let passwords = seed::passwords();
    let hash = passwords.hash(&seed::Chance, seed::PASSWORD).await.unwrap();
    let began = Instant::now();
    for _ in 0..HASHES {
        let verified = passwords.verify(seed::PASSWORD, Some(hash.clone()));
        assert!(verified.await.unwrap());
    }
    number(HASHES) / began.elapsed().as_secs_f64()
}

/// Somebody who asks for the same again and again, at leisure.
struct Witness {
    stop: Arc<AtomicBool>,
    asking: tokio::task::JoinHandle<Run>,
}

impl Witness {
    async fn start(root: &str, path: &str) -> Self {
        let mut connection = Connection::to(root).await;
        let (stop, path) = (Arc::new(AtomicBool::new(false)), path.to_owned());
        let stopped = stop.clone();
        let asking = tokio::spawn(async move {
            let mut run = Run::begin();
            while !stopped.load(Ordering::Relaxed) {
                let began = Instant::now();
                let answer = connection.get(&path, "").await;
                run.add([began.elapsed()]);
                assert_eq!(answer.status, 200, "{}", answer.body);
                tokio::time::sleep(PAUSE).await;
            }
            run
        });
        Self { stop, asking }
    }

    async fn end(self) -> Run {
        self.stop.store(true, Ordering::Relaxed);
        self.asking.await.unwrap()
    }
}
