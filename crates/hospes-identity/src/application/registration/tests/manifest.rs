//! The manifest, as it is read and written.

use serde_json::{Value, json};

use super::*;

/// The manifest of Orders, as somebody edits it.
async fn edited(world: &World, edit: impl FnOnce(&mut Value)) -> String {
    let manifest = world
        .fixture
        .identity
        .manifest(&world.system, world.orders.id);
    let text = manifest.await.unwrap().to_text().unwrap();
    let mut value: Value = serde_json::from_str(&text).unwrap();
    edit(&mut value);
    value.to_string()
}

async fn import(world: &World, actor: &Actor, text: &str) -> Result<()> {
    let manifest = Manifest::parse(text).unwrap();
    let identity = &world.fixture.identity;
    let done = identity.import_manifest(actor, world.orders.id, &manifest, &NAMES);
    done.await
}

#[tokio::test]
async fn a_manifest_that_is_exported_imports_as_it_is() {
    let world = World::new().await;
    world.offering().await;
    let (identity, system, orders) = (&world.fixture.identity, &world.system, world.orders.id);
    let secret = identity.add_secret(system, orders, Some("CI"), None).await;
    let before = identity.registration(system, orders).await.unwrap();
    let text = edited(&world, |_| ()).await;
    assert!(!text.contains(&secret.unwrap().text), "no secret leaves");
    let count = world.events(Activity::UpdateApplication).await.len();
    import(&world, system, &text).await.unwrap();
    assert_eq!(identity.registration(system, orders).await.unwrap(), before);
    assert_eq!(world.events(Activity::UpdateApplication).await.len(), count);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["appId"], json!(world.orders.app_id));
    assert_eq!(value["signInAudience"], "AzureADMyOrg");
    assert_eq!(value["api"]["requestedAccessTokenVersion"], 1);
    assert_eq!(value["api"]["oauth2PermissionScopes"][0]["type"], "User");
    assert_eq!(
        value["appRoles"][0]["allowedMemberTypes"],
        json!(["User", "Application"])
    );
    assert_eq!(value["passwordCredentials"][0]["displayName"], "CI");
}

#[tokio::test]
async fn a_manifest_changes_everything_at_once() {
    let world = World::new().await;
    let (identity, system, orders) = (&world.fixture.identity, &world.system, world.orders.id);
    let text = edited(&world, |value| {
        value["displayName"] = json!("Bookings");
        value["identifierUris"] = json!(["api://bookings"]);
        value["api"]["requestedAccessTokenVersion"] = json!(2);
        value["web"]["redirectUris"] = json!(["https://bookings.contoso.example/cb"]);
        value["spa"]["redirectUris"] = json!(["http://localhost:5173/"]);
        value["publicClient"]["redirectUris"] = json!(["com.example.bookings:/cb"]);
        value["web"]["logoutUrl"] = json!("http://localhost/out");
        value["groupMembershipClaims"] = json!("ApplicationGroup");
        value["requiredResourceAccess"] = json!([{
            "resourceAppId": GRAPH_APP_ID,
            "resourceAccess": [{ "value": "User.Read", "type": "Scope" }],
        }]);
    })
    .await;
    import(&world, system, &text).await.unwrap();
    let after = identity.registration(system, orders).await.unwrap();
    assert_eq!(after.identifier_uris, ["api://bookings"]);
    let registration = after.registration;
    assert_eq!(
        registration.requested_access_token_version,
        TokenVersion::V2
    );
    assert_eq!(
        registration.group_membership_claims,
        GroupClaims::ApplicationGroup
    );
    assert_eq!(
        registration.required_resource_access[0].scopes,
        ["User.Read"]
    );
    let found = identity.application(system, orders).await.unwrap();
    assert_eq!(found.display_name, "Bookings");
    let uris = identity.redirect_uris(system, orders).await.unwrap();
    assert_eq!(uris.len(), 3);
    // One that fails in its last part changes nothing of the first ones.
    let before = world.fixture.dump().await;
    let text = edited(&world, |value| {
        value["displayName"] = json!("Other");
        value["web"]["redirectUris"] = json!([]);
        value["identifierUris"] = json!(["https://evil.example/"]);
    })
    .await;
    is_invalid(&import(&world, system, &text).await, "identifierUris");
    assert_eq!(world.fixture.dump().await, before);
}

