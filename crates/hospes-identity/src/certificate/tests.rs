use futures_util::future::join_all;
use hospes_protocol::oauth::AssertionError;
use serde_json::{Value, json};

use super::*;
use crate::application::{
    Application, Caller, ClientError, GraphPermission, NewApplication, Proof,
};
use crate::audit::{Activity, AuditQuery};
use crate::env::Span;
use crate::limit::Limits;
use crate::page::PageRequest;
use crate::role::Role;
use crate::testing::{Fixture, KeyHolder};
use crate::{Actor, Error};

const ENDPOINT: &str = "https://login.example/contoso/oauth2/v2.0/token";

/// A tenant with an application that has registered a certificate.
struct World {
    fixture: Fixture,
    system: Actor,
    application: Application,
    holder: KeyHolder,
    kept: Certificate,
}

impl World {
    async fn new() -> Self {
        let mut limits = Limits::default();
        limits.client_assertions_once = true;
        Self::with_limits(limits).await
    }

    async fn with_limits(limits: Limits) -> Self {
        let fixture = Fixture::with_limits(limits).await;
        let system = fixture.system(fixture.contoso().await.id);
        let application = named(&fixture, &system, "Board").await;
        let holder = KeyHolder::new(fixture.identity.env().clock.now(), Span::days(90));
        let pem = holder.pem();
        let kept = fixture
            .identity
            .add_certificate(&system, application.id, None, pem.as_bytes());
        let kept = kept.await.unwrap();
        Self {
            fixture,
            system,
            application,
            holder,
            kept,
        }
    }

    fn now(&self) -> Timestamp {
        self.fixture.identity.env().clock.now()
    }

    fn claims(&self, jti: &str) -> Value {
        KeyHolder::claims(self.application.app_id, ENDPOINT, (self.now(), jti))
    }

    fn assertion(&self, jti: &str) -> String {
        let when = (self.now(), jti);
        self.holder
            .assertion(self.application.app_id, ENDPOINT, when)
    }

    /// Asks with a header and claims of one's own.
    async fn signed(&self, header: &Value, claims: &Value) -> Result<Caller, ClientError> {
        self.ask(&self.holder.sign(header, claims)).await
    }

    async fn ask(&self, assertion: &str) -> Result<Caller, ClientError> {
        self.ask_as(&self.system, &self.application, assertion)
            .await
    }

    async fn ask_as(
        &self,
        actor: &Actor,
        application: &Application,
        assertion: &str,
    ) -> Result<Caller, ClientError> {
        let audiences = [ENDPOINT.to_owned()];
        let identity = &self.fixture.identity;
        identity
            .authenticate_application_by_assertion(
                actor.tenant,
                application.app_id,
                assertion,
                &audiences,
            )
            .await
    }

    async fn used(&self) -> usize {
        let dump = self.fixture.dump().await;
        let of_table = dump.iter().filter(|(name, _)| name == "client_assertions");
        of_table.count()
    }
}

async fn named(fixture: &Fixture, actor: &Actor, name: &str) -> Application {
    let new = NewApplication {
        display_name: name.to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: true,
        visible: false,
    };
    let made = fixture.identity.create_application(actor, &new).await;
    made.unwrap()
}

fn is(answer: &Result<Caller, ClientError>, expected: AssertionError) -> bool {
    matches!(answer, Err(ClientError::Assertion(error)) if *error == expected)
}

#[tokio::test]
async fn an_application_proves_itself_with_either_padding_and_thumbprint() {
    let world = World::new().await;
    let (identity, id) = (&world.fixture.identity, world.application.id);
    let invite = GraphPermission::UserInviteAll;
    let granted = identity.grant_permission(&world.system, id, invite).await;
    granted.unwrap();
    for algorithm in ["RS256", "PS256"] {
        let header = world.holder.header(algorithm);
        let caller = world.signed(&header, &world.claims(algorithm)).await;
        let caller = caller.unwrap();
        assert_eq!(caller.application, world.application);
        assert_eq!(caller.roles, ["User.Invite.All"]);
        assert_eq!(caller.proof, Proof::Certificate);
    }
}

#[tokio::test]
async fn of_64_that_send_one_assertion_at_once_one_is_believed() {
    let world = World::new().await;
    let assertion = world.assertion("one");
    let answers = join_all((0..64).map(|_| world.ask(&assertion))).await;
    let believed = answers.iter().filter(|answer| answer.is_ok()).count();
    let used =
        |answer: &&Result<Caller, ClientError>| matches!(answer, Err(ClientError::UsedAssertion));
    assert_eq!(believed, 1);
    assert_eq!(answers.iter().filter(used).count(), 63);
    // Nor later, by another signature over the same name.
    world.fixture.clock.advance(Span::minutes(1));
    let again = world.ask(&world.assertion("one")).await;
    assert!(matches!(again, Err(ClientError::UsedAssertion)));
    world.ask(&world.assertion("two")).await.unwrap();
}

