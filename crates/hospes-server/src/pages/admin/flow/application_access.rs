//! Client secrets and certificates of an application.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::Secret;
use hospes_identity::certificate::Certificate;
use hospes_identity::{Error, Span, Timestamp};

use super::applications::{PATH, head, id_of};
use super::registration::may_change;
use super::{done, moment, now, page, sentence, sentence_about};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::application_access::{ApplicationAccess, CertificateRow, SecretRow};
use crate::pages::error::PageError;
use crate::pages::layout::{Badge, Choice, Field, Tone};

/// So long before a secret or a certificate ends the page says so.
const WARNED_BEFORE: Span = Span::days(30);
/// So long a client secret can count, in days.
const LIVES: [(&str, &str); 3] = [
    ("180", "In 6 months"),
    ("365", "In 1 year"),
    (LONGEST_LIFE, "In 2 years"),
];
/// What is chosen unless somebody chooses.
const LONGEST_LIFE: &str = "730";

/// What a form left behind.
#[derive(Default)]
struct Left {
    /// A client secret that was just made.
    new_secret: Option<String>,
    /// The name of one that was refused, and when it was to end.
    secret: (Field, String),
    /// A certificate that was refused, and its name.
    typed: [Field; 2],
}

/// `GET /admin/applications/{id}/api`.
pub(crate) async fn show(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    access(&app, &admin, &id, Left::default()).await
}

async fn access(app: &App, admin: &Admin, id: &str, left: Left) -> Result<Response, PageError> {
    let (identity, actor) = (&app.identity, admin.actor());
    let found = identity.application(actor, id_of(id)?).await?;
    let secrets = identity.secrets(actor, found.id).await?;
    let certificates = identity.certificates(actor, found.id).await?;
    let may_change = may_change(app, actor, found.id).await?;
    let layout = admin.layout(app).await?;
    let [certificate, certificate_name] = left.typed;
    let template = ApplicationAccess {
        layout: &layout,
        head: head(app, admin, &found).await?,
        token_url: app.url(&format!("/{}/oauth2/v2.0/token", actor.tenant)),
        client_id: found.app_id.to_string(),
        new_secret: left.new_secret,
        secret_name: left.secret.0,
        secret_ends: lives(&left.secret.1),
        secrets: secrets.iter().map(|secret| row(app, secret)).collect(),
        certificates: certificates
            .iter()
            .map(|certificate| certificate_row(app, certificate))
            .collect(),
        certificate,
        certificate_name,
        may_change,
    };
    page(&template)
}

/// The choices for the end of a secret.
fn lives(chosen: &str) -> Vec<Choice> {
    let chosen = life(chosen).map_or(LONGEST_LIFE, |_| chosen);
    let choice = |(days, label): (&str, &str)| Choice::new(days, label, days == chosen);
    LIVES.map(choice).into()
}

/// The choice that a form posts, in days; `None` when it is none of them.
fn life(typed: &str) -> Option<Span> {
    let (days, _) = LIVES.iter().find(|(days, _)| *days == typed)?;
    Some(Span::days(days.parse().ok()?))
}

fn row(app: &App, secret: &Secret) -> SecretRow {
    let begins = format!("hsp_{}…", secret.hint);
    SecretRow {
        id: secret.key_id.to_string(),
        name: match &secret.display_name {
            Some(name) => format!("{name} ({begins})"),
            None => begins,
        },
        ends: moment(app, secret.ends_at),
        warning: warning(app, secret.starts_at, secret.ends_at),
    }
}

fn certificate_row(app: &App, certificate: &Certificate) -> CertificateRow {
    CertificateRow {
        id: certificate.key_id.to_string(),
        name: certificate.display_name.clone(),
        thumbprint: certificate.thumbprint(),
        starts: moment(app, certificate.starts_at),
        ends: moment(app, certificate.ends_at),
        warning: warning(app, certificate.starts_at, certificate.ends_at),
    }
}

/// What is to be said of something that counts from then to then.
fn warning(app: &App, starts_at: Timestamp, ends_at: Timestamp) -> Option<Badge> {
    let now = now(app);
    if ends_at <= now {
        Some(Badge::new(Tone::Bad, "Expired"))
    } else if now < starts_at {
        Some(Badge::new(Tone::Neutral, "Not valid yet"))
    } else if ends_at < now.plus(WARNED_BEFORE) {
        Some(Badge::new(Tone::Warn, "Ends within 30 days"))
    } else {
        None
    }
}

/// `POST /admin/applications/{id}/secrets`: removes one, or makes one. The answer to that is the only page
/// that shows it.
pub(crate) async fn change_secrets(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    if let Some(key) = form.filled("remove") {
        let key = key.parse().map_err(|_| PageError::NotFound)?;
        app.identity.remove_secret(actor, application, key).await?;
        let to = format!("{PATH}/{id}/api");
        return Ok(done(&app, &to, "The client secret is removed."));
    }
    let (name, ends) = (form.filled("secret_name"), form.get("secret_ends"));
    // Without a word the product says how long it counts.
    let ends_at = match ends {
        "" => None,
        days => Some(now(&app).plus(life(days).ok_or(PageError::BadRequest)?)),
    };
    let added = app
        .identity
        .add_secret(actor, application, name.as_deref(), ends_at);
    let left = match added.await {
        Ok(secret) => Left {
            new_secret: Some(secret.text),
            ..Left::default()
        },
        Err(Error::Invalid { field, reason }) => {
            let why = sentence_about(field, reason);
            let typed = Field::wrong(name.unwrap_or_default(), why);
            Left {
                secret: (typed, ends.to_owned()),
                ..Left::default()
            }
        }
        Err(error) => return Err(error.into()),
    };
    access(&app, &admin, &id, left).await
}

/// `POST /admin/applications/{id}/certificates`: removes one, or registers the one that was pasted.
pub(crate) async fn change_certificates(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    let to = format!("{PATH}/{id}/api");
    if let Some(key) = form.filled("remove") {
        let key = key.parse().map_err(|_| PageError::NotFound)?;
        let removed = app.identity.remove_certificate(actor, application, key);
        removed.await?;
        return Ok(done(&app, &to, "The certificate is removed."));
    }
    let (text, name) = (form.get("certificate"), form.filled("certificate_name"));
    let added = app
        .identity
        .add_certificate(actor, application, name.as_deref(), text.as_bytes());
    let why = match added.await {
        Ok(_) => return Ok(done(&app, &to, "The certificate is registered.")),
        Err(Error::Invalid { reason, .. }) => reason,
        Err(Error::Conflict { .. }) => "the application has this certificate already",
        Err(error) => return Err(error.into()),
    };
    // What may be a private key is not sent back into a page.
    let left = Left {
        typed: [
            Field::wrong("", sentence(&format!("certificate: {why}"))),
            Field::new(name.unwrap_or_default()),
        ],
        ..Left::default()
    };
    access(&app, &admin, &id, left).await
}
