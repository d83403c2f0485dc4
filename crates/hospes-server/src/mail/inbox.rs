//! The demo's inbox: catches every mail instead of sending it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use hospes_identity::outbox::Failure;
use serde::{Deserialize, Serialize};

use super::{Mailer, Outgoing, Sent};
use crate::files;

/// A mail that was caught.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Caught {
    /// Its id.
    pub(crate) id: String,
    /// The recipient.
    pub(crate) to: String,
    /// Who got a copy.
    pub(crate) cc: Option<String>,
    /// The sender, with the display name.
    pub(crate) from: String,
    /// Where answers go.
    pub(crate) reply_to: Option<String>,
    /// The subject.
    pub(crate) subject: String,
    /// When it was caught: RFC 3339.
    pub(crate) date: String,
    /// The plain-text part.
    pub(crate) text: String,
    /// The HTML part.
    pub(crate) html: String,
    /// Where its links lead, in their order.
    pub(crate) links: Vec<String>,
    /// The headers as they would have been sent, name and value.
    pub(crate) headers: Vec<(String, String)>,
}

/// The inbox. Its mails are files, so that they outlive a restart.
#[derive(Debug, Clone)]
pub(crate) struct Inbox {
    folder: Arc<PathBuf>,
    // Oldest first.
    mails: Arc<RwLock<Vec<Caught>>>,
}

impl Inbox {
    /// Opens the inbox of a folder.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        files::private_folder(path)?;
        let mut mails = Vec::new();
        for entry in std::fs::read_dir(path)? {
            let file = entry?.path();
            if file.extension().is_some_and(|ending| ending == "json") {
                mails.push(serde_json::from_slice::<Caught>(&std::fs::read(&file)?)?);
            }
        }
        mails.sort_by(|a, b| (&a.date, &a.id).cmp(&(&b.date, &b.id)));
        Ok(Self {
            folder: Arc::new(path.to_path_buf()),
            mails: Arc::new(RwLock::new(mails)),
        })
    }

    /// All mails, newest first.
    pub(crate) fn all(&self) -> Vec<Caught> {
        let mails = self.mails.read().unwrap_or_else(PoisonError::into_inner);
        mails.iter().rev().cloned().collect()
    }

    /// One mail.
    pub(crate) fn find(&self, id: &str) -> Option<Caught> {
        let mails = self.mails.read().unwrap_or_else(PoisonError::into_inner);
        mails.iter().find(|mail| mail.id == id).cloned()
    }

    /// Forgets all mails.
    pub(crate) async fn clear(&self) -> std::io::Result<()> {
        let gone = {
            let mut mails = self.mails.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *mails)
        };
        for mail in gone {
            tokio::fs::remove_file(self.file(&mail.id)).await?;
        }
        Ok(())
    }

    fn file(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
}

impl Mailer for Inbox {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> Sent<'a> {
        Box::pin(async move {
            let caught = caught(mail)?;
            let failed = |error: std::io::Error| Failure::Temporary(error.to_string());
            let bytes = serde_json::to_vec(&caught)
                .map_err(|error| Failure::Unmakeable(error.to_string()))?;
            files::write(&self.file(&caught.id), &bytes)
                .await
                .map_err(failed)?;
            let mut mails = self.mails.write().unwrap_or_else(PoisonError::into_inner);
            // A repeat takes the place of the first.
            mails.retain(|other| other.id != caught.id);
            mails.push(caught);
            Ok(())
        })
    }
}

fn caught(mail: &Outgoing) -> Result<Caught, Failure> {
    let formatted = mail.mime()?.formatted();
    let formatted = String::from_utf8_lossy(&formatted);
    let head = formatted
        .split_once("\r\n\r\n")
        .map_or("", |(head, _)| head);
    // RFC 5322, section 2.2.3: a line that begins with a blank goes on with the one before.
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let headers = unfolded
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Ok(Caught {
        id: mail.id.to_string(),
        to: mail.to.to_string(),
        cc: mail.cc.as_ref().map(ToString::to_string),
        from: mail.from.to_string(),
        reply_to: mail.reply_to.as_ref().map(ToString::to_string),
        subject: mail.subject.clone(),
        date: mail.date.to_rfc3339(),
        text: mail.text.clone(),
        html: mail.html.clone(),
        links: links(&mail.html),
        headers,
    })
}

/// Where the links of our own HTML lead.
fn links(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in html.split("href=\"").skip(1) {
        let link = part.split('"').next().unwrap_or_default();
        let link = link.replace("&amp;", "&").replace("&#38;", "&");
        if !found.contains(&link) {
            found.push(link);
        }
    }
    found
}
