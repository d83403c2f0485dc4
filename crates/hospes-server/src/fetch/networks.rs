//! Which addresses are of the internet, and which are of somebody's own network.
//!
//! The table follows the registries of special-purpose addresses of IANA (RFC 6890). Two lengths to compare
//! are less than a library for networks would be to keep.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network: its first address, and how many bits are the same in all of its addresses.
#[derive(Debug, Clone, Copy)]
pub(super) enum Network {
    V4(Ipv4Addr, u32),
    V6(Ipv6Addr, u32),
}

const fn v4(first: [u8; 4], bits: u32) -> Network {
    let [a, b, c, d] = first;
    Network::V4(Ipv4Addr::new(a, b, c, d), bits)
}

const fn v6(first: [u16; 4], bits: u32) -> Network {
    let [a, b, c, d] = first;
    Network::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), bits)
}

impl Network {
    fn holds(self, ip: IpAddr) -> bool {
        match (self, ip) {
            (Self::V4(first, bits), IpAddr::V4(ip)) => {
                (first.to_bits() ^ ip.to_bits()).leading_zeros() >= bits
            }
            (Self::V6(first, bits), IpAddr::V6(ip)) => {
                (first.to_bits() ^ ip.to_bits()).leading_zeros() >= bits
            }
            (Self::V4(..), IpAddr::V6(_)) | (Self::V6(..), IpAddr::V4(_)) => false,
        }
    }
}

/// Where nobody may be sent by somebody from outside.
pub(super) const DENIED: &[Network] = &[
    // This network; on Linux 0.0.0.0 is this machine.
    v4([0, 0, 0, 0], 8),
    // Private, RFC 1918.
    v4([10, 0, 0, 0], 8),
    // Behind a provider's translation, RFC 6598; clouds have metadata services there.
    v4([100, 64, 0, 0], 10),
    // This machine.
    v4([127, 0, 0, 0], 8),
    // Link-local, RFC 3927; the metadata service of most clouds.
    v4([169, 254, 0, 0], 16),
    // What Azure tells its machines; public by its number alone.
    v4([168, 63, 129, 16], 32),
    v4([172, 16, 0, 0], 12),
    // Protocol assignments, RFC 6890.
    v4([192, 0, 0, 0], 24),
    // Documentation, RFC 5737; so are 198.51.100 and 203.0.113.
    v4([192, 0, 2, 0], 24),
    // Relays from IPv6, RFC 7526.
    v4([192, 88, 99, 0], 24),
    v4([192, 168, 0, 0], 16),
    // Benchmarks, RFC 2544.
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    // Multicast, then reserved up to the broadcast address.
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
    // No address, this machine, and IPv4 in a form of IPv6 that is no longer used.
    v6([0, 0, 0, 0], 96),
    // IPv4 behind a translation, RFC 6052 and RFC 8215: it may be any address of the above.
    Network::V6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96),
    v6([0x64, 0xff9b, 1, 0], 48),
    // Thrown away, RFC 6666; the next network is the dummy prefix of RFC 9780.
    v6([0x100, 0, 0, 0], 64),
    v6([0x100, 0, 0, 1], 64),
    // Protocol assignments, with Teredo, which holds an address of IPv4.
    v6([0x2001, 0, 0, 0], 23),
    // Documentation, RFC 3849 and RFC 9637.
    v6([0x2001, 0xdb8, 0, 0], 32),
    v6([0x3fff, 0, 0, 0], 20),
    // 6to4, which holds an address of IPv4.
    v6([0x2002, 0, 0, 0], 16),
    // Identifiers of segment routing, RFC 9602.
    v6([0x5f00, 0, 0, 0], 16),
    // Private, RFC 4193; link-local; what was site-local; multicast.
    v6([0xfc00, 0, 0, 0], 7),
    v6([0xfe80, 0, 0, 0], 10),
    v6([0xfec0, 0, 0, 0], 10),
    v6([0xff00, 0, 0, 0], 8),
    // The rest of what is outside of 2000::/3: IANA has given nobody an address of it, but some overlay
    // networks took theirs there.
    v6([0, 0, 0, 0], 3),
    v6([0x4000, 0, 0, 0], 2),
    v6([0x8000, 0, 0, 0], 1),
];

/// Whether an address is of the internet. One of IPv4 that is written as IPv6 counts as what it is.
pub(super) fn is_public(ip: IpAddr) -> bool {
    let ip = ip.to_canonical();
    !DENIED.iter().any(|network| network.holds(ip))
}
