//! My Apps and My account: what somebody was given, where they belong, and how they leave.

use axum::http::StatusCode;
use hospes_identity::Patch;
use hospes_identity::application::{ApplicationPatch, Principal};
use hospes_identity::audit::Activity;
use hospes_identity::tenant::SettingsPatch;
use hospes_identity::user::{ProfilePatch, UserPatch};

use super::support::{Page, TestApp};

const PAT: &str = "pat@partner.example";

fn tiles(page: &Page) -> Vec<String> {
    page.texts_of(".app-grid .app-name")
}

#[tokio::test]
async fn tiles_are_of_what_was_given_and_of_nothing_else() {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let (guest, _) = app.fixture.guest(&system, PAT).await;
    let expenses = app.tile("Expenses").await;
    let travel = app.tile("Travel").await;
    let hidden = app.tile("Hidden").await;
    app.tile("Payroll").await;
    let project = app.group("Project").await;
    identity
        .add_member(&system, project.id, guest.id)
        .await
        .unwrap();
    let patch = ApplicationPatch {
        visible: Some(false),
        ..ApplicationPatch::default()
    };
    identity
        .update_application(&system, hidden.id, &patch)
        .await
        .unwrap();
    for (application, principal) in [
        (expenses.id, Principal::User(guest.id)),
        (travel.id, Principal::Group(project.id)),
        (travel.id, Principal::User(guest.id)),
        (hidden.id, Principal::User(guest.id)),
    ] {
        let assigned = identity.assign_application(&system, application, principal);
        assigned.await.unwrap();
    }
    let mut browser = app.by_code(PAT).await;
    let page = browser.open("/myapps").await;
    assert_eq!(tiles(&page), ["Expenses", "Travel"], "each once, by name");
    assert_eq!(
        page.attribute(".app-grid a", "href"),
        "https://expenses.contoso.example/"
    );
    assert!(page.text().contains("What Travel is for"));
    assert!(!page.body.contains("Payroll") && !page.body.contains("Hidden"));
    let taken = identity.unassign_application(&system, travel.id, Principal::User(guest.id));
    taken.await.unwrap();
    assert_eq!(
        tiles(&browser.open("/myapps").await),
        ["Expenses", "Travel"]
    );
    identity
        .remove_member(&system, project.id, guest.id)
        .await
        .unwrap();
    assert_eq!(
        tiles(&browser.open("/myapps").await),
        ["Expenses"],
        "at once"
    );
}

#[tokio::test]
async fn a_tile_without_an_address_leads_nowhere() {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let application = app.tile("Expenses").await;
    let patch = ApplicationPatch {
        home_page_url: Patch::Clear,
        ..ApplicationPatch::default()
    };
    identity
        .update_application(&system, application.id, &patch)
        .await
        .unwrap();
    let principal = Principal::User(app.admin.id);
    identity
        .assign_application(&system, application.id, principal)
        .await
        .unwrap();
    let page = app.as_admin().await.open("/myapps").await;
    assert_eq!(tiles(&page), ["Expenses"]);
    assert!(
        !page.has(".app-grid a"),
        "a link to nowhere opens this page again"
    );
}

#[tokio::test]
async fn a_guest_without_an_application_is_told_whom_to_ask() {
    let app = TestApp::start().await;
    let admin = app.fixture.acting(app.contoso.id, &app.admin).await;
    app.fixture.guest(&admin, PAT).await;
    let page = app.by_code(PAT).await.open("/myapps").await;
    assert_eq!(page.text_of(".empty h2"), "There are no apps to show.");
    let text = page.text();
    assert!(
        text.contains("When Contoso gives you an application"),
        "{text}"
    );
    assert!(
        text.contains("Expecting one? Ask admin@contoso.example."),
        "{text}"
    );
    assert!(!page.has("form[role=search]"), "there is nothing to search");
}

