//! SQL of signing keys.

use hospes_protocol::jose::Algorithm;

use crate::db::{DbError, FromRow, Row, Tx, sql};
use crate::env::Timestamp;

/// A key as it is stored.
pub(super) struct KeyRow {
    pub(super) kid: String,
    pub(super) number: i64,
    pub(super) algorithm: Algorithm,
    pub(super) public_jwk: String,
    pub(super) sealed_private: Vec<u8>,
    pub(super) certificate: Option<Vec<u8>>,
    pub(super) created_at: Timestamp,
    pub(super) active_from: Timestamp,
}

impl FromRow for KeyRow {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DbError> {
        Ok(Self {
            kid: row.next()?,
            number: row.next()?,
            algorithm: Algorithm::parse(&row.next::<String>()?)
                .ok_or_else(|| DbError::plain("a signing key has an unknown algorithm"))?,
            public_jwk: row.next()?,
            sealed_private: row.next()?,
            certificate: row.next()?,
            created_at: row.next()?,
            active_from: row.next()?,
        })
    }
}

/// All keys, oldest first. Those from before there were several lack what all of them had in common.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<KeyRow>, DbError> {
    sql(
        "SELECT kid, number, COALESCE(algorithm, 'RS256'), public_jwk, sealed_private, certificate,
            created_at, COALESCE(active_from, created_at)
         FROM signing_keys ORDER BY number",
    )
    .fetch_all(tx)
    .await
}

/// Keeps a key, unless another node was faster with this number.
pub(super) async fn insert(tx: &mut Tx, key: &KeyRow) -> Result<bool, DbError> {
    let changed = sql(
        "INSERT INTO signing_keys (kid, number, algorithm, public_jwk, sealed_private, certificate,
            created_at, active_from)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (number) DO NOTHING",
    )
    .bind(&key.kid)
    .bind(key.number)
    .bind(key.algorithm.as_str())
    .bind(&key.public_jwk)
    .bind(key.sealed_private.as_slice())
    .bind(key.certificate.clone())
    .bind(key.created_at)
    .bind(key.active_from)
    .execute(tx)
    .await?;
    Ok(changed == 1)
}

/// Uses a key from another time on.
pub(super) async fn set_active_from(tx: &mut Tx, kid: &str, at: Timestamp) -> Result<(), DbError> {
    sql("UPDATE signing_keys SET active_from = $2 WHERE kid = $1")
        .bind(kid)
        .bind(at)
        .run(tx)
        .await
}

/// Gives a key its certificate, unless another node has.
pub(super) async fn set_certificate(tx: &mut Tx, kid: &str, der: &[u8]) -> Result<(), DbError> {
    sql("UPDATE signing_keys SET certificate = $2 WHERE kid = $1 AND certificate IS NULL")
        .bind(kid)
        .bind(der)
        .run(tx)
        .await
}

pub(super) async fn delete(tx: &mut Tx, kid: &str) -> Result<(), DbError> {
    sql("DELETE FROM signing_keys WHERE kid = $1")
        .bind(kid)
        .run(tx)
        .await
}
