//! Adding and reading identity providers.

use hospes_protocol::address::Domain;
use hospes_protocol::apple;
use hospes_protocol::oauth::ClientProofMethod;
use hospes_protocol::text::single_line;
use zeroize::Zeroizing;

use super::access::{Wish, find_for};
use super::keys::make_key;
use super::protocol::{
    AppleKey, ClaimNames, NewProtocol, OAuth, OpenIdConnect, OpenIdConnectPatch, Protocol,
    other_protocol,
};
use super::provider::{IdentityProvider, Kind};
use super::remote::Problem;
use super::trust::Trust;
use super::{rules, store};
use crate::Identity;
use crate::actor::{Actor, Permission};
use crate::audit::{Activity, Entry};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{ProviderId, TenantId};
use crate::name::display_name;

/// The longest name, in characters: it stands on a button.
pub(super) const LONGEST_NAME: usize = 60;
/// The longest client id and claim name, in characters.
const LONGEST_ID: usize = 256;
/// The longest client secret, in bytes.
const LONGEST_SECRET: usize = 1_024;
/// So many a tenant may have.
const MOST: usize = 100;
const PURPOSE: &str = "identity-provider";

/// A provider to add.
#[derive(Debug, Clone)]
pub struct NewProvider {
    /// Its id, which stands in the redirect URI: whoever adds it knows it before.
    pub id: ProviderId,
    /// What it is.
    pub kind: Kind,
    /// The name that guests see, at most 60 characters.
    pub display_name: String,
    /// What it speaks.
    pub protocol: NewProtocol,
    /// Whether it is offered to everybody who has no other way than a passcode.
    pub is_for_everybody: bool,
    /// The domains whose people are sent there.
    pub domains: Vec<Domain>,
    /// Whether these count without a proof, because the administrator knows that their owner agrees.
    pub trusts_domains: bool,
}

