//! Identity providers, as those see them who look after how guests sign in.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hospes_identity::FetchError;
use hospes_identity::audit::Activity;
use hospes_identity::identity_provider::{IdentityProvider, ProviderPatch};
use hospes_identity::ids::ProviderId;
use hospes_identity::role::Role;
use hospes_identity::testing::{FakeProvider, address, json as reply, openid};
use hospes_protocol::jose::{Algorithm, SigningKey};
use serde_json::{Value, json};

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
async fn a_provider_is_added_with_the_redirect_uri_that_the_form_showed() {
    let app = TestApp::start().await;
    FakeProvider::new(&app.fixture.fetch, ISSUER);
    let mut admin = as_provider_administrator(&app).await;
    let list = admin.open(PATH).await;
    assert!(list.text().contains("No providers of your own yet"));
    assert!(list.has(&format!(".empty a[href='{NEW}']")));
    let form = admin.open(NEW).await;
    let redirect_uri = form.attribute("#redirect_uri", "value");
    let page = press(&mut admin, &form, NEW, &typed()).await;
    assert!(notice(&page).starts_with("The provider is there."));
    assert_eq!(page.heading(), "University");
    assert_eq!(page.attribute("#redirect_uri", "value"), redirect_uri);
    assert!(!page.body.contains(SECRET));
    let added = all(&app).await.remove(0);
    let expected = format!(
        "https://hospes.example/signin/providers/{}/callback",
        added.id
    );
    assert_eq!(redirect_uri, expected);
    assert_eq!(
        (added.issuer.as_str(), openid(&added).has_secret),
        (ISSUER, true)
    );
    assert_eq!(
        domains(&app, added.id).await,
        ["lib.uni.example", "uni.example"]
    );
    let list = admin.open(PATH).await;
    let row = list.texts_of("section[aria-labelledby=custom] tbody tr");
    assert_eq!(row.len(), 1);
    for part in [
        "University",
        "OpenID Connect",
        ISSUER,
        "lib.uni.example",
        "Enabled",
    ] {
        assert!(row[0].contains(part), "{part} in {row:?}");
    }
    assert_eq!(app.events(Activity::AddIdentityProvider).await.len(), 1);
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_and_nobody_is_asked() {
    let app = TestApp::start().await;
    let mut admin = as_provider_administrator(&app).await;
    let filled = [
        ("name", " "),
        ("metadata_url", "http://idp.uni.example"),
        ("client_secret", ""),
        ("domains", "uni.example\nnot_one, nor!this"),
    ];
    let page = add(&mut admin, &filled).await;
    assert_eq!(error_of(&page, "name"), "The name is empty.");
    let error = error_of(&page, "metadata_url");
    assert_eq!(error, "The metadata URL does not begin with https://.");
    assert!(error_of(&page, "client_id").contains("has none"));
    let error = error_of(&page, "client_secret");
    assert_eq!(error, "The client secret is missing.");
    let error = error_of(&page, "domains");
    assert!(error.contains("not_one is not") && error.contains("nor!this is not"));
    let kept = page.attribute("#metadata_url", "value");
    assert_eq!(kept, "http://idp.uni.example");
    assert!(page.text_of("#domains").contains("nor!this"));
    assert!(app.fixture.fetch.take_requests().is_empty());
    assert!(all(&app).await.is_empty());
}

#[tokio::test]
async fn what_the_provider_answers_is_said_at_its_url_and_the_secret_does_not_come_back() {
    let app = TestApp::start().await;
    let mut admin = as_provider_administrator(&app).await;
    let document = format!("{ISSUER}/.well-known/openid-configuration");
    let fetch = &app.fixture.fetch;
    for (error, said) in [
        (FetchError::Forbidden, "This server may not call the URL"),
        (FetchError::Unreachable, "The provider does not answer."),
        (
            FetchError::NoName,
            "The provider’s name is not found: look for a slip in the URL.",
        ),
        (
            FetchError::Certificate,
            "The provider’s certificate is not trusted by this server: it has ended, is another name’s, or is of an authority that whoever runs the server would have to name (federation.authorities_file).",
        ),
        (FetchError::TooSlow, "takes too long"),
    ] {
        fetch.fail(&document, error);
        let page = add(&mut admin, &typed()).await;
        let told = error_of(&page, "metadata_url");
        assert!(told.contains(said), "{told}");
        assert!(!page.body.contains(SECRET));
        assert_eq!(page.attribute("#client_id", "value"), "hospes");
    }
    let provider = FakeProvider::new(fetch, ISSUER);
    provider.publish(&[("issuer", json!("https://elsewhere.example"))]);
    let page = add(&mut admin, &typed()).await;
    assert!(error_of(&page, "metadata_url").contains("metadata can’t be used"));
    fetch.reply(&document, reply(&json!("nonsense")));
    let page = add(&mut admin, &typed()).await;
    assert!(error_of(&page, "metadata_url").contains("metadata can’t be used"));
    provider.publish(&[]);
    let mut filled = typed();
    filled.push(("domains", "contoso.example"));
    filled.retain(|(name, value)| *name != "domains" || *value == "contoso.example");
    let page = add(&mut admin, &filled).await;
    assert!(error_of(&page, "domains").contains("this organization's own"));
    assert!(all(&app).await.is_empty());
    add(&mut admin, &typed()).await;
    let page = add(&mut admin, &typed()).await;
    let error = error_of(&page, "metadata_url");
    assert!(error.contains("has a provider with this issuer already"));
}

#[tokio::test]
async fn a_form_that_was_used_gets_another_redirect_uri() {
    let app = TestApp::start().await;
    FakeProvider::new(&app.fixture.fetch, ISSUER);
    FakeProvider::new(&app.fixture.fetch, "https://idp.other.example");
    let mut admin = as_provider_administrator(&app).await;
    let form = admin.open(NEW).await;
    press(&mut admin, &form, NEW, &typed()).await;
    let mut other = typed();
    other[1] = ("metadata_url", "https://idp.other.example");
    // Somebody goes back, and types something else into the same form.
    let page = press(&mut admin, &form, NEW, &other).await;
    assert!(error_of(&page, "redirect_uri").contains("is a new one"));
    let before = form.attribute("#redirect_uri", "value");
    assert_ne!(page.attribute("#redirect_uri", "value"), before);
    assert_eq!(all(&app).await.len(), 1);
    let again = [("client_secret", SECRET)];
    let page = press(&mut admin, &page, NEW, &again).await;
    assert!(notice(&page).starts_with("The provider is there."));
    assert_eq!(all(&app).await.len(), 2);
}

#[tokio::test]
async fn presets_ask_for_no_url_and_come_with_their_domains() {
    let app = TestApp::start().await;
    let google = FakeProvider::new(&app.fixture.fetch, "https://accounts.google.com");
    let mut admin = as_provider_administrator(&app).await;
    for (kind, issuer, domain, step) in [
        (
            "google",
            "https://accounts.google.com",
            "googlemail.com",
            "Google Auth Platform",
        ),
        (
            "microsoftAccount",
            "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
            "outlook.com",
            "Personal Microsoft accounts only",
        ),
    ] {
        let page = admin.open(&format!("{NEW}?kind={kind}")).await;
        assert_eq!(page.attribute("#metadata_url", "value"), issuer);
        assert!(page.has("#metadata_url[readonly]:not([name])"));
        assert!(page.text_of("#domains").contains(domain));
        assert!(page.text_of(".prose ol").contains(step));
        let chosen = page.attribute("#client_authentication option[selected]", "value");
        assert_eq!(chosen, "client_secret_post");
    }
    let unknown = admin.open(&format!("{NEW}?kind=nobody")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    google.is_down();
    let form = admin.open(&format!("{NEW}?kind=google")).await;
    let filled = [("client_id", "1.apps.example"), ("client_secret", SECRET)];
    let page = press(&mut admin, &form, NEW, &filled).await;
    let error = error_of(&page, "metadata_url");
    assert_eq!(error, "The provider does not answer.");
    google.publish(&[]);
    let page = press(&mut admin, &page, NEW, &[("client_secret", SECRET)]).await;
    assert_eq!(page.heading(), "Google");
    let added = all(&app).await.remove(0);
    assert_eq!(
        domains(&app, added.id).await,
        ["gmail.com", "googlemail.com"]
    );
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
    let saved = all(&app).await.remove(0).multifactor().cloned().unwrap();
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
async fn a_service_is_added_without_asking_anybody_and_offered_to_everybody() {
    let app = TestApp::start().await;
    let mut admin = as_provider_administrator(&app).await;
    for (kind, issuer, step) in [
        ("gitHub", "https://github.com", "OAuth apps"),
        ("facebook", "https://www.facebook.com", "Require app secret"),
    ] {
        let form = admin.open(&format!("{NEW}?kind={kind}")).await;
        assert_eq!(form.attribute("#metadata_url", "value"), issuer);
        assert!(form.text_of(".prose ol").contains(step));
        assert!(!form.has("#client_authentication"));
        assert!(form.has("#for_everybody[checked]"));
        let page = press(&mut admin, &form, NEW, &[("client_id", "1")]).await;
        let error = error_of(&page, "client_secret");
        assert_eq!(error, "The client secret is missing.");
        let filled = [("client_id", "1"), ("client_secret", SECRET)];
        let page = press(&mut admin, &page, NEW, &filled).await;
        assert!(notice(&page).starts_with("The provider is there."));
        assert!(page.has("#for_everybody[checked]"));
        let at = page.attribute("main form[action$='/domains']", "action");
        let at = at.trim_end_matches("/domains").to_owned();
        let filled = [("client_id", ""), ("for_everybody", "")];
        let page = press(&mut admin, &page, &at, &filled).await;
        error_of(&page, "client_id");
        let filled = [("client_id", "2"), ("for_everybody", "")];
        let page = press(&mut admin, &page, &at, &filled).await;
        assert_eq!(notice(&page), "The provider is saved.");
        assert!(!page.has("#for_everybody[checked]"));
    }
    assert!(app.fixture.fetch.take_requests().is_empty());
    let list = admin.open(PATH).await;
    assert!(list.text().contains("None: nobody is sent there"));
}

#[tokio::test]
async fn of_apple_team_key_and_private_key_are_asked_for() {
    let app = TestApp::start().await;
    FakeProvider::new(&app.fixture.fetch, "https://appleid.apple.com");
    let mut admin = as_provider_administrator(&app).await;
    let form = admin.open(&format!("{NEW}?kind=apple")).await;
    assert!(form.text_of(".prose ol").contains("Services ID"));
    assert!(
        form.text_of("#domains")
            .contains("privaterelay.appleid.com")
    );
    assert!(!form.has("#client_authentication"));
    let filled = [
        ("client_id", "com.example.hospes"),
        ("team_id", "team"),
        ("key_id", "KEY1234567"),
        ("client_secret", SECRET),
    ];
    let page = press(&mut admin, &form, NEW, &filled).await;
    let error = error_of(&page, "team_id");
    assert!(
        error.contains("not ten capital letters and digits"),
        "{error}"
    );
    assert!(error_of(&page, "client_secret").contains("no private key"));
    assert_eq!(page.attribute("#key_id", "value"), "KEY1234567");
    let (_, der) = SigningKey::generate(Algorithm::Es256).unwrap();
    let pem = STANDARD.encode(&*der);
    let pem = format!("-----BEGIN PRIVATE KEY-----\r\n{pem}\r\n-----END PRIVATE KEY-----\r\n");
    let filled = [("team_id", "TEAM123456"), ("client_secret", pem.as_str())];
    let page = press(&mut admin, &page, NEW, &filled).await;
    assert!(
        notice(&page).starts_with("The provider is there."),
        "{}",
        page.body
    );
    assert!(!page.body.contains("PRIVATE KEY-----"));
    let at = path(all(&app).await.remove(0).id);
    let page = press(&mut admin, &page, &at, &[("key_id", "<i>")]).await;
    error_of(&page, "key_id");
    let page = press(&mut admin, &page, &at, &[("key_id", "KEY7654321")]).await;
    assert_eq!(notice(&page), "The provider is saved.");
    assert_eq!(page.attribute("#key_id", "value"), "KEY7654321");
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
    assert!(page.text_of(zone).contains("1 guest signs in with it"));
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
    assert!(notice(&page).starts_with("More guests sign in with it now"));
    assert!(page.text().contains("1 guest signs in with it"));
    let waiting = "1 invitation to its domains waits for an answer";
    assert!(page.text().contains(waiting), "{}", page.text());
    assert_eq!(all(&app).await.len(), 1);
    let guest = page.attribute("section[aria-labelledby=guests] a.row-link", "href");
    assert!(page.has(&format!("a[href='{guest}/reset-redemption']")));
    // Who may not reset is not offered it.
    let mut other = as_provider_administrator(&app).await;
    let theirs = other.open(&delete).await;
    assert!(theirs.has(&format!("a[href='{guest}']")));
    assert!(!theirs.has("a[href$='/reset-redemption']"));
    let page = press(&mut admin, &page, &delete, &[]).await;
    assert_eq!(notice(&page), "The provider is removed.");
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

async fn asked(browser: &mut Browser<'_>, address: &str) -> Page {
    let address: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
    browser.open(&format!("{WHAT_IF}?address={address}")).await
}

#[tokio::test]
async fn what_if_tells_who_would_authenticate_somebody_and_why() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut admin = app.as_admin().await;
    assert!(!admin.open(WHAT_IF).await.has("#outcome"));
    let page = asked(&mut admin, "not an address").await;
    error_of(&page, "address");
    assert_eq!(page.attribute("#address", "value"), "not an address");
    let page = asked(&mut admin, "kim@uni.example").await;
    assert_eq!(page.text_of("#outcome"), "They sign in at University");
    let steps = page.texts_of("ol.timeline > li");
    assert_eq!(steps.len(), 4);
    assert!(steps[1].contains("OpenID Connect and SAML providers decided"));
    assert!(steps[1].contains("Has a way: University."));
    assert_eq!(page.count("li.is-chosen"), 1);
    let page = asked(&mut admin, "kim@nowhere.example").await;
    let outcome = page.text_of("#outcome");
    assert_eq!(outcome, "They get a one-time passcode by mail");
    assert!(page.text().contains("belongs to no organization"));
    let other = University::named(&app, "https://idp.lib.example", "Library").await;
    let page = asked(&mut admin, "kim@uni.example").await;
    let outcome = page.text_of("#outcome");
    assert_eq!(outcome, "They choose between University and Library");
    let off = ProviderPatch {
        is_enabled: Some(false),
        ..ProviderPatch::default()
    };
    for id in [uni.provider.id, other.provider.id] {
        let (identity, system) = (&app.fixture.identity, app.system());
        let off = identity.update_identity_provider(&system, id, &off);
        off.await.unwrap();
    }
    let page = admin.open(ORDER).await;
    press(&mut admin, &page, ORDER, &[("passcode", "")]).await;
    let page = asked(&mut admin, "kim@uni.example").await;
    assert_eq!(page.text_of("#outcome"), "There is no way to sign in");
    let settings = "/admin/external-collaboration";
    let page = admin.open(settings).await;
    let deny = [("restriction", "deny"), ("domains", "uni.example")];
    press(&mut admin, &page, settings, &deny).await;
    let page = asked(&mut admin, "kim@uni.example").await;
    assert_eq!(page.text_of("#outcome"), "They can’t be invited");
    assert!(page.text().contains("do not let uni.example be invited"));
}

#[tokio::test]
async fn what_keeps_somebody_out_is_the_headline_of_what_if() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let mut admin = app.as_admin().await;
    let known = "section[aria-labelledby=known]";
    // A member is not invited.
    let page = asked(&mut admin, "admin@contoso.example").await;
    assert_eq!(page.text_of("#outcome"), "They can’t be invited");
    let text = page.text_of(known);
    assert!(text.contains("They sign in with their password"), "{text}");
    assert!(!text.contains("redemption is reset"), "{text}");
    // A guest whose provider is off.
    let page = asked(&mut admin, LEE).await;
    assert_eq!(page.text_of("#outcome"), "They sign in at University");
    let off = ProviderPatch {
        is_enabled: Some(false),
        ..ProviderPatch::default()
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let off = identity.update_identity_provider(&system, uni.provider.id, &off);
    off.await.unwrap();
    let page = asked(&mut admin, LEE).await;
    assert_eq!(page.text_of("#outcome"), "They can’t sign in");
    let text = page.text_of(known);
    assert!(text.contains("can’t sign in with this"), "{text}");
}

#[tokio::test]
async fn whom_a_provider_locked_out_is_listed_and_reset() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    app.fixture
        .guest(&app.system(), "pat@partner.example")
        .await;
    let mut admin = app.as_admin().await;
    let list = "/admin/users?enabled=no-way";
    let page = admin.open(list).await;
    assert!(page.text().contains("No user matches"), "{}", page.text());
    let (identity, system) = (&app.fixture.identity, app.system());
    let removed = identity.delete_identity_provider(&system, uni.provider.id, 1);
    removed.await.unwrap();
    let page = admin.open(list).await;
    assert_eq!(page.count("tbody tr"), 1, "{}", page.text());
    assert!(page.text_of("tbody").contains(LEE), "{}", page.text());
    assert_eq!(
        page.texts_of(".chip"),
        ["Remove filter Sign-in: No way to sign in"]
    );
    let user = page.attribute("tbody a.row-link", "href");
    let page = admin.open(&user).await;
    let banner = page.text_of(".notice.tone-bad");
    assert!(
        banner.contains("This guest can’t sign in: University"),
        "{banner}"
    );
    let reset = format!(".notice a[href='{user}/reset-redemption']");
    assert!(page.has(&reset));
    // With a mailbox they can.
    let to = address(LEE);
    let id = user.rsplit('/').next().unwrap().parse().unwrap();
    let again = identity.reset_redemption(&system, id, &to, "https://hospes.example/myapps");
    again.await.map(drop).unwrap();
    assert!(!admin.open(&user).await.has(".notice.tone-bad"));
    assert!(admin.open(list).await.text().contains("No user matches"));
}

#[tokio::test]
async fn whoever_is_bound_signs_in_with_that_whatever_the_rules_say() {
    let app = TestApp::start().await;
    let (guest, _) = app.fixture.guest(&app.system(), "lee@uni.example").await;
    University::new(&app).await;
    let mut admin = app.as_admin().await;
    let user = format!("/admin/users/{}", guest.id);
    let page = admin.open(&user).await;
    let identities = page.text_of("section[aria-labelledby=identities]");
    assert!(identities.contains("One-time passcode"));
    let link = page.attribute("section[aria-labelledby=identities] .card-foot a", "href");
    let page = admin.open(&link).await;
    let known = page.text_of("section[aria-labelledby=known]");
    assert!(known.contains("whatever the rules say"), "{known}");
    assert!(known.contains("One-time passcode"));
    assert!(page.has(&format!("a[href='{user}/reset-redemption']")));
    assert_eq!(page.text_of("#outcome"), "They sign in at University");
    assert!(page.text().contains("After a reset"));
    // Of a member there is nothing to redeem.
    let member = format!("/admin/users/{}", app.admin.id);
    let page = admin.open(&member).await;
    assert!(!page.has(&format!("a[href^='{WHAT_IF}']")));
}

#[tokio::test]
async fn a_guest_of_a_provider_is_shown_with_its_name_issuer_and_subject() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let mut admin = app.as_admin().await;
    let page = asked(&mut admin, "lee@uni.example").await;
    let row = page.text_of("section[aria-labelledby=known] tbody");
    for part in ["University", ISSUER, "lee-1"] {
        assert!(row.contains(part), "{part} in {row}");
    }
    let guest = page.attribute("section[aria-labelledby=known] a.row-link", "href");
    let page = admin.open(&guest).await;
    let row = page.text_of("section[aria-labelledby=identities] tbody");
    for part in ["University", ISSUER, "lee-1"] {
        assert!(row.contains(part), "{part} in {row}");
    }
    assert!(page.has("section[aria-labelledby=identities] td time[datetime]"));
    assert!(
        page.text()
            .contains("one of an identity provider’s domains")
    );
}

/// Tests the provider, and gives what the page says of what came back.
async fn tested(uni: &University<'_>, admin: &mut Browser<'_>, claims: &Value) -> Page {
    let at = path(uni.provider.id);
    let page = admin.open(&at).await;
    let page = admin.submit(&page, &format!("{at}/test"), &[]).await;
    let url = University::leads_to(&page);
    uni.come_back(admin, &url, claims).await
}

#[tokio::test]
async fn a_test_shows_every_claim_and_what_would_be_made_of_it() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut admin = as_provider_administrator(&app).await;
    let before = app.stored().await;
    let page = tested(&uni, &mut admin, &lee()).await;
    assert_eq!(
        (page.status, page.heading().as_str()),
        (StatusCode::OK, "Test sign-in")
    );
    let made = page.text_of("section[aria-labelledby=made]");
    for part in [
        "lee-1",
        "lee@uni.example",
        "Verified",
        "One of the provider’s",
    ] {
        assert!(made.contains(part), "{part} in {made}");
    }
    assert!(made.contains("The address is believed"));
    assert!(made.contains("Nobody is bound to this identity yet"));
    let claims = page.texts_of("section[aria-labelledby=claims] tbody tr");
    for claim in ["email lee@uni.example", "email_verified true", "sub lee-1"] {
        assert!(
            claims.iter().any(|row| row == claim),
            "{claim} in {claims:?}"
        );
    }
    // Nobody else came to be, and the administrator still is who they were.
    let users = |rows: Vec<(String, Vec<String>)>| {
        let counted = ["users", "user_identities", "sessions", "invitations"];
        rows.into_iter()
            .filter(|(table, _)| counted.contains(&table.as_str()))
            .count()
    };
    assert_eq!(users(app.stored().await), users(before));
    assert_eq!(admin.open(PATH).await.status, StatusCode::OK);
    for (changed, said) in [
        (
            json!({ "email_verified": false }),
            "does not say that it is verified.",
        ),
        (
            json!({ "email": "lee@other.example" }),
            "its domain is none of the provider’s.",
        ),
        (
            json!({ "email": "lee@other.example", "email_verified": false }),
            "verified, and its domain is none",
        ),
        (json!({ "email": null }), "there is none."),
    ] {
        let mut claims = lee();
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let page = tested(&uni, &mut admin, &claims).await;
        let made = page.text_of("section[aria-labelledby=made]");
        assert!(
            made.contains("not believed") && made.contains(said),
            "{made}"
        );
        assert!(made.contains("one-time passcode"));
    }
    let domains = ["uni.example", "listed.example"]
        .map(|name| hospes_protocol::address::Domain::parse(name).unwrap());
    let identity = &app.fixture.identity;
    identity
        .set_provider_domains(&app.system(), uni.provider.id, (&domains, false))
        .await
        .unwrap();
    let mut claims = lee();
    claims["email"] = json!("lee@listed.example");
    let made = tested(&uni, &mut admin, &claims).await;
    let made = made.text_of("section[aria-labelledby=made]");
    assert!(
        made.contains("Listed, and not proved yet") && made.contains("use it without a proof"),
        "{made}"
    );
    uni.accepted().await;
    let page = tested(&uni, &mut admin, &lee()).await;
    assert!(page.has("section[aria-labelledby=made] a[href^='/admin/users/']"));
}

