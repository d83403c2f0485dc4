//! From the link of a mail to a guest who is bound, and every page on which it can end.

mod answers;
mod block;
mod languages;
mod paths;
mod reading;
mod refusals;

use hospes_identity::Actor;
use hospes_identity::ids::UserId;
use hospes_identity::invitation::{Lifetime, NewInvitation};
use hospes_identity::testing::{PASSWORD, REDIRECT, address};

use super::support::{Browser, Page, TestApp};

const PAT: &str = "pat@partner.example";
const SAM: &str = "sam@fabrikam.example";

/// Somebody who was invited by Contoso's administrator, with a browser and their mail.
struct Guest<'a> {
    app: &'a TestApp,
    browser: Browser<'a>,
    user: UserId,
    link: String,
}

/// Contoso's administrator as somebody who invites.
async fn inviter(app: &TestApp) -> Actor {
    app.fixture.acting(app.contoso.id, &app.admin).await
}

fn invitation(to: &str) -> NewInvitation {
    NewInvitation {
        send_message: true,
        ..NewInvitation::of(address(to), REDIRECT)
    }
}

impl<'a> Guest<'a> {
    async fn invited(app: &'a TestApp, to: &str) -> Self {
        Self::with(app, &invitation(to)).await
    }

    /// The invitation is open for a day.
    async fn for_a_day(app: &'a TestApp, to: &str) -> Self {
        let mut new = invitation(to);
        new.lifetime = Lifetime::Days(1);
        Self::with(app, &new).await
    }

    async fn with(app: &'a TestApp, new: &NewInvitation) -> Self {
        let invited = app.fixture.identity.invite(&inviter(app).await, new).await;
        app.work().await;
        Self {
            app,
            browser: app.browser(),
            user: invited.unwrap().user.id,
            link: app.mails.only().link("/redeem"),
        }
    }

    /// Opens the link.
    async fn land(&mut self) -> Page {
        self.browser.open(&self.link.clone()).await
    }

    /// Goes on to the page that asks for a code or a password.
    async fn begin(&mut self) -> Page {
        let page = self.land().await;
        let page = self.browser.submit(&page, "/redeem/sign-in", &[]).await;
        self.browser.follow(page).await
    }

    /// Goes on to **Review permissions**, by a code.
    async fn review(&mut self) -> Page {
        let page = self.begin().await;
        self.app.work().await;
        let code = self.app.mails.only().code();
        let typed = [("code", code.as_str())];
        let page = self.browser.submit(&page, "/signin/passcode", &typed).await;
        self.browser.follow(page).await
    }

    /// Goes on to **Review permissions**, by the password of the guest's own organisation.
    async fn review_with_password(&mut self) -> Page {
        let page = self.begin().await;
        let typed = [("password", PASSWORD)];
        let page = self.browser.submit(&page, "/signin/password", &typed).await;
        self.browser.follow(page).await
    }

    /// What an administrator reads of the guest.
    async fn for_the_administrator(&self) -> Page {
        let mut admin = self.app.as_admin().await;
        admin.open(&format!("/admin/users/{}", self.user)).await
    }
}
