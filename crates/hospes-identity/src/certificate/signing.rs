//! Certificates that this server made for itself: of its applications and of its organisations that speak SAML. Who has
//! them keeps them in a table of its own; what counts for them is alike.

use hospes_protocol::saml::Certificate;
use zeroize::Zeroizing;

use crate::db::{Tx, row};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{KeyId, TenantId};
use crate::secret::Keyring;

/// A certificate that signs, or did, or will, without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningCertificate {
    /// Its id.
    pub id: KeyId,
    /// The certificate.
    pub certificate: Certificate,
    /// Whether it is the one that signs.
    pub is_active: bool,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// Until when it counts.
    pub ends_at: Timestamp,
}

row! {
    /// The columns of one, in this order.
    pub(crate) struct SigningCertificateRow {
        id: KeyId,
        certificate: Vec<u8>,
        sealed_key: Vec<u8>,
        is_active: bool,
        created_at: Timestamp,
        ends_at: Timestamp,
    }
}

impl SigningCertificateRow {
    pub(crate) fn read(&self) -> Result<SigningCertificate> {
        let certificate = Certificate::from_der(&self.certificate)
            .map_err(|e| Error::corrupt("a signing certificate", e))?;
        Ok(SigningCertificate {
            id: self.id,
            certificate,
            is_active: self.is_active,
            created_at: self.created_at,
            ends_at: self.ends_at,
        })
    }

    /// Its private key, in PKCS #8; `purpose` is the one that it was sealed for.
    pub(crate) fn open(
        &self,
        keyring: &Keyring,
        (purpose, tenant): (&str, TenantId),
    ) -> Result<Zeroizing<Vec<u8>>> {
        let key = keyring.open(purpose, &context(tenant, self.id), &self.sealed_key);
        key.ok_or_else(|| {
            let why = "the key file is not the one that sealed it";
            Error::corrupt("the key of a certificate", why)
        })
    }
}

/// Seals a private key for its certificate.
pub(crate) fn seal(
    tx: &mut Tx,
    keyring: &Keyring,
    (purpose, tenant, id): (&str, TenantId, KeyId),
    key: &[u8],
) -> Vec<u8> {
    keyring.seal(tx.entropy(), purpose, &context(tenant, id), key)
}

/// A sealed key is only good for its certificate.
fn context(tenant: TenantId, id: KeyId) -> Vec<u8> {
    [tenant.0.as_bytes().as_slice(), id.0.as_bytes()].concat()
}

/// Which of them shall sign: one that has not expired.
pub(crate) fn to_activate(
    all: &[SigningCertificate],
    key: KeyId,
    now: Timestamp,
) -> Result<&SigningCertificate> {
    let wanted = find(all, key)?;
    if wanted.ends_at <= now {
        return Err(Error::invalid("certificate", "it has expired"));
    }
    Ok(wanted)
}

/// Which of them shall go: not the one that signs.
pub(crate) fn to_remove(all: &[SigningCertificate], key: KeyId) -> Result<&SigningCertificate> {
    let wanted = find(all, key)?;
    if wanted.is_active {
        return Err(Error::invalid("certificate", "it is the one that signs"));
    }
    Ok(wanted)
}

/// The thumbprint of the one that signs; empty if none does.
pub(crate) fn active_thumbprint(all: &[SigningCertificate]) -> String {
    let active = all.iter().find(|one| one.is_active);
    active.map_or_else(String::new, |one| one.certificate.thumbprint())
}

fn find(all: &[SigningCertificate], key: KeyId) -> Result<&SigningCertificate> {
    all.iter().find(|one| one.id == key).ok_or(Error::NotFound {
        what: "certificate",
    })
}
