//! What may be reached, and what may not.

use super::super::networks::{DENIED, Network};
use super::*;

/// The table of the design, as text, so that a slip in the one that counts shows.
const MUST_BE_DENIED: &str = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 \
    192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 \
    224.0.0.0/4 240.0.0.0/4 ::/128 ::1/128 ::/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 \
    2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8 168.63.129.16/32";

const PUBLIC: &str = "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 \
    128.0.0.0 168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 \
    191.255.255.255 192.0.1.0 192.0.3.0 192.88.98.255 192.88.100.0 192.167.255.255 192.169.0.0 \
    198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 \
    2001:200:: 2001:db7:ffff::1 2001:db9::1 2001:4860:4860::8888 2003::1 2606:4700::1111 3ffe::1 \
    3fff:1000::1 ::ffff:8.8.8.8";

/// First and last address of a network.
fn ends(network: &str) -> [IpAddr; 2] {
    let (first, bits) = network.split_once('/').unwrap();
    let bits: u32 = bits.parse().unwrap();
    match first.parse().unwrap() {
        IpAddr::V4(first) => {
            let others = u32::MAX.checked_shr(bits).unwrap_or(0);
            let last = Ipv4Addr::from(first.to_bits() | others);
            [first.into(), last.into()]
        }
        IpAddr::V6(first) => {
            let others = u128::MAX.checked_shr(bits).unwrap_or(0);
            let last = Ipv6Addr::from(first.to_bits() | others);
            [first.into(), last.into()]
        }
    }
}

/// The address, and where it is of IPv4 its spelling as IPv6.
fn spellings(ip: IpAddr) -> Vec<IpAddr> {
    match ip {
        IpAddr::V4(v4) => vec![ip, v4.to_ipv6_mapped().into()],
        IpAddr::V6(_) => vec![ip],
    }
}

#[test]
fn no_network_of_somebodys_own_is_public_at_its_first_or_last_address() {
    let table = DENIED.iter().map(|network| match network {
        Network::V4(first, bits) => format!("{first}/{bits}"),
        Network::V6(first, bits) => format!("{first}/{bits}"),
    });
    let all = MUST_BE_DENIED.split_whitespace().map(str::to_owned);
    for network in all.chain(table) {
        for ip in ends(&network).into_iter().flat_map(spellings) {
            assert!(!is_public(ip), "{ip} of {network}");
        }
    }
}

#[test]
fn what_is_beside_them_is_public() {
    for text in PUBLIC.split_whitespace() {
        for ip in spellings(text.parse().unwrap()) {
            assert!(is_public(ip), "{ip}");
        }
    }
}

#[test]
fn nothing_outside_of_the_part_of_ipv6_that_is_in_use_is_public() {
    for first in 0..=u16::MAX {
        let ip = Ipv6Addr::new(first, 0xffff, 0, 0, 0, 0, 0, 1);
        let is_in_use = (0x2000..0x4000).contains(&first) && first != 0x2002;
        assert_eq!(is_public(ip.into()), is_in_use, "{ip}");
    }
}

#[tokio::test]
async fn an_address_in_a_url_is_judged_in_every_spelling() {
    let guarded = guarded(&FakeNames::default(), &[]);
    for host in [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7F.1",
        "017700000001",
        "0177.0.0.01",
        "0x7f.0.0x0.1",
        "%31%32%37.0.0.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "0",
        "0x0",
        "10.1",
        "0xa9fea9fe",
        "169.254.169.254",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00::1]",
    ] {
        let url = format!("https://{host}/");
        assert!(
            !matches!(Url::parse(&url).unwrap().host(), Some(Host::Domain(_))),
            "{host} is taken for a name"
        );
        let answer = guarded.fetch(&get(&url)).await;
        assert_eq!(answer, Err(FetchError::Forbidden), "{host}");
    }
    for host in ["1.1.1.1", "0x01010101", "[2606:4700::1111]", "idp.example"] {
        let url = Url::parse(&format!("https://{host}/")).unwrap();
        assert_eq!(
            guarded.reach(CONTOSO, &url).unwrap(),
            Reach::Public,
            "{host}"
        );
    }
}

