//! Every number of an error that programs and developers look up, each got through HTTP in the form in which it
//! is told: as JSON, by way of the browser, or on a page.
//!
//! The name of a test ends in the number that it gets; [`every_number_is_got_or_has_a_reason_not_to_be`] reads
//! the names.

use hospes_identity::cross_tenant_access::{AccessType, Collaboration, DefaultsPatch};
use hospes_identity::testing::{PASSWORD, address};
use hospes_identity::user::{PasswordReset, UserPatch};
use hospes_identity::{Patch, Span};

use super::super::support::Client;
use super::super::{device, security};
use super::*;

/// All numbers that the wire contract has.
const TABLE: [u32; 45] = [
    16_000, 50_020, 50_034, 90_072, 50_014, 50_011, 50_053, 50_055, 50_056, 50_057, 50_058, 50_059,
    90_002, 900_023, 50_076, 50_079, 50_105, 50_126, 50_173, 50_194, 500_011, 50_001, 500_212,
    500_213, 501_481, 65_001, 65_004, 70_008, 700_082, 54_005, 70_011, 28_002, 70_016, 70_018,
    70_020, 700_016, 70_003, 7_000_215, 7_000_218, 7_000_222, 900_144, 9_002_326, 9_002_327,
    700_054, 28_000,
];

const ACCOUNTS: &str =
    "people choose an account on the sign-in page, and 50020 says that it is nobody here";
const PASSWORDS: &str = "nobody is told whether an account is there: 50126";

/// Those that nothing here is answered with.
const NOT_HERE: [(u32, &str); 5] = [
    (90_072, ACCOUNTS),
    (
        50_194,
        "an application is of one organization: 700016 elsewhere",
    ),
    (50_001, "500011 says it"),
    (50_056, PASSWORDS),
    (50_057, PASSWORDS),
];

/// A row: status, word and number.
type Row<'a> = (u16, &'a str, u32);

/// Reads an error of a program, which has all of its parts and none of what was secret.
fn told(page: &Page, (status, error, number): Row<'_>, secrets: &[&str]) -> Value {
    let body = page.json(StatusCode::from_u16(status).unwrap());
    assert_eq!(body["error"], error, "{body}");
    assert_eq!(body["error_codes"], json!([number]), "{body}");
    assert_eq!(body["error_uri"], uri(number));
    describes(body["error_description"].as_str().unwrap(), number);
    for name in ["timestamp", "trace_id", "correlation_id"] {
        assert!(body[name].is_string(), "{name} in {body}");
    }
    assert_eq!(page.header("content-type"), "application/json");
    assert_eq!(page.header("cache-control"), "no-store");
    for secret in secrets {
        assert!(!page.body.contains(secret), "{body}");
    }
    body
}

/// Reads an error on its way to the application by the browser.
fn sent_back(page: &Page, (error, number): (&str, u32)) {
    let answered = Answered::of(page.location());
    assert_eq!(answered.to, WEB);
    assert_eq!(answered.get("error"), error, "{answered:?}");
    assert_eq!(answered.get("error_uri"), uri(number));
    assert_eq!(answered.get("state"), "the state");
    describes(&answered.get("error_description"), number);
    assert!(answered.find("code").is_none());
}

/// Reads an error on a page.
fn shown(page: &Page, number: u32) {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    assert!(page.headers.get("location").is_none());
    let text = page.text();
    assert!(text.contains(&format!("AADSTS{number}: ")), "{text}");
}

fn uri(number: u32) -> String {
    format!("https://hospes.example/error?code={number}")
}

fn describes(text: &str, number: u32) {
    assert!(text.starts_with(&format!("AADSTS{number}: ")), "{text}");
    for part in [" Trace ID: ", " Correlation ID: ", " Timestamp: "] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

/// What an application sends for a token of its own.
fn own<'a>(rp: &'a Rp<'_>, scope: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("grant_type", "client_credentials"),
        ("client_id", &rp.client_id),
        ("client_secret", &rp.secret),
        ("scope", scope),
    ]
}

const GRAPH: &str = "https://hospes.example/.default";

#[test]
fn every_number_is_got_or_has_a_reason_not_to_be() {
    let tests = include_str!("error_table.rs");
    for number in TABLE {
        let is_got = tests.contains(&format!("_is_{number}()"));
        let is_not_here = NOT_HERE.iter().any(|(other, _)| *other == number);
        assert!(is_got != is_not_here, "{number}");
    }
    assert!(NOT_HERE.iter().all(|(number, _)| TABLE.contains(number)));
}

