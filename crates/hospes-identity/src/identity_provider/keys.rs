//! Keys that prove this server to one provider each (`private_key_jwt`, RFC 7523): made here, sealed here, their public
//! half published for that provider.

use hospes_protocol::jose::{Algorithm, Jwks, PublicJwk, SigningKey};
use hospes_protocol::oauth::ClientProofMethod;
use zeroize::Zeroizing;

use super::provider::IdentityProvider;
use super::{Protocol, crud, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::env::{Span, Timestamp};
use crate::error::{Error, Result};
use crate::ids::{ProviderId, TenantId};

const PURPOSE: &str = "identity-provider-key";
/// A key that was replaced stays published for so long: the provider may verify what was signed with it just before.
const STAYS: Span = Span::hours(24);

/// A key of this server for one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderKeyInfo {
    /// The name of the key: its RFC 7638 thumbprint.
    pub kid: String,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// Since when another one signs. It stays published for a day.
    pub retired_at: Option<Timestamp>,
}

/// A key as it is stored.
pub(super) struct KeyRow {
    pub(super) kid: String,
    pub(super) public_jwk: String,
    pub(super) sealed_private: Vec<u8>,
    pub(super) created_at: Timestamp,
    pub(super) retired_at: Option<Timestamp>,
}

/// A key that was made, with its PKCS#8 form.
pub(super) type Made = (SigningKey, Zeroizing<Vec<u8>>);

impl Identity {
    /// The keys of this server for a provider that are published, the one that signs first.
    pub async fn provider_keys(
        &self,
        actor: &Actor,
        id: ProviderId,
    ) -> Result<Vec<ProviderKeyInfo>> {
        actor.require(Permission::ReadSettings)?;
        let mut tx = self.read().await?;
        crud::find_present(&mut tx, actor.tenant, id).await?;
        let rows = published(&mut tx, actor.tenant, id).await?;
        let info = |row: KeyRow| ProviderKeyInfo {
            kid: row.kid,
            created_at: row.created_at,
            retired_at: row.retired_at,
        };
        Ok(rows.into_iter().map(info).collect())
    }

    /// The key set for a provider, which anybody may read: public keys and nothing else. `NotFound` of a provider that
    /// this server does not prove itself to by a key.
    pub async fn provider_key_set(&self, tenant: TenantId, id: ProviderId) -> Result<Jwks> {
        let mut tx = self.read().await?;
        let provider = crud::find_present(&mut tx, tenant, id).await?;
        if !proves_by_key(&provider.protocol) {
            return Err(Error::NotFound {
                what: "identity provider",
            });
        }
        let rows = published(&mut tx, tenant, id).await?;
        let read = |row: &KeyRow| -> Result<PublicJwk> {
            serde_json::from_str(&row.public_jwk)
                .map_err(|e| Error::corrupt("a key for a provider", e))
        };
        let keys = rows.iter().map(read).collect::<Result<_>>()?;
        Ok(Jwks { keys })
    }

    /// Makes another key for a provider, which signs from now on. The one before stays published for a day.
    pub async fn rotate_provider_key(&self, actor: &Actor, id: ProviderId) -> Result<()> {
        actor.require(Permission::ManageIdentityProviders)?;
        // Before a key is made, which takes its time.
        let provider = self.identity_provider(actor, id).await?;
        let made = make_key(&provider.protocol).await?.ok_or_else(|| {
            let reason = "this server does not prove itself to the provider by a key";
            Error::invalid("clientAuthentication", reason)
        })?;
        self.retrying(|| async {
            let mut tx = self.write().await?;
            let provider = crud::find_present(&mut tx, actor.tenant, id).await?;
            let (before, after) = self.put_key(&mut tx, &provider, &made).await?;
            let target = provider.target().change("SigningKey", &before, &after);
            Entry::new(Activity::UpdateIdentityProvider)
                .target(target)
                .record(&mut tx, actor)
                .await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Stores a key, which signs from now on, and forgets those that nobody needs any more. The names of the key that
    /// signed before and of the new one.
    pub(super) async fn put_key(
        &self,
        tx: &mut Tx,
        provider: &IdentityProvider,
        (key, private): &Made,
    ) -> Result<(String, String)> {
        let (tenant, id, now) = (provider.tenant, provider.id, tx.now());
        let mut before = String::new();
        for row in store::keys(tx, tenant, id).await? {
            match row.retired_at {
                None => {
                    store::retire_key(tx, (tenant, id), &row.kid).await?;
                    before = row.kid;
                }
                Some(retired_at) if now < retired_at.plus(STAYS) => {}
                Some(_) => store::delete_key(tx, (tenant, id), &row.kid).await?,
            }
        }
        let kid = key.kid().to_owned();
        let (keyring, entropy) = (&self.env.keyring, self.env.entropy.as_ref());
        let row = KeyRow {
            sealed_private: keyring.seal(entropy, PURPOSE, &context(provider, &kid), private),
            public_jwk: serde_json::to_string(&key.public())
                .map_err(|e| Error::corrupt("a key for a provider", e))?,
            created_at: now,
            retired_at: None,
            kid: kid.clone(),
        };
        store::insert_key(tx, (tenant, id), &row).await?;
        Ok((before, kid))
    }

    /// The key that signs for a provider.
    pub(super) async fn provider_signing_key(
        &self,
        provider: &IdentityProvider,
    ) -> Result<Option<SigningKey>> {
        let rows = store::keys(&mut self.read().await?, provider.tenant, provider.id).await?;
        let Some(row) = rows.into_iter().find(|row| row.retired_at.is_none()) else {
            return Ok(None);
        };
        let context = context(provider, &row.kid);
        let opened = self
            .env
            .keyring
            .open(PURPOSE, &context, &row.sealed_private);
        let private =
            opened.ok_or_else(|| Error::corrupt("a key for a provider", "no key opens it"))?;
        SigningKey::from_pkcs8(Algorithm::Rs256, &private)
            .map(Some)
            .map_err(|e| Error::corrupt("a key for a provider", e))
    }
}

pub(super) fn proves_by_key(protocol: &Protocol) -> bool {
    match protocol {
        Protocol::OpenIdConnect(us) => us.client_authentication == ClientProofMethod::PrivateKeyJwt,
        Protocol::OAuth(_) | Protocol::Saml(_) => false,
    }
}

fn context(provider: &IdentityProvider, kid: &str) -> Vec<u8> {
    let (tenant, id) = (provider.tenant.0.as_bytes(), provider.id.0.as_bytes());
    [tenant.as_slice(), id, kid.as_bytes()].concat()
}

async fn published(tx: &mut Tx, tenant: TenantId, id: ProviderId) -> Result<Vec<KeyRow>> {
    let now = tx.now();
    let mut rows = store::keys(tx, tenant, id).await?;
    rows.retain(|row| row.retired_at.is_none_or(|at| now < at.plus(STAYS)));
    rows.sort_by_key(|row| (row.retired_at.is_some(), row.retired_at));
    Ok(rows)
}

/// Makes a key if this is a provider that this server proves itself to by one.
pub(super) async fn make_key(protocol: &Protocol) -> Result<Option<Made>> {
    if !proves_by_key(protocol) {
        return Ok(None);
    }
    // It takes a tenth of a second: not on the threads that answer requests.
    tokio::task::spawn_blocking(|| SigningKey::generate(Algorithm::Rs256))
        .await
        .map_err(|e| Error::corrupt("a new key for a provider", e))?
        .map(Some)
        .map_err(|e| Error::corrupt("a new key for a provider", e))
}
