//! User flows, and the requests that come of them: what the pages do.

use std::collections::BTreeSet;

use axum::extract::{Path, State as AppState};
use axum::response::Response;
use hospes_identity::access_request::{AccessRequest, AccessRequestQuery, State};
use hospes_identity::ids::{ApplicationId, UserFlowId, UserId};
use hospes_identity::user_flow::{
    Approval, Attached, Attribute, AttributeLabels, BuiltIn, Input, Move, NewAttribute, Step,
    UserFlowDetail, ValueKind,
};
use hospes_identity::{Error, Permission};

use super::pickers::{self, Typed as Picked};
use super::user_flow_connectors as connectors;
use super::{Query, asked, done, moment, page, pager, refused, request, sentence, sentence_about};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::confirm::Confirm;
use crate::pages::admin::user_flows::{
    ApplicationRow, AttributeForm, AttributeRow, FlowPage, FlowRow, RequestRow, Requests, UserFlows,
};
use crate::pages::error::PageError;
use crate::pages::layout::{Badge, Choice, Field, Tone};
use crate::pages::sign_up::flow::start_url;
use crate::pages::words;
use crate::texts::Texts;

const PATH: &str = "/admin/user-flows";
const REQUESTS: &str = "/admin/access-requests";

pub(super) fn id_of(text: &str) -> Result<UserFlowId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn approval_word(approval: Approval) -> &'static str {
    match approval {
        Approval::None => "None: access at once",
        Approval::Owners => "Owners of the application",
        Approval::Sponsors => "Named sponsors",
    }
}

/// `GET /admin/user-flows`.
pub(crate) async fn list(
    AppState(app): AppState<App>,
    admin: Admin,
) -> Result<Response, PageError> {
    list_page(&app, &admin, (Field::default(), Approval::Owners)).await
}

async fn list_page(
    app: &App,
    admin: &Admin,
    (name, approval): (Field, Approval),
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.user_flows(actor).await?;
    let rows = found
        .into_iter()
        .map(|row| FlowRow {
            id: row.flow.id.to_string(),
            approval: approval_word(row.flow.approval),
            applications: row.applications,
            attributes: row.flow.attributes.len(),
            name: row.flow.name,
        })
        .collect();
    let settings = app.identity.settings(actor).await?;
    let layout = admin.layout(app).await?;
    page(&UserFlows {
        layout: &layout,
        rows,
        is_enabled: settings.self_service_sign_up,
        name,
        approval: [Approval::Owners, Approval::None]
            .iter()
            .map(|one| Choice::new(one.as_str(), approval_word(*one), *one == approval))
            .collect(),
        may_change: actor.may(Permission::ManageCollaboration),
    })
}

