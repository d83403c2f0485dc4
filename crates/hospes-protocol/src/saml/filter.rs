//! What a message must be before anything is read from it.

use std::collections::HashSet;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;

use super::signature::deflated;
use super::write::escape;
use super::xml::{Comments, Element, parse, parse_within};
use super::{Refused, SigningError, namespace};

/// So many bytes a message may have, packed and unpacked.
pub const LONGEST: usize = 256 * 1024;

/// The elements that are messages or assertions: one of them is the root, and none is below it, but for the one
/// assertion of a response.
const MESSAGES: [&str; 8] = [
    "AuthnRequest",
    "LogoutRequest",
    "LogoutResponse",
    "Response",
    "Assertion",
    "EncryptedAssertion",
    "EntityDescriptor",
    "EntitiesDescriptor",
];

/// A message that went through the filter. There is no other way to get one.
#[derive(Clone, Debug)]
pub struct Document {
    text: String,
    root: Element,
}

impl Document {
    /// The value of `SAMLRequest` or `SAMLResponse` in a form: base64 (SAML Bindings, section 3.5.4).
    pub fn from_post(field: &str) -> Result<Self, Refused> {
        Self::message(decode(field)?)
    }

    /// The value of `SAMLRequest` or `SAMLResponse` in a query, percent-decoded: DEFLATE in base64 (SAML
    /// Bindings, section 3.4.4.1). Unpacking stops at [`LONGEST`].
    pub fn from_redirect(field: &str) -> Result<Self, Refused> {
        let packed = decode(field)?;
        let mut plain = Vec::new();
        let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(1);
        DeflateDecoder::new(packed.as_slice())
            .take(limit)
            .read_to_end(&mut plain)
            .map_err(|_| Refused::NotDeflated)?;
        Self::message(plain)
    }

    /// A message in plain text, as it stands inside of the bindings.
    pub fn from_text(text: &str) -> Result<Self, Refused> {
        Self::message(text.as_bytes().to_vec())
    }

