//! What all pages share: the frame around them, and the small values that many of them show.
//!
//! Everything here is ready text. A handler fills a [`Layout`] once for each request and a
//! page's struct borrows it.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use crate::texts::{Sentence, Texts, one_line};

/// The frame of a page: who reads it, where they are, and the words of their language.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    /// The reader's language. Admin center and inbox: always [`Texts::english`].
    pub(crate) texts: Texts,
    /// The URL of an asset, with the hash of its content: `/assets/<hash>/hospes.css`.
    pub(crate) asset_url: fn(&str) -> String,
    /// The form token of this session; empty on pages without forms.
    pub(crate) csrf: String,
    /// Who runs this server, as guests are told: a name or host name.
    pub(crate) server_name: String,
    /// Whom to ask when the server itself fails: a mail address, if the operator gave one.
    pub(crate) operator_mail: Option<String>,
    /// The reference number of this request; people read it to whoever helps them.
    pub(crate) reference: String,
    /// Path and query of this page, so that switching organizations can come back here.
    pub(crate) here: String,
    /// Who is signed in.
    pub(crate) person: Option<Person>,
    /// The organization whose pages these are.
    pub(crate) organization: Option<Organization>,
    /// The organizations the person can switch to at once, the current one first.
    pub(crate) organizations: Vec<OrganizationChoice>,
    /// Whether the person may open the admin center of the current organization.
    pub(crate) may_administer: bool,
    /// Whether the person has no role there and owns an application.
    pub(crate) owns_applications: bool,
    /// Whether this server has the demo's inbox.
    pub(crate) has_inbox: bool,
    /// What the last action did, said once at the top of the page.
    pub(crate) notice: Option<Notice>,
}

impl Layout {
    /// A frame with nothing in it but words and styles; the fields are there to be filled.
    pub(crate) fn new(texts: Texts, asset_url: fn(&str) -> String) -> Self {
        Self {
            texts,
            asset_url,
            csrf: String::new(),
            server_name: String::new(),
            operator_mail: None,
            reference: String::new(),
            here: String::new(),
            person: None,
            organization: None,
            organizations: Vec::new(),
            may_administer: false,
            owns_applications: false,
            has_inbox: false,
            notice: None,
        }
    }

    /// The URL of an asset.
    pub(crate) fn asset(&self, name: &str) -> String {
        (self.asset_url)(name)
    }

    /// A text without variables.
    pub(crate) fn text(&self, key: &str) -> String {
        self.texts.text(key)
    }

    /// A text with variables; what people wrote is isolated from the sentence.
    pub(crate) fn say<S: AsRef<str>>(&self, key: &str, values: &[(&str, S)]) -> Sentence {
        let values: Vec<_> = values
            .iter()
            .map(|(name, value)| (*name, value.as_ref()))
            .collect();
        self.texts.sentence(key, &values)
    }

    /// Where the admin center begins for the person; `None`: there is nothing in it for them.
    pub(crate) fn admin_url(&self) -> Option<&'static str> {
        match (self.may_administer, self.owns_applications) {
            (true, _) => Some("/admin"),
            (false, true) => Some("/admin/app-registrations"),
            (false, false) => None,
        }
    }

    /// An icon of `assets/icons.svg`, drawn into the page.
    #[expect(
        clippy::unused_self,
        reason = "templates reach functions through their layout"
    )]
    pub(crate) fn icon(&self, name: &'static str) -> Icon {
        Icon { name }
    }
}

/// A person as pages show them.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Display name.
    pub(crate) name: String,
    /// Mail address or sign-in name.
    pub(crate) mail: String,
    /// One or two letters.
    pub(crate) initials: String,
    /// Colour of the tile, 0 to 11, the same for the same person everywhere.
    pub(crate) hue: u8,
}

impl Person {
    /// A person with the initials and the colour that follow from name and address.
    pub(crate) fn new(name: &str, mail: &str) -> Self {
        Self {
            name: one_line(name),
            mail: one_line(mail),
            initials: initials(if name.trim().is_empty() { mail } else { name }),
            hue: hue(mail),
        }
    }

    /// The address in two halves, the second from the `@` on: a narrow page may break between.
    pub(crate) fn mail_halves(&self) -> (&str, &str) {
        self.mail
            .split_at_checked(self.mail.find('@').unwrap_or(self.mail.len()))
            .unwrap_or_default()
    }
}