/// `POST /admin/user-flows`.
pub(crate) async fn create(
    AppState(app): AppState<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let name = form.get("name");
    // Nothing is open to everybody unless somebody says so.
    let approval = Approval::parse(form.get("approval")).unwrap_or(Approval::Owners);
    let made = app
        .identity
        .create_user_flow(admin.actor(), (name, approval))
        .await;
    match made {
        Ok(flow) => Ok(done(
            &app,
            &format!("{PATH}/{}", flow.id),
            "The user flow is there. Say below for which applications it is.",
        )),
        Err(Error::Invalid { field, reason }) => {
            let wrong = Field::wrong(name, sentence_about(field, reason));
            list_page(&app, &admin, (wrong, approval)).await
        }
        Err(Error::Conflict { .. }) => {
            let wrong = Field::wrong(name, "There is a user flow of this name already.");
            list_page(&app, &admin, (wrong, approval)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What was typed into a form that was refused, and why.
#[derive(Default)]
pub(super) struct Typed<'f> {
    form: Option<&'f Form>,
    field: &'static str,
    reason: String,
    picker: Option<Picked>,
}

impl Typed<'_> {
    /// The field of a form: what was typed, or what is stored; with what is wrong with it.
    pub(super) fn field(&self, go: &str, (name, domain): (&str, &str), stored: &str) -> Field {
        let Some(form) = self.form.filter(|form| form.get("go") == go) else {
            return Field::new(stored);
        };
        let typed = if name == "password" {
            ""
        } else {
            form.get(name)
        };
        if self.field == domain {
            Field::wrong(typed, self.reason.clone())
        } else {
            Field::new(typed)
        }
    }

    pub(super) fn value(&self, go: &str, name: &str) -> String {
        let form = self.form.filter(|form| form.get("go") == go);
        form.map(|form| form.get(name).to_owned())
            .unwrap_or_default()
    }
}

/// `GET /admin/user-flows/{id}`.
pub(crate) async fn show(
    AppState(app): AppState<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    flow_page(&app, &admin, id, &Typed::default()).await
}

async fn flow_page(
    app: &App,
    admin: &Admin,
    id: String,
    typed: &Typed<'_>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let found = app.identity.user_flow(actor, id_of(&id)?).await?;
    let may_change = actor.may(Permission::ManageCollaboration);
    let may_attach = may_change && actor.may(Permission::AssignApplications);
    let picker = if may_attach && actor.may(Permission::ReadApplications) {
        let known = found
            .applications
            .iter()
            .map(|one| one.application.to_string());
        let picked = typed
            .picker
            .as_ref()
            .unwrap_or(&Picked::default())
            .without(known);
        Some(pickers::applications(app, actor, "add", &picked).await?)
    } else {
        None
    };
    let settings = app.identity.settings(actor).await?;
    let names: Vec<&str> = found
        .approvers
        .iter()
        .map(|one| one.mail.as_str())
        .collect();
    let layout = admin.layout(app).await?;
    page(&FlowPage {
        layout: &layout,
        id,
        is_enabled: settings.self_service_sign_up,
        may_change,
        approval: approvals(found.flow.approval, &typed.value("approval", "approval")),
        sponsors: typed.field("approval", ("sponsors", "sponsors"), &names.join("\n")),
        attributes: found
            .flow
            .attributes
            .iter()
            .map(|one| attribute_row(one, &found.labels))
            .collect(),
        new: attribute_form(typed),
        applications: found
            .applications
            .iter()
            .map(|one| application_row(app, &found, one))
            .collect(),
        picker,
        connectors: [
            connectors::form(app, typed, &found.connectors, Step::AfterFederation),
            connectors::form(app, typed, &found.connectors, Step::BeforeCreation),
        ],
        name: found.flow.name,
    })
}

fn approvals(stored: Approval, typed: &str) -> Vec<Choice> {
    let chosen = Approval::parse(typed).unwrap_or(stored);
    let choice = |approval: &Approval| {
        Choice::new(
            approval.as_str(),
            approval_word(*approval),
            *approval == chosen,
        )
    };
    Approval::ALL.iter().map(choice).collect()
}

pub(super) fn input_word(input: Input) -> &'static str {
    match input {
        Input::TextBox => "Text box",
        Input::Radio => "Radio buttons: one of several",
        Input::Dropdown => "Drop-down list: one of several",
        Input::Checkbox => "Checkboxes: several of several, or one for yes",
    }
}

fn kind_word(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::String => "Text (String)",
        ValueKind::Boolean => "Yes or no (Boolean)",
        ValueKind::Int => "A whole number (Int)",
    }
}

/// What an attribute is called here: in English, unless the flow says otherwise.
pub(super) fn label_of(attribute: &Attribute) -> String {
    let word = |one| words::attribute(Texts::english(), one);
    let label = attribute.label.clone();
    label
        .or_else(|| attribute.built_in().map(word))
        .unwrap_or_default()
}

fn attribute_row(attribute: &Attribute, labels: &[AttributeLabels]) -> AttributeRow {
    let has_labels = |texts: &Texts| attribute.labels_in(labels, texts.lang()).is_some();
    let languages: Vec<&str> = Texts::all().filter(has_labels).map(Texts::name).collect();
    AttributeRow {
        name: attribute.name.clone(),
        label: label_of(attribute),
        languages: languages.join(", "),
        input: input_word(attribute.input).to_owned(),
        is_required: attribute.is_required,
    }
}

