//! Two organisations that both have a say, as their people see it.

use axum::http::StatusCode;
use hospes_identity::Actor;
use hospes_identity::audit::Activity;
use hospes_identity::cross_tenant_access::{
    AccessType, Collaboration, InboundTrust, PartnerPatch, Which,
};
use hospes_identity::ids::AppId;
use hospes_identity::page::PageRequest;
use hospes_identity::sign_in_log::{Outcome, SignInQuery};
use hospes_identity::tenant::SettingsPatch;
use hospes_identity::testing::PASSWORD;
use hospes_identity::user::UserPatch;
use hospes_identity::{Error, Patch};

use super::authorize::Rp;
use super::security;
use super::support::{Browser, Page, TestApp};

const SAM: &str = "sam@fabrikam.example";

/// Contoso, and Fabrikam with Sam.
struct World {
    app: TestApp,
    fabrikam: Actor,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await.id;
        let fabrikam = app.fixture.system(fabrikam);
        app.fixture.member(&fabrikam, "sam").await;
        Self { app, fabrikam }
    }

    async fn at_contoso(&self, patch: PartnerPatch) {
        self.set(&self.app.system(), &self.fabrikam, patch).await;
    }

    async fn at_fabrikam(&self, patch: PartnerPatch) {
        self.set(&self.fabrikam, &self.app.system(), patch).await;
    }

    async fn set(&self, at: &Actor, other: &Actor, patch: PartnerPatch) {
        let identity = &self.app.fixture.identity;
        match identity
            .add_cross_tenant_partner(at, other.tenant, &patch)
            .await
        {
            Ok(_) => {}
            Err(Error::Conflict { .. }) => {
                let changed = identity.update_cross_tenant_partner(at, other.tenant, &patch);
                changed.await.unwrap();
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Invites Sam; gives what the mail leads to.
    async fn invite(&self) -> String {
        self.app.fixture.invite(&self.app.system(), SAM).await;
        self.app.work().await;
        self.app.mails.only().link("/redeem")
    }

    /// Sam's browser with the link open, signed in at home.
    async fn landed(&self) -> (Browser<'_>, Page) {
        let link = self.invite().await;
        let mut browser = self.app.browser();
        let page = browser.open(&link).await;
        let page = browser.submit(&page, "/redeem/sign-in", &[]).await;
        let page = browser.follow(page).await;
        let typed = [("password", PASSWORD)];
        let page = browser.submit(&page, "/signin/password", &typed).await;
        let page = browser.follow(page).await;
        (browser, page)
    }

    /// Sam as a guest of Contoso.
    async fn guest(&self) -> Browser<'_> {
        let (mut browser, page) = self.landed().await;
        browser.submit(&page, "/redeem/accept", &[]).await;
        browser
    }
}

fn inbound(setting: Collaboration) -> PartnerPatch {
    PartnerPatch {
        inbound: Patch::Set(setting),
        ..PartnerPatch::default()
    }
}

fn outbound(setting: Collaboration) -> PartnerPatch {
    PartnerPatch {
        outbound: Patch::Set(setting),
        ..PartnerPatch::default()
    }
}

fn nobody() -> Collaboration {
    Collaboration::everything(AccessType::Blocked)
}

#[tokio::test]
async fn a_blocked_guest_reads_whose_settings_it_is_and_the_link_works_again_later() {
    let world = World::new().await;
    let link = world.invite().await;
    let mut browser = world.app.browser();
    for (at_home, whose) in [(true, "fabrikam.example"), (false, "Contoso")] {
        if at_home {
            world.at_fabrikam(outbound(nobody())).await;
        } else {
            world.at_fabrikam(outbound(Collaboration::default())).await;
            world.at_contoso(inbound(nobody())).await;
        }
        let page = browser.open(&link).await;
        assert_eq!(
            page.heading(),
            "Access between the organizations is blocked"
        );
        let told = format!("Ask the administrators of {whose}.");
        assert!(page.text().contains(&told), "{}", page.body);
    }
    world.at_contoso(inbound(Collaboration::default())).await;
    let page = browser.open(&link).await;
    assert!(page.has("form[action='/redeem/sign-in']"));
}

#[tokio::test]
async fn a_guest_who_is_kept_out_reads_by_whom_and_where_to_go_on() {
    let world = World::new().await;
    let mut sam = world.guest().await;
    let of_contoso = format!("/myapps?tenantid={}", world.app.contoso.id);
    assert_eq!(sam.open(&of_contoso).await.status, StatusCode::OK);
    world.at_contoso(inbound(nobody())).await;
    let page = sam.open(&of_contoso).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(page.heading(), "You can’t use Contoso at present");
    assert!(
        page.text()
            .contains("Contoso does not let people of Fabrikam in at present.")
    );
    let to = page.attribute("main a.button", "href");
    assert_eq!(sam.open(&to).await.status, StatusCode::OK);
    world.at_contoso(inbound(Collaboration::default())).await;
    world.at_fabrikam(outbound(nobody())).await;
    let page = sam.open(&of_contoso).await;
    assert!(
        page.text()
            .contains("Fabrikam does not let you use Contoso at present.")
    );
    assert!(page.text().contains("My Account > Organizations"));
    // Who is no guest there learns nothing, and neither does who is signed out.
    let alex = world.app.fixture.member(&world.fabrikam, "alex").await;
    let mut other = world.app.signed_in(&alex).await;
    let page = other.open(&of_contoso).await;
    assert_eq!(page.heading(), "You don’t have access to this");
    assert!(!page.body.contains("Contoso"));
    let page = world.app.browser().get(&of_contoso).await;
    assert!(page.location().starts_with("/signin"));
}

#[tokio::test]
async fn a_guest_who_is_kept_out_and_belongs_nowhere_else_is_led_to_another_account() {
    let world = World::new().await;
    let (app, system) = (&world.app, world.app.system());
    // They have a mailbox at Fabrikam, and no account.
    let invited = app.fixture.invite(&system, "lost@fabrikam.example").await;
    app.work().await;
    let mut browser = app.browser();
    let page = browser.open(&app.mails.only().link("/redeem")).await;
    let page = browser.submit(&page, "/redeem/sign-in", &[]).await;
    let page = browser.follow(page).await;
    app.work().await;
    let code = app.mails.only().code();
    let typed = [("code", code.as_str())];
    let page = browser.submit(&page, "/signin/passcode", &typed).await;
    let page = browser.follow(page).await;
    browser.submit(&page, "/redeem/accept", &[]).await;
    let here = format!("/myapps?tenantid={}", app.contoso.id);
    assert_eq!(browser.open(&here).await.status, StatusCode::OK);
    let patch = SettingsPatch {
        privacy_contact: Patch::Set("privacy@contoso.example".to_owned()),
        ..SettingsPatch::default()
    };
    let identity = &app.fixture.identity;
    identity.update_settings(&system, &patch).await.unwrap();
    world.at_contoso(inbound(nobody())).await;
    let page = browser.open(&here).await;
    assert_eq!(page.heading(), "You can’t use Contoso at present");
    assert!(page.text().contains("sign in with that one"));
    assert!(page.text().contains("Ask privacy@contoso.example"));
    let to = page.attribute("main a.button", "href");
    let page = browser.open(&to).await;
    assert_eq!(page.heading(), "Sign in");
    assert_eq!(page.attribute("input[name=next]", "value"), here);
    // The same of whoever is blocked; whoever is nobody there any more is told no name.
    world.at_contoso(inbound(Collaboration::default())).await;
    let blocked = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    let blocked = identity.update_user(&system, invited.user.id, &blocked);
    blocked.await.unwrap();
    let page = browser.open("/").await;
    assert_eq!(page.heading(), "You don’t have access to this");
    assert_eq!(page.text_of("main a.button"), "Use another account");
    assert!(page.text().contains("Ask privacy@contoso.example"));
    let deleted = identity.delete_user(&system, invited.user.id);
    deleted.await.unwrap();
    let page = browser.open("/").await;
    assert_eq!(page.text_of("main a.button"), "Use another account");
    assert!(!page.text().contains("contoso.example"));
}

#[tokio::test]
async fn what_if_says_first_of_all_that_settings_keep_somebody_out() {
    let world = World::new().await;
    let asked = format!("/admin/identity-providers/what-if?address={SAM}");
    let mut admin = world.app.as_admin().await;
    world.at_contoso(inbound(nobody())).await;
    let page = admin.open(&asked).await;
    assert_eq!(page.text_of("#outcome"), "They can’t be invited");
    let text = page.text();
    assert!(text.contains("Your inbound settings"), "{text}");
    // A guest who was let in before.
    world.at_contoso(inbound(Collaboration::default())).await;
    world.guest().await;
    world.at_contoso(inbound(nobody())).await;
    let page = admin.open(&asked).await;
    assert_eq!(page.text_of("#outcome"), "They can’t sign in");
    let text = page.text();
    assert!(!text.contains("whatever the rules say"), "{text}");
    assert!(text.contains("can’t sign in with this"), "{text}");
}

#[tokio::test]
async fn nobody_is_asked_where_both_organisations_say_so_and_a_button_is_pressed_all_the_same() {
    let world = World::new().await;
    world
        .at_fabrikam(PartnerPatch {
            consent_outbound: Patch::Set(true),
            ..PartnerPatch::default()
        })
        .await;
    world
        .at_contoso(PartnerPatch {
            consent_inbound: Patch::Set(true),
            ..PartnerPatch::default()
        })
        .await;
    let (mut browser, page) = world.landed().await;
    // Signed in, and back at the landing: nothing was accepted by getting there.
    assert!(page.has("form[action='/redeem/sign-in']"), "{}", page.body);
    assert!(
        world
            .app
            .events(Activity::RedeemInvitation)
            .await
            .is_empty()
    );
    // Who goes to the page that asks is led back.
    let review = browser.get("/redeem/review").await;
    assert_eq!(review.location(), "/redeem/invitation");
    let page = browser.submit(&page, "/redeem/sign-in", &[]).await;
    assert_eq!(page.location(), hospes_identity::testing::REDIRECT);
    let events = world.app.events(Activity::RedeemInvitation).await;
    assert_eq!(events.len(), 1);
    assert!(format!("{:?}", events[0]).contains("automatic"));
    let page = browser.open("/myapps?tenantid=contoso.example").await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn an_application_is_told_by_number_whose_settings_keep_somebody_out() {
    let world = World::new().await;
    let rp = Rp::new(&world.app).await;
    let mut browser = world.guest().await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let refresh = answer["refresh_token"].as_str().unwrap().to_owned();
    let access = answer["access_token"].as_str().unwrap().to_owned();
    let mut other = Collaboration::default();
    other.applications.targets = Which::Listed(vec![AppId(world.app.contoso.id.0)]);
    for (patch, at_home, number) in [
        (inbound(nobody()), false, 500_213),
        (inbound(other), false, 500_213),
        (outbound(nobody()), true, 500_212),
    ] {
        let (opened, closed) = if at_home {
            (outbound(Collaboration::default()), patch)
        } else {
            (inbound(Collaboration::default()), patch)
        };
        let set = async |patch| {
            if at_home {
                world.at_fabrikam(patch).await;
            } else {
                world.at_contoso(patch).await;
            }
        };
        set(closed).await;
        let page = browser.open(&rp.request(&[])).await;
        assert!(
            page.body.contains(&format!("AADSTS{number}")),
            "{}",
            page.body
        );
        // The log has it, once in a while however often it is tried.
        browser.get(&rp.request(&[("prompt", Some("none"))])).await;
        let (entries, app_name) = refusals(&world.app, number).await;
        assert_eq!(entries, 1, "{number}");
        assert_eq!(app_name, rp.application.display_name);
        let refused = rp.refresh(&refresh, &[]).await;
        let body = refused.json(StatusCode::FORBIDDEN);
        assert_eq!(body["error"], "access_denied");
        assert_eq!(body["error_codes"][0], number);
        // What was issued ends with it.
        let me = rp.graph("/v1.0/me", &access).await;
        assert_eq!(me.status, StatusCode::UNAUTHORIZED);
        set(opened).await;
        let me = rp.graph("/v1.0/me", &access).await;
        assert_eq!(me.status, StatusCode::OK);
    }
}

/// How many entries the sign-in log has with a number, and to which application the newest is.
async fn refusals(app: &TestApp, number: u32) -> (usize, String) {
    let all = SignInQuery::all(PageRequest::first(500));
    let found = app.fixture.identity.sign_ins(&app.system(), &all).await;
    let rows = found.unwrap().rows;
    let mut refused = rows.iter().filter(|one| one.code == number);
    let newest = refused.next().unwrap();
    assert!(newest.user.is_some() && newest.outcome == Outcome::Failure);
    (1 + refused.count(), newest.app_name.clone())
}

#[tokio::test]
async fn a_second_factor_is_proved_at_home_where_home_is_believed() {
    let world = World::new().await;
    let app = &world.app;
    let mut browser = world.guest().await;
    let contoso = app.system();
    security::ask(app, &contoso, |settings| {
        settings.second_factor_guests = true;
    })
    .await;
    let here = "/myapps?tenantid=contoso.example";
    let page = browser.open(here).await;
    let action = security::action_of(&page, "/signin/register-factor");
    assert!(action.contains(&contoso.tenant.to_string()), "{action}");
    let trust = InboundTrust {
        second_factor: true,
        ..InboundTrust::default()
    };
    world
        .at_contoso(PartnerPatch {
            trust: Patch::Set(trust),
            ..PartnerPatch::default()
        })
        .await;
    // Not here, but at home; and then straight in.
    let page = browser.open(here).await;
    let action = security::action_of(&page, "/signin/register-factor");
    assert!(
        action.contains(&world.fabrikam.tenant.to_string()),
        "{action}"
    );
    security::add_app(app, &mut browser, &page).await;
    let page = browser.open(here).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.has("form[action^='/signin/']"), "{}", page.body);
    // A form of this organization for it leads home as well.
    let rp = Rp::new(app).await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = answer["id_token"].as_str().unwrap();
    let claims = super::authorize::claims(token);
    assert!(claims["amr"].to_string().contains("mfa"), "{claims}");
    // The next time they have one at home, and are asked for it there.
    let mut again = app.browser();
    again.sign_in(SAM).await;
    let page = again.open(here).await;
    let action = security::action_of(&page, "/signin/second-factor?");
    assert!(
        action.contains(&world.fabrikam.tenant.to_string()),
        "{action}"
    );
}
