//! `$select` and `$expand`.

use std::collections::BTreeMap;

use winnow::combinator::opt;
use winnow::prelude::*;

use super::QueryError;
use super::grammar::{
    Fault, Input, Parsed, blanks, expect, fault, fault_at, identifier, list, path, position, read,
};

/// The longest list, in bytes of decoded text: all properties of a user, twice over.
const MAX_BYTES: usize = 8192;

/// How many navigation properties one request may follow.
const MAX_EXPANDED: usize = 20;

/// Reads `id,displayName,onPremisesExtensionAttributes/extensionAttribute1`.
///
/// Names are as typed. A name that is there twice, in whatever letter case, is kept once.
pub(super) fn parse_select(text: &str) -> Result<Vec<String>, QueryError> {
    read(text, MAX_BYTES, names)
        .map_err(|Fault { position, reason }| QueryError::Select { position, reason })
}

/// The navigation properties, and the `$select` inside of some of them.
pub(super) type Expanded = (Vec<String>, BTreeMap<String, Vec<String>>);

/// Reads `manager,members($select=id,displayName)`.
pub(super) fn parse_expand(text: &str) -> Result<Expanded, QueryError> {
    let refuse = |Fault { position, reason }| QueryError::Expand { position, reason };
    let items = read(text, MAX_BYTES, |input| list(input, expanded)).map_err(refuse)?;
    let mut expand: Vec<String> = Vec::new();
    let mut selects = BTreeMap::new();
    for (position, name, select) in items {
        if expand.iter().any(|other| other.eq_ignore_ascii_case(name)) {
            return Err(refuse(Fault {
                position,
                reason: "there is a repeated property",
            }));
        }
        if expand.len() == MAX_EXPANDED {
            return Err(refuse(Fault {
                position,
                reason: "there are too many properties",
            }));
        }
        expand.push(name.to_owned());
        if let Some(select) = select {
            selects.insert(name.to_owned(), select);
        }
    }
    Ok((expand, selects))
}

fn names(input: &mut Input<'_>) -> Parsed<Vec<String>> {
    let all = list(input, |input| {
        expect(input, path.take(), "a property was expected")
    })?;
    let mut names: Vec<String> = Vec::new();
    for name in all {
        if !names.iter().any(|other| other.eq_ignore_ascii_case(name)) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// One item of `$expand`, with its position.
fn expanded<'i>(input: &mut Input<'i>) -> Parsed<(usize, &'i str, Option<Vec<String>>)> {
    let start = position(input);
    let name = expect(input, identifier, "a navigation property was expected")?;
    if opt('(').parse_next(input)?.is_none() {
        return Ok((start, name, None));
    }
    blanks(input)?;
    let option_start = position(input);
    opt('$').parse_next(input)?;
    let option = expect(input, identifier, "an option was expected")?;
    if !option.eq_ignore_ascii_case("select") {
        return fault_at(option_start, "there is an option that is not supported");
    }
    blanks(input)?;
    expect(input, '=', "an equals sign was expected")?;
    let select = names(input)?;
    if opt(')').parse_next(input)?.is_none() {
        return fault(input, "a closing parenthesis was expected");
    }
    Ok((start, name, Some(select)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_once_and_in_order() {
        assert_eq!(
            parse_select("id, displayName,ID,a/b"),
            Ok(vec![
                "id".to_owned(),
                "displayName".to_owned(),
                "a/b".to_owned()
            ])
        );
    }

    #[test]
    fn what_is_no_list_of_names_is_refused() {
        for (text, expected) in [
            ("", 0),
            ("id,", 3),
            ("id;x", 2),
            ("*", 0),
            ("id x", 3),
            ("a/", 1),
        ] {
            match parse_select(text) {
                Err(QueryError::Select { position, .. }) => {
                    assert_eq!(position, expected, "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        parse_select(&"a".repeat(8193)).unwrap_err();
    }

    #[test]
    fn an_expanded_property_may_have_a_selection() {
        let (expand, selects) =
            parse_expand("manager,members( $Select = id,displayName ) , owners(select=id)")
                .unwrap();
        assert_eq!(expand, ["manager", "members", "owners"]);
        assert_eq!(selects.len(), 2);
        assert_eq!(selects["members"], ["id", "displayName"]);
        assert_eq!(selects["owners"], ["id"]);
    }

    #[test]
    fn other_expansions_are_refused() {
        for (text, expected) in [
            ("", 0),
            ("manager/manager", 7),
            ("members($top=5)", 8),
            ("members($select=id;$top=5)", 18),
            ("members($select=id", 18),
            ("members()", 8),
            ("members,Members", 8),
        ] {
            match parse_expand(text) {
                Err(QueryError::Expand { position, .. }) => {
                    assert_eq!(position, expected, "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        let many: Vec<String> = (0..21).map(|index| format!("n{index}")).collect();
        parse_expand(&many.join(",")).unwrap_err();
        parse_expand(&many.split_last().unwrap().1.join(",")).unwrap();
    }
}
