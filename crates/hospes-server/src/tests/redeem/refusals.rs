//! Why it does not go on: the page, the reference number, the trace, and that nothing else changed.

use axum::http::StatusCode;
use hospes_identity::Span;
use hospes_identity::limit::Limits;
use hospes_identity::tenant::{Restriction, SettingsPatch};
use hospes_identity::testing::PASSWORD;
use hospes_identity::user::UserPatch;
use hospes_protocol::address::Domain;

use super::{Guest, PAT, SAM, inviter};
use crate::tests::support::{Answer as _, Page, TestApp};

/// What happened to the invitation, the title of the page, what it says, and the word of the trace.
type Case = (&'static str, &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    (
        "resent",
        "There is a newer invitation",
        "Contoso sent you a newer mail",
        "Superseded link",
    ),
    (
        "revoked",
        "This invitation was withdrawn",
        "Contoso has withdrawn its invitation",
        "Revoked",
    ),
    (
        "declined",
        "You declined this invitation",
        "You declined the invitation of Contoso on 1 January 2026",
        "Declined",
    ),
    (
        "accepted",
        "You have already accepted",
        "as pat@partner.example. Nothing to do",
        "Already accepted",
    ),
    (
        "deleted",
        "You’re no longer a guest here",
        "You left Contoso, or your guest account there was removed or blocked",
        "Guest deleted",
    ),
    (
        "blocked",
        "You’re no longer a guest here",
        "You left Contoso, or your guest account there was removed or blocked",
        "Guest blocked",
    ),
    (
        "denied",
        "Guests of your domain aren’t accepted",
        "guests from partner.example",
        "Domain blocked",
    ),
    (
        "expired",
        "This invitation has expired",
        "was open until 2 January 2026",
        "Expired",
    ),
];

async fn make(app: &TestApp, guest: &Guest<'_>, what: &str) {
    let (identity, system) = (&app.fixture.identity, app.system());
    let user = guest.user;
    match what {
        "resent" => {
            identity.resend_invitation(&system, user).await.unwrap();
        }
        "revoked" => identity.revoke_invitation(&system, user).await.unwrap(),
        "deleted" => identity.delete_user(&system, user).await.unwrap(),
        "blocked" => {
            let patch = UserPatch {
                account_enabled: Some(false),
                ..UserPatch::default()
            };
            identity.update_user(&system, user, &patch).await.unwrap();
        }
        "denied" => {
            let domain = Domain::parse("partner.example").unwrap();
            let patch = SettingsPatch {
                restriction: Some((Restriction::Deny, vec![domain])),
                ..SettingsPatch::default()
            };
            identity.update_settings(&system, &patch).await.unwrap();
        }
        "expired" => app.fixture.clock.advance(Span::minutes(31)),
        "declined" => {
            let mut browser = app.browser();
            browser.open(&guest.link).await;
            let page = browser.open("/redeem/decline").await;
            browser.submit(&page, "/redeem/decline", &[]).await;
        }
        _ => {
            let mut other = Guest {
                app,
                browser: app.browser(),
                user,
                link: guest.link.clone(),
            };
            let page = other.review().await;
            other.browser.submit(&page, "/redeem/accept", &[]).await;
        }
    }
    app.work().await;
    app.mails.take();
}

fn assert_refused(page: &Page, (what, title, said, _): Case) {
    assert_eq!(page.status, StatusCode::OK, "{what}");
    assert_eq!(page.heading(), title, "{what}");
    let text = page.text();
    assert!(text.contains(said), "{what}: {text}");
    assert_eq!(
        page.text_of(".colophon .mono"),
        page.header("request-id"),
        "{what}"
    );
    assert!(text.contains("Ask admin@contoso.example"), "{what}: {text}");
    assert!(
        page.texts_of("main .button").len() <= 1,
        "{what}: one way on at most"
    );
}

#[tokio::test]
async fn a_link_that_leads_nowhere_says_why_and_changes_nothing() {
    // What says to the guest that they accepted says nothing to others.
    for case in CASES.iter().filter(|case| case.0 != "accepted") {
        let app = TestApp::start().await;
        let mut guest = Guest::for_a_day(&app, PAT).await;
        app.fixture.clock.advance(Span::minutes(24 * 60 - 30));
        make(&app, &guest, case.0).await;
        let before = app.stored().await;
        let page = guest.land().await;
        assert_refused(&page, *case);
        assert_eq!(app.stored().await, before, "{}", case.0);
    }
}

