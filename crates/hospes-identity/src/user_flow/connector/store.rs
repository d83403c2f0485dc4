//! SQL of API connectors.

use hospes_protocol::saml;

use super::{Authentication, ClientIdentity, Connector, Step};
use crate::db::{DbError, Tx, row, sql};
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserFlowId};

row! {
    struct ConnectorRow {
        step: Step,
        url: String,
        username: Option<String>,
        certificate: Option<Vec<u8>>,
        certificate_ends_at: Option<Timestamp>,
        next_certificate: Option<Vec<u8>>,
        next_certificate_ends_at: Option<Timestamp>,
        sealed_secret: Vec<u8>,
        changed_at: Timestamp,
    }
}

/// A certificate from its two columns.
fn read_own(der: Option<Vec<u8>>, ends_at: Option<Timestamp>) -> Result<Option<ClientIdentity>> {
    let (Some(der), Some(ends_at)) = (der, ends_at) else {
        return Ok(None);
    };
    let certificate = saml::Certificate::from_der(&der);
    Ok(Some(ClientIdentity {
        certificate: certificate.map_err(|e| Error::corrupt("an API connector", e))?,
        ends_at,
    }))
}

impl ConnectorRow {
    fn read(self) -> Result<(Connector, Vec<u8>)> {
        let own = read_own(self.certificate, self.certificate_ends_at)?;
        let authentication = match (self.username, own) {
            (Some(username), None) => Authentication::Basic { username },
            (None, Some(own)) => Authentication::Certificate(own),
            (Some(_), Some(_)) | (None, None) => {
                let why = "it has neither a name nor a certificate, or both";
                return Err(Error::corrupt("an API connector", why));
            }
        };
        let connector = Connector {
            step: self.step,
            url: self.url,
            authentication,
            next: read_own(self.next_certificate, self.next_certificate_ends_at)?,
            changed_at: self.changed_at,
        };
        Ok((connector, self.sealed_secret))
    }
}

