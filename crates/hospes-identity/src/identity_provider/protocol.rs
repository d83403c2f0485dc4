//! What providers speak, each protocol with what only it needs.

use hospes_protocol::apple;
use hospes_protocol::oauth::ClientProofMethod;
use hospes_protocol::social::Service;
use serde::{Deserialize, Serialize};

use super::crud;
use super::saml::{NewSaml, Saml, SamlPatch};
use super::trust::Trust;
use crate::Patch;
use crate::error::{Error, Result};

/// What a provider speaks. It never changes. Stored as JSON, which names the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "protocol", rename_all = "camelCase")]
pub enum Protocol {
    /// OpenID Connect Core 1.0 with the authorization code flow.
    OpenIdConnect(OpenIdConnect),
    /// SAML 2.0, Web Browser SSO.
    Saml(Saml),
    /// OAuth 2.0 alone, with an API of the service's own that says who somebody is.
    #[serde(rename = "oauth")]
    OAuth(OAuth),
}

/// A service that speaks OAuth 2.0 alone. Its addresses stand in the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuth {
    /// Which one.
    #[serde(with = "service")]
    pub service: Service,
    /// What it knows this server by.
    pub client_id: String,
    /// Whether there is a client secret, which it always asks for. It can't be read.
    #[serde(skip)]
    pub has_secret: bool,
}

/// A provider that speaks OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenIdConnect {
    /// Where its metadata are.
    pub metadata_url: String,
    /// What it knows this server by.
    pub client_id: String,
    /// Whether there is a client secret. It can't be read.
    #[serde(skip)]
    pub has_secret: bool,
    /// How this server proves who it is.
    #[serde(with = "proof_method")]
    pub client_authentication: ClientProofMethod,
    /// What is asked for, separated by blanks; with `openid`.
    pub scopes: String,
    /// Where it says who somebody is.
    pub claims: ClaimNames,
    /// What makes it Apple. Then the secret is the private key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apple: Option<AppleKey>,
    /// What of its word on a sign-in counts here.
    #[serde(flatten)]
    pub trust: Trust,
}

/// What Apple calls a developer and their key: ten capital letters and digits each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppleKey {
    /// The developer.
    pub team_id: String,
    /// The key that signs client secrets.
    pub key_id: String,
}

impl AppleKey {
    /// Refuses what can't be one.
    pub(super) fn check(&self) -> Result<()> {
        for (field, id) in [("teamId", &self.team_id), ("keyId", &self.key_id)] {
            if !apple::is_id(id) {
                let reason = "it is not ten capital letters and digits";
                return Err(Error::invalid(field, reason));
            }
        }
        Ok(())
    }
}

/// The claims that say who somebody is, at most 256 characters each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimNames {
    /// The mail address.
    pub email: String,
    /// The name that is shown.
    pub name: String,
    /// The given name.
    pub given_name: String,
    /// The family name.
    pub family_name: String,
}

impl Default for ClaimNames {
    /// The standard claims (OpenID Connect Core, section 5.1).
    fn default() -> Self {
        Self {
            email: "email".to_owned(),
            name: "name".to_owned(),
            given_name: "given_name".to_owned(),
            family_name: "family_name".to_owned(),
        }
    }
}

/// What a new provider speaks.
#[derive(Debug, Clone)]
pub enum NewProtocol {
    /// OpenID Connect.
    OpenIdConnect(NewOpenIdConnect),
    /// SAML.
    Saml(NewSaml),
    /// OAuth 2.0 alone.
    OAuth(NewOAuth),
}

/// A service to add that speaks OAuth 2.0 alone. Which one its kind says.
#[derive(Debug, Clone)]
pub struct NewOAuth {
    /// What it knows this server by, at most 256 characters.
    pub client_id: String,
    /// The client secret, at most 1,024 bytes.
    pub client_secret: Option<String>,
}

/// A provider to add that speaks OpenID Connect.
#[derive(Debug, Clone)]
pub struct NewOpenIdConnect {
    /// Its issuer or the URL of its metadata; not asked where its kind says it.
    pub metadata_url: String,
    /// What it knows this server by, at most 256 characters.
    pub client_id: String,
    /// The client secret, at most 1,024 bytes.
    pub client_secret: Option<String>,
    /// How this server proves who it is.
    pub client_authentication: ClientProofMethod,
    /// What Apple asks for, and nobody else.
    pub apple: Option<AppleKey>,
    /// What is asked for, if it is something else than usual.
    pub scopes: Option<String>,
    /// Where it says who somebody is, as far as that is elsewhere than usual.
    pub claims: ClaimsPatch,
}

