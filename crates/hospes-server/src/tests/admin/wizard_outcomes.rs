//! Invite external user: what **Invite** leads to.

use axum::http::StatusCode;
use hospes_identity::audit::Activity;
use hospes_identity::limit::Limits;
use hospes_identity::role::Role;
use hospes_identity::tenant::{AllowInvitesFrom, Restriction, SettingsPatch};
use hospes_identity::user::UserPatch;

use super::{error_of, fact, notice, press};
use crate::tests::support::{Browser, Page, TestApp};

const PATH: &str = "/admin/users/invite";
const PAT: &str = "pat@partner.example";

async fn invite(browser: &mut Browser<'_>, fields: &[(&str, &str)]) -> Page {
    let mut all = fields.to_vec();
    all.push(("go", "invite"));
    browser.post(PATH, &all).await
}

#[tokio::test]
async fn inviting_puts_the_guest_into_the_directory_with_all_they_were_given() {
    let app = TestApp::start().await;
    let system = app.system();
    let (megan, group) = (
        app.fixture.member(&system, "megan").await,
        app.group("Project").await,
    );
    let application = app.tile("Expenses").await;
    let (megan, group, application) = (
        megan.id.to_string(),
        group.id.to_string(),
        application.id.to_string(),
    );
    let sponsor = format!("user:{megan}");
    let mut admin = app.as_admin().await;
    let page = invite(
        &mut admin,
        &[
            ("email", "Pat@Partner.example"),
            ("display_name", "Pat Smith"),
            ("send_message", "yes"),
            ("message", "Hello Pat"),
            ("cc", "boss@contoso.example"),
            ("expiry", "7"),
            ("job_title", "Architect"),
            ("other_mails", "p.smith@partner.example"),
            ("mail_nickname", "patty"),
            ("usage_location", "DE"),
            ("manager", &megan),
            ("sponsor", &sponsor),
            ("group", &group),
            ("role", Role::GuestInviter.key()),
            ("application", &application),
            ("access_ends", "2027-06-30"),
        ],
    )
    .await;
    assert_eq!(page.heading(), "Invited", "{}", page.text());
    assert_eq!(fact(&page, "Mail"), "Queued");
    assert_eq!(fact(&page, "Open until"), "8 January 2026");
    assert_eq!(
        fact(&page, "Given"),
        "Group Project, Role Guest Inviter, Application Expenses"
    );
    assert!(!page.has("#redeem-url"), "the link is in the mail alone");
    app.work().await;
    let mail = app.mails.only();
    assert!(mail.text.contains("> Hello Pat"));
    assert_eq!(
        mail.cc.clone().unwrap().email.to_string(),
        "boss@contoso.example"
    );
    let url = page.attribute("main a.button-primary", "href");
    let user = admin.open(&url).await;
    assert_eq!(user.heading(), "Pat Smith");
    assert_eq!(fact(&user, "Invited by"), "admin");
    assert!(user.text().contains("Pending acceptance"));
    assert!(
        fact(&user, "Access ends").starts_with("2027-07-01 00:00"),
        "the last day counts"
    );
    let properties = admin.open(&format!("{url}/properties")).await;
    for (name, value) in [
        ("Job title", "Architect"),
        ("Mail nickname", "patty"),
        (
            "Other emails",
            "Pat@Partner.example, p.smith@partner.example",
        ),
        ("Manager", "megan"),
        ("Sponsors", "megan"),
        ("Usage location", "Germany"),
        ("Access ends", "2027-06-30"),
    ] {
        assert_eq!(fact(&properties, name), value, "{name}");
    }
    let events = app.events(Activity::InviteExternalUser).await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].initiator.id, Some(app.admin.id.0));
}

