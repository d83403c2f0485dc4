//! Adding an identity provider that speaks SAML.

use axum::response::Response;
use hospes_identity::identity_provider::{
    AddError, Kind, NewProtocol, NewProvider, NewSaml, SamlExpected, SamlSource,
};
use hospes_identity::ids::ProviderId;
use hospes_identity::{Actor, Error};

use super::super::{done, page, sentence, sentence_about};
use super::new::{choices, is_used, too_many};
use super::{domains, read_domains, service, url};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::identity_providers::{NewSamlPage, SamlFields};
use crate::pages::error::PageError;
use crate::pages::layout::Field;

/// The form as it was typed, and the provider that it describes.
fn read(form: &Form, id: ProviderId) -> (SamlFields, NewProvider) {
    let (domains_field, domains) = read_domains(form.raw("domains"));
    let typed = |name: &str| Field::new(form.raw(name));
    let source = match (form.filled("metadata_url"), form.filled("metadata")) {
        (Some(url), _) => SamlSource::Url(url),
        (None, Some(_)) => SamlSource::Document(form.raw("metadata").to_owned()),
        (None, None) => SamlSource::Parts {
            entity_id: form.get("entity_id").to_owned(),
            sign_on_url: form.get("sign_on_url").to_owned(),
            certificates: form.raw("certificates").to_owned(),
        },
    };
    let is_empty = matches!(&source, SamlSource::Parts { entity_id, sign_on_url, certificates }
        if [entity_id, sign_on_url, certificates].iter().all(|part| part.trim().is_empty()));
    let new = NewProvider {
        id,
        kind: Kind::Saml,
        display_name: form.get("name").to_owned(),
        protocol: NewProtocol::Saml(NewSaml {
            source,
            signs_requests: form.is_ticked("signs_requests"),
            takes_other_name_ids: form.is_ticked("takes_other_name_ids"),
            expected: SamlExpected::default(),
        }),
        is_for_everybody: false,
        domains,
        trusts_domains: form.is_ticked("trust"),
    };
    let mut fields = SamlFields {
        name: typed("name"),
        metadata_url: typed("metadata_url"),
        metadata: typed("metadata"),
        entity_id: typed("entity_id"),
        sign_on_url: typed("sign_on_url"),
        certificates: typed("certificates"),
        signs_requests: form.is_ticked("signs_requests"),
        takes_other_name_ids: form.is_ticked("takes_other_name_ids"),
        domains: domains_field,
        trusts: new.trusts_domains,
    };
    for (field, reason) in new.faults() {
        // One sentence instead of one at each of the parts.
        if !is_empty || field == "displayName" {
            complain(&mut fields, field, sentence_about(field, reason));
        }
    }
    if is_empty {
        let text = "Give the URL of the metadata, the metadata, or the values below.";
        complain(&mut fields, "metadataUrl", text.to_owned());
    }
    (fields, new)
}

/// Says what is wrong at the field that it is about.
fn complain(typed: &mut SamlFields, field: &str, text: String) {
    let place = match field {
        "displayName" => &mut typed.name,
        "metadata" => &mut typed.metadata,
        "entityId" => &mut typed.entity_id,
        "signOnUrl" => &mut typed.sign_on_url,
        "certificates" => &mut typed.certificates,
        "domains" => &mut typed.domains,
        _ => &mut typed.metadata_url,
    };
    place.error.get_or_insert(text);
}

async fn form_page(
    app: &App,
    admin: &Admin,
    (id, fields): (ProviderId, SamlFields),
) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    let certificates = app.identity.service_certificates(admin.actor()).await?;
    page(&NewSamlPage {
        layout: &layout,
        kinds: choices(Kind::Saml),
        id: id.to_string(),
        facts: service::facts(app, admin),
        has_certificate: !certificates.is_empty(),
        fields,
    })
}

/// The form, empty.
pub(super) async fn show(app: &App, admin: &Admin) -> Result<Response, PageError> {
    let fields = SamlFields {
        signs_requests: true,
        ..SamlFields::default()
    };
    form_page(app, admin, (app.identity.env().new_id(), fields)).await
}

/// The form, sent.
pub(super) async fn create(
    app: &App,
    admin: &Admin,
    (id, form): (ProviderId, &Form),
) -> Result<Response, PageError> {
    let actor: &Actor = admin.actor();
    let (mut fields, mut new) = read(form, id);
    // A form that somebody went back to; the id stands nowhere at the partner.
    if is_used(app, actor, id).await? {
        new.id = app.identity.env().new_id();
    }
    if fields.faults().is_empty() {
        match app.identity.add_identity_provider(actor, &new).await {
            Ok(added) => {
                let waits = domains::after_saving(app, actor, added.id).await?;
                let said = waits.unwrap_or_else(|| {
                    "The provider is there. Test the sign-in before you invite anybody who will use it.".to_owned()
                });
                return Ok(done(app, &url(&added.id.to_string()), &said));
            }
            Err(error) => refuse(&mut fields, error)?,
        }
    }
    form_page(app, admin, (new.id, fields)).await
}

/// Says at its field why a provider was not added.
fn refuse(fields: &mut SamlFields, error: AddError) -> Result<(), PageError> {
    let (field, text) = match error {
        AddError::Remote(problem) => ("metadataUrl", sentence(&problem.to_string())),
        AddError::Other(Error::Invalid { field, reason }) => (field, sentence_about(field, reason)),
        AddError::Other(Error::Conflict { .. }) => {
            let text = "This organization has a provider with this entity ID already.";
            ("metadataUrl", text.to_owned())
        }
        AddError::Other(Error::TooMany {
            retry_after_seconds,
        }) => ("metadataUrl", too_many(retry_after_seconds)),
        AddError::Other(error) => return Err(error.into()),
    };
    complain(fields, field, text);
    Ok(())
}
