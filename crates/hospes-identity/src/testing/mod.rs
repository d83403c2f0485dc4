//! Fakes of time, chance and other servers, and a directory to test with.

mod fetch;
mod provider;
mod saml_provider;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use hospes_protocol::address::{Address, Domain};
use uuid::Uuid;

use crate::actor::{Circumstances, Permissions, Who};
use crate::application::GraphPermission;
pub use crate::certificate::testing::KeyHolder;
use crate::db::{Db, Source};
use crate::env::{Clock, Entropy, Env, Span, Timestamp};
use crate::ids::{CorrelationId, TenantId};
use crate::invitation::{Invited, Link, NewInvitation};
use crate::limit::Limits;
use crate::outbox::Mail;
use crate::password::Passwords;
use crate::redemption::{Choice, Flow};
use crate::role::Role;
use crate::secret::{Keyring, sha256};
use crate::session::{Opened, Session};
use crate::sign_in::PasswordOutcome;
use crate::tenant::{NewTenant, Tenant};
use crate::user::{NewUser, ProfilePatch, User};
use crate::{Actor, Identity};

pub use fetch::{FakeFetch, json};
pub use provider::{
    CLIENT_ID, FakeProvider, PROVIDER_SECRET, form_of, github_token, new_openid, openid,
    openid_patch,
};
pub use saml_provider::{FakeSamlProvider, SamlPerson, SamlSignedOut};

/// The password of every member that a fixture makes.
pub const PASSWORD: &str = "correct horse";

/// A clock that stands still at 2026-01-01T00:00:00Z until it is moved.
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

impl Default for FakeClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_767_225_600_000))
    }
}

impl FakeClock {
    /// Moves the clock on.
    pub fn advance(&self, span: Span) {
        self.0.fetch_add(span.as_millis(), Ordering::Relaxed);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// Chance that repeats itself: identifiers count from 1, bytes are a hash of a counter.
#[derive(Debug, Default)]
pub struct SeededEntropy {
    ids: AtomicU64,
    bytes: AtomicU64,
}

impl SeededEntropy {
    /// From the beginning.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let count = self.bytes.fetch_add(1, Ordering::Relaxed);
            let block = sha256(&count.to_be_bytes());
            chunk
                .iter_mut()
                .zip(block)
                .for_each(|(to, from)| *to = from);
        }
    }

    fn uuid(&self, _: Timestamp) -> Uuid {
        let count = self.ids.fetch_add(1, Ordering::Relaxed) + 1;
        Uuid::from_u128(0x0000_0000_0000_4000_8000_0000_0000_0000 | u128::from(count))
    }
}

/// Where guests of fixtures go after acceptance.
pub const REDIRECT: &str = "https://apps.contoso.example/";

/// An address.
///
/// # Panics
/// When it is none.
#[expect(clippy::expect_used, reason = "a test knows its addresses")]
pub fn address(text: &str) -> Address {
    Address::parse(text).expect("an address")
}

/// How Pat signs in once they are an internal user of Contoso.
pub fn internal_account() -> crate::user::InternalAccount {
    crate::user::InternalAccount {
        user_principal_name: address("pat@contoso.example"),
        password: None,
        must_change_password: true,
        mail: None,
    }
}

/// What an application said of itself, with a URL for responses and one for logouts.
pub fn saml_settings(entity_id: &str) -> crate::saml::Settings {
    crate::saml::Settings {
        entity_id: entity_id.to_owned(),
        acs_urls: vec![
            "https://sp.example/acs".to_owned(),
            "https://sp.example/acs2".to_owned(),
        ],
        logout_url: Some("https://sp.example/logout".to_owned()),
        name_id_format: crate::saml::NameIdFormat::EmailAddress,
        name_id_source: crate::saml::NameIdSource::Mail,
        claims: crate::saml::default_claims(),
        sign_response: false,
        requests_signed: false,
        signing_certificates: Vec::new(),
        encryption_certificate: None,
    }
}

