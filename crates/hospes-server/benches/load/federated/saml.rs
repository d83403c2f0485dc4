//! An identity provider that speaks SAML and signs a new response for each guest (SAML Bindings, section 3.5). It has no
//! HTTP at all: the browser brings everything, and nobody asks for its metadata, which the server has.

use std::sync::Arc;

use hospes_identity::Clock as _;
use hospes_identity::ids::ProviderId;
use hospes_identity::testing::{FakeFetch, FakeSamlProvider, SamlPerson};
use url::{Position, Url};

use super::{GUESTS_DOMAIN, Provider};
use crate::browser::Browser;
use crate::seed::{self, Now};
use crate::server::{Database, Server};

const ENTITY_ID: &str = "https://idp.partner.example/metadata";

/// The provider.
pub(super) struct SamlProvider {
    provider: FakeSamlProvider,
    fetch: Arc<FakeFetch>,
}

impl SamlProvider {
    /// One with a new key of RS256.
    pub(super) fn start() -> Self {
        let fetch = Arc::default();
        Self {
            provider: FakeSamlProvider::new(&fetch, ENTITY_ID),
            fetch,
        }
    }
}

impl Provider for SamlProvider {
    const NAME: &'static str = "a SAML provider";

    fn settings(&self) -> String {
        String::new()
    }

    async fn add(&self, server: &Server, database: &Database) -> ProviderId {
        let identity = server.product_with(database, self.fetch.clone()).await;
        let actor = seed::system(&identity).await;
        // With it the server signs what it asks.
        let made = identity.add_service_certificate(&actor);
        made.await.unwrap();
        let new = self.provider.new_provider(&identity, &[GUESTS_DOMAIN]);
        identity.add_identity_provider(&actor, &new).await.unwrap();
        new.id
    }

    async fn bring_back(&self, browser: &mut Browser<'_>, sent_to: &Url, address: &str) {
        let asked = self.provider.asked(sent_to.as_str());
        assert!(asked.is_signed, "{sent_to}");
        let to = Url::parse(asked.request.acs_url.as_deref().unwrap()).unwrap();
        let person = SamlPerson::new(address, address);
        let fields = self.provider.sign_in(sent_to.as_str(), Now.now(), &person);
        let fields = fields
            .each_ref()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let next = browser
            .submit_all(&to[Position::BeforePath..], &fields)
            .await;
        assert_eq!(next, None);
        let finish = to.path().replace("/acs", "/finish");
        let next = browser.submit_all(&finish, &fields).await;
        assert_eq!(next.as_deref(), Some("/redeem/review"), "{}", browser.page);
    }
}
