//! One user: the overview, and what is done with it.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::ids::UserId;
use hospes_identity::invitation::{InvitationDetail, InviteError, Mailed, NewInvitation};
use hospes_identity::user::{InvitationState, PasswordReset, User, UserPatch};
use hospes_identity::{Actor, Error, Permission, Timestamp};
use hospes_protocol::address::Address;

use super::{
    delivery_badge, done, moment, now, page, person, refused, sentence, state_badge,
    user_identities, user_requests, user_sessions, user_sign_in, user_trace,
};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::confirm::{Concerned, Confirm};
use crate::pages::admin::invite::{Invited, InvitedOutcome};
use crate::pages::admin::new_user::PasswordShown;
use crate::pages::admin::user::{
    InvitationTile, ResetRedemption, UserHead, UserOverview, UserRights,
};
use crate::pages::error::PageError;
use crate::pages::layout::{Fact, Field};
use crate::pages::redeem::flow::link;
use crate::pages::words::{date, duration, last_day};
use crate::texts::Texts;

pub(super) fn id_of(text: &str) -> Result<UserId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn url(id: &str) -> String {
    format!("/admin/users/{id}")
}

/// A user who is not deleted.
pub(super) async fn present(app: &App, actor: &Actor, id: &str) -> Result<User, PageError> {
    let user = app.identity.user(actor, id_of(id)?).await?;
    if user.deleted_at.is_some() {
        Err(PageError::NotFound)
    } else {
        Ok(user)
    }
}

/// The head of each page of a user.
pub(super) async fn head(app: &App, actor: &Actor, user: &User) -> Result<UserHead, PageError> {
    let applications = if actor.may(Permission::ReadApplications) {
        app.identity.applications_of(actor, user.id).await?.len()
    } else {
        0
    };
    Ok(UserHead {
        id: user.id.to_string(),
        person: person(user),
        user_type: user.user_type.as_str().to_owned(),
        state: user.invitation_state.map(state_badge),
        is_enabled: user.account_enabled,
        groups: app.identity.groups_of(actor, user.id).await?.len(),
        roles: app.identity.roles_of(actor, user.id).await?.len(),
        applications,
        may_read_sign_ins: actor.may(Permission::ReadSignIns),
    })
}

/// `GET /admin/users/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(&app, actor, &id).await?;
    let invitation = app.identity.invitation_of(actor, user.id).await?;
    let converted = app.identity.converted_to_internal_at(actor, user.id);
    let converted = converted.await?;
    let bound = app.identity.identities_of(actor, user.id).await?;
    let identities = user_identities::rows(&app, actor, &bound).await?;
    let trace = app.identity.redemption_trace(actor, user.id).await?;
    let block = app.identity.guest_access_block(actor, user.id).await?;
    let layout = admin.layout(&app).await?;
    let template = UserOverview {
        layout: &layout,
        head: head(&app, actor, &user).await?,
        facts: facts(&user, converted),
        may: rights(actor, (&user, converted), invitation.as_ref()),
        access_blocked: block.map(super::invite::whose_settings),
        locked_out_by: user_identities::locked_out_by(&bound),
        invitation: invitation.map(|detail| tile(&app, detail)),
        identities,
        sign_in: user_sign_in::card(&app, actor, &user).await?,
        what_if_url: what_if_url(actor, &user),
        attempts: user_trace::attempts(&app, trace),
        requests: user_requests::rows(&app, actor, user.id).await?,
        sessions: user_sessions::rows(&app, actor, user.id).await?,
        last_sign_in: user.last_sign_in_at.map(|at| moment(&app, at)),
    };
    page(&template)
}

/// Where the answer is to what would become of a guest's address now.
fn what_if_url(actor: &Actor, user: &User) -> Option<String> {
    let is_guest = user.invitation_state.is_some() && actor.may(Permission::ReadSettings);
    let address = user.mail.as_deref().filter(|_| is_guest)?;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("address", address);
    Some(format!(
        "/admin/identity-providers/what-if?{}",
        query.finish()
    ))
}

