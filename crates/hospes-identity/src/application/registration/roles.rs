//! App roles: of users and groups with their assignment, and of applications that act for themselves.

use uuid::Uuid;

use super::{AppRole, Registration, owners, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::application::{self, Application, Principal, assign};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::ApplicationId;

/// What can be chosen from shows so many applications at most.
const MOST_RESOURCES: i64 = 500;

/// An app role of another application that an application has when it acts for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantedRole {
    /// Whose role it is.
    pub resource: Application,
    /// The role.
    pub role: AppRole,
}

/// An application that offers something to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The application.
    pub application: Application,
    /// What it registered: its scopes and roles.
    pub registration: Registration,
}

impl Identity {
    /// Assigns an application together with app roles, or changes the roles of an assignment to these; none
    /// is default access. A role that they have stays theirs while it is disabled, but cannot be given anew.
    pub async fn assign_application_with_roles(
        &self,
        actor: &Actor,
        id: ApplicationId,
        principal: Principal,
        roles: &[Uuid],
    ) -> Result<()> {
        actor.require(Permission::AssignApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let found = application::find(&mut tx, actor.tenant, id).await?;
            let offered = store::find(&mut tx, actor.tenant, id).await?.app_roles;
            let before = store::roles_of_assignment(&mut tx, actor.tenant, id, principal).await?;
            for role in roles.iter().filter(|role| !before.contains(role)) {
                let known = offered.iter().find(|offered| offered.id == *role);
                if !known.is_some_and(|role| role.is_enabled && role.is_for_users) {
                    let reason = "there is no such role for users and groups";
                    return Err(Error::invalid("appRoles", reason));
                }
            }
            assign(&mut tx, actor, id, principal).await?;
            let mut roles = roles.to_vec();
            roles.sort_unstable();
            roles.dedup();
            change(
                &mut tx,
                actor,
                (&found, principal),
                (&offered, &before, &roles),
            )
            .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The app roles of an application's assignments: user or group, and role.
    pub async fn roles_of_assignments(
        &self,
        actor: &Actor,
        id: ApplicationId,
    ) -> Result<Vec<(Uuid, Uuid)>> {
        actor.require(Permission::ReadApplications)?;
        let mut tx = self.read().await?;
        application::find(&mut tx, actor.tenant, id).await?;
        Ok(store::roles_of_assignments(&mut tx, actor.tenant, id).await?)
    }

    /// Gives an application an app role of another one, for when it acts for itself. What it has already is
    /// no error.
    pub async fn grant_app_role(
        &self,
        actor: &Actor,
        id: ApplicationId,
        resource: ApplicationId,
        role: Uuid,
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let client = application::find(&mut tx, actor.tenant, id).await?;
            let of = application::find(&mut tx, actor.tenant, resource).await?;
            let offered = store::find(&mut tx, actor.tenant, resource)
                .await?
                .app_roles;
            let wanted = offered.iter().find(|offered| offered.id == role);
            let wanted = wanted.filter(|role| role.is_enabled && role.is_for_applications);
            let Some(wanted) = wanted else {
                let reason = "there is no such role for applications";
                return Err(Error::invalid("appRoles", reason));
            };
            if store::insert_role_grant(&mut tx, actor.tenant, (id, resource, role)).await? {
                let target = application::target(&client);
                Entry::new(Activity::GrantPermission)
                    .target(target.change("AppRole.Value", "", &wanted.value))
                    .target(application::target(&of))
                    .record(&mut tx, actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Takes such a role; what it doesn't have is no error. Tokens that are out count until they end.
    pub async fn revoke_app_role(
        &self,
        actor: &Actor,
        id: ApplicationId,
        resource: ApplicationId,
        role: Uuid,
    ) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let client = application::find(&mut tx, actor.tenant, id).await?;
            let of = application::find(&mut tx, actor.tenant, resource).await?;
            if store::delete_role_grant(&mut tx, actor.tenant, (id, resource), role).await? {
                let offered = store::find(&mut tx, actor.tenant, resource)
                    .await?
                    .app_roles;
                let name = named(&offered, role, |role| &role.value);
                let target = application::target(&client);
                Entry::new(Activity::RevokePermission)
                    .target(target.change("AppRole.Value", &name, ""))
                    .target(application::target(&of))
                    .record(&mut tx, actor)
                    .await?;
            }
            Ok(tx.commit().await?)
        })
        .await
    }

    /// The app roles of other applications that an application has when it acts for itself.
    pub async fn granted_app_roles(
        &self,
        actor: &Actor,
        id: ApplicationId,
    ) -> Result<Vec<GrantedRole>> {
        let mut tx = self.read().await?;
        super::require_read(&mut tx, actor, id).await?;
        application::find(&mut tx, actor.tenant, id).await?;
        let mut all = Vec::new();
        for (resource, role) in store::role_grants(&mut tx, actor.tenant, id).await? {
            let offered = store::find(&mut tx, actor.tenant, resource)
                .await?
                .app_roles;
            let resource = application::find(&mut tx, actor.tenant, resource).await?;
            if let Some(role) = offered.into_iter().find(|offered| offered.id == role) {
                all.push(GrantedRole { resource, role });
            }
        }
        Ok(all)
    }

    /// The applications that offer scopes or roles, at most 500: what an application can ask for.
    pub async fn resources(&self, actor: &Actor) -> Result<Vec<Resource>> {
        let mut tx = self.read().await?;
        // An owner chooses from it what their application asks for.
        if !owners::owns_any(&mut tx, actor).await? {
            actor.require(Permission::ReadApplications)?;
        }
        let mut all = Vec::new();
        for (id, registration) in store::all(&mut tx, actor.tenant, MOST_RESOURCES).await? {
            let offers = registration.oauth2_permission_scopes.len() + registration.app_roles.len();
            if offers > 0 {
                let application = application::find(&mut tx, actor.tenant, id).await?;
                all.push(Resource {
                    application,
                    registration,
                });
            }
        }
        all.sort_by_cached_key(|found| found.application.display_name.to_lowercase());
        Ok(all)
    }
}

/// Changes the roles of an assignment, with an event for each that comes or goes.
async fn change(
    tx: &mut Tx,
    actor: &Actor,
    (found, principal): (&Application, Principal),
    (offered, before, after): (&[AppRole], &[Uuid], &[Uuid]),
) -> Result<()> {
    let key = (found.id, principal);
    for role in before.iter().filter(|role| !after.contains(role)) {
        store::delete_assigned_role(tx, actor.tenant, key, *role).await?;
        let name = named(offered, *role, |role| &role.display_name);
        let who = assign::principal_target(tx, actor.tenant, principal).await?;
        Entry::new(Activity::UnassignApplication)
            .target(who.change("AppRole.DisplayName", &name, ""))
            .target(application::target(found))
            .record(tx, actor)
            .await?;
    }
    for role in after.iter().filter(|role| !before.contains(role)) {
        store::insert_assigned_role(tx, actor.tenant, key, *role).await?;
        let name = named(offered, *role, |role| &role.display_name);
        let who = assign::principal_target(tx, actor.tenant, principal).await?;
        Entry::new(Activity::AssignApplication)
            .target(who.change("AppRole.DisplayName", "", &name))
            .target(application::target(found))
            .record(tx, actor)
            .await?;
    }
    Ok(())
}

/// What a role is called; its id, when it is offered no more.
fn named(offered: &[AppRole], id: Uuid, name: impl Fn(&AppRole) -> &String) -> String {
    let found = offered.iter().find(|role| role.id == id);
    found.map_or_else(|| id.to_string(), |role| name(role).clone())
}
