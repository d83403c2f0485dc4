//! Where an application's answers may go.

use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::registration::{Registration, RegistrationPatch};
use hospes_identity::ids::ApplicationId;
use hospes_identity::{Actor, Error, Patch};
use hospes_protocol::oauth::{Platform, RedirectUri};

use super::applications::{PATH, head, id_of};
use super::registration::{may_change, require_change};
use super::{all_of, done, page, sentence, sentence_about};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::application_authentication::ApplicationAuthentication;
use crate::pages::error::PageError;
use crate::pages::layout::Field;

/// The text areas, in the order of the page: what each posts, and whose URIs it has.
const AREAS: [(&str, Platform); 3] = [
    ("web", Platform::Web),
    ("spa", Platform::Spa),
    ("public", Platform::Public),
];

/// `GET /admin/applications/{id}/authentication`.
pub(crate) async fn show(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    let fields = stored(&app, actor, application).await?;
    authentication(
        &app,
        &admin,
        &id,
        Typed {
            fields,
            flows: None,
        },
    )
    .await
}

/// What was typed: all text areas, and the other form with its fault, if it was that one.
struct Typed {
    fields: [Field; 3],
    flows: Option<(Registration, Field)>,
}

async fn stored(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
) -> Result<[Field; 3], PageError> {
    let uris = app.identity.redirect_uris(actor, application).await?;
    Ok(AREAS.map(|(_, platform)| {
        let lines: Vec<&str> = uris
            .iter()
            .filter(|uri| uri.platform() == platform)
            .map(RedirectUri::as_str)
            .collect();
        Field::new(lines.join("\n"))
    }))
}

async fn authentication(
    app: &App,
    admin: &Admin,
    id: &str,
    typed: Typed,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.application(actor, id_of(id)?).await?;
    let authority = app.token_names.issuer_v2(actor.tenant);
    let layout = admin.layout(app).await?;
    let [web, spa, public] = typed.fields;
    let (flows, logout_url) = if let Some(flows) = typed.flows {
        flows
    } else {
        let stored = app.identity.registration(actor, found.id).await?;
        let stored = stored.registration;
        let url = Field::new(stored.logout_url.clone().unwrap_or_default());
        (stored, url)
    };
    let template = ApplicationAuthentication {
        layout: &layout,
        head: head(app, admin, &found).await?,
        web,
        spa,
        public,
        issues_id_token: flows.enable_id_token_issuance,
        issues_access_token: flows.enable_access_token_issuance,
        is_public_client: flows.is_fallback_public_client,
        logout_url,
        discovery_url: format!("{authority}/.well-known/openid-configuration"),
        authority,
        client_id: found.app_id.to_string(),
        may_change: may_change(app, actor, found.id).await?,
    };
    page(&template)
}

/// `POST /admin/applications/{id}/authentication`.
pub(crate) async fn submit(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let (mut fields, uris) = read(&form);
    if fields.iter().any(|field| field.error.is_some()) {
        return authentication(
            &app,
            &admin,
            &id,
            Typed {
                fields,
                flows: None,
            },
        )
        .await;
    }
    let saved = app.identity.set_redirect_uris(actor, application, &uris);
    match saved.await {
        Ok(()) => {
            let to = format!("{PATH}/{id}/authentication");
            Ok(done(&app, &to, "The redirect URIs are saved."))
        }
        // What is wrong with all of them together is said where most of them are.
        Err(Error::Invalid { reason, .. }) => {
            let most = fields
                .iter_mut()
                .max_by_key(|field| field.value.lines().count());
            if let Some(field) = most {
                field.error = Some(sentence(&format!("redirect URIs: {reason}")));
            }
            authentication(
                &app,
                &admin,
                &id,
                Typed {
                    fields,
                    flows: None,
                },
            )
            .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /admin/app-registrations/{id}/flows`.
pub(crate) async fn submit_flows(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    let patch = RegistrationPatch {
        enable_id_token_issuance: Some(form.is_ticked("id_token")),
        enable_access_token_issuance: Some(form.is_ticked("access_token")),
        is_fallback_public_client: Some(form.is_ticked("public_client")),
        logout_url: Patch::from_option(form.filled("logout_url")),
        ..RegistrationPatch::default()
    };
    let names = &app.token_names;
    let saved = app
        .identity
        .update_registration(actor, application, &patch, names);
    match saved.await {
        Ok(_) => {
            let to = format!("{PATH}/{id}/authentication");
            Ok(done(&app, &to, "The flows are saved."))
        }
        Err(Error::Invalid { reason, .. }) => {
            let flows = Registration {
                enable_id_token_issuance: form.is_ticked("id_token"),
                enable_access_token_issuance: form.is_ticked("access_token"),
                is_fallback_public_client: form.is_ticked("public_client"),
                ..Registration::default()
            };
            let url = Field::wrong(form.get("logout_url"), sentence_about("logoutUrl", reason));
            let typed = Typed {
                fields: stored(&app, actor, application).await?,
                flows: Some((flows, url)),
            };
            authentication(&app, &admin, &id, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed, with the faults of each text area, and the URIs of the lines that are right.
fn read(form: &Form) -> ([Field; 3], Vec<RedirectUri>) {
    let (mut uris, mut seen) = (Vec::new(), HashSet::new());
    let fields = AREAS.map(|(name, platform)| {
        let typed = form.raw(name);
        let (mut field, mut faults) = (Field::new(typed), Vec::new());
        for (number, line) in (1..).zip(typed.lines()) {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            match check(platform, line, &mut seen) {
                Ok(uri) => uris.push(uri),
                Err(reason) => faults.push(sentence(&format!("line {number}: {reason}"))),
            }
        }
        field.error = all_of(&faults);
        field
    });
    (fields, uris)
}

/// The URI of a line, or what is wrong with it.
fn check<'f>(
    platform: Platform,
    line: &'f str,
    seen: &mut HashSet<&'f str>,
) -> Result<RedirectUri, String> {
    let uri = RedirectUri::parse(platform, line).map_err(|error| error.to_string())?;
    if seen.insert(line) {
        Ok(uri)
    } else {
        Err("this redirect URI is there twice".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(body: &str) -> [Option<String>; 3] {
        read(&Form::parse(body.as_bytes())).0.map(|f| f.error)
    }

    #[test]
    fn lines_are_counted_as_they_were_typed() {
        let (fields, uris) = read(&Form::parse(
            b"web=%0D%0Ahttps://a.example/cb%0D%0A%0D%0A+https://b.example/cb+&public=com.example.app:/cb",
        ));
        let texts: Vec<_> = uris.iter().map(RedirectUri::as_str).collect();
        let expected = [
            "https://a.example/cb",
            "https://b.example/cb",
            "com.example.app:/cb",
        ];
        assert_eq!(texts, expected);
        assert!(fields.iter().all(|field| field.error.is_none()));
        let [web, spa, public] = errors("web=https://a.example/%0A%0Anonsense%0Aftp:x");
        let web = web.unwrap();
        assert!(
            web.starts_with("Line 3: ") && web.contains(" Line 4: "),
            "{web}"
        );
        assert_eq!((spa, public), (None, None));
    }

    #[test]
    fn a_uri_is_there_once_in_all_text_areas() {
        let [web, spa, public] = errors("web=https://a.example/&spa=https://a.example/&public=");
        assert_eq!((web, public), (None, None));
        let told = spa.unwrap();
        assert_eq!(told, "Line 1: this redirect URI is there twice.");
    }
}
