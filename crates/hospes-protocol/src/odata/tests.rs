//! `$filter`, by what clients send and by properties.

use proptest::prelude::*;

use super::*;

fn path(names: &str) -> Path {
    Path(names.split('/').map(str::to_owned).collect())
}

fn text(value: &str) -> Literal {
    Literal::Text(value.to_owned())
}

fn compare(property: &str, op: CompareOp, value: Literal) -> Filter {
    Filter::Compare {
        property: path(property),
        op,
        value,
    }
}

fn eq(property: &str, value: &str) -> Filter {
    compare(property, CompareOp::Eq, text(value))
}

fn and(left: Filter, right: Filter) -> Filter {
    Filter::And(Box::new(left), Box::new(right))
}

fn or(left: Filter, right: Filter) -> Filter {
    Filter::Or(Box::new(left), Box::new(right))
}

fn not(inner: Filter) -> Filter {
    Filter::Not(Box::new(inner))
}

fn refusal(text: &str) -> (usize, &'static str) {
    match Filter::parse(text) {
        Err(QueryError::Filter { position, reason }) => (position, reason),
        other => panic!("{text}: {other:?}"),
    }
}

/// What is sent must parse to the tree.
fn assert_read(sent: &str, tree: &Filter) {
    assert_eq!(Filter::parse(sent).as_ref(), Ok(tree), "{sent}");
}

#[test]
fn comparisons_are_read() {
    assert_read("userType eq 'Guest'", &eq("userType", "Guest"));
    assert_read("surname eq 'O''Brien'", &eq("surname", "O'Brien"));
    assert_read("surname eq''", &eq("surname", ""));
    assert_read("NOT(userType EQ 'Guest')", &not(eq("userType", "Guest")));
    assert_read("not  userType eq 'Guest'", &not(eq("userType", "Guest")));
    assert_read(
        "companyName eq null",
        &compare("companyName", CompareOp::Eq, Literal::Null),
    );
    let enabled = compare("accountEnabled", CompareOp::Ne, Literal::Bool(true));
    assert_read("accountEnabled ne True", &enabled);
    let time = Literal::DateTime {
        text: "2026-01-01T00:00:00Z".to_owned(),
    };
    let tree = compare("createdDateTime", CompareOp::Ge, time);
    assert_read("createdDateTime ge 2026-01-01T00:00:00Z", &tree);
    let guid = Literal::Guid([0, 0, 0, 3, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0]);
    let tree = compare("appId", CompareOp::Eq, guid);
    assert_read("appId eq 00000003-0000-0000-C000-000000000000", &tree);
    let tree = Filter::In {
        property: path("id"),
        values: vec![text("a"), text("b")],
    };
    assert_read("id in ('a', 'b')", &tree);
    let tree = Filter::CountCompare {
        collection: path("memberOf"),
        op: CompareOp::Eq,
        value: 0,
    };
    assert_read("memberOf/$count eq 0", &tree);
}

#[test]
fn functions_are_read() {
    let tree = Filter::StartsWith {
        property: path("displayName"),
        value: "App1".to_owned(),
    };
    assert_read("startswith(displayName,'App1')", &tree);
    let tree = Filter::EndsWith {
        property: path("mail"),
        value: "@x.test".to_owned(),
    };
    assert_read("endsWith( mail , '@x.test' )", &tree);
    let any = |collection: &str, variable: &str, predicate| Filter::Any {
        collection: path(collection),
        variable: variable.to_owned(),
        predicate: Box::new(predicate),
    };
    assert_read(
        "servicePrincipalNames/any(c:c eq 'https://graph.example')",
        &any(
            "servicePrincipalNames",
            "c",
            eq("c", "https://graph.example"),
        ),
    );
    assert_read(
        "identities/any(c:c/issuerAssignedId eq 'x' and c/issuer eq 'y')",
        &any(
            "identities",
            "c",
            and(eq("c/issuerAssignedId", "x"), eq("c/issuer", "y")),
        ),
    );
}

#[test]
fn and_binds_closer_than_or_and_both_group_from_the_left() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| eq(name, "x"));
    let sent = "a eq 'x' or b eq 'x' and c eq 'x' or d eq 'x'";
    let tree = or(or(a.clone(), and(b.clone(), c.clone())), d);
    assert_eq!(Filter::parse(sent), Ok(tree.clone()));
    assert_eq!(tree.to_string(), sent);
    let sent = "(a eq 'x' or b eq 'x') and (c eq 'x' and a eq 'x')";
    let tree = and(or(a.clone(), b), and(c, a));
    assert_eq!(Filter::parse(sent), Ok(tree.clone()));
    assert_eq!(tree.to_string(), sent);
}

