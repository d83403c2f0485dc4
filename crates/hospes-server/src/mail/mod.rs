//! Mail: rendered from what the outbox says, then handed to a transport.

mod folder;
pub(crate) mod inbox;
mod messages;
mod render;
mod smtp;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hospes_identity::Timestamp;
use hospes_identity::ids::MailId;
use hospes_identity::outbox::Failure;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use crate::config::{Config, Transport};
use crate::texts::Texts;

pub(crate) use render::render;

/// A mail, ready to leave.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    /// Its id; a second attempt has the same.
    pub(crate) id: MailId,
    /// The sender.
    pub(crate) from: Mailbox,
    /// The recipient.
    pub(crate) to: Mailbox,
    /// Who gets a copy.
    pub(crate) cc: Option<Mailbox>,
    /// Where answers go.
    pub(crate) reply_to: Option<Mailbox>,
    /// The subject, on one line.
    pub(crate) subject: String,
    /// The written plain-text part.
    pub(crate) text: String,
    /// The HTML part.
    pub(crate) html: String,
    /// The page on which the recipient can have no more of them (RFC 2369).
    pub(crate) unsubscribe: Option<String>,
    /// When it is sent.
    pub(crate) date: Timestamp,
    /// The host in its `Message-ID`.
    pub(crate) host: String,
}

/// What comes of handing a mail over.
pub(crate) type Sent<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// Where mail goes.
pub(crate) trait Mailer: Send + Sync {
    /// Hands a mail over. When it returns `Ok`, somebody else answers for it.
    fn send<'a>(&'a self, mail: &'a Outgoing) -> Sent<'a>;
}

impl Outgoing {
    /// `Message-ID` is made of the mail's id, so that a mail server can tell a repeat.
    pub(crate) fn message_id(&self) -> String {
        format!(
            "<{}@{}>",
            self.id,
            self.host.split(':').next().unwrap_or("localhost")
        )
    }

    /// The mail as it goes over the wire. Names and subjects go through types that encode them
    /// (RFC 2047), so nothing in them can begin a header.
    pub(crate) fn mime(&self) -> Result<lettre::Message, Failure> {
        let millis = u64::try_from(self.date.as_millis()).unwrap_or_default();
        let date = std::time::UNIX_EPOCH + Duration::from_millis(millis);
        let mut builder = lettre::Message::builder()
            .message_id(Some(self.message_id()))
            .from(self.from.clone())
            .to(self.to.clone())
            .subject(&self.subject)
            .date(date)
            // RFC 3834, section 5: nobody's holiday notice answers it.
            .raw_header(raw("Auto-Submitted", "auto-generated")?);
        if let Some(cc) = &self.cc {
            builder = builder.cc(cc.clone());
        }
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        if let Some(url) = &self.unsubscribe {
            builder = builder.raw_header(raw("List-Unsubscribe", &format!("<{url}>"))?);
        }
        builder
            .multipart(MultiPart::alternative_plain_html(
                self.text.clone(),
                self.html.clone(),
            ))
            .map_err(|error| Failure::Unmakeable(error.to_string()))
    }
}

fn raw(name: &'static str, value: &str) -> Result<HeaderValue, Failure> {
    let name = HeaderName::new_from_ascii(name.to_owned())
        .map_err(|error| Failure::Unmakeable(error.to_string()))?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

/// The transport of the configuration; `None` when mail stays in the outbox.
pub(crate) fn transport(config: &Config) -> anyhow::Result<Option<Arc<dyn Mailer>>> {
    Ok(match config.mail.transport {
        Transport::None => None,
        Transport::Smtp => Some(Arc::new(smtp::Smtp::new(&config.mail)?)),
        Transport::Folder => Some(Arc::new(folder::Folder::new(&config.mail.folder)?)),
    })
}

/// Sender's name and subject of an invitation, for the preview in the wizard.
pub(crate) fn preview(language: &str, organization: &str, inviter: &str) -> (String, String) {
    let texts = if language.is_empty() {
        Texts::english()
    } else {
        Texts::for_language(language)
    };
    let subject = texts.plain("mail-invitation-subject", &[("inviter", inviter)]);
    (messages::sender_name(texts, organization), subject)
}

/// Whether the mail server answers and lets us in: for `hospes doctor`.
pub(crate) async fn test_smtp(config: &Config) -> anyhow::Result<()> {
    smtp::Smtp::new(&config.mail)?.test().await
}
