//! Secrets: what we hand out and keep only as a hash, and what we must read again and therefore seal.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::{digest, hkdf, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, Zeroizing};

use crate::env::Entropy;
use crate::ids::GrantId;

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident, $(#[$hash_doc:meta])* $hash:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Zeroizing<[u8; 32]>);

        impl $name {
            /// A new one: 256 bits.
            pub fn generate(entropy: &dyn Entropy) -> Self {
                let mut bytes = Zeroizing::new([0; 32]);
                entropy.fill(bytes.as_mut());
                Self(bytes)
            }

            /// Reads the form that was handed out; `None` when it is not one.
            pub fn parse(text: &str) -> Option<Self> {
                let mut decoded = URL_SAFE_NO_PAD.decode(text).ok()?;
                let bytes = <[u8; 32]>::try_from(decoded.as_slice()).ok().map(Zeroizing::new);
                decoded.zeroize();
                bytes.map(Self)
            }

            /// The form that is handed out: 43 characters that need no escaping in a URL.
            pub fn reveal(&self) -> String {
                URL_SAFE_NO_PAD.encode(self.0.as_ref())
            }

            /// What is kept of it.
            pub fn hash(&self) -> $hash {
                $hash(sha256(self.0.as_ref()))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        $(#[$hash_doc])*
        #[derive(Clone, Copy)]
        pub struct $hash(pub(crate) [u8; 32]);

        impl $hash {
            /// Compares in constant time.
            pub fn matches(&self, other: &[u8]) -> bool {
                self.0.as_slice().ct_eq(other).into()
            }
        }

        impl fmt::Debug for $hash {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($hash), "(…)"))
            }
        }
    };
}

secret! {
    /// The secret in an invitation's link.
    Ticket,
    /// What is kept of a [`Ticket`].
    TicketHash
}

secret! {
    /// The secret in a session's cookie.
    SessionSecret,
    /// What is kept of a [`SessionSecret`].
    SessionHash
}

secret! {
    /// The secret in a refresh token.
    RefreshSecret,
    /// What is kept of a [`RefreshSecret`].
    RefreshHash
}

secret! {
    /// The code by which a device asks for its tokens.
    DeviceSecret,
    /// What is kept of a [`DeviceSecret`].
    DeviceHash
}

impl RefreshSecret {
    /// The one that comes after this one in a grant: always the same.
    pub(crate) fn successor(&self, keyring: &Keyring, grant: &GrantId) -> Self {
        let parts: [&[u8]; 2] = [self.0.as_ref(), grant.0.as_bytes()];
        Self(Zeroizing::new(keyring.mac("refresh-successor", &parts)))
    }
}

/// Hash of a client secret. Its 256 random bits need no slow hash.
pub(crate) fn client_secret_hash(secret: &str) -> [u8; 32] {
    sha256(secret.as_bytes())
}

/// What goes wrong with a key file.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the key file is not 32 bytes in base64")]
pub struct KeyFileError {
    line: usize,
}

/// The keys that are not in the database: the first seals, all of them open.
#[derive(Clone)]
pub struct Keyring {
    keys: Vec<MasterKey>,
}

#[derive(Clone)]
struct MasterKey {
    id: [u8; 4],
    prk: hkdf::Prk,
}

const VERSION: u8 = 1;
const SALT: usize = 24;
const HEAD: usize = 1 + 4 + SALT;

impl Keyring {
    /// Reads a key file: a line for each key, 32 bytes in base64, the newest first. Blank lines and
    /// lines that begin with `#` are skipped.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let mut keys = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bytes = STANDARD.decode(line).ok().map(Zeroizing::new);
            let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
            keys.push(MasterKey::new(
                &key.ok_or(KeyFileError { line: index + 1 })?,
            ));
        }
        if keys.is_empty() {
            return Err(KeyFileError { line: 1 });
        }
        Ok(Self { keys })
    }

    /// A ring of one key.
    pub fn from_key(key: &[u8; 32]) -> Self {
        Self {
            keys: vec![MasterKey::new(key)],
        }
    }

    /// The text of a new key file.
    pub fn generate_file(entropy: &dyn Entropy) -> Zeroizing<String> {
        let mut key = Zeroizing::new([0_u8; 32]);
        entropy.fill(key.as_mut());
        Zeroizing::new(format!("{}\n", STANDARD.encode(key.as_ref())))
    }

    /// Seals with AES-256-GCM. Only the same `purpose` and `context` open it again.
    pub fn seal(
        &self,
        entropy: &dyn Entropy,
        purpose: &str,
        context: &[u8],
        plain: &[u8],
    ) -> Vec<u8> {
        let mut salt = [0; SALT];
        entropy.fill(&mut salt);
        let Some(master) = self.keys.first() else {
            return Vec::new();
        };
        let mut out = Vec::with_capacity(HEAD + plain.len() + 16);
        out.push(VERSION);
        out.extend_from_slice(&master.id);
        out.extend_from_slice(&salt);
        let mut sealed = plain.to_vec();
        let key = master.message_key(purpose, &salt);
        // Each message has a key of its own, so the nonce may stand still, and the number of messages
        // under the master key has no limit that matters.
        let nonce = Nonce::assume_unique_for_key([0; 12]);
        if key
            .seal_in_place_append_tag(nonce, Aad::from(context), &mut sealed)
            .is_err()
        {
            return Vec::new();
        }
        out.append(&mut sealed);
        out
    }

    /// Opens what [`Keyring::seal`] sealed; `None` when it is not that, or was changed.
    pub fn open(&self, purpose: &str, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (head, body) = sealed.split_at_checked(HEAD)?;
        let (version, rest) = head.split_first()?;
        let (id, salt) = rest.split_at_checked(4)?;
        if *version != VERSION {
            return None;
        }
        let master = self.keys.iter().find(|key| key.id == id)?;
        let key = master.message_key(purpose, salt);
        let mut plain = Zeroizing::new(body.to_vec());
        let nonce = Nonce::assume_unique_for_key([0; 12]);
        let length = key
            .open_in_place(nonce, Aad::from(context), &mut plain)
            .ok()?
            .len();
        plain.truncate(length);
        Some(plain)
    }

    /// A keyed hash of `parts`: for what is too short to be hashed without a key.
    pub fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut out = [0; 32];
        if let Some(master) = self.keys.first() {
            out = master.mac(purpose, parts);
        }
        out
    }

    /// The keyed hashes of `parts` under every key of the ring, the newest first: for what is looked up by it.
    pub fn macs(&self, purpose: &str, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        let mac = |key: &MasterKey| key.mac(purpose, parts);
        self.keys.iter().map(mac).collect()
    }

    /// Compares a keyed hash with every key of the ring, in constant time for each.
    pub fn mac_matches(&self, purpose: &str, parts: &[&[u8]], expected: &[u8]) -> bool {
        self.keys
            .iter()
            .any(|key| key.mac(purpose, parts).as_slice().ct_eq(expected).into())
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(…)")
    }
}

