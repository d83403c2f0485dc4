//! Attacks of RFC 9700 and of the literature on OpenID Connect, each by its name.

use aws_lc_rs::hmac;
use futures_util::future::join_all;
use hospes_identity::Span;
use hospes_identity::testing::KeyHolder;

use super::*;
use crate::tests::support::SESSION;

#[tokio::test]
async fn code_replay() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    assert_eq!(
        refused(&rp.exchange(&code, &[]).await),
        ("invalid_grant".to_owned(), 54_005)
    );
    // What the first one got has ended, too.
    let page = rp
        .refresh(answer["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_eq!(refused(&page).0, "invalid_grant");
}

#[tokio::test]
async fn code_race() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let pages = join_all((0..64).map(|_| rp.exchange(&code, &[]))).await;
    let good = pages
        .iter()
        .filter(|page| page.status == StatusCode::OK)
        .count();
    assert_eq!(good, 1);
}

#[tokio::test]
async fn code_injection() {
    // A code of the victim's in the attacker's session: the verifier is another.
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let other = "another-verifier-that-nobody-guesses-0123456789";
    let page = rp.exchange(&code, &[("code_verifier", Some(other))]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 501_481));
}

#[tokio::test]
async fn pkce_downgrade() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let page = rp.exchange(&code, &[("code_verifier", None)]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 501_481));
    // And a verifier for a code that had no challenge.
    let without = [("code_challenge", None), ("code_challenge_method", None)];
    let code = rp.code(&mut browser, &without).await;
    let page = rp.exchange(&code, &[]).await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 501_481));
    let page = rp.exchange(&code, &[("code_verifier", None)]).await;
    page.json(StatusCode::OK);
}

#[tokio::test]
async fn code_of_another_client() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let other = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    assert_eq!(
        refused(&other.exchange(&code, &[]).await),
        ("invalid_grant".to_owned(), 70_000)
    );
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let page = other
        .refresh(answer["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_eq!(refused(&page), ("invalid_grant".to_owned(), 70_000));
}

#[tokio::test]
async fn redirect_confusion_at_the_token_endpoint() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    for uri in [None, Some(SPA), Some("https://rp.example/callback/")] {
        let page = rp.exchange(&code, &[("redirect_uri", uri)]).await;
        assert_eq!(
            refused(&page),
            ("invalid_grant".to_owned(), 70_000),
            "{uri:?}"
        );
    }
}

#[tokio::test]
async fn stolen_code_without_the_clients_secret() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let page = rp.exchange(&code, &[("client_secret", None)]).await;
    assert_eq!(refused(&page), ("invalid_client".to_owned(), 7_000_218));
    let page = rp
        .exchange(&code, &[("client_secret", Some("guess"))])
        .await;
    assert_eq!(refused(&page), ("invalid_client".to_owned(), 7_000_215));
}

#[tokio::test]
async fn forged_and_old_codes() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let mut forged = code.clone();
    forged.replace_range(40..41, if &code[40..41] == "A" { "B" } else { "A" });
    for text in [forged.as_str(), "x", "AAAA", &code[..code.len() - 4]] {
        assert_eq!(
            refused(&rp.exchange(text, &[]).await),
            ("invalid_grant".to_owned(), 70_000)
        );
    }
    app.fixture.clock.advance(Span::minutes(10));
    assert_eq!(
        refused(&rp.exchange(&code, &[]).await),
        ("invalid_grant".to_owned(), 70_008)
    );
}

