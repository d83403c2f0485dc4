//! External collaboration settings.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::tenant::{
    AllowInvitesFrom, GuestAccess, Restriction, Settings, SettingsPatch,
};
use hospes_identity::{Actor, Error, Patch, Permission};
use hospes_protocol::address::Domain;

use super::{done, field, page, sentence};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::external_collaboration::MayChange;
use crate::pages::admin::external_collaboration::{
    ExternalCollaboration, guest_access, restrictions, who_may_invite,
};
use crate::pages::error::PageError;
use crate::pages::layout::{Choice, Field};
use crate::texts::Texts;

const PATH: &str = "/admin/external-collaboration";

/// Languages that mails can be written in, with the one that was chosen.
pub(super) fn languages(chosen: &str) -> impl Iterator<Item = Choice> {
    Texts::all().map(move |texts| Choice::new(texts.lang(), texts.name(), texts.lang() == chosen))
}

/// What the form holds: the settings, or what was typed.
struct Typed {
    allow_invites_from: String,
    guest_access: String,
    restriction: String,
    domains: Field,
    expires: bool,
    days: Field,
    may_leave: bool,
    self_service: bool,
    statement: Field,
    contact: Field,
    language: String,
}

impl Typed {
    fn of(settings: &Settings) -> Self {
        let domains: Vec<String> = settings
            .restricted_domains
            .iter()
            .map(Domain::to_unicode)
            .collect();
        let text = |value: &Option<String>| Field::new(value.clone().unwrap_or_default());
        Self {
            allow_invites_from: settings.allow_invites_from.as_str().to_owned(),
            guest_access: settings.guest_access.as_str().to_owned(),
            restriction: settings.restriction.as_str().to_owned(),
            domains: Field::new(domains.join("\n")),
            expires: settings.invitation_days.is_some(),
            days: Field::new(settings.invitation_days.unwrap_or(30).to_string()),
            may_leave: settings.guests_may_leave,
            self_service: settings.self_service_sign_up,
            statement: text(&settings.privacy_statement_url),
            contact: text(&settings.privacy_contact),
            language: settings.notification_language.clone().unwrap_or_default(),
        }
    }

    fn from_form(form: &Form, wrong: Option<(&str, &str)>) -> Self {
        let typed = |name: &str, names: &[&str]| field(form.get(name), wrong, names);
        Self {
            allow_invites_from: form.get("allow_invites_from").to_owned(),
            guest_access: form.get("guest_access").to_owned(),
            restriction: form.get("restriction").to_owned(),
            domains: typed("domains", &["restrictedDomains"]),
            expires: form.is_ticked("expires"),
            days: typed("expiry_days", &["invitationDays"]),
            may_leave: form.is_ticked("may_leave"),
            self_service: form.is_ticked("self_service"),
            statement: typed("privacy_statement_url", &["privacyStatementUrl"]),
            contact: typed("privacy_contact", &["privacyContact"]),
            language: form.get("notification_language").to_owned(),
        }
    }
}

async fn show_page(app: &App, admin: &Admin, typed: Typed) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    let mut languages = vec![Choice::new(
        "",
        "English, unless the guest prefers another",
        typed.language.is_empty(),
    )];
    languages.extend(self::languages(&typed.language));
    let template = ExternalCollaboration {
        layout: &layout,
        allow_invites_from: who_may_invite(&typed.allow_invites_from),
        guest_access: guest_access(&typed.guest_access),
        restriction: restrictions(&typed.restriction),
        domains: typed.domains,
        do_invitations_expire: typed.expires,
        expiry_days: typed.days,
        may_guests_leave: typed.may_leave,
        self_service_sign_up: typed.self_service,
        privacy_statement_url: typed.statement,
        privacy_contact: typed.contact,
        notification_language: languages,
        may_change: if admin.actor().may(Permission::ManageCollaboration) {
            MayChange::Everything
        } else if admin.actor().may(Permission::ManageLeaving) {
            MayChange::Leaving
        } else {
            MayChange::Nothing
        },
    };
    page(&template)
}

/// `GET /admin/external-collaboration`.
pub(crate) async fn show(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    let settings = app.identity.settings(admin.actor()).await?;
    show_page(&app, &admin, Typed::of(&settings)).await
}

/// `POST /admin/external-collaboration`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let patch = match translate(&form, admin.actor()) {
        Ok(patch) => patch,
        Err((name, reason)) => {
            let typed = Typed::from_form(&form, Some((name, &reason)));
            return show_page(&app, &admin, typed).await;
        }
    };
    match app.identity.update_settings(admin.actor(), &patch).await {
        Ok(_) => Ok(done(&app, PATH, "The settings are saved.")),
        Err(Error::Invalid { field, reason }) => {
            show_page(&app, &admin, Typed::from_form(&form, Some((field, reason)))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What the form says. Of those who see only a part of it enabled, that part was sent.
fn translate(form: &Form, actor: &Actor) -> Result<SettingsPatch, (&'static str, String)> {
    if !actor.may(Permission::ManageCollaboration) {
        return Ok(SettingsPatch {
            guests_may_leave: Some(form.is_ticked("may_leave")),
            ..SettingsPatch::default()
        });
    }
    let mut domains = Vec::new();
    for line in form
        .get("domains")
        .split([',', '\n', ' ', '\r'])
        .filter(|line| !line.is_empty())
    {
        let domain = Domain::parse(line.trim()).map_err(|error| {
            let reason = sentence(error.reason());
            (
                "restrictedDomains",
                format!("{line} is not a domain: {}", reason.trim_end_matches('.')),
            )
        })?;
        domains.push(domain);
    }
    let restriction = Restriction::parse(form.get("restriction")).unwrap_or(Restriction::Any);
    let days = if form.is_ticked("expires") {
        let days = form.get("expiry_days").parse();
        Patch::Set(days.map_err(|_| ("invitationDays", "it is not a number".to_owned()))?)
    } else {
        Patch::Clear
    };
    Ok(SettingsPatch {
        allow_invites_from: AllowInvitesFrom::parse(form.get("allow_invites_from")),
        guest_access: GuestAccess::parse(form.get("guest_access")),
        restriction: Some((restriction, domains)),
        invitation_days: days,
        guests_may_leave: Some(form.is_ticked("may_leave")),
        self_service_sign_up: Some(form.is_ticked("self_service")),
        privacy_statement_url: Patch::from_option(form.filled("privacy_statement_url")),
        privacy_contact: Patch::from_option(form.filled("privacy_contact")),
        notification_language: Patch::from_option(form.filled("notification_language")),
    })
}
