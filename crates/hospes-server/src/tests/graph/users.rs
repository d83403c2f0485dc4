//! `/v1.0/users`.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use hospes_identity::application::GraphPermission;
use insta::assert_json_snapshot;
use serde_json::{Value, json};

use crate::tests::support::{Answer as _, Client, TestApp};

async fn client(app: &TestApp) -> Client<'_> {
    let all = [
        GraphPermission::UserReadWriteAll,
        GraphPermission::UserInviteAll,
    ];
    app.client(&all).await
}

fn alex() -> Value {
    json!({
        "accountEnabled": true,
        "displayName": "Alex Wilber",
        "mailNickname": "alex",
        "userPrincipalName": "alex@contoso.example",
        "jobTitle": "Marketing Assistant",
        "passwordProfile": {
            "forceChangePasswordNextSignIn": false,
            "password": "a password nobody guesses",
        },
    })
}

#[tokio::test]
async fn a_user_is_created_read_changed_and_deleted() {
    let app = TestApp::start().await;
    let client = client(&app).await;
    let answer = client.post("/v1.0/users", alex()).await;
    let created = answer.json(StatusCode::CREATED);
    let id = created["id"].as_str().unwrap();
    let expected = format!("https://hospes.example/v1.0/users/{id}");
    assert_eq!(answer.header("location"), expected);
    assert_json_snapshot!("created_user", created);
    for key in [id, "alex@contoso.example", "ALEX@contoso.example"] {
        let user = client.get(&format!("/v1.0/users/{key}")).await;
        assert_eq!(user.json(StatusCode::OK)["id"], id);
    }
    let patch = json!({ "jobTitle": "Lead", "city": "Berlin", "mobilePhone": null });
    let answer = client.patch(&format!("/v1.0/users/{id}"), patch).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::NO_CONTENT, "")
    );
    let user = client
        .get(&format!(
            "/v1.0/users/{id}?$select=jobTitle,city,mobilePhone"
        ))
        .await;
    assert_json_snapshot!("selected", user.json(StatusCode::OK));
    let answer = client.delete(&format!("/v1.0/users/{id}")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let gone = client
        .get(&format!("/v1.0/users/{id}"))
        .await
        .json(StatusCode::NOT_FOUND);
    assert_eq!(gone["error"]["code"], "Request_ResourceNotFound");
    let taken = client.post("/v1.0/users", alex()).await;
    let taken = taken.json(StatusCode::BAD_REQUEST);
    assert_json_snapshot!("name_taken", taken["error"]["details"]);
}

#[tokio::test]
async fn a_guest_shows_all_that_invitation_scripts_ask_for() {
    let app = TestApp::start().await;
    let client = client(&app).await;
    let invited = app
        .fixture
        .invite(&app.system(), "pat@partner.example")
        .await;
    let select = "$select=id,displayName,mail,otherMails,proxyAddresses,userPrincipalName,userType,\
                  creationType,externalUserState,externalUserStateChangeDateTime,accountEnabled,\
                  createdDateTime,identities,hospesInvitationState,assignedLicenses";
    let path = format!("/v1.0/users/{}?{select}", invited.user.id);
    let before = client.get(&path).await.json(StatusCode::OK);
    assert_json_snapshot!("pending_guest", before);
    let flow = app.fixture.flow(app.contoso.id, &invited);
    let session = app.fixture.prove_mailbox(&flow).await;
    let here = app.fixture.circumstances();
    app.fixture
        .identity
        .accept(&flow, &session, &here)
        .await
        .unwrap();
    let after = client.get(&path).await.json(StatusCode::OK);
    assert_eq!(after["externalUserState"], "Accepted");
    assert_json_snapshot!("identities_of_an_accepted_guest", after["identities"]);
}

#[tokio::test]
async fn users_are_filtered_as_invitation_scripts_do() {
    let app = TestApp::start().await;
    let client = client(&app).await;
    app.fixture.member(&app.system(), "megan").await;
    app.fixture
        .invite(&app.system(), "pat@partner.example")
        .await;
    app.fixture
        .guest(&app.system(), "kim@partner.example")
        .await;
    let cases: &[(&str, &[&str])] = &[
        ("userType eq 'Guest'", &["kim", "pat"]),
        ("userType eq 'Member'", &["admin", "megan"]),
        ("externalUserState eq 'PendingAcceptance'", &["pat"]),
        (
            "externalUserState eq 'Accepted' and userType eq 'Guest'",
            &["kim"],
        ),
        ("mail eq 'PAT@partner.example'", &["pat"]),
        ("startswith(displayName,'me')", &["megan"]),
        (
            "userPrincipalName eq 'pat_partner.example#EXT#@contoso.example'",
            &["pat"],
        ),
        ("mail eq 'o''neil@partner.example'", &[]),
    ];
    for (filter, expected) in cases {
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("$filter", filter)
            .append_pair("$select", "displayName")
            .finish();
        let answer = client.get(&format!("/v1.0/users?{query}")).await;
        let answer = answer.json(StatusCode::OK);
        let names: BTreeSet<&str> = answer["value"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["displayName"].as_str().unwrap())
            .collect();
        assert_eq!(names, expected.iter().copied().collect(), "{filter}");
    }
}

