//! Guests whose organisation speaks SAML.

use hospes_identity::Span;
use hospes_identity::audit::Activity;
use hospes_identity::identity_provider::{ProtocolPatch, ProviderPatch, SamlPatch, SignInChoice};
use hospes_identity::testing::{FakeSamlProvider, SamlPerson};
use hospes_protocol::saml::{Document, LogoutResponse, name_id_format};

use super::*;

pub(super) const ENTITY: &str = "https://idp.uni.example/saml";

/// A university that speaks SAML.
pub(in crate::tests) struct SamlUniversity<'a> {
    app: &'a TestApp,
    pub(in crate::tests) fake: FakeSamlProvider,
    pub(in crate::tests) provider: IdentityProvider,
}

pub(super) fn lee() -> SamlPerson {
    SamlPerson::new("lee-1", LEE)
}

impl<'a> SamlUniversity<'a> {
    pub(in crate::tests) async fn new(app: &'a TestApp) -> Self {
        let fake = FakeSamlProvider::new(&app.fixture.fetch, ENTITY);
        let identity = &app.fixture.identity;
        let new = fake.new_provider(identity, &["uni.example"]);
        let system = app.system();
        let provider = identity.add_identity_provider(&system, &new).await;
        Self {
            app,
            fake,
            provider: provider.unwrap(),
        }
    }

    pub(super) fn path(&self, what: &str) -> String {
        format!("/{}/saml/sp/{what}", self.app.contoso.id)
    }

    pub(super) fn now(&self) -> hospes_identity::Timestamp {
        self.app.fixture.identity.env().clock.now()
    }

    /// Invites somebody, opens the link, and begins in the way of the university.
    async fn begin(&self, browser: &mut Browser<'_>, to: &str) -> String {
        self.app.fixture.invite(&self.app.system(), to).await;
        self.app.work().await;
        let mails = self.app.mails.take();
        let link = mails.last().unwrap().link("/redeem");
        let page = browser.open(&link).await;
        let way = format!("provider:{}", self.provider.id);
        let page = browser
            .submit(&page, "/redeem/sign-in", &[("way", &way)])
            .await;
        University::leads_to(&page)
    }

    /// Begins a sign-in to My Apps.
    async fn begin_sign_in(&self, browser: &mut Browser<'_>) -> String {
        let path = format!("/myapps?tenantid={}", self.app.contoso.id);
        let page = browser.open(&path).await;
        let page = browser.submit(&page, "/signin", &[("username", LEE)]).await;
        University::leads_to(&page)
    }

    /// The form of the provider is sent: from another site, without any cookie of this one. What comes back posts itself.
    async fn bring(&self, browser: &mut Browser<'_>, form: &[(String, String)]) -> Page {
        let fields: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let mut foreign = self.app.browser();
        let page = foreign.post_bare(&self.path("acs"), &fields).await;
        assert!(page.has("form[data-send-at-once]"), "{}", page.body);
        assert!(!page.headers.contains_key("set-cookie"));
        let carried = page.form(&self.path("finish"));
        assert_eq!(carried.fields.len(), 3, "{:?}", carried.fields);
        browser.post_bare(&self.path("finish"), &fields).await
    }

    pub(in crate::tests) async fn accepted(&self) -> Browser<'a> {
        let mut browser = self.app.browser();
        let url = self.begin(&mut browser, LEE).await;
        let form = self.fake.sign_in(&url, self.now(), &lee());
        let page = self.bring(&mut browser, &form).await;
        let page = browser.follow(page).await;
        let page = browser.submit(&page, "/redeem/accept", &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
        browser
    }

