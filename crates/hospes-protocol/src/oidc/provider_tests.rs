//! Metadata shaped like those of servers that guests come from, and metadata that must not be taken.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::jose::UpstreamAlgorithm;
use crate::oauth::ClientProofMethod;

const GOOGLE: &str = "https://accounts.google.com";
const KEYCLOAK: &str = "https://sso.partner.example:8443/realms/guests";
const OKTA: &str = "https://partner.okta.example/oauth2/default";
const COMMON: &str = "https://login.microsoftonline.com/common/v2.0";
const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";

/// In the shape of Google's: endpoints on several hosts, and no end of a session.
fn google() -> Value {
    json!({
        "issuer": GOOGLE,
        "authorization_endpoint": "https://accounts.google.com/o/oauth2/v2/auth",
        "device_authorization_endpoint": "https://oauth2.googleapis.com/device/code",
        "token_endpoint": "https://oauth2.googleapis.com/token",
        "userinfo_endpoint": "https://openidconnect.googleapis.com/v1/userinfo",
        "revocation_endpoint": "https://oauth2.googleapis.com/revoke",
        "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
        "response_types_supported": ["code", "token", "id_token", "code token", "none"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "email", "email_verified", "exp", "iss", "sub"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "authorization_response_iss_parameter_supported": true,
    })
}

/// In the shape of Entra's for all tenants: a template, `null` values, and nothing of challenges.
fn entra() -> Value {
    let at = |path: &str| format!("https://login.microsoftonline.com/common/{path}");
    json!({
        "token_endpoint": at("oauth2/v2.0/token"),
        "token_endpoint_auth_methods_supported":
            ["client_secret_post", "private_key_jwt", "client_secret_basic", "self_signed_tls_client_auth"],
        "jwks_uri": at("discovery/v2.0/keys"),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": TEMPLATE,
        "request_uri_parameter_supported": false,
        "userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo",
        "authorization_endpoint": at("oauth2/v2.0/authorize"),
        "end_session_endpoint": at("oauth2/v2.0/logout"),
        "tenant_region_scope": null,
        "cloud_instance_name": "microsoftonline.com",
    })
}

/// In the shape of Keycloak's: a port, objects in the document, algorithms that we refuse among the others.
fn keycloak() -> Value {
    let at = |name: &str| format!("{KEYCLOAK}/protocol/openid-connect/{name}");
    json!({
        "issuer": KEYCLOAK,
        "authorization_endpoint": at("auth"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "end_session_endpoint": at("logout"),
        "jwks_uri": at("certs"),
        "check_session_iframe": at("login-status-iframe.html"),
        "response_types_supported": ["code", "none", "id_token", "token", "code id_token"],
        "id_token_signing_alg_values_supported":
            ["PS384", "RS384", "EdDSA", "ES384", "HS256", "HS512", "ES256", "RS256", "ES512", "PS256", "RS512"],
        "token_endpoint_auth_methods_supported":
            ["private_key_jwt", "client_secret_basic", "client_secret_post", "tls_client_auth", "client_secret_jwt"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "authorization_response_iss_parameter_supported": true,
        "mtls_endpoint_aliases": { "token_endpoint": at("token"), "userinfo_endpoint": at("userinfo") },
    })
}

/// In the shape of Okta's: the methods `none` and all others.
fn okta() -> Value {
    let at = |name: &str| format!("{OKTA}/v1/{name}");
    json!({
        "issuer": OKTA,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("keys"),
        "end_session_endpoint": at("logout"),
        "response_types_supported": ["code", "id_token", "code id_token", "code token"],
        "response_modes_supported": ["query", "fragment", "form_post", "okta_post_message"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported":
            ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"],
        "code_challenge_methods_supported": ["S256"],
    })
}

fn read(document: &Value, asked: &str) -> Result<ProviderMetadata, MetadataError> {
    let asked = ProviderAddress::parse(asked).unwrap();
    ProviderMetadata::read(document.to_string().as_bytes(), &asked)
}

/// Keycloak's after a change; `null` stays.
fn refusal(name: &str, value: Value) -> MetadataError {
    let mut document = keycloak();
    document[name] = value;
    read(&document, KEYCLOAK).unwrap_err()
}

fn refusal_without(name: &str) -> MetadataError {
    let mut document = keycloak();
    document.as_object_mut().unwrap().remove(name);
    read(&document, KEYCLOAK).unwrap_err()
}

#[test]
fn a_document_like_google_s_is_read() {
    let google = read(&google(), GOOGLE).unwrap();
    assert_eq!(google.issuer, GOOGLE);
    assert_eq!(
        google.token_endpoint.as_str(),
        "https://oauth2.googleapis.com/token"
    );
    assert_eq!(google.jwks_uri.url().host_str(), Some("www.googleapis.com"));
    assert!(google.userinfo_endpoint.is_some() && google.end_session_endpoint.is_none());
    let methods = [ClientProofMethod::Post, ClientProofMethod::Basic];
    assert_eq!(google.client_proofs, methods);
    assert_eq!(google.signing_algorithms, [UpstreamAlgorithm::Rs256]);
    assert!(google.names_issuer_in_answers && !google.is_of_all_tenants());
    assert_eq!(google.takes_s256, Some(true));
}

#[test]
fn a_document_like_entra_s_stands_for_all_tenants() {
    for asked in [
        COMMON,
        "https://login.microsoftonline.com/organizations/v2.0",
        "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
    ] {
        let entra = read(&entra(), asked).unwrap();
        assert_eq!(entra.issuer, TEMPLATE);
        assert!(entra.is_of_all_tenants() && !entra.names_issuer_in_answers);
        assert_eq!(entra.takes_s256, None);
        let methods = [
            ClientProofMethod::Post,
            ClientProofMethod::PrivateKeyJwt,
            ClientProofMethod::Basic,
        ];
        assert_eq!(entra.client_proofs, methods);
    }
    let mut older = entra();
    older["issuer"] = json!("https://sts.windows.net/{tenantid}/");
    read(&older, "https://login.microsoftonline.com/common").unwrap();
    let cloud = entra().to_string().replace(".com/", ".us/");
    let cloud: Value = serde_json::from_str(&cloud).unwrap();
    read(&cloud, &COMMON.replace(".com/", ".us/")).unwrap();
}

#[test]
fn a_document_like_entra_s_of_one_tenant_names_it() {
    let tenant = "https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0";
    let mut document = entra();
    document["issuer"] = json!(tenant);
    assert_eq!(read(&document, tenant).unwrap().issuer, tenant);
    // Asked by its domain: the error names the issuer that the administrator has to give.
    let found = tenant.to_owned();
    let asked = "https://login.microsoftonline.com/partner.example/v2.0";
    assert_eq!(read(&document, asked), Err(MetadataError::Issuer { found }));
}

#[test]
fn a_template_is_taken_of_microsoft_alone_and_where_all_tenants_are_asked_for() {
    for (asked, issuer) in [
        (COMMON, "https://evil.example/{tenantid}/v2.0"),
        (COMMON, "https://{tenantid}/v2.0"),
        (COMMON, "https://login.microsoftonline.com{tenantid}/v2.0"),
        (COMMON, "https://login.microsoftonline.com.{tenantid}/v2.0"),
        (
            COMMON,
            "https://login.microsoftonline.com/{tenantid}evil/v2.0",
        ),
        (
            COMMON,
            "https://login.microsoftonline.com/a/{tenantid}/v2.0",
        ),
        (
            COMMON,
            "https://login.microsoftonline.com/{tenantid}/{tenantid}",
        ),
        (
            COMMON,
            "https://login.microsoftonline.com:8443/{tenantid}/v2.0",
        ),
        (COMMON, "http://login.microsoftonline.com/{tenantid}/v2.0"),
        ("https://idp.example/common/v2.0", TEMPLATE),
        ("https://idp.example", "https://idp.example/{tenantid}"),
        (
            "https://login.microsoftonline.com/9122040d-6c67/v2.0",
            TEMPLATE,
        ),
        ("https://login.microsoftonline.com/consumers/v2.0", TEMPLATE),
        (
            "https://login.microsoftonline.com:8443/common/v2.0",
            TEMPLATE,
        ),
    ] {
        let mut document = entra();
        document["issuer"] = json!(issuer);
        assert_eq!(
            read(&document, asked),
            Err(MetadataError::Template),
            "{asked} {issuer}"
        );
    }
    let mut document = entra();
    document["issuer"] = json!("https://login.microsoftonline.com/{tenantId}/v2.0");
    read(&document, COMMON).unwrap_err();
}

#[test]
fn documents_like_keycloak_s_and_okta_s_are_read() {
    let keycloak = read(&keycloak(), KEYCLOAK).unwrap();
    let algorithms = [
        UpstreamAlgorithm::Ps384,
        UpstreamAlgorithm::Rs384,
        UpstreamAlgorithm::EdDsa,
        UpstreamAlgorithm::Es384,
        UpstreamAlgorithm::Es256,
        UpstreamAlgorithm::Rs256,
        UpstreamAlgorithm::Ps256,
        UpstreamAlgorithm::Rs512,
    ];
    assert_eq!(keycloak.signing_algorithms, algorithms);
    assert_eq!(keycloak.client_proofs.len(), 4);
    let okta = read(&okta(), &format!("{OKTA}/.well-known/openid-configuration")).unwrap();
    assert_eq!(okta.issuer, OKTA);
    assert_eq!(okta.client_proofs.len(), 5);
    assert!(!okta.names_issuer_in_answers);
}

#[test]
fn what_is_left_out_has_the_meaning_that_the_specification_gives_it() {
    let mut least = keycloak();
    for name in [
        "token_endpoint_auth_methods_supported",
        "id_token_signing_alg_values_supported",
        "code_challenge_methods_supported",
        "authorization_response_iss_parameter_supported",
        "userinfo_endpoint",
    ] {
        least.as_object_mut().unwrap().remove(name);
    }
    least["end_session_endpoint"] = json!("");
    let least = read(&least, KEYCLOAK).unwrap();
    assert_eq!(least.client_proofs, [ClientProofMethod::Basic]);
    assert_eq!(least.signing_algorithms, [UpstreamAlgorithm::Rs256]);
    assert_eq!(
        (least.takes_s256, least.names_issuer_in_answers),
        (None, false)
    );
    assert_eq!(
        (least.userinfo_endpoint, least.end_session_endpoint),
        (None, None)
    );
}

#[test]
fn a_document_of_another_issuer_is_refused_and_named() {
    for found in [
        "https://evil.example",
        "https://sso.partner.example:8443/realms/guests/",
        "https://sso.partner.example:8443/realms/Guests",
        "https://sso.partner.example/realms/guests",
        "http://sso.partner.example:8443/realms/guests",
        "https://sso.partner.example:8443/realms/guests?x",
        "",
    ] {
        let error = refusal("issuer", json!(found));
        let found = found.to_owned();
        assert_eq!(error, MetadataError::Issuer { found });
    }
    assert_eq!(
        refusal("issuer", json!(["x"])),
        MetadataError::Missing("issuer")
    );
    // What a stranger writes is one short line.
    let long = format!("https://a\n\u{202e}{}", "b".repeat(1000));
    let MetadataError::Issuer { found } = refusal("issuer", json!(long)) else {
        panic!("another issuer")
    };
    assert!(found.chars().count() <= 200 && !found.contains(char::is_control));
}

#[test]
fn the_address_of_a_document_leaves_open_whether_the_issuer_ends_in_a_slash() {
    let with_slash = "https://partner.auth.example/";
    let without = "https://partner.auth.example";
    let document = |issuer: &str| {
        let mut document = okta();
        document["issuer"] = json!(issuer);
        document
    };
    let well_known = discovery_url(without);
    assert_eq!(well_known, discovery_url(with_slash));
    for issuer in [with_slash, without] {
        assert_eq!(read(&document(issuer), &well_known).unwrap().issuer, issuer);
        assert_eq!(read(&document(issuer), issuer).unwrap().issuer, issuer);
    }
    read(&document(with_slash), without).unwrap_err();
    read(&document(without), with_slash).unwrap_err();
}

#[test]
fn what_must_be_there_is_missed() {
    for name in [
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "response_types_supported",
    ] {
        assert_eq!(refusal_without(name), MetadataError::Missing(name));
        assert_eq!(refusal(name, Value::Null), MetadataError::Missing(name));
    }
}

#[test]
fn an_endpoint_is_an_https_url_without_user_and_fragment() {
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
    ] {
        for (url, problem) in [
            ("http://sso.partner.example/x", UpstreamUrlError::NotHttps),
            ("HTTPS://sso.partner.example/x", UpstreamUrlError::NotHttps),
            ("file:///etc/passwd", UpstreamUrlError::NotHttps),
            ("//sso.partner.example/x", UpstreamUrlError::NotHttps),
            ("javascript:alert(1)", UpstreamUrlError::NotHttps),
            (
                "https://a:b@sso.partner.example/x",
                UpstreamUrlError::UserInfo,
            ),
            (
                "https://evil.example@sso.partner.example",
                UpstreamUrlError::UserInfo,
            ),
            ("https://sso.partner.example/x#", UpstreamUrlError::Fragment),
            ("https:///sso.partner.example/x", UpstreamUrlError::Host),
            ("https://", UpstreamUrlError::Host),
            ("https://sso.partner.example:x/", UpstreamUrlError::Host),
            ("https://[::1/", UpstreamUrlError::Host),
            (
                "https:\\\\sso.partner.example",
                UpstreamUrlError::Characters,
            ),
            (
                "https://sso.partner.example/a b",
                UpstreamUrlError::Characters,
            ),
            (
                "https://sso.partner.example/\r\nX: y",
                UpstreamUrlError::Characters,
            ),
            ("https://sso.pärtner.example/", UpstreamUrlError::Characters),
        ] {
            let refused = refusal(name, json!(url));
            assert_eq!(refused, MetadataError::Endpoint { name, problem }, "{url}");
        }
        let long = format!("https://a.example/{}", "a".repeat(MAX_UPSTREAM_URL_BYTES));
        let problem = UpstreamUrlError::TooLong;
        let refused = refusal(name, json!(long));
        assert_eq!(refused, MetadataError::Endpoint { name, problem });
        assert_eq!(refusal(name, json!(["x"])), MetadataError::Form(name));
    }
    let mut with_query = keycloak();
    with_query["token_endpoint"] = json!("https://sso.partner.example/token?p=policy");
    read(&with_query, KEYCLOAK).unwrap();
}

#[test]
fn a_server_that_offers_nothing_that_we_have_is_refused() {
    let types = "response_types_supported";
    assert_eq!(
        refusal(types, json!(["code id_token", "id_token"])),
        MetadataError::NoCode
    );
    assert_eq!(refusal(types, json!([])), MetadataError::NoCode);
    assert_eq!(refusal(types, json!("code")), MetadataError::Form(types));
    let signing = "id_token_signing_alg_values_supported";
    for words in [json!(["none", "HS256", "ES512"]), json!([])] {
        assert_eq!(refusal(signing, words), MetadataError::NoSigningAlgorithm);
    }
    let methods = "token_endpoint_auth_methods_supported";
    let refused = refusal(methods, json!(["tls_client_auth"]));
    assert_eq!(refused, MetadataError::NoClientProof);
    assert_eq!(refusal(methods, json!([7])), MetadataError::Form(methods));
}

#[test]
fn what_is_no_document_or_too_long_is_refused() {
    let asked = ProviderAddress::parse(KEYCLOAK).unwrap();
    let read = |body: &str| ProviderMetadata::read(body.as_bytes(), &asked).unwrap_err();
    let twice = keycloak()
        .to_string()
        .replacen('{', "{\"issuer\":\"https://evil.example\",", 1);
    for body in ["", "<html>", "[]", "null", "{", &twice] {
        assert_eq!(read(body), MetadataError::Malformed, "{body:.40}");
    }
    let long = format!("{}{}", keycloak(), " ".repeat(64 * 1024));
    assert_eq!(read(&long), MetadataError::TooLong);
}

#[test]
fn an_administrator_may_paste_an_issuer_or_the_address_of_its_document() {
    for (text, issuer) in [
        (KEYCLOAK, KEYCLOAK),
        ("  https://accounts.google.com\n", GOOGLE),
        (
            "https://accounts.google.com/.well-known/openid-configuration",
            GOOGLE,
        ),
    ] {
        let address = ProviderAddress::parse(text).unwrap();
        assert_eq!(address.issuer(), issuer);
        assert_eq!(address.discovery().as_str(), discovery_url(issuer));
    }
    for (text, problem) in [
        ("", UpstreamUrlError::NotHttps),
        ("accounts.google.com", UpstreamUrlError::NotHttps),
        ("http://idp.example", UpstreamUrlError::NotHttps),
        ("https://idp.example?tenant=a", UpstreamUrlError::Query),
        ("https://idp.example/#", UpstreamUrlError::Fragment),
        (
            "https://idp.example/.well-known/openid-configuration?p=x",
            UpstreamUrlError::Query,
        ),
        (TEMPLATE, UpstreamUrlError::Characters),
        (
            "/.well-known/openid-configuration",
            UpstreamUrlError::NotHttps,
        ),
    ] {
        assert_eq!(ProviderAddress::parse(text), Err(problem), "{text}");
    }
}

#[test]
fn every_error_is_a_sentence_that_says_where() {
    let error = refusal("jwks_uri", json!("http://a.example"));
    let expected = "the jwks_uri of the discovery document does not begin with https://";
    assert_eq!(error.to_string(), expected);
}

fn departure() -> Departure<'static> {
    Departure {
        client_id: "hospes",
        redirect_uri: "https://guests.example/signin/provider/1/callback",
        scope: "openid profile email",
        state: "s&1",
        nonce: "n",
        code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        response_mode: None,
        login_hint: None,
        prompt: None,
        acr_values: None,
    }
}

#[test]
fn the_way_there_asks_for_a_code_bound_by_a_challenge() {
    let url = departure().url(&read(&keycloak(), KEYCLOAK).unwrap());
    assert_eq!(
        url,
        format!(
            "{KEYCLOAK}/protocol/openid-connect/auth?response_type=code&client_id=hospes\
             &redirect_uri=https%3A%2F%2Fguests.example%2Fsignin%2Fprovider%2F1%2Fcallback\
             &scope=openid+profile+email&state=s%261&nonce=n\
             &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
        )
    );
}

#[test]
fn the_way_there_keeps_what_the_endpoint_has() {
    let mut document = keycloak();
    document["authorization_endpoint"] = json!("https://b2c.example/authorize?p=policy%201");
    let departure = Departure {
        response_mode: Some("form_post"),
        login_hint: Some("bob+x@partner.example"),
        prompt: Some("select_account"),
        acr_values: Some("urn:gold https://refeds.org/profile/mfa"),
        ..departure()
    };
    let url = departure.url(&read(&document, KEYCLOAK).unwrap());
    assert!(url.starts_with("https://b2c.example/authorize?p=policy%201&response_type=code&"));
    let rest = "&response_mode=form_post&login_hint=bob%2Bx%40partner.example&prompt=select_account\
                &acr_values=urn%3Agold+https%3A%2F%2Frefeds.org%2Fprofile%2Fmfa";
    assert!(url.ends_with(rest), "{url}");
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        let asked = ProviderAddress::parse(KEYCLOAK).unwrap();
        ProviderMetadata::read(&bytes, &asked).unwrap_err();
    }

    #[test]
    fn no_member_makes_the_reader_panic(
        name in "(issuer|authorization_endpoint|jwks_uri|response_types_supported)",
        text in any::<String>(),
    ) {
        let mut document = keycloak();
        document[name.as_str()] = json!([text.as_str()]);
        let _ = read(&document, KEYCLOAK);
        document[name.as_str()] = json!(text);
        let _ = read(&document, KEYCLOAK);
        let _ = read(&document, COMMON);
    }

    #[test]
    fn what_is_taken_as_an_address_leads_to_its_host(text in "(https://)?[a-z0-9.@:/?#\\\\\\[\\]{} -]{0,40}") {
        if let Ok(address) = ProviderAddress::parse(&text) {
            let url = address.discovery().url();
            prop_assert_eq!(url.scheme(), "https");
            prop_assert!(url.host_str().is_some_and(|host| !host.is_empty()));
            prop_assert!(url.username().is_empty() && url.password().is_none());
            prop_assert!(url.query().is_none() && url.fragment().is_none());
            prop_assert!(url.path().ends_with("/.well-known/openid-configuration"));
        }
    }
}

#[test]
fn a_sign_out_goes_where_the_document_says_and_nowhere_if_it_does_not() {
    let mut document = keycloak();
    let ask = SignOut {
        client_id: "hospes",
        id_token_hint: Some("a.b.c"),
        post_logout_redirect_uri: "https://hospes.example/signed-out",
        state: "s&1",
    };
    let url = ask.url(&read(&document, KEYCLOAK).unwrap()).unwrap();
    assert_eq!(
        url,
        format!(
            "{KEYCLOAK}/protocol/openid-connect/logout?id_token_hint=a.b.c&client_id=hospes\
             &post_logout_redirect_uri=https%3A%2F%2Fhospes.example%2Fsigned-out&state=s%261"
        )
    );
    document
        .as_object_mut()
        .unwrap()
        .remove("end_session_endpoint");
    assert_eq!(ask.url(&read(&document, KEYCLOAK).unwrap()), None);
}
