//! What a registration may say. Knows nothing of what is stored.

use std::collections::HashSet;
use std::hash::Hash;

use hospes_protocol::text::single_line;
use url::{Host, Url};

use super::{AppRole, ExposedScope, OptionalClaim, Registered, Registration, RequiredAccess};
use crate::error::{Error, Result};

/// The most scopes, and the most app roles, of an application.
const MOST_OFFERED: usize = 100;
/// The most resources that an application wants something of, and the most that it wants of one.
const MOST_RESOURCES: usize = 50;
const MOST_WANTED: usize = 100;
/// The most variants of an optional claim, and the longest, in bytes.
const MOST_VARIANTS: usize = 10;
const LONGEST_VARIANT: usize = 64;
/// The longest value of a scope or role, in bytes, as in the original.
const LONGEST_VALUE: usize = 120;
/// The longest name and the longest description of a scope or role, in characters.
const LONGEST_NAME: usize = 100;
const LONGEST_DESCRIPTION: usize = 1_000;
/// The longest logout URL, in bytes, as in the original.
const LONGEST_URL: usize = 255;

const SCOPES: &str = "oauth2PermissionScopes";
const ROLES: &str = "appRoles";
const CLAIMS: &str = "optionalClaims";
const WANTED: &str = "requiredResourceAccess";

/// The words of OpenID Connect, which are asked for without a resource.
const WORDS: &[&str] = &["openid", "profile", "email", "offline_access"];

/// Makes texts clean lines, and refuses what breaks a rule.
pub(super) fn cleaned(mut registration: Registration) -> Result<Registration> {
    registration.logout_url = registration
        .logout_url
        .as_deref()
        .map(logout_url)
        .transpose()?;
    for scope in &mut registration.oauth2_permission_scopes {
        clean_scope(scope)?;
    }
    for role in &mut registration.app_roles {
        clean_role(role)?;
    }
    offered(&registration)?;
    claims(&registration.optional_claims.id_token)?;
    claims(&registration.optional_claims.access_token)?;
    wanted(&registration.required_resource_access)?;
    Ok(registration)
}

fn clean_scope(scope: &mut ExposedScope) -> Result<()> {
    value(SCOPES, &scope.value)?;
    if WORDS.contains(&scope.value.as_str()) {
        return Err(Error::invalid(
            SCOPES,
            "a word of OpenID Connect is no scope of an API",
        ));
    }
    scope.admin_consent_display_name =
        line(SCOPES, &scope.admin_consent_display_name, LONGEST_NAME)?;
    scope.user_consent_display_name = if scope.user_consent_display_name.trim().is_empty() {
        scope.admin_consent_display_name.clone()
    } else {
        line(SCOPES, &scope.user_consent_display_name, LONGEST_NAME)?
    };
    let text = &scope.admin_consent_description;
    scope.admin_consent_description = line(SCOPES, text, LONGEST_DESCRIPTION)?;
    Ok(())
}

fn clean_role(role: &mut AppRole) -> Result<()> {
    value(ROLES, &role.value)?;
    role.display_name = line(ROLES, &role.display_name, LONGEST_NAME)?;
    role.description = line(ROLES, &role.description, LONGEST_DESCRIPTION)?;
    if role.is_for_users || role.is_for_applications {
        Ok(())
    } else {
        let reason = "a role is for users and groups, for applications, or for both";
        Err(Error::invalid(ROLES, reason))
    }
}

/// A value of `scp` or `roles`, which are separated by blanks.
fn value(field: &'static str, value: &str) -> Result<()> {
    let is_of = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if value.is_empty() {
        Err(Error::invalid(field, "a value is empty"))
    } else if value.len() > LONGEST_VALUE {
        Err(Error::invalid(
            field,
            "a value is longer than 120 characters",
        ))
    } else if !value.chars().all(is_of) {
        let reason =
            "a value has characters other than letters, digits, dots, hyphens and underscores";
        Err(Error::invalid(field, reason))
    } else if value.starts_with('.') {
        Err(Error::invalid(field, "a value begins with a dot"))
    } else {
        Ok(())
    }
}

/// A text that people read.
fn line(field: &'static str, text: &str, longest: usize) -> Result<String> {
    let text = single_line(text, longest + 1);
    match text.chars().count() {
        0 => Err(Error::invalid(
            field,
            "a display name or description is empty",
        )),
        count if count > longest => {
            let reason = "a display name or description is too long";
            Err(Error::invalid(field, reason))
        }
        _ => Ok(text),
    }
}

