//! `hospes keys`.

use clap::{Args, Subcommand};
use hospes_identity::signing_key::{KeyInfo, KeyState, Rotation};
use hospes_identity::{Identity, Timestamp};

use super::out;
use crate::config::Config;
use crate::serve;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the keys that sign tokens, and those that are published before or after
    List,
    /// Make the next keys now, before it is time for them
    Rotate(Rotate),
}

#[derive(Debug, Args)]
pub(super) struct Rotate {
    /// Use other keys at once; tokens that were signed with the old ones go on to count
    #[arg(long)]
    now: bool,
    /// Somebody else has the keys: use new ones at once, and delete the old ones with all of their tokens
    #[arg(long, conflicts_with = "now")]
    compromised: bool,
}

impl Rotate {
    fn rotation(&self) -> Rotation {
        match (self.compromised, self.now) {
            (true, _) => Rotation::Compromised,
            (false, true) => Rotation::Now,
            (false, false) => Rotation::Next,
        }
    }
}

pub(super) async fn run(command: &Command, config: &Config) -> anyhow::Result<()> {
    let identity = serve::open_migrated(config).await?;
    match command {
        Command::List => list(&identity).await,
        Command::Rotate(rotate) => {
            let rotation = rotate.rotation();
            let changed = identity.renew_signing_keys(rotation).await?;
            tracing::info!(?rotation, changed, "the signing keys were rotated");
            list(&identity).await?;
            match rotation {
                Rotation::Now => out::line(
                    "The new keys are used, on every node within 5 minutes. Tokens of the old ones go on to count.",
                ),
                Rotation::Compromised => out::line(
                    "The new keys are used and the old ones are gone, on every node within 5 minutes.",
                ),
                Rotation::Next if changed == 0 => {
                    out::line("The next keys are there already: nothing is changed.")
                }
                Rotation::Next | Rotation::Due | Rotation::Missing => out::line(
                    "The next keys are published. They will be used when clients know them.",
                ),
            }
        }
    }
}

async fn list(identity: &Identity) -> anyhow::Result<()> {
    let keys = identity.list_signing_keys().await?;
    let rows: Vec<_> = keys.iter().map(row).collect();
    out::table(
        &["ALGORITHM", "STATE", "USED FROM", "USED UNTIL", "KEY"],
        &rows,
    )
}

fn row(key: &KeyInfo) -> Vec<String> {
    let state = match key.state {
        KeyState::Next => "next",
        KeyState::Current => "current",
        KeyState::Retired => "retired",
    };
    vec![
        key.algorithm.to_string(),
        state.to_owned(),
        key.active_from.to_string(),
        key.active_until
            .as_ref()
            .map_or_else(|| "-".to_owned(), Timestamp::to_string),
        key.kid.clone(),
    ]
}
