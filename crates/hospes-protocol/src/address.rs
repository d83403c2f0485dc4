//! Mail addresses and domains: parse, fold, compare.
//!
//! An address has one canonical form, by which it is compared, stored and looked up: the local
//! part folded ([`crate::text::fold`]), the domain as lower-case A-labels (UTS 46). The typed form
//! is kept for display and for the envelope, because a mail server may tell letter cases apart.
//!
//! Narrower than RFC 5321 on purpose: no quoted local parts, no address literals, no comments.
//! Whether a domain exists or takes mail is not asked here.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Serialize};

use crate::text;

/// RFC 5321, section 4.5.3.1.3, less the two angle brackets of a path.
const MAX_ADDRESS_BYTES: usize = 254;
/// RFC 5321, section 4.5.3.1.1.
const MAX_LOCAL_BYTES: usize = 64;

/// A mail address; equal to another if their canonical forms are equal.
///
/// Serialized as it was typed; deserializing refuses what [`Address::parse`] refuses.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    typed: String,
    canonical: String,
    domain: Domain,
}

impl Address {
    /// Reads an address. Spaces around it are not forgiven: trim what people type.
    ///
    /// At most 254 bytes, of which at most 64 before the `@`, both as typed and folded. Refused in
    /// the local part are the characters that Graph refuses (reference page "Create invitation",
    /// `invitedUserEmailAddress`), except `+` (plus addressing) and `'` (O'Brien is a person).
    /// Letters of any script are accepted (RFC 6531).
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        if text.len() > MAX_ADDRESS_BYTES {
            return Err(AddressError::TooLong);
        }
        refuse_unprintable(text)?;
        let (local, domain) = text.split_once('@').ok_or(AddressError::NoAt)?;
        if domain.contains('@') {
            return Err(AddressError::ManyAts);
        }
        check_local(local)?;
        // Folding can turn a harmless-looking letter into a forbidden one: U+FF20 into '@'.
        let folded = text::fold(local);
        refuse_unprintable(&folded)?;
        check_local(&folded)?;
        let domain = Domain::parse(domain)?;
        let canonical = format!("{folded}@{domain}");
        if canonical.len() > MAX_ADDRESS_BYTES {
            return Err(AddressError::TooLong);
        }
        Ok(Self {
            typed: text.to_owned(),
            canonical,
            domain,
        })
    }

    /// The address as it was typed: for display and for sending mail.
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// The form to compare, store and look up: ASCII after the `@`, all in lower case.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// What was typed before the `@`.
    pub fn local(&self) -> &str {
        self.typed.split_once('@').map_or("", |(local, _)| local)
    }

    /// The domain.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// The address for a page that must not tell it: `s•••@fabrikam.example`.
    ///
    /// Three bullets whatever the length, which would help to guess.
    pub fn masked(&self) -> String {
        let first: String = self.local().chars().take(1).collect();
        format!("{first}•••@{}", self.domain.to_unicode())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.typed)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.typed, f)
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for Address {}

impl PartialOrd for Address {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Address {
    fn cmp(&self, other: &Self) -> Ordering {
        self.canonical.cmp(&other.canonical)
    }
}

impl Hash for Address {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical.hash(state);
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.typed
    }
}

/// A domain name as lower-case A-labels: `xn--mnchen-3ya.example`.
///
/// At least two labels, letters, digits and hyphens only, at most 253 bytes. An IP address, in any
/// of its notations, is not a domain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);