fn attribute_form(typed: &Typed<'_>) -> AttributeForm {
    let go = "attribute";
    let chosen = |name: &str| typed.value(go, name);
    let built_in = chosen("built_in");
    let mut attributes: Vec<Choice> = BuiltIn::ALL
        .iter()
        .map(|one| {
            let word = words::attribute(Texts::english(), *one);
            Choice::new(one.as_str(), &word, one.as_str() == built_in)
        })
        .collect();
    attributes.push(Choice::new(
        "custom",
        "A custom attribute",
        built_in == "custom",
    ));
    let (kind, input) = (chosen("kind"), chosen("input"));
    AttributeForm {
        built_in: attributes,
        name: typed.field(go, ("name", "name"), ""),
        kind: ValueKind::ALL
            .iter()
            .map(|one| Choice::new(one.as_str(), kind_word(*one), one.as_str() == kind))
            .collect(),
        input: Input::ALL
            .iter()
            .map(|one| Choice::new(one.as_str(), input_word(*one), one.as_str() == input))
            .collect(),
        input_fault: typed.field(go, ("input", "userInputType"), ""),
        label: typed.field(go, ("label", "label"), ""),
        options: typed.field(go, ("options", "options"), ""),
        is_required: !chosen("required").is_empty(),
    }
}

fn application_row(app: &App, flow: &UserFlowDetail, attached: &Attached) -> ApplicationRow {
    let of = (flow.flow.tenant, attached.application);
    ApplicationRow {
        id: attached.application.to_string(),
        name: attached.name.clone(),
        url: app.url(&start_url(of, "")),
        lacks_owner: flow.flow.approval == Approval::Owners && attached.owners == 0,
    }
}

/// `POST /admin/user-flows/{id}`: does what `go` says.
pub(crate) async fn submit(
    AppState(app): AppState<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, flow, to) = (admin.actor(), id_of(&id)?, format!("{PATH}/{id}"));
    actor.require(Permission::ManageCollaboration)?;
    if form.get("go") == "search" {
        let typed = Typed {
            picker: Some(Picked::of(&form, "add")),
            ..Typed::default()
        };
        return flow_page(&app, &admin, id, &typed).await;
    }
    match change(&app, &admin, flow, &form).await {
        Ok(text) => Ok(done(&app, &to, text)),
        Err(Error::Invalid { field, reason }) => {
            if matches!(form.get("go"), "attribute" | "approval" | "connector") {
                let typed = Typed {
                    form: Some(&form),
                    field,
                    reason: sentence_about(field, reason),
                    picker: None,
                };
                return flow_page(&app, &admin, id, &typed).await;
            }
            Ok(refused(&app, &to, &sentence(reason)))
        }
        Err(Error::Conflict { .. }) => {
            let text = match form.get("go") {
                "attach" => "One of these applications has a user flow already.",
                _ => "The connector was changed in the meantime. Look at it again.",
            };
            Ok(refused(&app, &to, text))
        }
        Err(error) => Err(error.into()),
    }
}

async fn change(
    app: &App,
    admin: &Admin,
    flow: UserFlowId,
    form: &Form,
) -> Result<&'static str, Error> {
    let (identity, actor) = (&app.identity, admin.actor());
    let attribute = form.get("attribute");
    match form.get("go") {
        "approval" => {
            let approval = Approval::parse(form.get("approval"));
            let approval = approval.ok_or(Error::invalid("sponsors", "choose who decides"))?;
            let sponsors = sponsors(app, admin, form.get("sponsors")).await?;
            identity
                .set_approval(actor, flow, (approval, &sponsors))
                .await?;
            Ok("Who decides is saved.")
        }
        "attribute" => {
            identity
                .add_flow_attribute(actor, flow, &new_attribute(form))
                .await?;
            Ok("The attribute is asked for.")
        }
        "up" | "down" => {
            let to = Move::parse(form.get("go")).unwrap_or(Move::Up);
            identity
                .move_flow_attribute(actor, flow, (attribute, to))
                .await?;
            Ok("The order is saved.")
        }
        "forget" => {
            identity
                .remove_flow_attribute(actor, flow, attribute)
                .await?;
            Ok("The attribute is not asked for any more.")
        }
        "attach" | "detach" => change_applications(app, admin, flow, form).await,
        "connector" | "disconnect" | "prepare" | "switch" | "discard" => {
            connectors::change(app, admin, flow, form).await
        }
        _ => Err(Error::NotFound { what: "action" }),
    }
}