/// A change of what only one protocol has.
#[derive(Debug, Clone)]
pub enum ProtocolPatch {
    /// Of a provider that speaks OpenID Connect.
    OpenIdConnect(OpenIdConnectPatch),
    /// Of a provider that speaks SAML.
    Saml(SamlPatch),
    /// Of a service that speaks OAuth 2.0 alone.
    OAuth(OAuthPatch),
}

/// A change of a service that speaks OAuth 2.0 alone.
#[derive(Debug, Clone, Default)]
pub struct OAuthPatch {
    /// What it knows this server by.
    pub client_id: Option<String>,
    /// The client secret. It can't be taken away.
    pub client_secret: Patch<String>,
}

/// A change of a provider that speaks OpenID Connect.
#[derive(Debug, Clone, Default)]
pub struct OpenIdConnectPatch {
    /// What it knows this server by.
    pub client_id: Option<String>,
    /// The client secret.
    pub client_secret: Patch<String>,
    /// How this server proves who it is.
    pub client_authentication: Option<ClientProofMethod>,
    /// What is asked for.
    pub scopes: Option<String>,
    /// Where it says who somebody is.
    pub claims: ClaimsPatch,
    /// Another team and key, of Apple alone.
    pub apple: Option<AppleKey>,
}

/// A change of the claims that say who somebody is.
#[derive(Debug, Clone, Default)]
pub struct ClaimsPatch {
    /// The mail address.
    pub email: Option<String>,
    /// The name that is shown.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
}

impl Protocol {
    /// The claim that holds the mail address.
    pub fn email_claim(&self) -> &str {
        match self {
            Self::OpenIdConnect(us) => &us.claims.email,
            Self::Saml(us) => &us.claims.email,
            Self::OAuth(_) => "email",
        }
    }

    /// Says whether a secret of the provider is kept.
    pub(super) fn set_has_secret(&mut self, has_secret: bool) {
        match self {
            Self::OpenIdConnect(us) => us.has_secret = has_secret,
            Self::Saml(_) => {}
            Self::OAuth(us) => us.has_secret = has_secret,
        }
    }

    /// What an administrator is told of a change, by its name in the audit log.
    pub(super) fn described(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OpenIdConnect(us) => vec![
                ("ClientId", us.client_id.clone()),
                (
                    "ClientAuthentication",
                    us.client_authentication.as_str().to_owned(),
                ),
                ("Scopes", us.scopes.clone()),
                ("EmailClaim", us.claims.email.clone()),
                ("NameClaim", us.claims.name.clone()),
                ("GivenNameClaim", us.claims.given_name.clone()),
                ("FamilyNameClaim", us.claims.family_name.clone()),
                ("AppleTeamId", us.apple_part(|key| &key.team_id)),
                ("AppleKeyId", us.apple_part(|key| &key.key_id)),
            ],
            Self::Saml(us) => vec![
                ("SignOnUrl", us.sign_on.url.clone()),
                ("Certificates", us.thumbprints()),
                ("SignsRequests", us.signs_requests.to_string()),
                ("TakesOtherNameIds", us.takes_other_name_ids.to_string()),
                ("EmailClaim", us.claims.email.clone()),
                ("NameClaim", us.claims.name.clone()),
                ("GivenNameClaim", us.claims.given_name.clone()),
                ("FamilyNameClaim", us.claims.family_name.clone()),
            ],
            Self::OAuth(us) => vec![("ClientId", us.client_id.clone())],
        }
    }

    /// Changes what the patch says.
    pub(super) fn apply(&mut self, patch: &ProtocolPatch) -> Result<()> {
        match (self, patch) {
            (Self::OpenIdConnect(us), ProtocolPatch::OpenIdConnect(patch)) => us.apply(patch),
            (Self::Saml(us), ProtocolPatch::Saml(patch)) => us.apply(patch),
            (Self::OAuth(us), ProtocolPatch::OAuth(patch)) => {
                if let Some(client_id) = &patch.client_id {
                    us.client_id = crud::client_id(client_id)?;
                }
                Ok(())
            }
            (
                Self::OpenIdConnect(_) | Self::OAuth(_) | Self::Saml(_),
                ProtocolPatch::OpenIdConnect(_) | ProtocolPatch::OAuth(_) | ProtocolPatch::Saml(_),
            ) => Err(other_protocol()),
        }
    }

    /// Refuses a provider that could not be asked.
    pub(super) fn check(&self) -> Result<()> {
        match self {
            Self::OpenIdConnect(us) => crud::check_proof(us.client_authentication, us.has_secret),
            Self::Saml(_) => Ok(()),
            Self::OAuth(us) => crud::check_proof(ClientProofMethod::Post, us.has_secret),
        }
    }
}

