//! The form: what it shows of settings, and what it says they are to be.

use hospes_identity::cross_tenant_access::{
    AccessType, Applications, Collaboration, InboundTrust, Person, PersonKind, UsersAndGroups,
    Which,
};
use hospes_identity::ids::AppId;
use uuid::Uuid;

use super::super::all_of;
use super::super::pickers::Typed;
use crate::extract::form::Form;
use crate::pages::layout::{Choice, Field};

/// The names of one direction's fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    /// The name of the direction.
    pub(super) direction: &'static str,
    /// What its picker posts.
    pub(super) picker: &'static str,
}

pub(super) const INBOUND: Names = Names {
    direction: "inbound",
    picker: "inbound_list",
};
pub(super) const OUTBOUND: Names = Names {
    direction: "outbound",
    picker: "outbound_list",
};

/// What the form holds of one direction.
#[derive(Debug, Clone, Default)]
pub(super) struct TypedDirection {
    pub(super) is_own: bool,
    pub(super) people: String,
    pub(super) picked: Typed,
    pub(super) users: Field,
    pub(super) groups: Field,
    pub(super) apps: String,
    pub(super) app_ids: Field,
    pub(super) error: Option<String>,
}

/// All, only those listed, all but those, or none.
fn word<T>(access: AccessType, targets: &Which<T>) -> &'static str {
    match (access, targets) {
        (AccessType::Allowed, Which::All) => "all",
        (AccessType::Allowed, Which::Listed(_)) => "only",
        (AccessType::Blocked, Which::Listed(_)) => "but",
        (AccessType::Blocked, Which::All) => "none",
    }
}

impl TypedDirection {
    /// As it is stored.
    pub(super) fn of(setting: &Collaboration, is_own: bool) -> Self {
        let people: &[Person] = match &setting.people.targets {
            Which::All => &[],
            Which::Listed(listed) => listed,
        };
        let ids = |kind| {
            let of_kind = people.iter().filter(|one| one.kind == kind);
            let ids: Vec<String> = of_kind.map(|one| one.id.to_string()).collect();
            ids
        };
        let (users, groups) = (ids(PersonKind::User), ids(PersonKind::Group));
        let chosen = users.iter().map(|id| format!("user:{id}"));
        let chosen = chosen.chain(groups.iter().map(|id| format!("group:{id}")));
        let app_ids: Vec<String> = match &setting.applications.targets {
            Which::All => Vec::new(),
            Which::Listed(listed) => listed.iter().map(ToString::to_string).collect(),
        };
        Self {
            is_own,
            people: word(setting.people.access, &setting.people.targets).to_owned(),
            picked: Typed {
                chosen: chosen.collect(),
                ..Typed::default()
            },
            users: Field::new(users.join("\n")),
            groups: Field::new(groups.join("\n")),
            apps: word(setting.applications.access, &setting.applications.targets).to_owned(),
            app_ids: Field::new(app_ids.join("\n")),
            error: None,
        }
    }

    /// As it was sent.
    pub(super) fn from_form(form: &Form, names: Names) -> Self {
        let get = |part: &str| form.get(&format!("{}_{part}", names.direction)).to_owned();
        Self {
            is_own: get("own") != "default",
            people: get("people"),
            picked: Typed::of(form, names.picker),
            users: Field::new(get("users")),
            groups: Field::new(get("groups")),
            apps: get("apps"),
            app_ids: Field::new(get("app_ids")),
            error: None,
        }
    }

    /// The setting that it says; `None` when a field is wrong, which then says so. Who may nothing reaches no application:
    /// the other half follows.
    pub(super) fn read(&mut self) -> Option<Collaboration> {
        let mut people = Vec::new();
        let lists = [
            (&mut self.users, PersonKind::User),
            (&mut self.groups, PersonKind::Group),
        ];
        let picked = self.picked.chosen.clone();
        for (field, kind) in lists {
            people.extend(ids(field).into_iter().map(|id| Person { kind, id }));
        }
        people.extend(picked.iter().filter_map(|value| {
            let (kind, id) = value.split_once(':')?;
            let kind = match kind {
                "user" => PersonKind::User,
                "group" => PersonKind::Group,
                _ => return None,
            };
            Some(Person {
                kind,
                id: id.parse().ok()?,
            })
        }));
        people.sort();
        people.dedup();
        let mut applications: Vec<AppId> = ids(&mut self.app_ids).into_iter().map(AppId).collect();
        applications.sort();
        applications.dedup();
        let fields = [&self.users, &self.groups, &self.app_ids];
        if fields.iter().any(|field| field.error.is_some()) {
            return None;
        }
        if self.people == "none" || self.apps == "none" {
            return Some(Collaboration::everything(AccessType::Blocked));
        }
        let people = targets(&self.people, people);
        let applications = targets(&self.apps, applications);
        Some(Collaboration {
            people: UsersAndGroups {
                access: people.0,
                targets: people.1,
            },
            applications: Applications {
                access: applications.0,
                targets: applications.1,
            },
        })
    }
}

fn targets<T>(word: &str, listed: Vec<T>) -> (AccessType, Which<T>) {
    match word {
        "only" => (AccessType::Allowed, Which::Listed(listed)),
        "but" => (AccessType::Blocked, Which::Listed(listed)),
        "none" => (AccessType::Blocked, Which::All),
        _ => (AccessType::Allowed, Which::All),
    }
}

/// The ids of a field, one a line; what is none is said at the field.
fn ids(field: &mut Field) -> Vec<Uuid> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for part in field.value.split([',', '\n', '\r', ' ', '\t']) {
        if part.is_empty() {
            continue;
        }
        match Uuid::try_parse(part) {
            Ok(id) => found.push(id),
            Err(_) => faults.push(format!("{part} is not an ID.")),
        }
    }
    field.error = all_of(&faults);
    found
}

/// As the default says, or its own.
pub(super) fn own(is_own: bool, otherwise: &str) -> Vec<Choice> {
    vec![
        Choice::new("default", otherwise, !is_own),
        Choice::new("own", "Set here", is_own),
    ]
}

pub(super) fn people(chosen: &str, may_list: bool) -> Vec<Choice> {
    let choice = |word, label| Choice::new(word, label, word == chosen);
    let mut all = vec![choice("all", "All users and groups")];
    if may_list {
        all.push(choice("only", "Only those listed below"));
        all.push(choice("but", "All but those listed below"));
    }
    all.push(choice("none", "Nobody"));
    all
}

pub(super) fn apps(chosen: &str) -> Vec<Choice> {
    let choice = |word, label| Choice::new(word, label, word == chosen);
    vec![
        choice("all", "All applications"),
        choice("only", "Only those listed below"),
        choice("but", "All but those listed below"),
        choice("none", "None"),
    ]
}

pub(super) fn trust(form: &Form) -> InboundTrust {
    InboundTrust {
        second_factor: form.is_ticked("trust_mfa"),
        compliant_device: form.is_ticked("trust_compliant"),
        hybrid_joined_device: form.is_ticked("trust_hybrid"),
    }
}
