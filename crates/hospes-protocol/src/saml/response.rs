//! `Response`: what an application gets (SAML Core, sections 2 and 3; Profiles, section 4.1.4).

use super::signature::{Certificate, Signer, encrypt};
use super::write::Writer;
use super::{SigningError, namespace, status};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const URI_FORMAT: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
const BASIC_FORMAT: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";

/// What a person is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameId {
    /// Its format: a URI of [`super::name_id_format`].
    pub format: String,
    /// The name.
    pub value: String,
    /// Within what it is one.
    pub qualifiers: Qualifiers,
}

/// Within what a name is one person's (SAML Core, section 2.2.2). A logout names them as the assertion did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qualifiers {
    /// The domain of the identity provider; at most 1,024 characters.
    pub name: Option<String>,
    /// That of the service provider; at most 1,024 characters.
    pub service_provider: Option<String>,
}

impl NameId {
    /// A name that nothing qualifies.
    pub fn new(format: &str, value: &str) -> Self {
        Self {
            format: format.to_owned(),
            value: value.to_owned(),
            qualifiers: Qualifiers::default(),
        }
    }
}

/// Something that is said of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its values, at least one.
    pub values: Vec<String>,
}

/// A person was signed in. Instants are in the form `2026-01-01T00:00:00Z`; identifiers begin with a letter
/// or an underscore.
#[derive(Debug)]
pub struct NewAssertion<'a> {
    /// The identifiers of the response and of the assertion.
    pub ids: (&'a str, &'a str),
    /// Who says it: our entity ID.
    pub issuer: &'a str,
    /// Where it goes.
    pub acs_url: &'a str,
    /// To whom: the application's entity ID.
    pub audience: &'a str,
    /// Which request it answers; none when nobody asked.
    pub in_response_to: Option<&'a str>,
    /// Now.
    pub issued_at: &'a str,
    /// From when it counts: a little earlier, for clocks that are behind.
    pub not_before: &'a str,
    /// Until when it can be handed in.
    pub confirm_until: &'a str,
    /// Until when it counts.
    pub not_on_or_after: &'a str,
    /// When the person proved who they are.
    pub authenticated_at: &'a str,
    /// Until when the session lasts that they have here.
    pub session_ends_at: &'a str,
    /// By which that sign-in is found again at a logout.
    pub session_index: &'a str,
    /// How they proved it: of [`super::context_class`].
    pub context_class: &'a str,
    /// Who they are.
    pub name_id: &'a NameId,
    /// What is said of them.
    pub attributes: &'a [Attribute],
}

/// A request is answered without a person.
#[derive(Debug)]
pub struct NewRefusal<'a> {
    /// The identifier of the response.
    pub id: &'a str,
    /// Who says it.
    pub issuer: &'a str,
    /// Where it goes.
    pub acs_url: &'a str,
    /// Which request it answers.
    pub in_response_to: Option<&'a str>,
    /// Now.
    pub issued_at: &'a str,
    /// Whose fault it is: of [`status`].
    pub code: &'a str,
    /// Why: of [`status`].
    pub reason: &'a str,
}

/// The response that signs a person in. The assertion is always signed; the whole of it if `sign_whole`; with a
/// certificate the assertion is encrypted to it, and then the whole is signed in any case, so that nobody puts
/// another envelope in its place.
pub fn response(
    new: &NewAssertion<'_>,
    signer: &Signer,
    (sign_whole, encrypt_to): (bool, Option<&Certificate>),
) -> Result<String, SigningError> {
    let mut out = Writer::default();
    open_response(&mut out, new);
    out.open("samlp:Status", &[])
        .empty("samlp:StatusCode", &[("Value", Some(status::SUCCESS))])
        .close();
    assertion(&mut out, new);
    let mut xml = signer.sign(&out.finish(), false)?;
    if let Some(certificate) = encrypt_to {
        xml = encrypt(&xml, certificate)?;
    }
    if sign_whole || encrypt_to.is_some() {
        xml = signer.sign(&xml, true)?;
    }
    Ok(xml)
}

