//! What if, and what a user's page says of how they sign in.

use super::*;

pub(super) async fn asked(browser: &mut Browser<'_>, address: &str) -> Page {
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
    let no_way = "No way to sign in";
    let rows = "tbody tr";
    let page = admin.open("/admin/users").await;
    assert!(!page.texts_of(rows).iter().any(|row| row.contains(no_way)));
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
    // Among all others it is said of them, and of nobody else.
    let user = page.attribute("tbody a.row-link", "href");
    let page = admin.open("/admin/users").await;
    let (out, others): (Vec<_>, Vec<_>) = page
        .texts_of(rows)
        .into_iter()
        .partition(|row| row.contains(LEE));
    assert!(out[0].contains(no_way) && !out[0].contains("Allowed"));
    assert!(others.len() > 1 && others.iter().all(|row| row.contains("Allowed")));
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
