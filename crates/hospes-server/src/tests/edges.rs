//! What every answer has in common: headers, errors, and what a request cannot change by what it says
//! of itself.

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use axum::routing::get;
use hospes_identity::application::GraphPermission;
use hospes_protocol::oauth::OAuthError;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use super::support::{Answer as _, Client, Page, TestApp};
use crate::app::App;

/// A page of ours may load nothing from elsewhere and run nothing that stands in it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
     form-action 'self'";

async fn call(app: &TestApp, method: Method, path: &str, headers: &[(&str, &str)]) -> Page {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.send(request.body(Body::empty()).unwrap()).await
}

/// A URL of a file that a page loads.
async fn asset(app: &TestApp) -> String {
    app.get("/signin")
        .await
        .attribute("link[rel=stylesheet]", "href")
}

#[tokio::test]
async fn a_server_that_answers_says_so() {
    let app = TestApp::start().await;
    for path in ["/healthz", "/readyz"] {
        let page = app.get(path).await;
        assert_eq!(
            (page.status, page.body.as_str()),
            (StatusCode::OK, "ok\n"),
            "{path}"
        );
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(!page.headers.contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn metrics_are_for_whoever_runs_the_server() {
    let app = TestApp::start().await;
    let page = app.get("/metrics").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "from another machine");
    for (ip, headers, status) in [
        ([127, 0, 0, 1], &[][..], StatusCode::OK),
        (
            [127, 0, 0, 1],
            &[("x-forwarded-for", "203.0.113.9")],
            StatusCode::FORBIDDEN,
        ),
        (
            [127, 0, 0, 1],
            &[("forwarded", "for=203.0.113.9")],
            StatusCode::FORBIDDEN,
        ),
        (
            [192, 0, 2, 1],
            &[("x-forwarded-for", "127.0.0.1")],
            StatusCode::FORBIDDEN,
        ),
    ] {
        let peer = ConnectInfo(std::net::SocketAddr::from((ip, 40_000)));
        let mut request = Request::get("/metrics").extension(peer);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let page = app.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(page.status, status, "{ip:?} {headers:?}");
    }
    let token = [("HOSPES_METRICS_TOKEN", "a token of sixteen letters or more")];
    let app = TestApp::with_settings(&token).await;
    for (sent, status) in [
        ("", StatusCode::FORBIDDEN),
        ("Bearer ", StatusCode::FORBIDDEN),
        ("Bearer another", StatusCode::FORBIDDEN),
        ("a token of sixteen letters or more", StatusCode::FORBIDDEN),
        ("Bearer a token of sixteen letters or more", StatusCode::OK),
    ] {
        let page = call(&app, Method::GET, "/metrics", &[("authorization", sent)]).await;
        assert_eq!(page.status, status, "{sent}");
    }
}

#[tokio::test]
async fn every_kind_of_answer_tells_browsers_what_they_may_do() {
    let app = TestApp::with_inbox().await;
    app.fixture
        .invite(&app.system(), "pat@partner.example")
        .await;
    app.work().await;
    let mut admin = app.as_admin().await;
    let client = app.client(GraphPermission::ALL).await;
    let mail = app.get("/inbox/messages").await.json(StatusCode::OK)[0]["id"].clone();
    let mail = mail.as_str().unwrap().to_owned();
    let pages = [
        app.get("/signin").await,
        app.get("/nothing").await,
        admin.get("/admin").await,
        admin.get("/myapps").await,
        app.get("/myapps").await,
        app.get("/redeem").await,
        app.get(&asset(&app).await).await,
        app.get("/assets/0/nothing.css").await,
        client.get("/v1.0/users").await,
        app.get("/v1.0/users").await,
        Client::token(&app, "contoso.example", &[]).await,
        app.get("/contoso.example/discovery/v2.0/keys").await,
        app.get("/healthz").await,
        app.get("/inbox").await,
        app.get(&format!("/inbox/{mail}")).await,
    ];
    for page in pages {
        assert_eq!(
            page.header("content-security-policy"),
            POLICY,
            "{}",
            page.body
        );
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_common(&page);
    }
    let framed = app.get(&format!("/inbox/{mail}/html")).await;
    assert_common(&framed);
    assert_eq!(framed.header("x-frame-options"), "SAMEORIGIN");
    let policy = framed.header("content-security-policy");
    for part in ["default-src 'none'", "sandbox ", "frame-ancestors 'self'"] {
        assert!(policy.contains(part), "{policy}");
    }
    for part in [
        "allow-scripts",
        "allow-same-origin",
        "allow-forms",
        "script-src",
    ] {
        assert!(!policy.contains(part), "{policy}");
    }
}

fn assert_common(page: &Page) {
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
    assert!(
        page.header("strict-transport-security")
            .starts_with("max-age=")
    );
    assert!(page.header("permissions-policy").contains("camera=()"));
    let number = page.header("request-id");
    assert_eq!(number.len(), 36, "{number}");
    // What is about people is kept nowhere; files and public keys are the same for everybody.
    let kept = page.header("cache-control");
    let known = [
        "no-store",
        "no-cache",
        "public, max-age=3600",
        "public, max-age=31536000, immutable",
    ];
    assert!(known.contains(&kept), "{kept}");
}

#[tokio::test]
async fn a_page_that_is_not_there_has_a_reference_number_and_a_way_out() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let nobody = "00000000-0000-4000-8000-00000000dead";
    for path in [
        "/nothing".to_owned(),
        "/admin/nothing".to_owned(),
        format!("/admin/users/{nobody}"),
        "/admin/users/none".to_owned(),
        format!("/admin/groups/{nobody}"),
        format!("/admin/applications/{nobody}"),
        format!("/admin/audit/{nobody}"),
        format!("/account/organizations/{nobody}/leave"),
        "/inbox".to_owned(),
    ] {
        let page = admin.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.heading(), "There is nothing here", "{path}");
        assert_eq!(page.text_of(".colophon .mono"), page.header("request-id"));
        assert_eq!(page.attribute("main a.button", "href"), "/");
        assert!(!page.body.contains(nobody), "{path} comes back");
    }
}

