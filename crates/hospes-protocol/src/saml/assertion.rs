//! What a partner's identity provider says of a person, believed after it was verified (SAML Core, section 2;
//! Profiles, section 4.1.4).
//!
//! Order: the response's own signature, if it has one; the assertion, taken out of its envelope if it is in
//! one, made a document of its own and filtered again; its signature; and only then is anything read, from
//! the tree of that document. See `docs/decisions/0020-an-assertion-stands-alone.md`.

use super::encryption::{self, Closed, DecryptionKey};
use super::filter::{Document, carried};
use super::request::{Head, LONGEST_ENTITY_ID, url};
use super::response::{Attribute, NameId, Qualifiers};
use super::signature::{self, Certificate};
use super::xml::Element;
use super::{Refused, instant, name_id_format, namespace, status};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// No name is longer, in characters. SAML Core, section 8.3.7 has 256 for persistent ones.
const LONGEST_NAME: usize = 512;
/// So many attributes are taken, and so many values of all of them.
const MOST_VALUES: usize = 1_000;
/// No message of a status is told longer, in characters.
const LONGEST_MESSAGE: usize = 256;
/// An assertion is not taken later than so many seconds after it was made, whatever it says itself: so its
/// identifier need not be remembered longer.
const LONGEST_LIFE: i64 = 24 * 60 * 60;

/// What is known before a response comes.
#[derive(Debug)]
pub struct Expectation<'a> {
    /// The entity ID of the identity provider.
    pub issuer: &'a str,
    /// Its certificates. Only their keys count, and no others.
    pub certificates: &'a [Certificate],
    /// Our entity ID.
    pub audience: &'a str,
    /// Where the response came to: the URL that was in our request and is in our metadata.
    pub recipient: &'a str,
    /// The identifier of our request. There is no way to take a response that nobody asked for.
    pub request_id: &'a str,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub now_seconds: i64,
    /// How far clocks may be apart, in seconds.
    pub leeway_seconds: i64,
    /// Our keys for what is encrypted, the first four of which are tried; may be empty.
    pub decryption_keys: &'a [DecryptionKey],
}

/// What was said of a person, signed by the identity provider. All texts are of its choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// Its identifier, which is taken once only.
    pub id: String,
    /// Who says it: the issuer that was expected.
    pub issuer: String,
    /// Who the person is. A name without a format has [`name_id_format::UNSPECIFIED`]. At most 512 characters.
    pub name_id: NameId,
    /// What is said of them: each name once, in the order of the message, with all its values that are plain
    /// texts, without blanks around them, and not empty. At most 1,000 values.
    pub attributes: Vec<Attribute>,
    /// When they proved who they are, in seconds since 1970-01-01T00:00:00Z.
    pub authn_instant: i64,
    /// By which the session is found again at a logout.
    pub session_index: Option<String>,
    /// How they proved it: the class of the authentication context, such as those of [`super::context_class`].
    pub authn_context: Option<String>,
    /// Until when the session lasts that they have there, in seconds.
    pub session_not_on_or_after: Option<i64>,
    /// From then on it would not be taken any more, in seconds: until then its identifier has to be
    /// remembered. At most 24 hours and the leeway after it was made.
    pub expires_at_seconds: i64,
}