#[tokio::test]
async fn apps_are_found_by_a_part_of_their_name() {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    for name in ["Expenses", "Travel expenses", "Café"] {
        let application = app.tile(name).await;
        let principal = Principal::User(app.admin.id);
        identity
            .assign_application(&system, application.id, principal)
            .await
            .unwrap();
    }
    let mut browser = app.as_admin().await;
    for (query, found) in [
        ("", vec!["Café", "Expenses", "Travel expenses"]),
        ("EXPENSE", vec!["Expenses", "Travel expenses"]),
        ("caf%C3%A9", vec!["Café"]),
        ("+travel+", vec!["Travel expenses"]),
    ] {
        let page = browser.open(&format!("/myapps?q={query}")).await;
        assert_eq!(tiles(&page), found, "{query}");
    }
    let page = browser
        .open("/myapps?q=%3Cscript%3Ealert(1)%3C/script%3E")
        .await;
    assert_eq!(
        page.text_of(".empty h2"),
        "No app matches “<script>alert(1)</script>”"
    );
    assert_eq!(page.attribute("#q", "value"), "<script>alert(1)</script>");
    assert!(!page.has("main script"));
    assert_eq!(page.attribute(".empty a", "href"), "/myapps");
}

/// Sam of Fabrikam is a guest of Contoso.
async fn sam(app: &TestApp) -> super::support::Browser<'_> {
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let sam = app
        .fixture
        .member(&app.fixture.system(fabrikam.id), "sam")
        .await;
    app.fixture
        .invite(&app.system(), "sam@fabrikam.example")
        .await;
    app.work().await;
    let link = app.mails.only().link("/redeem");
    let mut browser = app.signed_in(&sam).await;
    let page = browser.open(&link).await;
    let page = browser.submit(&page, "/redeem/sign-in", &[]).await;
    let page = browser.follow(page).await;
    browser.submit(&page, "/redeem/accept", &[]).await;
    browser
}

#[tokio::test]
async fn somebody_of_two_organisations_switches_between_them() {
    let app = TestApp::start().await;
    let mut browser = sam(&app).await;
    let page = browser.open("/myapps").await;
    assert!(page.text().contains("at Contoso"), "where they accepted");
    assert_eq!(page.text_of(".switcher [aria-current=true] bdi"), "Contoso");
    let others = page.texts_of(".switcher form button bdi");
    assert_eq!(others, ["Fabrikam", "fabrikam.example"]);
    let tenant = page.attribute(".switcher form button", "value");
    let switch = [("tenant", tenant.as_str())];
    let page = browser
        .submit(&page, "/organizations/switch", &switch)
        .await;
    assert_eq!(page.location(), "/myapps", "the same page of the other one");
    let page = browser.follow(page).await;
    assert!(page.text().contains("at Fabrikam"));
    assert!(
        browser
            .open("/account")
            .await
            .text()
            .contains("Member of Fabrikam")
    );
    let contoso = app.contoso.id.to_string();
    let fields = [("tenant", contoso.as_str()), ("next", "//evil.example")];
    let page = browser.post("/organizations/switch", &fields).await;
    assert_eq!(page.location(), "/");
    assert!(
        browser
            .open("/account")
            .await
            .text()
            .contains("Guest of Contoso")
    );
    assert_eq!(app.events(Activity::SwitchOrganization).await.len(), 1);
    for stranger in ["00000000-0000-4000-8000-00000000dead", "nonsense"] {
        let page = browser
            .post("/organizations/switch", &[("tenant", stranger)])
            .await;
        assert!(page.status.is_client_error(), "{stranger}");
    }
}

#[tokio::test]
async fn a_link_that_names_an_organisation_opens_its_apps() {
    let app = TestApp::start().await;
    let mut browser = sam(&app).await;
    for path in [
        "/myapps/fabrikam.example".to_owned(),
        "/myapps?tenantid=fabrikam.example".to_owned(),
        "/myapps?tenantId=fabrikam.example".to_owned(),
    ] {
        let page = browser.open(&path).await;
        assert!(page.text().contains("at Fabrikam"), "{path}");
    }
    let page = browser
        .open(&format!("/myapps?tenantid={}", app.contoso.id))
        .await;
    assert!(page.text().contains("at Contoso"));
    let page = app.browser().open("/myapps/contoso.example").await;
    assert_eq!(page.heading(), "Sign in");
}

