//! The words of guest-facing pages and of mails, in the reader's language.
//!
//! The Fluent files of `locales/` are compiled in. A value that comes from a person never mixes
//! with the sentence around it: Fluent puts isolation marks (U+2068, U+2069) about it, and
//! [`Sentence`] turns the marks into `<bdi>` on a page. The admin center is English and has its
//! words in its templates.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Write as _};

use fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid};

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
    };
}

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

struct Language {
    tag: &'static str,
    name: &'static str,
    dir: &'static str,
    id: LanguageIdentifier,
}

static ENGLISH: Language = Language {
    tag: "en",
    name: "English",
    dir: "ltr",
    id: langid!("en"),
};
static GERMAN: Language = Language {
    tag: "de",
    name: "Deutsch",
    dir: "ltr",
    id: langid!("de"),
};
static FRENCH: Language = Language {
    tag: "fr",
    name: "Français",
    dir: "ltr",
    id: langid!("fr"),
};
static SPANISH: Language = Language {
    tag: "es",
    name: "Español",
    dir: "ltr",
    id: langid!("es"),
};
static PORTUGUESE: Language = Language {
    tag: "pt",
    name: "Português (Brasil)",
    dir: "ltr",
    id: langid!("pt"),
};
static ARABIC: Language = Language {
    tag: "ar",
    name: "العربية",
    dir: "rtl",
    id: langid!("ar"),
};
static JAPANESE: Language = Language {
    tag: "ja",
    name: "日本語",
    dir: "ltr",
    id: langid!("ja"),
};
static CHINESE: Language = Language {
    tag: "zh",
    name: "简体中文",
    dir: "ltr",
    id: langid!("zh"),
};
/// In the order in which the admin center offers them.
static LANGUAGES: [&Language; 8] = [
    &ENGLISH,
    &GERMAN,
    &FRENCH,
    &SPANISH,
    &PORTUGUESE,
    &ARABIC,
    &JAPANESE,
    &CHINESE,
];

/// The words of one language. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Texts {
    language: &'static Language,
}

impl Texts {
    /// Every language there is, English first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        LANGUAGES.iter().map(|&language| Self { language })
    }

    /// English: what the admin center, the inbox and every fallback speak.
    pub(crate) fn english() -> Self {
        Self { language: &ENGLISH }
    }

    /// The language of a tag such as `de` or `de-AT`; English if we don't speak it.
    pub(crate) fn for_language(tag: &str) -> Self {
        Self::known(tag).unwrap_or_else(Self::english)
    }

    /// The best language for an `Accept-Language` header; English if none fits.
    pub(crate) fn negotiate(accept_language: &str) -> Self {
        let mut best: Option<(Self, f32)> = None;
        for range in accept_language.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
            if let Some(texts) = Self::known(tag)
                && weight > best.map_or(0.0, |(_, weight)| weight)
            {
                best = Some((texts, weight));
            }
        }
        best.map_or_else(Self::english, |(texts, _)| texts)
    }

    /// By the first part of the tag alone, so that a variant gets the nearest there is: `pt-PT` the
    /// Portuguese of Brazil, and `zh-TW` or `zh-Hant` simplified Chinese, which its readers read
    /// more easily than English.
    fn known(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::all().find(|texts| texts.lang().eq_ignore_ascii_case(primary))
    }

    /// The language tag, for `lang` attributes and `Content-Language`.
    pub(crate) fn lang(self) -> &'static str {
        self.language.tag
    }

    /// The language's own name for itself.
    pub(crate) fn name(self) -> &'static str {
        self.language.name
    }

    /// `ltr` or `rtl`, for `dir` attributes.
    pub(crate) fn dir(self) -> &'static str {
        self.language.dir
    }

    /// `left` or `right`: where a line begins. For mails, whose programs know no `start`.
    pub(crate) fn start(self) -> &'static str {
        if self.language.dir == "rtl" {
            "right"
        } else {
            "left"
        }
    }

    /// A text without variables.
    pub(crate) fn text(self, key: &str) -> String {
        self.look_up(key, None)
    }

    /// A text with its variables filled in.
    ///
    /// Each value stands between isolation marks; a template shows the result as a [`Sentence`],
    /// which `Texts::sentence` makes at once. A value of digits only counts as a number, so that
    /// it chooses the plural.
    pub(crate) fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        let values = values
            .iter()
            .map(|&(name, value)| (Cow::Owned(name.to_owned()), fluent_value(value)))
            .collect();
        self.look_up(key, Some(&values))
    }

    /// As [`Texts::fill`], without isolation marks: for subjects, headers and plain-text mail.
    pub(crate) fn plain(self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.fill(key, values);
        text.retain(|c| c != FIRST_STRONG_ISOLATE && c != POP_ISOLATE);
        text
    }

    /// As [`Texts::fill`], ready for a template: escaped, each value in a `<bdi>`.
    pub(crate) fn sentence(self, key: &str, values: &[(&str, &str)]) -> Sentence {
        Sentence(self.fill(key, values))
    }

    /// A day in words, such as "23 December 2026". Month and day count from 1.
    pub(crate) fn date(self, year: i16, month: i8, day: i8) -> String {
        let (year, month, day) = (year.to_string(), month.to_string(), day.to_string());
        self.plain("date", &[("year", &year), ("month", &month), ("day", &day)])
    }

    /// How far away something is, such as "3 hours ago" (negative) or "in 2 days" (positive).
    pub(crate) fn relative(self, seconds: i64) -> String {
        const UNITS: [(i64, &str); 5] = [
            (365 * 86_400, "years"),
            (30 * 86_400, "months"),
            (86_400, "days"),
            (3_600, "hours"),
            (60, "minutes"),
        ];
        let Some((length, unit)) = UNITS
            .iter()
            .find(|(length, _)| seconds.unsigned_abs() >= length.unsigned_abs())
        else {
            return self.text(if seconds > 0 { "time-soon" } else { "time-now" });
        };
        let count = (seconds / length).unsigned_abs().to_string();
        let direction = if seconds < 0 { "ago" } else { "ahead" };
        self.plain(&format!("time-{unit}-{direction}"), &[("count", &count)])
    }

    fn look_up(
        self,
        key: &str,
        values: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>,
    ) -> String {
        LOCALES
            .lookup_single_language(&self.language.id, key, values)
            .or_else(|_| LOCALES.lookup_single_language(&ENGLISH.id, key, values))
            .unwrap_or_else(|_| key.to_owned())
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Texts({})", self.language.tag)
    }
}