fn offered(registration: &Registration) -> Result<()> {
    let (scopes, roles) = (
        &registration.oauth2_permission_scopes,
        &registration.app_roles,
    );
    if scopes.len() > MOST_OFFERED {
        return Err(Error::invalid(SCOPES, "there are more than 100"));
    }
    if roles.len() > MOST_OFFERED {
        return Err(Error::invalid(ROLES, "there are more than 100"));
    }
    if has_twice(scopes.iter().map(|scope| &scope.value)) {
        return Err(Error::invalid(SCOPES, "two have the same value"));
    }
    if has_twice(roles.iter().map(|role| &role.value)) {
        return Err(Error::invalid(ROLES, "two have the same value"));
    }
    let ids = scopes.iter().map(|scope| scope.id);
    let ids = ids.chain(roles.iter().map(|role| role.id));
    if ids.clone().any(|id| id.is_nil()) {
        return Err(Error::invalid("id", "of a scope or role it is empty"));
    }
    if has_twice(ids) {
        return Err(Error::invalid("id", "two scopes or roles have the same"));
    }
    Ok(())
}

fn has_twice<T: Eq + Hash>(all: impl Iterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    all.into_iter().any(|one| !seen.insert(one))
}

fn logout_url(text: &str) -> Result<String> {
    let invalid = |reason| Err(Error::invalid("logoutUrl", reason));
    if text.len() > LONGEST_URL {
        return invalid("it is longer than 255 characters");
    }
    let Ok(url) = Url::parse(text) else {
        return invalid("it is not a web address (https://…)");
    };
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_local) {
        return invalid("it must begin with https:// (http:// for localhost only)");
    }
    if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return invalid("it must not have a fragment or a user name");
    }
    Ok(url.into())
}

fn claims(claims: &[OptionalClaim]) -> Result<()> {
    if has_twice(claims.iter().map(|claim| &claim.name)) {
        return Err(Error::invalid(CLAIMS, "a claim is there twice"));
    }
    let is_variant = |text: &String| {
        let is_of = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
        !text.is_empty() && text.len() <= LONGEST_VARIANT && text.bytes().all(is_of)
    };
    for claim in claims {
        if !OptionalClaim::KNOWN.contains(&claim.name.as_str()) {
            return Err(Error::invalid(CLAIMS, "a claim is not known here"));
        }
        let variants = &claim.additional_properties;
        if variants.len() > MOST_VARIANTS || !variants.iter().all(is_variant) {
            return Err(Error::invalid(
                CLAIMS,
                "an additional property is not valid",
            ));
        }
    }
    Ok(())
}

fn wanted(wanted: &[RequiredAccess]) -> Result<()> {
    if wanted.len() > MOST_RESOURCES {
        return Err(Error::invalid(WANTED, "there are more than 50 resources"));
    }
    if has_twice(wanted.iter().map(|access| access.resource_app_id)) {
        return Err(Error::invalid(WANTED, "a resource is there twice"));
    }
    for access in wanted {
        let all = [&access.scopes, &access.roles];
        if all.iter().any(|values| values.len() > MOST_WANTED) {
            return Err(Error::invalid(
                WANTED,
                "there are more than 100 of one resource",
            ));
        }
        if all.iter().any(|values| has_twice(values.iter())) {
            return Err(Error::invalid(WANTED, "a permission is there twice"));
        }
    }
    Ok(())
}

/// What can be asked for is disabled before it is deleted: whoever relies on it notices while it can be
/// brought back.
pub(super) fn removals(before: &Registered, after: &Registered) -> Result<()> {
    let (before, after) = (&before.registration, &after.registration);
    let is_gone = |scope: &&ExposedScope| {
        let mut all = after.oauth2_permission_scopes.iter();
        all.all(|other| other.id != scope.id)
    };
    let mut gone = before.oauth2_permission_scopes.iter().filter(is_gone);
    if gone.any(|scope| scope.is_enabled) {
        let reason = "a scope has to be disabled before it is deleted";
        return Err(Error::invalid(SCOPES, reason));
    }
    if roles_gone(before, after).any(|role| role.is_enabled) {
        let reason = "a role has to be disabled before it is deleted";
        return Err(Error::invalid(ROLES, reason));
    }
    Ok(())
}

/// The app roles that are offered no more.
pub(super) fn roles_gone<'r>(
    before: &'r Registration,
    after: &'r Registration,
) -> impl Iterator<Item = &'r AppRole> {
    let is_gone = |role: &&AppRole| after.app_roles.iter().all(|other| other.id != role.id);
    before.app_roles.iter().filter(is_gone)
}
