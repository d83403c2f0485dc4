//! A small XML reader that takes less than XML allows, and gives a tree.
//!
//! Namespaces are resolved; prefixes are forgotten. Names are ASCII. What it does not know it refuses; it never
//! repairs anything.

use std::sync::Arc;

use super::{Refused, namespace};

/// So deep elements may be nested.
const DEEPEST: usize = 32;
/// So many elements a document may have.
const MOST_ELEMENTS: usize = 10_000;
/// So many attributes an element may have, namespace declarations among them.
const MOST_ATTRIBUTES: usize = 64;

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Whether comments are refused, or skipped where no text is on their both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comments {
    Refused,
    Skipped,
}

/// An element with what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Shared: a document of 256 KiB may use one long name of a namespace 10,000 times.
    pub(super) namespace: Arc<str>,
    pub(super) local: String,
    attributes: Vec<Attribute>,
    children: Vec<Element>,
    /// The text of it without that of its children.
    text: String,
    /// The prefixes that its start tag declares, and what they stand for; "" is the default namespace.
    pub(super) declared: Vec<(String, String)>,
    /// Where it begins and ends in the document, in bytes.
    pub(super) range: (usize, usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Attribute {
    namespace: Arc<str>,
    local: String,
    value: String,
}

impl Element {
    pub(super) fn is(&self, namespace: &str, local: &str) -> bool {
        &*self.namespace == namespace && self.local == local
    }

    /// The value of an attribute without a namespace.
    pub(super) fn attribute(&self, local: &str) -> Option<&str> {
        self.attribute_of("", local)
    }

    /// The value of an attribute in a namespace.
    pub(super) fn attribute_of(&self, namespace: &str, local: &str) -> Option<&str> {
        let found = self
            .attributes
            .iter()
            .find(|found| &*found.namespace == namespace && found.local == local);
        found.map(|found| found.value.as_str())
    }

    /// The values of all attributes that are identifiers to somebody.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        let is_id =
            |found: &&Attribute| matches!(found.local.as_str(), "ID" | "Id" | "id" | "AssertionID");
        self.attributes
            .iter()
            .filter(is_id)
            .map(|found| found.value.as_str())
    }

    pub(super) fn children(&self) -> &[Self] {
        &self.children
    }

    pub(super) fn all<'e>(
        &'e self,
        namespace: &'e str,
        local: &'e str,
    ) -> impl Iterator<Item = &'e Self> {
        self.children
            .iter()
            .filter(move |child| child.is(namespace, local))
    }

    /// The child of that name, if there is one; an error if there are two.
    pub(super) fn only(&self, namespace: &str, local: &str) -> Result<Option<&Self>, Refused> {
        let mut found = self
            .children
            .iter()
            .filter(|child| child.is(namespace, local));
        let first = found.next();
        match found.next() {
            None => Ok(first),
            Some(_) => Err(Refused::Shape("an element is there twice")),
        }
    }

    /// The text of an element that holds nothing else, without blanks around it.
    pub(super) fn value(&self) -> Result<&str, Refused> {
        if self.children.is_empty() {
            Ok(self.text.trim_matches(is_blank))
        } else {
            Err(Refused::Shape("there are elements where a text belongs"))
        }
    }

    /// The element and all below it, parents first.
    pub(super) fn walk(&self) -> Vec<&Self> {
        let mut all = vec![self];
        let mut at = 0;
        while let Some(element) = all.get(at).copied() {
            all.extend(element.children.iter());
            at += 1;
        }
        all
    }
}

/// Reads a document: one element, with nothing but blanks and an XML declaration around it.
pub(super) fn parse(text: &str, comments: Comments) -> Result<Element, Refused> {
    parse_within(text, comments, &[])
}

