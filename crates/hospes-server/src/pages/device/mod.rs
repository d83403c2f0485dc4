//! Signing in on a device without a browser of its own: the pages on which people type its code (RFC 8628,
//! section 3.3).
//!
//! The danger is a code that somebody else began with and sent: whoever types it signs that person in (section
//! 5.4). So nothing is filled in from an address, the page names who asks and from where, and it says so.

pub(crate) mod flow;

use askama::Template;

use crate::pages::layout::{Field, Layout, Moment, Organization, Person};

/// Asks for the code.
#[derive(Debug, Template)]
#[template(path = "device/enter.html")]
struct Enter<'a> {
    layout: &'a Layout,
    code: Field,
}

/// Asks whether it was oneself who began.
#[derive(Debug, Template)]
#[template(path = "device/confirm.html")]
struct Confirm<'a> {
    layout: &'a Layout,
    organization: &'a Organization,
    application: &'a str,
    account: &'a Person,
    other_account_url: String,
    /// Where the device asked from.
    network: &'a str,
    /// What it calls itself; may be empty.
    user_agent: &'a str,
    asked_at: Moment,
}

/// Says what came of it: `device-done` or `device-cancelled`.
#[derive(Debug, Template)]
#[template(path = "device/outcome.html")]
struct Outcome<'a> {
    layout: &'a Layout,
    is_signed_in: bool,
}
