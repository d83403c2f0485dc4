//! The domains of an identity provider: which, and whether it is proved that it may speak for them.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::identity_provider::{DomainProof, IdentityProvider, Looked, ProviderDomain};
use hospes_identity::ids::ProviderId;
use hospes_identity::{Actor, Error, Permission};
use hospes_protocol::address::Domain;

use super::super::{done, refused, sentence};
use super::edit::{Typed, provider_page};
use super::new::too_many;
use super::{id_of, read_domains, url};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::identity_providers::{DomainRow, Domains};
use crate::pages::error::PageError;
use crate::pages::layout::{Badge, Field, Tone};

/// The domains as they are shown; in the field what was typed, if that could not be saved.
pub(super) async fn shown(
    app: &App,
    actor: &Actor,
    (found, typed): (&IdentityProvider, Option<Field>),
) -> Result<Domains, PageError> {
    let domains = app.identity.provider_domains(actor, found.id).await?;
    let names: Vec<&str> = domains.iter().map(|domain| domain.name.as_str()).collect();
    Ok(Domains {
        typed: typed.unwrap_or_else(|| Field::new(names.join("\n"))),
        is_waiting: domains.iter().any(|domain| domain.proof.is_none()),
        rows: domains.into_iter().map(row).collect(),
        record: found.domain_record(),
    })
}

fn row(domain: ProviderDomain) -> DomainRow {
    let (state, why) = match domain.proof {
        Some(DomainProof::Provider) => (Tone::Good, "The provider is in this domain"),
        Some(DomainProof::Dns) => (Tone::Good, "Proved by its TXT record"),
        Some(DomainProof::Administrator) => (Tone::Neutral, "Used without a proof"),
        None => (Tone::Warn, "Not proved, and not used"),
    };
    DomainRow {
        is_waiting: domain.proof.is_none(),
        name: domain.name,
        state: Badge::new(state, why),
    }
}

/// `POST /admin/identity-providers/{id}/domains`.
pub(crate) async fn set(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, provider) = (admin.actor(), id_of(&id)?);
    actor.require(Permission::ManageIdentityProviders)?;
    let found = app.identity.identity_provider(actor, provider).await?;
    let (mut typed, domains) = read_domains(form.raw("domains"));
    if typed.error.is_none() {
        let wanted = (domains.as_slice(), form.is_ticked("trust"));
        let saved = app.identity.set_provider_domains(actor, provider, wanted);
        match saved.await {
            Ok(()) => {
                let waits = after_saving(&app, actor, provider).await?;
                let said = waits.unwrap_or_else(|| "The domains are saved.".to_owned());
                return Ok(done(&app, &url(&id), &said));
            }
            Err(Error::Invalid { reason, .. }) => typed.error = Some(sentence(reason)),
            Err(error) => return Err(error.into()),
        }
    }
    let shown = Typed {
        domains: Some(typed),
        ..Typed::default()
    };
    provider_page(&app, &admin, found, shown).await
}

/// Looks for the records of domains that were just saved; what to do, if some are not proved.
pub(super) async fn after_saving(
    app: &App,
    actor: &Actor,
    id: ProviderId,
) -> Result<Option<String>, PageError> {
    let waits = app.identity.look_after_saving_domains(actor, id).await?;
    let text = "Saved. Not every domain is used yet: below you see what proves them.";
    Ok(waits.then(|| text.to_owned()))
}

/// `POST /admin/identity-providers/{id}/domains/look`.
pub(crate) async fn look(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let to = url(&id);
    match app
        .identity
        .look_for_domain_records(admin.actor(), id_of(&id)?)
        .await
    {
        Ok(looked) => {
            let text = found(&looked);
            Ok(if looked.proved.is_empty() {
                refused(&app, &to, &text)
            } else {
                done(&app, &to, &text)
            })
        }
        Err(Error::TooMany {
            retry_after_seconds,
        }) => Ok(refused(&app, &to, &too_many(retry_after_seconds))),
        Err(error) => Err(error.into()),
    }
}

/// What was found, for people.
fn found(looked: &Looked) -> String {
    let mut said = Vec::new();
    let mut say = |domains: &[String], text: &str| {
        if !domains.is_empty() {
            said.push(format!("{text}: {}.", domains.join(", ")));
        }
    };
    say(&looked.proved, "Proved");
    say(&looked.missing, "Without the record");
    say(&looked.unknown, "The name servers did not answer for");
    if said.is_empty() {
        "Every domain is proved already.".to_owned()
    } else {
        said.join(" ")
    }
}

/// `POST /admin/identity-providers/{id}/domains/trust`.
pub(crate) async fn trust(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let domain = Domain::parse(form.get("domain")).map_err(|_| PageError::BadRequest)?;
    app.identity
        .trust_provider_domain(admin.actor(), id_of(&id)?, &domain)
        .await?;
    let said = format!("{} is used without a proof from now on.", domain.as_str());
    Ok(done(&app, &url(&id), &said))
}
