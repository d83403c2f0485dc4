//! Names of a guest that somebody else says.

use hospes_protocol::address::Address;
use hospes_protocol::text::single_line;
use serde::{Deserialize, Serialize};

use super::{User, store};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::TenantId;

/// The longest name that is shown, in characters.
const LONGEST_NAME: usize = 256;
/// The longest given name and surname, in characters.
const LONGEST_PART: usize = 64;

/// What an identity provider calls somebody: each one clean line, which is cut where it is too long.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedNames {
    /// The name that is shown, at most 256 characters.
    pub display_name: Option<String>,
    /// The given name, at most 64 characters.
    pub given_name: Option<String>,
    /// The surname, at most 64 characters.
    pub surname: Option<String>,
}

impl ClaimedNames {
    /// Cleans what a provider says. Where it says no name that is shown, the other two make one.
    pub(crate) fn new(name: Option<&str>, given_name: Option<&str>, surname: Option<&str>) -> Self {
        let clean = |text: Option<&str>, most| {
            text.map(|text| single_line(text, most))
                .filter(|line| !line.is_empty())
        };
        let given_name = clean(given_name, LONGEST_PART);
        let surname = clean(surname, LONGEST_PART);
        let parts: Vec<&str> = [&given_name, &surname]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let display_name = clean(name, LONGEST_NAME).or_else(|| clean(Some(&parts.join(" ")), 129));
        Self {
            display_name,
            given_name,
            surname,
        }
    }
}

/// Takes names over where nobody here gave the guest any: the name that is shown while it still is the local part of the
/// invited address, the others while there are none. Gives what changed: the property, what it was and what it is.
pub(crate) async fn take_names(
    tx: &mut Tx,
    tenant: TenantId,
    (user, invited): (&mut User, &Address),
    said: ClaimedNames,
) -> Result<Vec<(&'static str, String, String)>> {
    let mut changes = Vec::new();
    if let Some(name) = said.display_name
        && user.display_name == invited.local()
        && user.display_name != name
    {
        let before = std::mem::replace(&mut user.display_name, name.clone());
        store::delete_terms(tx, tenant, user.id).await?;
        store::save_terms(tx, tenant, user).await?;
        changes.push(("DisplayName", before, name));
    }
    let profile = &mut user.profile;
    for (property, place, said) in [
        ("GivenName", &mut profile.given_name, said.given_name),
        ("Surname", &mut profile.surname, said.surname),
    ] {
        if let (None, Some(said)) = (&place, said) {
            changes.push((property, String::new(), said.clone()));
            *place = Some(said);
        }
    }
    if !changes.is_empty() {
        store::save(tx, tenant, user).await?;
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_clean_line_and_two_parts_make_one() {
        let said = ClaimedNames::new(None, Some(" Lee\n\u{202e} "), Some("Ng"));
        assert_eq!(said.given_name.as_deref(), Some("Lee"));
        assert_eq!(said.display_name.as_deref(), Some("Lee Ng"));
        let long = "x".repeat(1_000);
        let said = ClaimedNames::new(Some(&long), Some(&long), Some("\t"));
        let lengths = [said.display_name, said.given_name].map(|name| name.unwrap().len());
        assert_eq!(lengths, [256, 64]);
        assert_eq!(said.surname, None);
        assert_eq!(
            ClaimedNames::new(Some(""), None, None),
            ClaimedNames::default()
        );
    }
}
