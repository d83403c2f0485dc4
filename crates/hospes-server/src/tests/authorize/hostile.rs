//! Hostile parameters at every endpoint of the identity platform: nothing breaks, nobody is sent where no
//! application is registered, and nothing comes back as it was sent. `PROPTEST_CASES` says how many requests
//! of each kind there are.

use axum::http::{HeaderValue, Uri};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// What a hostile value has in it. Each letter after a `zq` means something in a page, and must have been
/// escaped there.
const MARK: &str = "zq<zq\"zq'x";
const UNESCAPED: [&str; 3] = ["zq<", "zq\"", "zq'"];

const NAMES: [&str; 32] = [
    "client_id",
    "response_type",
    "redirect_uri",
    "scope",
    "response_mode",
    "state",
    "nonce",
    "prompt",
    "login_hint",
    "domain_hint",
    "code_challenge",
    "code_challenge_method",
    "claims",
    "max_age",
    "request",
    "request_uri",
    "client_info",
    "post_logout_redirect_uri",
    "id_token_hint",
    "grant_type",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "code",
    "code_verifier",
    "refresh_token",
    "answer",
    "next",
    "username",
    "csrf",
    "",
    "\u{202e}zq<\"'\r\n",
];

/// URLs that somebody could take for one of the application's, and some that are.
const URLS: [&str; 33] = [
    WEB,
    SPA,
    "http://localhost:49152",
    "https://user@rp.example/callback",
    "https://rp.example@evil.example/callback",
    "https://rp.example:443@evil.example/callback",
    "https://rp.example\\@evil.example/callback",
    "https://rp.example\\.evil.example/callback",
    "https://rp.example.evil.example/callback",
    "https://RP.example/callback",
    "https://rp.example/callback#evil",
    "https://rp.example/callback?to=https://evil.example/",
    "https://rp.example/callback/../evil",
    "https://rp.example/callback/",
    "https://rp.example/%63allback",
    "https%3A%2F%2Frp.example%2Fcallback",
    "https://rp.example/callback%0d%0aX-Injected:%20evil",
    "https://rp.example/callback\r\nX-Injected: evil",
    "https://rp.example/callback\0",
    " https://rp.example/callback",
    "https://evil.example/?https://rp.example/callback",
    "https://evil.example#https://rp.example/callback",
    "//evil.example/callback",
    "/\\evil.example/callback",
    "\\\\evil.example\\callback",
    "/signed-out",
    "javascript:alert(1)//https://rp.example/callback",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://localhost:80@evil.example/",
    "http://localhost:99999",
    "http://localhost:1\\.evil.example",
    "http://localhost.evil.example/",
];

/// What is right somewhere, so that requests get further before something is wrong.
const WORDS: [&str; 22] = [
    "code",
    "id_token",
    "code id_token token",
    "query",
    "fragment",
    "form_post",
    "none",
    "login",
    "consent",
    "none login",
    "openid",
    "openid offline_access User.Read",
    "https://hospes.example//.default",
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "plain",
    "{\"id_token\":{\"acr\":null}}",
    "99999999999999999999",
    "-1",
    "1",
    "accept",
];

/// What stands for an organization in a path.
const TENANTS: [&str; 14] = [
    "contoso.example",
    "contoso.example",
    "contoso.example",
    "common",
    "organizations",
    "consumers",
    "CONTOSO.EXAMPLE",
    "nobody.example",
    "no_body",
    "\\evil.example",
    "%2f%2fevil.example",
    "%00",
    "%ff%fe",
    "..",
];

