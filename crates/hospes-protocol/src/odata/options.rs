//! All options of one query string.

use std::collections::BTreeMap;

use super::select::{parse_expand, parse_select};
use super::{Filter, OrderBy, QueryError, Search, order};
use crate::text::single_line;

/// The longest `$skiptoken`, in bytes. Ours are far shorter.
const MAX_SKIP_TOKEN_BYTES: usize = 4096;

/// What a request asks of a collection or an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryOptions {
    /// The properties to return, as typed, each once. `None`: the default ones.
    pub select: Option<Vec<String>>,
    /// The condition. `None`: no condition.
    pub filter: Option<Filter>,
    /// The words to search for. `None`: no search.
    pub search: Option<Search>,
    /// What to sort by, the most significant first. Empty: the order of the resource.
    pub order_by: Vec<OrderBy>,
    /// The size of a page, at least 1. `None`: the default.
    ///
    /// What the most is depends on the resource, and is not checked here.
    pub top: Option<u32>,
    /// Whether to count all objects.
    pub count: bool,
    /// Where the page begins: opaque here, and to be checked by whoever made it.
    pub skip_token: Option<String>,
    /// The navigation properties to follow, at most 20, as typed.
    pub expand: Vec<String>,
    /// The `$select` inside of `$expand`, by the name as it stands in `expand`.
    pub expand_select: BTreeMap<String, Vec<String>>,
}

impl QueryOptions {
    /// Reads the pairs of a query string, percent-decoded, in their order.
    ///
    /// Options may have their `$` or not (OData 4.01) and be in any letter case. What has no `$`
    /// and is no option is ignored (`client-request-id`); what has one is an error. So is an
    /// option that is there twice, because the two halves of a query must not be read by two
    /// rules. An empty `$select`, `$orderby` or `$expand` counts as absent; an empty `$filter` or
    /// `$search` is an error, because whoever built it wrong must not get all objects for it.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, QueryError> {
        let mut options = Self::default();
        let mut seen = Vec::new();
        for (key, value) in pairs {
            let Some(option) = find(key)? else { continue };
            if seen.contains(&option) {
                return Err(QueryError::Repeated { option });
            }
            seen.push(option);
            options.set(option, value)?;
        }
        Ok(options)
    }

    fn set(&mut self, option: &'static str, value: &str) -> Result<(), QueryError> {
        let invalid = QueryError::Value { option };
        let is_empty = value.trim().is_empty();
        match option {
            "select" if !is_empty => self.select = Some(parse_select(value)?),
            "orderby" if !is_empty => self.order_by = order::parse(value)?,
            "expand" if !is_empty => (self.expand, self.expand_select) = parse_expand(value)?,
            "filter" => self.filter = Some(Filter::parse(value)?),
            "search" => self.search = Some(Search::parse(value)?),
            "top" => self.top = Some(parse_top(value).ok_or(invalid)?),
            "count" => self.count = parse_bool(value).ok_or(invalid)?,
            "skiptoken" if is_empty || value.len() > MAX_SKIP_TOKEN_BYTES => return Err(invalid),
            "skiptoken" => self.skip_token = Some(value.to_owned()),
            // JSON is what we answer in any case (Graph, "Use query parameters": `$format`).
            "format" if !is_json(value) => return Err(invalid),
            _ => {}
        }
        Ok(())
    }
}

/// The option that a key names, in lower case and without its `$`.
fn find(key: &str) -> Result<Option<&'static str>, QueryError> {
    const OPTIONS: [&str; 9] = [
        "select",
        "filter",
        "search",
        "orderby",
        "top",
        "count",
        "skiptoken",
        "expand",
        "format",
    ];
    let name = key.strip_prefix('$').unwrap_or(key);
    let option = OPTIONS
        .into_iter()
        .find(|option| option.eq_ignore_ascii_case(name));
    if option.is_none() && key.starts_with('$') {
        return Err(QueryError::Unsupported {
            option: single_line(key, 40),
        });
    }
    Ok(option)
}

fn parse_top(value: &str) -> Option<u32> {
    // `u32::from_str` takes a plus sign, Graph does not.
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    value.parse().ok().filter(|top| *top > 0)
}

