//! Making an internal user of an external one, and the other way round.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::invitation::{InviteError, NewInvitation};
use hospes_identity::user::{InternalAccount, User};
use hospes_identity::{Error, Permission};
use hospes_protocol::address::Address;

use super::invite::access_blocked;
use super::user::{after_reset, head, present, told};
use super::{done, field, page, person, sentence};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::conversions::{ConvertToExternal, ConvertToInternal};
use crate::pages::admin::new_user::PasswordShown;
use crate::pages::error::PageError;
use crate::pages::layout::{Choice, Field};

/// What is wrong with a form: the field, and why.
type Wrong<'a> = Option<(&'a str, &'a str)>;

async fn internal_page(
    app: &App,
    admin: &Admin,
    (user, form): (&User, &Form),
    wrong: Wrong<'_>,
) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    let is_new = form.pairs().is_empty();
    let chosen = form.get("domain");
    let own = &admin.0.membership.tenant.domains;
    let domains = own.iter();
    let domains = domains.map(|domain| Choice::new(domain, domain, domain == chosen));
    let mut user_name = field(form.get("user_name"), wrong, &["userPrincipalName"]);
    if is_new {
        user_name.value.clone_from(&user.mail_nickname);
    }
    let refusal = wrong.filter(|(field, _)| *field == "user");
    page(&ConvertToInternal {
        layout: &layout,
        head: head(app, admin.actor(), user).await?,
        user_name,
        domains: domains.collect(),
        // What was typed is not sent back.
        password: field("", wrong, &["password"]),
        must_change: is_new || form.is_ticked("must_change"),
        refusal: refusal.map(|(_, reason)| sentence(reason)),
    })
}

/// `GET /admin/users/{id}/convert-to-internal`.
pub(crate) async fn show_internal(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ConvertToInternal)?;
    let user = present(&app, admin.actor(), &id).await?;
    if user.has_password() {
        return Err(PageError::NotFound);
    }
    internal_page(&app, &admin, (&user, &Form::default()), None).await
}

/// `POST /admin/users/{id}/convert-to-internal`: a password that was made up is shown by the answer alone.
pub(crate) async fn to_internal(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let user = present(&app, admin.actor(), &id).await?;
    let again = |wrong| internal_page(&app, &admin, (&user, &form), Some(wrong));
    let name = format!("{}@{}", form.get("user_name"), form.get("domain"));
    let name = match Address::parse(&name) {
        Ok(name) => name,
        Err(error) => return again(("userPrincipalName", error.reason())).await,
    };
    let account = InternalAccount {
        user_principal_name: name,
        password: Some(form.get("password").to_owned()).filter(|text| !text.is_empty()),
        must_change_password: form.is_ticked("must_change"),
        mail: None,
    };
    let converted = app
        .identity
        .convert_to_internal(admin.actor(), user.id, &account);
    let converted = match converted.await {
        Ok(converted) => converted,
        Err(Error::Invalid { field, reason }) => return again((field, reason)).await,
        Err(Error::Conflict { .. }) => {
            return again(("userPrincipalName", "somebody has this name already")).await;
        }
        Err(error) => return told(&app, &id, error),
    };
    let Some(password) = converted.password else {
        let text = "The user is internal now, and signs in with the password you gave.";
        return Ok(done(&app, &format!("/admin/users/{id}"), text));
    };
    let layout = admin.layout(&app).await?;
    page(&PasswordShown {
        layout: &layout,
        person: &person(&converted.user),
        id,
        user_name: converted.user.user_principal_name.clone(),
        password,
        title: "User converted",
    })
}

async fn external_page(
    app: &App,
    admin: &Admin,
    user: &User,
    (address, send_message): (Field, bool),
) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    page(&ConvertToExternal {
        layout: &layout,
        head: head(app, admin.actor(), user).await?,
        address,
        send_message,
    })
}

/// `GET /admin/users/{id}/convert-to-external`.
pub(crate) async fn show_external(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ResetRedemption)?;
    admin.actor().require(Permission::UpdateUsers)?;
    let user = present(&app, admin.actor(), &id).await?;
    if !user.has_password() {
        return Err(PageError::NotFound);
    }
    external_page(&app, &admin, &user, (Field::default(), true)).await
}

/// `POST /admin/users/{id}/convert-to-external`.
pub(crate) async fn to_external(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let user = present(&app, actor, &id).await?;
    if !user.has_password() {
        return Err(PageError::NotFound);
    }
    let (typed, send) = (form.get("address"), form.is_ticked("send_message"));
    let again = |text: &str| external_page(&app, &admin, &user, (Field::wrong(typed, text), send));
    let address = match Address::parse(typed) {
        Ok(address) => address,
        Err(error) => return again(&sentence(error.reason())).await,
    };
    let redirect = app.url(&format!("/myapps?tenantid={}", actor.tenant));
    let mut new = NewInvitation::of(address, &redirect);
    new.reset = Some(user.id);
    new.send_message = send;
    let text = "The invitation is on its way. Until they accept, they sign in as before.";
    match app.identity.invite(actor, &new).await {
        Ok(invited) => after_reset(&app, &admin, invited, (send, text)).await,
        Err(InviteError::OwnDomain) => {
            again("This address belongs to your own organization. It takes one of another.").await
        }
        Err(InviteError::DomainBlocked) => {
            again("Your settings do not let this domain be invited.").await
        }
        Err(InviteError::AccessBlocked(block)) => again(&access_blocked(block)).await,
        Err(InviteError::AddressMismatch) => again("Somebody else has this address.").await,
        Err(InviteError::Other(error)) => told(&app, &id, error),
        Err(
            error @ (InviteError::NotAllowed
            | InviteError::AlreadyUser { .. }
            | InviteError::Blocked { .. }
            | InviteError::ConvertedToInternal { .. }),
        ) => again(&sentence(&error.to_string())).await,
    }
}