#[tokio::test]
async fn the_contact_of_the_settings_is_whom_an_error_names() {
    let settings = [("HOSPES_SERVER_CONTACT", "help@hosting.example")];
    let app = TestApp::with_settings(&settings).await;
    let page = app.get("/nothing").await;
    assert!(
        page.text().contains("write to help@hosting.example"),
        "{}",
        page.text()
    );
    assert!(page.text_of(".colophon").contains("Example Hosting"));
}

#[tokio::test]
async fn another_method_is_answered_with_those_that_there_are() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    for (method, path, allowed) in [
        (Method::GET, "/redeem/accept", "POST"),
        (Method::GET, "/signout", "POST"),
        (Method::DELETE, "/signin", "GET,HEAD,POST"),
        (Method::POST, "/myapps", "GET,HEAD"),
    ] {
        let page = call(&app, method.clone(), path, &[]).await;
        assert_eq!(
            page.status,
            StatusCode::METHOD_NOT_ALLOWED,
            "{method} {path}"
        );
        assert_eq!(page.header("allow"), allowed, "{method} {path}");
        assert_eq!(page.heading(), "There is nothing here", "{method} {path}");
        assert_eq!(page.text_of(".colophon .mono"), page.header("request-id"));
    }
    // A form that was sent is reloaded by its address.
    let page = admin.get("/admin/users/delete").await;
    assert!(page.status.is_client_error());
    assert!(page.has("main a.button"), "never an empty page");
}

#[tokio::test]
async fn what_cannot_be_read_is_a_page_too() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    for path in [
        "/signin?next=/a&next=/b",
        "/admin/users/%ff",
        "/admin/users?q=%ff",
        "/inbox/%ff",
    ] {
        let page = admin.get(path).await;
        assert!(!page.status.is_server_error(), "{path} {}", page.status);
        assert!(page.has("main h1"), "{path}: {}", page.body);
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_body_has_a_longest_size() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let page = admin.open("/admin/groups/new").await;
    let long = "x".repeat(300 * 1024);
    let fields = [("name", "Project"), ("description", long.as_str())];
    let page = admin.submit(&page, "/admin/groups/new", &fields).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(page.heading(), "This is more than we take");
    assert_eq!(page.text_of(".colophon .mono"), page.header("request-id"));
    let long = "x".repeat(1024 * 1024 + 1);
    let page = Client::token(&app, "contoso.example", &[("client_secret", &long)]).await;
    assert!(page.status.is_client_error(), "{}", page.status);
    let error = serde_json::from_str::<Value>(&page.body).expect("JSON");
    assert_eq!(error["error"], "invalid_request");
    let groups = app.stored().await;
    assert!(groups.iter().all(|(table, _)| table != "groups"));
}

