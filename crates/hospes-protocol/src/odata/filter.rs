//! `$filter`: text to [`Filter`] and back (OData 4.01 ABNF, as far as Graph goes).

use std::fmt;

use winnow::combinator::{alt, opt, peek, terminated};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::token::{one_of, take_till, take_while};

use super::QueryError;
use super::grammar::{
    Fault, Input, Parsed, blanks, count_term, expect, fault, fault_at, identifier, is_blank,
    keyword, list, nested, path, position, read,
};

/// The longest filter, in bytes of decoded text.
const MAX_BYTES: usize = 2048;

/// A condition on an object.
///
/// At most 16 levels deep in parentheses, `not` and `any`, at most 64 comparisons (each value of
/// `in` is one). [`Display`](fmt::Display) prints it so that it parses to the same tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Both.
    And(Box<Filter>, Box<Filter>),
    /// At least one of both.
    Or(Box<Filter>, Box<Filter>),
    /// Not so.
    Not(Box<Filter>),
    /// `displayName eq 'Sam'`.
    Compare {
        /// What is compared.
        property: Path,
        /// How.
        op: CompareOp,
        /// With what.
        value: Literal,
    },
    /// `id in ('a','b')`; at least one value.
    In {
        /// What is compared.
        property: Path,
        /// It equals one of these.
        values: Vec<Literal>,
    },
    /// `startsWith(displayName,'Sa')`.
    StartsWith {
        /// What is compared.
        property: Path,
        /// Its beginning.
        value: String,
    },
    /// `endsWith(mail,'@fabrikam.example')`.
    EndsWith {
        /// What is compared.
        property: Path,
        /// Its end.
        value: String,
    },
    /// `identities/any(c:c/issuer eq 'mail')`: true for at least one item.
    Any {
        /// The collection.
        collection: Path,
        /// What an item is called in the predicate.
        ///
        /// Paths in there that do not begin with this name are of the outer object.
        variable: String,
        /// What is true of the item.
        predicate: Box<Filter>,
    },
    /// `memberOf/$count eq 0`.
    CountCompare {
        /// The collection.
        collection: Path,
        /// How its size is compared.
        op: CompareOp,
        /// With what.
        value: u64,
    },
}

/// A property, or a property of a property: `manager/id`.
///
/// At least one name; names are as typed, and Graph compares them without letter case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Path(pub Vec<String>);

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `eq`
    Eq,
    /// `ne`
    Ne,
    /// `gt`
    Gt,
    /// `ge`
    Ge,
    /// `lt`
    Lt,
    /// `le`
    Le,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// `'O''Brien'`, here without the quotation marks and the doubling.
    Text(String),
    /// A GUID without quotation marks, most significant byte first (RFC 9562).
    Guid([u8; 16]),
    /// A point in time.
    DateTime {
        /// In the form of RFC 3339; seconds may be missing.
        ///
        /// That the month is one of twelve and so on is not checked: whoever converts it will see.
        text: String,
    },
}

impl Filter {
    /// Reads a filter of at most 2,048 bytes. Keywords may be in any letter case.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        read(text, MAX_BYTES, disjunction)
            .map_err(|Fault { position, reason }| QueryError::Filter { position, reason })
    }
}

impl CompareOp {
    const ALL: [Self; 6] = [Self::Eq, Self::Ne, Self::Gt, Self::Ge, Self::Lt, Self::Le];

    /// The operator as it is written in a filter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }
}

fn disjunction(input: &mut Input<'_>) -> Parsed<Filter> {
    let mut left = conjunction(input)?;
    while opt((blanks, keyword("or"))).parse_next(input)?.is_some() {
        left = Filter::Or(Box::new(left), Box::new(conjunction(input)?));
    }
    Ok(left)
}

fn conjunction(input: &mut Input<'_>) -> Parsed<Filter> {
    let mut left = negation(input)?;
    while opt((blanks, keyword("and"))).parse_next(input)?.is_some() {
        left = Filter::And(Box::new(left), Box::new(negation(input)?));
    }
    Ok(left)
}

/// `not` binds closer than `and`.
///
/// In OData it binds closer than `eq` as well, but then nothing could follow it without parentheses
/// that means anything, so `not a eq 1` is read as `not (a eq 1)`.
fn negation(input: &mut Input<'_>) -> Parsed<Filter> {
    blanks(input)?;
    let ends = |letter| is_blank(letter) || letter == '(';
    if opt(terminated(keyword("not"), peek(one_of(ends))))
        .parse_next(input)?
        .is_some()
    {
        return Ok(Filter::Not(Box::new(nested(input, negation)?)));
    }
    if opt('(').parse_next(input)?.is_some() {
        let inner = nested(input, disjunction)?;
        close(input)?;
        return Ok(inner);
    }
    predicate(input)
}