    pub(super) async fn again(&self, person: &SamlPerson) -> Browser<'a> {
        let mut browser = self.app.browser();
        let url = self.begin_sign_in(&mut browser).await;
        let form = self.fake.sign_in(&url, self.now(), person);
        self.bring(&mut browser, &form).await;
        assert!(is_in(&mut browser).await);
        browser
    }

    /// Lee, who accepted, signs in once more.
    pub(in crate::tests) async fn comes_again(&self) -> Page {
        let mut browser = self.app.browser();
        let url = self.begin_sign_in(&mut browser).await;
        let form = self.fake.sign_in(&url, self.now(), &lee());
        self.bring(&mut browser, &form).await
    }

    /// Lee, who accepted, signs in there in this class; the heading of My Apps, or of what is before it.
    pub(super) async fn comes_by(&self, context_class: &'static str) -> String {
        let mut browser = self.app.browser();
        let url = self.begin_sign_in(&mut browser).await;
        let person = SamlPerson {
            context_class,
            ..lee()
        };
        let form = self.fake.sign_in(&url, self.now(), &person);
        self.bring(&mut browser, &form).await;
        let path = format!("/myapps?tenantid={}", self.app.contoso.id);
        browser.open(&path).await.heading()
    }

    /// The classes that a sign-in asks the university for.
    pub(super) async fn asked_for(&self) -> Vec<String> {
        let mut browser = self.app.browser();
        let url = self.begin_sign_in(&mut browser).await;
        self.fake.asked(&url).request.context_classes
    }

    /// The university says in a form that Lee signed out there.
    pub(in crate::tests) async fn signs_out(&self) -> Page {
        let path = self.path("logout");
        let url = format!("https://hospes.example{path}");
        let request = self.fake.logout_form(&url, self.now(), ("lee-1", &[]));
        let mut nobody = self.app.browser();
        nobody.post_bare(&path, &[("SAMLRequest", &request)]).await
    }

    /// The same by the browser's address.
    pub(in crate::tests) async fn signs_out_by_query(&self) -> Page {
        let path = self.path("logout");
        let url = format!("https://hospes.example{path}");
        let query = self.fake.logout(&url, self.now(), ("lee-1", &[]));
        self.app.get(&format!("{path}?{query}")).await
    }

    /// A guest whose university says something else than it should does not get in.
    async fn is_refused(&self, person: &SamlPerson) {
        let mut browser = self.app.browser();
        let url = self.begin_sign_in(&mut browser).await;
        let form = self.fake.sign_in(&url, self.now(), person);
        let page = self.bring(&mut browser, &form).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
        assert!(!is_in(&mut browser).await);
    }
}

async fn is_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/account").await.status == StatusCode::OK
}

#[tokio::test]
async fn a_guest_comes_in_by_saml_and_is_sent_there_from_then_on() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    let mut browser = app.browser();
    let url = uni.begin(&mut browser, LEE).await;
    let asked = uni.fake.asked(&url);
    let root = "https://hospes.example";
    assert_eq!(
        asked.request.issuer,
        format!("{root}{}", uni.path("metadata"))
    );
    let acs = format!("{root}{}", uni.path("acs"));
    assert_eq!(asked.request.acs_url, Some(acs));
    assert!(asked.request.force_authn && !asked.is_signed);
    assert!(asked.relay_state.len() <= 80, "{}", asked.relay_state);
    let form = uni.fake.sign_in(&url, uni.now(), &lee());
    let page = uni.bring(&mut browser, &form).await;
    assert_eq!(page.location(), "/redeem/review");
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Review permissions");
    let page = browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.open("/myapps").await.status, StatusCode::OK);
    // The administrator sees who vouches for them.
    let users = "/admin/users?type=guest";
    let mut admin = app.as_admin().await;
    let list = admin.open(users).await;
    let guest = list.attribute("a.row-link", "href");
    let page = admin.open(&guest).await;
    let identities = page.text_of("section[aria-labelledby=identities]");
    for part in ["University", ENTITY, "lee-1"] {
        assert!(identities.contains(part), "{part} in {identities}");
    }
    uni.again(&lee()).await;
}

