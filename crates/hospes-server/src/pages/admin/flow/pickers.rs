//! Lists to choose from: users, groups, roles, applications. What is chosen always stays in the list,
//! whatever is searched for.

use hospes_identity::application::ApplicationQuery;
use hospes_identity::group::GroupQuery;
use hospes_identity::page::PageRequest;
use hospes_identity::role::Role;
use hospes_identity::user::{User, UserQuery, UserType};
use hospes_identity::{Actor, Error, Permission};

use crate::app::App;
use crate::extract::form::Form;
use crate::pages::admin::Picker;
use crate::pages::layout::Choice;

/// So many fit into a list.
const SHOWN: u32 = 20;

/// What was typed and chosen in a form.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) query: String,
    pub(super) chosen: Vec<String>,
    /// What is where it would be added to already. It is not in the list.
    pub(super) known: Vec<String>,
}

impl Typed {
    /// What a form says of the list with that name.
    pub(super) fn of(form: &Form, name: &str) -> Self {
        Self {
            query: form.get(&format!("{name}-q")).to_owned(),
            chosen: form.all(name).map(str::to_owned).collect(),
            known: Vec::new(),
        }
    }

    /// The same without what is there already.
    pub(super) fn without(&self, known: impl IntoIterator<Item = String>) -> Self {
        let known: Vec<String> = known.into_iter().collect();
        let mut chosen = self.chosen.clone();
        chosen.retain(|value| !known.contains(value));
        Self {
            query: self.query.clone(),
            chosen,
            known,
        }
    }

    /// The page that has as many as are shown, whatever of it is left out.
    fn page(&self) -> PageRequest {
        let known = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        PageRequest::first(SHOWN.saturating_add(known))
    }

    /// Whether something that was found is listed besides what was chosen.
    fn lists(&self, value: &String) -> bool {
        !self.chosen.contains(value) && !self.known.contains(value)
    }
}

fn search(typed: &Typed) -> Option<String> {
    Some(typed.query.clone()).filter(|text| !text.is_empty())
}

fn choice(value: String, label: &str, hint: &str, is_chosen: bool) -> Choice {
    Choice {
        value,
        label: label.to_owned(),
        hint: hint.to_owned(),
        is_chosen,
    }
}

fn user_choice(prefix: &str, user: &User, is_chosen: bool) -> Choice {
    let hint = user.mail.as_deref().unwrap_or(&user.user_principal_name);
    choice(
        format!("{prefix}{}", user.id),
        &user.display_name,
        hint,
        is_chosen,
    )
}

/// Adds as many as are shown; whether there are more.
fn add_some(items: &mut Vec<Choice>, mut others: impl Iterator<Item = Choice>) -> bool {
    for _ in 0..SHOWN {
        items.extend(others.next());
    }
    others.next().is_some()
}

/// Chosen items first, then the others.
fn picker(name: &'static str, typed: &Typed, items: Vec<Choice>, has_more: bool) -> Picker {
    let mut items = items;
    items.sort_by_key(|item| !item.is_chosen);
    items.dedup_by(|a, b| a.value == b.value);
    Picker {
        name,
        query: typed.query.clone(),
        items,
        has_more,
        error: None,
    }
}

/// A list of nothing, for who may not choose from it.
pub(super) fn none(name: &'static str) -> Picker {
    picker(name, &Typed::default(), Vec::new(), false)
}

/// Users. Nobody may be listed to who may not read the directory.
pub(super) async fn users(
    app: &App,
    actor: &Actor,
    name: &'static str,
    typed: &Typed,
) -> Result<Picker, Error> {
    let (items, has_more) = user_items(app, actor, ("", None), typed).await?;
    Ok(picker(name, typed, items, has_more))
}

/// The members among them.
pub(super) async fn members(
    app: &App,
    actor: &Actor,
    name: &'static str,
    typed: &Typed,
) -> Result<Picker, Error> {
    let kind = ("", Some(UserType::Member));
    let (items, has_more) = user_items(app, actor, kind, typed).await?;
    Ok(picker(name, typed, items, has_more))
}

