//! Invite external user: its steps, and what is wrong with what was typed.

use axum::http::StatusCode;
use hospes_identity::role::Role;

use super::error_of;
use crate::tests::support::{Browser, Page, TestApp};

const PATH: &str = "/admin/users/invite";

async fn go(browser: &mut Browser<'_>, page: &Page, to: &str, filled: &[(&str, &str)]) -> Page {
    let mut all = filled.to_vec();
    all.push(("go", to));
    browser.submit(page, PATH, &all).await
}

fn step(page: &Page) -> String {
    page.text_of("button[aria-current=step]")
}

/// Every value that a form would send, by name, but for the step itself.
fn values(page: &Page) -> Vec<(String, String)> {
    let mut fields = page.form(PATH).fields;
    fields.retain(|(name, value)| {
        name != "csrf" && name != "step" && !name.ends_with("-q") && !value.is_empty()
    });
    fields.sort();
    fields
}

#[tokio::test]
async fn an_empty_wizard_can_be_walked_through_and_back() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let mut page = admin.open(PATH).await;
    assert_eq!(page.heading(), "Invite external user");
    assert!(
        !page.has(".fault-summary"),
        "nothing is wrong before anything is typed"
    );
    for (to, number) in [
        ("properties", "2 Properties"),
        ("assignments", "3 Assignments"),
    ] {
        page = go(&mut admin, &page, to, &[]).await;
        assert_eq!(step(&page), number);
        assert!(
            !page.has(".fault-summary"),
            "the step that is left is marked, this one is not"
        );
        assert!(
            page.text_of(".step-wrong")
                .contains("Basics, has a problem")
        );
    }
    for (to, name) in [("properties", "Properties"), ("basics", "Basics")] {
        page = go(&mut admin, &page, to, &[]).await;
        assert!(step(&page).contains(name), "{}", step(&page));
    }
    let page = go(&mut admin, &page, "review", &[]).await;
    assert!(
        step(&page).contains("Basics"),
        "what is missing is asked for"
    );
    assert_eq!(error_of(&page, "email"), "Enter the address to invite.");
    let page = go(&mut admin, &page, "invite", &[]).await;
    assert_eq!(error_of(&page, "email"), "Enter the address to invite.");
    assert!(
        app.events(hospes_identity::audit::Activity::InviteExternalUser)
            .await
            .is_empty()
    );
}

/// What is typed in each step. Every field of the wizard has another value.
const BASICS: &[(&str, &str)] = &[
    ("email", "Pat@Partner.example"),
    ("display_name", "Pat <b>Smith</b>"),
    ("send_message", "yes"),
    ("message", "Hello\n\"Pat\" & all"),
    ("cc", "boss@contoso.example"),
    ("message_language", "de"),
    ("redirect_url", "https://apps.contoso.example/start?a=1&b=2"),
    ("expiry", "90"),
];
const PROPERTIES: &[(&str, &str)] = &[
    ("first_name", "Pat"),
    ("last_name", "Smith"),
    ("user_type", "Member"),
    ("job_title", "Architect"),
    ("company_name", "Partner Ltd"),
    ("department", "Design"),
    ("office_location", "Room 7"),
    ("employee_id", "E-1"),
    ("employee_type", "Vendor"),
    ("employee_hire_date", "2025-04-01"),
    ("street_address", "1 Main Street"),
    ("city", "Springfield"),
    ("state", "Oregon"),
    ("postal_code", "97477"),
    ("country", "United States"),
    ("business_phone", "+1 555 0100"),
    ("mobile_phone", "+1 555 0101"),
    ("other_mails", "p.smith@partner.example"),
    ("fax_number", "+1 555 0102"),
    ("mail_nickname", "patty"),
    ("age_group", "Adult"),
    ("consent_provided_for_minor", "NotRequired"),
    ("usage_location", "US"),
];

