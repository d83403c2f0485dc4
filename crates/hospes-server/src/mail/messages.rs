//! The mails that Hospes writes: subject, HTML part and a written plain-text part.
//!
//! Sending, addresses and headers are not here. Names and messages come from people whom the
//! reader may not know, so in the HTML part they are neutralised until no mail program takes
//! them for links, and in the text part they stand on lines of their own.

use askama::Template;

use crate::texts::{Sentence, Texts, one_line};

/// A mail, ready to be put into an envelope.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// One line, without control characters.
    pub(crate) subject: String,
    /// A whole HTML document.
    pub(crate) html: String,
    /// The plain-text part. Lines end in `\n`.
    pub(crate) text: String,
}

/// Who runs the server that sends a mail; the last lines of each.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// Name or host name of the server, as guests are told.
    pub(crate) server_name: String,
    /// Its base URL, without a slash at the end.
    pub(crate) server_url: String,
}

/// The sender's display name: "Hospes Invitations on behalf of Contoso".
pub(crate) fn sender_name(texts: Texts, organization_name: &str) -> String {
    texts.plain("mail-sender", &[("organization", organization_name)])
}

/// Invites a guest.
#[derive(Debug, Clone)]
pub(crate) struct Invitation {
    /// The guest's language.
    pub(crate) texts: Texts,
    /// Who runs the server.
    pub(crate) sender: Sender,
    /// The organization that invites.
    pub(crate) organization_name: String,
    /// Its primary domain.
    pub(crate) organization_domain: String,
    /// Who invites; `None` if an application did.
    pub(crate) inviter_name: Option<String>,
    /// Their mail address.
    pub(crate) inviter_mail: Option<String>,
    /// The invited address.
    pub(crate) invited_address: String,
    /// What the inviter wrote: plain text, as it was typed.
    pub(crate) message: Option<String>,
    /// Whether they accepted before, and their redemption was reset.
    pub(crate) is_reset: bool,
    /// Where the guest will land: "My Apps", or the name of an application.
    pub(crate) destination: String,
    /// The last day, in words ([`Texts::date`]); `None` if there is no end.
    pub(crate) expires: Option<String>,
    /// The link of the invitation.
    pub(crate) accept_url: String,
    /// The page where the guest can block future invitations.
    pub(crate) block_url: String,
    /// The organization's privacy statement.
    pub(crate) privacy_statement_url: Option<String>,
}

/// Carries a one-time passcode.
#[derive(Debug, Clone)]
pub(crate) struct Passcode {
    /// The reader's language.
    pub(crate) texts: Texts,
    /// Who runs the server.
    pub(crate) sender: Sender,
    /// The organization that the code signs in to; `None` for the server itself.
    pub(crate) organization_name: Option<String>,
    /// The eight digits.
    pub(crate) code: String,
    /// For how many minutes it works.
    pub(crate) minutes: u32,
}

/// Tells a guest who has accepted before that there is something new for them.
#[derive(Debug, Clone)]
pub(crate) struct AccessGranted {
    /// The guest's language.
    pub(crate) texts: Texts,
    /// Who runs the server.
    pub(crate) sender: Sender,
    /// The organization.
    pub(crate) organization_name: String,
    /// Its primary domain.
    pub(crate) organization_domain: String,
    /// Who gave the access, if a person did.
    pub(crate) inviter_name: Option<String>,
    /// What they wrote.
    pub(crate) message: Option<String>,
    /// The account that the guest signs in with.
    pub(crate) account: String,
    /// My Apps of that organization, or the link that leads there the first time.
    pub(crate) my_apps_url: String,
    /// The page where the guest can block future invitations.
    pub(crate) block_url: String,
}

/// Tells the inviter that a guest declined.
#[derive(Debug, Clone)]
pub(crate) struct InvitationDeclined {
    /// The inviter's language.
    pub(crate) texts: Texts,
    /// Who runs the server.
    pub(crate) sender: Sender,
    /// The organization.
    pub(crate) organization_name: String,
    /// The guest's address.
    pub(crate) guest_address: String,
    /// What the guest wrote.
    pub(crate) reason: Option<String>,
    /// The guest's page in the admin center.
    pub(crate) user_url: String,
}

