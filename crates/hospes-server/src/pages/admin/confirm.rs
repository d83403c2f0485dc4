//! One page for every action that asks "are you sure".
//!
//! It names what happens and to whom. The words are here, in a function for each question, so
//! that handlers bring only names and URLs.

use askama::Template;

use crate::pages::layout::{Layout, Person};

/// Asks before doing. The form posts `confirmed=yes` and the hidden fields to `action`.
#[derive(Debug, Template)]
#[template(path = "admin/confirm.html")]
pub(crate) struct Confirm<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The question.
    title: String,
    /// Who or what it concerns.
    subjects: Vec<String>,
    /// What happens, one sentence each.
    consequences: Vec<&'static str>,
    /// The verb on the button.
    button: String,
    /// Where the form posts.
    action: String,
    /// Hidden fields: name and value.
    fields: Vec<(&'static str, String)>,
    /// Where **Cancel** leads.
    cancel_url: String,
}

/// Somebody in a question: the id that the form posts as `user`, and who it is.
#[derive(Debug, Clone)]
pub(crate) struct Concerned {
    /// Object id.
    pub(crate) id: String,
    /// Name and address.
    pub(crate) person: Person,
}

impl<'a> Confirm<'a> {
    /// `POST /admin/users/delete` without `confirmed`, and `GET /admin/users/{id}/delete`.
    ///
    /// `action` is the URL that deletes; each user is posted as `user`.
    pub(crate) fn delete_users(
        layout: &'a Layout,
        users: &[Concerned],
        action: &str,
        cancel_url: &str,
    ) -> Self {
        Self {
            layout,
            title: format!("Delete {}?", counted(users)),
            subjects: named(users),
            consequences: vec![
                "They can no longer sign in, and open invitations stop working.",
                "Their groups, roles and applications are kept with them.",
                "For 30 days they can be restored under Deleted users. Then they are gone for good.",
            ],
            button: format!("Delete {}", counted(users)),
            action: action.to_owned(),
            fields: posted(users),
            cancel_url: cancel_url.to_owned(),
        }
    }

    /// `POST /admin/deleted-users/delete` without `confirmed`.
    pub(crate) fn delete_permanently(layout: &'a Layout, users: &[Concerned]) -> Self {
        Self {
            layout,
            title: format!("Delete {} permanently?", counted(users)),
            subjects: named(users),
            consequences: vec![
                "Nobody can bring them back, not even the people who run this server.",
                "Their groups, roles and applications are forgotten. Audit events stay.",
                "To give access again, invite them as new guests.",
            ],
            button: "Delete permanently".to_owned(),
            action: "/admin/deleted-users/delete".to_owned(),
            fields: posted(users),
            cancel_url: "/admin/deleted-users".to_owned(),
        }
    }

    /// `GET /admin/user-flows/{id}/delete`.
    pub(crate) fn delete_user_flow(layout: &'a Layout, id: &str, name: &str) -> Self {
        let url = format!("/admin/user-flows/{id}");
        Self {
            layout,
            title: format!("Delete {name}?"),
            subjects: vec![name.to_owned()],
            consequences: vec![
                "Nobody can ask for its applications any more.",
                "Requests that wait for a decision end.",
                "Who has access keeps it. The requests stay in the list.",
            ],
            button: "Delete user flow".to_owned(),
            action: format!("{url}/delete"),
            fields: Vec::new(),
            cancel_url: url,
        }
    }

    /// `GET /admin/users/{id}/reset-password`.
    pub(crate) fn reset_password(layout: &'a Layout, user: &Concerned) -> Self {
        let url = format!("/admin/users/{}", user.id);
        Self {
            layout,
            title: format!("Reset the password of {}?", user.person.name),
            subjects: named(std::slice::from_ref(user)),
            consequences: vec![
                "A new password is made and shown to you once.",
                "The present password stops working, and all sessions end.",
                "At the next sign-in they choose a password of their own.",
            ],
            button: "Reset password".to_owned(),
            action: format!("{url}/reset-password"),
            fields: Vec::new(),
            cancel_url: url,
        }
    }