#[tokio::test]
async fn nothing_that_was_typed_is_lost_between_steps() {
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
    let sponsor = format!("group:{group}");
    let mut admin = app.as_admin().await;
    let page = admin.open(PATH).await;
    let page = go(&mut admin, &page, "properties", BASICS).await;
    assert!(!page.has(".step-wrong"), "{}", page.text_of(".steps"));
    let mut properties = PROPERTIES.to_vec();
    properties.extend([("manager", megan.as_str()), ("sponsor", &sponsor)]);
    let page = go(&mut admin, &page, "assignments", &properties).await;
    let assignments = [
        ("group", group.as_str()),
        ("role", Role::GuestInviter.key()),
        ("application", &application),
        ("access_ends", "2027-06-30"),
    ];
    let review = go(&mut admin, &page, "review", &assignments).await;
    assert_eq!(step(&review), "4 Review + invite", "{}", review.text());
    let mut typed: Vec<(String, String)> = [BASICS, &properties, &assignments]
        .concat()
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    typed.sort();
    for pair in values(&review) {
        assert!(typed.contains(&pair), "{pair:?} was not typed so");
    }
    assert_eq!(values(&review), typed);
    let mut page = review;
    for to in [
        "assignments",
        "basics",
        "properties",
        "review",
        "properties",
        "assignments",
        "basics",
    ] {
        page = go(&mut admin, &page, to, &[]).await;
        assert_eq!(values(&page), typed, "at {to}");
    }
}

