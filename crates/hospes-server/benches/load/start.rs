//! From the start of the process to its first answer, and what it holds while nobody asks anything.

use std::time::Duration;

use crate::figures::Run;
use crate::mail_server::MailServer;
use crate::server::{Database, PROGRAM, Server};

const STARTS: usize = 20;
/// So long nothing happens before memory is read.
const IDLE: Duration = Duration::from_secs(10);

pub(crate) async fn run(database: &Database) {
    let (_mails, port) = MailServer::start().await;
    let mut server = Server::start(database, port).await;
    let mut run = Run::begin();
    for _ in 0..STARTS {
        run.add([server.start_again().await]);
    }
    run.tell(&format!(
        "{}: starts, until /readyz answers",
        database.name()
    ));
    tokio::time::sleep(IDLE).await;
    let size = std::fs::metadata(PROGRAM).unwrap().len();
    println!(
        "  idle memory {:.1} MB; the program has {} MB",
        server.resident_megabytes(),
        size / 1_000_000
    );
}