#[tokio::test]
async fn what_a_request_says_of_its_host_is_in_no_link() {
    let app = TestApp::start().await;
    let lies = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-for", "203.0.113.9"),
        ("forwarded", "for=203.0.113.9;host=evil.example;proto=http"),
        ("x-original-url", "/admin"),
        ("x-rewrite-url", "/admin"),
    ];
    let client = app.client(GraphPermission::ALL).await;
    let bearer = format!("Bearer {}", client.token);
    let mut request = Request::post("/v1.0/invitations")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, &bearer);
    for (name, value) in lies {
        request = request.header(name, value);
    }
    let body = serde_json::json!({
        "invitedUserEmailAddress": "pat@partner.example",
        "inviteRedirectUrl": "https://apps.contoso.example/",
        "sendInvitationMessage": true,
    });
    let answer = app
        .send(request.body(Body::from(body.to_string())).unwrap())
        .await;
    let link = answer.json(StatusCode::CREATED)["inviteRedeemUrl"].clone();
    assert!(
        link.as_str()
            .unwrap()
            .starts_with("https://hospes.example/redeem?")
    );
    assert!(!answer.body.contains("evil.example"), "{}", answer.body);
    app.work().await;
    let mail = app.mails.only();
    for part in [&mail.text, &mail.html] {
        assert!(!part.contains("evil.example"));
    }
    let mut headers = lies.to_vec();
    headers.push(("authorization", &bearer));
    for path in [
        "/v1.0/users?$top=1",
        "/contoso.example/discovery/v2.0/keys",
        "/signin",
        "/admin",
        "/redeem",
        "/nothing",
    ] {
        let page = call(&app, Method::GET, path, &headers).await;
        assert!(!page.body.contains("evil.example"), "{path}");
        for (name, value) in &page.headers {
            assert!(
                !value.to_str().unwrap().contains("evil.example"),
                "{path} {name}"
            );
        }
    }
    let events = app
        .events(hospes_identity::audit::Activity::InviteExternalUser)
        .await;
    let ip = events[0].initiator.ip.as_deref();
    assert_eq!(ip, Some("192.0.2.1"), "a stranger cannot say who they are");
}

#[tokio::test]
async fn a_proxy_that_is_trusted_says_who_asks() {
    let settings = [("HOSPES_SERVER_TRUSTED_PROXIES", "192.0.2.1")];
    let app = TestApp::with_settings(&settings).await;
    let client = app.client(GraphPermission::ALL).await;
    let request = Request::post("/v1.0/invitations")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {}", client.token))
        .header("x-forwarded-for", "6.6.6.6, 203.0.113.9");
    let body = serde_json::json!({
        "invitedUserEmailAddress": "pat@partner.example",
        "inviteRedirectUrl": "https://apps.contoso.example/",
    });
    app.send(request.body(Body::from(body.to_string())).unwrap())
        .await;
    let events = app
        .events(hospes_identity::audit::Activity::InviteExternalUser)
        .await;
    assert_eq!(events[0].initiator.ip.as_deref(), Some("203.0.113.9"));
}

