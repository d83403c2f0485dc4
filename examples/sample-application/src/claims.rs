//! What an ID token says, in sentences and in a table.

use serde_json::{Map, Value};

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The claim's name.
    pub(crate) name: String,
    /// Its value, as people read it.
    pub(crate) value: String,
    /// What it is; empty when that is not known.
    pub(crate) meaning: &'static str,
}

/// Claims and what they are, most telling first. Those of OpenID Connect Core, section 2 and 5.1, and those of
/// the Microsoft identity platform.
const KNOWN: &[(&str, &str)] = &[
    ("name", "Display name"),
    (
        "preferred_username",
        "The name to sign in with; it may change",
    ),
    ("email", "Mail address; it may change"),
    ("given_name", "First name"),
    ("family_name", "Last name"),
    ("acct", "0: member of the organization, 1: guest"),
    ("idp", "Who authenticated a guest"),
    (
        "tid",
        "The organization that signed you in to this application",
    ),
    ("oid", "Your account in that organization"),
    ("sub", "You, for this one application; it never changes"),
    ("roles", "Your roles in this application"),
    ("groups", "Your groups"),
    ("iss", "Who issued this token"),
    ("aud", "The application it is meant for"),
    ("auth_time", "When you proved who you are"),
    ("amr", "How you proved who you are"),
    (
        "signin_state",
        "What is said of the device that you signed in on",
    ),
    (
        "sid",
        "The session in which you signed in; signing out names it",
    ),
    ("iat", "Issued at"),
    ("nbf", "Not valid before"),
    ("exp", "Valid until"),
    (
        "nonce",
        "What this application sent along, so that the token can’t come from another sign-in",
    ),
    ("at_hash", "Binds the access token to this token"),
    ("uti", "The id of this token"),
    ("ver", "The version of the token"),
];

const TIMES: &[&str] = &["auth_time", "iat", "nbf", "exp"];

/// The table: what is known in its order, then the rest by name.
pub(crate) fn rows(claims: &Map<String, Value>) -> Vec<Row> {
    let known = KNOWN.iter().filter_map(|(name, meaning)| {
        let value = claims.get(*name)?;
        Some(row(name, value, meaning))
    });
    let mut rest: Vec<Row> = claims
        .iter()
        .filter(|(name, _)| !KNOWN.iter().any(|(known, _)| known == name))
        .map(|(name, value)| row(name, value, ""))
        .collect();
    rest.sort_by(|one, other| one.name.cmp(&other.name));
    known.chain(rest).collect()
}

fn row(name: &str, value: &Value, meaning: &'static str) -> Row {
    Row {
        name: name.to_owned(),
        value: moment(name, value).unwrap_or_else(|| shown(value)),
        meaning,
    }
}

/// A time, as a number of seconds and as people write it.
fn moment(name: &str, value: &Value) -> Option<String> {
    let seconds = value.as_i64().filter(|_| TIMES.contains(&name))?;
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    Some(format!("{seconds} ({at})"))
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// What matters, for people: who, guest or member, from where, roles and groups when there are any.
pub(crate) fn sentences(claims: &Map<String, Value>) -> Vec<String> {
    std::iter::once(who(claims))
        .chain(belonging(claims))
        .chain(home(claims))
        .chain(listed(claims, "roles", "Your roles here"))
        .chain(listed(claims, "groups", "Your groups"))
        .collect()
}

/// How to address them.
pub(crate) fn name(claims: &Map<String, Value>) -> &str {
    ["name", "preferred_username", "email", "sub"]
        .into_iter()
        .find_map(|name| text(claims, name))
        .unwrap_or("somebody")
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name)?.as_str().filter(|text| !text.is_empty())
}

fn who(claims: &Map<String, Value>) -> String {
    let name = name(claims);
    let address = text(claims, "email").or_else(|| text(claims, "preferred_username"));
    match address {
        Some(address) if address != name => format!("You are {name}, {address}."),
        Some(_) | None => format!("You are {name}."),
    }
}

