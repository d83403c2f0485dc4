//! Identity providers, as those see them who look after how guests sign in.

mod adding;
mod locked_out;
mod testing;
mod what_if;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hospes_identity::FetchError;
use hospes_identity::audit::Activity;
use hospes_identity::identity_provider::{IdentityProvider, Kind, ProviderPatch};
use hospes_identity::ids::ProviderId;
use hospes_identity::role::Role;
use hospes_identity::testing::{FakeProvider, address, json as reply, openid};
use hospes_protocol::jose::{Algorithm, SigningKey};
use serde_json::{Value, json};

use self::what_if::asked;
use super::{error_of, notice, press};
use crate::tests::federation::{LEE, University, lee};
use crate::tests::support::{Browser, Page, TestApp};

const PATH: &str = "/admin/identity-providers";
const NEW: &str = "/admin/identity-providers/new";
const ORDER: &str = "/admin/identity-providers/order";
const WHAT_IF: &str = "/admin/identity-providers/what-if";
const ISSUER: &str = "https://idp.uni.example";
const SECRET: &str = "a secret of the provider";

/// What is typed to add the university.
fn typed() -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", "University"),
        ("metadata_url", ISSUER),
        ("client_id", "hospes"),
        ("client_secret", SECRET),
        ("domains", "uni.example\r\nLIB.uni.example"),
        ("trust", "yes"),
    ]
}

async fn add(browser: &mut Browser<'_>, filled: &[(&str, &str)]) -> Page {
    let page = browser.open(NEW).await;
    press(browser, &page, NEW, filled).await
}

async fn all(app: &TestApp) -> Vec<IdentityProvider> {
    let found = app.fixture.identity.identity_providers(&app.system()).await;
    found.unwrap()
}

async fn domains(app: &TestApp, id: ProviderId) -> Vec<String> {
    let (identity, system) = (&app.fixture.identity, app.system());
    let found = identity.provider_domains(&system, id).await.unwrap();
    found.into_iter().map(|domain| domain.name).collect()
}

fn path(id: ProviderId) -> String {
    format!("{PATH}/{id}")
}

/// What administrators do who look after how guests sign in, and nothing else.
async fn as_provider_administrator(app: &TestApp) -> Browser<'_> {
    app.as_role(Role::ExternalIdentityProviderAdministrator)
        .await
}

#[tokio::test]
async fn what_can_be_changed_is_changed_and_the_secret_only_replaced() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    assert_eq!(page.attribute("#client_secret", "value"), "");
    let filled = [
        ("name", "The university"),
        ("client_authentication", "client_secret_post"),
        ("scopes", "email profile"),
        ("email_claim", "upn"),
        ("name_claim", "nick"),
        ("given_name_claim", "first"),
        ("family_name_claim", "last"),
    ];
    let page = press(&mut admin, &page, &at, &filled).await;
    assert_eq!(notice(&page), "The provider is saved.");
    assert_eq!(page.heading(), "The university");
    assert_eq!(page.attribute("#scopes", "value"), "openid email profile");
    let saved = all(&app).await.remove(0);
    let claims = &openid(&saved).claims;
    assert_eq!(
        (claims.email.as_str(), claims.name.as_str()),
        ("upn", "nick")
    );
    let parts = (claims.given_name.as_str(), claims.family_name.as_str());
    assert_eq!(parts, ("first", "last"));
    assert!(openid(&saved).has_secret, "an empty field keeps it");
    // All that is wrong, at once.
    let wrong = [("name", ""), ("scopes", "\"x\""), ("email_claim", "")];
    let page = press(&mut admin, &page, &at, &wrong).await;
    for field in ["name", "scopes", "email_claim"] {
        error_of(&page, field);
    }
    assert_eq!(page.heading(), "The university");
    // A public client has none.
    let page = admin.open(&at).await;
    let public = [("client_authentication", "none")];
    let page = press(&mut admin, &page, &at, &public).await;
    assert!(!openid(&all(&app).await.remove(0)).has_secret);
    let basic = [("client_authentication", "client_secret_basic")];
    let page = press(&mut admin, &page, &at, &basic).await;
    let error = error_of(&page, "client_secret");
    assert_eq!(error, "The client secret is missing.");
    let with_secret = [basic[0], ("client_secret", "another secret")];
    let page = press(&mut admin, &page, &at, &with_secret).await;
    assert_eq!(notice(&page), "The provider is saved.");
    assert!(openid(&all(&app).await.remove(0)).has_secret);
    assert_eq!(app.events(Activity::UpdateIdentityProvider).await.len(), 3);
}

