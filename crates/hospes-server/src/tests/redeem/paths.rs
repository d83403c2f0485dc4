//! The ways that lead in.

use axum::http::StatusCode;
use hospes_identity::audit::Activity;
use hospes_identity::invitation::NewInvitation;
use hospes_identity::testing::REDIRECT;

use super::{Guest, PAT, SAM, invitation};
use crate::tests::support::{Answer as _, TestApp};

#[tokio::test]
async fn a_guest_without_an_account_here_comes_in_by_a_code() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let page = guest.land().await;
    assert_eq!(page.heading(), "admin invites you to Contoso");
    assert_eq!(page.text_of(".asker-domain"), "contoso.example");
    let text = page.text();
    for told in [
        PAT,
        "admin@contoso.example",
        "apps.contoso.example",
        "30 January 2026",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert_eq!(
        page.texts_of("form[action='/redeem/sign-in'] button"),
        ["Email me a code"]
    );
    let page = guest.review().await;
    assert_eq!(page.heading(), "Review permissions");
    let text = page.text();
    for told in [
        "Contoso would like to:",
        "pat@",
        "Signed in with a code by email",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    let page = guest.browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.location(), REDIRECT);
    let page = guest.browser.open("/myapps").await;
    assert!(
        page.text().contains("There are no apps to show."),
        "{}",
        page.text()
    );
    let page = guest.for_the_administrator().await;
    let text = page.text();
    for told in [
        "Accepted",
        "One-time passcode",
        "The mailbox is proved by a passcode",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    let events = app.events(Activity::RedeemInvitation).await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].targets[0].id, Some(guest.user.0));
}

#[tokio::test]
async fn a_guest_with_an_account_here_comes_in_by_their_password() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    app.fixture.member(&elsewhere, "sam").await;
    let mut guest = Guest::invited(&app, SAM).await;
    let page = guest.land().await;
    let ways = page.texts_of("form[action='/redeem/sign-in'] button");
    assert_eq!(ways, ["Sign in with your Fabrikam account"]);
    let page = guest.begin().await;
    assert_eq!(page.heading(), "Enter your password");
    assert_eq!(
        page.text_of(".asker-name"),
        "Fabrikam",
        "whose password it is"
    );
    app.work().await;
    assert!(app.mails.take().is_empty(), "no code is sent");
    let page = guest.review_with_password().await;
    assert_eq!(page.heading(), "Review permissions");
    assert!(page.text_of(".threshold").contains("Account of Fabrikam"));
    let page = guest.browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.location(), REDIRECT);
    let page = guest.browser.open("/account").await;
    assert!(page.text().contains("Guest of Contoso"), "{}", page.text());
    let page = guest.for_the_administrator().await;
    let text = page.text();
    assert!(text.contains("Account of fabrikam.example"), "{text}");
    assert!(text.contains("which has this account"), "{text}");
    assert_eq!(app.events(Activity::RedeemInvitation).await.len(), 1);
}

#[tokio::test]
async fn who_is_signed_in_already_goes_on_without_a_password() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let sam = app
        .fixture
        .member(&app.fixture.system(fabrikam.id), "sam")
        .await;
    let mut guest = Guest::invited(&app, SAM).await;
    guest.browser = app.signed_in(&sam).await;
    let page = guest.land().await;
    let ways = page.texts_of("form[action='/redeem/sign-in'] button");
    assert_eq!(ways, ["Continue as sam@fabrikam.example"]);
    let page = guest.begin().await;
    assert_eq!(page.heading(), "Review permissions");
    guest.browser.submit(&page, "/redeem/accept", &[]).await;
    let page = guest.browser.open("/myapps").await;
    assert!(page.text().contains("at Contoso"), "{}", page.text());
}

#[tokio::test]
async fn an_organisation_without_the_address_leaves_it_to_a_code() {
    let app = TestApp::start().await;
    app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let mut guest = Guest::invited(&app, SAM).await;
    let page = guest.land().await;
    assert_eq!(
        page.texts_of("form[action='/redeem/sign-in'] button"),
        ["Email me a code"]
    );
    let page = guest.review().await;
    let page = guest.browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.location(), REDIRECT);
    let text = guest.for_the_administrator().await.text();
    assert!(text.contains("but nobody there has the address"), "{text}");
}

