//! `hospes config`.

use std::path::Path;
use std::process::ExitCode;

use clap::Subcommand;

use super::out;
use crate::config::{DEFAULTS, read};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read the configuration and say whether it can be used
    Check,
    /// Print every setting with its default and what it is for
    Default,
}

pub(super) fn run(command: &Command, file: Option<&Path>) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check => {
            let config = read(file, std::env::vars())?;
            out::line(&format!(
                "The configuration is good. This server is {} and listens on {}.",
                config.server.public_url.as_str(),
                config.server.listen
            ))?;
        }
        Command::Default => out::print(DEFAULTS)?,
    }
    Ok(ExitCode::SUCCESS)
}
