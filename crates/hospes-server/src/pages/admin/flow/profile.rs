//! The properties of a person in forms: between the fields of a page and the patch of the product.

use hospes_identity::ids::UserId;
use hospes_identity::user::{Profile as Stored, ProfilePatch, Sponsor, User, UserDetail};
use hospes_identity::{Actor, Error, Patch};
use hospes_protocol::address::Address;

use super::field;
use super::pickers::{self, Typed};
use crate::app::App;
use crate::extract::form::Form;
use crate::pages::admin::countries;
use crate::pages::admin::profile::Profile;
use crate::pages::layout::{Choice, Field};

/// Inputs of a form and the names of their properties on the wire.
const TEXTS: &[(&str, &str)] = &[
    ("first_name", "givenName"),
    ("last_name", "surname"),
    ("job_title", "jobTitle"),
    ("company_name", "companyName"),
    ("department", "department"),
    ("employee_id", "employeeId"),
    ("employee_type", "employeeType"),
    ("employee_hire_date", "employeeHireDate"),
    ("office_location", "officeLocation"),
    ("street_address", "streetAddress"),
    ("city", "city"),
    ("state", "state"),
    ("postal_code", "postalCode"),
    ("country", "country"),
    ("business_phone", "businessPhones"),
    ("mobile_phone", "mobilePhone"),
    ("fax_number", "faxNumber"),
    ("age_group", "ageGroup"),
    ("consent_provided_for_minor", "consentProvidedForMinor"),
    ("usage_location", "usageLocation"),
];

const AGE_GROUPS: &[(&str, &str)] = &[
    ("", "Not stated"),
    ("Minor", "Minor (12 and under)"),
    ("NotAdult", "Not adult (13 to 18)"),
    ("Adult", "Adult (18 and over)"),
];
const CONSENTS: &[(&str, &str)] = &[
    ("", "Not stated"),
    ("Granted", "Granted"),
    ("Denied", "Denied"),
    ("NotRequired", "Not required"),
];

/// What the form says of the properties: an empty field clears.
pub(super) fn patch(form: &Form) -> ProfilePatch {
    let mut patch = ProfilePatch::default();
    for (input, wire) in TEXTS {
        patch.set(wire, Patch::from_option(form.filled(input)));
    }
    patch
}

/// The sponsors that were chosen: users and groups.
pub(super) fn sponsors(form: &Form) -> Vec<Sponsor> {
    form.all("sponsor")
        .filter_map(|text| match text.split_once(':')? {
            ("user", id) => id.parse().ok().map(Sponsor::User),
            ("group", id) => id.parse().ok().map(Sponsor::Group),
            _ => None,
        })
        .collect()
}

/// The manager that was chosen, or why it is none: the list lets several be ticked.
pub(super) fn manager(form: &Form) -> Result<Option<UserId>, (&'static str, &'static str)> {
    if form.all("manager").count() > 1 {
        return Err(("manager", "choose one person at most"));
    }
    Ok(form.get("manager").parse().ok())
}

/// The further addresses that were typed, one a line, or what is wrong with one.
pub(super) fn other_mails(form: &Form) -> Result<Vec<Address>, (&'static str, &'static str)> {
    form.get("other_mails")
        .split(['\n', ',', ';'])
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(|text| Address::parse(text).map_err(|error| ("otherMails", error.reason())))
        .collect()
}

fn choices(known: &[(&str, &str)], chosen: &str) -> Vec<Choice> {
    known
        .iter()
        .map(|(value, label)| Choice::new(value, label, *value == chosen))
        .collect()
}

fn countries(chosen: &str) -> Vec<Choice> {
    let mut all = vec![Choice::new("", "Not stated", chosen.is_empty())];
    all.extend(
        countries::ALL
            .iter()
            .map(|(code, name)| Choice::new(code, name, chosen.eq_ignore_ascii_case(code))),
    );
    all
}

fn types(chosen: &str) -> Vec<Choice> {
    choices(&[("Guest", "Guest"), ("Member", "Member")], chosen)
}

