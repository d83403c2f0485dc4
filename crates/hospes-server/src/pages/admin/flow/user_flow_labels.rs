//! What an attribute of a user flow is called in the languages of the readers: what its page does.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::Permission;
use hospes_identity::ids::UserFlowId;
use hospes_identity::user_flow::{Attribute, LabelFault, Labelled, LabelsError, NewLabels};

use super::user_flows::{id_of, input_word, label_of};
use super::{done, page, sentence};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::user_flows::{AttributePage, LanguageForm};
use crate::pages::error::PageError;
use crate::pages::layout::{Fact, Field};
use crate::texts::Texts;

/// `GET /admin/user-flows/{id}/attributes/{attribute}`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path((id, name)): Path<(String, String)>,
) -> Result<Response, PageError> {
    attribute_page(&app, &admin, (&id, &name), None).await
}

/// `POST /admin/user-flows/{id}/attributes/{attribute}`.
pub(crate) async fn save(
    State(app): State<App>,
    admin: Admin,
    Path((id, name)): Path<(String, String)>,
    form: Form,
) -> Result<Response, PageError> {
    let flow: UserFlowId = id_of(&id)?;
    let labels: Vec<NewLabels> = Texts::all()
        .map(|texts| NewLabels {
            language: texts.lang().to_owned(),
            label: form.get(&label_field(texts)).to_owned(),
            options: form
                .get(&options_field(texts))
                .lines()
                .map(str::to_owned)
                .collect(),
        })
        .collect();
    let saved = app
        .identity
        .set_attribute_labels(admin.actor(), flow, (&name, &labels))
        .await;
    match saved {
        Ok(_) => {
            let to = format!("/admin/user-flows/{id}/attributes/{name}");
            Ok(done(&app, &to, "The labels are saved."))
        }
        Err(LabelsError::Wrong(faults)) => {
            attribute_page(&app, &admin, (&id, &name), Some((&form, &faults))).await
        }
        Err(LabelsError::Other(error)) => Err(error.into()),
    }
}

fn label_field(texts: Texts) -> String {
    format!("label_{}", texts.lang())
}

fn options_field(texts: Texts) -> String {
    format!("options_{}", texts.lang())
}

async fn attribute_page(
    app: &App,
    admin: &Admin,
    (id, name): (&str, &str),
    typed: Option<(&Form, &[LabelFault])>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.user_flow(actor, id_of(id)?).await?;
    let attribute = found.flow.attributes.iter().find(|one| one.name == name);
    let attribute = attribute.ok_or(PageError::NotFound)?;
    let languages = Texts::all().map(|texts| {
        let (label, options) = match attribute.labels_in(&found.labels, texts.lang()) {
            Some(one) => (
                one.label.clone().unwrap_or_default(),
                one.options.join("\n"),
            ),
            None => (String::new(), String::new()),
        };
        let field = |of, name: &str, stored: &str| match typed {
            Some((form, faults)) => typed_field(form.get(name), faults, (texts, of)),
            None => Field::new(stored),
        };
        LanguageForm {
            tag: texts.lang(),
            name: texts.name(),
            dir: texts.dir(),
            label: field(Labelled::Attribute, &label_field(texts), &label),
            options: field(Labelled::Options, &options_field(texts), &options),
        }
    });
    let layout = admin.layout(app).await?;
    page(&AttributePage {
        layout: &layout,
        flow_url: format!("/admin/user-flows/{id}"),
        flow_name: found.flow.name.clone(),
        name: attribute.name.clone(),
        label: label_of(attribute),
        is_usual: attribute.label.is_none(),
        has_options: !attribute.options.is_empty(),
        facts: facts(attribute),
        languages: languages.collect(),
        may_change: actor.may(Permission::ManageCollaboration),
    })
}

fn typed_field(typed: &str, faults: &[LabelFault], (texts, of): (Texts, Labelled)) -> Field {
    let is_it = |fault: &&LabelFault| fault.of == of && fault.language == texts.lang();
    match faults.iter().find(is_it) {
        Some(fault) => {
            let what = match of {
                Labelled::Attribute => "Label",
                Labelled::Options => "Choices",
            };
            let text = format!("{what} in {}: {}", texts.name(), fault.reason);
            Field::wrong(typed, sentence(&text))
        }
        None => Field::new(typed),
    }
}

fn facts(attribute: &Attribute) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Label", label_of(attribute)),
        Fact::new("Name", attribute.name.clone()),
        Fact::new("How it is asked", input_word(attribute.input)),
    ];
    if !attribute.options.is_empty() {
        facts.push(Fact::new("Choices", attribute.options.join(", ")));
    }
    facts
}
