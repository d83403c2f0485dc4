//! Permissions of an enterprise application: what it was granted, and who agreed to what.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::GraphPermission;
use hospes_identity::application::registration::RegistrationPatch;
use hospes_identity::grant::{ConsentScope, GivenConsent};
use hospes_identity::ids::ApplicationId;
use hospes_identity::{Actor, Error, Permission};
use uuid::Uuid;

use super::permissions::Kind;
use super::update;
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::flow::applications::{self, head, id_of};
use crate::pages::admin::flow::{done, moment, page, refused, sentence};
use crate::pages::admin::registrations::{ApiPermissionRow, ApplicationPermissions, ConsentRow};
use crate::pages::error::PageError;

/// What is posted for an app role of another application.
pub(super) fn posted(resource: ApplicationId, role: Uuid) -> String {
    format!("{resource}:{role}")
}

/// Every application permission of Graph, and whether the application has it.
pub(super) async fn of_graph(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Vec<ApiPermissionRow>, Error> {
    let granted = app.identity.granted(actor, id).await?;
    let may_grant = actor.may(Permission::ManageApplications);
    let row = |permission: &GraphPermission| ApiPermissionRow {
        id: permission.value().to_owned(),
        value: permission.value().to_owned(),
        text: permission.display_name().to_owned(),
        api: "Microsoft Graph".to_owned(),
        kind: "Application",
        is_granted: granted.iter().any(|granted| granted == permission.value()),
        may_grant: may_grant && actor.may_all(permission.permissions()),
    };
    Ok(GraphPermission::ALL.iter().map(row).collect())
}

/// `GET /admin/applications/{id}/permissions`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (identity, actor) = (&app.identity, admin.actor());
    let found = identity.application(actor, id_of(&id)?).await?;
    let consents = identity.consents_of_application(actor, found.id).await?;
    let registered = identity.registration(actor, found.id).await?;
    let mut granted = of_graph(&app, actor, found.id).await?;
    granted.retain(|row| row.is_granted);
    for one in identity.granted_app_roles(actor, found.id).await? {
        granted.push(ApiPermissionRow {
            id: posted(one.resource.id, one.role.id),
            value: one.role.value,
            text: one.role.display_name,
            api: one.resource.display_name,
            kind: "Application",
            is_granted: true,
            may_grant: false,
        });
    }
    let row = |consent: GivenConsent| ConsentRow {
        id: consent
            .user
            .map_or_else(|| "everybody".to_owned(), |user| user.to_string()),
        icon: if consent.user.is_some() {
            "user"
        } else {
            "users"
        },
        name: if consent.user.is_some() {
            consent.name
        } else {
            "All users".to_owned()
        },
        line: consent.detail,
        scopes: texts(&consent.scopes),
        since: moment(&app, consent.granted_at),
    };
    let layout = admin.layout(&app).await?;
    page(&ApplicationPermissions {
        layout: &layout,
        head: head(&app, &admin, &found).await?,
        is_verified: registered.registration.is_verified,
        granted,
        consents: consents.into_iter().map(row).collect(),
        may_change: actor.may(Permission::ManageApplications),
    })
}

/// What somebody agreed to, each with the name that applications ask for.
fn texts(scopes: &[ConsentScope]) -> Vec<(String, String)> {
    let text = |scope: &ConsentScope| (scope.name.clone(), scope.text.clone());
    scopes.iter().map(text).collect()
}

/// A permission that a form names: of Graph by its value, of another application by posted ids.
enum Named {
    Graph(GraphPermission),
    Role(ApplicationId, Uuid),
}

fn named(text: &str) -> Option<Named> {
    if let Some(permission) = GraphPermission::parse(text) {
        return Some(Named::Graph(permission));
    }
    let (resource, role) = text.split_once(':')?;
    Some(Named::Role(
        resource.parse().ok()?,
        Uuid::try_parse(role).ok()?,
    ))
}

/// `POST /admin/applications/{id}/permissions`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    actor.require(Permission::ManageApplications)?;
    let to = if form.get("from") == "enterprise" {
        format!("{}/{id}/permissions", applications::PATH)
    } else {
        format!("{}/{id}/api-permissions", super::PATH)
    };
    let permission = |name| form.filled(name).map(|text| named(&text));
    let said = match (permission("grant"), permission("revoke")) {
        (Some(Some(permission)), None) => grant(&app, actor, application, &permission).await,
        (None, Some(Some(permission))) => revoke(&app, actor, application, &permission).await,
        (None, None) => other(&app, actor, application, &form).await,
        _ => return Err(PageError::BadRequest),
    };
    match said {
        Ok(said) => Ok(done(&app, &to, &said)),
        Err(PageError::Product(Error::Invalid { reason, .. })) => {
            Ok(refused(&app, &to, &sentence(reason)))
        }
        Err(error) => Err(error),
    }
}

async fn grant(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    permission: &Named,
) -> Result<String, PageError> {
    Ok(match permission {
        Named::Graph(permission) => {
            let granted = app
                .identity
                .grant_permission(actor, application, *permission);
            granted.await?;
            format!("{} is granted.", permission.value())
        }
        Named::Role(resource, role) => {
            let granted = app
                .identity
                .grant_app_role(actor, application, *resource, *role);
            granted.await?;
            "The role is granted.".to_owned()
        }
    })
}

async fn revoke(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    permission: &Named,
) -> Result<String, PageError> {
    Ok(match permission {
        Named::Graph(permission) => {
            let revoked = app
                .identity
                .revoke_permission(actor, application, *permission);
            revoked.await?;
            format!("{} is revoked.", permission.value())
        }
        Named::Role(resource, role) => {
            let revoked = app
                .identity
                .revoke_app_role(actor, application, *resource, *role);
            revoked.await?;
            "The role is revoked.".to_owned()
        }
    })
}

/// A consent to withdraw, or whether an administrator vouches for the application.
async fn other(
    app: &App,
    actor: &Actor,
    application: ApplicationId,
    form: &Form,
) -> Result<String, PageError> {
    if let Some(whose) = form.filled("withdraw") {
        let user = match whose.as_str() {
            "everybody" => None,
            id => Some(id.parse().map_err(|_| PageError::NotFound)?),
        };
        let withdrawn = app.identity.withdraw_consent_to(actor, application, user);
        withdrawn.await?;
        return Ok("The consent is revoked.".to_owned());
    }
    if form.get("consent") == "everybody" {
        let scopes = super::permissions::shown(form, Kind::Scope);
        let permissions = super::permissions::shown(form, Kind::Role);
        let agreed = app
            .identity
            .consent_to_required(actor, application, (&scopes, &permissions));
        agreed.await?;
        return Ok("Everything in the list is granted for everybody.".to_owned());
    }
    let is_verified = match form.get("verified") {
        "yes" => true,
        "no" => false,
        _ => return Err(PageError::BadRequest),
    };
    let patch = RegistrationPatch {
        is_verified: Some(is_verified),
        ..RegistrationPatch::default()
    };
    update(app, actor, application, &patch).await?;
    Ok(if is_verified {
        "You vouch for this application now.".to_owned()
    } else {
        "Nobody vouches for this application now.".to_owned()
    })
}