/// Why nobody is signed in by a response. Its text is for administrators; of what was in the message it says
/// only what [`Failure`] and [`Self::OtherCertificate`] hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseRefused {
    /// It did not pass the filter, is no `Response`, or something is missing in it.
    #[error(transparent)]
    Message(#[from] Refused),
    /// The identity provider says that it did not sign anybody in.
    #[error("the identity provider refused: {0}")]
    Status(Failure),
    /// The response or the assertion is by somebody else.
    #[error("the issuer is not the entity ID of this identity provider")]
    Issuer,
    /// It was sent to another URL.
    #[error("Destination is not the URL that the response came to")]
    Destination,
    /// It answers another request.
    #[error("InResponseTo is not the request that was sent")]
    InResponseTo,
    /// It answers no request.
    #[error("the response answers no request: InResponseTo is missing")]
    Unsolicited,
    /// It says that somebody was signed in, but not whom.
    #[error("there is no assertion in the response")]
    NoAssertion,
    /// Neither the assertion nor the response is signed.
    #[error("the assertion is not signed")]
    NotSigned,
    /// The response is signed, but the assertion has to be.
    #[error(
        "the response is signed, but the assertion in it is not: the identity provider has to sign assertions"
    )]
    OnlyResponseSigned,
    /// The assertion brings a certificate that is not registered. Its SHA-1 thumbprint, in hexadecimal.
    #[error("the assertion is signed with a certificate that is not registered, thumbprint {0}")]
    OtherCertificate(String),
    /// The signature of the assertion is by another key, or it was changed.
    #[error("the signature of the assertion does not fit it and the registered certificates")]
    Signature,
    /// A signature uses an algorithm that is too weak or not known.
    #[error(
        "a signature uses an algorithm that is not taken: RSA or ECDSA with SHA-256 or better is needed"
    )]
    SignatureAlgorithm,
    /// The response itself has a signature, and it is not good.
    #[error("the signature of the response does not fit it and the registered certificates")]
    ResponseSignature,
    /// The assertion is encrypted, and there is no key for it here.
    #[error("the assertion is encrypted, but no key for that was given to the identity provider")]
    EncryptedWithoutKey,
    /// The assertion is encrypted in a way that is not taken.
    #[error(
        "the assertion is encrypted with an algorithm that is not taken: AES-GCM and RSA-OAEP are needed"
    )]
    EncryptionAlgorithm,
    /// It is encrypted with AES-CBC, which is only taken when the response around it is signed.
    #[error(
        "the assertion is encrypted with AES-CBC, and the response is not signed: AES-GCM is needed, or a signed response"
    )]
    EncryptionUnprotected,
    /// The assertion is not encrypted for one of our keys, or was changed.
    #[error("the encrypted assertion can't be opened with our keys")]
    Undecipherable,
    /// It names nobody.
    #[error("NameID is missing in the subject of the assertion")]
    NoNameId,
    /// The name is encrypted by itself.
    #[error("the NameID is encrypted by itself, which is not taken: encrypt the assertion")]
    EncryptedNameId,
    /// Nobody may hand it in.
    #[error("the subject has no confirmation by bearer")]
    NoConfirmation,
    /// It is to be handed in elsewhere.
    #[error("Recipient is not the URL that the response came to")]
    Recipient,
    /// A confirmation has a `NotBefore`, which the profile forbids.
    #[error("the confirmation of the subject has NotBefore")]
    ConfirmationNotBefore,
    /// It does not count yet: a clock may be wrong.
    #[error("the assertion is not valid yet: are the clocks right?")]
    NotYetValid,
    /// It does not count any more.
    #[error("the assertion has expired: are the clocks right?")]
    Expired,
    /// It is for nobody in particular.
    #[error("the assertion has no AudienceRestriction")]
    NoAudience,
    /// It is for somebody else.
    #[error("Audience is not our entity ID")]
    Audience,
    /// It has a condition that is not known.
    #[error("the assertion has a condition that is not known")]
    Condition,
    /// Nobody proved who they are.
    #[error("AuthnStatement is missing in the assertion")]
    NoAuthnStatement,
    /// The session there has ended.
    #[error("the session at the identity provider has ended")]
    SessionEnded,
}

/// Why an identity provider signed nobody in. Nobody signed it: it is told to people and nothing follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whose fault it is: of [`status`], or another URI. At most 256 characters.
    pub code: String,
    /// Why, if that was said: of [`status`], or another URI. At most 256 characters.
    pub reason: Option<String>,
    /// What was said to it, in one line, at most 256 characters: the text of a stranger. None if the response
    /// does not say which request it answers, so that nobody is shown a text that somebody else chose.
    pub message: Option<String>,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code)?;
        for more in [&self.reason, &self.message].into_iter().flatten() {
            write!(f, ", {more}")?;
        }
        Ok(())
    }
}

