//! What proves a person a second time: the step after the first factor, and the page on which authenticators
//! are added and removed.

pub(crate) mod flow;
pub(crate) mod passkeys;
mod qr;

use askama::Template;

use crate::pages::layout::{Field, Layout, Moment, Organization, Person};
use qr::Qr;

/// Asks for a second factor. `GET` and `POST /signin/second-factor`.
///
/// Both forms post there; the passkey's to `/signin/second-factor/passkey/finish`.
#[derive(Debug, Template)]
#[template(path = "security/second_factor.html")]
struct SecondFactor<'a> {
    /// The frame.
    layout: &'a Layout,
    /// The organization that asks.
    asker: Option<&'a Organization>,
    /// The account.
    account: &'a Person,
    /// `code`: of the app.
    code: Field,
    /// `recovery`: a recovery code.
    recovery: Field,
    /// What went wrong with the passkey.
    passkey_error: Option<String>,
    /// Whether there is an app.
    has_app: bool,
    /// Whether there is a passkey, and this server can use it.
    has_passkey: bool,
    /// Organization and aim, for the forms.
    query: String,
    /// Where "Use another account" leads.
    other_account_url: String,
}

/// Adds an app. `GET` and `POST /signin/register-factor`.
#[derive(Debug, Template)]
#[template(path = "security/register.html")]
struct Register<'a> {
    /// The frame.
    layout: &'a Layout,
    /// The organization whose account it is.
    asker: Option<&'a Organization>,
    /// The account.
    account: &'a Person,
    /// Whether the organization asks for it; otherwise the person came by themselves.
    is_required: bool,
    /// The secret as a picture.
    qr: Qr,
    /// The secret in groups of four.
    secret: String,
    /// The secret sealed.
    setup: String,
    /// `name`.
    name: Field,
    /// `code`.
    code: Field,
    /// What went wrong with a passkey.
    passkey_error: Option<String>,
    /// Whether a passkey can be added instead.
    may_add_passkey: bool,
    /// Organization and aim, for the forms.
    query: String,
    /// Where it goes on without.
    next: String,
}

/// Shows recovery codes, once.
#[derive(Debug, Template)]
#[template(path = "security/recovery_codes.html")]
struct RecoveryCodes<'a> {
    /// The frame.
    layout: &'a Layout,
    /// The organization whose account it is.
    asker: Option<&'a Organization>,
    /// The codes.
    codes: Vec<String>,
    /// Where it goes on.
    next: String,
}

/// Apps, passkeys and recovery codes. `GET /account/security`.
#[derive(Debug, Template)]
#[template(path = "security/security.html")]
struct Security<'a> {
    /// The frame.
    layout: &'a Layout,
    /// The person.
    person: &'a Person,
    /// Apps and passkeys.
    all: Vec<Row>,
    /// Recovery codes that are left.
    recovery_codes: usize,
    /// Why nothing can be changed now, and the page that helps.
    locked: Option<(String, String)>,
    /// Whether a passkey can be added.
    may_add_passkey: bool,
    /// Organization and aim, for the forms.
    query: String,
}

/// An app or a passkey.
#[derive(Debug, Clone)]
struct Row {
    id: String,
    name: String,
    is_passkey: bool,
    since: Moment,
    last_used: Option<Moment>,
}
