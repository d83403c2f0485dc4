mod addresses;
mod answers;
mod server;
mod text_records;

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Mutex;

use reqwest::dns::Resolve as _;

use super::names::Looking;
use super::*;

/// Who calls.
const CONTOSO: TenantId = TenantId(uuid::Uuid::from_u128(1));

/// Addresses that a test knows; no other name has any. Clones are one and the same.
#[derive(Clone, Default)]
struct FakeNames(Arc<Mutex<Table>>);

#[derive(Default)]
struct Table {
    addresses: HashMap<String, Vec<IpAddr>>,
    asked: Vec<String>,
}

impl FakeNames {
    fn set(&self, name: &str, addresses: &[&str]) {
        let addresses = addresses.iter().map(|ip| ip.parse().unwrap()).collect();
        let mut table = self.0.lock().unwrap();
        table.addresses.insert(name.to_owned(), addresses);
    }

    /// The names that were looked up.
    fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().asked.clone()
    }
}

impl Names for FakeNames {
    fn addresses(&self, name: &str) -> Looking {
        let mut table = self.0.lock().unwrap();
        table.asked.push(name.to_owned());
        let found = table.addresses.get(name).cloned();
        Box::pin(async move { found.ok_or_else(|| io::ErrorKind::NotFound.into()) })
    }
}

fn settings(internal_hosts: &[&str]) -> Federation {
    let host = |text: &&str| InternalHost::try_from((*text).to_owned()).unwrap();
    Federation {
        internal_hosts: internal_hosts.iter().map(host).collect(),
        authorities_file: None,
        timeout_seconds: 10,
        name_servers: Vec::new(),
    }
}

fn guarded(names: &FakeNames, internal_hosts: &[&str]) -> Guarded {
    with(&settings(internal_hosts), names)
}

fn with(settings: &Federation, names: &FakeNames) -> Guarded {
    let names: Arc<dyn Names> = Arc::new(names.clone());
    Guarded::with_names(settings, &names).unwrap()
}

fn get(url: &str) -> FetchRequest {
    FetchRequest {
        tenant: CONTOSO,
        url: Url::parse(url).unwrap(),
        payload: Payload::None,
        authorization: None,
        certificate: None,
        accept: "application/json",
    }
}
