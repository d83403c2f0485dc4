//! The list of app registrations, new ones, and the overview of one.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::application::{Application, ApplicationQuery, NewApplication};
use hospes_identity::page::Page;
use hospes_identity::{Error, Permission};

use super::PATH;
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::extract::registrar::Registrar;
use crate::pages::admin::flow::applications::{head, id_of, tile};
use crate::pages::admin::flow::{Query, asked, done, field, moment, page, pager, request};
use crate::pages::admin::registrations::{
    NewRegistration, RegistrationOverview, RegistrationRow, Registrations,
};
use crate::pages::error::PageError;
use crate::pages::layout::{Fact, Field};

/// `GET /admin/app-registrations`.
pub(crate) async fn list(
    State(app): State<App>,
    Registrar(admin): Registrar,
    query: Query,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    let may_see_all = actor.may(Permission::ReadApplications);
    let is_owned = !may_see_all || asked(&query, "owned") == "yes";
    let found = if is_owned {
        Page {
            rows: app.identity.owned_applications(actor).await?,
            before: None,
            after: None,
        }
    } else {
        let search = Some(asked(&query, "q").to_owned()).filter(|text| !text.is_empty());
        let wanted = ApplicationQuery {
            search,
            page: request(&query),
        };
        app.identity.applications(actor, &wanted).await?
    };
    let row = |application: &Application| RegistrationRow {
        id: application.id.to_string(),
        tile: tile(application),
        client_id: application.app_id.to_string(),
        created: moment(&app, application.created_at),
    };
    let layout = admin.layout(&app).await?;
    page(&Registrations {
        layout: &layout,
        query: asked(&query, "q").to_owned(),
        is_owned,
        may_see_all,
        registrations: found.rows.iter().map(row).collect(),
        pager: pager(PATH, &query, &found, "application"),
        may_create: actor.may(Permission::ManageApplications),
    })
}

/// `GET /admin/app-registrations/new`.
pub(crate) async fn show_new(State(app): State<App>, admin: Admin) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageApplications)?;
    new_page(&app, &admin, Field::default()).await
}

async fn new_page(app: &App, admin: &Admin, name: Field) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    page(&NewRegistration {
        layout: &layout,
        name,
    })
}

/// `POST /admin/app-registrations/new`.
pub(crate) async fn create(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let new = NewApplication {
        display_name: form.get("name").to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: false,
        visible: false,
    };
    match app.identity.create_application(admin.actor(), &new).await {
        Ok(application) => {
            let to = format!("{PATH}/{}", application.id);
            Ok(done(&app, &to, "The application is registered."))
        }
        Err(Error::Invalid {
            field: name,
            reason,
        }) => {
            let name = field(form.get("name"), Some((name, reason)), &["displayName"]);
            new_page(&app, &admin, name).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /admin/app-registrations/{id}`.
pub(crate) async fn overview(
    State(app): State<App>,
    Registrar(admin): Registrar,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (identity, actor) = (&app.identity, admin.actor());
    let found = identity.application(actor, id_of(&id)?).await?;
    let registered = identity.registration(actor, found.id).await?;
    let uris = identity.redirect_uris(actor, found.id).await?;
    let secrets = identity.secrets(actor, found.id).await?;
    let certificates = identity.certificates(actor, found.id).await?;
    let facts = vec![
        Fact::new("Object ID", found.id.to_string()),
        Fact::new("Redirect URIs", uris.len().to_string()),
        Fact::new("Client secrets", secrets.len().to_string()),
        Fact::new("Certificates", certificates.len().to_string()),
        Fact::new("Application ID URIs", registered.identifier_uris.join(", ")),
        Fact::new("Added", found.created_at.format("%Y-%m-%d %H:%M UTC")),
    ];
    let authority = app.token_names.issuer_v2(actor.tenant);
    let endpoint = |name: &str| app.url(&format!("/{}/oauth2/v2.0/{name}", actor.tenant));
    let layout = admin.layout(&app).await?;
    page(&RegistrationOverview {
        layout: &layout,
        head: head(&app, &admin, &found).await?,
        client_id: found.app_id.to_string(),
        tenant_id: actor.tenant.to_string(),
        discovery_url: format!("{authority}/.well-known/openid-configuration"),
        authority,
        authorize_url: endpoint("authorize"),
        token_url: endpoint("token"),
        facts,
        may_delete: actor.may(Permission::ManageApplications),
    })
}