/// Whom a response signs in. The document is what came in the POST binding ([`Document::from_post`]). That the
/// assertion was not taken before is for the caller to see to, by issuer and [`Assertion::id`].
pub fn verify_response(
    document: &Document,
    expected: &Expectation<'_>,
) -> Result<Assertion, ResponseRefused> {
    let root = document.root();
    check_response(root, expected)?;
    let is_signed = signature::verify_around(document, expected.certificates)
        .map_err(|refused| signature_refused(refused, ResponseRefused::ResponseSignature))?;
    let carried = carried(root)?.ok_or(ResponseRefused::NoAssertion)?;
    let alone = if carried.local == "Assertion" {
        let (start, end) = carried.range;
        let text = document.text().get(start..end).unwrap_or_default();
        Document::alone(text, &root.declared)?
    } else {
        opened(root, carried, expected, is_signed)?
    };
    verify_assertion(&alone, expected, is_signed)?;
    read(alone.root(), expected)
}

/// What the response says itself. Nothing follows from it but that it is refused.
fn check_response(root: &Element, expected: &Expectation<'_>) -> Result<(), ResponseRefused> {
    if !root.is(namespace::PROTOCOL, "Response") {
        return Err(Refused::Kind("Response").into());
    }
    if root.attribute("Version") != Some("2.0") {
        return Err(Refused::Content("Version is not 2.0").into());
    }
    let in_response_to = root.attribute("InResponseTo");
    if in_response_to.is_some_and(|id| id != expected.request_id) {
        return Err(ResponseRefused::InResponseTo);
    }
    // The issuer of a response may be left out, other than that of an assertion.
    if root.all(namespace::ASSERTION, "Issuer").next().is_some()
        && Head::read(root, "Response")?.issuer != expected.issuer
    {
        return Err(ResponseRefused::Issuer);
    }
    let destination = url(root, "Destination")?;
    if destination.is_some_and(|url| url != expected.recipient) {
        return Err(ResponseRefused::Destination);
    }
    check_status(root, in_response_to.is_some())?;
    if in_response_to.is_none() {
        return Err(ResponseRefused::Unsolicited);
    }
    Ok(())
}

fn check_status(root: &Element, is_answer: bool) -> Result<(), ResponseRefused> {
    const MISSING: Refused = Refused::Content("StatusCode");
    let said = root.only(namespace::PROTOCOL, "Status")?.ok_or(MISSING)?;
    let outer = said.only(namespace::PROTOCOL, "StatusCode")?;
    let outer = outer.ok_or(MISSING)?;
    let code = outer.attribute("Value").ok_or(MISSING)?;
    if code == status::SUCCESS {
        return Ok(());
    }
    let inner = outer.only(namespace::PROTOCOL, "StatusCode")?;
    let message = said.only(namespace::PROTOCOL, "StatusMessage")?;
    let message = message.map(Element::value).transpose()?;
    Err(ResponseRefused::Status(Failure {
        code: one_line(code),
        reason: inner
            .and_then(|inner| inner.attribute("Value"))
            .map(one_line),
        message: message
            .filter(|message| is_answer && !message.is_empty())
            .map(one_line),
    }))
}

/// A text of a stranger in one line. Letters that turn the direction of writing are left out.
fn one_line(text: &str) -> String {
    let is_turning = |letter: &char| matches!(letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}');
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|letter| !letter.is_control() && !is_turning(letter))
        .take(LONGEST_MESSAGE)
        .collect()
}

