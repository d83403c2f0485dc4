//! Where the link of an invitation leads.

use askama::Template;

use crate::pages::layout::{Layout, Moment, Organization};

/// Says who invites and offers the ways to sign in. `GET /redeem/invitation`.
///
/// Each way posts to `/redeem/sign-in` with `way=account`, `way=provider:{id}` or `way=passcode`. One of them
/// should be there; the account comes first.
#[derive(Debug, Template)]
#[template(path = "redeem/landing.html")]
pub(crate) struct Landing<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The organization that invites.
    pub(crate) organization: &'a Organization,
    /// Who invites: a name, if a person did.
    pub(crate) inviter_name: Option<String>,
    /// Their mail address, so that the guest can ask them.
    pub(crate) inviter_mail: Option<String>,
    /// What they wrote, as they wrote it.
    pub(crate) message: Option<String>,
    /// The invited address.
    pub(crate) invited_address: String,
    /// Where the guest will land: "My Apps", or the name of an application.
    pub(crate) destination: String,
    /// The last day of the invitation; `None` if it has no end.
    pub(crate) expires: Option<Moment>,
    /// The ways to sign in.
    pub(crate) ways: Ways,
}

/// The ways in which this guest can prove who they are.
#[derive(Debug, Clone)]
pub(crate) struct Ways {
    /// The organization whose account signs in, if the guest's domain has one here.
    pub(crate) account_of: Option<String>,
    /// The identity providers whose account signs in: id and name.
    pub(crate) providers: Vec<(String, String)>,
    /// Whether both organizations said that nobody is asked to review anything: the button accepts.
    pub(crate) goes_straight_on: bool,
    /// The address that is signed in already and fits; the button then says "Continue as …".
    pub(crate) signed_in_as: Option<String>,
    /// Whether a one-time passcode to the invited address is allowed.
    pub(crate) by_passcode: bool,
}
