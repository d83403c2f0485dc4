//! The demo with its application, both on sockets, and somebody with a browser.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use hospes_identity::ids::{ApplicationId, TenantId};
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Method, Url};
use scraper::{Html, Selector};

use super::*;
use crate::cli::demo::{configuration, wire};
use crate::serve::{self, Listening};

/// A demo that serves.
struct Running {
    app: App,
    tenants: Vec<seed::Tenant>,
    root: String,
    sample: Option<String>,
}

const ANY_PORT: &str = "127.0.0.1:0";

async fn run(folder: &Path) -> Running {
    serving(folder, None).await
}

async fn serving(folder: &Path, certificate: Option<&certificate::Files>) -> Running {
    // Only a second call fails.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let address = ANY_PORT.parse().unwrap();
    let listeners = listen(address).unwrap();
    let port = listeners[0].local_addr().unwrap().port();
    let config = configuration(certificate.is_some(), port, []).unwrap();
    let (app, _, tenants) = wire(&config, folder, None).await.unwrap();
    let sample = start(&app, &tenants, (address, certificate)).await.unwrap();
    let tls = match certificate {
        None => None,
        Some(files) => {
            let (chain, key) = (files.chain.clone(), files.key.clone());
            Some(
                RustlsConfig::from_pem(chain.into(), key.into())
                    .await
                    .unwrap(),
            )
        }
    };
    let listening = Listening {
        listeners,
        tls,
        connections: 100,
        shutdown: Duration::ZERO,
    };
    let served = app.clone();
    tokio::spawn(async move { serve::run(&served, listening, None).await });
    Running {
        root: app.root.as_str().to_owned(),
        app,
        tenants,
        sample,
    }
}

/// A browser. Its cookies are those of `localhost`, whatever the port, as in real ones.
struct Browser {
    client: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

/// A page, and where it is.
struct Page {
    url: Url,
    text: String,
}

impl Browser {
    fn new() -> Self {
        Self::trusting(&[])
    }

    fn trusting(authorities: &[u8]) -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_merge(reqwest::Certificate::from_pem_bundle(authorities).unwrap())
            .no_proxy()
            .build();
        Self {
            client: client.unwrap(),
            cookies: BTreeMap::new(),
        }
    }

    async fn open(&mut self, url: &str) -> Page {
        self.go(Method::GET, url.parse().unwrap(), String::new())
            .await
    }

    /// Follows redirects to the page at their end.
    async fn go(&mut self, method: Method, url: Url, body: String) -> Page {
        let (mut method, mut url, mut body) = (method, url, body);
        for _ in 0..12 {
            let cookies: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let request = self
                .client
                .request(method, url.clone())
                .header(COOKIE, cookies.join("; "))
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body);
            let answer = request.send().await.unwrap();
            for set in answer.headers().get_all(SET_COOKIE) {
                let pair = set.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            if !answer.status().is_redirection() {
                let text = answer.text().await.unwrap();
                return Page { url, text };
            }
            let to = answer.headers()[LOCATION].to_str().unwrap();
            url = url.join(to).unwrap();
            (method, body) = (Method::GET, String::new());
        }
        panic!("{url} leads round in a circle");
    }

    /// Sends the form of a page that leads there.
    async fn submit(&mut self, page: &Page, action: &str, typed: &[(&str, &str)]) -> Page {
        let (to, hidden) = page.form(action);
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(hidden)
            .extend_pairs(typed)
            .finish();
        self.go(Method::POST, to, body).await
    }

    async fn sign_in(&mut self, root: &str, (name, password): (&str, &str)) -> Page {
        let page = self.open(&format!("{root}/signin")).await;
        let page = self.submit(&page, "/signin", &[("username", name)]).await;
        self.submit(&page, "/signin/password", &[("password", password)])
            .await
    }
}

