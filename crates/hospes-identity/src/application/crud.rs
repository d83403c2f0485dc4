//! Adding, changing, listing and deleting applications.

use hospes_protocol::text::single_line;
use url::Url;

use super::{Application, registration, store};
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry, Target};
use crate::error::{Error, Result};
use crate::ids::{AppId, ApplicationId, GroupId, UserId};
use crate::name::display_name;
use crate::page::{Page, PageRequest};
use crate::patch::Patch;
use crate::{Identity, access_request, certificate, grant, group, my_apps, saml, user, user_flow};

/// An application to add.
#[derive(Debug, Clone)]
pub struct NewApplication {
    /// Its name.
    pub display_name: String,
    /// A line about it.
    pub description: Option<String>,
    /// Where its tile leads: `https` or `http`.
    pub home_page_url: Option<String>,
    /// Whether only those it is assigned to may use it.
    pub assignment_required: bool,
    /// Whether it has a tile.
    pub visible: bool,
}

/// A change of an application.
#[derive(Debug, Clone, Default)]
pub struct ApplicationPatch {
    /// Its name.
    pub display_name: Option<String>,
    /// A line about it.
    pub description: Patch<String>,
    /// Where its tile leads.
    pub home_page_url: Patch<String>,
    /// Whether only those it is assigned to may use it.
    pub assignment_required: Option<bool>,
    /// Whether it has a tile.
    pub visible: Option<bool>,
}

/// Which applications.
#[derive(Debug, Clone)]
pub struct ApplicationQuery {
    /// The beginning of the name.
    pub search: Option<String>,
    /// Which page, by name.
    pub page: PageRequest,
}

impl Identity {
    /// Adds an application.
    pub async fn create_application(
        &self,
        actor: &Actor,
        new: &NewApplication,
    ) -> Result<Application> {
        actor.require(Permission::ManageApplications)?;
        self.add_application(actor, None, new).await
    }

    /// Adds an application that has its client id already: a program that comes with it. A conflict, if the
    /// tenant has it.
    pub async fn create_known_application(
        &self,
        actor: &Actor,
        app_id: AppId,
        new: &NewApplication,
    ) -> Result<Application> {
        actor.require(Permission::ManageApplications)?;
        self.add_application(actor, Some(app_id), new).await
    }