async fn user_items(
    app: &App,
    actor: &Actor,
    (prefix, user_type): (&str, Option<UserType>),
    typed: &Typed,
) -> Result<(Vec<Choice>, bool), Error> {
    let mut items = Vec::new();
    for value in &typed.chosen {
        let Some(Ok(id)) = value.strip_prefix(prefix).map(str::parse) else {
            continue;
        };
        match app.identity.user(actor, id).await {
            Ok(user) => items.push(user_choice(prefix, &user, true)),
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let query = UserQuery {
        search: search(typed),
        user_type,
        ..UserQuery::all(typed.page())
    };
    let found = app.identity.users(actor, &query).await?;
    let others = found.rows.iter();
    let others = others.filter(|user| typed.lists(&format!("{prefix}{}", user.id)));
    let others = others.map(|user| user_choice(prefix, user, false));
    let has_more = add_some(&mut items, others) || found.after.is_some();
    Ok((items, has_more))
}

async fn group_items(
    app: &App,
    actor: &Actor,
    prefix: &str,
    typed: &Typed,
) -> Result<(Vec<Choice>, bool), Error> {
    let mut items = Vec::new();
    for value in &typed.chosen {
        let Some(Ok(id)) = value.strip_prefix(prefix).map(str::parse) else {
            continue;
        };
        match app.identity.group(actor, id).await {
            Ok(group) => items.push(choice(value.clone(), &group.display_name, "Group", true)),
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let query = GroupQuery {
        search: search(typed),
        page: PageRequest::first(SHOWN),
    };
    let found = app.identity.groups(actor, &query).await?;
    for row in found.rows {
        let value = format!("{prefix}{}", row.group.id);
        if !typed.chosen.contains(&value) {
            items.push(choice(value, &row.group.display_name, "Group", false));
        }
    }
    Ok((items, found.after.is_some()))
}

/// Groups.
pub(super) async fn groups(
    app: &App,
    actor: &Actor,
    name: &'static str,
    typed: &Typed,
) -> Result<Picker, Error> {
    let (items, has_more) = group_items(app, actor, "", typed).await?;
    Ok(picker(name, typed, items, has_more))
}

/// Users and groups, told apart by what stands before the id.
pub(super) async fn users_and_groups(
    app: &App,
    actor: &Actor,
    name: &'static str,
    typed: &Typed,
) -> Result<Picker, Error> {
    let (mut items, more_users) = user_items(app, actor, ("user:", None), typed).await?;
    let (groups, more_groups) = group_items(app, actor, "group:", typed).await?;
    items.extend(groups);
    Ok(picker(name, typed, items, more_users || more_groups))
}

/// Directory roles.
pub(super) fn roles(name: &'static str, typed: &Typed) -> Picker {
    let wanted = typed.query.to_lowercase();
    let items = Role::ALL
        .iter()
        .map(|role| {
            let chosen = typed.chosen.iter().any(|value| value == role.key());
            choice(
                role.key().to_owned(),
                role.display_name(),
                role.summary(),
                chosen,
            )
        })
        .filter(|item| item.is_chosen || item.label.to_lowercase().contains(&wanted))
        .collect();
    picker(name, typed, items, false)
}

/// Applications; none for who may not read them.
pub(super) async fn applications(
    app: &App,
    actor: &Actor,
    name: &'static str,
    typed: &Typed,
) -> Result<Picker, Error> {
    if !actor.may(Permission::ReadApplications) {
        return Ok(picker(name, typed, Vec::new(), false));
    }
    let mut items = Vec::new();
    for value in &typed.chosen {
        let Ok(id) = value.parse() else { continue };
        match app.identity.application(actor, id).await {
            Ok(found) => items.push(choice(value.clone(), &found.display_name, "", true)),
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let query = ApplicationQuery {
        search: search(typed),
        page: typed.page(),
    };
    let found = app.identity.applications(actor, &query).await?;
    let others = found.rows.iter();
    let others = others.filter(|row| typed.lists(&row.id.to_string()));
    let others = others.map(|row| {
        let hint = row.description.as_deref().unwrap_or_default();
        choice(row.id.to_string(), &row.display_name, hint, false)
    });
    let has_more = add_some(&mut items, others) || found.after.is_some();
    Ok(picker(name, typed, items, has_more))
}
