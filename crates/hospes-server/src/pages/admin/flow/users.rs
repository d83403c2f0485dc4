//! All users.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::ids::UserId;
use hospes_identity::page::PageRequest;
use hospes_identity::user::{InvitationState, Lockout, Order, User, UserQuery, UserType};
use hospes_identity::{Actor, Error, Permission};

use super::{
    Query, asked, counted, done, moment, page, pager, person, refused, request, sentence,
    state_badge, url_with,
};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::confirm::{Concerned, Confirm};
use crate::pages::admin::users::{AllUsers, UserRow};
use crate::pages::error::PageError;
use crate::pages::layout::{Chip, Choice};

const PATH: &str = "/admin/users";

const TYPES: &[(&str, &str)] = &[("", "All"), ("guest", "Guest"), ("member", "Member")];
const STATES: &[(&str, &str)] = &[
    ("", "All"),
    ("pending", "Pending acceptance"),
    ("accepted", "Accepted"),
    ("expired", "Expired"),
    ("revoked", "Revoked"),
    ("declined", "Declined"),
];
const ENABLED: &[(&str, &str)] = &[
    ("", "All"),
    ("yes", "Enabled"),
    ("no", "Blocked"),
    ("no-way", "No way to sign in"),
];

fn choices(known: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    known
        .iter()
        .map(|(value, label)| Choice::new(value, label, *value == chosen))
        .collect()
}

/// `GET /admin/users`.
pub(crate) async fn list(
    State(app): State<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    let layout = admin.layout(&app).await?;
    let actor = admin.actor();
    let wanted = translate(&query);
    let found = app.identity.users(actor, &wanted).await?;
    let locked_out = locked_out(&app, actor, (&wanted, &found.rows)).await?;
    let total = counted(app.identity.count_users(actor, &wanted).await?);
    let mut pager = pager(PATH, &query, &found, "user");
    pager.text = format!("{} of {total}", pager.text);
    let template = AllUsers {
        layout: &layout,
        query: asked(&query, "q").to_owned(),
        types: choices(TYPES, asked(&query, "type")),
        states: choices(STATES, asked(&query, "state")),
        enabled: choices(ENABLED, asked(&query, "enabled")),
        chips: chips(&query),
        users: found
            .rows
            .iter()
            .map(|user| row(&app, user, locked_out.contains(&user.id)))
            .collect(),
        pager,
        reset_url: resets(actor, &wanted).filter(|_| !found.rows.is_empty()),
        may_invite: actor.may(Permission::InviteGuests),
        may_create: actor.may(Permission::CreateUsers),
        may_delete: actor.may(Permission::DeleteUsers),
    };
    page(&template)
}

/// Where those whom a query lists are reset at once, for whoever may.
fn resets(actor: &Actor, wanted: &UserQuery) -> Option<&'static str> {
    let may = [Permission::ReadSettings, Permission::ResetRedemption];
    let may = may.into_iter().all(|one| actor.may(one));
    (wanted.lockout.is_some() && may).then_some("/admin/identity-providers#locking-out")
}

fn translate(query: &Query) -> UserQuery {
    UserQuery {
        search: Some(asked(query, "q").to_owned()).filter(|text| !text.is_empty()),
        user_type: match asked(query, "type") {
            "guest" => Some(UserType::Guest),
            "member" => Some(UserType::Member),
            _ => None,
        },
        invitation_state: match asked(query, "state") {
            "pending" => Some(InvitationState::PendingAcceptance),
            "accepted" => Some(InvitationState::Completed),
            "expired" => Some(InvitationState::Expired),
            "revoked" => Some(InvitationState::Revoked),
            "declined" => Some(InvitationState::Declined),
            _ => None,
        },
        account_enabled: match asked(query, "enabled") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        lockout: (asked(query, "enabled") == "no-way").then_some(Lockout::Any),
        ..UserQuery::all(request(query))
    }
}