    async fn add_application(
        &self,
        actor: &Actor,
        app_id: Option<AppId>,
        new: &NewApplication,
    ) -> Result<Application> {
        let display_name = display_name(&new.display_name, 120)?;
        let home_page_url = new.home_page_url.as_deref().map(web_url).transpose()?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = Application {
                id: tx.new_id(),
                app_id: app_id.unwrap_or_else(|| AppId(tx.new_id::<ApplicationId>().0)),
                display_name: display_name.clone(),
                description: line(new.description.as_deref()),
                home_page_url: home_page_url.clone(),
                assignment_required: new.assignment_required,
                visible: new.visible,
                created_at: tx.now(),
            };
            if !store::insert(&mut tx, actor.tenant, &application).await? {
                return Err(Error::Conflict {
                    what: "application",
                });
            }
            Entry::new(Activity::AddApplication)
                .target(target(&application).change("DisplayName", "", &application.display_name))
                .detail("AppId", &application.app_id)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(application)
        })
        .await
    }

    /// Changes an application.
    pub async fn update_application(
        &self,
        actor: &Actor,
        id: ApplicationId,
        patch: &ApplicationPatch,
    ) -> Result<Application> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let before = store::find(&mut tx, actor.tenant, id).await?;
            let mut after = before.clone();
            if let Some(text) = &patch.display_name {
                after.display_name = display_name(text, 120)?;
            }
            match &patch.description {
                Patch::Keep => {}
                Patch::Clear => after.description = None,
                Patch::Set(text) => after.description = line(Some(text)),
            }
            match &patch.home_page_url {
                Patch::Keep => {}
                Patch::Clear => after.home_page_url = None,
                Patch::Set(text) => after.home_page_url = Some(web_url(text)?),
            }
            after.assignment_required = patch
                .assignment_required
                .unwrap_or(after.assignment_required);
            after.visible = patch.visible.unwrap_or(after.visible);
            store::update(&mut tx, actor.tenant, &after).await?;
            let mut target = target(&after);
            for ((name, old), (_, new)) in described(&before).into_iter().zip(described(&after)) {
                if old != new {
                    target = target.change(name, &old, &new);
                }
            }
            Entry::new(Activity::UpdateApplication)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            tx.commit().await?;
            Ok(after)
        })
        .await
    }

    /// Deletes an application with its secrets and assignments.
    pub async fn delete_application(&self, actor: &Actor, id: ApplicationId) -> Result<()> {
        actor.require(Permission::ManageApplications)?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let application = store::find(&mut tx, actor.tenant, id).await?;
            grant::delete_for_application(&mut tx, actor.tenant, id).await?;
            registration::delete_for_application(&mut tx, actor.tenant, id).await?;
            my_apps::delete_for_application(&mut tx, actor.tenant, id).await?;
            certificate::delete_for_application(&mut tx, actor.tenant, id).await?;
            saml::delete_for_application(&mut tx, actor.tenant, id).await?;
            user_flow::delete_for_application(&mut tx, actor.tenant, id).await?;
            access_request::delete_for_application(&mut tx, actor.tenant, id).await?;
            store::delete(&mut tx, actor.tenant, id).await?;
            Entry::new(Activity::DeleteApplication)
                .target(target(&application))
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// An application.
    pub async fn application(&self, actor: &Actor, id: ApplicationId) -> Result<Application> {
        let mut tx = self.read().await?;
        registration::require_read(&mut tx, actor, id).await?;
        store::find(&mut tx, actor.tenant, id).await
    }

    /// A page of applications, by name.
    pub async fn applications(
        &self,
        actor: &Actor,
        query: &ApplicationQuery,
    ) -> Result<Page<Application>> {
        actor.require(Permission::ReadApplications)?;
        Ok(store::list(&mut self.read().await?, actor.tenant, query).await?)
    }

    /// The applications that come with a group.
    pub async fn applications_of_group(
        &self,
        actor: &Actor,
        id: GroupId,
    ) -> Result<Vec<Application>> {
        actor.require(Permission::ReadApplications)?;
        let mut tx = self.read().await?;
        group::find(&mut tx, actor.tenant, id).await?;
        Ok(store::of_principal(&mut tx, actor.tenant, id.0).await?)
    }

    /// The applications a user has, hidden ones too, with the groups they come by; none: directly.
    pub async fn application_origins(
        &self,
        actor: &Actor,
        id: UserId,
    ) -> Result<Vec<(Application, Vec<String>)>> {
        actor.require(Permission::ReadApplications)?;
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, id).await?;
        let direct = store::of_principal(&mut tx, actor.tenant, id.0).await?;
        let mut all: Vec<(Application, Vec<String>)> = direct
            .into_iter()
            .map(|found| (found, Vec::new()))
            .collect();
        let known = all.len();
        for group in group::of_user(&mut tx, actor.tenant, id).await? {
            for found in store::of_principal(&mut tx, actor.tenant, group.id.0).await? {
                let place = all.iter().position(|(other, _)| other.id == found.id);
                match place.and_then(|place| Some((place, all.get_mut(place)?))) {
                    // What was given directly stays so, whatever groups bring.
                    Some((place, _)) if place < known => {}
                    Some((_, (_, groups))) => groups.push(group.display_name.clone()),
                    None => all.push((found, vec![group.display_name.clone()])),
                }
            }
        }
        Ok(all)
    }

    /// The applications a user was given, for My Apps. Everybody may see their own.
    pub async fn applications_of(&self, actor: &Actor, id: UserId) -> Result<Vec<Application>> {
        if !actor.may_own(id, Permission::ReadApplications) {
            actor.require(Permission::ReadApplications)?;
        }
        let mut tx = self.read().await?;
        user::find(&mut tx, actor.tenant, id).await?;
        Ok(store::tiles(&mut tx, actor.tenant, id).await?)
    }
}

/// The application as an object of an audit event.
pub(crate) fn target(application: &Application) -> Target {
    Target::other("Application", application.id.0, &application.display_name)
}

fn line(text: Option<&str>) -> Option<String> {
    text.map(|text| single_line(text, 256))
        .filter(|text| !text.is_empty())
}

fn web_url(text: &str) -> Result<String> {
    let invalid = || Error::invalid("homePageUrl", "it is not a web address (https://…)");
    let url = Url::parse(text.trim()).map_err(|_| invalid())?;
    if matches!(url.scheme(), "https" | "http") && url.has_host() && text.len() <= 2_048 {
        Ok(url.into())
    } else {
        Err(invalid())
    }
}

fn described(application: &Application) -> Vec<(&'static str, String)> {
    vec![
        ("DisplayName", application.display_name.clone()),
        (
            "Description",
            application.description.clone().unwrap_or_default(),
        ),
        (
            "HomePageUrl",
            application.home_page_url.clone().unwrap_or_default(),
        ),
        (
            "AppRoleAssignmentRequired",
            application.assignment_required.to_string(),
        ),
        ("VisibleToUsers", application.visible.to_string()),
    ]
}