/// The fields as they were typed, with what is wrong with them.
pub(super) async fn from_form(
    app: &App,
    actor: &Actor,
    form: &Form,
    wrong: Option<(&str, &str)>,
) -> Result<Profile, Error> {
    let typed = |name: &'static str| field(form.get(name), wrong, &[name, property(name)]);
    let chosen = |name: &str| Typed::of(form, name);
    let user_type = Some(form.get("user_type"))
        .filter(|text| !text.is_empty())
        .unwrap_or("Guest");
    let mut profile = Profile {
        user_type: types(user_type),
        manager: pickers::users(app, actor, "manager", &chosen("manager")).await?,
        sponsors: pickers::users_and_groups(app, actor, "sponsor", &chosen("sponsor")).await?,
        mail: field(form.get("mail"), wrong, &["mail"]),
        other_mails: field(form.get("other_mails"), wrong, &["otherMails"]),
        mail_nickname: field(form.get("mail_nickname"), wrong, &["mailNickname"]),
        ..texts(&typed)
    };
    choose(
        &mut profile,
        form.get("age_group"),
        form.get("consent_provided_for_minor"),
    );
    profile.usage_location = countries(form.get("usage_location"));
    for (picker, name) in [
        (&mut profile.manager, "manager"),
        (&mut profile.sponsors, "sponsors"),
    ] {
        if let Some((wrong, reason)) = wrong
            && wrong == name
        {
            picker.error = Some(super::sentence(reason));
        }
    }
    Ok(profile)
}

/// The name that the product has for an input.
fn property(input: &str) -> &str {
    let found = TEXTS.iter().find(|(name, _)| *name == input);
    found.map_or(input, |(_, wire)| wire)
}

fn texts(of: &impl Fn(&'static str) -> Field) -> Profile {
    Profile {
        first_name: of("first_name"),
        last_name: of("last_name"),
        job_title: of("job_title"),
        company_name: of("company_name"),
        department: of("department"),
        employee_id: of("employee_id"),
        employee_type: of("employee_type"),
        employee_hire_date: of("employee_hire_date"),
        office_location: of("office_location"),
        street_address: of("street_address"),
        city: of("city"),
        state: of("state"),
        postal_code: of("postal_code"),
        country: of("country"),
        business_phone: of("business_phone"),
        mobile_phone: of("mobile_phone"),
        fax_number: of("fax_number"),
        ..Profile::default()
    }
}

fn choose(profile: &mut Profile, age_group: &str, consent: &str) {
    profile.age_group = choices(AGE_GROUPS, age_group);
    profile.consent_provided_for_minor = choices(CONSENTS, consent);
}

/// The fields of a stored user.
pub(super) async fn of_user(
    app: &App,
    actor: &Actor,
    detail: &UserDetail,
) -> Result<Profile, Error> {
    let (user, stored) = (&detail.user, &detail.user.profile);
    let entries = stored.entries();
    let value = |input: &'static str| {
        let wire = TEXTS
            .iter()
            .find(|(name, _)| *name == input)
            .map_or("", |(_, wire)| *wire);
        let found = entries.iter().find(|(name, _)| *name == wire);
        Field::new(found.and_then(|(_, value)| *value).unwrap_or_default())
    };
    let manager = Typed {
        chosen: user.manager.iter().map(ToString::to_string).collect(),
        ..Typed::default()
    };
    let sponsors = detail.sponsors.iter().map(|(sponsor, _)| match sponsor {
        Sponsor::User(id) => format!("user:{id}"),
        Sponsor::Group(id) => format!("group:{id}"),
    });
    let sponsors = Typed {
        chosen: sponsors.collect(),
        ..Typed::default()
    };
    let mut profile = Profile {
        user_type: types(user.user_type.as_str()),
        manager: pickers::users(app, actor, "manager", &manager).await?,
        sponsors: pickers::users_and_groups(app, actor, "sponsor", &sponsors).await?,
        mail: Field::new(user.mail.clone().unwrap_or_default()),
        other_mails: Field::new(stored_mails(user)),
        mail_nickname: Field::new(user.mail_nickname.clone()),
        ..texts(&value)
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    choose(
        &mut profile,
        &text(&stored.age_group),
        &text(&stored.consent_provided_for_minor),
    );
    profile.usage_location = countries(&text(&stored.usage_location));
    Ok(profile)
}

fn stored_mails(user: &User) -> String {
    user.other_mails.join("\n")
}

/// The empty fields of a new guest.
pub(super) async fn empty(app: &App, actor: &Actor) -> Result<Profile, Error> {
    let nothing = Typed::default();
    let mut profile = Profile {
        user_type: types("Guest"),
        manager: pickers::users(app, actor, "manager", &nothing).await?,
        sponsors: pickers::users_and_groups(app, actor, "sponsor", &nothing).await?,
        ..Profile::default()
    };
    choose(&mut profile, "", "");
    profile.usage_location = countries("");
    Ok(profile)
}

/// The properties of a category, for reading.
pub(super) fn stored_text(stored: &Stored, wire: &str) -> String {
    let entries = stored.entries();
    let found = entries.iter().find(|(name, _)| *name == wire);
    found
        .and_then(|(_, value)| *value)
        .unwrap_or_default()
        .to_owned()
}