fn facts(user: &User, converted: Option<Timestamp>) -> Vec<Fact> {
    let day = |at: Timestamp| at.format("%Y-%m-%d %H:%M UTC");
    let mut facts = vec![
        Fact::new("User principal name", &user.user_principal_name),
        Fact::new("Object ID", user.id.to_string()),
        Fact::new("Created", day(user.created_at)),
        Fact::new(
            "Creation type",
            user.creation_type.map_or("", |kind| kind.as_str()),
        ),
        Fact::new(
            "Job title",
            user.profile.job_title.clone().unwrap_or_default(),
        ),
        Fact::new(
            "Company name",
            user.profile.company_name.clone().unwrap_or_default(),
        ),
    ];
    if let Some(at) = converted {
        facts.push(Fact::new("Converted to internal", day(at)));
    }
    if let Some(end) = user.access_ends_at {
        facts.push(Fact::new("Access ends", day(end)));
    }
    facts.retain(|fact| !fact.value.is_empty());
    facts
}

fn rights(
    actor: &Actor,
    (user, converted): (&User, Option<Timestamp>),
    invitation: Option<&InvitationDetail>,
) -> UserRights {
    let state = invitation.map(|detail| detail.state);
    let is_open = matches!(
        state,
        Some(InvitationState::PendingAcceptance | InvitationState::Expired)
    );
    let is_self = actor.user() == Some(user.id);
    UserRights {
        resend: is_open && actor.may(Permission::InviteGuests),
        revoke: is_open && actor.may(Permission::InviteGuests),
        reset: user.invitation_state.is_some()
            && !user.has_password()
            && actor.may(Permission::ResetRedemption),
        block: !is_self && actor.may(Permission::UpdateUsers),
        revoke_sessions: actor.may(Permission::RevokeSessions),
        reset_factors: !is_self && actor.may(Permission::ResetPasswords),
        reset_password: user.has_password() && actor.may(Permission::ResetPasswords),
        convert_to_internal: !user.has_password() && actor.may(Permission::ConvertToInternal),
        convert_to_external: !is_self
            && user.has_password()
            && converted.is_none()
            && actor.may(Permission::ResetRedemption)
            && actor.may(Permission::UpdateUsers),
        delete: !is_self && actor.may(Permission::DeleteUsers),
    }
}

fn tile(app: &App, detail: InvitationDetail) -> InvitationTile {
    let invitation = detail.invitation;
    let settled = detail.state != InvitationState::PendingAcceptance;
    InvitationTile {
        state: state_badge(detail.state),
        invited_address: invitation.address,
        invited_by: invitation.inviter_name,
        sent: detail
            .mail
            .as_ref()
            .map(|mail| moment(app, mail.created_at)),
        delivery: detail.mail.as_ref().map(|mail| delivery_badge(mail.state)),
        delivery_detail: detail.mail.and_then(|mail| mail.last_error),
        expires: invitation
            .expires_at
            .map(|end| last_day(Texts::english(), end)),
        changed: settled.then(|| moment(app, invitation.state_changed_at)),
        decline_reason: invitation.decline_reason,
        asked_again: invitation.asked_again_at.map(|at| moment(app, at)),
    }
}

/// `POST /admin/users/{id}/resend`.
pub(crate) async fn resend(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    match app
        .identity
        .resend_invitation(admin.actor(), id_of(&id)?)
        .await
    {
        Ok(invited) if invited.mailed == Mailed::Suppressed => Ok(refused(
            &app,
            &url(&id),
            "The link is renewed, but no mail goes out: this person blocked your invitations.",
        )),
        Ok(_) => Ok(done(
            &app,
            &url(&id),
            "The invitation is sent again. The link before is dead.",
        )),
        Err(error) => told(&app, &id, error),
    }
}

/// A refusal that is about this user becomes a sentence on their page.
pub(super) fn told(app: &App, id: &str, error: Error) -> Result<Response, PageError> {
    Ok(refused(app, &url(id), &in_words(error)?))
}

