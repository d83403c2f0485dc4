//! The whole way of a guest who signs in at their own organisation's identity provider: link, landing page, away,
//! back, Review permissions, Accept. What the provider does, and the browser there, is in no figure of the server's.

mod openid;
mod saml;

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use hospes_identity::ids::ProviderId;
use url::Url;

use crate::browser::Browser;
use crate::callers::{Caller, measure};
use crate::connection::Connection;
use crate::figures::Run;
use crate::invitations::invite;
use crate::mail_server::MailServer;
use crate::server::{Database, Server};

/// So many guests at once.
const GUESTS: usize = 64;
const COUNT: usize = 10_000;
/// Where all guests have their addresses, and what the provider vouches for.
const GUESTS_DOMAIN: &str = "partner.example";

/// A provider of whichever kind, in the process of the load.
trait Provider: Send + Sync + 'static {
    /// What it is, with its article.
    const NAME: &'static str;

    /// What the server is told so that it may call it: sections of its configuration.
    fn settings(&self) -> String;

    /// Adds it to the organization.
    async fn add(&self, server: &Server, database: &Database) -> ProviderId;

    /// Signs somebody in, whose browser was sent to this URL, and takes them back into the server.
    fn bring_back(
        &self,
        browser: &mut Browser<'_>,
        sent_to: &Url,
        address: &str,
    ) -> impl Future<Output = ()> + Send;
}

struct Guest<P> {
    connection: Connection,
    invitations: Arc<Mutex<Vec<(String, String)>>>,
    next_network: Arc<AtomicU32>,
    provider: Arc<P>,
    way: String,
}

impl<P: Provider> Caller for Guest<P> {
    async fn once(&mut self) {
        let invitation = self.invitations.lock().unwrap().pop();
        let (address, link) = invitation.expect("an invitation for each");
        // People at home: what limits a network limits none of them.
        let network = Ipv4Addr::from(self.next_network.fetch_add(1, Ordering::Relaxed));
        let mut browser = Browser::new(&mut self.connection).at(network.to_string());
        let path = link.splitn(4, '/').nth(3).expect("a link");
        let next = browser.open(&format!("/{path}")).await;
        assert_eq!(next.as_deref(), Some("/redeem/invitation"));
        browser.open("/redeem/invitation").await;
        let next = browser.submit("/redeem/sign-in", ("way", &self.way)).await;
        assert_eq!(next, None);
        let sent_to = leads_to(&browser.page);
        let provider = self.provider.clone();
        provider.bring_back(&mut browser, &sent_to, &address).await;
        browser.open("/redeem/review").await;
        let next = browser.submit("/redeem/accept", ("", "")).await;
        assert_eq!(next.as_deref(), Some("https://app.contoso.example/"));
    }
}

/// Where the page leads by itself.
fn leads_to(page: &str) -> Url {
    let (_, rest) = page.split_once("content=\"0;url=").expect(page);
    let (url, _) = rest.split_once('"').unwrap();
    Url::parse(&url.replace("&#38;", "&").replace("&amp;", "&")).unwrap()
}

/// Through an OpenID provider.
pub(crate) async fn through_openid(database: &Database) {
    measured(database, openid::OpenIdProvider::start()).await;
}

/// Through signed SAML responses.
pub(crate) async fn through_saml(database: &Database) {
    measured(database, saml::SamlProvider::start()).await;
}

async fn measured<P: Provider>(database: &Database, provider: P) {
    let (_mails, port) = MailServer::start().await;
    let server = Server::start_with(database, port, &provider.settings()).await;
    let id = provider.add(&server, database).await;
    let (invitations, _) = invite(&server, Run::begin(), (COUNT, false)).await;
    let (provider, invitations) = (Arc::new(provider), Arc::new(Mutex::new(invitations)));
    let next_network = Arc::new(AtomicU32::new(Ipv4Addr::new(198, 18, 0, 0).into()));
    let mut guests = Vec::new();
    for _ in 0..GUESTS {
        guests.push(Guest {
            connection: Connection::to(&server.root).await,
            invitations: invitations.clone(),
            next_network: next_network.clone(),
            provider: provider.clone(),
            way: format!("provider:{id}"),
        });
    }
    let what = format!("{}: redemptions at {}", database.name(), P::NAME);
    measure(&server, &what, guests, COUNT).await;
}
