//! Nobody learns by signing in who has an account: what a stranger sees is what a known person sees.

use hospes_identity::limit::Limits;

use crate::tests::support::{Browser, Page, TestApp};

/// All that can be told from an answer, but for what differs from request to request.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    status: u16,
    location: String,
    cookies: Vec<String>,
    headers: Vec<String>,
    text: String,
}

fn seen(page: &Page, address: &str) -> Seen {
    let cookies = page.headers.get_all("set-cookie").iter();
    let cookies = cookies.map(|value| {
        value
            .to_str()
            .unwrap()
            .split('=')
            .next()
            .unwrap()
            .to_owned()
    });
    let headers = page.headers.keys().map(ToString::to_string);
    let location = page
        .headers
        .get("location")
        .map(|value| value.to_str().unwrap());
    let text = if page.body.is_empty() {
        String::new()
    } else {
        page.text_of("html").replace(address, "ADDRESS")
    };
    let reference = page.headers["request-id"].to_str().unwrap();
    Seen {
        status: page.status.as_u16(),
        location: location.unwrap_or_default().to_owned(),
        cookies: cookies.collect(),
        headers: headers.collect(),
        text: text.replace(reference, "REFERENCE"),
    }
}

struct Visit<'a> {
    browser: Browser<'a>,
    address: String,
    seen: Vec<Seen>,
}

impl Visit<'_> {
    fn note(&mut self, page: Page) -> Page {
        self.seen.push(seen(&page, &self.address));
        page
    }

    async fn follow(&mut self, page: Page) -> Page {
        let page = self.note(page);
        let page = self.browser.follow(page).await;
        self.note(page)
    }

    async fn submit(&mut self, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.browser.submit(page, path, fields).await;
        self.follow(page).await
    }
}

/// Everything somebody can do with a name and no secret.
async fn visit(app: &TestApp, address: &str, path: &str, field: &str) -> Vec<Seen> {
    let mut visit = Visit {
        browser: app.browser(),
        address: address.to_owned(),
        seen: Vec::new(),
    };
    let page = visit.browser.open("/signin").await;
    let page = visit
        .submit(&page, "/signin", &[("username", address)])
        .await;
    assert!(
        page.has(&format!("form[action='{path}']")),
        "{}",
        page.text()
    );
    for _ in 0..7 {
        visit.submit(&page, path, &[(field, "00000000")]).await;
    }
    if path == "/signin/passcode" {
        for _ in 0..3 {
            visit.submit(&page, "/signin/passcode/send", &[]).await;
        }
        visit.submit(&page, path, &[(field, "00000000")]).await;
    }
    let page = visit.browser.open("/signin").await;
    visit
        .submit(&page, "/signin", &[("username", address)])
        .await;
    visit.seen
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.passcodes_per_address = 4;
    limits.wrong_passwords_per_account = 5;
    limits
}

#[tokio::test]
async fn an_unknown_address_looks_exactly_like_a_known_guest() {
    let (known, unknown) = (
        TestApp::with_limits(limits()).await,
        TestApp::with_limits(limits()).await,
    );
    known
        .fixture
        .guest(&known.system(), "pat@partner.example")
        .await;
    // The guest's acceptance took a code, so that the next hour begins.
    known.fixture.clock.advance(hospes_identity::Span::hours(1));
    unknown
        .fixture
        .clock
        .advance(hospes_identity::Span::hours(1));
    let path = "/signin/passcode";
    let guest = visit(&known, "pat@partner.example", path, "code").await;
    let stranger = visit(&unknown, "nobody@partner.example", path, "code").await;
    assert!(guest.len() > 20);
    assert_eq!(guest, stranger);
    assert!(guest.iter().any(|seen| seen.text.contains("tries left")));
    assert!(
        guest.iter().any(|seen| seen.status == 429),
        "the limits are alike, too"
    );
    known.work().await;
    unknown.work().await;
    assert!(!known.mails.take().is_empty());
    assert!(unknown.mails.take().is_empty());
}

#[tokio::test]
async fn an_unknown_name_of_an_organisation_looks_exactly_like_a_known_one() {
    let mut visits = Vec::new();
    for member in ["megan", "alex"] {
        let app = TestApp::with_limits(limits()).await;
        app.fixture.member(&app.system(), member).await;
        let name = "megan@contoso.example";
        visits.push(visit(&app, name, "/signin/password", "password").await);
    }
    assert!(visits[0].len() > 15);
    assert_eq!(visits[0], visits[1]);
    assert!(visits[0].iter().any(|seen| seen.status == 429));
}

#[tokio::test]
async fn a_pending_guest_looks_exactly_like_a_stranger() {
    let path = "/signin/passcode";
    let mut visits = Vec::new();
    for invited in ["pat@partner.example", "kim@partner.example"] {
        let app = TestApp::with_limits(limits()).await;
        app.fixture.invite(&app.system(), invited).await;
        visits.push(visit(&app, "pat@partner.example", path, "code").await);
        app.work().await;
        assert_eq!(
            app.mails.only().to.email.to_string(),
            invited,
            "the invitation alone"
        );
    }
    assert_eq!(visits[0], visits[1]);
}
