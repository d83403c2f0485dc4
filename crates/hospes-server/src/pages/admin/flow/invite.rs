//! Invite external user: the wizard. Nothing of it is kept on the server until **Invite**: what was
//! typed travels in the form.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::cross_tenant_access::{Block, Side};
use hospes_identity::identity_provider::WhatIf;
use hospes_identity::invitation::{
    InviteError, Invited as Made, Lifetime, Mailed, NewInvitation, Outcome,
};
use hospes_identity::role::Role;
use hospes_identity::tenant::Settings;
use hospes_identity::user::UserType;
use hospes_identity::{Error, Permission, Span};
use hospes_protocol::address::Address;

use super::external_collaboration;
use super::identity_providers::what_if::outcome;
use super::pickers::{self, Typed};
use super::{end_of_day, field, now, page, person, profile, sentence_about};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::mail;
use crate::pages::admin::invite::{
    Assignments, Basics, InviteWizard, Invited, InvitedOutcome, Step,
};
use crate::pages::error::PageError;
use crate::pages::layout::{Badge, Choice, Field, Tone};
use crate::pages::redeem::flow::link;
use crate::pages::words::{date, duration};
use crate::texts::Texts;

/// Days an invitation can be open, beside the organization's own setting.
const EXPIRIES: &[(&str, &str)] = &[
    ("7", "7 days"),
    ("14", "14 days"),
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "1 year"),
    ("never", "Never"),
];

/// What keeps the form from going on: the field and why, or one sentence about all of it.
enum Wrong {
    Field(&'static str, String),
    All(String),
}

/// `GET /admin/users/invite`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    may_invite(&app, &admin).await?;
    let mut form = Form::default();
    form.set("send_message", "yes");
    wizard(
        &app,
        &admin,
        &form,
        Shown {
            step: Step::Basics,
            is_checked: false,
            wrong: None,
        },
    )
    .await
}

async fn may_invite(app: &App, admin: &Admin) -> Result<Settings, PageError> {
    admin.actor().require(Permission::InviteGuests)?;
    Ok(app.identity.settings(admin.actor()).await?)
}

/// How the wizard is shown.
struct Shown {
    step: Step,
    is_checked: bool,
    wrong: Option<Wrong>,
}

/// `POST /admin/users/invite`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    may_invite(&app, &admin).await?;
    let go = form.get("go");
    let step = match go {
        "properties" => Step::Properties,
        "assignments" => Step::Assignments,
        "review" | "invite" => Step::Review,
        _ => Step::Basics,
    };
    let checked = translate(&app, &admin, &form);
    let new = match checked {
        Ok(new) => new,
        Err(wrong) => {
            // Whoever is on the way to a later step hears of faults in the step they leave.
            let is_checked = form.get("step") != go;
            let step = if go == "invite" || go == "review" {
                step_of(&wrong, step)
            } else {
                step
            };
            let shown = Shown {
                step,
                is_checked,
                wrong: Some(wrong),
            };
            return wizard(&app, &admin, &form, shown).await;
        }
    };
    if go != "invite" {
        // Whoever reads the review is told what **Invite** would say of the address.
        let wrong = match step {
            Step::Review => refused_address(&app, &admin, &new).await?,
            Step::Basics | Step::Properties | Step::Assignments => None,
        };
        let shown = Shown {
            step: wrong.as_ref().map_or(step, |wrong| step_of(wrong, step)),
            is_checked: true,
            wrong,
        };
        return wizard(&app, &admin, &form, shown).await;
    }
    match app.identity.invite(admin.actor(), &new).await {
        Ok(invited) => result(&app, &admin, &new, invited).await,
        Err(error) => {
            let wrong = refusal(error)?;
            let step = step_of(&wrong, Step::Review);
            let shown = Shown {
                step,
                is_checked: true,
                wrong: Some(wrong),
            };
            wizard(&app, &admin, &form, shown).await
        }
    }
}

/// Why an address would not be invited, as far as whoever asks may know it beforehand.
async fn refused_address(
    app: &App,
    admin: &Admin,
    new: &NewInvitation,
) -> Result<Option<Wrong>, PageError> {
    let Some(found) = what_if(app, admin, new.address.as_typed()).await? else {
        return Ok(None);
    };
    let error = match found {
        WhatIf {
            is_domain_allowed: false,
            ..
        } => InviteError::DomainBlocked,
        WhatIf {
            block: Some(block), ..
        } => InviteError::AccessBlocked(block),
        WhatIf { .. } => return Ok(None),
    };
    refusal(error).map(Some)
}

