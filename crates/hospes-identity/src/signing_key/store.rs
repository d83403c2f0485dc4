//! SQL of signing keys.

use crate::db::{DbError, Tx, row, sql};

row! {
    pub(super) struct KeyRow {
        pub(super) kid: String,
        pub(super) public_jwk: String,
        pub(super) sealed_private: Vec<u8>,
    }
}

/// All keys, oldest first.
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<KeyRow>, DbError> {
    sql("SELECT kid, public_jwk, sealed_private FROM signing_keys ORDER BY number")
        .fetch_all(tx)
        .await
}

/// Keeps the first key of all, unless another node has made one.
pub(super) async fn insert_first(
    tx: &mut Tx,
    kid: &str,
    public_jwk: &str,
    sealed_private: &[u8],
) -> Result<(), DbError> {
    let now = tx.now();
    sql(
        "INSERT INTO signing_keys (kid, number, public_jwk, sealed_private, created_at)
         VALUES ($1, 1, $2, $3, $4) ON CONFLICT (number) DO NOTHING",
    )
    .bind(kid)
    .bind(public_jwk)
    .bind(sealed_private)
    .bind(now)
    .run(tx)
    .await?;
    Ok(())
}