/// A product over a database of its own, at a time of its own.
#[derive(Debug)]
pub struct Fixture {
    /// The product.
    pub identity: Identity,
    /// Its clock.
    pub clock: Arc<FakeClock>,
    /// The servers that it calls.
    pub fetch: Arc<FakeFetch>,
    /// Where its database is; removed with it.
    database: Database,
}

#[derive(Debug)]
enum Database {
    Sqlite { _folder: tempfile::TempDir },
    Postgres { url: String, schema: String },
}

impl Fixture {
    /// An empty, migrated database: SQLite, or with `TEST_DATABASE_URL` PostgreSQL.
    pub async fn new() -> Self {
        Self::with_limits(Limits::default()).await
    }

    /// The same with other limits.
    ///
    /// # Panics
    /// When the database cannot be made.
    #[expect(
        clippy::expect_used,
        reason = "a test without its database cannot go on"
    )]
    pub async fn with_limits(limits: Limits) -> Self {
        let fixture = Self::unmigrated(limits).await;
        let identity = &fixture.identity;
        let migrated = identity.db().migrate(identity.env()).await;
        migrated.expect("the test's database migrates");
        fixture
    }

    /// An empty database.
    #[expect(
        clippy::expect_used,
        reason = "a test without its database cannot go on"
    )]
    pub(crate) async fn unmigrated(limits: Limits) -> Self {
        let clock = Arc::new(FakeClock::default());
        let fetch = Arc::new(FakeFetch::default());
        let env = Env {
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new()),
            fetch: fetch.clone(),
            keyring: Keyring::from_key(&[42; 32]),
            // Hashes that cost nothing: what is tested is the product, not argon2.
            passwords: Passwords::with_memory(64),
            limits,
            lifetimes: crate::env::Lifetimes::default(),
        };
        let (source, database) = Self::database().await;
        let db = Db::open(&source).await.expect("the test's database opens");
        Self {
            identity: Identity::new(db, env),
            clock,
            fetch,
            database,
        }
    }

    /// Where the same database can be opened again, as a second node would.
    pub fn source(&self) -> Option<Source> {
        match &self.database {
            Database::Sqlite { .. } => None,
            Database::Postgres { url, schema } => Some(postgres(url, schema)),
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "a test without its database cannot go on"
    )]
    #[expect(
        clippy::disallowed_methods,
        reason = "which database the suite runs on is its input"
    )]
    async fn database() -> (Source, Database) {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(url) if !url.is_empty() => {
                let mut random = [0; 8];
                aws_lc_rs::rand::fill(&mut random).expect("chance");
                let schema = format!("test_{:016x}", u64::from_be_bytes(random));
                crate::db::admin(&url, &format!("CREATE SCHEMA {schema}")).await;
                (postgres(&url, &schema), Database::Postgres { url, schema })
            }
            Ok(_) | Err(_) => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let path = folder.path().join("hospes.db");
                (
                    Source::Sqlite {
                        path,
                        durable: false,
                    },
                    Database::Sqlite { _folder: folder },
                )
            }
        }
    }

    /// The server itself, acting in a tenant.
    pub fn system(&self, tenant: TenantId) -> Actor {
        let correlation: CorrelationId = self.identity.env().new_id();
        Actor::system(tenant, "test", correlation)
    }
}

fn postgres(url: &str, schema: &str) -> Source {
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{separator}options=-csearch_path%3D{schema}");
    Source::Postgres {
        url,
        connections: 8,
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        if let Database::Postgres { url, schema } = &self.database {
            let (url, statement) = (url.clone(), format!("DROP SCHEMA {schema} CASCADE"));
            // Dropping cannot wait; a schema that stays behind goes with the test server.
            std::thread::spawn(move || {
                if let Ok(runtime) = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                {
                    runtime.block_on(crate::db::admin(&url, &statement));
                }
            });
        }
        // Where a server catches panics, that of the call was not seen.
        if !std::thread::panicking() {
            self.fetch.assert_no_miss();
        }
    }
}

impl Fixture {
    /// The organisation that hosts guests.
    pub async fn contoso(&self) -> Tenant {
        self.tenant("Contoso", "contoso.example").await
    }

