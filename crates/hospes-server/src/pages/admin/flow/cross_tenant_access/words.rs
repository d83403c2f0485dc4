//! Settings in words.

use hospes_identity::cross_tenant_access::{
    AccessType, AutomaticConsent, Collaboration, InboundTrust, PersonKind, Which,
};

use crate::pages::admin::cross_tenant_access::Summary;

/// One direction, in a sentence.
pub(super) fn collaboration(setting: &Collaboration) -> String {
    use AccessType::{Allowed, Blocked};
    let people = match (setting.people.access, &setting.people.targets) {
        (Allowed, Which::All) => "All users and groups".to_owned(),
        (Blocked, Which::All) => return "Nobody".to_owned(),
        (access, Which::Listed(listed)) => {
            let users = listed.iter().filter(|one| one.kind == PersonKind::User);
            let users = users.count();
            let groups = listed.len() - users;
            let listed = match (users, groups) {
                (users, 0) => counted(users, "user"),
                (0, groups) => counted(groups, "group"),
                (users, groups) => {
                    format!(
                        "{} and {}",
                        counted(users, "user"),
                        counted(groups, "group")
                    )
                }
            };
            match access {
                Allowed => format!("Only {listed}"),
                Blocked => format!("All but {listed}"),
            }
        }
    };
    let applications = match (setting.applications.access, &setting.applications.targets) {
        (Allowed, Which::All) => "all applications".to_owned(),
        (Blocked, Which::All) => "no application".to_owned(),
        (Allowed, Which::Listed(listed)) => {
            format!("only {}", counted(listed.len(), "application"))
        }
        (Blocked, Which::Listed(listed)) => {
            format!("all but {}", counted(listed.len(), "application"))
        }
    };
    format!("{people}; {applications}")
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

/// What is believed.
pub(super) fn trust(trust: InboundTrust) -> String {
    if trust.second_factor {
        "Second factor".to_owned()
    } else {
        "Nothing".to_owned()
    }
}

/// Whether nobody is asked.
pub(super) fn consent(consent: AutomaticConsent) -> String {
    let inbound = consent.inbound == Some(true);
    let outbound = consent.outbound == Some(true);
    match (inbound, outbound) {
        (true, true) => "Their people here, and yours there".to_owned(),
        (true, false) => "Their people here".to_owned(),
        (false, true) => "Your people there".to_owned(),
        (false, false) => "Off".to_owned(),
    }
}

pub(super) fn summary(
    (inbound, outbound): (&Collaboration, &Collaboration),
    believed: InboundTrust,
) -> Summary {
    Summary {
        inbound: collaboration(inbound),
        outbound: collaboration(outbound),
        trust: trust(believed),
    }
}
