//! The properties of a user.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::user::{UserDetail, UserPatch, UserType};
use hospes_identity::{Error, Patch, Permission};
use hospes_protocol::address::Address;

use super::user::{head, present};
use super::{Query, asked, done, end_of_day, field, last_day, page, profile, refused};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::countries;
use crate::pages::admin::profile::Profile;
use crate::pages::admin::user::{Category, EditUser, UserProperties};
use crate::pages::error::PageError;
use crate::pages::layout::{Fact, Field};

/// Categories of the wizard, with labels and names on the wire.
const CATEGORIES: &[(&str, &[(&str, &str)])] = &[
    (
        "Identity",
        &[("First name", "givenName"), ("Last name", "surname")],
    ),
    (
        "Job information",
        &[
            ("Job title", "jobTitle"),
            ("Company name", "companyName"),
            ("Department", "department"),
            ("Employee ID", "employeeId"),
            ("Employee type", "employeeType"),
            ("Employee hire date", "employeeHireDate"),
            ("Office location", "officeLocation"),
        ],
    ),
    (
        "Contact information",
        &[
            ("Street address", "streetAddress"),
            ("City", "city"),
            ("State or province", "state"),
            ("ZIP or postal code", "postalCode"),
            ("Country or region", "country"),
            ("Business phone", "businessPhones"),
            ("Mobile phone", "mobilePhone"),
            ("Fax", "faxNumber"),
        ],
    ),
    (
        "Parental controls",
        &[
            ("Age group", "ageGroup"),
            ("Consent provided for minor", "consentProvidedForMinor"),
        ],
    ),
    ("Settings", &[("Preferred language", "preferredLanguage")]),
];

/// `GET /admin/users/{id}/properties`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(&app, actor, &id).await?;
    let detail = app.identity.user_detail(actor, user.id).await?;
    let head = head(&app, actor, &user).await?;
    let layout = admin.layout(&app).await?;
    if !asked(&query, "edit").is_empty() {
        actor.require(Permission::UpdateUsers)?;
        let template = EditUser {
            layout: &layout,
            head,
            display_name: Field::new(&user.display_name),
            profile: profile::of_user(&app, actor, &detail).await?,
            access_ends: Field::new(user.access_ends_at.map(last_day).unwrap_or_default()),
        };
        return page(&template);
    }
    let may_edit = actor.may(Permission::UpdateUsers);
    page(&UserProperties {
        layout: &layout,
        head,
        categories: categories(&detail),
        may_edit,
    })
}

fn categories(detail: &UserDetail) -> Vec<Category> {
    let user = &detail.user;
    CATEGORIES
        .iter()
        .map(|(name, known)| {
            let mut facts: Vec<Fact> = known
                .iter()
                .map(|(label, wire)| Fact::new(*label, profile::stored_text(&user.profile, wire)))
                .collect();
            match *name {
                "Identity" => {
                    facts.insert(0, Fact::new("Display name", &user.display_name));
                    facts.push(Fact::new("User principal name", &user.user_principal_name));
                    facts.push(Fact::new("User type", user.user_type.as_str()));
                }
                "Job information" => {
                    let manager = detail.manager.as_ref().map(|(_, name)| name.clone());
                    facts.push(Fact::new("Manager", manager.unwrap_or_default()));
                    let sponsors: Vec<String> = detail
                        .sponsors
                        .iter()
                        .map(|(_, name)| name.clone())
                        .collect();
                    facts.push(Fact::new("Sponsors", sponsors.join(", ")));
                }
                "Contact information" => {
                    facts.push(Fact::new("Email", user.mail.clone().unwrap_or_default()));
                    facts.push(Fact::new("Other emails", user.other_mails.join(", ")));
                    facts.push(Fact::new("Mail nickname", &user.mail_nickname));
                }
                "Parental controls" => {
                    let group = user.profile.legal_age_group().unwrap_or_default();
                    facts.push(Fact::new("Legal age group", group));
                }
                _ => {
                    let code = user.profile.usage_location.as_deref().unwrap_or_default();
                    let known = countries::ALL.iter().find(|(known, _)| *known == code);
                    let name = known.map_or(code, |(_, name)| name);
                    facts.push(Fact::new("Usage location", name));
                    let end = user.access_ends_at.map(last_day).unwrap_or_default();
                    facts.push(Fact::new("Access ends", end));
                }
            }
            Category {
                name: (*name).to_owned(),
                facts,
            }
        })
        .collect()
}

async fn again(
    app: &App,
    admin: &Admin,
    (id, form): (&str, &Form),
    wrong: (&str, &str),
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(app, actor, id).await?;
    let layout = admin.layout(app).await?;
    let profile: Profile = profile::from_form(app, actor, form, Some(wrong)).await?;
    let template = EditUser {
        layout: &layout,
        head: head(app, actor, &user).await?,
        display_name: field(form.get("display_name"), Some(wrong), &["displayName"]),
        profile,
        access_ends: field(form.get("access_ends"), Some(wrong), &["accessEndsAt"]),
    };
    page(&template)
}

/// `POST /admin/users/{id}/properties`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let to = format!("/admin/users/{id}/properties");
    if form.get("go") == "search" {
        return again(&app, &admin, (&id, &form), ("", "")).await;
    }
    let patch = match translate(&form) {
        Ok(patch) => patch,
        Err(wrong) => return again(&app, &admin, (&id, &form), wrong).await,
    };
    let user = present(&app, admin.actor(), &id).await?;
    match app
        .identity
        .update_user(admin.actor(), user.id, &patch)
        .await
    {
        Ok(_) => Ok(done(&app, &to, "The properties are saved.")),
        Err(Error::Invalid { field, reason }) => {
            again(&app, &admin, (&id, &form), (field, reason)).await
        }
        Err(Error::Conflict { .. }) => {
            again(
                &app,
                &admin,
                (&id, &form),
                ("mail", "somebody else has this address"),
            )
            .await
        }
        Err(Error::Forbidden {
            permission: Permission::ManageAdministrators,
        }) => Ok(refused(
            &app,
            &to,
            "This person is an administrator; you may not do that.",
        )),
        Err(error) => Err(error.into()),
    }
}

fn translate(form: &Form) -> Result<UserPatch, (&'static str, &'static str)> {
    let address = |name: &'static str, text: &str| {
        Address::parse(text.trim()).map_err(|error| (name, error.reason()))
    };
    let end = form.filled("access_ends").map(|text| end_of_day(&text));
    Ok(UserPatch {
        display_name: Some(form.get("display_name").to_owned()),
        mail: match form.filled("mail") {
            Some(text) => Patch::Set(address("mail", &text)?),
            None => Patch::Clear,
        },
        other_mails: Some(profile::other_mails(form)?),
        mail_nickname: form.filled("mail_nickname"),
        user_type: UserType::parse(form.get("user_type")),
        account_enabled: None,
        manager: Patch::from_option(profile::manager(form)?),
        access_ends_at: match end {
            None => Patch::Clear,
            Some(Some(end)) => Patch::Set(end),
            Some(None) => return Err(("accessEndsAt", "it is not a date such as 2027-06-30")),
        },
        sponsors: Some(profile::sponsors(form)),
        profile: profile::patch(form),
    })
}
