//! The metadata of another server: OpenID Connect Discovery, sections 3 and 4.3; RFC 8414, section 2; RFC 9207,
//! section 3.
//!
//! Whoever is asked writes the document, so each address in it is hostile until it is checked; whether one of them
//! leads into our own network is the business of whoever requests it.

use serde_json::{Map, Value};

use super::provider_address::{ProviderAddress, TENANT, UpstreamUrl, UpstreamUrlError};
use crate::jose::UpstreamAlgorithm;
use crate::json::{DocumentError, document, member, text};
use crate::oauth::ClientProofMethod;
use crate::text::single_line;

/// As much of a foreign issuer is told, in characters.
const MAX_SHOWN_CHARS: usize = 200;

/// What another server says of itself, as far as we need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderMetadata {
    /// Who it is. With `{tenantid}` in it, if it is all tenants of Microsoft.
    pub issuer: String,
    /// Where people are sent.
    pub authorization_endpoint: UpstreamUrl,
    /// Where a code is exchanged.
    pub token_endpoint: UpstreamUrl,
    /// Where its keys are.
    pub jwks_uri: UpstreamUrl,
    /// Where claims are that are not in the ID token.
    pub userinfo_endpoint: Option<UpstreamUrl>,
    /// Where people sign out.
    pub end_session_endpoint: Option<UpstreamUrl>,
    /// How clients can prove who they are, as far as we can: never empty, in the order of the document.
    pub client_proofs: Vec<ClientProofMethod>,
    /// What it signs ID tokens with, as far as we accept it: never empty, in the order of the document.
    pub signing_algorithms: Vec<UpstreamAlgorithm>,
    /// Whether its answers promise to name the issuer (RFC 9207).
    pub names_issuer_in_answers: bool,
    /// Whether it says that it takes challenges with S256. `None` if it says nothing of challenges.
    pub takes_s256: Option<bool>,
    /// Whether it says that it lets people choose an account (`prompt_values_supported`). Few say what they take.
    pub selects_account: bool,
}

impl ProviderMetadata {
    /// Reads the document that was found at an address: an object of JSON of at most 64 KiB that says nothing twice.
    pub fn read(body: &[u8], asked: &ProviderAddress) -> Result<Self, MetadataError> {
        let members = document(body).map_err(|error| match error {
            DocumentError::TooLong => MetadataError::TooLong,
            DocumentError::Malformed => MetadataError::Malformed,
        })?;
        // First, because nothing else in the document of somebody else is of interest.
        let issuer = issuer(&members, asked)?;
        let response_types: Vec<String> = list(&members, "response_types_supported")?
            .ok_or(MetadataError::Missing("response_types_supported"))?;
        if !response_types.iter().any(|one| one == "code") {
            return Err(MetadataError::NoCode);
        }
        let flag = "authorization_response_iss_parameter_supported";
        Ok(Self {
            issuer,
            authorization_endpoint: required(&members, "authorization_endpoint")?,
            token_endpoint: required(&members, "token_endpoint")?,
            jwks_uri: required(&members, "jwks_uri")?,
            userinfo_endpoint: optional(&members, "userinfo_endpoint")?,
            end_session_endpoint: optional(&members, "end_session_endpoint")?,
            client_proofs: client_proofs(&members)?,
            signing_algorithms: signing_algorithms(&members)?,
            names_issuer_in_answers: member(&members, flag).unwrap_or(false),
            takes_s256: list(&members, "code_challenge_methods_supported")?
                .map(|methods| methods.iter().any(|one| one == "S256")),
            selects_account: list(&members, "prompt_values_supported")?
                .is_some_and(|values| values.iter().any(|one| one == "select_account")),
        })
    }

    /// Whether the issuer stands for all tenants of Microsoft.
    pub fn is_of_all_tenants(&self) -> bool {
        self.issuer.contains(TENANT)
    }
}

