//! What the pages of the admin center do.

pub(crate) mod application_access;
pub(crate) mod application_authentication;
pub(crate) mod application_saml;
pub(crate) mod applications;
pub(crate) mod audit;
pub(crate) mod collections;
pub(crate) mod cross_tenant_access;
pub(crate) mod deleted_users;
pub(crate) mod external_collaboration;
pub(crate) mod groups;
pub(crate) mod home;
pub(crate) mod identity_providers;
pub(crate) mod invite;
pub(crate) mod new_user;
pub(crate) mod outbox;
mod pickers;
mod profile;
pub(crate) mod registration;
pub(crate) mod sign_in_settings;
pub(crate) mod sign_ins;
mod signing_certificates;
pub(crate) mod user;
pub(crate) mod user_assignments;
pub(crate) mod user_conversions;
pub(crate) mod user_flow_connectors;
pub(crate) mod user_flow_labels;
pub(crate) mod user_flows;
mod user_identities;
pub(crate) mod user_properties;
mod user_requests;
pub(crate) mod user_security;
pub(crate) mod user_sessions;
pub(crate) mod user_sign_in;
mod user_trace;
pub(crate) mod users;

use std::collections::BTreeMap;

use askama::Template;
use axum::http::HeaderValue;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::ids::CorrelationId;
use hospes_identity::outbox::Delivery;
use hospes_identity::page::{Cursor, From, Page, PageRequest};
use hospes_identity::user::{Count, InvitationState, User};
use hospes_identity::{Span, Timestamp};
use uuid::Uuid;

use crate::app::App;
use crate::extract::cookies;
use crate::extract::visitor::{complaint, notice};
use crate::pages::error::PageError;
use crate::pages::layout::{Badge, Field, Moment, Pager, Person, Tone};
use crate::pages::words;
use crate::texts::Texts;

/// Rows of a page of a list.
const PAGE: u32 = 50;
/// So many faults of one field are told in full.
const FAULTS: usize = 10;

/// The query string of a list, in the order of its names.
pub(super) type Query = axum::extract::Query<BTreeMap<String, String>>;

fn page(template: &impl Template) -> Result<Response, PageError> {
    Ok(Html(template.render()?).into_response())
}

/// Goes on to a page that says what was done.
fn done(app: &App, to: &str, text: &str) -> Response {
    going(to, notice(app, text))
}

/// Goes back to a page that says what could not be done.
fn refused(app: &App, to: &str, text: &str) -> Response {
    going(to, complaint(app, text))
}

fn going(to: &str, cookie: HeaderValue) -> Response {
    (cookies::with([cookie]), Redirect::to(to)).into_response()
}

fn now(app: &App) -> Timestamp {
    app.identity.env().clock.now()
}

fn moment(app: &App, at: Timestamp) -> Moment {
    words::moment(Texts::english(), at, now(app))
}

/// What was asked for under a name; empty when nothing was.
fn asked<'q>(query: &'q Query, name: &str) -> &'q str {
    query.0.get(name).map_or("", |value| value.trim())
}

/// The reference number that was typed; one that is none finds nothing.
fn reference(typed: &str) -> Option<CorrelationId> {
    if typed.is_empty() {
        return None;
    }
    Some(typed.parse().unwrap_or(CorrelationId(Uuid::nil())))
}

/// The page a list is asked for.
fn request(query: &Query) -> PageRequest {
    let from = match asked(query, "after") {
        "" => From::Start,
        text => Cursor::decode(text).map_or(From::Start, From::After),
    };
    PageRequest { from, size: PAGE }
}

/// The URL of a list with another value of one name; an empty value leaves the name out.
fn url_with(path: &str, query: &Query, name: &str, value: &str) -> String {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    for (known, text) in &query.0 {
        if known != name && known != "after" && !text.trim().is_empty() {
            out.append_pair(known, text);
        }
    }
    if !value.is_empty() {
        out.append_pair(name, value);
    }
    let out = out.finish();
    if out.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{out}")
    }
}

/// What stands under a list.
fn pager<T>(path: &str, query: &Query, rows: &Page<T>, what: &str) -> Pager {
    let text = match rows.rows.len() {
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    };
    let next_url = rows
        .after
        .as_ref()
        .map(|after| url_with(path, query, "after", &after.encode()));
    let is_first = asked(query, "after").is_empty();
    let first_url = (!is_first).then(|| url_with(path, query, "after", ""));
    Pager {
        text,
        first_url,
        next_url,
    }
}

/// A number with separators.
fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn counted(count: Count) -> String {
    let plus = if count.more { "+" } else { "" };
    format!("{}{plus}", number(count.number))
}

fn person(user: &User) -> Person {
    Person::new(
        &user.display_name,
        user.mail.as_deref().unwrap_or(&user.user_principal_name),
    )
}