#[tokio::test]
async fn a_name_is_used_by_one_application_and_forgotten_when_its_assertion_is_over() {
    let world = World::new().await;
    let (identity, system) = (&world.fixture.identity, &world.system);
    let other = named(&world.fixture, system, "Hours").await;
    let der = &world.holder.der;
    let added = identity.add_certificate(system, other.id, None, der).await;
    added.unwrap();
    world.ask(&world.assertion("one")).await.unwrap();
    let of_other = world
        .holder
        .assertion(other.app_id, ENDPOINT, (world.now(), "one"));
    world.ask_as(system, &other, &of_other).await.unwrap();
    assert_eq!(world.used().await, 2);
    world.fixture.clock.advance(Span::minutes(10));
    identity.forget_old_assertions().await.unwrap();
    assert_eq!(world.used().await, 2, "clocks may differ");
    let late = world.ask(&of_other).await;
    assert!(is(&late, AssertionError::Client), "{late:?}");
    world.fixture.clock.advance(Span::minutes(1));
    assert_eq!(identity.forget_old_assertions().await.unwrap().changed, 2);
    assert_eq!(world.used().await, 0);
    let over = world.ask_as(system, &other, &of_other).await;
    assert!(is(&over, AssertionError::Time), "{over:?}");
}

#[tokio::test]
async fn an_assertion_is_good_for_its_time_unless_the_limits_say_once() {
    let world = World::with_limits(Limits::default()).await;
    let assertion = world.assertion("one");
    for _ in 0..3 {
        world.ask(&assertion).await.unwrap();
    }
    assert_eq!(world.used().await, 0);
    world.fixture.clock.advance(Span::minutes(11));
    let over = world.ask(&assertion).await;
    assert!(is(&over, AssertionError::Time), "{over:?}");
}

#[tokio::test]
async fn what_is_wrong_with_an_assertion_uses_nothing_up() {
    let world = World::new().await;
    let good = world.holder.header("RS256");
    let (none, hmac) = (json!({ "alg": "none" }), json!({ "alg": "HS256" }));
    let with = |header: &Value| {
        let mut header = header.clone();
        header["x5t"] = good["x5t"].clone();
        header
    };
    let changed = |name: &str, value: Value| {
        let mut claims = world.claims("one");
        claims[name] = value;
        claims
    };
    let day = world.now().as_seconds() + 86_400;
    for (header, claims, expected) in [
        (with(&none), world.claims("one"), AssertionError::Malformed),
        (with(&hmac), world.claims("one"), AssertionError::Malformed),
        (
            json!({ "alg": "RS256", "kid": "'; DROP TABLE application_certificates; --" }),
            world.claims("one"),
            AssertionError::UnknownKey,
        ),
        (
            good.clone(),
            changed("aud", json!("https://evil.example/")),
            AssertionError::Audience,
        ),
        (
            good.clone(),
            changed("exp", json!(day + 61)),
            AssertionError::Time,
        ),
        (
            good.clone(),
            changed("nbf", json!(day)),
            AssertionError::Time,
        ),
        (
            good.clone(),
            changed("sub", json!("somebody")),
            AssertionError::Client,
        ),
        (
            good.clone(),
            changed("jti", json!("")),
            AssertionError::Malformed,
        ),
    ] {
        let refused = world.signed(&header, &claims).await;
        assert!(is(&refused, expected), "{header} {claims}: {refused:?}");
    }
    // Another key under the thumbprint of the registered certificate.
    let thief = KeyHolder::new(world.now(), Span::days(1));
    let forged = world.ask(&thief.sign(&good, &world.claims("one"))).await;
    assert!(is(&forged, AssertionError::Signature), "{forged:?}");
    assert_eq!(world.used().await, 0);
    world.ask(&world.assertion("one")).await.unwrap();
}

