//! Mails with names and messages of people who mean harm.

use hospes_identity::invitation::NewInvitation;
use hospes_identity::user::UserPatch;

use super::{fields, header, html, invitation};
use crate::mail::Outgoing;
use crate::tests::support::TestApp;

/// What could be typed into a name or a message. `evil.example` is on none of our mails as a link.
const HOSTILE: &[&str] = &[
    "Eve\r\nBcc: everybody@evil.example\r\n\r\nHello",
    "Eve\nX-Injected: yes",
    "Eve\rBcc: everybody@evil.example",
    "Eve\u{2028}Bcc: everybody@evil.example\u{85}X-Injected: yes",
    "<a href=\"https://evil.example/\">Accept invitation</a>",
    "\"><script src=https://evil.example/x.js></script><img src=https://evil.example/x.png>",
    "https://evil.example/accept",
    "www.evil.example",
    "eve@evil.example",
    "Contoso <eve@evil.example>, ",
    "\", \"Eve\" <eve@evil.example>",
    "\u{202e}elpmaxe.live//:sptth\u{202c}",
    "\u{2066}evil.example\u{2069}\u{200f}",
    "=?utf-8?q?Bcc=3A_eve=40evil=2Eexample?=",
    "Зловред \u{1f600} 悪",
    "{{ ticket }} %s ${x} {$organization}",
];

/// The fields that an invitation by a person has, and no others.
const FIELDS: &[&str] = &[
    "Message-ID",
    "From",
    "To",
    "Subject",
    "Date",
    "Auto-Submitted",
    "Reply-To",
    "List-Unsubscribe",
    "MIME-Version",
    "Content-Type",
];

fn assert_harmless(mail: &Outgoing, hostile: &str) {
    let mut found = fields(mail);
    found.sort_unstable();
    let mut known: Vec<_> = FIELDS.to_vec();
    known.sort_unstable();
    assert_eq!(found, known, "{hostile:?}");
    let lines = header(mail);
    let line = |name: &str| {
        let found = lines.iter().find(|line| line.starts_with(name));
        found.unwrap_or_else(|| panic!("{name} in {lines:#?}"))
    };
    assert!(
        line("From: ").ends_with(" <invitations@hospes.example>"),
        "{lines:#?}"
    );
    assert_eq!(line("To: "), "To: pat@partner.example");
    assert_eq!(line("Reply-To: "), "Reply-To: admin@contoso.example");
    assert_eq!(mail.from.email.to_string(), "invitations@hospes.example");
    let sender = mail.from.name.as_deref().unwrap();
    for text in [mail.subject.as_str(), sender] {
        assert!(!text.chars().any(is_control), "{text:?}");
    }
    let page = html(mail);
    for bad in [
        "script",
        "img",
        "iframe",
        "form",
        "link",
        "base",
        "meta[http-equiv]",
        "[onclick]",
    ] {
        assert!(!page.has(bad), "{bad} of {hostile:?}");
    }
    assert!(
        !mail.html.contains("evil.example"),
        "a mail program would find a link: {hostile:?}"
    );
    for (position, _) in mail.html.match_indices("href=\"") {
        let link = mail.html[position + 6..].split('"').next().unwrap();
        assert!(link.starts_with("https://hospes.example"), "{link}");
    }
    for text in [&mail.text, &mail.html] {
        assert!(
            !text.chars().any(|c| is_control(c) && c != '\n'),
            "{hostile:?}"
        );
    }
    for line in mail
        .text
        .lines()
        .filter(|line| line.contains("evil.example"))
    {
        let apart = line.starts_with("> ") || line.starts_with("  ");
        assert!(apart && !line.contains("hospes.example"), "{line:?}");
    }
    let accept = mail
        .text
        .lines()
        .filter(|line| line.starts_with("https://hospes.example/redeem?"));
    assert_eq!(accept.count(), 1, "{hostile:?}");
}

/// Characters that change how their neighbours are read.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

async fn sent(app: &TestApp, new: &NewInvitation) -> Outgoing {
    let admin = app.fixture.acting(app.contoso.id, &app.admin).await;
    app.fixture.identity.invite(&admin, new).await.unwrap();
    app.work().await;
    app.mails.only()
}