#[test]
fn not_binds_closer_than_and() {
    let tree = and(not(eq("a", "x")), eq("b", "x"));
    assert_eq!(Filter::parse("not a eq 'x' and b eq 'x'"), Ok(tree));
    let tree = not(and(eq("a", "x"), eq("b", "x")));
    assert_eq!(tree.to_string(), "not (a eq 'x' and b eq 'x')");
    assert_eq!(Filter::parse(&tree.to_string()), Ok(tree));
}

#[test]
fn properties_may_be_called_like_operators() {
    assert_eq!(
        Filter::parse("and eq 'x' or or eq 'x'"),
        Ok(or(eq("and", "x"), eq("or", "x")))
    );
    assert_eq!(Filter::parse("x/any eq 'x'"), Ok(eq("x/any", "x")));
    assert_eq!(Filter::parse("not/x eq 'x'"), Ok(eq("not/x", "x")));
    assert_eq!(Filter::parse("notes eq 'x'"), Ok(eq("notes", "x")));
}

#[test]
fn points_in_time_have_the_form_of_rfc_3339() {
    for good in [
        "2026-01-01T00:00Z",
        "2026-01-01T00:00:00.0000000Z",
        "2026-01-01t00:00:00z",
        "2026-01-01T00:00:00+02:00",
        "2026-01-01T00:00:00-02:00",
    ] {
        let tree = compare(
            "t",
            CompareOp::Lt,
            Literal::DateTime {
                text: good.to_owned(),
            },
        );
        assert_eq!(Filter::parse(&format!("t lt {good}")), Ok(tree));
    }
    for bad in [
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-1-1T00:00Z",
        "2026-01-01T00:00:00.Z",
    ] {
        assert_eq!(refusal(&format!("t lt {bad}")).0, 5, "{bad}");
    }
}

#[test]
fn numbers_are_whole_and_fit_64_bits() {
    for number in [0, -1, i64::MAX, i64::MIN] {
        let tree = compare("n", CompareOp::Le, Literal::Number(number));
        assert_eq!(Filter::parse(&format!("n le {number}")), Ok(tree));
    }
    assert_eq!(
        refusal("n le 9223372036854775808").1,
        "there is a number that is too large"
    );
    for bad in ["1.5", "+1", "--1", "0x1", "1e3", "-", "INF"] {
        assert_eq!(refusal(&format!("n le {bad}")).0, 5, "{bad}");
    }
}

/// Text that is no filter, where it stops making sense, and why.
const REFUSED: [(&str, usize, &str); 31] = [
    ("", 0, "a property or a function was expected"),
    ("displayName", 11, "an operator was expected"),
    ("displayName eq", 14, "a value was expected"),
    (
        "displayName eq Sam",
        15,
        "there is a value that is neither text, number, time nor GUID",
    ),
    (
        "displayName like 'S'",
        12,
        "there is an operator that is not supported",
    ),
    (
        "displayName has 'S'",
        12,
        "there is an operator that is not supported",
    ),
    (
        "displayName eq 'Sam",
        19,
        "the text has no closing quotation mark",
    ),
    (
        "displayName eq 'Sam''",
        21,
        "the text has no closing quotation mark",
    ),
    ("displayName eq 'Sam' x", 21, "nothing more was expected"),
    (
        "displayName eq surname",
        15,
        "there is a value that is neither text, number, time nor GUID",
    ),
    (
        "'Sam' eq displayName",
        0,
        "a property or a function was expected",
    ),
    ("(a eq 'x'", 9, "a closing parenthesis was expected"),
    ("a eq 'x')", 8, "nothing more was expected"),
    ("a eq 'x' and", 12, "a property or a function was expected"),
    (
        "contains(displayName,'S')",
        0,
        "there is a function that is not supported",
    ),
    (
        "m/all(c:c eq 'x')",
        0,
        "there is a function that is not supported",
    ),
    ("m/any()", 6, "a name for the item was expected"),
    ("m/any(c eq 'x')", 8, "a colon was expected"),
    ("startsWith(a)", 12, "a comma was expected"),
    ("startsWith('x',a)", 11, "a property was expected"),
    (
        "startsWith(a,1)",
        13,
        "text in quotation marks was expected",
    ),
    ("startsWith(m/$count,'1')", 12, "a comma was expected"),
    ("a in 'x'", 5, "an opening parenthesis was expected"),
    ("a in ()", 6, "a value was expected"),
    ("a in ('x',)", 10, "a value was expected"),
    ("m/$count eq '1'", 12, "a number of items was expected"),
    ("m/$count ge -1", 12, "a number of items was expected"),
    (
        "m/$count in (1)",
        9,
        "there is an operator that is not supported",
    ),
    ("a/ eq 'x'", 1, "an operator was expected"),
    ("ä eq 'x'", 0, "a property or a function was expected"),
    ("a eq 'x'; drop table users", 8, "nothing more was expected"),
];