#[tokio::test]
async fn with_a_certificate_requests_are_signed_and_answers_may_be_encrypted() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    uni.accepted().await;
    let (identity, system) = (&app.fixture.identity, app.system());
    identity.add_service_certificate(&system).await.unwrap();
    let page = app.get(&uni.path("metadata")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("AuthnRequestsSigned=\"true\""),
        "{}",
        page.body
    );
    let mut browser = app.browser();
    let url = uni.begin_sign_in(&mut browser).await;
    assert!(uni.fake.asked(&url).is_signed);
    let tenant = app.contoso.id;
    let published = identity.published_service_certificates(tenant).await;
    let mut person = lee();
    person.encrypt_to = published.unwrap().pop();
    let form = uni.fake.sign_in(&url, uni.now(), &person);
    uni.bring(&mut browser, &form).await;
    assert!(is_in(&mut browser).await);
}

#[tokio::test]
async fn the_page_of_a_provider_says_when_its_certificates_end() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    let path = format!("/admin/identity-providers/{}", uni.provider.id);
    let shown = async || {
        let page = app.as_admin().await.open(&path).await;
        page.text_of("[aria-labelledby=settings] .facts")
    };
    let text = shown().await;
    assert!(
        text.contains("ends ") && !text.contains("Ends soon"),
        "{text}"
    );
    // That of the test's provider.
    let left = Span::millis(2_700_000_000_000 - uni.now().as_millis());
    app.fixture.clock.advance(left);
    app.fixture.clock.advance(Span::days(-29));
    assert!(shown().await.contains("Ends soon"));
    app.fixture.clock.advance(Span::days(29));
    assert!(shown().await.contains("Expired"));
}

#[tokio::test]
async fn a_new_certificate_is_found_where_the_provider_publishes_it() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    uni.accepted().await;
    uni.fake.rotate_key();
    // Signed by a key that nobody published.
    uni.is_refused(&lee()).await;
    uni.fake.publish();
    // The metadata are not got for every wrong signature.
    uni.is_refused(&lee()).await;
    app.fixture.clock.advance(Span::minutes(1));
    uni.again(&lee()).await;
    let found = app.events(Activity::UpdateIdentityProvider).await;
    let change = &found[0].targets[0].changes[0];
    assert_eq!(change.name, "Certificates");
    // From then on it is known.
    app.fixture.fetch.take_requests();
    uni.again(&lee()).await;
    assert!(app.fixture.fetch.take_requests().is_empty());
}

#[tokio::test]
async fn metadata_are_got_again_each_day() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    uni.accepted().await;
    let identity = &app.fixture.identity;
    uni.fake.rotate_key();
    uni.fake.publish();
    app.fixture.fetch.take_requests();
    identity.refresh_saml_metadata().await.unwrap();
    assert!(app.fixture.fetch.take_requests().is_empty());
    app.fixture.clock.advance(Span::hours(24));
    identity.refresh_saml_metadata().await.unwrap();
    identity.refresh_saml_metadata().await.unwrap();
    assert_eq!(app.fixture.fetch.take_requests().len(), 1);
    uni.again(&lee()).await;
    assert!(app.fixture.fetch.take_requests().is_empty());
    // Whoever does not answer is asked again in an hour.
    app.fixture.clock.advance(Span::hours(24));
    let down = hospes_identity::FetchError::Unreachable;
    app.fixture.fetch.fail(ENTITY, down);
    identity.refresh_saml_metadata().await.unwrap();
    identity.refresh_saml_metadata().await.unwrap();
    assert_eq!(app.fixture.fetch.take_requests().len(), 1);
    app.fixture.clock.advance(Span::hours(1));
    identity.refresh_saml_metadata().await.unwrap();
    assert_eq!(app.fixture.fetch.take_requests().len(), 1);
}

#[tokio::test]
async fn whoever_says_no_there_has_used_up_nothing() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    let mut browser = app.browser();
    let url = uni.begin(&mut browser, LEE).await;
    let form = uni.fake.refuse(&url, uni.now());
    let page = uni.bring(&mut browser, &form).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    let page = browser.open("/redeem/invitation").await;
    assert!(page.has("form[action='/redeem/sign-in']"), "{}", page.body);
}