#[tokio::test]
async fn a_redirect_uri_that_is_not_registered_is_50011() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let wrong = [("redirect_uri", Some("https://evil.example/"))];
    shown(&app.as_admin().await.get(&rp.request(&wrong)).await, 50_011);
}

#[tokio::test]
async fn an_account_that_is_no_guest_here_is_50020() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let mut browser = app.signed_in(&sam).await;
    shown(&browser.get(&rp.request(&[])).await, 50_020);
    // Whom Fabrikam calls by an address of somebody else's learns nothing of them.
    app.fixture
        .invite(&app.system(), "pat@partner.example")
        .await;
    let called = UserPatch {
        mail: Patch::Set(address("pat@partner.example")),
        ..UserPatch::default()
    };
    let identity = &app.fixture.identity;
    let changed = identity.update_user(&elsewhere, sam.id, &called);
    let sam = changed.await.unwrap();
    let mut browser = app.signed_in(&sam).await;
    shown(&browser.get(&rp.request(&[])).await, 50_020);
}

/// What an application hears of a guest from Fabrikam when one of the two lets nobody in, or out.
async fn between_organizations(at_home: bool, number: u32) {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let opened = app.fixture.sign_in(&sam).await;
    let (identity, contoso) = (&app.fixture.identity, app.system());
    let invited = app.fixture.invite(&contoso, "sam@fabrikam.example").await;
    let flow = app.fixture.flow(contoso.tenant, &invited);
    let here = app.fixture.circumstances();
    let accepted = identity.accept(&flow, &opened.session, &here).await;
    accepted.unwrap();
    let nobody = Some(Collaboration::everything(AccessType::Blocked));
    let (actor, patch) = if at_home {
        let outbound = nobody;
        let patch = DefaultsPatch {
            outbound,
            ..DefaultsPatch::default()
        };
        (elsewhere, patch)
    } else {
        let inbound = nobody;
        let patch = DefaultsPatch {
            inbound,
            ..DefaultsPatch::default()
        };
        (contoso, patch)
    };
    let changed = identity.update_cross_tenant_defaults(&actor, &patch).await;
    changed.unwrap();
    let mut browser = app.signed_in(&sam).await;
    shown(&browser.get(&rp.request(&[])).await, number);
    let silent = rp.request(&[("prompt", Some("none"))]);
    sent_back(&browser.get(&silent).await, ("access_denied", number));
}

#[tokio::test]
async fn a_guest_whom_home_does_not_let_out_is_500212() {
    between_organizations(true, 500_212).await;
}

#[tokio::test]
async fn a_guest_whom_the_organization_does_not_let_in_is_500213() {
    between_organizations(false, 500_213).await;
}

#[tokio::test]
async fn a_guest_who_has_not_accepted_is_50014() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let mut browser = app.signed_in(&sam).await;
    app.fixture
        .invite(&app.system(), "sam@fabrikam.example")
        .await;
    shown(&browser.get(&rp.request(&[])).await, 50_014);
    let silent = rp.request(&[("prompt", Some("none"))]);
    sent_back(&browser.get(&silent).await, ("login_required", 50_058));
}

#[tokio::test]
async fn an_application_on_a_device_that_asks_without_a_page_is_16000() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let public = ("redirect_uri", Some(PUBLIC));
    rp.code(&mut browser, &[public]).await;
    let page = browser
        .get(&rp.request(&[public, ("prompt", Some("none"))]))
        .await;
    let answered = Answered::of(page.location());
    assert_eq!(answered.get("error"), "interaction_required");
    describes(&answered.get("error_description"), 16_000);
}

#[tokio::test]
async fn a_second_factor_that_the_person_has_not_is_50079() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    security::ask(&app, &app.system(), |settings| {
        settings.second_factor_administrators = true;
    })
    .await;
    let page = browser.get(&rp.request(&[("prompt", Some("none"))])).await;
    sent_back(&page, ("interaction_required", 50_079));
}

#[tokio::test]
async fn a_second_factor_that_was_not_proved_is_50076() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    security::ask(&app, &app.system(), |settings| {
        settings.second_factor_administrators = true;
    })
    .await;
    let mut browser = app.browser();
    let page = browser.sign_in(&app.admin.user_principal_name).await;
    security::add_app(&app, &mut browser, &page).await;
    let mut other = app.as_admin().await;
    let page = other.get(&rp.request(&[("prompt", Some("none"))])).await;
    sent_back(&page, ("interaction_required", 50_076));
}

/// An application to which passwords may be sent.
async fn for_passwords(app: &TestApp) -> Rp<'_> {
    let rp = Rp::new(app).await;
    without_a_page::settings(app, true).await;
    without_a_page::register_public(&rp).await;
    rp
}