#[test]
fn a_filter_is_refused_where_it_stops_making_sense() {
    for (text, position, reason) in REFUSED {
        assert_eq!(refusal(text), (position, reason), "{text}");
    }
}

#[test]
fn length_depth_and_number_of_comparisons_are_limited() {
    let of_length = |length: usize| format!("a eq '{}'", "x".repeat(length - 7));
    Filter::parse(&of_length(2048)).unwrap();
    assert_eq!(refusal(&of_length(2049)).0, 2048);

    for (open, close) in [("(", ")"), ("not ", ""), ("m/any(c:", ")")] {
        let of_depth = |depth| format!("{}a eq 'x'{}", open.repeat(depth), close.repeat(depth));
        Filter::parse(&of_depth(16)).unwrap();
        assert_eq!(refusal(&of_depth(17)).1, "the nesting is too deep");
    }
    assert_eq!(refusal(&"(".repeat(2048)).1, "the nesting is too deep");
    // What is closed again does not count.
    Filter::parse(&vec!["(a eq 'x')"; 40].join(" or ")).unwrap();

    Filter::parse(&vec!["a eq 1"; 64].join(" or ")).unwrap();
    assert_eq!(
        refusal(&vec!["a eq 1"; 65].join(" or ")).1,
        "there are too many comparisons"
    );
    Filter::parse(&format!("a in ({})", vec!["1"; 64].join(","))).unwrap();
    assert_eq!(
        refusal(&format!("a in ({})", vec!["1"; 65].join(","))).1,
        "there are too many comparisons"
    );
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Bool),
        any::<i64>().prop_map(Literal::Number),
        "(.|'){0,8}".prop_map(Literal::Text),
        any::<[u8; 16]>().prop_map(Literal::Guid),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
            .prop_map(|text| Literal::DateTime { text }),
    ]
}

fn name() -> impl Strategy<Value = String> {
    // Before a blank, `not` is the operator.
    "[a-zA-Z_][a-zA-Z0-9_]{0,6}".prop_filter("not", |name| !name.eq_ignore_ascii_case("not"))
}

fn any_path() -> impl Strategy<Value = Path> {
    prop::collection::vec(name(), 1..3).prop_map(Path)
}

fn tree() -> impl Strategy<Value = Filter> {
    let op = prop::sample::select(vec![
        CompareOp::Eq,
        CompareOp::Ne,
        CompareOp::Gt,
        CompareOp::Ge,
        CompareOp::Lt,
        CompareOp::Le,
    ]);
    let leaf = prop_oneof![
        (any_path(), op.clone(), literal()).prop_map(|(property, op, value)| Filter::Compare {
            property,
            op,
            value
        }),
        (any_path(), prop::collection::vec(literal(), 1..4))
            .prop_map(|(property, values)| Filter::In { property, values }),
        (any_path(), "(.|'){0,8}")
            .prop_map(|(property, value)| Filter::StartsWith { property, value }),
        (any_path(), "(.|'){0,8}")
            .prop_map(|(property, value)| Filter::EndsWith { property, value }),
        (any_path(), op, 0..=i64::MAX.unsigned_abs()).prop_map(|(collection, op, value)| {
            Filter::CountCompare {
                collection,
                op,
                value,
            }
        }),
    ];
    leaf.prop_recursive(5, 16, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(left, right)| and(left, right)),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| or(left, right)),
            inner.clone().prop_map(not),
            (any_path(), name(), inner).prop_map(|(collection, variable, predicate)| {
                Filter::Any {
                    collection,
                    variable,
                    predicate: Box::new(predicate),
                }
            }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_parses_to_the_same_tree(tree in tree()) {
        let printed = tree.to_string();
        prop_assume!(printed.len() <= 2048);
        prop_assert_eq!(Filter::parse(&printed), Ok(tree), "{}", printed);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        let _ = Filter::parse(&text);
    }

    #[test]
    fn almost_filters_parse_and_print_or_are_refused_inside_of_them(
        text in "(a|b/c| |eq|ne|'|1|null|and|or|not|in|\\(|\\)|,|any\\(|c:|startsWith\\(|/\\$count|é){0,24}",
    ) {
        match Filter::parse(&text) {
            Ok(tree) => prop_assert_eq!(Filter::parse(&tree.to_string()), Ok(tree)),
            Err(QueryError::Filter { position, .. }) => {
                prop_assert!(text.is_char_boundary(position), "{} {}", position, text);
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}
