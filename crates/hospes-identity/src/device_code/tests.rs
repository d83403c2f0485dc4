use hospes_protocol::oauth::{Platform, RedirectUri};

use super::*;
use crate::actor::Actor;
use crate::application::{NewApplication, Proof};
use crate::grant::{Client, Issued, TokenNames};
use crate::ids::{AppId, GrantId};
use crate::limit::Limits;
use crate::session::Session;
use crate::testing::Fixture;

const SCOPE: &str = "openid offline_access User.Read";

fn names() -> TokenNames {
    TokenNames {
        root: "https://login.hospes.example".to_owned(),
        graph_audiences: vec!["https://graph.hospes.example".to_owned()],
    }
}

/// Contoso with an application for devices, and a member who agreed to what it asks for.
struct World {
    fixture: Fixture,
    system: Actor,
    application: Application,
    session: Session,
}

impl World {
    async fn new() -> Self {
        Self::with_limits(Limits::default()).await
    }

    async fn with_limits(limits: Limits) -> Self {
        let fixture = Fixture::with_limits(limits).await;
        let system = fixture.system(fixture.contoso().await.id);
        let application = application(&fixture, &system, Platform::Public).await;
        let megan = fixture.member(&system, "megan").await;
        let session = fixture.sign_in(&megan).await.session;
        let scopes = ["openid", "offline_access", "User.Read"].map(str::to_owned);
        let agreed = fixture
            .identity
            .consent(&system, megan.id, application.id, &scopes);
        agreed.await.unwrap();
        Self {
            fixture,
            system,
            application,
            session,
        }
    }

    async fn begin(&self, tenant: Option<TenantId>) -> DeviceCode {
        let asked = DeviceAsked {
            tenant,
            app_id: self.application.app_id,
            has_proof: false,
            scope: SCOPE,
        };
        let here = self.fixture.circumstances();
        let begun = self.fixture.identity.begin_device_sign_in(&asked, &here);
        begun.await.unwrap()
    }

    async fn type_code(&self, typed: &str) -> Result<GrantId, DeviceError> {
        let here = self.fixture.circumstances();
        let session = Some(&self.session);
        let identity = &self.fixture.identity;
        identity.enter_user_code(typed, session, &here).await
    }

    async fn approve(&self, code: &DeviceCode) -> Result<Approval, DeviceError> {
        let id = self.type_code(code.user_code.reveal()).await?;
        let here = self.fixture.circumstances();
        let identity = &self.fixture.identity;
        identity
            .approve_device(&self.session, id, &names(), &here)
            .await
    }

    async fn poll(&self, code: &DeviceCode) -> Result<Issued, PollError> {
        self.poll_as(code, &self.application, self.system.tenant)
            .await
    }

    async fn poll_as(
        &self,
        code: &DeviceCode,
        application: &Application,
        tenant: TenantId,
    ) -> Result<Issued, PollError> {
        let client = Client {
            application: application.clone(),
            proof: Proof::None,
            is_page: false,
        };
        let poll = Poll {
            device_code: &code.device_code,
            app_id: application.app_id,
            tenant: Some(tenant),
            client: Some(&client),
        };
        let here = self.fixture.circumstances();
        let identity = &self.fixture.identity;
        identity.redeem_device_code(&poll, &names(), &here).await
    }
}

async fn application(fixture: &Fixture, actor: &Actor, platform: Platform) -> Application {
    let new = NewApplication {
        display_name: "Terminal".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: false,
        visible: false,
    };
    let identity = &fixture.identity;
    let made = identity.create_application(actor, &new).await.unwrap();
    let uris = [RedirectUri::parse(platform, "http://localhost").unwrap()];
    let set = identity.set_redirect_uris(actor, made.id, &uris);
    set.await.unwrap();
    made
}

#[tokio::test]
async fn a_device_waits_until_somebody_approves_it() {
    let world = World::new().await;
    let code = world.begin(Some(world.system.tenant)).await;
    let early = world.poll(&code).await;
    assert!(matches!(early, Err(PollError::Pending)), "{early:?}");
    let approved = world.approve(&code).await.unwrap();
    assert!(matches!(approved, Approval::Done), "{approved:?}");
    let issued = world.poll(&code).await.unwrap();
    assert_eq!(issued.scope, SCOPE);
    assert!(issued.id_token.is_some() && issued.refresh_token.is_some());
}

