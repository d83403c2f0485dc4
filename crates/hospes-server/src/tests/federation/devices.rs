//! Guests whose own organization's provider says something of their device.

use axum::http::StatusCode;
use hospes_identity::application::registration::{
    ExposedScope, OptionalClaim, OptionalClaims, Registration,
};
use hospes_identity::identity_provider::ProviderPatch;
use hospes_identity::ids::ProviderId;
use hospes_identity::testing::SamlPerson;
use serde_json::{Value, json};
use uuid::Uuid;

use super::saml::{self, SamlUniversity};
use super::{University, lee};
use crate::tests::authorize::{Rp, claims};
use crate::tests::device;
use crate::tests::support::{Browser, TestApp};

const COMPLIANT: &str = "http://schemas.microsoft.com/2014/09/devicecontext/claims/iscompliant";
const MANAGED: &str = "http://schemas.microsoft.com/2012/01/devicecontext/claims/ismanaged";

async fn trust(app: &TestApp, id: ProviderId, is_trusted: bool) {
    let patch = ProviderPatch {
        trusts_devices: Some(is_trusted),
        ..ProviderPatch::default()
    };
    let (identity, system) = (&app.fixture.identity, app.system());
    let changed = identity.update_identity_provider(&system, id, &patch);
    changed.await.unwrap();
}

/// The application registers in which of its tokens it wants to know it, and a scope, so that it has some of its own.
async fn wants(rp: &Rp<'_>, (in_id_token, in_access_token): (bool, bool)) {
    let wanted = |is_wanted: bool| {
        let claim = OptionalClaim {
            name: "signin_state".to_owned(),
            additional_properties: Vec::new(),
        };
        is_wanted.then_some(claim).into_iter().collect()
    };
    let scope = ExposedScope {
        id: Uuid::from_u128(7),
        value: "Expenses.Read".to_owned(),
        user_consent_display_name: "Read your expenses".to_owned(),
        admin_consent_display_name: "Read all expenses".to_owned(),
        admin_consent_description: "What it is for".to_owned(),
        is_admin_only: false,
        is_enabled: true,
    };
    let registration = Registration {
        optional_claims: OptionalClaims {
            id_token: wanted(in_id_token),
            access_token: wanted(in_access_token),
        },
        oauth2_permission_scopes: vec![scope],
        enable_id_token_issuance: true,
        ..Registration::default()
    };
    rp.register(&registration).await;
}

/// What the university says of a sign-in of Lee.
fn lee_on(signin_state: Value) -> Value {
    let mut said = lee();
    said["signin_state"] = signin_state;
    said
}

/// What the application gets of whoever is signed in: for itself as a resource.
async fn tokens(rp: &Rp<'_>, browser: &mut Browser<'_>) -> Value {
    let scope = format!("openid offline_access api://{}/Expenses.Read", rp.client_id);
    let code = rp.code(browser, &[("scope", Some(&scope))]).await;
    rp.exchange(&code, &[]).await.json(StatusCode::OK)
}

/// What the ID token and the access token of an answer say.
fn said_by(answer: &Value) -> [Value; 2] {
    ["id_token", "access_token"].map(|token| {
        let all = claims(answer[token].as_str().unwrap());
        all["signin_state"].clone()
    })
}

#[tokio::test]
async fn an_application_that_asks_reads_it_while_the_provider_is_trusted() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let rp = Rp::new(&app).await;
    wants(&rp, (true, true)).await;
    let (nothing, both) = (Value::Null, json!(["dvc_mngd", "dvc_cmp"]));
    let said = lee_on(json!(["kmsi", "dvc_cmp", "dvc_mngd", "inknownntwk"]));
    let mut browser = uni.again(&said).await;
    // Off by default, whatever the provider says.
    let answer = tokens(&rp, &mut browser).await;
    assert_eq!(said_by(&answer), [nothing.clone(), nothing.clone()]);
    trust(&app, uni.provider.id, true).await;
    let answer = tokens(&rp, &mut browser).await;
    assert_eq!(said_by(&answer), [both.clone(), both.clone()]);
    // Each token by what is registered for it.
    for (wanted, expected) in [
        ((true, false), [both.clone(), nothing.clone()]),
        ((false, true), [nothing.clone(), both.clone()]),
        ((false, false), [nothing.clone(), nothing.clone()]),
    ] {
        wants(&rp, wanted).await;
        assert_eq!(said_by(&tokens(&rp, &mut browser).await), expected);
    }
    // Nothing of it is Graph's.
    wants(&rp, (true, true)).await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    assert_eq!(said_by(&answer), [both, nothing]);
}

