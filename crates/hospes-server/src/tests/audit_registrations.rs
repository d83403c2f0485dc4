//! What app registrations are for.

use hospes_identity::application::registration::{
    AppRole, Change, ExposedScope, RegistrationPatch,
};
use hospes_identity::audit::Activity;

use super::{Done, World};

const ID: &str = "00000000-0000-0000-0000-000000000907";

impl World<'_> {
    /// An application that offers a scope and a role, both disabled.
    async fn offering(&self) -> String {
        let id = self.application().await;
        let patch = RegistrationPatch {
            oauth2_permission_scopes: Change::Put(ExposedScope {
                id: ID.parse().unwrap(),
                value: "Read".to_owned(),
                user_consent_display_name: "Read".to_owned(),
                admin_consent_display_name: "Read".to_owned(),
                admin_consent_description: "Reads".to_owned(),
                is_admin_only: false,
                is_enabled: false,
            }),
            ..RegistrationPatch::default()
        };
        self.register(&id, &patch).await;
        id
    }

    async fn register(&self, id: &str, patch: &RegistrationPatch) {
        let id = id.parse().unwrap();
        self.app.patch_registration(id, patch).await;
    }
}

/// Does what a route of app registrations is for.
pub(super) async fn scenario(world: &mut World<'_>, path: &str) -> Done {
    let activity = Activity::UpdateApplication;
    let fields: &[(&str, &str)] = match path.rsplit('/').next().unwrap() {
        "new" => {
            let named = [("name", "Orders")];
            return world.post(path, &named, Activity::AddApplication).await;
        }
        "owners" => {
            let (id, user) = (world.application().await, world.member().await);
            let fields = [("add", user.id.to_string()), ("go", "add".to_owned())];
            let fields = fields
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            let path = path.replace("{id}", &id);
            return world
                .post(&path, &fields, Activity::AddOwnerToApplication)
                .await;
        }
        "manifest" => {
            let id = world.application().await;
            let form = path.replace("{id}", &id);
            let page = world.admin.open(&form).await;
            let text = page.text_of("#manifest");
            let text = text.replace(
                "\"isFallbackPublicClient\": false",
                "\"isFallbackPublicClient\": true",
            );
            let page = world
                .admin
                .submit(&page, &form, &[("manifest", &text)])
                .await;
            return (page, activity);
        }
        "roles" => {
            let id = world.application().await;
            let patch = RegistrationPatch {
                app_roles: Change::Put(AppRole {
                    id: ID.parse().unwrap(),
                    value: "Reader".to_owned(),
                    display_name: "Reader".to_owned(),
                    description: "Reads".to_owned(),
                    is_for_users: true,
                    is_for_applications: false,
                    is_enabled: false,
                }),
                ..RegistrationPatch::default()
            };
            world.register(&id, &patch).await;
            let path = path.replace("{id}", &id);
            return world.post(&path, &[("delete", ID)], activity).await;
        }
        "flows" => &[("id_token", "yes")],
        "token" => &[("version", "2"), ("algorithm", "ES256"), ("groups", "all")],
        "api-permissions" => &[(
            "add",
            "00000003-0000-0000-c000-000000000000:scope:User.Read",
        )],
        "expose" => &[("delete", ID)],
        "scope" => &[
            ("value", "Write"),
            ("admin_name", "Write"),
            ("description", "Writes"),
        ],
        "role" => &[
            ("value", "Writer"),
            ("name", "Writer"),
            ("description", "Writes"),
            ("users", "yes"),
        ],
        _ => panic!("no scenario for {path}"),
    };
    let id = world.offering().await;
    world
        .post(&path.replace("{id}", &id), fields, activity)
        .await
}
