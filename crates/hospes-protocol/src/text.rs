//! Text as it is compared and as it is shown.
//!
//! [`fold`] makes the form that search columns hold. [`single_line`] and [`plain_text`] make text
//! that somebody typed safe to put into mail headers, mails, pages and logs. None of them escapes
//! anything: HTML is the templates' business, header encoding the mail library's.

use unicode_normalization::UnicodeNormalization as _;

/// Folds text for comparison and search.
///
/// Unicode NFKC, then lower case, then white space trimmed off both ends. Two texts that a person
/// takes for the same word mostly fold to the same text. Folding what is folded changes nothing.
///
/// Letters are lowered one by one, and a final sigma becomes a plain one. So the first letters of a
/// text fold to the first letters of the folded text, and `startsWith` works on folded columns.
pub fn fold(text: &str) -> String {
    let lowered: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == 'ς' { 'σ' } else { letter })
        .collect();
    // Lowering can leave a letter and an accent that have a composed form in lower case only (ǰ).
    lowered.nfkc().collect::<String>().trim().to_owned()
}

/// Makes one clean line of text: for mail headers, subjects, display names.
///
/// Runs of white space, line breaks included, become one space; the ends are trimmed; control and
/// invisible characters go (see [`is_invisible`]). The result has at most `max_chars` characters
/// (Unicode scalar values), never ends in a space, and may be empty.
///
/// Joiners go as well, so an emoji made of several falls apart into its parts.
pub fn single_line(text: &str, max_chars: usize) -> String {
    let mut line = Bounded::new(max_chars);
    let mut gap = "";
    for letter in text.chars() {
        if letter.is_whitespace() {
            gap = " ";
        } else if !is_invisible(letter) {
            if !line.push(gap, letter) {
                break;
            }
            gap = "";
        }
    }
    line.text
}

/// Makes clean text of several lines: for the personal message in an invitation.
///
/// Like [`single_line`], but line breaks stay, as `\n` (`\r\n`, `\r`, U+0085, U+2028 and U+2029
/// become one), at most two in a row, none at the ends. Line breaks count towards `max_chars`.
pub fn plain_text(text: &str, max_chars: usize) -> String {
    let mut lines = Bounded::new(max_chars);
    let mut gap = "";
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // The line feed that follows is the line break.
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                gap = if gap.starts_with('\n') { "\n\n" } else { "\n" };
            }
            _ if letter.is_whitespace() => {
                // Blanks around a line break are not worth keeping.
                if gap.is_empty() {
                    gap = " ";
                }
            }
            _ if is_invisible(letter) => {}
            _ => {
                if !lines.push(gap, letter) {
                    break;
                }
                gap = "";
            }
        }
    }
    lines.text
}

/// Whether a character shows nothing but may change how its neighbours are read.
///
/// Control characters (C0, DEL, C1), U+2028 and U+2029, soft hyphens, joiners and other
/// characters of no width, the controls of writing direction (a name with U+202E shows backwards,
/// and hides what an address really is), Hangul fillers (a name of these alone looks empty), tags.
/// Variation selectors are not among them: they belong to some written names.
pub const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{0}'..='\u{1F}'
        | '\u{7F}'..='\u{9F}'
        | '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'..='\u{1160}'
        | '\u{17B4}'..='\u{17B5}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}')
}

/// Text that grows up to a number of characters.
struct Bounded {
    text: String,
    room: usize,
}

impl Bounded {
    fn new(max_chars: usize) -> Self {
        Self {
            text: String::new(),
            room: max_chars,
        }
    }