/// A value as Fluent takes it, without characters that would reach beyond its place.
fn fluent_value(value: &str) -> FluentValue<'_> {
    let is_count = !value.is_empty()
        && value.len() <= 9
        && value.bytes().all(|byte| byte.is_ascii_digit())
        && (value.len() == 1 || !value.starts_with('0'));
    if is_count {
        FluentValue::try_number(value)
    } else {
        FluentValue::String(Cow::Owned(one_line(value)))
    }
}

/// A name or address on one line: line breaks become spaces, control and bidi characters go.
///
/// Without this a name could put a second header line into a mail, or turn the text after it
/// around.
pub(crate) fn one_line(value: &str) -> String {
    value
        .chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// A filled text as a page shows it: escaped here, each value wrapped in `<bdi>`.
#[derive(Debug, Clone)]
pub(crate) struct Sentence(String);

impl Sentence {
    /// The same where there are no elements inside, such as in the title of a page: a value is set apart by the isolates
    /// of Unicode, and whoever writes it escapes it.
    pub(crate) fn without_tags(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut open = 0_u32;
        for c in self.0.chars() {
            match c {
                FIRST_STRONG_ISOLATE => {
                    open += 1;
                    f.write_str("<bdi>")?;
                }
                POP_ISOLATE if open > 0 => {
                    open -= 1;
                    f.write_str("</bdi>")?;
                }
                POP_ISOLATE => {}
                '&' => f.write_str("&#38;")?,
                '<' => f.write_str("&#60;")?,
                '>' => f.write_str("&#62;")?,
                '"' => f.write_str("&#34;")?,
                '\'' => f.write_str("&#39;")?,
                c => f.write_char(c)?,
            }
        }
        (0..open).try_for_each(|_| f.write_str("</bdi>"))
    }
}

// Display above escapes everything but the tags that it writes itself.
impl askama::filters::HtmlSafe for Sentence {}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::{Path, PathBuf};

    use fluent_bundle::{FluentBundle, FluentResource};

    use super::*;

    fn files_below(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files.extend(files_below(&path, extensions));
            } else if path
                .extension()
                .is_some_and(|e| extensions.iter().any(|want| e == *want))
            {
                files.push(path);
            }
        }
        files
    }

    fn crate_folder() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    /// Each message of a language with the variables that its text names.
    fn messages(tag: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in files_below(&crate_folder().join("locales").join(tag), &["ftl"]) {
            let source = fs::read_to_string(&file).unwrap();
            let resource = FluentResource::try_new(source.clone())
                .unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", file.display()));
            let mut bundle = FluentBundle::new(vec![tag.parse().unwrap()]);
            bundle.add_resource(resource).unwrap();
            let mut current = String::new();
            for line in source.lines().filter(|line| !line.starts_with('#')) {
                if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    let key = line.split('=').next().unwrap().trim();
                    assert!(bundle.has_message(key), "{}: {key}", file.display());
                    assert!(!messages.contains_key(key), "{key} is there twice in {tag}");
                    key.clone_into(&mut current);
                    messages.insert(current.clone(), BTreeSet::new());
                }
                for rest in line.split('$').skip(1) {
                    let name = rest
                        .chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
                        .collect();
                    messages.get_mut(&current).unwrap().insert(name);
                }
            }
        }
        assert!(messages.len() > 100, "the texts of {tag} were not found");
        messages
    }

    #[test]
    fn every_language_has_every_text_with_the_same_variables() {
        let english = messages("en");
        let folders = fs::read_dir(crate_folder().join("locales")).unwrap();
        assert_eq!(folders.count(), Texts::all().count());
        for tag in Texts::all().map(Texts::lang) {
            let other = messages(tag);
            for (key, variables) in &english {
                let theirs = other
                    .get(key)
                    .unwrap_or_else(|| panic!("{tag} has no {key}"));
                assert_eq!(theirs, variables, "variables of {key} in {tag}");
            }
            for key in other.keys() {
                assert!(english.contains_key(key), "{key} is in {tag} only");
            }
        }
    }

    #[test]
    fn every_text_that_a_template_names_exists() {
        let english = messages("en");
        let mut files = files_below(&crate_folder().join("templates"), &["html", "txt"]);
        for folder in ["src/pages", "src/mail"] {
            files.extend(files_below(&crate_folder().join(folder), &["rs"]));
        }
        let mut found = 0;
        for file in files {
            let source = fs::read_to_string(&file).unwrap();
            for call in [".text(", ".say(", ".sentence(", ".fill(", ".plain("] {
                for rest in source.split(call).skip(1) {
                    // A key that is put together at run time has a test of its own.
                    let Some(rest) = rest.trim_start().strip_prefix('"') else {
                        continue;
                    };
                    let key = rest.split('"').next().unwrap();
                    assert!(
                        english.contains_key(key),
                        "{}: no text {key}",
                        file.display()
                    );
                    found += 1;
                }
            }
        }
        assert!(found > 100, "the templates were not found");
    }

    #[test]
    fn every_text_can_be_filled() {
        for texts in Texts::all() {
            let tag = texts.lang();
            for (key, variables) in messages(tag) {
                let values: Vec<_> = variables.iter().map(|name| (name.as_str(), "3")).collect();
                let text = texts.plain(&key, &values);
                assert!(!text.contains('$') && text != key, "{tag} {key}: {text}");
            }
        }
    }

    #[test]
    fn the_language_with_the_highest_weight_wins() {
        for (header, expected) in [
            ("", "en"),
            ("de", "de"),
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("tlh, en;q=0.5, ar;q=0.7", "ar"),
            ("fr, en;q=0.5, ar;q=0.7", "fr"),
            ("pt-PT,es;q=0.9", "pt"),
            ("zh-Hant-TW,en;q=0.9", "zh"),
            ("ja_JP", "ja"),
            ("ar-EG;q=0.3,de;q=0.4", "de"),
            ("xx;q=nonsense,de;q=0", "en"),
            ("DE", "de"),
        ] {
            assert_eq!(Texts::negotiate(header).lang(), expected, "{header}");
        }
        assert_eq!(Texts::for_language("ar").dir(), "rtl");
        assert_eq!(Texts::for_language("tlh").lang(), "en");
    }

    #[test]
    fn a_value_can_neither_bring_markup_nor_leave_its_place() {
        let name = "<b>Eve</b>\u{202e}\u{2069}\r\nBcc: all";
        let sentence = Texts::english()
            .sentence("run-by", &[("server", name)])
            .to_string();
        assert!(
            sentence.contains("<bdi>&#60;b&#62;Eve&#60;/b&#62;  Bcc: all</bdi>"),
            "{sentence}"
        );
        let plain = Texts::english().plain("run-by", &[("server", name)]);
        assert!(
            !plain.contains(['\n', '\r', '\u{2068}', '\u{2069}', '\u{202e}']),
            "{plain:?}"
        );
    }

    #[test]
    fn times_and_dates_are_in_words() {
        let english = Texts::english();
        assert_eq!(english.relative(-20), "just now");
        assert_eq!(english.relative(-60), "1 minute ago");
        assert_eq!(english.relative(-3 * 3_600), "3 hours ago");
        assert_eq!(english.relative(2 * 86_400 + 5), "in 2 days");
        assert_eq!(english.relative(i64::MIN), "292471208677 years ago");
        assert_eq!(english.date(2026, 12, 23), "23 December 2026");
        for (tag, day, first) in [
            ("de", "vor 1 Tag", "1. Dezember 2026"),
            ("fr", "il y a 1 jour", "1er décembre 2026"),
            ("es", "hace 1 día", "1 de diciembre de 2026"),
            ("pt", "há 1 dia", "1º de dezembro de 2026"),
            ("ja", "1日前", "2026年12月1日"),
            ("zh", "1 天前", "2026年12月1日"),
        ] {
            let texts = Texts::for_language(tag);
            assert_eq!(texts.relative(-86_400), day);
            assert_eq!(texts.date(2026, 12, 1), first);
        }
        assert_eq!(
            Texts::for_language("fr").date(2026, 12, 23),
            "23 décembre 2026"
        );
    }

    #[test]
    fn a_plural_says_its_number_where_nought_counts_as_one() {
        for texts in Texts::all().filter(|texts| ["fr", "pt"].contains(&texts.lang())) {
            for (key, variable) in [("duration-minutes", "count"), ("passcode-wrong", "tries")] {
                for number in ["0", "1", "2"] {
                    let text = texts.plain(key, &[(variable, number)]);
                    assert!(text.contains(number), "{texts:?} {key} {number}: {text}");
                }
            }
        }
    }
}
