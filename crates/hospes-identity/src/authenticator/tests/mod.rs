//! What proves a person a second time, and what does not.

mod codes;
mod rules;
mod trust;

use totp_rs::{Builder, Secret};

use super::*;
use crate::Identity;
use crate::actor::{Actor, Circumstances};
use crate::audit::{Activity, AuditEvent, AuditQuery};
use crate::page::PageRequest;
use crate::sign_in_log::{Outcome, SignIn, SignInQuery};
use crate::tenant::SignInSettings;
use crate::testing::Fixture;
use crate::user::User;

/// A member of Fabrikam who has just signed in.
struct Sam {
    fixture: Fixture,
    system: Actor,
    user: User,
    session: Session,
    member: Membership,
}

impl Sam {
    async fn new() -> Self {
        Self::of(Fixture::new().await).await
    }

    async fn of(fixture: Fixture) -> Self {
        let tenant = fixture.tenant("Fabrikam", "fabrikam.example").await.id;
        let system = fixture.system(tenant);
        let user = fixture.member(&system, "sam").await;
        let session = fixture.sign_in(&user).await.session;
        let member = member(&fixture, &session, tenant).await;
        Self {
            fixture,
            system,
            user,
            session,
            member,
        }
    }

    fn identity(&self) -> &Identity {
        &self.fixture.identity
    }

    fn holder(&self) -> Holder<'_> {
        Holder {
            session: &self.session,
            member: &self.member,
        }
    }

    /// Signs in again.
    async fn sign_in(&mut self) {
        self.session = self.fixture.sign_in(&self.user).await.session;
        self.look().await;
    }

    /// Asks again what they are.
    async fn look(&mut self) {
        self.member = member(&self.fixture, &self.session, self.system.tenant).await;
    }

    /// Adds an app; gives its secret and the recovery codes.
    async fn add_app(&mut self) -> (String, Vec<String>) {
        let setup = self.identity().new_totp(&self.member).unwrap();
        let code = code(&self.fixture, &setup.secret);
        let added = self
            .identity()
            .register_totp(self.holder(), &setup.sealed, ("Phone", &code));
        let added = added.await.unwrap();
        self.session = added.opened.session;
        (setup.secret, added.recovery_codes)
    }

    async fn ask(&self, change: impl FnOnce(&mut SignInSettings)) {
        ask(&self.fixture, &self.system, change).await;
    }

    async fn events(&self, activity: Activity) -> Vec<AuditEvent> {
        let query = AuditQuery {
            activity: Some(activity),
            ..AuditQuery::all(PageRequest::first(100))
        };
        let found = self.identity().audit_events(&self.system, &query).await;
        found.unwrap().rows
    }
}

/// What the sign-in log of an organisation has, oldest first.
async fn sign_ins(fixture: &Fixture, actor: &Actor) -> Vec<SignIn> {
    let query = SignInQuery::all(PageRequest::first(500));
    let found = fixture.identity.sign_ins(actor, &query).await;
    let mut rows = found.unwrap().rows;
    rows.reverse();
    rows
}

/// The words of their reasons.
fn reasons(entries: &[SignIn]) -> Vec<&'static str> {
    let reason = |entry: &SignIn| entry.reason.unwrap().key();
    entries.iter().map(reason).collect()
}

async fn member(fixture: &Fixture, session: &Session, tenant: TenantId) -> Membership {
    member_from(fixture, session, tenant, &fixture.circumstances()).await
}

async fn member_from(
    fixture: &Fixture,
    session: &Session,
    tenant: TenantId,
    here: &Circumstances,
) -> Membership {
    let found = fixture.identity.membership(session, tenant, here).await;
    found.unwrap().unwrap()
}

/// Changes what an organisation asks for.
async fn ask(fixture: &Fixture, actor: &Actor, change: impl FnOnce(&mut SignInSettings)) {
    let identity = &fixture.identity;
    let mut settings = identity.sign_in_settings(actor).await.unwrap();
    change(&mut settings);
    let changed = identity.update_sign_in_settings(actor, &settings);
    changed.await.unwrap();
}

/// What an app with this secret shows now.
fn code(fixture: &Fixture, secret: &str) -> String {
    let seconds = fixture.identity.env().clock.now().as_seconds();
    let app = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap());
    let app = app.build().unwrap();
    app.generate(u64::try_from(seconds).unwrap()).to_string()
}

#[test]
fn what_a_session_proved_reads_back_and_nonsense_proves_nothing() {
    let proved = |tenant: u128, factor| Proved {
        tenant: TenantId(uuid::Uuid::from_u128(tenant)),
        factor,
        at: Timestamp::from_millis(1_767_225_600_123),
    };
    let all = [
        proved(1, Factor::Totp),
        proved(2, Factor::Passkey),
        proved(3, Factor::RecoveryCode),
    ];
    assert_eq!(Proved::parse_all(&Proved::to_text(&all)), all);
    assert_eq!(Proved::to_text(&[]), "");
    for text in ["", "totp", "nonsense/totp/1", "//", "/totp/"] {
        assert!(Proved::parse_all(text).is_empty(), "{text}");
    }
}
