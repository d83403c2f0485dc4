//! What a token is for: Graph, or an application of the tenant that offers scopes and roles.

use std::collections::BTreeSet;

use hospes_protocol::oauth::RequestedScopes;
use uuid::Uuid;

use super::consent::{ConsentScope, graph_scope, manager_scope};
use super::{TokenNames, USER_IMPERSONATION, consent};
use crate::Identity;
use crate::application::registration::{self, AppRole, ExposedScope, Registration};
use crate::application::{self, Application};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AppId, TenantId};

/// Microsoft's id of the resource manager.
const MANAGER: Uuid = uuid::uuid!("797f4846-ba00-4fd7-ba43-dac1f8f63013");

/// What a token is for.
#[derive(Debug, Clone)]
pub enum Resource {
    /// Microsoft Graph.
    Graph {
        /// The name it was asked for by.
        audience: String,
    },
    /// What command-line tools ask which organisations the person belongs to.
    Manager {
        /// The name it was asked for by.
        audience: String,
    },
    /// An application of the tenant.
    Application(Box<ApplicationResource>),
}

/// An application as a resource.
#[derive(Debug, Clone)]
pub struct ApplicationResource {
    /// The application.
    pub application: Application,
    /// What it registered.
    pub registration: Registration,
    /// The name it was asked for by.
    pub audience: String,
}

/// Why scopes can't be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// The tenant has no such resource.
    #[error("there is no such resource")]
    Resource(String),
    /// The resource has no such scope.
    #[error("the resource has no such scope")]
    Scope,
}

/// Scopes that exist.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The scopes; `.default` is taken apart.
    pub scopes: RequestedScopes,
    /// The same as people agree to them.
    pub words: Vec<ConsentScope>,
    /// What they are of.
    pub resource: Resource,
}

impl Wanted {
    /// Their names, as a consent keeps them.
    pub fn names(&self) -> Vec<String> {
        self.words.iter().map(|word| word.name.clone()).collect()
    }
}

impl Resource {
    /// A scope that it offers, as people agree to it.
    fn offers(&self, value: &str) -> Option<ConsentScope> {
        match self {
            Self::Graph { .. } => graph_scope(value),
            Self::Manager { .. } => manager_scope(value),
            Self::Application(resource) => resource.offers(value),
        }
    }

    /// Its client id.
    pub(super) fn app_id(&self) -> Uuid {
        match self {
            Self::Graph { .. } => registration::GRAPH_APP_ID,
            Self::Manager { .. } => MANAGER,
            Self::Application(resource) => resource.application.app_id.0,
        }
    }
}

impl ApplicationResource {
    pub(super) fn offers(&self, value: &str) -> Option<ConsentScope> {
        let scopes = &self.registration.oauth2_permission_scopes;
        let found = scopes
            .iter()
            .find(|scope| scope.is_enabled && scope.value == value)?;
        Some(consent_scope(&self.application, found))
    }
}

/// A scope of an application, as people agree to it.
pub(super) fn consent_scope(application: &Application, scope: &ExposedScope) -> ConsentScope {
    let says = if scope.user_consent_display_name.is_empty() {
        &scope.admin_consent_display_name
    } else {
        &scope.user_consent_display_name
    };
    ConsentScope {
        name: format!("{}/{}", application.app_id, scope.value),
        text: format!("{}: {says}", application.display_name),
        needs_administrator: scope.is_admin_only,
    }
}

/// The values of roles that somebody has, of those that are enabled for the likes of them.
pub(super) fn role_values(
    registration: &Registration,
    ids: &[Uuid],
    is_for: fn(&AppRole) -> bool,
) -> Vec<String> {
    let ids: BTreeSet<&Uuid> = ids.iter().collect();
    let roles = registration.app_roles.iter();
    roles
        .filter(|role| role.is_enabled && is_for(role) && ids.contains(&role.id))
        .map(|role| role.value.clone())
        .collect()
}

/// Finds what a resource's name means in a tenant.
pub(super) async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    names: &TokenNames,
    resource: Option<&str>,
) -> Result<Option<Resource>> {
    if let Some(audience) = names.graph_audience(resource) {
        let audience = audience.to_owned();
        return Ok(Some(Resource::Graph { audience }));
    }
    let Some(asked) = resource else {
        return Ok(None);
    };
    if names.is_resource_manager(asked) {
        let audience = asked.to_owned();
        return Ok(Some(Resource::Manager { audience }));
    }
    let Some(application) = application_named(tx, tenant, asked).await? else {
        return Ok(None);
    };
    let registration = registration::find(tx, tenant, application.id).await?;
    Ok(Some(Resource::Application(Box::new(ApplicationResource {
        application,
        registration,
        audience: asked.to_owned(),
    }))))
}

