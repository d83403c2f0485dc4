//! What a provider has to be told so that it ends its own session of somebody who signs out here.

use hospes_protocol::oidc::SignOut;
use hospes_protocol::saml::{NameId, Qualifiers};
use serde::{Deserialize, Serialize};

use super::{IdentityProvider, OpenIdConnect, Problem};
use crate::Identity;
use crate::ids::ProviderId;

const PURPOSE: &str = "sign-out-hint";
/// The longest ID token that is kept, in bytes: it has to fit into a URL.
const LONGEST_TOKEN: usize = 6_000;

/// What a provider knows somebody by, besides what a session has of it anyway. It is written down nowhere unsealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SignOutHint {
    /// The ID token of the sign-in (OpenID Connect RP-Initiated Logout 1.0, section 2).
    IdToken(String),
    /// What belongs to the `NameID` (SAML Core, section 3.7.1).
    NameId {
        /// Its format.
        format: String,
        /// Within what of the provider it is one.
        name_qualifier: Option<String>,
        /// Within what of ours.
        sp_name_qualifier: Option<String>,
    },
}

impl std::fmt::Debug for SignOutHint {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::IdToken(_) => "IdToken",
            Self::NameId { .. } => "NameId",
        })
    }
}

impl SignOutHint {
    /// Of an ID token, if it is short enough to be sent back.
    pub(crate) fn of_token(token: &str) -> Option<Self> {
        (token.len() <= LONGEST_TOKEN).then(|| Self::IdToken(token.to_owned()))
    }

    /// Of a name.
    pub(crate) fn of_name(name: &NameId) -> Self {
        Self::NameId {
            format: name.format.clone(),
            name_qualifier: name.qualifiers.name.clone(),
            sp_name_qualifier: name.qualifiers.service_provider.clone(),
        }
    }

    /// The ID token, if it is one.
    pub(crate) fn token(&self) -> Option<&str> {
        match self {
            Self::IdToken(token) => Some(token),
            Self::NameId { .. } => None,
        }
    }

    /// The name of a subject, if it is of a provider that has names.
    pub(crate) fn name(&self, subject: &str) -> Option<NameId> {
        let Self::NameId {
            format,
            name_qualifier,
            sp_name_qualifier,
        } = self
        else {
            return None;
        };
        Some(NameId {
            qualifiers: Qualifiers {
                name: name_qualifier.clone(),
                service_provider: sp_name_qualifier.clone(),
            },
            ..NameId::new(format, subject)
        })
    }
}

impl Identity {
    /// A hint as it is stored.
    pub(crate) fn seal_sign_out_hint(&self, provider: ProviderId, hint: &SignOutHint) -> Vec<u8> {
        // Texts always have a form in JSON.
        let plain = serde_json::to_vec(hint).unwrap_or_default();
        let (keyring, entropy) = (&self.env.keyring, self.env.entropy.as_ref());
        keyring.seal(entropy, PURPOSE, provider.0.as_bytes(), &plain)
    }

    /// Reads it again.
    pub(crate) fn open_sign_out_hint(
        &self,
        provider: ProviderId,
        sealed: &[u8],
    ) -> Option<SignOutHint> {
        let keyring = &self.env.keyring;
        let plain = keyring.open(PURPOSE, provider.0.as_bytes(), sealed)?;
        serde_json::from_slice(&plain).ok()
    }

    /// Where somebody goes to sign out at a provider that speaks OpenID Connect; `None` when it has no such place.
    pub(crate) async fn end_session_url(
        &self,
        of: (&IdentityProvider, &OpenIdConnect),
        hint: Option<&str>,
        (back, state): (&str, &str),
    ) -> Result<Option<String>, Problem> {
        let metadata = self.metadata_of(of).await?;
        let ask = SignOut {
            client_id: &of.1.client_id,
            id_token_hint: hint,
            post_logout_redirect_uri: back,
            state,
        };
        Ok(ask.url(&metadata))
    }
}