#[tokio::test]
async fn without_a_message_the_link_is_shown_once_and_works() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let page = invite(&mut admin, &[("email", PAT)]).await;
    assert_eq!(fact(&page, "Mail"), "Not sent, as you chose");
    let link = page.attribute("#redeem-url", "value");
    app.work().await;
    assert!(app.mails.take().is_empty());
    let landing = app.browser().open(&link).await;
    assert_eq!(landing.heading(), "admin invites you to Contoso");
    let ticket = link
        .split_once("ticket=")
        .unwrap()
        .1
        .split('&')
        .next()
        .unwrap();
    let url = page.attribute("main a.button-primary", "href");
    let later = admin.open(&url).await;
    assert!(!later.body.contains(ticket));
    assert_eq!(fact(&later, "Mail"), "None was sent");
}

#[tokio::test]
async fn somebody_who_is_known_is_no_error() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let fields = [("email", PAT), ("send_message", "yes")];
    let first = invite(&mut admin, &fields).await;
    assert_eq!(first.heading(), "Invited");
    let user = first.attribute("main a.button-primary", "href");
    let again = invite(&mut admin, &fields).await;
    assert_eq!(again.heading(), "Invited again");
    assert_eq!(
        again.attribute("main a.button-primary", "href"),
        user,
        "the same user"
    );
    let page = admin.open(&format!("{user}/delete")).await;
    press(&mut admin, &page, &format!("{user}/delete"), &[]).await;
    let back = invite(&mut admin, &fields).await;
    assert_eq!(back.heading(), "Restored and invited");
    assert_eq!(back.attribute("main a.button-primary", "href"), user);
    app.fixture
        .guest(&app.system(), "kim@partner.example")
        .await;
    let known = invite(
        &mut admin,
        &[("email", "KIM@partner.example"), ("send_message", "yes")],
    )
    .await;
    assert_eq!(known.heading(), "Already a guest");
    assert!(!known.has("#redeem-url"));
    app.work().await;
    let subjects: Vec<String> = app
        .mails
        .take()
        .into_iter()
        .map(|mail| mail.subject)
        .collect();
    assert!(
        subjects.contains(&"You now have access to applications of Contoso".to_owned()),
        "{subjects:?}"
    );
}

#[tokio::test]
async fn what_the_directory_says_against_it_is_said_at_the_address() {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let megan = app.fixture.member(&system, "megan").await;
    let patch = UserPatch {
        other_mails: Some(vec![hospes_identity::testing::address(
            "megan@home.example",
        )]),
        ..UserPatch::default()
    };
    identity
        .update_user(&system, megan.id, &patch)
        .await
        .unwrap();
    let (guest, _) = app.fixture.guest(&system, PAT).await;
    let patch = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    identity
        .update_user(&system, guest.id, &patch)
        .await
        .unwrap();
    let mut admin = app.as_admin().await;
    for (address, said) in [
        (
            "megan@home.example",
            "Somebody in your organization has this address, and needs no invitation.",
        ),
        (
            PAT,
            "This guest is blocked from signing in. Unblock them first.",
        ),
    ] {
        let page = invite(&mut admin, &[("email", address)]).await;
        assert_eq!(error_of(&page, "email"), said);
    }
    let fields = [("email", "kim@partner.example"), ("other_mails", PAT)];
    let page = invite(&mut admin, &fields).await;
    assert_eq!(
        error_of(&page, "other_mails"),
        "Somebody else has one of these addresses."
    );
}

#[tokio::test]
async fn the_review_says_how_they_sign_in_and_refuses_who_may_not_be_invited() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let review = [("email", PAT), ("go", "review")];
    let page = admin.post(PATH, &review).await;
    assert!(page.text_of("button[aria-current=step]").contains("Review"));
    assert_eq!(
        fact(&page, "How they sign in"),
        "They get a one-time passcode by mail."
    );
    let domain = hospes_protocol::address::Domain::parse("partner.example").unwrap();
    let patch = SettingsPatch {
        restriction: Some((Restriction::Deny, vec![domain])),
        ..SettingsPatch::default()
    };
    app.fixture
        .identity
        .update_settings(&app.system(), &patch)
        .await
        .unwrap();
    let page = admin.post(PATH, &review).await;
    assert_eq!(
        error_of(&page, "email"),
        "External collaboration settings do not let this domain be invited."
    );
    assert!(page.text_of(".step-wrong").contains("Basics"));
    // Who may invite and not read the settings goes on without.
    let mut inviter = app.as_role(Role::GuestInviter).await;
    let review = [("email", "kim@elsewhere.example"), ("go", "review")];
    let page = inviter.post(PATH, &review).await;
    assert!(page.text_of("button[aria-current=step]").contains("Review"));
    assert!(app.events(Activity::InviteExternalUser).await.is_empty());
}