    /// `GET /admin/users/{id}/require-registration`.
    pub(crate) fn reset_authenticators(layout: &'a Layout, user: &Concerned) -> Self {
        let url = format!("/admin/users/{}", user.id);
        Self {
            layout,
            title: format!("Require {} to register again?", user.person.name),
            subjects: named(std::slice::from_ref(user)),
            consequences: vec![
                "Their authenticator apps, passkeys and recovery codes stop working, and all sessions end.",
                "At the next sign-in that asks for a second factor they register a new one. Until then \
                 the first factor is enough: make sure that it is they who asked you.",
            ],
            button: "Require to register again".to_owned(),
            action: format!("{url}/require-registration"),
            fields: Vec::new(),
            cancel_url: url,
        }
    }

    /// `POST /admin/users/{id}/revoke-invitation` without `confirmed`.
    pub(crate) fn revoke_invitation(layout: &'a Layout, user: &Concerned) -> Self {
        let url = format!("/admin/users/{}", user.id);
        Self {
            layout,
            title: "Revoke the invitation?".to_owned(),
            subjects: named(std::slice::from_ref(user)),
            consequences: vec![
                "The link in the mail stops working at once, and the page behind it says so.",
                "The guest stays in the directory. To open it again, invite the same address anew.",
            ],
            button: "Revoke invitation".to_owned(),
            action: format!("{url}/revoke-invitation"),
            fields: Vec::new(),
            cancel_url: url,
        }
    }

    /// `GET /admin/groups/{id}/delete`.
    pub(crate) fn delete_group(layout: &'a Layout, id: &str, name: &str) -> Self {
        let url = format!("/admin/groups/{id}");
        Self {
            layout,
            title: "Delete this group?".to_owned(),
            subjects: vec![name.to_owned()],
            consequences: vec![
                "Its members lose the applications that came with the group.",
                "The members themselves stay. The group can’t be restored.",
            ],
            button: "Delete group".to_owned(),
            action: format!("{url}/delete"),
            fields: Vec::new(),
            cancel_url: url,
        }
    }

    /// `GET /admin/collections/{id}/delete`.
    pub(crate) fn delete_collection(layout: &'a Layout, id: &str, name: &str) -> Self {
        let url = format!("/admin/collections/{id}");
        Self {
            layout,
            title: "Delete this collection?".to_owned(),
            subjects: vec![name.to_owned()],
            consequences: vec![
                "Its tab disappears from My Apps.",
                "The applications stay, and nobody loses access.",
            ],
            button: "Delete collection".to_owned(),
            action: format!("{url}/delete"),
            fields: Vec::new(),
            cancel_url: url,
        }
    }

    /// `GET /admin/applications/{id}/single-sign-on/remove`.
    pub(crate) fn remove_saml(layout: &'a Layout, id: &str, name: &str) -> Self {
        let url = format!("/admin/applications/{id}/single-sign-on");
        Self {
            layout,
            title: "Turn SAML off for this application?".to_owned(),
            subjects: vec![name.to_owned()],
            consequences: vec![
                "Nobody can sign in to it by SAML any more.",
                "Its settings and signing certificates are deleted. They can’t be restored.",
            ],
            button: "Turn off".to_owned(),
            action: format!("{url}/remove"),
            fields: Vec::new(),
            cancel_url: url,
        }
    }

    /// `GET /admin/applications/{id}/delete`.
    pub(crate) fn delete_application(layout: &'a Layout, id: &str, name: &str) -> Self {
        let url = format!("/admin/applications/{id}");
        Self {
            layout,
            title: "Delete this application?".to_owned(),
            subjects: vec![name.to_owned()],
            consequences: vec![
                "Nobody can sign in to it any more, and its tile disappears from My Apps.",
                "Its assignments and secrets are deleted. It can’t be restored.",
            ],
            button: "Delete application".to_owned(),
            action: format!("{url}/delete"),
            fields: Vec::new(),
            cancel_url: url,
        }
    }
}

fn counted(users: &[Concerned]) -> String {
    match users {
        [one] => one.person.name.clone(),
        many => format!("{} users", many.len()),
    }
}

fn named(users: &[Concerned]) -> Vec<String> {
    users
        .iter()
        .map(|user| format!("{} · {}", user.person.name, user.person.mail))
        .collect()
}

fn posted(users: &[Concerned]) -> Vec<(&'static str, String)> {
    users.iter().map(|user| ("user", user.id.clone())).collect()
}