/// The assertion out of its envelope.
fn opened(
    root: &Element,
    envelope: &Element,
    expected: &Expectation<'_>,
    is_signed: bool,
) -> Result<Document, ResponseRefused> {
    if expected.decryption_keys.is_empty() {
        return Err(ResponseRefused::EncryptedWithoutKey);
    }
    let plain = encryption::open(envelope, expected.decryption_keys, is_signed);
    let plain = plain.map_err(|closed| match closed {
        Closed::Shape => {
            Refused::Shape("the encrypted assertion is not built as it has to be").into()
        }
        Closed::Algorithm => ResponseRefused::EncryptionAlgorithm,
        Closed::Unprotected => ResponseRefused::EncryptionUnprotected,
        Closed::Undecipherable => ResponseRefused::Undecipherable,
    })?;
    let plain = String::from_utf8(plain).map_err(|_| Refused::Characters)?;
    // XML Encryption, section 4.4: it is read as if it stood where the encrypted data is.
    let mut inner = envelope.children().iter();
    let data = inner.find(|child| child.local == "EncryptedData");
    let around: Vec<(String, String)> = [Some(root), Some(envelope), data]
        .into_iter()
        .flatten()
        .flat_map(|element| element.declared.clone())
        .collect();
    Ok(Document::alone(&plain, &around)?)
}

/// The assertion itself has to be signed.
fn verify_assertion(
    alone: &Document,
    expected: &Expectation<'_>,
    is_response_signed: bool,
) -> Result<(), ResponseRefused> {
    let root = alone.root();
    if !root.is(namespace::ASSERTION, "Assertion") {
        return Err(Refused::Kind("Assertion").into());
    }
    let refused = match signature::verify_enveloped(alone, expected.certificates) {
        Ok(true) => return Ok(()),
        Ok(false) if is_response_signed => return Err(ResponseRefused::OnlyResponseSigned),
        Ok(false) => return Err(ResponseRefused::NotSigned),
        Err(refused) => refused,
    };
    let brought = signature::brought(root).filter(|own| !expected.certificates.contains(own));
    let other = match brought {
        Some(other) => ResponseRefused::OtherCertificate(other.thumbprint()),
        None => ResponseRefused::Signature,
    };
    Err(signature_refused(refused, other))
}

fn signature_refused(refused: Refused, wrong: ResponseRefused) -> ResponseRefused {
    match refused {
        Refused::Algorithm => ResponseRefused::SignatureAlgorithm,
        Refused::Signature => wrong,
        other @ (Refused::TooLong
        | Refused::NotBase64
        | Refused::NotDeflated
        | Refused::Characters
        | Refused::Markup
        | Refused::Entity
        | Refused::Malformed
        | Refused::TooComplex
        | Refused::DuplicateId
        | Refused::Shape(_)
        | Refused::Kind(_)
        | Refused::Content(_)
        | Refused::Certificate) => ResponseRefused::Message(other),
    }
}

/// Reads an assertion that was verified.
fn read(root: &Element, expected: &Expectation<'_>) -> Result<Assertion, ResponseRefused> {
    let id = root.attribute("ID").ok_or(Refused::Content("ID"))?;
    if root.attribute("Version") != Some("2.0") {
        return Err(Refused::Content("Version is not 2.0").into());
    }
    let issuer = root.only(namespace::ASSERTION, "Issuer")?;
    let issuer = issuer.ok_or(Refused::Content("Issuer"))?.value()?;
    if issuer != expected.issuer {
        return Err(ResponseRefused::Issuer);
    }
    let made = moment(root, "IssueInstant")?.ok_or(Refused::Content("IssueInstant"))?;
    expected.check_begun(made)?;
    let last = made.saturating_add(LONGEST_LIFE);
    expected.check_lasting(last)?;
    let subject = root.only(namespace::ASSERTION, "Subject")?;
    let subject = subject.ok_or(ResponseRefused::NoNameId)?;
    let name_id = name_id(subject)?;
    let confirmed = confirmed_until(subject, expected)?;
    let until = conditions(root, expected)?.map_or(confirmed, |until| until.min(confirmed));
    let statement = statement(root, expected)?;
    Ok(Assertion {
        id: id.to_owned(),
        issuer: issuer.to_owned(),
        name_id,
        attributes: attributes(root)?,
        authn_instant: statement.authn_instant,
        session_index: statement.session_index,
        authn_context: statement.authn_context,
        session_not_on_or_after: statement.not_on_or_after,
        expires_at_seconds: until.min(last).saturating_add(expected.leeway_seconds),
    })
}

