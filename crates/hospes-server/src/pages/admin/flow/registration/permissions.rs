//! API permissions: what an application wants to have, and what it can have when it acts for itself.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::GraphPermission;
use hospes_identity::application::registration::{
    Change, GRAPH_APP_ID, RegistrationPatch, RequiredAccess, Resource,
};
use hospes_identity::grant::graph_scopes;
use hospes_identity::ids::ApplicationId;
use hospes_identity::{Actor, Error, Permission};
use uuid::Uuid;

use super::{PATH, may_change, require_change, update};
use crate::app::App;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::flow::applications::{head, id_of};
use crate::pages::admin::flow::{done, page, refused, sentence};
use crate::pages::admin::registrations::{ApiPermissionRow, ApiPermissions};
use crate::pages::error::PageError;
use crate::pages::layout::Choice;

const GRAPH: &str = "Microsoft Graph";

/// Whether a permission is for the person who is signed in, or for the application itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Scope,
    Role,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Role => "role",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Scope => "Delegated",
            Self::Role => "Application",
        }
    }
}

/// The names of the permissions of a kind that the page showed: what is agreed to is what was shown.
pub(super) fn shown(form: &Form, kind: Kind) -> Vec<String> {
    let name = |posted: &str| {
        let (resource, rest) = posted.split_once(':')?;
        let value = rest.strip_prefix(kind.word())?.strip_prefix(':')?;
        let resource = Uuid::try_parse(resource).ok()?;
        Some(scope_name(resource, value))
    };
    form.all("shown").filter_map(name).collect()
}

/// A permission that can be wanted.
struct Offered {
    app_id: Uuid,
    api: String,
    kind: Kind,
    value: String,
    text: String,
}

impl Offered {
    /// What forms post: `{client id of the API}:{scope or role}:{value}`.
    fn id(&self) -> String {
        format!("{}:{}:{}", self.app_id, self.kind.word(), self.value)
    }
}

/// All that can be wanted: of Graph, and of the applications that offer something.
fn offered(resources: &[Resource]) -> Vec<Offered> {
    let graph = |kind, value: &str, text: &str| Offered {
        app_id: GRAPH_APP_ID,
        api: GRAPH.to_owned(),
        kind,
        value: value.to_owned(),
        text: text.to_owned(),
    };
    let scopes = graph_scopes();
    let scopes = scopes.iter();
    let scopes = scopes.map(|scope| graph(Kind::Scope, &scope.name, &scope.text));
    let roles = GraphPermission::ALL.iter();
    let roles = roles.map(|one| graph(Kind::Role, one.value(), one.display_name()));
    let mut all: Vec<Offered> = scopes.chain(roles).collect();
    for resource in resources {
        let of = |kind, value: &String, text: &String| Offered {
            app_id: resource.application.app_id.0,
            api: resource.application.display_name.clone(),
            kind,
            value: value.clone(),
            text: text.clone(),
        };
        let scopes = resource.registration.oauth2_permission_scopes.iter();
        let scopes = scopes.filter(|scope| scope.is_enabled);
        all.extend(
            scopes.map(|scope| of(Kind::Scope, &scope.value, &scope.admin_consent_display_name)),
        );
        let roles = resource.registration.app_roles.iter();
        let roles = roles.filter(|role| role.is_enabled && role.is_for_applications);
        all.extend(roles.map(|role| of(Kind::Role, &role.value, &role.display_name)));
    }
    all
}

/// The name under which a scope is asked for and agreed to.
fn scope_name(resource: Uuid, value: &str) -> String {
    if resource == GRAPH_APP_ID {
        value.to_owned()
    } else {
        format!("{resource}/{value}")
    }
}

/// What an application has.
struct Granted {
    /// Scopes that were agreed to for everybody.
    scopes: Vec<String>,
    /// Application permissions: client id of the API, and value.
    roles: Vec<(Uuid, String)>,
}

impl Granted {
    async fn of(app: &App, actor: &Actor, id: ApplicationId) -> Result<Self, Error> {
        let identity = &app.identity;
        let graph = identity.granted(actor, id).await?.into_iter();
        let graph = graph.map(|value| (GRAPH_APP_ID, value));
        let others = identity.granted_app_roles(actor, id).await?.into_iter();
        let others = others.map(|one| (one.resource.app_id.0, one.role.value));
        Ok(Self {
            scopes: identity.granted_for_everybody(actor, id).await?,
            roles: graph.chain(others).collect(),
        })
    }

    fn has(&self, resource: Uuid, kind: Kind, value: &str) -> bool {
        match kind {
            Kind::Scope => self.scopes.contains(&scope_name(resource, value)),
            Kind::Role => {
                let mut roles = self.roles.iter();
                roles.any(|(of, known)| *of == resource && known == value)
            }
        }
    }
}

