//! Reading and changing the external-collaboration settings, and what they decide.

use hospes_protocol::address::Domain;
use hospes_protocol::text::single_line;
use url::Url;

use super::{AllowInvitesFrom, GuestAccess, Restriction, Settings, store};
use crate::actor::{Actor, Permission, Who};
use crate::audit::{Activity, Entry, Target};
use crate::error::{Error, Result};
use crate::patch::Patch;
use crate::{Identity, Permissions};

/// The most days an invitation can be open: ten years.
const LONGEST_INVITATION_DAYS: u32 = 3_650;
/// The original's limit of the whole policy.
const MOST_DOMAINS_BYTES: usize = 25_000;

/// A change of settings; what is kept stays.
#[derive(Debug, Clone, Default)]
pub struct SettingsPatch {
    /// Who may invite.
    pub allow_invites_from: Option<AllowInvitesFrom>,
    /// What guests see.
    pub guest_access: Option<GuestAccess>,
    /// The kind of restriction and its domains; a change of kind throws the other list away.
    pub restriction: Option<(Restriction, Vec<Domain>)>,
    /// Days an invitation is open; cleared: for ever.
    pub invitation_days: Patch<u32>,
    /// Whether guests may leave.
    pub guests_may_leave: Option<bool>,
    /// Whether outsiders may ask for access through user flows.
    pub self_service_sign_up: Option<bool>,
    /// Privacy statement; `https` or `http`.
    pub privacy_statement_url: Patch<String>,
    /// Privacy contact.
    pub privacy_contact: Patch<String>,
    /// Language of mails.
    pub notification_language: Patch<String>,
}

impl Identity {
    /// The settings. Those who may invite may know them too.
    pub async fn settings(&self, actor: &Actor) -> Result<Settings> {
        if !actor.may(Permission::InviteGuests) {
            actor.require(Permission::ReadSettings)?;
        }
        store::settings_of(&mut self.read().await?, actor.tenant).await
    }

    /// Changes the settings.
    pub async fn update_settings(&self, actor: &Actor, patch: &SettingsPatch) -> Result<Settings> {
        let only_leaving = SettingsPatch {
            guests_may_leave: patch.guests_may_leave,
            ..Default::default()
        };
        let permission = if patch.says_no_more_than(&only_leaving) {
            Permission::ManageLeaving
        } else {
            Permission::ManageCollaboration
        };
        actor.require(permission)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = store::settings_of(&mut tx, actor.tenant).await?;
            let after = apply(before.clone(), patch)?;
            store::save_settings(&mut tx, actor.tenant, &after).await?;
            let mut target =
                Target::other("Policy", actor.tenant.0, "External collaboration settings");
            for ((name, old), (_, new)) in described(&before).into_iter().zip(described(&after)) {
                if old != new {
                    target = target.change(name, &old, &new);
                }
            }
            Entry::new(Activity::UpdatePolicy)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(after)
        })
        .await
    }
}

impl SettingsPatch {
    fn says_no_more_than(&self, other: &Self) -> bool {
        // Every other field of `other` is at its default, which keeps.
        self.allow_invites_from == other.allow_invites_from
            && self.guest_access == other.guest_access
            && self.restriction == other.restriction
            && self.invitation_days == other.invitation_days
            && self.self_service_sign_up == other.self_service_sign_up
            && self.privacy_statement_url == other.privacy_statement_url
            && self.privacy_contact == other.privacy_contact
            && self.notification_language == other.notification_language
    }
}