/// Applications come to a flow, or one leaves it.
async fn change_applications(
    app: &App,
    admin: &Admin,
    flow: UserFlowId,
    form: &Form,
) -> Result<&'static str, Error> {
    let (identity, actor) = (&app.identity, admin.actor());
    if form.get("go") == "detach" {
        let application = form.get("application").parse();
        let application = application.map_err(|_| Error::NotFound {
            what: "application",
        })?;
        identity
            .detach_application(actor, flow, application)
            .await?;
        return Ok("Nobody can ask for it any more.");
    }
    let chosen = form.all("add").filter_map(|text| text.parse().ok());
    let chosen: Vec<ApplicationId> = chosen.collect();
    if chosen.is_empty() {
        return Err(Error::invalid("add", "choose what to add first"));
    }
    for application in chosen {
        identity
            .attach_application(actor, flow, application)
            .await?;
    }
    Ok("Outsiders can ask for it through this flow.")
}

fn new_attribute(form: &Form) -> NewAttribute {
    let built_in = BuiltIn::parse(form.get("built_in"));
    NewAttribute {
        name: match built_in {
            Some(built_in) => built_in.as_str().to_owned(),
            None => form.get("name").to_owned(),
        },
        kind: ValueKind::parse(form.get("kind")).unwrap_or(ValueKind::String),
        input: Input::parse(form.get("input")).unwrap_or(Input::TextBox),
        label: form.filled("label"),
        is_required: form.is_ticked("required"),
        options: form.get("options").lines().map(str::to_owned).collect(),
    }
}

/// The users whose names were typed.
async fn sponsors(app: &App, admin: &Admin, typed: &str) -> Result<Vec<UserId>, Error> {
    let mut found = BTreeSet::new();
    let names = typed
        .split([',', '\n', ' ', '\r'])
        .filter(|name| !name.is_empty());
    for name in names {
        let user = app.identity.user_by_name(admin.actor(), name).await;
        match user {
            Ok(user) => found.insert(user.id),
            Err(Error::NotFound { .. }) => {
                return Err(Error::invalid(
                    "sponsors",
                    "one of them is no user of this organization",
                ));
            }
            Err(error) => return Err(error),
        };
    }
    Ok(found.into_iter().collect())
}

/// `GET /admin/user-flows/{id}/delete`.
pub(crate) async fn ask_delete(
    AppState(app): AppState<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageCollaboration)?;
    let found = app.identity.user_flow(admin.actor(), id_of(&id)?).await?;
    let layout = admin.layout(&app).await?;
    page(&Confirm::delete_user_flow(&layout, &id, &found.flow.name))
}

/// `POST /admin/user-flows/{id}/delete`.
pub(crate) async fn delete(
    AppState(app): AppState<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    app.identity
        .delete_user_flow(admin.actor(), id_of(&id)?)
        .await?;
    Ok(done(&app, PATH, "The user flow is deleted."))
}

pub(super) fn state_badge(state: State) -> Badge {
    match state {
        State::PendingApproval => Badge::new(Tone::Warn, "Waiting for approval"),
        State::Approved => Badge::new(Tone::Good, "Approved"),
        State::Denied => Badge::new(Tone::Bad, "Denied"),
        State::Withdrawn => Badge::new(Tone::Neutral, "Withdrawn"),
        State::Expired => Badge::new(Tone::Neutral, "Expired"),
    }
}

/// `GET /admin/access-requests`.
pub(crate) async fn requests(
    AppState(app): AppState<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let state = State::parse(asked(&query, "state"));
    let wanted = AccessRequestQuery {
        state,
        page: request(&query),
    };
    let found = app.identity.access_requests(actor, &wanted).await?;
    let pager = pager(REQUESTS, &query, &found, "request");
    let mut states = vec![Choice::new("", "All", state.is_none())];
    states.extend(
        State::ALL
            .iter()
            .map(|one| Choice::new(one.as_str(), &state_badge(*one).text, state == Some(*one))),
    );
    let layout = admin.layout(&app).await?;
    page(&Requests {
        layout: &layout,
        states,
        rows: found.rows.into_iter().map(|one| row(&app, one)).collect(),
        pager,
        may_decide: actor.may(Permission::ManageCollaboration),
    })
}

fn row(app: &App, request: AccessRequest) -> RequestRow {
    let now = app.identity.env().clock.now();
    RequestRow {
        id: request.id.to_string(),
        state: state_badge(request.state_at(now)),
        created: moment(app, request.created_at),
        decided: request.decided_at.map(|at| moment(app, at)),
        decider: request.decider.unwrap_or_default(),
        user: request.user.map(|user| user.to_string()),
        address: request.address_typed,
        application: request.application_name,
        flow: request.flow_name,
    }
}