#[tokio::test]
async fn its_word_on_factors_is_trusted_by_a_switch_that_is_off_by_default() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    assert!(page.has("#trusts_multifactor:not([checked])"));
    assert!(page.has("#asks_for_multifactor:not([checked])"));
    let filled = [
        ("trusts_multifactor", "yes"),
        ("multifactor_classes", "urn:gold\r\n urn:platinum "),
    ];
    let page = press(&mut admin, &page, &at, &filled).await;
    assert_eq!(notice(&page), "The provider is saved.");
    assert!(page.has("#trusts_multifactor[checked]"));
    let classes = page.text_of("#multifactor_classes");
    assert_eq!(
        classes.split_whitespace().collect::<Vec<_>>(),
        ["urn:gold", "urn:platinum"]
    );
    let saved = all(&app).await.remove(0).trust().cloned().unwrap();
    let saved = saved.multifactor;
    assert!(saved.is_trusted && !saved.is_asked_for);
    assert_eq!(saved.classes, ["urn:gold", "urn:platinum"]);
    let event = format!(
        "{:?}",
        app.events(Activity::UpdateIdentityProvider).await[0]
    );
    assert!(
        event.contains("TrustsMultifactor") && event.contains("urn:gold urn:platinum"),
        "{event}"
    );
    let wrong = [("multifactor_classes", "naïve <b>")];
    let page = press(&mut admin, &page, &at, &wrong).await;
    let error = error_of(&page, "multifactor_classes");
    assert_eq!(
        error,
        "One of them is no word of at most 255 ASCII characters."
    );
    // Whoever reads the settings sees it, and changes nothing.
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(&at).await;
    assert!(page.has("fieldset[disabled] #trusts_multifactor[checked]"));
    // A service that says nothing of it has no such switch.
    let form = admin.open(&format!("{NEW}?kind=gitHub")).await;
    let filled = [("client_id", "1"), ("client_secret", SECRET)];
    let page = press(&mut admin, &form, NEW, &filled).await;
    assert!(!page.has("#trusts_multifactor"));
}

#[tokio::test]
async fn its_word_on_devices_is_trusted_by_a_switch_of_its_own() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    assert!(page.has("#trusts_devices:not([checked])"));
    let ticked = [("trusts_devices", "yes")];
    let page = press(&mut admin, &page, &at, &ticked).await;
    assert_eq!(notice(&page), "The provider is saved.");
    assert!(page.has("#trusts_devices[checked]"));
    assert!(page.has("#trusts_multifactor:not([checked])"));
    let trust = all(&app).await.remove(0).trust().cloned().unwrap();
    assert!(trust.devices && !trust.multifactor.is_trusted);
    let events = app.events(Activity::UpdateIdentityProvider).await;
    let event = format!("{:?}", events[0]);
    assert!(event.contains("TrustsDevices"), "{event}");
    assert!(!event.contains("TrustsMultifactor"), "{event}");
    // What else is wrong with the form loses nothing of it.
    let wrong = [("name", "")];
    let page = press(&mut admin, &page, &at, &wrong).await;
    error_of(&page, "name");
    assert!(page.has("#trusts_devices[checked]"));
    // Whoever reads the settings sees it, and changes nothing.
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(&at).await;
    assert!(page.has("fieldset[disabled] #trusts_devices[checked]"));
    // A service that says nothing of it has no such switch, and takes none.
    let form = admin.open(&format!("{NEW}?kind=gitHub")).await;
    let filled = [("client_id", "1"), ("client_secret", SECRET)];
    let page = press(&mut admin, &form, NEW, &filled).await;
    assert!(!page.has("#trusts_devices"));
    let patch = ProviderPatch {
        trusts_devices: Some(true),
        ..ProviderPatch::default()
    };
    let identity = &app.fixture.identity;
    let github = all(&app)
        .await
        .into_iter()
        .find(|one| one.kind == Kind::GitHub);
    let (system, id) = (app.system(), github.unwrap().id);
    let refused = identity.update_identity_provider(&system, id, &patch);
    let refused = refused.await.unwrap_err().to_string();
    assert!(refused.contains("says nothing of devices"), "{refused}");
}