/// Whom a flow asks.
pub(in super::super) async fn connectors(
    tx: &mut Tx,
    tenant: TenantId,
    id: UserFlowId,
) -> Result<Vec<Connector>> {
    let rows: Vec<ConnectorRow> = sql("SELECT step, url, username, certificate,
            certificate_ends_at, next_certificate, next_certificate_ends_at, sealed_secret, changed_at
         FROM api_connectors
         WHERE tenant_id = $1 AND user_flow_id = $2 ORDER BY step")
    .bind(tenant)
    .bind(id)
    .fetch_all(tx)
    .await?;
    let read = |row: ConnectorRow| row.read().map(|(connector, _)| connector);
    rows.into_iter().map(read).collect()
}

/// Whom it asks at a step, with what proves us to them.
pub(super) async fn connector(
    tx: &mut Tx,
    tenant: TenantId,
    (id, step): (UserFlowId, Step),
) -> Result<Option<(Connector, Vec<u8>)>> {
    let row: Option<ConnectorRow> = sql("SELECT step, url, username, certificate,
            certificate_ends_at, next_certificate, next_certificate_ends_at, sealed_secret, changed_at
         FROM api_connectors
         WHERE tenant_id = $1 AND user_flow_id = $2 AND step = $3")
    .bind(tenant)
    .bind(id)
    .bind(step)
    .fetch_optional(tx)
    .await?;
    row.map(ConnectorRow::read).transpose()
}

/// The same, which must be there.
pub(super) async fn required(
    tx: &mut Tx,
    tenant: TenantId,
    at: (UserFlowId, Step),
) -> Result<Connector> {
    let found = connector(tx, tenant, at).await?;
    let found = found.map(|(connector, _)| connector);
    found.ok_or(Error::NotFound {
        what: "API connector",
    })
}

/// Whether a flow asks a connector at a step.
pub(crate) async fn asks(tx: &mut Tx, tenant: TenantId, at: (UserFlowId, Step)) -> Result<bool> {
    Ok(connector(tx, tenant, at).await?.is_some())
}

/// A next certificate stays while the connector is told by certificates who asks.
pub(super) async fn save_connector(
    tx: &mut Tx,
    tenant: TenantId,
    (id, connector, sealed): (UserFlowId, &Connector, Vec<u8>),
) -> Result<(), DbError> {
    let (username, certificate, ends_at) = match &connector.authentication {
        Authentication::Basic { username } => (Some(username), None, None),
        Authentication::Certificate(own) => {
            (None, Some(own.certificate.to_der()), Some(own.ends_at))
        }
    };
    sql(
        "INSERT INTO api_connectors (tenant_id, user_flow_id, step, url, username, certificate,
            certificate_ends_at, sealed_secret, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (tenant_id, user_flow_id, step) DO UPDATE SET url = excluded.url,
            username = excluded.username, certificate = excluded.certificate,
            certificate_ends_at = excluded.certificate_ends_at,
            next_certificate = CASE WHEN excluded.certificate IS NOT NULL
                THEN api_connectors.next_certificate END,
            next_certificate_ends_at = CASE WHEN excluded.certificate IS NOT NULL
                THEN api_connectors.next_certificate_ends_at END,
            next_sealed_secret = CASE WHEN excluded.certificate IS NOT NULL
                THEN api_connectors.next_sealed_secret END,
            sealed_secret = excluded.sealed_secret, changed_at = excluded.changed_at",
    )
    .bind(tenant)
    .bind(id)
    .bind(connector.step)
    .bind(&connector.url)
    .bind(username)
    .bind(certificate)
    .bind(ends_at)
    .bind(sealed)
    .bind(connector.changed_at)
    .run(tx)
    .await
}

/// Keeps a certificate to be used next, with its sealed key; `false` when there is one, or the connector has none in use.
pub(super) async fn set_next(
    tx: &mut Tx,
    tenant: TenantId,
    (id, step): (UserFlowId, Step),
    (next, sealed): (&ClientIdentity, Vec<u8>),
) -> Result<bool, DbError> {
    let changed = sql("UPDATE api_connectors SET next_certificate = $4,
            next_certificate_ends_at = $5, next_sealed_secret = $6
         WHERE tenant_id = $1 AND user_flow_id = $2 AND step = $3
            AND certificate IS NOT NULL AND next_certificate IS NULL")
    .bind(tenant)
    .bind(id)
    .bind(step)
    .bind(next.certificate.to_der())
    .bind(next.ends_at)
    .bind(sealed)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Puts the next certificate, which must be there, and its key in place of those in use.
pub(super) async fn use_next(
    tx: &mut Tx,
    tenant: TenantId,
    (id, step): (UserFlowId, Step),
) -> Result<(), DbError> {
    let now = tx.now();
    sql("UPDATE api_connectors SET certificate = next_certificate,
            certificate_ends_at = next_certificate_ends_at, sealed_secret = next_sealed_secret,
            next_certificate = NULL, next_certificate_ends_at = NULL, next_sealed_secret = NULL,
            changed_at = $4
         WHERE tenant_id = $1 AND user_flow_id = $2 AND step = $3 AND next_certificate IS NOT NULL")
    .bind(tenant)
    .bind(id)
    .bind(step)
    .bind(now)
    .run(tx)
    .await
}

pub(super) async fn discard_next(
    tx: &mut Tx,
    tenant: TenantId,
    (id, step): (UserFlowId, Step),
) -> Result<(), DbError> {
    sql(
        "UPDATE api_connectors SET next_certificate = NULL, next_certificate_ends_at = NULL,
            next_sealed_secret = NULL
         WHERE tenant_id = $1 AND user_flow_id = $2 AND step = $3",
    )
    .bind(tenant)
    .bind(id)
    .bind(step)
    .run(tx)
    .await
}

/// `false` when there is none.
pub(super) async fn delete_connector(
    tx: &mut Tx,
    tenant: TenantId,
    (id, step): (UserFlowId, Step),
) -> Result<bool, DbError> {
    let changed = sql("DELETE FROM api_connectors
         WHERE tenant_id = $1 AND user_flow_id = $2 AND step = $3")
    .bind(tenant)
    .bind(id)
    .bind(step)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}