    /// Adds a letter after the gap before it, if both fit. The first has no gap.
    fn push(&mut self, gap: &'static str, letter: char) -> bool {
        let gap = if self.text.is_empty() { "" } else { gap };
        // Gaps are ASCII, so their length is their number of characters.
        let Some(room) = self.room.checked_sub(gap.len() + 1) else {
            return false;
        };
        self.room = room;
        self.text.push_str(gap);
        self.text.push(letter);
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folding_ignores_case_width_and_composition() {
        assert_eq!(fold("  Sam DUPONT "), "sam dupont");
        assert_eq!(fold("Ｓａｍ"), "sam");
        assert_eq!(fold("Zoe\u{308}"), fold("ZOË"));
        assert_eq!(fold("J\u{30C}"), fold("\u{1F0}"));
    }

    #[test]
    fn the_beginning_of_a_greek_name_folds_to_the_beginning_of_the_folded_name() {
        assert!(fold("ΟΔΥΣΣΕΑΣ").starts_with(&fold("ΟΔΥΣ")));
        assert_eq!(fold("Οδυσσέας"), fold("ΟΔΥΣΣΈΑΣ"));
    }

    #[test]
    fn folding_twice_is_folding_once_for_each_capital_letter_before_an_accent() {
        for letter in ('\u{80}'..=char::MAX).filter(|letter| letter.is_uppercase()) {
            for text in [
                letter.to_string(),
                format!("{letter}\u{30C}"),
                format!("a{letter}"),
            ] {
                let once = fold(&text);
                assert_eq!(fold(&once), once, "{text:?}");
            }
        }
    }

    #[test]
    fn a_name_cannot_add_a_header_to_a_mail() {
        assert_eq!(
            single_line("Sam\r\nBcc: all@fabrikam.example", 80),
            "Sam Bcc: all@fabrikam.example"
        );
        assert_eq!(single_line("Sam\u{2028}X\u{85}Y\u{0}Z", 80), "Sam X YZ");
    }

    #[test]
    fn a_name_cannot_turn_the_text_after_it_around() {
        assert_eq!(
            single_line("\u{202E}moc.elpmaxe\u{2066}\u{200B}\u{FEFF}", 80),
            "moc.elpmaxe"
        );
    }

    #[test]
    fn a_name_of_invisible_characters_is_empty() {
        assert_eq!(single_line("\u{3164}\u{200D} \u{AD}\t", 80), "");
    }

    #[test]
    fn a_line_is_cut_between_characters_and_not_after_a_space() {
        assert_eq!(single_line("Zoë Ångström", 4), "Zoë");
        assert_eq!(single_line("Zoë Ångström", 5), "Zoë Å");
        assert_eq!(single_line("Zoë", 0), "");
    }

    #[test]
    fn a_message_keeps_its_paragraphs() {
        assert_eq!(
            plain_text(
                "\r\nDear Sam,\r\n\r\n\r\n\r\nsee\tyou  soon. \r Ada\n\n",
                80
            ),
            "Dear Sam,\n\nsee you soon.\nAda"
        );
    }

    #[test]
    fn a_message_is_cut_before_the_line_break_that_no_longer_fits() {
        assert_eq!(plain_text("ab\n\ncd", 4), "ab");
        assert_eq!(plain_text("ab\n\ncd", 5), "ab\n\nc");
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_clean_line_is_one_line_within_its_bound(text in any::<String>(), max in 0_usize..40) {
            let line = single_line(&text, max);
            prop_assert!(line.chars().count() <= max);
            prop_assert!(!line.chars().any(|letter| is_invisible(letter) || letter == '\n'));
            prop_assert_eq!(line.trim(), &line);
            prop_assert_eq!(single_line(&line, max), line);
        }

        #[test]
        fn cleaning_a_message_twice_changes_nothing(text in "[ab \r\n\t\u{2028}\u{200B}]{0,40}", max in 0_usize..40) {
            let lines = plain_text(&text, max);
            prop_assert!(lines.chars().count() <= max);
            prop_assert!(!lines.contains("\n\n\n") && !lines.contains(" \n") && !lines.contains("\n "));
            prop_assert_eq!(plain_text(&lines, max), lines);
        }
    }
}