#[tokio::test]
async fn audience_and_request_confusion_and_names_for_one_visit_are_refused() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    uni.accepted().await;
    let text = |text: &str| Some(text.to_owned());
    for (place, value) in [
        (0, "https://evil.example"),
        (1, "https://other.example/saml"),
        (2, "_another-request"),
    ] {
        let mut person = lee();
        person.instead[place] = text(value);
        uni.is_refused(&person).await;
    }
    let mut transient = lee();
    transient.format = name_id_format::TRANSIENT;
    uni.is_refused(&transient).await;
}

#[tokio::test]
async fn subject_reuse_a_name_that_may_pass_to_somebody_else_names_no_guest() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    let named = |name: &str, format| {
        let mut person = lee();
        (person.name, person.format) = (name.to_owned(), format);
        person
    };
    let by_address = named(LEE, name_id_format::EMAIL_ADDRESS);
    let mut browser = app.browser();
    let url = uni.begin(&mut browser, LEE).await;
    let policy = uni.fake.asked(&url).request.name_id_policy;
    let asked_for = policy.and_then(|policy| policy.format);
    assert_eq!(asked_for.as_deref(), Some(name_id_format::PERSISTENT));
    let form = uni.fake.sign_in(&url, uni.now(), &by_address);
    let page = uni.bring(&mut browser, &form).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    uni.accepted().await;
    for format in [
        name_id_format::EMAIL_ADDRESS,
        name_id_format::UNSPECIFIED,
        "urn:example:persistent",
    ] {
        uni.is_refused(&named("lee-1", format)).await;
    }
    // The address is somebody else's by now, and Lee has another one.
    let mut browser = app.browser();
    let url = uni.begin_sign_in(&mut browser).await;
    let form = uni
        .fake
        .sign_in(&url, uni.now(), &SamlPerson::new("max-2", LEE));
    uni.bring(&mut browser, &form).await;
    assert!(!is_in(&mut browser).await);
    uni.again(&SamlPerson::new("lee-1", "lee.new@uni.example"))
        .await;
}

#[tokio::test]
async fn names_that_are_not_persistent_are_taken_where_an_administrator_answers_for_them() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    let patch = ProviderPatch {
        protocol: Some(ProtocolPatch::Saml(SamlPatch {
            takes_other_name_ids: Some(true),
            ..SamlPatch::default()
        })),
        ..ProviderPatch::default()
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let changed = identity.update_identity_provider(&system, uni.provider.id, &patch);
    changed.await.unwrap();
    let mut person = lee();
    (person.name, person.format) = (LEE.to_owned(), name_id_format::EMAIL_ADDRESS);
    let mut browser = app.browser();
    let url = uni.begin(&mut browser, LEE).await;
    // Whoever has no persistent name would refuse to give one.
    assert_eq!(uni.fake.asked(&url).request.name_id_policy, None);
    let form = uni.fake.sign_in(&url, uni.now(), &person);
    let page = uni.bring(&mut browser, &form).await;
    let page = browser.follow(page).await;
    assert_eq!(page.heading(), "Review permissions");
    browser.submit(&page, "/redeem/accept", &[]).await;
    uni.again(&person).await;
    person.format = name_id_format::TRANSIENT;
    uni.is_refused(&person).await;
}

