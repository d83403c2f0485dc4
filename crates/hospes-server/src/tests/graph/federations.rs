//! `/v1.0/directory/federationConfigurations`.

use axum::http::StatusCode;
use hospes_identity::FetchError;
use hospes_identity::application::GraphPermission;
use hospes_identity::audit::Activity;
use hospes_identity::testing::FakeSamlProvider;
use hospes_protocol::saml::{Document, PartnerMetadata};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::tests::federation::University;
use crate::tests::federation::saml::SamlUniversity;
use crate::tests::support::TestApp;

const SET: &str = "/v1.0/directory/federationConfigurations";
const CAST: &str = "graph.samlOrWsFedExternalDomainFederation";
const ENTITY: &str = "https://idp.lib.example/saml";
const WRITER: &[GraphPermission] = &[GraphPermission::DomainReadWriteAll];

/// The certificate of a provider, as it stands in metadata.
fn certificate(fake: &FakeSamlProvider) -> String {
    let document = Document::from_metadata(&fake.metadata()).unwrap();
    let read = PartnerMetadata::read(&document).unwrap();
    read.signing_certificates[0].as_base64().to_owned()
}

/// A provider that is typed by its parts.
fn by_hand(fake: &FakeSamlProvider) -> Value {
    json!({
        "@odata.type": "microsoft.graph.samlOrWsFedExternalDomainFederation",
        "displayName": "Library",
        "issuerUri": ENTITY,
        "metadataExchangeUri": null,
        "passiveSignInUri": format!("{ENTITY}/sso"),
        "preferredAuthenticationProtocol": "saml",
        "signingCertificate": certificate(fake),
        "domains": [{ "@odata.type": "microsoft.graph.externalDomainName", "id": "lib.example" }],
    })
}

/// One that is described by its metadata.
fn described(fake: &FakeSamlProvider) -> Value {
    let mut body = by_hand(fake);
    body["metadataExchangeUri"] = json!(ENTITY);
    body
}

fn target(body: &Value) -> String {
    let detail = &body["error"]["details"][0];
    detail["target"].as_str().unwrap_or_default().to_owned()
}

/// An answer in which the certificate, that is new each time, is hidden.
fn shown(mut body: Value) -> Value {
    assert!(
        body["signingCertificate"]
            .as_str()
            .unwrap()
            .starts_with("MII")
    );
    body["signingCertificate"] = json!("[certificate]");
    body
}