#[tokio::test]
async fn a_guest_leaves_an_organisation_and_keeps_their_own() {
    let app = TestApp::start().await;
    let mut browser = sam(&app).await;
    let page = browser.open("/account/organizations").await;
    let home = page.text_of("section[aria-labelledby=home]");
    let others = page.text_of("section[aria-labelledby=others]");
    assert!(
        home.contains("Fabrikam") && others.contains("Contoso"),
        "{home} {others}"
    );
    let path = format!("/account/organizations/{}/leave", app.contoso.id);
    assert_eq!(
        page.attribute("section[aria-labelledby=others] a.button", "href"),
        path
    );
    let page = browser.open(&path).await;
    assert_eq!(page.heading(), "Leave Contoso?");
    let page = browser.submit(&page, &path, &[]).await;
    let page = browser.follow(page).await;
    assert!(page.text_of("[role=status]").contains("You left Contoso."));
    assert!(page.text().contains("No other organizations"));
    assert!(browser.open("/myapps").await.text().contains("at Fabrikam"));
    assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
    let page = browser
        .get(&format!("/myapps?tenantid={}", app.contoso.id))
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(app.events(Activity::LeaveOrganization).await.len(), 1);
    let page = app.as_admin().await.open("/admin/deleted-users").await;
    assert!(page.text().contains("sam@fabrikam.example"), "restorable");
}

#[tokio::test]
async fn nobody_leaves_their_home_or_where_they_may_not() {
    let app = TestApp::start().await;
    let patch = SettingsPatch {
        guests_may_leave: Some(false),
        privacy_contact: Patch::Set("privacy@contoso.example".to_owned()),
        ..SettingsPatch::default()
    };
    let mut browser = sam(&app).await;
    let path = format!("/account/organizations/{}/leave", app.contoso.id);
    let asked = browser.open(&path).await;
    app.fixture
        .identity
        .update_settings(&app.system(), &patch)
        .await
        .unwrap();
    let page = browser.submit(&asked, &path, &[]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get(&path).await.status, StatusCode::FORBIDDEN);
    let page = browser.open("/account/organizations").await;
    assert!(
        page.text()
            .contains("To leave, ask privacy@contoso.example."),
        "{}",
        page.text()
    );
    assert!(!page.has(&format!("a[href='{path}']")));
    let mut admin = app.as_admin().await;
    let page = admin.post(&path, &[]).await;
    assert!(page.status.is_client_error(), "home");
    assert_eq!(admin.open("/myapps").await.status, StatusCode::OK);
    assert!(app.events(Activity::LeaveOrganization).await.is_empty());
}

#[tokio::test]
async fn a_guest_by_code_who_leaves_their_only_organisation_is_done() {
    let app = TestApp::start().await;
    app.fixture.guest(&app.system(), PAT).await;
    let mut browser = app.by_code(PAT).await;
    let page = browser.open("/account/organizations").await;
    assert!(
        !page.has("section[aria-labelledby=home]"),
        "they have no home here"
    );
    let path = format!("/account/organizations/{}/leave", app.contoso.id);
    let page = browser.open(&path).await;
    let page = browser.submit(&page, &path, &[]).await;
    let page = browser.follow(page).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.heading(), "You have left Contoso");
    assert!(!browser.is_signed_in());
    let page = browser.open("/signed-out").await;
    assert_eq!(page.heading(), "You’re signed out", "it is said once");
    assert!(
        browser
            .get("/myapps")
            .await
            .location()
            .starts_with("/signin")
    );
}

#[tokio::test]
async fn my_account_shows_what_the_organisation_knows() {
    let app = TestApp::start().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let (guest, _) = app.fixture.guest(&system, PAT).await;
    let patch = UserPatch {
        display_name: Some("Pat <i>Partner</i>".to_owned()),
        profile: ProfilePatch {
            job_title: Patch::Set("Architect & more".to_owned()),
            ..ProfilePatch::default()
        },
        ..UserPatch::default()
    };
    identity
        .update_user(&system, guest.id, &patch)
        .await
        .unwrap();
    let mut browser = app.by_code(PAT).await;
    let page = browser.open("/account").await;
    assert_eq!(page.heading(), "Pat <i>Partner</i>");
    assert!(!page.has("main i"));
    let facts = page.texts_of("dl.facts > div").join(" | ");
    for told in ["Email pat@partner.example", "Job title Architect & more"] {
        assert!(facts.contains(told), "{facts}");
    }
    let sessions = page.texts_of("section[aria-labelledby=sessions] .rows li");
    // The one of the acceptance is there as well.
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    assert!(sessions[0].contains("This device") && !sessions[1].contains("This device"));
}

