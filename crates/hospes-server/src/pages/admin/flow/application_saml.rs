//! What an application said of itself in SAML, and the certificates that sign for it.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::Application;
use hospes_identity::ids::{ApplicationId, KeyId};
use hospes_identity::saml::{Claim, NameIdFormat, NameIdSource, Settings, default_claims};
use hospes_identity::{Error, Permission};
use hospes_protocol::saml::{Certificate, Document, ServiceProvider};

use super::applications::{PATH, head, id_of};
use super::{all_of, done, page, refused, sentence_about, signing_certificates};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::application_saml::{ApplicationSaml, SamlFacts, SamlForm};
use crate::pages::admin::confirm::Confirm;
use crate::pages::error::PageError;
use crate::pages::layout::{Choice, Field};

/// What the page shows besides what is stored.
#[derive(Default)]
struct Shown {
    form: SamlForm,
    metadata: Field,
    is_read_from_metadata: bool,
}

/// `GET /admin/applications/{id}/single-sign-on`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let found = app
        .identity
        .saml_settings(admin.actor(), id_of(&id)?)
        .await?;
    let shown = Shown {
        form: found.as_ref().map_or_else(empty, filled),
        ..Shown::default()
    };
    single_sign_on(&app, &admin, &id, shown).await
}

async fn single_sign_on(
    app: &App,
    admin: &Admin,
    id: &str,
    shown: Shown,
) -> Result<Response, PageError> {
    let (identity, actor) = (&app.identity, admin.actor());
    let found = identity.application(actor, id_of(id)?).await?;
    let is_set = identity.saml_settings(actor, found.id).await?.is_some();
    let certificates = identity.saml_certificates(actor, found.id).await?;
    let layout = admin.layout(app).await?;
    let template = ApplicationSaml {
        layout: &layout,
        head: head(app, admin, &found).await?,
        form: shown.form,
        metadata: shown.metadata,
        is_read_from_metadata: shown.is_read_from_metadata,
        is_set,
        facts: facts(app, admin, &found),
        certificates: signing_certificates::rows(app, &certificates),
        may_change: actor.may(Permission::ManageApplications),
    };
    page(&template)
}

fn facts(app: &App, admin: &Admin, application: &Application) -> SamlFacts {
    let tenant = admin.actor().tenant;
    let app_id = application.app_id;
    SamlFacts {
        identifier: app.token_names.issuer(tenant),
        login_url: app.url(&format!("/{tenant}/saml2")),
        logout_url: app.url(&format!("/{tenant}/saml2/logout")),
        metadata_url: app.url(&format!(
            "/{tenant}/federationmetadata/2007-06/federationmetadata.xml?appid={app_id}"
        )),
        open_url: app.url(&format!("/signin/{app_id}?tenantId={tenant}")),
    }
}

fn formats(chosen: NameIdFormat) -> Vec<Choice> {
    let label = |format| match format {
        NameIdFormat::EmailAddress => "Email address",
        NameIdFormat::Persistent => "Persistent",
        NameIdFormat::Unspecified => "Unspecified",
        NameIdFormat::Transient => "Transient: a new one each time",
    };
    let choice =
        |format: &NameIdFormat| Choice::new(format.as_str(), label(*format), *format == chosen);
    NameIdFormat::ALL.iter().map(choice).collect()
}

fn sources(chosen: NameIdSource) -> Vec<Choice> {
    let label = |source| match source {
        NameIdSource::Mail => "Mail address, or else the user principal name",
        NameIdSource::UserPrincipalName => "User principal name; of guests their address",
        NameIdSource::LocalUserPrincipalName => "User principal name, also of guests",
        NameIdSource::ObjectId => "Object ID",
        NameIdSource::Pairwise => "An identifier that no other application gets",
    };
    let choice =
        |source: &NameIdSource| Choice::new(source.as_str(), label(*source), *source == chosen);
    NameIdSource::ALL.iter().map(choice).collect()
}

fn lines(claims: &[Claim]) -> String {
    let lines: Vec<String> = claims.iter().map(Claim::to_line).collect();
    lines.join("\n")
}

fn pems<'c>(certificates: impl IntoIterator<Item = &'c Certificate>) -> String {
    certificates.into_iter().map(Certificate::to_pem).collect()
}

/// The form of an application that has no settings.
fn empty() -> SamlForm {
    SamlForm {
        name_id_formats: formats(NameIdFormat::EmailAddress),
        name_id_sources: sources(NameIdSource::UserPrincipalName),
        claims: Field::new(lines(&default_claims())),
        ..SamlForm::default()
    }
}