#[tokio::test]
async fn csrf_on_consent() {
    // Another site posts the form that somebody else's page had.
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut attacker = app.signed_in(&megan).await;
    let page = attacker.open(&rp.request(&[])).await;
    let action = format!("/{}/oauth2/v2.0/consent", app.contoso.id);
    let form = page.form(&action);
    let request = &form
        .fields
        .iter()
        .find(|(name, _)| name == "request")
        .unwrap()
        .1;
    let mut victim = app.as_admin().await;
    let fields = [("request", request.as_str()), ("answer", "accept")];
    assert_eq!(
        victim.post_bare(&action, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    // Even with a token of the victim's own form: it was not shown to them.
    assert_eq!(
        victim.post(&action, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    let page = victim.open(&rp.request(&[])).await;
    assert_eq!(page.heading(), "Permissions requested");
}

#[tokio::test]
async fn token_substitution() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let answer = rp
        .exchange(&rp.code(&mut browser, &[]).await, &[])
        .await
        .json(StatusCode::OK);
    // An ID token is no access token, and neither is a refresh token.
    for name in ["id_token", "refresh_token"] {
        let token = answer[name].as_str().unwrap();
        for path in ["/v1.0/me", "/oidc/userinfo"] {
            assert_eq!(
                rp.graph(path, token).await.status,
                StatusCode::UNAUTHORIZED,
                "{name} {path}"
            );
        }
    }
}

#[tokio::test]
async fn another_tenants_application_and_people() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let mut browser = app.as_admin().await;
    let page = browser.get(&rp.request_at("fabrikam.example", &[])).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("AADSTS700016"), "{}", page.text());
    let code = rp.code(&mut browser, &[]).await;
    let body = rp.code_form(&code);
    let page = super::super::support::Client::token(&app, "fabrikam.example", &body).await;
    assert_eq!(refused(&page), ("unauthorized_client".to_owned(), 700_016));
}

#[tokio::test]
async fn reflection() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    let script = "<script>alert(1)</script>";
    for changes in [
        &[("client_id", Some(script))][..],
        &[("redirect_uri", Some(script))],
        &[("login_hint", Some(script)), ("prompt", Some("login"))],
        &[
            ("state", Some(script)),
            ("response_mode", Some("form_post")),
        ],
    ] {
        let page = browser.open(&rp.request(changes)).await;
        assert!(!page.body.contains(script), "{changes:?}");
    }
}

#[tokio::test]
async fn more_than_was_agreed_to_by_way_of_graph() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut browser = app.as_admin().await;
    for scope in ["openid User.Read", "offline_access"] {
        let code = rp.code(&mut browser, &[("scope", Some(scope))]).await;
        let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
        let token = answer["access_token"].as_str().unwrap();
        let invitation = serde_json::json!({
            "invitedUserEmailAddress": "attacker@evil.example",
            "inviteRedirectUrl": "https://evil.example/",
        });
        let request = Request::post("/v1.0/invitations")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(invitation.to_string())).unwrap();
        let page = app.send(request).await;
        assert!(page.status.is_client_error(), "{scope}: {}", page.body);
        let users = rp.graph("/v1.0/users", token).await;
        assert_eq!(users.status, StatusCode::FORBIDDEN, "{scope}");
        if scope == "offline_access" {
            let me = rp.graph("/v1.0/me", token).await;
            assert_eq!(me.status, StatusCode::FORBIDDEN);
        }
    }
}

#[tokio::test]
async fn who_is_there_without_asking_them() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let sam = app.fixture.member(&elsewhere, "sam").await;
    let silent = [("prompt", Some("none"))];
    let page = app.signed_in(&sam).await.get(&rp.request(&silent)).await;
    assert_eq!(Answered::of(page.location()).get("error"), "login_required");
    rp.require_assignment().await;
    let other = app.as_admin().await.get(&rp.request(&silent)).await;
    for page in [page, other] {
        let told = page.location();
        assert!(
            !told.contains("sam%40") && !told.contains("admin%40"),
            "{told}"
        );
        assert!(!told.contains(&fabrikam.id.to_string()), "{told}");
    }
}

#[tokio::test]
async fn the_tokens_of_somebody_who_was_replaced() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = app.fixture.system(fabrikam.id);
    let bob = app.fixture.member(&elsewhere, "bob").await;
    // Bob is signed in at home since before all of this.
    let mut bobs = app.signed_in(&bob).await;
    app.fixture.clock.advance(Span::hours(1));
    let (guest, _) = app
        .fixture
        .guest(&app.system(), "mallory@partner.example")
        .await;
    let mut mallorys = app.by_code("mallory@partner.example").await;
    let answer = rp.exchange(&rp.code(&mut mallorys, &[]).await, &[]).await;
    let answer = answer.json(StatusCode::OK);
    let under_way = rp.code(&mut mallorys, &[]).await;
    app.fixture.clock.advance(Span::minutes(1));
    // The account becomes Bob's, who accepts with the session he has.
    let (identity, system) = (&app.fixture.identity, app.system());
    let to = hospes_identity::testing::address("bob@fabrikam.example");
    app.mails.take();
    let reset = identity.reset_redemption(&system, guest.id, &to, "https://app.example/");
    reset.await.unwrap();
    app.work().await;
    bobs.open(&app.mails.only().link("/redeem")).await;
    let page = bobs.open("/redeem/review").await;
    bobs.submit(&page, "/redeem/accept", &[]).await;
    let page = rp
        .refresh(answer["refresh_token"].as_str().unwrap(), &[])
        .await;
    assert_eq!(refused(&page).0, "invalid_grant");
    assert_eq!(
        refused(&rp.exchange(&under_way, &[]).await).0,
        "invalid_grant"
    );
    let token = answer["access_token"].as_str().unwrap();
    for path in ["/v1.0/me", "/oidc/userinfo"] {
        assert_eq!(rp.graph(path, token).await.status, StatusCode::UNAUTHORIZED);
    }
    // And what Mallory agreed to is asked of Bob anew.
    let page = bobs.open(&rp.request(&[])).await;
    assert_eq!(page.heading(), "Permissions requested");
}

