//! One user: overview, properties, groups, roles, applications, audit.

use askama::Template;

use crate::pages::admin::Picker;
use crate::pages::admin::audit::AuditRow;
use crate::pages::admin::profile::Profile;
use crate::pages::layout::{
    Badge, Choice, Fact, Fault, Field, Layout, Moment, Pager, Person, faults,
};

/// What stands at the head of each page of a user.
#[derive(Debug, Clone)]
pub(crate) struct UserHead {
    /// Object id; goes into `/admin/users/{id}`.
    pub(crate) id: String,
    /// Name and mail address.
    pub(crate) person: Person,
    /// "Guest" or "Member".
    pub(crate) user_type: String,
    /// The invitation's state; `None` for people who were not invited.
    pub(crate) state: Option<Badge>,
    /// Whether the account may sign in.
    pub(crate) is_enabled: bool,
    /// How many groups.
    pub(crate) groups: usize,
    /// How many roles.
    pub(crate) roles: usize,
    /// How many applications.
    pub(crate) applications: usize,
    /// Whether the reader may see the sign-in log.
    pub(crate) may_read_sign_ins: bool,
}

/// Overview. `GET /admin/users/{id}`.
///
/// Forms: POST `/resend`, `/revoke-invitation`, `/block`, `/unblock`, `/revoke-sessions`, `/sessions/end`; links:
/// `/reset-redemption`, `/reset-password`, `/delete`.
#[derive(Debug, Template)]
#[template(path = "admin/user.html")]
pub(crate) struct UserOverview<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// User principal name, object id, creation and the like.
    pub(crate) facts: Vec<Fact>,
    /// The B2B collaboration tile; `None` for people who were not invited.
    pub(crate) invitation: Option<InvitationTile>,
    /// What signs in as this user.
    pub(crate) identities: Vec<IdentityRow>,
    /// How they sign in at their next redemption; `None` for people who were not invited.
    pub(crate) sign_in: Option<SignInCard>,
    /// What would happen to their address at the next redemption; `None`: they are no guest, or the reader may not see it.
    pub(crate) what_if_url: Option<String>,
    /// Why this way to sign in: each attempt to redeem, newest first.
    pub(crate) attempts: Vec<Attempt>,
    /// What they asked for before they were a user, newest first.
    pub(crate) requests: Vec<AskedAccess>,
    /// When they last signed in.
    pub(crate) last_sign_in: Option<Moment>,
    /// Where they are signed in; `None`: the reader may not see it.
    pub(crate) sessions: Option<Vec<SessionRow>>,
    /// What the reader may do.
    pub(crate) may: UserRights,
    /// Whose cross-tenant access settings keep the guest out.
    pub(crate) access_blocked: Option<&'static str>,
    /// The identity providers that they are bound to, and to nothing else, if none of them is in use.
    pub(crate) locked_out_by: Option<String>,
}

/// A request for access that became the user.
#[derive(Debug, Clone)]
pub(crate) struct AskedAccess {
    /// What for.
    pub(crate) application: String,
    /// Through which flow.
    pub(crate) flow: String,
    /// What became of it.
    pub(crate) state: Badge,
    /// When.
    pub(crate) asked: Moment,
    /// The account that proved the address.
    pub(crate) account: String,
    /// Who vouches for that account.
    pub(crate) vouched_by: String,
    /// When it was decided.
    pub(crate) decided: Option<Moment>,
    /// Who decided, if anybody had to.
    pub(crate) decider: Option<String>,
    /// What they answered.
    pub(crate) answers: Vec<Fact>,
}

/// One place where a user is signed in.
#[derive(Debug, Clone)]
pub(crate) struct SessionRow {
    /// What the button posts as `session`.
    pub(crate) id: String,
    /// Browser and system.
    pub(crate) device: String,
    /// Network address.
    pub(crate) network: String,
    /// "Password" or "One-time passcode".
    pub(crate) method: &'static str,
    /// When it began.
    pub(crate) since: Moment,
    /// When it was last used.
    pub(crate) used: Moment,
}

