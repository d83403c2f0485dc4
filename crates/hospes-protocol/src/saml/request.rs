//! `AuthnRequest`: an application wants somebody to be signed in (SAML Core, section 3.4.1).

use super::signature::is_id;
use super::write::Writer;
use super::xml::Element;
use super::{Document, Refused, binding, name_id_format, namespace};

/// No entity ID is longer (SAML Core, section 8.3.6), in characters.
pub(super) const LONGEST_ENTITY_ID: usize = 1_024;
/// No URL in a message is longer, in bytes.
pub(super) const LONGEST_URL: usize = 2_048;

/// What an application asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthnRequest {
    /// Its identifier, which the answer repeats.
    pub id: String,
    /// Who asks: an entity ID.
    pub issuer: String,
    /// When it was made, as it was written.
    pub issue_instant: String,
    /// Where it was sent to.
    pub destination: Option<String>,
    /// Where the answer is wanted: a URL, …
    pub acs_url: Option<String>,
    /// … or the place in the list of the application's URLs.
    pub acs_index: Option<u16>,
    /// The binding that the answer is wanted in.
    pub protocol_binding: Option<String>,
    /// How the person is to be named.
    pub name_id_policy: Option<NameIdPolicy>,
    /// Whether the person has to prove again who they are.
    pub force_authn: bool,
    /// Whether the person must not be asked anything.
    pub is_passive: bool,
    /// The ways to sign in that are good enough; empty when all are.
    pub context_classes: Vec<String>,
    /// How they compare with the way that was used.
    pub comparison: Comparison,
    /// Whom the application expects, if it says so: a hint and nothing more.
    pub login_hint: Option<String>,
}

/// How a person is to be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameIdPolicy {
    /// The format; none when any will do.
    pub format: Option<String>,
}

/// `Comparison` of `RequestedAuthnContext` (SAML Core, section 3.3.2.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// One of those that are listed.
    Exact,
    /// At least as strong as one of them.
    Minimum,
    /// As strong as possible without being stronger than one of them.
    Maximum,
    /// Stronger than each of them.
    Better,
}

impl Comparison {
    /// The word in a message.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::Better => "better",
        }
    }

    fn parse(word: &str) -> Result<Self, Refused> {
        [Self::Exact, Self::Minimum, Self::Maximum, Self::Better]
            .into_iter()
            .find(|known| known.as_str() == word)
            .ok_or(Refused::Content("Comparison is none that is known"))
    }
}

/// What every message has.
pub(super) struct Head {
    pub(super) id: String,
    pub(super) issuer: String,
    pub(super) issue_instant: String,
    pub(super) destination: Option<String>,
}

impl Head {
    /// Reads it from the root of a message of that name.
    pub(super) fn read(root: &Element, name: &'static str) -> Result<Self, Refused> {
        if !root.is(namespace::PROTOCOL, name) {
            return Err(Refused::Kind(name));
        }
        if root.attribute("Version") != Some("2.0") {
            return Err(Refused::Content("Version is not 2.0"));
        }
        let id = root.attribute("ID").filter(|id| is_id(id));
        let issuer = root.only(namespace::ASSERTION, "Issuer")?;
        let issuer = issuer.map(Element::value).transpose()?.unwrap_or_default();
        if issuer.is_empty() || issuer.chars().count() > LONGEST_ENTITY_ID {
            return Err(Refused::Content("Issuer"));
        }
        let instant = root.attribute("IssueInstant");
        Ok(Self {
            id: id.ok_or(Refused::Content("ID"))?.to_owned(),
            issuer: issuer.to_owned(),
            issue_instant: instant.ok_or(Refused::Content("IssueInstant"))?.to_owned(),
            destination: url(root, "Destination")?,
        })
    }
}

/// A URL in an attribute; one that is empty says nothing.
pub(super) fn url(element: &Element, name: &'static str) -> Result<Option<String>, Refused> {
    match element.attribute(name) {
        None | Some("") => Ok(None),
        Some(url) if url.len() <= LONGEST_URL => Ok(Some(url.to_owned())),
        Some(_) => Err(Refused::Content(name)),
    }
}

/// `xs:boolean`.
pub(super) fn flag(element: &Element, name: &'static str) -> Result<bool, Refused> {
    match element.attribute(name) {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(_) => Err(Refused::Content(name)),
    }
}

