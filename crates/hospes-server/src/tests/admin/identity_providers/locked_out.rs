//! Whom a provider locks out, and resetting all of them.

use hospes_identity::Span;
use hospes_identity::page::PageRequest;
use hospes_identity::tenant::{Restriction, SettingsPatch};
use hospes_identity::user::UserQuery;
use hospes_protocol::address::Domain;

use super::*;

const GUESTS: [&str; 3] = ["ann@uni.example", "kim@uni.example", LEE];

/// Guests who accepted with what the university says of them.
async fn three_of(uni: &University<'_>, app: &TestApp) {
    for to in GUESTS {
        app.fixture.clock.advance(Span::millis(1));
        let mut browser = app.browser();
        let page = uni.landed(&mut browser, to).await;
        let url = uni.begin(&mut browser, &page).await;
        let claims = json!({ "sub": to, "email": to, "email_verified": true });
        let page = uni.come_back(&mut browser, &url, &claims).await;
        let page = browser.follow(page).await;
        let page = browser.submit(&page, "/redeem/accept", &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    }
    app.work().await;
    app.mails.take();
}

async fn make_administrator(app: &TestApp, whose: &str) {
    let (identity, system) = (&app.fixture.identity, app.system());
    let query = UserQuery {
        search: Some(whose.to_owned()),
        ..UserQuery::all(PageRequest::first(1))
    };
    let found = identity.users(&system, &query).await.unwrap();
    let role = Role::GlobalAdministrator;
    let given = identity.assign_role(&system, found.rows[0].id, role).await;
    given.unwrap();
}

#[tokio::test]
async fn all_whom_a_removed_provider_locks_out_are_reset_at_once() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    three_of(&uni, &app).await;
    let at = path(uni.provider.id);
    let (delete, locked_out) = (format!("{at}/delete"), format!("{at}/locked-out"));
    let mut admin = app.as_admin().await;
    let page = admin.open(&delete).await;
    assert!(page.text().contains("3 guests have no other way"));
    let page = press(&mut admin, &page, &delete, &[]).await;
    assert_eq!(page.heading(), "Guests who are locked out");
    // Whoever leaves the page finds it again.
    let page = admin.open(PATH).await;
    let row = page.text_of("section[aria-labelledby=locking-out] tbody");
    assert!(
        row.contains("University") && row.contains("Removed") && row.contains('3'),
        "{row}"
    );
    assert!(page.has(&format!("a[href='{locked_out}']")));
    let page = admin.open("/admin/users?enabled=no-way").await;
    assert!(page.has("a[href='/admin/identity-providers#locking-out']"));
    // Who may not reset is told who may.
    let mut other = as_provider_administrator(&app).await;
    let theirs = other.open(&locked_out).await;
    assert!(
        theirs
            .text()
            .contains("you need the role User Administrator")
    );
    assert!(!theirs.has(&format!("form[action='{locked_out}']")));
    // An administrator is not for everybody to reset.
    make_administrator(&app, GUESTS[1]).await;
    let mut uma = app.as_role(Role::UserAdministrator).await;
    let page = uma.open(&locked_out).await;
    assert_eq!(page.count("section[aria-labelledby=guests] tbody tr"), 3);
    assert!(
        page.text_of("form .button-danger-solid")
            .ends_with("Reset all 3 guests")
    );
    let page = press(&mut uma, &page, &locked_out, &[]).await;
    let said = page.text_of(".notice.tone-good");
    assert_eq!(said, "2 guests are reset. 1 is still locked out.");
    let refused = page.text_of("section[aria-labelledby=refused] ul");
    assert!(refused.contains(GUESTS[1]), "{refused}");
    assert!(
        refused.contains("This person is an administrator"),
        "{refused}"
    );
    assert!(page.text().contains("You are at the end of the list."));
    app.work().await;
    assert_eq!(app.mails.take().len(), 2);
    assert_eq!(app.events(Activity::InviteWithReset).await.len(), 2);
    // Whoever may goes on with who is left.
    let page = admin.open(&locked_out).await;
    assert_eq!(page.count("section[aria-labelledby=guests] tbody tr"), 1);
    let page = press(&mut admin, &page, &locked_out, &[]).await;
    let said = page.text_of(".notice.tone-good");
    assert_eq!(said, "1 guest is reset. Nobody is locked out any more.");
    assert!(!page.has(&format!("form[action='{locked_out}']")));
    assert!(!admin.open(PATH).await.has("#locking-out"));
    // They accept another way.
    app.work().await;
    let link = app.mails.only().link("/redeem");
    let page = app.browser().open(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("University"), "{}", page.text());
}

#[tokio::test]
async fn who_would_be_locked_out_is_listed_and_not_reset_while_the_provider_is_enabled() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let at = path(uni.provider.id);
    let locked_out = format!("{at}/locked-out");
    let mut admin = app.as_admin().await;
    let page = admin.open(&locked_out).await;
    assert_eq!(page.heading(), "Who would be locked out");
    assert!(page.text_of("tbody").contains(LEE));
    assert!(!page.has(&format!("form[action='{locked_out}']")));
    let stored = app.events(Activity::InviteWithReset).await.len();
    let page = admin.post(&locked_out, &[]).await;
    let page = admin.follow(page).await;
    assert!(notice(&page).starts_with("The provider is enabled"));
    assert_eq!(app.events(Activity::InviteWithReset).await.len(), stored);
    // Once it is disabled, its page leads there.
    let page = admin.open(&at).await;
    let page = press(&mut admin, &page, &format!("{at}/disable"), &[]).await;
    assert!(
        page.text_of(".notice.tone-bad")
            .contains("1 guest is locked out")
    );
    assert!(page.has(&format!(".notice a[href='{locked_out}']")));
    let page = admin.open(&locked_out).await;
    assert!(
        page.text_of("form .button-danger-solid")
            .ends_with("Reset this guest")
    );
    // A domain that may not be invited is a reason, too.
    let deny = vec![Domain::parse("uni.example").unwrap()];
    let deny = SettingsPatch {
        restriction: Some((Restriction::Deny, deny)),
        ..SettingsPatch::default()
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    identity.update_settings(&system, &deny).await.unwrap();
    let page = press(&mut admin, &page, &locked_out, &[]).await;
    let refused = page.text_of("section[aria-labelledby=refused] ul");
    assert!(refused.contains("Your settings do not let this domain be invited"));
}

#[tokio::test]
async fn a_long_list_is_reset_page_by_page_as_it_is_shown() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    three_of(&uni, &app).await;
    let at = format!("{}/locked-out", path(uni.provider.id));
    let mut admin = app.as_admin().await;
    admin
        .post(&at.replace("/locked-out", "/disable"), &[])
        .await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let first = PageRequest::first(1);
    let first = identity
        .locked_out_by(&system, uni.provider.id, &first)
        .await;
    let after = first.unwrap().guests.after.unwrap().encode();
    let page = admin.open(&format!("{at}?after={after}")).await;
    assert_eq!(page.attribute("input[name=after]", "value"), after);
    assert!(!page.attribute("input[name=until]", "value").is_empty());
    assert!(
        page.text_of("form .button-danger-solid")
            .ends_with("Reset the 2 guests below")
    );
    let page = press(&mut admin, &page, &at, &[]).await;
    assert!(
        page.text()
            .contains("2 guests are reset. 1 is still locked out.")
    );
    // Who stands before them is still there.
    let page = admin.open(&at).await;
    assert!(page.text_of("tbody").contains(GUESTS[0]));
    let nobody = admin
        .open(&at.replace(&uni.provider.id.to_string(), "nonsense"))
        .await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}
