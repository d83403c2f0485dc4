//! `$search`: text to [`Search`] and back (Graph, "Use the $search query parameter", directory
//! objects).

use std::fmt;

use winnow::combinator::opt;
use winnow::error::ErrMode;
use winnow::prelude::*;
use winnow::token::{self, one_of, take_till};

use super::QueryError;
use super::grammar::{
    Fault, Input, Parsed, blanks, count_term, expect, fault, fault_at, identifier, is_identifier,
    nested, position, read,
};

/// The longest search, in bytes of decoded text.
const MAX_BYTES: usize = 2048;

/// What to search for.
///
/// At most 16 levels deep, at most 64 clauses. `AND` binds closer than `OR`.
/// [`Display`](fmt::Display) prints it so that it parses to the same tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    /// Both.
    And(Box<Search>, Box<Search>),
    /// At least one of both.
    Or(Box<Search>, Box<Search>),
    /// `"displayName:sam"`.
    Clause {
        /// The property, as typed. `None`: `"sam"`, in whichever properties are searched.
        property: Option<String>,
        /// The words that are looked for; not empty, no blanks at the ends.
        text: String,
    },
}

impl Search {
    /// Reads a search of at most 2,048 bytes.
    ///
    /// Each clause stands in double quotation marks; in it, `\"` and `\\` stand for `"` and `\`.
    /// `AND` and `OR` must be in upper case, as Graph has it.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        read(text, MAX_BYTES, disjunction)
            .map_err(|Fault { position, reason }| QueryError::Search { position, reason })
    }
}

fn disjunction(input: &mut Input<'_>) -> Parsed<Search> {
    let mut left = conjunction(input)?;
    while opt((blanks, word("OR"))).parse_next(input)?.is_some() {
        left = Search::Or(Box::new(left), Box::new(conjunction(input)?));
    }
    blanks(input)?;
    let start = position(input);
    if opt(identifier).parse_next(input)?.is_some() {
        return fault_at(start, "AND or OR in upper case was expected");
    }
    Ok(left)
}

fn conjunction(input: &mut Input<'_>) -> Parsed<Search> {
    let mut left = operand(input)?;
    while opt((blanks, word("AND"))).parse_next(input)?.is_some() {
        left = Search::And(Box::new(left), Box::new(operand(input)?));
    }
    Ok(left)
}

fn word<'i>(word: &'static str) -> impl Parser<Input<'i>, &'i str, ErrMode<Fault>> {
    identifier.verify(move |found: &str| found == word)
}

fn operand(input: &mut Input<'_>) -> Parsed<Search> {
    blanks(input)?;
    if opt('(').parse_next(input)?.is_some() {
        let inner = nested(input, disjunction)?;
        expect(input, ')', "a closing parenthesis was expected")?;
        return Ok(inner);
    }
    let start = position(input);
    expect(
        input,
        '"',
        "a clause in double quotation marks was expected",
    )?;
    count_term(input)?;
    let clause = rest_of_clause(input)?;
    let clause = clause.trim();
    let (property, text) = match clause.split_once(':') {
        Some((property, text)) if is_identifier(property) => (Some(property.to_owned()), text),
        _ => (None, clause),
    };
    let text = text.trim();
    if text.is_empty() {
        return fault_at(start, "there is an empty clause");
    }
    Ok(Search::Clause {
        property,
        text: text.to_owned(),
    })
}

/// A clause from after its opening quotation mark to its closing one.
fn rest_of_clause(input: &mut Input<'_>) -> Parsed<String> {
    let mut clause = String::new();
    loop {
        let part: &str = take_till(0.., ['"', '\\']).parse_next(input)?;
        clause.push_str(part);
        match opt(token::any).parse_next(input)? {
            None => return fault(input, "the clause has no closing quotation mark"),
            Some('"') => return Ok(clause),
            Some(_) => {
                // A backslash before anything else stands for itself.
                clause.push(opt(one_of(['"', '\\'])).parse_next(input)?.unwrap_or('\\'));
            }
        }
    }
}

