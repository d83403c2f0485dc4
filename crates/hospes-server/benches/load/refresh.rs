//! Refresh tokens: each answer means that the token before it is used up and the next is on disk, together with
//! an access token and an ID token, both signed.

use std::sync::Arc;

use crate::callers::{Caller, measure};
use crate::connection::Connection;
use crate::mail_server::MailServer;
use crate::seed::{self, Relying};
use crate::server::{Database, Server};

/// So many people's applications ask at once.
const CALLERS: usize = 64;
const COUNT: usize = 20_000;

struct Application {
    connection: Connection,
    relying: Arc<Relying>,
    token: String,
}

impl Caller for Application {
    async fn once(&mut self) {
        self.token = self
            .relying
            .refresh(&mut self.connection, &self.token)
            .await;
    }
}

pub(crate) async fn run(database: &Database) {
    let (_mails, port) = MailServer::start().await;
    let server = Server::start(database, port).await;
    let (relying, cookies) = seed::sign_ins(&server.product(database).await, CALLERS).await;
    let mut callers = Vec::new();
    for cookies in &cookies {
        let mut connection = Connection::to(&server.root).await;
        let token = relying.sign_in(&mut connection, cookies).await;
        callers.push(Application {
            connection,
            relying: relying.clone(),
            token,
        });
    }
    let what = format!("{}: refreshes", database.name());
    measure(&server, &what, callers, COUNT).await;
}