/// An application by one of its names: its client id, by itself or behind `api://`, or one it registered. A
/// slash at the end is the client's way to write `.default`.
async fn application_named(
    tx: &mut Tx,
    tenant: TenantId,
    asked: &str,
) -> Result<Option<Application>> {
    for name in [asked, asked.strip_suffix('/').unwrap_or(asked)] {
        if let Some(id) = registration::find_by_identifier_uri(tx, tenant, name).await? {
            return Ok(Some(application::find(tx, tenant, id).await?));
        }
        let id = name.strip_prefix("api://").unwrap_or(name);
        if let Ok(app_id) = id.parse::<AppId>() {
            let found = application::find_by_app_id(tx, tenant, app_id).await?;
            return Ok(found);
        }
    }
    Ok(None)
}

/// Looks scopes up: whether their resource is there, and has them.
pub(super) async fn wanted(
    tx: &mut Tx,
    (tenant, client): (TenantId, &Application),
    names: &TokenNames,
    mut scopes: RequestedScopes,
) -> Result<Result<Wanted, ScopeError>> {
    let found = find(tx, tenant, names, scopes.resource.as_deref()).await?;
    let Some(resource) = found else {
        let name = scopes.resource.unwrap_or_default();
        return Ok(Err(ScopeError::Resource(name)));
    };
    if scopes.is_default() {
        scopes.values = default_values(tx, (tenant, client), &resource).await?;
    }
    let mut words = consent::openid_words(&scopes);
    for value in &scopes.values {
        match resource.offers(value) {
            Some(word) => words.push(word),
            None => return Ok(Err(ScopeError::Scope)),
        }
    }
    if words.is_empty() {
        return Ok(Err(ScopeError::Scope));
    }
    Ok(Ok(Wanted {
        scopes,
        words,
        resource,
    }))
}

/// What `.default` stands for: what the client registered that it wants of the resource, and what was agreed
/// to for everybody. Of Graph at least the profile; of the application itself all that it offers.
async fn default_values(
    tx: &mut Tx,
    (tenant, client): (TenantId, &Application),
    resource: &Resource,
) -> Result<Vec<String>> {
    let registration = registration::find(tx, tenant, client.id).await?;
    let required = registration.required_resource_access.into_iter();
    let required = required.filter(|access| access.resource_app_id == resource.app_id());
    let mut values: Vec<String> = required.flat_map(|access| access.scopes).collect();
    let prefix = match resource {
        Resource::Graph { .. } | Resource::Manager { .. } => String::new(),
        Resource::Application(found) => format!("{}/", found.application.app_id),
    };
    for name in super::store::consented_by_everybody(tx, tenant, client.id).await? {
        values.extend(name.strip_prefix(&prefix).map(str::to_owned));
    }
    match resource {
        Resource::Graph { .. } if values.is_empty() => values.push("User.Read".to_owned()),
        Resource::Application(found) if found.application.id == client.id => {
            let own = &found.registration.oauth2_permission_scopes;
            values.extend(own.iter().map(|scope| scope.value.clone()));
        }
        Resource::Manager { .. } => values.push(USER_IMPERSONATION.to_owned()),
        Resource::Graph { .. } | Resource::Application(_) => {}
    }
    // What is registered and is not there any more is not asked for.
    values.retain(|value| resource.offers(value).is_some());
    let mut seen = BTreeSet::new();
    values.retain(|value| seen.insert(value.clone()));
    Ok(values)
}

impl Identity {
    /// Looks up the scopes that a client asks for.
    pub async fn wanted(
        &self,
        tenant: TenantId,
        client: &Application,
        names: &TokenNames,
        scopes: RequestedScopes,
    ) -> Result<Result<Wanted, ScopeError>> {
        let mut tx = self.read().await?;
        wanted(&mut tx, (tenant, client), names, scopes).await
    }

    /// Looks up what an application that acts for itself asks a token for.
    pub async fn resource(
        &self,
        tenant: TenantId,
        names: &TokenNames,
        resource: &str,
    ) -> Result<Option<Resource>> {
        let found = find(&mut self.read().await?, tenant, names, Some(resource)).await?;
        // What it tells is about a person.
        Ok(found.filter(|found| !matches!(found, Resource::Manager { .. })))
    }
}
