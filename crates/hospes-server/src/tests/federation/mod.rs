//! Guests who sign in at an identity provider of their own.

mod attacks;
mod devices;
mod factors;
mod logout;
mod paths;
pub(super) mod saml;
mod sign_out;

use axum::http::StatusCode;
use hospes_identity::identity_provider::IdentityProvider;
use hospes_identity::testing::FakeProvider;
use serde_json::{Value, json};

use super::support::{Browser, Page, TestApp};

pub(super) const LEE: &str = "lee@uni.example";

/// A university whose people sign in there.
pub(in crate::tests) struct University<'a> {
    app: &'a TestApp,
    pub(in crate::tests) fake: FakeProvider,
    pub(in crate::tests) provider: IdentityProvider,
}

/// What it says of Lee.
pub(in crate::tests) fn lee() -> Value {
    json!({ "sub": "lee-1", "email": LEE, "email_verified": true, "name": "Lee" })
}

impl<'a> University<'a> {
    pub(in crate::tests) async fn new(app: &'a TestApp) -> Self {
        Self::named(app, "https://idp.uni.example", "University").await
    }

    pub(super) async fn named(app: &'a TestApp, issuer: &str, name: &str) -> Self {
        let fake = FakeProvider::new(&app.fixture.fetch, issuer);
        let identity = &app.fixture.identity;
        let mut new = fake.new_provider(identity, &["uni.example"]);
        new.display_name = name.to_owned();
        let system = app.system();
        let provider = identity.add_identity_provider(&system, &new);
        Self {
            app,
            fake,
            provider: provider.await.unwrap(),
        }
    }

    /// Invites somebody, and opens the link of the mail.
    pub(in crate::tests) async fn landed(&self, browser: &mut Browser<'_>, to: &str) -> Page {
        self.app.fixture.invite(&self.app.system(), to).await;
        self.app.work().await;
        let mails = self.app.mails.take();
        let link = mails.last().unwrap().link("/redeem");
        browser.open(&link).await
    }

    /// Where a page that leads on leads.
    pub(in crate::tests) fn leads_to(page: &Page) -> String {
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let by_itself = page.attribute("meta[http-equiv=refresh]", "content");
        let url = by_itself.strip_prefix("0;url=").unwrap().to_owned();
        assert_eq!(page.attribute(".guest-actions a", "href"), url);
        url
    }

    /// Begins a redemption in the way of this provider, and gives where the browser is sent.
    pub(in crate::tests) async fn begin(&self, browser: &mut Browser<'_>, page: &Page) -> String {
        let way = format!("provider:{}", self.provider.id);
        let page = browser
            .submit(page, "/redeem/sign-in", &[("way", &way)])
            .await;
        Self::leads_to(&page)
    }

    /// Signs in there, and comes back to this server.
    pub(in crate::tests) async fn come_back(
        &self,
        browser: &mut Browser<'_>,
        url: &str,
        claims: &Value,
    ) -> Page {
        let now = self.app.fixture.identity.env().clock.now();
        let answer = self.fake.sign_in(url, now, claims);
        self.bring(browser, &answer).await
    }

    pub(super) async fn bring(
        &self,
        browser: &mut Browser<'_>,
        answer: &[(String, String)],
    ) -> Page {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(answer)
            .finish();
        let path = format!("/signin/providers/{}", self.provider.id);
        let page = browser.get(&format!("{path}/callback?{query}")).await;
        assert!(page.has("form[data-send-at-once]"), "{}", page.body);
        browser.submit(&page, &format!("{path}/finish"), &[]).await
    }

    /// Lee, who accepted.
    pub(in crate::tests) async fn accepted(&self) -> Browser<'a> {
        let mut browser = self.app.browser();
        let page = self.landed(&mut browser, LEE).await;
        let url = self.begin(&mut browser, &page).await;
        let page = self.come_back(&mut browser, &url, &lee()).await;
        let page = browser.follow(page).await;
        let page = browser.submit(&page, "/redeem/accept", &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser
    }
}