#[tokio::test]
async fn who_asks_too_often_has_to_wait_longer() {
    let world = World::new().await;
    let code = world.begin(Some(world.system.tenant)).await;
    let clock = &world.fixture.clock;
    for (seconds, is_early) in [
        (0, false),
        (2, true),
        (8, true),
        (15, false),
        (13, true),
        (20, false),
    ] {
        clock.advance(Span::seconds(seconds));
        let answer = world.poll(&code).await;
        let fits = match answer {
            Err(PollError::SlowDown) => is_early,
            Err(PollError::Pending) => !is_early,
            Ok(_) | Err(_) => false,
        };
        assert!(fits, "after {seconds} seconds: {answer:?}");
    }
    // Who was approved waits no longer.
    world.approve(&code).await.unwrap();
    world.poll(&code).await.unwrap();
}

#[tokio::test]
async fn a_code_is_exchanged_once_whoever_asks_at_once_and_a_replay_ends_what_came_of_it() {
    let world = World::new().await;
    let code = world.begin(Some(world.system.tenant)).await;
    world.approve(&code).await.unwrap();
    let polls = (0..64).map(|_| world.poll(&code));
    let answers = futures_util::future::join_all(polls).await;
    let mut issued = Vec::new();
    for answer in answers {
        match answer {
            Ok(tokens) => issued.push(tokens),
            Err(PollError::Grant(GrantError::Used)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!(issued.len(), 1);
    let client = Client {
        application: world.application.clone(),
        proof: Proof::None,
        is_page: false,
    };
    let token = issued[0].refresh_token.clone().unwrap();
    let here = world.fixture.circumstances();
    let refreshed = world
        .fixture
        .identity
        .refresh(&client, (&token, None), &names(), &here)
        .await;
    assert!(
        matches!(refreshed, Err(GrantError::Unknown)),
        "{refreshed:?}"
    );
}

#[tokio::test]
async fn a_code_is_approved_once_and_within_15_minutes() {
    let world = World::new().await;
    let code = world.begin(None).await;
    let id = world.type_code(code.user_code.reveal()).await.unwrap();
    let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
    let names = names();
    let approve = || identity.approve_device(&world.session, id, &names, &here);
    approve().await.unwrap();
    for again in [
        approve().await.map(drop),
        world.type_code(code.user_code.reveal()).await.map(drop),
    ] {
        assert!(matches!(again, Err(DeviceError::UnknownCode)), "{again:?}");
    }
    let late = world.begin(None).await;
    world.fixture.clock.advance(LIFE);
    let typed = world.type_code(late.user_code.reveal()).await;
    assert!(matches!(typed, Err(DeviceError::UnknownCode)), "{typed:?}");
    for code in [&late, &code] {
        let answer = world.poll(code).await;
        assert!(matches!(answer, Err(PollError::Expired)), "{answer:?}");
    }
    world.fixture.clock.advance(Span::hours(1));
    let swept = identity.forget_old_device_codes().await.unwrap();
    assert_eq!((swept.changed, swept.more), (2, false));
    let answer = world.poll(&code).await;
    assert!(matches!(answer, Err(PollError::Unknown)), "{answer:?}");
}

#[tokio::test]
async fn a_code_is_of_its_application_and_its_tenant_only() {
    let world = World::new().await;
    let code = world.begin(Some(world.system.tenant)).await;
    world.approve(&code).await.unwrap();
    let other = application(&world.fixture, &world.system, Platform::Public).await;
    let fabrikam = world.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = world.fixture.system(fabrikam.id);
    let mut theirs = application(&world.fixture, &elsewhere, Platform::Public).await;
    // The same client id in two tenants is two applications.
    theirs.app_id = world.application.app_id;
    for answer in [
        world.poll_as(&code, &other, world.system.tenant).await,
        world.poll_as(&code, &theirs, fabrikam.id).await,
        world.poll_as(&code, &theirs, world.system.tenant).await,
    ] {
        assert!(matches!(answer, Err(PollError::Unknown)), "{answer:?}");
    }
    world.poll(&code).await.unwrap();
}

#[tokio::test]
async fn a_stranger_to_the_organisation_can_neither_approve_nor_decline() {
    let world = World::new().await;
    let fabrikam = world.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let sam = world
        .fixture
        .member(&world.fixture.system(fabrikam.id), "sam")
        .await;
    let sam = world.fixture.sign_in(&sam).await.session;
    let code = world.begin(Some(world.system.tenant)).await;
    let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
    let id = world.type_code(code.user_code.reveal()).await.unwrap();
    let answer = identity.approve_device(&sam, id, &names(), &here).await;
    assert!(
        matches!(answer, Ok(Approval::Refused(Decision::NotHere))),
        "{answer:?}"
    );
    identity
        .decline_device(&sam, id, &names(), &here)
        .await
        .unwrap();
    world.approve(&code).await.unwrap();
    world.poll(&code).await.unwrap();
}

#[tokio::test]
async fn guessing_is_stopped_for_the_session_and_locks_no_code() {
    let world = World::new().await;
    let code = world.begin(Some(world.system.tenant)).await;
    for _ in 0..10 {
        let wrong = world.type_code("BCDFGHJKL").await;
        assert!(matches!(wrong, Err(DeviceError::UnknownCode)), "{wrong:?}");
    }
    let stopped = world.type_code(code.user_code.reveal()).await;
    assert!(
        matches!(stopped, Err(DeviceError::Other(Error::TooMany { .. }))),
        "{stopped:?}"
    );
    // The code itself is none the worse for it.
    let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
    let typed = identity.enter_user_code(code.user_code.reveal(), None, &here);
    typed.await.unwrap();
}

#[tokio::test]
async fn guessing_is_stopped_for_a_network_that_has_no_session() {
    let mut limits = Limits::default();
    limits.wrong_secrets_per_network = 3;
    let world = World::with_limits(limits).await;
    let code = world.begin(None).await;
    let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
    for _ in 0..3 {
        let wrong = identity.enter_user_code("nonsense", None, &here).await;
        assert!(matches!(wrong, Err(DeviceError::UnknownCode)), "{wrong:?}");
    }
    let typed = code.user_code.reveal();
    let stopped = identity.enter_user_code(typed, None, &here).await;
    assert!(
        matches!(stopped, Err(DeviceError::Other(Error::TooMany { .. }))),
        "{stopped:?}"
    );
}

#[tokio::test]
async fn only_an_application_of_devices_gets_codes_without_a_secret() {
    let world = World::new().await;
    let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
    let web = application(&world.fixture, &world.system, Platform::Web).await;
    let begin = async |app_id: AppId, has_proof| {
        let asked = DeviceAsked {
            tenant: Some(world.system.tenant),
            app_id,
            has_proof,
            scope: SCOPE,
        };
        identity.begin_device_sign_in(&asked, &here).await
    };
    let refused = begin(web.app_id, false).await;
    assert!(
        matches!(refused, Err(DeviceError::MustProve)),
        "{refused:?}"
    );
    begin(web.app_id, true).await.unwrap();
    let refused = begin(identity.env().new_id(), false).await;
    assert!(
        matches!(refused, Err(DeviceError::UnknownApplication { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn neither_code_is_stored() {
    let world = World::new().await;
    let code = world.begin(None).await;
    let rows = world.fixture.dump().await;
    for secret in [code.user_code.reveal(), &code.device_code] {
        let holds = |row: &Vec<String>| row.iter().any(|column| column.contains(secret));
        assert!(!rows.iter().any(|(_, row)| holds(row)));
    }
}

#[tokio::test]
async fn a_network_gets_so_many_codes_an_hour() {
    let mut limits = Limits::default();
    limits.device_codes_per_network = 2;
    let world = World::with_limits(limits).await;
    world.begin(None).await;
    world.begin(None).await;
    let asked = DeviceAsked {
        tenant: None,
        app_id: world.application.app_id,
        has_proof: false,
        scope: SCOPE,
    };
    let here = world.fixture.circumstances();
    let identity = &world.fixture.identity;
    let refused = identity.begin_device_sign_in(&asked, &here).await;
    assert!(
        matches!(refused, Err(DeviceError::Other(Error::TooMany { .. }))),
        "{refused:?}"
    );
}