#[tokio::test]
async fn the_review_shows_all_that_was_typed() {
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
    let mut fields = [BASICS, PROPERTIES].concat();
    fields.extend([
        ("manager", megan.as_str()),
        ("sponsor", &sponsor),
        ("group", &group),
        ("role", Role::GuestInviter.key()),
        ("application", &application),
        ("access_ends", "2027-06-30"),
        ("go", "review"),
    ]);
    let page = admin.post(PATH, &fields).await;
    insta::assert_snapshot!(page.texts_of("form .card-body section").join("\n\n"));
    assert!(!page.has("main b"), "text, not markup");
    let preview = page.text_of(".mail-preview");
    for told in [
        "Hospes-Einladungen im Auftrag von Contoso",
        "To Pat@Partner.example",
        "admin hat Sie eingeladen",
        "\"Pat\" & all",
    ] {
        assert!(preview.contains(told), "{told} in {preview}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_at_the_top() {
    let app = TestApp::start().await;
    app.fixture.member(&app.system(), "megan").await;
    let long = "x".repeat(1_001);
    let wide = "x".repeat(200);
    let cases: &[(&str, &str, &str, &str)] = &[
        ("email", "not an address", "Basics", ""),
        (
            "email",
            "new@contoso.example",
            "Basics",
            "This address belongs to your own organization.",
        ),
        ("cc", "boss", "Basics", ""),
        (
            "redirect_url",
            "javascript:alert(1)",
            "Basics",
            "The invite redirect URL is not a web address (https://…).",
        ),
        (
            "redirect_url",
            "apps.contoso.example",
            "Basics",
            "The invite redirect URL is not a web address (https://…).",
        ),
        (
            "message",
            &long,
            "Basics",
            "The message is longer than 1,000 characters.",
        ),
        (
            "first_name",
            &wide,
            "Properties",
            "The given name is too long.",
        ),
        ("last_name", &wide, "Properties", "The surname is too long."),
        (
            "job_title",
            &wide,
            "Properties",
            "The job title is too long.",
        ),
        (
            "employee_id",
            "12345678901234567",
            "Properties",
            "The employee ID is too long.",
        ),
        (
            "employee_hire_date",
            "soon",
            "Properties",
            "The employee hire date is not a date such as 2026-01-31.",
        ),
        ("other_mails", "two words", "Properties", ""),
        (
            "access_ends",
            "tomorrow",
            "Assignments",
            "The end of access is not a date such as 2027-06-30.",
        ),
        (
            "access_ends",
            "2025-12-30",
            "Assignments",
            "The end of access is in the past.",
        ),
    ];
    for (field, value, at, said) in cases {
        let mut admin = app.as_admin().await;
        let mut fields = vec![("email", "pat@partner.example"), ("send_message", "yes")];
        fields.retain(|(name, _)| name != field);
        fields.extend([(*field, *value), ("step", "review"), ("go", "invite")]);
        let page = admin.post(PATH, &fields).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(step(&page).contains(at), "{field}: {}", step(&page));
        let error = error_of(&page, field);
        assert!(error.contains(said), "{field}: {error}");
        assert!(
            error.ends_with('.') && !error.ends_with(".."),
            "{field}: {error}"
        );
        assert_eq!(page.attribute(&format!("#{field}"), "aria-invalid"), "true");
        let kept = page.form(PATH).fields;
        let kept = kept.iter().find(|(name, _)| name == field).unwrap();
        assert_eq!(kept.1.trim(), *value, "what was typed stays");
    }
    assert!(
        app.events(hospes_identity::audit::Activity::InviteExternalUser)
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_fault_of_another_step_is_named_with_the_way_to_it() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let page = admin.open(PATH).await;
    let page = go(
        &mut admin,
        &page,
        "properties",
        &[("email", "pat@partner.example")],
    )
    .await;
    let page = go(
        &mut admin,
        &page,
        "assignments",
        &[("employee_hire_date", "soon")],
    )
    .await;
    assert!(step(&page).contains("Assignments"), "nobody is held back");
    assert!(
        page.text_of(".step-wrong")
            .contains("Properties, has a problem")
    );
    let page = go(&mut admin, &page, "review", &[]).await;
    assert!(step(&page).contains("Properties"));
    assert_eq!(
        error_of(&page, "employee_hire_date"),
        "The employee hire date is not a date such as 2026-01-31."
    );
    let page = go(
        &mut admin,
        &page,
        "review",
        &[("employee_hire_date", "2026-01-31")],
    )
    .await;
    assert!(step(&page).contains("Review"));
}

#[tokio::test]
async fn more_than_one_manager_is_a_question_and_not_a_guess() {
    let app = TestApp::start().await;
    let system = app.system();
    let (megan, alex) = (
        app.fixture.member(&system, "megan").await,
        app.fixture.member(&system, "alex").await,
    );
    let (megan, alex) = (megan.id.to_string(), alex.id.to_string());
    let mut admin = app.as_admin().await;
    let fields = [
        ("email", "pat@partner.example"),
        ("manager", &megan),
        ("manager", &alex),
        ("go", "invite"),
    ];
    let page = admin.post(PATH, &fields).await;
    assert_eq!(error_of(&page, "manager"), "Choose one person at most.");
    assert_eq!(
        page.texts_of("#manager input[checked]").len(),
        2,
        "both are still ticked"
    );
}

#[tokio::test]
async fn a_list_is_searched_without_losing_what_is_chosen() {
    let app = TestApp::start().await;
    let project = app.group("Project").await.id.to_string();
    for number in 0..25 {
        app.group(&format!("Team {number:02}")).await;
    }
    let mut admin = app.as_admin().await;
    let page = admin.open(PATH).await;
    let page = go(
        &mut admin,
        &page,
        "assignments",
        &[("email", "pat@partner.example")],
    )
    .await;
    assert_eq!(page.texts_of("#group li").len(), 20);
    assert!(
        page.text_of("#group")
            .contains("There are more. Search to find them.")
    );
    let search = [("group", project.as_str()), ("group-q", "team 24")];
    let page = go(&mut admin, &page, "assignments", &search).await;
    assert_eq!(
        page.texts_of("#group li"),
        ["Project Group", "Team 24 Group"]
    );
    assert!(page.has(&format!("#group input[value='{project}'][checked]")));
    let page = go(
        &mut admin,
        &page,
        "assignments",
        &[("group", &project), ("group-q", "nothing")],
    )
    .await;
    assert_eq!(page.texts_of("#group li"), ["Project Group"]);
    let page = go(&mut admin, &page, "review", &[]).await;
    assert!(page.text().contains("Groups Project"), "{}", page.text());
}

#[tokio::test]
async fn each_role_is_offered_what_it_may_give() {
    let app = TestApp::start().await;
    app.group("Project").await;
    let group = app.group("Another").await.id.to_string();
    for (role, groups, roles) in [
        (Role::GlobalAdministrator, 2, true),
        (Role::UserAdministrator, 2, false),
        (Role::GuestInviter, 0, false),
    ] {
        let mut browser = app.as_role(role).await;
        let page = browser.open(PATH).await;
        assert_eq!(page.status, StatusCode::OK, "{role:?}");
        let fields = [("email", "pat@partner.example")];
        let page = go(&mut browser, &page, "assignments", &fields).await;
        assert_eq!(page.texts_of("#group li").len(), groups, "{role:?}");
        assert_eq!(page.has("#role"), roles, "{role:?}");
        let page = go(&mut browser, &page, "invite", &[]).await;
        assert!(
            page.heading().starts_with("Invited"),
            "{role:?} {}",
            page.text()
        );
        let fields = [
            ("email", "kim@partner.example"),
            ("group", &group),
            ("go", "invite"),
        ];
        let page = browser.post(PATH, &fields).await;
        let may = groups > 0;
        assert_eq!(
            page.heading().starts_with("Invited"),
            may,
            "{role:?} {}",
            page.text()
        );
    }
}