impl AuthnRequest {
    /// Reads a request. Whether it is signed is another question.
    pub fn read(document: &Document) -> Result<Self, Refused> {
        let root = document.root();
        let head = Head::read(root, "AuthnRequest")?;
        let index = root
            .attribute("AssertionConsumerServiceIndex")
            .map(str::parse::<u16>)
            .transpose()
            .map_err(|_| Refused::Content("AssertionConsumerServiceIndex"))?;
        let acs_url = url(root, "AssertionConsumerServiceURL")?;
        // The schema's text: they are mutually exclusive.
        if index.is_some() && acs_url.is_some() {
            return Err(Refused::Content(
                "AssertionConsumerServiceURL and AssertionConsumerServiceIndex exclude each other",
            ));
        }
        let policy = root.only(namespace::PROTOCOL, "NameIDPolicy")?;
        let (context_classes, comparison) = contexts(root)?;
        Ok(Self {
            id: head.id,
            issuer: head.issuer,
            issue_instant: head.issue_instant,
            destination: head.destination,
            acs_url,
            acs_index: index,
            protocol_binding: url(root, "ProtocolBinding")?,
            name_id_policy: policy.map(|policy| NameIdPolicy {
                format: policy
                    .attribute("Format")
                    .filter(|format| !format.is_empty() && *format != name_id_format::UNSPECIFIED)
                    .map(str::to_owned),
            }),
            force_authn: flag(root, "ForceAuthn")?,
            is_passive: flag(root, "IsPassive")?,
            context_classes,
            comparison,
            login_hint: subject(root)?,
        })
    }
}

/// The ways to sign in that are asked for.
fn contexts(root: &Element) -> Result<(Vec<String>, Comparison), Refused> {
    let Some(asked) = root.only(namespace::PROTOCOL, "RequestedAuthnContext")? else {
        return Ok((Vec::new(), Comparison::Exact));
    };
    let classes = asked.all(namespace::ASSERTION, "AuthnContextClassRef");
    let classes = classes.map(|class| class.value().map(str::to_owned));
    let comparison = asked.attribute("Comparison").map(Comparison::parse);
    Ok((
        classes.collect::<Result<_, _>>()?,
        comparison.transpose()?.unwrap_or(Comparison::Exact),
    ))
}

/// The name in `Subject`, if there is one.
fn subject(root: &Element) -> Result<Option<String>, Refused> {
    let Some(subject) = root.only(namespace::ASSERTION, "Subject")? else {
        return Ok(None);
    };
    let Some(name) = subject.only(namespace::ASSERTION, "NameID")? else {
        return Ok(None);
    };
    let name = name.value()?;
    Ok((!name.is_empty() && name.len() <= 320).then(|| name.to_owned()))
}

/// What is asked of a partner's identity provider. It is sent by [`super::Signer::sign_query`] in the Redirect
/// binding, by [`super::Signer::sign_form`] in the POST binding.
#[derive(Debug)]
pub struct NewAuthnRequest<'a> {
    /// Its identifier, which the response repeats; begins with a letter or an underscore.
    pub id: &'a str,
    /// Now, in the form `2026-01-01T00:00:00Z`.
    pub issue_instant: &'a str,
    /// Who asks: our entity ID.
    pub issuer: &'a str,
    /// Where it goes.
    pub destination: &'a str,
    /// Where the response is wanted, in the POST binding.
    pub assertion_consumer_service_url: &'a str,
    /// How the person is to be named: of [`name_id_format`]. None when any name will do.
    pub name_id_format: Option<&'a str>,
    /// Whether the person has to prove again who they are.
    pub force_authn: bool,
    /// Of which classes the sign-in has to be: any of them (SAML Core, section 3.3.2.2.1). None: of any.
    pub authn_contexts: &'a [&'a str],
}

impl NewAuthnRequest<'_> {
    /// The message, which the binding signs.
    pub fn to_xml(&self) -> String {
        let mut out = Writer::default();
        out.open(
            "samlp:AuthnRequest",
            &[
                ("xmlns:samlp", Some(namespace::PROTOCOL)),
                ("xmlns:saml", Some(namespace::ASSERTION)),
                ("ID", Some(self.id)),
                ("Version", Some("2.0")),
                ("IssueInstant", Some(self.issue_instant)),
                ("Destination", Some(self.destination)),
                (
                    "AssertionConsumerServiceURL",
                    Some(self.assertion_consumer_service_url),
                ),
                ("ProtocolBinding", Some(binding::POST)),
                ("ForceAuthn", self.force_authn.then_some("true")),
            ],
        );
        out.text("saml:Issuer", &[], self.issuer);
        if let Some(format) = self.name_id_format {
            let policy = [("Format", Some(format)), ("AllowCreate", Some("true"))];
            out.empty("samlp:NameIDPolicy", &policy);
        }
        if !self.authn_contexts.is_empty() {
            let exact = [("Comparison", Some("exact"))];
            out.open("samlp:RequestedAuthnContext", &exact);
            for class in self.authn_contexts {
                out.text("saml:AuthnContextClassRef", &[], class);
            }
            out.close();
        }
        out.finish()
    }
}
