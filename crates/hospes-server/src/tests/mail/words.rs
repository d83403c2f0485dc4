//! What the mails say, in each language.

use std::fmt::Write as _;

use hospes_identity::Patch;
use hospes_identity::outbox::Failure;
use hospes_identity::tenant::SettingsPatch;
use hospes_identity::testing::address;
use insta::assert_snapshot;

use super::{header, html, invitation, invite};
use crate::mail::Outgoing;
use crate::tests::support::TestApp;
use crate::texts::Texts;

/// A mail as somebody sees it, without its secrets.
fn seen(mail: &Outgoing) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            writeln!(out, "{name}: {value}").unwrap();
        }
    };
    line("From", Some(mail.from.to_string()));
    line("To", Some(mail.to.to_string()));
    line("Cc", mail.cc.as_ref().map(ToString::to_string));
    line("Reply-To", mail.reply_to.as_ref().map(ToString::to_string));
    line("Subject", Some(mail.subject.clone()));
    line("List-Unsubscribe", mail.unsubscribe.clone());
    let page = html(mail);
    let (lang, dir) = (
        page.attribute("html", "lang"),
        page.attribute("html", "dir"),
    );
    let read = page.text_of("[role=main]").replace('\u{200c}', "");
    write!(
        out,
        "\n{}\n======== html, {lang}, {dir}\n{read}\n",
        mail.text
    )
    .unwrap();
    for name in [
        "ticket=",
        "token=",
        "user=",
        "tenant=",
        "tenantid=",
        "/admin/users/",
    ] {
        out = hidden(&out, name);
    }
    out
}

/// Leaves out what comes after a name, up to the end of the value.
fn hidden(text: &str, name: &str) -> String {
    let mut parts = text.split(name);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part
            .find(|c: char| c == '&' || c.is_whitespace())
            .unwrap_or(part.len());
        assert!(end > 0, "an empty {name}");
        out = format!("{out}{name}…{}", &part[end..]);
    }
    out
}

#[tokio::test]
async fn an_invitation_says_who_invites_whom_to_what_and_until_when() {
    for language in Texts::all().map(Texts::lang) {
        let app = TestApp::start().await;
        let mut new = invitation();
        new.language = Some(language.to_owned());
        new.message = Some("Hello Pat,\r\n\r\nhere is the project.".to_owned());
        new.cc = Some(address("boss@contoso.example"));
        let (_, mail) = invite(&app, &new).await;
        assert_snapshot!(format!("invitation_{language}"), seen(&mail));
    }
}

#[tokio::test]
async fn an_invitation_that_never_ends_to_my_apps_with_a_privacy_statement() {
    let app = TestApp::start().await;
    let patch = SettingsPatch {
        privacy_statement_url: Patch::Set("https://contoso.example/privacy?a=1&b=2".to_owned()),
        invitation_days: Patch::Clear,
        ..SettingsPatch::default()
    };
    let identity = &app.fixture.identity;
    identity
        .update_settings(&app.system(), &patch)
        .await
        .unwrap();
    let mut new = invitation();
    new.redirect_url = format!("https://hospes.example/myapps?tenantid={}", app.contoso.id);
    let (_, mail) = invite(&app, &new).await;
    assert_snapshot!("invitation_plain", seen(&mail));
}

#[tokio::test]
async fn a_passcode_says_what_it_is_for_and_how_long_it_works() {
    for language in Texts::all().map(Texts::lang) {
        let app = TestApp::start().await;
        app.fixture
            .guest(&app.system(), "pat@partner.example")
            .await;
        let mut browser = app.browser().speaking(language);
        let page = browser.open("/signin").await;
        let name = [("username", "pat@partner.example")];
        browser.submit(&page, "/signin", &name).await;
        app.work().await;
        let mail = app.mails.only();
        let code = mail.code();
        let grouped = format!("{} {}", &code[..4], &code[4..]);
        let text = seen(&mail);
        assert_eq!(text.matches(&grouped).count(), 2, "once in each part");
        assert!(!mail.subject.contains(&code[..4]), "not on a locked screen");
        assert!(mail.unsubscribe.is_none() && mail.reply_to.is_none());
        assert_snapshot!(
            format!("passcode_{language}"),
            text.replace(&grouped, "1234 5678")
        );
    }
}