fn issuer(members: &Map<String, Value>, asked: &ProviderAddress) -> Result<String, MetadataError> {
    let found = text(members, "issuer").ok_or(MetadataError::Missing("issuer"))?;
    if asked.accepts(found) {
        return Ok(found.to_owned());
    }
    if found.contains(TENANT) {
        return Err(MetadataError::Template);
    }
    Err(MetadataError::Issuer {
        found: single_line(found, MAX_SHOWN_CHARS),
    })
}

fn required(
    members: &Map<String, Value>,
    name: &'static str,
) -> Result<UpstreamUrl, MetadataError> {
    optional(members, name)?.ok_or(MetadataError::Missing(name))
}

/// An endpoint that need not be there. Some servers write `null` or nothing for those that they do not have.
fn optional(
    members: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<UpstreamUrl>, MetadataError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => match UpstreamUrl::parse(text) {
            Ok(url) => Ok(Some(url)),
            Err(problem) => Err(MetadataError::Endpoint { name, problem }),
        },
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(MetadataError::Form(name))
        }
    }
}

/// A list of words. `None` if it is not there.
fn list(
    members: &Map<String, Value>,
    name: &'static str,
) -> Result<Option<Vec<String>>, MetadataError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(_) => match member(members, name) {
            Some(words) => Ok(Some(words)),
            None => Err(MetadataError::Form(name)),
        },
    }
}

fn client_proofs(members: &Map<String, Value>) -> Result<Vec<ClientProofMethod>, MetadataError> {
    let Some(words) = list(members, "token_endpoint_auth_methods_supported")? else {
        // OpenID Connect Discovery, section 3.
        return Ok(vec![ClientProofMethod::Basic]);
    };
    let known = words.iter().map(String::as_str);
    let known: Vec<_> = known.filter_map(ClientProofMethod::parse).collect();
    if known.is_empty() {
        return Err(MetadataError::NoClientProof);
    }
    Ok(known)
}

fn signing_algorithms(
    members: &Map<String, Value>,
) -> Result<Vec<UpstreamAlgorithm>, MetadataError> {
    let Some(words) = list(members, "id_token_signing_alg_values_supported")? else {
        // It is required, but so is RS256, which those who leave the list out have.
        return Ok(vec![UpstreamAlgorithm::Rs256]);
    };
    let known = words.iter().map(String::as_str);
    let known: Vec<_> = known.filter_map(UpstreamAlgorithm::parse).collect();
    if known.is_empty() {
        return Err(MetadataError::NoSigningAlgorithm);
    }
    Ok(known)
}

/// Why a document is not taken. Its texts are for the administrator who named the server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// More than 64 KiB.
    #[error("the discovery document is longer than 64 KiB")]
    TooLong,
    /// Not an object of JSON, or one that says a thing twice.
    #[error("the discovery document is not JSON, or says a thing twice")]
    Malformed,
    /// A member that must be there is not.
    #[error("the discovery document has no {0}")]
    Missing(&'static str),
    /// A member is not the text or the list of texts that it must be.
    #[error("the {0} of the discovery document has another form than the specification says")]
    Form(&'static str),
    /// An address in the document cannot be used.
    #[error("the {name} of the discovery document {problem}")]
    Endpoint {
        /// The member.
        name: &'static str,
        /// What is wrong with it.
        problem: UpstreamUrlError,
    },
    /// The document is of somebody else, if only by a slash at the end.
    #[error("the discovery document is of another issuer: {found}")]
    Issuer {
        /// Who it is of: one line of at most 200 characters, written by a stranger.
        found: String,
    },
    /// `{tenantid}` in the issuer of another server than Microsoft's, or where one tenant was asked for.
    #[error(
        "the issuer stands for many tenants, which is only known of Microsoft's common and \
         organizations addresses"
    )]
    Template,
    /// The server does not give codes, but tokens in the browser alone.
    #[error("the server does not offer the response type code")]
    NoCode,
    /// The server signs ID tokens with nothing that we accept.
    #[error("the server signs with none of RS256, PS256, ES256, ES384 and EdDSA")]
    NoSigningAlgorithm,
    /// The server takes clients by no method that we have.
    #[error(
        "the server takes clients by none of client_secret_basic, client_secret_post, \
         client_secret_jwt, private_key_jwt and none"
    )]
    NoClientProof,
}