fn open_response(out: &mut Writer, new: &NewAssertion<'_>) {
    out.open(
        "samlp:Response",
        &[
            ("xmlns:samlp", Some(namespace::PROTOCOL)),
            ("xmlns:saml", Some(namespace::ASSERTION)),
            ("ID", Some(new.ids.0)),
            ("Version", Some("2.0")),
            ("IssueInstant", Some(new.issued_at)),
            ("Destination", Some(new.acs_url)),
            ("InResponseTo", new.in_response_to),
        ],
    );
    out.text("saml:Issuer", &[], new.issuer);
}

fn assertion(out: &mut Writer, new: &NewAssertion<'_>) {
    // It declares its namespace itself, so that it can be taken out as it is, and encrypted.
    out.open(
        "saml:Assertion",
        &[
            ("xmlns:saml", Some(namespace::ASSERTION)),
            ("ID", Some(new.ids.1)),
            ("Version", Some("2.0")),
            ("IssueInstant", Some(new.issued_at)),
        ],
    );
    out.text("saml:Issuer", &[], new.issuer);
    out.open("saml:Subject", &[]);
    let format = [("Format", Some(new.name_id.format.as_str()))];
    out.text("saml:NameID", &format, &new.name_id.value);
    out.open("saml:SubjectConfirmation", &[("Method", Some(BEARER))])
        .empty(
            "saml:SubjectConfirmationData",
            &[
                ("InResponseTo", new.in_response_to),
                ("NotOnOrAfter", Some(new.confirm_until)),
                ("Recipient", Some(new.acs_url)),
            ],
        )
        .close()
        .close();
    out.open(
        "saml:Conditions",
        &[
            ("NotBefore", Some(new.not_before)),
            ("NotOnOrAfter", Some(new.not_on_or_after)),
        ],
    );
    out.open("saml:AudienceRestriction", &[])
        .text("saml:Audience", &[], new.audience)
        .close()
        .close();
    out.open(
        "saml:AuthnStatement",
        &[
            ("AuthnInstant", Some(new.authenticated_at)),
            ("SessionIndex", Some(new.session_index)),
            ("SessionNotOnOrAfter", Some(new.session_ends_at)),
        ],
    );
    out.open("saml:AuthnContext", &[])
        .text("saml:AuthnContextClassRef", &[], new.context_class)
        .close()
        .close();
    attributes(out, new.attributes);
    out.close();
}

fn attributes(out: &mut Writer, attributes: &[Attribute]) {
    // The schema wants at least one in a statement.
    if attributes.is_empty() {
        return;
    }
    out.open("saml:AttributeStatement", &[]);
    for attribute in attributes {
        let format = if attribute.name.contains(':') {
            URI_FORMAT
        } else {
            BASIC_FORMAT
        };
        let name = [
            ("Name", Some(attribute.name.as_str())),
            ("NameFormat", Some(format)),
        ];
        out.open("saml:Attribute", &name);
        for value in &attribute.values {
            out.text("saml:AttributeValue", &[], value);
        }
        out.close();
    }
    out.close();
}

/// The signed response that says no.
pub fn refusal(new: &NewRefusal<'_>, signer: &Signer) -> Result<String, SigningError> {
    let mut out = Writer::default();
    out.open(
        "samlp:Response",
        &[
            ("xmlns:samlp", Some(namespace::PROTOCOL)),
            ("xmlns:saml", Some(namespace::ASSERTION)),
            ("ID", Some(new.id)),
            ("Version", Some("2.0")),
            ("IssueInstant", Some(new.issued_at)),
            ("Destination", Some(new.acs_url)),
            ("InResponseTo", new.in_response_to),
        ],
    );
    out.text("saml:Issuer", &[], new.issuer);
    write_status(&mut out, new.code, Some(new.reason));
    signer.sign(&out.finish(), true)
}

pub(super) fn write_status(out: &mut Writer, code: &str, reason: Option<&str>) {
    out.open("samlp:Status", &[]);
    out.open("samlp:StatusCode", &[("Value", Some(code))]);
    if let Some(reason) = reason {
        out.empty("samlp:StatusCode", &[("Value", Some(reason))]);
    }
    out.close().close();
}