#[tokio::test]
async fn a_key_of_this_server_is_published_where_the_page_says_and_replaced() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    assert!(!page.has("#key_set_url"));
    let by_key = [("client_authentication", "private_key_jwt")];
    let page = press(&mut admin, &page, &at, &by_key).await;
    let url = page.attribute("#key_set_url", "value");
    let url = url.strip_prefix("https://hospes.example").unwrap();
    let keys = |set: Value| set["keys"].as_array().unwrap().len();
    let answer = app.get(url).await;
    assert_eq!(keys(answer.json(StatusCode::OK)), 1);
    let page = press(&mut admin, &page, &format!("{at}/key"), &[]).await;
    assert!(notice(&page).starts_with("A new key signs"));
    assert!(page.text().contains("Replaced, published for a day"));
    assert_eq!(keys(app.get(url).await.json(StatusCode::OK)), 2);
    let other = format!("/{}/discovery/providers/none/keys", app.contoso.id);
    assert_eq!(app.get(&other).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn domains_are_set_and_those_of_the_organization_are_refused() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let (at, action) = (
        path(uni.provider.id),
        format!("{}/domains", path(uni.provider.id)),
    );
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    let filled = [("domains", "uni.example bücher.example"), ("trust", "yes")];
    let page = press(&mut admin, &page, &action, &filled).await;
    assert_eq!(notice(&page), "The domains are saved.");
    let saved = ["uni.example", "xn--bcher-kva.example"];
    assert_eq!(domains(&app, uni.provider.id).await, saved);
    for (typed, said) in [
        ("uni.example contoso.example", "this organization's own"),
        ("uni.example no_domain", "no_domain is not a domain"),
    ] {
        let page = press(&mut admin, &page, &action, &[("domains", typed)]).await;
        assert!(error_of(&page, "domains").contains(said));
        assert_eq!(page.text_of("#domains"), typed);
    }
    assert_eq!(domains(&app, uni.provider.id).await, saved);
}

#[tokio::test]
async fn switching_off_says_first_whom_it_locks_out() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    let mut admin = as_provider_administrator(&app).await;
    let zone = ".danger-zone";
    let page = admin.open(&at).await;
    assert!(
        page.text_of(zone)
            .contains("No guest signs in with it yet.")
    );
    let mut guest = uni.accepted().await;
    assert_eq!(guest.get("/myapps").await.status, StatusCode::OK);
    let page = admin.open(&at).await;
    assert!(page.text_of(zone).contains("1 guest has no other way"));
    assert!(page.has(&format!("{zone} a[href='{at}/locked-out']")));
    let page = press(&mut admin, &page, &format!("{at}/disable"), &[]).await;
    assert!(notice(&page).starts_with("Nobody is sent to the provider any more"));
    assert!(!all(&app).await.remove(0).is_enabled);
    assert_eq!(guest.get("/myapps").await.status, StatusCode::SEE_OTHER);
    assert!(!page.has(&format!("form[action='{at}/test']")));
    let page = press(&mut admin, &page, &format!("{at}/enable"), &[]).await;
    assert!(notice(&page).contains("again"));
    assert!(all(&app).await.remove(0).is_enabled);
}

#[tokio::test]
async fn removing_names_whom_it_locks_out_and_is_refused_when_there_are_more() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let delete = format!("{}/delete", path(uni.provider.id));
    let mut admin = app.as_admin().await;
    let before = admin.open(&delete).await;
    assert!(before.text().contains("nobody is locked out"));
    assert!(!before.text().contains("to its domains"));
    assert!(before.text().contains("its client secret are forgotten"));
    uni.accepted().await;
    let system = app.system();
    app.fixture.invite(&system, "kim@uni.example").await;
    app.fixture.invite(&system, "kim@not-uni.example").await;
    // The page that said "nobody" does not remove it.
    let page = press(&mut admin, &before, &delete, &[]).await;
    assert!(notice(&page).starts_with("It locks out more guests now"));
    assert!(page.text().contains("1 guest has no other way"));
    let waiting = "1 invitation to its domains waits for an answer";
    assert!(page.text().contains(waiting), "{}", page.text());
    assert_eq!(all(&app).await.len(), 1);
    let guest = page.attribute("section[aria-labelledby=guests] a.row-link", "href");
    let page = press(&mut admin, &page, &delete, &[]).await;
    assert_eq!(notice(&page), "The provider is removed.");
    // It leads to where they are reset.
    assert_eq!(page.heading(), "Guests who are locked out");
    assert!(page.has(&format!("a[href='{guest}']")));
    assert!(all(&app).await.is_empty());
    let page = admin.open(&path(uni.provider.id)).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    // Their page still says with what they signed in.
    let page = admin.open(&guest).await;
    let row = page.text_of("section[aria-labelledby=identities] tbody");
    for part in ["University", "Not in use", ISSUER, "lee-1"] {
        assert!(row.contains(part), "{part} in {row}");
    }
    // The same issuer brings them back, with the redirect URI of then.
    let page = add(&mut admin, &typed()).await;
    assert!(notice(&page).starts_with("The provider was here before"));
    assert_eq!(all(&app).await[0].id, uni.provider.id);
}