#[tokio::test]
async fn only_https_on_two_ports_and_without_a_user_name_is_called() {
    let guarded = guarded(&FakeNames::default(), &["inside.example"]);
    for url in [
        "http://idp.example/",
        "http://idp.example:443/",
        "ftp://idp.example/",
        "file:///etc/passwd",
        "data:text/plain,x",
        "https://idp.example:80/",
        "https://idp.example:22/",
        "https://idp.example:444/",
        "https://idp.example:9443/",
        "https://user@idp.example/",
        "https://:password@idp.example/",
        "https://inside.example@idp.example:9443/",
        // A host that the operator named does not go further than these.
        "http://inside.example/",
        "https://user@inside.example/",
        "https://more.inside.example:9443/",
        "https://inside.example.:9443/",
    ] {
        let answer = guarded.fetch(&get(url)).await;
        assert_eq!(answer, Err(FetchError::Forbidden), "{url}");
    }
    for url in ["https://idp.example:8443/", "https://idp.example:443/"] {
        let url = Url::parse(url).unwrap();
        assert_eq!(
            guarded.reach(CONTOSO, &url).unwrap(),
            Reach::Public,
            "{url}"
        );
    }
}

#[test]
fn a_host_that_the_operator_named_is_let_through_as_it_is_written() {
    let hosts = [
        "inside.example",
        "idp.internal:9443",
        "127.0.0.1:9444",
        "[::1]",
    ];
    let guarded = guarded(&FakeNames::default(), &hosts);
    for (url, expected) in [
        ("https://inside.example/", true),
        ("https://INSIDE.example:1/", true),
        ("https://idp.internal:9443/", true),
        ("https://127.0.0.1:9444/", true),
        ("https://2130706433:9444/", true),
        ("https://[::1]:9444/", true),
        ("https://idp.internal:9444/", false),
        ("https://127.0.0.1:9443/", false),
        ("https://127.0.0.2:9444/", false),
    ] {
        let reach = guarded.reach(CONTOSO, &Url::parse(url).unwrap());
        let is_internal = reach.is_ok_and(|reach| reach == Reach::Internal);
        assert_eq!(is_internal, expected, "{url}");
    }
    // On another port it is a name as every other.
    let url = Url::parse("https://idp.internal/").unwrap();
    assert_eq!(guarded.reach(CONTOSO, &url).unwrap(), Reach::Public);
}

#[tokio::test]
async fn a_name_with_one_private_address_of_two_is_refused() {
    let names = FakeNames::default();
    names.set("both.example", &["1.1.1.1", "10.0.0.1"]);
    names.set("mapped.example", &["::ffff:10.0.0.1"]);
    names.set("localhost", &["127.0.0.1"]);
    names.set("localhost.", &["::1"]);
    names.set("nowhere.example", &[]);
    let guarded = guarded(&names, &[]);
    for (host, expected) in [
        ("both.example", FetchError::Forbidden),
        ("mapped.example", FetchError::Forbidden),
        ("localhost", FetchError::Forbidden),
        ("LOCALHOST.", FetchError::Forbidden),
        ("nowhere.example", FetchError::Unreachable),
        ("unknown.example", FetchError::NoName),
    ] {
        let answer = guarded.fetch(&get(&format!("https://{host}/"))).await;
        assert_eq!(answer, Err(expected), "{host}");
    }
}

#[tokio::test]
async fn the_addresses_that_were_judged_are_those_that_are_connected_to() {
    let names = FakeNames::default();
    names.set("idp.example", &["1.1.1.1", "2606:4700::1111"]);
    let resolver = Resolver {
        names: Arc::new(names.clone()),
        public_only: true,
    };
    let found = resolver.resolve("idp.example".parse().unwrap()).await;
    let found: Vec<String> = found.unwrap().map(|at| at.to_string()).collect();
    assert_eq!(found, ["1.1.1.1:0", "[2606:4700::1111]:0"]);
    assert_eq!(names.asked(), ["idp.example"]);
}

#[tokio::test]
async fn a_host_that_is_there_for_one_organization_is_there_for_no_other() {
    let theirs = format!("idp.internal:9443@{CONTOSO}");
    let guarded = guarded(&FakeNames::default(), &[&theirs, "shared.internal"]);
    let fabrikam = TenantId(uuid::Uuid::from_u128(2));
    let url = Url::parse("https://idp.internal:9443/keys").unwrap();
    assert_eq!(guarded.reach(CONTOSO, &url).unwrap(), Reach::Internal);
    assert_eq!(guarded.check(CONTOSO, &url), Ok(()));
    assert_eq!(guarded.check(fabrikam, &url), Err(FetchError::Forbidden));
    let mut request = get(url.as_str());
    request.tenant = fabrikam;
    assert_eq!(guarded.fetch(&request).await, Err(FetchError::Forbidden));
    let shared = Url::parse("https://shared.internal/").unwrap();
    assert_eq!(guarded.check(fabrikam, &shared), Ok(()));
}
