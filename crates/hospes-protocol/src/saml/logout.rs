//! Single logout (SAML Core, section 3.7; Profiles, section 4.4).

use super::request::Head;
use super::response::{NameId, Qualifiers, write_status};
use super::write::Writer;
use super::xml::Element;
use super::{Document, Refused, name_id_format, namespace, status};

/// An application says that somebody signed out there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutRequest {
    /// Its identifier, which the answer repeats.
    pub id: String,
    /// Who asks: an entity ID.
    pub issuer: String,
    /// When it was made, as it was written.
    pub issue_instant: String,
    /// Until when it counts, as it was written.
    pub not_on_or_after: Option<String>,
    /// Where it was sent to.
    pub destination: Option<String>,
    /// Whose sessions end.
    pub name_id: NameId,
    /// Which of them; empty for all.
    pub session_indexes: Vec<String>,
}

impl LogoutRequest {
    /// Reads a request. Whether it is signed is another question.
    pub fn read(document: &Document) -> Result<Self, Refused> {
        let root = document.root();
        let head = Head::read(root, "LogoutRequest")?;
        let name = root.only(namespace::ASSERTION, "NameID")?;
        let name = name.ok_or(Refused::Content("NameID"))?;
        let format = name
            .attribute("Format")
            .unwrap_or(name_id_format::UNSPECIFIED);
        let indexes = root.all(namespace::PROTOCOL, "SessionIndex");
        Ok(Self {
            id: head.id,
            issuer: head.issuer,
            issue_instant: head.issue_instant,
            not_on_or_after: root.attribute("NotOnOrAfter").map(str::to_owned),
            destination: head.destination,
            name_id: NameId {
                format: format.to_owned(),
                value: name.value()?.to_owned(),
                qualifiers: Qualifiers {
                    name: name.attribute("NameQualifier").map(str::to_owned),
                    service_provider: name.attribute("SPNameQualifier").map(str::to_owned),
                },
            },
            session_indexes: indexes
                .map(|index| index.value().map(str::to_owned))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// The answer to a logout: of an application, or of an identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutResponse {
    /// Which request it answers.
    pub in_response_to: String,
    /// Who answers: an entity ID.
    pub issuer: String,
    /// Where it was sent to.
    pub destination: Option<String>,
    /// Whether the person is signed out there.
    pub is_success: bool,
    /// Whether others that should have been told of it were not (SAML Core, section 3.7.3.2).
    pub is_partial: bool,
}

impl LogoutResponse {
    /// Reads an answer. Whether it is signed is another question.
    pub fn read(document: &Document) -> Result<Self, Refused> {
        let root = document.root();
        let head = Head::read(root, "LogoutResponse")?;
        let in_response_to = root.attribute("InResponseTo");
        let status = root.only(namespace::PROTOCOL, "Status")?;
        let code = match status {
            Some(status) => status.only(namespace::PROTOCOL, "StatusCode")?,
            None => None,
        };
        let code = code.ok_or(Refused::Content("StatusCode"))?;
        let below = code.only(namespace::PROTOCOL, "StatusCode")?;
        let is = |code: &Element, value: &str| code.attribute("Value") == Some(value);
        Ok(Self {
            in_response_to: in_response_to
                .ok_or(Refused::Content("InResponseTo"))?
                .to_owned(),
            issuer: head.issuer,
            destination: head.destination,
            is_success: is(code, status::SUCCESS),
            is_partial: is(code, status::PARTIAL_LOGOUT)
                || below.is_some_and(|code| is(code, status::PARTIAL_LOGOUT)),
        })
    }
}

/// What an application, or an identity provider, is told when somebody signs out here. Instants are in the form `2026-01-01T00:00:00Z`.
#[derive(Debug)]
pub struct NewLogoutRequest<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// Who says it: our entity ID.
    pub issuer: &'a str,
    /// Where it goes.
    pub destination: &'a str,
    /// Now.
    pub issued_at: &'a str,
    /// Until when it counts.
    pub not_on_or_after: &'a str,
    /// Who signed out.
    pub name_id: &'a NameId,
    /// Which of their sessions ended.
    pub session_indexes: &'a [String],
}

impl NewLogoutRequest<'_> {
    /// The message, which the binding signs.
    pub fn to_xml(&self) -> String {
        let mut out = Writer::default();
        out.open(
            "samlp:LogoutRequest",
            &[
                ("xmlns:samlp", Some(namespace::PROTOCOL)),
                ("xmlns:saml", Some(namespace::ASSERTION)),
                ("ID", Some(self.id)),
                ("Version", Some("2.0")),
                ("IssueInstant", Some(self.issued_at)),
                ("Destination", Some(self.destination)),
                ("NotOnOrAfter", Some(self.not_on_or_after)),
            ],
        );
        out.text("saml:Issuer", &[], self.issuer);
        let qualifiers = &self.name_id.qualifiers;
        let about = [
            ("NameQualifier", qualifiers.name.as_deref()),
            ("SPNameQualifier", qualifiers.service_provider.as_deref()),
            ("Format", Some(self.name_id.format.as_str())),
        ];
        out.text("saml:NameID", &about, &self.name_id.value);
        for index in self.session_indexes {
            out.text("samlp:SessionIndex", &[], index);
        }
        out.finish()
    }
}

/// What an application is told after it said that somebody signed out.
#[derive(Debug)]
pub struct NewLogoutResponse<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// Who says it: our entity ID.
    pub issuer: &'a str,
    /// Where it goes.
    pub destination: &'a str,
    /// Which request it answers.
    pub in_response_to: &'a str,
    /// Now.
    pub issued_at: &'a str,
    /// How it went: a code of [`status`], and perhaps a second one below it.
    pub status: (&'a str, Option<&'a str>),
}

impl NewLogoutResponse<'_> {
    /// The message, which the binding signs.
    pub fn to_xml(&self) -> String {
        let mut out = Writer::default();
        out.open(
            "samlp:LogoutResponse",
            &[
                ("xmlns:samlp", Some(namespace::PROTOCOL)),
                ("xmlns:saml", Some(namespace::ASSERTION)),
                ("ID", Some(self.id)),
                ("Version", Some("2.0")),
                ("IssueInstant", Some(self.issued_at)),
                ("Destination", Some(self.destination)),
                ("InResponseTo", Some(self.in_response_to)),
            ],
        );
        out.text("saml:Issuer", &[], self.issuer);
        write_status(&mut out, self.status.0, self.status.1);
        out.finish()
    }
}