#[tokio::test]
async fn pages_follow_one_another_and_hold_everybody_once() {
    let app = TestApp::start().await;
    let client = client(&app).await;
    for number in 0..7 {
        let address = format!("p{number}@partner.example");
        app.fixture.invite(&app.system(), &address).await;
    }
    let filter = "%24filter=userType%20eq%20'Guest'";
    let mut next = Some(format!("/v1.0/users?$top=3&{filter}&$select=mail"));
    let (mut sizes, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some(path) = next {
        let page = client.get(&path).await.json(StatusCode::OK);
        let users = page["value"].as_array().unwrap();
        sizes.push(users.len());
        seen.extend(users.iter().map(|user| user["mail"].to_string()));
        next = page["@odata.nextLink"].as_str().map(|link| {
            let path = link.strip_prefix("https://hospes.example");
            path.expect("a link to this server").to_owned()
        });
        // Somebody who comes while others read shifts nothing.
        if sizes.len() == 1 {
            let new = client.post("/v1.0/users", alex()).await;
            assert_eq!(new.status, StatusCode::CREATED);
        }
    }
    assert_eq!((sizes, seen.len()), (vec![3, 3, 1], 7));
}

#[tokio::test]
async fn what_cannot_be_asked_is_an_error_and_not_ignored() {
    let app = TestApp::start().await;
    let client = client(&app).await;
    let mut answers = Vec::new();
    for query in [
        "$filter=favouriteColour eq 'red'",
        "$filter=userType eq",
        "$filter=userType eq 'Guest' or",
        "$select=favouriteColour",
        "$top=0",
        "$top=1000",
        "$top=many",
        "$skiptoken=nonsense",
        "$expand=manager",
        "$search=\"displayName:pat\"",
        "$orderby=city",
        "$frobnicate=1",
    ] {
        let path = format!("/v1.0/users?{}", query.replace('"', "%22"));
        let answer = client.get(&path).await;
        let error = answer.json(StatusCode::BAD_REQUEST);
        let error = &error["error"];
        answers.push(json!({ "query": query, "code": error["code"], "message": error["message"] }));
    }
    assert_json_snapshot!("unsupported_queries", answers);
}

#[tokio::test]
async fn a_bad_body_says_which_property() {
    let app = TestApp::start().await;
    let client = client(&app).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let path = format!("/v1.0/users/{}", megan.id);
    let mut answers = Vec::new();
    let long = "x".repeat(300);
    for body in [
        json!({ "favouriteColour": "red" }),
        json!({ "jobTitle": 7 }),
        json!({ "displayName": null }),
        json!({ "displayName": "" }),
        json!({ "displayName": long }),
        json!({ "usageLocation": "Atlantis" }),
        json!({ "employeeHireDate": "2026-01-3é1" }),
        json!({ "otherMails": ["nonsense"] }),
        json!({ "accountEnabled": "yes" }),
        json!({ "passwordProfile": { "password": "short" } }),
        json!({ "passwordProfile": { "password": "Passw0rd!" } }),
        json!([]),
    ] {
        let answer = client.patch(&path, body.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        let error = answer.json(StatusCode::BAD_REQUEST);
        let error = &error["error"];
        let details = &error["details"];
        answers.push(
            json!({ "code": error["code"], "message": error["message"], "details": details }),
        );
    }
    assert_json_snapshot!("bad_bodies", answers);
    let user = client.get(&path).await.json(StatusCode::OK);
    assert_eq!(user["displayName"], "megan");
}

#[tokio::test]
async fn names_that_paths_spell_in_other_ways_are_found() {
    let app = TestApp::start().await;
    let client = client(&app).await;
    let invited = app
        .fixture
        .invite(&app.system(), "pat@partner.example")
        .await;
    let id = invited.user.id;
    for path in [
        format!("/v1.0/users('{id}')"),
        format!("/V1.0/Users/{id}"),
        format!("/v1.0//users/{id}/"),
        "/v1.0/users/pat_partner.example%23EXT%23@contoso.example".to_owned(),
    ] {
        let answer = client.get(&path).await;
        assert_eq!(answer.json(StatusCode::OK)["id"], id.to_string(), "{path}");
    }
}

#[tokio::test]
async fn ended_sessions_are_ended() {
    let app = TestApp::start().await;
    let client = client(&app).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut browser = app.signed_in(&megan).await;
    app.fixture.clock.advance(hospes_identity::Span::seconds(1));
    let client = if browser.open("/myapps").await.status == StatusCode::OK {
        client
    } else {
        panic!("megan is signed in")
    };
    let path = format!("/v1.0/users/{}/revokeSignInSessions", megan.id);
    let answer = client.call(Method::POST, &path, None).await;
    assert_json_snapshot!("revoked_sessions", answer.json(StatusCode::OK));
    let page = browser.get("/myapps").await;
    assert!(page.location().starts_with("/signin"));
}