impl Expectation<'_> {
    fn check_begun(&self, from: i64) -> Result<(), ResponseRefused> {
        if from > self.now_seconds.saturating_add(self.leeway_seconds) {
            Err(ResponseRefused::NotYetValid)
        } else {
            Ok(())
        }
    }

    fn check_lasting(&self, until: i64) -> Result<(), ResponseRefused> {
        if self.now_seconds.saturating_sub(self.leeway_seconds) >= until {
            Err(ResponseRefused::Expired)
        } else {
            Ok(())
        }
    }
}

/// An instant in an attribute.
fn moment(element: &Element, name: &'static str) -> Result<Option<i64>, Refused> {
    let read = |text: &str| instant(text).ok_or(Refused::Content(name));
    element.attribute(name).map(read).transpose()
}

fn name_id(subject: &Element) -> Result<NameId, ResponseRefused> {
    if subject
        .all(namespace::ASSERTION, "EncryptedID")
        .next()
        .is_some()
    {
        return Err(ResponseRefused::EncryptedNameId);
    }
    let name = subject.only(namespace::ASSERTION, "NameID")?;
    let name = name.ok_or(ResponseRefused::NoNameId)?;
    let value = name.value()?;
    if value.is_empty() {
        return Err(ResponseRefused::NoNameId);
    }
    if value.chars().count() > LONGEST_NAME || value.chars().any(char::is_control) {
        return Err(Refused::Content("NameID").into());
    }
    let format = name.attribute("Format").filter(|format| !format.is_empty());
    Ok(NameId {
        format: format.unwrap_or(name_id_format::UNSPECIFIED).to_owned(),
        value: value.to_owned(),
        qualifiers: Qualifiers {
            name: qualifier(name, "NameQualifier")?,
            service_provider: qualifier(name, "SPNameQualifier")?,
        },
    })
}

/// Within what a name is one. No entity ID is longer, and neither is this.
fn qualifier(name: &Element, attribute: &'static str) -> Result<Option<String>, Refused> {
    let found = name.attribute(attribute).filter(|found| !found.is_empty());
    let is_one = |found: &str| {
        found.chars().count() <= LONGEST_ENTITY_ID && !found.chars().any(char::is_control)
    };
    match found {
        Some(found) if !is_one(found) => Err(Refused::Content(attribute)),
        found => Ok(found.map(str::to_owned)),
    }
}

/// Until when the assertion can be handed in: by one of the confirmations by bearer.
fn confirmed_until(subject: &Element, expected: &Expectation<'_>) -> Result<i64, ResponseRefused> {
    let mut refused = ResponseRefused::NoConfirmation;
    for confirmation in subject.all(namespace::ASSERTION, "SubjectConfirmation") {
        if confirmation.attribute("Method") != Some(BEARER) {
            continue;
        }
        match bearer(confirmation, expected) {
            Ok(until) => return Ok(until),
            Err(why) => refused = why,
        }
    }
    Err(refused)
}

/// SAML Profiles, section 4.1.4.2.
fn bearer(confirmation: &Element, expected: &Expectation<'_>) -> Result<i64, ResponseRefused> {
    let data = confirmation.only(namespace::ASSERTION, "SubjectConfirmationData")?;
    let data = data.ok_or(ResponseRefused::NoConfirmation)?;
    if data.attribute("Recipient") != Some(expected.recipient) {
        return Err(ResponseRefused::Recipient);
    }
    match data.attribute("InResponseTo") {
        Some(id) if id == expected.request_id => {}
        Some(_) => return Err(ResponseRefused::InResponseTo),
        None => return Err(ResponseRefused::Unsolicited),
    }
    if data.attribute("NotBefore").is_some() {
        return Err(ResponseRefused::ConfirmationNotBefore);
    }
    let until = moment(data, "NotOnOrAfter")?.ok_or(Refused::Content("NotOnOrAfter"))?;
    expected.check_lasting(until)?;
    Ok(until)
}

