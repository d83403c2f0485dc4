//! What pages for people are for.

use hospes_identity::Span;
use hospes_identity::audit::Activity;

use super::super::authorize::Rp;
use super::super::device;
use super::super::federation::{University, lee};
use super::super::saml::ServiceProvider;
use super::{Done, World};

/// Does what a page for people is for.
pub(super) async fn scenario(world: &mut World<'_>, path: &str) -> Done {
    match path {
        "/signin/password" => {
            let mut browser = world.app.browser();
            let page = browser.open("/signin").await;
            let name = &world.app.admin.user_principal_name;
            let page = browser
                .submit(&page, "/signin", &[("username", name)])
                .await;
            let page = browser.follow(page).await;
            let typed = [("password", hospes_identity::testing::PASSWORD)];
            (browser.submit(&page, path, &typed).await, Activity::SignIn)
        }
        "/signin/change-password" => {
            let user = world.member().await;
            let reset = hospes_identity::user::PasswordReset {
                password: Some("for the first time".to_owned()),
                must_change: true,
            };
            let identity = &world.app.fixture.identity;
            identity
                .reset_password(&world.app.system(), user.id, &reset)
                .await
                .unwrap();
            let mut browser = world.app.browser();
            let page = browser.open("/signin").await;
            let name = [("username", user.user_principal_name.as_str())];
            let page = browser.submit(&page, "/signin", &name).await;
            let page = browser.follow(page).await;
            let typed = [("password", "for the first time")];
            let page = browser.submit(&page, "/signin/password", &typed).await;
            let page = browser.follow(page).await;
            let typed = [
                ("password", "for all the others"),
                ("repeat", "for all the others"),
            ];
            let page = browser.submit(&page, path, &typed).await;
            (page, Activity::ChangePassword)
        }
        "/signin/passcode" => {
            let (mut browser, page, code) = world.coded().await;
            let page = browser.submit(&page, path, &[("code", &code)]).await;
            (page, Activity::SignIn)
        }
        "/signin/passcode/send" => {
            let (mut browser, page, _) = world.coded().await;
            world.app.fixture.clock.advance(Span::minutes(2));
            let page = browser.submit(&page, path, &[]).await;
            (page, Activity::SendPasscode)
        }
        "/redeem/sign-in" => {
            let (mut browser, page) = world.landed().await;
            let page = browser.submit(&page, path, &[]).await;
            (page, Activity::SendPasscode)
        }
        "/redeem/accept" => {
            let (mut browser, page) = world.reviewing().await;
            let page = browser.submit(&page, path, &[]).await;
            (page, Activity::RedeemInvitation)
        }
        "/redeem/decline" => {
            let (mut browser, _) = world.landed().await;
            let page = browser.open(path).await;
            let page = browser.submit(&page, path, &[("reason", "No time")]).await;
            (page, Activity::DeclineInvitation)
        }
        "/redeem/ask-again" => {
            world.invited().await;
            world.app.work().await;
            let link = world.app.mails.only().link("/redeem");
            world.app.fixture.clock.advance(Span::days(31));
            let mut browser = world.app.browser();
            let page = browser.open(&link).await;
            let page = browser.submit(&page, path, &[]).await;
            (page, Activity::RequestInvitation)
        }
        "/account/sign-out-everywhere" => {
            let mut browser = world.accepted().await;
            let page = browser.open(path).await;
            let page = browser.submit(&page, path, &[]).await;
            (page, Activity::RevokeSessions)
        }
        "/redeem/switch-account" => {
            world.invited().await;
            world.app.work().await;
            let link = world.app.mails.only().link("/redeem");
            let mut browser = world.app.as_admin().await;
            browser.open(&link).await;
            let page = browser.open("/redeem/review").await;
            let page = browser.submit(&page, path, &[]).await;
            (page, Activity::SignOut)
        }
        "/invitations/block" | "/invitations/unblock" => {
            world.invited().await;
            world.app.work().await;
            let link = world.app.mails.only().link("/invitations/block");
            let mut browser = world.app.browser();
            let page = browser.open(&link).await;
            let page = browser.submit(&page, "/invitations/block", &[]).await;
            if path == "/invitations/block" {
                return (page, Activity::EmailUnsubscribed);
            }
            let page = browser.follow(page).await;
            let page = browser.submit(&page, path, &[]).await;
            (page, Activity::EmailSubscribed)
        }
        "/{tenant}/oauth2/v2.0/consent" => {
            let rp = Rp::new(world.app).await;
            let mut browser = world.app.as_admin().await;
            let page = browser.open(&rp.request(&[])).await;
            let path = path.replace("{tenant}", &world.app.contoso.id.to_string());
            let page = browser.submit(&page, &path, &[("answer", "accept")]).await;
            (page, Activity::ConsentToApplication)
        }
        "/devicelogin/confirm" => {
            let rp = Rp::new(world.app).await;
            rp.code(&mut world.admin, &[]).await;
            let codes = device::begun(&rp, world.app, "contoso.example").await;
            let page = device::typed(&mut world.admin, &codes).await;
            let answer = [("answer", "continue")];
            let page = world.admin.submit(&page, path, &answer).await;
            (page, Activity::ApproveDevice)
        }
        "/{tenant}/v2.0/adminconsent" | "/{tenant}/adminconsent" => {
            let rp = Rp::new(world.app).await;
            let mut browser = world.app.as_admin().await;
            let path = path.replace("{tenant}", "contoso.example");
            let page = browser.open(&rp.admin_consent(&path)).await;
            let page = browser.submit(&page, &path, &[("answer", "accept")]).await;
            (page, Activity::ConsentToApplication)
        }
        "/{tenant}/saml2/sign-in" => {
            let sp = ServiceProvider::new(world.app).await;
            let mut browser = world.app.as_admin().await;
            let page = browser.open(&sp.path(&[])).await;
            (sp.go_on(&mut browser, &page).await, Activity::SignIn)
        }
        "/{tenant}/saml2/sign-out" => {
            let sp = ServiceProvider::new(world.app).await;
            let mut browser = world.app.as_admin().await;
            let page = browser.open(&sp.path(&[])).await;
            let page = sp.go_on(&mut browser, &page).await;
            let page = browser.open(&sp.logout_path(&page)).await;
            let action = format!("{}/sign-out", sp.endpoint());
            (browser.submit(&page, &action, &[]).await, Activity::SignOut)
        }
        "/{tenant}/oauth2/v2.0/logout" => {
            let path = path.replace("{tenant}", &world.app.contoso.id.to_string());
            (world.admin.post(&path, &[]).await, Activity::SignOut)
        }
        "/signout" | "/account/sessions/revoke" => {
            (world.admin.post(path, &[]).await, Activity::SignOut)
        }
        "/myapps/apps/{id}/pin" => {
            let id = world.assigned().await;
            let path = path.replace("{id}", &id);
            (world.admin.post(&path, &[]).await, Activity::PinApplication)
        }
        "/myapps/apps/{id}/unpin" => {
            let id = world.assigned().await;
            let (identity, system) = (&world.app.fixture.identity, world.app.system());
            let (who, application) = (world.app.admin.id, id.parse().unwrap());
            let pinned = identity.pin_application(&system, who, application);
            pinned.await.unwrap();
            let path = path.replace("{id}", &id);
            (
                world.admin.post(&path, &[]).await,
                Activity::UnpinApplication,
            )
        }
        "/account/sessions/{id}/end" => {
            let other = world.app.fixture.sign_in(&world.app.admin).await;
            let path = path.replace("{id}", &other.session.id.to_string());
            (world.admin.post(&path, &[]).await, Activity::SignOut)
        }
        "/account/apps/{id}/remove" => {
            let (app, id) = (world.app, world.application().await);
            let actor = app.fixture.acting(app.contoso.id, &app.admin).await;
            let (application, scopes) = (id.parse().unwrap(), ["openid".to_owned()]);
            let identity = &app.fixture.identity;
            let agreed = identity.consent(&actor, app.admin.id, application, &scopes);
            agreed.await.unwrap();
            let page = world.admin.post(&path.replace("{id}", &id), &[]).await;
            (page, Activity::WithdrawConsent)
        }
        "/account/organizations/{id}/leave" => {
            let mut browser = world.accepted().await;
            let path = path.replace("{id}", &world.app.contoso.id.to_string());
            let page = browser.open(&path).await;
            let page = browser.submit(&page, &path, &[]).await;
            (page, Activity::LeaveOrganization)
        }
        "/organizations/switch" => {
            let mut browser = world.accepted().await;
            let tenant = world.app.contoso.id.to_string();
            let page = browser.post(path, &[("tenant", &tenant)]).await;
            (page, Activity::SwitchOrganization)
        }
        "/signin/providers/{id}/finish" => {
            let uni = University::new(world.app).await;
            let mut browser = world.app.browser();
            let page = uni.landed(&mut browser, "lee@uni.example").await;
            let page = browser.submit(&page, "/redeem/sign-in", &[]).await;
            let url = University::leads_to(&page);
            (
                uni.come_back(&mut browser, &url, &lee()).await,
                Activity::SignIn,
            )
        }
        "/redeem/prove" => {
            let uni = University::new(world.app).await;
            let mut browser = world.app.browser();
            let page = uni.landed(&mut browser, "lee@uni.example").await;
            let page = browser.submit(&page, "/redeem/sign-in", &[]).await;
            let url = University::leads_to(&page);
            let unproved = serde_json::json!({ "sub": "lee-1" });
            uni.come_back(&mut browser, &url, &unproved).await;
            (browser.post(path, &[]).await, Activity::SendPasscode)
        }
        _ => panic!("no scenario for {path}"),
    }
}
