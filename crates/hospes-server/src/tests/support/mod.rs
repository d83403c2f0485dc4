//! What the tests of the server stand on: a whole server without sockets, and those who use it.

mod browser;
mod client;
mod device;
mod mails;
mod page;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use hospes_identity::Actor;
use hospes_identity::application::{Application, GraphPermission, NewApplication};
use hospes_identity::audit::{Activity, AuditEvent, AuditQuery};
use hospes_identity::group::{Group, NewGroup};
use hospes_identity::limit::Limits;
use hospes_identity::page::PageRequest;
use hospes_identity::role::Role;
use hospes_identity::tenant::Tenant;
use hospes_identity::testing::Fixture;
use hospes_identity::user::User;
use http_body_util::BodyExt as _;
use metrics_exporter_prometheus::PrometheusBuilder;
use tower::ServiceExt as _;

use crate::app::App;
use crate::config::{Config, read};
use crate::mail::inbox::Inbox;
use crate::routes::Route;
use crate::worker::Worker;

pub(super) use browser::{Browser, SESSION};
pub(super) use client::Client;
pub(super) use device::{Device, ORIGIN, add_passkey, begin, prove_passkey};
pub(super) use mails::Mails;
pub(super) use page::Page;

/// A server with Contoso, over a database of its own, at a time of its own.
pub(super) struct TestApp {
    pub(super) fixture: Fixture,
    pub(super) app: App,
    pub(super) routes: Arc<[Route]>,
    pub(super) contoso: Tenant,
    /// Contoso's Global Administrator.
    pub(super) admin: User,
    pub(super) mails: Arc<Mails>,
    pub(super) worker: Worker,
    router: Router,
    _inbox: Option<tempfile::TempDir>,
}

impl TestApp {
    pub(super) async fn start() -> Self {
        Self::with(Limits::default(), &[], false).await
    }

    pub(super) async fn with_limits(limits: Limits) -> Self {
        Self::with(limits, &[], false).await
    }

    pub(super) async fn with_settings(settings: &[(&str, &str)]) -> Self {
        Self::with(Limits::default(), settings, false).await
    }

    /// As the demo: with the inbox that can be read by everybody.
    pub(super) async fn with_inbox() -> Self {
        Self::with(Limits::default(), &[], true).await
    }

    async fn with(limits: Limits, settings: &[(&str, &str)], has_inbox: bool) -> Self {
        let fixture = Fixture::with_limits(limits).await;
        let metrics = PrometheusBuilder::new().build_recorder().handle();
        let folder = has_inbox.then(|| tempfile::tempdir().unwrap());
        let inbox = folder
            .as_ref()
            .map(|folder| Inbox::open(folder.path()).unwrap());
        let identity = fixture.identity.clone();
        let app = App::new(&config(settings), identity, inbox.clone(), metrics);
        let (router, routes) = crate::server(&app);
        let mails = Arc::new(Mails::new(inbox));
        let from = "invitations@hospes.example".parse().unwrap();
        let worker = Worker::new(app.clone(), Some(mails.clone()), from, 4);
        let contoso = fixture.contoso().await;
        let system = fixture.system(contoso.id);
        let admin = fixture.member(&system, "admin").await;
        let role = Role::GlobalAdministrator;
        let assigned = fixture.identity.assign_role(&system, admin.id, role);
        assigned.await.unwrap();
        Self {
            fixture,
            app,
            routes,
            contoso,
            admin,
            mails,
            worker,
            router,
            _inbox: folder,
        }
    }

    /// The server itself, acting in Contoso.
    pub(super) fn system(&self) -> Actor {
        self.fixture.system(self.contoso.id)
    }