/// A refusal that is about a user, as a sentence. Other errors stay what they are.
pub(super) fn in_words(error: Error) -> Result<String, Error> {
    match error {
        Error::Invalid { reason, .. } => Ok(sentence(reason)),
        Error::Conflict { .. } => {
            Ok("That is not possible any more: the state has changed.".to_owned())
        }
        Error::Forbidden {
            permission: Permission::ManageAdministrators,
        } => Ok("This person is an administrator; you may not do that.".to_owned()),
        Error::TooMany {
            retry_after_seconds,
        } => {
            let wait = duration(Texts::english(), retry_after_seconds);
            Ok(format!("That is the limit for now. Try again in {wait}."))
        }
        error @ (Error::Unauthenticated
        | Error::Forbidden { .. }
        | Error::NotFound { .. }
        | Error::Unavailable { .. }
        | Error::Database(_)
        | Error::Corrupt { .. }) => Err(error),
    }
}

/// `POST /admin/users/{id}/revoke-invitation`: asks, then withdraws.
pub(crate) async fn revoke_invitation(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    if !form.is_ticked("confirmed") {
        let layout = admin.layout(&app).await?;
        let user = Concerned::new(&present(&app, admin.actor(), &id).await?);
        return page(&Confirm::revoke_invitation(&layout, &user));
    }
    match app
        .identity
        .revoke_invitation(admin.actor(), id_of(&id)?)
        .await
    {
        Ok(()) => Ok(done(&app, &url(&id), "The invitation is revoked.")),
        Err(error) => told(&app, &id, error),
    }
}

/// `GET /admin/users/{id}/reset-redemption`.
pub(crate) async fn show_reset(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ResetRedemption)?;
    let user = present(&app, admin.actor(), &id).await?;
    let address = Field::new(user.mail.clone().unwrap_or_default());
    reset_page(&app, &admin, &user, (address, true)).await
}

async fn reset_page(
    app: &App,
    admin: &Admin,
    user: &User,
    (address, send_message): (Field, bool),
) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    let head = head(app, admin.actor(), user).await?;
    page(&ResetRedemption {
        layout: &layout,
        head,
        address,
        send_message,
    })
}

/// `POST /admin/users/{id}/reset-redemption`.
pub(crate) async fn reset(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(&app, actor, &id).await?;
    let (typed, send) = (form.get("address"), form.is_ticked("send_message"));
    let again = |text: String| reset_page(&app, &admin, &user, (Field::wrong(typed, text), send));
    let address = match Address::parse(typed) {
        Ok(address) => address,
        Err(error) => return again(sentence(error.reason())).await,
    };
    let redirect = app.url(&format!("/myapps?tenantid={}", actor.tenant));
    let mut new = NewInvitation::of(address, &redirect);
    new.reset = Some(user.id);
    new.send_message = send;
    let invited = match app.identity.invite(actor, &new).await {
        Ok(invited) => invited,
        Err(error) => match refused_reset(error) {
            Ok(text) => return again(text).await,
            Err(error) => return told(&app, &id, error),
        },
    };
    let text = "The guest must accept anew; the mail is on its way.";
    after_reset(&app, &admin, invited, (send, text)).await
}

/// Why the address of somebody does not do for a reset. Other errors stay what they are.
pub(super) fn refused_reset(error: InviteError) -> Result<String, Error> {
    match error {
        InviteError::OwnDomain => Ok("This address belongs to your own organization.".to_owned()),
        InviteError::DomainBlocked => {
            Ok("Your settings do not let this domain be invited.".to_owned())
        }
        InviteError::AccessBlocked(block) => Ok(super::invite::access_blocked(block)),
        InviteError::AddressMismatch => Ok("Somebody else has this address.".to_owned()),
        InviteError::Other(error) => Err(error),
        error @ (InviteError::NotAllowed
        | InviteError::AlreadyUser { .. }
        | InviteError::Blocked { .. }
        | InviteError::ConvertedToInternal { .. }) => Ok(sentence(&error.to_string())),
    }
}