#[tokio::test]
async fn one_session_is_ended_and_the_others_stay() {
    let app = TestApp::start().await;
    let section = "section[aria-labelledby=sessions]";
    let megan = app.fixture.member(&app.system(), "megan").await;
    let (mut lost, mut kept) = (app.signed_in(&megan).await, app.signed_in(&megan).await);
    let mut browser = app.signed_in(&megan).await;
    let page = browser.open("/account").await;
    assert_eq!(
        page.texts_of(&format!("{section} form[action$='/end']"))
            .len(),
        2
    );
    // The newest of the others comes first.
    let action = page.attribute(&format!("{section} form[action$='/end']"), "action");
    let answer = browser.submit(&page, &action, &[]).await;
    let page = browser.follow(answer).await;
    let told = page.text_of("[role=status]");
    assert!(told.contains("That session is signed out."), "{told}");
    assert!(kept.get("/account").await.status.is_redirection());
    assert_eq!(lost.get("/account").await.status, StatusCode::OK);
    // Neither what is over nor what is somebody else's can be ended.
    assert_eq!(
        browser.post(&action, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let theirs = app.fixture.sign_in(&app.admin).await.session.id;
    let page = browser
        .post(&format!("/account/sessions/{theirs}/end"), &[])
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn everybody_sees_who_tried_to_sign_in_as_them_and_nobody_elses() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let name = hospes_identity::testing::address("megan@contoso.example");
    let here = app.fixture.circumstances();
    let guess = app
        .fixture
        .identity
        .sign_in_with_password(&name, "a guess", &here);
    drop(guess.await);
    app.as_admin().await;
    let mut browser = app.signed_in(&megan).await;
    let section = "section[aria-labelledby=account-sign-ins]";
    let rows = browser
        .open("/account")
        .await
        .texts_of(&format!("{section} li"));
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].contains("Signed in") && rows[1].contains("Refused"));
    assert!(rows[1].contains("Hospes") && rows[1].contains("192.0.2.1"));
    for _ in 0..25 {
        app.fixture.sign_in(&megan).await;
    }
    let page = browser.open("/account").await;
    assert_eq!(page.texts_of(&format!("{section} li")).len(), 20);
}

#[tokio::test]
async fn an_app_with_access_is_listed_until_it_is_taken_away() {
    let app = TestApp::start().await;
    let identity = &app.fixture.identity;
    let section = "section[aria-labelledby=account-apps]";
    let mut browser = app.as_admin().await;
    let page = browser.open("/account").await;
    assert_eq!(
        page.text_of(&format!("{section} .card-body")),
        "No app of this organization has access to your account."
    );
    let application = app.tile("Expenses").await;
    let actor = app.fixture.acting(app.contoso.id, &app.admin).await;
    let scopes = ["openid".to_owned(), "User.Read".to_owned()];
    identity
        .consent(&actor, app.admin.id, application.id, &scopes)
        .await
        .unwrap();
    let page = browser.open("/account").await;
    let text = page.text_of(section);
    for told in [
        "Expenses",
        "Access given just now",
        "Sign you in",
        "Read your profile",
    ] {
        assert!(text.contains(told), "{text}");
    }
    let path = format!("/account/apps/{}/remove", application.id);
    let answer = browser.submit(&page, &path, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/account");
    let page = browser.follow(answer).await;
    let told = page.text_of("[role=status]");
    assert!(told.contains("Access is removed."), "{told}");
    assert!(!page.text_of(section).contains("Expenses"));
    assert!(
        identity
            .consents(&actor, app.admin.id)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(app.events(Activity::WithdrawConsent).await.len(), 1);
    let page = browser.post("/account/apps/nonsense/remove", &[]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
