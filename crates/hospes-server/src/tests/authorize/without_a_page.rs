//! Grants without a page: on-behalf-of, and passwords.

use hospes_identity::application::NewApplication;
use hospes_identity::application::registration::{ExposedScope, Registration};
use hospes_identity::page::PageRequest;
use hospes_identity::sign_in_log::SignInQuery;
use hospes_identity::tenant::SignInSettings;
use hospes_identity::testing::PASSWORD;
use uuid::Uuid;

use super::*;

const OBO: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// A middle tier that offers a scope, and its secret.
async fn middle(app: &TestApp) -> (Application, String) {
    let (identity, system) = (&app.fixture.identity, app.system());
    let new = NewApplication {
        display_name: "Orders API".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: false,
        visible: false,
    };
    let made = identity.create_application(&system, &new).await.unwrap();
    let registration = Registration {
        oauth2_permission_scopes: vec![ExposedScope {
            id: Uuid::from_u128(9),
            value: "Orders.Read".to_owned(),
            user_consent_display_name: "Read your orders".to_owned(),
            admin_consent_display_name: "Read orders".to_owned(),
            admin_consent_description: "What it is for".to_owned(),
            is_admin_only: false,
            is_enabled: true,
        }],
        ..Registration::default()
    };
    register(app, made.id, &registration).await;
    let secret = identity.add_secret(&system, made.id, None, None).await;
    (made, secret.unwrap().text)
}

/// A token of the administrator for the middle tier.
async fn token_for(app: &TestApp, rp: &Rp<'_>, middle: &Application) -> String {
    let mut browser = app.as_admin().await;
    let scope = format!("openid api://{}/Orders.Read", middle.app_id);
    let code = rp.code(&mut browser, &[("scope", Some(&scope))]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    answer["access_token"].as_str().unwrap().to_owned()
}

async fn on_behalf(rp: &Rp<'_>, (client, secret): (&Application, &str), assertion: &str) -> Page {
    let client_id = client.app_id.to_string();
    let form = [
        ("grant_type", OBO),
        ("client_id", client_id.as_str()),
        ("client_secret", secret),
        ("assertion", assertion),
        ("requested_token_use", "on_behalf_of"),
        ("scope", "User.Read"),
    ];
    rp.token(&form, None).await
}

#[tokio::test]
async fn an_application_that_was_called_calls_graph_for_the_person_once_they_agreed() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (middle, secret) = middle(&app).await;
    let token = token_for(&app, &rp, &middle).await;
    let page = on_behalf(&rp, (&middle, &secret), &token).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 65_001));
    let (identity, system) = (&app.fixture.identity, app.system());
    let scopes = ["User.Read".to_owned()];
    identity
        .consent_for_everybody(&system, middle.id, &scopes, &[])
        .await
        .unwrap();
    let answer = on_behalf(&rp, (&middle, &secret), &token).await;
    let answer = answer.json(StatusCode::OK);
    let access_token = answer["access_token"].as_str().unwrap();
    assert_eq!(claims(access_token)["appid"], middle.app_id.to_string());
    let me = rp.graph("/v1.0/me", access_token).await;
    assert_eq!(me.json(StatusCode::OK)["id"], app.admin.id.to_string());
}

#[tokio::test]
async fn token_substitution_a_token_for_somebody_else_is_no_assertion() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (middle, secret) = middle(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    for other in ["access_token", "id_token", "refresh_token"] {
        let other = answer[other].as_str().unwrap();
        let page = on_behalf(&rp, (&middle, &secret), other).await;
        assert_eq!(refused(&page), ("invalid_grant".to_owned(), 50_013));
    }
}

#[tokio::test]
async fn what_the_person_took_back_ends_what_is_done_on_their_behalf() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (middle, secret) = middle(&app).await;
    let token = token_for(&app, &rp, &middle).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let scopes = ["User.Read".to_owned()];
    identity
        .consent_for_everybody(&system, middle.id, &scopes, &[])
        .await
        .unwrap();
    identity
        .withdraw_consent(&system, app.admin.id, rp.application.id)
        .await
        .unwrap();
    let page = on_behalf(&rp, (&middle, &secret), &token).await;
    assert_eq!(refused(&page).0, "invalid_grant");
}

pub(super) async fn settings(app: &TestApp, password_grant: bool) {
    let (identity, system) = (&app.fixture.identity, app.system());
    let settings = SignInSettings {
        password_grant,
        ..SignInSettings::default()
    };
    identity
        .update_sign_in_settings(&system, &settings)
        .await
        .unwrap();
}