/// Reads an element that stood in another document, where the prefixes of `around` were declared, the newest
/// last.
pub(super) fn parse_within(
    text: &str,
    comments: Comments,
    around: &[(String, String)],
) -> Result<Element, Refused> {
    if !text.chars().all(is_allowed) {
        return Err(Refused::Characters);
    }
    let known = around
        .iter()
        .map(|(prefix, uri)| (prefix.as_str(), Arc::from(uri.as_str())));
    let mut reader = Reader {
        text,
        at: 0,
        comments,
        elements: 0,
        scopes: std::iter::once(("xml", Arc::from(XML)))
            .chain(known)
            .collect(),
    };
    reader.declaration()?;
    reader.document()
}

/// The characters of XML 1.0, section 2.2, without those that are discouraged or no characters.
fn is_allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r')
        || !(letter.is_control()
            || letter == '\u{FEFF}'
            || matches!(u32::from(letter) & 0xFFFF, 0xFFFE | 0xFFFF)
            || ('\u{FDD0}'..='\u{FDEF}').contains(&letter))
}

fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r')
}

/// An element that has not ended yet.
struct Open<'t> {
    element: Element,
    /// Its name as it was written, which its end repeats.
    name: &'t str,
    /// How many namespaces were known before it.
    scopes: usize,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    comments: Comments,
    elements: usize,
    /// Prefixes and what they stand for, the newest last.
    scopes: Vec<(&'t str, Arc<str>)>,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes on behind `token`, if it is next.
    fn skip(&mut self, token: &str) -> bool {
        let is_next = self.rest().starts_with(token);
        if is_next {
            self.at += token.len();
        }
        is_next
    }

    fn expect(&mut self, token: &str) -> Result<(), Refused> {
        if self.skip(token) {
            Ok(())
        } else {
            Err(Refused::Malformed)
        }
    }

    /// Everything as long as `fits`.
    fn take(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|letter| !fits(letter)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// Everything up to `token`, which is skipped.
    fn until(&mut self, token: &str) -> Result<&'t str, Refused> {
        let (found, _) = self.rest().split_once(token).ok_or(Refused::Malformed)?;
        self.at += found.len() + token.len();
        Ok(found)
    }

    /// `<?xml version="1.0" encoding="UTF-8"?>` at the very beginning.
    fn declaration(&mut self) -> Result<(), Refused> {
        if !self.rest().starts_with("<?xml ") {
            return Ok(());
        }
        self.at += "<?xml".len();
        let inner = self.until("?>")?;
        let plain: String = inner
            .chars()
            .map(|letter| if letter == '\'' { '"' } else { letter })
            .collect();
        let mut words = plain.split_whitespace();
        let is_version = words.next() == Some("version=\"1.0\"");
        let is_rest_known = words.all(|word| {
            let word = word.to_ascii_lowercase();
            matches!(
                word.as_str(),
                "encoding=\"utf-8\"" | "standalone=\"yes\"" | "standalone=\"no\""
            )
        });
        if is_version && is_rest_known {
            Ok(())
        } else {
            Err(Refused::Markup)
        }
    }

    fn document(&mut self) -> Result<Element, Refused> {
        let mut open: Vec<Open<'t>> = Vec::new();
        loop {
            let done = if self.rest().starts_with("<?") || self.is_refused_markup() {
                return Err(Refused::Markup);
            } else if self.skip("<!--") {
                self.comment(&open)?;
                None
            } else if self.skip("</") {
                Some(self.end(&mut open)?)
            } else if self.skip("<") {
                self.begin(&mut open)?
            } else {
                self.words(&mut open)?;
                None
            };
            // An element that ended belongs to the one around it, or is the document.
            if let Some(element) = done {
                match open.last_mut() {
                    Some(parent) => parent.element.children.push(element),
                    None => return self.finish(element),
                }
            }
        }
    }

    /// Nothing but blanks comes after the root element.
    fn finish(&mut self, root: Element) -> Result<Element, Refused> {
        loop {
            self.take(is_blank);
            if self.rest().is_empty() {
                return Ok(root);
            }
            if self.is_refused_markup() || self.rest().starts_with("<?") {
                return Err(Refused::Markup);
            }
            self.expect("<!--")?;
            self.until("-->")?;
        }
    }

    fn is_refused_markup(&self) -> bool {
        let is_comment = self.rest().starts_with("<!--");
        self.rest().starts_with("<!") && !(is_comment && self.comments == Comments::Skipped)
    }

    /// A comment between elements. In the middle of a text it would cut it in two for some readers.
    fn comment(&mut self, open: &[Open<'t>]) -> Result<(), Refused> {
        let is_in_text = open
            .last()
            .is_some_and(|inner| !inner.element.text.trim_matches(is_blank).is_empty());
        let inner = self.until("-->")?;
        if is_in_text || inner.contains("--") {
            Err(Refused::Markup)
        } else {
            Ok(())
        }
    }

    fn words(&mut self, open: &mut [Open<'t>]) -> Result<(), Refused> {
        let raw = self.take(|letter| letter != '<');
        if raw.is_empty() || raw.contains("]]>") {
            // The end of the document inside an element, or before there is one.
            return Err(Refused::Malformed);
        }
        // Java writes the ends of lines in signatures and certificates so: blanks in base64, and nothing else.
        let is_base64 = open
            .last()
            .is_some_and(|inner| &*inner.element.namespace == namespace::SIGNATURE);
        let text = if is_base64 {
            resolve(&raw.replace("&#13;", "\r").replace("&#xD;", "\r"))?
        } else {
            resolve(raw)?
        };
        match open.last_mut() {
            Some(inner) => {
                let line_ends = text.replace("\r\n", "\n").replace('\r', "\n");
                inner.element.text.push_str(&line_ends);
                Ok(())
            }
            None if text.chars().all(is_blank) && !self.rest().is_empty() => Ok(()),
            None => Err(Refused::Malformed),
        }
    }

    fn name(&mut self) -> Result<&'t str, Refused> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.:".contains(letter);
        let name = self.take(is_part);
        let begins = |part: &str| {
            part.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        };
        let (prefix, local) = name.split_once(':').unwrap_or(("a", name));
        if begins(prefix) && begins(local) && !local.contains(':') {
            Ok(name)
        } else {
            Err(Refused::Malformed)
        }
    }

    /// What a prefix stands for. The default namespace does not reach attributes.
    fn namespace(&self, prefix: &str) -> Result<Arc<str>, Refused> {
        let found = self.scopes.iter().rev().find(|(known, _)| *known == prefix);
        match found {
            Some((_, uri)) => Ok(Arc::clone(uri)),
            None if prefix.is_empty() => Ok(Arc::from("")),
            None => Err(Refused::Malformed),
        }
    }

    /// A start tag, its `<` skipped. Gives the element if it ends at once.
    fn begin(&mut self, open: &mut Vec<Open<'t>>) -> Result<Option<Element>, Refused> {
        let start = self.at.saturating_sub(1);
        self.elements += 1;
        if open.len() >= DEEPEST || self.elements > MOST_ELEMENTS {
            return Err(Refused::TooComplex);
        }
        let scopes = self.scopes.len();
        let name = self.name()?;
        let raw = self.attributes()?;
        let is_empty = self.skip("/");
        self.expect(">")?;
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let declared = self.scopes.iter().skip(scopes);
        let element = Element {
            declared: declared
                .map(|(prefix, uri)| ((*prefix).to_owned(), uri.to_string()))
                .collect(),
            namespace: self.namespace(prefix)?,
            local: local.to_owned(),
            attributes: self.resolved(raw)?,
            children: Vec::new(),
            text: String::new(),
            range: (start, self.at),
        };
        if is_empty {
            self.scopes.truncate(scopes);
            return Ok(Some(element));
        }
        open.push(Open {
            element,
            name,
            scopes,
        });
        Ok(None)
    }

    /// The attributes of a start tag; namespace declarations are remembered and left out.
    fn attributes(&mut self) -> Result<Vec<(&'t str, String)>, Refused> {
        let mut all: Vec<(&'t str, String)> = Vec::new();
        let mut declared: Vec<&'t str> = Vec::new();
        loop {
            let gap = self.take(is_blank);
            if self.rest().starts_with('>') || self.rest().starts_with("/>") {
                return Ok(all);
            }
            if gap.is_empty() {
                return Err(Refused::Malformed);
            }
            if all.len() + declared.len() >= MOST_ATTRIBUTES {
                return Err(Refused::TooComplex);
            }
            let name = self.name()?;
            self.take(is_blank);
            self.expect("=")?;
            self.take(is_blank);
            let quote = if self.skip("\"") {
                "\""
            } else {
                self.expect("'")?;
                "'"
            };
            let raw = self.until(quote)?;
            if raw.contains('<') {
                return Err(Refused::Malformed);
            }
            // XML 1.0, section 3.3.3: a blank of any kind is a space.
            let value = resolve(&raw.replace("\r\n", " ").replace(['\t', '\n', '\r'], " "))?;
            let prefix = match name.split_once(':') {
                None if name == "xmlns" => Some(""),
                Some(("xmlns", prefix)) => Some(prefix),
                Some(_) | None => None,
            };
            let Some(prefix) = prefix else {
                all.push((name, value));
                continue;
            };
            let is_reserved =
                prefix == "xml" || prefix == "xmlns" || value == XML || value == XMLNS;
            let is_undeclared = value.is_empty() && !prefix.is_empty();
            if is_reserved || is_undeclared || declared.contains(&prefix) {
                return Err(Refused::Malformed);
            }
            declared.push(prefix);
            self.scopes.push((prefix, value.into()));
        }
    }

    fn resolved(&self, raw: Vec<(&'t str, String)>) -> Result<Vec<Attribute>, Refused> {
        let mut all: Vec<Attribute> = Vec::with_capacity(raw.len());
        for (name, value) in raw {
            let (namespace, local) = match name.split_once(':') {
                Some((prefix, local)) => (self.namespace(prefix)?, local),
                None => (Arc::from(""), name),
            };
            if all
                .iter()
                .any(|other| other.namespace == namespace && other.local == local)
            {
                return Err(Refused::Malformed);
            }
            all.push(Attribute {
                namespace,
                local: local.to_owned(),
                value,
            });
        }
        Ok(all)
    }

    /// An end tag, its `</` skipped.
    fn end(&mut self, open: &mut Vec<Open<'t>>) -> Result<Element, Refused> {
        let name = self.name()?;
        self.take(is_blank);
        self.expect(">")?;
        let mut inner = open.pop().ok_or(Refused::Malformed)?;
        if inner.name != name {
            return Err(Refused::Malformed);
        }
        self.scopes.truncate(inner.scopes);
        inner.element.range.1 = self.at;
        Ok(inner.element)
    }
}

/// The text with its references resolved: the five entities, and numbers of characters that can be seen.
fn resolve(raw: &str) -> Result<String, Refused> {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, after) = after.split_once(';').ok_or(Refused::Entity)?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => numbered(name).ok_or(Refused::Entity)?,
        });
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn numbered(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let (digits, radix) = match digits.strip_prefix('x') {
        Some(hexadecimal) => (hexadecimal, 16),
        None => (digits, 10),
    };
    // `from_str_radix` would take a sign.
    let is_number = digits.len() <= 8 && digits.chars().all(|digit| digit.is_digit(radix));
    let number = u32::from_str_radix(digits, radix)
        .ok()
        .filter(|_| is_number)?;
    let letter = char::from_u32(number)?;
    (is_allowed(letter) && !is_blank(letter) || letter == ' ').then_some(letter)
}