impl Page {
    fn form(&self, action: &str) -> (Url, Vec<(String, String)>) {
        let html = Html::parse_document(&self.text);
        let form = Selector::parse("form[method=post]").unwrap();
        let field = Selector::parse("input[type=hidden]").unwrap();
        let form = html
            .select(&form)
            .find(|form| form.attr("action").is_some_and(|to| to.ends_with(action)))
            .unwrap_or_else(|| panic!("no form leads to {action} in {}", self.text));
        let value = |name| {
            move |field: scraper::ElementRef<'_>| field.attr(name).unwrap_or_default().to_owned()
        };
        let hidden = form
            .select(&field)
            .map(|field| (value("name")(field), value("value")(field)))
            .collect();
        (self.url.join(form.attr("action").unwrap()).unwrap(), hidden)
    }

    /// Where the link leads in which this can be read.
    fn link(&self, text: &str) -> Option<String> {
        let html = Html::parse_document(&self.text);
        let links = Selector::parse("a[href]").unwrap();
        let mut links = html.select(&links);
        let found = links.find(|link| link.text().collect::<String>().contains(text))?;
        found.attr("href").map(str::to_owned)
    }

    #[track_caller]
    fn says(&self, text: &str) {
        assert!(
            self.text.contains(text),
            "{} does not say {text}: {}",
            self.url,
            self.text
        );
    }
}

#[tokio::test]
async fn one_click_on_the_tile_signs_in_and_signing_out_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = run(folder.path()).await;
    let sample = demo.sample.clone().unwrap();
    let mut browser = Browser::new();
    let megan = ("megan@contoso.example", "contoso-megan");
    let page = browser.sign_in(&demo.root, megan).await;
    let page = browser.open(&page.link(NAME).unwrap()).await;
    assert_eq!(page.url.as_str(), format!("{sample}/"));
    page.says("You are Megan Bowen, megan@contoso.example.");
    page.says("You are a member of");
    page.says("auth_time");

    let called = browser.open(&format!("{sample}/me")).await;
    called.says("Graph knows you as <bdi>Megan Bowen</bdi>");
    called.says("/v1.0/me");

    let forged = browser.go(
        Method::POST,
        format!("{sample}/sign-out").parse().unwrap(),
        "token=guessed".to_owned(),
    );
    forged.await.says("Nobody was signed out");
    let asked = browser.submit(&page, "/sign-out", &[]).await;
    assert!(asked.url.as_str().starts_with(&demo.root), "{}", asked.url);
    let page = browser.submit(&asked, "/logout", &[]).await;
    assert_eq!(page.url.as_str(), format!("{sample}{SIGNED_OUT}"));
    page.says("You are signed out");
    browser
        .open(&format!("{sample}/me"))
        .await
        .says("Nobody is signed in");
}

#[tokio::test]
async fn who_declines_reads_what_the_server_says() {
    let folder = tempfile::tempdir().unwrap();
    let demo = run(folder.path()).await;
    let sample = demo.sample.clone().unwrap();
    let mut browser = Browser::new();
    let megan = ("megan@contoso.example", "contoso-megan");
    browser.sign_in(&demo.root, megan).await;
    // What was agreed to beforehand can be taken back like anything else.
    let account = browser.open(&format!("{}/account", demo.root)).await;
    browser.submit(&account, "/remove", &[]).await;
    let asked = browser.open(&format!("{sample}{SIGN_IN}")).await;
    asked.says("Permissions requested");
    let page = browser
        .submit(&asked, "/consent", &[("answer", "cancel")])
        .await;
    page.says("You are not signed in");
    page.says("access_denied");
    page.says("AADSTS65004");
}

#[tokio::test]
async fn over_tls_one_click_signs_in_too() {
    let folder = tempfile::tempdir().unwrap();
    let files = certificate::open(folder.path()).unwrap();
    let demo = serving(folder.path(), Some(&files)).await;
    let sample = demo.sample.unwrap();
    assert!(sample.starts_with("https://localhost:"), "{sample}");
    let mut browser = Browser::trusting(&std::fs::read(&files.ca_path).unwrap());
    let adele = ("admin@contoso.example", "contoso-admin");
    browser.sign_in(&demo.root, adele).await;
    let page = browser.open(&format!("{sample}{SIGN_IN}")).await;
    page.says("You are Adele Vance");
    let called = browser.open(&format!("{sample}/me")).await;
    called.says("Graph knows you as <bdi>Adele Vance</bdi>");
}

