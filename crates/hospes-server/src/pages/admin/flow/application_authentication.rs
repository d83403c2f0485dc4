//! Where an application's answers may go.

use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::{Error, Permission};
use hospes_protocol::oauth::{Platform, RedirectUri};

use super::applications::{PATH, head, id_of};
use super::{done, page, sentence};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
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
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let uris = app
        .identity
        .redirect_uris(admin.actor(), id_of(&id)?)
        .await?;
    let fields = AREAS.map(|(_, platform)| {
        let lines: Vec<&str> = uris
            .iter()
            .filter(|uri| uri.platform() == platform)
            .map(RedirectUri::as_str)
            .collect();
        Field::new(lines.join("\n"))
    });
    authentication(&app, &admin, &id, fields).await
}

async fn authentication(
    app: &App,
    admin: &Admin,
    id: &str,
    fields: [Field; 3],
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.application(actor, id_of(id)?).await?;
    let authority = app.token_names.issuer_v2(actor.tenant);
    let layout = admin.layout(app).await?;
    let [web, spa, public] = fields;
    let template = ApplicationAuthentication {
        layout: &layout,
        head: head(app, admin, &found).await?,
        web,
        spa,
        public,
        discovery_url: format!("{authority}/.well-known/openid-configuration"),
        authority,
        client_id: found.app_id.to_string(),
        may_change: actor.may(Permission::ManageApplications),
    };
    page(&template)
}

/// `POST /admin/applications/{id}/authentication`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    actor.require(Permission::ManageApplications)?;
    let (mut fields, uris) = read(&form);
    if fields.iter().any(|field| field.error.is_some()) {
        return authentication(&app, &admin, &id, fields).await;
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
            authentication(&app, &admin, &id, fields).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed, with the first fault of each text area, and the URIs of the lines that are right.
fn read(form: &Form) -> ([Field; 3], Vec<RedirectUri>) {
    let (mut uris, mut seen) = (Vec::new(), HashSet::new());
    let fields = AREAS.map(|(name, platform)| {
        let typed = form.raw(name);
        let mut field = Field::new(typed);
        for (number, line) in (1..).zip(typed.lines()) {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            match check(platform, line, &mut seen) {
                Ok(uri) => uris.push(uri),
                Err(reason) if field.error.is_none() => {
                    field.error = Some(sentence(&format!("line {number}: {reason}")));
                }
                Err(_) => {}
            }
        }
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
        assert!(web.unwrap().starts_with("Line 3: "));
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