/// What an application wants, one by one, and whether it has it; of what is offered no more there is no text.
fn wanted(
    required: &[RequiredAccess],
    offered: &[Offered],
    granted: &Granted,
) -> Vec<ApiPermissionRow> {
    let row = |access: &RequiredAccess, kind: Kind, value: &String| {
        let of_api = |one: &&Offered| one.app_id == access.resource_app_id;
        let api = offered.iter().find(of_api);
        let found = offered.iter().filter(of_api);
        let found = found
            .into_iter()
            .find(|one| one.kind == kind && one.value == *value);
        ApiPermissionRow {
            id: format!("{}:{}:{value}", access.resource_app_id, kind.word()),
            value: value.clone(),
            text: found.map(|one| one.text.clone()).unwrap_or_default(),
            api: api.map_or_else(|| access.resource_app_id.to_string(), |one| one.api.clone()),
            kind: kind.label(),
            is_granted: granted.has(access.resource_app_id, kind, value),
            may_grant: false,
        }
    };
    let mut rows = Vec::new();
    for access in required {
        let scopes = access.scopes.iter();
        rows.extend(scopes.map(|value| row(access, Kind::Scope, value)));
        let roles = access.roles.iter();
        rows.extend(roles.map(|value| row(access, Kind::Role, value)));
    }
    rows
}

/// `GET /admin/app-registrations/{id}/api-permissions`.
pub(crate) async fn show(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (identity, actor) = (&app.identity, admin.actor());
    let found = identity.application(actor, id_of(&id)?).await?;
    let required = identity.registration(actor, found.id).await?;
    let required = required.registration.required_resource_access;
    let resources = identity.resources(actor).await?;
    let offered = offered(&resources);
    let granted = Granted::of(&app, actor, found.id).await?;
    let wanted = wanted(&required, &offered, &granted);
    let mut choices = Vec::new();
    for one in &offered {
        let id = one.id();
        if wanted.iter().all(|row| row.id != id) {
            let label = format!(
                "{}: {} ({})",
                one.api,
                one.value,
                one.kind.label().to_lowercase()
            );
            choices.push(Choice::new(&id, &label, false));
        }
    }
    let permissions = for_itself(&app, actor, found.id, (&required, &resources)).await?;
    let layout = admin.layout(&app).await?;
    page(&ApiPermissions {
        layout: &layout,
        head: head(&app, &admin, &found).await?,
        wanted,
        choices,
        permissions,
        may_change: may_change(&app, actor, found.id).await?,
        may_grant: actor.may(Permission::ManageApplications),
    })
}

/// Permissions for when the application acts for itself: all of Graph's, and the roles of other applications
/// that it wants or has.
async fn for_itself(
    app: &App,
    actor: &Actor,
    id: ApplicationId,
    (required, resources): (&[RequiredAccess], &[Resource]),
) -> Result<Vec<ApiPermissionRow>, Error> {
    let mut rows = super::grants::of_graph(app, actor, id).await?;
    let has = app.identity.granted_app_roles(actor, id).await?;
    let may_grant = actor.may(Permission::ManageApplications);
    for resource in resources {
        let application = &resource.application;
        let access = required
            .iter()
            .find(|access| access.resource_app_id == application.app_id.0);
        for role in &resource.registration.app_roles {
            let is_granted = has
                .iter()
                .any(|one| one.resource.id == application.id && one.role.id == role.id);
            let is_wanted = access.is_some_and(|access| access.roles.contains(&role.value));
            if is_granted || (is_wanted && role.is_enabled && role.is_for_applications) {
                rows.push(ApiPermissionRow {
                    id: super::grants::posted(application.id, role.id),
                    value: role.value.clone(),
                    text: role.display_name.clone(),
                    api: application.display_name.clone(),
                    kind: Kind::Role.label(),
                    is_granted,
                    may_grant,
                });
            }
        }
    }
    Ok(rows)
}

/// What a form posted: client id, kind and value.
fn read(text: &str) -> Option<(Uuid, Kind, String)> {
    let (app_id, rest) = text.split_once(':')?;
    let (kind, value) = rest.split_once(':')?;
    let kind = match kind {
        "scope" => Kind::Scope,
        "role" => Kind::Role,
        _ => return None,
    };
    Some((Uuid::try_parse(app_id).ok()?, kind, value.to_owned()))
}

/// `POST /admin/app-registrations/{id}/api-permissions`.
pub(crate) async fn submit(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, application) = (admin.actor(), id_of(&id)?);
    require_change(&app, actor, application).await?;
    let to = format!("{PATH}/{id}/api-permissions");
    let (adds, text) = match (form.filled("add"), form.filled("remove")) {
        (Some(text), None) => (true, text),
        (None, Some(text)) => (false, text),
        _ => return Err(PageError::BadRequest),
    };
    let (app_id, kind, value) = read(&text).ok_or(PageError::BadRequest)?;
    let before = app.identity.registration(actor, application).await?;
    let before = before.registration.required_resource_access;
    let mut before = before.into_iter();
    let known = before.find(|access| access.resource_app_id == app_id);
    let mut access = known.unwrap_or_else(|| RequiredAccess {
        resource_app_id: app_id,
        scopes: Vec::new(),
        roles: Vec::new(),
    });
    let values = match kind {
        Kind::Scope => &mut access.scopes,
        Kind::Role => &mut access.roles,
    };
    values.retain(|known| *known != value);
    if adds {
        values.push(value);
    }
    let is_empty = access.scopes.is_empty() && access.roles.is_empty();
    let patch = RegistrationPatch {
        required_resource_access: if is_empty {
            Change::Remove(app_id)
        } else {
            Change::Put(access)
        },
        ..RegistrationPatch::default()
    };
    match update(&app, actor, application, &patch).await {
        Ok(()) if adds => Ok(done(&app, &to, "The permission is added.")),
        Ok(()) => Ok(done(&app, &to, "The permission is removed.")),
        Err(Error::Invalid { reason, .. }) => Ok(refused(&app, &to, &sentence(reason))),
        Err(error) => Err(error.into()),
    }
}