fn parse_bool(value: &str) -> Option<bool> {
    [("true", true), ("false", false)]
        .into_iter()
        .find(|(word, _)| value.eq_ignore_ascii_case(word))
        .map(|(_, value)| value)
}

fn is_json(value: &str) -> bool {
    value.eq_ignore_ascii_case("json") || value.to_ascii_lowercase().starts_with("application/json")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(pairs: &[(&str, &str)]) -> Result<QueryOptions, QueryError> {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        QueryOptions::parse(&pairs)
    }

    #[test]
    fn all_options_are_read() {
        let options = parse(&[
            ("$select", "id,mail"),
            ("$filter", "userType eq 'Guest'"),
            ("$search", "\"displayName:sam\""),
            ("$orderby", "displayName desc"),
            ("$top", "999"),
            ("$count", "true"),
            ("$skiptoken", "abc"),
            ("$expand", "manager,members($select=id)"),
            ("$format", "json"),
        ])
        .unwrap();
        assert_eq!(options.select.unwrap(), ["id", "mail"]);
        assert_eq!(options.filter.unwrap().to_string(), "userType eq 'Guest'");
        assert_eq!(options.search.unwrap().to_string(), "\"displayName:sam\"");
        assert!(options.order_by[0].descending);
        assert_eq!(options.top, Some(999));
        assert!(options.count);
        assert_eq!(options.skip_token.as_deref(), Some("abc"));
        assert_eq!(options.expand, ["manager", "members"]);
        assert_eq!(options.expand_select["members"], ["id"]);
    }

    #[test]
    fn the_dollar_sign_and_the_letter_case_do_not_matter() {
        let options = parse(&[("TOP", "5"), ("$Count", "True"), ("orderBy", "id")]).unwrap();
        assert_eq!(
            (options.top, options.count, options.order_by.len()),
            (Some(5), true, 1)
        );
    }

    #[test]
    fn an_option_that_is_there_twice_is_refused() {
        let error = parse(&[("$top", "5"), ("top", "5")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The query parameter '$top' is specified more than once."
        );
    }

    #[test]
    fn unknown_options_are_refused_and_other_parameters_ignored() {
        parse(&[
            ("client-request-id", "x"),
            ("api-version", "1"),
            ("", ""),
            ("x", "1"),
            ("x", "2"),
        ])
        .unwrap();
        for key in ["$skip", "$apply", "$", "$$top", "$filter "] {
            let error = parse(&[(key, "1")]).unwrap_err();
            assert!(matches!(error, QueryError::Unsupported { .. }), "{key}");
        }
        let error = parse(&[("$x\r\ny", "1")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The query parameter '$x y' is not supported."
        );
    }

    #[test]
    fn values_out_of_range_are_refused() {
        for (key, value) in [
            ("$top", "0"),
            ("$top", ""),
            ("$top", "-1"),
            ("$top", "+1"),
            ("$top", "1.0"),
            ("$top", "4294967296"),
            ("$count", ""),
            ("$count", "1"),
            ("$skiptoken", ""),
            ("$format", "xml"),
        ] {
            let error = parse(&[(key, value)]).unwrap_err();
            assert_eq!(error.to_string(), format!("Invalid value for {key}."));
        }
        parse(&[("$skiptoken", &"a".repeat(4097))]).unwrap_err();
    }

    #[test]
    fn an_empty_list_is_absent_but_an_empty_condition_is_refused() {
        let options = parse(&[("$select", ""), ("$orderby", " "), ("$expand", "")]).unwrap();
        assert_eq!(options, QueryOptions::default());
        parse(&[("$filter", "")]).unwrap_err();
        parse(&[("$search", " ")]).unwrap_err();
    }

    #[test]
    fn the_message_of_a_bad_filter_says_where() {
        let error = parse(&[("$filter", "displayName eq")]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Invalid filter clause: a value was expected at position 14."
        );
    }

    proptest! {
        #[test]
        fn no_query_makes_the_parser_panic(
            pairs in prop::collection::vec(
                ("\\$?(select|filter|search|orderby|top|count|expand|.{0,3})", any::<String>()), 0..4),
        ) {
            let _ = QueryOptions::parse(&pairs);
        }
    }
}
