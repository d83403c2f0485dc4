//! TXT records: what the owner of a domain says in public.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;
use hospes_identity::FetchError;

use crate::telemetry::causes;

/// No more records of a name are read.
const MOST: usize = 20;

/// So long one server may take, and all of them.
const ONE: Duration = Duration::from_secs(2);
const ALL: Duration = Duration::from_secs(5);

/// Asks name servers for TXT records.
pub(super) struct TextRecords {
    resolver: Result<TokioResolver, NetError>,
}

impl TextRecords {
    /// Asks these servers, or those of the system if there are none.
    pub(super) fn new(servers: &[SocketAddr]) -> Self {
        Self {
            resolver: resolver(servers),
        }
    }

    /// The records of a name, each in one piece. None are an answer, too.
    pub(super) async fn of(&self, name: &str) -> Result<Vec<String>, FetchError> {
        let resolver = match &self.resolver {
            Ok(resolver) => resolver,
            Err(error) => {
                tracing::error!(error = %causes(error), "the system's name servers are not known");
                return Err(FetchError::Unreachable);
            }
        };
        // With a dot at its end nothing is put behind it.
        let asked = resolver.txt_lookup(format!("{}.", name.trim_end_matches('.')));
        let found = match tokio::time::timeout(ALL, asked).await {
            Err(_) => return Err(FetchError::TooSlow),
            Ok(Err(error)) if error.is_no_records_found() || error.is_nx_domain() => {
                return Ok(Vec::new());
            }
            Ok(Err(error)) => {
                tracing::warn!(name, error = %causes(&error), "a name server could not be asked");
                return Err(FetchError::Unreachable);
            }
            Ok(Ok(found)) => found,
        };
        let text = |data: &RData| {
            let RData::TXT(text) = data else {
                return None;
            };
            Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned())
        };
        let records = found.answers().iter();
        let records = records.filter_map(|record| text(&record.data));
        Ok(records.take(MOST).collect())
    }
}

fn resolver(servers: &[SocketAddr]) -> Result<TokioResolver, NetError> {
    let builder = if servers.is_empty() {
        TokioResolver::builder_tokio()?
    } else {
        let config = ResolverConfig::from_name_servers(servers.iter().map(server).collect());
        TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
    };
    builder.with_options(options()).build()
}

fn server(address: &SocketAddr) -> NameServerConfig {
    let at_port = |mut connection: ConnectionConfig| {
        connection.port = address.port();
        connection
    };
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()];
    NameServerConfig::new(address.ip(), true, connections.map(at_port).into())
}

fn options() -> ResolverOpts {
    let mut options = ResolverOpts::default();
    options.timeout = ONE;
    options.attempts = 1;
    options.num_concurrent_reqs = 2;
    options.edns0 = true;
    // Whoever has just published a record asks again at once.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options
}
