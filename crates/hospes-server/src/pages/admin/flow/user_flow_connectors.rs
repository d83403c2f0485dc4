//! The API connectors of a user flow, on its page.

use hospes_identity::Error;
use hospes_identity::ids::UserFlowId;
use hospes_identity::user_flow::{
    Authentication, Connector, NewAuthentication, NewConnector, Step,
};

use super::moment;
use super::user_flows::Typed;
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::user_flows::{ConnectorCertificate, ConnectorForm};
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
        Some(Authentication::Certificate {
            certificate,
            ends_at,
        }) => {
            let certificate = ConnectorCertificate {
                thumbprint: certificate.thumbprint(),
                pem: certificate.to_pem(),
                ends: moment(app, *ends_at),
            };
            ("", Some(certificate))
        }
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
    }
}

/// A step gets its connector, or loses it.
pub(super) async fn change(
    app: &App,
    admin: &Admin,
    flow: UserFlowId,
    form: &Form,
) -> Result<&'static str, Error> {
    let (identity, actor) = (&app.identity, admin.actor());
    let step = Step::parse(form.get("step")).ok_or(Error::NotFound { what: "step" })?;
    if form.get("go") == "disconnect" {
        identity.remove_api_connector(actor, flow, step).await?;
        return Ok("The connector is removed.");
    }
    let authentication = match form.get("authentication") {
        CERTIFICATE => NewAuthentication::Certificate {
            anew: form.is_ticked("anew"),
        },
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
