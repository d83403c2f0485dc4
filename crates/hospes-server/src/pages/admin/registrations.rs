//! App registrations: what an application says about itself, page by page.

use askama::Template;

use crate::pages::admin::Picker;
use crate::pages::admin::applications::ApplicationHead;
use crate::pages::layout::{
    Choice, Fact, Fault, Field, Layout, Moment, Organization, Pager, faults,
};

/// The list. `GET /admin/app-registrations?q=&owned=&after=`.
#[derive(Debug, Template)]
#[template(path = "admin/registrations.html")]
#[expect(
    clippy::struct_field_names,
    reason = "the field is what the page is about"
)]
pub(crate) struct Registrations<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// What was searched for.
    pub(crate) query: String,
    /// Whether only those are listed that the reader owns.
    pub(crate) is_owned: bool,
    /// Whether the reader may see the others, too.
    pub(crate) may_see_all: bool,
    /// The applications of this page.
    pub(crate) registrations: Vec<RegistrationRow>,
    /// What stands under the table.
    pub(crate) pager: Pager,
    /// Whether to offer **New registration**.
    pub(crate) may_create: bool,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct RegistrationRow {
    /// Goes into `/admin/app-registrations/{id}`.
    pub(crate) id: String,
    /// Name and tile.
    pub(crate) tile: Organization,
    /// The client id.
    pub(crate) client_id: String,
    /// When it was added.
    pub(crate) created: Moment,
}

/// A new registration. `GET` and `POST /admin/app-registrations/new`.
#[derive(Debug, Template)]
#[template(path = "admin/registration_new.html")]
pub(crate) struct NewRegistration<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// `name`.
    pub(crate) name: Field,
}

impl NewRegistration<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("name", &self.name)])
    }
}

/// Overview. `GET /admin/app-registrations/{id}`.
#[derive(Debug, Template)]
#[template(path = "admin/registration_overview.html")]
pub(crate) struct RegistrationOverview<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// What the application says that it is.
    pub(crate) client_id: String,
    /// Of which organization it is.
    pub(crate) tenant_id: String,
    /// What a library asks for as "authority".
    pub(crate) authority: String,
    /// Where everything else is told to programs.
    pub(crate) discovery_url: String,
    /// Where people are sent to sign in.
    pub(crate) authorize_url: String,
    /// Where tokens are got.
    pub(crate) token_url: String,
    /// The rest.
    pub(crate) facts: Vec<Fact>,
    /// Whether the reader may delete it.
    pub(crate) may_delete: bool,
}

/// Token configuration. `GET` and `POST /admin/app-registrations/{id}/token`.
#[derive(Debug, Template)]
#[template(path = "admin/registration_token.html")]
pub(crate) struct TokenConfiguration<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// `version`: 1 or 2.
    pub(crate) versions: Vec<Choice>,
    /// `algorithm`.
    pub(crate) algorithms: Vec<Choice>,
    /// `groups`: which groups tokens name.
    pub(crate) groups: Vec<Choice>,
    /// `id_claim`, once for each that is ticked.
    pub(crate) id_claims: Vec<Choice>,
    /// `access_claim`.
    pub(crate) access_claims: Vec<Choice>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// Something an application offers: a scope or a role.
#[derive(Debug, Clone)]
pub(crate) struct OfferedRow {
    /// Its id.
    pub(crate) id: String,
    /// Its value in tokens.
    pub(crate) value: String,
    /// What it is called.
    pub(crate) name: String,
    /// What it lets do.
    pub(crate) text: String,
    /// Who can agree to it, or have it.
    pub(crate) kind: &'static str,
    /// Whether it can be asked for, or given.
    pub(crate) is_enabled: bool,
}

/// Expose an API. `GET` and `POST /admin/app-registrations/{id}/expose`: the forms post `uri` to add one,
/// `remove_uri`, or `delete` with the id of a scope.
#[derive(Debug, Template)]
#[template(path = "admin/registration_api.html")]
pub(crate) struct ExposedApi<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// Its names as a resource.
    pub(crate) uris: Vec<String>,
    /// `uri`: a name to add.
    pub(crate) uri: Field,
    /// What it offers.
    pub(crate) scopes: Vec<OfferedRow>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

impl ExposedApi<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("uri", &self.uri)])
    }
}

/// A scope. `GET` and `POST /admin/app-registrations/{id}/scope?scope=`.
#[derive(Debug, Template)]
#[template(path = "admin/registration_scope.html")]
pub(crate) struct ScopeForm<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// `scope`: which one; empty for a new one.
    pub(crate) id: String,
    /// `value`.
    pub(crate) value: Field,
    /// `who`: `users` or `admins`.
    pub(crate) who: Vec<Choice>,
    /// `admin_name`.
    pub(crate) admin_name: Field,
    /// `description`.
    pub(crate) description: Field,
    /// `user_name`.
    pub(crate) user_name: Field,
    /// `enabled=yes`.
    pub(crate) is_enabled: bool,
}

