//! What an identity provider is.

use hospes_protocol::apple;
use hospes_protocol::oauth::ClientProofMethod;
use hospes_protocol::social::Service;

use super::{Protocol, store};
use crate::audit::Target;
use crate::db::Tx;
use crate::env::Timestamp;
use crate::error::{Error, Result};
use crate::ids::{ProviderId, TenantId};
use crate::tenant::words;
use crate::user::{Issuer, ProviderKey, Vouching};

words! {
    /// What a provider is, as far as it makes a difference.
    Kind {
        /// Any provider that speaks OpenID Connect.
        OpenIdConnect = "openIdConnect",
        /// Any provider that speaks SAML 2.0.
        Saml = "saml",
        /// Google.
        Google = "google",
        /// Microsoft accounts of persons.
        MicrosoftAccount = "microsoftAccount",
        /// GitHub.
        GitHub = "gitHub",
        /// Facebook.
        Facebook = "facebook",
        /// Apple.
        Apple = "apple",
    }
}

words! {
    /// The classes in the order of which ways to sign in are asked (`redemptionConfiguration` of the original).
    Class {
        /// Organisations on this server.
        OrganizationsHere = "azureActiveDirectory",
        /// Providers of organisations elsewhere.
        ExternalFederation = "externalFederation",
        /// Providers of accounts that persons have by themselves.
        Social = "socialIdentityProviders",
    }
}

/// The issuer of Microsoft accounts of persons.
const MICROSOFT_PERSONAL: &str =
    "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0";

impl Kind {
    /// When it is asked.
    pub fn class(self) -> Class {
        match self {
            Self::OpenIdConnect | Self::Saml => Class::ExternalFederation,
            Self::Google | Self::MicrosoftAccount | Self::GitHub | Self::Facebook | Self::Apple => {
                Class::Social
            }
        }
    }

    /// The service, if it is one that speaks OAuth 2.0 alone.
    pub fn service(self) -> Option<Service> {
        match self {
            Self::OpenIdConnect
            | Self::Saml
            | Self::Google
            | Self::MicrosoftAccount
            | Self::Apple => None,
            Self::GitHub => Some(Service::GitHub),
            Self::Facebook => Some(Service::Facebook),
        }
    }

    /// Its issuer, if that is always the same.
    pub fn issuer(self) -> Option<&'static str> {
        match self {
            Self::OpenIdConnect | Self::Saml => None,
            Self::Google => Some("https://accounts.google.com"),
            Self::MicrosoftAccount => Some(MICROSOFT_PERSONAL),
            Self::Apple => Some(apple::ISSUER),
            // They have none of their own: what their people are bound to.
            Self::GitHub => Some("https://github.com"),
            Self::Facebook => Some("https://www.facebook.com"),
        }
    }

    /// How this server proves itself to most providers of the kind. Google and Microsoft read a secret in the form as it is.
    pub fn usual_proof(self) -> ClientProofMethod {
        match self {
            Self::OpenIdConnect | Self::Saml => ClientProofMethod::Basic,
            Self::Google | Self::MicrosoftAccount | Self::GitHub | Self::Facebook | Self::Apple => {
                ClientProofMethod::Post
            }
        }
    }

    /// Whether a provider of the kind is offered to everybody if nobody says otherwise: without a domain nobody gets there.
    pub fn is_usually_for_everybody(self) -> bool {
        self.domains().is_empty() && self.service().is_some()
    }

    /// The domains that are its by nature. An administrator may add others.
    pub fn domains(self) -> &'static [&'static str] {
        match self {
            Self::OpenIdConnect | Self::Saml | Self::GitHub | Self::Facebook => &[],
            Self::Google => &["gmail.com", "googlemail.com"],
            Self::Apple => &[
                "icloud.com",
                "mac.com",
                "me.com",
                "privaterelay.appleid.com",
            ],
            Self::MicrosoftAccount => &["hotmail.com", "live.com", "msn.com", "outlook.com"],
        }
    }
}

/// An identity provider of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityProvider {
    /// Its id, which stands in the redirect URI.
    pub id: ProviderId,
    /// The tenant.
    pub tenant: TenantId,
    /// What it is.
    pub kind: Kind,
    /// The name that guests see.
    pub display_name: String,
    /// Its issuer, as its metadata name it. It never changes.
    pub issuer: String,
    /// What it speaks, with what only that protocol needs.
    pub protocol: Protocol,
    /// Whether it is offered to everybody who has no other way than a passcode.
    pub is_for_everybody: bool,
    /// Whether anybody is sent there.
    pub is_enabled: bool,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// Since when it is deleted. It stays as long as guests are bound to it.
    pub deleted_at: Option<Timestamp>,
}

impl IdentityProvider {
    /// Whether anybody is let in by it.
    pub fn is_active(&self) -> bool {
        self.is_enabled && self.deleted_at.is_none()
    }

    /// The URL whose server says over TLS by which keys it signs: its issuer, or where its metadata are got. `None`: an
    /// administrator gave the keys, and what else their metadata name may be anybody's.
    pub(super) fn source(&self) -> Option<&str> {
        match &self.protocol {
            Protocol::OpenIdConnect(_) | Protocol::OAuth(_) => Some(&self.issuer),
            Protocol::Saml(us) => us.metadata_url.as_deref(),
        }
    }

    /// Whether this is the provider that was removed, whose guests it gets back. An issuer says so where TLS or this
    /// program stands for it; an entity ID of SAML is what anybody writes. There its metadata have to come from where
    /// they came from; or, where they came from nowhere, no key may be new: certificates are public, and one beside
    /// those that are known would speak for everybody.
    pub(super) fn is_again(&self, removed: &Self) -> bool {
        let is_same = match (&self.protocol, &removed.protocol) {
            (Protocol::OpenIdConnect(_), Protocol::OpenIdConnect(_)) => true,
            (Protocol::OAuth(us), Protocol::OAuth(them)) => us.service == them.service,
            (Protocol::Saml(us), Protocol::Saml(them)) => {
                let mut certificates = us.certificates.iter();
                us.metadata_url == them.metadata_url
                    && (us.metadata_url.is_some()
                        || certificates.all(|one| them.certificates.contains(one)))
            }
            (Protocol::OpenIdConnect(_) | Protocol::OAuth(_) | Protocol::Saml(_), _) => false,
        };
        is_same && self.issuer == removed.issuer
    }

    /// Who vouches for whoever signs in there.
    pub(crate) fn as_issuer(&self) -> Issuer {
        Issuer::Provider(ProviderKey {
            tenant: self.tenant,
            id: self.id,
        })
    }

    pub(crate) fn target(&self) -> Target {
        Target::other("IdentityProvider", self.id.0, &self.display_name)
    }
}

/// Whether a provider lets anybody in.
pub(crate) async fn is_active(tx: &mut Tx, key: ProviderKey) -> Result<bool> {
    match store::find(tx, key.tenant, key.id).await {
        Ok(provider) => Ok(provider.is_active()),
        Err(Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Who vouches for an identity, if a provider does.
pub(crate) async fn vouching(tx: &mut Tx, issuer: Issuer) -> Result<Option<Vouching>> {
    match issuer {
        Issuer::Mail | Issuer::Tenant(_) => Ok(None),
        Issuer::Provider(ProviderKey { tenant, id }) => {
            let found = store::find(tx, tenant, id).await?;
            Ok(Some(Vouching {
                is_active: found.is_active(),
                issuer: found.issuer,
                name: found.display_name,
            }))
        }
    }
}