impl Domain {
    /// Reads a domain in any letter case, in Unicode or in A-labels.
    ///
    /// UTS 46, non-transitional. A dot at the end is refused: it would be a second spelling.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if text.is_empty() {
            return Err(AddressError::DomainEmpty);
        }
        // Punycode decoding is quadratic; nothing of this length is a domain in any spelling.
        if text.len() > 4 * MAX_ADDRESS_BYTES {
            return Err(AddressError::DomainTooLong);
        }
        // UTS 46 would silently drop some of these.
        refuse_unprintable(text)?;
        if text.starts_with('[') {
            return Err(AddressError::IpAddress);
        }
        let ascii = Uts46::new()
            .to_ascii(
                text.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::CheckFirstLast,
                DnsLength::Ignore,
            )
            .map_err(|_| AddressError::DomainCharacter)?;
        check_labels(&ascii)?;
        Ok(Self(ascii.into_owned()))
    }

    /// The domain in A-labels and lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain for people to read: `münchen.example`.
    ///
    /// Do not compare by it or decide anything on it: letters of other scripts look like Latin
    /// ones, so where trust hangs on the domain, show [`Domain::as_str`] as well.
    pub fn to_unicode(&self) -> String {
        let (unicode, result) = Uts46::new().to_unicode(
            self.0.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
        );
        match result {
            Ok(()) => unicode.into_owned(),
            Err(_) => self.0.clone(),
        }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Domain {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<Domain> for String {
    fn from(domain: Domain) -> Self {
        domain.0
    }
}

/// Why an address or a domain is refused; fits after "the address is not valid: ".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.reason())]
pub enum AddressError {
    /// There is no text.
    Empty,
    /// More than 254 bytes, as typed or in canonical form.
    TooLong,
    /// A space, or a character that is invisible ([`text::is_invisible`]).
    Unprintable,
    /// No `@`.
    NoAt,
    /// Two `@` or more.
    ManyAts,
    /// Nothing before the `@`.
    LocalEmpty,
    /// More than 64 bytes before the `@`.
    LocalTooLong,
    /// A quoted local part: RFC 5321 has it, Graph has not, and nobody has such an address.
    LocalQuoted,
    /// A dot or a hyphen at an end of the local part, or two dots in a row.
    LocalEnds,
    /// One of Graph's forbidden characters in the local part.
    LocalCharacter,
    /// Nothing after the `@`.
    DomainEmpty,
    /// The domain has more than 253 bytes.
    DomainTooLong,
    /// The domain has fewer than two labels, an empty one, or one of more than 63 bytes.
    DomainLabels,
    /// A character that is not for host names, or a hyphen at an end of a label.
    DomainCharacter,
    /// An IP address in place of a domain.
    IpAddress,
}

impl AddressError {
    /// The same sentence as [`Display`](fmt::Display), for where it must be static.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Empty => "it is empty",
            Self::TooLong => "it is longer than 254 bytes",
            Self::Unprintable => "it has a space or an invisible character",
            Self::NoAt => "it has no @",
            Self::ManyAts => "it has more than one @",
            Self::LocalEmpty => "the part before the @ is empty",
            Self::LocalTooLong => "the part before the @ is longer than 64 bytes",
            Self::LocalQuoted => "the part before the @ is in quotation marks",
            Self::LocalEnds => {
                "the part before the @ has a dot or a hyphen at an end, or two dots in a row"
            }
            Self::LocalCharacter => "the part before the @ has a character that is not allowed",
            Self::DomainEmpty => "the domain is empty",
            Self::DomainTooLong => "the domain is longer than 253 bytes",
            Self::DomainLabels => "the domain needs at least two parts with a dot between them",
            Self::DomainCharacter => "the domain has a character that is not allowed",
            Self::IpAddress => "an IP address stands in place of the domain",
        }
    }
}

fn refuse_unprintable(text: &str) -> Result<(), AddressError> {
    let is_unprintable = |letter: char| {
        letter.is_whitespace()
            || text::is_invisible(letter)
            // Variation selectors change nothing that one could see in an address.
            || matches!(letter, '\u{180B}'..='\u{180F}' | '\u{FE00}'..='\u{FE0F}')
            || matches!(letter, '\u{E0100}'..='\u{E01EF}')
    };
    if text.chars().any(is_unprintable) {
        Err(AddressError::Unprintable)
    } else {
        Ok(())
    }
}

fn check_local(local: &str) -> Result<(), AddressError> {
    if local.is_empty() {
        return Err(AddressError::LocalEmpty);
    }
    if local.len() > MAX_LOCAL_BYTES {
        return Err(AddressError::LocalTooLong);
    }
    if local.starts_with('"') {
        return Err(AddressError::LocalQuoted);
    }
    if local.starts_with(['.', '-']) || local.ends_with(['.', '-']) || local.contains("..") {
        return Err(AddressError::LocalEnds);
    }
    // '@' is here for the folded form; the typed form is split at it.
    if local.contains(|letter| r#"~!#$%^&*()=[]{}\/|;:"<>?,@"#.contains(letter)) {
        return Err(AddressError::LocalCharacter);
    }
    Ok(())
}