#[tokio::test]
async fn what_was_chosen_and_is_gone_meanwhile_is_said() {
    let app = TestApp::start().await;
    let group = app.group("Project").await;
    let mut admin = app.as_admin().await;
    let id = group.id.to_string();
    app.fixture
        .identity
        .delete_group(&app.system(), group.id)
        .await
        .unwrap();
    let page = invite(&mut admin, &[("email", PAT), ("group", &id)]).await;
    assert!(
        page.text_of("[role=alert]")
            .contains("does not exist any more"),
        "{}",
        page.text()
    );
    assert!(app.events(Activity::InviteExternalUser).await.is_empty());
}

#[tokio::test]
async fn a_limit_says_when_to_come_back_and_keeps_what_was_typed() {
    let mut limits = Limits::default();
    limits.invitations_per_inviter = 1;
    let app = TestApp::with_limits(limits).await;
    let mut admin = app.as_admin().await;
    invite(&mut admin, &[("email", PAT)]).await;
    let page = invite(
        &mut admin,
        &[("email", "kim@partner.example"), ("city", "Springfield")],
    )
    .await;
    let said = page.text_of("[role=alert]");
    assert!(
        said.contains("That is the limit of invitations for now. Try again in"),
        "{said}"
    );
    let kept = page.form(PATH).fields;
    for pair in [("email", "kim@partner.example"), ("city", "Springfield")] {
        assert!(
            kept.contains(&(pair.0.to_owned(), pair.1.to_owned())),
            "{pair:?}"
        );
    }
    app.fixture.clock.advance(hospes_identity::Span::hours(1));
    let page = press(&mut admin, &page, PATH, &[("go", "invite")]).await;
    assert_eq!(page.heading(), "Invited");
}

#[tokio::test]
async fn reloading_the_answer_invites_nobody_twice_by_accident() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let fields = [("email", PAT), ("send_message", "yes")];
    invite(&mut admin, &fields).await;
    let page = invite(&mut admin, &fields).await;
    assert_eq!(page.heading(), "Invited again", "and says so");
    let users = admin.open("/admin/users?type=guest").await;
    assert_eq!(users.texts_of("tbody tr").len(), 1);
}

#[tokio::test]
async fn who_may_not_invite_is_not_shown_how() {
    let app = TestApp::start().await;
    let patch = SettingsPatch {
        allow_invites_from: Some(AllowInvitesFrom::AdminsAndGuestInviters),
        ..SettingsPatch::default()
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    identity.update_settings(&system, &patch).await.unwrap();
    for role in [Role::GlobalReader, Role::ApplicationAdministrator] {
        let mut browser = app.as_role(role).await;
        assert_eq!(
            browser.get(PATH).await.status,
            StatusCode::FORBIDDEN,
            "{role:?}"
        );
        let page = browser.open("/admin").await;
        assert!(!page.has(&format!("a[href='{PATH}']")), "{role:?}");
        let page = browser.open("/admin/users").await;
        assert!(!page.has(&format!("a[href='{PATH}']")), "{role:?}");
        assert!(!page.has("[role=status]"));
    }
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/users").await;
    assert!(page.has(&format!("a[href='{PATH}']")));
    let page = admin.post("/admin/users/delete", &[]).await;
    let page = admin.follow(page).await;
    assert_eq!(notice(&page), "Choose who to delete first.");
}