#[tokio::test]
async fn what_happens_in_the_middle_stops_the_acceptance_and_is_in_the_trace() {
    for case in CASES {
        let app = TestApp::start().await;
        let mut guest = Guest::for_a_day(&app, PAT).await;
        app.fixture.clock.advance(Span::minutes(24 * 60 - 30));
        let review = guest.review().await;
        assert_eq!(review.heading(), "Review permissions");
        make(&app, &guest, case.0).await;
        let before = app.stored().await;
        let page = guest.browser.submit(&review, "/redeem/accept", &[]).await;
        assert_refused(&page, *case);
        let after = app.stored().await;
        // That the session was used is written down, too.
        let changed: Vec<_> = after
            .iter()
            .filter(|row| !before.contains(row) && row.0 != "sessions")
            .collect();
        let count = |table| changed.iter().filter(|row| row.0 == table).count();
        // Who has accepted already is in, and it is no sign-in that failed.
        let logged = usize::from(case.0 != "accepted");
        let counts = (count("redemption_events"), count("sign_ins"));
        assert_eq!(counts, (1, logged), "{}: {changed:?}", case.0);
        assert_eq!(changed.len(), 1 + logged, "{}: {changed:?}", case.0);
        assert_eq!(after.len(), before.len() + 1 + logged, "{}", case.0);
        if case.0 == "deleted" {
            continue;
        }
        let trace = guest.for_the_administrator().await;
        let steps = trace.texts_of(".timeline li").join(" | ");
        assert!(steps.contains(case.3), "{}: {steps}", case.0);
        let reference = page.header("request-id");
        assert!(
            steps.contains(reference),
            "the number that the guest saw: {steps}"
        );
    }
}

#[tokio::test]
async fn every_step_refuses_what_the_first_does() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let landing = guest.land().await;
    let code = guest.begin().await;
    let decline = guest.browser.open("/redeem/decline").await;
    make(&app, &guest, "revoked").await;
    for (page, path) in [
        (&landing, "/redeem/sign-in"),
        (&code, "/signin/passcode"),
        (&code, "/signin/passcode/send"),
        (&decline, "/redeem/decline"),
    ] {
        let page = guest
            .browser
            .submit(page, path, &[("code", "12345678")])
            .await;
        assert_eq!(page.heading(), "This invitation was withdrawn", "{path}");
    }
    for path in ["/redeem/invitation", "/redeem/decline"] {
        let page = guest.browser.open(path).await;
        assert_eq!(page.heading(), "This invitation was withdrawn", "{path}");
    }
    let page = guest.browser.post("/redeem/cancel", &[]).await;
    assert_eq!(page.heading(), "This invitation was withdrawn");
    app.work().await;
    assert!(app.mails.take().is_empty());
}

#[tokio::test]
async fn garbage_leads_to_no_invitation_and_names_nobody() {
    let app = TestApp::start().await;
    let guest = Guest::invited(&app, PAT).await;
    let other = Guest::invited(&app, "kim@partner.example").await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let (good, ticket) = guest.link.split_once("&ticket=").unwrap();
    let other_ticket = other.link.split_once("&ticket=").unwrap().1;
    let before = app.stored().await;
    let links = [
        "/redeem".to_owned(),
        "/redeem?tenant=&user=&ticket=".to_owned(),
        good.to_owned(),
        format!("{good}&ticket={}", &ticket[1..]),
        format!("{good}&ticket={other_ticket}"),
        format!("{good}&ticket=%00%ff"),
        format!("{good}&ticket={}", "A".repeat(4_000)),
        guest
            .link
            .replace(&app.contoso.id.to_string(), &fabrikam.id.to_string()),
        guest.link.replace("user=", "user=x"),
    ];
    for link in links {
        let mut browser = app.browser();
        let page = browser.open(&link).await;
        assert_eq!(
            page.heading(),
            "This link doesn’t lead to an invitation",
            "{link}"
        );
        assert_eq!(page.text_of(".colophon .mono"), page.header("request-id"));
        for name in ["Contoso", "Fabrikam", "pat@", "kim@", "admin@"] {
            assert!(!page.body.contains(name), "{link} tells {name}");
        }
    }
    for path in ["/redeem/invitation", "/redeem/review", "/redeem/decline"] {
        let page = app.browser().open(path).await;
        assert_eq!(page.heading(), "This page is over", "{path}");
        assert_eq!(page.attribute("main a.button", "href"), "/myapps");
        assert!(!page.text().contains("forgery"), "{path}");
    }
    assert_eq!(app.stored().await, before);
}