#[tokio::test]
async fn a_certificate_counts_within_its_dates_and_until_it_is_removed() {
    let world = World::new().await;
    let (identity, system) = (&world.fixture.identity, &world.system);
    let id = world.application.id;
    let later = world.now().plus(Span::days(10));
    let future = KeyHolder::new(later, Span::days(90));
    let added = identity.add_certificate(system, id, Some("next"), &future.der);
    added.await.unwrap();
    let when = (world.now(), "one");
    let early = future.assertion(world.application.app_id, ENDPOINT, when);
    let early = world.ask(&early).await;
    assert!(matches!(early, Err(ClientError::ExpiredCertificate)));
    let all = identity.certificates(system, id).await.unwrap();
    let names: Vec<_> = all.iter().map(|one| one.display_name.as_str()).collect();
    assert_eq!(names, ["CN=Test application", "next"]);
    world.fixture.clock.advance(Span::days(90));
    world.ask(&world.assertion("last")).await.unwrap();
    world.fixture.clock.advance(Span::seconds(1));
    let late = world.ask(&world.assertion("late")).await;
    assert!(matches!(late, Err(ClientError::ExpiredCertificate)));
    let key = world.kept.key_id;
    identity.remove_certificate(system, id, key).await.unwrap();
    let gone = world.ask(&world.assertion("gone")).await;
    assert!(is(&gone, AssertionError::UnknownKey), "{gone:?}");
    let again = identity.remove_certificate(system, id, key).await;
    assert!(matches!(again, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_certificate_proves_the_application_that_registered_it_and_no_other() {
    let world = World::new().await;
    let (fixture, system) = (&world.fixture, &world.system);
    let other = named(fixture, system, "Hours").await;
    let claims = KeyHolder::claims(other.app_id, ENDPOINT, (world.now(), "one"));
    let assertion = world.holder.sign(&world.holder.header("RS256"), &claims);
    let refused = world.ask_as(system, &other, &assertion).await;
    assert!(is(&refused, AssertionError::UnknownKey), "{refused:?}");
    let fabrikam = fixture.tenant("Fabrikam", "fabrikam.example").await;
    let stranger = fixture.system(fabrikam.id);
    let assertion = world.assertion("one");
    let refused = world
        .ask_as(&stranger, &world.application, &assertion)
        .await;
    assert!(matches!(refused, Err(ClientError::Unknown)));
    world.ask(&assertion).await.unwrap();
    let identity = &fixture.identity;
    let deleted = identity.delete_application(system, world.application.id);
    deleted.await.unwrap();
    let gone = world.ask(&world.assertion("two")).await;
    assert!(matches!(gone, Err(ClientError::Unknown)));
    let gone = ["client_assertions", "application_certificates"];
    for (table, _) in fixture.dump().await {
        assert!(!gone.contains(&table.as_str()), "{table}");
    }
}

#[tokio::test]
async fn whoever_registers_a_certificate_can_do_what_the_application_may() {
    let world = World::new().await;
    let (identity, id) = (&world.fixture.identity, world.application.id);
    let tenant = world.system.tenant;
    let admin = world
        .fixture
        .with_role(tenant, "ada", Role::ApplicationAdministrator)
        .await;
    let holder = KeyHolder::new(world.now(), Span::days(1));
    let added = identity.add_certificate(&admin, id, None, &holder.der);
    let added = added.await.unwrap();
    let removed = identity.remove_certificate(&admin, id, added.key_id).await;
    removed.unwrap();
    let most = GraphPermission::UserReadWriteAll;
    let granted = identity.grant_permission(&world.system, id, most).await;
    granted.unwrap();
    let refused = identity.add_certificate(&admin, id, None, &holder.der);
    assert!(matches!(refused.await, Err(Error::Forbidden { .. })));
    let member = world.fixture.member(&world.system, "megan").await;
    let member = world.fixture.acting(tenant, &member).await;
    let refused = identity.add_certificate(&member, id, None, &holder.der);
    assert!(matches!(refused.await, Err(Error::Forbidden { .. })));
    let refused = identity.remove_certificate(&member, id, world.kept.key_id);
    assert!(matches!(refused.await, Err(Error::Forbidden { .. })));
}

#[tokio::test]
async fn what_cannot_be_registered_is_refused_with_a_reason() {
    let world = World::new().await;
    let (identity, id) = (&world.fixture.identity, world.application.id);
    let add = async |bytes: &[u8]| {
        let added = identity.add_certificate(&world.system, id, None, bytes);
        added.await.unwrap_err()
    };
    let twice = add(&world.holder.der).await;
    assert!(matches!(twice, Error::Conflict { .. }));
    let private = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let old = KeyHolder::new(world.now().minus(Span::days(2)), Span::days(1));
    for (bytes, begins) in [
        (private.as_slice(), "it holds a private key"),
        (b"nonsense", "it is not a certificate"),
        (&old.der, "it has expired"),
    ] {
        let Error::Invalid { field, reason } = add(bytes).await else {
            panic!("{begins}")
        };
        assert_eq!(field, "certificate");
        assert!(reason.starts_with(begins), "{reason}");
    }
}

#[tokio::test]
async fn the_audit_log_says_which_certificate_came_and_went() {
    let world = World::new().await;
    let (identity, id) = (&world.fixture.identity, world.application.id);
    let key = world.kept.key_id;
    let removed = identity.remove_certificate(&world.system, id, key).await;
    removed.unwrap();
    let query = AuditQuery {
        target: Some(id.0),
        ..AuditQuery::all(PageRequest::first(10))
    };
    let log = identity.audit_events(&world.system, &query).await.unwrap();
    let of_certificates = log
        .rows
        .iter()
        .filter(|event| event.activity == Activity::UpdateApplicationSecrets.name());
    let changes: Vec<_> = of_certificates
        .flat_map(|event| &event.targets[0].changes)
        .map(|change| (change.old.clone(), change.new.clone()))
        .collect();
    let name = format!("{key} {}", world.kept.thumbprint());
    let expected = [(name.clone(), String::new()), (String::new(), name)];
    assert_eq!(changes, expected);
}