/// Lengths for HKDF.
struct Bytes32;
impl hkdf::KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

impl MasterKey {
    fn new(key: &[u8; 32]) -> Self {
        let hash = sha256(key);
        let mut id = [0; 4];
        id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"hospes").extract(key);
        Self { id, prk }
    }

    fn derive(&self, info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
        let mut out = Zeroizing::new([0; 32]);
        if let Ok(okm) = self.prk.expand(info, Bytes32) {
            // HKDF fails only for outputs longer than 255 blocks.
            let _ = okm.fill(out.as_mut());
        }
        out
    }

    fn message_key(&self, purpose: &str, salt: &[u8]) -> LessSafeKey {
        let key = self.derive(&[b"seal\0", purpose.as_bytes(), b"\0", salt]);
        // 32 bytes are always a key of AES-256.
        #[expect(
            clippy::expect_used,
            reason = "the length is fixed by the type of the array"
        )]
        let key = UnboundKey::new(&AES_256_GCM, key.as_ref()).expect("32 bytes");
        LessSafeKey::new(key)
    }

    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let key = self.derive(&[b"mac\0", purpose.as_bytes()]);
        let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_ref());
        let mut context = hmac::Context::with_key(&key);
        for part in parts {
            // The length in front keeps ("ab", "c") and ("a", "bc") apart.
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part);
        }
        let mut out = [0; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    #[test]
    fn what_is_sealed_opens_only_with_the_same_purpose_and_context() {
        let (ring, entropy) = (Keyring::from_key(&[7; 32]), SeededEntropy::new());
        let sealed = ring.seal(&entropy, "outbox", b"row 1", b"ticket");
        assert_eq!(
            ring.open("outbox", b"row 1", &sealed).unwrap().as_slice(),
            b"ticket"
        );
        assert!(ring.open("outbox", b"row 2", &sealed).is_none());
        assert!(ring.open("cookie", b"row 1", &sealed).is_none());
        assert!(
            Keyring::from_key(&[8; 32])
                .open("outbox", b"row 1", &sealed)
                .is_none()
        );
        for position in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[position] ^= 1;
            assert!(
                ring.open("outbox", b"row 1", &changed).is_none(),
                "byte {position}"
            );
        }
        assert!(ring.open("outbox", b"row 1", b"short").is_none());
    }

    #[test]
    fn a_rotated_ring_opens_what_the_old_key_sealed_and_seals_with_the_new_one() {
        let entropy = SeededEntropy::new();
        let (old, new) = (STANDARD.encode([1; 32]), STANDARD.encode([2; 32]));
        let before = Keyring::parse(&old).unwrap();
        let after = Keyring::parse(&format!("# newest first\n{new}\n\n{old}\n")).unwrap();
        let sealed = before.seal(&entropy, "p", b"", b"secret");
        assert_eq!(after.open("p", b"", &sealed).unwrap().as_slice(), b"secret");
        assert!(
            before
                .open("p", b"", &after.seal(&entropy, "p", b"", b"x"))
                .is_none()
        );
        let mac = before.mac("passcode", &[b"12345678"]);
        assert!(after.mac_matches("passcode", &[b"12345678"], &mac));
    }

    #[test]
    fn a_key_file_with_a_bad_line_names_the_line() {
        let error = Keyring::parse("# key\nnot base64").unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 2 of the key file is not 32 bytes in base64"
        );
        assert!(Keyring::parse("").is_err());
    }

    #[test]
    fn a_mac_keeps_its_parts_apart() {
        let ring = Keyring::from_key(&[7; 32]);
        assert_ne!(ring.mac("p", &[b"ab", b"c"]), ring.mac("p", &[b"a", b"bc"]));
    }

    #[test]
    fn a_ticket_reads_back_and_its_hash_tells_nothing() {
        let ticket = Ticket::generate(&SeededEntropy::new());
        let text = ticket.reveal();
        assert_eq!(text.len(), 43);
        let again = Ticket::parse(&text).unwrap();
        assert!(again.hash().matches(&ticket.hash().0));
        assert_eq!(
            format!("{ticket:?} {:?}", ticket.hash()),
            "Ticket(…) TicketHash(…)"
        );
        assert!(Ticket::parse("short").is_none());
    }
}