fn predicate(input: &mut Input<'_>) -> Parsed<Filter> {
    let start = position(input);
    let mut names = expect(input, path, "a property or a function was expected")?;
    if opt('(').parse_next(input)?.is_none() {
        return comparison(input, Path::from(names));
    }
    let function = names.pop().unwrap_or_default();
    let is_called = |name: &str| function.eq_ignore_ascii_case(name);
    if names.is_empty() && is_called("startsWith") {
        let (property, value) = arguments(input)?;
        return Ok(Filter::StartsWith { property, value });
    }
    if names.is_empty() && is_called("endsWith") {
        let (property, value) = arguments(input)?;
        return Ok(Filter::EndsWith { property, value });
    }
    if !names.is_empty() && is_called("any") {
        return nested(input, |input| lambda(input, Path::from(names)));
    }
    fault_at(start, "there is a function that is not supported")
}

/// The arguments of `startsWith` and `endsWith`, from after the opening parenthesis.
fn arguments(input: &mut Input<'_>) -> Parsed<(Path, String)> {
    count_term(input)?;
    blanks(input)?;
    let property = expect(input, path, "a property was expected")?;
    blanks(input)?;
    expect(input, ',', "a comma was expected")?;
    blanks(input)?;
    expect(input, '\'', "text in quotation marks was expected")?;
    let value = rest_of_text(input)?;
    close(input)?;
    Ok((Path::from(property), value))
}

/// The inside of `any(`, and its closing parenthesis.
fn lambda(input: &mut Input<'_>, collection: Path) -> Parsed<Filter> {
    blanks(input)?;
    let variable = expect(input, identifier, "a name for the item was expected")?.to_owned();
    blanks(input)?;
    expect(input, ':', "a colon was expected")?;
    let predicate = Box::new(disjunction(input)?);
    close(input)?;
    Ok(Filter::Any {
        collection,
        variable,
        predicate,
    })
}

fn close(input: &mut Input<'_>) -> Parsed<()> {
    blanks(input)?;
    expect(input, ')', "a closing parenthesis was expected").map(|_| ())
}

fn comparison(input: &mut Input<'_>, property: Path) -> Parsed<Filter> {
    let is_count = opt("/$count").parse_next(input)?.is_some();
    blanks(input)?;
    let start = position(input);
    let word = expect(input, identifier, "an operator was expected")?;
    blanks(input)?;
    if word.eq_ignore_ascii_case("in") && !is_count {
        expect(input, '(', "an opening parenthesis was expected")?;
        let values = list(input, |input| {
            count_term(input)?;
            literal(input)
        })?;
        close(input)?;
        return Ok(Filter::In { property, values });
    }
    let Some(op) = CompareOp::ALL
        .into_iter()
        .find(|op| word.eq_ignore_ascii_case(op.as_str()))
    else {
        return fault_at(start, "there is an operator that is not supported");
    };
    count_term(input)?;
    let start = position(input);
    let value = literal(input)?;
    if !is_count {
        return Ok(Filter::Compare {
            property,
            op,
            value,
        });
    }
    if let Literal::Number(number) = value
        && let Ok(value) = u64::try_from(number)
    {
        return Ok(Filter::CountCompare {
            collection: property,
            op,
            value,
        });
    }
    fault_at(start, "a number of items was expected")
}

fn literal(input: &mut Input<'_>) -> Parsed<Literal> {
    if opt('\'').parse_next(input)?.is_some() {
        return rest_of_text(input).map(Literal::Text);
    }
    let start = position(input);
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_-+:.".contains(letter);
    let word: &str = take_while(0.., is_part).parse_next(input)?;
    if word.is_empty() {
        return fault(input, "a value was expected");
    }
    if let Some(value) = Literal::from_word(word) {
        return Ok(value);
    }
    if word
        .trim_start_matches('-')
        .bytes()
        .all(|byte| byte.is_ascii_digit())
    {
        return fault_at(start, "there is a number that is too large");
    }
    fault_at(
        start,
        "there is a value that is neither text, number, time nor GUID",
    )
}

/// Text from after its opening quotation mark to its closing one.
fn rest_of_text(input: &mut Input<'_>) -> Parsed<String> {
    let mut text = String::new();
    loop {
        let part: &str = take_till(0.., '\'').parse_next(input)?;
        text.push_str(part);
        expect(input, '\'', "the text has no closing quotation mark")?;
        // Two in a row stand for one, and the text goes on.
        if opt('\'').parse_next(input)?.is_none() {
            return Ok(text);
        }
        text.push('\'');
    }
}