#[tokio::test]
async fn what_is_trusted_no_more_is_in_no_token_from_then_on() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let rp = Rp::new(&app).await;
    wants(&rp, (true, true)).await;
    trust(&app, uni.provider.id, true).await;
    let mut browser = uni.again(&lee_on(json!(["dvc_dmjd"]))).await;
    let straight = [
        ("response_type", Some("id_token")),
        ("scope", Some("openid")),
    ];
    let mut answer = tokens(&rp, &mut browser).await;
    for (is_trusted, expected) in [
        (true, json!(["dvc_dmjd"])),
        (false, Value::Null),
        (true, json!(["dvc_dmjd"])),
    ] {
        trust(&app, uni.provider.id, is_trusted).await;
        let refresh = answer["refresh_token"].as_str().unwrap();
        answer = rp.refresh(refresh, &[]).await.json(StatusCode::OK);
        assert_eq!(said_by(&answer), [expected.clone(), expected.clone()]);
        let path = rp.request(&straight);
        let at_once = rp.answered(&mut browser, &path).await.get("id_token");
        assert_eq!(claims(&at_once)["signin_state"], expected);
    }
}

#[tokio::test]
async fn another_sign_in_says_what_was_said_in_that_one() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let rp = Rp::new(&app).await;
    wants(&rp, (true, true)).await;
    trust(&app, uni.provider.id, true).await;
    for (said, expected) in [
        (lee_on(json!(["dvc_cmp"])), json!(["dvc_cmp"])),
        (lee(), Value::Null),
        (lee_on(json!(["kmsi", "inknownntwk"])), Value::Null),
        (lee_on(json!("dvc_cmp")), Value::Null),
        (
            lee_on(json!(["dvc_cmp", "dvc_mngd_app", "dvc_cmp", "<b>", 1])),
            json!(["dvc_cmp", "dvc_mngd_app"]),
        ),
    ] {
        let mut browser = uni.again(&said).await;
        let answer = tokens(&rp, &mut browser).await;
        assert_eq!(said_by(&answer), [expected.clone(), expected], "{said}");
    }
}

#[tokio::test]
async fn a_device_that_types_a_code_is_another_one_than_the_browser_s() {
    let app = TestApp::start().await;
    let uni = University::new(&app).await;
    uni.accepted().await;
    let rp = Rp::new(&app).await;
    wants(&rp, (true, true)).await;
    trust(&app, uni.provider.id, true).await;
    let mut browser = uni.again(&lee_on(json!(["dvc_cmp"]))).await;
    let codes = device::begun(&rp, &app, "contoso.example").await;
    let page = device::approved(&app, &mut browser, &codes).await;
    assert_eq!(page.heading(), "Your device is signed in");
    let answer = device::poll(&rp, &app, ("contoso.example", &codes)).await;
    let answer = answer.json(StatusCode::OK);
    assert_eq!(said_by(&answer), [Value::Null, Value::Null]);
}

#[tokio::test]
async fn by_saml_two_attributes_say_it() {
    let app = TestApp::start().await;
    let uni = SamlUniversity::new(&app).await;
    uni.accepted().await;
    let rp = Rp::new(&app).await;
    wants(&rp, (true, true)).await;
    let person = |compliant: &'static str| SamlPerson {
        attributes: vec![(COMPLIANT, vec![compliant]), (MANAGED, vec!["True"])],
        ..saml::lee()
    };
    let mut browser = uni.again(&person("true")).await;
    for (is_trusted, expected) in [(false, Value::Null), (true, json!(["dvc_mngd", "dvc_cmp"]))] {
        trust(&app, uni.provider.id, is_trusted).await;
        let answer = tokens(&rp, &mut browser).await;
        assert_eq!(said_by(&answer), [expected.clone(), expected]);
    }
    let mut browser = uni.again(&person("false")).await;
    let managed = json!(["dvc_mngd"]);
    let answer = tokens(&rp, &mut browser).await;
    assert_eq!(said_by(&answer), [managed.clone(), managed]);
}
