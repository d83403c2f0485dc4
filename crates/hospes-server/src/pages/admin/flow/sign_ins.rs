//! The sign-in log.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::authenticator::Factor;
use hospes_identity::ids::{ApplicationId, SignInId, UserId};
use hospes_identity::session::Method;
use hospes_identity::sign_in_log::{Outcome, Reason, SignIn, SignInQuery};
use hospes_identity::{Actor, Error, Span, Timestamp};

use super::user::{head as user_head, present};
use super::{
    Query, applications, asked, capitalized, identity_providers, moment, page, pager, reference,
    request, url_with,
};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::pages::admin::sign_ins::{
    ApplicationSignIns, SignInEntry, SignInRow, SignIns, UserSignIns,
};
use crate::pages::error::PageError;
use crate::pages::layout::{Badge, Chip, Choice, Fact, Tone};
use crate::pages::words::{device, factor, method};

const PATH: &str = "/admin/sign-ins";
/// The names of the filters, as they stand in the URL and as people read them.
const FILTERS: [(&str, &str); 7] = [
    ("user", "User"),
    ("application", "Application"),
    ("reference", "Reference number"),
    ("outcome", "Outcome"),
    ("reason", "Reason"),
    ("from", "From"),
    ("to", "To"),
];

fn badge(outcome: Outcome) -> Badge {
    match outcome {
        Outcome::Success => Badge::new(Tone::Good, "Success"),
        Outcome::Failure => Badge::new(Tone::Bad, "Failure"),
        Outcome::Interrupted => Badge::new(Tone::Warn, "Interrupted"),
    }
}

/// An attempt in a list.
fn row(app: &App, entry: &SignIn) -> SignInRow {
    let is_success = entry.outcome == Outcome::Success;
    SignInRow {
        id: entry.id.to_string(),
        name: entry.name.clone(),
        application: entry.app_name.clone(),
        outcome: badge(entry.outcome),
        reason: entry
            .reason
            .filter(|_| !is_success)
            .map_or("", Reason::text)
            .to_owned(),
        network: entry.network.clone(),
        when: moment(app, entry.at),
    }
}

/// `GET /admin/sign-ins`.
pub(crate) async fn list(
    State(app): State<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    let wanted = translate(&app, admin.actor(), &query).await?;
    let found = app.identity.sign_ins(admin.actor(), &wanted).await?;
    let layout = admin.layout(&app).await?;
    let chips = FILTERS
        .into_iter()
        .filter(|(name, _)| !asked(&query, name).is_empty())
        .map(|(name, label)| Chip {
            text: format!("{label}: {}", shown(name, asked(&query, name))),
            remove_url: url_with(PATH, &query, name, ""),
        })
        .collect();
    let template = SignIns {
        layout: &layout,
        user: asked(&query, "user").to_owned(),
        application: asked(&query, "application").to_owned(),
        reference: asked(&query, "reference").to_owned(),
        outcomes: outcomes(asked(&query, "outcome")),
        reasons: reasons(asked(&query, "reason")),
        from: asked(&query, "from").to_owned(),
        to: asked(&query, "to").to_owned(),
        chips,
        sign_ins: found.rows.iter().map(|entry| row(&app, entry)).collect(),
        pager: pager(PATH, &query, &found, "sign-in"),
        days: app.identity.env().lifetimes.sign_ins.as_millis() / Span::days(1).as_millis(),
    };
    page(&template)
}

/// The value of a filter as people read it.
fn shown(name: &str, value: &str) -> String {
    match name {
        "outcome" => Outcome::parse(value).map_or_else(|| value.to_owned(), |one| badge(one).text),
        "reason" => Reason::parse(value).map_or_else(|| value.to_owned(), label),
        _ => value.to_owned(),
    }
}

fn label(reason: Reason) -> String {
    format!("{} {}", reason.code(), reason.text().trim_end_matches('.'))
}

fn outcomes(chosen: &str) -> Vec<Choice> {
    let mut all = vec![Choice::new("", "All", chosen.is_empty())];
    all.extend(Outcome::ALL.iter().map(|one| {
        let key = one.as_str();
        Choice::new(key, &badge(*one).text, key == chosen)
    }));
    all
}

fn reasons(chosen: &str) -> Vec<Choice> {
    let mut all = vec![Choice::new("", "All", chosen.is_empty())];
    all.extend(
        Reason::ALL
            .iter()
            .map(|one| Choice::new(one.key(), &label(*one), one.key() == chosen)),
    );
    all
}

async fn translate(app: &App, actor: &Actor, query: &Query) -> Result<SignInQuery, PageError> {
    let mut wanted = SignInQuery::all(request(query));
    let filled = |name| Some(asked(query, name).to_owned()).filter(|text| !text.is_empty());
    wanted.outcome = Outcome::parse(asked(query, "outcome"));
    wanted.reason = Reason::parse(asked(query, "reason"));
    wanted.app_name = filled("application");
    wanted.reference = reference(asked(query, "reference"));
    wanted.since = Timestamp::parse(asked(query, "from"));
    // The last day counts whole.
    wanted.until = Timestamp::parse(asked(query, "to")).map(|day| day.plus(Span::days(1)));
    if let Some(name) = filled("user") {
        wanted.user = match app.identity.user_by_name(actor, &name).await {
            Ok(user) => Some(user.id),
            Err(Error::NotFound { .. }) => name.parse::<UserId>().ok(),
            Err(error) => return Err(error.into()),
        };
        // Whoever typed it, also with a slip, and all that belongs to whose name it is.
        wanted.name = Some(name);
    }
    Ok(wanted)
}