fn belonging(claims: &Map<String, Value>) -> Option<String> {
    let organization = text(claims, "tid").unwrap_or("this organization");
    match claims.get("acct")?.as_i64()? {
        0 => Some(format!("You are a member of {organization}.")),
        1 => Some(format!("You are a guest of {organization}.")),
        _ => None,
    }
}

/// Where a guest comes from. Members are at home.
fn home(claims: &Map<String, Value>) -> Option<String> {
    Some(match text(claims, "idp")? {
        "mail" => {
            "You proved that you read your mail: you have no home organization here.".to_owned()
        }
        issuer => format!("Your home organization signed you in: {issuer}"),
    })
}

fn listed(claims: &Map<String, Value>, name: &str, label: &str) -> Option<String> {
    let all = claims.get(name)?.as_array().filter(|all| !all.is_empty())?;
    let all: Vec<String> = all.iter().map(shown).collect();
    Some(format!("{label}: {}.", all.join(", ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_member_reads_who_they_are_and_that_they_belong() {
        let claims = claims(json!({
            "name": "Megan Bowen", "preferred_username": "megan@contoso.example", "acct": 0, "tid": "019b",
        }));
        assert_eq!(
            sentences(&claims),
            [
                "You are Megan Bowen, megan@contoso.example.",
                "You are a member of 019b."
            ]
        );
    }

    #[test]
    fn a_guest_reads_where_they_come_from() {
        let claims = claims(json!({
            "name": "Sam Rivera", "email": "sam@fabrikam.example", "acct": 1, "tid": "019b",
            "idp": "http://localhost:8080/019c/", "roles": ["Approver"], "groups": ["Aurora", "Borealis"],
        }));
        assert_eq!(
            sentences(&claims),
            [
                "You are Sam Rivera, sam@fabrikam.example.",
                "You are a guest of 019b.",
                "Your home organization signed you in: http://localhost:8080/019c/",
                "Your roles here: Approver.",
                "Your groups: Aurora, Borealis.",
            ]
        );
    }

    #[test]
    fn a_guest_by_passcode_has_no_home() {
        let claims = claims(json!({ "email": "pat@example.org", "acct": 1, "idp": "mail" }));
        let all = sentences(&claims);
        assert_eq!(all[0], "You are pat@example.org.");
        assert_eq!(all[1], "You are a guest of this organization.");
        assert!(all[2].contains("no home organization"), "{all:?}");
    }

    #[test]
    fn a_provider_that_says_little_gets_no_invented_sentence() {
        let claims = claims(json!({ "sub": "248289761001", "roles": [], "acct": "strange" }));
        assert_eq!(sentences(&claims), ["You are 248289761001."]);
    }

    #[test]
    fn the_table_has_every_claim_the_telling_ones_first() {
        let claims = claims(json!({
            "zoneinfo": "Europe/Berlin", "aud": ["a", "b"], "exp": 1_767_225_600, "name": "Megan", "amr_x": { "y": 1 },
        }));
        let rows = rows(&claims);
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["name", "aud", "exp", "amr_x", "zoneinfo"]);
        assert_eq!(rows[1].value, "a, b");
        assert_eq!(rows[2].value, "1767225600 (2026-01-01T00:00:00Z)");
        assert_eq!(rows[3].value, r#"{"y":1}"#);
        assert_eq!(rows[4].meaning, "");
    }

    #[test]
    fn how_somebody_signed_in_is_explained() {
        let claims = claims(json!({ "amr": ["pwd", "otp"], "sid": "019b" }));
        let rows = rows(&claims);
        assert_eq!(rows[0].value, "pwd, otp");
        assert!(rows.iter().all(|row| !row.meaning.is_empty()), "{rows:?}");
    }

    #[test]
    fn a_time_out_of_this_world_is_shown_as_a_number() {
        let claims = claims(json!({ "exp": i64::MAX }));
        assert_eq!(rows(&claims)[0].value, i64::MAX.to_string());
    }
}