/// What redemption would do with an address; `None` if the reader may not know, or it is none.
async fn what_if(app: &App, admin: &Admin, address: &str) -> Result<Option<WhatIf>, PageError> {
    match app.identity.what_if(admin.actor(), address).await {
        Ok(found) => Ok(Some(found)),
        Err(Error::Forbidden { .. } | Error::Invalid { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The step that has the field.
fn step_of(wrong: &Wrong, otherwise: Step) -> Step {
    match wrong {
        Wrong::All(_) => otherwise,
        Wrong::Field(name, _) => match *name {
            "email" | "displayName" | "message" | "cc" | "inviteRedirectUrl" | "expiry"
            | "messageLanguage" => Step::Basics,
            "groups" | "roles" | "applications" | "accessEndsAt" => Step::Assignments,
            _ => Step::Properties,
        },
    }
}

/// Why nobody can be invited, and whose settings say so.
pub(super) fn access_blocked(block: Block) -> String {
    let whose = whose_settings(block);
    format!("This invitation is blocked by cross-tenant access settings. {whose}")
}

/// Whose cross-tenant access settings forbid it, in a sentence.
pub(super) fn whose_settings(block: Block) -> &'static str {
    match (block.side, block.by_partner) {
        (Side::Outbound, _) => {
            "The outbound settings of the guest’s own organization do not let them be your guest: its administrators can change that."
        }
        (Side::Inbound, true) => {
            "Your inbound settings for the guest’s organization do not let them in."
        }
        (Side::Inbound, false) => {
            "Your default inbound settings do not let people of other organizations on this server in."
        }
    }
}

/// What the product says against it, in words for the person in front of the form.
fn refusal(error: InviteError) -> Result<Wrong, PageError> {
    Ok(match error {
        InviteError::NotAllowed => Wrong::All(
            "Your organization does not let anybody with your role invite guests. See External \
             collaboration settings."
                .to_owned(),
        ),
        InviteError::OwnDomain => Wrong::Field(
            "email",
            "This address belongs to your own organization. Create a user instead.".to_owned(),
        ),
        InviteError::DomainBlocked => Wrong::Field(
            "email",
            "External collaboration settings do not let this domain be invited.".to_owned(),
        ),
        InviteError::AccessBlocked(block) => Wrong::Field("email", access_blocked(block)),
        InviteError::AlreadyUser { .. } => Wrong::Field(
            "email",
            "Somebody in your organization has this address, and needs no invitation.".to_owned(),
        ),
        InviteError::ConvertedToInternal { .. } => Wrong::Field(
            "email",
            "This guest became an internal user of your organization, and needs no invitation."
                .to_owned(),
        ),
        InviteError::Blocked { .. } => Wrong::Field(
            "email",
            "This guest is blocked from signing in. Unblock them first.".to_owned(),
        ),
        InviteError::Other(Error::Conflict { what: "otherMails" }) => Wrong::Field(
            "otherMails",
            "Somebody else has one of these addresses.".to_owned(),
        ),
        InviteError::Other(Error::Forbidden {
            permission: Permission::UpdateUsers,
        }) => Wrong::Field(
            "otherMails",
            "Only who may change users can give a guest more addresses.".to_owned(),
        ),
        InviteError::AddressMismatch | InviteError::Other(Error::Conflict { .. }) => {
            Wrong::Field("email", "Somebody else has this address.".to_owned())
        }
        InviteError::Other(Error::Invalid { field, reason }) => {
            Wrong::Field(field, sentence_about(field, reason))
        }
        InviteError::Other(Error::TooMany {
            retry_after_seconds,
        }) => {
            let wait = duration(Texts::english(), retry_after_seconds);
            Wrong::All(format!(
                "That is the limit of invitations for now. Try again in {wait}."
            ))
        }
        InviteError::Other(Error::NotFound { .. }) => Wrong::All(
            "Something that was chosen does not exist any more. Look through Assignments."
                .to_owned(),
        ),
        InviteError::Other(error) => return Err(error.into()),
    })
}

/// What the form asks for.
fn translate(app: &App, admin: &Admin, form: &Form) -> Result<NewInvitation, Wrong> {
    let address = |name: &'static str, text: &str| {
        Address::parse(text)
            .map_err(|error| Wrong::Field(name, sentence_about(name, error.reason())))
    };
    if form.get("email").is_empty() {
        return Err(Wrong::Field(
            "email",
            "Enter the address to invite.".to_owned(),
        ));
    }
    let my_apps = app.url(&format!("/myapps?tenantid={}", admin.actor().tenant));
    let redirect = form.filled("redirect_url").unwrap_or(my_apps);
    let mut new = NewInvitation::of(address("email", form.get("email"))?, &redirect);
    new.display_name = form.filled("display_name");
    new.send_message = form.is_ticked("send_message");
    if new.send_message {
        new.message = form.filled("message");
        new.language = form.filled("message_language");
        new.cc = form
            .filled("cc")
            .map(|text| address("cc", &text))
            .transpose()?;
    }
    new.lifetime = match form.get("expiry") {
        "" => Lifetime::Default,
        "never" => Lifetime::Never,
        days => days.parse().map_or(Lifetime::Default, Lifetime::Days),
    };
    new.user_type = UserType::parse(form.get("user_type")).unwrap_or(UserType::Guest);
    let sponsors = profile::sponsors(form);
    new.sponsors = (!sponsors.is_empty()).then_some(sponsors);
    let said =
        |(name, reason): (&'static str, &str)| Wrong::Field(name, sentence_about(name, reason));
    new.manager = profile::manager(form).map_err(said)?;
    new.other_mails = profile::other_mails(form).map_err(said)?;
    new.mail_nickname = form.filled("mail_nickname");
    new.profile = profile::patch(form);
    new.groups = form.all("group").filter_map(|id| id.parse().ok()).collect();
    new.roles = form.all("role").filter_map(Role::from_key).collect();
    new.applications = form
        .all("application")
        .filter_map(|id| id.parse().ok())
        .collect();
    new.access_ends_at = form
        .filled("access_ends")
        .map(|text| {
            let wrong = ("accessEndsAt", "it is not a date such as 2027-06-30");
            end_of_day(&text).ok_or_else(|| said(wrong))
        })
        .transpose()?;
    app.identity
        .check_invitation(admin.actor(), &new)
        .map_err(|error| {
            refusal(error).unwrap_or_else(|_| Wrong::All("This can’t be invited.".to_owned()))
        })?;
    Ok(new)
}

async fn wizard(
    app: &App,
    admin: &Admin,
    form: &Form,
    shown: Shown,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let settings = app.identity.settings(actor).await?;
    let wrong = match &shown.wrong {
        Some(Wrong::Field(name, text)) => Some((*name, text.as_str())),
        Some(Wrong::All(_)) | None => None,
    };
    let mut profile = if form.pairs().len() > 1 {
        profile::from_form(app, actor, form, wrong).await?
    } else {
        profile::empty(app, actor).await?
    };
    profile.mail = Field::default();
    let layout = admin.layout(app).await?;
    let organization = admin.0.membership.tenant.display_name.clone();
    let language = form.get("message_language");
    let (mail_from, mail_subject) = mail::preview(language, &organization, actor.display_name());
    let template = InviteWizard {
        layout: &layout,
        step: shown.step,
        basics: basics(form, wrong, &settings),
        profile,
        assignments: assignments(app, admin, form, wrong).await?,
        is_checked: shown.is_checked,
        refusal: match shown.wrong {
            Some(Wrong::All(text)) => Some(text),
            Some(Wrong::Field(..)) | None => None,
        },
        mail_from,
        mail_subject,
        expires: expires(app, form, &settings),
        way: match shown.step {
            Step::Review => what_if(app, admin, form.get("email"))
                .await?
                .map(|found| (!found.ways.is_empty(), outcome(&found.ways))),
            Step::Basics | Step::Properties | Step::Assignments => None,
        },
    };
    page(&template)
}

fn basics(form: &Form, wrong: Option<(&str, &str)>, settings: &Settings) -> Basics {
    let said = |name: &str, names: &[&str]| match wrong {
        // These are sentences already.
        Some((field, text)) if names.contains(&field) => Field::wrong(form.get(name), text),
        Some(_) | None => Field::new(form.get(name)),
    };
    let language = form.get("message_language");
    let mut languages = vec![Choice::new(
        "",
        "The guest’s, or the organization’s",
        language.is_empty(),
    )];
    languages.extend(external_collaboration::languages(language));
    let expiry = form.get("expiry");
    let own = match settings.invitation_days {
        Some(days) => format!("As the organization says: {days} days"),
        None => "As the organization says: never".to_owned(),
    };
    let mut expiries = vec![Choice::new("", &own, expiry.is_empty())];
    expiries.extend(
        EXPIRIES
            .iter()
            .map(|(value, name)| Choice::new(value, name, *value == expiry)),
    );
    Basics {
        email: said("email", &["email", "address"]),
        display_name: said("display_name", &["displayName"]),
        send_message: form.is_ticked("send_message"),
        message: said("message", &["message"]),
        cc: said("cc", &["cc"]),
        message_language: languages,
        redirect_url: said("redirect_url", &["inviteRedirectUrl"]),
        expiry: expiries,
    }
}

async fn assignments(
    app: &App,
    admin: &Admin,
    form: &Form,
    wrong: Option<(&str, &str)>,
) -> Result<Assignments, Error> {
    let actor = admin.actor();
    let mut groups = if actor.may(Permission::ManageMemberships) {
        pickers::groups(app, actor, "group", &Typed::of(form, "group")).await?
    } else {
        pickers::none("group")
    };
    let mut roles = pickers::roles("role", &Typed::of(form, "role"));
    let mut applications = if actor.may(Permission::AssignApplications) {
        pickers::applications(app, actor, "application", &Typed::of(form, "application")).await?
    } else {
        pickers::none("application")
    };
    for (picker, name) in [
        (&mut groups, "groups"),
        (&mut roles, "roles"),
        (&mut applications, "applications"),
    ] {
        picker.error = wrong
            .filter(|(field, _)| *field == name)
            .map(|(_, text)| text.to_owned());
    }
    Ok(Assignments {
        groups,
        roles,
        may_assign_roles: actor.may(Permission::AssignRoles),
        applications,
        access_ends: field(form.get("access_ends"), wrong, &["accessEndsAt"]),
    })
}

/// The last day of the invitation, in words.
fn expires(app: &App, form: &Form, settings: &Settings) -> Option<String> {
    let days = match form.get("expiry") {
        "" => settings.invitation_days.map(i64::from),
        "never" => None,
        days => days.parse().ok(),
    };
    days.map(|days| date(Texts::english(), now(app).plus(Span::days(days))))
}

/// What became of it. The answer to the form, because the link is shown only once.
async fn result(
    app: &App,
    admin: &Admin,
    new: &NewInvitation,
    invited: Made,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let mut given = Vec::new();
    for id in &new.groups {
        given.push(format!(
            "Group {}",
            app.identity.group(actor, *id).await?.display_name
        ));
    }
    given.extend(
        new.roles
            .iter()
            .map(|role| format!("Role {}", role.display_name())),
    );
    for id in &new.applications {
        let name = app.identity.application(actor, *id).await?.display_name;
        given.push(format!("Application {name}"));
    }
    let layout = admin.layout(app).await?;
    let template = Invited {
        layout: &layout,
        person: &person(&invited.user),
        id: invited.user.id.to_string(),
        outcome: match invited.outcome {
            Outcome::Created => InvitedOutcome::Added,
            Outcome::Renewed | Outcome::Reset => InvitedOutcome::InvitedAgain,
            Outcome::AlreadyAccepted => InvitedOutcome::AlreadyGuest,
            Outcome::Restored => InvitedOutcome::Restored,
        },
        mail: match invited.mailed {
            Mailed::No => None,
            Mailed::Queued => Some(Badge::new(Tone::Info, "Queued")),
            Mailed::Suppressed => {
                Some(Badge::new(Tone::Warn, "Not sent: blocked by the recipient"))
            }
        },
        redeem_url: match (new.send_message, &invited.ticket) {
            (false, Some(ticket)) => Some(link(
                app,
                actor.tenant,
                invited.invitation.id,
                &ticket.reveal(),
            )),
            (true, _) | (false, None) => None,
        },
        expires: invited
            .invitation
            .expires_at
            .map(|end| date(Texts::english(), end)),
        given,
    };
    page(&template)
}