#[tokio::test]
async fn a_federation_is_added_by_its_metadata_read_changed_and_removed() {
    let app = TestApp::start().await;
    let fake = FakeSamlProvider::new(&app.fixture.fetch, ENTITY);
    let client = app.client(WRITER).await;
    let page = client
        .post(&format!("{SET}/microsoft.{CAST}"), described(&fake))
        .await;
    let added = page.json(StatusCode::CREATED);
    assert_json_snapshot!("described", shown(added.clone()));
    let id = added["id"].as_str().unwrap();
    let paths = [
        format!("{SET}/{id}"),
        format!("{SET}/{CAST}/{id}"),
        format!("/beta/directory/federationConfigurations/{id}/microsoft.{CAST}"),
        format!("{SET}('{id}')"),
    ];
    for path in &paths {
        assert_eq!(
            client.get(path).await.json(StatusCode::OK)["id"],
            id,
            "{path}"
        );
    }
    let again = client
        .post(SET, described(&fake))
        .await
        .json(StatusCode::BAD_REQUEST);
    assert_eq!(again["error"]["details"][0]["code"], "ObjectConflict");
    // What was given can be sent back, and changes nothing.
    let mut same = added.clone();
    same.as_object_mut().unwrap().remove("@odata.context");
    let page = client.patch(&paths[1], same).await;
    assert_eq!(page.json(StatusCode::OK)["id"], id);
    assert!(
        app.events(Activity::UpdateIdentityProvider)
            .await
            .is_empty()
    );
    let change = json!({ "displayName": "The library", "hospesIsEnabled": false, "hospesSignsRequests": false });
    let changed = client.patch(&paths[1], change).await.json(StatusCode::OK);
    assert_eq!(changed["displayName"], "The library");
    assert_eq!(
        (&changed["hospesIsEnabled"], &changed["hospesSignsRequests"]),
        (&json!(false), &json!(false))
    );
    // What its metadata say is changed there.
    let other = FakeSamlProvider::new(&app.fixture.fetch, "https://other.example/saml");
    for (name, value) in [
        ("signingCertificate", json!(certificate(&other))),
        ("passiveSignInUri", json!("https://evil.example/sso")),
        ("issuerUri", json!("https://evil.example")),
        ("metadataExchangeUri", json!("https://evil.example")),
        ("metadataExchangeUri", json!(null)),
        ("preferredAuthenticationProtocol", json!("wsFed")),
        ("domains", json!([])),
        (
            "domains",
            json!([{ "id": "lib.example" }, { "id": "partner.example" }]),
        ),
        ("displayName", json!(null)),
        ("nextSigningCertificate", json!(certificate(&other))),
    ] {
        let said = client.patch(&paths[0], json!({ name: value })).await;
        assert_eq!(target(&said.json(StatusCode::BAD_REQUEST)), name, "{value}");
    }
    assert_eq!(
        client.delete(&paths[2]).await.status,
        StatusCode::NO_CONTENT
    );
    for page in [client.get(&paths[0]).await, client.delete(&paths[0]).await] {
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn one_that_was_typed_gets_another_certificate_beside_the_old_one() {
    let app = TestApp::start().await;
    let fake = FakeSamlProvider::new(&app.fixture.fetch, ENTITY);
    let next = FakeSamlProvider::new(&app.fixture.fetch, "https://next.example/saml");
    let client = app.client(WRITER).await;
    let added = client
        .post(SET, by_hand(&fake))
        .await
        .json(StatusCode::CREATED);
    assert_json_snapshot!("by_hand", shown(added.clone()));
    let path = format!("{SET}/{}", added["id"].as_str().unwrap());
    let both = json!({ "hospesOtherSigningCertificates": [certificate(&next)] });
    let changed = client.patch(&path, both).await.json(StatusCode::OK);
    assert_eq!(changed["signingCertificate"], certificate(&fake));
    assert_eq!(
        changed["hospesOtherSigningCertificates"],
        json!([certificate(&next)])
    );
    let only =
        json!({ "signingCertificate": certificate(&next), "hospesOtherSigningCertificates": [] });
    let changed = client.patch(&path, only).await.json(StatusCode::OK);
    assert_eq!(changed["signingCertificate"], certificate(&next));
    assert_eq!(changed["hospesOtherSigningCertificates"], json!([]));
    let to = json!({ "passiveSignInUri": "https://idp.lib.example/there" });
    let changed = client.patch(&path, to).await.json(StatusCode::OK);
    assert_eq!(changed["passiveSignInUri"], "https://idp.lib.example/there");
    let many: Vec<String> = std::iter::repeat_n(certificate(&fake), 10).collect();
    for (name, value) in [
        ("signingCertificate", json!("MIIDADCCAeigAwIBAgIQEX41y8r6")),
        ("signingCertificate", json!(null)),
        ("hospesOtherSigningCertificates", json!([7])),
        ("hospesOtherSigningCertificates", json!("MII")),
        ("passiveSignInUri", json!("http://idp.lib.example")),
        ("passiveSignInUri", json!("javascript:alert(1)")),
    ] {
        let said = client.patch(&path, json!({ name: value })).await;
        assert_eq!(target(&said.json(StatusCode::BAD_REQUEST)), name, "{value}");
    }
    let page = client
        .patch(&path, json!({ "hospesOtherSigningCertificates": many }))
        .await;
    assert_eq!(
        target(&page.json(StatusCode::BAD_REQUEST)),
        "signingCertificate"
    );
}

#[tokio::test]
async fn metadata_that_say_something_else_than_the_body_are_refused() {
    let app = TestApp::start().await;
    let fake = FakeSamlProvider::new(&app.fixture.fetch, ENTITY);
    let other = FakeSamlProvider::new(&app.fixture.fetch, "https://other.example/saml");
    let nobody = "https://nobody.example/saml";
    app.fixture.fetch.fail(nobody, FetchError::Unreachable);
    let client = app.client(WRITER).await;
    for (wrong, name, value) in [
        (
            described(&fake),
            "issuerUri",
            json!("https://other.example/saml"),
        ),
        (
            described(&fake),
            "passiveSignInUri",
            json!("https://other.example/saml/sso"),
        ),
        (
            described(&fake),
            "signingCertificate",
            json!(certificate(&other)),
        ),
        (
            described(&fake),
            "metadataExchangeUri",
            json!("https://nobody.example/saml"),
        ),
        (
            described(&fake),
            "metadataExchangeUri",
            json!("http://idp.lib.example/saml"),
        ),
        (
            described(&fake),
            "preferredAuthenticationProtocol",
            json!("wsFed"),
        ),
        (
            described(&fake),
            "preferredAuthenticationProtocol",
            json!("saml2"),
        ),
        (
            described(&fake),
            "@odata.type",
            json!("#microsoft.graph.socialIdentityProvider"),
        ),
        (described(&fake), "hospesIsEnabled", json!(false)),
        (described(&fake), "nonsense", json!(1)),
        (by_hand(&fake), "issuerUri", json!(null)),
        (by_hand(&fake), "passiveSignInUri", json!(null)),
        (
            by_hand(&fake),
            "signingCertificate",
            json!("<Certificate/>"),
        ),
        (by_hand(&fake), "displayName", json!(null)),
        (
            by_hand(&fake),
            "domains",
            json!([{ "id": "contoso.example" }]),
        ),
        (by_hand(&fake), "domains", json!(["lib.example"])),
    ] {
        let mut body = wrong;
        body[name] = value.clone();
        let page = client.post(SET, body).await;
        assert_eq!(
            target(&page.json(StatusCode::BAD_REQUEST)),
            name,
            "{value} {}",
            page.body
        );
    }
    let mut without = by_hand(&fake);
    without
        .as_object_mut()
        .unwrap()
        .remove("signingCertificate");
    let said = client
        .post(SET, without)
        .await
        .json(StatusCode::BAD_REQUEST);
    assert_eq!(target(&said), "signingCertificate");
    let listed = client.get(SET).await.json(StatusCode::OK);
    assert_eq!(listed["value"], json!([]));
}

#[tokio::test]
async fn domains_come_and_go_and_count_only_when_they_are_proved() {
    let app = TestApp::start().await;
    let fake = FakeSamlProvider::new(&app.fixture.fetch, ENTITY);
    let client = app.client(WRITER).await;
    let added = client
        .post(SET, described(&fake))
        .await
        .json(StatusCode::CREATED);
    let id = added["id"].as_str().unwrap();
    // The provider is in this one.
    assert_eq!(
        added["domains"],
        json!([{ "id": "lib.example", "hospesProof": "provider" }])
    );
    let domains = format!("{SET}/{id}/microsoft.{CAST}/domains");
    let partner =
        json!({ "@odata.type": "microsoft.graph.externalDomainName", "id": "Partner.example" });
    let page = client.post(&domains, partner.clone()).await;
    assert_json_snapshot!("domain", page.json(StatusCode::CREATED));
    let again = client
        .post(&domains, partner)
        .await
        .json(StatusCode::BAD_REQUEST);
    assert_eq!(again["error"]["details"][0]["code"], "ObjectConflict");
    let trusted = json!({ "id": "other.example", "hospesProof": "administrator" });
    let said = client
        .post(&domains, trusted)
        .await
        .json(StatusCode::BAD_REQUEST);
    assert_eq!(target(&said), "hospesProof");
    for name in ["", "a b", "contoso.example", "<script>"] {
        let said = client.post(&domains, json!({ "id": name })).await;
        assert_eq!(target(&said.json(StatusCode::BAD_REQUEST)), "id", "{name}");
    }
    let (identity, system) = (&app.fixture.identity, app.system());
    let asked = identity
        .what_if(&system, "lee@partner.example")
        .await
        .unwrap();
    assert_eq!(asked.waiting.len(), 1);
    assert_json_snapshot!(
        "domains",
        client
            .get(&format!("{SET}/{CAST}/{id}/domains"))
            .await
            .json(StatusCode::OK)
    );
    let of = |name: &str| {
        let filter = format!("domains/any(x: x/id eq '{name}')").replace(' ', "%20");
        format!("{SET}/{CAST}?$filter={filter}&$expand=domains")
    };
    for (name, count) in [
        ("PARTNER.example", 1),
        ("lib.example", 1),
        ("nobody.example", 0),
    ] {
        let found = client.get(&of(name)).await.json(StatusCode::OK);
        assert_eq!(found["value"].as_array().unwrap().len(), count, "{name}");
    }
    for filter in [
        "displayName eq 'Library'",
        "domains/any(x:x/id ne 'lib.example')",
        "domains/any(x:x/name eq 'lib.example')",
        "domains/any(x:id eq 'lib.example')",
        "not domains/any(x:x/id eq 'lib.example')",
    ] {
        let path = format!("{SET}?$filter={}", filter.replace(' ', "%20"));
        let said = client.get(&path).await.json(StatusCode::BAD_REQUEST);
        assert_eq!(target(&said), "$filter", "{filter}");
    }
    let record = added["hospesDomainRecord"].as_str().unwrap();
    app.fixture.fetch.text("third.example", &[record]);
    let third = client
        .post(&domains, json!({ "id": "third.example" }))
        .await;
    assert_eq!(third.json(StatusCode::CREATED)["hospesProof"], "dns");
    let gone = format!("{domains}/partner.example");
    assert_eq!(client.delete(&gone).await.status, StatusCode::NO_CONTENT);
    assert_eq!(client.delete(&gone).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        client.delete(&format!("{domains}/a%20b")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn who_is_left_federations_alone_sees_and_changes_no_other_provider() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let saml = SamlUniversity::new(&app).await;
    let others = format!("{SET}/{}", uni.provider.id);
    let federation = format!("{SET}/{}", saml.provider.id);
    let writer = app.client(WRITER).await;
    for page in [
        writer.get(&others).await,
        writer.patch(&others, json!({ "displayName": "x" })).await,
        writer.delete(&others).await,
    ] {
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    let listed = writer.get(SET).await.json(StatusCode::OK);
    assert_eq!(listed["value"].as_array().unwrap().len(), 1);
    let reader = app.client(&[GraphPermission::DomainReadAll]).await;
    assert_eq!(reader.get(&federation).await.status, StatusCode::OK);
    for page in [
        reader
            .patch(&federation, json!({ "displayName": "x" }))
            .await,
        reader.delete(&federation).await,
        reader
            .post(
                &format!("{federation}/domains"),
                json!({ "id": "x.example" }),
            )
            .await,
    ] {
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
    // It is no identity provider of the other collection, whoever asks.
    let all = app.client(GraphPermission::ALL).await;
    let path = format!("/v1.0/identity/identityProviders/{}", saml.provider.id);
    assert_eq!(all.get(&path).await.status, StatusCode::NOT_FOUND);
    let stranger = app.client(&[GraphPermission::PolicyReadAll]).await;
    assert_eq!(stranger.get(SET).await.status, StatusCode::FORBIDDEN);
}