#[tokio::test]
async fn a_wrong_password_is_50126() {
    let app = TestApp::start().await;
    let rp = for_passwords(&app).await;
    let name = app.admin.user_principal_name.clone();
    for who in [name.as_str(), "nobody@contoso.example"] {
        let page = without_a_page::password(&rp, (who, "not this one")).await;
        told(&page, (400, "invalid_grant", 50_126), &["not this one"]);
    }
}

#[tokio::test]
async fn a_password_of_another_organization_is_50034() {
    let app = TestApp::start().await;
    let rp = for_passwords(&app).await;
    let page = without_a_page::password(&rp, ("bob@fabrikam.example", "this one")).await;
    told(&page, (400, "invalid_grant", 50_034), &["this one"]);
}

#[tokio::test]
async fn too_many_wrong_passwords_is_50053() {
    let app = TestApp::start().await;
    let rp = for_passwords(&app).await;
    let name = app.admin.user_principal_name.clone();
    for _ in 0..10 {
        without_a_page::password(&rp, (&name, "wrong")).await;
    }
    let page = without_a_page::password(&rp, (&name, PASSWORD)).await;
    told(&page, (400, "invalid_grant", 50_053), &[PASSWORD]);
}

#[tokio::test]
async fn a_password_that_must_be_changed_is_50055() {
    let app = TestApp::start().await;
    let rp = for_passwords(&app).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let megan = app.fixture.member(&system, "megan").await;
    let reset = PasswordReset {
        password: Some("A first password 7 that nobody keeps".to_owned()),
        must_change: true,
    };
    identity
        .reset_password(&system, megan.id, &reset)
        .await
        .unwrap();
    let first = reset.password.unwrap();
    let page = without_a_page::password(&rp, (&megan.user_principal_name, &first)).await;
    told(&page, (400, "invalid_grant", 50_055), &[&first]);
}

#[tokio::test]
async fn a_device_that_nobody_decided_about_is_70016() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let codes = device::begun(&rp, &app, "contoso.example").await;
    let page = device::poll(&rp, &app, ("contoso.example", &codes)).await;
    let secret = codes["device_code"].as_str().unwrap();
    told(&page, (400, "authorization_pending", 70_016), &[secret]);
}

#[tokio::test]
async fn a_device_code_that_is_none_is_70018() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut codes = device::begun(&rp, &app, "contoso.example").await;
    let secret = codes["device_code"]
        .as_str()
        .unwrap()
        .replace(|c: char| c.is_ascii_digit(), "A");
    codes["device_code"] = json!(secret);
    let page = device::poll(&rp, &app, ("contoso.example", &codes)).await;
    told(&page, (400, "bad_verification_code", 70_018), &[&secret]);
}

#[tokio::test]
async fn a_device_code_whose_time_is_over_is_70020() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let codes = device::begun(&rp, &app, "contoso.example").await;
    app.fixture.clock.advance(Span::minutes(15));
    let page = device::poll(&rp, &app, ("contoso.example", &codes)).await;
    told(&page, (400, "expired_token", 70_020), &[]);
}

#[tokio::test]
async fn a_sign_in_that_must_ask_and_may_not_is_50058() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let silent = rp.request(&[("prompt", Some("none"))]);
    let page = app.browser().get(&silent).await;
    sent_back(&page, ("login_required", 50_058));
}

#[tokio::test]
async fn no_organization_that_could_be_meant_is_50059() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let page = Client::token(&app, "common", &own(&rp, GRAPH)).await;
    told(&page, (400, "invalid_request", 50_059), &[&rp.secret]);
    // Somebody with a mailbox is at home nowhere.
    app.fixture
        .guest(&app.system(), "pat@partner.example")
        .await;
    let mut browser = app.by_code("pat@partner.example").await;
    shown(&browser.get(&rp.request_at("common", &[])).await, 50_059);
}

#[tokio::test]
async fn an_organization_that_does_not_exist_is_90002() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let nobody = "nobody.example";
    let page = Client::token(&app, nobody, &own(&rp, GRAPH)).await;
    told(&page, (400, "invalid_request", 90_002), &[&rp.secret]);
    shown(&app.get(&rp.request_at(nobody, &[])).await, 90_002);
    for tail in [
        "v2.0/.well-known/openid-configuration",
        "discovery/v2.0/keys",
    ] {
        let page = app.get(&format!("/{nobody}/{tail}")).await;
        told(&page, (400, "invalid_request", 90_002), &[]);
    }
}