#[tokio::test]
async fn replay_and_csrf_on_login_an_answer_is_good_once_and_in_the_browser_that_asked() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    uni.accepted().await;
    let mut browser = app.browser();
    let url = uni.begin_sign_in(&mut browser).await;
    let form = uni.fake.sign_in(&url, uni.now(), &lee());
    // Somebody is made to bring the answer of another.
    let mut victim = app.browser();
    victim.open("/signin").await;
    let page = uni.bring(&mut victim, &form).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(!is_in(&mut victim).await);
    uni.bring(&mut browser, &form).await;
    assert!(is_in(&mut browser).await);
    let page = uni.bring(&mut browser, &form).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    // The same response for another trip of the same browser.
    let mut other = app.browser();
    let next = uni.begin_sign_in(&mut other).await;
    let relay = uni.fake.asked(&next).relay_state;
    let mixed = [form[0].clone(), ("RelayState".to_owned(), relay)];
    let page = uni.bring(&mut other, &mixed).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(!is_in(&mut other).await);
    // Without a relay state there is nothing to take back.
    let bare = [form[0].clone(), ("RelayState".to_owned(), String::new())];
    let page = uni.bring(&mut other, &bare).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn idp_claiming_an_address_outside_its_domains_proves_nothing_of_it() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let ceo = "ceo@other.example";
    let invited = app.fixture.invite(&system, ceo).await;
    let choice = Some(SignInChoice::Provider(uni.provider.id));
    let chosen = identity.set_sign_in_choice(&system, invited.user.id, choice);
    chosen.await.unwrap();
    for (address, heading) in [
        (ceo, "Is this address yours?"),
        ("sam@contoso.example", "Is this address yours?"),
    ] {
        let mut browser = app.browser();
        let url = uni.begin(&mut browser, ceo).await;
        let person = SamlPerson::new("ceo-1", address);
        let form = uni.fake.sign_in(&url, uni.now(), &person);
        let page = uni.bring(&mut browser, &form).await;
        let page = browser.follow(page).await;
        assert_eq!(page.heading(), heading, "{address}");
        let page = browser.open("/redeem/review").await;
        assert_ne!(page.heading(), "Review permissions", "{address}");
    }
}

#[tokio::test]
async fn whoever_signs_out_at_their_provider_is_signed_out_here() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    uni.accepted().await;
    let mut phone = lee();
    phone.session_index = "phone".to_owned();
    let mut phone = uni.again(&phone).await;
    let mut desk = uni.again(&lee()).await;
    let path = uni.path("logout");
    let url = format!("https://hospes.example{path}");
    let query = uni
        .fake
        .logout(&url, uni.now(), ("lee-1", &["phone".to_owned()]));
    // Changed, or without its signature, it signs nobody out.
    let (bare, _) = query.split_once("&SigAlg").unwrap();
    for query in [
        bare.to_owned(),
        query.replace("RelayState=back", "RelayState=x"),
    ] {
        let page = app.get(&format!("{path}?{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{}", page.body);
    }
    // Nor does anybody who guesses what the provider calls the session, and signs nothing.
    let unsigned = format!("/{}/signin/providers/{}", app.contoso.id, uni.provider.id);
    let unsigned = format!("{unsigned}/frontchannel-logout?iss={ENTITY}&sid=phone");
    app.get(&unsigned).await;
    assert!(is_in(&mut phone).await);
    let page = app.get(&format!("{path}?{query}")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert!(!is_in(&mut phone).await);
    assert!(is_in(&mut desk).await);
    let to = url::Url::parse(page.location()).unwrap();
    assert!(page.location().starts_with(&format!("{ENTITY}/slo?")));
    let answer: std::collections::HashMap<String, String> = to.query_pairs().into_owned().collect();
    assert_eq!(answer["RelayState"], "back");
    let document = Document::from_redirect(&answer["SAMLResponse"]).unwrap();
    let answer = LogoutResponse::read(&document).unwrap();
    assert!(answer.is_success && answer.in_response_to == "_logout");
    // All sessions of a person; and later it signs nobody out any more.
    let query = uni.fake.logout(&url, uni.now(), ("lee-1", &[]));
    app.get(&format!("{path}?{query}")).await;
    assert!(!is_in(&mut desk).await);
    app.fixture.clock.advance(Span::seconds(10));
    let mut later = uni.again(&lee()).await;
    app.get(&format!("{path}?{query}")).await;
    assert!(is_in(&mut later).await);
}