#[tokio::test]
async fn a_guest_who_accepted_is_told_of_new_access() {
    for language in Texts::all().map(Texts::lang) {
        let app = TestApp::start().await;
        app.fixture
            .guest(&app.system(), "pat@partner.example")
            .await;
        let mut new = invitation();
        new.language = Some(language.to_owned());
        new.message = Some("One more project.".to_owned());
        let (_, mail) = invite(&app, &new).await;
        assert_snapshot!(format!("access_granted_{language}"), seen(&mail));
    }
}

#[tokio::test]
async fn inviters_are_told_in_the_language_of_their_organisation() {
    for language in Texts::all().map(Texts::lang) {
        let app = TestApp::start().await;
        let patch = SettingsPatch {
            notification_language: Patch::Set(language.to_owned()),
            ..SettingsPatch::default()
        };
        let identity = &app.fixture.identity;
        identity
            .update_settings(&app.system(), &patch)
            .await
            .unwrap();
        let (_, mail) = invite(&app, &invitation()).await;
        assert!(
            mail.html.contains(&format!("lang=\"{language}\"")),
            "so is the guest"
        );
        let mut browser = app.browser();
        browser.open(&mail.link("/redeem")).await;
        let page = browser.open("/redeem/decline").await;
        let reason = [("reason", "No time.")];
        browser.submit(&page, "/redeem/decline", &reason).await;
        app.work().await;
        assert_snapshot!(format!("declined_{language}"), seen(&app.mails.only()));

        let mut new = invitation();
        new.address = address("kim@partner.example");
        let (_, mail) = invite(&app, &new).await;
        app.fixture.clock.advance(hospes_identity::Span::days(30));
        let page = browser.open(&mail.link("/redeem")).await;
        browser.submit(&page, "/redeem/ask-again", &[]).await;
        app.work().await;
        assert_snapshot!(format!("requested_{language}"), seen(&app.mails.only()));
    }
}

#[tokio::test]
async fn answers_go_to_the_inviter_and_the_sender_says_for_whom() {
    let app = TestApp::start().await;
    let (_, mail) = invite(&app, &invitation()).await;
    let lines = header(&mail);
    for line in [
        "From: \"Hospes Invitations on behalf of Contoso\" <invitations@hospes.example>",
        "Reply-To: admin@contoso.example",
        "To: pat@partner.example",
        "Subject: admin invited you to access applications within their organization",
        "Auto-Submitted: auto-generated",
        "Date: Thu, 01 Jan 2026 00:00:00 +0000",
    ] {
        assert!(lines.contains(&line.to_owned()), "{line} in {lines:#?}");
    }
}

#[tokio::test]
async fn a_repeat_has_the_number_of_the_first() {
    let app = TestApp::start().await;
    let admin = app.fixture.acting(app.contoso.id, &app.admin).await;
    let identity = &app.fixture.identity;
    app.mails
        .refuse(Failure::Permanent("550 no such user".to_owned()));
    let invited = identity.invite(&admin, &invitation()).await.unwrap();
    app.work().await;
    let id = invited.invitation.mail.unwrap();
    identity.send_mail_again(&admin, id).await.unwrap();
    app.work().await;
    let mail = app.mails.only();
    let line = format!("Message-ID: <{id}@hospes.example>");
    assert!(header(&mail).contains(&line), "{:#?}", header(&mail));
    let (_, other) = invite(&app, &invitation()).await;
    assert_ne!(
        other.message_id(),
        mail.message_id(),
        "another mail has another"
    );
}