#[tokio::test]
async fn a_name_that_no_organization_can_have_is_900023() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let page = Client::token(&app, "no_body", &own(&rp, GRAPH)).await;
    told(&page, (400, "invalid_request", 900_023), &[&rp.secret]);
    shown(&app.get(&rp.request_at("no_body", &[])).await, 900_023);
}

#[tokio::test]
async fn an_application_that_is_not_assigned_is_50105() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    rp.require_assignment().await;
    shown(&browser.get(&rp.request(&[])).await, 50_105);
    let page = browser.get(&rp.request(&[("prompt", Some("none"))])).await;
    sent_back(&page, ("interaction_required", 50_105));
    let page = rp.exchange(&code, &[]).await;
    let row = (400, "interaction_required", 50_105);
    told(&page, row, &[&code, &rp.secret, VERIFIER]);
}

#[tokio::test]
async fn sessions_that_were_revoked_since_is_50173() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let code = rp.code(&mut app.as_admin().await, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    app.fixture.clock.advance(Span::minutes(1));
    let (identity, system) = (&app.fixture.identity, app.system());
    let revoked = identity.revoke_sessions(&system, app.admin.id).await;
    revoked.unwrap();
    let token = answer["refresh_token"].as_str().unwrap();
    let page = rp.refresh(token, &[]).await;
    told(&page, (400, "invalid_grant", 50_173), &[token, &rp.secret]);
}

#[tokio::test]
async fn a_resource_that_is_not_known_is_500011() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let form = own(&rp, "https://else.example/.default");
    let page = rp.token(&form, None).await;
    told(&page, (400, "invalid_resource", 500_011), &[&rp.secret]);
    let elsewhere = [("scope", Some("openid api://other/read"))];
    let page = app.as_admin().await.get(&rp.request(&elsewhere)).await;
    sent_back(&page, ("invalid_resource", 500_011));
}

#[tokio::test]
async fn a_verifier_that_does_not_fit_is_501481() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let code = rp.code(&mut app.as_admin().await, &[]).await;
    let other = "another-verifier-that-nobody-guesses-0123456789";
    let page = rp.exchange(&code, &[("code_verifier", Some(other))]).await;
    let row = (400, "invalid_grant", 501_481);
    told(&page, row, &[&code, &rp.secret, other]);
}

#[tokio::test]
async fn a_consent_that_is_missing_is_65001() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let page = browser.get(&rp.request(&[("prompt", Some("none"))])).await;
    sent_back(&page, ("consent_required", 65_001));
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = answer["refresh_token"].as_str().unwrap();
    let more = [("scope", Some("User.Read.All"))];
    let page = rp.refresh(token, &more).await;
    let body = told(&page, (400, "invalid_grant", 65_001), &[token, &rp.secret]);
    assert_eq!(body["suberror"], "consent_required");
}

#[tokio::test]
async fn a_consent_that_is_declined_is_65004() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let page = browser.open(&rp.request(&[])).await;
    let action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
    let no = [("answer", "cancel")];
    let page = browser.submit(&page, &action, &no).await;
    sent_back(&page, ("access_denied", 65_004));
}

#[tokio::test]
async fn a_code_that_is_too_old_is_70008() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let code = rp.code(&mut app.as_admin().await, &[]).await;
    app.fixture.clock.advance(Span::minutes(10));
    let page = rp.exchange(&code, &[]).await;
    let row = (400, "invalid_grant", 70_008);
    told(&page, row, &[&code, &rp.secret, VERIFIER]);
}

#[tokio::test]
async fn a_refresh_token_that_is_too_old_is_700082() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let code = rp.code(&mut app.as_admin().await, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    app.fixture.clock.advance(Span::days(90));
    let token = answer["refresh_token"].as_str().unwrap();
    let page = rp.refresh(token, &[]).await;
    told(&page, (400, "invalid_grant", 700_082), &[token, &rp.secret]);
}

#[tokio::test]
async fn a_code_that_comes_twice_is_54005() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let code = rp.code(&mut app.as_admin().await, &[]).await;
    rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let page = rp.exchange(&code, &[]).await;
    let row = (400, "invalid_grant", 54_005);
    told(&page, row, &[&code, &rp.secret, VERIFIER]);
}

#[tokio::test]
async fn a_scope_that_cannot_be_read_is_70011() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let two = format!("{GRAPH} {GRAPH}");
    let page = rp.token(&own(&rp, &two), None).await;
    told(&page, (400, "invalid_scope", 70_011), &[&rp.secret]);
    let quoted = [("scope", Some("openid \"User.Read\""))];
    let page = app.as_admin().await.get(&rp.request(&quoted)).await;
    sent_back(&page, ("invalid_scope", 70_011));
}

