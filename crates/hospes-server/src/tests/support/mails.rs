//! A mail server that keeps what it gets, or refuses it when it is told to.

use std::collections::VecDeque;
use std::sync::Mutex;

use hospes_identity::outbox::Failure;

use crate::mail::inbox::Inbox;
use crate::mail::{Mailer, Outgoing, Sent};

#[derive(Debug)]
pub(in crate::tests) struct Mails {
    got: Mutex<Vec<Outgoing>>,
    refusals: Mutex<VecDeque<Failure>>,
    inbox: Option<Inbox>,
}

impl Mails {
    pub(super) fn new(inbox: Option<Inbox>) -> Self {
        Self {
            got: Mutex::default(),
            refusals: Mutex::default(),
            inbox,
        }
    }

    /// The next mail is refused so.
    pub(in crate::tests) fn refuse(&self, failure: Failure) {
        self.refusals.lock().unwrap().push_back(failure);
    }

    /// What came since the last call.
    pub(in crate::tests) fn take(&self) -> Vec<Outgoing> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }

    /// The one mail that came since the last call.
    pub(in crate::tests) fn only(&self) -> Outgoing {
        let mut mails = self.take();
        assert_eq!(mails.len(), 1, "{mails:#?}");
        mails.remove(0)
    }
}

impl Mailer for Mails {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> Sent<'a> {
        Box::pin(async move {
            if let Some(failure) = self.refusals.lock().unwrap().pop_front() {
                return Err(failure);
            }
            // Whatever is sent can be written down as a mail.
            mail.mime()?;
            if let Some(inbox) = &self.inbox {
                inbox.send(mail).await?;
            }
            self.got.lock().unwrap().push(mail.clone());
            Ok(())
        })
    }
}

impl Outgoing {
    /// The first link to the server that begins with this path.
    pub(in crate::tests) fn link(&self, path: &str) -> String {
        let begin = format!("https://hospes.example{path}");
        let found = self.text.split_whitespace().find_map(|word| {
            let word = word.trim_matches(|c| matches!(c, '<' | '>' | '(' | ')'));
            word.strip_prefix("https://hospes.example")
                .filter(|_| word.starts_with(&begin))
        });
        found
            .unwrap_or_else(|| panic!("no link to {path} in {}", self.text))
            .to_owned()
    }

    /// The eight digits of a passcode mail, which are written in two groups.
    pub(in crate::tests) fn code(&self) -> String {
        let digits = |word: &&str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        let line = |line: &str| line.split_whitespace().filter(digits).collect::<String>();
        let found = self.text.lines().map(line).find(|code| code.len() == 8);
        found.unwrap_or_else(|| panic!("no code in {}", self.text))
    }
}
