//! `$orderby`.

use winnow::combinator::{alt, opt, preceded};
use winnow::prelude::*;

use super::grammar::{Fault, blanks, expect, keyword, list, path, read};
use super::{Path, QueryError};

/// The longest list, in bytes of decoded text.
const MAX_BYTES: usize = 2048;

/// One property to sort by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderBy {
    /// What to sort by.
    pub property: Path,
    /// Whether the last comes first.
    pub descending: bool,
}

/// Reads `displayName desc,userPrincipalName`.
pub(super) fn parse(text: &str) -> Result<Vec<OrderBy>, QueryError> {
    read(text, MAX_BYTES, |input| {
        list(input, |input| {
            let property = expect(input, path, "a property was expected")?;
            let direction = alt((keyword("asc").value(false), keyword("desc").value(true)));
            let descending = opt(preceded(blanks, direction))
                .parse_next(input)?
                .unwrap_or(false);
            Ok(OrderBy {
                property: Path::from(property),
                descending,
            })
        })
    })
    .map_err(|Fault { position, reason }| QueryError::OrderBy { position, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(property: &[&str], descending: bool) -> OrderBy {
        OrderBy {
            property: Path::from(property.to_vec()),
            descending,
        }
    }

    #[test]
    fn each_property_has_its_own_direction() {
        assert_eq!(
            parse(" displayName , manager/id DESC,x asc"),
            Ok(vec![
                order(&["displayName"], false),
                order(&["manager", "id"], true),
                order(&["x"], false)
            ])
        );
        assert_eq!(parse("desc desc"), Ok(vec![order(&["desc"], true)]));
    }

    #[test]
    fn what_is_no_list_of_properties_is_refused() {
        for (text, expected) in [
            ("", 0),
            ("a,", 2),
            ("a up", 2),
            ("a desc asc", 7),
            ("'a'", 0),
        ] {
            match parse(text) {
                Err(QueryError::OrderBy { position, .. }) => {
                    assert_eq!(position, expected, "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
