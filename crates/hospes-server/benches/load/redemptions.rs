//! The whole way of a guest with a one-time passcode: link, landing page, passcode by mail, Review
//! permissions, Accept. Seven requests and a mail each.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::browser::Browser;
use crate::connection::Connection;
use crate::figures::Run;
use crate::invitations::invite;
use crate::mail_server::MailServer;
use crate::server::{Database, Server};

/// So many guests at once. Most of the time each waits for the mail.
const GUESTS: usize = 256;
const COUNT: usize = 10_000;

pub(crate) async fn run(database: &Database) {
    let (mails, port) = MailServer::start().await;
    let server = Server::start(database, port).await;
    let (links, _) = invite(&server, Run::begin(), (COUNT, false)).await;
    let links = Arc::new(Mutex::new(links));
    let mut run = Run::begin();
    let guests: Vec<_> = (0..GUESTS)
        .map(|_| {
            let (links, mails, root) = (links.clone(), mails.clone(), server.root.clone());
            tokio::spawn(async move {
                let mut connection = Connection::to(&root).await;
                let mut took = Vec::new();
                loop {
                    let Some((address, link)) = links.lock().unwrap().pop() else {
                        return took;
                    };
                    let began = Instant::now();
                    redeem(Browser::new(&mut connection), (&address, &link), &mails).await;
                    took.push(began.elapsed());
                }
            })
        })
        .collect();
    for guest in guests {
        run.add(guest.await.unwrap());
    }
    run.tell(&format!("{}: redemptions", database.name()));
    println!("  memory {:.0} MB", server.resident_megabytes());
}

async fn redeem(mut browser: Browser<'_>, (address, link): (&str, &str), mails: &MailServer) {
    let code = mails.passcode_to(address);
    let path = link.splitn(4, '/').nth(3).expect("a link");
    let next = browser.open(&format!("/{path}")).await;
    assert_eq!(next.as_deref(), Some("/redeem/invitation"));
    browser.open("/redeem/invitation").await;
    let next = browser.submit("/redeem/sign-in", ("way", "passcode")).await;
    assert_eq!(next.as_deref(), Some("/signin/passcode"));
    browser.open("/signin/passcode").await;
    let code = code.await.unwrap();
    let next = browser.submit("/signin/passcode", ("code", &code)).await;
    assert_eq!(next.as_deref(), Some("/redeem/review"));
    browser.open("/redeem/review").await;
    let next = browser.submit("/redeem/accept", ("", "")).await;
    assert_eq!(next.as_deref(), Some("https://app.contoso.example/"));
}