#[tokio::test]
async fn what_a_provider_says_is_text() {
    const EVIL: &str = "\"><img mark src=x onerror=x()><a mark href=https://evil.example>{{7*7}}";
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let mut admin = as_provider_administrator(&app).await;
    let claims = json!({
        "sub": EVIL, "email": EVIL, "name": EVIL, EVIL: { EVIL: [EVIL, 1] },
        "url": "https://evil.example/", "picture": "https://evil.example/x.png",
    });
    let page = tested(&uni, &mut admin, &claims).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        !page.has("[mark]") && !page.has("[onerror]"),
        "{}",
        page.body
    );
    assert!(!page.has("a[href*=evil]") && !page.has("img"));
    let shown = page.text_of("section[aria-labelledby=claims]");
    assert!(shown.contains("<img mark") && shown.contains("https://evil.example/x.png"));
}

#[tokio::test]
async fn a_provider_that_does_not_answer_says_so_to_whoever_tests_it() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    uni.fake.is_down();
    // What it said before is not believed for ever.
    app.fixture.clock.advance(hospes_identity::Span::days(2));
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    let page = admin.submit(&page, &format!("{at}/test"), &[]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(page.heading(), "The test failed");
    assert!(page.text().contains("the provider does not answer"));
    let change = page.text_of("section[aria-labelledby=change]");
    assert!(change.contains("no firewall is between"), "{change}");
    assert!(!page.text().contains("whoever invited you"));
    assert!(page.has(&format!("a.button-primary[href='{at}']")));
}

#[tokio::test]
async fn a_test_that_the_provider_refuses_is_for_whoever_began_it() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let at = path(uni.provider.id);
    let mut admin = as_provider_administrator(&app).await;
    let page = admin.open(&at).await;
    let page = admin.submit(&page, &format!("{at}/test"), &[]).await;
    let url = University::leads_to(&page);
    let answer = uni.fake.refuse(&url, "invalid_scope");
    let page = uni.bring(&mut admin, &answer).await;
    assert_eq!(page.heading(), "The test failed");
    let failed = page.text_of("section[aria-labelledby=failed]");
    assert!(failed.contains("invalid_scope"), "{failed}");
    assert!(
        page.text_of("section[aria-labelledby=change]")
            .contains("Take out of the scopes")
    );
    assert!(page.has(&format!("a.button-primary[href='{at}']")));
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