fn apply(mut settings: Settings, patch: &SettingsPatch) -> Result<Settings> {
    settings.allow_invites_from = patch
        .allow_invites_from
        .unwrap_or(settings.allow_invites_from);
    settings.guest_access = patch.guest_access.unwrap_or(settings.guest_access);
    settings.guests_may_leave = patch.guests_may_leave.unwrap_or(settings.guests_may_leave);
    settings.self_service_sign_up = patch
        .self_service_sign_up
        .unwrap_or(settings.self_service_sign_up);
    if let Some((restriction, domains)) = &patch.restriction {
        let bytes: usize = domains.iter().map(|domain| domain.as_str().len()).sum();
        if bytes > MOST_DOMAINS_BYTES {
            return Err(Error::invalid(
                "restrictedDomains",
                "the list is longer than 25,000 characters",
            ));
        }
        if *restriction == Restriction::Allow && domains.is_empty() {
            return Err(Error::invalid(
                "restrictedDomains",
                "name at least one domain to allow",
            ));
        }
        settings.restriction = *restriction;
        settings.restricted_domains = if *restriction == Restriction::Any {
            Vec::new()
        } else {
            domains.clone()
        };
        settings.restricted_domains.sort();
        settings.restricted_domains.dedup();
    }
    match &patch.invitation_days {
        Patch::Keep => {}
        Patch::Clear => settings.invitation_days = None,
        Patch::Set(days) if (1..=LONGEST_INVITATION_DAYS).contains(days) => {
            settings.invitation_days = Some(*days);
        }
        Patch::Set(_) => {
            return Err(Error::invalid(
                "invitationDays",
                "it is not between 1 and 3,650 days",
            ));
        }
    }
    match &patch.privacy_statement_url {
        Patch::Keep => {}
        Patch::Clear => settings.privacy_statement_url = None,
        Patch::Set(text) => settings.privacy_statement_url = Some(web_url(text)?),
    }
    set_line(&mut settings.privacy_contact, &patch.privacy_contact);
    set_line(
        &mut settings.notification_language,
        &patch.notification_language,
    );
    Ok(settings)
}

fn set_line(to: &mut Option<String>, patch: &Patch<String>) {
    match patch {
        Patch::Keep => {}
        Patch::Clear => *to = None,
        Patch::Set(text) => *to = Some(single_line(text, 256)).filter(|line| !line.is_empty()),
    }
}

fn web_url(text: &str) -> Result<String> {
    let invalid = || Error::invalid("privacyStatementUrl", "it is not a web address (https://…)");
    let url = Url::parse(text.trim()).map_err(|_| invalid())?;
    if matches!(url.scheme(), "https" | "http") && url.has_host() && text.len() <= 2_048 {
        Ok(url.into())
    } else {
        Err(invalid())
    }
}

fn described(settings: &Settings) -> Vec<(&'static str, String)> {
    let domains: Vec<&str> = settings
        .restricted_domains
        .iter()
        .map(Domain::as_str)
        .collect();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        (
            "AllowInvitesFrom",
            settings.allow_invites_from.as_str().to_owned(),
        ),
        ("GuestUserRole", settings.guest_access.as_str().to_owned()),
        ("Restriction", settings.restriction.as_str().to_owned()),
        ("Domains", domains.join(", ")),
        (
            "InvitationDays",
            settings
                .invitation_days
                .map_or_else(|| "never".to_owned(), |days| days.to_string()),
        ),
        (
            "AllowExternalIdentitiesToLeave",
            settings.guests_may_leave.to_string(),
        ),
        (
            "SelfServiceSignUp.IsEnabled",
            settings.self_service_sign_up.to_string(),
        ),
        ("PrivacyStatementUrl", text(&settings.privacy_statement_url)),
        ("PrivacyContact", text(&settings.privacy_contact)),
        (
            "NotificationLanguage",
            text(&settings.notification_language),
        ),
    ]
}

/// Whether a domain may be invited, and may still redeem.
pub(crate) fn domain_allowed(settings: &Settings, domain: &Domain) -> bool {
    let listed = settings.restricted_domains.contains(domain);
    match settings.restriction {
        Restriction::Any => true,
        Restriction::Deny => !listed,
        Restriction::Allow => listed,
    }
}

/// Whether the settings let somebody invite, who may do so `by_role` or by a permission of Graph, or not.
pub(crate) fn invite_policy(settings: &Settings, who: &Who, by_role: bool) -> bool {
    let (is_user, is_member) = match who {
        Who::User { is_guest, .. } => (true, !is_guest),
        Who::Application { .. } | Who::Person { .. } | Who::System { .. } => (false, false),
    };
    match settings.allow_invites_from {
        AllowInvitesFrom::None => matches!(who, Who::System { .. }),
        // Applications hold no role, so "only administrators" shuts them out.
        AllowInvitesFrom::AdminsAndGuestInviters => {
            by_role && !matches!(who, Who::Application { .. })
        }
        AllowInvitesFrom::AdminsGuestInvitersAndAllMembers => by_role || is_member,
        AllowInvitesFrom::Everyone => by_role || is_user,
    }
}

/// What a user without a role may do, by the settings.
pub(crate) fn base_permissions(settings: &Settings, is_guest: bool) -> Permissions {
    if !is_guest {
        Permissions::of(&[Permission::ReadDirectory, Permission::ManageOwnApplications])
    } else if settings.guest_access == GuestAccess::Member {
        Permissions::of(&[Permission::ReadDirectory])
    } else {
        Permissions::NONE
    }
}