#[tokio::test]
async fn the_order_names_each_class_once() {
    let app = TestApp::start().await;
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(ORDER).await;
    assert!(!page.has("button[name=reset]"));
    let swapped = [
        ("first", "externalFederation"),
        ("second", "azureActiveDirectory"),
        ("passcode", ""),
    ];
    let page = press(&mut admin, &page, ORDER, &swapped).await;
    assert!(notice(&page).starts_with("The order is saved."));
    let chosen =
        |page: &Page, name: &str| page.attribute(&format!("#{name} option[selected]"), "value");
    assert_eq!(chosen(&page, "first"), "externalFederation");
    assert_eq!(chosen(&page, "third"), "socialIdentityProviders");
    assert!(!page.has("#passcode[checked]"));
    let list = admin.open(PATH).await;
    let built_in = list.text_of("section[aria-labelledby=built-in]");
    assert!(built_in.contains("Off"), "{built_in}");
    let twice = [("second", "externalFederation")];
    let refused = press(&mut admin, &page, ORDER, &twice).await;
    assert!(error_of(&refused, "first").contains("once"));
    assert_eq!(chosen(&refused, "second"), "externalFederation");
    let nonsense = admin.post(ORDER, &[("first", "mail")]).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    let page = press(&mut admin, &page, ORDER, &[("reset", "yes")]).await;
    assert_eq!(chosen(&page, "first"), "azureActiveDirectory");
    assert!(page.has("#passcode[checked]"));
    assert_eq!(app.events(Activity::UpdatePolicy).await.len(), 2);
}

#[tokio::test]
async fn who_may_only_read_is_offered_nothing_to_change() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(PATH).await;
    assert!(!page.has(&format!("a[href^='{NEW}']")));
    let page = reader.open(&at).await;
    assert!(page.text().contains("You can read these settings."));
    assert!(page.has("fieldset[disabled]"));
    for gone in ["/test", "/disable", "/delete"] {
        assert!(!page.has(&format!("[action='{at}{gone}'], [href='{at}{gone}']")));
    }
    let page = reader.open(ORDER).await;
    assert!(page.has("fieldset[disabled]") && !page.has("form .button-primary"));
    assert_eq!(
        asked(&mut reader, "a@b.example").await.status,
        StatusCode::OK
    );
    let stored = app.stored().await;
    for path in [
        NEW.to_owned(),
        ORDER.to_owned(),
        at.clone(),
        format!("{at}/domains"),
        format!("{at}/enable"),
        format!("{at}/disable"),
        format!("{at}/test"),
        format!("{at}/delete"),
    ] {
        let mut fields = typed();
        let order = [
            ("first", "externalFederation"),
            ("second", "azureActiveDirectory"),
            ("third", "socialIdentityProviders"),
        ];
        fields.extend(order);
        let page = reader.post(&path, &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in [NEW.to_owned(), format!("{at}/delete")] {
        let page = reader.open(&path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(app.stored().await, stored);
    // Nor may those see it who may not read settings.
    let mut inviter = app.as_role(Role::GuestInviter).await;
    for path in [PATH, ORDER, WHAT_IF, &at] {
        let page = inviter.open(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_domain_waits_for_the_word_of_its_owner_or_of_an_administrator() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    let (action, look) = (format!("{at}/domains"), format!("{at}/domains/look"));
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    assert!(!page.has(&format!("form[action='{look}']")));
    let filled = [("domains", "uni.example alumni.example staff.example")];
    let page = press(&mut admin, &page, &action, &filled).await;
    assert!(notice(&page).starts_with("Saved. Not every domain is used yet"));
    let record = "DirectFedAuthUrl=https://idp.uni.example";
    assert_eq!(page.attribute("#record", "value"), record);
    let list = admin.open(PATH).await;
    assert!(list.text().contains("2 not proved"));
    let what_if = format!("{PATH}/what-if?address=lee@alumni.example");
    let asked = admin.open(&what_if).await;
    assert!(
        asked.text().contains("it is not proved yet"),
        "{}",
        asked.text()
    );
    let page = press(&mut admin, &page, &look, &[]).await;
    let said = "Without the record: alumni.example, staff.example.";
    assert!(page.text().contains(said), "{}", page.text());
    app.fixture.fetch.text("alumni.example", &[record]);
    let page = press(&mut admin, &page, &look, &[]).await;
    assert!(notice(&page).starts_with("Proved: alumni.example."));
    let trust = format!("{at}/domains/trust");
    let page = press(&mut admin, &page, &trust, &[("domain", "staff.example")]).await;
    assert!(notice(&page).starts_with("staff.example is used without a proof"));
    assert!(!page.has("#record"));
    let asked = admin.open(&what_if).await;
    assert!(asked.text().contains("They sign in at University"));
}
