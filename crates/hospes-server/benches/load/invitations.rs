//! `POST /v1.0/invitations`, many at once: each answer means that guest, invitation, mail and audit event
//! are on disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::Value;

use crate::figures::Run;
use crate::mail_server::MailServer;
use crate::server::{Database, Server, invitation};

/// So many ask at once.
const CALLERS: usize = 64;
const COUNT: usize = 20_000;

pub(crate) async fn run(database: &Database) {
    let (mails, port) = MailServer::start().await;
    let server = Server::start(database, port).await;
    for (kind, with_mail) in [("without mail", false), ("each with its mail", true)] {
        let (links, run) = invite(&server, Run::begin(), (COUNT, with_mail)).await;
        assert_eq!(links.len(), COUNT);
        run.tell(&format!("{}: invitations, {kind}", database.name()));
    }
    let sent = mails.count();
    let began = Instant::now();
    while mails.count() < COUNT {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    println!(
        "  {sent} mails had gone out by then, the others {:.1} s later; memory {:.0} MB",
        began.elapsed().as_secs_f64(),
        server.resident_megabytes()
    );
}

/// Invites so many; gives address and link of each.
pub(crate) async fn invite(
    server: &Server,
    mut run: Run,
    (count, with_mail): (usize, bool),
) -> (Vec<(String, String)>, Run) {
    let next = Arc::new(AtomicUsize::new(0));
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (next, root, client) = (next.clone(), server.root.clone(), server.client.clone());
            tokio::spawn(async move {
                let http = reqwest::Client::new();
                let token = client.token(&http, &root).await;
                let mut done = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return done;
                    }
                    let kind = if with_mail { "mailed" } else { "linked" };
                    let address = format!("{kind}-{number}@partner.example");
                    let began = Instant::now();
                    let answer = http
                        .post(format!("{root}/v1.0/invitations"))
                        .bearer_auth(&token)
                        .json(&invitation(&address, with_mail))
                        .send()
                        .await
                        .unwrap();
                    assert_eq!(answer.status(), StatusCode::CREATED);
                    let body: Value = answer.json().await.unwrap();
                    let link = body["inviteRedeemUrl"]
                        .as_str()
                        .unwrap_or_default()
                        .to_owned();
                    done.push((address, link, began.elapsed()));
                }
            })
        })
        .collect();
    let mut links = Vec::new();
    for caller in callers {
        for (address, link, took) in caller.await.unwrap() {
            run.add([took]);
            links.push((address, link));
        }
    }
    (links, run)
}