/// What follows an invitation of a user who is here: their page, or the link to pass on.
pub(super) async fn after_reset(
    app: &App,
    admin: &Admin,
    invited: hospes_identity::invitation::Invited,
    (is_sent, text): (bool, &str),
) -> Result<Response, PageError> {
    let (actor, id) = (admin.actor(), invited.user.id.to_string());
    if is_sent {
        return Ok(done(app, &url(&id), text));
    }
    let layout = admin.layout(app).await?;
    let template = Invited {
        layout: &layout,
        person: &person(&invited.user),
        id,
        outcome: InvitedOutcome::InvitedAgain,
        mail: None,
        redeem_url: invited
            .ticket
            .map(|ticket| link(app, actor.tenant, invited.invitation.id, &ticket.reveal())),
        expires: invited
            .invitation
            .expires_at
            .map(|end| date(Texts::english(), end)),
        given: Vec::new(),
    };
    page(&template)
}

async fn set_enabled(
    app: &App,
    admin: &Admin,
    (id, enabled): (&str, bool),
) -> Result<Response, PageError> {
    let mut patch = UserPatch {
        account_enabled: Some(enabled),
        ..UserPatch::default()
    };
    let user = present(app, admin.actor(), id).await?;
    if enabled && user.access_ends_at.is_some_and(|end| end <= now(app)) {
        // An end that is past would block them again at once.
        patch.access_ends_at = hospes_identity::Patch::Clear;
    }
    match app
        .identity
        .update_user(admin.actor(), user.id, &patch)
        .await
    {
        Ok(_) if enabled => Ok(done(app, &url(id), "The user can sign in again.")),
        Ok(_) => Ok(done(
            app,
            &url(id),
            "The user can no longer sign in, and is signed out.",
        )),
        Err(error) => told(app, id, error),
    }
}

/// `POST /admin/users/{id}/block`.
pub(crate) async fn block(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    set_enabled(&app, &admin, (&id, false)).await
}

/// `POST /admin/users/{id}/unblock`.
pub(crate) async fn unblock(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    set_enabled(&app, &admin, (&id, true)).await
}

/// `POST /admin/users/{id}/revoke-sessions`.
pub(crate) async fn revoke_sessions(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    match app
        .identity
        .revoke_sessions(admin.actor(), id_of(&id)?)
        .await
    {
        Ok(()) => Ok(done(&app, &url(&id), "The user is signed out everywhere.")),
        Err(error) => told(&app, &id, error),
    }
}

/// `GET /admin/users/{id}/reset-password`.
pub(crate) async fn ask_reset_password(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ResetPasswords)?;
    let layout = admin.layout(&app).await?;
    let user = Concerned::new(&present(&app, admin.actor(), &id).await?);
    page(&Confirm::reset_password(&layout, &user))
}

/// `POST /admin/users/{id}/reset-password`: the answer is the only page that shows the password.
pub(crate) async fn reset_password(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let user = present(&app, admin.actor(), &id).await?;
    let reset = PasswordReset {
        password: None,
        must_change: true,
    };
    let password = match app
        .identity
        .reset_password(admin.actor(), user.id, &reset)
        .await
    {
        Ok(password) => password.unwrap_or_default(),
        Err(error) => return told(&app, &id, error),
    };
    let layout = admin.layout(&app).await?;
    let template = PasswordShown {
        layout: &layout,
        person: &person(&user),
        id,
        user_name: user.user_principal_name.clone(),
        password,
        title: "Password reset",
    };
    page(&template)
}

/// `GET /admin/users/{id}/delete`.
pub(crate) async fn ask_delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::DeleteUsers)?;
    let layout = admin.layout(&app).await?;
    let user = Concerned::new(&present(&app, admin.actor(), &id).await?);
    let action = format!("{}/delete", url(&id));
    page(&Confirm::delete_users(&layout, &[user], &action, &url(&id)))
}

/// `POST /admin/users/{id}/delete`.
pub(crate) async fn delete(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let user = present(&app, admin.actor(), &id).await?;
    match app.identity.delete_user(admin.actor(), user.id).await {
        Ok(()) => {
            let text = format!(
                "{} is deleted, and waits 30 days under Deleted users.",
                user.display_name
            );
            Ok(done(&app, "/admin/users", &text))
        }
        Err(error) => told(&app, &id, error),
    }
}