/// What has to be so that the assertion counts (SAML Core, section 2.5), and until when it does.
fn conditions(root: &Element, expected: &Expectation<'_>) -> Result<Option<i64>, ResponseRefused> {
    let conditions = root.only(namespace::ASSERTION, "Conditions")?;
    let conditions = conditions.ok_or(ResponseRefused::NoAudience)?;
    if let Some(from) = moment(conditions, "NotBefore")? {
        expected.check_begun(from)?;
    }
    let until = moment(conditions, "NotOnOrAfter")?;
    if let Some(until) = until {
        expected.check_lasting(until)?;
    }
    let mut is_restricted = false;
    for condition in conditions.children() {
        if condition.is(namespace::ASSERTION, "AudienceRestriction") {
            is_restricted = true;
            let mut is_ours = false;
            for audience in condition.all(namespace::ASSERTION, "Audience") {
                is_ours |= audience.value()? == expected.audience;
            }
            if !is_ours {
                return Err(ResponseRefused::Audience);
            }
        } else if !condition.is(namespace::ASSERTION, "OneTimeUse")
            && !condition.is(namespace::ASSERTION, "ProxyRestriction")
        {
            // Those two are kept in any case: taken once, and passed on to nobody.
            return Err(ResponseRefused::Condition);
        }
    }
    if is_restricted {
        Ok(until)
    } else {
        Err(ResponseRefused::NoAudience)
    }
}

struct Statement {
    authn_instant: i64,
    session_index: Option<String>,
    authn_context: Option<String>,
    not_on_or_after: Option<i64>,
}

fn statement(root: &Element, expected: &Expectation<'_>) -> Result<Statement, ResponseRefused> {
    let statement = root.only(namespace::ASSERTION, "AuthnStatement")?;
    let statement = statement.ok_or(ResponseRefused::NoAuthnStatement)?;
    let at = moment(statement, "AuthnInstant")?.ok_or(Refused::Content("AuthnInstant"))?;
    expected.check_begun(at)?;
    let until = moment(statement, "SessionNotOnOrAfter")?;
    if until.is_some_and(|until| expected.check_lasting(until).is_err()) {
        return Err(ResponseRefused::SessionEnded);
    }
    let context = statement.only(namespace::ASSERTION, "AuthnContext")?;
    let class = match context {
        Some(context) => context.only(namespace::ASSERTION, "AuthnContextClassRef")?,
        None => None,
    };
    let index = statement.attribute("SessionIndex");
    if index.is_some_and(|index| index.chars().count() > LONGEST_NAME) {
        return Err(Refused::Content("SessionIndex").into());
    }
    Ok(Statement {
        authn_instant: at,
        session_index: index.map(str::to_owned),
        authn_context: class.map(Element::value).transpose()?.map(str::to_owned),
        not_on_or_after: until,
    })
}

/// Values that are not plain texts, such as the `NameID` within an `eduPersonTargetedID`, are left out.
fn attributes(root: &Element) -> Result<Vec<Attribute>, Refused> {
    let mut found: Vec<Attribute> = Vec::new();
    let mut values = 0;
    let statements = root.all(namespace::ASSERTION, "AttributeStatement");
    for attribute in statements.flat_map(|all| all.all(namespace::ASSERTION, "Attribute")) {
        let name = attribute.attribute("Name").unwrap_or_default();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(Refused::Content("the Name of an Attribute"));
        }
        for value in attribute.all(namespace::ASSERTION, "AttributeValue") {
            let Ok(text) = value.value() else { continue };
            if text.is_empty() || value.attribute_of(XSI, "nil") == Some("true") {
                continue;
            }
            values += 1;
            if values > MOST_VALUES {
                return Err(Refused::TooComplex);
            }
            match found.iter_mut().find(|known| known.name == name) {
                Some(known) => known.values.push(text.to_owned()),
                None => found.push(Attribute {
                    name: name.to_owned(),
                    values: vec![text.to_owned()],
                }),
            }
        }
    }
    Ok(found)
}