pub(super) async fn register_public(rp: &Rp<'_>) {
    let registration = Registration {
        is_fallback_public_client: true,
        ..Registration::default()
    };
    rp.register(&registration).await;
    let (identity, system) = (&rp.app.fixture.identity, rp.app.system());
    let scopes = ["openid", "User.Read"].map(str::to_owned);
    identity
        .consent_for_everybody(&system, rp.application.id, &scopes, &[])
        .await
        .unwrap();
}

pub(super) async fn password(rp: &Rp<'_>, (name, password): (&str, &str)) -> Page {
    let form = [
        ("grant_type", "password"),
        ("client_id", rp.client_id.as_str()),
        ("username", name),
        ("password", password),
        ("scope", "openid User.Read"),
    ];
    rp.token(&form, None).await
}

#[tokio::test]
async fn a_password_is_exchanged_only_where_the_organization_and_the_registration_allow_it() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (name, secret) = (app.admin.user_principal_name.clone(), PASSWORD.to_owned());
    settings(&app, true).await;
    let page = password(&rp, (&name, &secret)).await;
    assert_eq!(refused(&page), ("invalid_client".to_owned(), 7_000_218));
    register_public(&rp).await;
    let answer = password(&rp, (&name, &secret)).await.json(StatusCode::OK);
    let me = rp
        .graph("/v1.0/me", answer["access_token"].as_str().unwrap())
        .await;
    assert_eq!(me.status, StatusCode::OK);
    settings(&app, false).await;
    let page = password(&rp, (&name, &secret)).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 53_003));
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_name_are_told_alike_and_are_counted() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    settings(&app, true).await;
    register_public(&rp).await;
    let (name, secret) = (app.admin.user_principal_name.clone(), PASSWORD.to_owned());
    for who in [name.as_str(), "nobody@contoso.example", "no address"] {
        let page = password(&rp, (who, "wrong")).await;
        assert_eq!(refused(&page), ("invalid_grant".to_owned(), 50_126));
    }
    let page = password(&rp, ("bob@fabrikam.example", "wrong")).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 50_034));
    for _ in 0..20 {
        password(&rp, (&name, "wrong")).await;
    }
    let page = password(&rp, (&name, &secret)).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 50_053));
}

#[tokio::test]
async fn what_is_done_on_somebodys_behalf_ends_with_their_sign_in() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (middle, secret) = middle(&app).await;
    let token = token_for(&app, &rp, &middle).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let scopes = ["User.Read", "offline_access"].map(str::to_owned);
    identity
        .consent_for_everybody(&system, middle.id, &scopes, &[])
        .await
        .unwrap();
    let client_id = middle.app_id.to_string();
    let form = [
        ("grant_type", OBO),
        ("client_id", client_id.as_str()),
        ("client_secret", secret.as_str()),
        ("assertion", token.as_str()),
        ("requested_token_use", "on_behalf_of"),
        ("scope", "User.Read offline_access"),
    ];
    let answer = rp.token(&form, None).await.json(StatusCode::OK);
    let refresh = answer["refresh_token"].as_str().unwrap();
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", client_id.as_str()),
        ("client_secret", secret.as_str()),
        ("refresh_token", refresh),
    ];
    let next = rp.token(&form, None).await.json(StatusCode::OK);
    identity
        .withdraw_consent(&system, app.admin.id, rp.application.id)
        .await
        .unwrap();
    let refresh = next["refresh_token"].as_str().unwrap();
    let form = [form[0], form[1], form[2], ("refresh_token", refresh)];
    let page = rp.token(&form, None).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 50_173));
}

#[tokio::test]
async fn a_right_password_that_leads_to_nothing_is_in_the_sign_in_log() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    settings(&app, true).await;
    register_public(&rp).await;
    rp.require_assignment().await;
    let name = app.admin.user_principal_name.clone();
    let page = password(&rp, (&name, PASSWORD)).await;
    assert_eq!(refused(&page).1, 50_105);
    let all = SignInQuery::all(PageRequest::first(1));
    let newest = app.fixture.identity.sign_ins(&app.system(), &all).await;
    let newest = &newest.unwrap().rows[0];
    assert_eq!((newest.code, newest.user), (50_105, Some(app.admin.id)));
}
