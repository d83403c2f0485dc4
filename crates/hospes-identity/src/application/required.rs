//! Application permissions that an application registered to want, granted all at once.

use super::registration::{self, AppRole, Registration};
use super::{Application, GraphPermission, store, target};
use crate::actor::Actor;
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::error::Result;
use crate::grant::GRAPH;
use crate::ids::{AppId, ApplicationId, TenantId};

/// A permission that is wanted.
enum Required {
    Graph(GraphPermission),
    Role(Box<(Application, AppRole)>),
}

/// What is wanted and is there.
async fn required(tx: &mut Tx, tenant: TenantId, id: ApplicationId) -> Result<Vec<Required>> {
    let wants = registration::find(tx, tenant, id).await?;
    let mut all = Vec::new();
    for access in wants.required_resource_access {
        if access.resource_app_id == GRAPH {
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

/// What the permissions that an application wants let it do, in sentences.
pub(crate) async fn required_texts(
    tx: &mut Tx,
    tenant: TenantId,
    id: ApplicationId,
) -> Result<Vec<String>> {
    let all = required(tx, tenant, id).await?;
    let text = |required: &Required| match required {
        Required::Graph(permission) => permission.display_name().to_owned(),
        Required::Role(found) => {
            let (resource, role) = found.as_ref();
            format!("{}: {}", resource.display_name, role.display_name)
        }
    };
    Ok(all.iter().map(text).collect())
}

/// Grants them in the caller's transaction. Who grants must hold what each allows.
pub(crate) async fn grant_required(
    tx: &mut Tx,
    actor: &Actor,
    application: &Application,
) -> Result<()> {
    for wanted in required(tx, actor.tenant, application.id).await? {
        let (value, is_new) = match &wanted {
            Required::Graph(permission) => {
                actor.require_all(permission.permissions())?;
                let value = permission.value();
                let id = application.id;
                let is_new = store::insert_permission(tx, actor.tenant, id, value).await?;
                (value.to_owned(), is_new)
            }
            Required::Role(found) => {
                let (resource, role) = found.as_ref();
                let ids = (application.id, resource.id, role.id);
                let is_new = registration::insert_role_grant(tx, actor.tenant, ids).await?;
                (format!("{}/{}", resource.app_id, role.value), is_new)
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
