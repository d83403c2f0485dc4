//! Invite external user: the wizard and its result.
//!
//! One form posts to `/admin/users/invite`. Its hidden field `step` says which step was shown,
//! the button `go` where to go: `basics`, `properties`, `assignments`, `review` or `invite`. The
//! fields of the steps that aren't shown travel along as hidden inputs, so nothing typed is lost
//! and nothing is kept on the server.

use askama::Template;

use crate::pages::admin::Picker;
use crate::pages::admin::profile::Profile;
use crate::pages::layout::{Badge, Choice, Fact, Fault, Field, Layout, Person, faults};

/// The wizard. `GET` and `POST /admin/users/invite`.
#[derive(Debug, Template)]
#[template(path = "admin/invite.html")]
pub(crate) struct InviteWizard<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Which step is shown.
    pub(crate) step: Step,
    /// The first step.
    pub(crate) basics: Basics,
    /// The second step.
    pub(crate) profile: Profile,
    /// The third step.
    pub(crate) assignments: Assignments,
    /// Whether the steps were filled in once, so that faults may be told: `true` from the first
    /// `POST` on. A step without faults then counts as done.
    pub(crate) is_checked: bool,
    /// What keeps the invitation from being sent though the form is right, such as a limit; one
    /// sentence that says when it goes on.
    pub(crate) refusal: Option<String>,
    /// The sender's name in the preview, "Hospes Invitations on behalf of Contoso".
    pub(crate) mail_from: String,
    /// The subject in the preview.
    pub(crate) mail_subject: String,
    /// The last day of the invitation, in words; `None` if it has no end.
    pub(crate) expires: Option<String>,
    /// How the guest would sign in as things are, and whether there is a way; `None` if the reader may not know.
    pub(crate) way: Option<(bool, String)>,
}

/// A step of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Basics.
    Basics,
    /// Properties.
    Properties,
    /// Assignments.
    Assignments,
    /// Review + invite.
    Review,
}

impl Step {
    /// All steps in order, with the value that `step` and `go` post.
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Basics, "basics", "Basics"),
        (Self::Properties, "properties", "Properties"),
        (Self::Assignments, "assignments", "Assignments"),
        (Self::Review, "review", "Review + invite"),
    ];

    /// The value that `step` posts.
    fn value(self) -> &'static str {
        match self {
            Self::Basics => "basics",
            Self::Properties => "properties",
            Self::Assignments => "assignments",
            Self::Review => "review",
        }
    }

    /// Value and name of the step before.
    fn previous(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Basics => None,
            Self::Properties => Some(("basics", "Basics")),
            Self::Assignments => Some(("properties", "Properties")),
            Self::Review => Some(("assignments", "Assignments")),
        }
    }

    /// Value and name of the step after; the last button is **Invite**.
    fn next(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Basics => Some(("properties", "Properties")),
            Self::Properties => Some(("assignments", "Assignments")),
            Self::Assignments | Self::Review => None,
        }
    }

    /// What the Enter key does: it presses the first button of the form.
    fn enter(self) -> &'static str {
        match self {
            Self::Basics => "properties",
            Self::Properties => "assignments",
            Self::Assignments | Self::Review => "review",
        }
    }
}

/// A tab of the wizard, which is a button of its form.
struct Tab {
    /// What `go` posts.
    value: &'static str,
    /// What it says.
    name: &'static str,
    /// Whether its step is shown.
    is_current: bool,
    /// Whether its step has faults.
    is_wrong: bool,
    /// Whether its step was looked at and has none.
    is_done: bool,
}

/// The fields of **Basics**.
#[derive(Debug, Clone, Default)]
pub(crate) struct Basics {
    /// `email`.
    pub(crate) email: Field,
    /// `display_name`.
    pub(crate) display_name: Field,
    /// `send_message=yes`.
    pub(crate) send_message: bool,
    /// `message`.
    pub(crate) message: Field,
    /// `cc`.
    pub(crate) cc: Field,
    /// `message_language`: "" for the guest's or the organization's own.
    pub(crate) message_language: Vec<Choice>,
    /// `redirect_url`; empty leads to My Apps.
    pub(crate) redirect_url: Field,
    /// `expiry`: days, `never`, or "" for the organization's setting.
    pub(crate) expiry: Vec<Choice>,
}

/// The fields of **Assignments**.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assignments {
    /// `group`, up to 20.
    pub(crate) groups: Picker,
    /// `role`, up to 20.
    pub(crate) roles: Picker,
    /// Whether the reader may give roles; without it they aren't shown.
    pub(crate) may_assign_roles: bool,
    /// `application`.
    pub(crate) applications: Picker,
    /// `access_ends`, a date `YYYY-MM-DD`; empty for no end.
    pub(crate) access_ends: Field,
}