#[tokio::test]
async fn what_is_read_only_in_a_manifest_stays() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let secret = identity.add_secret(&world.system, world.orders.id, None, None);
    secret.await.unwrap();
    let id = json!(Uuid::from_u128(5));
    for (name, value) in [
        ("id", id.clone()),
        ("appId", id),
        ("signInAudience", json!("AzureADMultipleOrgs")),
        ("passwordCredentials", json!([])),
    ] {
        let text = edited(&world, |manifest| manifest[name] = value).await;
        is_invalid(&import(&world, &world.system, &text).await, name);
    }
    // The name is on tiles, so it is not an owner's.
    let owner = world.owner().await;
    let text = edited(&world, |value| value["displayName"] = json!("Microsoft")).await;
    is_forbidden(&import(&world, &owner, &text).await);
    let text = edited(&world, |value| {
        value["isFallbackPublicClient"] = json!(true);
    })
    .await;
    import(&world, &owner, &text).await.unwrap();
}

type Edit = fn(&mut Value);

#[tokio::test]
async fn a_hostile_manifest_is_refused_where_it_is_wrong() {
    let world = World::new().await;
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for text in ["", "null", "[]", "{}", "{\"id\":", "\u{0}", &deep] {
        Manifest::parse(text).unwrap_err();
    }
    let whole = edited(&world, |_| ()).await;
    Manifest::parse(&format!("{whole} {{}}")).unwrap_err();
    let twice = whole.replacen('{', "{\"displayName\":\"x\",", 1);
    Manifest::parse(&twice).unwrap_err();
    let edits: [(&str, Edit); 9] = [
        ("owner", |v| v["owner"] = json!("me")),
        ("api.acceptMappedClaims", |v| {
            v["api"]["acceptMappedClaims"] = json!(true);
        }),
        ("api.requestedAccessTokenVersion", |v| {
            v["api"]["requestedAccessTokenVersion"] = json!(3);
        }),
        ("web.redirectUris[1]", |v| {
            v["web"]["redirectUris"] = json!(["https://a.example/", "javascript:alert(1)"]);
        }),
        ("spa.redirectUris[0]", |v| {
            v["spa"]["redirectUris"] = json!(["com.example:/cb"]);
        }),
        ("appRoles[0].id", |v| v["appRoles"] = json!([{ "id": "1" }])),
        ("appRoles[0].secret", |v| {
            v["appRoles"] = json!([{ "id": READER, "secret": "x" }]);
        }),
        ("groupMembershipClaims", |v| {
            v["groupMembershipClaims"] = json!("All");
        }),
        ("optionalClaims.idToken[0].source", |v| {
            v["optionalClaims"]["idToken"] = json!([{ "name": "upn", "source": "user" }]);
        }),
    ];
    for (path, edit) in edits {
        let fault = Manifest::parse(&edited(&world, edit).await).unwrap_err();
        assert_eq!(fault.path.as_deref(), Some(path), "{fault}");
    }
    let missing = edited(&world, |v| {
        v.as_object_mut().unwrap().remove("appRoles");
    })
    .await;
    let fault = Manifest::parse(&missing).unwrap_err();
    assert_eq!(fault.to_string(), "appRoles: it is missing");
}

#[tokio::test]
async fn what_is_wrong_with_a_manifest_is_said_in_plain_words() {
    let world = World::new().await;
    let whole = edited(&world, |_| ()).await;
    let told = |text: &str| Manifest::parse(text).unwrap_err().to_string();
    let not_json = "Line 1, column 2: this is not JSON";
    for (text, expected) in [
        ("{,", not_json),
        ("{\n  \"id\":", "Line 2, column 7: this is not JSON"),
        ("", "Line 1, column 0: this is not JSON"),
        ("[]", "The manifest has to be one JSON object"),
        ("null", "The manifest has to be one JSON object"),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
    let trailing = told(&format!("{whole}\n}}"));
    assert_eq!(trailing, "Line 2, column 1: this is not JSON");
    let twice = whole.replacen('{', "{\"displayName\":\"x\",", 1);
    assert_eq!(told(&twice), "displayName: it is there twice");
    let edits: [(&str, Edit); 4] = [
        ("owner: there is no such member", |v| v["owner"] = json!(1)),
        ("web.homePage: there is no such member", |v| {
            v["web"]["homePage"] = json!("x");
        }),
        (
            "appRoles[0].id: it is not an id in the form of a UUID",
            |v| {
                v["appRoles"] = json!([{ "id": "1" }]);
            },
        ),
        ("web.redirectUris: it is missing", |v| {
            v["web"].as_object_mut().unwrap().remove("redirectUris");
        }),
    ];
    for (expected, edit) in edits {
        assert_eq!(told(&edited(&world, edit).await), expected);
    }
}
