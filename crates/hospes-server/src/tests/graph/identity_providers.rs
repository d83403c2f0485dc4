//! `/v1.0/identity/identityProviders`.

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hospes_identity::FetchError;
use hospes_identity::application::GraphPermission;
use hospes_identity::audit::Activity;
use hospes_identity::identity_provider::IdentityProvider;
use hospes_identity::testing::FakeProvider;
use hospes_protocol::jose::{Algorithm, SigningKey};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::tests::federation::University;
use crate::tests::federation::saml::SamlUniversity;
use crate::tests::support::{Answer as _, TestApp};

const SET: &str = "/v1.0/identity/identityProviders";
const WRITER: &[GraphPermission] = &[GraphPermission::IdentityProviderReadWriteAll];
const SECRET: &str = "a secret that is never shown";
const GOOGLE: &str = "/v1.0/identity/identityProviders/Google-OAUTH";

fn google() -> Value {
    json!({
        "@odata.type": "microsoft.graph.socialIdentityProvider",
        "displayName": "Google",
        "identityProviderType": "Google",
        "clientId": "1234.apps.googleusercontent.com",
        "clientSecret": SECRET,
    })
}

fn library() -> Value {
    json!({
        "@odata.type": "#hospes.openIdConnectProvider",
        "displayName": "Library",
        "metadataUrl": "https://idp.lib.example",
        "clientId": "hospes",
        "clientSecret": SECRET,
        "hospesDomains": [{ "id": "Partner.example" }],
    })
}

/// The two of which the world outside answers.
fn outside(app: &TestApp) {
    for issuer in ["https://accounts.google.com", "https://idp.lib.example"] {
        FakeProvider::new(&app.fixture.fetch, issuer);
    }
}

/// What is wrong with a request: its code and what it is about.
fn fault(body: &Value) -> (String, String) {
    let detail = &body["error"]["details"][0];
    let text = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
    (text("code"), text("target"))
}

async fn stored(app: &TestApp) -> IdentityProvider {
    let system = app.system();
    let all = app.fixture.identity.identity_providers(&system).await;
    all.unwrap().remove(0)
}