async fn application(demo: &Running) -> (Actor, ApplicationId) {
    let (tenant, found) = find(&demo.app.identity, &demo.tenants)
        .await
        .unwrap()
        .unwrap();
    let actor = seed::actor(&demo.app.identity, &tenant.id).unwrap();
    (actor, found.application.id)
}

#[tokio::test]
async fn a_demo_that_starts_again_has_one_secret_and_keeps_what_people_registered() {
    let folder = tempfile::tempdir().unwrap();
    let first = run(folder.path()).await;
    let (actor, id) = application(&first).await;
    let identity = &first.app.identity;
    let mut uris = identity.redirect_uris(&actor, id).await.unwrap();
    uris.push(RedirectUri::parse(Platform::Spa, "http://localhost/page").unwrap());
    identity.set_redirect_uris(&actor, id, &uris).await.unwrap();
    let before = identity.secrets(&actor, id).await.unwrap();

    let second = run(folder.path()).await;
    let identity = &second.app.identity;
    let (actor, again) = application(&second).await;
    assert_eq!(again, id);
    let after = identity.secrets(&actor, id).await.unwrap();
    assert_eq!(after.len(), 1);
    assert_ne!(after[0].key_id, before[0].key_id);
    let sample = second.sample.unwrap();
    let uris = identity.redirect_uris(&actor, id).await.unwrap();
    let mut uris: Vec<&str> = uris.iter().map(RedirectUri::as_str).collect();
    uris.sort_unstable();
    let mut expected = vec![
        "http://localhost/page".to_owned(),
        format!("{sample}{CALLBACK}"),
        format!("{sample}{SIGNED_OUT}"),
    ];
    expected.sort_unstable();
    assert_eq!(uris, expected);
    let shown = identity.application(&actor, id).await.unwrap();
    assert_eq!(shown.home_page_url, Some(format!("{sample}{SIGN_IN}")));
}

#[tokio::test]
async fn a_demo_whose_sample_application_was_deleted_starts_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let first = run(folder.path()).await;
    let (actor, id) = application(&first).await;
    first
        .app
        .identity
        .delete_application(&actor, id)
        .await
        .unwrap();
    assert_eq!(run(folder.path()).await.sample, None);
}

#[tokio::test]
async fn ids_and_the_secret_for_scripts_are_those_of_the_guide() {
    let folder = tempfile::tempdir().unwrap();
    let demo = run(folder.path()).await;
    let contoso = &demo.tenants[0];
    assert_eq!(contoso.id, "019b76da-a800-7e6c-9d40-7c39443ca494");
    let scripts = &contoso.applications[0];
    assert_eq!(scripts.app_id, "019b76da-a80e-792b-8981-6bce28664465");
    let secret = scripts.secret.as_deref().unwrap();
    assert!(secret.starts_with("hsp_6MjJ0QNn"), "{secret}");
    assert_eq!(contoso.applications[1].secret, None);
    assert_eq!(
        contoso.applications[1].app_id,
        "019b76da-a824-7bbe-bec3-d6d3baa38b36"
    );
    let tenant: TenantId = contoso.id.parse().unwrap();
    let sample = contoso.applications[1].app_id.parse().unwrap();
    assert!(demo.app.identity.client(tenant, sample).await.is_ok());
}

#[test]
fn the_port_is_the_one_after_the_servers_or_any_that_is_free() {
    let taken = TcpListener::bind(ANY_PORT).unwrap();
    let port = taken.local_addr().unwrap().port();
    let root = format!("http://localhost:{}", port - 1);
    let (_, found) = beside(SocketAddr::from(([127, 0, 0, 1], port - 1)), &root).unwrap();
    assert_ne!(found, port);
    let (listeners, found) = beside(ANY_PORT.parse().unwrap(), &root).unwrap();
    assert_ne!(found, port);
    assert_eq!(listeners[0].local_addr().unwrap().port(), found);
}
