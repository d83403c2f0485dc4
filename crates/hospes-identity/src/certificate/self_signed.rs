//! Certificates that sign themselves: nobody looks at more than the key.

use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd};
use zeroize::Zeroizing;

use crate::Identity;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};

/// So long a certificate counts: three years, as in the original.
const LIFE: Span = Span::days(1_095);

/// A key with its certificate, in DER.
pub(crate) struct SelfSigned {
    pub(crate) certificate: Vec<u8>,
    /// PKCS #8.
    pub(crate) key: Zeroizing<Vec<u8>>,
    pub(crate) ends_at: Timestamp,
}

impl Identity {
    /// A new RSA key of 2,048 bits with a certificate of this name.
    pub(crate) async fn self_signed(&self, name: &'static str) -> Result<SelfSigned> {
        let now = self.env.clock.now();
        // It takes a tenth of a second: not on the threads that answer requests.
        let made = tokio::task::spawn_blocking(move || make(name, now)).await;
        made.map_err(|e| Error::corrupt("a new certificate", e))?
    }
}

/// The name says nothing of the tenant: certificates are handed around.
fn make(name: &str, now: Timestamp) -> Result<SelfSigned> {
    let failed = |e: rcgen::Error| Error::corrupt("a new certificate", e);
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(failed)?;
    let mut params = CertificateParams::new(Vec::<String>::new()).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, name);
    let ends_at = midnight(now.plus(LIFE))?;
    let (year, month, day) = date(now)?;
    params.not_before = date_time_ymd(year, month, day);
    let (year, month, day) = date(ends_at)?;
    params.not_after = date_time_ymd(year, month, day);
    let certificate = params.self_signed(&key).map_err(failed)?;
    Ok(SelfSigned {
        certificate: certificate.der().to_vec(),
        key: Zeroizing::new(key.serialize_der()),
        ends_at,
    })
}

fn midnight(at: Timestamp) -> Result<Timestamp> {
    Timestamp::parse(&at.format("%Y-%m-%d"))
        .ok_or_else(|| Error::corrupt("a date", "it is out of range"))
}

/// Year, month and day.
fn date(at: Timestamp) -> Result<(i32, u8, u8)> {
    let number = |pattern: &str| at.format(pattern).parse::<u16>();
    let parts = (number("%Y"), number("%m"), number("%d"));
    let bad = || Error::corrupt("a date", "it is out of range");
    let (Ok(year), Ok(month), Ok(day)) = parts else {
        return Err(bad());
    };
    let month = u8::try_from(month).map_err(|_| bad())?;
    let day = u8::try_from(day).map_err(|_| bad())?;
    Ok((i32::from(year), month, day))
}