#[tokio::test]
async fn what_is_built_in_is_there_and_a_passcode_can_be_switched_off() {
    let app = TestApp::start().await;
    let client = app.client(WRITER).await;
    assert_json_snapshot!("built_in", client.get(SET).await.json(StatusCode::OK));
    let passcode = format!("{SET}/EmailOtpSignup-OAUTH");
    let shown = client.get(&passcode).await.json(StatusCode::OK);
    assert_eq!(
        shown["@odata.type"],
        "#microsoft.graph.builtInIdentityProvider"
    );
    let page = client
        .patch(&passcode, json!({ "state": "disabled" }))
        .await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    assert_eq!(app.events(Activity::UpdatePolicy).await.len(), 1);
    let shown = client.get(&passcode).await.json(StatusCode::OK);
    assert_eq!(shown["state"], "disabled");
    let order = app.fixture.identity.redemption_order(&app.system()).await;
    assert!(!order.unwrap().allows_passcode);
    // What was given can be sent back.
    let mut same = shown.clone();
    same.as_object_mut().unwrap().remove("@odata.context");
    let page = client.patch(&passcode, same).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    let organizations = format!("{SET}/AADSignup-OAUTH");
    for (path, body) in [
        (&organizations, json!({ "state": "disabled" })),
        (&organizations, json!({ "displayName": "Ours" })),
        (&passcode, json!({ "state": "perhaps" })),
        (&passcode, json!({ "displayName": "Code" })),
        (&passcode, json!({ "clientId": "x" })),
    ] {
        let page = client.patch(path, body.clone()).await;
        let name = body.as_object().unwrap().keys().next().unwrap().clone();
        let said = fault(&page.json(StatusCode::BAD_REQUEST));
        assert_eq!(said, ("InvalidValue".to_owned(), name), "{path} {body}");
    }
    let page = client.delete(&passcode).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    // There is no Microsoft account that nobody added.
    let page = client.get(&format!("{SET}/MSASignup-OAUTH")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn google_is_added_read_changed_and_removed_and_its_secret_never_shown() {
    let app = TestApp::start().await;
    outside(&app);
    let client = app.client(WRITER).await;
    let page = client.post(SET, google()).await;
    assert_eq!(
        page.header("location"),
        format!("https://hospes.example{GOOGLE}")
    );
    assert_json_snapshot!("google", page.json(StatusCode::CREATED));
    assert!(!page.body.contains(SECRET));
    let again = client
        .post(SET, google())
        .await
        .json(StatusCode::BAD_REQUEST);
    assert_eq!(fault(&again).0, "ObjectConflict");
    // By the id of the admin center, too, and in any letter case.
    let id = stored(&app).await.id;
    for path in [
        GOOGLE,
        &format!("{SET}/{id}"),
        "/beta/Identity/identityproviders('google-oauth')",
    ] {
        let page = client.get(path).await;
        assert_eq!(page.json(StatusCode::OK)["id"], "Google-OAUTH");
        assert!(!page.body.contains(SECRET));
    }
    // What was given can be sent back, the mask among it, and changes nothing.
    let mut same = client.get(GOOGLE).await.json(StatusCode::OK);
    same.as_object_mut().unwrap().remove("@odata.context");
    let page = client.patch(GOOGLE, same).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    assert!(
        app.events(Activity::UpdateIdentityProvider)
            .await
            .is_empty()
    );
    let change = json!({ "ClientSecret": "another one", "displayName": "<b>G\u{202e}</b>", "hospesIsEnabled": false });
    let page = client.patch(GOOGLE, change).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    let events = app.events(Activity::UpdateIdentityProvider).await;
    assert!(!format!("{events:?}").contains("another one"));
    let shown = client.get(GOOGLE).await.json(StatusCode::OK);
    assert_eq!(shown["displayName"], "<b>G</b>");
    assert_eq!(shown["hospesIsEnabled"], false);
    assert_eq!(client.delete(GOOGLE).await.status, StatusCode::NO_CONTENT);
    for page in [client.get(GOOGLE).await, client.delete(GOOGLE).await] {
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_domain_counts_when_it_is_proved_and_not_because_a_client_says_so() {
    let app = TestApp::start().await;
    outside(&app);
    let client = app.client(WRITER).await;
    let page = client.post(SET, library()).await;
    let added = page.json(StatusCode::CREATED);
    assert_json_snapshot!("library", added);
    assert!(!page.body.contains(SECRET));
    let path = format!("{SET}/{}", added["id"].as_str().unwrap());
    for proof in ["administrator", "dns", "provider", "nonsense"] {
        let body = json!({ "hospesDomains": [{ "id": "partner.example", "hospesProof": proof }] });
        let said = client
            .patch(&path, body)
            .await
            .json(StatusCode::BAD_REQUEST);
        assert_eq!(fault(&said).1, "hospesProof");
    }
    let (identity, system) = (&app.fixture.identity, app.system());
    let asked = identity
        .what_if(&system, "lee@partner.example")
        .await
        .unwrap();
    assert_eq!(asked.waiting.len(), 1);
    let record = added["hospesDomainRecord"].as_str().unwrap();
    app.fixture.fetch.text("partner.example", &[record]);
    let both =
        json!({ "hospesDomains": [{ "id": "partner.example" }, { "id": "idp.lib.example" }] });
    let page = client.patch(&path, both).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    let shown = client.get(&path).await.json(StatusCode::OK);
    let proved = json!([
        { "id": "idp.lib.example", "hospesProof": "provider" },
        { "id": "partner.example", "hospesProof": "dns" },
    ]);
    assert_eq!(shown["hospesDomains"], proved);
    let asked = identity
        .what_if(&system, "lee@partner.example")
        .await
        .unwrap();
    assert!(asked.waiting.is_empty());
    let page = client.patch(&path, json!({ "hospesDomains": [] })).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT);
    let shown = client.get(&path).await.json(StatusCode::OK);
    assert_eq!(shown["hospesDomains"], json!([]));
}

#[tokio::test]
async fn a_provider_that_speaks_openid_connect_is_changed_in_everything_that_can_be() {
    let app = TestApp::start().await;
    outside(&app);
    let client = app.client(WRITER).await;
    let mut body = library();
    body["scopes"] = json!("email");
    body["emailClaim"] = json!("mail");
    body["clientAuthentication"] = json!("client_secret_post");
    let added = client.post(SET, body).await.json(StatusCode::CREATED);
    assert_eq!(added["scopes"], "openid email");
    assert_eq!(added["emailClaim"], "mail");
    let path = format!("{SET}/{}", added["id"].as_str().unwrap());
    let change = json!({
        "clientId": "another",
        "clientAuthentication": "private_key_jwt",
        "clientSecret": null,
        "scopes": "openid profile",
        "nameClaim": "cn",
        "hospesIsForEverybody": true,
        "issuer": "https://idp.lib.example",
        "metadataUrl": "https://idp.lib.example",
    });
    let page = client.patch(&path, change.clone()).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    let shown = client.get(&path).await.json(StatusCode::OK);
    for (name, value) in change.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
    let selected = client.get(&format!("{path}?$select=ISSUER,id")).await;
    let selected = selected.json(StatusCode::OK);
    let names: Vec<&String> = selected.as_object().unwrap().keys().collect();
    assert_eq!(names, ["@odata.context", "@odata.type", "id", "issuer"]);
    for (name, value) in [
        ("issuer", json!("https://evil.example")),
        ("metadataUrl", json!("https://evil.example")),
        ("hospesRedirectUri", json!("https://evil.example")),
        (
            "hospesDomainRecord",
            json!("DirectFedAuthUrl=https://evil.example"),
        ),
        ("id", json!("x")),
        ("displayName", json!(null)),
        ("displayName", json!(" ")),
        ("displayName", json!("x".repeat(61))),
        ("clientId", json!(7)),
        ("clientId", json!("")),
        ("clientSecret", json!("")),
        ("clientSecret", json!("x".repeat(1_025))),
        ("clientAuthentication", json!("tls_client_auth")),
        ("scopes", json!("a\"b")),
        ("emailClaim", json!("")),
        ("hospesIsEnabled", json!("yes")),
        ("hospesDomains", json!("partner.example")),
        ("hospesDomains", json!(["partner.example"])),
        ("hospesDomains", json!([{ "id": "contoso.example" }])),
        ("identityProviderType", json!("Google")),
        ("nonsense", json!(1)),
    ] {
        let page = client.patch(&path, json!({ name: value })).await;
        let said = fault(&page.json(StatusCode::BAD_REQUEST));
        assert_eq!(
            said,
            ("InvalidValue".to_owned(), name.to_owned()),
            "{value}"
        );
    }
    for id in ["", "a b", "a/b", "münchen..example", "<script>"] {
        let body = json!({ "hospesDomains": [{ "id": id }] });
        let said = client
            .patch(&path, body)
            .await
            .json(StatusCode::BAD_REQUEST);
        assert_eq!(fault(&said).1, "id", "{id}");
    }
    assert_eq!(client.get(&path).await.json(StatusCode::OK), shown);
}

#[tokio::test]
async fn apple_and_services_that_speak_oauth_have_microsofts_types() {
    let app = TestApp::start().await;
    FakeProvider::new(&app.fixture.fetch, "https://appleid.apple.com");
    let client = app.client(WRITER).await;
    let (_, der) = SigningKey::generate(Algorithm::Es256).unwrap();
    let pem = STANDARD.encode(&*der);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n");
    let apple = json!({
        "@odata.type": "#microsoft.graph.appleManagedIdentityProvider",
        "displayName": "Apple",
        "developerId": "TEAM123456",
        "serviceId": "com.example.hospes",
        "keyId": "KEY1234567",
        "certificateData": pem,
    });
    for (name, value) in [
        ("developerId", "team"),
        ("keyId", "<i>"),
        ("certificateData", SECRET),
        ("serviceId", ""),
    ] {
        let mut wrong = apple.clone();
        wrong[name] = json!(value);
        let said = client.post(SET, wrong).await.json(StatusCode::BAD_REQUEST);
        assert_eq!(fault(&said).1, name);
    }
    let page = client.post(SET, apple).await;
    assert_json_snapshot!("apple", page.json(StatusCode::CREATED));
    let path = format!("{SET}/Apple-Managed-OIDC");
    let page = client.patch(&path, json!({ "keyId": "KEY7654321" })).await;
    assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
    let shown = client.get(&path).await.json(StatusCode::OK);
    assert_eq!(
        (&shown["keyId"], &shown["developerId"]),
        (&json!("KEY7654321"), &json!("TEAM123456"))
    );
    for word in ["GitHub", "Facebook"] {
        let mut body = google();
        body["identityProviderType"] = json!(word);
        let added = client.post(SET, body).await.json(StatusCode::CREATED);
        assert_eq!(added["id"], format!("{word}-OAUTH"));
        assert_eq!(added["identityProviderType"], word);
        assert_eq!(added["hospesIsForEverybody"], true);
        let path = format!("{SET}/{word}-OAUTH");
        let page = client.patch(&path, json!({ "clientSecret": null })).await;
        assert_eq!(fault(&page.json(StatusCode::BAD_REQUEST)).1, "clientSecret");
        let page = client.patch(&path, json!({ "clientId": "9" })).await;
        assert_eq!(page.status, StatusCode::NO_CONTENT, "{}", page.body);
        assert_eq!(client.delete(&path).await.status, StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn a_new_provider_that_is_none_is_refused_by_the_name_of_what_is_wrong() {
    let app = TestApp::start().await;
    outside(&app);
    let nobody = "https://nobody.example/.well-known/openid-configuration";
    app.fixture.fetch.fail(nobody, FetchError::Unreachable);
    let client = app.client(WRITER).await;
    for (wrong, name, value) in [
        (google(), "@odata.type", json!(null)),
        (
            google(),
            "@odata.type",
            json!("#microsoft.graph.oidcIdentityProvider"),
        ),
        (
            google(),
            "@odata.type",
            json!("#microsoft.graph.builtInIdentityProvider"),
        ),
        (
            google(),
            "@odata.type",
            json!("#microsoft.graph.samlOrWsFedExternalDomainFederation"),
        ),
        (google(), "identityProviderType", json!("Amazon")),
        (google(), "identityProviderType", json!("OpenIdConnect")),
        (google(), "identityProviderType", json!(null)),
        (google(), "clientId", json!(null)),
        (google(), "clientSecret", json!(null)),
        (google(), "clientSecret", json!("******")),
        (google(), "metadataUrl", json!("https://evil.example")),
        (google(), "hospesIsEnabled", json!(false)),
        (library(), "displayName", json!("")),
        (library(), "metadataUrl", json!(null)),
        (library(), "metadataUrl", json!("http://idp.lib.example")),
        (library(), "metadataUrl", json!("https://nobody.example")),
        (library(), "metadataUrl", json!("javascript:alert(1)")),
        (library(), "issuer", json!("https://idp.lib.example")),
        (library(), "identityProviderType", json!("Google")),
        (library(), "nonsense", json!({})),
    ] {
        let mut body = wrong;
        body[name] = value.clone();
        let page = client.post(SET, body).await;
        let said = fault(&page.json(StatusCode::BAD_REQUEST));
        assert_eq!(
            said,
            ("InvalidValue".to_owned(), name.to_owned()),
            "{value} {}",
            page.body
        );
        assert!(!page.body.contains(SECRET));
    }
    let listed = client.get(SET).await.json(StatusCode::OK);
    assert_eq!(listed["value"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_list_has_pages_and_refuses_what_it_does_not_know() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    SamlUniversity::new(&app).await;
    let client = app
        .client(&[GraphPermission::IdentityProviderReadAll])
        .await;
    let mut path = format!("{SET}?$top=2&$select=id");
    let mut ids = Vec::new();
    while !path.is_empty() {
        let page = client.get(&path).await.json(StatusCode::OK);
        let value = page["value"].as_array().unwrap().clone();
        ids.extend(
            value
                .iter()
                .map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        let next = page["@odata.nextLink"].as_str().unwrap_or_default();
        path = next.trim_start_matches("https://hospes.example").to_owned();
    }
    // SAML is among the federations.
    let provider = uni.provider.id.to_string();
    assert_eq!(ids, ["AADSignup-OAUTH", "EmailOtpSignup-OAUTH", &provider]);
    for query in [
        "$filter=displayName eq 'x'",
        "$orderby=displayName",
        "$expand=domains",
        "$search=\"displayName:x\"",
        "$select=nonsense",
        "$skiptoken=-AAAA",
        "$top=1000",
    ] {
        let path = format!("{SET}?{}", query.replace(' ', "%20").replace('"', "%22"));
        assert_eq!(
            client.get(&path).await.status,
            StatusCode::BAD_REQUEST,
            "{query}"
        );
    }
    let types = client.get(&format!("{SET}/availableProviderTypes()")).await;
    assert_json_snapshot!("types", types.json(StatusCode::OK));
}

#[tokio::test]
async fn who_may_read_providers_changes_none_and_who_may_read_policies_sees_none() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    let path = format!("{SET}/{}", uni.provider.id);
    let reader = app
        .client(&[GraphPermission::IdentityProviderReadAll])
        .await;
    assert_eq!(reader.get(&path).await.status, StatusCode::OK);
    let strangers = [
        GraphPermission::PolicyReadAll,
        GraphPermission::DirectoryReadAll,
        GraphPermission::DomainReadWriteAll,
    ];
    for permission in strangers {
        let client = app.client(&[permission]).await;
        for page in [
            client.get(SET).await,
            client.get(&path).await,
            client.delete(&path).await,
        ] {
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{permission:?}");
        }
    }
    for page in [
        reader.patch(&path, json!({ "displayName": "x" })).await,
        reader.delete(&path).await,
        reader.post(SET, library()).await,
    ] {
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
    let policies = reader.get("/v1.0/policies/crossTenantAccessPolicy").await;
    assert_eq!(policies.status, StatusCode::FORBIDDEN);
    let page = reader.call(Method::PUT, &path, None).await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn removing_a_provider_with_guests_locks_them_out_and_says_how_many() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let client = app.client(WRITER).await;
    let path = format!("{SET}/{}", uni.provider.id);
    assert_eq!(client.delete(&path).await.status, StatusCode::NO_CONTENT);
    let events = app.events(Activity::DeleteIdentityProvider).await;
    assert!(format!("{events:?}").contains("LockedOutGuests"));
    assert_eq!(client.get(&path).await.status, StatusCode::NOT_FOUND);
}