/// How a guest signs in at their next redemption.
#[derive(Debug, Clone)]
pub(crate) struct SignInCard {
    /// What counts: "By the rules", the name of an identity provider, or "One-time passcode".
    pub(crate) way: String,
    /// Whether it was chosen for this guest.
    pub(crate) is_chosen: bool,
    /// Whether nobody can sign in that way, because the provider is switched off or removed.
    pub(crate) is_off: bool,
    /// Whether to offer **Change**.
    pub(crate) may_change: bool,
}

/// Chooses how a guest signs in at their next redemption. `GET` and `POST /admin/users/{id}/sign-in-method`.
#[derive(Debug, Template)]
#[template(path = "admin/sign_in_choice.html")]
pub(crate) struct SignInChoicePage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// `way`: `rules`, `passcode`, or `provider:` with an id.
    pub(crate) ways: Vec<Choice>,
    /// What is wrong with the choice.
    pub(crate) error: Option<String>,
    /// Whether the guest is bound already, so that the choice counts after a reset only.
    pub(crate) is_bound: bool,
}

impl SignInChoicePage<'_> {
    fn faults(&self) -> Vec<Fault> {
        let fault = |text: &String| Fault {
            field: "way".to_owned(),
            text: text.clone(),
        };
        self.error.iter().map(fault).collect()
    }
}

/// What the reader may do with a user.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one button")]
pub(crate) struct UserRights {
    /// **Resend invitation**: pending or expired, and the right to invite.
    pub(crate) resend: bool,
    /// **Revoke invitation**.
    pub(crate) revoke: bool,
    /// **Reset redemption status**.
    pub(crate) reset: bool,
    /// Block and unblock sign-in.
    pub(crate) block: bool,
    /// **Revoke sessions**.
    pub(crate) revoke_sessions: bool,
    /// **Reset password**: members with a password of this server.
    pub(crate) reset_password: bool,
    /// **Require to register again**.
    pub(crate) reset_factors: bool,
    /// **Convert to internal user**: external users.
    pub(crate) convert_to_internal: bool,
    /// **Convert to external user**: internal users who were never external.
    pub(crate) convert_to_external: bool,
    /// **Delete**.
    pub(crate) delete: bool,
}

/// The B2B collaboration tile.
#[derive(Debug, Clone)]
pub(crate) struct InvitationTile {
    /// The state, such as "Pending acceptance".
    pub(crate) state: Badge,
    /// The invited address.
    pub(crate) invited_address: String,
    /// Who invited: a person or an application.
    pub(crate) invited_by: String,
    /// When the newest mail was handed over; `None` if none was sent.
    pub(crate) sent: Option<Moment>,
    /// What became of it, such as "Sent" or "Bounced".
    pub(crate) delivery: Option<Badge>,
    /// What the other mail server said, if it refused.
    pub(crate) delivery_detail: Option<String>,
    /// The last day; `None` if there is no end.
    pub(crate) expires: Option<Moment>,
    /// When the state last changed: accepted, declined, revoked, expired.
    pub(crate) changed: Option<Moment>,
    /// When the guest asked for a new link, the old one having expired.
    pub(crate) asked_again: Option<Moment>,
    /// What the guest wrote when they declined.
    pub(crate) decline_reason: Option<String>,
}

/// What signs in as a user.
#[derive(Debug, Clone)]
pub(crate) struct IdentityRow {
    /// "Account of fabrikam.example", "One-time passcode", "Password", or the name of an identity provider.
    pub(crate) kind: String,
    /// Who vouches for it.
    pub(crate) issuer: String,
    /// The subject at the issuer, or the address.
    pub(crate) subject: String,
    /// Since when it is bound.
    pub(crate) since: Moment,
    /// Whether nobody can sign in with it, because the provider is switched off or removed.
    pub(crate) is_off: bool,
}

/// One attempt to redeem an invitation.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// When it began.
    pub(crate) when: Moment,
    /// How it ended.
    pub(crate) outcome: Badge,
    /// The rules that were asked, in order.
    pub(crate) steps: Vec<TraceStep>,
}

/// One rule of an attempt.
#[derive(Debug, Clone)]
pub(crate) struct TraceStep {
    /// What was asked: "Is fabrikam.example a domain of this server?".
    pub(crate) rule: String,
    /// What was found: "Yes: Fabrikam. They sign in with their account there."
    pub(crate) finding: String,
    /// Whether this rule decided.
    pub(crate) is_chosen: bool,
}