    /// An organisation.
    ///
    /// # Panics
    /// When it cannot be created.
    #[expect(
        clippy::expect_used,
        reason = "a test without its organisation cannot go on"
    )]
    pub async fn tenant(&self, name: &str, domain: &str) -> Tenant {
        let domain = Domain::parse(domain).expect("a domain");
        let new = NewTenant {
            display_name: name.to_owned(),
            domain,
        };
        self.identity.create_tenant(&new).await.expect("a tenant")
    }

    /// A member of the actor's organisation, with the password [`PASSWORD`].
    ///
    /// # Panics
    /// When they cannot be created.
    #[expect(clippy::expect_used, reason = "a test without its people cannot go on")]
    pub async fn member(&self, actor: &Actor, name: &str) -> User {
        let tenant = self
            .identity
            .tenant(actor.tenant)
            .await
            .expect("the tenant");
        let upn = format!("{name}@{}", tenant.initial_domain);
        let new = NewUser {
            user_principal_name: Address::parse(&upn).expect("a name"),
            display_name: name.to_owned(),
            mail_nickname: None,
            password: Some(PASSWORD.to_owned()),
            must_change_password: false,
            account_enabled: true,
            profile: ProfilePatch::default(),
        };
        self.identity
            .create_user(actor, &new)
            .await
            .expect("a user")
            .user
    }

    /// A request from 192.0.2.1, one of the addresses for documentation.
    pub fn circumstances(&self) -> Circumstances {
        Circumstances {
            correlation: self.identity.env().new_id(),
            ip: Some(std::net::Ipv4Addr::new(192, 0, 2, 1).into()),
            user_agent: "test".to_owned(),
        }
    }

    /// Signs in a member of [`Fixture::member`] with their password.
    ///
    /// # Panics
    /// When they cannot sign in.
    #[expect(
        clippy::expect_used,
        clippy::panic,
        reason = "a test without its people cannot go on"
    )]
    pub async fn sign_in(&self, user: &User) -> Opened {
        let name = Address::parse(&user.user_principal_name).expect("a name");
        let circumstances = self.circumstances();
        let identity = &self.identity;
        let outcome = identity.sign_in_with_password(&name, PASSWORD, &circumstances);
        match outcome.await.expect("a sign-in") {
            PasswordOutcome::SignedIn(opened) => opened,
            PasswordOutcome::MustChange(_) => panic!("{name} must change the password"),
        }
    }

    /// A member as somebody who acts, signed in at home, with the rights they have now.
    ///
    /// # Panics
    /// When they cannot sign in.
    #[expect(clippy::expect_used, reason = "a test without its people cannot go on")]
    pub async fn acting(&self, tenant: TenantId, user: &User) -> Actor {
        let opened = self.sign_in(user).await;
        let circumstances = self.circumstances();
        let found = self
            .identity
            .membership(&opened.session, tenant, &circumstances);
        found.await.expect("the database").expect("a member").actor
    }

    /// A new member with a role, as somebody who acts.
    ///
    /// # Panics
    /// When they cannot be made.
    #[expect(clippy::expect_used, reason = "a test without its people cannot go on")]
    pub async fn with_role(&self, tenant: TenantId, name: &str, role: Role) -> Actor {
        let system = self.system(tenant);
        let user = self.member(&system, name).await;
        let given = self.identity.assign_role(&system, user.id, role);
        given.await.expect("a role");
        self.acting(tenant, &user).await
    }

    /// An application of a tenant as it acts with permissions of Graph.
    pub fn application(&self, tenant: TenantId, granted: &[GraphPermission]) -> Actor {
        let none = Permissions::NONE;
        let permissions = granted
            .iter()
            .fold(none, |all, one| all.union(one.permissions()));
        Actor {
            tenant,
            who: Who::Application {
                id: self.identity.env().new_id(),
                app_id: self.identity.env().new_id(),
                name: "Automation".to_owned(),
            },
            permissions,
            delegated: None,
            circumstances: self.circumstances(),
        }
    }

    /// Invites somebody, with a mail.
    ///
    /// # Panics
    /// When they are not invited.
    #[expect(clippy::expect_used, reason = "a test without its guest cannot go on")]
    pub async fn invite(&self, actor: &Actor, to: &str) -> Invited {
        let new = NewInvitation {
            send_message: true,
            ..NewInvitation::of(address(to), REDIRECT)
        };
        let invited = self.identity.invite(actor, &new).await;
        invited.expect("an invitation")
    }

    /// A new try to redeem an invitation with the ticket that was just made.
    ///
    /// # Panics
    /// When there is no ticket.
    #[expect(clippy::expect_used, reason = "a test without its ticket cannot go on")]
    pub fn flow(&self, tenant: TenantId, invited: &Invited) -> Flow {
        self.identity.new_flow(&Link {
            tenant,
            invitation: invited.invitation.id,
            ticket: invited.ticket.clone().expect("a ticket"),
        })
    }

    /// Proves the invited mailbox by a passcode.
    ///
    /// # Panics
    /// When that does not work.
    #[expect(
        clippy::expect_used,
        reason = "a test without its session cannot go on"
    )]
    pub async fn prove_mailbox(&self, flow: &Flow) -> Session {
        let circumstances = self.circumstances();
        let begun = self
            .identity
            .begin_redemption(flow, (Choice::First, None), &circumstances)
            .await;
        begun.expect("a landing");
        let code = self.passcode().await;
        let proved = self.identity.prove_mailbox(flow, &code, &circumstances);
        proved.await.expect("the right code").session
    }

    /// The passcode of the newest mail that is due. All mails that are due are delivered.
    ///
    /// # Panics
    /// When there is none.
    #[expect(clippy::expect_used, reason = "a test without its code cannot go on")]
    pub async fn passcode(&self) -> String {
        let code = |mail| match mail {
            Mail::Passcode { code, .. } => Some(code.0),
            Mail::Invitation(_)
            | Mail::AccessGranted(_)
            | Mail::Declined { .. }
            | Mail::NewLinkRequested { .. }
            | Mail::AccessRequest(_) => None,
        };
        let mails = self.deliver().await;
        let code = mails.into_iter().rev().find_map(code);
        code.expect("a passcode")
    }

    /// A guest who accepted with a passcode, and their session.
    ///
    /// # Panics
    /// When that does not work.
    #[expect(clippy::expect_used, reason = "a test without its guest cannot go on")]
    pub async fn guest(&self, actor: &Actor, to: &str) -> (User, Session) {
        let invited = self.invite(actor, to).await;
        let flow = self.flow(actor.tenant, &invited);
        let session = self.prove_mailbox(&flow).await;
        let circumstances = self.circumstances();
        let accepted = self.identity.accept(&flow, &session, &circumstances).await;
        accepted.expect("an acceptance");
        let user = self.identity.user(actor, invited.user.id).await;
        (user.expect("the guest"), session)
    }

    /// Delivers all mails that are due, and gives them.
    ///
    /// # Panics
    /// When the outbox fails.
    #[expect(clippy::expect_used, reason = "a test without its outbox cannot go on")]
    pub async fn deliver(&self) -> Vec<Mail> {
        let mut mails = Vec::new();
        loop {
            let leased = self.identity.lease_mail(100, Span::minutes(5)).await;
            let leased = leased.expect("the outbox");
            if leased.is_empty() {
                return mails;
            }
            for one in leased {
                let sent = self.identity.mail_sent(&one).await;
                sent.expect("the outbox");
                mails.extend(one.mail);
            }
        }
    }

    /// Every row of every table, as table and columns: for tests that nothing changed, or is left.
    ///
    /// # Panics
    /// When the database fails.
    #[expect(
        clippy::expect_used,
        reason = "a test without its database cannot go on"
    )]
    pub async fn dump(&self) -> Vec<(String, Vec<String>)> {
        let mut tx = self.identity.read().await.expect("a transaction");
        crate::db::dump(&mut tx).await.expect("the tables")
    }
}

/// The names of a server in tokens.
pub fn token_names() -> crate::grant::TokenNames {
    crate::grant::TokenNames {
        root: "https://login.hospes.example".to_owned(),
        graph_audiences: vec![
            "https://graph.hospes.example".to_owned(),
            "00000003-0000-0000-c000-000000000000".to_owned(),
        ],
    }
}