#[derive(Clone, Debug)]
struct Case {
    tenant: String,
    /// Names and values, and whether they stand beside what is right instead of replacing it.
    changes: Vec<(&'static str, String, bool)>,
    /// What follows the parameters as it stands.
    raw: String,
    header: String,
}

fn value() -> impl Strategy<Value = String> {
    let long = (
        select(vec!["A", "\u{fc}", "<", "%00", "\u{202e}"]),
        select(vec![250, 2_700, 9_000]),
    );
    prop_oneof![
        1 => Just(String::new()),
        2 => Just(MARK.to_owned()),
        2 => "\\PC{0,24}".prop_map(|text| format!("{text}{MARK}")),
        2 => any::<String>().prop_map(|text| format!("{MARK}{text}")),
        1 => long.prop_map(|(text, times)| format!("{MARK}{}", text.repeat(times))),
        4 => select(URLS.as_slice()).prop_map(str::to_owned),
        2 => select(URLS.as_slice()).prop_map(|url| format!("{url}{MARK}")),
        1 => Just(format!("x\r\nX-Injected: {MARK}\r\n\r\n{MARK}")),
        5 => select(WORDS.as_slice()).prop_map(str::to_owned),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let encoded = |text: String| {
        url::form_urlencoded::byte_serialize(format!("x{text}").as_bytes()).collect::<String>()
    };
    let tenant = prop_oneof![
        4 => select(TENANTS.as_slice()).prop_map(str::to_owned),
        1 => value().prop_map(encoded),
    ];
    let change = (select(NAMES.as_slice()), value(), any::<bool>());
    let changes = proptest::collection::vec(change, 0..4);
    let raw = prop_oneof![
        3 => Just(String::new()),
        1 => "&[A-Za-z0-9%&=+;:@/?!$'()*,._~-]{0,40}",
    ];
    (tenant, changes, raw, value()).prop_map(|(tenant, changes, raw, header)| Case {
        tenant,
        changes,
        raw,
        header,
    })
}

impl Case {
    /// What is right, with what is changed.
    fn form(&self, right: &[(&str, &str)]) -> String {
        let mut pairs: Vec<(&str, &str)> = right.to_vec();
        for (name, value, is_beside) in &self.changes {
            if !is_beside {
                pairs.retain(|(other, _)| other != name);
            }
            pairs.push((name, value));
        }
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("{form}{}", self.raw)
    }

    /// The same as the fields of a page's form, which has its own token.
    fn fields(&self) -> Vec<(&str, &str)> {
        let all = self.changes.iter();
        all.filter(|(name, _, _)| *name != "csrf")
            .map(|(name, value, _)| (*name, value.as_str()))
            .collect()
    }
}

/// Whether a browser may be sent there: a page of this server, or where an application is registered.
fn may_lead_to(location: &str) -> bool {
    if location.contains(['\\', '\r', '\n', '\0']) {
        return false;
    }
    if let Some(path) = location.strip_prefix('/') {
        return !path.starts_with('/');
    }
    let to = location.split(['?', '#']).next().unwrap();
    let host = url::Url::parse(location).unwrap();
    let registered = [
        (Platform::Web, WEB, "rp.example"),
        (Platform::Spa, SPA, "spa.example"),
        (Platform::Public, PUBLIC, "localhost"),
    ];
    registered.iter().any(|(platform, uri, name)| {
        let uri = RedirectUri::parse(*platform, uri).unwrap();
        uri.matches(to) && host.host_str() == Some(name) && host.username().is_empty()
    })
}

/// What holds for every answer.
fn check(page: &Page) {
    assert!(
        !page.status.is_server_error(),
        "{} {}",
        page.status,
        page.body
    );
    assert!(page.headers.get("x-injected").is_none());
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    for (name, value) in &page.headers {
        let value = value.to_str().unwrap();
        let came_back = UNESCAPED.iter().any(|text| value.contains(text));
        assert!(!came_back, "{name}: {value}");
    }
    if let Some(location) = page.headers.get("location") {
        let location = location.to_str().unwrap();
        assert!(may_lead_to(location), "{location}");
    }
    if is_json(page) {
        serde_json::from_str::<Value>(&page.body).unwrap();
        return;
    }
    for text in UNESCAPED {
        assert!(!page.body.contains(text), "{text} in {}", page.body);
    }
    if page.body.is_empty() {
        return;
    }
    for scheme in ["javascript:", "data:", "//", "\\"] {
        for name in ["href", "action", "formaction"] {
            assert!(!page.has(&format!("[{name}^='{}' i]", scheme.replace('\\', "\\\\"))));
        }
    }
    if page.has("form[action^='http']") {
        let action = page.attribute("form[action^='http']", "action");
        assert!(may_lead_to(&action), "{action}");
    }
}

fn is_json(page: &Page) -> bool {
    let kind = page.headers.get("content-type");
    kind.is_some_and(|kind| kind == "application/json")
}

/// Asks for what can be asked for: what is no URI is sent by nobody.
async fn get(browser: &mut Browser<'_>, path: &str) -> Option<Page> {
    path.parse::<Uri>().ok()?;
    let page = browser.get(path).await;
    check(&page);
    Some(page)
}

/// The authorization endpoint, and the consent page where it comes to that.
async fn authorize(rp: &Rp<'_>, case: &Case, (admin, stranger): (&Browser<'_>, &Browser<'_>)) {
    let right = rp.request(&[]);
    let (_, right) = right.split_once('?').unwrap();
    let right: Vec<(String, String)> = url::form_urlencoded::parse(right.as_bytes())
        .into_owned()
        .collect();
    let right: Vec<(&str, &str)> = right
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let path = format!("/{}/oauth2/v2.0/authorize", case.tenant);
    let query = case.form(&right);
    get(&mut stranger.clone(), &format!("{path}?{query}")).await;
    let mut admin = admin.clone();
    if let Some(page) = get(&mut admin, &format!("{path}?{query}")).await
        && page.has("[name=answer]")
    {
        let action = page.attribute("form:has([name=answer])", "action");
        let answers = case.fields();
        let answer = answers.iter().find(|(name, _)| *name == "answer");
        let answer = [("answer", answer.map_or(MARK, |(_, value)| *value))];
        check(&admin.submit(&page, &action, &answer).await);
    }
    let action = format!("/{}/oauth2/v2.0/consent", case.tenant);
    if action.parse::<Uri>().is_ok() {
        let mut fields = case.fields();
        fields.push(("request", &case.header));
        check(&admin.post(&action, &fields).await);
    }
    if let Ok(request) = Request::post(&path).body(Body::from(query)) {
        check(&rp.app.send(request).await);
    }
}

/// The logout endpoint, for somebody who is signed in and for somebody who isn't.
async fn logout(rp: &Rp<'_>, case: &Case, (admin, stranger): (&Browser<'_>, &Browser<'_>)) {
    let right = [
        ("client_id", rp.client_id.as_str()),
        ("post_logout_redirect_uri", WEB),
        ("state", "s"),
    ];
    let path = format!("/{}/oauth2/v2.0/logout", case.tenant);
    let query = case.form(&right);
    get(&mut admin.clone(), &format!("{path}?{query}")).await;
    get(&mut stranger.clone(), &format!("{path}?{query}")).await;
    if path.parse::<Uri>().is_ok() {
        let mut fields = case.fields();
        fields.extend(right);
        check(&stranger.clone().post(&path, &fields).await);
    }
}

/// The token endpoint: JSON, whatever is asked, that nobody keeps.
async fn token(rp: &Rp<'_>, case: &Case, code: &str) {
    let own = [
        ("grant_type", "client_credentials"),
        ("client_id", rp.client_id.as_str()),
        ("client_secret", rp.secret.as_str()),
        ("scope", "https://hospes.example/.default"),
    ];
    let refresh = [
        ("grant_type", "refresh_token"),
        ("client_id", rp.client_id.as_str()),
        ("client_secret", rp.secret.as_str()),
        ("refresh_token", case.header.as_str()),
    ];
    let path = format!("/{}/oauth2/v2.0/token", case.tenant);
    for right in [&own[..], &refresh, &rp.code_form(code)] {
        for name in [header::AUTHORIZATION, header::ORIGIN, header::ACCEPT] {
            let mut request = Request::post(&path);
            if let Ok(value) = HeaderValue::from_str(&case.header) {
                request = request.header(name, value);
            }
            let Ok(request) = request.body(Body::from(case.form(right))) else {
                return;
            };
            let page = rp.app.send(request).await;
            check(&page);
            assert!(is_json(&page), "{:?} {}", page.headers, page.body);
            assert_eq!(page.header("cache-control"), "no-store");
            let body: Value = serde_json::from_str(&page.body).unwrap();
            if page.status != StatusCode::OK {
                assert!(
                    body["error"].is_string() && body["error_codes"].is_array(),
                    "{body}"
                );
            }
            for secret in [rp.secret.as_str(), code] {
                assert!(!page.body.contains(secret), "{body}");
            }
            let allowed = page.headers.get("access-control-allow-origin");
            assert!(allowed.is_none_or(|origin| origin == "https://spa.example"));
        }
    }
}

/// What anybody may read.
async fn documents(app: &TestApp, case: &Case) {
    let tails = [
        "v2.0/.well-known/openid-configuration",
        ".well-known/openid-configuration",
        "discovery/v2.0/keys",
    ];
    let query = case.form(&[]);
    for tail in tails {
        if let Some(page) = get(
            &mut app.browser(),
            &format!("/{}/{tail}?{query}", case.tenant),
        )
        .await
        {
            assert!(is_json(&page), "{:?} {}", page.headers, page.body);
        }
    }
    for scheme in ["", "Bearer ", "Basic "] {
        let Ok(value) = HeaderValue::from_str(&format!("{scheme}{}", case.header)) else {
            continue;
        };
        let request = Request::get("/oidc/userinfo").header(header::AUTHORIZATION, value);
        let page = app.send(request.body(Body::empty()).unwrap()).await;
        check(&page);
        assert!(page.status.is_client_error(), "{}", page.body);
    }
    let query = case.form(&[("next", "/"), ("login_hint", MARK)]);
    get(&mut app.browser(), &format!("/signin?{query}")).await;
}

#[tokio::test]
async fn a_backslash_instead_of_an_organization_leads_to_no_other_server() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let path = rp.request_at("\\evil.example", &[]);
    let (path, query) = path.split_once('?').unwrap();
    let request = Request::post(path).body(Body::from(query.to_owned()));
    let page = app.send(request.unwrap()).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("AADSTS90013"), "{}", page.text());
}

#[expect(
    clippy::disallowed_methods,
    reason = "how much the suite tests is its input"
)]
fn cases() -> u32 {
    let number = std::env::var("PROPTEST_CASES").ok();
    number.and_then(|text| text.parse().ok()).unwrap_or(48)
}

#[test]
fn no_parameter_breaks_anything_or_leads_elsewhere_or_comes_back_as_it_was() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let app = runtime.block_on(TestApp::start());
    let rp = runtime.block_on(Rp::new(&app));
    let mut admin = runtime.block_on(app.as_admin());
    let code = runtime.block_on(rp.code(&mut admin, &[]));
    let stranger = app.browser();
    let config = Config {
        cases: cases(),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&case(), |case| {
            runtime.block_on(async {
                authorize(&rp, &case, (&admin, &stranger)).await;
                logout(&rp, &case, (&admin, &stranger)).await;
                token(&rp, &case, &code).await;
                documents(&app, &case).await;
            });
            Ok(())
        })
        .unwrap();
}
