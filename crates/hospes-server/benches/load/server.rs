//! The server that is measured.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hospes_identity::db::{Db, Source};
use hospes_identity::env::Lifetimes;
use hospes_identity::limit::Limits;
use hospes_identity::secret::Keyring;
use hospes_identity::testing::FakeFetch;
use hospes_identity::{Env, Identity};
use serde_json::{Value, json};

use crate::seed::{self, Chance, Now};

/// The program, built as for a release.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_hospes");

/// In what Linux tells programs, a second always has so many.
const TICKS_A_SECOND: f64 = 100.0;

/// Where it keeps what it keeps.
pub(crate) enum Database {
    Sqlite,
    Postgres(String),
}

impl Database {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }
}

/// A server with one organization and one application; ends with this.
pub(crate) struct Server {
    pub(crate) root: String,
    pub(crate) client: Client,
    folder: tempfile::TempDir,
    process: Child,
}

/// How the application signs in.
#[derive(Clone)]
pub(crate) struct Client {
    token_url: String,
    id: String,
    secret: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Sets a new one up, which sends mail to this port, and starts it.
    pub(crate) async fn start(database: &Database, smtp: u16) -> Self {
        Self::start_with(database, smtp, "").await
    }

    /// The same with more settings: further sections of its configuration.
    pub(crate) async fn start_with(database: &Database, smtp: u16, sections: &str) -> Self {
        // Not in memory: durable means on a disk. The build's folder is on one.
        let folder = tempfile::tempdir_in(Path::new(PROGRAM).parent().unwrap()).unwrap();
        let config = folder.path().join("hospes.toml");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = listener.local_addr().unwrap();
        drop(listener);
        let told = configuration(database, folder.path(), (&listen.to_string(), smtp));
        std::fs::write(&config, told + sections).unwrap();
        call(&config, &["migrate"]);
        call(
            &config,
            &[
                "tenant",
                "create",
                "--name",
                "Contoso",
                "--domain",
                "contoso.example",
            ],
        );
        let client = application(&config);
        let process = serve(&config);
        let root = format!("http://{listen}");
        until_ready(&root).await;
        Self {
            root,
            client,
            folder,
            process,
        }
    }

    /// What the process holds of the machine's memory now, in megabytes.
    pub(crate) fn resident_megabytes(&self) -> f64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
        kilobytes / 1_024.0
    }

    /// How much of the machine's processors the process took so far, in seconds of one.
    pub(crate) fn processor_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        // The name in front may hold blanks and ends with the last parenthesis.
        let (_, fields) = stat.rsplit_once(") ").unwrap();
        let fields = fields.split(' ').skip(11).take(2);
        let ticks: u32 = fields.map(|field| field.parse::<u32>().unwrap()).sum();
        f64::from(ticks) / TICKS_A_SECOND
    }

    /// The product over the same database, for what has to be there before a run.
    pub(crate) async fn product(&self, database: &Database) -> Identity {
        self.product_with(database, Arc::default()).await
    }

    /// The same with other servers that it asks.
    pub(crate) async fn product_with(
        &self,
        database: &Database,
        fetch: Arc<FakeFetch>,
    ) -> Identity {
        let source = match database {
            Database::Sqlite => Source::Sqlite {
                path: self.folder.path().join("hospes.db"),
                durable: true,
            },
            Database::Postgres(url) => Source::Postgres {
                url: url.clone(),
                connections: 4,
            },
        };
        let keys = std::fs::read_to_string(self.folder.path().join("hospes.key")).unwrap();
        let env = Env {
            clock: Arc::new(Now),
            entropy: Arc::new(Chance),
            fetch,
            keyring: Keyring::parse(&keys).unwrap(),
            passwords: seed::passwords(),
            limits: Limits::default(),
            lifetimes: Lifetimes::default(),
        };
        Identity::new(Db::open(&source).await.unwrap(), env)
    }

    /// Ends the process and starts it again; gives how long it took until it answered.
    pub(crate) async fn start_again(&mut self) -> Duration {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let began = Instant::now();
        self.process = serve(&self.folder.path().join("hospes.toml"));
        until_ready(&self.root).await;
        began.elapsed()
    }
}

impl Client {
    /// Path and form of the request for a token for Graph.
    pub(crate) fn token_request(&self, root: &str) -> (String, String) {
        let path = self.token_url.strip_prefix(root).unwrap().to_owned();
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.form(&format!("{root}/.default")))
            .finish();
        (path, form)
    }

    fn form<'a>(&'a self, scope: &'a str) -> [(&'static str, &'a str); 4] {
        [
            ("grant_type", "client_credentials"),
            ("client_id", &self.id),
            ("client_secret", &self.secret),
            ("scope", scope),
        ]
    }

    /// A token for Graph.
    pub(crate) async fn token(&self, http: &reqwest::Client, root: &str) -> String {
        let scope = format!("{root}/.default");
        let form = self.form(&scope);
        let answer = http.post(&self.token_url).form(&form).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        answer["access_token"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }
}

/// The body of an invitation.
pub(crate) fn invitation(address: &str, with_mail: bool) -> Value {
    json!({
        "invitedUserEmailAddress": address,
        "inviteRedirectUrl": "https://app.contoso.example/",
        "sendInvitationMessage": with_mail,
    })
}

fn configuration(database: &Database, folder: &Path, (listen, smtp): (&str, u16)) -> String {
    let folder = folder.display();
    let url = match database {
        Database::Sqlite => format!("sqlite:{folder}/hospes.db"),
        Database::Postgres(url) => url.clone(),
    };
    format!(
        "[server]\nlisten = '{listen}'\npublic_url = 'http://{listen}'\n\
         trusted_proxies = ['127.0.0.1']\n\
         [database]\nurl = '{url}'\n[keys]\nfile = '{folder}/hospes.key'\n\
         [mail]\ntransport = 'smtp'\nfrom = 'invitations@hospes.example'\nparallel = 160\n\
         [mail.smtp]\nhost = '127.0.0.1'\nport = {smtp}\nsecurity = 'none'\n\
         [log]\nfilter = 'warn'\n\
         [limits]\ninvitations_per_inviter_per_hour = 0\ninvitations_per_tenant_per_hour = 0\n\
         passcodes_per_network_per_hour = 0\n\
         device_codes_per_network_per_hour = 0\n"
    )
}

fn call(config: &Path, words: &[&str]) -> String {
    let output = Command::new(PROGRAM)
        .arg("--config")
        .arg(config)
        .args(words)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

fn application(config: &Path) -> Client {
    let permission = "User.ReadWrite.All";
    let words = [
        "application",
        "create",
        "Load",
        "--tenant",
        "contoso.example",
        "--permission",
        permission,
    ];
    let told = call(config, &words);
    let value = |label: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(label));
        line.unwrap_or_else(|| panic!("{told}")).trim().to_owned()
    };
    Client {
        token_url: value("Token endpoint:"),
        id: value("Client id:"),
        secret: value("Client secret:"),
    }
}

fn serve(config: &PathBuf) -> Child {
    Command::new(PROGRAM)
        .arg("--config")
        .arg(config)
        .arg("serve")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

async fn until_ready(root: &str) {
    let http = reqwest::Client::new();
    let patience = Instant::now() + Duration::from_mins(1);
    loop {
        if let Ok(answer) = http.get(format!("{root}/readyz")).send().await
            && answer.status().is_success()
        {
            return;
        }
        assert!(Instant::now() < patience, "the server does not start");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