/// `GET /admin/sign-ins/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let id: SignInId = id.parse().map_err(|_| PageError::NotFound)?;
    let actor = admin.actor();
    let entry = app.identity.sign_in_entry(actor, id).await?;
    let user_url = user_url(&app, actor, entry.user).await?;
    let application_url = application_url(&app, actor, entry.application).await?;
    let layout = admin.layout(&app).await?;
    let template = SignInEntry {
        layout: &layout,
        sign_in: row(&app, &entry),
        text: entry
            .reason
            .map_or("A reason that this version does not know.", Reason::text)
            .to_owned(),
        advice: entry.reason.map_or("", Reason::advice).to_owned(),
        facts: facts_of(&entry),
        user_url,
        provider: provider_of(&app, actor, &entry).await?,
        application_url,
    };
    page(&template)
}

async fn user_url(
    app: &App,
    actor: &Actor,
    id: Option<UserId>,
) -> Result<Option<String>, PageError> {
    let Some(id) = id else { return Ok(None) };
    match app.identity.user(actor, id).await {
        Ok(user) if user.deleted_at.is_none() => Ok(Some(format!("/admin/users/{id}"))),
        Ok(_) | Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn provider_of(
    app: &App,
    actor: &Actor,
    entry: &SignIn,
) -> Result<Option<(String, Option<String>)>, PageError> {
    let (Some(id), Some(name)) = (entry.provider, entry.provider_name.clone()) else {
        return Ok(None);
    };
    let url = match app.identity.identity_provider(actor, id).await {
        Ok(_) => Some(format!("{}/{id}", identity_providers::PATH)),
        Err(Error::NotFound { .. } | Error::Forbidden { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(Some((name, url)))
}

async fn application_url(
    app: &App,
    actor: &Actor,
    id: Option<ApplicationId>,
) -> Result<Option<String>, PageError> {
    let Some(id) = id else { return Ok(None) };
    match app.identity.application(actor, id).await {
        Ok(_) => Ok(Some(format!("/admin/applications/{id}"))),
        Err(Error::NotFound { .. } | Error::Forbidden { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The words for a method. Those of applications, and of other versions, are in the log as words.
fn method_of(stored: &str) -> String {
    Method::parse(stored).map_or_else(|| capitalized(stored), |one| method(one).to_owned())
}

fn factor_of(stored: &str) -> String {
    Factor::parse(stored).map_or_else(|| capitalized(stored), |one| factor(one).to_owned())
}

fn facts_of(entry: &SignIn) -> Vec<Fact> {
    let code = match entry.code {
        0 => String::new(),
        code => format!("AADSTS{code}"),
    };
    let second_factor = entry.second_factor.as_deref().map(factor_of);
    let mut facts = vec![
        Fact::new("Date", entry.at.format("%Y-%m-%d %H:%M:%S UTC")),
        Fact::new("Method", method_of(&entry.method)),
        Fact::new("Second factor", second_factor.unwrap_or_default()),
        Fact::new("Error code", code),
        Fact::new("Network", &entry.network),
        Fact::new("Browser", device(&entry.user_agent)),
        Fact::new("User agent", &entry.user_agent),
        Fact::new("Reference number", entry.correlation.to_string()),
    ];
    facts.retain(|fact| !fact.value.is_empty());
    facts
}

/// `GET /admin/users/{id}/sign-ins`.
pub(crate) async fn of_user(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(&app, actor, &id).await?;
    let found = app
        .identity
        .sign_ins_of_user(actor, user.id, request(&query))
        .await?;
    let layout = admin.layout(&app).await?;
    let path = format!("/admin/users/{id}/sign-ins");
    let template = UserSignIns {
        layout: &layout,
        head: user_head(&app, actor, &user).await?,
        sign_ins: found.rows.iter().map(|entry| row(&app, entry)).collect(),
        pager: pager(&path, &query, &found, "sign-in"),
    };
    page(&template)
}

/// `GET /admin/applications/{id}/sign-ins`.
pub(crate) async fn of_application(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let application = app
        .identity
        .application(actor, applications::id_of(&id)?)
        .await?;
    let found = app
        .identity
        .sign_ins_of_application(actor, application.id, request(&query))
        .await?;
    let layout = admin.layout(&app).await?;
    let path = format!("{}/{id}/sign-ins", applications::PATH);
    let template = ApplicationSignIns {
        layout: &layout,
        head: applications::head(&app, &admin, &application).await?,
        sign_ins: found.rows.iter().map(|entry| row(&app, entry)).collect(),
        pager: pager(&path, &query, &found, "sign-in"),
    };
    page(&template)
}