fn filled(settings: &Settings) -> SamlForm {
    SamlForm {
        entity_id: Field::new(&settings.entity_id),
        acs_urls: Field::new(settings.acs_urls.join("\n")),
        logout_url: Field::new(settings.logout_url.clone().unwrap_or_default()),
        name_id_formats: formats(settings.name_id_format),
        name_id_sources: sources(settings.name_id_source),
        claims: Field::new(lines(&settings.claims)),
        sign_response: settings.sign_response,
        requests_signed: settings.requests_signed,
        signing_certificates: Field::new(pems(&settings.signing_certificates)),
        encryption_certificate: Field::new(pems(&settings.encryption_certificate)),
    }
}

/// What was typed: as it was, with what is wrong in it, and the settings if nothing is.
fn read(form: &Form) -> (SamlForm, Option<Settings>) {
    let format = NameIdFormat::parse(form.get("name_id_format"));
    let source = NameIdSource::parse(form.get("name_id_source"));
    let format = format.unwrap_or(NameIdFormat::EmailAddress);
    let source = source.unwrap_or(NameIdSource::UserPrincipalName);
    let (claims_field, claims) = read_claims(form.raw("claims"));
    let (signing_field, signing) = read_certificates(form.raw("signing_certificates"));
    let (encryption_field, mut encryption) = read_certificates(form.raw("encryption_certificate"));
    let mut typed = SamlForm {
        entity_id: Field::new(form.get("entity_id")),
        acs_urls: Field::new(form.raw("acs_urls")),
        logout_url: Field::new(form.get("logout_url")),
        name_id_formats: formats(format),
        name_id_sources: sources(source),
        claims: claims_field,
        sign_response: form.is_ticked("sign_response"),
        requests_signed: form.is_ticked("requests_signed"),
        signing_certificates: signing_field,
        encryption_certificate: encryption_field,
    };
    if encryption.len() > 1 {
        typed.encryption_certificate.error = Some("Give one certificate.".to_owned());
    }
    let urls = form.raw("acs_urls").lines().map(str::trim);
    let settings = Settings {
        entity_id: form.get("entity_id").to_owned(),
        acs_urls: urls
            .filter(|url| !url.is_empty())
            .map(str::to_owned)
            .collect(),
        logout_url: form.filled("logout_url"),
        name_id_format: format,
        name_id_source: source,
        claims,
        sign_response: typed.sign_response,
        requests_signed: typed.requests_signed,
        signing_certificates: signing,
        encryption_certificate: encryption.pop(),
    };
    for (field, reason) in settings.faults() {
        tell(&mut typed, field, sentence_about(field, reason));
    }
    let is_good = typed.faults().is_empty();
    (typed, is_good.then_some(settings))
}

/// Says what is wrong with a field, unless what was typed there could not be read at all.
fn tell(typed: &mut SamlForm, field: &str, reason: String) {
    let place = match field {
        "acsUrls" => &mut typed.acs_urls,
        "logoutUrl" => &mut typed.logout_url,
        "claims" => &mut typed.claims,
        "signingCertificates" => &mut typed.signing_certificates,
        _ => &mut typed.entity_id,
    };
    place.error.get_or_insert(reason);
}

fn read_claims(typed: &str) -> (Field, Vec<Claim>) {
    let (mut faults, mut claims) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(typed.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        match Claim::parse_line(line) {
            Some(claim) => claims.push(claim),
            None => faults.push(format!(
                "Line {number} is not a claim name, “=”, and a source that is known."
            )),
        }
    }
    let mut field = Field::new(typed);
    field.error = all_of(&faults);
    (field, claims)
}

fn read_certificates(typed: &str) -> (Field, Vec<Certificate>) {
    if let Ok(all) = Certificate::parse_all(typed) {
        return (Field::new(typed), all);
    }
    let error = "This is not an X.509 certificate in PEM or base64.";
    (Field::wrong(typed, error), Vec::new())
}

/// `POST /admin/applications/{id}/single-sign-on`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    actor.require(Permission::ManageApplications)?;
    app.identity.application(actor, application).await?;
    let (mut typed, settings) = read(&form);
    let Some(settings) = settings else {
        return again(&app, &admin, &id, typed).await;
    };
    let saved = app
        .identity
        .set_saml_settings(actor, application, &settings)
        .await;
    let (field, reason) = match saved {
        Ok(()) => {
            let to = format!("{PATH}/{id}/single-sign-on");
            return Ok(done(&app, &to, "The settings are saved."));
        }
        Err(Error::Invalid { field, reason }) => (field, sentence_about(field, reason)),
        Err(Error::Conflict { .. }) => {
            let reason = "Another application of this organization has this entity ID.";
            ("entityId", reason.to_owned())
        }
        Err(error) => return Err(error.into()),
    };
    tell(&mut typed, field, reason);
    again(&app, &admin, &id, typed).await
}

