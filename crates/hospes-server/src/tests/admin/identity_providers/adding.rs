//! Adding providers of every kind.

use super::*;

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