/// Asks before resetting, and to which address. `GET` and `POST
/// /admin/users/{id}/reset-redemption`.
#[derive(Debug, Template)]
#[template(path = "admin/reset_redemption.html")]
pub(crate) struct ResetRedemption<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// `address`: one that is on the user already.
    pub(crate) address: Field,
    /// `send_message=yes`.
    pub(crate) send_message: bool,
}

impl ResetRedemption<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("address", &self.address)])
    }
}

/// Properties, to read. `GET /admin/users/{id}/properties`.
#[derive(Debug, Template)]
#[template(path = "admin/user_properties.html")]
pub(crate) struct UserProperties<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// The categories with their properties, empty ones included.
    pub(crate) categories: Vec<Category>,
    /// Whether to offer **Edit properties**, `?edit=yes`.
    pub(crate) may_edit: bool,
}

/// A category of properties.
#[derive(Debug, Clone)]
pub(crate) struct Category {
    /// "Identity", "Job information", "Contact information", "Parental controls", "Settings".
    pub(crate) name: String,
    /// The properties.
    pub(crate) facts: Vec<Fact>,
}

/// Properties, to edit. `GET /admin/users/{id}/properties?edit=yes`, `POST` without the query.
#[derive(Debug, Template)]
#[template(path = "admin/edit_user.html")]
pub(crate) struct EditUser<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// `display_name`.
    pub(crate) display_name: Field,
    /// `access_ends`, a date `YYYY-MM-DD`; empty for no end.
    pub(crate) access_ends: Field,
    /// All else.
    pub(crate) profile: Profile,
}

impl EditUser<'_> {
    fn faults(&self) -> Vec<Fault> {
        let mut all = faults([
            ("display_name", &self.display_name),
            ("access_ends", &self.access_ends),
        ]);
        all.extend(self.profile.faults());
        all
    }
}

/// Groups, roles or applications of a user.
///
/// `GET` and `POST /admin/users/{id}/groups`, `/roles`, `/applications`: the form posts `add` once
/// for each chosen item, a row's button posts `remove`.
#[derive(Debug, Template)]
#[template(path = "admin/user_assignments.html")]
pub(crate) struct UserAssignments<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// Which of the three.
    pub(crate) kind: AssignmentKind,
    /// What the user has.
    pub(crate) assigned: Vec<Assigned>,
    /// What can be added; its name is `add`. `None`: the reader may not change it.
    pub(crate) picker: Option<Picker>,
}

/// What is assigned to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AssignmentKind {
    /// Membership of groups.
    Groups,
    /// Directory roles.
    Roles,
    /// Applications.
    Applications,
}

impl AssignmentKind {
    /// Plural, as the tab says; lower case is the last part of the URL.
    fn name(self) -> &'static str {
        match self {
            Self::Groups => "Groups",
            Self::Roles => "Roles",
            Self::Applications => "Applications",
        }
    }

    fn part(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Roles => "roles",
            Self::Applications => "applications",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Groups => "group",
            Self::Roles => "shield",
            Self::Applications => "apps",
        }
    }

    fn empty_title(self) -> &'static str {
        match self {
            Self::Groups => "In no group",
            Self::Roles => "No roles",
            Self::Applications => "No applications",
        }
    }

    fn empty_text(self) -> &'static str {
        match self {
            Self::Groups => "A group brings its applications along. Choose one below.",
            Self::Roles => "Without a role, this user can’t administer anything.",
            Self::Applications => "My Apps of this user is empty. Choose an application below.",
        }
    }
}

/// One group, role or application of a user.
#[derive(Debug, Clone)]
pub(crate) struct Assigned {
    /// What the button posts as `remove`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// A second line; may be empty.
    pub(crate) line: String,
    /// Its own page; `None` for roles.
    pub(crate) url: Option<String>,
    /// Where it comes from, if not directly: "by the group Tender team". It can't be removed here.
    pub(crate) by_way_of: Option<String>,
}

/// Audit events about a user. `GET /admin/users/{id}/audit?after=`.
#[derive(Debug, Template)]
#[template(path = "admin/user_audit.html")]
pub(crate) struct UserAudit<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: UserHead,
    /// The events, newest first.
    pub(crate) events: Vec<AuditRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
}