impl Literal {
    /// The value that stands without quotation marks in a filter.
    fn from_word(word: &str) -> Option<Self> {
        for (name, value) in [
            ("null", Self::Null),
            ("true", Self::Bool(true)),
            ("false", Self::Bool(false)),
        ] {
            if word.eq_ignore_ascii_case(name) {
                return Some(value);
            }
        }
        if let Some(guid) = guid(word) {
            return Some(Self::Guid(guid));
        }
        if !word.starts_with('+')
            && let Ok(number) = word.parse()
        {
            return Some(Self::Number(number));
        }
        date_time.parse(word).ok().map(|()| Self::DateTime {
            text: word.to_owned(),
        })
    }
}

fn guid(word: &str) -> Option<[u8; 16]> {
    fn shape(input: &mut &str) -> Result<(), EmptyError> {
        let hex = |count: usize| take_while(count, |letter: char| letter.is_ascii_hexdigit());
        (hex(8), '-', hex(4), '-', hex(4), '-', hex(4), '-', hex(12))
            .void()
            .parse_next(input)
    }
    shape.parse(word).ok()?;
    u128::from_str_radix(&word.replace('-', ""), 16)
        .ok()
        .map(u128::to_be_bytes)
}

/// OData ABNF, `dateTimeOffsetValue`: RFC 3339 whose seconds may be missing.
fn date_time(input: &mut &str) -> Result<(), EmptyError> {
    fn digits(count: usize) -> impl FnMut(&mut &str) -> Result<(), EmptyError> {
        move |input| {
            take_while(count, |letter: char| letter.is_ascii_digit())
                .void()
                .parse_next(input)
        }
    }
    let fraction = (
        '.',
        take_while(1..=12, |letter: char| letter.is_ascii_digit()),
    );
    let date = (digits(4), '-', digits(2), '-', digits(2));
    let time = (
        digits(2),
        ':',
        digits(2),
        opt((':', digits(2), opt(fraction))),
    );
    let offset = alt((
        one_of(['Z', 'z']).void(),
        (one_of(['+', '-']), digits(2), ':', digits(2)).void(),
    ));
    (date, one_of(['T', 't']), time, offset)
        .void()
        .parse_next(input)
}

impl From<Vec<&str>> for Path {
    fn from(names: Vec<&str>) -> Self {
        Self(names.into_iter().map(str::to_owned).collect())
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Both operators group from the left, so what stands on the right needs parentheses
            // already if it is of the same kind.
            Self::And(left, right) => {
                write_operand(f, left, matches!(**left, Self::Or(..)))?;
                f.write_str(" and ")?;
                write_operand(f, right, matches!(**right, Self::And(..) | Self::Or(..)))
            }
            Self::Or(left, right) => {
                write!(f, "{left} or ")?;
                write_operand(f, right, matches!(**right, Self::Or(..)))
            }
            Self::Not(inner) => {
                f.write_str("not ")?;
                write_operand(f, inner, matches!(**inner, Self::And(..) | Self::Or(..)))
            }
            Self::Compare {
                property,
                op,
                value,
            } => write!(f, "{property} {op} {value}"),
            Self::In { property, values } => {
                write!(f, "{property} in (")?;
                for (index, value) in values.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{value}")?;
                }
                f.write_str(")")
            }
            Self::StartsWith { property, value } => {
                write!(f, "startsWith({property},{})", Quoted(value))
            }
            Self::EndsWith { property, value } => {
                write!(f, "endsWith({property},{})", Quoted(value))
            }
            Self::Any {
                collection,
                variable,
                predicate,
            } => {
                write!(f, "{collection}/any({variable}:{predicate})")
            }
            Self::CountCompare {
                collection,
                op,
                value,
            } => {
                write!(f, "{collection}/$count {op} {value}")
            }
        }
    }
}

fn write_operand(f: &mut fmt::Formatter<'_>, operand: &Filter, in_parens: bool) -> fmt::Result {
    if in_parens {
        write!(f, "({operand})")
    } else {
        write!(f, "{operand}")
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("/"))
    }
}

impl fmt::Display for CompareOp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "{}", Quoted(text)),
            Self::Guid(bytes) => {
                for (index, byte) in bytes.iter().enumerate() {
                    let hyphen = if matches!(index, 4 | 6 | 8 | 10) {
                        "-"
                    } else {
                        ""
                    };
                    write!(f, "{hyphen}{byte:02x}")?;
                }
                Ok(())
            }
            Self::DateTime { text } => f.write_str(text),
        }
    }
}

struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}'", self.0.replace('\'', "''"))
    }
}