fn state_badge(state: InvitationState) -> Badge {
    match state {
        InvitationState::PendingAcceptance => Badge::new(Tone::Warn, "Pending acceptance"),
        InvitationState::Completed => Badge::new(Tone::Good, "Accepted"),
        InvitationState::Expired => Badge::new(Tone::Bad, "Expired"),
        InvitationState::Revoked => Badge::new(Tone::Neutral, "Revoked"),
        InvitationState::Declined => Badge::new(Tone::Neutral, "Declined"),
    }
}

fn delivery_badge(state: Delivery) -> Badge {
    match state {
        Delivery::Queued => Badge::new(Tone::Info, "Queued"),
        Delivery::Sent => Badge::new(Tone::Good, "Sent"),
        Delivery::Deferred => Badge::new(Tone::Warn, "Deferred"),
        Delivery::Bounced => Badge::new(Tone::Bad, "Bounced"),
        Delivery::Failed => Badge::new(Tone::Bad, "Failed"),
        Delivery::Suppressed => Badge::new(Tone::Neutral, "Suppressed"),
    }
}

/// The end of a day that was typed: access that ends on a day still counts on it.
fn end_of_day(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).map(|midnight| midnight.plus(Span::days(1)))
}

/// The last day on which something that ends still counts.
fn last_day(end: Timestamp) -> String {
    end.minus(Span::millis(1)).format("%Y-%m-%d")
}

/// A reason of the product, as a sentence for people. What is a sentence stays one.
fn sentence(reason: &str) -> String {
    let stop = if reason.ends_with('.') { "" } else { "." };
    format!("{}{stop}", capitalized(reason))
}

/// All faults of a field one after the other, as far as anybody reads on; `None` without one.
fn all_of(faults: &[String]) -> Option<String> {
    let mut told: Vec<String> = faults.iter().take(FAULTS).cloned().collect();
    match faults.len().saturating_sub(FAULTS) {
        0 => {}
        1 => told.push("One more line is wrong.".to_owned()),
        more => told.push(format!("{more} more lines are wrong.")),
    }
    (!told.is_empty()).then(|| told.join(" "))
}

/// With a capital letter in front.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars
        .next()
        .map(|c| c.to_uppercase().collect())
        .unwrap_or_default();
    format!("{first}{}", chars.as_str())
}

/// A reason that speaks of a field as "it", as a sentence that also tells something in a list of faults.
fn sentence_about(name: &str, reason: &str) -> String {
    let Some(rest) = reason.strip_prefix("it ") else {
        return sentence(reason);
    };
    let name = match name {
        "accessEndsAt" => "end of access",
        "invitationDays" => "number of days",
        "otherMails" => "address",
        "businessPhones" => "business phone",
        other => other.trim_start_matches("display"),
    };
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    let words = words.replace(" url", " URL").replace(" id", " ID");
    sentence(&format!("the {words} {rest}"))
}

/// A field with what was typed, and what the product says of it if it is the one.
fn field(typed: &str, wrong: Option<(&str, &str)>, names: &[&str]) -> Field {
    match wrong {
        Some((name, reason)) if names.contains(&name) => {
            Field::wrong(typed, sentence_about(name, reason))
        }
        Some(_) | None => Field::new(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_field() {
        for (name, reason, expected) in [
            ("displayName", "it is empty", "The name is empty."),
            (
                "homePageUrl",
                "it is not a web address",
                "The home page URL is not a web address.",
            ),
            ("jobTitle", "it is too long", "The job title is too long."),
            (
                "accessEndsAt",
                "it is in the past",
                "The end of access is in the past.",
            ),
            (
                "sponsors",
                "there are more than 5",
                "There are more than 5.",
            ),
        ] {
            assert_eq!(sentence_about(name, reason), expected);
        }
    }

    #[test]
    fn all_faults_of_a_field_are_told_as_far_as_anybody_reads_on() {
        let faults: Vec<String> = (1..=12).map(|number| format!("Line {number}.")).collect();
        assert_eq!(all_of(&[]), None);
        assert_eq!(all_of(&faults[..2]).unwrap(), "Line 1. Line 2.");
        let told = all_of(&faults[..11]).unwrap();
        assert!(told.ends_with("Line 10. One more line is wrong."), "{told}");
        assert!(
            all_of(&faults)
                .unwrap()
                .ends_with(" 2 more lines are wrong.")
        );
    }

    #[test]
    fn numbers_get_separators() {
        for (given, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345_678, "12,345,678"),
        ] {
            assert_eq!(number(given), expected);
        }
    }

    #[test]
    fn a_filter_is_changed_without_losing_the_others_and_paging_begins_anew() {
        let pairs = [("q", "sam"), ("type", "guest"), ("after", "x")];
        let query = axum::extract::Query(
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        );
        assert_eq!(url_with("/l", &query, "q", ""), "/l?type=guest");
        assert_eq!(
            url_with("/l", &query, "after", "y z"),
            "/l?q=sam&type=guest&after=y+z"
        );
    }
}
