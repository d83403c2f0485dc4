//! `hospes audit`.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Subcommand;
use hospes_identity::audit::{Problem, Verification};

use super::{operator, out};
use crate::config::Config;
use crate::serve;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find out whether somebody changed, removed or moved an event
    Verify {
        /// Only this organization: a domain or an id
        #[arg(long)]
        tenant: Option<String>,
        /// The end of the chain as it was printed before and kept elsewhere; it must still be there
        #[arg(long, value_name = "HASH", requires = "tenant")]
        expect: Option<String>,
    },
}

pub(super) async fn run(command: &Command, config: &Config) -> anyhow::Result<ExitCode> {
    let identity = serve::open_migrated(config).await?;
    let Command::Verify { tenant, expect } = command;
    let tenants = match tenant {
        Some(name) => vec![operator(&identity, name).await?.0.id],
        None => identity.tenant_ids().await?,
    };
    let mut good = true;
    for id in tenants {
        let found = identity.verify_audit(id).await?;
        let name = identity.tenant(id).await?.initial_domain;
        good &= found.problem.is_none();
        out::line(&format!("{name}: {}", told(&found)))?;
        if let Some(expected) = expect {
            let known = identity.audit_chain_contains(id, expected).await;
            let known =
                known.context("--expect is what `audit verify` prints as the end of the chain")?;
            good &= known;
            if !known {
                out::line(&format!("{name}: the chain does not contain {expected}"))?;
            }
        }
    }
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn told(found: &Verification) -> String {
    match &found.problem {
        None => format!(
            "good. {} events sealed, {} waiting. End of the chain: {}",
            found.sealed, found.waiting, found.head
        ),
        Some(Problem::Missing { sequence }) => format!("BAD: event {sequence} is missing"),
        Some(Problem::Changed { sequence }) => format!("BAD: event {sequence} was changed"),
        Some(Problem::Shortened { last, expected }) => {
            format!("BAD: the chain ends at event {last}, but {expected} were sealed")
        }
    }
}
