//! Signing in to an application with a session that is there: the authorization request, whose answer is a
//! code, and the code for an ID token, an access token and a refresh token. Two requests and one transaction
//! each.

use std::sync::Arc;

use crate::callers::{Caller, measure};
use crate::connection::Connection;
use crate::mail_server::MailServer;
use crate::seed::{self, Relying};
use crate::server::{Database, Server};

/// So many people at once.
const CALLERS: usize = 64;
const COUNT: usize = 15_000;

struct Person {
    connection: Connection,
    relying: Arc<Relying>,
    cookies: String,
}

impl Caller for Person {
    async fn once(&mut self) {
        self.relying
            .sign_in(&mut self.connection, &self.cookies)
            .await;
    }
}

pub(crate) async fn run(database: &Database) {
    let (_mails, port) = MailServer::start().await;
    let server = Server::start(database, port).await;
    let (relying, cookies) = seed::sign_ins(&server.product(database).await, CALLERS).await;
    let mut callers = Vec::new();
    for cookies in cookies {
        callers.push(Person {
            connection: Connection::to(&server.root).await,
            relying: relying.clone(),
            cookies,
        });
    }
    let what = format!("{}: sign-ins to an application", database.name());
    measure(&server, &what, callers, COUNT).await;
}
