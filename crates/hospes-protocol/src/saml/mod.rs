//! SAML 2.0 as an identity provider speaks it, requests in and responses out; and as a service provider does,
//! requests out and responses in.
//!
//! As a service provider: [`NewAuthnRequest`] goes out by [`Signer::sign_query`] (Redirect) or
//! [`Signer::sign_form`] (POST); [`PartnerMetadata`] is what an identity provider says of itself, read from
//! [`Document::from_metadata`]; [`ServiceProviderDescription`] is what we say of us; [`verify_response`] takes
//! [`Document::from_post`] and an [`Expectation`], and gives an [`Assertion`] or says why not
//! ([`ResponseRefused`]). A [`LogoutRequest`] or [`LogoutResponse`] of an identity provider counts only if it is signed: by
//! [`signature::verify_enveloped`] (POST) or [`Query::verify`] (Redirect), either of which has to be `Ok(true)`.
//!
//! Every message from outside goes through [`Document`] first, a strict filter with a parser of its own: no
//! document type, comment, CDATA section or processing instruction, no entity but the five, no duplicate ID,
//! one signature at most and only where it belongs. What a message says is read from that tree and from no
//! other. The library that knows XML signatures sees a document at one place only, in [`signature`], after
//! the filter, and is asked one thing: whether the root element is signed by a key that is known already.
//! So two parsers never have to agree on which element is meant.
//!
//! Specifications: SAML Core, Bindings, Profiles and Metadata 2.0 (OASIS, March 2005, with errata); XML
//! Signature; Exclusive XML Canonicalization.

mod assertion;
mod encryption;
mod filter;
mod instant;
mod logout;
mod metadata;
mod partner;
mod request;
mod response;
pub mod signature;
#[cfg(test)]
mod tests;
mod write;
mod xml;

pub use assertion::{Assertion, Expectation, Failure, ResponseRefused, verify_response};
pub use encryption::DecryptionKey;
pub use filter::{Document, LONGEST};
pub use instant::instant;
pub use logout::{LogoutRequest, LogoutResponse, NewLogoutRequest, NewLogoutResponse};
pub use metadata::{IdentityProvider, ServiceProvider, ServiceProviderDescription};
pub use partner::{Binding, Endpoint, PartnerMetadata};
pub use request::{AuthnRequest, Comparison, NameIdPolicy, NewAuthnRequest};
pub use response::{Attribute, NameId, NewAssertion, NewRefusal, Qualifiers, refusal, response};
pub use signature::{Certificate, Query, Signer};

/// The namespaces that are spoken here.
pub mod namespace {
    /// Of messages.
    pub const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
    /// Of what they say.
    pub const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
    /// Of descriptions.
    pub const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
    /// Of XML signatures.
    pub const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
    /// Of the parameters of exclusive canonicalization, and its identifier.
    pub const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
}

/// Bindings, SAML Bindings sections 3.4 and 3.5.
pub mod binding {
    /// A query parameter of a GET.
    pub const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    /// A field of a form.
    pub const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
}

/// Formats of a name identifier, SAML Core section 8.3.
pub mod name_id_format {
    /// Whatever the identity provider chooses.
    pub const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
    /// A mail address.
    pub const EMAIL_ADDRESS: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    /// One that stays, and is another for each service provider.
    pub const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    /// One that is new each time.
    pub const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
}

/// How somebody proved who they are, SAML Authentication Context section 3.4.
pub mod context_class {
    /// By means that are not told.
    pub const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified";
    /// By a password.
    pub const PASSWORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";
    /// By a password over a protected connection.
    pub const PASSWORD_PROTECTED_TRANSPORT: &str =
        "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
}

/// Status codes, SAML Core section 3.2.2.2.
pub mod status {
    /// It was done.
    pub const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
    /// It was not done, for a reason on the side of the requester.
    pub const REQUESTER: &str = "urn:oasis:names:tc:SAML:2.0:status:Requester";
    /// It was not done, for a reason on this side.
    pub const RESPONDER: &str = "urn:oasis:names:tc:SAML:2.0:status:Responder";
    /// The person could not be signed in.
    pub const AUTHN_FAILED: &str = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";
    /// Nobody could be signed in without being asked.
    pub const NO_PASSIVE: &str = "urn:oasis:names:tc:SAML:2.0:status:NoPassive";
    /// The way to sign in that was asked for is not to be had.
    pub const NO_AUTHN_CONTEXT: &str = "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext";
    /// The person may not have it.
    pub const REQUEST_DENIED: &str = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied";
    /// Not all who should have been told of a logout were.
    pub const PARTIAL_LOGOUT: &str = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout";
    /// The person is not known.
    pub const UNKNOWN_PRINCIPAL: &str = "urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal";
}

/// Why a message is not taken. Its text is for the developer of the application; it says nothing of what
/// was in the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is longer than [`LONGEST`], packed or unpacked.
    #[error("the message is too long")]
    TooLong,
    /// It is not base64.
    #[error("the message is not base64")]
    NotBase64,
    /// It is not compressed as the Redirect binding says.
    #[error("the message is not compressed with DEFLATE")]
    NotDeflated,
    /// It is not UTF-8, begins with a byte order mark, or has characters that XML has not.
    #[error("the message is not UTF-8, or has characters that XML does not allow")]
    Characters,
    /// It has a document type, a comment, a CDATA section or a processing instruction.
    #[error("document types, comments, CDATA sections and processing instructions are not taken")]
    Markup,
    /// It has an entity that is none of the five, or stands for a character that can't be seen.
    #[error("the message has an entity that is not taken")]
    Entity,
    /// It is not well-formed XML with namespaces.
    #[error("the message is not well-formed XML")]
    Malformed,
    /// It has too many elements, or they are too deep.
    #[error("the message has too many or too deeply nested elements")]
    TooComplex,
    /// An identifier is there twice.
    #[error("the message has an ID twice")]
    DuplicateId,
    /// Elements are where they must not be.
    #[error("the message is not built as it has to be: {0}")]
    Shape(&'static str),
    /// It is a message of another kind than the one whose name this is.
    #[error("it is a message of another kind: {0} is expected")]
    Kind(&'static str),
    /// Something that must be there is not, or is something else.
    #[error("the message is not complete: {0}")]
    Content(&'static str),
    /// The signature uses an algorithm that is too weak or not known.
    #[error("the signature uses an algorithm that is not taken")]
    Algorithm,
    /// The signature is not by a key that is known, or the message was changed.
    #[error("the signature does not fit the message and the registered certificates")]
    Signature,
    /// It is not a certificate.
    #[error("it is not an X.509 certificate with a key that is taken")]
    Certificate,
}

/// The library failed at something that should always work.
#[derive(Debug, thiserror::Error)]
#[error("XML security failed: {0}")]
pub struct SigningError(String);

impl SigningError {
    pub(crate) fn new(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}
