//! What is sent to each route of cross-tenant access settings.

use axum::http::Method;
use hospes_identity::audit::Activity;
use hospes_identity::cross_tenant_access::PartnerPatch;
use serde_json::json;

use super::super::support::Client;
use super::{Done, World};

/// Fabrikam, with settings of its own if the path is of these.
async fn fabrikam(world: &World<'_>, path: &str) -> String {
    let app = world.app;
    let tenant = app.fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    if path.contains("{id}") {
        let patch = PartnerPatch::default();
        let (identity, system) = (&app.fixture.identity, app.system());
        let added = identity.add_cross_tenant_partner(&system, tenant, &patch);
        added.await.unwrap();
    }
    tenant.to_string()
}

pub(super) async fn scenario(world: &mut World<'_>, path: &str) -> Done {
    let at = path.replace("{id}", &fabrikam(world, path).await);
    match path {
        "/admin/cross-tenant-access/new" => {
            let fields = [("domain", "fabrikam.example")];
            world
                .post(path, &fields, Activity::AddCrossTenantPartner)
                .await
        }
        "/admin/cross-tenant-access/default" => {
            let page = world.admin.open(path).await;
            let page = world
                .admin
                .submit(&page, path, &[("trust_mfa", "yes")])
                .await;
            (page, Activity::UpdateCrossTenantDefault)
        }
        "/admin/cross-tenant-access/{id}" => {
            let page = world.admin.open(&at).await;
            let filled = [("consent_inbound", "yes")];
            let page = world.admin.submit(&page, &at, &filled).await;
            (page, Activity::UpdateCrossTenantPartner)
        }
        "/admin/cross-tenant-access/{id}/delete" => {
            let fields = [("confirmed", "yes")];
            world
                .post(&at, &fields, Activity::DeleteCrossTenantPartner)
                .await
        }
        _ => panic!("no scenario for {path}"),
    }
}

pub(super) async fn on_the_wire(
    world: &World<'_>,
    client: &Client<'_>,
    (method, path): (&Method, &str),
) -> Done {
    let id = fabrikam(world, path).await;
    let at = path.replace("{id}", &id);
    let trust = json!({ "inboundTrust": { "isMfaAccepted": true } });
    let last = path.rsplit('/').next().unwrap_or_default();
    match (method.as_str(), last) {
        ("PATCH", "default") => (
            client.patch(&at, trust).await,
            Activity::UpdateCrossTenantDefault,
        ),
        ("POST", "resetToSystemDefault") => {
            let page = client.call(Method::POST, &at, None).await;
            (page, Activity::ResetCrossTenantDefault)
        }
        ("POST", "partners") => {
            let body = json!({ "tenantId": id });
            (
                client.post(&at, body).await,
                Activity::AddCrossTenantPartner,
            )
        }
        ("PATCH", "{id}") => (
            client.patch(&at, trust).await,
            Activity::UpdateCrossTenantPartner,
        ),
        ("DELETE", "{id}") => (client.delete(&at).await, Activity::DeleteCrossTenantPartner),
        _ => panic!("no scenario for {method} {path}"),
    }
}
