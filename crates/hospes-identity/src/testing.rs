//! Fakes of time and chance, and a directory to test with.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use uuid::Uuid;

use crate::db::{Db, Source};
use crate::env::{Clock, Entropy, Env, Span, Timestamp};
use crate::ids::{CorrelationId, TenantId};
use crate::limit::Limits;
use crate::password::Passwords;
use crate::secret::{Keyring, sha256};
use crate::{Actor, Identity};

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

/// A product over a database of its own, at a time of its own.
#[derive(Debug)]
pub struct Fixture {
    /// The product.
    pub identity: Identity,
    /// Its clock.
    pub clock: Arc<FakeClock>,
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
        let clock = Arc::new(FakeClock::default());
        let env = Env {
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new()),
            keyring: Keyring::from_key(&[42; 32]),
            // Hashes that cost nothing: what is tested is the product, not argon2.
            passwords: Passwords::with_memory(64),
            limits,
        };
        let (source, database) = Self::database().await;
        let db = Db::open(&source).await.expect("the test's database opens");
        let identity = Identity::new(db, env);
        identity
            .db()
            .migrate(identity.env())
            .await
            .expect("the test's database migrates");
        Self {
            identity,
            clock,
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
    }
}

impl Fixture {
    /// The organisation that hosts guests.
    pub async fn contoso(&self) -> crate::tenant::Tenant {
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
    pub async fn tenant(&self, name: &str, domain: &str) -> crate::tenant::Tenant {
        let domain = hospes_protocol::address::Domain::parse(domain).expect("a domain");
        let new = crate::tenant::NewTenant {
            display_name: name.to_owned(),
            domain,
        };
        self.identity.create_tenant(&new).await.expect("a tenant")
    }

    /// A member of the actor's organisation, with the password `correct horse`.
    ///
    /// # Panics
    /// When they cannot be created.
    #[expect(clippy::expect_used, reason = "a test without its people cannot go on")]
    pub async fn member(&self, actor: &Actor, name: &str) -> crate::user::User {
        let tenant = self
            .identity
            .tenant(actor.tenant)
            .await
            .expect("the tenant");
        let upn = format!("{name}@{}", tenant.initial_domain);
        let new = crate::user::NewUser {
            user_principal_name: hospes_protocol::address::Address::parse(&upn).expect("a name"),
            display_name: name.to_owned(),
            mail_nickname: None,
            password: Some("correct horse".to_owned()),
            must_change_password: false,
            account_enabled: true,
            profile: crate::user::ProfilePatch::default(),
        };
        self.identity
            .create_user(actor, &new)
            .await
            .expect("a user")
            .user
    }
}
