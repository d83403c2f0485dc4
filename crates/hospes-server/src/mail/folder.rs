//! Into files, for trying out: `<id>.eml` each, so a repeat takes the place of the first.

use std::path::{Path, PathBuf};

use hospes_identity::outbox::Failure;

use super::{Mailer, Outgoing, Sent};
use crate::files;

/// A folder.
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(path: &Path) -> anyhow::Result<Self> {
        files::private_folder(path)?;
        Ok(Self {
            path: path.to_path_buf(),
        })
    }
}

impl Mailer for Folder {
    fn send<'a>(&'a self, mail: &'a Outgoing) -> Sent<'a> {
        Box::pin(async move {
            let bytes = mail.mime()?.formatted();
            let name = self.path.join(format!("{}.eml", mail.id));
            files::write(&name, &bytes)
                .await
                .map_err(|error| Failure::Temporary(error.to_string()))
        })
    }
}