impl ScopeForm<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([
            ("value", &self.value),
            ("admin_name", &self.admin_name),
            ("description", &self.description),
            ("user_name", &self.user_name),
        ])
    }
}

/// App roles. `GET` and `POST /admin/app-registrations/{id}/roles`: the form posts `delete`.
#[derive(Debug, Template)]
#[template(path = "admin/registration_roles.html")]
pub(crate) struct AppRoles<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// The roles.
    pub(crate) roles: Vec<OfferedRow>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// A role. `GET` and `POST /admin/app-registrations/{id}/role?role=`.
#[derive(Debug, Template)]
#[template(path = "admin/registration_role.html")]
pub(crate) struct RoleForm<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// `role`: which one; empty for a new one.
    pub(crate) id: String,
    /// `name`.
    pub(crate) name: Field,
    /// `value`.
    pub(crate) value: Field,
    /// `description`.
    pub(crate) description: Field,
    /// `users=yes`.
    pub(crate) is_for_users: bool,
    /// `applications=yes`.
    pub(crate) is_for_applications: bool,
    /// `enabled=yes`.
    pub(crate) is_enabled: bool,
}

impl RoleForm<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([
            ("name", &self.name),
            ("value", &self.value),
            ("description", &self.description),
        ])
    }
}

/// A permission of an API.
#[derive(Debug, Clone)]
pub(crate) struct ApiPermissionRow {
    /// What its button posts.
    pub(crate) id: String,
    /// Its value in tokens.
    pub(crate) value: String,
    /// What it is for.
    pub(crate) text: String,
    /// Whose it is.
    pub(crate) api: String,
    /// "Delegated" or "Application".
    pub(crate) kind: &'static str,
    /// Whether the application has it.
    pub(crate) is_granted: bool,
    /// Whether the reader can give it.
    pub(crate) may_grant: bool,
}

/// API permissions. `GET` and `POST /admin/app-registrations/{id}/api-permissions`: the forms post `add` or
/// `remove`; grants go to `/admin/applications/{id}/permissions`.
#[derive(Debug, Template)]
#[template(path = "admin/registration_permissions.html")]
pub(crate) struct ApiPermissions<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// What it wants to have.
    pub(crate) wanted: Vec<ApiPermissionRow>,
    /// `add`: what else it can want.
    pub(crate) choices: Vec<Choice>,
    /// What it can have when it acts for itself.
    pub(crate) permissions: Vec<ApiPermissionRow>,
    /// Whether the reader may change what it wants.
    pub(crate) may_change: bool,
    /// Whether the reader may grant.
    pub(crate) may_grant: bool,
}

/// Owners. `GET` and `POST /admin/app-registrations/{id}/owners`: the forms post `remove`, or `add` once for
/// each chosen user.
#[derive(Debug, Template)]
#[template(path = "admin/registration_owners.html")]
pub(crate) struct Owners<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// Who.
    pub(crate) people: Vec<PersonRow>,
    /// Who can be added. `None`: the reader may not change it.
    pub(crate) picker: Option<Picker>,
}

/// Somebody in a list, since a moment.
#[derive(Debug, Clone)]
pub(crate) struct PersonRow {
    /// What the button posts.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// Address.
    pub(crate) line: String,
    /// Since when.
    pub(crate) since: Moment,
}

/// Manifest. `GET` and `POST /admin/app-registrations/{id}/manifest`.
#[derive(Debug, Template)]
#[template(path = "admin/registration_manifest.html")]
pub(crate) struct ManifestPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// `manifest`: the JSON.
    pub(crate) manifest: Field,
    /// Whether the reader may change it.
    pub(crate) may_change: bool,
}

impl ManifestPage<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("manifest", &self.manifest)])
    }
}

/// Permissions of an enterprise application. `GET` and `POST /admin/applications/{id}/permissions`: the forms
/// post `revoke`, `withdraw` or `verified`.
#[derive(Debug, Template)]
#[template(path = "admin/application_permissions.html")]
pub(crate) struct ApplicationPermissions<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// Whether an administrator vouches for it.
    pub(crate) is_verified: bool,
    /// What it may do when it acts for itself.
    pub(crate) granted: Vec<ApiPermissionRow>,
    /// Who agreed to what.
    pub(crate) consents: Vec<ConsentRow>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// What somebody agreed to.
#[derive(Debug, Clone)]
pub(crate) struct ConsentRow {
    /// What the button posts: a user's id, or `everybody`.
    pub(crate) id: String,
    /// The icon.
    pub(crate) icon: &'static str,
    /// Name, or "All users".
    pub(crate) name: String,
    /// Address.
    pub(crate) line: String,
    /// The scopes: the name and what it means.
    pub(crate) scopes: Vec<(String, String)>,
    /// Since when.
    pub(crate) since: Moment,
}