/// What a change is of that was made for another protocol: none ever changes.
pub(super) fn other_protocol() -> Error {
    Error::invalid("protocol", "the provider speaks another one")
}

impl OpenIdConnect {
    fn apple_part(&self, part: fn(&AppleKey) -> &String) -> String {
        self.apple.as_ref().map(part).cloned().unwrap_or_default()
    }

    pub(super) fn apply(&mut self, patch: &OpenIdConnectPatch) -> Result<()> {
        if let Some(client_id) = &patch.client_id {
            self.client_id = crud::client_id(client_id)?;
        }
        if let Some(scopes) = &patch.scopes {
            self.scopes = crud::scopes(scopes)?;
        }
        for (field, typed, claim) in patch.claims.with(&mut self.claims) {
            if let Some(typed) = typed {
                *claim = crud::line(field, typed)?;
            }
        }
        if let Some(way) = patch.client_authentication {
            self.client_authentication = way;
        }
        if let (Some(ours), Some(key)) = (&mut self.apple, &patch.apple) {
            key.check()?;
            ours.clone_from(key);
        }
        Ok(())
    }
}

impl ClaimsPatch {
    pub(super) fn with<'a>(
        &'a self,
        names: &'a mut ClaimNames,
    ) -> [(&'static str, Option<&'a str>, &'a mut String); 4] {
        let [email, name, given_name, family_name] = self.fields();
        [
            (email.0, email.1, &mut names.email),
            (name.0, name.1, &mut names.name),
            (given_name.0, given_name.1, &mut names.given_name),
            (family_name.0, family_name.1, &mut names.family_name),
        ]
    }

    /// The fields with what was typed.
    pub(super) fn fields(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("emailClaim", self.email.as_deref()),
            ("nameClaim", self.name.as_deref()),
            ("givenNameClaim", self.given_name.as_deref()),
            ("familyNameClaim", self.family_name.as_deref()),
        ]
    }
}

impl NewProtocol {
    /// The secret that is to be sealed.
    pub(super) fn secret(&self) -> Option<&str> {
        match self {
            Self::OpenIdConnect(new) => new.client_secret.as_deref(),
            Self::Saml(_) => None,
            Self::OAuth(new) => new.client_secret.as_deref(),
        }
    }
}

impl ProtocolPatch {
    /// The secret that is to be sealed, or forgotten.
    pub(super) fn secret(&self) -> &Patch<String> {
        match self {
            Self::OpenIdConnect(patch) => &patch.client_secret,
            Self::Saml(_) => &Patch::Keep,
            Self::OAuth(patch) => &patch.client_secret,
        }
    }
}

/// A method by its name in metadata.
mod proof_method {
    use hospes_protocol::oauth::ClientProofMethod;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands over a reference"
    )]
    pub(super) fn serialize<S: Serializer>(
        method: &ClientProofMethod,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(method.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<ClientProofMethod, D::Error> {
        let text = String::deserialize(deserializer)?;
        ClientProofMethod::parse(&text).ok_or_else(|| D::Error::custom("no such method"))
    }
}

/// A service by a word.
mod service {
    use hospes_protocol::social::Service;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands over a reference"
    )]
    pub(super) fn serialize<S: Serializer>(
        service: &Service,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match service {
            Service::GitHub => "github",
            Service::Facebook => "facebook",
        })
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Service, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "github" => Ok(Service::GitHub),
            "facebook" => Ok(Service::Facebook),
            _ => Err(D::Error::custom("no such service")),
        }
    }
}