impl fmt::Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operand = |operand: &Self, in_parens: bool| {
            if in_parens {
                format!("({operand})")
            } else {
                operand.to_string()
            }
        };
        match self {
            Self::And(left, right) => {
                let left = operand(left, matches!(**left, Self::Or(..)));
                let right = operand(right, !matches!(**right, Self::Clause { .. }));
                write!(f, "{left} AND {right}")
            }
            Self::Or(left, right) => {
                write!(
                    f,
                    "{left} OR {}",
                    operand(right, matches!(**right, Self::Or(..)))
                )
            }
            Self::Clause { property, text } => {
                let text = text.replace('\\', "\\\\").replace('"', "\\\"");
                match property {
                    Some(property) => write!(f, "\"{property}:{text}\""),
                    None => write!(f, "\"{text}\""),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clause(property: &str, text: &str) -> Search {
        let property = (!property.is_empty()).then(|| property.to_owned());
        Search::Clause {
            property,
            text: text.to_owned(),
        }
    }

    fn refusal(text: &str) -> (usize, &'static str) {
        match Search::parse(text) {
            Err(QueryError::Search { position, reason }) => (position, reason),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_clause_may_name_a_property() {
        assert_eq!(
            Search::parse("\"displayName:sam\""),
            Ok(clause("displayName", "sam"))
        );
        assert_eq!(
            Search::parse(" \"sam dupont\" "),
            Ok(clause("", "sam dupont"))
        );
        assert_eq!(Search::parse("\" mail: a:b \""), Ok(clause("mail", "a:b")));
        assert_eq!(Search::parse("\"12:30\""), Ok(clause("", "12:30")));
    }

    #[test]
    fn and_binds_closer_than_or() {
        let [a, b, c] = ["a", "b", "c"].map(|text| Box::new(clause("p", text)));
        let tree = Search::Or(a.clone(), Box::new(Search::And(b.clone(), c.clone())));
        assert_eq!(Search::parse("\"p:a\" OR \"p:b\" AND \"p:c\""), Ok(tree));
        let tree = Search::And(Box::new(Search::Or(a, b)), c);
        assert_eq!(Search::parse("(\"p:a\" OR \"p:b\")AND\"p:c\""), Ok(tree));
    }

    #[test]
    fn quotation_marks_and_backslashes_are_escaped_by_backslashes() {
        assert_eq!(
            Search::parse(r#""a\"b\\c\d""#),
            Ok(clause("", r#"a"b\c\d"#))
        );
    }

    #[test]
    fn what_is_no_search_is_refused_where_it_stops_making_sense() {
        assert_eq!(refusal("").0, 0);
        assert_eq!(refusal("sam").0, 0);
        assert_eq!(refusal("\"sam").0, 4);
        assert_eq!(refusal(r#""sam\""#).0, 6);
        assert_eq!(refusal("\"a\" \"b\"").0, 4);
        assert_eq!(refusal("\"a\" AND").0, 7);
        assert_eq!(refusal("(\"a\"").0, 4);
        assert_eq!(refusal("\"displayName:\""), (0, "there is an empty clause"));
        assert_eq!(refusal("\"a\" and \"b\"").0, 4);
    }

    #[test]
    fn the_limits_hold() {
        let clauses = vec!["\"a\""; 64].join(" OR ");
        Search::parse(&clauses).unwrap();
        Search::parse(&format!("{clauses} OR \"a\"")).unwrap_err();
        Search::parse(&format!("{}\"a\"{}", "(".repeat(16), ")".repeat(16))).unwrap();
        Search::parse(&format!("{}\"a\"{}", "(".repeat(17), ")".repeat(17))).unwrap_err();
        Search::parse(&format!("\"{}\"", "a".repeat(2046))).unwrap();
        Search::parse(&format!("\"{}\"", "a".repeat(2047))).unwrap_err();
    }

    fn tree() -> impl Strategy<Value = Search> {
        let property = prop::option::of("[a-zA-Z_][a-zA-Z0-9_]{0,8}");
        let leaf = (property, "[^ \t\r\n:\\p{Z}\\p{C}](.{0,6}[^\\p{Z}\\p{C}:])?")
            .prop_map(|(property, text)| (property, text.trim().to_owned()))
            // Without a property, text that looks as if it had one reads as if it had one.
            .prop_filter("ambiguous", |(property, text)| property.is_some() || !text.contains(':'))
            .prop_map(|(property, text)| Search::Clause { property, text });
        leaf.prop_recursive(4, 16, 2, |inner| {
            (inner.clone(), inner, any::<bool>()).prop_map(|(left, right, both)| {
                let (left, right) = (Box::new(left), Box::new(right));
                if both {
                    Search::And(left, right)
                } else {
                    Search::Or(left, right)
                }
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same_tree(tree in tree()) {
            prop_assert_eq!(Search::parse(&tree.to_string()), Ok(tree));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "([\"\\\\ ()a:]|AND|OR|.){0,40}") {
            if let Ok(tree) = Search::parse(&text) {
                prop_assert_eq!(Search::parse(&tree.to_string()), Ok(tree));
            }
        }
    }
}