#[tokio::test]
async fn whoever_goes_back_after_accepting_reads_that_they_accepted() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let review = guest.review().await;
    guest.browser.submit(&review, "/redeem/accept", &[]).await;
    for path in [
        "/redeem/review",
        "/redeem/invitation",
        "/redeem/decline",
        "/redeem/cancelled",
        "/redeem/declined",
        "/redeem/asked",
    ] {
        let page = guest.browser.open(path).await;
        assert_eq!(page.heading(), "You have already accepted", "{path}");
        assert!(page.text().contains(PAT), "{path}");
        assert_eq!(
            page.attribute("main a.button", "href"),
            "/myapps?tenantid=contoso.example"
        );
    }
    let page = guest.browser.submit(&review, "/redeem/accept", &[]).await;
    assert_eq!(page.heading(), "You have already accepted");
    // Whoever uses the browser after them reads nothing of it.
    let page = guest.browser.open("/myapps").await;
    guest.browser.submit(&page, "/signout", &[]).await;
    let page = guest.browser.open("/redeem/review").await;
    assert_eq!(page.heading(), "This page is over");
    assert!(!page.body.contains("Contoso"));
}

#[tokio::test]
async fn after_acceptance_whoever_uses_the_browser_next_reads_nothing_of_the_guest() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let review = guest.review().await;
    guest.browser.submit(&review, "/redeem/accept", &[]).await;
    let kept = guest.browser.cookie("__Host-hospes-redemption").unwrap();
    let megan = app.fixture.member(&app.system(), "megan").await;
    // Without a session, and with that of somebody else.
    for (mut next, leads_to) in [
        (app.browser(), ""),
        (app.signed_in(&megan).await, "/redeem/switch-account"),
    ] {
        next.set_cookie("__Host-hospes-redemption", kept);
        for path in [
            "/redeem/invitation",
            "/redeem/decline",
            "/redeem/cancelled",
            "/redeem/declined",
            "/redeem/asked",
        ] {
            let page = next.open(path).await;
            assert_eq!(page.heading(), "This invitation has been accepted");
            let card = page.text_of("main");
            for name in [PAT, "Contoso", "contoso.example"] {
                assert!(!card.contains(name), "{path} tells {name}: {card}");
            }
            let form = "main form[action='/redeem/switch-account']";
            assert_eq!(page.has(form), !leads_to.is_empty(), "{path}");
        }
    }
    // The guest goes on from there where the session is over, too.
    let mut next = app.browser();
    next.set_cookie("__Host-hospes-redemption", kept);
    let page = next.open("/redeem/invitation").await;
    let to = page.attribute("main a.button", "href");
    assert_eq!(to, format!("/myapps?tenantid={}", app.contoso.id));
    assert_eq!(next.open(&to).await.heading(), "Sign in");
}

#[tokio::test]
async fn the_wrong_account_sees_both_addresses_and_can_switch() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    guest.browser = app.signed_in(&megan).await;
    let page = guest.land().await;
    assert!(!page.text().contains("Continue as"));
    let before = app.stored().await;
    let page = guest.browser.open("/redeem/review").await;
    assert_eq!(page.heading(), "This invitation is for another account");
    let facts = page.texts_of("dl.facts > div");
    assert_eq!(
        facts,
        [
            "Invited pat@partner.example",
            "Signed in megan@contoso.example"
        ]
    );
    assert_eq!(app.stored().await, before, "nothing is used up");
    let refused = guest.browser.post("/redeem/accept", &[]).await;
    assert_eq!(refused.heading(), "This invitation is for another account");
    let trace = guest.for_the_administrator().await.text();
    assert!(trace.contains("Another account is signed in than the one that was invited"));
    assert!(trace.contains("megan@contoso.example"));
    let page = guest
        .browser
        .submit(&page, "/redeem/switch-account", &[])
        .await;
    let page = guest.browser.follow(page).await;
    assert_eq!(page.heading(), "admin invites you to Contoso");
    assert!(!guest.browser.is_signed_in());
    let page = guest.review().await;
    let page = guest.browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.location(), hospes_identity::testing::REDIRECT);
}

