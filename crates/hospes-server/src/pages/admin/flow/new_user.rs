//! Create new user, and passwords that are shown once.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::user::{NewUser as New, ProfilePatch};
use hospes_identity::{Error, Patch, Permission};
use hospes_protocol::address::Address;

use super::{field, page, person};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::countries;
use crate::pages::admin::new_user::{NewUser, PasswordShown};
use crate::pages::error::PageError;
use crate::pages::layout::Choice;

async fn form_page(
    app: &App,
    admin: &Admin,
    form: &Form,
    wrong: Option<(&str, &str)>,
) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    let typed = |name: &str, names: &[&str]| field(form.get(name), wrong, names);
    let chosen = form.get("domain");
    let domains = admin
        .0
        .membership
        .tenant
        .domains
        .iter()
        .map(|domain| Choice::new(domain, domain, domain == chosen))
        .collect();
    let is_new = form.pairs().is_empty();
    let location = form.get("usage_location");
    let mut usage_location = vec![Choice::new("", "Not stated", location.is_empty())];
    usage_location.extend(
        countries::ALL
            .iter()
            .map(|(code, name)| Choice::new(code, name, *code == location)),
    );
    let template = NewUser {
        layout: &layout,
        user_name: typed("user_name", &["userPrincipalName"]),
        domains,
        display_name: typed("display_name", &["displayName"]),
        first_name: typed("first_name", &["givenName"]),
        last_name: typed("last_name", &["surname"]),
        job_title: typed("job_title", &["jobTitle"]),
        department: typed("department", &["department"]),
        usage_location,
        is_enabled: is_new || form.is_ticked("enabled"),
    };
    page(&template)
}

/// `GET /admin/users/new`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    admin.actor().require(Permission::CreateUsers)?;
    form_page(&app, &admin, &Form::default(), None).await
}

/// `POST /admin/users/new`: the answer is the only page that shows the password.
pub(crate) async fn create(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let upn = format!("{}@{}", form.get("user_name"), form.get("domain"));
    let upn = match Address::parse(&upn) {
        Ok(upn) => upn,
        Err(error) => {
            let wrong = Some(("userPrincipalName", error.reason()));
            return form_page(&app, &admin, &form, wrong).await;
        }
    };
    let text = |name: &str| Patch::from_option(form.filled(name));
    let new = New {
        user_principal_name: upn,
        display_name: form.get("display_name").to_owned(),
        mail_nickname: None,
        password: None,
        must_change_password: true,
        account_enabled: form.is_ticked("enabled"),
        profile: ProfilePatch {
            given_name: text("first_name"),
            surname: text("last_name"),
            job_title: text("job_title"),
            department: text("department"),
            usage_location: text("usage_location"),
            ..ProfilePatch::default()
        },
    };
    let created = match app.identity.create_user(admin.actor(), &new).await {
        Ok(created) => created,
        Err(Error::Invalid { field, reason }) => {
            return form_page(&app, &admin, &form, Some((field, reason))).await;
        }
        Err(Error::Conflict { .. }) => {
            let wrong = Some(("userPrincipalName", "somebody has this name already"));
            return form_page(&app, &admin, &form, wrong).await;
        }
        Err(error) => return Err(error.into()),
    };
    let layout = admin.layout(&app).await?;
    let template = PasswordShown {
        layout: &layout,
        person: &person(&created.user),
        id: created.user.id.to_string(),
        user_name: created.user.user_principal_name.clone(),
        password: created.password.unwrap_or_default(),
        title: "User created",
    };
    page(&template)
}