/// Checks what UTS 46 leaves to its caller.
///
/// The lengths of RFC 1035, section 2.3.4, and that it is no IP address.
fn check_labels(ascii: &str) -> Result<(), AddressError> {
    if ascii.len() > 253 {
        return Err(AddressError::DomainTooLong);
    }
    let Some((_, last)) = ascii.rsplit_once('.') else {
        return Err(AddressError::DomainLabels);
    };
    if ascii
        .split('.')
        .any(|label| label.is_empty() || label.len() > 63)
    {
        return Err(AddressError::DomainLabels);
    }
    // All notations of an IPv4 address (127.1, 0x7f.1) end in a number, and no top-level domain
    // begins with a digit (RFC 1123, section 2.1; URL Standard, "ends in a number").
    if last.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Err(AddressError::IpAddress);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reason(text: &str) -> AddressError {
        Address::parse(text).expect_err(text)
    }

    #[test]
    fn letter_case_does_not_make_another_address() {
        let typed = Address::parse("Sam.Dupont@Fabrikam.EXAMPLE").unwrap();
        assert_eq!(typed.as_typed(), "Sam.Dupont@Fabrikam.EXAMPLE");
        assert_eq!(typed.canonical(), "sam.dupont@fabrikam.example");
        assert_eq!(typed.local(), "Sam.Dupont");
        assert_eq!(typed.domain().as_str(), "fabrikam.example");
        assert_eq!(
            typed,
            Address::parse("sam.dupont@fabrikam.example").unwrap()
        );
    }

    #[test]
    fn plus_addressing_and_apostrophes_are_accepted() {
        for text in [
            "sam+guest@fabrikam.example",
            "d'arcy.o'brien@fabrikam.example",
            "a_b-c@x.test",
        ] {
            assert_eq!(Address::parse(text).unwrap().canonical(), text);
        }
    }

    #[test]
    fn a_plus_address_is_not_the_address_without_it() {
        assert_ne!(
            Address::parse("sam+guest@fabrikam.example").unwrap(),
            Address::parse("sam@fabrikam.example").unwrap()
        );
    }

    #[test]
    fn a_domain_in_unicode_is_the_domain_in_a_labels() {
        let unicode = Address::parse("jürgen@MÜNCHEN.example").unwrap();
        assert_eq!(unicode.canonical(), "jürgen@xn--mnchen-3ya.example");
        assert_eq!(unicode.domain().to_unicode(), "münchen.example");
        assert_eq!(
            unicode,
            Address::parse("Ju\u{308}rgen@xn--mnchen-3ya.example").unwrap()
        );
        // Not the transitional mapping, which would send mail for straße to strasse.
        assert_eq!(
            Domain::parse("straße.example").unwrap().as_str(),
            "xn--strae-oqa.example"
        );
    }

    #[test]
    fn a_domain_that_only_looks_the_same_is_another_domain() {
        let cyrillic = Domain::parse("f\u{430}brikam.example").unwrap();
        assert_ne!(cyrillic, Domain::parse("fabrikam.example").unwrap());
        assert!(cyrillic.as_str().starts_with("xn--"));
    }

    #[test]
    fn each_of_graphs_forbidden_characters_is_refused() {
        for letter in r"~!#$%^&*()=[]{}\/|;:<>?,".chars() {
            assert_eq!(
                reason(&format!("a{letter}b@x.test")),
                AddressError::LocalCharacter,
                "{letter}"
            );
        }
        assert_eq!(reason("a\"b@x.test"), AddressError::LocalCharacter);
    }

    #[test]
    fn a_quoted_local_part_is_refused() {
        assert_eq!(reason("\"sam\"@x.test"), AddressError::LocalQuoted);
    }

    #[test]
    fn a_letter_that_folds_to_a_forbidden_one_is_refused() {
        // Full-width @, "care of", ellipsis (three dots), full-width quotation mark.
        for local in [
            "a\u{FF20}b",
            "a\u{2105}b",
            "a\u{2026}b",
            "\u{FF02}a\u{FF02}",
        ] {
            Address::parse(&format!("{local}@x.test")).expect_err(local);
        }
    }

    #[test]
    fn a_local_part_that_folds_to_a_longer_one_is_refused() {
        assert_eq!(
            reason(&format!("{}@x.test", "\u{FDFA}".repeat(9))),
            AddressError::Unprintable
        );
        assert_eq!(
            reason(&format!("{}@x.test", "\u{32C9}".repeat(20))),
            AddressError::LocalTooLong
        );
    }

    #[test]
    fn lengths_are_counted_in_bytes() {
        let local = "é".repeat(32);
        Address::parse(&format!("{local}@x.test")).unwrap();
        assert_eq!(
            reason(&format!("{local}a@x.test")),
            AddressError::LocalTooLong
        );
        let domain = format!(
            "{}.{}.{}.test",
            "a".repeat(63),
            "b".repeat(63),
            "c".repeat(56)
        );
        Address::parse(&format!("{}@{domain}", "a".repeat(64))).unwrap_or_else(|error| {
            panic!("{error}: {}", domain.len() + 65);
        });
        assert_eq!(
            reason(&format!("{}@{domain}x", "a".repeat(64))),
            AddressError::TooLong
        );
    }

    #[test]
    fn a_header_or_a_direction_cannot_be_smuggled_in() {
        for text in [
            "sam@fabrikam.example\r\nBcc: eve@x.test",
            " sam@fabrikam.example",
            "sam @fabrikam.example",
            "s\u{202E}am@fabrikam.example",
            "sam\u{200B}@fabrikam.example",
            "sam@fabri\u{AD}kam.example",
            "sam@fabri\u{200D}kam.example",
            "sam\u{0}@fabrikam.example",
            "sa\u{FE0F}m@fabrikam.example",
        ] {
            assert_eq!(reason(text), AddressError::Unprintable, "{text:?}");
        }
    }

    #[test]
    fn what_is_not_an_address_is_refused_with_its_reason() {
        use AddressError::{
            DomainCharacter, DomainEmpty, DomainLabels, Empty, IpAddress, LocalEmpty, LocalEnds,
            ManyAts, NoAt,
        };
        for (text, expected) in [
            ("", Empty),
            ("sam", NoAt),
            ("@x.test", LocalEmpty),
            ("sam@", DomainEmpty),
            ("sam@x@y.test", ManyAts),
            (".sam@x.test", LocalEnds),
            ("sam.@x.test", LocalEnds),
            ("s..am@x.test", LocalEnds),
            ("-sam@x.test", LocalEnds),
            ("sam@localhost", DomainLabels),
            ("sam@x..test", DomainLabels),
            ("sam@x.test.", DomainLabels),
            ("sam@.test", DomainLabels),
            ("sam@my_host.test", DomainCharacter),
            ("sam@-x.test", DomainCharacter),
            ("sam@x-.test", DomainCharacter),
            ("sam@xn--a.test", DomainCharacter),
            ("sam@[192.0.2.1]", IpAddress),
            ("sam@192.0.2.1", IpAddress),
            ("sam@127.1", IpAddress),
            ("sam@0x7f.0x1", IpAddress),
            ("sam@[IPv6:::1]", IpAddress),
        ] {
            assert_eq!(reason(text), expected, "{text}");
        }
        assert_eq!(
            reason(&format!("sam@{}.test", "a".repeat(64))),
            DomainLabels
        );
        assert_eq!(LocalEmpty.to_string(), LocalEmpty.reason());
    }

    #[test]
    fn a_masked_address_tells_the_first_letter_and_the_domain() {
        assert_eq!(
            Address::parse("sam@fabrikam.example").unwrap().masked(),
            "s•••@fabrikam.example"
        );
        assert_eq!(Address::parse("É@x.test").unwrap().masked(), "É•••@x.test");
    }

    #[test]
    fn an_address_is_serialized_as_typed_and_checked_when_read() {
        let address: Address = serde_json::from_str("\"Sam@X.test\"").unwrap();
        assert_eq!(serde_json::to_string(&address).unwrap(), "\"Sam@X.test\"");
        assert_eq!(
            format!("{address} {address:?}"),
            "Sam@X.test \"Sam@X.test\""
        );
        serde_json::from_str::<Address>("\"sam\"").unwrap_err();
        serde_json::from_str::<Domain>("\"x_y.test\"").unwrap_err();
        assert_eq!(
            serde_json::to_string(address.domain()).unwrap(),
            "\"x.test\""
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = Address::parse(&text);
            let _ = Domain::parse(&text);
        }

        #[test]
        fn the_canonical_form_is_its_own_canonical_form(
            text in "[a-zA-Z0-9.+'_ÀßĲ\u{30C}ſΣJ-]{1,12}@[a-zA-Z0-9üΣßé。-]{1,12}\\.[a-zÄ]{2,6}",
        ) {
            if let Ok(address) = Address::parse(&text) {
                let again = Address::parse(address.canonical()).unwrap();
                prop_assert_eq!(again.canonical(), address.canonical());
                prop_assert_eq!(again.domain(), address.domain());
                let unicode = address.domain().to_unicode();
                prop_assert_eq!(&Domain::parse(&unicode).unwrap(), address.domain());
            }
        }
    }
}
