//! `POST /v1.0/invitations`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hospes_identity::ids::{GroupId, UserId};
use hospes_identity::invitation::{Invited, NewInvitation, Outcome};
use hospes_identity::user::{Sponsor, UserType};
use serde::Serialize;
use serde_json::{Value, json};

use super::body;
use super::error::GraphError;
use super::input::{Input, address, invalid};
use crate::app::App;
use crate::extract::caller::Caller;
use crate::pages::redeem::flow::link;

/// The answer, in the order of Microsoft's reference.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InvitationBody {
    #[serde(rename = "@odata.context")]
    context: String,
    id: String,
    invite_redeem_url: String,
    invited_user_display_name: Option<String>,
    invited_user_type: &'static str,
    invited_user_email_address: String,
    send_invitation_message: bool,
    reset_redemption: bool,
    invite_redirect_url: String,
    status: &'static str,
    invited_user_message_info: Value,
    invited_user: Value,
}

/// Invites somebody.
pub(crate) async fn create(
    State(app): State<App>,
    Caller(actor): Caller,
    input: Input,
) -> Result<Response, GraphError> {
    let new = translate(input).map_err(|error| {
        if let GraphError::Property { message, .. } = error {
            GraphError::Invitation(message)
        } else {
            error
        }
    })?;
    let invited = app.identity.invite(&actor, &new).await?;
    let body = InvitationBody {
        context: body::context(&app, "invitations/$entity"),
        id: invited.invitation.id.to_string(),
        invite_redeem_url: redeem_url(&app, actor.tenant, &invited),
        invited_user_display_name: Some(invited.user.display_name.clone()),
        invited_user_type: invited.user.user_type.as_str(),
        invited_user_email_address: new.address.as_typed().to_owned(),
        send_invitation_message: new.send_message,
        reset_redemption: new.reset.is_some(),
        invite_redirect_url: new.redirect_url.clone(),
        status: match invited.outcome {
            Outcome::AlreadyAccepted => "Completed",
            Outcome::Created | Outcome::Renewed | Outcome::Restored | Outcome::Reset => {
                "PendingAcceptance"
            }
        },
        invited_user_message_info: message_info(&new),
        invited_user: json!({ "id": invited.user.id }),
    };
    Ok(body::json(StatusCode::CREATED, &body))
}

/// The link; of somebody who accepted before it leads to what they were given.
fn redeem_url(app: &App, tenant: hospes_identity::ids::TenantId, invited: &Invited) -> String {
    match &invited.ticket {
        Some(ticket) => link(app, tenant, invited.invitation.id, &ticket.reveal()),
        None => app.url(&format!("/myapps?tenantid={tenant}")),
    }
}

fn message_info(new: &NewInvitation) -> Value {
    let cc = new.cc.as_ref().map(|address| address.as_typed().to_owned());
    json!({
        "messageLanguage": new.language,
        "customizedMessageBody": new.message,
        "ccRecipients": [{ "emailAddress": { "name": null, "address": cc } }],
    })
}

fn translate(mut input: Input) -> Result<NewInvitation, GraphError> {
    let field = "invitedUserEmailAddress";
    let mail = address(field, &input.required(field)?)?;
    let mut new = NewInvitation::of(mail, &input.required("inviteRedirectUrl")?);
    new.display_name = input.optional("invitedUserDisplayName")?;
    new.send_message = input.flag("sendInvitationMessage")?.unwrap_or(false);
    if let Some(text) = input.optional("invitedUserType")? {
        let known = UserType::ALL
            .iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(&text));
        new.user_type =
            *known.ok_or_else(|| invalid("invitedUserType", "it is not Guest or Member"))?;
    }
    if let Some(mut info) = input.object("invitedUserMessageInfo")? {
        new.message = info.optional("customizedMessageBody")?;
        new.language = info.optional("messageLanguage")?;
        new.cc = cc(&mut info)?;
        info.finish("microsoft.graph.invitedUserMessageInfo")?;
    }
    let reset = input.flag("resetRedemption")?.unwrap_or(false);
    let user = input
        .object("invitedUser")?
        .map(|mut user| user.required("id"))
        .transpose()?;
    match (reset, user) {
        (true, Some(id)) => new.reset = Some(id_of("invitedUser", &id)?),
        (true, None) => return Err(invalid("invitedUser", "resetRedemption needs its id")),
        // Without it an internal user is asked to become an external one; others the address finds.
        (false, Some(id)) => new.invited_user = Some(id_of("invitedUser", &id)?),
        (false, None) => {}
    }
    new.sponsors = sponsors(&mut input)?;
    // Read-only in the reference; SDKs send back what they read.
    for name in ["id", "inviteRedeemUrl", "status"] {
        input.take(name);
    }
    input.finish("microsoft.graph.invitation")?;
    Ok(new)
}

fn id_of(name: &str, text: &str) -> Result<UserId, GraphError> {
    text.parse()
        .map_err(|_| invalid(name, "its id is not a GUID"))
}

fn cc(info: &mut Input) -> Result<Option<hospes_protocol::address::Address>, GraphError> {
    let mut found = None;
    for recipient in info.list("ccRecipients")?.unwrap_or_default() {
        let mut recipient = Input::inner(recipient)
            .ok_or_else(|| invalid("ccRecipients", "an entry is not an object"))?;
        let Some(mut mail) = recipient.object("emailAddress")? else {
            continue;
        };
        let Some(text) = mail.optional("address")? else {
            continue;
        };
        if found.is_some() {
            return Err(invalid("ccRecipients", "only one recipient is supported"));
        }
        found = Some(address("ccRecipients", &text)?);
    }
    Ok(found)
}

/// `invitedUserSponsors` as objects with ids, or as references to bind.
fn sponsors(input: &mut Input) -> Result<Option<Vec<Sponsor>>, GraphError> {
    let name = "invitedUserSponsors";
    let bound = input.list("invitedUserSponsors@odata.bind")?;
    let listed = input.list(name)?;
    let Some(values) = bound.or(listed) else {
        return Ok(None);
    };
    let mut sponsors = Vec::new();
    for value in values {
        let (kind, id) = match &value {
            Value::String(url) => reference(url),
            Value::Object(object) => {
                let text = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
                (text("@odata.type").to_owned(), text("id").to_owned())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                return Err(invalid(
                    name,
                    "an entry is neither an object nor a reference",
                ));
            }
        };
        let id: uuid::Uuid = id
            .parse()
            .map_err(|_| invalid(name, "an id is not a GUID"))?;
        sponsors.push(if kind.to_ascii_lowercase().contains("group") {
            Sponsor::Group(GroupId(id))
        } else {
            Sponsor::User(UserId(id))
        });
    }
    Ok(Some(sponsors))
}

/// Set and id at the end of a reference. The host is not looked at, as in the original.
fn reference(url: &str) -> (String, String) {
    let mut segments = url.trim_end_matches('/').rsplit('/');
    let id = segments.next().unwrap_or_default().to_owned();
    (segments.next().unwrap_or_default().to_owned(), id)
}