#[tokio::test]
async fn a_mailbox_is_no_way_round_an_account_that_is_blocked_at_home() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let mut guest = Guest::invited(&app, SAM).await;
    let landing = guest.land().await;
    let patch = UserPatch {
        account_enabled: Some(false),
        ..UserPatch::default()
    };
    app.fixture
        .identity
        .update_user(&elsewhere, sam.id, &patch)
        .await
        .unwrap();
    let page = guest.browser.submit(&landing, "/redeem/sign-in", &[]).await;
    assert_eq!(page.heading(), "Your organization didn’t let you sign in");
    assert!(
        page.text()
            .contains("Ask the administrators of fabrikam.example")
    );
    assert_eq!(
        guest.land().await.heading(),
        "Your organization didn’t let you sign in"
    );
    app.work().await;
    assert!(app.mails.take().is_empty(), "no code is sent");
    let trace = guest.for_the_administrator().await.text();
    assert!(trace.contains("Account blocked at home"), "{trace}");
}

#[tokio::test]
async fn an_identity_that_is_bound_already_is_a_conflict() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let mut first = Guest::invited(&app, SAM).await;
    let page = first.review_with_password().await;
    first.browser.submit(&page, "/redeem/accept", &[]).await;
    // At home Sam gets a second address; Contoso invites that one, too.
    let other = hospes_identity::testing::address("samuel@fabrikam.example");
    let patch = UserPatch {
        other_mails: Some(vec![other]),
        ..UserPatch::default()
    };
    app.fixture
        .identity
        .update_user(&elsewhere, sam.id, &patch)
        .await
        .unwrap();
    let mut second = Guest::invited(&app, "samuel@fabrikam.example").await;
    let page = second.begin().await;
    let typed = [("password", PASSWORD)];
    let page = second
        .browser
        .submit(&page, "/signin/password", &typed)
        .await;
    let page = second.browser.follow(page).await;
    let assert_told =
        |page: &Page| {
            assert_eq!(page.heading(), "This account is already in use here");
            assert!(page.text().contains(
                "sam@fabrikam.example already belongs to another guest account of Contoso"
            ));
            assert!(!page.has("form[action='/redeem/accept']"));
        };
    // Before anything is reviewed, and whoever is signed in already is not asked for the password again.
    assert_told(&page);
    assert_told(&second.begin().await);
    let text = second.for_the_administrator().await.text();
    let told = "Identity belongs to another account";
    assert!(text.contains("Pending acceptance") && text.contains(told));
    assert_told(&second.browser.post("/redeem/accept", &[]).await);
}

#[tokio::test]
async fn a_try_that_lasts_too_long_begins_again_at_the_mail() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let review = guest.review().await;
    app.fixture.clock.advance(Span::minutes(60));
    let page = guest.browser.submit(&review, "/redeem/accept", &[]).await;
    assert_eq!(page.heading(), "This page is over");
    let page = guest.land().await;
    assert_eq!(
        page.heading(),
        "admin invites you to Contoso",
        "the mail still works"
    );
}

#[tokio::test]
async fn too_many_codes_are_a_pause_and_no_end() {
    let mut limits = Limits::default();
    limits.passcodes_per_address = 1;
    let app = TestApp::with_limits(limits).await;
    let mut guest = Guest::invited(&app, PAT).await;
    guest.begin().await;
    let page = guest.begin().await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.heading(), "Too many attempts");
    assert_eq!(
        page.attribute("main a.button", "href"),
        "/redeem/invitation"
    );
    let seconds: i64 = page.header("retry-after").parse().unwrap();
    app.work().await;
    assert_eq!(app.mails.take().len(), 1);
    app.fixture.clock.advance(Span::seconds(seconds));
    let page = guest.review().await;
    assert_eq!(page.heading(), "Review permissions");
}

#[tokio::test]
async fn an_old_mail_of_a_guest_who_accepted_says_so_and_leads_to_their_apps() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let page = guest.review().await;
    guest.browser.submit(&page, "/redeem/accept", &[]).await;
    let again = app
        .fixture
        .identity
        .invite(&inviter(&app).await, &super::invitation(PAT))
        .await;
    assert!(again.unwrap().ticket.is_none());
    let page = guest.land().await;
    assert_eq!(page.heading(), "You have already accepted");
    assert_eq!(
        page.attribute("main a.button", "href"),
        "/myapps?tenantid=contoso.example"
    );
}