async fn again(app: &App, admin: &Admin, id: &str, form: SamlForm) -> Result<Response, PageError> {
    let shown = Shown {
        form,
        ..Shown::default()
    };
    single_sign_on(app, admin, id, shown).await
}

/// `POST /admin/applications/{id}/single-sign-on/metadata`: fills the form in with what a description says.
/// Nothing is saved.
pub(crate) async fn read_metadata(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    actor.require(Permission::ManageApplications)?;
    let stored = app.identity.saml_settings(actor, application).await?;
    let mut shown = Shown {
        form: stored.as_ref().map_or_else(empty, filled),
        metadata: Field::new(form.raw("metadata")),
        is_read_from_metadata: false,
    };
    let read = Document::from_metadata(form.raw("metadata"));
    match read.and_then(|document| ServiceProvider::read(&document)) {
        Ok(provider) => {
            fill_in(&mut shown.form, &provider);
            shown.metadata = Field::default();
            shown.is_read_from_metadata = true;
        }
        Err(refused) => {
            shown.metadata.error = Some(super::sentence(&refused.to_string()));
        }
    }
    single_sign_on(&app, &admin, &id, shown).await
}

/// What a description does not say stays as it is.
fn fill_in(form: &mut SamlForm, provider: &ServiceProvider) {
    form.entity_id = Field::new(&provider.entity_id);
    form.acs_urls = Field::new(provider.acs_urls.join("\n"));
    form.logout_url = Field::new(provider.logout_url.clone().unwrap_or_default());
    form.requests_signed = provider.signs_requests && !provider.signing.is_empty();
    form.signing_certificates = Field::new(pems(&provider.signing));
    // Whether it wants what it can open, it does not say: that stays a choice of the administrator.
    let mut known = provider.name_id_formats.iter();
    if let Some(format) = known.find_map(|uri| NameIdFormat::from_uri(uri)) {
        form.name_id_formats = formats(format);
    }
}

/// `POST /admin/applications/{id}/single-sign-on/certificates`: makes one, activates one, or removes one.
pub(crate) async fn change_certificates(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    let key = |name: &str| -> Result<Option<KeyId>, PageError> {
        let key = form.filled(name).map(|key| key.parse());
        key.transpose().map_err(|_| PageError::NotFound)
    };
    let identity = &app.identity;
    let (changed, text) = match (key("activate")?, key("remove")?) {
        (Some(key), None) => (
            identity
                .activate_saml_certificate(actor, application, key)
                .await,
            "The certificate signs from now on.",
        ),
        (None, Some(key)) => (
            identity
                .remove_saml_certificate(actor, application, key)
                .await,
            "The certificate is removed.",
        ),
        (None, None) => (
            identity
                .add_saml_certificate(actor, application)
                .await
                .map(drop),
            "The certificate is there. Give it to the application, then activate it.",
        ),
        (Some(_), Some(_)) => return Err(PageError::BadRequest),
    };
    let to = format!("{PATH}/{id}/single-sign-on");
    match changed {
        Ok(()) => Ok(done(&app, &to, text)),
        Err(Error::Invalid { field, reason }) => {
            Ok(refused(&app, &to, &sentence_about(field, reason)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/applications/{id}/single-sign-on/certificates/{key}`: a certificate as a file.
pub(crate) async fn download(
    State(app): State<App>,
    admin: Admin,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let application: ApplicationId = id_of(&id)?;
    let all = app
        .identity
        .saml_certificates(admin.actor(), application)
        .await?;
    signing_certificates::file(&all, &key)
}

/// `GET /admin/applications/{id}/single-sign-on/remove`.
pub(crate) async fn ask_remove(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageApplications)?;
    let found = app.identity.application(admin.actor(), id_of(&id)?).await?;
    let layout = admin.layout(&app).await?;
    let name = &found.display_name;
    page(&Confirm::remove_saml(&layout, &id, name))
}

/// `POST /admin/applications/{id}/single-sign-on/remove`.
pub(crate) async fn remove(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    app.identity
        .remove_saml_settings(admin.actor(), id_of(&id)?)
        .await?;
    let to = format!("{PATH}/{id}/single-sign-on");
    Ok(done(&app, &to, "Nobody signs in by SAML any more."))
}
