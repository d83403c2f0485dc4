//! What the grammars of all options share: input with limits, faults with positions, names.

use winnow::combinator::{opt, separated};
use winnow::error::{ErrMode, ModalResult, ParserError};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location as _, Stateful};
use winnow::token::{one_of, take_while};

/// How deep parentheses, `not` and `any` may be nested.
///
/// It bounds the recursion of the parser and of all that walk the tree.
const MAX_DEPTH: usize = 16;

/// How many comparisons a tree may hold.
const MAX_TERMS: usize = 64;

/// A text that is being read. The second half counts what the limits are about.
pub(super) type Input<'i> = Stateful<LocatingSlice<&'i str>, Budget>;

/// What the grammars give.
pub(super) type Parsed<T> = ModalResult<T, Fault>;

/// What was used of the limits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Budget {
    depth: usize,
    terms: usize,
}

/// Where a text stops making sense, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Bytes from the beginning.
    pub(super) position: usize,
    /// Fits before "at position 3".
    pub(super) reason: &'static str,
}

impl<'i> ParserError<Input<'i>> for Fault {
    type Inner = Self;

    fn from_input(input: &Input<'i>) -> Self {
        Self {
            position: input.current_token_start(),
            reason: "something else was expected",
        }
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

/// Reads a whole text of at most so many bytes. Blanks at its ends are skipped.
pub(super) fn read<'i, T>(
    text: &'i str,
    max_bytes: usize,
    mut parser: impl FnMut(&mut Input<'i>) -> Parsed<T>,
) -> Result<T, Fault> {
    if text.len() > max_bytes {
        return Err(Fault {
            position: max_bytes,
            reason: "the text is cut off for its length",
        });
    }
    let mut input = Input {
        input: LocatingSlice::new(text),
        state: Budget::default(),
    };
    let mut whole = |input: &mut Input<'i>| {
        blanks(input)?;
        let value = parser(input)?;
        blanks(input)?;
        if input.is_empty() {
            Ok(value)
        } else {
            fault(input, "nothing more was expected")
        }
    };
    whole(&mut input).map_err(|error| match error {
        ErrMode::Backtrack(fault) | ErrMode::Cut(fault) => fault,
        // Only inputs that arrive in parts are incomplete.
        ErrMode::Incomplete(_) => Fault::from_input(&input),
    })
}

/// Gives up at the present position.
pub(super) fn fault<T>(input: &Input<'_>, reason: &'static str) -> Parsed<T> {
    fault_at(position(input), reason)
}

/// Gives up at an earlier position.
pub(super) fn fault_at<T>(position: usize, reason: &'static str) -> Parsed<T> {
    Err(ErrMode::Cut(Fault { position, reason }))
}

/// Bytes from the beginning of the text.
pub(super) fn position(input: &Input<'_>) -> usize {
    input.current_token_start()
}

/// Takes what the parser takes, or gives up with the reason.
pub(super) fn expect<'i, T>(
    input: &mut Input<'i>,
    parser: impl Parser<Input<'i>, T, ErrMode<Fault>>,
    reason: &'static str,
) -> Parsed<T> {
    match opt(parser).parse_next(input)? {
        Some(value) => Ok(value),
        None => fault(input, reason),
    }
}

/// Reads one level deeper, within the limit.
pub(super) fn nested<'i, T>(
    input: &mut Input<'i>,
    parser: impl FnOnce(&mut Input<'i>) -> Parsed<T>,
) -> Parsed<T> {
    if input.state.depth == MAX_DEPTH {
        return fault(input, "the nesting is too deep");
    }
    input.state.depth += 1;
    let value = parser(input)?;
    input.state.depth -= 1;
    Ok(value)
}

/// Counts one comparison, within the limit.
///
/// To be called when it is certain that it is one: counts are not taken back.
pub(super) fn count_term(input: &mut Input<'_>) -> Parsed<()> {
    if input.state.terms == MAX_TERMS {
        return fault(input, "there are too many comparisons");
    }
    input.state.terms += 1;
    Ok(())
}

/// Items with commas between them; at least one.
pub(super) fn list<'i, T>(
    input: &mut Input<'i>,
    mut item: impl FnMut(&mut Input<'i>) -> Parsed<T>,
) -> Parsed<Vec<T>> {
    let mut items = Vec::new();
    loop {
        blanks(input)?;
        items.push(item(input)?);
        blanks(input)?;
        if opt(',').parse_next(input)?.is_none() {
            return Ok(items);
        }
    }
}

/// White space, if there is any.
pub(super) fn blanks(input: &mut Input<'_>) -> Parsed<()> {
    take_while(0.., is_blank).void().parse_next(input)
}

/// Whether a character only separates.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_ascii_whitespace()
}

/// A name: an ASCII letter or `_`, then letters, digits, `_`.
pub(super) fn identifier<'i>(input: &mut Input<'i>) -> Parsed<&'i str> {
    (one_of(is_name_start), take_while(0.., is_name_part))
        .take()
        .parse_next(input)
}

/// Whether a text is a name as [`identifier`] reads them.
pub(super) fn is_identifier(text: &str) -> bool {
    text.starts_with(is_name_start) && text.chars().all(is_name_part)
}

fn is_name_start(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_'
}

fn is_name_part(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// This word as a whole name, in any letter case.
pub(super) fn keyword<'i>(word: &'static str) -> impl Parser<Input<'i>, &'i str, ErrMode<Fault>> {
    identifier.verify(move |found: &str| found.eq_ignore_ascii_case(word))
}

/// Names with `/` between them.
pub(super) fn path<'i>(input: &mut Input<'i>) -> Parsed<Vec<&'i str>> {
    separated(1.., identifier, '/').parse_next(input)
}