/// Tells the inviter that a guest's link has expired and that they ask for a new one.
#[derive(Debug, Clone)]
pub(crate) struct InvitationRequested {
    /// The inviter's language.
    pub(crate) texts: Texts,
    /// Who runs the server.
    pub(crate) sender: Sender,
    /// The organization.
    pub(crate) organization_name: String,
    /// The guest's address.
    pub(crate) guest_address: String,
    /// The last day of the old invitation, in words.
    pub(crate) expired: String,
    /// The guest's page in the admin center.
    pub(crate) user_url: String,
}

/// Tells of a request for access: those who decide, or the person.
#[derive(Debug, Clone)]
pub(crate) struct AccessRequest {
    /// The reader's language.
    pub(crate) texts: Texts,
    /// Who runs the server.
    pub(crate) sender: Sender,
    /// The organization.
    pub(crate) organization_name: String,
    /// Its primary domain.
    pub(crate) organization_domain: String,
    /// What there is to say.
    pub(crate) news: News,
    /// What is asked for.
    pub(crate) application: String,
    /// Who asks: an address.
    pub(crate) person: String,
    /// Why it was denied: plain text.
    pub(crate) reason: Option<String>,
}

/// What there is to say of a request for access.
#[derive(Debug, Clone)]
pub(crate) enum News {
    /// Somebody asks.
    Asked {
        /// The page on which to decide.
        url: String,
    },
    /// Somebody said yes.
    Approved {
        /// Where to go on.
        url: String,
    },
    /// Somebody said no.
    Denied,
}

impl News {
    fn subject(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "mail-asked-subject",
            Self::Approved { .. } => "mail-approved-subject",
            Self::Denied => "mail-denied-subject",
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "mail-asked-title",
            Self::Approved { .. } => "mail-approved-title",
            Self::Denied => "mail-denied-title",
        }
    }

    fn what(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "mail-asked-what",
            Self::Approved { .. } => "mail-approved-what",
            Self::Denied => "mail-denied-what",
        }
    }

    fn what_plain(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "mail-asked-what-plain",
            Self::Approved { .. } => "mail-approved-what-plain",
            Self::Denied => "mail-denied-what-plain",
        }
    }

    fn now(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "mail-asked-now",
            Self::Approved { .. } => "mail-approved-now",
            Self::Denied => "mail-denied-now",
        }
    }
}