    /// A browser without cookies.
    pub(super) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// A browser in which somebody of [`Fixture::member`] is signed in.
    pub(super) async fn signed_in(&self, user: &User) -> Browser<'_> {
        let mut browser = self.browser();
        browser.sign_in(&user.user_principal_name).await;
        browser
    }

    /// A browser in which Contoso's Global Administrator is signed in.
    pub(super) async fn as_admin(&self) -> Browser<'_> {
        self.signed_in(&self.admin).await
    }

    /// A browser in which a new member of Contoso with a role is signed in.
    pub(super) async fn as_role(&self, role: Role) -> Browser<'_> {
        let system = self.system();
        let user = self.fixture.member(&system, role.key()).await;
        let assigned = self.fixture.identity.assign_role(&system, user.id, role);
        assigned.await.unwrap();
        self.signed_in(&user).await
    }

    /// A browser in which somebody signs in with the code of their mail.
    pub(super) async fn by_code(&self, address: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let page = browser.open("/signin").await;
        let page = browser
            .submit(&page, "/signin", &[("username", address)])
            .await;
        let page = browser.follow(page).await;
        self.mails.take();
        self.work().await;
        let code = self.mails.only().code();
        let typed = [("code", code.as_str())];
        browser.submit(&page, "/signin/passcode", &typed).await;
        assert!(browser.is_signed_in());
        browser
    }

    /// A group of Contoso.
    pub(super) async fn group(&self, name: &str) -> Group {
        let new = NewGroup {
            display_name: name.to_owned(),
            description: None,
            mail_nickname: None,
        };
        let (identity, system) = (&self.fixture.identity, self.system());
        identity.create_group(&system, &new).await.unwrap()
    }

    /// An application of Contoso with a tile.
    pub(super) async fn tile(&self, name: &str) -> Application {
        let home = name.to_lowercase().replace(' ', "-");
        let new = NewApplication {
            display_name: name.to_owned(),
            description: Some(format!("What {name} is for")),
            home_page_url: Some(format!("https://{home}.contoso.example/")),
            assignment_required: true,
            visible: true,
        };
        let (identity, system) = (&self.fixture.identity, self.system());
        identity.create_application(&system, &new).await.unwrap()
    }

    /// An application of Contoso with these permissions, which has its token.
    pub(super) async fn client(&self, permissions: &[GraphPermission]) -> Client<'_> {
        self.client_of(&self.contoso, permissions).await
    }

    pub(super) async fn client_of(
        &self,
        tenant: &Tenant,
        permissions: &[GraphPermission],
    ) -> Client<'_> {
        let (app_id, secret) = self.application(tenant, permissions).await;
        Client::sign_in(self, tenant.id, (&app_id, &secret)).await
    }

    /// A new application; gives its client id and its secret.
    pub(super) async fn application(
        &self,
        tenant: &Tenant,
        permissions: &[GraphPermission],
    ) -> (String, String) {
        let (identity, actor) = (&self.fixture.identity, self.fixture.system(tenant.id));
        let new = NewApplication {
            display_name: "Automation".to_owned(),
            description: None,
            home_page_url: None,
            assignment_required: true,
            visible: false,
        };
        let application = identity.create_application(&actor, &new).await.unwrap();
        for permission in permissions {
            let granted = identity.grant_permission(&actor, application.id, *permission);
            granted.await.unwrap();
        }
        let secret = identity
            .add_secret(&actor, application.id, None, None)
            .await;
        (application.app_id.to_string(), secret.unwrap().text)
    }

    /// Sends a request as it would come from 192.0.2.1, unless it says from where.
    pub(super) async fn send(&self, mut request: Request<Body>) -> Page {
        let peer = std::net::SocketAddr::from(([192, 0, 2, 1], 40_000));
        let peer = ConnectInfo(peer);
        request.extensions_mut().get_or_insert(peer);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Page::new(parts.status, parts.headers, &body)
    }

    /// Asks without anything.
    pub(super) async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// What the audit log has of an activity, newest first.
    pub(super) async fn events(&self, activity: Activity) -> Vec<AuditEvent> {
        let query = AuditQuery {
            activity: Some(activity),
            ..AuditQuery::all(PageRequest::first(100))
        };
        let system = self.system();
        let found = self.fixture.identity.audit_events(&system, &query).await;
        found.unwrap().rows
    }

    /// What is stored, but for what limits counted.
    pub(super) async fn stored(&self) -> Vec<(String, Vec<String>)> {
        let mut rows = self.fixture.dump().await;
        rows.retain(|(table, _)| table != "limit_counters");
        rows.sort();
        assert!(!rows.is_empty());
        rows
    }

    /// Lets the worker do everything there is to do.
    pub(super) async fn work(&self) {
        self.worker.run_until_idle().await;
    }
}

/// The defaults, at an address of ours.
pub(super) fn config(settings: &[(&str, &str)]) -> Config {
    let root = ("HOSPES_SERVER_PUBLIC_URL", "https://hospes.example");
    let name = ("HOSPES_SERVER_NAME", "Example Hosting");
    let all = [root, name].into_iter().chain(settings.iter().copied());
    let all = all.map(|(key, value)| (key.to_owned(), value.to_owned()));
    read(Some(std::path::Path::new("/dev/null")), all).unwrap()
}

/// What tests ask of every answer.
pub(super) trait Answer {
    fn headers(&self) -> &HeaderMap;

    /// A header, which must be there.
    fn header(&self, name: &str) -> &str {
        let value = self.headers().get(name);
        let value = value.unwrap_or_else(|| panic!("no {name} in {:?}", self.headers()));
        value.to_str().unwrap()
    }
}
