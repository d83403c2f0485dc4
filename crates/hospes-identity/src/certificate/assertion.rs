//! Proving to be an application with an assertion that it signed with the key of a certificate.

use hospes_protocol::jose;
use hospes_protocol::oauth::{
    AssertionError, ClientAssertion, ExpectedAssertion, VerifiedAssertion,
};

use super::{Certificate, store};
use crate::Identity;
use crate::application::{self, Caller, ClientError, Proof};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::identity::{SWEEP_ROWS, SweepReport};
use crate::ids::{AppId, ApplicationId, TenantId};
use crate::secret::sha256;

/// Clocks of applications may differ by so much.
const LEEWAY_SECONDS: i64 = 60;

impl Identity {
    /// Finds the application with a client id and verifies its assertion, which must be for one of these
    /// audiences. An assertion is good once (RFC 7523, section 3, item 7), unless the limits say otherwise.
    pub async fn authenticate_application_by_assertion(
        &self,
        tenant: TenantId,
        app_id: AppId,
        assertion: &str,
        audiences: &[String],
    ) -> Result<Caller, ClientError> {
        let mut tx = self.read().await?;
        let now = tx.now();
        let found = application::find_by_app_id(&mut tx, tenant, app_id).await;
        let application = found.map_err(Error::from)?.ok_or(ClientError::Unknown)?;
        let certificates = store::all(&mut tx, tenant, application.id).await;
        let certificates = certificates.map_err(Error::from)?;
        let roles = application::permissions(&mut tx, tenant, application.id).await;
        let roles = roles.map_err(Error::from)?;
        drop(tx);
        let expected = ExpectedAssertion {
            client_id: &app_id.to_string(),
            audiences,
            now_seconds: now.as_seconds(),
            leeway_seconds: LEEWAY_SECONDS,
        };
        let verified = verify(assertion, &certificates, (&expected, now))?;
        if self.env.limits.client_assertions_once
            && !self.use_up(tenant, application.id, &verified).await?
        {
            return Err(ClientError::UsedAssertion);
        }
        Ok(Caller {
            application,
            roles,
            proof: Proof::Certificate,
        })
    }

    /// Writes down that an assertion was used; `false` when it was before. Of many at once, one is first.
    async fn use_up(
        &self,
        tenant: TenantId,
        application: ApplicationId,
        assertion: &VerifiedAssertion,
    ) -> Result<bool> {
        let hash = sha256(assertion.jti.as_bytes());
        let ends_at = Timestamp::from_millis(assertion.ends_seconds.saturating_mul(1_000));
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let is_new =
                store::insert_assertion(&mut tx, tenant, (application, hash), ends_at).await?;
            tx.commit().await?;
            Ok(is_new)
        })
        .await
    }

    /// Sweep: forgets assertions that nobody would take any more.
    pub async fn forget_old_assertions(&self) -> Result<SweepReport> {
        self.sweep_tenants(SWEEP_ROWS, |tenant| async move {
            let mut tx = self.write().await?;
            let gone = store::delete_ended_assertions(&mut tx, tenant).await?;
            tx.commit().await?;
            Ok(gone)
        })
        .await
    }
}

fn verify(
    text: &str,
    certificates: &[Certificate],
    (expected, now): (&ExpectedAssertion<'_>, Timestamp),
) -> Result<VerifiedAssertion, ClientError> {
    let assertion = ClientAssertion::parse(text).map_err(ClientError::Assertion)?;
    let mut named = certificates.iter();
    let kept = named
        .find(|kept| assertion.names(&kept.sha1, &kept.sha256))
        .ok_or(ClientError::Assertion(AssertionError::UnknownKey))?;
    let certificate =
        jose::Certificate::parse(&kept.der).map_err(|e| Error::corrupt("a certificate", e))?;
    let verified = assertion.verify(&certificate, expected);
    // Only whoever holds the key learns that the certificate is over.
    let verified = verified.map_err(ClientError::Assertion)?;
    if now < kept.starts_at || kept.ends_at < now {
        return Err(ClientError::ExpiredCertificate);
    }
    Ok(verified)
}