impl AccessRequest {
    /// Subject and both parts.
    pub(crate) fn render(&self) -> askama::Result<Message> {
        let values = [
            ("person", self.person.as_str()),
            ("app", self.application.as_str()),
        ];
        let subject = self.texts.plain(self.news.subject(), &values);
        let html = AccessRequestHtml {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        let text = AccessRequestText {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        message(&subject, &html, &text)
    }

    /// Where the mail leads, and what that is called.
    fn link(&self) -> Option<(&'static str, &str)> {
        match &self.news {
            News::Asked { url } => Some(("mail-asked-open", url)),
            News::Approved { url } => Some(("mail-approved-open", url)),
            News::Denied => None,
        }
    }
}

impl Invitation {
    /// Subject and both parts.
    pub(crate) fn render(&self) -> askama::Result<Message> {
        let subject = match &self.inviter_name {
            Some(inviter) => self
                .texts
                .plain("mail-invitation-subject", &[("inviter", inviter)]),
            None => self.texts.plain(
                "mail-invitation-subject-organization",
                &[("organization", &self.organization_name)],
            ),
        };
        let html = InvitationHtml {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        let text = InvitationText {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        message(&subject, &html, &text)
    }
}

impl Passcode {
    /// Subject and both parts.
    pub(crate) fn render(&self) -> askama::Result<Message> {
        let subject = match &self.organization_name {
            Some(organization) => self
                .texts
                .plain("mail-passcode-subject", &[("organization", organization)]),
            None => self.texts.text("mail-passcode-subject-plain"),
        };
        let html = PasscodeHtml {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        let text = PasscodeText {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        message(&subject, &html, &text)
    }

    /// The code in two groups of four, which is easier to read and to type.
    fn grouped(&self) -> String {
        match self.code.split_at_checked(4) {
            Some((first, second)) => format!("{first} {second}"),
            None => self.code.clone(),
        }
    }

    fn minutes_text(&self) -> String {
        self.texts
            .plain("duration-minutes", &[("count", &self.minutes.to_string())])
    }
}

impl AccessGranted {
    /// Subject and both parts.
    pub(crate) fn render(&self) -> askama::Result<Message> {
        let subject = self.texts.plain(
            "mail-access-subject",
            &[("organization", &self.organization_name)],
        );
        let html = AccessGrantedHtml {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        let text = AccessGrantedText {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        message(&subject, &html, &text)
    }
}

impl InvitationDeclined {
    /// Subject and both parts.
    pub(crate) fn render(&self) -> askama::Result<Message> {
        let subject = self
            .texts
            .plain("mail-declined-subject", &[("guest", &self.guest_address)]);
        let html = InvitationDeclinedHtml {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        let text = InvitationDeclinedText {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        message(&subject, &html, &text)
    }
}

impl InvitationRequested {
    /// Subject and both parts.
    pub(crate) fn render(&self) -> askama::Result<Message> {
        let subject = self
            .texts
            .plain("mail-requested-subject", &[("guest", &self.guest_address)]);
        let html = InvitationRequestedHtml {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        let text = InvitationRequestedText {
            mail: self,
            sender: &self.sender,
            texts: self.texts,
        };
        message(&subject, &html, &text)
    }
}

fn message(subject: &str, html: &impl Template, text: &impl Template) -> askama::Result<Message> {
    Ok(Message {
        subject: one_line(subject),
        html: html.render()?,
        text: text.render()? + "\n",
    })
}

/// Declares the two parts of a mail: the same fields, one template each.
macro_rules! parts {
    ($($mail:ident: $html:ident in $html_path:literal, $text:ident in $text_path:literal;)+) => {$(
        #[derive(Template)]
        #[template(path = $html_path)]
        struct $html<'a> {
            mail: &'a $mail,
            sender: &'a Sender,
            texts: Texts,
        }

        impl $html<'_> {
            /// A sentence whose values can't become links.
            fn say(&self, key: &str, values: &[(&str, &String)]) -> Sentence {
                let values: Vec<_> =
                    values.iter().map(|(name, value)| (*name, unlinked(value))).collect();
                let values: Vec<_> =
                    values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                self.texts.sentence(key, &values)
            }
        }

        #[derive(Template)]
        #[template(path = $text_path, escape = "none", whitespace = "preserve")]
        struct $text<'a> {
            mail: &'a $mail,
            sender: &'a Sender,
            texts: Texts,
        }
    )+};
}

parts! {
    Invitation: InvitationHtml in "mail/invitation.html", InvitationText in "mail/invitation.txt";
    Passcode: PasscodeHtml in "mail/passcode.html", PasscodeText in "mail/passcode.txt";
    AccessGranted: AccessGrantedHtml in "mail/access_granted.html",
        AccessGrantedText in "mail/access_granted.txt";
    InvitationDeclined: InvitationDeclinedHtml in "mail/invitation_declined.html",
        InvitationDeclinedText in "mail/invitation_declined.txt";
    InvitationRequested: InvitationRequestedHtml in "mail/invitation_requested.html",
        InvitationRequestedText in "mail/invitation_requested.txt";
    AccessRequest: AccessRequestHtml in "mail/access_request.html",
        AccessRequestText in "mail/access_request.txt";
}

/// Text in which no mail program finds a link: a zero-width non-joiner after each character that
/// addresses are recognised by.
fn unlinked(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        out.push(c);
        if matches!(c, '.' | ':' | '/' | '@' | '。' | '．' | '：' | '／') {
            out.push('\u{200c}');
        }
    }
    out
}

/// A message as plain text quotes it: each line after a `>`.
fn quoted(message: &str) -> String {
    let quoted: Vec<_> = lines(message)
        .into_iter()
        .map(|line| {
            if line.is_empty() {
                ">".to_owned()
            } else {
                format!("> {line}")
            }
        })
        .collect();
    quoted.join("\n")
}

/// The lines of a message, without control characters; empty lines at both ends are left out.
fn lines(message: &str) -> Vec<String> {
    message.trim().lines().map(one_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender() -> Sender {
        Sender {
            server_name: "guests.contoso.example".to_owned(),
            server_url: "https://guests.contoso.example".to_owned(),
        }
    }

    fn invitation(texts: Texts) -> Invitation {
        Invitation {
            texts,
            sender: sender(),
            organization_name: "Contoso".to_owned(),
            organization_domain: "contoso.example".to_owned(),
            inviter_name: Some("Adele Vance".to_owned()),
            inviter_mail: Some("adele@contoso.example".to_owned()),
            invited_address: "sam@fabrikam.example".to_owned(),
            message: Some("Hello Sam,\nhere is the project.".to_owned()),
            is_reset: false,
            destination: "My Apps".to_owned(),
            expires: Some("23 December 2026".to_owned()),
            accept_url: "https://guests.contoso.example/r/abc".to_owned(),
            block_url: "https://guests.contoso.example/invitations/block?t=1".to_owned(),
            privacy_statement_url: None,
        }
    }

    #[test]
    fn nothing_that_a_person_wrote_becomes_a_link() {
        let mut mail = invitation(Texts::english());
        mail.inviter_name = Some("https://evil.example/a".to_owned());
        mail.organization_name = "<a href=https://evil.example>Win</a>".to_owned();
        mail.message = Some("Go to http://evil.example\r\nor www.evil.example".to_owned());
        let message = mail.render().unwrap();
        assert!(!message.html.contains("evil.example"), "{}", message.html);
        assert!(!message.html.contains("<a href=https"));
        for line in message
            .text
            .lines()
            .filter(|line| line.contains("evil.example"))
        {
            assert!(
                line.starts_with("> ") || !line.contains("guests.contoso"),
                "{line}"
            );
        }
        let links = message.html.matches("href=\"").count();
        let own = message
            .html
            .matches("href=\"https://guests.contoso.example")
            .count();
        assert_eq!(links, own);
    }

    #[test]
    fn a_mail_after_a_reset_says_why_it_comes_again() {
        for texts in Texts::all() {
            let mut mail = invitation(texts);
            let why = texts.text("mail-invitation-reset");
            let first = mail.render().unwrap();
            assert!(!first.text.contains(&why) && !first.html.contains(&why));
            mail.is_reset = true;
            let again = mail.render().unwrap();
            let line = format!("\n\n{why}\n");
            assert!(again.text.contains(&line), "{}", again.text);
            assert!(again.html.contains(&why), "{}", again.html);
        }
    }

    #[test]
    fn a_subject_is_one_line_whatever_the_name() {
        let mut mail = invitation(Texts::english());
        mail.inviter_name = Some("Eve\r\nBcc: everybody@contoso.example\u{202e}".to_owned());
        let subject = mail.render().unwrap().subject;
        assert!(!subject.chars().any(char::is_control) && !subject.contains('\u{202e}'));
    }

    #[test]
    fn the_warning_comes_first_and_both_parts_carry_the_link() {
        for texts in Texts::all() {
            let tag = texts.lang();
            let mail = invitation(texts);
            let message = mail.render().unwrap();
            let warning = texts.text("mail-invitation-warning");
            assert!(message.text.trim_start().starts_with(&warning), "{tag}");
            for part in [&message.html, &message.text] {
                let position = |needle: &str| part.find(needle).unwrap_or(usize::MAX);
                assert!(position(&warning) < position("Contoso"), "{tag}");
                assert!(position("Contoso") < position("Adele Vance"), "{tag}");
                assert!(part.contains(&mail.accept_url) && part.contains("23 December 2026"));
            }
            assert!(!message.text.contains(['\u{2068}', '\u{2069}']), "{tag}");
        }
    }

    #[test]
    fn a_code_is_shown_in_two_groups() {
        let mail = Passcode {
            texts: Texts::english(),
            sender: sender(),
            organization_name: None,
            code: "01234567".to_owned(),
            minutes: 30,
        };
        let message = mail.render().unwrap();
        assert!(message.text.contains("0123 4567") && message.html.contains("0123 4567"));
        assert!(message.text.contains("30 minutes"));
    }
}