#[tokio::test]
async fn files_are_kept_for_ever_under_the_name_of_their_version() {
    let app = TestApp::start().await;
    let css = asset(&app).await;
    let page = app.get(&css).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(
        page.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(!page.headers.contains_key("set-cookie"));
    let old = app.get("/assets/0123456789abcdef/hospes.css").await;
    assert_eq!(
        (old.status, old.header("cache-control")),
        (StatusCode::OK, "no-cache")
    );
    let icon = app.get("/favicon.ico").await;
    assert_eq!(icon.header("content-type"), "image/svg+xml");
    let folder = css.rsplit_once('/').unwrap().0;
    for name in [
        "nothing.css",
        "..%2Fconfig.default.toml",
        "%2e%2e%2fCargo.toml",
        "hospes.css%00",
    ] {
        let page = app.get(&format!("{folder}/{name}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{name}");
        assert_eq!(page.header("cache-control"), "no-store", "{name}");
        assert!(!page.body.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn every_file_that_a_page_names_is_there() {
    let app = TestApp::start().await;
    let page = app.as_admin().await.open("/admin").await;
    for (selector, name) in [
        ("link[rel=stylesheet]", "href"),
        ("link[rel=icon]", "href"),
        ("script[src]", "src"),
    ] {
        let url = page.attribute(selector, name);
        assert_eq!(app.get(&url).await.status, StatusCode::OK, "{url}");
    }
    assert!(!page.has("script:not([src])") && !page.has("[style]") && !page.has("[onclick]"));
}

#[tokio::test]
async fn graph_answers_json_whatever_is_asked() {
    let app = TestApp::start().await;
    let client = app.client(GraphPermission::ALL).await;
    let bearer = format!("Bearer {}", client.token);
    for (method, path) in [
        (Method::GET, "/v1.0"),
        (Method::GET, "/v1.0/"),
        (Method::GET, "/v1.0/nothing"),
        (Method::GET, "/v1.0/users/a/b/c/d"),
        (Method::GET, "/v1.0/users/%ff"),
        (Method::GET, "/v1.0/users?$filter=%ff"),
        (Method::GET, "/v1.0/users?$top=0&$top=1"),
        (Method::GET, "/v1.0/users?$nonsense=1"),
        (Method::PUT, "/v1.0/users"),
        (Method::DELETE, "/v1.0/users"),
        (Method::PATCH, "/v1.0/invitations"),
        (Method::TRACE, "/v1.0/users"),
        (Method::POST, "/v1.0/users"),
    ] {
        let page = call(&app, method.clone(), path, &[("authorization", &bearer)]).await;
        assert!(
            page.status.is_client_error(),
            "{method} {path} {}",
            page.status
        );
        assert!(
            page.header("content-type").starts_with("application/json"),
            "{method} {path}"
        );
        let body = serde_json::from_str::<Value>(&page.body).expect("JSON");
        let error = &body["error"];
        assert!(
            error["code"].is_string() && error["message"].is_string(),
            "{body}"
        );
        assert_eq!(
            error["innerError"]["request-id"],
            page.header("request-id"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_token_endpoint_answers_json_whatever_is_asked() {
    let app = TestApp::start().await;
    let form = "application/x-www-form-urlencoded";
    for (method, kind, body, tenant) in [
        (Method::POST, form, "", "contoso.example"),
        (
            Method::POST,
            form,
            "grant_type=client_credentials&grant_type=x",
            "contoso.example",
        ),
        (Method::POST, form, "grant_type=%ff%fe", "contoso.example"),
        (Method::POST, "application/json", "{}", "contoso.example"),
        (
            Method::POST,
            "text/plain",
            "grant_type=client_credentials",
            "contoso.example",
        ),
        (Method::POST, form, "grant_type=client_credentials", "%ff"),
        (Method::GET, form, "", "contoso.example"),
        (Method::PUT, form, "", "contoso.example"),
    ] {
        let request = Request::builder()
            .method(method.clone())
            .uri(format!("/{tenant}/oauth2/v2.0/token"))
            .header(header::CONTENT_TYPE, kind);
        let page = app.send(request.body(Body::from(body)).unwrap()).await;
        assert!(page.status.is_client_error(), "{method} {kind} {body}");
        let error = serde_json::from_str::<Value>(&page.body);
        let error =
            error.unwrap_or_else(|_| panic!("{method} {kind} {body} {tenant}: {}", page.body));
        assert!(error["error"].is_string(), "{error}");
        let text = error["error_description"].as_str().unwrap();
        assert!(text.starts_with("AADSTS"), "{text}");
        assert_eq!(error["trace_id"], page.header("request-id"));
        assert_eq!(page.header("cache-control"), "no-store");
    }
    let page = app.get("/nobody.example/discovery/v2.0/keys").await;
    let error = page.json(StatusCode::BAD_REQUEST);
    let known = OAuthError::unknown_tenant("nobody.example");
    assert_eq!(error["error"], known.code.as_str());
}

#[tokio::test]
async fn a_bug_is_answered_as_the_caller_reads() {
    async fn bug() {
        panic!("a bug");
    }
    let app = TestApp::start().await;
    let ask = async |router: Router<App>| {
        let request = Request::get("/bug").body(Body::empty()).unwrap();
        let answer = router
            .with_state(app.app.clone())
            .oneshot(request)
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(body.to_vec()).unwrap()
    };
    let bug = || Router::new().route("/bug", get(bug));

    let page = ask(crate::to_people(&app.app, bug())).await;
    assert!(page.contains("<h1") && !page.contains("a bug"), "{page}");
    let json = ask(crate::to_graph(&app.app, bug())).await;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["error"]["code"], "InternalServerError");
    let json = ask(crate::to_platform(&app.app, bug())).await;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["error"], "server_error");
}

#[tokio::test]
async fn a_server_of_this_machine_asks_no_browser_to_keep_to_tls() {
    for root in [
        "https://localhost:8443",
        "https://127.0.0.1",
        "https://[::1]:8443",
    ] {
        let app = TestApp::with_settings(&[("HOSPES_SERVER_PUBLIC_URL", root)]).await;
        let page = app.get("/signin").await;
        assert!(
            !page.headers.contains_key("strict-transport-security"),
            "{root}"
        );
    }
}