#[tokio::test]
async fn an_answer_led_elsewhere_by_who_may_less() {
    use hospes_identity::role::Role;
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let mut admin = app.as_admin().await;
    let everything = [("scope", Some("openid User.ReadWrite.All"))];
    rp.code(&mut admin, &everything).await;
    let mut lesser = app.as_role(Role::ApplicationAdministrator).await;
    let path = format!("/admin/applications/{}/authentication", rp.application.id);
    let fields = [("public", "http://localhost/evil")];
    let page = lesser.post(&path, &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = admin.post(&path, &fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn mix_up() {
    // RFC 9700, section 4.4: an answer says whose it is, so that a client takes it to no other server.
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let document = "/contoso.example/v2.0/.well-known/openid-configuration";
    let document = app.get(document).await.json(StatusCode::OK);
    assert_eq!(
        document["authorization_response_iss_parameter_supported"],
        true
    );
    let mut browser = app.as_admin().await;
    let good = rp.answered(&mut browser, &rp.request(&[])).await;
    assert_eq!(good.get("iss"), document["issuer"].as_str().unwrap());
    let bad = rp.request(&[("prompt", Some("none login"))]);
    let bad = Answered::of(browser.get(&bad).await.location());
    assert!(bad.find("error").is_some());
    assert_eq!(bad.get("iss"), document["issuer"].as_str().unwrap());
}

#[tokio::test]
async fn csrf_on_login() {
    // Another site signs somebody in as the attacker, to see what they do then.
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut victim = app.browser();
    let name = [("username", megan.user_principal_name.as_str())];
    let page = victim.post_bare("/signin", &name).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    // With a form that the attacker was given.
    let mut attacker = app.browser();
    let token = attacker.form_token().await;
    victim.open("/signin").await;
    for path in ["/signin", "/signin/password"] {
        let fields = [
            ("csrf", token.as_str()),
            ("username", megan.user_principal_name.as_str()),
            ("password", hospes_identity::testing::PASSWORD),
        ];
        let page = victim.post_bare(path, &fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(victim.cookie(SESSION), None);
}

#[tokio::test]
async fn session_fixation() {
    // The attacker plants the cookie of a session of their own, and waits for the victim to sign in with it.
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let attacker = app.signed_in(&megan).await;
    let planted = attacker.cookie(SESSION).unwrap().to_owned();
    let mut victim = app.browser();
    victim.set_cookie(SESSION, &planted);
    victim.sign_in(&app.admin.user_principal_name).await;
    let own = victim.cookie(SESSION).unwrap().to_owned();
    assert_ne!(own, planted);
    let mut attacker = app.browser();
    attacker.set_cookie(SESSION, &planted);
    let page = attacker.get("/account").await;
    assert!(page.location().starts_with("/signin?"), "it has ended");
    assert_eq!(victim.open("/account").await.status, StatusCode::OK);
}

/// What Graph and userinfo say of a forged token.
async fn is_refused(rp: &Rp<'_>, token: &str) {
    for path in ["/v1.0/me", "/oidc/userinfo"] {
        let page = rp.graph(path, token).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{path} {token}");
    }
}

/// Header and claims of a good token.
async fn good(app: &TestApp, rp: &Rp<'_>) -> (String, Value, Value) {
    let mut browser = app.as_admin().await;
    let code = rp.code(&mut browser, &[]).await;
    let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
    let token = answer["access_token"].as_str().unwrap().to_owned();
    for path in ["/v1.0/me", "/oidc/userinfo"] {
        assert_eq!(rp.graph(path, &token).await.status, StatusCode::OK);
    }
    let (header, claims) = (part(&token, 0), part(&token, 1));
    (token, header, claims)
}

#[tokio::test]
async fn alg_confusion() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (token, header, claims) = good(&app, &rp).await;
    let (_, signature) = token.rsplit_once('.').unwrap();
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    for algorithm in [
        "none", "None", "HS256", "HS512", "PS256", "RS512", "ES256", "EdDSA",
    ] {
        let mut header = header.clone();
        header["alg"] = json!(algorithm);
        let body = format!("{}.{}", encode(&header), encode(&claims));
        is_refused(&rp, &format!("{body}.")).await;
        is_refused(&rp, &format!("{body}.{signature}")).await;
    }
    // The public key as the secret of an HMAC.
    let keys = app.get("/contoso.example/discovery/v2.0/keys").await;
    let mut header = header.clone();
    header["alg"] = json!("HS256");
    let body = format!("{}.{}", encode(&header), encode(&claims));
    let keys = keys.json(StatusCode::OK);
    let key = keys["keys"].as_array().unwrap();
    let key = key.iter().find(|key| key["kid"] == header["kid"]).unwrap();
    let certificate = key["x5c"][0].as_str().unwrap();
    for secret in [
        certificate.as_bytes(),
        key["n"].as_str().unwrap().as_bytes(),
    ] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, body.as_bytes()));
        is_refused(&rp, &format!("{body}.{signature}")).await;
    }
}

#[tokio::test]
async fn kid_injection() {
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (_, header, claims) = good(&app, &rp).await;
    let holder = KeyHolder::new(app.fixture.identity.env().clock.now(), Span::days(1));
    for kid in [
        json!("../../../../dev/null"),
        json!("' OR '1'='1"),
        json!("x' UNION SELECT 'AA' --"),
        json!("|/bin/true"),
        json!("https://evil.example/key"),
        json!(["a", "b"]),
        json!(7),
        Value::Null,
    ] {
        let mut header = header.clone();
        header["kid"] = kid;
        is_refused(&rp, &holder.sign(&header, &claims)).await;
    }
}

#[tokio::test]
async fn jwks_poisoning() {
    // The token brings the key along by which it is to be verified.
    let app = TestApp::start().await;
    let rp = Rp::new(&app).await;
    let (_, header, claims) = good(&app, &rp).await;
    let holder = KeyHolder::new(app.fixture.identity.env().clock.now(), Span::days(1));
    let certificate = base64::engine::general_purpose::STANDARD.encode(&holder.der);
    for (name, value) in [
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/certificate")),
        ("x5c", json!([certificate])),
        ("jwk", json!({ "kty": "RSA", "e": "AQAB", "n": "AQAB" })),
        ("crit", json!(["exp"])),
    ] {
        for has_kid in [true, false] {
            let mut header = header.clone();
            header[name] = value.clone();
            if !has_kid {
                header.as_object_mut().unwrap().remove("kid");
            }
            is_refused(&rp, &holder.sign(&header, &claims)).await;
        }
    }
}

#[tokio::test]
async fn identity_providers_by_way_of_a_person_who_may_not_or_did_not_agree() {
    let role = hospes_identity::role::Role::ExternalIdentityProviderAdministrator;
    let path = "/v1.0/identity/identityProviders";
    for (role, scope, expected) in [
        (Some(role), "IdentityProvider.Read.All", StatusCode::OK),
        (Some(role), "IdentityProvider.ReadWrite.All", StatusCode::OK),
        (Some(role), "Domain.ReadWrite.All", StatusCode::FORBIDDEN),
        (Some(role), "User.Read", StatusCode::FORBIDDEN),
        (
            None,
            "IdentityProvider.ReadWrite.All",
            StatusCode::FORBIDDEN,
        ),
    ] {
        let app = TestApp::start().await;
        let rp = Rp::new(&app).await;
        // What concerns others, administrators agree to for everybody.
        let (identity, system) = (&app.fixture.identity, app.system());
        let scopes = [scope.to_owned()];
        let agreed = identity.consent_for_everybody(&system, rp.application.id, &scopes, &[]);
        agreed.await.unwrap();
        let mut browser = if let Some(role) = role {
            app.as_role(role).await
        } else {
            let plain = app.fixture.member(&system, "plain").await;
            app.signed_in(&plain).await
        };
        let code = rp.code(&mut browser, &[("scope", Some(scope))]).await;
        let answer = rp.exchange(&code, &[]).await.json(StatusCode::OK);
        let token = answer["access_token"].as_str().unwrap();
        let page = rp.graph(path, token).await;
        assert_eq!(page.status, expected, "{role:?} {scope} {}", page.body);
    }
}