#[tokio::test]
async fn who_accepted_is_taken_where_the_inviter_said_and_nowhere_else() {
    let app = TestApp::start().await;
    for (number, url, form_action) in [
        (
            1,
            "https://intranet.contoso.example:8443/welcome?to=guests#top",
            "https://intranet.contoso.example:8443",
        ),
        (
            2,
            "http://plain.contoso.example/",
            "http://plain.contoso.example",
        ),
    ] {
        let to = format!("p{number}@partner.example");
        let new = NewInvitation {
            redirect_url: url.to_owned(),
            ..invitation(&to)
        };
        let mut guest = Guest::with(&app, &new).await;
        let page = guest.review().await;
        let policy = page.header("content-security-policy");
        let allowed = policy
            .split("; ")
            .find(|part| part.starts_with("form-action"));
        assert_eq!(
            allowed.unwrap(),
            format!("form-action 'self' {form_action}")
        );
        let wanted = [
            ("redirect_url", "https://evil.example/"),
            ("next", "https://evil.example/"),
        ];
        let page = guest.browser.submit(&page, "/redeem/accept", &wanted).await;
        assert_eq!(page.location(), url);
    }
}

#[tokio::test]
async fn cancelling_leaves_everything_as_it_was() {
    let app = TestApp::start().await;
    let mut guest = Guest::invited(&app, PAT).await;
    let page = guest.review().await;
    let page = guest.browser.submit(&page, "/redeem/cancel", &[]).await;
    let page = guest.browser.follow(page).await;
    assert_eq!(page.heading(), "You cancelled");
    assert!(page.text().contains("Nothing was shared with Contoso"));
    assert!(app.events(Activity::RedeemInvitation).await.is_empty());
    let text = guest.for_the_administrator().await.text();
    assert!(
        text.contains("Pending acceptance") && text.contains("Cancelled"),
        "{text}"
    );
    let page = guest.land().await;
    assert!(page.text().contains("Continue as pat@partner.example"));
    let page = guest.begin().await;
    let page = guest.browser.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.location(), REDIRECT);
}

#[tokio::test]
async fn an_application_invites_in_the_name_of_the_organisation() {
    let app = TestApp::start().await;
    app.fixture.invite(&app.system(), PAT).await;
    app.work().await;
    let mail = app.mails.only();
    assert_eq!(
        mail.subject,
        "Contoso invited you to access its applications"
    );
    assert!(mail.reply_to.is_none());
    let mut browser = app.browser();
    let page = browser.open(&mail.link("/redeem")).await;
    assert_eq!(page.heading(), "Contoso invites you");
    let page = browser.open("/redeem/decline").await;
    assert!(page.text().contains("We tell Contoso that you declined"));
}

#[tokio::test]
async fn a_guest_sees_the_message_and_the_privacy_statement() {
    let app = TestApp::start().await;
    let patch = hospes_identity::tenant::SettingsPatch {
        privacy_statement_url: hospes_identity::Patch::Set(
            "https://contoso.example/privacy".to_owned(),
        ),
        privacy_contact: hospes_identity::Patch::Set("privacy@contoso.example".to_owned()),
        ..Default::default()
    };
    let identity = &app.fixture.identity;
    identity
        .update_settings(&app.system(), &patch)
        .await
        .unwrap();
    let new = NewInvitation {
        message: Some("Hello <b>Pat</b>,\nsee https://contoso.example/x".to_owned()),
        ..invitation(PAT)
    };
    let mut guest = Guest::with(&app, &new).await;
    let page = guest.land().await;
    assert_eq!(
        page.text_of("blockquote"),
        "Hello <b>Pat</b>, see https://contoso.example/x"
    );
    assert!(!page.has("blockquote *"), "text, not markup");
    let page = guest.review().await;
    assert_eq!(
        page.attribute(".prose a", "href"),
        "https://contoso.example/privacy"
    );
    assert!(
        page.text()
            .contains("Questions about privacy: privacy@contoso.example.")
    );
}
