//! What an invitation must satisfy before anything is written.

use hospes_protocol::text::{plain_text, single_line};
use url::Url;

use super::{InviteError, Lifetime, NewInvitation};
use crate::actor::{Actor, Permission};
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::name::{LONGEST, display_name};
use crate::tenant::Settings;
use crate::user::{Profile, UserType};

/// The original's limit of groups and roles in its wizard.
const MOST_GRANTS: usize = 20;
/// The longest message of an inviter, in characters.
const LONGEST_MESSAGE: usize = 1_000;
const LONGEST_DAYS: u32 = 3_650;

/// What is left of a new invitation once it is checked.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) redirect_url: String,
    pub(super) message: Option<String>,
    pub(super) language: Option<String>,
    pub(super) profile: Profile,
}

/// Checks all that needs no database.
pub(super) fn input(actor: &Actor, new: &NewInvitation) -> Result<Checked, InviteError> {
    if new.user_type == UserType::Member {
        actor.require(Permission::InviteMembers)?;
    }
    if !new.other_mails.is_empty() {
        actor.require(Permission::UpdateUsers)?;
    }
    for (count, permission) in [
        (new.groups.len(), Permission::ManageMemberships),
        (new.roles.len(), Permission::AssignRoles),
        (new.applications.len(), Permission::AssignApplications),
    ] {
        if count > 0 {
            actor.require(permission)?;
        }
    }
    for (count, field) in [(new.groups.len(), "groups"), (new.roles.len(), "roles")] {
        if count > MOST_GRANTS {
            return Err(Error::invalid(field, "there are more than 20").into());
        }
    }
    if new.applications.len() > MOST_GRANTS {
        return Err(Error::invalid("applications", "there are more than 20").into());
    }
    if let Lifetime::Days(days) = new.lifetime
        && !(1..=LONGEST_DAYS).contains(&days)
    {
        return Err(Error::invalid("invitationDays", "it is not between 1 and 3,650 days").into());
    }
    // One of blanks is none: the guest is named by their address.
    if let Some(name) = new
        .display_name
        .as_deref()
        .filter(|name| !name.trim().is_empty())
    {
        display_name(name, LONGEST)?;
    }
    let mut profile = Profile::default();
    new.profile.apply(&mut profile)?;
    Ok(Checked {
        redirect_url: redirect_url(&new.redirect_url)?,
        message: message(new.message.as_deref())?,
        language: language(new.language.as_deref())?,
        profile,
    })
}

fn redirect_url(text: &str) -> Result<String> {
    let invalid = || Error::invalid("inviteRedirectUrl", "it is not a web address (https://…)");
    let url = Url::parse(text.trim()).map_err(|_| invalid())?;
    // Scripts and data have no place behind "Accept".
    let web = matches!(url.scheme(), "https" | "http") && url.has_host();
    let plain = url.username().is_empty() && url.password().is_none();
    if web && plain && text.len() <= 2_048 {
        Ok(url.into())
    } else {
        Err(invalid())
    }
}

fn message(text: Option<&str>) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    if text.chars().count() > LONGEST_MESSAGE {
        return Err(Error::invalid(
            "message",
            "it is longer than 1,000 characters",
        ));
    }
    Ok(Some(plain_text(text, LONGEST_MESSAGE)).filter(|text| !text.is_empty()))
}

fn language(tag: Option<&str>) -> Result<Option<String>> {
    let Some(tag) = tag
        .map(|tag| single_line(tag, 35))
        .filter(|tag| !tag.is_empty())
    else {
        return Ok(None);
    };
    // RFC 5646, section 2.1: subtags of at most eight letters and digits.
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if tag.split('-').all(part) {
        Ok(Some(tag))
    } else {
        Err(Error::invalid(
            "messageLanguage",
            "it is not a language tag such as de-AT",
        ))
    }
}

/// When an invitation that is sent now ends.
pub(super) fn expiry(lifetime: Lifetime, settings: &Settings, now: Timestamp) -> Option<Timestamp> {
    let days = match lifetime {
        Lifetime::Default => settings.invitation_days,
        Lifetime::Days(days) => Some(days),
        Lifetime::Never => None,
    };
    days.map(|days| now.plus(Span::days(i64::from(days))))
}
