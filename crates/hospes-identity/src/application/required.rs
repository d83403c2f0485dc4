//! Application permissions that an application registered to want, granted all at once.

use super::registration::{self, AppRole, Registration};
use super::{Application, GraphPermission, store, target};
use crate::actor::Actor;
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AppId, ApplicationId, TenantId};

/// A permission that is wanted.
enum Required {
    Graph(GraphPermission),
    Role(Box<(Application, AppRole)>),
}

/// A permission that an application registered to want for when it acts for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedPermission {
    /// Its name: of Graph by itself, an app role of an application behind its client id and a slash.
    pub name: String,
    /// What it lets the application do, in a sentence.
    pub text: String,
}

impl Required {
    fn described(&self) -> WantedPermission {
        match self {
            Self::Graph(permission) => WantedPermission {
                name: permission.value().to_owned(),
                text: permission.display_name().to_owned(),
            },
            Self::Role(found) => {
                let (resource, role) = found.as_ref();
                WantedPermission {
                    name: format!("{}/{}", resource.app_id, role.value),
                    text: format!("{}: {}", resource.display_name, role.display_name),
                }
            }
        }
    }
}

/// What is wanted and is there.
async fn required(tx: &mut Tx, tenant: TenantId, id: ApplicationId) -> Result<Vec<Required>> {
    let wants = registration::find(tx, tenant, id).await?;
    let mut all = Vec::new();
    for access in wants.required_resource_access {
        if access.resource_app_id == registration::GRAPH_APP_ID {
            let known = access.roles.iter();
            let known = known.filter_map(|value| GraphPermission::parse(value));
            all.extend(known.map(Required::Graph));
            continue;
        }
        let app_id = AppId(access.resource_app_id);
        let Some(resource) = store::find_by_app_id(tx, tenant, app_id).await? else {
            continue;
        };
        let offers = registration::find(tx, tenant, resource.id).await?;
        for value in &access.roles {
            let role = role_for_applications(&offers, value);
            all.extend(role.map(|role| Required::Role(Box::new((resource.clone(), role)))));
        }
    }
    Ok(all)
}

fn role_for_applications(offers: &Registration, value: &str) -> Option<AppRole> {
    let mut roles = offers.app_roles.iter();
    roles
        .find(|role| role.is_enabled && role.is_for_applications && role.value == value)
        .cloned()
}

/// The permissions that an application wants and that are there.
pub(crate) async fn wanted_permissions(
    tx: &mut Tx,
    tenant: TenantId,
    id: ApplicationId,
) -> Result<Vec<WantedPermission>> {
    let all = required(tx, tenant, id).await?;
    Ok(all.iter().map(Required::described).collect())
}

/// Grants those of them that were shown to whoever grants, in the caller's transaction: what was registered since is
/// not among them. Who grants must hold what each allows.
pub(crate) async fn grant_required(
    tx: &mut Tx,
    actor: &Actor,
    application: &Application,
    shown: &[String],
) -> Result<()> {
    for wanted in required(tx, actor.tenant, application.id).await? {
        let value = wanted.described().name;
        if !shown.contains(&value) {
            continue;
        }
        let is_new = match &wanted {
            Required::Graph(permission) => {
                actor.require_all(permission.permissions())?;
                let id = application.id;
                store::insert_permission(tx, actor.tenant, id, permission.value()).await?
            }
            Required::Role(found) => {
                let (resource, role) = found.as_ref();
                let ids = (application.id, resource.id, role.id);
                registration::insert_role_grant(tx, actor.tenant, ids).await?
            }
        };
        if is_new {
            Entry::new(Activity::GrantPermission)
                .target(target(application).change("AppRole.Value", "", &value))
                .record(tx, actor)
                .await?;
        }
    }
    Ok(())
}
