//! What is posted for each route of identity providers.

use axum::http::Method;
use hospes_identity::audit::Activity;
use hospes_identity::testing::{FakeProvider, FakeSamlProvider};
use serde_json::json;

use super::{Done, World};
use crate::tests::federation::University;
use crate::tests::federation::saml::SamlUniversity;
use crate::tests::support::Client;

pub(super) async fn scenario(world: &mut World<'_>, path: &str) -> Done {
    if path.starts_with("/{tenant}/saml/sp/") {
        return saml(world, path).await;
    }
    let uni = University::new(world.app).await;
    let at = path.replace("{id}", &uni.provider.id.to_string());
    match path {
        "/admin/identity-providers/new" => {
            FakeProvider::new(&world.app.fixture.fetch, "https://idp.lib.example");
            let page = world.admin.open(path).await;
            let filled = [
                ("name", "Library"),
                ("metadata_url", "https://idp.lib.example"),
                ("client_id", "hospes"),
                ("client_secret", "a secret"),
            ];
            let page = world.admin.submit(&page, path, &filled).await;
            (page, Activity::AddIdentityProvider)
        }
        "/admin/identity-providers/order" => {
            let page = world.admin.open(path).await;
            let page = world.admin.submit(&page, path, &[("passcode", "")]).await;
            (page, Activity::UpdatePolicy)
        }
        "/admin/identity-providers/saml/certificates" => {
            world.post(path, &[], Activity::UpdatePolicy).await
        }
        "/admin/identity-providers/{id}" => {
            let page = world.admin.open(&at).await;
            let page = world.admin.submit(&page, &at, &[("name", "Uni")]).await;
            (page, Activity::UpdateIdentityProvider)
        }
        "/admin/identity-providers/{id}/key" => {
            let page = at.trim_end_matches("/key");
            let by_key = [("client_authentication", "private_key_jwt")];
            let form = world.admin.open(page).await;
            world.admin.submit(&form, page, &by_key).await;
            world.post(&at, &[], Activity::UpdateIdentityProvider).await
        }
        "/admin/identity-providers/{id}/domains" => {
            let fields = [("domains", "other.example")];
            world
                .post(&at, &fields, Activity::UpdateIdentityProvider)
                .await
        }
        "/admin/identity-providers/{id}/domains/look" => {
            let domains = at.replace("/look", "");
            world
                .admin
                .post(&domains, &[("domains", "other.example")])
                .await;
            let record = uni.provider.domain_record().unwrap();
            let fetch = &world.app.fixture.fetch;
            fetch.text("other.example", &[record.as_str()]);
            world.post(&at, &[], Activity::UpdateIdentityProvider).await
        }
        "/admin/identity-providers/{id}/domains/trust" => {
            let domains = at.replace("/trust", "");
            let fields = [("domains", "other.example")];
            world.admin.post(&domains, &fields).await;
            let fields = [("domain", "other.example")];
            world
                .post(&at, &fields, Activity::UpdateIdentityProvider)
                .await
        }
        "/admin/identity-providers/{id}/enable" => {
            let off = at.replace("/enable", "/disable");
            world.admin.post(&off, &[]).await;
            world.post(&at, &[], Activity::UpdateIdentityProvider).await
        }
        "/admin/identity-providers/{id}/disable" => {
            world.post(&at, &[], Activity::UpdateIdentityProvider).await
        }
        "/admin/identity-providers/{id}/locked-out" => {
            uni.accepted().await;
            let off = at.replace("/locked-out", "/disable");
            world.admin.post(&off, &[]).await;
            world.post(&at, &[], Activity::InviteWithReset).await
        }
        "/admin/identity-providers/{id}/delete" => {
            let fields = [("count", "0")];
            world
                .post(&at, &fields, Activity::DeleteIdentityProvider)
                .await
        }
        "/{tenant}/signin/providers/{id}/backchannel-logout" => {
            uni.accepted().await;
            let page = uni.signs_out(&serde_json::json!({ "sub": "lee-1" })).await;
            (page, Activity::SignOut)
        }
        _ => panic!("no scenario for {path}"),
    }
}

async fn saml(world: &World<'_>, path: &str) -> Done {
    let uni = SamlUniversity::new(world.app).await;
    uni.accepted().await;
    match path {
        "/{tenant}/saml/sp/finish" => (uni.comes_again().await, Activity::SignIn),
        "/{tenant}/saml/sp/logout" => (uni.signs_out().await, Activity::SignOut),
        _ => panic!("no scenario for {path}"),
    }
}

/// What a provider says of a logout by a GET.
pub(super) async fn said_by_the_browser(world: &World<'_>, path: &str) -> Done {
    match path {
        "/{tenant}/signin/providers/{id}/frontchannel-logout" => {
            let uni = University::new(world.app).await;
            uni.accepted().await;
            (uni.signs_out_in_a_frame().await, Activity::SignOut)
        }
        "/{tenant}/saml/sp/logout" => {
            let uni = SamlUniversity::new(world.app).await;
            uni.accepted().await;
            (uni.signs_out_by_query().await, Activity::SignOut)
        }
        _ => panic!("no scenario for GET {path}"),
    }
}

/// What is sent to each route of identity providers over Graph.
pub(super) async fn on_the_wire(
    world: &World<'_>,
    client: &Client<'_>,
    (method, path): (&Method, &str),
) -> Done {
    if *method == Method::POST {
        FakeProvider::new(&world.app.fixture.fetch, "https://idp.lib.example");
        let body = json!({
            "@odata.type": "#hospes.openIdConnectProvider",
            "displayName": "Library",
            "metadataUrl": "https://idp.lib.example",
            "clientId": "hospes",
            "clientSecret": "a secret",
        });
        return (client.post(path, body).await, Activity::AddIdentityProvider);
    }
    let uni = University::new(world.app).await;
    let at = path.replace("{id}", &uni.provider.id.to_string());
    match *method {
        Method::PATCH => {
            let body = json!({ "displayName": "Uni" });
            (
                client.patch(&at, body).await,
                Activity::UpdateIdentityProvider,
            )
        }
        Method::DELETE => (client.delete(&at).await, Activity::DeleteIdentityProvider),
        _ => panic!("no scenario for {method} {path}"),
    }
}

/// What is sent to each route of federations.
pub(super) async fn federations(
    world: &World<'_>,
    client: &Client<'_>,
    (method, path): (&Method, &str),
) -> Done {
    if !path.contains("{id}") {
        let fake = FakeSamlProvider::new(&world.app.fixture.fetch, "https://idp.lib.example/saml");
        let body = json!({ "displayName": "Library", "metadataExchangeUri": fake.entity_id });
        return (client.post(path, body).await, Activity::AddIdentityProvider);
    }
    let uni = SamlUniversity::new(world.app).await;
    let at = path.replace("{id}", &uni.provider.id.to_string());
    let at = at.replace("{domain}", "uni.example");
    let is_of_domains = path.contains("/domains");
    match *method {
        Method::POST => {
            let body = json!({ "id": "lib.uni.example" });
            (
                client.post(&at, body).await,
                Activity::UpdateIdentityProvider,
            )
        }
        Method::PATCH => {
            let body = json!({ "displayName": "Uni" });
            (
                client.patch(&at, body).await,
                Activity::UpdateIdentityProvider,
            )
        }
        Method::DELETE if is_of_domains => {
            (client.delete(&at).await, Activity::UpdateIdentityProvider)
        }
        Method::DELETE => (client.delete(&at).await, Activity::DeleteIdentityProvider),
        _ => panic!("no scenario for {method} {path}"),
    }
}
