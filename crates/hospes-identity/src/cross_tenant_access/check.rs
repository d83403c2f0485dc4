//! What settings must satisfy.

use std::collections::BTreeSet;

use super::settings::{AccessType, Collaboration, Which};
use crate::error::{Error, Result};

/// So many users, groups and applications one setting may list.
const MOST: usize = 500;

/// Checks one direction; `field` is its name on the wire.
pub(super) fn collaboration(field: &'static str, setting: &Collaboration) -> Result<()> {
    listed(field, &setting.people.targets)?;
    listed(field, &setting.applications.targets)?;
    let nobody =
        setting.people.access == AccessType::Blocked && setting.people.targets == Which::All;
    let nothing = setting.applications.access == AccessType::Blocked
        && setting.applications.targets == Which::All;
    if nobody == nothing {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        if nobody {
            "who blocks all users and groups has to block all applications, too"
        } else {
            "who blocks all applications has to block all users and groups, too"
        },
    ))
}

/// Checks the inbound side of the default.
pub(super) fn default_inbound(field: &'static str, setting: &Collaboration) -> Result<()> {
    if setting.people.targets != Which::All {
        return Err(Error::invalid(
            field,
            "the default is for all users and groups: their ids mean something in one organization only",
        ));
    }
    collaboration(field, setting)
}

fn listed<T: Ord + Copy>(field: &'static str, targets: &Which<T>) -> Result<()> {
    let Which::Listed(listed) = targets else {
        return Ok(());
    };
    if listed.is_empty() {
        return Err(Error::invalid(field, "it lists nobody or nothing"));
    }
    if listed.len() > MOST {
        return Err(Error::invalid(field, "it lists more than 500"));
    }
    if listed.iter().collect::<BTreeSet<_>>().len() < listed.len() {
        return Err(Error::invalid(field, "it lists something twice"));
    }
    Ok(())
}