/// Why a provider is not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// What it says of itself can't be got, or can't be used.
    #[error(transparent)]
    Remote(#[from] Problem),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl Identity {
    /// The providers of the tenant.
    pub async fn identity_providers(&self, actor: &Actor) -> Result<Vec<IdentityProvider>> {
        actor.require(Permission::ReadIdentityProviders)?;
        store::list(&mut self.read().await?, actor.tenant).await
    }

    /// A provider.
    pub async fn identity_provider(
        &self,
        actor: &Actor,
        id: ProviderId,
    ) -> Result<IdentityProvider> {
        find_for(&mut self.read().await?, actor, (id, Wish::Read)).await
    }

    /// Adds a provider: gets its metadata, takes its issuer from there, and writes it down. One that was removed, and
    /// that guests are still bound to, comes back with them.
    pub async fn add_identity_provider(
        &self,
        actor: &Actor,
        new: &NewProvider,
    ) -> Result<IdentityProvider, AddError> {
        Wish::Change.allowed_of(actor, new.kind)?;
        let (issuer, protocol) = self.read_protocol(actor, new).await?;
        let provider = IdentityProvider {
            id: new.id,
            tenant: actor.tenant,
            kind: new.kind,
            display_name: display_name(&new.display_name, LONGEST_NAME)?,
            issuer,
            protocol,
            is_for_everybody: new.is_for_everybody,
            is_enabled: true,
            created_at: self.env.clock.now(),
            changed_at: self.env.clock.now(),
            deleted_at: None,
        };
        provider.protocol.check()?;
        let key = make_key(&provider.protocol).await?;
        let added = self
            .retrying(|| async {
                let mut tx = self.write().await?;
                let secret = new.protocol.secret();
                let added = self
                    .insert_provider(&mut tx, actor, (&provider, secret))
                    .await?;
                if let Some(key) = &key {
                    self.put_key(&mut tx, &added, key).await?;
                }
                let domains = (new.domains.as_slice(), new.trusts_domains);
                let (_, domains) = rules::put(&mut tx, &added, domains).await?;
                let target = added.target().change("Issuer", "", &added.issuer);
                let target = match &added.protocol {
                    Protocol::OpenIdConnect(us) => target.change("ClientId", "", &us.client_id),
                    Protocol::Saml(us) => target.change("Certificates", "", &us.thumbprints()),
                    Protocol::OAuth(us) => target.change("ClientId", "", &us.client_id),
                };
                Entry::new(Activity::AddIdentityProvider)
                    .target(target.change("Domains", "", &domains))
                    .record(&mut tx, actor)
                    .await?;
                tx.commit().await?;
                Ok(added)
            })
            .await?;
        Ok(added)
    }

    /// Asks a provider to add what it is: its issuer, and what is kept of what it speaks.
    async fn read_protocol(
        &self,
        actor: &Actor,
        new: &NewProvider,
    ) -> Result<(String, Protocol), AddError> {
        match &new.protocol {
            NewProtocol::Saml(us) => {
                // Whoever may add these may add nothing else by them.
                if new.kind != Kind::Saml {
                    return Err(other_protocol().into());
                }
                self.read_saml(actor, us).await
            }
            NewProtocol::OpenIdConnect(us) => {
                if new.kind.service().is_some() {
                    return Err(other_protocol().into());
                }
                let given = new.kind.issuer().unwrap_or(us.metadata_url.trim());
                let apple = check_apple(new.kind, us.apple.as_ref())?.cloned();
                let (_, metadata) = self.read_metadata(actor, given).await?;
                let mut openid = OpenIdConnect {
                    metadata_url: given.to_owned(),
                    client_id: client_id(&us.client_id)?,
                    has_secret: us.client_secret.is_some(),
                    client_authentication: us.client_authentication,
                    scopes: match new.kind {
                        Kind::Apple => "openid name email".to_owned(),
                        Kind::OpenIdConnect
                        | Kind::Saml
                        | Kind::Google
                        | Kind::MicrosoftAccount
                        | Kind::GitHub
                        | Kind::Facebook => "openid profile email".to_owned(),
                    },
                    apple,
                    claims: ClaimNames::default(),
                    trust: Trust::default(),
                };
                openid.apply(&OpenIdConnectPatch {
                    scopes: us.scopes.clone(),
                    claims: us.claims.clone(),
                    ..OpenIdConnectPatch::default()
                })?;
                Ok((metadata.issuer.clone(), Protocol::OpenIdConnect(openid)))
            }
            NewProtocol::OAuth(us) => {
                let (Some(service), Some(issuer)) = (new.kind.service(), new.kind.issuer()) else {
                    return Err(other_protocol().into());
                };
                let protocol = Protocol::OAuth(OAuth {
                    service,
                    client_id: client_id(&us.client_id)?,
                    has_secret: us.client_secret.is_some(),
                });
                Ok((issuer.to_owned(), protocol))
            }
        }
    }

    /// Writes a provider down, or brings it back.
    async fn insert_provider(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        (provider, secret): (&IdentityProvider, Option<&str>),
    ) -> Result<IdentityProvider> {
        if store::list(tx, actor.tenant).await?.len() >= MOST {
            return Err(Error::invalid("issuer", "there are 100 providers already"));
        }
        let mut provider = provider.clone();
        let mut known = store::by_issuer(tx, actor.tenant, &provider.issuer).await?;
        if let Some((id, true)) = known
            && store::bound(tx, actor.tenant, id).await? == 0
        {
            // Nobody is left whom it would bring back: it is a new one, with the redirect URI of its form.
            store::delete(tx, actor.tenant, id).await?;
            known = None;
        }
        match known {
            Some((_, false)) => {
                return Err(Error::Conflict {
                    what: "identity provider",
                });
            }
            Some((id, true)) => {
                let removed = store::find(tx, actor.tenant, id).await?;
                if !provider.is_again(&removed) {
                    let reason = "guests are still bound to a removed provider of this issuer, and nothing shows that this is the same one: reset their redemption first";
                    return Err(Error::invalid("issuer", reason));
                }
                provider.id = id;
                store::save(tx, &provider).await?;
            }
            None => {
                // Nobody inherits the guests of another provider by its id.
                let bound = store::bound(tx, actor.tenant, provider.id).await?;
                if bound > 0 || store::exists(tx, actor.tenant, provider.id).await? {
                    return Err(Error::Conflict {
                        what: "identity provider",
                    });
                }
                store::insert(tx, &provider).await?;
            }
        }
        let sealed = secret.map(|secret| self.seal_provider_secret(&provider, secret));
        store::set_secret(tx, actor.tenant, provider.id, sealed.transpose()?).await?;
        Ok(provider)
    }

    /// Seals a client secret for one provider.
    pub(super) fn seal_provider_secret(
        &self,
        provider: &IdentityProvider,
        secret: &str,
    ) -> Result<Vec<u8>> {
        check_secret_of(&provider.protocol, secret)?;
        let (keyring, entropy) = (&self.env.keyring, self.env.entropy.as_ref());
        Ok(keyring.seal(entropy, PURPOSE, &context(provider), secret.as_bytes()))
    }

    /// The client secret of a provider.
    pub(super) async fn provider_secret(
        &self,
        provider: &IdentityProvider,
    ) -> Result<Option<Zeroizing<String>>> {
        let mut tx = self.read().await?;
        let sealed = store::secret(&mut tx, provider.tenant, provider.id).await?;
        drop(tx);
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let unreadable = || Error::corrupt("a client secret", "no key opens it");
        let plain = self
            .env
            .keyring
            .open(PURPOSE, &context(provider), &sealed)
            .ok_or_else(unreadable)?;
        let text = String::from_utf8(plain.to_vec()).map_err(|_| unreadable())?;
        Ok(Some(Zeroizing::new(text)))
    }
}