fn chips(query: &Query) -> Vec<Chip> {
    let filters = [
        ("type", "User type", TYPES),
        ("state", "Invitation", STATES),
        ("enabled", "Sign-in", ENABLED),
    ];
    let mut chips = Vec::new();
    if !asked(query, "q").is_empty() {
        let text = format!("Search: {}", asked(query, "q"));
        chips.push(Chip {
            text,
            remove_url: url_with(PATH, query, "q", ""),
        });
    }
    for (name, label, known) in filters {
        let chosen = asked(query, name);
        if let Some((_, value)) = known
            .iter()
            .find(|(word, _)| *word == chosen && !word.is_empty())
        {
            let text = format!("{label}: {value}");
            chips.push(Chip {
                text,
                remove_url: url_with(PATH, query, name, ""),
            });
        }
    }
    chips
}

/// Which of the users of a page nothing signs in any more.
async fn locked_out(
    app: &App,
    actor: &Actor,
    (wanted, users): (&UserQuery, &[User]),
) -> Result<Vec<UserId>, Error> {
    let query = UserQuery {
        lockout: Some(Lockout::Any),
        order: Order::Id,
        among: Some(users.iter().map(|user| user.id).collect()),
        ..UserQuery::all(PageRequest::first(wanted.page.size))
    };
    let found = app.identity.users(actor, &query).await?;
    Ok(found.rows.iter().map(|user| user.id).collect())
}

fn row(app: &App, user: &User, is_locked_out: bool) -> UserRow {
    UserRow {
        id: user.id.to_string(),
        person: person(user),
        user_name: user.user_principal_name.clone(),
        user_type: user.user_type.as_str().to_owned(),
        state: user.invitation_state.map(state_badge),
        is_enabled: user.account_enabled,
        is_locked_out,
        created: moment(app, user.created_at),
    }
}

/// Those a question names; who is gone meanwhile is left out.
pub(super) async fn concerned(
    app: &App,
    actor: &Actor,
    ids: &[UserId],
) -> Result<Vec<Concerned>, PageError> {
    let mut found = Vec::new();
    for id in ids {
        match app.identity.user(actor, *id).await {
            Ok(user) => found.push(Concerned::new(&user)),
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}

impl Concerned {
    /// A user as a question about them names them.
    pub(super) fn new(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            person: person(user),
        }
    }
}

/// `POST /admin/users/delete`: asks, then deletes.
pub(crate) async fn delete(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::DeleteUsers)?;
    let ids: Vec<UserId> = form.all("user").filter_map(|id| id.parse().ok()).collect();
    let users = concerned(&app, admin.actor(), &ids).await?;
    if users.is_empty() {
        return Ok(refused(&app, PATH, "Choose who to delete first."));
    }
    if !form.is_ticked("confirmed") {
        let layout = admin.layout(&app).await?;
        return page(&Confirm::delete_users(
            &layout,
            &users,
            "/admin/users/delete",
            PATH,
        ));
    }
    let (mut deleted, mut problems) = (0, Vec::new());
    for user in &users {
        let id = user.id.parse().map_err(|_| PageError::BadRequest)?;
        match app.identity.delete_user(admin.actor(), id).await {
            Ok(()) => deleted += 1,
            Err(Error::NotFound { .. }) => {}
            Err(Error::Invalid { reason, .. }) => {
                problems.push(format!("{}: {}", user.person.name, sentence(reason)));
            }
            Err(Error::Forbidden { .. }) => {
                problems.push(format!(
                    "{}: you may not delete administrators.",
                    user.person.name
                ));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let what = if deleted == 1 {
        "1 user is".to_owned()
    } else {
        format!("{deleted} users are")
    };
    let text = format!("{what} deleted, and can be restored for 30 days.");
    Ok(if problems.is_empty() {
        done(&app, PATH, &text)
    } else {
        refused(&app, PATH, &format!("{text} {}", problems.join(" ")))
    })
}