#[tokio::test]
async fn a_scope_that_does_not_exist_is_28002() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let unknown = [("scope", Some("openid Everything.Do"))];
    let page = app.as_admin().await.get(&rp.request(&unknown)).await;
    sent_back(&page, ("invalid_scope", 28_002));
}

#[tokio::test]
async fn scopes_of_two_resources_is_28000() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let two = [("scope", Some("https://a.example/x https://b.example/y"))];
    let page = app.as_admin().await.get(&rp.request(&two)).await;
    sent_back(&page, ("invalid_scope", 28_000));
}

#[tokio::test]
async fn a_response_type_that_is_not_enabled_is_700054() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let implicit = [("response_type", Some("id_token"))];
    let page = app.as_admin().await.get(&rp.request(&implicit)).await;
    sent_back(&page, ("unsupported_response_type", 700_054));
    let in_fragment = format!("{WEB}#error=");
    assert!(
        page.location().starts_with(&in_fragment),
        "as that type has it"
    );
}

#[tokio::test]
async fn an_application_that_is_not_known_here_is_700016() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let row = (400, "unauthorized_client", 700_016);
    let page = Client::token(&app, "fabrikam.example", &own(&rp, GRAPH)).await;
    told(&page, row, &[&rp.secret]);
    let mut browser = app.as_admin().await;
    shown(
        &browser.get(&rp.request_at("fabrikam.example", &[])).await,
        700_016,
    );
    // At the home of somebody of another organization it is not known either.
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let mut browser = app.signed_in(&sam).await;
    shown(&browser.get(&rp.request_at("common", &[])).await, 700_016);
}

#[tokio::test]
async fn a_grant_that_is_not_done_here_is_70003() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut form = own(&rp, GRAPH);
    change(&mut form, &[("grant_type", Some("urn:example:wish"))]);
    let page = rp.token(&form, None).await;
    let row = (400, "unsupported_grant_type", 70_003);
    told(&page, row, &[&rp.secret]);
}

#[tokio::test]
async fn a_secret_that_is_wrong_is_7000215() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut form = own(&rp, GRAPH);
    let guess = "a-guess-at-a-secret";
    change(&mut form, &[("client_secret", Some(guess))]);
    let page = rp.token(&form, None).await;
    told(&page, (401, "invalid_client", 7_000_215), &[guess]);
    assert_eq!(page.header("www-authenticate"), "Basic realm=\"hospes\"");
}

#[tokio::test]
async fn a_secret_that_is_missing_is_7000218() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut form = own(&rp, GRAPH);
    change(&mut form, &[("client_secret", None)]);
    let page = rp.token(&form, None).await;
    told(&page, (401, "invalid_client", 7_000_218), &[]);
}

#[tokio::test]
async fn a_secret_that_is_too_old_is_7000222() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    rp.token(&own(&rp, GRAPH), None).await.json(StatusCode::OK);
    app.fixture.clock.advance(Span::days(731));
    let page = rp.token(&own(&rp, GRAPH), None).await;
    told(&page, (401, "invalid_client", 7_000_222), &[&rp.secret]);
}

#[tokio::test]
async fn a_parameter_that_is_missing_is_900144() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    for name in ["grant_type", "client_id", "scope"] {
        let mut form = own(&rp, GRAPH);
        change(&mut form, &[(name, None)]);
        let page = rp.token(&form, None).await;
        let body = told(&page, (400, "invalid_request", 900_144), &[&rp.secret]);
        let text = body["error_description"].as_str().unwrap();
        assert!(text.contains(&format!("'{name}'")), "{text}");
    }
    let mut browser = app.as_admin().await;
    let page = browser.get(&rp.request(&[("response_type", None)])).await;
    sent_back(&page, ("invalid_request", 900_144));
    shown(
        &browser.get(&rp.request(&[("client_id", None)])).await,
        900_144,
    );
}

#[tokio::test]
async fn a_page_that_redeems_what_is_of_a_server_is_9002326() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let code = rp.code(&mut app.as_admin().await, &[]).await;
    let form = rp.code_form(&code);
    let page = rp.token(&form, Some("https://rp.example")).await;
    let row = (400, "invalid_request", 9_002_326);
    told(&page, row, &[&code, &rp.secret, VERIFIER]);
}

#[tokio::test]
async fn a_server_that_redeems_what_is_of_a_page_is_9002327() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let spa = [("redirect_uri", Some(SPA))];
    let code = rp.code(&mut app.as_admin().await, &spa).await;
    let page = rp.token(&rp.page_form(&code), None).await;
    let row = (400, "invalid_request", 9_002_327);
    told(&page, row, &[&code, VERIFIER]);
}