    /// The description of a provider. Comments between elements are skipped here; a text with one in it is
    /// refused, as everywhere.
    pub fn from_metadata(text: &str) -> Result<Self, Refused> {
        // Files of some editors begin with a byte order mark.
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text).trim();
        let document = Self::read(text.as_bytes().to_vec(), Comments::Skipped)?;
        check_ids(&document.root)?;
        Ok(document)
    }

    /// Whether it is a response with an assertion in an envelope.
    pub fn is_encrypted(&self) -> bool {
        let carried = carried(&self.root).ok().flatten();
        carried.is_some_and(|found| found.local == "EncryptedAssertion")
    }

    /// The message as it stands in a query: what [`Self::from_redirect`] reads.
    pub fn to_redirect(&self) -> Result<String, SigningError> {
        deflated(&self.text)
    }

    /// An element that was cut out of a document, or came out of an envelope, as a document of its own. What was
    /// declared around it is written into its start tag, where it is not declared anew: so its canonical form is
    /// the one that it had where it stood, and it can be read, and verified, with nothing else in sight.
    pub(super) fn alone(text: &str, around: &[(String, String)]) -> Result<Self, Refused> {
        let text = text.trim();
        let element = parse_within(text, Comments::Refused, around)?;
        let (start, end) = element.range;
        let inner = text.get(start..end).unwrap_or_default();
        let name = inner
            .find(|letter: char| letter.is_ascii_whitespace() || matches!(letter, '>' | '/'))
            .ok_or(Refused::Malformed)?;
        let (name, rest) = inner.split_at(name);
        let mut out = name.to_owned();
        let mut written: HashSet<&str> = HashSet::new();
        let own = element.declared.iter().map(|(prefix, _)| prefix.as_str());
        written.extend(own);
        for (prefix, uri) in around.iter().rev() {
            if written.insert(prefix) && !uri.is_empty() {
                declaration(prefix, uri, &mut out);
            }
        }
        out.push_str(rest);
        Self::message(out.into_bytes())
    }

    fn message(bytes: Vec<u8>) -> Result<Self, Refused> {
        let document = Self::read(bytes, Comments::Refused)?;
        check_ids(&document.root)?;
        check_shape(&document.root)?;
        Ok(document)
    }

    fn read(bytes: Vec<u8>, comments: Comments) -> Result<Self, Refused> {
        if bytes.len() > LONGEST {
            return Err(Refused::TooLong);
        }
        let text = String::from_utf8(bytes).map_err(|_| Refused::Characters)?;
        let root = parse(&text, comments)?;
        Ok(Self { text, root })
    }

    pub(super) fn root(&self) -> &Element {
        &self.root
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the root element, without a declaration and blanks around it.
    pub(super) fn root_text(&self) -> &str {
        let (start, end) = self.root.range;
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Base64 with the line breaks that some senders put into it.
fn decode(field: &str) -> Result<Vec<u8>, Refused> {
    // A third more than what it stands for, and some line breaks.
    if field.len() > LONGEST * 3 / 2 {
        return Err(Refused::TooLong);
    }
    let field: String = field
        .chars()
        .filter(|letter| !matches!(letter, '\r' | '\n' | ' ' | '\t'))
        .collect();
    STANDARD.decode(field).map_err(|_| Refused::NotBase64)
}

/// An identifier that is there twice means another element to another reader.
fn check_ids(root: &Element) -> Result<(), Refused> {
    let mut seen = HashSet::new();
    let all = root.walk();
    if all
        .iter()
        .flat_map(|element| element.ids())
        .all(|id| seen.insert(id))
    {
        Ok(())
    } else {
        Err(Refused::DuplicateId)
    }
}

/// The assertion that a response has, plain or in an envelope.
pub(super) fn carried(root: &Element) -> Result<Option<&Element>, Refused> {
    if !root.is(namespace::PROTOCOL, "Response") {
        return Ok(None);
    }
    let is_carried = |child: &&Element| {
        child.is(namespace::ASSERTION, "Assertion")
            || child.is(namespace::ASSERTION, "EncryptedAssertion")
    };
    let mut found = root.children().iter().filter(is_carried);
    let first = found.next();
    match found.next() {
        None => Ok(first),
        Some(_) => Err(Refused::Shape("there are several assertions")),
    }
}

/// One signature at most, as a child of the root, and no message in the message; but a response may have one
/// assertion as its child, which may have one signature as a child of its own. Names are looked at without
/// their namespaces, as careless readers do.
fn check_shape(root: &Element) -> Result<(), Refused> {
    let carried = carried(root)?;
    let below = root.walk().into_iter().skip(1);
    let mut signatures = 0;
    for element in below {
        let is_carried = carried.is_some_and(|known| std::ptr::eq(known, element));
        if MESSAGES.contains(&element.local.as_str()) && !is_carried {
            return Err(Refused::Shape("there is a message within the message"));
        }
        if element.local == "Signature" {
            signatures += 1;
        }
    }
    let signed = |element: &Element| element.all(namespace::SIGNATURE, "Signature").count();
    let of_root = signed(root);
    let of_assertion = carried
        .filter(|element| element.local == "Assertion")
        .map_or(0, signed);
    if of_root > 1 || of_assertion > 1 || signatures != of_root + of_assertion {
        return Err(Refused::Shape(
            "a signature is only taken once, below the element that it signs",
        ));
    }
    Ok(())
}

/// A declaration of a namespace, as an attribute.
fn declaration(prefix: &str, uri: &str, out: &mut String) {
    out.push_str(" xmlns");
    if !prefix.is_empty() {
        out.push(':');
        out.push_str(prefix);
    }
    out.push_str("=\"");
    escape(uri, out);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(text: &str) -> Refused {
        Document::from_text(text).unwrap_err()
    }

    #[test]
    fn what_is_well_formed_and_plain_is_taken() {
        for text in [
            "<a/>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<a b='c'>d</a>\n",
            "<a xmlns='urn:x' xmlns:p='urn:y'><p:b p:c=\"1\" c='2'/></a>",
            "<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;</a>",
            "<a>ünïcödé</a>",
        ] {
            assert!(Document::from_text(text).is_ok(), "{text}");
        }
        let document = Document::from_text("<?xml version='1.0'?> <a>&#65;&amp;b</a>").unwrap();
        assert_eq!(document.root().value().unwrap(), "A&b");
        assert_eq!(document.root_text(), "<a>&#65;&amp;b</a>");
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in [
            "",
            " ",
            "a",
            "<a>",
            "</a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>b",
            "<a b/>",
            "<a b=c/>",
            "<a b='1' b='2'/>",
            "<a b='1'c='2'/>",
            "<p:a/>",
            "<a p:b=''/>",
            "<a b='<'/>",
            "<a>]]></a>",
            "<1/>",
            "<a:b:c/>",
            "<:a/>",
            "<a xmlns:xml='urn:x'/>",
            "<a xmlns:p=''/>",
            "<a xmlns:p='u' xmlns:p='v'/>",
            "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>",
            "< a/>",
            "<a",
            "<a>b",
        ] {
            assert_eq!(refused(text), Refused::Malformed, "{text}");
        }
    }

    #[test]
    fn markup_that_readers_differ_about_is_refused() {
        for text in [
            "<!DOCTYPE a><a/>",
            "<a><!-- --></a>",
            "<a><![CDATA[b]]></a>",
            "<a><?b?></a>",
            "<a/><!-- -->",
            "<a/><?b?>",
            "<?b?><a/>",
            " <?xml version=\"1.0\"?><a/>",
            "<?xml version=\"1.1\"?><a/>",
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
        ] {
            assert_eq!(refused(text), Refused::Markup, "{text}");
        }
        for text in [
            "<a>&b;</a>",
            "<a>&#0;</a>",
            "<a>&#13;</a>",
            "<a b='&#10;'/>",
            "<a>&</a>",
            "<a>&#+65;</a>",
            "<a>&#xFFFE;</a>",
        ] {
            assert_eq!(refused(text), Refused::Entity, "{text}");
        }
        for text in [
            "\u{FEFF}<a/>",
            "<a>\0</a>",
            "<a>\u{1}</a>",
            "<a>\u{FFFE}</a>",
        ] {
            assert_eq!(refused(text), Refused::Characters, "{text:?}");
        }
    }

    #[test]
    fn an_id_of_any_spelling_counts_once() {
        for text in [
            "<a ID='1'><b ID='1'/></a>",
            "<a ID='1'><b Id='1'/></a>",
            "<a ID='1'><b id='1'/></a>",
            "<a ID='1'><b AssertionID='1'/></a>",
            "<a ID='1'><b xml:id='1'/></a>",
            "<a ID='1' Id='1'/>",
        ] {
            assert_eq!(refused(text), Refused::DuplicateId, "{text}");
        }
    }

    #[test]
    fn deep_and_wide_documents_are_refused() {
        let deep = "<a>".repeat(40) + &"</a>".repeat(40);
        assert_eq!(refused(&deep), Refused::TooComplex);
        let wide = format!("<a>{}</a>", "<b/>".repeat(10_001));
        assert_eq!(refused(&wide), Refused::TooComplex);
        let long = format!("<a>{}</a>", "b".repeat(LONGEST));
        assert_eq!(refused(&long), Refused::TooLong);
    }

    #[test]
    fn comments_are_skipped_between_elements_of_metadata_only() {
        let between = "<!-- a --><a><!-- b --><b/></a><!-- c -->";
        assert!(Document::from_metadata(between).is_ok());
        let within = "<a>admin@contoso.example<!-- -->.evil.example</a>";
        assert_eq!(
            Document::from_metadata(within).unwrap_err(),
            Refused::Markup
        );
    }

    proptest! {
        #[test]
        fn nothing_makes_the_filter_panic(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
            let _ = Document::message(bytes.clone());
            let text = String::from_utf8_lossy(&bytes);
            let _ = (Document::from_post(&text), Document::from_redirect(&text));
            let _ = Document::from_metadata(&text);
            let _ = Document::from_redirect(&STANDARD.encode(&bytes));
        }

        #[test]
        fn nothing_that_looks_like_xml_makes_the_filter_panic(
            parts in prop::collection::vec(prop::sample::select(vec![
                "<a>", "</a>", "<a/>", "<p:a ", "xmlns:p='u'", " ID='1'", ">", "/>", "&amp;", "&#x41;", "&#",
                "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "<Signature>", "é", "\r\n", "=", "\"",
            ]), 0..40)
        ) {
            let text = parts.concat();
            if let Ok(document) = Document::from_text(&text) {
                let again = Document::from_text(document.root_text()).unwrap();
                prop_assert_eq!(again.root_text(), document.root_text());
            }
        }
    }
}