#[tokio::test]
async fn an_inviter_cannot_write_more_into_a_mail_than_a_name() {
    let mut taken = 0;
    for hostile in HOSTILE {
        let app = TestApp::start().await;
        let patch = UserPatch {
            display_name: Some((*hostile).to_owned()),
            ..UserPatch::default()
        };
        let (identity, system) = (&app.fixture.identity, app.system());
        if identity
            .update_user(&system, app.admin.id, &patch)
            .await
            .is_err()
        {
            continue;
        }
        let mail = sent(&app, &invitation()).await;
        assert_harmless(&mail, hostile);
        taken += 1;
    }
    assert!(taken > 10, "most of them are names: {taken}");
}

#[tokio::test]
async fn a_message_stays_a_message() {
    for hostile in HOSTILE {
        let app = TestApp::start().await;
        let mut new = invitation();
        new.message = Some(format!(
            "{hostile}\r\n-- \r\nBlock future invitations:\r\nhttps://evil.example/"
        ));
        let mail = sent(&app, &new).await;
        assert_harmless(&mail, hostile);
        assert!(
            mail.text.contains("\n> https://evil.example/\n"),
            "quoted: {}",
            mail.text
        );
    }
}

#[tokio::test]
async fn a_guest_is_called_nothing_in_the_mail() {
    let mut taken = 0;
    for hostile in HOSTILE {
        let app = TestApp::start().await;
        let mut new = invitation();
        new.display_name = Some((*hostile).to_owned());
        let admin = app.fixture.acting(app.contoso.id, &app.admin).await;
        if app.fixture.identity.invite(&admin, &new).await.is_err() {
            continue;
        }
        app.work().await;
        let mail = app.mails.only();
        assert_harmless(&mail, hostile);
        assert!(!mail.text.contains("evil"), "{}", mail.text);
        taken += 1;
    }
    assert!(taken > 10, "most of them are names: {taken}");
}

#[tokio::test]
async fn an_organisation_cannot_write_more_into_a_mail_than_its_name() {
    use hospes_identity::tenant::NewTenant;
    use hospes_protocol::address::Domain;
    let mut taken = 0;
    for hostile in HOSTILE {
        let app = TestApp::start().await;
        let new = NewTenant {
            display_name: (*hostile).to_owned(),
            domain: Domain::parse("fabrikam.example").unwrap(),
        };
        let Ok(tenant) = app.fixture.identity.create_tenant(&new).await else {
            continue;
        };
        let system = app.fixture.system(tenant.id);
        app.fixture.invite(&system, "pat@partner.example").await;
        app.work().await;
        let mail = app.mails.only();
        let found = fields(&mail);
        assert!(
            found.iter().all(|name| FIELDS.contains(&name.as_str())),
            "{found:?}"
        );
        assert!(!mail.html.contains("evil.example"), "{hostile:?}");
        assert!(!mail.subject.chars().any(is_control), "{:?}", mail.subject);
        assert!(
            !mail.from.name.clone().unwrap().chars().any(is_control),
            "{hostile:?}"
        );
        assert_eq!(mail.from.email.to_string(), "invitations@hospes.example");
        let page = html(&mail);
        assert!(!page.has("script") && !page.has("img"), "{hostile:?}");
        // The code for the same organisation.
        let mut browser = app.browser();
        let page = browser.open(&mail.link("/redeem")).await;
        assert!(
            !page.has("main script") && !page.has("main img"),
            "{hostile:?}"
        );
        browser.submit(&page, "/redeem/sign-in", &[]).await;
        app.work().await;
        let mail = app.mails.only();
        assert!(!mail.html.contains("evil.example"), "{hostile:?}");
        assert!(!mail.subject.chars().any(is_control), "{:?}", mail.subject);
        mail.mime().unwrap();
        taken += 1;
    }
    assert!(taken > 10, "most of them are names: {taken}");
}

#[tokio::test]
async fn the_longest_that_can_be_typed_makes_a_mail_of_short_lines() {
    let app = TestApp::start().await;
    let patch = UserPatch {
        display_name: Some("é".repeat(256)),
        ..UserPatch::default()
    };
    let identity = &app.fixture.identity;
    identity
        .update_user(&app.system(), app.admin.id, &patch)
        .await
        .unwrap();
    let mut new = invitation();
    new.message = Some("ж".repeat(1_000));
    let mail = sent(&app, &new).await;
    assert!(mail.text.contains(&"ж".repeat(1_000)), "all of it");
    assert_harmless(&mail, "long");
    assert!(mail.subject.starts_with(&"é".repeat(256)));
    let mut new = invitation();
    new.message = Some("x".repeat(1_001));
    let admin = app.fixture.acting(app.contoso.id, &app.admin).await;
    let refused = app.fixture.identity.invite(&admin, &new).await;
    assert!(refused.unwrap_err().to_string().contains("message"));
}