impl InviteWizard<'_> {
    fn faults_of(&self, step: Step) -> Vec<Fault> {
        if !self.is_checked {
            return Vec::new();
        }
        match step {
            Step::Basics => faults([
                ("email", &self.basics.email),
                ("display_name", &self.basics.display_name),
                ("message", &self.basics.message),
                ("cc", &self.basics.cc),
                ("redirect_url", &self.basics.redirect_url),
            ]),
            Step::Properties => self.profile.faults(),
            Step::Assignments => {
                let pickers = [
                    &self.assignments.groups,
                    &self.assignments.roles,
                    &self.assignments.applications,
                ];
                let mut all: Vec<_> = pickers
                    .into_iter()
                    .filter_map(|picker| {
                        let text = picker.error.clone()?;
                        Some(Fault {
                            field: picker.name.to_owned(),
                            text,
                        })
                    })
                    .collect();
                all.extend(faults([("access_ends", &self.assignments.access_ends)]));
                all
            }
            Step::Review => Vec::new(),
        }
    }

    /// The tabs of the wizard.
    fn tabs(&self) -> Vec<Tab> {
        let is_shown = |(step, _, _): &(Step, _, _)| *step == self.step;
        let current = Step::ALL.iter().position(is_shown).unwrap_or_default();
        Step::ALL
            .into_iter()
            .enumerate()
            .map(|(position, (step, value, name))| {
                let is_wrong = !self.faults_of(step).is_empty();
                Tab {
                    value,
                    name,
                    is_current: step == self.step,
                    is_wrong,
                    is_done: !is_wrong && self.is_checked && position < current,
                }
            })
            .collect()
    }

    /// Faults of the step that is shown.
    fn faults_here(&self) -> Vec<Fault> {
        self.faults_of(self.step)
    }

    /// Faults of steps that aren't shown: the step's value and name, and the sentence.
    fn faults_elsewhere(&self) -> Vec<(&'static str, &'static str, String)> {
        Step::ALL
            .into_iter()
            .filter(|(step, _, _)| *step != self.step)
            .flat_map(|(step, value, name)| {
                self.faults_of(step)
                    .into_iter()
                    .map(move |fault| (value, name, fault.text))
            })
            .collect()
    }

    /// The label of what is chosen.
    #[expect(clippy::unused_self, reason = "called by the template")]
    fn chosen<'c>(&self, choices: &'c [Choice]) -> &'c str {
        choices
            .iter()
            .find(|choice| choice.is_chosen)
            .map_or("", |choice| &choice.label)
    }

    /// What **Review + invite** lists under Properties: only what was filled in.
    fn filled_properties(&self) -> Vec<Fact> {
        const LABELS: [&str; 20] = [
            "First name",
            "Last name",
            "Job title",
            "Company name",
            "Department",
            "Employee ID",
            "Employee type",
            "Employee hire date",
            "Office location",
            "Street address",
            "City",
            "State or province",
            "ZIP or postal code",
            "Country or region",
            "Business phone",
            "Mobile phone",
            "Other emails",
            "Fax number",
            "Mail nickname",
            "Email",
        ];
        let texts = LABELS.into_iter().zip(self.profile.texts());
        let mut facts = vec![Fact::new("User type", self.chosen(&self.profile.user_type))];
        facts.extend(texts.map(|(label, (_, value))| Fact::new(label, value)));
        facts.push(Fact::new(
            "Manager",
            self.profile.manager.chosen().join(", "),
        ));
        facts.push(Fact::new(
            "Sponsors",
            self.profile.sponsors.chosen().join(", "),
        ));
        facts.push(Fact::new(
            "Age group",
            self.chosen_value(&self.profile.age_group),
        ));
        facts.push(Fact::new(
            "Consent provided for minor",
            self.chosen_value(&self.profile.consent_provided_for_minor),
        ));
        facts.push(Fact::new(
            "Usage location",
            self.chosen_value(&self.profile.usage_location),
        ));
        facts.retain(|fact| !fact.value.is_empty());
        facts
    }

    /// The label of what is chosen, unless it is the empty option.
    fn chosen_value<'c>(&self, choices: &'c [Choice]) -> &'c str {
        let is_empty = choices
            .iter()
            .any(|choice| choice.is_chosen && choice.value.is_empty());
        if is_empty { "" } else { self.chosen(choices) }
    }
}

/// What became of an invitation. Shown by the `GET` that follows **Invite**.
#[derive(Debug, Template)]
#[template(path = "admin/invited.html")]
pub(crate) struct Invited<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The guest.
    pub(crate) person: &'a Person,
    /// Goes into `/admin/users/{id}`.
    pub(crate) id: String,
    /// Which of the outcomes it is.
    pub(crate) outcome: InvitedOutcome,
    /// The state of the mail; `None` if none is sent.
    pub(crate) mail: Option<Badge>,
    /// The link of the invitation, when no mail is sent: it can be copied here once.
    pub(crate) redeem_url: Option<String>,
    /// The last day of the invitation, in words.
    pub(crate) expires: Option<String>,
    /// Groups, roles and applications that were given.
    pub(crate) given: Vec<String>,
}

/// What inviting found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InvitedOutcome {
    /// A guest was added to the directory.
    Added,
    /// The guest was there, still pending: a new link replaces the old one.
    InvitedAgain,
    /// The guest accepted before: they were told that they now have access.
    AlreadyGuest,
    /// The guest was under Deleted users and was restored.
    Restored,
}