/// An organization as pages show it: who is asking.
#[derive(Debug, Clone)]
pub(crate) struct Organization {
    /// Display name.
    pub(crate) name: String,
    /// Primary domain.
    pub(crate) domain: String,
    /// One or two letters.
    pub(crate) initials: String,
    /// Colour of the tile, 0 to 11.
    pub(crate) hue: u8,
}

impl Organization {
    /// An organization with the initials and the colour that follow from name and domain.
    pub(crate) fn new(name: &str, domain: &str) -> Self {
        Self {
            name: one_line(name),
            domain: one_line(domain),
            initials: initials(name),
            hue: hue(domain),
        }
    }
}

/// A line of the organization switcher.
#[derive(Debug, Clone)]
pub(crate) struct OrganizationChoice {
    /// What the switcher posts as `tenant`.
    pub(crate) tenant: String,
    /// The organization.
    pub(crate) organization: Organization,
    /// Whether it is the one whose pages these are.
    pub(crate) is_current: bool,
}

/// One or two letters that stand for a name; `?` for a name without letters.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name
        .split(|c: char| c.is_whitespace() || matches!(c, '@' | '.' | '-' | '_'))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    match (words.next(), words.next_back()) {
        (Some(first), Some(last)) => first.to_uppercase().chain(last.to_uppercase()).collect(),
        (Some(first), None) => first.to_uppercase().collect(),
        (None, _) => "?".to_owned(),
    }
}

/// A colour number from 0 to 11 that is always the same for the same key.
pub(crate) fn hue(key: &str) -> u8 {
    // FNV-1a: spreads short keys well and needs no state, so it is the same on every node.
    let hash = key.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    });
    // The low bits of FNV are its weakest; fold the high ones in before the remainder.
    u8::try_from((hash ^ (hash >> 16)) % 12).unwrap_or_default()
}

/// A moment for `<time>`: how long ago or ahead, and exactly when.
#[derive(Debug, Clone, Default)]
pub(crate) struct Moment {
    /// For people, such as "3 hours ago" or "23 December 2026".
    pub(crate) text: String,
    /// Exactly, for the tooltip: "2026-11-23 12:00 UTC".
    pub(crate) exact: String,
    /// For machines, RFC 3339.
    pub(crate) iso: String,
}

/// What kind of thing a badge or a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// A plain fact.
    Neutral,
    /// Something under way.
    Info,
    /// It went well, or it is on.
    Good,
    /// It waits for somebody, or will end soon.
    Warn,
    /// It failed, or it is off.
    Bad,
}

impl Tone {
    /// The class that colours it.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Info => "tone-info",
            Self::Good => "tone-good",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
        }
    }

    /// The icon that says the same without colour.
    pub(crate) fn icon(self) -> Icon {
        Icon {
            name: match self {
                Self::Neutral => "dot",
                Self::Info => "info",
                Self::Good => "check-circle",
                Self::Warn => "clock",
                Self::Bad => "alert",
            },
        }
    }
}

/// A word with a colour and an icon: the state of something.
#[derive(Debug, Clone)]
pub(crate) struct Badge {
    /// Colour and icon.
    pub(crate) tone: Tone,
    /// The word, such as "Pending acceptance".
    pub(crate) text: String,
}

impl Badge {
    /// A badge.
    pub(crate) fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            text: text.into(),
        }
    }
}

/// What the last action did, in one sentence.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    /// Colour and icon.
    pub(crate) tone: Tone,
    /// The sentence.
    pub(crate) text: String,
}

/// One input of a form: what was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Field {
    /// What was typed, so that a refused form comes back as it was.
    pub(crate) value: String,
    /// One sentence that says how to mend it.
    pub(crate) error: Option<String>,
}

impl Field {
    /// A field without fault.
    pub(crate) fn new(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            error: None,
        }
    }

    /// A field with a fault.
    pub(crate) fn wrong(value: impl Into<String>, error: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            error: Some(error.into()),
        }
    }
}

/// One option of a select, a radio group or a list of checkboxes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    /// What the form posts.
    pub(crate) value: String,
    /// What people read.
    pub(crate) label: String,
    /// A second line; empty for none.
    pub(crate) hint: String,
    /// Whether it is chosen.
    pub(crate) is_chosen: bool,
}

impl Choice {
    /// An option without a second line.
    pub(crate) fn new(value: &str, label: &str, is_chosen: bool) -> Self {
        Self {
            value: value.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            is_chosen,
        }
    }
}

/// One line of the list of faults over a form; it links to the field.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// The field's name, which is also the id of its input.
    pub(crate) field: String,
    /// The same sentence as at the field.
    pub(crate) text: String,
}