fn context(provider: &IdentityProvider) -> Vec<u8> {
    [
        provider.tenant.0.as_bytes().as_slice(),
        provider.id.0.as_bytes(),
    ]
    .concat()
}

/// A provider that is not deleted.
pub(super) async fn find_present(
    tx: &mut Tx,
    tenant: TenantId,
    id: ProviderId,
) -> Result<IdentityProvider> {
    let found = store::find(tx, tenant, id).await?;
    if found.deleted_at.is_some() {
        return Err(Error::NotFound {
            what: "identity provider",
        });
    }
    Ok(found)
}

/// Whether this server can prove itself in a way, with or without a client secret.
pub(super) fn check_proof(way: ClientProofMethod, has_secret: bool) -> Result<()> {
    match way {
        ClientProofMethod::Basic | ClientProofMethod::Post | ClientProofMethod::SecretJwt => {
            if has_secret {
                Ok(())
            } else {
                Err(Error::invalid("clientSecret", "it is missing"))
            }
        }
        // Of a key there always is one: it is made here.
        ClientProofMethod::None | ClientProofMethod::PrivateKeyJwt => Ok(()),
    }
}

/// What Apple asks for, of Apple, and of nobody else.
pub(super) fn check_apple(kind: Kind, key: Option<&AppleKey>) -> Result<Option<&AppleKey>> {
    if kind != Kind::Apple {
        return Ok(None);
    }
    let key = key.ok_or_else(|| Error::invalid("teamId", "it is missing"))?;
    key.check()?;
    Ok(Some(key))
}

/// Whether something can be the secret of a provider.
fn check_secret_of(protocol: &Protocol, secret: &str) -> Result<()> {
    match protocol {
        Protocol::OpenIdConnect(us) if us.apple.is_some() => check_apple_key(secret),
        Protocol::OpenIdConnect(_) | Protocol::OAuth(_) | Protocol::Saml(_) => {
            check_secret_length(secret)
        }
    }
}

/// Whether something can be a private key of Apple's.
pub(super) fn check_apple_key(pem: &str) -> Result<()> {
    check_secret_length(pem)?;
    let reason =
        "it is no private key as Apple gives it, from BEGIN PRIVATE KEY to END PRIVATE KEY";
    match apple::private_key(pem) {
        Ok(_) => Ok(()),
        Err(_) => Err(Error::invalid("clientSecret", reason)),
    }
}

/// Whether something can be a client secret.
pub(super) fn check_secret_length(secret: &str) -> Result<()> {
    if secret.is_empty() || secret.len() > LONGEST_SECRET {
        return Err(Error::invalid(
            "clientSecret",
            "it has none or more than 1,024 bytes",
        ));
    }
    Ok(())
}

pub(super) fn client_id(text: &str) -> Result<String> {
    line("clientId", text)
}

/// One line of at most 256 characters.
pub(super) fn line(field: &'static str, text: &str) -> Result<String> {
    let clean = single_line(text, LONGEST_ID + 1);
    if clean.is_empty() || clean.chars().count() > LONGEST_ID {
        return Err(Error::invalid(
            field,
            "it has none or more than 256 characters",
        ));
    }
    Ok(clean)
}

/// What is asked for; `openid` is always among it.
pub(super) fn scopes(text: &str) -> Result<String> {
    let mut words: Vec<&str> = text.split_whitespace().filter(|w| *w != "openid").collect();
    words.insert(0, "openid");
    let is_word = |word: &&str| {
        word.bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
    };
    let joined = words.join(" ");
    if joined.len() > LONGEST_ID || !words.iter().all(is_word) {
        return Err(Error::invalid("scopes", "they can't be scopes"));
    }
    Ok(joined)
}
