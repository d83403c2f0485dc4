//! The API connectors of a user flow, on its page.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::Error;
use hospes_identity::ids::UserFlowId;
use hospes_identity::user_flow::{
    Authentication, ClientIdentity, Connector, NewAuthentication, NewConnector, Step,
};

use super::user_flows::{Typed, id_of};
use super::{moment, signing_certificates};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::user_flows::{ConnectorCertificate, ConnectorForm};
use crate::pages::error::PageError;
use crate::pages::layout::Choice;

const BASIC: &str = "basic";
const CERTIFICATE: &str = "certificate";

/// The form of a step.
pub(super) fn form(app: &App, typed: &Typed<'_>, all: &[Connector], step: Step) -> ConnectorForm {
    let found = all.iter().find(|one| one.step == step);
    // Two forms do the same thing at different steps.
    let is_this = typed.value("connector", "step") == step.as_str();
    let go = if is_this { "connector" } else { "" };
    let (title, hint) = match step {
        Step::AfterFederation => (
            "API connector: after federating with an identity provider",
            "Asked as soon as somebody has proved their address. It may fill in the form, or stop.",
        ),
        Step::BeforeCreation => (
            "API connector: before creating the user",
            "Asked with the answers. It may correct or refuse them, or stop.",
        ),
    };
    let (username, certificate) = match found.map(|one| &one.authentication) {
        Some(Authentication::Basic { username }) => (username.as_str(), None),
        Some(Authentication::Certificate(own)) => ("", Some(shown(app, own))),
        None => ("", None),
    };
    let is_certificate = match typed.value(go, "authentication").as_str() {
        CERTIFICATE => true,
        BASIC => false,
        _ => certificate.is_some(),
    };
    ConnectorForm {
        step: step.as_str(),
        title,
        hint,
        url: typed.field(go, ("url", "url"), found.map_or("", |one| &one.url)),
        authentication: vec![
            Choice::new(BASIC, "User name and password", !is_certificate),
            Choice::new(CERTIFICATE, "Client certificate", is_certificate),
        ],
        authentication_fault: typed.field(go, ("authentication", "authentication"), ""),
        username: typed.field(go, ("username", "username"), username),
        password: typed.field(go, ("password", "password"), ""),
        is_set: found.is_some(),
        has_password: !username.is_empty(),
        certificate,
        next: found
            .and_then(|one| one.next.as_ref())
            .map(|own| shown(app, own)),
    }
}

fn shown(app: &App, own: &ClientIdentity) -> ConnectorCertificate {
    ConnectorCertificate {
        thumbprint: own.certificate.thumbprint(),
        pem: own.certificate.to_pem(),
        ends: moment(app, own.ends_at),
        warning: signing_certificates::warning(app, own.ends_at),
    }
}

/// `GET /admin/user-flows/{id}/certificates/{key}`: one of those in use or next, by its thumbprint.
pub(crate) async fn download(
    State(app): State<App>,
    admin: Admin,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let found = app.identity.user_flow(admin.actor(), id_of(&id)?).await?;
    let in_use = |one: &Connector| match &one.authentication {
        Authentication::Certificate(own) => Some(own.certificate.clone()),
        Authentication::Basic { .. } => None,
    };
    let all = found.connectors.iter().flat_map(|one| {
        let next = one.next.as_ref().map(|own| own.certificate.clone());
        [in_use(one), next].into_iter().flatten()
    });
    let mut all = all.filter(|certificate| certificate.thumbprint() == key);
    let found = all.next().ok_or(PageError::NotFound)?;
    Ok(signing_certificates::download(&found))
}

/// A step gets its connector, another certificate for it, or loses it.
pub(super) async fn change(
    app: &App,
    admin: &Admin,
    flow: UserFlowId,
    form: &Form,
) -> Result<&'static str, Error> {
    let (identity, actor) = (&app.identity, admin.actor());
    let step = Step::parse(form.get("step")).ok_or(Error::NotFound { what: "step" })?;
    match form.get("go") {
        "disconnect" => {
            identity.remove_api_connector(actor, flow, step).await?;
            return Ok("The connector is removed.");
        }
        "prepare" => {
            let prepared = identity.prepare_connector_certificate(actor, flow, step);
            prepared.await?;
            return Ok("The next certificate is made. It is not used yet.");
        }
        "switch" => {
            let switched = identity.use_next_connector_certificate(actor, flow, step);
            switched.await?;
            return Ok("The new certificate is used from now on.");
        }
        "discard" => {
            let discarded = identity.discard_next_connector_certificate(actor, flow, step);
            discarded.await?;
            return Ok("The next certificate is discarded.");
        }
        _ => {}
    }
    let authentication = match form.get("authentication") {
        CERTIFICATE => NewAuthentication::Certificate,
        BASIC => NewAuthentication::Basic {
            username: form.get("username").to_owned(),
            password: Some(form.raw("password").to_owned()).filter(|text| !text.is_empty()),
        },
        _ => return Err(Error::invalid("authentication", "it is none of the two")),
    };
    let new = NewConnector {
        step,
        url: form.get("url").to_owned(),
        authentication,
    };
    identity.set_api_connector(actor, flow, &new).await?;
    Ok("The connector is saved.")
}