/// The faults of a form, in the order of its fields.
pub(crate) fn faults<'a>(fields: impl IntoIterator<Item = (&'a str, &'a Field)>) -> Vec<Fault> {
    fields
        .into_iter()
        .filter_map(|(name, field)| {
            let text = field.error.clone()?;
            Some(Fault {
                field: name.to_owned(),
                text,
            })
        })
        .collect()
}

/// A label and what is known under it: one line of a definition list.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    /// The label.
    pub(crate) label: String,
    /// The value; empty shows as a dash.
    pub(crate) value: String,
}

impl Fact {
    /// A line of a definition list.
    pub(crate) fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
        }
    }
}

/// An applied filter of a list, and the URL of the list without it.
#[derive(Debug, Clone)]
pub(crate) struct Chip {
    /// What it does, such as "User type: Guest".
    pub(crate) text: String,
    /// The list without this filter.
    pub(crate) remove_url: String,
}

/// Where a list goes on. Keyset paging knows neighbours only, so there are no page numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pager {
    /// What is shown, such as "1 to 50 of 1,204" or "50 users".
    pub(crate) text: String,
    /// The first page, when this isn't it.
    pub(crate) first_url: Option<String>,
    /// The page after this one, if there is one.
    pub(crate) next_url: Option<String>,
}

/// An icon, drawn into the page from the symbols of `assets/icons.svg`.
///
/// Not by `<use href="…icons.svg#…">`: Firefox up to 132 blocks that under `default-src 'none'`,
/// and an icon that comes with its page never arrives late.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Icon {
    name: &'static str,
}

static SYMBOLS: LazyLock<HashMap<&'static str, (&'static str, &'static str)>> =
    LazyLock::new(|| {
        include_str!("../../assets/icons.svg")
            .split("<symbol ")
            .skip(1)
            .filter_map(symbol)
            .collect()
    });

/// Name, view box and drawing of one symbol, from the text after `<symbol `.
fn symbol(text: &'static str) -> Option<(&'static str, (&'static str, &'static str))> {
    let (attributes, rest) = text.split_once('>')?;
    let drawing = rest.split("</symbol>").next()?;
    let attribute = |name: &str| attributes.split_once(name)?.1.split('"').next();
    Some((
        attribute("id=\"")?,
        (attribute("viewBox=\"")?, drawing.trim()),
    ))
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((view_box, drawing)) = SYMBOLS.get(self.name) else {
            return Ok(());
        };
        let name = self.name;
        write!(
            f,
            r#"<svg class="icon icon-{name}" viewBox="{view_box}" aria-hidden="true" focusable="false">{drawing}</svg>"#
        )
    }
}

// Only text that was compiled in is written.
impl askama::filters::HtmlSafe for Icon {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        for (name, expected) in [
            ("Contoso", "C"),
            ("Sam Rivera", "SR"),
            ("Anna Maria van der Berg", "AB"),
            ("sam@fabrikam.example", "SE"),
            ("محمد علي", "مع"),
            ("…", "?"),
            ("", "?"),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn a_colour_is_stable_and_in_range() {
        assert_eq!(hue("contoso.example"), hue("CONTOSO.example"));
        let hues: BTreeSet<_> = (0..200)
            .map(|n| hue(&format!("user{n}@fabrikam.example")))
            .collect();
        assert_eq!(hues.len(), 12);
        assert!(hues.iter().all(|hue| *hue < 12));
    }

    #[test]
    fn every_icon_that_a_template_names_is_drawn() {
        let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates")];
        let mut names: BTreeSet<String> = ["mark", "check-circle", "alert", "clock", "info", "dot"]
            .map(str::to_owned)
            .into();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let source = fs::read_to_string(path).unwrap();
                let named = source.split("icon(\"").skip(1);
                names.extend(named.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
            }
        }
        assert!(names.len() > 25, "the templates were not found");
        for name in names {
            let (_, drawing) = SYMBOLS
                .get(name.as_str())
                .unwrap_or_else(|| panic!("no {name}"));
            assert!(
                drawing.starts_with('<') && drawing.ends_with("/>"),
                "{name}"
            );
        }
    }

    #[test]
    fn faults_keep_the_order_of_the_fields() {
        let (good, bad) = (Field::new("x"), Field::wrong("", "Enter a name"));
        let faults = faults([("mail", &good), ("name", &bad)]);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].field, "name");
    }
}
